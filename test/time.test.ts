// Imprecise dates, form by form: what is taken, what it means, and what is refused by which name.
import { describe, expect, it } from 'vitest'
import { isLedgerError } from '../src/errors.ts'
import {
  asOfBounds,
  boundsOf,
  compareDates,
  type DateInput,
  type DateUse,
  dayOf,
  edtfOf,
  formatDate,
  type ImpreciseDate,
  isOpenEnded,
  overdue,
  parseDate,
  precedes,
} from '../src/time.ts'

/** The bounds between two days or two instants, as JS reads them; an empty text is no bound. */
function between(first: string, last = first) {
  const start = first.includes('T') ? first : `${first}T00:00:00.000Z`
  const end = last.includes('T') ? last : `${last}T23:59:59.999Z`
  return {
    earliest: first === '' ? Number.NEGATIVE_INFINITY : Date.parse(start),
    latest: last === '' ? Number.POSITIVE_INFINITY : Date.parse(end),
  }
}

/** The message a date is refused with. */
function refusal(date: unknown, use: DateUse = 'occurred'): string {
  try {
    parseDate(date as DateInput, use)
  } catch (error) {
    if (isLedgerError(error, 'INVALID_DATE')) return error.message
    throw error
  }
  throw new Error(`${String(date)} was taken`)
}

type Taken = readonly [text: string, first: string, last: string]

const takenOfTheSpecification: Record<string, readonly Taken[]> = {
  'level 0: date': [
    ['1985-04-12', '1985-04-12', '1985-04-12'],
    ['1985-04', '1985-04-01', '1985-04-30'],
    ['1985', '1985-01-01', '1985-12-31'],
  ],
  'level 0: date and time': [
    ['1985-04-12T23:20:30Z', '1985-04-12T23:20:30.000Z', '1985-04-12T23:20:30.999Z'],
    // 23:20 four hours and more away from UTC: its own day and its UTC day differ to the west, and agree to the east.
    ['1985-04-12T23:20:30-04', '1985-04-12T23:20:30.000Z', '1985-04-13T03:20:30.999Z'],
    ['1985-04-12T23:20:30+04:30', '1985-04-12T18:50:30.000Z', '1985-04-12T18:50:30.999Z'],
  ],
  'level 0: time interval': [
    ['1964/2008', '1964-01-01', '2008-12-31'],
    ['2004-06/2006-08', '2004-06-01', '2006-08-31'],
    ['2004-02-01/2005-02-08', '2004-02-01', '2005-02-08'],
    ['2004-02-01/2005-02', '2004-02-01', '2005-02-28'],
    ['2004-02-01/2005', '2004-02-01', '2005-12-31'],
    ['2005/2006-02', '2005-01-01', '2006-02-28'],
  ],
  'level 1: seasons': [
    ['2001-21', '2001-03-01', '2001-05-31'],
    ['2001-22', '2001-06-01', '2001-08-31'],
    ['2001-23', '2001-09-01', '2001-11-30'],
    ['2001-24', '2001-12-01', '2002-02-28'],
    ['2003-24', '2003-12-01', '2004-02-29'],
  ],
  'level 1: qualification of a date': [
    ['1984?', '1983-01-01', '1985-12-31'],
    ['2004-06~', '2004-05-01', '2004-07-31'],
    ['2004-06-11%', '2004-06-10', '2004-06-12'],
  ],
  'level 1: unspecified digits from the right': [
    ['201X', '2010-01-01', '2019-12-31'],
    ['20XX', '2000-01-01', '2099-12-31'],
    ['2004-XX', '2004-01-01', '2004-12-31'],
    ['1985-04-XX', '1985-04-01', '1985-04-30'],
    ['1985-XX-XX', '1985-01-01', '1985-12-31'],
  ],
  'level 1: extended interval': [
    ['../1985-04-12', '', '1985-04-12'],
    ['../1985-04', '', '1985-04-30'],
    ['../1985', '', '1985-12-31'],
    ['1985-04-12/', '1985-04-12', ''],
    ['1985-04/', '1985-04-01', ''],
    ['1985/', '1985-01-01', ''],
    ['/1985-04-12', '', '1985-04-12'],
    ['/1985-04', '', '1985-04-30'],
    ['/1985', '', '1985-12-31'],
  ],
  'level 2: one of a range': [
    ['[..1760-12-03]', '', '1760-12-03'],
    ['[1760-12..]', '1760-12-01', ''],
    ['[..1984]', '', '1984-12-31'],
    ['[1670..1672]', '1670-01-01', '1672-12-31'],
  ],
  'level 2: interval': [['2004-06-XX/2004-07-03', '2004-06-01', '2004-07-03']],
}

const takenByUs: Record<string, readonly Taken[]> = {
  'instants to the minute, the second and the millisecond': [
    ['2025-04-10T14:30+03:00', '2025-04-10T11:30:00.000Z', '2025-04-10T11:30:59.999Z'],
    ['2025-04-10T14:30Z', '2025-04-10T14:30:00.000Z', '2025-04-10T14:30:59.999Z'],
    ['2025-04-10T14:30:05Z', '2025-04-10T14:30:05.000Z', '2025-04-10T14:30:05.999Z'],
    ['2025-04-10T14:30:05.250Z', '2025-04-10T14:30:05.250Z', '2025-04-10T14:30:05.250Z'],
    ['2025-04-10T00:00:00.000Z', '2025-04-10T00:00:00.000Z', '2025-04-10T00:00:00.000Z'],
    ['2025-04-10T23:59+00:00', '2025-04-10T23:59:00.000Z', '2025-04-10T23:59:59.999Z'],
    ['2025-04-10T14:30-02:30', '2025-04-10T17:00:00.000Z', '2025-04-10T17:00:59.999Z'],
    ['2025-04-10T23:59+23:59', '2025-04-10T00:00:00.000Z', '2025-04-10T00:00:59.999Z'],
  ],
  'instants whose own day is not their UTC day: both readings of their clock': [
    ['2025-04-11T01:30+03:00', '2025-04-10T22:30:00.000Z', '2025-04-11T01:30:59.999Z'],
    ['2025-04-10T22:30-05:00', '2025-04-10T22:30:00.000Z', '2025-04-11T03:30:59.999Z'],
    ['2025-01-01T00:00:00.000+00:01', '2024-12-31T23:59:00.000Z', '2025-01-01T00:00:00.000Z'],
  ],
  'leap days and the edges of the years': [
    ['2024-02-29', '2024-02-29', '2024-02-29'],
    ['2000-02', '2000-02-01', '2000-02-29'],
    ['1900-02', '1900-02-01', '1900-02-28'],
    ['0000', '0000-01-01', '0000-12-31'],
    ['0000-02-29', '0000-02-29', '0000-02-29'],
    ['0044-03-15', '0044-03-15', '0044-03-15'],
    ['0099-12-31T23:59:59.999Z', '0099-12-31T23:59:59.999Z', '0099-12-31T23:59:59.999Z'],
    ['9999-12-31', '9999-12-31', '9999-12-31'],
    ['9999-24', '9999-12-01', '+010000-02-29T23:59:59.999Z'],
    ['0000-01~', '-000001-12-01T00:00:00.000Z', '0000-02-29'],
    ['0000~', '-000001-01-01T00:00:00.000Z', '0001-12-31'],
    ['9999-12-31?', '9999-12-30', '+010000-01-01T23:59:59.999Z'],
  ],
  'qualified: one unit more on each side': [
    ['2025-04-10~', '2025-04-09', '2025-04-11'],
    ['2025-04?', '2025-03-01', '2025-05-31'],
    ['2025-01~', '2024-12-01', '2025-02-28'],
    ['2025-12%', '2025-11-01', '2026-01-31'],
    ['2025-23~', '2025-06-01', '2026-02-28'],
    ['201X~', '2000-01-01', '2029-12-31'],
    ['20XX?', '1900-01-01', '2199-12-31'],
    ['2004-XX~', '2003-01-01', '2005-12-31'],
    ['1985-04-XX~', '1985-03-01', '1985-05-31'],
    ['1985-XX-XX%', '1984-01-01', '1986-12-31'],
  ],
  'intervals and one-of ranges of anything': [
    ['2025-02-27/2025-04-10', '2025-02-27', '2025-04-10'],
    ['2025-04-10/2025-04-10', '2025-04-10', '2025-04-10'],
    ['1984~/2004-06', '1983-01-01', '2004-06-30'],
    ['1984-06-02?/2004-08-08~', '1984-06-01', '2004-08-09'],
    ['2025-21/2025-23', '2025-03-01', '2025-11-30'],
    ['2025-04-10T14:30+03:00/2025-04-10T19:30+03:00', '2025-04-10T11:30:00.000Z', '2025-04-10T16:30:59.999Z'],
    ['2025-04-10T14:30:05.250Z/2025-04-12', '2025-04-10T14:30:05.250Z', '2025-04-12'],
    ['../2025-11-30', '', '2025-11-30'],
    ['../2025-11~', '', '2025-12-31'],
    ['[..2025-12-23]', '', '2025-12-23'],
    ['[2025-02-15..2025-02-18]', '2025-02-15', '2025-02-18'],
    ['[2025-02~..2025-03~]', '2025-01-01', '2025-04-30'],
    ['[2025-02-15..]', '2025-02-15', ''],
    ['[2025-04-10T14:00Z..2025-04-10T15:00Z]', '2025-04-10T14:00:00.000Z', '2025-04-10T15:00:59.999Z'],
    // The longest that is taken.
    ['[2025-04-10T14:00:00.000+03:00..2025-04-10T15:00:00.000+03:00]', '2025-04-10T11:00:00.000Z', '2025-04-10T12:00:00.000Z'],
  ],
}

describe('what is taken', () => {
  for (const [group, rows] of [...Object.entries(takenOfTheSpecification), ...Object.entries(takenByUs)]) {
    it.each(rows)(`${group}: %s`, (text, first, last) => {
      expect(parseDate(text)).toBe(text.endsWith('-04') && text.includes('T') ? `${text}:00` : text)
      expect(boundsOf(parseDate(text))).toEqual(between(first, last))
      expect(boundsOf(parseDate(text, 'due'), 'due')).toEqual(between(first, last))
    })
  }

  it.each([
    ['1985-04-12/..', '1985-04-12'],
    ['1985-04/..', '1985-04-01'],
    ['1985/..', '1985-01-01'],
    ['2025-06-10/..', '2025-06-10'],
  ])('level 1: the open end %s in due', (text, first) => {
    expect(boundsOf(parseDate(text, 'due'), 'due')).toEqual(between(first, ''))
  })

  it.each([
    ['1985-04-12T23:20:30-04', '1985-04-12T23:20:30-04:00'],
    ['2025-04-10T14:30+03', '2025-04-10T14:30+03:00'],
    ['[2025-04-10T14:30-04..]', '[2025-04-10T14:30-04:00..]'],
  ])('%s is recorded with minutes in its offset', (text, recorded) => {
    expect(parseDate(text)).toBe(recorded)
    expect(boundsOf(text)).toEqual(boundsOf(recorded))
  })
})

const refusedOfTheSpecification: readonly (readonly [text: string, reason: string, advice: string])[] = [
  ['1985-04-12T23:20:30', 'a time without a zone is a different moment in every place', 'add Z or an offset'],
  ['Y170000002', 'years of more than four digits are not taken', 'from 0000 to 9999'],
  ['Y-170000002', 'years of more than four digits are not taken', 'from 0000 to 9999'],
  ['-1985', 'years before 0000 are not taken', 'from 0000 to 9999'],
  ['1985-04-12/..', 'what lasts without an end is a status, not something that occurred', 'write when it began, 1985-04-12'],
  ['1985-04/..', 'what lasts without an end is a status', 'write when it began, 1985-04'],
  ['1985/..', 'what lasts without an end is a status', 'write when it began, 1985'],
  ['Y-17E7', 'years of more than four digits are not taken', 'from 0000 to 9999'],
  ['1950S2', 'significant digits are not taken', 'write 19XX'],
  ['Y171010000S3', 'years of more than four digits are not taken', 'from 0000 to 9999'],
  ['Y3388E2S3', 'years of more than four digits are not taken', 'from 0000 to 9999'],
  ['2001-34', '34 names a part of the year that is not taken', 'an interval of months'],
  ['[1667,1668,1670..1672]', 'a list of dates in a set is not taken', 'write the range that holds them'],
  ['[1760-01,1760-02,1760-12..]', 'a list of dates in a set is not taken', 'write the range that holds them'],
  ['[1667,1760-12]', 'a list of dates in a set is not taken', 'write the range that holds them'],
  ['{1667,1668,1670..1672}', 'a set of several dates is several events', 'record one event for each date'],
  ['{1960,1961-12}', 'a set of several dates is several events', 'record one event for each date'],
  ['{..1984}', 'a set of several dates is several events', 'record one event for each date'],
  ['2004-06~-11', 'a qualifier inside a date is not taken', 'for the whole date: 2004-06-11~'],
  ['2004?-06-11', 'a qualifier inside a date is not taken', 'for the whole date: 2004-06-11~'],
  ['?2004-06-~11', 'a qualifier inside a date is not taken', 'for the whole date: 2004-06-11~'],
  ['2004-%06-11', 'a qualifier inside a date is not taken', 'for the whole date: 2004-06-11~'],
  ['156X-12-25', 'a year with open digits stands alone', 'write 156X'],
  ['15XX-12-25', 'a year with open digits stands alone', 'write 15XX'],
  ['XXXX-12-XX', 'a date without a year needs its month and its day', 'write XXXX-02-27'],
  ['1XXX-XX', 'only the last one or two digits of a year can be left open', 'write 201X or 20XX'],
  ['1XXX-12', 'only the last one or two digits of a year can be left open', 'write 201X or 20XX'],
  ['1984-1X', 'an open month or day is written XX', 'write 2004-XX'],
  ['2004-06-~01/2004-06-~20', 'its start "2004-06-~01": a qualifier inside a date is not taken', '2004-06-01~'],
]

const refusedByUs: typeof refusedOfTheSpecification = [
  ['', 'the text is empty', 'write a day such as 2025-04-10'],
  ['2025-02-30', 'February 2025 has 28 days', 'write a day from 01 to 28, or 2025-02 for the month'],
  ['2024-02-30', 'February 2024 has 29 days', 'write a day from 01 to 29'],
  ['1900-02-29', 'February 1900 has 28 days', 'write a day from 01 to 28'],
  ['2025-04-31', 'April 2025 has 30 days', 'write a day from 01 to 30'],
  ['2025-04-00', 'April 2025 has 30 days', 'write a day from 01 to 30'],
  ['2025-13', 'there is no month 13', 'from 01 to 12'],
  ['2025-00-10', 'there is no month 00', 'from 01 to 12'],
  ['2025-13-XX', 'there is no month 13', 'from 01 to 12'],
  ['2025-20', 'there is no month 20', 'a season from 21 (spring) to 24 (winter)'],
  ['2025-23-10', 'a season has no days', 'write the season alone'],
  ['2025-21-10', 'a season has no days', 'write the season alone'],
  ['2025-24-10', 'a season has no days', 'write the season alone'],
  ['2025-41', '41 names a part of the year that is not taken', 'a season from 21 to 24'],
  ['2025-42', 'there is no month 42', 'from 01 to 12'],
  ['2025-25', '25 names a part of the year that is not taken', 'a season from 21 to 24'],
  ['2025-02-30T10:00Z', 'February 2025 has 28 days', 'write a day from 01 to 28'],
  ['2025-13-01T10:00Z', 'there is no month 13', 'from 01 to 12'],
  ['2025-04-10T24:00Z', 'there is no hour 24', 'write hour 00 of the next day'],
  ['2025-04-10T24:00:00.000Z', 'there is no hour 24', 'write hour 00 of the next day'],
  ['2025-04-10T14:60:00.000Z', 'there is no minute 60', 'from 00 to 59'],
  ['2025-04-10T23:59:60.000Z', 'a leap second has no place on this axis', 'write second 59'],
  ['2025-04-31T23:59:59.000Z', 'April 2025 has 30 days', 'write a day from 01 to 30'],
  ['2025-04-10T14:30:00.0X0Z', 'a fraction of a second has three digits', 'write an instant such as'],
  ['2025-04-10T25:00Z', 'there is no hour 25', 'from 00 to 23'],
  ['2025-04-10T14:60Z', 'there is no minute 60', 'from 00 to 59'],
  ['2025-04-10T23:59:60Z', 'a leap second has no place on this axis', 'write second 59'],
  ['2025-04-10T23:59:61Z', 'there is no second 61', 'from 00 to 59'],
  ['2025-04-10T14:30+24:00', 'there is no offset +24:00', 'hours 00 to 23'],
  ['2025-04-10T14:30+03:60', 'there is no offset +03:60', 'minutes 00 to 59'],
  ['2025-04-10T14:30-00:00', 'the offset -00:00 does not exist', 'write Z or +00:00'],
  ['2025-04-10T14:30-00', 'the offset -00 does not exist', 'write Z or +00:00'],
  ['2025-04-10T14:30+0300', 'the offset has no colon', 'write it as +03:00'],
  ['2025-04-10T14:30:05+0300', 'the offset has no colon', 'write it as +03:00'],
  ['2025-04-10T14:30+03000', 'it is not an instant', 'write an instant such as'],
  ['X2025-04-10T14:30Z', 'it is not an instant', 'write an instant such as'],
  ['2025-04-10T14:3~0Z', 'it is not an instant', 'write an instant such as'],
  ['2025-04-10T14:30', 'a time without a zone', 'add Z or an offset such as +03:00, or write the day alone'],
  ['2025-04-10T14', 'a time without a zone', 'add Z'],
  ['2025-04-10T14Z', 'it is not an instant', 'write an instant such as 2025-04-10T14:30+03:00'],
  ['2025-04T14:30Z', 'it is not an instant', 'write an instant such as'],
  ['2025-04-10T14:30:00.5Z', 'a fraction of a second has three digits after a point', 'write an instant such as'],
  ['2025-04-10T14:30:00,500Z', 'a fraction of a second has three digits after a point', 'write an instant such as'],
  ['2025-04-10T14:30:00.123456Z', 'a fraction of a second has three digits after a point', 'write an instant such as'],
  ['2025-04-10T14:30Z~', 'an instant takes no qualifier', 'such as 2025-04-10~'],
  ['2025-04-10t14:30z', 'the letters of a date are capitals', 'write 2025-04-10T14:30Z'],
  ['201x', 'the letters of a date are capitals', 'write 201X'],
  ['yesterday', 'words are not a date', 'keep the words of the source as phrase'],
  ['10 April 2025', 'a date has no spaces', 'keep the words of the source as phrase'],
  [' 2025-04-10', 'a date has no spaces', 'write a day such as'],
  ['2025-04-10\n', 'a date has no spaces', 'write a day such as'],
  ['2025\u00a004', 'a date has no spaces', 'write a day such as'],
  ['\u0662\u0660\u0662\u0665-04-10', 'it contains U+0662, which is no part of a date', 'write the digits 0 to 9'],
  ['2025\u201304\u201310', 'it contains U+2013, which is no part of a date', 'the hyphen of the keyboard'],
  ['２025-04-10', 'it contains U+FF12, which is no part of a date', 'write the digits 0 to 9'],
  ['2025-04-10\u0000', 'it contains U+0000, which is no part of a date', 'write the digits'],
  ['20250410', 'the hyphens are missing', 'write 2025-04-10'],
  ['202504', 'the hyphen is missing', 'write 2025-04'],
  ['2025-4-9', 'months and days have two digits', 'write 2025-04-09'],
  ['2025-4', 'months and days have two digits', 'write 2025-04'],
  ['2025-100', 'a day counted within its year is not taken', 'such as 2025-04-10'],
  ['2025-W15-4', 'weeks are not taken', 'such as 2025-04-07/2025-04-13'],
  ['12025', 'years of more than four digits are not taken', 'from 0000 to 9999'],
  ['25', 'it is not a date of ISO 8601-2 (EDTF) as taken here', 'write a day such as 2025-04-10'],
  ['10/04/2025', 'a day is not written with slashes', 'such as 2025-04-10'],
  ['2025-04-9', 'months and days have two digits', 'write 2025-04-09'],
  ['2025-4-10', 'months and days have two digits', 'write 2025-04-10'],
  ['2025041', 'years of more than four digits are not taken', 'from 0000 to 9999'],
  ['20250410-1', 'years of more than four digits are not taken', 'from 0000 to 9999'],
  ['12025-100', 'years of more than four digits are not taken', 'from 0000 to 9999'],
  ['12025-W15', 'years of more than four digits are not taken', 'from 0000 to 9999'],
  ['2025W15', 'weeks are not taken', 'such as 2025-04-07/2025-04-13'],
  ['1950S22', 'significant digits are not taken', 'write 19XX'],
  ['1-20250410', 'it is not a date of ISO 8601-2 (EDTF) as taken here', 'write a day such as 2025-04-10'],
  ['1-202504', 'it is not a date of ISO 8601-2 (EDTF) as taken here', 'write a day such as 2025-04-10'],
  ['1-12025', 'it is not a date of ISO 8601-2 (EDTF) as taken here', 'write a day such as 2025-04-10'],
  ['2025-1000', 'it is not a date of ISO 8601-2 (EDTF) as taken here', 'write a day such as 2025-04-10'],
  ['X1950S2', 'it is not a date of ISO 8601-2 (EDTF) as taken here', 'write a day such as 2025-04-10'],
  ['1950S2X', 'it is not a date of ISO 8601-2 (EDTF) as taken here', 'write a day such as 2025-04-10'],
  ['2025/04/10/11', 'an interval has one "/"', 'write it as 2025-02-27/2025-04-10'],
  ['2025-04-10..2025-04-12', 'a range of dates needs "/" or brackets', '[2025-02-15..2025-02-18] for one moment in it'],
  ['2025-04-10~?', 'a date has one qualifier', 'write % for both'],
  ['XXXX', 'a date without a year needs its month and its day', 'write XXXX-02-27'],
  ['XXXX-02', 'a date without a year needs its month and its day', 'write XXXX-02-27'],
  ['XXXX-02-30', 'February has at most 29 days', 'write a day from 01 to 29'],
  ['XXXX-13-01', 'there is no month 13', 'from 01 to 12'],
  ['2X25', 'only the last one or two digits of a year can be left open', 'write 201X or 20XX'],
  ['2004-XX-12', 'an open month or day is written XX', '1985-XX-XX'],
  ['2004-06-1X', 'an open month or day is written XX', '1985-04-XX'],
  ['2005/2004', 'its end 2004 lies before its start 2005', 'swap them'],
  ['2025-04-10/2025-04-09', 'its end 2025-04-09 lies before its start 2025-04-10', 'swap them'],
  ['[2025-02-18..2025-02-15]', 'its end 2025-02-15 lies before its start 2025-02-18', 'swap them'],
  ['2025-04-11T01:30+03:00/2025-04-11T01:00+03:00', 'lies before its start', 'swap them'],
  ['2025-04-10/2025-04-31', 'its end "2025-04-31": April 2025 has 30 days', 'write a day from 01 to 30'],
  ['2025-04-10/P3D', 'its end "P3D": a duration is not taken there', 'write both ends as dates'],
  ['XXXX-02-27/2025-04-10', 'its start "XXXX-02-27" has no year', 'give both ends a year'],
  ['/', 'an interval without any date says nothing', 'give it a start or an end'],
  ['../..', 'an interval without any date says nothing', 'give it a start or an end'],
  ['/..', 'an interval without any date says nothing', 'give it a start or an end'],
  ['[..]', 'a set without any date says nothing', 'give it a first or a last date'],
  ['[2025-04-10]', 'a set is a range with one ".."', 'a single date without brackets'],
  ['[2025..2026..2027]', 'a set is a range with one ".."', 'write it as [2025-02-15..2025-02-18]'],
  ['[2025-04-10..', 'the set is not closed with a bracket', 'write it as [2025-02-15..2025-02-18]'],
  ['[..2025-04-10]~', 'the set is not closed with a bracket', 'write it as [2025-02-15..2025-02-18]'],
  ['2025-04-10/[..2025-12-23]', 'its end "[..2025-12-23]": a range of dates needs', 'write'],
]

const refusedObjects: readonly (readonly [given: unknown, start: string])[] = [
  [42, 'date: a date is not a number — '],
  [undefined, 'date: a date is not undefined — '],
  [null, 'date: a date is not null — '],
  [['2025-04-10'], 'date: a date is not a list — '],
  [new Date(Number.NaN), 'date: the Date is invalid — '],
  [new Date(Date.UTC(12_025, 0, 1)), 'date: the Date lies outside the years 0000 to 9999 — '],
  [new Date(Date.UTC(-1, 0, 1)), 'date: the Date lies outside the years 0000 to 9999 — '],
  [{}, 'date: the field edtf is missing or no text — '],
  [{ edtf: 2025 }, 'date: the field edtf is missing or no text — '],
  [{ edtf: '2025-02-30', phrase: 'the end of February' }, 'date "2025-02-30": February 2025 has 28 days — '],
  [{ edtf: '2022-03/..', phrase: 'since March' }, 'date "2022-03/..": what lasts without an end is a status'],
  [{ edtf: '2025-04', phrase: ' ' }, 'date "2025-04": the phrase is no text or empty — '],
  [{ edtf: '2025-04', phrase: 4 }, 'date "2025-04": the phrase is no text or empty — '],
  [{ edtf: 'XXXX-02-27', anchor: '2025-04' }, 'date "XXXX-02-27": the anchor is not a day — '],
  [{ edtf: 'XXXX-02-27', anchor: '2025-02-30' }, 'date "XXXX-02-27": the anchor is not a day — '],
  [{ edtf: 'XXXX-02-27', anchor: '2025-04-10T10:00Z' }, 'date "XXXX-02-27": the anchor is not a day — '],
  [{ edtf: 'XXXX-02-27', anchor: new Date(0) }, 'date "XXXX-02-27": the anchor is not a day — '],
  [{ edtf: '2025-04-10', text: 'soon' }, 'date "2025-04-10": a date has no field "text" — '],
  [{ edtf: '2025-04-10', ['long'.repeat(20)]: 'soon' }, `date "2025-04-10": a date has no field "${'long'.repeat(15)}lo" — `],
  [{ edtf: 'XXXX-02-27', anchor: [...'2025-04-10'] }, 'date "XXXX-02-27": the anchor is not a day — '],
  // A text of 62 characters is shown whole.
  ['9'.repeat(62), `date "${'9'.repeat(62)}": years of more than four digits are not taken — `],
]

describe('what is refused', () => {
  it.each([...refusedOfTheSpecification, ...refusedByUs])('%j by name', (text, reason, advice) => {
    const [said = '', advised = ''] = refusal(text).split(' — ')
    expect(said).toContain(`date ${JSON.stringify(text)}: `)
    expect(said).toContain(reason)
    expect(advised).toContain(advice)
    // A reader of the log meets the same text: it is unbounded, and never an exception.
    if (!reason.startsWith('what lasts')) expect(boundsOf(text)).toEqual(between('', ''))
  })

  it.each(refusedObjects)('%j by name', (given, start) => {
    expect(refusal(given).slice(0, start.length)).toBe(start)
  })

  it('says all of it in its golden file', async () => {
    const given = [...refusedOfTheSpecification, ...refusedByUs, ...refusedObjects].map(([date]) => date)
    await expect(`${given.map((date) => refusal(date)).join('\n')}\n`).toMatchFileSnapshot('./time.golden.txt')
  })

  it('names the event and the field, and shows no more of a long text than a line holds', () => {
    const long = '9'.repeat(1_000_000)
    try {
      parseDate(long, 'occurred', { type: 'meeting.held', field: 'occurred', event: 'e-1' })
      expect.unreachable()
    } catch (error) {
      if (!isLedgerError(error, 'INVALID_DATE')) throw error
      expect(error.message).toBe(
        `meeting.held, occurred "${'9'.repeat(62)}…": it is 1000000 characters long, and no date is longer than 62 — ` +
          'write a day such as 2025-04-10, a month such as 2025-04 or a year such as 2025',
      )
      expect(error.where).toEqual({ type: 'meeting.held', field: 'occurred', event: 'e-1' })
      expect(error.details).toEqual({ given: long, reason: 'it is 1000000 characters long, and no date is longer than 62' })
    }
  })
})

describe('what is recorded', () => {
  it('is the text of a JS Date: its UTC instant', () => {
    expect(parseDate(new Date(Date.UTC(2025, 3, 10, 11, 30)))).toBe('2025-04-10T11:30:00.000Z')
  })

  it('is the text alone where an object adds nothing to it', () => {
    expect(parseDate({ edtf: '2025-04-10' })).toBe('2025-04-10')
    expect(parseDate({ edtf: '2025-04-10T14:30-04', phrase: undefined } as unknown as DateInput)).toBe('2025-04-10T14:30-04:00')
  })

  it('is a frozen object of its own where it keeps the words of the source', () => {
    const given = { anchor: '2025-04-10', phrase: 'in the near future', edtf: '2025-04-10/..' }
    const date = parseDate(given, 'due')
    expect(date).toEqual(given)
    expect(date).not.toBe(given)
    expect(Object.isFrozen(date)).toBe(true)
    expect(Object.keys(date)).toEqual(['edtf', 'phrase', 'anchor'])
    for (const part of [{ phrase: 'in the near future' }, { anchor: '2025-04-10' }])
      expect(parseDate({ edtf: '2025-04-10', ...part })).toStrictEqual({ edtf: '2025-04-10', ...part })
    expect(edtfOf(date)).toBe('2025-04-10/..')
  })
})

describe('a day without a year', () => {
  const dated = (edtf: string, anchor: string, use: DateUse) => boundsOf(parseDate({ edtf, anchor }, use), use)

  it.each([
    ['XXXX-02-27', '2025-04-10', '2025-02-27', '2026-02-27'],
    ['XXXX-04-10', '2025-04-10', '2025-04-10', '2025-04-10'],
    ['XXXX-04-11', '2025-04-10', '2024-04-11', '2025-04-11'],
    ['XXXX-12-31', '2025-01-01', '2024-12-31', '2025-12-31'],
    ['XXXX-02-29', '2025-04-10', '2024-02-29', '2028-02-29'],
    ['XXXX-02-29', '1901-01-01', '1896-02-29', '1904-02-29'],
    ['XXXX-02-29', '2024-02-29', '2024-02-29', '2024-02-29'],
  ])('%s anchored on %s is the last up to it, or the first from it', (edtf, anchor, back, ahead) => {
    expect(dated(edtf, anchor, 'occurred')).toEqual(between(back))
    expect(dated(edtf, anchor, 'due')).toEqual(between(ahead))
    expect(dayOf({ edtf, anchor })).toBe(back)
    expect(dayOf({ edtf, anchor }, 'due')).toBe(ahead)
  })

  it('is unbounded without an anchor', () => {
    expect(boundsOf(parseDate('XXXX-02-27'))).toEqual(between('', ''))
    expect(boundsOf(parseDate({ edtf: 'XXXX-02-27', phrase: '27 February' }))).toEqual(between('', ''))
    expect(dayOf('XXXX-02-27')).toBe(undefined)
    expect(dayOf({ edtf: 'XXXX-02-27', phrase: '27 February' })).toBe(undefined)
  })

  it('is widened when it is approximate, over every year it may then be', () => {
    expect(dated('XXXX-02-27~', '2025-04-10', 'occurred')).toEqual(between('2025-02-26', '2025-02-28'))
    expect(dated('XXXX-02-27~', '2025-02-26', 'occurred')).toEqual(between('2024-02-26', '2025-02-28'))
    expect(dated('XXXX-02-27~', '2025-02-28', 'due')).toEqual(between('2025-02-26', '2026-02-28'))
    expect(dated('XXXX-01-01~', '2024-12-31', 'occurred')).toEqual(between('2023-12-31', '2025-01-02'))
    expect(dayOf({ edtf: 'XXXX-02-27~', anchor: '2025-04-10' })).toBe(undefined)
  })

  it('may fall outside the years that have four digits, and then names no day', () => {
    expect(dated('XXXX-02-29', '0000-01-01', 'occurred').latest).toBe(Date.parse('-000004-02-29T23:59:59.999Z'))
    expect(dayOf({ edtf: 'XXXX-02-29', anchor: '0000-01-01' })).toBe(undefined)
    expect(dayOf({ edtf: 'XXXX-01-01', anchor: '9999-12-31' }, 'due')).toBe(undefined)
    expect(dayOf({ edtf: 'XXXX-01-01', anchor: '0000-12-31' })).toBe('0000-01-01')
    expect(dayOf({ edtf: 'XXXX-12-31', anchor: '9999-01-01' }, 'due')).toBe('9999-12-31')
  })

  it('is read back from its anchor where nobody says what it is for', () => {
    const date = { edtf: 'XXXX-02-27', anchor: '2025-04-10' }
    expect(boundsOf(date)).toEqual(boundsOf('2025-02-27'))
    expect(precedes(date, '2025-02-28')).toBe(true)
    expect(compareDates(date, '2025-02-27')).toBe('same')
  })

  it('is not mistaken for the same text with another anchor or use', () => {
    const edtf = 'XXXX-06-15'
    expect(dated(edtf, '2020-01-01', 'occurred')).toEqual(between('2019-06-15'))
    expect(dated(edtf, '2021-01-01', 'occurred')).toEqual(between('2020-06-15'))
    expect(dated(edtf, '2021-01-01', 'due')).toEqual(between('2021-06-15'))
    expect(boundsOf(edtf)).toEqual(between('', ''))
  })
})

describe('comparing', () => {
  it.each([
    ['2025-02-27', '2025-04-10', 'before'],
    ['2025-04-10', '2025-04-10', 'same'],
    ['2025-04', '2025-04', 'unknown'],
    ['2025-04', '2025-04-10', 'unknown'],
    ['2025-04-10~', '2025-04-10~', 'unknown'],
    ['2025-04-10~', '2025-04-11', 'unknown'],
    ['2025-04-10~', '2025-04-12', 'before'],
    ['2025-04-10T14:30Z', '2025-04-10', 'unknown'],
    ['2025-04-10T14:30Z', '2025-04-10T17:30+03:00', 'same'],
    ['2025-04-10T14:30Z', '2025-04-10T14:30:00Z', 'unknown'],
    ['2025-04-10T14:30Z', '2025-04-10T14:31Z', 'before'],
    ['2025-04-11T01:30+03:00', '2025-04-11T01:30+03:00', 'same'],
    ['2025-04-11T01:30+03:00', '2025-04-10T22:30-03:00', 'unknown'],
    ['2025-04-11T00:30+03:00', '2025-04-11T14:00+03:00', 'before'],
    ['2025-04-11T01:30+03:00', '2025-04-11', 'unknown'],
    ['2025-04-11T01:30+03:00', '2025-04-10', 'unknown'],
    ['2025-04-11T01:30+03:00', '2025-04-12', 'before'],
    ['2025-04-10T14:30:05.250Z', '2025-04-10T14:30:05.250Z', 'same'],
    ['2025-04-10T14:30Z', '2025-04-10T14:30:59Z', 'unknown'],
    ['[..2025-12-23]', '2025-12-24', 'before'],
    ['[..2025-12-23]', '2024-01-01', 'unknown'],
    ['[2025-04-10..2025-04-10]', '2025-04-10', 'unknown'],
    ['XXXX-02-27', '2025-02-27', 'unknown'],
    ['no date', '2025-02-27', 'unknown'],
    [{ edtf: 'XXXX-02-27', anchor: '2025-04-10' }, '2025-02-27', 'same'],
    [{ edtf: 'XXXX-02-27', phrase: '27 February' }, { edtf: 'XXXX-02-27', phrase: '27 February' }, 'unknown'],
    [{ edtf: '2025-04-10', phrase: 'Thursday' }, '2025-04-10', 'same'],
    [{ edtf: '2025-04', anchor: '2025-04-10' }, { edtf: '2025-04', anchor: '2025-04-10' }, 'unknown'],
  ] as const)('%j and %j: %s', (a, b, answer) => {
    const opposite = { before: 'after', after: 'before', same: 'same', unknown: 'unknown' }
    expect(compareDates(a, b)).toBe(answer)
    expect(compareDates(b, a)).toBe(opposite[answer])
    expect(precedes(a, b)).toBe(answer === 'before')
  })

  it('reads a day without a year as its use asks', () => {
    const date = { edtf: 'XXXX-02-27', anchor: '2025-04-10' }
    expect(compareDates(date, '2025-04-10', 'occurred')).toBe('before')
    expect(compareDates(date, '2025-04-10', 'due')).toBe('after')
    expect(precedes('2025-04-10', date, 'due')).toBe(true)
  })
})

describe('as-of', () => {
  it.each([
    ['2025-04-10', '2025-04-10T23:59:59.999Z'],
    ['2025-04', '2025-04-30T23:59:59.999Z'],
    ['2025', '2025-12-31T23:59:59.999Z'],
    ['2025-04-10T14:30Z', '2025-04-10T14:30:59.999Z'],
    ['2025-04-10T14:30:00.000Z', '2025-04-10T14:30:00.000Z'],
    // The moment itself, not the hull of its days: as-of never looks past its day.
    ['2025-04-11T01:30+03:00', '2025-04-10T22:30:59.999Z'],
  ])('%s takes in what is up to %s', (day, last) => {
    expect(asOfBounds(day)).toBe(Date.parse(last))
  })

  it('takes a JS Date', () => {
    expect(asOfBounds(new Date(1_744_300_000_123))).toBe(1_744_300_000_123)
  })

  it.each(['2025-04-10~', '2025-04?', '2025%', '2025-23', '201X', '2025-XX', '2025-04-XX', 'XXXX-02-27', '2025-04/2025-05', '[..2025]'])(
    '%s is too vague',
    (day) => {
      expect(() => asOfBounds(day, { field: 'occurredBy' })).toThrow(
        `occurredBy "${day}": as-of takes a day, a month, a year or an instant, nothing vaguer — write the last day that counts, such as 2025-04-10`,
      )
    },
  )

  it('refuses what is no date with the words of the grammar', () => {
    expect(() => asOfBounds('2025-02-30', { field: 'occurredBy' })).toThrow('occurredBy "2025-02-30": February 2025 has 28 days')
  })
})

describe('the day of a date', () => {
  it.each([
    ['2025-04-10', '2025-04-10'],
    ['2025-04-11T01:30+03:00', '2025-04-11'],
    ['2025-04-10T22:30-05:00', '2025-04-10'],
    ['2025-04-10T22:30Z', '2025-04-10'],
    ['2025-04-10~', undefined],
    ['2025-04', undefined],
    ['2025-04-10/2025-04-10', undefined],
    ['no date', undefined],
    [{ edtf: '2025-04', anchor: '2025-04-10' }, undefined],
  ])('of %j is %s', (date, day) => {
    expect(dayOf(date)).toBe(day)
  })
})

describe('what is due', () => {
  it.each([
    ['2025-04-10', '2025-04-09', false],
    ['2025-04-10', '2025-04-10', false],
    ['2025-04-10', '2025-04-11', true],
    ['2025-04-10', '2025-04', true],
    ['2025-04', '2025-04-15', false],
    ['2025-04', '2025-04-30', false],
    ['2025-04', '2025-05-01', true],
    ['2025-04-10~', '2025-04-09', false],
    ['2025-04-10~', '2025-04-10', 'unknown'],
    ['2025-04-10~', '2025-04-11', 'unknown'],
    ['2025-04-10~', '2025-04-12', true],
    ['2025-04~', '2025-03-31', false],
    ['2025-04~', '2025-04-01', 'unknown'],
    ['2025-04~', '2025-05-31', 'unknown'],
    ['2025-04~', '2025-06-01', true],
    ['2025-04-10T14:30Z', '2025-04-10T14:30:59.999Z', false],
    ['2025-04-10T14:30Z', '2025-04-10T14:31Z', true],
    ['2025-04-11T01:30+03:00', '2025-04-09', false],
    ['2025-04-11T01:30+03:00', '2025-04-10', 'unknown'],
    ['2025-04-11T01:30+03:00', '2025-04-11', true],
    ['2025-04-10T22:30-05:00', '2025-04-10', 'unknown'],
    ['2025-04-10T22:30-05:00', '2025-04-11', true],
    ['../2025-11-30', '2020-01-01', false],
    ['../2025-11-30', '2025-11-30', false],
    ['../2025-11-30', '2025-12-01', true],
    ['2025-04-10/2025-04-20', '2025-04-15', false],
    ['2025-04-10/2025-04-20', '2025-04-21', true],
    ['2025-04-10/2025-XX', '2025-02-15', false],
    ['2025-04-10/2025-XX', '2025-04-10', false],
    ['2025-04-10/2025-XX', '2025-04-11', 'unknown'],
    ['2025-04-10/2025-XX', '2026-01-01', true],
    ['2025-04-10/..', '2025-04-10', false],
    ['2025-04-10/..', '2027-01-01', 'unknown'],
    ['2025-04-10/', '2025-04-09', false],
    ['2025-04-10/', '2025-04-11', 'unknown'],
    ['[2025-02-15..2025-02-18]', '2025-02-15', false],
    ['[2025-02-15..2025-02-18]', '2025-02-16', 'unknown'],
    ['[2025-02-15..2025-02-18]', '2025-02-18', 'unknown'],
    ['[2025-02-15..2025-02-18]', '2025-02-19', true],
    ['[2025..2025-03-01]', '2025-01-01', false],
    ['[2025..2025-03-01]', '2025-01-15', 'unknown'],
    ['[..2025-12-23]', '2025-01-01', 'unknown'],
    ['[..2025-12-23]', '2025-12-24', true],
    ['[2025-02-15..]', '2025-02-15', false],
    ['[2025-02-15..]', '2030-01-01', 'unknown'],
    ['2025-04-XX', '2025-04-01', false],
    ['2025-04-XX', '2025-04-02', 'unknown'],
    ['2025-XX', '2025-01-31', false],
    ['2025-XX', '2025-02-01', 'unknown'],
    ['202X', '2020-12-31', false],
    ['202X', '2021-01-01', 'unknown'],
    ['202X~', '2010-12-31', false],
    ['202X~', '2011-01-01', 'unknown'],
    ['202X', '2030-01-01', true],
    ['XXXX-02-27', '2025-01-01', 'unknown'],
    [{ edtf: 'XXXX-02-27', anchor: '2025-04-10' }, '2026-02-27', false],
    [{ edtf: 'XXXX-02-27', anchor: '2025-04-10' }, '2026-02-28', true],
    [{ edtf: 'XXXX-02-27~', anchor: '2025-04-10' }, '2026-02-26', false],
    [{ edtf: 'XXXX-02-27~', anchor: '2025-04-10' }, '2026-02-27', 'unknown'],
    [{ edtf: 'XXXX-02-27~', anchor: '2025-04-10' }, '2026-03-01', true],
    ['no date', '2025-01-01', 'unknown'],
  ] as const)('%j by the end of %s is overdue: %s', (due, day, answer) => {
    expect(overdue(due, day)).toBe(answer)
  })

  it.each([
    ['2025-04-10', '2025-04-10T23:59:59.999Z', true],
    ['2025-04-10~', '2025-04-09T23:59:59.999Z', 'unknown'],
    ['2025-04~', '2025-03-31T23:59:59.999Z', 'unknown'],
    ['2025-04-XX', '2025-04-01T23:59:59.999Z', 'unknown'],
    ['2025-XX', '2025-01-31T23:59:59.999Z', 'unknown'],
    ['202X', '2020-12-31T23:59:59.999Z', 'unknown'],
    ['2025-04-10/..', '2025-04-10T23:59:59.999Z', 'unknown'],
    ['2025-04-10T14:30Z/..', '2025-04-10T14:30:59.999Z', 'unknown'],
    ['[2025-02-15..2025-02-18]', '2025-02-15T23:59:59.999Z', 'unknown'],
    [{ edtf: 'XXXX-02-27~', anchor: '2025-04-10' }, '2026-02-26T23:59:59.999Z', 'unknown'],
  ] as const)('%j has not run out by %s, and a millisecond later it is overdue: %s', (due, last, then) => {
    expect(overdue(due, last)).toBe(false)
    expect(overdue(due, new Date(Date.parse(last) + 1))).toBe(then)
  })

  it('refuses a day that is too vague', () => {
    expect(() => overdue('2025-04-10', '2025-04~')).toThrow('as-of takes a day')
  })

  it.each([
    ['2025-04-10/..', true],
    ['2025-04-10/', true],
    ['[2025-04-10..]', true],
    ['XXXX-02-27', true],
    ['../2025-11-30', false],
    ['2025-04-10', false],
    [{ edtf: 'XXXX-02-27', anchor: '2025-04-10' }, false],
    [{ edtf: '2025-04-10/..', phrase: 'in the near future' }, true],
  ] as const)('%j says nothing of by when: %s', (due, open) => {
    expect(isOpenEnded(due)).toBe(open)
  })
})

describe('in English', () => {
  const rows: readonly (readonly [ImpreciseDate, string])[] = [
    ['2025-04-10', '10 April 2025'],
    ['2025-04-10~', 'about 10 April 2025'],
    ['2025-04-10?', 'perhaps 10 April 2025'],
    ['2025-04-10%', 'perhaps about 10 April 2025'],
    ['2025-04', 'April 2025'],
    ['2025', '2025'],
    ['0044-03-15', '15 March 0044'],
    ['2025-21', 'spring 2025'],
    ['2025-22~', 'about summer 2025'],
    ['2025-23', 'autumn 2025'],
    ['2025-24', 'winter 2025/26'],
    ['1999-24', 'winter 1999/00'],
    ['201X', 'some year from 2010 to 2019'],
    ['20XX', 'some year from 2000 to 2099'],
    ['2004-XX', 'some month of 2004'],
    ['1985-04-XX', 'some day of April 1985'],
    ['1985-XX-XX', 'some day of 1985'],
    ['2025-04-10T14:30+03:00', '10 April 2025, 14:30 UTC+03:00'],
    ['2025-04-10T14:30:05Z', '10 April 2025, 14:30:05 UTC'],
    ['2025-04-10T14:30:05.250-04:30', '10 April 2025, 14:30:05.250 UTC-04:30'],
    ['2025-02-27/2025-04-10', 'from 27 February 2025 to 10 April 2025'],
    ['2025-06-10/..', 'from 10 June 2025 on'],
    ['../2025-11-30', 'up to 30 November 2025'],
    ['1985/', 'from 1985 to an unknown end'],
    ['/1985', 'from an unknown start to 1985'],
    ['[..2025-12-23]', '23 December 2025 or earlier'],
    ['[2025-02-15..2025-02-18]', 'between 15 February 2025 and 18 February 2025'],
    ['[2025-04-10..]', '10 April 2025 or later'],
    ['XXXX-02-27', '27 February (no year)'],
    ['XXXX-02-27~', 'about 27 February (no year)'],
    [{ edtf: 'XXXX-02-27', anchor: '2025-04-10' }, '27 February (no year; said on 10 April 2025)'],
    [{ edtf: 'XXXX-02-27', phrase: '27 February', anchor: '2025-04-10' }, '27 February (no year; said on 10 April 2025)'],
    [{ edtf: 'XXXX-02-27', phrase: '27 February' }, '27 February (no year)'],
    [{ edtf: '2025-21', phrase: 'spring 2025' }, 'spring 2025'],
    [{ edtf: 'XXXX-02-27', phrase: 'on the 27th' }, 'on the 27th (27 February, no year)'],
    [{ edtf: '2025-04-10/..', phrase: 'in the near future' }, 'in the near future (no date)'],
    [{ edtf: '../2025-11-30', phrase: 'by the end of autumn' }, 'by the end of autumn (up to 30 November 2025)'],
    ['no date', 'no date'],
  ]
  it('has a name for each month', () => {
    const names = Array.from({ length: 12 }, (_, month) => new Date(2025, month).toLocaleDateString('en', { month: 'long' }))
    expect(names.map((_, at) => formatDate(`2025-${String(at + 1).padStart(2, '0')}`))).toEqual(names.map((name) => `${name} 2025`))
  })

  it.each(rows)('%j is %s', (date, words) => {
    expect(formatDate(date)).toBe(words)
  })
})

describe('the memory of bounds', () => {
  const minutes = (count: number, year: number) =>
    Array.from({ length: count }, (_, minute) => `${new Date(Date.UTC(year, 0, 1, 0, minute)).toISOString().slice(0, 16)}Z`)

  it('gives the same after more texts than it holds, and forgets the first', () => {
    const texts = minutes(12_000, 2023)
    const once = texts.map((text) => boundsOf(text))
    expect(once.map(({ earliest }) => earliest)).toEqual(texts.map((text) => Date.parse(text)))
    expect(texts.map((text) => boundsOf(text))).toEqual(once)
    expect(boundsOf(texts[0] as string)).not.toBe(once[0])
  })

  it('holds what was asked a while ago', () => {
    minutes(10_001, 2024).map((text) => boundsOf(text))
    const texts = minutes(2_000, 2025)
    const once = texts.map((text) => boundsOf(text))
    expect(texts.every((text, at) => boundsOf(text) === once[at])).toBe(true)
  })

  it('cannot be written through', () => {
    expect(Object.isFrozen(boundsOf('2025-04'))).toBe(true)
  })

  it('has no part in days and in instants as a ledger writes them, which each event brings anew', () => {
    const days = ['0000-01-01', '2025-09-30', '1999-12-31', '2024-02-29']
    const clocks = ['00:00:00.000', '23:59:59.999', '09:19:29.090', '10:20:30.909', '20:10:09.900']
    for (const text of [...days, ...days.flatMap((day) => clocks.map((clock) => `${day}T${clock}Z`))]) {
      expect(boundsOf(text)).toEqual(between(text))
      expect(boundsOf(text)).not.toBe(boundsOf(text))
    }
  })

  it('reads a text that is nearly such a one like any other', () => {
    const exact = '2025-04-11T08:19:26.307Z'
    for (const whole of [exact, exact.slice(0, 10)])
      for (const at of [...whole].keys())
        for (const sign of '019/:-.,~XTZ +') {
          const text = `${whole.slice(0, at)}${sign}${whole.slice(at + 1)}`
          expect([text, boundsOf(text)]).toEqual([text, boundsOf(`[${text}..${text}]`)])
        }
  })
})
