// The grammar of imprecise dates: ISO 8601-2 (EDTF) level 1 for the years 0000–9999, and a part of level 2.
// In: a text of someone else's making. Out: a DateValue, or a Refusal that says what is wrong and what to write instead.
// textOf is the way back: textOf(parseEdtf(text)) is text, for every text in canonical form.
// What a value means (its bounds, its use) is in time.ts. Every pattern here is anchored and without nested repetition,
// and the length is checked first, so that a hostile text costs no more than its size.
import { daysInMonth } from './calendar.ts'

/** `~` approximate, `?` uncertain, `%` both, at the end of a date. */
type Qualifier = '' | '~' | '?' | '%'

/** A stretch of the calendar: what may stand alone, and at either end of an interval or a set. */
export type Stretch =
  | { readonly kind: 'day'; readonly year: number; readonly month: number; readonly day: number; readonly qualifier: Qualifier }
  | { readonly kind: 'month'; readonly year: number; readonly month: number; readonly qualifier: Qualifier }
  | { readonly kind: 'season'; readonly year: number; readonly season: number; readonly qualifier: Qualifier }
  | { readonly kind: 'year'; readonly year: number; readonly qualifier: Qualifier }
  | SomeYear
  | { readonly kind: 'some month'; readonly year: number; readonly qualifier: Qualifier }
  | { readonly kind: 'some day'; readonly year: number; readonly month: number | undefined; readonly qualifier: Qualifier }
  | Instant

/** `201X` and `20XX`: `year` is the first of `span` years. */
interface SomeYear {
  readonly kind: 'some year'
  readonly year: number
  readonly span: 10 | 100
  readonly qualifier: Qualifier
}

/** A moment as a clock showed it: `zone` is `Z`, or minutes east of UTC. Without `second` it is a minute, without `millisecond` a second. */
export interface Instant {
  readonly kind: 'instant'
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number | undefined
  readonly millisecond: number | undefined
  readonly zone: 'Z' | number
}

/** `XXXX-02-27`: a day whose year nobody gave. */
export interface Yearless {
  readonly kind: 'yearless'
  readonly month: number
  readonly day: number
  readonly qualifier: Qualifier
}

/** `a/b`; an end is `..` where it is open, and empty where it is unknown. At least one end is a stretch. */
export interface Interval {
  readonly kind: 'interval'
  readonly start: Stretch | '..' | ''
  readonly end: Stretch | '..' | ''
}

/** `[a..b]`: one moment in it; a missing end is undefined. At least one end is a stretch. */
export interface OneOf {
  readonly kind: 'one of'
  readonly first: Stretch | undefined
  readonly last: Stretch | undefined
}

/** What a text of the subset says, piece by piece. */
export type DateValue = Stretch | Yearless | Interval | OneOf

/** Why a text is not a date of the subset, and what to write instead: the two halves of a message. */
export interface Refusal {
  readonly kind: 'refused'
  readonly reason: string
  readonly advice: string
}

/** The longest text that can be a date: a set of two instants with milliseconds and offsets has 62 characters. */
export const longestText = 62

const dayAdvice = 'write a day such as 2025-04-10, a month such as 2025-04 or a year such as 2025'
const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/** The English name of a month, 1–12. */
export function monthName(month: number): string {
  return monthNames[month - 1] as string
}

/** Builds a refusal; kept beside the grammar so that its sentences read as one list. */
export function refuse(reason: string, advice: string): Refusal {
  return { kind: 'refused', reason, advice }
}

/** Reads one text. Grammar and calendar only: whether an end lies before its start is for time.ts to see. */
export function parseEdtf(text: string): DateValue | Refusal {
  const refusal = refuseCharacters(text)
  if (refusal !== undefined) return refusal
  if (text.startsWith('{')) return refuse('a set of several dates is several events', 'record one event for each date')
  if (text.startsWith('[')) return parseOneOf(text)
  if (text.includes('/')) return parseInterval(text)
  return parseSingle(text)
}

/** The canonical text of a value. */
export function textOf(value: DateValue): string {
  switch (value.kind) {
    case 'interval':
      return `${endText(value.start)}/${endText(value.end)}`
    case 'one of':
      return `[${value.first === undefined ? '' : textOf(value.first)}..${value.last === undefined ? '' : textOf(value.last)}]`
    case 'instant':
      return instantText(value)
    default:
      return stem(value) + value.qualifier
  }
}

function endText(end: Stretch | '..' | ''): string {
  return typeof end === 'string' ? end : textOf(end)
}

function stem(value: Exclude<Stretch, Instant> | Yearless): string {
  if (value.kind === 'yearless') return `XXXX-${pad(value.month)}-${pad(value.day)}`
  const year = pad(value.year, 4)
  switch (value.kind) {
    case 'day':
      return `${year}-${pad(value.month)}-${pad(value.day)}`
    case 'month':
      return `${year}-${pad(value.month)}`
    case 'season':
      return `${year}-${value.season}`
    case 'year':
      return year
    case 'some year':
      return value.span === 10 ? `${year.slice(0, 3)}X` : `${year.slice(0, 2)}XX`
    case 'some month':
      return `${year}-XX`
    case 'some day':
      return `${year}-${value.month === undefined ? 'XX' : pad(value.month)}-XX`
  }
}

function instantText(value: Instant): string {
  const day = `${pad(value.year, 4)}-${pad(value.month)}-${pad(value.day)}`
  return `${day}T${clockText(value)}${zoneText(value.zone)}`
}

/** The time of day of an instant, as finely as it was given: `14:30`, `14:30:05`, `14:30:05.250`. */
export function clockText({ hour, minute, second, millisecond }: Instant): string {
  const seconds = second === undefined ? '' : `:${pad(second)}`
  const fraction = millisecond === undefined ? '' : `.${pad(millisecond, 3)}`
  return `${pad(hour)}:${pad(minute)}${seconds}${fraction}`
}

/** `Z`, or hours and minutes east of UTC: `+03:00`. */
export function zoneText(zone: 'Z' | number): string {
  if (zone === 'Z') return 'Z'
  const minutes = Math.abs(zone)
  return `${zone < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`
}

/** A number in at least `width` digits. */
export function pad(number: number, width = 2): string {
  return String(number).padStart(width, '0')
}

/** What is wrong with the characters, before any grammar. */
function refuseCharacters(text: string): Refusal | undefined {
  if (text === '') return refuse('the text is empty', dayAdvice)
  if (text.length > longestText) return refuse(`it is ${text.length} characters long, and no date is longer than ${longestText}`, dayAdvice)
  if (/\s/.test(text)) return refuse('a date has no spaces', `${dayAdvice}, and keep the words of the source as phrase`)
  const foreign = /[^!-~]/u.exec(text)?.[0]
  if (foreign !== undefined) {
    return refuse(`it contains ${codePoint(foreign)}, which is no part of a date`, 'write the digits 0 to 9 and the hyphen of the keyboard')
  }
  if (/[a-z]/.test(text)) return refuseLowercase(text)
  return undefined
}

function refuseLowercase(text: string): Refusal {
  const capitals = text.toUpperCase()
  if (parseEdtf(capitals).kind !== 'refused') return refuse('the letters of a date are capitals', `write ${capitals}`)
  return refuse('words are not a date', `${dayAdvice}, and keep the words of the source as phrase`)
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}`
}

function parseOneOf(text: string): OneOf | Refusal {
  if (!text.endsWith(']')) return refuse('the set is not closed with a bracket', 'write it as [2025-02-15..2025-02-18]')
  const inside = text.slice(1, -1)
  if (inside.includes(','))
    return refuse('a list of dates in a set is not taken', 'write the range that holds them, such as [2025-02-15..2025-02-18]')
  const parts = inside.split('..')
  if (parts.length !== 2)
    return refuse('a set is a range with one ".."', 'write it as [2025-02-15..2025-02-18], and a single date without brackets')
  const [first, last] = parts as [string, string]
  if (first === '' && last === '')
    return refuse('a set without any date says nothing', 'give it a first or a last date, such as [..2025-12-23]')
  return bothEnds(first, last, (start, end) => ({ kind: 'one of', first: start, last: end }))
}

function parseInterval(text: string): Interval | Refusal {
  const parts = text.split('/')
  if (parts.length === 3) return refuse('a day is not written with slashes', 'write year, month and day with hyphens, such as 2025-04-10')
  if (parts.length !== 2) return refuse('an interval has one "/"', 'write it as 2025-02-27/2025-04-10')
  const [start, end] = parts as [string, string]
  const open = (part: string): part is '..' | '' => part === '..' || part === ''
  if (open(start) && open(end))
    return refuse('an interval without any date says nothing', 'give it a start or an end, such as 2025-04-10/..')
  return bothEnds(open(start) ? '' : start, open(end) ? '' : end, (first, last) => ({
    kind: 'interval',
    start: first ?? (start as '..' | ''),
    end: last ?? (end as '..' | ''),
  }))
}

/** Reads the two ends of an interval or a set; an empty text is no end. The refusal names the end it is about. */
function bothEnds<Value>(
  first: string,
  last: string,
  build: (first: Stretch | undefined, last: Stretch | undefined) => Value,
): Value | Refusal {
  const start = first === '' ? undefined : parseEnd(first, 'start')
  if (start?.kind === 'refused') return start
  const end = last === '' ? undefined : parseEnd(last, 'end')
  if (end?.kind === 'refused') return end
  return build(start, end)
}

function parseEnd(text: string, name: 'start' | 'end'): Stretch | Refusal {
  const value = text.startsWith('P') ? refuse('a duration is not taken there', 'write both ends as dates') : parseSingle(text)
  if (value.kind === 'refused') return refuse(`its ${name} "${text}": ${value.reason}`, value.advice)
  if (value.kind !== 'yearless') return value
  return refuse(`its ${name} "${text}" has no year`, 'give both ends a year, or record the one day as XXXX-02-27 with an anchor')
}

/** One date: neither an interval nor a set. */
function parseSingle(text: string): Stretch | Yearless | Refusal {
  if (text.startsWith('Y')) return refuse('years of more than four digits are not taken', 'write a year from 0000 to 9999')
  if (text.startsWith('-')) return refuse('years before 0000 are not taken', 'write a year from 0000 to 9999')
  if (text.includes('T')) return parseInstant(text)
  const last = text.slice(-1)
  const qualifier = last === '~' || last === '?' || last === '%' ? last : ''
  const bare = qualifier === '' ? text : text.slice(0, -1)
  if (/[~?%]$/.test(bare)) return refuse('a date has one qualifier', 'write % for both approximate and uncertain')
  if (/[~?%]/.test(bare))
    return refuse('a qualifier inside a date is not taken', `write it at the end, for the whole date: ${bare.replaceAll(/[~?%]/g, '')}~`)
  const parts = /^([\dX]{4})(?:-([\dX]{2})(?:-([\dX]{2}))?)?$/.exec(bare)
  if (parts === null) return refuseShape(bare)
  return parseParts(parts[1] as string, parts[2], parts[3], qualifier)
}

/** Names the usual ways of writing a date that are not EDTF. */
function refuseShape(text: string): Refusal {
  if (/^\d{8}$/.test(text)) return refuse('the hyphens are missing', `write ${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`)
  if (/^\d{6}$/.test(text)) return refuse('the hyphen is missing', `write ${text.slice(0, 4)}-${text.slice(4)}`)
  if (/^\d{4}-\d{1,2}(?:-\d{1,2})?$/.test(text))
    return refuse('months and days have two digits', `write ${text.replaceAll(/-(\d)(?!\d)/g, '-0$1')}`)
  if (/^\d{4}-\d{3}$/.test(text)) return refuse('a day counted within its year is not taken', 'write its month and day, such as 2025-04-10')
  if (/^\d{4}-?W/.test(text)) return refuse('weeks are not taken', 'write the interval of its days, such as 2025-04-07/2025-04-13')
  if (/^\d+S\d+$/.test(text)) return refuse('significant digits are not taken', 'write 19XX, or an interval of years')
  if (/^\d{5,}/.test(text)) return refuse('years of more than four digits are not taken', 'write a year from 0000 to 9999')
  if (text.includes('..'))
    return refuse(
      'a range of dates needs "/" or brackets',
      'write 2025-02-15/2025-02-18 for what lasted, [2025-02-15..2025-02-18] for one moment in it',
    )
  return refuse('it is not a date of ISO 8601-2 (EDTF) as taken here', dayAdvice)
}

function parseParts(year: string, month: string | undefined, day: string | undefined, qualifier: Qualifier): Stretch | Yearless | Refusal {
  if (year.includes('X')) return parseOpenYear(year, month, day, qualifier)
  if (month === undefined) return { kind: 'year', year: Number(year), qualifier }
  if (month.includes('X') || day?.includes('X')) return parseOpenDay(Number(year), month, day, qualifier)
  const refusal = refuseMonth(month)
  if (day === undefined) {
    const season = Number(month)
    if (season >= 21 && season <= 24) return { kind: 'season', year: Number(year), season, qualifier }
    return refusal ?? { kind: 'month', year: Number(year), month: season, qualifier }
  }
  return (
    refusal ??
    refuseDay(Number(year), Number(month), day) ?? { kind: 'day', year: Number(year), month: Number(month), day: Number(day), qualifier }
  )
}

/** `201X`, `20XX` and `XXXX-02-27`; the other places an X could stand in a year are level 2 and not taken. */
function parseOpenYear(
  year: string,
  month: string | undefined,
  day: string | undefined,
  qualifier: Qualifier,
): SomeYear | Yearless | Refusal {
  if (year === 'XXXX') return parseYearless(month, day, qualifier)
  if (!/\d\d.X/.test(year))
    return refuse('only the last one or two digits of a year can be left open', 'write 201X or 20XX, or an interval of years')
  if (month !== undefined) return refuse('a year with open digits stands alone', `write ${year}, or an interval of the dates it may be`)
  return { kind: 'some year', year: Number(year.replaceAll('X', '0')), span: year.endsWith('XX') ? 100 : 10, qualifier }
}

function parseYearless(month: string | undefined, day: string | undefined, qualifier: Qualifier): Yearless | Refusal {
  if (month === undefined || day === undefined || month.includes('X') || day.includes('X')) {
    return refuse('a date without a year needs its month and its day', 'write XXXX-02-27')
  }
  const refusal = refuseMonth(month) ?? refuseDay(undefined, Number(month), day)
  return refusal ?? { kind: 'yearless', month: Number(month), day: Number(day), qualifier }
}

/** `2004-XX`, `1985-04-XX` and `1985-XX-XX`. */
function parseOpenDay(year: number, month: string, day: string | undefined, qualifier: Qualifier): Stretch | Refusal {
  if (month === 'XX' && day === undefined) return { kind: 'some month', year, qualifier }
  if (month === 'XX' && day === 'XX') return { kind: 'some day', year, month: undefined, qualifier }
  if (month.includes('X') || day !== 'XX') {
    return refuse('an open month or day is written XX, and what follows it is open too', 'write 2004-XX, 1985-04-XX or 1985-XX-XX')
  }
  return refuseMonth(month) ?? { kind: 'some day', year, month: Number(month), qualifier }
}

function refuseMonth(month: string): Refusal | undefined {
  const number = Number(month)
  if (number >= 1 && number <= 12) return undefined
  if (number >= 21 && number <= 24)
    return refuse('a season has no days', 'write the season alone, such as 2025-23, or a day such as 2025-10-12')
  if (number >= 25 && number <= 41)
    return refuse(`${month} names a part of the year that is not taken`, 'write a season from 21 to 24, or an interval of months')
  return refuse(`there is no month ${month}`, 'write a month from 01 to 12, or a season from 21 (spring) to 24 (winter)')
}

function refuseDay(year: number | undefined, month: number, day: string): Refusal | undefined {
  // Without a year 29 February may be meant, so it is judged as in a leap year.
  const days = daysInMonth(year ?? 2000, month)
  if (Number(day) >= 1 && Number(day) <= days) return undefined
  const named = year === undefined ? `${monthName(month)} has at most` : `${monthName(month)} ${pad(year, 4)} has`
  return refuse(
    `${named} ${days} days`,
    `write a day from 01 to ${days}${year === undefined ? '' : `, or ${pad(year, 4)}-${pad(month)} for the month`}`,
  )
}

type Digits = string
type InstantParts = readonly [
  text: string,
  year: Digits,
  month: Digits,
  day: Digits,
  hour: Digits,
  minute: Digits,
  second: Digits | undefined,
  millisecond: Digits | undefined,
  zone: string,
]

function parseInstant(text: string): Instant | Refusal {
  const parts = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{3}))?)?(Z|[+-]\d\d(?::\d\d)?)$/.exec(text)
  if (parts === null) return refuseInstantShape(text)
  const [, year, month, day, hour, minute, second, millisecond, zone] = parts as unknown as InstantParts
  const refusal = refuseMonth(month) ?? refuseDay(Number(year), Number(month), day) ?? refuseClock(hour, minute, second) ?? refuseZone(zone)
  if (refusal !== undefined) return refusal
  return {
    kind: 'instant',
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: second === undefined ? undefined : Number(second),
    millisecond: millisecond === undefined ? undefined : Number(millisecond),
    zone: zone === 'Z' ? 'Z' : zoneMinutes(zone),
  }
}

function zoneMinutes(zone: string): number {
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6))
  return zone.startsWith('-') ? -minutes : minutes
}

function refuseClock(hour: string, minute: string, second: string | undefined): Refusal | undefined {
  if (hour === '24') return refuse('there is no hour 24', 'write hour 00 of the next day')
  if (Number(hour) > 23) return refuse(`there is no hour ${hour}`, 'write an hour from 00 to 23')
  if (Number(minute) > 59) return refuse(`there is no minute ${minute}`, 'write a minute from 00 to 59')
  if (second === '60') return refuse('a leap second has no place on this axis', 'write second 59')
  if (Number(second ?? 0) > 59) return refuse(`there is no second ${second}`, 'write a second from 00 to 59')
  return undefined
}

function refuseZone(zone: string): Refusal | undefined {
  if (Number(zone.slice(1, 3)) > 23 || Number(zone.slice(4, 6)) > 59)
    return refuse(`there is no offset ${zone}`, 'write hours 00 to 23 and minutes 00 to 59')
  if (zone.startsWith('-') && zoneMinutes(zone) === 0) return refuse(`the offset ${zone} does not exist`, 'write Z or +00:00')
  return undefined
}

function refuseInstantShape(text: string): Refusal {
  const advice = 'write an instant such as 2025-04-10T14:30+03:00 or 2025-04-10T11:30:00.000Z, or the day alone'
  const clock = text.slice(text.indexOf('T') + 1)
  if (/[~?%]$/.test(text))
    return refuse(
      'an instant takes no qualifier',
      'write the day with it, such as 2025-04-10~, or a set such as [2025-04-10T14:00Z..2025-04-10T15:00Z]',
    )
  if (/^[\d:.,]+$/.test(clock))
    return refuse('a time without a zone is a different moment in every place', 'add Z or an offset such as +03:00, or write the day alone')
  if (/[.,]/.test(clock)) return refuse('a fraction of a second has three digits after a point', advice)
  if (/[+-]\d{4}$/.test(clock)) return refuse('the offset has no colon', `write it as ${clock.slice(-5, -2)}:${clock.slice(-2)}`)
  return refuse('it is not an instant', advice)
}
