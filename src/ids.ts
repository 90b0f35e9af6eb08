// Names: of events (uuids), parties, entities, references and relations.
// In: what a caller or a stored line gives as a name, or what an imported event is called where it comes from.
// Out: the same text once it is known to follow its grammar, a new uuid, or one LedgerError that says what to write.
// The only file that knows the package `uuid`.
import { v5, v7, validate } from 'uuid'
import type { ErrorDetails, Where } from './errors.ts'
import { LedgerError } from './errors.ts'

type Kind = ErrorDetails['INVALID_ID']['kind']

const eventGrammar = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const partyGrammar = /^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/
const entityGrammar = /^[a-z0-9][a-z0-9-]{0,127}$/
const kindGrammar = /^[a-z][A-Za-z0-9]{0,63}$/

/**
 * A new event id: a uuid of version 7 (RFC 9562), lower-case.
 * Within one process every id is greater than the one before, as text too,
 * also within one millisecond and when the clock steps back.
 *
 * @returns such as `01961e5c-7d80-7abc-8def-0123456789ab`
 * @example
 * ```ts
 * import { mintId } from 'relations-ledger'
 * console.log(mintId() < mintId()) // true
 * ```
 */
export function mintId(): string {
  return v7()
}

/**
 * The id of an event that is imported from elsewhere: a uuid of version 5 (RFC 9562), made from where it comes from and
 * what it is called there. The same two texts always give the same id, so that importing twice records once.
 *
 * @param namespace where the event comes from: a uuid, or any other text such as a URL,
 *   which is first turned into a uuid of version 5 in the URL namespace of RFC 9562
 * @param key what the event is called there; any text, compared exactly
 * @returns a lower-case uuid
 * @throws LedgerError `INVALID_ARGUMENT` where one of them is empty, no text, or holds half of a surrogate pair
 * @example
 * ```ts
 * import { importId } from 'relations-ledger'
 * const id = importId('https://example.org/chronology', '2025-04-10/3')
 * console.log(id === importId('https://example.org/chronology', '2025-04-10/3')) // true
 * ```
 */
export function importId(namespace: string, key: string): string {
  checkText('namespace', namespace)
  checkText('key', key)
  return v5(key, validate(namespace) ? namespace : v5(namespace, v5.URL))
}

function checkText(argument: string, given: unknown): void {
  if (typeof given === 'string' && given !== '' && given.isWellFormed()) return
  const problem = typeof given !== 'string' ? 'is not a text' : given === '' ? 'is empty' : 'holds half of a surrogate pair'
  const remedy = argument === 'key' ? 'give what the event is called there' : 'give a uuid or a URL that says where the event comes from'
  throw new LedgerError('INVALID_ARGUMENT', `importId: the ${argument} ${problem} — ${remedy}`, { argument, given })
}

/**
 * True for a uuid as the ledger writes it: lower-case, with hyphens, of a version from 1 to 8 (RFC 9562).
 * The nil uuid and the max uuid name no event.
 *
 * @param text the text to look at
 */
export function isEventId(text: string): boolean {
  return eventGrammar.test(text)
}

const ownId = 'leave it out and append mints one, or make one with importId(namespace, key)'

/** The given event id, once it is known to be one. Throws `INVALID_ID`, with `otherwise` as what to do where it is like none. */
export function checkEventId(given: unknown, where: Where = {}, otherwise = ownId): string {
  if (typeof given === 'string' && isEventId(given)) return given
  throw invalid('event', given, where, remedyFor(eventLike(given), otherwise))
}

/** The given party, once it follows the grammar `[A-Za-z0-9][A-Za-z0-9-]{0,63}`. Throws `INVALID_ID`. */
export function checkParty(given: unknown, where: Where = {}): string {
  if (typeof given === 'string' && partyGrammar.test(given)) return given
  throw invalid('party', given, where, remedyFor(partyLike(given), 'write a short name such as US'))
}

/** The given entity id, once it follows the grammar `[a-z0-9][a-z0-9-]{0,127}`. Throws `INVALID_ID`. */
export function checkEntityId(given: unknown, where: Where = {}): string {
  if (typeof given === 'string' && entityGrammar.test(given)) return given
  throw invalid('entity', given, where, remedyFor(entityLike(given), 'write a short name such as embassy-payments'))
}

/** The given reference, once it is `kind/id`, such as `guarantee/embassy-payments`. Throws `INVALID_ID`. */
export function checkReference(given: unknown, where: Where = {}): string {
  if (typeof given === 'string' && isReference(given)) return given
  throw invalid('reference', given, where, remedyFor(referenceLike(given), 'write one such as guarantee/embassy-payments'))
}

function isReference(text: string): boolean {
  const slash = text.indexOf('/')
  return slash !== -1 && kindGrammar.test(text.slice(0, slash)) && entityGrammar.test(text.slice(slash + 1))
}

/**
 * The id of the relation between two parties, whichever is named first: both, sorted by code unit, joined by `~`.
 *
 * @param a one party, such as `US`
 * @param b the other, such as `RU`
 * @returns such as `RU~US`
 * @throws LedgerError `INVALID_ID` where one is not a party, `INVALID_ARGUMENT` where both are the same
 * @example
 * ```ts
 * import { relationOf } from 'relations-ledger'
 * console.log(relationOf('US', 'RU')) // RU~US
 * ```
 */
export function relationOf(a: string, b: string): string {
  checkParty(a)
  checkParty(b)
  if (a !== b) return a < b ? `${a}~${b}` : `${b}~${a}`
  const message = `'${a}' and '${b}': a party has no relation with itself — name two different parties`
  throw new LedgerError('INVALID_ARGUMENT', message, { argument: 'parties', given: [a, b] })
}

/**
 * The two parties of a relation, in the order of its id.
 *
 * @param relation a relation's id, such as `RU~US`
 * @returns such as `['RU', 'US']`
 * @throws LedgerError `INVALID_ID` where it is not the id that `relationOf` gives for two parties
 * @example
 * ```ts
 * import { partiesOf } from 'relations-ledger'
 * const [first, second] = partiesOf('RU~US')
 * console.log(first, second) // RU US
 * ```
 */
export function partiesOf(relation: string): readonly [string, string] {
  const parts = typeof relation === 'string' ? relation.split('~', 3) : []
  const [a, b] = parts as [string, string]
  const areParties = parts.length === 2 && partyGrammar.test(a) && partyGrammar.test(b)
  if (areParties && a < b) return Object.freeze([a, b] as const)
  const remedy = !areParties || a === b ? 'write two different parties, sorted, such as RU~US' : `write ${b}~${a}`
  throw invalid('relation', relation, {}, remedy)
}

const grammars: Record<Kind, string> = {
  event: 'not an event id (a lower-case uuid)',
  party: 'not a party (1 to 64 of the letters A–Z and a–z, digits and hyphens, no hyphen first)',
  entity: 'not an entity id (1 to 128 of the letters a–z, digits and hyphens, no hyphen first)',
  reference: 'not a reference (kind/id: the kind as in followUp, then an entity id)',
  relation: 'not a relation (two different parties, sorted and joined by ~)',
}

function invalid(kind: Kind, given: unknown, where: Where, remedy: string): LedgerError<'INVALID_ID'> {
  const place = [where.type, where.field].filter((part) => part !== undefined).join(' at ')
  const message = `${place === '' ? '' : `${place}: `}${shown(given)} is ${grammars[kind]} — ${remedy}`
  return new LedgerError('INVALID_ID', message, { kind, given }, where)
}

/** What was given, short enough for a message and without a control character in it. */
function shown(given: unknown): string {
  if (given === null || given === undefined) return String(given)
  if (typeof given !== 'string') return Array.isArray(given) ? 'an array' : `${typeof given === 'object' ? 'an' : 'a'} ${typeof given}`
  const escaped = JSON.stringify(given.slice(0, 60)).slice(1, -1).replaceAll('\\"', '"')
  return `'${escaped}${given.length > 60 ? '…' : ''}'`
}

function remedyFor(likely: string | undefined, otherwise: string): string {
  return likely === undefined ? otherwise : `write ${likely}`
}

const uuidWithin = /[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}/i

/** The uuid in a text, as people and programs also write it — in capitals, in braces, as a URN — in the one spelling the ledger takes. */
function eventLike(given: unknown): string | undefined {
  const likely = typeof given === 'string' ? uuidWithin.exec(given)?.[0].toLowerCase() : undefined
  return likely !== undefined && isEventId(likely) ? likely : undefined
}

function partyLike(given: unknown): string | undefined {
  const likely = hyphenated(given)
  return likely !== undefined && partyGrammar.test(likely) ? likely : undefined
}

function entityLike(given: unknown): string | undefined {
  const likely = hyphenated(given)
    ?.replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
  return likely !== undefined && entityGrammar.test(likely) ? likely : undefined
}

function referenceLike(given: unknown): string | undefined {
  if (typeof given !== 'string' || given.length > 200 || !given.includes('/')) return undefined
  const slash = given.indexOf('/')
  const kind = given.slice(0, 1).toLowerCase() + given.slice(1, slash)
  const likely = `${kind}/${entityLike(given.slice(slash + 1)) ?? ''}`
  return isReference(likely) ? likely : undefined
}

/** Latin letters without their accents, everything else turned into single hyphens; nothing where a letter would be lost. */
function hyphenated(given: unknown): string | undefined {
  if (typeof given !== 'string' || given.length > 200) return undefined
  const plain = given.normalize('NFKD').replace(/\p{M}/gu, '')
  if (/[\p{L}\p{N}]/u.test(plain.replace(/\p{ASCII}/gu, ''))) return undefined
  return plain.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '')
}
