// Dates for property tests: every form that the library takes, and those around a given day.
// In: a use, which decides on open ends; or a day.
// Out: arbitraries of canonical texts and of recorded dates; a list of the ways to speak of one day.
import fc from 'fast-check'
import type { DateUse, ImpreciseDate } from '../../time.ts'

const two = (number: number) => String(number).padStart(2, '0')
const four = (number: number) => String(number).padStart(4, '0')
const qualifier = fc.constantFrom('', '', '~', '?', '%')
const joined = (parts: readonly string[]): string => parts.join('')
const dayMilliseconds = 86_400_000

/** The start of a UTC day; the years 0–99 are themselves. */
function utcDay(year: number, month: number, day: number): Date {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date
}

const anyDay = fc
  .integer({ min: utcDay(0, 1, 1).getTime() / dayMilliseconds, max: utcDay(9999, 12, 31).getTime() / dayMilliseconds })
  .map((days) => new Date(days * dayMilliseconds).toISOString().slice(0, 10))
const anyYear = fc.integer({ min: 0, max: 9999 }).map(four)
const anyMonth = fc.integer({ min: 1, max: 12 }).map(two)
const offset = fc.oneof(
  fc.constant('Z'),
  fc
    .tuple(fc.constantFrom('+', '-'), fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map(([sign, hours, minutes]) => (hours + minutes === 0 ? '+00:00' : `${sign}${two(hours)}:${two(minutes)}`)),
)
const clock = fc
  .tuple(fc.integer({ min: 0, max: 86_399_999 }), fc.constantFrom(5, 8, 12))
  .map(([millisecond, characters]) => new Date(millisecond).toISOString().slice(11, 11 + characters))

/** Canonical texts of one instant: to the minute, the second or the millisecond, with Z or an offset. */
export const arbitraryInstant: fc.Arbitrary<string> = fc.tuple(anyDay, clock, offset).map(([day, time, zone]) => `${day}T${time}${zone}`)

/** Canonical texts of what may stand alone, and at either end of an interval or a set. */
export const arbitraryStretch: fc.Arbitrary<string> = fc.oneof(
  fc.tuple(anyDay, qualifier).map(joined),
  fc.tuple(anyYear, fc.constant('-'), anyMonth, qualifier).map(joined),
  fc.tuple(anyYear, qualifier).map(joined),
  fc.tuple(anyYear, fc.constantFrom('-21', '-22', '-23', '-24'), qualifier).map(joined),
  fc.tuple(anyYear, qualifier).map(([year, mark]) => `${year.slice(0, 3)}X${mark}`),
  fc.tuple(anyYear, qualifier).map(([year, mark]) => `${year.slice(0, 2)}XX${mark}`),
  fc.tuple(anyYear, fc.constantFrom('-XX', '-XX-XX'), qualifier).map(joined),
  fc.tuple(anyYear, fc.constant('-'), anyMonth, fc.constant('-XX'), qualifier).map(joined),
  arbitraryInstant,
)

/** Texts of a day whose year is missing, 29 February included. */
export const arbitraryYearless: fc.Arbitrary<string> = fc
  .tuple(fc.integer({ min: 0, max: 365 }), qualifier)
  .map(([day, mark]) => `XXXX-${new Date(Date.UTC(2000, 0, 1 + day)).toISOString().slice(5, 10)}${mark}`)

/** Two stretches, the later one last: by text, which is the order of their years, and never with open digits in the year. */
const orderedStretches = fc
  .tuple(arbitraryStretch, arbitraryStretch)
  .filter(([a, b]) => !a.slice(0, 4).includes('X') && !b.slice(0, 4).includes('X') && a.slice(0, 4) !== b.slice(0, 4))
  .map(([a, b]) => (a < b ? ([a, b] as const) : ([b, a] as const)))

/** Canonical texts over all forms. An interval that is open at its end is not taken for `occurred`. */
export function arbitraryDateText(use: DateUse): fc.Arbitrary<string> {
  const forms = [
    arbitraryStretch,
    arbitraryYearless,
    orderedStretches.map(([start, end]) => `${start}/${end}`),
    orderedStretches.map(([first, last]) => `[${first}..${last}]`),
    arbitraryStretch.map((end) => `../${end}`),
    arbitraryStretch.map((end) => `/${end}`),
    arbitraryStretch.map((start) => `${start}/`),
    arbitraryStretch.map((last) => `[..${last}]`),
    arbitraryStretch.map((first) => `[${first}..]`),
  ]
  return fc.oneof(...forms, ...(use === 'due' ? [arbitraryStretch.map((start) => `${start}/..`)] : []))
}

/**
 * Dates over all forms the library takes: days, months, seasons, decades, intervals, sets, instants, days of no year,
 * approximate and uncertain ones; as texts, and with the source's words, an anchor, or both.
 *
 * @param use `occurred` for when something happened, `due` for when it is to happen, where an end may be open
 * @example
 * ```ts
 * import fc from 'fast-check'
 * import { parseDate } from 'relations-ledger'
 * import { arbitraryDate } from 'relations-ledger/testing/fast-check'
 * fc.assert(fc.property(arbitraryDate('due'), (date) => parseDate(date, 'due') !== undefined))
 * ```
 */
export function arbitraryDate(use: DateUse = 'occurred'): fc.Arbitrary<ImpreciseDate> {
  const phrase = fc.constantFrom('in the near future', 'last winter', 'на днях', 'about five hours ago')
  const text = arbitraryDateText(use)
  return fc.oneof(
    text,
    fc.record({ edtf: text, phrase }),
    fc.record({ edtf: text, anchor: anyDay }),
    fc.record({ edtf: text, phrase, anchor: anyDay }),
  )
}

/** The day so many days after 1 January 2025. */
export const dayAfterStart = (days: number): string => new Date(Date.UTC(2025, 0, 1 + days)).toISOString().slice(0, 10)

/** The ways to speak of a day, from the plainest on: each form there is, and the day lies in it. */
export function waysToSay(day: string): readonly ImpreciseDate[] {
  const [year, month, date] = day.split('-') as [string, string, string]
  const later = new Date(Date.parse(day) + 2 * dayMilliseconds).toISOString().slice(0, 10)
  return [
    day,
    `${year}-${month}`,
    `${day}~`,
    `[..${day}]`,
    `${day}T12:00Z`,
    { edtf: day, phrase: 'that day' },
    `${day}/${later}`,
    `[${day}..${later}]`,
    year,
    `${year}?`,
    `${day}%`,
    `${year}-${month}-XX`,
    `${year}-XX`,
    `${year.slice(0, 3)}X`,
    `${day}T23:30:15.250+05:30`,
    { edtf: `XXXX-${month}-${date}`, anchor: later },
    `../${day}`,
    `[${day}..]`,
    `${year}-2${1 + Math.floor((Number(month) % 12) / 3)}`,
  ]
}
