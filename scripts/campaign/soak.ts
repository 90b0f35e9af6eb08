// The soak: one process appends for long, to many relations, opening and closing its store now and then.
// In: an engine. Out: how many appends; how many bytes of memory each left behind; how many files stayed open.
// A go is a thousand appends, each followed by a look at what was written; the last one also counts memory and files.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { batch } from '../../src/testing/contract/lines.ts'
import { type EngineName, type OpenEngine, openEngine } from './engines.ts'
import type { Counts, Fault } from './fault.ts'

const appendsAGo = 1000
const goesAnOpening = 10
/** What a store may keep in memory of each line: two numbers in JSONL, which grow into an array with room to spare. */
const bytesALine = 64

const relationOf = (append: number): string => `A~B${append % 100}`

async function* soaked(engine: EngineName, from: number, to: number): AsyncGenerator<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'relations-ledger-soak-'))
  const file = join(folder, 'log')
  const versions = new Map<string, number>()
  let open: OpenEngine | undefined
  let start = { memory: 0, files: 0, appends: 0 }
  try {
    for (let go = from; go < to; go++) {
      open ??= openEngine(engine, file, 'os')
      const misread = await aThousand(open, versions, go)
      if (go === from) start = { memory: await memory(), files: openFiles(), appends: appendsAGo }
      yield { appends: appendsAGo, misread, ...(go === to - 1 ? await leftBehind(start, (go + 1 - from) * appendsAGo) : {}) }
      if ((go + 1) % goesAnOpening !== 0) continue
      await open.close()
      open = undefined
      // libsql closes a file when its last statement is garbage, and SQLite keeps it for as long as another connection is open.
      await memory()
    }
  } finally {
    await open?.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function aThousand({ store }: OpenEngine, versions: Map<string, number>, go: number): Promise<number> {
  const end = store.watch(() => {})
  let misread = 0
  let last = ''
  for (let append = 0; append < appendsAGo; append++) {
    const relation = relationOf(append)
    const version = versions.get(relation) ?? 0
    const [line] = batch(relation, version, 1, `${go}`)
    last = await store.append(relation, version, line === undefined ? [] : [line])
    versions.set(relation, version + 1)
    const [read] = await store.read(relation, version + 1)
    if (read?.text !== line?.text) misread += 1
  }
  await store.snapshots?.save(relationOf(go), { version: 1, text: `${go}`.repeat(1000) })
  if ((await store.since(last)).length > 0) misread += 1
  end()
  return misread
}

const openFiles = (): number => (process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0)

/** The bytes in use. What drivers hold is let go of a turn after it was found to be garbage. */
export async function memory(): Promise<number> {
  for (let turn = 0; turn < 5; turn++) {
    globalThis.gc?.()
    await pause(10)
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

async function leftBehind(start: { memory: number; files: number; appends: number }, appends: number): Promise<Counts> {
  const grown = (await memory()) - start.memory
  const perAppend = grown / Math.max(1, appends - start.appends)
  console.log(`  memory: ${(grown / 1e6).toFixed(1)} MB more than at the start, ${perAppend.toFixed(1)} bytes an append`)
  // A little is always in flight: a million bytes in all are not a leak.
  return { leaking: grown > 4e6 && perAppend > bytesALine ? 1 : 0, 'left open': Math.max(0, openFiles() - start.files) }
}

export const soak = (engine: EngineName): Fault => ({
  goes: { small: 20, large: 1000 },
  cannotRun: () => (globalThis.gc === undefined ? 'it needs node --expose-gc' : undefined),
  run: (from, to) => soaked(engine, from, to),
  never: ['misread', 'leaking', 'left open'],
  seen: ['appends'],
})
