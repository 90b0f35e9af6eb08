// openLedger: the straight line, wired.
// In: a store, a vocabulary, a clock; then inputs to append and questions to answer.
// Out: receipts and states. No rule lives here.
import { type AppendOptions, append, checkBatch, checkChoice, type Receipt, refuseArgument } from './append.ts'
import type { AsOf } from './as-of.ts'
import {
  type Appended,
  caughtUp,
  changesBetween,
  type Desk,
  deskFor,
  eventsFrom,
  inTurn,
  type Rules,
  stateAsOf,
  type Wiring,
} from './desk.ts'
import type { EntityChange } from './diff.ts'
import { diplomacyVocabulary } from './diplomacy.ts'
import { LedgerError } from './errors.ts'
import type { EventInput } from './event.ts'
import { checkParty, mintId, partiesOf, relationOf } from './ids.ts'
import type { SnapshotOptions } from './keeping.ts'
import { type InputIn, recorderOf } from './record.ts'
import type { State } from './state.ts'
import { memoryStore } from './stores/memory.ts'
import type { Store } from './stores/store.ts'
import type { EventIn, UnknownPolicy, Vocabulary } from './vocabulary.ts'

/** How a ledger is opened. Every option has a default. */
export interface LedgerOptions<V extends Vocabulary = Vocabulary> {
  /** Where the logs are kept; in memory by default. */
  readonly store?: Store
  /** The entities it understands; the twelve of diplomacy by default. */
  readonly vocabulary?: V
  /** `enforce` by default; one append may override it. */
  readonly rules?: Rules
  /** What to do with types the vocabulary does not have; `keep` by default. */
  readonly unknown?: UnknownPolicy
  /** Whose word an event is that does not say; nobody's by default: the recorder's own. */
  readonly saidBy?: readonly string[]
  /**
   * Keeps snapshots in the store, where it has a place for them, and opens each relation from its latest one instead of its first event.
   * Not done by default. What is not decoded yet is decoded when it is asked for: a damaged line shows then, as LOG_CORRUPT.
   */
  readonly snapshots?: SnapshotOptions
  /** The clock that sets `recorded`; the machine's by default. */
  readonly clock?: () => Date
  /** Makes the id of an event that brings none; a uuid v7 by default. */
  readonly ids?: () => string
}

/** The relation of two parties, as a ledger keeps it: append to it, ask it. */
export interface Relation<V extends Vocabulary = Vocabulary> {
  /** Such as `RU~US`: the same for both directions of `between`. */
  readonly id: string
  readonly parties: readonly [string, string]
  /**
   * Records a batch, whole or not at all. The same events again give the first receipt again.
   *
   * @throws LedgerError `VERSION_CONFLICT`, `RULE_GAP`, `RULE_CONTRADICTION`, `ID_REUSED`, `PARTLY_RECORDED`, `INVALID_ARGUMENT` for the options,
   *   `INVALID_EVENT`, `INVALID_ID`, `INVALID_DATE`, `UNKNOWN_TYPE`, `UNKNOWN_REFERENCE`, `LIMIT_EXCEEDED`, `UNWRITABLE_VALUE`, `UPCAST_FAILED`
   *   for the events; and what `state` throws
   */
  append(inputs: InputIn<V> | readonly InputIn<V>[], options: AppendOptions): Promise<Receipt<V>>
  /**
   * The state as the log has it now, or as of a day, a version, what was public, what was recorded.
   *
   * @throws LedgerError `INVALID_DATE` for a limit vaguer than a year, `INVALID_ARGUMENT` for a version the log does not have and a limit that is none,
   *   `INVALID_ID` for an account of no party; for what the log has, `LOG_CORRUPT`, `INVALID_EVENT`, `UPCAST_FAILED`, `UNKNOWN_TYPE` (with `unknown: 'fail'`); and what the store throws
   */
  state(asOf?: AsOf): Promise<State<V>>
  /**
   * What is different between two states: between two days (what had occurred by their end), or between any two limits.
   * Without `to`, up to the state the log has now. `formatDiff` gives the list as text.
   *
   * @throws LedgerError as `state`, and `INVALID_ARGUMENT` without a `from`
   */
  changes(between: { readonly from: string | AsOf; readonly to?: string | AsOf }): Promise<readonly EntityChange[]>
  /** The events in the order of recording. Throws, for what the log has, as `state`. */
  events(): AsyncIterable<EventIn<V>>
  /** Calls back after each append that this ledger sees; returns a function that ends it. Throws `INVALID_ARGUMENT` for what is no function. */
  watch(listener: (appended: Appended<V>) => void): () => void
}

/** The object you append to and ask. */
export interface Ledger<V extends Vocabulary = Vocabulary> {
  /** The relation of two parties; the order does not matter. Throws `INVALID_ID`, and `INVALID_ARGUMENT` for a party with itself. */
  between(a: string, b: string): Relation<V>
  /** Every relation that has events; with `party`, those it is a side of. Throws `INVALID_ID` for what is no party, and what the store throws. */
  relations(filter?: { readonly party?: string }): Promise<readonly Relation<V>[]>
  /** Closes the store, after the appends and the snapshots under way. */
  close(): Promise<void>
}

/** The vocabulary a ledger has when none is handed in. */
export type DefaultVocabulary = typeof diplomacyVocabulary

/** The current picture of one relation: `state.demands`, `state.meetings` … by the vocabulary; without one, that of diplomacy. */
export type CurrentState<V extends Vocabulary = DefaultVocabulary> = State<V>

/**
 * Opens a ledger.
 *
 * @param options see {@link LedgerOptions}; without a store it lives in memory
 * @throws LedgerError `INVALID_ARGUMENT` for an option that cannot be used, `INVALID_ID` for a sayer that is none; a store's own errors come with the first call
 * @example
 * ```ts
 * import { demand, openLedger } from 'relations-ledger'
 * const talks = openLedger().between('US', 'RU')
 * await talks.append(demand.raised({ demand: 'lift-hiring-ban', by: 'US', occurred: '2025-04-10' }), { expectedVersion: 0 })
 * const state = await talks.state()
 * console.log(state.demands.get('lift-hiring-ban')?.status) // open
 * ```
 */
export function openLedger<V extends Vocabulary = DefaultVocabulary>(options: LedgerOptions<V> = {}): Ledger<V> {
  const wiring = wire(options as LedgerOptions)
  const desks = new Map<string, Desk>()
  const relation = (id: string): Relation<V> => relationAt(wiring, id, () => deskFor(desks, wiring, id)) as unknown as Relation<V>
  return Object.freeze({
    between: (a: string, b: string) => relation(relationOf(a, b)),
    relations: async ({ party }: { readonly party?: string } = {}) => {
      const side = party === undefined ? undefined : checkParty(party)
      const ids = await wiring.store.relations()
      return ids.filter((id) => side === undefined || partiesOf(id).includes(side)).map(relation)
    },
    close: async () => {
      await Promise.all([...desks.values()].map(({ saving }) => saving.underWay))
      await wiring.store.close()
    },
  })
}

const optionNames: readonly string[] = [
  'store',
  'vocabulary',
  'rules',
  'unknown',
  'saidBy',
  'snapshots',
  'clock',
  'ids',
] satisfies (keyof LedgerOptions)[]

/** Refuses what is no option: a store under a name with a misprint would be left out, and the log be gone with the process. */
function checkOptions(given: unknown): void {
  if (typeof given !== 'object' || given === null)
    refuseArgument('options', given, "give an object, as in openLedger({ store: jsonlStore('talks.jsonl') })")
  if ('append' in given) refuseArgument('options', given, 'it is a store: give openLedger({ store })')
  const strange = Object.keys(given).find((name) => !optionNames.includes(name))
  if (strange === undefined) return
  const message = `openLedger: ${JSON.stringify(strange)} is no option — give one of ${optionNames.join(', ')}, as in { store: jsonlStore('talks.jsonl') }`
  throw new LedgerError('INVALID_ARGUMENT', message, { argument: 'options', given: strange })
}

function wire(options: LedgerOptions): Wiring {
  checkOptions(options)
  const { store = memoryStore(), vocabulary = diplomacyVocabulary as Vocabulary, rules = 'enforce', unknown = 'keep' } = options
  checkChoice('rules', rules, ['enforce', 'report'])
  checkChoice('unknown', unknown, ['keep', 'fail'])
  const saidBy = checkSayers(options.saidBy)
  const { ids = mintId, clock = () => new Date() } = options
  if (typeof store?.append !== 'function')
    refuseArgument('store', store, "give what a store's function gives, such as jsonlStore('talks.jsonl')")
  if (!(vocabulary?.types instanceof Map))
    refuseArgument('vocabulary', vocabulary, 'make one of your entities: vocabulary(...diplomacy, strike)')
  for (const [name, given] of Object.entries({ clock, ids }))
    if (typeof given !== 'function') refuseArgument(name, given, 'give a function, or leave it out')
  const snapshots = checkSnapshots(options.snapshots)
  return { store, vocabulary, rules, unknown, recorder: recorderOf(clock, ids, saidBy), snapshots }
}

function checkSnapshots(given: SnapshotOptions | undefined): SnapshotOptions | undefined {
  if (given === undefined) return undefined
  const { every, onSkip } = Object(given) as SnapshotOptions
  if (!(Number.isSafeInteger(every) && every > 0))
    refuseArgument('snapshots.every', every, 'give a number of events from 1, such as snapshots: { every: 1000 }')
  if (onSkip !== undefined && typeof onSkip !== 'function') refuseArgument('snapshots.onSkip', onSkip, 'give a function, or leave it out')
  return { every, ...(onSkip !== undefined && { onSkip }) }
}

function checkSayers(given: readonly string[] | undefined): readonly string[] | undefined {
  if (given !== undefined && !Array.isArray(given)) refuseArgument('saidBy', given, "give a list of those whose word it is, such as ['US']")
  return given?.map((sayer) => checkParty(sayer, { field: 'saidBy' }))
}

function checkListener(given: unknown): void {
  if (typeof given !== 'function') refuseArgument('listener', given, 'give a function: talks.watch(({ events }) => …)')
}

function checkBetween(given: unknown): void {
  const { from, ...others } = Object(given) as { readonly from?: unknown; readonly [name: string]: unknown }
  const wrong = from === undefined ? 'from' : Object.keys(others).find((name) => name !== 'to')
  if (wrong === undefined) return
  const remedy = "give from and, where it is not now, to: talks.changes({ from: '2025-04-10', to: '2025-05' })"
  refuseArgument(wrong, others[wrong], remedy)
}

function relationAt(wiring: Wiring, id: string, deskNow: () => Desk): Relation {
  return Object.freeze({
    id,
    parties: partiesOf(id),
    append: async (inputs: EventInput | readonly EventInput[], options: AppendOptions) => {
      const batch = checkBatch(wiring, inputs, options)
      const desk = deskNow()
      return inTurn(desk, () => append(wiring, desk, batch, options))
    },
    state: (asOf?: AsOf) => {
      const desk = deskNow()
      return inTurn(desk, async () => stateAsOf(await caughtUp(wiring, desk), asOf))
    },
    changes: async (between: { readonly from: string | AsOf; readonly to?: string | AsOf }) => {
      checkBetween(between)
      const desk = deskNow()
      return inTurn(desk, async () => changesBetween(await caughtUp(wiring, desk), between.from, between.to))
    },
    events: () => eventsFrom(wiring, deskNow),
    watch: (listener: (appended: Appended) => void) => {
      checkListener(listener)
      const { watchers } = deskNow()
      watchers.add(listener)
      return () => void watchers.delete(listener)
    },
  }) as unknown as Relation
}
