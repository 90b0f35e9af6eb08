// Snapshots: a relation opened from its latest snapshot, against the same relation opened from its first event.
// In: 200,000 events of one relation, in a store that is open already or in a file that is not; a snapshot of all but the last few hundred.
// Out: the ratio, with one entity of each kind and its events looked at; how large a snapshot is, and how long making one takes.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { diplomacyVocabulary } from '../src/diplomacy.ts'
import { openLedger } from '../src/ledger.ts'
import { replay } from '../src/replay.ts'
import { snapshot } from '../src/snapshot.ts'
import { stateOf } from '../src/state.ts'
import { jsonlStore } from '../src/stores/jsonl.ts'
import { memoryStore } from '../src/stores/memory.ts'
import type { Snapshots, Store } from '../src/stores/store.ts'
import { linesOf, logOf, relation } from './setup/log.ts'
import { race, report, reportTimes } from './setup/measure.ts'
import { runParts } from './setup/parts.ts'

const count = 200_000
/** As many have come since as may have: half of `every`. */
const since = 500
const rounds = 11

await runParts(import.meta.filename, { 'cold start': coldStart, 'cold start of a file': ofFile, 'making one': making })

async function coldStart(): Promise<void> {
  const { store, text } = await filled()
  console.log(
    `         ${count} events, the snapshot of the first ${count - since} has ${(text.length / 1e6).toFixed(1)} million characters`,
  )
  const [slow, fast, all] = ['from the first event', 'from the latest snapshot', 'from the latest snapshot, every entity read']
  const times = await race(
    [
      { name: slow, run: () => opened(store, false) },
      { name: fast, run: () => opened(store, true) },
      { name: all, run: async () => (await opened(store, true)).problems.length },
    ],
    rounds,
  )
  reportTimes(times, count)
  const from = (name: string): number => times.get(name) as number
  report(`${slow} : ${fast}`, from(slow) / from(fast), { atLeast: 20 })
  report(`${slow} : ${all}`, from(slow) / from(all))
}

async function filled(): Promise<{ readonly store: Store; readonly text: string }> {
  const store = memoryStore()
  const lines = linesOf(count).map((text) => ({ id: (JSON.parse(text) as { json: { id: string } }).json.id, text }))
  await store.append(relation, 0, lines)
  const text = snapshot(
    await openLedger({ store })
      .between('US', 'RU')
      .state({ version: count - since }),
  )
  await store.snapshots?.save(relation, { version: count - since, text })
  return { store, text }
}

/** A state of which one entity a kind was asked for, and the events behind it. */
async function opened(store: Store, keeps: boolean) {
  const onSkip = ({ reason }: { readonly reason: string }): never => {
    throw new Error(`the snapshot was not used: ${reason}`)
  }
  const ledger = openLedger({ store, ...(keeps && { snapshots: { every: 1000, onSkip } }) })
  const state = await ledger.between('US', 'RU').state()
  const asked = ['demand', 'meeting', 'guarantee', 'topic', 'restriction'].flatMap((kind) => firstOf(state, kind))
  if (state.version !== count || asked.some((reference) => state.events(reference).length === 0)) throw new Error('something is missing')
  return state
}

/** Ids count through all kinds: one in the first hundred is of this one. */
function firstOf(state: { entity(reference: string): unknown }, kind: string): readonly string[] {
  const references = Array.from({ length: 100 }, (_, at) => `${kind}/${kind}-${at}`)
  return references.filter((reference) => state.entity(reference) !== undefined).slice(0, 1)
}

/** What a file costs is paid either way: each of its lines is checked when it is opened, and read as text. */
async function ofFile(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'relations-ledger-bench-'))
  const file = join(folder, 'log.jsonl')
  try {
    await fill(file)
    const [slow, fast] = ['from the first event', 'from the latest snapshot']
    const over = (use: (store: Store) => Promise<unknown>) => async () => {
      const store = jsonlStore(file)
      const kept = await use(store)
      await store.close()
      return kept
    }
    const times = await race(
      [
        { name: slow, run: over((store) => opened(store, false)) },
        { name: fast, run: over((store) => opened(store, true)) },
        { name: 'of that: the file opened and checked', run: over((store) => store.relations()) },
        { name: '… and all its lines read as text', run: over((store) => store.read(relation)) },
        { name: '… the snapshot read, with its checksum', run: over((store) => (store.snapshots as Snapshots).latest(relation)) },
      ],
      5,
    )
    reportTimes(times, count)
    report(`${slow} : ${fast}`, (times.get(slow) as number) / (times.get(fast) as number))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function fill(file: string): Promise<void> {
  const { store, text } = await filled()
  const kept = jsonlStore(file, { durability: 'os' })
  await kept.append(relation, 0, await store.read(relation))
  await kept.snapshots?.save(relation, { version: count - since, text })
  await kept.close()
}

async function making(): Promise<void> {
  const state = stateOf(replay(diplomacyVocabulary, relation, logOf(count)))
  const times = await race([{ name: 'one snapshot', run: () => snapshot(state) }], rounds)
  reportTimes(times, count)
  console.log('         (in a ledger it is made in slices between which others have their turn)')
}
