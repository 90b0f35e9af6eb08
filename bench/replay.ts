// Replay: a whole log folded at once, against what somebody would write by hand for this one log.
// In: 200,000 events of one relation: 38 types, 60,000 entities, a tenth of the events late.
// Out: two ratios, each from a process of its own, and the proof that both did the same work.
import { diplomacyVocabulary } from '../src/diplomacy.ts'
import type { RecordedEvent } from '../src/event.ts'
import { type Replay, replay, settle, startReplay, takeEvent } from '../src/replay.ts'
import { stateOf } from '../src/state.ts'
import { boundsOf } from '../src/time.ts'
import { type ByHand, differences, foldByHand } from './setup/by-hand.ts'
import { entitiesOf } from './setup/entities.ts'
import { logOf, relation } from './setup/log.ts'
import { type Bar, race, report, reportTimes } from './setup/measure.ts'
import { runParts } from './setup/parts.ts'

const count = 200_000
const rounds = 11

await runParts(import.meta.filename, {
  'entities plain': () => against('the library, entities plain', foldPlain, { atMost: 1.5 }),
  'with the frozen state handed out': () => against('the library, a frozen state and every entity of it', foldFrozen, { atMost: 3 }),
})

async function against(name: string, fold: (log: readonly RecordedEvent[]) => unknown, bar: Bar): Promise<void> {
  const log = logOf(count)
  describe(log)
  const hand = 'a mutable switch by hand'
  const times = await race(
    [
      { name: hand, run: () => foldByHand(log) },
      { name, run: () => fold(log) },
    ],
    rounds,
  )
  reportTimes(times, count)
  report(`${name} : ${hand}`, (times.get(name) as number) / (times.get(hand) as number), bar)
}

/** Every entity is asked for, since it is frozen then. */
function foldFrozen(log: Iterable<RecordedEvent>): unknown {
  return entitiesOf(stateOf(replay(diplomacyVocabulary, relation, log)))
}

function foldPlain(log: Iterable<RecordedEvent>): Replay {
  const run = startReplay(diplomacyVocabulary, relation)
  for (const event of log) takeEvent(run, event)
  settle(run)
  return run
}

/** What the log is like; throws where the two ways of folding it do not say the same of every entity. */
function describe(log: readonly RecordedEvent[]): void {
  const entities = foldPlain(log).shelves.flatMap(({ entities }) => entities)
  const byHand: ByHand = foldByHand(log)
  const wrong = entities.find(({ draft }) => differences(byHand, draft.kind, draft).length > 0)
  if (wrong !== undefined) throw new Error(`by hand, ${wrong.draft.kind}/${wrong.draft.id} came out differently`)
  const types = new Set(log.map((event) => event.type)).size
  const reordered = entities.filter(({ order }) => order !== undefined).length
  const troubled = entities.filter(({ draft }) => draft.problems !== undefined).length
  console.log(`         ${log.length} events of ${types} types, ${lateIn(log)} late in the relation; ${entities.length} entities,`)
  console.log(`         ${reordered} with an event that came late for them, ${troubled} with a problem; the same by hand, field by field`)
}

/** How many events end before one that was recorded earlier begins. */
function lateIn(log: readonly RecordedEvent[]): number {
  let reach = Number.NEGATIVE_INFINITY
  let late = 0
  for (const { occurred } of log) {
    const { earliest, latest } = boundsOf(occurred)
    if (latest < reach) late += 1
    reach = Math.max(reach, earliest)
  }
  return late
}
