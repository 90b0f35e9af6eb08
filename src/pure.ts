// The line without a ledger: record, fold, resume and evolve as pure functions, for tests and for events that came another way.
// In: inputs or events, and a vocabulary; no store, and no clock but the one handed in.
// Out: events, or a state.
import { type AsOf, checkLimits, pictureAsOf } from './as-of.ts'
import { diplomacyVocabulary } from './diplomacy.ts'
import { LedgerError } from './errors.ts'
import type { RecordedEvent } from './event.ts'
import { freezeDeep } from './event.ts'
import { evolvePicture } from './evolve.ts'
import { emptyPicture } from './fold.ts'
import { mintId, relationOf } from './ids.ts'
import type { DefaultVocabulary } from './ledger.ts'
import { type InputIn, recordAll, recorderOf } from './record.ts'
import { replay } from './replay.ts'
import { pictureFrom, type SnapshotFault } from './snapshot.ts'
import { type Limits, pictureOf, type State, stateOf } from './state.ts'
import { isPast } from './upcast.ts'
import { type EventIn, parseAnyInput, parseRecorded, type Vocabulary } from './vocabulary.ts'

/** How events are folded without a ledger. */
export interface FoldOptions<V extends Vocabulary = Vocabulary> extends AsOf {
  /** The entities to understand; the twelve of diplomacy by default. */
  readonly vocabulary?: V
  /** The two parties; needed only where there are no events to tell. */
  readonly between?: readonly [string, string]
}

/**
 * Folds the events of one relation into its state. It needs no ledger and no store, and leaves the events as they are.
 *
 * @param events recorded events in the order of recording, such as `ledger.events()` gives or a test wrote down
 * @param options the vocabulary, the parties where there may be no events, and the limits of a state as of a day
 * @throws LedgerError `INVALID_ARGUMENT` where the events are of two relations or were not recorded, or there are none and no parties were named, or a limit is none;
 *   `INVALID_DATE`, `INVALID_ID` for a day, a party or a relation that is none; `UPCAST_FAILED` where one of an older schema version cannot be upcast
 * @example
 * ```ts
 * import { demand, fold, record } from 'relations-ledger'
 * const events = record(['US', 'RU'], [demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10' })])
 * console.log(fold(events).demands.get('visas')?.status) // open
 * ```
 */
export function fold<V extends Vocabulary = DefaultVocabulary>(events: Iterable<EventIn<V>>, options: FoldOptions<V> = {}): State<V> {
  const { vocabulary = diplomacyVocabulary as Vocabulary, between } = options
  checkLimits(options, ['vocabulary', 'between'])
  const { relation, all } = logOf(vocabulary, events as Iterable<RecordedEvent>, between, 'fold')
  return stateOf(pictureAsOf(vocabulary, relation, all, options))
}

/** The events of one relation, frozen and in the newest shape, and whose they are. */
function logOf(vocabulary: Vocabulary, events: Iterable<RecordedEvent>, between: readonly [string, string] | undefined, call: string) {
  const given = Array.isArray(events) ? (events as readonly RecordedEvent[]) : [...events]
  const relation = between === undefined ? given[0]?.relation : relationOf(...between)
  if (relation === undefined) {
    if (given.length > 0) refuseInput(given[0])
    const example = call === 'fold' ? 'fold([]' : 'resume(text, []'
    const message = `${call}: there are no events to say whose relation it is — name the parties: ${example}, { between: ['US', 'RU'] })`
    throw new LedgerError('INVALID_ARGUMENT', message, { argument: 'events', given: [] })
  }
  for (const event of given) if (event?.relation !== relation) refuseForeign(relation, event)
  const own = given.map(ownEvent)
  return { relation, all: vocabulary.upcasters.size === 0 ? own : own.map((event) => newestOf(vocabulary, event)) }
}

/**
 * The state after more events. The state handed in stays as it was, and what did not change is shared.
 *
 * @param state a state that `fold`, `evolve` or a ledger gave, of a log or of its first events; not as of a day or by one account
 * @param events events of the same relation, next in the order of recording
 * @throws LedgerError `INVALID_ARGUMENT` where an event is of another relation or was not recorded, for a state within limits, or for what is no state; `UPCAST_FAILED`
 * @example
 * ```ts
 * import { demand, evolve, fold, record } from 'relations-ledger'
 * const [raised, met] = record(['US', 'RU'], [
 *   demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10' }),
 *   demand.met({ demand: 'visas', by: 'US', occurred: '2025-06' }),
 * ])
 * const open = fold([raised!])
 * console.log(evolve(open, met!).demands.get('visas')?.status) // met
 * ```
 */
export function evolve<V extends Vocabulary>(state: State<V>, ...events: readonly EventIn<V>[]): State<V> {
  let picture = pictureOf(state)
  if (picture.asOf !== undefined) refuseLimited(picture.asOf)
  for (const event of events as readonly RecordedEvent[]) {
    if (event?.relation !== picture.relation) refuseForeign(picture.relation, event)
    picture = evolvePicture(picture, newestOf(picture.vocabulary, ownEvent(event)))
  }
  return stateOf(picture)
}

/** A state within limits is not the beginning of a log: what comes next in the log may lie beyond them, and before what they left out. */
function refuseLimited(asOf: Limits): never {
  const limits = JSON.stringify(asOf)
  const message = `evolve: this state is within limits (${limits}) — evolve the state of the whole log, and ask for the limits of that: fold(events, ${limits})`
  throw new LedgerError('INVALID_ARGUMENT', message, { argument: 'state', given: asOf })
}

/** How a state is resumed. */
export interface ResumeOptions<V extends Vocabulary = Vocabulary> extends Pick<FoldOptions<V>, 'vocabulary' | 'between'> {
  /** Told why the snapshot is not used, where it is not. */
  readonly onFault?: (fault: SnapshotFault) => void
}

/**
 * The state that `fold` gives of these events, with what a snapshot already knows of the first of them not folded again.
 * A snapshot that is damaged or does not fit is not used, and the log is folded: the state is the same either way.
 *
 * What a snapshot fits is told by its relation and version, by a few events of the log (their ids and instants of recording), and by
 * the vocabulary: its tables, and the source text of its recipes and upcasters. What cannot be seen: what those call or close over, and
 * what the schemas of fields accept. Throw snapshots away when you change that, or when you write a log anew. They hold no secret and no
 * signature: who can forge one can make it say anything, as with a log.
 *
 * @param text what `snapshot` gave, or anything else
 * @param events the whole log, as for `fold`; the snapshot may be of fewer
 * @param options the vocabulary, the parties where there may be no events, and whom to tell why a snapshot is not used
 * @throws LedgerError `INVALID_ARGUMENT`, `UPCAST_FAILED`, as `fold`
 * @example
 * ```ts
 * import { fold, meeting, record, resume, snapshot } from 'relations-ledger'
 * const events = record(['US', 'RU'], [
 *   meeting.scheduled({ meeting: 'riyadh', occurred: '2025-02-12' }),
 *   meeting.held({ meeting: 'riyadh', occurred: '2025-02-18' }),
 * ])
 * const text = snapshot(fold(events.slice(0, 1)))
 * console.log(resume(text, events, { onFault: console.warn }).meetings.get('riyadh')?.status) // held
 * ```
 */
export function resume<V extends Vocabulary = DefaultVocabulary>(
  text: string,
  events: Iterable<EventIn<V>>,
  options: ResumeOptions<V> = {},
): State<V> {
  const { vocabulary = diplomacyVocabulary as Vocabulary, between, onFault } = options
  const { relation, all } = logOf(vocabulary, events as Iterable<RecordedEvent>, between, 'resume')
  const at = (place: number): RecordedEvent => all[place] as RecordedEvent
  const found = pictureFrom(text, vocabulary, relation, { length: all.length, idAt: (place) => at(place).id, eventAt: at })
  if (typeof found !== 'string') return stateOf(all.slice(found.version).reduce(evolvePicture, found))
  onFault?.(found)
  return stateOf(replay(vocabulary, relation, all))
}

/** An event of an older schema version in the newest shape; any other as it is. */
function newestOf(vocabulary: Vocabulary, own: RecordedEvent): RecordedEvent {
  if (!isPast(vocabulary.upcasters, own.type, own.schemaVersion)) return own
  return parseRecorded(vocabulary, { ...own }, 'keep', { relation: own.relation, event: own.id, type: own.type })
}

/** An event that is not frozen all the way down belongs to the caller, who may change it: the picture keeps a frozen copy. */
function ownEvent(event: RecordedEvent): RecordedEvent {
  if (knownFrozen.has(event)) return event
  const own = isFrozenDeep(event) ? event : freezeDeep(structuredClone(event))
  knownFrozen.add(own)
  return own
}

/** Events that were seen to be frozen all the way down: looking again would cost a replay a fifth of its time. */
const knownFrozen = new WeakSet<RecordedEvent>()

function isFrozenDeep(value: unknown): boolean {
  if (typeof value !== 'object') return true
  if (!Object.isFrozen(value)) return false
  for (const key in value) if (!isFrozenDeep((value as Record<string, unknown>)[key])) return false
  return true
}

/** What a constructor makes has no place in a log yet. */
function refuseInput(given: unknown): never {
  const { type } = Object(given) as { readonly type?: unknown }
  const message = `events: ${typeof type === 'string' ? type : 'one of them'} was not recorded yet — record it first: record(['US', 'RU'], [ … ])`
  throw new LedgerError('INVALID_ARGUMENT', message, { argument: 'events', given: type })
}

function refuseForeign(relation: string, event: RecordedEvent): never {
  if (event?.relation === undefined) refuseInput(event)
  const message = `event ${event.id} belongs to ${event.relation}, not to ${relation} — fold the events of one relation at a time`
  throw new LedgerError(
    'INVALID_ARGUMENT',
    message,
    { argument: 'events', given: event.relation },
    { event: event.id, relation: event.relation },
  )
}

/** What `record` fills in; a fixed clock and id source make the events the same every time. */
export interface RecordOptions<V extends Vocabulary = Vocabulary> {
  readonly vocabulary?: V
  /** The clock that sets `recorded`; the machine's by default. */
  readonly clock?: () => Date
  /** Makes the id of an input that brings none; a uuid v7 by default. */
  readonly ids?: () => string
  /** Whose word an event is that does not say. */
  readonly saidBy?: readonly string[]
}

/**
 * The events that a ledger would record for these inputs, from version 1, with no rules applied: for tests and imports.
 *
 * @param between the two parties
 * @param inputs what the constructors gave, in the order of recording
 * @param options clock and id source, so that a log in a test is the same every time
 * @throws LedgerError `INVALID_EVENT`, `INVALID_ID`, `INVALID_DATE`, `UNKNOWN_REFERENCE`; `UNWRITABLE_VALUE`, `LIMIT_EXCEEDED`, `UPCAST_FAILED`,
 *   as append; `INVALID_ARGUMENT` for a party twice, or a clock that gives no date
 * @example
 * ```ts
 * import { meeting, record } from 'relations-ledger'
 * const [held] = record(['US', 'RU'], [meeting.held({ meeting: 'riyadh', occurred: '2025-02-18', place: 'Riyadh' })])
 * console.log(held?.relation) // RU~US
 * ```
 */
export function record<V extends Vocabulary = DefaultVocabulary>(
  between: readonly [string, string],
  inputs: readonly InputIn<V>[],
  options: RecordOptions<V> = {},
): readonly EventIn<V>[] {
  const { vocabulary = diplomacyVocabulary as Vocabulary, clock = () => new Date(), ids = mintId, saidBy } = options
  const batch = inputs.map((input) => parseAnyInput(vocabulary, input, 'keep'))
  return recordAll(emptyPicture(vocabulary, relationOf(...between)), batch, recorderOf(clock, ids, saidBy)).events as readonly EventIn<V>[]
}
