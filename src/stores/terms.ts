// The terms every store holds its caller to, so that all of them refuse the same things in the same words.
// In: the arguments of a call, as the caller gave them.
// Out: copies that are safe to keep, or a LedgerError.
import { LedgerError } from '../errors.ts'
import type { NewLine, Snapshot } from './store.ts'

const relationGrammar = /^[A-Za-z0-9][A-Za-z0-9-]{0,63}~[A-Za-z0-9][A-Za-z0-9-]{0,63}$/
const idGrammar = /^[A-Za-z0-9][A-Za-z0-9-]{0,127}$/

/** True for what can stand as `relation` at the start of a line: two parties, joined by `~`. */
export const isRelation = (text: string): boolean => relationGrammar.test(text)

// What can stand as `id` at the start of a line.
const isEventId = (text: string): boolean => idGrammar.test(text)

/** Refuses an append no store can make; returns the texts, so that the caller may change the array afterwards. */
export function checkedTexts(relation: string, expectedVersion: number, lines: readonly NewLine[]): string[] {
  const start = startOf(relation)
  if (!Number.isSafeInteger(expectedVersion) || expectedVersion < 0) {
    throw unusable('expectedVersion', expectedVersion, 'it is not a version — give the version the log has now, 0 for a new log')
  }
  if (!Array.isArray(lines) || lines.length === 0) {
    throw unusable('lines', lines, 'there is nothing to append — give at least one line')
  }
  return lines.map((line: NewLine, index) => checkedText(start, expectedVersion + 1 + index, line, index))
}

function checkRelation(relation: string): void {
  if (typeof relation === 'string' && isRelation(relation)) return
  throw unusable('relation', relation, 'it is not a relation id — give two parties joined by ~, such as RU~US')
}

function checkedText(start: string, version: number, { id, text }: NewLine, index: number): string {
  if (typeof id !== 'string' || !isEventId(id))
    throw unusable(`lines[${index}].id`, id, 'it is not an event id — give letters, digits and hyphens')
  const fault = typeof text === 'string' ? faultOf(text, start, version, id) : 'it is not text — give what the codec wrote'
  if (fault !== undefined) throw unusable(`lines[${index}].text`, text, fault)
  return text
}

function faultOf(text: string, start: string, version: number, id: string): string | undefined {
  if (text.includes('\n') || text.includes('\r')) return 'it has a line break — give one line'
  if (!text.isWellFormed()) return 'it has half a character, a lone surrogate — give well-formed text'
  if (text.includes('\0')) return 'it has a NUL, which some databases end a text at — give what the codec wrote'
  if (startsRight(text, start, version, id) && text.charCodeAt(text.length - 1) === closingBrace) return undefined
  return `it does not start with ${start}${version}${idKey}${id}" and end with } — give what the codec wrote for this place in the log`
}

// The fixed start of a line's text. Every store relies on it and none looks further, so that a file can be indexed, and a
// relation found, without parsing JSON. What was made for a relation is kept a while: whoever appends mostly appends to the same again.
function startOf(relation: string): string {
  const known = starts.get(relation)
  if (known !== undefined) return known
  checkRelation(relation)
  if (starts.size === mostStarts) starts.clear()
  const start = `${beforeRelation}${relation}","version":`
  starts.set(relation, start)
  return start
}

const starts = new Map<string, string>()
const mostStarts = 1000
const beforeRelation = '{"json":{"relation":"'

/** The relation that stands at the start of a line's text. */
export const relationIn = (text: string): string => text.slice(beforeRelation.length, text.indexOf('"', beforeRelation.length))

/**
 * True for a text that says at its start where it belongs. Piece by piece, the long ones with indexOf: startsWith takes six times as long,
 * and to put the whole start together for each text takes three times as long as to look for its pieces.
 */
function startsRight(text: string, start: string, version: number, id: string): boolean {
  const number = String(version)
  const numberEnd = start.length + number.length
  const idStart = numberEnd + idKey.length
  const isPlaced = text.indexOf(start) === 0 && text.slice(start.length, numberEnd) === number
  const isNamed = text.slice(numberEnd, idStart) === idKey && text.indexOf(id, idStart) === idStart
  return isPlaced && isNamed && text.charCodeAt(idStart + id.length) === quote
}

const idKey = ',"id":"'
const [quote, closingBrace] = [0x22, 0x7d]

/** Refuses a read no store can make. */
export function checkRead(relation: string, from: number, limit: number): void {
  checkRelation(relation)
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
  checkRelation(relation)
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

/** The position of the nth line of a store: padded, so that comparing two positions as text compares their places. */
export function positionOf(ordinal: number): string {
  const digits = String(ordinal)
  return zeros.slice(digits.length) + digits
}

const zeros = '0'.repeat(16)

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
