// JSON lines: from a file to a validated, frozen state, against what cannot be saved: reading, splitting, decoding and JSON.parse.
// In: a file of 200,000 events of one relation, written by the store.
// Out: the ratio, and how much memory an event and its share of the state take.
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openLedger } from '../src/ledger.ts'
import { jsonlStore } from '../src/stores/jsonl.ts'
import { entitiesOf } from './setup/entities.ts'
import { linesOf, relation } from './setup/log.ts'
import { collect, race, report, reportTimes } from './setup/measure.ts'
import { runParts } from './setup/parts.ts'

const count = 200_000
const rounds = 7

async function fileToState(): Promise<void> {
  await inFile(async (file) => {
    const ours = 'the library, file to frozen state'
    const floor = 'reading, splitting, decoding, JSON.parse'
    const times = await race(
      [
        { name: floor, run: () => parsedLines(file) },
        { name: ours, run: () => stateFrom(file) },
      ],
      rounds,
    )
    reportTimes(times, count)
    report(`${ours} : ${floor}`, (times.get(ours) as number) / (times.get(floor) as number), { atMost: 2.75 })
  })
}

/** The least that must be done: the whole file as one text, one JSON.parse a line; the objects are kept, as the library keeps them. */
function parsedLines(file: string): unknown[] {
  const lines = readFileSync(file).toString('utf8').split('\n')
  const parsed: unknown[] = []
  for (const line of lines) if (line !== '') parsed.push(JSON.parse(line))
  return parsed
}

async function stateFrom(file: string) {
  const ledger = openLedger({ store: jsonlStore(file, { readOnly: true }) })
  const state = await ledger.between('US', 'RU').state()
  await ledger.close()
  // An entity is frozen when it is first asked for.
  if (entitiesOf(state).length === 0) throw new Error('the state has no entities')
  if (state.version !== count) throw new Error(`the state is of version ${state.version}`)
  return state
}

async function memory(): Promise<void> {
  await inFile(async (file) => {
    const parsed = await held(() => parsedLines(file))
    const state = await held(() => stateFrom(file))
    console.log(`         ${state.toFixed(0).padStart(9)} bytes of heap an event: the event, and its share of the state (no ledger kept)`)
    console.log(`         ${parsed.toFixed(0).padStart(9)} bytes of heap an event: what JSON.parse makes of the lines`)
    report('heap of events and state : heap of the parsed lines', state / parsed)
  })
}

/** The heap that is still in use when all but the result has been collected, an event. */
async function held(make: () => unknown): Promise<number> {
  // Once before, so that code and what it remembers are not counted.
  await made(make)
  const before = await heapAtRest()
  const kept = await made(make)
  const used = (await heapAtRest()) - before
  if (kept.what === undefined) throw new Error('nothing was made')
  return used / count
}

const made = async (make: () => unknown): Promise<{ readonly what: unknown }> => ({ what: await make() })

/** A promise that was awaited is let go of only in a later turn: collected at once, it would count. */
async function heapAtRest(): Promise<number> {
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    collect()
  }
  return process.memoryUsage().heapUsed
}

/** Writes the log into a file of its own, and takes it away afterwards. */
async function inFile(measure: (file: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'relations-ledger-'))
  try {
    const file = path.join(folder, 'talks.jsonl')
    await write(file)
    console.log(`         ${count} events, ${(statSync(file).size / count).toFixed(0)} bytes a line`)
    await measure(file)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function write(file: string): Promise<void> {
  const store = jsonlStore(file, { durability: 'os' })
  const lines = linesOf(count).map((text) => ({ id: (JSON.parse(text) as { json: { id: string } }).json.id, text }))
  for (let at = 0; at < count; at += 1000) await store.append(relation, at, lines.slice(at, at + 1000))
  await store.close()
}

await runParts(import.meta.filename, { 'file to state': fileToState, memory: memory })
