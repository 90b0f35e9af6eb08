// Dates whose days are known without the library, and those of the testing kit.
// In: nothing. Out: bounded texts with the days they must mean.
// The days are counted by JS Dates, so that they are an oracle and not the code again.
import fc from 'fast-check'

export { arbitraryDate, arbitraryDateText, arbitraryInstant, arbitraryStretch, arbitraryYearless } from '../src/testing/arbitrary/dates.ts'

const two = (number: number) => String(number).padStart(2, '0')
const qualifier = fc.constantFrom('', '', '~', '?', '%')

/** A Date at the start of a UTC day; months and days may overflow, and the years 0–99 are themselves. */
export function utcDay(year: number, month: number, day: number): Date {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date
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
