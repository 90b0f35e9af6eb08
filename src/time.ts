// Imprecise dates and what they mean: a recorded text on one axis of UTC milliseconds.
// In: what a caller gives as a date (a text of the EDTF subset, the text with the source's words, a JS Date).
// Out: what is recorded; the bounds it may lie between; comparisons that say `unknown` where nothing is proved; plain English.
// The grammar is in edtf.ts, what a stretch covers in stretch.ts, the English in date-words.ts, the table of forms in docs/time.md.
// Everything after parseDate is total: a text that is no date is unbounded. No local time anywhere, and no text is handed to Date.
import { dayLength, dayNumber, daysInMonth } from './calendar.ts'
import { dateWords } from './date-words.ts'
import { type DateValue, type Interval, longestText, pad, type Refusal, refuse, type Stretch, textOf, type Yearless } from './edtf.ts'
import type { Where } from './errors.ts'
import { LedgerError } from './errors.ts'
import { type Bounds, hullBounds, momentBounds, stretchBounds, understand, wallBounds } from './stretch.ts'

export type { Bounds } from './stretch.ts'

/**
 * A date as it is recorded: a text of the EDTF subset, or that text with the words of the source.
 * `phrase` is what the source said ("in the near future"); `anchor` the day on which it was said (`2025-04-10`),
 * which gives a date without a year its year.
 */
export type ImpreciseDate = string | { readonly edtf: string; readonly phrase?: string; readonly anchor?: string }

/** What a caller may give as a date: also a JS Date, which becomes the text of its UTC instant. */
export type DateInput = ImpreciseDate | Date

/**
 * What a date is for. `occurred` looks back, and serves `reported` and `published` too; `due` looks ahead.
 * It decides whether an open end is taken, and which way a date without a year is read.
 */
export type DateUse = 'occurred' | 'due'

/** What two dates prove about their order. `unknown` is an answer, and never means no. */
export type Comparison = 'before' | 'after' | 'same' | 'unknown'

const unbounded: Bounds = Object.freeze({ earliest: Number.NEGATIVE_INFINITY, latest: Number.POSITIVE_INFINITY })
const dateKeys = ['edtf', 'phrase', 'anchor']

/**
 * Checks a date and gives it back in the form in which it is recorded: canonical text, or a frozen object that keeps the source's words.
 * Canonical text comes back unchanged; `-04` becomes `-04:00`, a Date its UTC instant, and an object with nothing but `edtf` its text.
 * Source: ISO 8601-2:2019 (EDTF) level 1 for the years 0000–9999, and one-of ranges and year-less days of level 2.
 *
 * @param input the date: text, `{ edtf, phrase?, anchor? }`, or a JS Date
 * @param use what it is for; `occurred` refuses an open end (`2022-03/..`)
 * @param where what the message names: an event type and a field
 * @throws LedgerError `INVALID_DATE`, saying what is wrong and what to write instead
 * @example
 * ```ts
 * import { parseDate } from 'relations-ledger'
 * parseDate('2025-04-10~')                                                        // '2025-04-10~'
 * parseDate(new Date(0))                                                          // '1970-01-01T00:00:00.000Z'
 * parseDate({ edtf: '2025-04-10/..', phrase: 'in the near future' }, 'due')
 * ```
 */
export function parseDate(input: DateInput, use: DateUse = 'occurred', where: Where = {}): ImpreciseDate {
  const given: unknown = input
  if (typeof given === 'string') return parseText(given, use, given, where)
  if (given instanceof Date) return parseText(textOfDate(given, where), use, given, where)
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return fail(given, refuse(`a date is not ${nameOf(given)}`, "write it as text, such as '2025-04-10'"), where)
  }
  return parseObject(given, use, where)
}

/**
 * The bounds of a recorded date. Total: a text that is no date is unbounded. Fast, since the fold asks for every event.
 *
 * @param date what parseDate gave
 * @param use which way a date without a year is read from its anchor: back (`occurred`) or ahead (`due`)
 * @returns first and last millisecond since the epoch, UTC, both included
 * @example
 * ```ts
 * import { boundsOf } from 'relations-ledger'
 * const { earliest, latest } = boundsOf('2025-04')
 * latest - earliest + 1 === 30 * 86_400_000   // true
 * ```
 */
export function boundsOf(date: ImpreciseDate, use: DateUse = 'occurred'): Bounds {
  const text = edtfOf(date)
  return quickBounds(text) ?? remembered.get(text) ?? boundsOfText(text, anchorOf(date), use)
}

/**
 * What two dates prove about their order: `before` if all `a` may mean lies before all `b` may mean, `after` the other way round,
 * `same` if both certainly name one same day, or one same instant to the same precision (in whatever zone), and else `unknown`.
 * Two months are never `same`, nor two approximate days: what happened in them may have happened in either order.
 *
 * @param a a recorded date
 * @param b another
 * @param use how dates without a year are read
 * @example
 * ```ts
 * import { compareDates } from 'relations-ledger'
 * compareDates('2025-02', '2025-04-10~')      // 'before'
 * compareDates('2025-04', '2025-04-10')       // 'unknown'
 * ```
 */
export function compareDates(a: ImpreciseDate, b: ImpreciseDate, use: DateUse = 'occurred'): Comparison {
  if (precedes(a, b, use)) return 'before'
  if (precedes(b, a, use)) return 'after'
  const one = singleMoment(a, use)
  const other = singleMoment(b, use)
  if (one === undefined || other === undefined) return 'unknown'
  return one.earliest === other.earliest && one.latest === other.latest ? 'same' : 'unknown'
}

/**
 * True if the dates prove that `a` lies before `b`: the last moment of `a` is earlier than the first of `b`.
 * False says nothing: see compareDates.
 *
 * @param a a recorded date
 * @param b another
 * @param use how dates without a year are read
 * @example
 * ```ts
 * import { precedes } from 'relations-ledger'
 * precedes('2025-02-27', '2025-04-10')        // true
 * ```
 */
export function precedes(a: ImpreciseDate, b: ImpreciseDate, use: DateUse = 'occurred'): boolean {
  return boundsOf(a, use).latest < boundsOf(b, use).earliest
}

/**
 * The last millisecond that an as-of takes in. As-of takes a day, a month or a year (their end, in UTC), or an instant
 * (its last millisecond: a minute given without seconds counts whole), and nothing vaguer.
 *
 * @param day such as `2025-04-10`, `2025-04`, `2025` or `2025-04-10T14:30Z`, or a JS Date
 * @param where what the message names, such as `{ field: 'occurredBy' }`
 * @throws LedgerError `INVALID_DATE` for anything else
 * @example
 * ```ts
 * import { asOfBounds } from 'relations-ledger'
 * asOfBounds('2025-04-10') === Date.UTC(2025, 3, 11) - 1   // true
 * ```
 */
export function asOfBounds(day: string | Date, where: Where = {}): number {
  const value = understand(edtfOf(parseDate(day, 'occurred', where)))
  if (value.kind === 'instant') return momentBounds(value).latest
  const plain = value.kind === 'day' || value.kind === 'month' || value.kind === 'year'
  if (plain && value.qualifier === '') return stretchBounds(value).latest
  const advice = 'write the last day that counts, such as 2025-04-10'
  return fail(day, refuse('as-of takes a day, a month, a year or an instant, nothing vaguer', advice), where)
}

/**
 * The day a date names: of a day itself, of an instant its own local date (not its UTC day), of a date without a year
 * the day its anchor makes it. Undefined for anything vaguer than one day.
 *
 * @param date a recorded date
 * @param use how a date without a year is read
 * @example
 * ```ts
 * import { dayOf } from 'relations-ledger'
 * dayOf('2025-04-11T01:30+03:00')             // '2025-04-11', though the UTC day is 10 April
 * ```
 */
export function dayOf(date: ImpreciseDate, use: DateUse = 'occurred'): string | undefined {
  const value = understand(edtfOf(date))
  if (value.kind === 'instant') return dayText(value)
  if (value.kind === 'day' && value.qualifier === '') return dayText(value)
  if (value.kind !== 'yearless' || value.qualifier !== '') return undefined
  const anchor = anchorDay(anchorOf(date))
  const year = anchor === undefined ? undefined : yearFrom(value, anchor, use)
  return year === undefined || year < 0 || year > 9999 ? undefined : dayText({ ...value, year })
}

/**
 * The EDTF text of a recorded date, without the words around it.
 *
 * @param date a recorded date
 * @example
 * ```ts
 * import { edtfOf } from 'relations-ledger'
 * edtfOf({ edtf: '2025-04-10/..', phrase: 'in the near future' }) // '2025-04-10/..'
 * ```
 */
export function edtfOf(date: ImpreciseDate): string {
  return typeof date === 'string' ? date : date.edtf
}

/**
 * True if a due date says nothing of by when: it has no last moment (`2025-04-10/..`, `[2025-04-10..]`, `XXXX-02-27` without an anchor).
 *
 * @param date a due date as recorded
 * @example
 * ```ts
 * import { isOpenEnded } from 'relations-ledger'
 * isOpenEnded({ edtf: '2025-04-10/..', phrase: 'in the near future' })   // true
 * ```
 */
export function isOpenEnded(date: ImpreciseDate): boolean {
  return boundsOf(date, 'due').latest === Number.POSITIVE_INFINITY
}

/**
 * Whether what is due has run past its date by the end of a day: `true` if every reading of the date has passed, `false` if none has,
 * and else `unknown`. A month is due until its end, an interval until the end of its end. An open end is `unknown` once it has begun,
 * and so is a one-of set from the end of its first day on.
 *
 * @param due a recorded due date
 * @param day as-of: a day, a month, a year or an instant
 * @throws LedgerError `INVALID_DATE` if `day` is vaguer than that
 * @example
 * ```ts
 * import { overdue } from 'relations-ledger'
 * overdue('../2025-11-30', '2025-11-30')      // false
 * overdue('2025-04-10~', '2025-04-10')        // 'unknown'
 * overdue('2025-04', '2025-05-01')            // true
 * ```
 */
export function overdue(due: ImpreciseDate, day: string | Date): boolean | 'unknown' {
  const now = asOfBounds(day)
  const { earliest, latest } = deadlineBounds(due)
  if (latest < now) return true
  return earliest >= now ? false : 'unknown'
}

/**
 * A date in plain English, for briefs that are printed: `about 10 April 2025`, `spring 2025`, `10 April 2025 or later`,
 * `27 February (no year)`; with the source's words, `in the near future (no date)`; with the day they were said on, where a year
 * is missing, `27 February (no year; said on 10 April 2025)`.
 *
 * @param date a recorded date; a text that is none comes back as it is
 * @example
 * ```ts
 * import { formatDate } from 'relations-ledger'
 * formatDate('[2025-02-15..2025-02-18]')      // 'between 15 February 2025 and 18 February 2025'
 * ```
 */
export function formatDate(date: ImpreciseDate): string {
  const { edtf, phrase, anchor } = typeof date === 'string' ? { edtf: date } : date
  const value = understand(edtf)
  if (phrase !== undefined && hasOpenEnd(value)) return `${phrase} (no date)`
  const words = value.kind === 'refused' ? edtf : dateWords(value)
  const missing = value.kind === 'yearless' ? noYear(anchor) : undefined
  const isQuoted = phrase !== undefined && phrase !== words
  const added = [...(isQuoted ? [words] : []), ...(missing === undefined ? [] : [missing])].join(', ')
  return `${isQuoted ? phrase : words}${added === '' ? '' : ` (${added})`}`
}

/** True for `2025-04-10/..`. */
const hasOpenEnd = (value: DateValue | Refusal): boolean => value.kind === 'interval' && value.end === '..'

const noYear = (anchor: string | undefined): string => (anchor === undefined ? 'no year' : `no year; said on ${formatDate(anchor)}`)

// — parsing —

/** Texts that are dates in the form in which they are recorded: those of a log repeat. */
const recordedTexts = { occurred: new Set<string>(), due: new Set<string>() }
const rememberedAtMost = 10_000

/** Empties a memory that is full: a hostile log must not fill ours. */
function makeRoom(memory: { readonly size: number; clear(): void }): void {
  if (memory.size >= rememberedAtMost) memory.clear()
}

function parseText(text: string, use: DateUse, given: unknown, where: Where): string {
  const known = recordedTexts[use]
  if (known.has(text)) return text
  const recorded = textOf(checkedValue(text, use, given, where))
  makeRoom(known)
  known.add(recorded)
  return recorded
}

function checkedValue(text: string, use: DateUse, given: unknown, where: Where): DateValue {
  const value = understand(text)
  if (value.kind === 'refused') return fail(given, value, where)
  if (use === 'occurred' && hasOpenEnd(value)) {
    const start = text.slice(0, -3)
    return fail(given, refuse('what lasts without an end is a status, not something that occurred', `write when it began, ${start}`), where)
  }
  return value
}

function textOfDate(date: Date, where: Where): string {
  const time = Date.prototype.getTime.call(date)
  if (Number.isNaN(time)) return fail(date, refuse('the Date is invalid', 'hand over a Date that has a time, or a text'), where)
  const text = new Date(time).toISOString()
  // Years outside 0000–9999 are written with a sign and six digits.
  if (text.length !== 24) return fail(date, refuse('the Date lies outside the years 0000 to 9999', 'hand over a Date within them'), where)
  return text
}

function parseObject(given: object, use: DateUse, where: Where): ImpreciseDate {
  const extra = Object.keys(given).find((key) => !dateKeys.includes(key))
  if (extra !== undefined)
    return fail(
      given,
      refuse(
        `a date has no field ${JSON.stringify(extra.slice(0, longestText))}`,
        'write { edtf, phrase, anchor }, the last two as needed',
      ),
      where,
    )
  const { edtf, phrase, anchor } = given as { edtf?: unknown; phrase?: unknown; anchor?: unknown }
  if (typeof edtf !== 'string') return fail(given, refuse('the field edtf is missing or no text', "write { edtf: '2025-04-10' }"), where)
  const text = parseText(edtf, use, given, where)
  if (phrase !== undefined && (typeof phrase !== 'string' || phrase.trim() === '')) {
    return fail(given, refuse('the phrase is no text or empty', 'write the words of the source, or leave phrase out'), where)
  }
  if (anchor !== undefined && (typeof anchor !== 'string' || anchorDay(anchor) === undefined)) {
    return fail(given, refuse('the anchor is not a day', 'write the day the words were said, such as 2025-04-10'), where)
  }
  if (phrase === undefined && anchor === undefined) return text
  return Object.freeze({ edtf: text, ...(phrase !== undefined && { phrase }), ...(anchor !== undefined && { anchor }) })
}

function fail(given: unknown, { reason, advice }: Refusal, where: Where): never {
  const subject = `${where.type === undefined ? '' : `${where.type}, `}${where.field ?? 'date'}`
  throw new LedgerError('INVALID_DATE', `${subject}${quoted(given)}: ${reason} — ${advice}`, { given, reason }, where)
}

/** What was given, as far as a message can show it. */
function quoted(given: unknown): string {
  const text = typeof given === 'object' && given !== null && 'edtf' in given ? given.edtf : given
  if (typeof text !== 'string') return ''
  return ` ${JSON.stringify(text.length > longestText ? `${text.slice(0, longestText)}…` : text)}`
}

function nameOf(given: unknown): string {
  if (given === null || given === undefined) return String(given)
  return Array.isArray(given) ? 'a list' : `a ${typeof given}`
}

// — bounds —

/** Bounds by text, for what the fast path does not read. */
const remembered = new Map<string, Bounds>()

function boundsOfText(text: string, anchor: string | undefined, use: DateUse): Bounds {
  const value = understand(text)
  // What is no date may be of any length, and is not remembered.
  if (value.kind === 'refused') return unbounded
  // The anchor and the use decide on a year-less date, so the text alone is no key for it.
  if (value.kind === 'yearless') return yearlessBounds(value, anchor, use)
  makeRoom(remembered)
  const bounds = Object.freeze(valueBounds(value))
  remembered.set(text, bounds)
  return bounds
}

function valueBounds(value: Exclude<DateValue, Yearless>): Bounds {
  const [first, last] =
    value.kind === 'interval' ? [value.start, value.end] : value.kind === 'one of' ? [value.first, value.last] : [value, value]
  return {
    earliest: typeof first === 'object' ? hullBounds(first).earliest : Number.NEGATIVE_INFINITY,
    latest: typeof last === 'object' ? hullBounds(last).latest : Number.POSITIVE_INFINITY,
  }
}

/** The fast path of the fold: a plain day, or an instant as the ledger's clock writes it. Undefined for any other text. */
function quickBounds(text: string): Bounds | undefined {
  if (text.length === 10) return plainDayBounds(text)
  return text.length === 24 ? recordedBounds(text) : undefined
}

/** The bounds of a text that begins with a plain day, `YYYY-MM-DD`, read by character codes; of any other undefined. */
function plainDayBounds(text: string): Bounds | undefined {
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return undefined
  const century = twoDigits(text, 0)
  const yearOfCentury = twoDigits(text, 2)
  const month = twoDigits(text, 5)
  const day = twoDigits(text, 8)
  if (century < 0 || yearOfCentury < 0 || month < 1 || month > 12 || day < 1) return undefined
  const year = century * 100 + yearOfCentury
  if (day > daysInMonth(year, month)) return undefined
  const earliest = dayNumber(year, month, day) * dayLength
  return { earliest, latest: earliest + dayLength - 1 }
}

/** `2025-04-11T08:00:00.000Z`: each event has one of its own, so a memory of texts would not help. */
function recordedBounds(text: string): Bounds | undefined {
  const signs = text.charCodeAt(10) === 84 && text.charCodeAt(13) === 58 && text.charCodeAt(16) === 58 && text.charCodeAt(19) === 46
  if (!signs || text.charCodeAt(23) !== 90) return undefined
  const day = plainDayBounds(text)
  const hour = twoDigits(text, 11)
  const minute = twoDigits(text, 14)
  const second = twoDigits(text, 17)
  const hundreds = text.charCodeAt(20) - 48
  const ones = twoDigits(text, 21)
  if (day === undefined || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return undefined
  if (hundreds < 0 || hundreds > 9 || ones < 0) return undefined
  const moment = day.earliest + hour * 3_600_000 + minute * 60_000 + second * 1_000 + hundreds * 100 + ones
  return { earliest: moment, latest: moment }
}

/** Two ASCII digits as a number; negative if they are something else. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48
  const ones = text.charCodeAt(at + 1) - 48
  return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones
}

// — dates without a year —

const anchorOf = (date: ImpreciseDate): string | undefined => (typeof date === 'string' ? undefined : date.anchor)

/** The day number of an anchor, with its year; undefined if it is no plain day. */
function anchorDay(anchor: string | undefined): { readonly year: number; readonly number: number } | undefined {
  if (anchor?.length !== 10) return undefined
  const bounds = plainDayBounds(anchor)
  return bounds && { year: Number(anchor.slice(0, 4)), number: bounds.earliest / dayLength }
}

/** The year of the last such day up to the anchor (`occurred`), or of the first from it (`due`). 29 February waits for a leap year. */
function yearFrom({ month, day }: Yearless, anchor: { readonly year: number; readonly number: number }, use: DateUse, slack = 0): number {
  const step = use === 'occurred' ? -1 : 1
  // From one year too far, since the slack may reach over New Year.
  let year = anchor.year - step
  while (day > daysInMonth(year, month) || (dayNumber(year, month, day) - anchor.number) * step < -slack) year += step
  return year
}

/**
 * The bounds of a year-less day. "About 27 February", said on 26 February, may be the day itself as well as last year's:
 * an approximate one has the bounds of all the years it may be.
 */
function yearlessBounds(value: Yearless, anchor: string | undefined, use: DateUse): Bounds {
  const from = anchorDay(anchor)
  if (from === undefined) return unbounded
  const wider = value.qualifier === '' ? 0 : 1
  const years = [yearFrom(value, from, use), yearFrom(value, from, use, wider)]
  const days = years.map((year) => dayNumber(year, value.month, value.day))
  return { earliest: (Math.min(...days) - wider) * dayLength, latest: (Math.max(...days) + 1 + wider) * dayLength - 1 }
}

// — comparing —

/** The bounds of a value that certainly names one day or one instant; of an instant the moment, not the hull of its days. */
function singleMoment(date: ImpreciseDate, use: DateUse): Bounds | undefined {
  const value = understand(edtfOf(date))
  if (value.kind === 'instant') return momentBounds(value)
  const single = value.kind === 'day' || (value.kind === 'yearless' && anchorOf(date) !== undefined)
  return single && value.qualifier === '' ? boundsOf(date, use) : undefined
}

/** The first and the last moment at which the date may have run out. */
function deadlineBounds(due: ImpreciseDate): Bounds {
  const value = understand(edtfOf(due))
  switch (value.kind) {
    case 'refused':
    case 'yearless':
      return yearlessDeadline(boundsOf(due, 'due'))
    case 'one of':
      return {
        earliest: firstEnd(value.first),
        latest: value.last === undefined ? Number.POSITIVE_INFINITY : stretchDeadline(value.last).latest,
      }
    case 'interval':
      return intervalDeadline(value)
    default:
      return stretchDeadline(value)
  }
}

/** A day runs out at its end, and an approximate one first at the end of the first day it may be. */
function yearlessDeadline({ earliest, latest }: Bounds): Bounds {
  return { earliest: earliest + dayLength - 1, latest }
}

/** An interval runs out with its end, and never before it began. Without an end nothing says that it has run out, nor that it has not. */
function intervalDeadline({ start, end }: Interval): Bounds {
  const begun = firstEnd(typeof start === 'string' ? undefined : start)
  if (typeof end === 'string') return { earliest: begun, latest: Number.POSITIVE_INFINITY }
  const { earliest, latest } = stretchDeadline(end)
  return { earliest: Math.min(latest, Math.max(earliest, begun)), latest }
}

/** The end of the first day a stretch may mean: one moment of it may have been on that day. */
function firstEnd(value: Stretch | undefined): number {
  if (value === undefined) return Number.NEGATIVE_INFINITY
  return value.kind === 'instant' ? stretchDeadline(value).earliest : hullBounds(value).earliest + dayLength - 1
}

/** A plain stretch runs out at its end. A vague one may be any of the stretches it covers, and the first of them ends first. */
function stretchDeadline(value: Stretch): Bounds {
  const { earliest, latest } = hullBounds(value)
  switch (value.kind) {
    case 'instant':
      return { earliest: Math.min(momentBounds(value).latest, wallBounds(value).latest), latest }
    case 'some day':
      return { earliest: earliest + dayLength - 1, latest }
    case 'some month':
      return { earliest: earliest + 31 * dayLength - 1, latest }
    case 'some year':
      return { earliest: stretchBounds({ kind: 'year', year: yearAt(value), qualifier: '' }).latest, latest }
    default:
      return { earliest: value.qualifier === '' ? latest : stretchBounds({ ...value, qualifier: '' }).earliest - 1, latest }
  }
}

/** The first year a decade or a century may mean. */
function yearAt(value: Stretch & { readonly kind: 'some year' }): number {
  return value.qualifier === '' ? value.year : value.year - value.span
}

function dayText({ year, month, day }: { readonly year: number; readonly month: number; readonly day: number }): string {
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}`
}
