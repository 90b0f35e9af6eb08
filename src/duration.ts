// How long something lasted: ISO 8601 durations, approximate ones and ranges of them.
// In: a text such as PT5H, P3D, PT5H~, PT5H/PT6H, PT6H/.. or ../PT6H.
// Out: the canonical text, its bounds in milliseconds, and plain English.
// parseDuration alone throws; the rest is total: a text that is no duration has the bounds 0 and Infinity.
import { dayLength } from './calendar.ts'
import type { Where } from './errors.ts'
import { LedgerError } from './errors.ts'

/** The shortest and the longest that a duration may have been, in milliseconds, both included; `longest` is Infinity where nothing bounds it. */
export interface DurationBounds {
  readonly shortest: number
  readonly longest: number
}

/** One duration: a count for each unit that was named, from the largest to the smallest. */
interface Span {
  readonly counts: readonly { readonly unit: Unit; readonly count: number }[]
  readonly approximate: boolean
}

/** What a text says: one duration, or a range; an end that is open is undefined. */
type DurationValue =
  | { readonly kind: 'span'; readonly span: Span }
  | { readonly kind: 'range'; readonly least: Span | undefined; readonly most: Span | undefined }

interface Refusal {
  readonly kind: 'refused'
  readonly reason: string
  readonly advice: string
}

interface Unit {
  readonly name: string
  readonly letter: string
  readonly shortest: number
  readonly longest: number
}

const unit = (name: string, letter: string, shortest: number, longest = shortest): Unit => ({ name, letter, shortest, longest })

// Nobody says which year or month is meant, so both have the bounds of any: 365 or 366 days, 28 to 31 days.
const dateUnits = [
  unit('year', 'Y', 365 * dayLength, 366 * dayLength),
  unit('month', 'M', 28 * dayLength, 31 * dayLength),
  unit('week', 'W', 7 * dayLength),
  unit('day', 'D', dayLength),
]
const clockUnits = [unit('hour', 'H', 3_600_000), unit('minute', 'M', 60_000), unit('second', 'S', 1_000)]

/** Two durations of every unit, with five digits each, the tildes and the slash stay below this. */
const longestText = 96
const example = 'write it as PT5H, PT5H30M, P3D or P2W, with ~ for about, or as a range such as PT5H/PT6H'

/**
 * Checks a duration and gives it back in canonical form: counts without leading zeros, units of count 0 left out.
 * Nothing is converted: PT90M stays PT90M. Source: ISO 8601-1:2019 durations in whole numbers; `~` and the ranges follow ISO 8601-2.
 *
 * @param text `PT5H`, `PT5H30M`, `P3D`, `P2W`, `P1Y6M`; `PT5H~` (about); `PT5H/PT6H`, `PT6H/..` (that long or longer), `../PT6H` (at most)
 * @param where what the message names: an event type and a field
 * @throws LedgerError `INVALID_DURATION`, saying what is wrong and what to write instead
 * @example
 * ```ts
 * import { parseDuration } from 'relations-ledger'
 * parseDuration('PT05H30M')                   // 'PT5H30M'
 * ```
 */
export function parseDuration(text: string, where: Where = {}): string {
  const given: unknown = text
  const value = typeof given === 'string' ? understand(given) : refuse(`a duration is not ${nameOf(given)}`, `it is a text: ${example}`)
  if (value.kind === 'refused') return fail(given, value, where)
  if (value.kind === 'span') return spanText(value.span)
  return `${value.least === undefined ? '..' : spanText(value.least)}/${value.most === undefined ? '..' : spanText(value.most)}`
}

/**
 * How short and how long a duration may have been, in milliseconds. A plain duration is exact, but for years (365 to 366 days) and
 * months (28 to 31); `~` widens it by one of its smallest unit on each side, and never below nothing. Total: a text that is
 * no duration is unbounded.
 *
 * @param text what parseDuration gave
 * @example
 * ```ts
 * import { durationBounds } from 'relations-ledger'
 * durationBounds('PT5H~')                     // { shortest: 14_400_000, longest: 21_600_000 }
 * ```
 */
export function durationBounds(text: string): DurationBounds {
  const value = understand(text)
  if (value.kind === 'refused') return { shortest: 0, longest: Number.POSITIVE_INFINITY }
  if (value.kind === 'span') return spanBounds(value.span)
  return {
    shortest: value.least === undefined ? 0 : spanBounds(value.least).shortest,
    longest: value.most === undefined ? Number.POSITIVE_INFINITY : spanBounds(value.most).longest,
  }
}

/**
 * A duration in plain English: `5 hours 30 minutes`, `about 5 hours`, `5 to 6 hours`, `more than 6 hours`, `up to 6 hours`.
 * A text that is no duration comes back as it is.
 *
 * @param text what parseDuration gave
 * @example
 * ```ts
 * import { formatDuration } from 'relations-ledger'
 * formatDuration('PT5H/PT6H')                 // '5 to 6 hours'
 * ```
 */
export function formatDuration(text: string): string {
  const value = understand(text)
  if (value.kind === 'refused') return text
  if (value.kind === 'span') return spanWords(value.span)
  const { least, most } = value
  // One end at least is given: a range without any is refused.
  if (least === undefined) return `up to ${spanWords(most as Span)}`
  return most === undefined ? `more than ${spanWords(least)}` : rangeWords(least, most)
}

function understand(text: string): DurationValue | Refusal {
  const refusal = refuseCharacters(text)
  if (refusal !== undefined) return refusal
  const parts = text.split('/')
  if (parts.length > 2) return refuse('a range has one "/"', example)
  if (parts.length === 2) return parseRange(parts[0] as string, parts[1] as string)
  const span = parseSpan(text)
  return 'kind' in span ? span : { kind: 'span', span }
}

function refuseCharacters(text: string): Refusal | undefined {
  if (text === '') return refuse('the text is empty', example)
  if (text.length > longestText)
    return refuse(`it is ${text.length} characters long, and no duration is longer than ${longestText}`, example)
  if (/\s/.test(text)) return refuse('a duration has no spaces', example)
  if (/[^!-~]/.test(text)) return refuse('it has characters that are no part of a duration', example)
  if (/[a-z]/.test(text)) return refuse('the letters of a duration are capitals', example)
  return undefined
}

function parseRange(least: string, most: string): DurationValue | Refusal {
  if (least === '' || most === '') return refuse('an end of the range is missing', 'write .. for an open end, as in PT6H/..')
  if (least === '..' && most === '..')
    return refuse('a range without any duration says nothing', 'give it a shortest or a longest, such as PT6H/..')
  const from = least === '..' ? undefined : parseSpan(least)
  const to = most === '..' ? undefined : parseSpan(most)
  if (from !== undefined && 'kind' in from) return from
  if (to !== undefined && 'kind' in to) return to
  if (from !== undefined && to !== undefined && spanBounds(from).shortest > spanBounds(to).longest) {
    return refuse(`the range ends at ${most}, which is shorter than its start ${least}`, 'swap them')
  }
  return { kind: 'range', least: from, most: to }
}

function parseSpan(text: string): Span | Refusal {
  const approximate = text.endsWith('~')
  const bare = approximate ? text.slice(0, -1) : text
  const parts = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(bare)
  if (parts === null) return refuseShape(bare)
  const [, years, months, weeks, days, clock, hours, minutes, seconds] = parts
  if (bare === 'P' || clock === 'T') return refuse('a count is missing', example)
  if (weeks !== undefined && bare !== `P${weeks}W`)
    return refuse('weeks stand alone', 'write the days they make, such as P9D for one week and two days')
  const counts = [...named(dateUnits, [years, months, weeks, days]), ...named(clockUnits, [hours, minutes, seconds])]
  if (counts.some(({ digits }) => digits.replace(/^0+/, '').length > 5))
    return refuse('a count has at most five digits', 'write it in a larger unit')
  return { counts: withoutZeros(counts.map(({ unit, digits }) => ({ unit, count: Number(digits) }))), approximate }
}

function named(units: readonly Unit[], digits: readonly (string | undefined)[]): { readonly unit: Unit; readonly digits: string }[] {
  return units.flatMap((unit, index) => {
    const found = digits[index]
    return found === undefined ? [] : [{ unit, digits: found }]
  })
}

/** Units of count 0 go, except that something must stay: the smallest. */
function withoutZeros(counts: Span['counts']): Span['counts'] {
  const some = counts.filter(({ count }) => count > 0)
  return some.length > 0 ? some : counts.slice(-1)
}

/** Names the usual ways of writing a duration that are not taken. */
function refuseShape(text: string): Refusal {
  if (/[.,]\d/.test(text)) return refuse('a fraction is not taken', 'write it in a smaller unit: PT1H30M, not PT1.5H')
  if (/[?%~]/.test(text)) return refuse('the only qualifier of a duration is one ~ at its end', 'write PT5H~ for about five hours')
  if (/^\+|-/.test(text)) return refuse('a duration has no sign and no hyphens', example)
  if (!text.startsWith('P')) return refuse('a duration begins with P', example)
  if (/^P\d+[HS]/.test(text)) return refuse('hours, minutes and seconds come after a T', `write PT${text.slice(1)}`)
  return refuse('it is not a duration of ISO 8601: counts before Y, M, D, then T, then counts before H, M, S', example)
}

/** The way back: the canonical text of one duration. */
function spanText({ counts, approximate }: Span): string {
  const write = (units: readonly Unit[]) =>
    counts
      .filter(({ unit }) => units.includes(unit))
      .map(({ unit, count }) => `${count}${unit.letter}`)
      .join('')
  const clock = write(clockUnits)
  return `P${write(dateUnits)}${clock === '' ? '' : `T${clock}`}${approximate ? '~' : ''}`
}

function spanBounds({ counts, approximate }: Span): DurationBounds {
  const smallest = approximate ? (counts.at(-1) as Span['counts'][number]).unit.longest : 0
  const sum = (bound: 'shortest' | 'longest') => counts.reduce((total, { unit, count }) => total + count * unit[bound], 0)
  return { shortest: Math.max(0, sum('shortest') - smallest), longest: sum('longest') + smallest }
}

function spanWords({ counts, approximate }: Span): string {
  const words = counts.map(({ unit, count }) => `${count} ${unit.name}${count === 1 ? '' : 's'}`).join(' ')
  return approximate ? `about ${words}` : words
}

/** `5 to 6 hours` where both ends count one same unit, and else both in full. */
function rangeWords(least: Span, most: Span): string {
  if (spanText(least) === spanText(most)) return spanWords(least)
  const [from, ...others] = least.counts
  const sameUnit = others.length === 0 && most.counts.length === 1 && most.counts[0]?.unit === from?.unit
  if (!sameUnit || least.approximate || most.approximate) return `${spanWords(least)} to ${spanWords(most)}`
  return `${from?.count} to ${spanWords(most)}`
}

function nameOf(given: unknown): string {
  if (given === null || given === undefined) return String(given)
  return typeof given === 'object' ? 'an object' : `a ${typeof given}`
}

function refuse(reason: string, advice: string): Refusal {
  return { kind: 'refused', reason, advice }
}

function fail(given: unknown, { reason, advice }: Refusal, where: Where): never {
  const subject = `${where.type === undefined ? '' : `${where.type}, `}${where.field ?? 'duration'}`
  const quoted =
    typeof given === 'string' ? ` ${JSON.stringify(given.length > longestText ? `${given.slice(0, longestText)}…` : given)}` : ''
  throw new LedgerError('INVALID_DURATION', `${subject}${quoted}: ${reason} — ${advice}`, { given, reason }, where)
}
