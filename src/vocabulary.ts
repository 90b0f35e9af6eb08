// A vocabulary: the set of entities a ledger understands.
// In: entities, built in or a user's own; later, objects that claim to be events.
// Out: for each type its entity and row; parsed events; unknown types kept or refused, by policy.
import { plainCopy } from './codec.ts'
import { type Cell, type Collection, collectionMaker } from './collection.ts'
import { checkDirection, checkedBy, parseData, parseInput } from './constructor.ts'
import type { AnyEntity, EventOf } from './entity.ts'
import { LedgerError, type Where } from './errors.ts'
import {
  checkEnvelope,
  directionOf,
  type EventInput,
  envelopeFields,
  freezeDeep,
  parseEnvelope,
  type RecordedEvent,
  refuse,
  sidesOf,
} from './event.ts'
import { checkEventId } from './ids.ts'
import type { CompiledRow, EntityState } from './lifecycle.ts'
import { type AccountEvent, accountDefinition } from './remarks/account.ts'
import { type EntryEvent, entryDefinition } from './remarks/entry.ts'
import type { Shelf } from './shelf.ts'
import type { Definition } from './table.ts'
import { isPast, notePast, takeUpcast, type Upcasters, upcast, type Versioned } from './upcast.ts'

/** What to do with a type (or a newer version of one) that no entity of the vocabulary has. */
export type UnknownPolicy = 'keep' | 'fail'

/** Where an event belongs: the number of its kind in the vocabulary, its definition, its row. Without a number it speaks of other events. */
export interface Place {
  readonly shelf: number | undefined
  readonly definition: Definition
  readonly row: CompiledRow
}

/** A set of entities, ready to fold. Make one with {@link vocabulary}. */
export interface Vocabulary<Entities extends readonly AnyEntity[] = readonly AnyEntity[]> {
  readonly entities: Entities
  readonly types: ReadonlyMap<string, Place>
  readonly kinds: ReadonlyMap<string, number>
  readonly upcasters: Upcasters
  /** @internal */
  readonly collections: readonly ((shelf: Shelf<Cell>) => Collection<EntityState>)[]
}

/** Every recorded event a vocabulary can have, entries and accounts among them, as one union to switch over. */
export type EventIn<V> = V extends Vocabulary<infer Entities> ? EventOf<Entities[number]> | EntryEvent | AccountEvent : never

/**
 * Puts entities together into what a ledger understands.
 *
 * @param entities built-in ones, a user's own, or both; kinds and plurals must differ
 * @throws LedgerError `INVALID_ENTITY` where two share a kind or a plural
 * @example
 * ```ts
 * import { defineEntity, diplomacy, openLedger, vocabulary } from 'relations-ledger'
 * const strike = defineEntity('strike', { plural: 'strikes', events: { called: { from: ['new'], to: 'called', by: 'either' } } })
 * const ledger = openLedger({ vocabulary: vocabulary(...diplomacy, strike) })
 * ```
 */
export function vocabulary<const Entities extends readonly AnyEntity[]>(...entities: Entities): Vocabulary<Entities> {
  const definitions = entities.map((each) => each.entity)
  for (const name of ['kind', 'plural'] as const)
    refuseTwice(
      definitions.map((definition) => definition[name]),
      name,
    )
  const reserved = definitions.find((definition) => remarks.some(({ kind }) => kind === definition.kind))
  if (reserved) invalid(reserved.kind, 'every vocabulary has events of this name already, which speak of the log — choose another')
  const taken = definitions.find((definition) => stateNames.has(definition.plural))
  if (taken) invalid(taken.kind, `its plural "${taken.plural}" is a name every state has already — choose another`)
  const types = [...definitions.entries(), ...remarks.map((definition) => [undefined, definition] as const)].flatMap(
    ([shelf, definition]) => [...definition.lifecycle.rows.values()].map((row) => [row.type, { shelf, definition, row }] as const),
  )
  return Object.freeze({
    entities,
    types: new Map(types),
    kinds: new Map(definitions.map((definition, shelf) => [definition.kind, shelf])),
    upcasters: new Map(definitions.flatMap((definition) => [...definition.upcasters])),
    collections: definitions.map((definition) => collectionMaker(collectionTable(definition))),
  })
}

/** The names of the fields that every event has; the others stand in its data. */
export const envelopeNames: ReadonlySet<string> = new Set(envelopeFields)

/** Whether events of a type speak of other events: entries and accounts. */
export const isRemark = ({ types }: Pick<Vocabulary, 'types'>, type: string): boolean => types.get(type)?.definition.isNamed === false

/** What every vocabulary understands besides its entities: events that speak of other events. */
const remarks: readonly Definition[] = [entryDefinition, accountDefinition]

const stateNames = new Set([
  'relation',
  'parties',
  'version',
  'problems',
  'undetermined',
  'unknown',
  'dangling',
  'entity',
  'events',
  'toJSON',
])

function refuseTwice(names: readonly string[], what: string): void {
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) invalid(twice, `two entities of one vocabulary have the ${what} "${twice}" — leave one out or rename it`)
}

function invalid(entity: string, reason: string): never {
  throw new LedgerError('INVALID_ENTITY', `entity "${entity}": ${reason}`, { entity, reason }, {})
}

function collectionTable({ kind, open, questions, lifecycle }: Definition) {
  const [role] = lifecycle.opposites.keys()
  return { kind, open, questions, role, shared: lifecycle.shared }
}

// ── parsing ──────────────────────────────────────────────────────────────────────────────────────────────────────

type Fields = { readonly [field: string]: unknown }

/**
 * The checked input of an event, whoever wrote it down: a constructor's result is taken as it is;
 * any other object of the same form, such as one read from JSON, is checked the same way.
 */
export function parseAnyInput(words: Vocabulary, given: unknown, policy: UnknownPolicy): EventInput {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return refuse('the input', given, 'must be an event — use a constructor such as meeting.held({ … })', {})
  const checked = checkedBy(given)
  if (checked !== undefined && words.types.get((given as EventInput).type)?.definition === checked) return given as EventInput
  return parseNested(words, plainCopy(given, {}) as Fields, policy)
}

function parseNested(words: Vocabulary, given: Fields, policy: UnknownPolicy): EventInput {
  const { type, data, schemaVersion, ...envelope } = given
  if (typeof type !== 'string')
    return refuse('type', type, "must be a text such as 'meeting.held' — use a constructor such as meeting.held({ … })", {})
  const where: Where = { type }
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    return refuse('data', data, "must be an object with the event's own fields — use a constructor such as meeting.held({ … })", where)
  for (const field of ['relation', 'version', 'recorded'])
    if (field in envelope) refuse(field, envelope[field], 'is set by the ledger — leave it out', where)
  refuseStrangers(envelope, where)
  const own = { type, schemaVersion: versionGiven(words, type, schemaVersion, where), data: data as Fields }
  const place = placeOf(words, type, own.schemaVersion)
  if (place !== undefined) return parseInput(place.definition, place.row, envelope, own.data, where)
  if (isPast(words.upcasters, type, own.schemaVersion)) return parsePastInput(words, own, envelope, where)
  keepOrFail(words, type, own.schemaVersion, policy, where)
  return freezeDeep({ ...own, ...parseEnvelope(envelope, where) })
}

/** Left out, it is the only one there is; where there are several, it is not guessed. */
function versionGiven(words: Vocabulary, type: string, given: unknown, where: Where): number {
  if (given === undefined && words.upcasters.has(type))
    return refuse('schemaVersion', given, 'is missing, and the type has several — say which version of it the data is', where)
  return version(given ?? 1, 'schemaVersion', where)
}

function parsePastInput(words: Vocabulary, past: Versioned, envelope: Fields, where: Where): EventInput {
  // First the envelope alone: what is wrong there is not for an upcaster to mend.
  parseEnvelope(envelope, where)
  const newest = upcast(words.upcasters, past, where)
  return takeUpcast(past, newest, where, () => parseNested(words, { ...envelope, ...newest }, 'fail'))
}

function refuseStrangers(envelope: Fields, where: Where): void {
  for (const field in envelope)
    if (!envelopeNames.has(field))
      refuse(field, envelope[field], "is no field of the envelope — the type's own fields stand in data", where)
}

function placeOf(words: Vocabulary, type: string, schemaVersion: unknown): Place | undefined {
  const place = words.types.get(type)
  return place?.row.schemaVersion === schemaVersion ? place : undefined
}

function keepOrFail(words: Vocabulary, type: string, schemaVersion: unknown, policy: UnknownPolicy, where: Where): void {
  if (policy === 'keep') return
  const known = words.types.get(type)?.row.schemaVersion
  const lack = known === undefined ? 'has no such type — add its entity' : `knows it up to schemaVersion ${known} — take a newer one`
  const message = `${type} (schemaVersion ${String(schemaVersion)}): the vocabulary ${lack}, or open the ledger with unknown: 'keep'`
  throw new LedgerError('UNKNOWN_TYPE', message, { type, schemaVersion: Number(schemaVersion) }, where)
}

function version(given: unknown, field: string, where: Where): number {
  if (!Number.isSafeInteger(given) || (given as number) < 1)
    return refuse(field, given, 'must be a whole number from 1 — leave it out where there is one version', where)
  return given as number
}

/**
 * The event a log holds, from the plain object that a line was decoded to (which becomes the event's own).
 * Throws INVALID_EVENT where the object is not what the ledger would have written.
 */
export function parseRecorded(words: Vocabulary, raw: Fields, policy: UnknownPolicy, where: Where = {}): RecordedEvent {
  try {
    return checkRecorded(words, raw, policy, where)
  } catch (error) {
    if (typeof raw['type'] !== 'string') throw error
    // As checkAt: only what is refused needs the type in its place.
    return checkRecorded(words, raw, policy, { ...where, type: raw['type'] })
  }
}

function checkRecorded(words: Vocabulary, raw: Fields, policy: UnknownPolicy, where: Where): RecordedEvent {
  const { type, data, schemaVersion } = raw
  if (typeof type !== 'string') return refuse('type', type, 'must be a text such as meeting.held — this is not what a ledger writes', where)
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    return refuse('data', data, "must be an object with the event's own fields — this is not what a ledger writes", where)
  refuseStrangers(raw, where)
  const place = placeOf(words, type, schemaVersion)
  if (place === undefined) {
    version(schemaVersion, 'schemaVersion', where)
    if (isPast(words.upcasters, type, schemaVersion)) return checkPast(words, raw, where)
    keepOrFail(words, type, schemaVersion, policy, where)
  }
  return freezeDeep(checkParts(raw, place, where))
}

/** First the envelope alone: what is wrong there is not for an upcaster to mend. */
function checkPast(words: Vocabulary, raw: Fields, where: Where): RecordedEvent {
  const { type, schemaVersion, data } = checkParts(raw, undefined, where)
  const past = freezeDeep({ type, schemaVersion, data })
  const newest = upcast(words.upcasters, past, where)
  const event = takeUpcast(past, newest, where, () => checkRecorded(words, { ...raw, ...newest }, 'fail', where))
  notePast(event, past)
  return event
}

/** In place, field by field: to copy each event of a log that is read would cost more than to check it. */
function checkParts(raw: { [field: string]: unknown }, place: Place | undefined, where: Where): RecordedEvent {
  const relation = raw['relation'] as string
  sidesOf(relation)
  checkEnvelope(raw, where)
  version(raw['version'], 'version', where)
  // One that is there was checked with the rest of the envelope.
  if (raw['id'] === undefined) checkEventId(undefined, where)
  instant(raw['recorded'], where)
  const event = raw as unknown as RecordedEvent
  if (place === undefined) return event
  // The row's own text, one for all events of the type: it is found faster, and kept once.
  raw['type'] = place.row.type
  raw['data'] = parseData(place.definition, place.row, event.data, where)
  place.definition.check?.(place.row, event, where)
  directionOf(event, relation, place.row.third === true, where)
  return event
}

/**
 * Holds an event that is told otherwise to what its constructor asks of who acts, and on whom. Reading lets that pass, so that a log is
 * read in which a table of before allowed it.
 */
export function checkActor(words: Vocabulary, event: RecordedEvent): void {
  const place = placeOf(words, event.type, event.schemaVersion)
  if (place !== undefined) checkDirection(place.row, event, place.definition.lifecycle, { type: event.type })
}

/** Whether an event of this type and version can have a field; of those that the vocabulary does not know, nobody can say that it cannot. */
export function canHave(words: Vocabulary, { type, schemaVersion }: RecordedEvent, field: string): boolean {
  const place = placeOf(words, type, schemaVersion)
  return place === undefined || envelopeNames.has(field) || field === place.definition.kind || place.row.fields.includes(field)
}

const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

function instant(given: unknown, where: Where): string {
  if (typeof given !== 'string' || !instantPattern.test(given))
    return refuse('recorded', given, 'must be an instant such as 2025-04-11T08:00:00.000Z — this is not what a ledger writes', where)
  return given
}
