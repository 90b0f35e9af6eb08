// Whole state: this library against immer, emmett and castore, over the same events.
// In: a log of 1,000 or 20,000 events (setup/log.ts), in memory.
// Out: how many times longer each of the others takes. Two styles, never mixed: a log folded to one state,
// and a state handed out after every event. `evolve` of the others is written by hand (setup/by-hand.ts, setup/spread.ts),
// keeps what the library's state keeps, and is held to the same result.
import { EventStore } from '@castore/core'
import { getInMemoryEventStore } from '@event-driven-io/emmett'
import type { RecordedEvent } from '../src/event.ts'
import type { DefaultVocabulary } from '../src/ledger.ts'
import { evolve, fold } from '../src/pure.ts'
import type { State } from '../src/state.ts'
import type { EventIn } from '../src/vocabulary.ts'
import { apartIn, type ByHand, foldByHand, nothingYet, settled, take } from './setup/by-hand.ts'
import { entitiesOf } from './setup/entities.ts'
import { logOf } from './setup/log.ts'
import { type Bar, type Contestant, race, report, reportTimes } from './setup/measure.ts'
import { runParts } from './setup/parts.ts'
import { emptyState, evolveProduce, evolveSpread, produceAll, type WholeState } from './setup/spread.ts'

type Log = readonly RecordedEvent[]

type Rival = (log: Log) => Contestant | Promise<Contestant>
type Against<Other> = readonly [other: Other, bar?: Bar]

async function toOneState(count: number, rounds: number, rivals: readonly Against<Rival>[]): Promise<void> {
  const log = logOf(count)
  const ours = { name: 'relations-ledger, fold', run: () => fold(log as EventIn<DefaultVocabulary>[]) }
  const bars = await Promise.all(rivals.map(async ([rival, ...bar]) => [await rival(log), ...bar] as const))
  await show(count, rounds, ours, bars)
}

async function afterEach(count: number, rounds: number): Promise<void> {
  const log = logOf(count)
  const ours = { name: 'relations-ledger, evolve', run: () => evolveEach(log as EventIn<DefaultVocabulary>[]) }
  await show(count, rounds, ours, [[immerEach(log)], [{ name: 'spread, by hand', run: () => log.reduce(evolveSpread, emptyState()) }]])
}

function evolveEach([first, ...more]: readonly EventIn<DefaultVocabulary>[]): State<DefaultVocabulary> {
  let state = fold([first as EventIn<DefaultVocabulary>])
  for (const event of more) state = evolve(state, event)
  return state
}

/** Throws where produce and spread do not say the same of every entity as the library. */
function holdToSame(): void {
  const log = logOf(2_000)
  const state = fold(log as EventIn<DefaultVocabulary>[])
  const ours = entitiesOf(state)
  const others: WholeState[] = [log.reduce(evolveSpread, emptyState()), log.reduce(evolveProduce, emptyState()), produceAll(log)]
  for (const { version, ...kinds } of others) {
    const theirs = Object.values(kinds).flatMap((entities) => Object.values(entities))
    const wrong = ours.find((entity) => {
      const other = kinds[entity.kind as keyof typeof kinds]?.[entity.id]
      const behind = state.events(`${entity.kind}/${entity.id}`)
      return apartIn(other, entity).length > 0 || other?.events.some((event, at) => event !== behind[at])
    })
    if (wrong !== undefined) throw new Error(`${wrong.kind}/${wrong.id} came out differently`)
    if (version !== state.version || theirs.length !== ours.length) throw new Error('they have not come equally far')
  }
  console.log(`         ${log.length} events, ${ours.length} entities: the same, field by field, and the same events behind each`)
}

async function show(count: number, rounds: number, ours: Contestant, rivals: readonly Against<Contestant>[]): Promise<void> {
  // Until the compiler has seen hundreds of thousands of events of a short log: the first rounds measure it and nothing else.
  const warmUp = count < 10_000 ? 5 : 2
  // After a clearing immer needs twice its time for the first thousand events: ten times as many, and it hardly counts.
  const times = await race([ours, ...rivals.map(([rival]) => rival)], rounds, warmUp, 200)
  reportTimes(times, count)
  for (const [{ name }, bar] of rivals)
    report(`${name} : ${ours.name}`, (times.get(name) as number) / (times.get(ours.name) as number), bar)
}

// ── the others ───────────────────────────────────────────────────────────────────────────────────────────────────

const immerEach = (log: Log): Contestant => ({ name: 'immer, produce per event', run: () => log.reduce(evolveProduce, emptyState()) })
const immerOnce = (log: Log): Contestant => ({ name: 'immer, one produce for all', run: () => produceAll(log) })

/** The store of emmett in memory, with the log in one stream; its state is made by `aggregateStream`. */
async function emmett<S>(
  log: Log,
  name: string,
  evolveIt: (state: S, event: RecordedEvent) => S,
  initialState: () => S,
): Promise<Contestant> {
  const store = getInMemoryEventStore()
  await store.appendToStream('RU~US', log as never)
  const run = () => store.aggregateStream<S, never>('RU~US', { evolve: evolveIt as never, initialState })
  return { name, run }
}

const emmettSpread: Rival = (log) => emmett(log, 'emmett, spread evolve', evolveSpread, emptyState)
const emmettMutable: Rival = async (log) => {
  const { name, run } = await emmett(log, 'emmett, mutable evolve', evolveMutable, nothingYet)
  return { name, run: async () => settled(((await run()) as { state: ByHand }).state) }
}

const andRead: Rival = (log) => ({
  name: 'the same, and every entity asked for',
  run: () => entitiesOf(fold(log as EventIn<DefaultVocabulary>[])),
})
const byHand: Rival = (log) => ({ name: 'a mutable switch by hand', run: () => foldByHand(log) })

/** castore folds with `buildAggregate`; an aggregate of its kind has an id and a version. */
const castoreMutable: Rival = (log) => {
  const reducer = (state: ByHand | undefined, event: RecordedEvent): ByHand => evolveMutable(state ?? nothingYet(), event)
  const store = new EventStore({ eventStoreId: 'RELATIONS', eventTypes: [], reducer: reducer as never })
  return { name: 'castore, mutable evolve', run: () => settled(store.buildAggregate(log as never) as unknown as ByHand) }
}

function evolveMutable(state: ByHand, event: RecordedEvent): ByHand {
  take(state, event)
  return state
}

// ── the parts ────────────────────────────────────────────────────────────────────────────────────────────────────

// Each against the library in a process of its own: what ran on immer's proxies is slower afterwards.
await runParts(import.meta.filename, {
  'produce and spread say the same': holdToSame,
  '1,000 events to one state: immer': () => toOneState(1_000, 21, [[immerEach, { atLeast: 25 }], [immerOnce]]),
  '1,000 events to one state: the limit': () => toOneState(1_000, 21, [[byHand], [andRead]]),
  '20,000 events to one state: immer': () => toOneState(20_000, 5, [[immerEach, { atLeast: 50 }], [immerOnce]]),
  '20,000 events to one state: spread': () => toOneState(20_000, 5, [[emmettSpread, { atLeast: 50 }], [andRead]]),
  '20,000 events to one state: mutable': () => toOneState(20_000, 21, [[emmettMutable], [castoreMutable]]),
  '1,000 events, a state after each': () => afterEach(1_000, 21),
  '20,000 events, a state after each': () => afterEach(20_000, 5),
})
