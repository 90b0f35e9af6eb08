// The calendar as numbers: the proleptic Gregorian calendar of ISO 8601, read in UTC.
// In: years (0 is 1 BC), months 1–12, days 1–31, or months counted from January of year 0.
// Out: days and milliseconds since 1970-01-01T00:00Z.
// No Date here: Date.UTC takes the years 0–99 for 1900–1999, and the fold asks for 200,000 of these.

/** Milliseconds in a UTC day: this axis has no leap seconds. */
export const dayLength = 86_400_000

/** Days of a month; `month` is 1–12. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Days since 1970-01-01. The year is counted from March, so that a leap day is its last (Hinnant, "chrono-compatible date algorithms"). */
export function dayNumber(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1
  const dayOfMarchYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400)
  return marchYear * 365 + leapDays + dayOfMarchYear - 719_468
}

/** The first millisecond of a month; months are counted from January of year 0, so that they can be added to. */
export function monthStart(months: number): number {
  const year = Math.floor(months / 12)
  return dayNumber(year, months - year * 12 + 1, 1) * dayLength
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}
