// The terms every store holds its caller to, so that all of them refuse the same things in the same words.
// In: the arguments of a call, as the caller gave them.
// Out: copies that are safe to keep, or a LedgerError.
import { LedgerError } from '../errors.ts'
import { idKey, isId, isPlaced, openingOf } from './opening.ts'
import type { NewLine, Snapshot } from './store.ts'

/** Refuses an append no store can make; returns the texts, so that the caller may change the array afterwards. */
export function checkedTexts(relation: string, expectedVersion: number, lines: readonly NewLine[]): string[] {
  const opening = checkedOpening(relation)
  if (!Number.isSafeInteger(expectedVersion) || expectedVersion < 0) {
    throw unusable('expectedVersion', expectedVersion, 'it is not a version — give the version the log has now, 0 for a new log')
  }
  if (!Array.isArray(lines) || lines.length === 0) {
    throw unusable('lines', lines, 'there is nothing to append — give at least one line')
  }
  const texts = new Array<string>(lines.length)
  for (let index = 0; index < lines.length; index++)
    texts[index] = checkedText(opening, expectedVersion + 1 + index, lines[index] as NewLine, index)
  return texts
}

function checkedOpening(relation: string): string {
  const opening = openingOf(relation)
  if (opening !== undefined) return opening
  throw unusable('relation', relation, 'it is not a relation id — give two parties joined by ~, such as RU~US')
}

// What is wrong is looked for where something is: this runs for every line.
function checkedText(opening: string, version: number, { id, text }: NewLine, index: number): string {
  if (typeof id === 'string' && typeof text === 'string' && isWritable(text) && isPlaced(text, opening, version, id)) return text
  if (typeof id !== 'string' || !isId(id))
    throw unusable(`lines[${index}].id`, id, 'it is not an event id — give letters, digits and hyphens')
  const fault = typeof text === 'string' ? faultOf(text, opening, version, id) : 'it is not text — give what the codec wrote'
  throw unusable(`lines[${index}].text`, text, fault)
}

const hasLineBreak = (text: string): boolean => text.includes('\n') || text.includes('\r')

/** True for what every engine keeps as it is. */
const isWritable = (text: string): boolean => !hasLineBreak(text) && text.isWellFormed() && !text.includes('\0')

function faultOf(text: string, opening: string, version: number, id: string): string {
  if (hasLineBreak(text)) return 'it has a line break — give one line'
  if (!text.isWellFormed()) return 'it has half a character, a lone surrogate — give well-formed text'
  if (text.includes('\0')) return 'it has a NUL, which some databases end a text at — give what the codec wrote'
  return `it does not start with ${opening}${version}${idKey}${id}" and end with } — give what the codec wrote for this place in the log`
}

/** Refuses a read no store can make. */
export function checkRead(relation: string, from: number, limit: number): void {
  checkedOpening(relation)
  if (!Number.isSafeInteger(from) || from < 1) throw unusable('from', from, 'versions are counted from 1 — give 1 or more')
  checkLimit(limit)
}

/** Refuses a number of lines that is none. */
export function checkLimit(limit: number): void {
  if (limit === Number.POSITIVE_INFINITY || (Number.isSafeInteger(limit) && limit >= 0)) return
  throw unusable('limit', limit, 'it is not a number of lines — give 0 or more, or leave it out for all')
}

/** Refuses a snapshot no store can keep. */
export function checkSnapshot(relation: string, { version, text }: Snapshot): void {
  checkedOpening(relation)
  if (!Number.isSafeInteger(version) || version < 1) {
    throw unusable('snapshot.version', version, 'it is not a version — give the one of the log it was made from, 1 or more')
  }
  if (typeof text !== 'string' || !text.isWellFormed() || text.includes('\0')) {
    throw unusable('snapshot.text', text, 'it is not well-formed text without NUL — give some')
  }
}

/** Refuses a listener that cannot be called. */
export function checkListener(listener: unknown): void {
  if (typeof listener !== 'function') throw unusable('listener', listener, 'it is not a function — give one: watch(() => …)')
}

/** The refusal of an append that was decided on an older or a later log than there is. */
export function versionConflict(relation: string, expected: number, actual: number): LedgerError<'VERSION_CONFLICT'> {
  return new LedgerError(
    'VERSION_CONFLICT',
    `append to ${relation}: the log is at version ${actual}, not ${expected} — read what is there, decide again and expect ${actual}`,
    { relation, expected, actual },
    { relation },
  )
}

/** The refusal of any call after `close`. */
export const storeClosed = (store: string): LedgerError<'STORE_CLOSED'> =>
  new LedgerError('STORE_CLOSED', `${store}: the store was closed before this call — open a new one`, { store })

/**
 * The position of the nth line of a store: sixteen digits, so that comparing two positions as text compares their places.
 * An append makes one, so its first thirteen digits are kept for the next thousand: to write out a number takes five times as long.
 */
export function positionOf(ordinal: number): string {
  const last = ordinal % 1000
  if (ordinal - last !== thousands.ordinal) thousands = { ordinal: ordinal - last, digits: padded((ordinal - last) / 1000, 13) }
  return thousands.digits + lastDigits[last]
}

const padded = (number: number, length: number): string => String(number).padStart(length, '0')
const lastDigits = Array.from({ length: 1000 }, (_, last) => padded(last, 3))
let thousands = { ordinal: 0, digits: padded(0, 13) }

/** The place that a position names, counted from 1; 0, the beginning, for none. Refuses what `positionOf` does not make. */
export function ordinalOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0
  if (typeof cursor === 'string' && /^\d{16}$/.test(cursor) && Number.isSafeInteger(Number(cursor))) return Number(cursor)
  throw unusable('cursor', cursor, 'it is not a position of this store — give one that append or since gave, or leave it out')
}

/** The refusal of an argument; what was given is shown shortened, since a text can be a megabyte long. */
export const unusable = (argument: string, given: unknown, reason: string): LedgerError<'INVALID_ARGUMENT'> =>
  new LedgerError('INVALID_ARGUMENT', `${argument} is ${shown(given)}: ${reason}`, { argument, given })

function shown(given: unknown): string {
  if (typeof given === 'string') return JSON.stringify(given.length > 60 ? `${given.slice(0, 60)}…` : given)
  if (Array.isArray(given)) return given.length === 0 ? 'an empty array' : 'an array'
  return typeof given === 'object' && given !== null ? 'an object' : typeof given === 'function' ? 'a function' : String(given)
}
