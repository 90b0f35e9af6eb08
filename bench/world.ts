// The world: 517,402 coded events between 22,667 actors, as one log of all their relations, from its text to every state.
// In: ../shared/data/events-combined.tsv.gz, mapped by scripts/real-logs, and recorded once in a file.
// Out: events a second, against what cannot be saved: reading, splitting, decoding and JSON.parse of the same lines; the memory
// that all states hold; the ten busiest relations. Where the data are not there, it says so and measures nothing.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { highest, ledgerFor, load } from '../scripts/real-logs/loading.ts'
import { mapRows } from '../scripts/real-logs/mapping.ts'
import { fileOf, rowsOf } from '../scripts/real-logs/rows.ts'
import { jsonlStore } from '../src/stores/jsonl.ts'
import { collect, race, report, reportTimes } from './setup/measure.ts'
import { runParts } from './setup/parts.ts'

const rounds = 3

if (existsSync(fileOf('world'))) await runParts(import.meta.filename, { 'from text to all states': measure })
else console.log(`skipped: the world, for ${fileOf('world')} is not there`)

async function measure(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'the-world-'))
  try {
    const file = path.join(folder, 'world.jsonl')
    const events = await record(file)
    const [ours, floor] = ['the library, file to all states', 'reading, splitting, decoding, JSON.parse']
    const contestants = [
      { name: floor, run: () => parsedLines(file).length },
      { name: ours, run: async () => (await allStates(file)).length },
    ]
    const times = await race(contestants, rounds, 1)
    reportTimes(times, events)
    const time = times.get(ours) as number
    console.log(`         ${Math.round((events * 1000) / time).toLocaleString('en')} events a second`)
    report(`${ours} : ${floor}`, time / (times.get(floor) as number))
    await measureMemory(file, events)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function record(file: string): Promise<number> {
  const { inputs, account } = mapRows(rowsOf('world'))
  const ledger = ledgerFor(jsonlStore(file, { durability: 'os' }))
  await load(ledger, inputs)
  await ledger.close()
  const busiest = highest(new Map([...inputs].map(([relation, list]) => [relation, list.length])), 10)
  console.log(`         ${account.rows} rows, ${account.events} events of ${inputs.size} relations; the ten busiest:`)
  for (const [relation, count] of busiest) console.log(`         ${String(count).padStart(9)} ${relation}`)
  return account.events
}

/** The least that must be done. */
function parsedLines(file: string): unknown[] {
  const lines = readFileSync(file).toString('utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as unknown)
}

async function allStates(file: string) {
  const ledger = ledgerFor(jsonlStore(file, { readOnly: true }))
  const states = []
  for (const relation of await ledger.relations()) states.push(await relation.state())
  await ledger.close()
  return states
}

async function measureMemory(file: string, events: number): Promise<void> {
  collect()
  const before = process.memoryUsage().heapUsed
  const states = await allStates(file)
  collect()
  const held = process.memoryUsage().heapUsed - before
  console.log(
    `         ${Math.round(held / 1e6)} MB of heap for all ${states.length} states and their events: ${Math.round(held / events)} bytes an event`,
  )
}
