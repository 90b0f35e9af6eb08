// Replaying logs in tests: a whole log, or step by step.
// In: the path or the text of a JSONL log, or plain objects in a fixture.
// Out: the state; or the state after every event, so that a test can say "after the third".
import type { AsOf } from '../as-of.ts'
import { LedgerError } from '../errors.ts'
import type { RecordedEvent } from '../event.ts'
import type { DefaultVocabulary } from '../ledger.ts'
import { evolve, fold } from '../pure.ts'
import type { State } from '../state.ts'
import type { EventIn, Vocabulary } from '../vocabulary.ts'
import { type LogSource, type ReadOptions, readLog } from './read-log.ts'
import { sidesOf } from './sides.ts'

/** How a log is replayed: what it is read with, and the day or version it is asked as of. */
export interface ReplayOptions<V extends Vocabulary = Vocabulary> extends ReadOptions<V>, AsOf {}

/** One event of a log, and the states around it. */
export interface Step<V extends Vocabulary = DefaultVocabulary> {
  /** How many events there are up to this one: 1 for the first. */
  readonly count: number
  readonly event: EventIn<V>
  readonly before: State<V>
  readonly state: State<V>
}

/** A log, event by event. */
export interface Steps<V extends Vocabulary = DefaultVocabulary> extends Iterable<Step<V>> {
  readonly length: number
  /** The state after this many events: `after(0)` is the empty one. */
  after(count: number): State<V>
}

/**
 * Folds a log into its state.
 *
 * @param source the path of a JSONL log, its text, or plain objects: recorded events, or inputs as `append` takes them.
 *   A text made by hand holds one event a line, and needs no header and no checksums
 * @param options the vocabulary, the relation where the log has several, and the limits of a state as of a day
 * @throws LedgerError with file, line and field in `where` for what does not decode: `LOG_CORRUPT`, `INVALID_EVENT`, `INVALID_DATE` …;
 *   `INVALID_ARGUMENT` where it takes `between` to say which relation; `STORE_FAILED` for a file that cannot be read
 * @example
 * ```ts
 * import { replay } from 'relations-ledger/testing'
 * const state = replay([{ type: 'demand.raised', by: 'RU', occurred: '2025-04-10', data: { demand: 'visas' } }])
 * console.log(state.demands.get('visas')?.status) // open
 * ```
 */
export function replay<V extends Vocabulary = DefaultVocabulary>(source: LogSource, options: ReplayOptions<V> = {}): State<V> {
  const events = readLog(source, options)
  return fold<V>(events as readonly EventIn<V>[], { ...options, between: sidesOf(events, options.between) })
}

/**
 * The states after each event of a log.
 *
 * @param source as for {@link replay}
 * @param options the vocabulary, and the relation where the log has several
 * @throws LedgerError as {@link replay} does; `after` throws `INVALID_ARGUMENT` for more events than there are
 * @example
 * ```ts
 * import { replaySteps } from 'relations-ledger/testing'
 * const steps = replaySteps([
 *   { type: 'demand.raised', by: 'RU', occurred: '2025-04-10', data: { demand: 'visas' } },
 *   { type: 'demand.met', by: 'US', occurred: '2025-06-10', data: { demand: 'visas' } },
 * ])
 * console.log(steps.after(1).demands.get('visas')?.status) // open
 * ```
 */
export function replaySteps<V extends Vocabulary = DefaultVocabulary>(source: LogSource, options: ReadOptions<V> = {}): Steps<V> {
  const events = readLog(source, options)
  const states = [fold<V>([], { ...options, between: sidesOf(events, options.between) })]
  for (const event of events) states.push(evolve<V>(states.at(-1) as State<V>, event as EventIn<V>))
  return Object.freeze({
    length: events.length,
    after: (count: number) => states[count] ?? refuseCount(count, events.length),
    [Symbol.iterator]: () => steps(events, states),
  })
}

function* steps<V extends Vocabulary>(events: readonly RecordedEvent[], states: readonly State<V>[]): Generator<Step<V>, void, undefined> {
  for (const [at, event] of events.entries())
    yield { count: at + 1, event: event as EventIn<V>, before: states[at] as State<V>, state: states[at + 1] as State<V> }
}

function refuseCount(count: number, length: number): never {
  const message = `after(${count}): the log has ${length} events — ask for 0 to ${length}`
  throw new LedgerError('INVALID_ARGUMENT', message, { argument: 'count', given: count })
}
