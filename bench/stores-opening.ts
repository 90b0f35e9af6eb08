// Opening a ledger in a long file: how long until the state of one relation is there, and what is kept in memory then.
// In: 500,000 events of one relation, or of 5,000 relations, written by the store. Out: times and memory with the index beside the log,
// and with a look at every line; the two take turns, and what is shown is the median. The file is in the system's cache for both.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openLedger } from '../src/ledger.ts'
import { jsonlStore } from '../src/stores/jsonl.ts'
import { linesOf, relation } from './setup/log.ts'
import { collect, median } from './setup/measure.ts'
import { runParts } from './setup/parts.ts'

const events = 500_000
const rounds = 5
const batchSize = 1000

async function write(file: string, relations: number): Promise<void> {
  const each = events / relations
  const lines = linesOf(each).map((text) => ({ id: (JSON.parse(text) as { json: { id: string } }).json.id, text }))
  const store = jsonlStore(file, { durability: 'os' })
  // In turns of ten events, so that the lines of a relation are spread over the file.
  const size = relations === 1 ? batchSize : 10
  for (let from = 0; from < each; from += size)
    for (let index = 0; index < relations; index += 1) {
      const name = nameOf(index, relations)
      const own = lines
        .slice(from, from + size)
        .map(({ id, text }) => ({ id, text: text.replace(relation, name).replaceAll('"RU"', `"${partyOf(name)}"`) }))
      await store.append(name, from, own)
    }
  await store.close()
}

const nameOf = (index: number, relations: number): string => (relations === 1 ? relation : `R${index}~US`)
const partyOf = (name: string): string => name.split('~')[0] as string

interface Opened {
  readonly time: number
  readonly kept: number
}

async function opened(file: string, party: string, count: number, verify: boolean): Promise<Opened> {
  collect()
  const before = memory()
  const start = performance.now()
  const ledger = openLedger({ store: jsonlStore(file, { verify, readOnly: true }) })
  const state = await ledger.between(party, 'US').state()
  const time = performance.now() - start
  if (state.version !== count) throw new Error(`the state is of version ${state.version}`)
  // The memory of buffers is given back some time after they were found to be garbage.
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    collect()
  }
  const kept = memory() - before
  await ledger.close()
  return { time, kept: state.version > 0 ? kept : 0 }
}

function memory(): number {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

async function measured(relations: number): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-opening-'))
  try {
    const file = path.join(folder, 'log.jsonl')
    await write(file, relations)
    console.log(
      `         ${(statSync(file).size / 1e6).toFixed(0)} MB of log, ${(statSync(`${file}.index`).size / 1e6).toFixed(1)} MB of index`,
    )
    const party = partyOf(nameOf(Math.floor(relations / 2), relations))
    const found = { index: [] as Opened[], verify: [] as Opened[] }
    for (let round = -1; round < rounds; round += 1)
      for (const way of round % 2 === 0 ? (['index', 'verify'] as const) : (['verify', 'index'] as const)) {
        const each = await opened(file, party, events / relations, way === 'verify')
        if (round >= 0) found[way].push(each)
      }
    tell('with the index', found.index)
    tell('with a look at every line', found.verify)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const tell = (way: string, found: readonly Opened[]): void =>
  console.log(
    `  ${median(found.map(({ time }) => time))
      .toFixed(0)
      .padStart(7)} ms to the state of one relation, ${(median(found.map(({ kept }) => kept)) / 1e6).toFixed(1)} MB kept: ${way}`,
  )

await runParts(import.meta.filename, {
  [`${events} events of 5,000 relations`]: () => measured(5000),
  [`${events} events of one relation`]: () => measured(1),
})
