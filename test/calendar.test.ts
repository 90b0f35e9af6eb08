// The calendar, held against the one that JavaScript has.
// In: years around the leap rules, and before our era. Out: the same days.
import { describe, expect, it } from 'vitest'
import { dayLength, dayNumber, daysInMonth, monthStart } from '../src/calendar.ts'

const months = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]

/** Date.UTC takes the years 0–99 for others; setUTCFullYear does not. */
const momentOf = (year: number, month: number, day: number): number => new Date(0).setUTCFullYear(year, month - 1, day)

it('a day has 24 hours', () => expect(dayLength).toBe(24 * 60 * 60 * 1000))

it('a month has its days, February one more in a leap year', () => {
  expect(months.map((month) => daysInMonth(2025, month))).toEqual([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
  expect([2024, 2000, 0, -4, 1900, 2100, 2023, 1].map((year) => daysInMonth(year, 2))).toEqual([29, 29, 29, 29, 28, 28, 28, 28])
})

describe.each([-401, -400, -1, 0, 1, 99, 100, 1600, 1899, 1900, 1970, 1999, 2000, 2024, 2025, 9999])('in the year %d', (year) => {
  it('days are counted as JavaScript counts them', () => {
    const days = months.flatMap((month) => [1, 15, daysInMonth(year, month)].map((day) => [month, day] as const))
    expect(days.map(([month, day]) => dayNumber(year, month, day) * dayLength)).toEqual(
      days.map(([month, day]) => momentOf(year, month, day)),
    )
  })

  it('months begin where JavaScript says, and follow each other across the year', () => {
    expect([...months, 13, 14].map((month) => monthStart(year * 12 + month - 1))).toEqual(
      [...months, 13, 14].map((month) => momentOf(year, month, 1)),
    )
  })
})
