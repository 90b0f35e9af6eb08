// Amending: what entries make of the events they are about. The log is never touched; what stands is worked out beside it.
// In: a history, and the place of a remark that was just recorded. Out: the history with what stands now, and where something else does.
// Remarks speak of earlier events alone, so that there is no cycle; what a remark changes is settled from the last event to the first.
import { LedgerError } from './errors.ts'
import { type EventInput, fieldsOf, freezeDeep, type RecordedEvent, refuse, sidesOf } from './event.ts'
import { eventAt, type History, isRetracted, placeOfId, type Remarked, recordedAt, remarkedAt } from './history.ts'
import type { Problem } from './lifecycle.ts'
import type { AccountEvent } from './remarks/account.ts'
import type { Correction, EntryEvent } from './remarks/entry.ts'
import type { FieldsByName, ToldShape } from './remarks/remark.ts'
import { isSame, namesApart } from './same.ts'
import { withCell } from './shelf.ts'
import { boundsOf } from './time.ts'
import { recordedAs, upcast } from './upcast.ts'
import { canHave, checkActor, envelopeNames, isRemark, parseRecorded, type Vocabulary } from './vocabulary.ts'

/** What of an event is told otherwise. */
type Change = Pick<Correction, 'set' | 'unset' | 'shape'>

/** A history while remarks are taken in. */
interface Work {
  readonly vocabulary: Vocabulary
  history: History
  /** Places that are still to be settled, in order; the last one is first to go: what it changes comes before it. */
  readonly queue: number[]
  /** Places at which something else stands now. */
  readonly changed: Set<number>
}

/** What came of taking in a remark. */
export interface Amended {
  readonly history: History
  /** The places of which something else stands now, or nothing. */
  readonly changed: readonly number[]
}

/** Takes in the remark at a place. */
export function amend(vocabulary: Vocabulary, history: History, place: number): Amended {
  const work: Work = { vocabulary, history, queue: [], changed: new Set() }
  const remark = recordedAt(history, place)
  keep(work, { ...remarkOn(work.history, place), problems: misdirected(work, remark, place) })
  for (const target of targetsOf(history, remark, place)) {
    list(work, target, place, true)
    enqueue(work, target)
  }
  for (let next = work.queue.pop(); next !== undefined; next = work.queue.pop()) settle(work, next)
  return { history: work.history, changed: [...work.changed] }
}

/** In order, each place once: a remark mostly names its events in the order of the log, so that each goes last. */
function enqueue({ queue }: Work, place: number): void {
  const at = queue.findLastIndex((each) => each <= place)
  if (queue[at] !== place) queue.splice(at + 1, 0, place)
}

/** The places of the events that a remark is about: those recorded before it. */
export function targetsOf(history: History, { about = [] }: Pick<RecordedEvent, 'about'>, place: number): readonly number[] {
  const places = about.map((id) => placeOfId(history, id))
  return places.filter((target): target is number => target !== undefined && target < place)
}

// ── settling one place ───────────────────────────────────────────────────────────────────────────────────────────

/** Works out what stands at a place; where that is a remark that now says something else, what it spoke of and speaks of is settled next. */
function settle(work: Work, place: number): void {
  const before = remarkOn(work.history, place)
  const after = judged(work, before)
  keep(work, after)
  if (after.event === before.event && after.isRetracted === before.isRetracted) return
  work.changed.add(place)
  if (isRemark(work.vocabulary, before.event.type)) redirect(work, place, before.event, after.event)
}

function redirect(work: Work, place: number, before: RecordedEvent, after: RecordedEvent): void {
  const [left, joined] = [targetsOf(work.history, before, place), targetsOf(work.history, after, place)]
  for (const target of left) list(work, target, place, false)
  for (const target of joined) list(work, target, place, true)
  for (const target of [...left, ...joined]) enqueue(work, target)
}

/** What is known of the event at a place, nothing where no remark is on it. */
function remarkOn(history: History, place: number): Remarked {
  const event = recordedAt(history, place)
  const fresh = {
    id: event.id,
    place,
    entries: [],
    accounts: [],
    event,
    bounds: boundsOf(event.occurred),
    isRetracted: false,
    problems: [],
  }
  return remarkedAt(history, place) ?? fresh
}

/** Puts a remark on the lists of an event, or takes it off them. */
function list(work: Work, target: number, place: number, isOn: boolean): void {
  const known = remarkOn(work.history, target)
  const name = recordedAt(work.history, place).type.startsWith('entry.') ? 'entries' : 'accounts'
  const others = known[name].filter((each) => each !== place)
  keep(work, { ...known, [name]: isOn ? [...others, place].sort((a, b) => a - b) : others })
}

function keep(work: Work, remarked: Remarked): void {
  const isPlain = [remarked.problems, remarked.entries, remarked.accounts].every((list) => list.length === 0)
  if (isPlain && remarkedAt(work.history, remarked.place) === undefined) return
  work.history = { ...work.history, remarked: withCell(work.history.remarked, Object.freeze(remarked)) }
}

// ── what entries leave of an event ───────────────────────────────────────────────────────────────────────────────

/** What stands of an event while its entries are read. */
interface Reading {
  readonly work: Pick<Work, 'vocabulary' | 'history'>
  readonly place: number
  event: RecordedEvent
  isRetracted: boolean
  readonly problems: Problem[]
}

function judged(work: Work, known: Remarked): Remarked {
  const { history } = work
  const recorded = recordedAt(history, known.place)
  const reading: Reading = { work, place: known.place, event: recorded, isRetracted: false, problems: [] }
  for (const entry of inEffect(history, known.entries)) readEntry(reading, entry as EntryEvent)
  for (const account of inEffect(history, known.accounts)) readAccount(reading, account as AccountEvent)
  const { isRetracted } = reading
  // What entries left as it was before is the same object as before, so that nothing is folded again for it.
  const event = isSame(reading.event, known.event) ? known.event : reading.event
  const problems = [...misdirected(work, event, known.place), ...reading.problems]
  return { ...known, event, bounds: boundsOf(event.occurred), isRetracted, problems }
}

/** What one entry makes of the event it is about, when it is read after those before it. */
export interface EntryRead {
  readonly place: number
  readonly before: RecordedEvent
  readonly after: RecordedEvent
  /** Why it has no effect. */
  readonly problem: Problem | undefined
}

/** What the entries in effect make of the event at a place, one after the other: from the event as recorded to the event as it stands. */
export function entriesRead(vocabulary: Vocabulary, history: History, place: number): readonly EntryRead[] {
  const event = recordedAt(history, place)
  const reading: Reading = { work: { vocabulary, history }, place, event, isRetracted: false, problems: [] }
  const places = (remarkedAt(history, place)?.entries ?? []).filter((each) => !isRetracted(history, each))
  return places.map((each) => {
    const [before, known] = [reading.event, reading.problems.length]
    readEntry(reading, eventAt(history, each) as EntryEvent)
    return { place: each, before, after: reading.event, problem: reading.problems[known] }
  })
}

const inEffect = (history: History, places: readonly number[]): readonly RecordedEvent[] =>
  places.filter((place) => !isRetracted(history, place)).map((place) => eventAt(history, place))

function readEntry(reading: Reading, entry: EntryEvent): void {
  switch (entry.type) {
    case 'entry.corrected':
      return change(reading, entry, entry.data)
    case 'entry.supplemented':
      return supplement(reading, entry)
    case 'entry.retracted':
      reading.isRetracted = true
      return
    case 'entry.reinstated':
      if (!reading.isRetracted) object(reading, entry, 'about', 'the event is not retracted — leave the entry out')
      reading.isRetracted = false
  }
}

function supplement(reading: Reading, entry: EntryEvent & { readonly type: 'entry.supplemented' }): void {
  const past = inShape(reading.work.vocabulary, reading.event, entry.data.shape)
  const given = Object.keys(entry.data.set).find((field) => fieldOf(past, field) !== undefined)
  if (given === undefined) change(reading, entry, entry.data)
  else object(reading, entry, 'set', `${given} is given already — correct it with entry.corrected`)
}

/** No field of the data has the name of one of the envelope: defineEntity refuses it. */
const fieldOf = (event: RecordedEvent, field: string): unknown =>
  envelopeNames.has(field) ? (event as unknown as FieldsByName)[field] : event.data[field]

function change(reading: Reading, entry: RecordedEvent, correction: Change): void {
  const { work, place } = reading
  try {
    const event = told(work.vocabulary, reading.event, correction)
    refuseAstray(work, event, place)
    reading.event = event
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    object(reading, entry, 'set', `the event would not be one any more (${error.message}) — correct the entry`)
  }
}

/** A sayer's own version has to be an event, too; it stands beside this one. */
function readAccount(reading: Reading, account: AccountEvent): void {
  if (account.data.set === undefined) return
  try {
    ownVersion(reading.work.vocabulary, reading.event, account.data)
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    object(reading, account, 'set', `told so, the event would not be one any more (${error.message}) — correct the account`)
  }
}

/** No event is about itself; and a remark is on what was recorded before it, so that there is no cycle. */
function refuseAstray({ vocabulary, history }: Reading['work'], { id, about, type }: RecordedEvent, place: number): void {
  const isEarlier = (each: string): boolean => (placeOfId(history, each) ?? place) < place
  const wrong = about?.find((each) => (isRemark(vocabulary, type) ? !isEarlier(each) : each === id))
  if (wrong === undefined) return
  throw new LedgerError('UNKNOWN_REFERENCE', `${type}: about names ${wrong}, which is not in the log before it`, { reference: wrong })
}

/**
 * An event told otherwise: with these fields set, and those taken out, in the shape they speak of; then it is upcast and checked as a whole,
 * as one that is recorded anew.
 * Throws INVALID_EVENT and the like where it would be none any more.
 */
function told(vocabulary: Vocabulary, event: RecordedEvent, { set = {}, unset = [], shape }: Change): RecordedEvent {
  const past = inShape(vocabulary, event, shape)
  const strange = unset.find((field) => !canHave(vocabulary, past, field))
  if (strange !== undefined)
    refuse('unset', unset, `names ${strange}, which it never has — name a field that it can have`, { type: past.type })
  const { data, ...outer } = past
  const envelope: Record<string, unknown> = outer
  const own: Record<string, unknown> = { ...data }
  const partOf = (field: string) => (envelopeNames.has(field) ? envelope : own)
  for (const field of unset) delete partOf(field)[field]
  for (const [field, value] of Object.entries(set)) partOf(field)[field] = value
  const isTold = (field: string): boolean => field in set || unset.includes(field)
  if (isTold('by') && !('to' in set) && !isRemark(vocabulary, event.type)) turn(envelope)
  const changed = parseRecorded(vocabulary, { ...envelope, data: own }, 'keep')
  if (isTold('by') || isTold('to')) checkActor(vocabulary, changed)
  return freezeDeep(changed)
}

/** An event as it was before the upcasters that came after this shape; without one, as it was recorded or last corrected. */
function inShape({ upcasters }: Vocabulary, event: RecordedEvent, shape: ToldShape | undefined): RecordedEvent {
  const { type, schemaVersion, data } = upcast(upcasters, recordedAs(event), {}, shape ?? recordedAs(event))
  return { ...event, type, schemaVersion, data }
}

/** An event as one sayer tells it: with fields of its own. It is still the same event, so that it is still of the same entity. */
export function ownVersion(vocabulary: Vocabulary, event: RecordedEvent, change: Change): RecordedEvent {
  const version = told(vocabulary, event, change)
  if (referenceOf(vocabulary, version) === referenceOf(vocabulary, event)) return version
  return refuse('set', change.set, 'names another entity, and so another event — record that one, and deny this one', { type: event.type })
}

/**
 * An event as two sayers tell it alike, each in a version of its own: where they tell a field differently, neither's word is the other's,
 * and it is left out; what an event cannot do without stands as it was recorded.
 */
export function sharedVersion(vocabulary: Vocabulary, event: RecordedEvent, one: RecordedEvent, other: RecordedEvent): RecordedEvent {
  const [a, b, recorded] = [fieldsOf(one), fieldsOf(other), fieldsOf(event)]
  const apart = namesApart(a, b)
  const shared = Object.keys(a).filter((field) => !apart.includes(field))
  const set = Object.fromEntries(shared.filter((field) => !isSame(a[field], recorded[field])).map((field) => [field, a[field]]))
  const shape = { type: event.type, schemaVersion: event.schemaVersion }
  return apart.reduce(
    ({ version, unset }, field) => {
      const without = tried(() => told(vocabulary, event, { set, unset: [...unset, field], shape }))
      return without === undefined ? { version, unset } : { version: without, unset: [...unset, field] }
    },
    { version: told(vocabulary, event, { set, shape }), unset: [] as readonly string[] },
  ).version
}

/** Undefined where it would be no event. */
function tried(tell: () => RecordedEvent): RecordedEvent | undefined {
  try {
    return tell()
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    return undefined
  }
}

/** The other side than the one that acted: it follows from `by`. A remark goes to nobody. */
function turn(envelope: { to?: unknown; by?: unknown; relation?: unknown }): void {
  const [first, second] = sidesOf(envelope.relation as string)
  if (envelope.by === first || envelope.by === second) envelope.to = envelope.by === first ? second : first
  else delete envelope.to
}

// ── problems ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** A remark on what the log does not have before it: such as an event that was not public yet, where a day is asked for. */
function misdirected({ vocabulary, history }: Work, event: RecordedEvent, place: number): readonly Problem[] {
  if (!isRemark(vocabulary, event.type) || targetsOf(history, event, place).length === event.about?.length) return []
  const missing = event.about?.find((id) => (placeOfId(history, id) ?? place) >= place)
  return [problemOf(event, 'gap', 'about', `event/${missing}`, `the log has no such event before it — record that first`)]
}

function object({ problems, event, work }: Reading, remark: RecordedEvent, rule: string, what: string): void {
  problems.push(problemOf(remark, 'contradiction', rule, referenceOf(work.vocabulary, event), what))
}

function problemOf(remark: RecordedEvent, kind: Problem['kind'], rule: string, entity: string, what: string): Problem {
  const message = `${remark.type} on "${entity.slice(entity.indexOf('/') + 1)}": ${what}, or append with rules: 'report'`
  return Object.freeze({ kind, rule: `${remark.type}/${rule}`, event: remark.id, entity, message })
}

/** The entity an event touches, as a reference; the event itself where it touches none. */
export function referenceOf(vocabulary: Vocabulary, event: RecordedEvent | EventInput): string {
  const definition = vocabulary.types.get(event.type)?.definition
  const id = definition?.isNamed ? event.data[definition.kind] : undefined
  return typeof id === 'string' ? `${definition?.kind}/${id}` : `event/${event.id}`
}
