// What a stretch of the calendar covers, on one axis of UTC milliseconds.
// In: the values that edtf.ts reads from a text. Out: their first and last millisecond, widened where they are qualified;
// and the reading of a text in full: its grammar, and that no end lies before its start.
import { dayLength, dayNumber, monthStart } from './calendar.ts'
import { type DateValue, type Instant, parseEdtf, type Refusal, refuse, type Stretch, textOf } from './edtf.ts'

/** The first and the last millisecond since 1970-01-01T00:00Z that a date may mean, both included; ±Infinity where it has none. */
export interface Bounds {
  readonly earliest: number
  readonly latest: number
}

/** Grammar, and that no end lies before its start. */
export function understand(text: string): DateValue | Refusal {
  const value = parseEdtf(text)
  if (value.kind === 'interval' && typeof value.start !== 'string' && typeof value.end !== 'string') {
    return refuseReversed(value.start, value.end) ?? value
  }
  if (value.kind === 'one of' && value.first !== undefined && value.last !== undefined)
    return refuseReversed(value.first, value.last) ?? value
  return value
}

/** Instants are compared as moments here, not by the hull of their days: 01:30+03:00 is after 01:00+03:00. */
function refuseReversed(start: Stretch, end: Stretch): Refusal | undefined {
  if (stretchBounds(start).earliest <= stretchBounds(end).latest) return undefined
  return refuse(`its end ${textOf(end)} lies before its start ${textOf(start)}`, 'swap them')
}

/** A stretch of whole months: the first one, counted from year 0, and how many. */
function monthsOf(value: Exclude<Stretch, Instant | { kind: 'day' }>): { readonly from: number; readonly count: number } {
  switch (value.kind) {
    case 'month':
      return { from: value.year * 12 + value.month - 1, count: 1 }
    case 'season':
      // 21 begins in March; 24 in December, and ends in February of the year after.
      return { from: value.year * 12 + 2 + (value.season - 21) * 3, count: 3 }
    case 'year':
    case 'some month':
      return { from: value.year * 12, count: 12 }
    case 'some year':
      return { from: value.year * 12, count: value.span * 12 }
    case 'some day':
      return value.month === undefined ? { from: value.year * 12, count: 12 } : { from: value.year * 12 + value.month - 1, count: 1 }
  }
}

/** The bounds of a stretch; `~`, `?` and `%` widen them by one such stretch on each side. */
export function stretchBounds(value: Stretch): Bounds {
  if (value.kind === 'instant') return momentBounds(value)
  const wider = value.qualifier === '' ? 0 : 1
  if (value.kind === 'day') {
    const day = dayNumber(value.year, value.month, value.day)
    return { earliest: (day - wider) * dayLength, latest: (day + 1 + wider) * dayLength - 1 }
  }
  const months = monthsOf(value)
  return { earliest: monthStart(months.from - wider * months.count), latest: monthStart(months.from + (1 + wider) * months.count) - 1 }
}

/** An instant on the UTC axis: the minute, the second or the millisecond it names. */
export function momentBounds(value: Instant): Bounds {
  const { earliest, latest } = wallBounds(value)
  const shift = value.zone === 'Z' ? 0 : value.zone * 60_000
  return { earliest: earliest - shift, latest: latest - shift }
}

/** An instant as its own clock showed it, read as if that clock showed UTC. */
export function wallBounds({ year, month, day, hour, minute, second, millisecond }: Instant): Bounds {
  const precision = second === undefined ? 60_000 : millisecond === undefined ? 1_000 : 1
  const earliest = dayNumber(year, month, day) * dayLength + hour * 3_600_000 + minute * 60_000 + (second ?? 0) * 1_000 + (millisecond ?? 0)
  return { earliest, latest: earliest + precision - 1 }
}

/**
 * Plain days are read as UTC days, though their source meant days of its own. An instant whose own day is not its UTC day
 * is therefore bounded by both readings of its clock, so that it is proved neither before nor after the day it happened on.
 */
export function hullBounds(value: Stretch): Bounds {
  const bounds = stretchBounds(value)
  if (value.kind !== 'instant') return bounds
  const wall = wallBounds(value)
  if (Math.floor(wall.earliest / dayLength) === Math.floor(bounds.earliest / dayLength)) return bounds
  return { earliest: Math.min(wall.earliest, bounds.earliest), latest: Math.max(wall.latest, bounds.latest) }
}
