// Dates for property tests: an arbitrary over every form that is taken, and one whose days are known without the library.
// In: a use, which decides on open ends. Out: canonical texts, recorded dates, and texts with the days they must mean.
// The days are counted by JS Dates, so that they are an oracle and not the code again.
import fc from 'fast-check'
import type { DateUse, ImpreciseDate } from '../src/time.ts'

const two = (number: number) => String(number).padStart(2, '0')
const four = (number: number) => String(number).padStart(4, '0')
const qualifier = fc.constantFrom('', '', '~', '?', '%')

/** A Date at the start of a UTC day; months and days may overflow, and the years 0–99 are themselves. */
export function utcDay(year: number, month: number, day: number): Date {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date
}

const anyDay = fc
  .integer({ min: utcDay(0, 1, 1).getTime() / 86_400_000, max: utcDay(9999, 12, 31).getTime() / 86_400_000 })
  .map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10))
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
export const arbitraryInstant = fc.tuple(anyDay, clock, offset).map(([day, time, zone]) => `${day}T${time}${zone}`)

/** Canonical texts of what may stand alone, and at either end of an interval or a set. */
export const arbitraryStretch = fc.oneof(
  fc.tuple(anyDay, qualifier).map((parts) => parts.join('')),
  fc.tuple(anyYear, fc.constant('-'), anyMonth, qualifier).map((parts) => parts.join('')),
  fc.tuple(anyYear, qualifier).map((parts) => parts.join('')),
  fc.tuple(anyYear, fc.constantFrom('-21', '-22', '-23', '-24'), qualifier).map((parts) => parts.join('')),
  fc
    .tuple(
      anyYear.map((year) => year.slice(0, 3)),
      fc.constant('X'),
      qualifier,
    )
    .map((parts) => parts.join('')),
  fc
    .tuple(
      anyYear.map((year) => year.slice(0, 2)),
      fc.constant('XX'),
      qualifier,
    )
    .map((parts) => parts.join('')),
  fc.tuple(anyYear, fc.constantFrom('-XX', '-XX-XX'), qualifier).map((parts) => parts.join('')),
  fc.tuple(anyYear, fc.constant('-'), anyMonth, fc.constant('-XX'), qualifier).map((parts) => parts.join('')),
  arbitraryInstant,
)

/** Texts of a day whose year is missing, 29 February included. */
export const arbitraryYearless = fc
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

/** Recorded dates over all forms: texts, and objects with the source's words, an anchor, or both. */
export function arbitraryDate(use: DateUse): fc.Arbitrary<ImpreciseDate> {
  const phrase = fc.constantFrom('in the near future', 'last winter', 'на днях', 'about five hours ago')
  const text = arbitraryDateText(use)
  return fc.oneof(
    text,
    fc.record({ edtf: text, phrase }),
    fc.record({ edtf: text, anchor: anyDay }),
    fc.record({ edtf: text, phrase, anchor: anyDay }),
  )
}

/** A text whose meaning is known: its first and its last day, both included, as the starts of UTC days. */
export interface KnownDate {
  readonly text: string
  readonly first: Date
  readonly last: Date
}

const inWindow = {
  year: fc.integer({ min: 2021, max: 2026 }),
  month: fc.integer({ min: 1, max: 12 }),
  day: fc.integer({ min: 1, max: 28 }),
}

/** Bounded stretches in the years 2021–2026, with the days they must mean. */
const knownStretch: fc.Arbitrary<KnownDate> = fc
  .tuple(fc.record(inWindow), qualifier, fc.integer({ min: 0, max: 5 }))
  .map(([{ year, month, day }, mark, form]) => {
    const wider = mark === '' ? 0 : 1
    const months = (text: string, from: number, count: number): KnownDate => ({
      text: text + mark,
      first: utcDay(year, from - wider * count, 1),
      last: utcDay(year, from + (1 + wider) * count, 0),
    })
    if (form === 0)
      return {
        text: `${year}-${two(month)}-${two(day)}${mark}`,
        first: utcDay(year, month, day - wider),
        last: utcDay(year, month, day + wider),
      }
    if (form === 1) return months(`${year}-${two(month)}`, month, 1)
    if (form === 2) return months(`${year}-${two(month)}-XX`, month, 1)
    if (form === 3) return months(`${year}`, 1, 12)
    if (form === 4) return months(`${year}-XX`, 1, 12)
    return months(`${year}-${21 + (month % 4)}`, 3 + 3 * (month % 4), 3)
  })

/** Bounded dates in the years 2020–2027, with the days they must mean. */
export const arbitraryKnownDate: fc.Arbitrary<KnownDate> = fc.oneof(
  { weight: 3, arbitrary: knownStretch },
  {
    weight: 1,
    arbitrary: fc
      .tuple(knownStretch, knownStretch, fc.boolean())
      .filter(([start, end]) => start.first <= end.last)
      .map(([start, end, lasted]) => ({
        text: lasted ? `${start.text}/${end.text}` : `[${start.text}..${end.text}]`,
        first: start.first,
        last: end.last,
      })),
  },
)
