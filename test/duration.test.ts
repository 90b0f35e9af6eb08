// Durations, form by form: what is taken, how short and how long it may have been, and what is refused by which name.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { durationBounds, formatDuration, parseDuration } from '../src/duration.ts'
import { isLedgerError } from '../src/errors.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

const taken: readonly (readonly [text: string, shortest: number, longest: number, words: string])[] = [
  ['PT5H', 5 * hour, 5 * hour, '5 hours'],
  ['PT1H', hour, hour, '1 hour'],
  ['PT5H30M', 5.5 * hour, 5.5 * hour, '5 hours 30 minutes'],
  ['PT90M', 90 * minute, 90 * minute, '90 minutes'],
  ['PT45S', 45 * second, 45 * second, '45 seconds'],
  ['PT0S', 0, 0, '0 seconds'],
  ['P3D', 3 * day, 3 * day, '3 days'],
  ['P1DT12H', 1.5 * day, 1.5 * day, '1 day 12 hours'],
  ['P2W', 14 * day, 14 * day, '2 weeks'],
  ['P1M', 28 * day, 31 * day, '1 month'],
  ['PT1M', minute, minute, '1 minute'],
  ['P1Y', 365 * day, 366 * day, '1 year'],
  ['P1Y6M', 533 * day, 552 * day, '1 year 6 months'],
  [
    'P1Y2M3DT4H5M6S',
    424 * day + 4 * hour + 5 * minute + 6 * second,
    431 * day + 4 * hour + 5 * minute + 6 * second,
    '1 year 2 months 3 days 4 hours 5 minutes 6 seconds',
  ],
  ['P99999Y', 99_999 * 365 * day, 99_999 * 366 * day, '99999 years'],
  ['PT5H~', 4 * hour, 6 * hour, 'about 5 hours'],
  ['PT5H30M~', 5 * hour + 29 * minute, 5 * hour + 31 * minute, 'about 5 hours 30 minutes'],
  ['P3D~', 2 * day, 4 * day, 'about 3 days'],
  ['P1M~', 0, 62 * day, 'about 1 month'],
  ['P2M~', 25 * day, 93 * day, 'about 2 months'],
  ['PT0S~', 0, second, 'about 0 seconds'],
  ['PT5H/PT6H', 5 * hour, 6 * hour, '5 to 6 hours'],
  ['PT5H/PT5H', 5 * hour, 5 * hour, '5 hours'],
  ['PT5H/PT5H30M', 5 * hour, 5.5 * hour, '5 hours to 5 hours 30 minutes'],
  ['PT5H30M/PT6H', 5.5 * hour, 6 * hour, '5 hours 30 minutes to 6 hours'],
  ['PT90M/PT2H', 90 * minute, 2 * hour, '90 minutes to 2 hours'],
  ['PT5H~/PT6H', 4 * hour, 6 * hour, 'about 5 hours to 6 hours'],
  ['PT5H/PT6H~', 5 * hour, 7 * hour, '5 hours to about 6 hours'],
  ['P1M/P30D', 28 * day, 30 * day, '1 month to 30 days'],
  ['PT6H/..', 6 * hour, Number.POSITIVE_INFINITY, 'more than 6 hours'],
  ['../PT6H', 0, 6 * hour, 'up to 6 hours'],
]

describe('a duration that is taken', () => {
  it.each(taken)('%s', (text, shortest, longest, words) => {
    expect(parseDuration(text)).toBe(text)
    expect(durationBounds(text)).toEqual({ shortest, longest })
    expect(formatDuration(text)).toBe(words)
  })

  it.each([
    ['PT05H', 'PT5H'],
    ['PT0H30M', 'PT30M'],
    ['PT1H0M', 'PT1H'],
    ['P0DT2H~', 'PT2H~'],
    ['P1DT0H', 'P1D'],
    ['P0D', 'P0D'],
    ['P0Y0M', 'P0M'],
    ['P0D/PT00006H', 'P0D/PT6H'],
    ['PT00000012345H', 'PT12345H'],
    [`PT${'0'.repeat(92)}5H`, 'PT5H'],
  ])('%s is recorded as %s', (text, recorded) => {
    expect(parseDuration(text)).toBe(recorded)
  })
})

const refused: readonly (readonly [text: string, reason: string, advice: string])[] = [
  ['', 'the text is empty', 'write it as PT5H'],
  ['5 hours', 'a duration has no spaces', 'write it as PT5H'],
  ['pt5h', 'the letters of a duration are capitals', 'write it as PT5H'],
  ['PT\u0665H', 'it has characters that are no part of a duration', 'write it as PT5H'],
  ['5H', 'a duration begins with P', 'write it as PT5H'],
  ['2025-04-10', 'a duration has no sign and no hyphens', 'write it as PT5H'],
  ['-PT5H', 'a duration has no sign and no hyphens', 'write it as PT5H'],
  ['P', 'a count is missing', 'write it as PT5H'],
  ['PT', 'a count is missing', 'write it as PT5H'],
  ['P1DT', 'a count is missing', 'write it as PT5H'],
  ['P~', 'a count is missing', 'write it as PT5H'],
  ['P15H', 'hours, minutes and seconds come after a T', 'write PT15H'],
  ['P5S', 'hours, minutes and seconds come after a T', 'write PT5S'],
  ['1P5H', 'a duration begins with P', 'write it as PT5H'],
  ['1PT5H', 'a duration begins with P', 'write it as PT5H'],
  ['PP5H', 'it is not a duration of ISO 8601', 'write it as PT5H'],
  ['P5', 'it is not a duration of ISO 8601', 'write it as PT5H'],
  ['P1D5H', 'it is not a duration of ISO 8601', 'write it as PT5H'],
  ['PT1.H', 'it is not a duration of ISO 8601', 'write it as PT5H'],
  ['PT+5H', 'it is not a duration of ISO 8601', 'write it as PT5H'],
  ['+PT5H', 'a duration has no sign and no hyphens', 'write it as PT5H'],
  ['PT100001S', 'a count has at most five digits', 'write it in a larger unit'],
  [`PT${'0'.repeat(93)}5H`, 'it is 97 characters long', 'write it as PT5H'],
  ['P5H', 'hours, minutes and seconds come after a T', 'write PT5H'],
  ['PT5D', 'it is not a duration of ISO 8601', 'write it as PT5H'],
  ['PT5M3H', 'it is not a duration of ISO 8601', 'write it as PT5H'],
  ['PT1.5H', 'a fraction is not taken', 'PT1H30M, not PT1.5H'],
  ['PT0,5S', 'a fraction is not taken', 'write it in a smaller unit'],
  ['P1W2D', 'weeks stand alone', 'such as P9D'],
  ['P2WT3H', 'weeks stand alone', 'such as P9D'],
  ['PT5H?', 'the only qualifier of a duration is one ~ at its end', 'write PT5H~'],
  ['PT5H~~', 'the only qualifier of a duration is one ~ at its end', 'write PT5H~'],
  ['PT1H100000S', 'a count has at most five digits', 'write it in a larger unit'],
  [`PT${'9'.repeat(93)}H`, 'a count has at most five digits', 'write it in a larger unit'],
  ['PT100000S', 'a count has at most five digits', 'write it in a larger unit'],
  ['PT6H/PT5H', 'the range ends at PT5H, which is shorter than its start PT6H', 'swap them'],
  ['P32D/P1M', 'the range ends at P1M, which is shorter than its start P32D', 'swap them'],
  ['P1M/PT1M', 'the range ends at PT1M, which is shorter than its start P1M', 'swap them'],
  ['PT5H/', 'an end of the range is missing', 'write .. for an open end'],
  ['/PT5H', 'an end of the range is missing', 'write .. for an open end'],
  ['../..', 'a range without any duration says nothing', 'such as PT6H/..'],
  ['PT1H/PT2H/PT3H', 'a range has one "/"', 'write it as PT5H'],
  ['PT1H/5H', 'a duration begins with P', 'write it as PT5H'],
  ['5H/PT6H', 'a duration begins with P', 'write it as PT5H'],
]

describe('a duration that is refused', () => {
  const refusal = (text: unknown, ...where: [] | [{ type: string; field: string }]) => {
    try {
      parseDuration(text as string, ...where)
    } catch (error) {
      if (isLedgerError(error, 'INVALID_DURATION')) return error
      throw error
    }
    throw new Error(`${String(text)} was taken`)
  }

  it.each(refused)('%j by name, and unbounded to who reads a log', (text, reason, advice) => {
    const [said = '', advised = ''] = refusal(text).message.split(' — ')
    expect(said).toContain(`duration ${JSON.stringify(text.length > 96 ? `${text.slice(0, 96)}…` : text)}: ${reason}`)
    expect(advised).toContain(advice)
    expect(refusal(text).details.given).toBe(text)
    expect(durationBounds(text)).toEqual({ shortest: 0, longest: Number.POSITIVE_INFINITY })
    expect(formatDuration(text)).toBe(text)
  })

  it('says all of it in its golden file', async () => {
    const given = [...refused.map(([text]) => text), ...[5, null, undefined, { hours: 5 }]]
    await expect(`${given.map((each) => refusal(each).message).join('\n')}\n`).toMatchFileSnapshot('./duration.golden.txt')
  })

  it.each([
    [5, 'duration: a duration is not a number — it is a text: write it as PT5H'],
    [null, 'duration: a duration is not null — it is a text'],
    [undefined, 'duration: a duration is not undefined — it is a text'],
    [{ hours: 5 }, 'duration: a duration is not an object — it is a text'],
  ])('%j, which is no text', (given, start) => {
    expect(refusal(given).message.slice(0, start.length)).toBe(start)
  })

  it('names the event and the field, and shows no more of a long text than a line holds', () => {
    const { message, where } = refusal(`P${'9'.repeat(1_000_000)}D`, { type: 'meeting.held', field: 'duration' })
    expect(message.slice(0, 140)).toContain(`meeting.held, duration "P${'9'.repeat(95)}…": it is 1000002`)
    expect(where).toEqual({ type: 'meeting.held', field: 'duration' })
  })
})

describe('any duration', () => {
  const count = fc.integer({ min: 1, max: 99_999 })
  const part = (letter: string) =>
    fc.option(
      count.map((number) => `${number}${letter}`),
      { nil: '' },
    )
  const date = fc.oneof(
    count.map((weeks) => `P${weeks}W`),
    fc.tuple(part('Y'), part('M'), part('D')).map((parts) => `P${parts.join('')}`),
  )
  const clock = fc.tuple(part('H'), part('M'), part('S')).map((parts) => `T${parts.join('')}`)
  const span = fc
    .oneof(
      date,
      fc
        .tuple(
          date.filter((text) => !text.endsWith('W')),
          clock,
        )
        .map((parts) => parts.join('')),
    )
    .filter((text) => /\d/.test(text) && !text.endsWith('T'))
  const single = fc.tuple(span, fc.constantFrom('', '~')).map((parts) => parts.join(''))
  const run = { seed: 20250410, numRuns: 2_000 }

  it('comes back as it was, and is bounded in order', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          single,
          single.map((text) => `${text}/..`),
          single.map((text) => `../${text}`),
        ),
        (text) => {
          expect(parseDuration(text)).toBe(text)
          const { shortest, longest } = durationBounds(text)
          expect(shortest).toBeGreaterThanOrEqual(0)
          expect(longest).toBeGreaterThanOrEqual(shortest)
        },
      ),
      run,
    )
  })

  it('is held by the same, approximately', () => {
    fc.assert(
      fc.property(span, (text) => {
        const plain = durationBounds(text)
        const about = durationBounds(`${text}~`)
        expect(about.shortest).toBeLessThan(plain.shortest)
        expect(about.longest).toBeGreaterThan(plain.longest)
      }),
      run,
    )
  })

  it('makes a range with another exactly if it is not certainly longer', () => {
    fc.assert(
      fc.property(single, single, (a, b) => {
        const reversed = durationBounds(a).shortest > durationBounds(b).longest
        if (reversed) {
          expect(() => parseDuration(`${a}/${b}`)).toThrow('swap them')
          return
        }
        expect(parseDuration(`${a}/${b}`)).toBe(`${a}/${b}`)
        expect(durationBounds(`${a}/${b}`)).toEqual({ shortest: durationBounds(a).shortest, longest: durationBounds(b).longest })
      }),
      run,
    )
  })

  it('in hostile text is taken or refused by name, and never anything else', () => {
    const signs = fc.string({ unit: fc.constantFrom(...'0123456789PTYMWDHS~/.-'), maxLength: 20 })
    const repeated = fc
      .tuple(fc.constantFrom('0', 'P', 'PT1H/', '~', '9', ' '), fc.constantFrom(50, 200_000))
      .map(([text, times]) => text.repeat(times))
    let refusals = 0
    fc.assert(
      fc.property(
        fc.oneof(
          signs,
          signs.map((text) => `PT${text}`),
          repeated,
          fc.string({ unit: 'binary' }),
        ),
        (text) => {
          try {
            const recorded = parseDuration(text)
            expect(parseDuration(recorded)).toBe(recorded)
            expect(durationBounds(recorded)).toEqual(durationBounds(text))
          } catch (error) {
            if (!isLedgerError(error, 'INVALID_DURATION')) throw error
            refusals += 1
            expect(error.message).toMatch(/^duration ".*": .+ — .+$/s)
          }
        },
      ),
      { ...run, numRuns: 5_000 },
    )
    expect(refusals).toBeGreaterThan(1_000)
  })
})
