// The envelope: what every event carries, whatever its type.
// In: what a constructor was given (EventInput), or an object read back from a store.
// Out: RecordedEvent, the frozen fact that the log holds and the fold reads.
import { LedgerError, type Where } from './errors.ts'
import { checkEntityId, checkEventId, checkParty, checkReference, partiesOf } from './ids.ts'
import { type DateInput, type ImpreciseDate, parseDate } from './time.ts'

/** Where a fact can be read. Every field is optional; `url` and `published` are kept as given. */
export interface Source {
  readonly title?: string
  readonly url?: string
  readonly publisher?: string
  /** When the source came out: an imprecise date. */
  readonly published?: ImpreciseDate
  /** The words that say it, in the source's language. */
  readonly quote?: string
}

/** What any event may carry, whatever its type: who says so, where it can be read, what it has to do with. */
export interface Attached {
  /** Who asserts it: parties or third parties. Empty or missing: the recorder's own word, or the ledger's default. */
  readonly saidBy?: readonly string[]
  readonly sources?: readonly Source[]
  /** The id of the meeting it happened at. */
  readonly at?: string
  /** The entities it concerns, as references: `restriction/hiring-ban`. */
  readonly regarding?: readonly string[]
  readonly note?: string
  /** Other events it refers to: ids, or references, which become the id of the event that set that entity's status. */
  readonly about?: readonly string[]
  /** The event that caused this one to be recorded. */
  readonly causation?: string
  /** What ties events of one undertaking together. */
  readonly correlation?: string
  /** Who recorded it: a user or a program of yours. */
  readonly actor?: string
}

/** What may be said of any event when it is written. The type's own fields stand beside these, flat. */
export interface EnvelopeInput extends Attached {
  /** A uuid; append mints one (v7) where it is missing. See `importId` for imports. */
  readonly id?: string
  /** When it happened: an imprecise date (`2025-04-10`, `2025-04`, `[..2025-04-17]`, a Date …). */
  readonly occurred: DateInput
  /** When it became public; missing means: when it was recorded. */
  readonly reported?: DateInput
}

/** An event as the log holds it, frozen. `Data` is the type's own part; `data[<entity>]` is the entity's id. */
export interface RecordedEvent<Type extends string = string, Data extends object = { readonly [field: string]: unknown }> extends Attached {
  /** The relation whose log it is in, such as `RU~US`. */
  readonly relation: string
  /**
   * Its place in that log, from 1. Its place among the events of all relations is not part of it but of the store it was read from, which
   * gives it beside the line (`position`, of `store.since`): so the same log is the same events in every store.
   */
  readonly version: number
  readonly id: string
  /** `entity.pastTense`, such as `meeting.held`. */
  readonly type: Type
  /** The version of the shape of `data`, from 1. */
  readonly schemaVersion: number
  readonly occurred: ImpreciseDate
  readonly reported?: ImpreciseDate
  /** When the ledger took it: an instant of the ledger's clock, `2025-04-11T08:00:00.000Z`. */
  readonly recorded: string
  /** Who acted, where the type has a direction. It does not say who asserts it. */
  readonly by?: string
  /** On whom. Follows from `by` where `by` is a party. */
  readonly to?: string
  readonly data: Data
}

/** What a constructor returns: an event that has no place in a log yet. Hand it to `append` or `record`. */
export type EventInput<Type extends string = string, Data extends object = { readonly [field: string]: unknown }> = Omit<
  RecordedEvent<Type, Data>,
  'relation' | 'version' | 'id' | 'recorded'
> & { readonly id?: string }

/** The names of the envelope in their canonical order: the order of keys in a stored line. */
export const envelopeFields = [
  'relation',
  'version',
  'id',
  'type',
  'schemaVersion',
  'occurred',
  'reported',
  'recorded',
  'by',
  'to',
  'data',
  'saidBy',
  'sources',
  'at',
  'regarding',
  'note',
  'about',
  'causation',
  'correlation',
  'actor',
] as const

type Fields = { readonly [field: string]: unknown }

/** The parts of the envelope that a caller may give, checked and normalised; what was not given is not there. */
export function parseEnvelope(given: Fields, where: Where): Omit<EventInput, 'type' | 'schemaVersion' | 'data'> {
  const out: { [field: string]: unknown } = {}
  for (const field in optionalFields) if (given[field] !== undefined) out[field] = given[field]
  checkEnvelope(out, where)
  return out as unknown as Omit<EventInput, 'type' | 'schemaVersion' | 'data'>
}

/** The same in place, for an object that is ours alone: a field is written to only where its normal form is another one. */
export function checkEnvelope(own: { [field: string]: unknown }, where: Where): void {
  for (const field in own) {
    const check = own[field] === undefined ? undefined : checksByField.get(field)
    if (check === undefined) continue
    const normal = checkAt(field, own[field], check, where)
    if (normal !== own[field]) own[field] = normal
  }
  if (own['occurred'] === undefined)
    refuse('occurred', undefined, "is missing — say when it happened, however vaguely: occurred: '2025-04'", where)
}

/**
 * First without the place of the field: every event that is read comes here, and to write down each place costs more than the checks.
 * What is refused is checked again to say where.
 */
export function checkAt<Value>(field: string, given: unknown, check: (given: unknown, where: Where) => Value, where: Where): Value {
  try {
    return check(given, where)
  } catch {
    return check(given, { ...where, field })
  }
}

const optionalFields: { readonly [field: string]: (value: unknown, where: Where) => unknown } = {
  id: checkEventId,
  occurred: checkDate,
  reported: checkDate,
  by: checkParty,
  to: checkParty,
  saidBy: (value, where) => listOf(value, checkParty, where),
  sources: (value, where) => listOf(value, checkSource, where),
  at: checkEntityId,
  regarding: (value, where) => listOf(value, checkReference, where),
  note: checkText,
  about: (value, where) => listOf(value, checkAbout, where),
  causation: checkEventId,
  correlation: checkText,
  actor: checkText,
}
const checksByField = new Map(Object.entries(optionalFields))

function checkDate(value: unknown, where: Where): ImpreciseDate {
  return parseDate(value as DateInput, 'occurred', where)
}

function listOf<Item>(value: unknown, check: (item: unknown, where: Where) => Item, where: Where): readonly Item[] {
  if (!Array.isArray(value)) return refuse(where.field as string, value, 'must be a list — put it into [ ]', where)
  const items = checkedItems(value, check, where)
  const twice = firstTwice(items.filter((item): item is Item & string => typeof item === 'string'))
  return twice === undefined ? items : refuse(where.field as string, value, `names ${twice} twice — name it once`, where)
}

/** The first text that stands a second time. A list may be as long as its line allows, and must not cost the square of it. */
export function firstTwice(texts: readonly string[]): string | undefined {
  if (texts.length < 20) return texts.find((text, at) => texts.indexOf(text) !== at)
  const known = new Set<string>()
  return texts.find((text) => known.size === known.add(text).size)
}

/** As checkAt. */
function checkedItems<Item>(list: readonly unknown[], check: (item: unknown, where: Where) => Item, where: Where): readonly Item[] {
  try {
    const isNormal = list.every((item) => check(item, where) === item)
    return isNormal ? (list as readonly Item[]) : list.map((item) => check(item, where))
  } catch {
    return list.map((item, at) => check(item, { ...where, field: `${where.field}[${at}]` }))
  }
}

const sourceParts: { readonly [field: string]: (value: unknown, where: Where) => unknown } = {
  title: checkText,
  url: checkText,
  publisher: checkText,
  published: checkDate,
  quote: checkText,
}
const partsByName = new Map(Object.entries(sourceParts))

function checkSource(value: unknown, where: Where): Source {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse(where.field as string, value, 'must be an object — write { title, url }', where)
  let source = value as Fields
  for (const name in value) {
    const normal = checkPart(name, source[name], where)
    if (normal !== source[name]) source = { ...source, [name]: normal }
  }
  return source
}

/** As checkAt. */
function checkPart(name: string, part: unknown, where: Where): unknown {
  const check = partsByName.get(name) ?? refusePart
  try {
    return check(part, where)
  } catch {
    return check(part, { ...where, field: `${where.field}.${name}` })
  }
}

const refusePart = (part: unknown, where: Where): never =>
  refuse(where.field as string, part, 'is not a field of a source — give title, url, publisher, published or quote', where)

function checkText(value: unknown, where: Where): string {
  if (typeof value !== 'string' || value === '')
    return refuse(where.field as string, value, 'must be a text that says something — leave it out where there is nothing to say', where)
  return value
}

const spokenOf = "name what it speaks of: an entity, such as 'guarantee/embassy-payments', or the id of an event"

/** An event id, or a reference, which becomes one when the event is recorded. */
const checkAbout = (value: unknown, where: Where): string =>
  typeof value === 'string' && value.includes('/') ? checkReference(value, where) : checkEventId(value, where, spokenOf)

let lastAsked: { readonly relation: string; readonly sides: readonly [string, string] } | undefined

/** partiesOf, which remembers the relation asked last: a log is read event by event, and all are of one relation. */
export function sidesOf(relation: string): readonly [string, string] {
  if (relation !== lastAsked?.relation) lastAsked = { relation, sides: partiesOf(relation) }
  return lastAsked.sides
}

/**
 * The side an event is directed at: the other party than the one that acted.
 * A third party's `by` is allowed only where the table says so, and leaves `to` as given.
 */
export function directionOf(
  event: EventInput,
  relation: string,
  thirdMayAct: boolean,
  where: Where,
): { readonly by?: string; readonly to?: string } {
  if (event.by === undefined) return {}
  const [first, second] = sidesOf(relation)
  if (event.by !== first && event.by !== second) return thirdParty(event, [first, second], thirdMayAct, where)
  const other = event.by === first ? second : first
  if (event.to === undefined || event.to === other) return { by: event.by, to: other }
  return refuse('to', event.to, `must be ${other}, the other side of ${event.by} in ${relation} — leave to out, it follows from by`, where)
}

function thirdParty(
  event: EventInput,
  parties: readonly string[],
  allowed: boolean,
  where: Where,
): { readonly by?: string; readonly to?: string } {
  if (!allowed)
    refuse('by', event.by, `must be ${parties.join(' or ')} — a third party cannot do this; name it in saidBy if it only reports it`, where)
  if (event.to !== undefined && !parties.includes(event.to))
    refuse('to', event.to, `must be ${parties.join(' or ')}, a side of the relation — name one, or leave to out`, where)
  return event.to === undefined ? { by: event.by as string } : { by: event.by as string, to: event.to }
}

/** Throws INVALID_EVENT: which event, which field, what is wrong with it and what to do. */
export function refuse(field: string, given: unknown, reason: string, where: Where): never {
  const event = where.type === undefined ? 'event' : where.type
  throw new LedgerError('INVALID_EVENT', `${event}: ${field} ${reason}`, { field, given, reason }, { ...where, field })
}

/** All fields of an event by name, flat, as constructors take them: no field of the data has the name of one of the envelope. */
export const fieldsOf = ({ data, ...envelope }: RecordedEvent): Fields => ({ ...envelope, ...data })

/** Freezes a value that is ours alone, all the way down. */
export function freezeDeep<T>(value: T): T {
  // What is no object counts as frozen.
  if (Object.isFrozen(value)) return value
  // Not one loop over keys for both: the keys of an array are texts that would first have to be made.
  if (Array.isArray(value)) value.forEach(freezeDeep)
  else for (const key in value) if (typeof value[key] === 'object') freezeDeep(value[key])
  return Object.freeze(value)
}
