// The fixed opening of a line's text: every store relies on it and none looks further, so that a file can be indexed, and a
// relation found, without parsing JSON.
// In: a text, and the place in the log that it is to have or was found at.
// Out: whether it was written for this place, and the id that stands in it; or LOG_CORRUPT.
// What runs here runs for every line that is appended or read.
import { LedgerError } from '../errors.ts'
import type { StoredLine } from './store.ts'

const relationGrammar = /^[A-Za-z0-9][A-Za-z0-9-]{0,63}~[A-Za-z0-9][A-Za-z0-9-]{0,63}$/
const beforeRelation = '{"json":{"relation":"'
const [zero, nine, closingBrace] = [0x30, 0x39, 0x7d]

/** What stands between a version and an id. */
export const idKey = ',"id":"'

/** True for what can stand as `relation` at the start of a line: two parties, joined by `~`. */
export const isRelation = (text: string): boolean => relationGrammar.test(text)

/**
 * What stands before the version in each text of this relation; undefined where no relation could be called so.
 * It is kept a while: whoever appends or reads mostly goes on with the same relations.
 */
export function openingOf(relation: string): string | undefined {
  const known = openings.get(relation)
  if (known !== undefined) return known
  if (typeof relation !== 'string' || !isRelation(relation)) return undefined
  if (openings.size === mostOpenings) openings.clear()
  const opening = `${beforeRelation}${relation}","version":`
  openings.set(relation, opening)
  return opening
}

const openings = new Map<string, string>()
const mostOpenings = 1000

/** True for what can stand as `id` at the start of a line. */
export const isId = (text: string): boolean => idGrammar.test(text) && text.length <= mostOfId

const idGrammar = /^[A-Za-z0-9][A-Za-z0-9-]*$/
const mostOfId = 128
const idPart = /,"id":"[A-Za-z0-9][A-Za-z0-9-]*"/y

/** True for a text that says at its start where it belongs and what its id is, and ends as one. */
export function isPlaced(text: string, opening: string, version: number, id: string): boolean {
  const key = versionEndIn(text, opening, version)
  const start = key + idKey.length
  idPart.lastIndex = key
  // That an id stands there and is this one: its own grammar need not be looked at.
  const isThere = idPart.test(text) && idPart.lastIndex === start + id.length + 1 && text.indexOf(id, start) === start
  return isThere && id.length <= mostOfId && text.charCodeAt(text.length - 1) === closingBrace
}

/** The line that stands at this place of the log; `store` names the store in a refusal. */
export function lineOf(store: string, relation: string, version: number, text: string): StoredLine {
  const opening = openingOf(relation)
  const start = opening === undefined ? -1 : idStartIn(text, opening, version)
  const end = start < 0 ? start : text.indexOf('"', start)
  if (end > start) return { id: text.slice(start, end), text, version }
  const reason = `what stands at version ${version} is not the line of this version`
  const message = `${store}, ${relation}: ${reason} — put back what was there before something else changed it`
  throw new LedgerError('LOG_CORRUPT', message, { reason }, { relation })
}

/** Where the id starts in a text of this version; −1 in another. */
function idStartIn(text: string, opening: string, version: number): number {
  const key = versionEndIn(text, opening, version)
  return text.slice(key, key + idKey.length) === idKey ? key + idKey.length : -1
}

/**
 * Where the version ends in a text that opens so and has it; where the text ends in another. Piece by piece, the long one with indexOf:
 * startsWith takes six times as long, and to put the whole start together for each text costs as much as everything here.
 */
const versionEndIn = (text: string, opening: string, version: number): number =>
  text.indexOf(opening) === 0 ? numberEnd(text, opening.length, version) : text.length

/** Where the digits that begin at `start` end, if they are this number as JSON writes it; else where the text ends. */
function numberEnd(text: string, start: number, number: number): number {
  let [at, found] = [start, 0]
  for (let digit = text.charCodeAt(at); digit >= zero && digit <= nine; digit = text.charCodeAt(++at)) found = found * 10 + digit - zero
  return found === number && text.charCodeAt(start) !== zero ? at : text.length
}
