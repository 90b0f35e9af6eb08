// What a store costs over the engine under it, at the store's interface: `npm run bench:stores`.
// In: nothing; the disk is that of temporary files. Out: ratios, 1.00 meaning as fast as the engine driven bare: a loop of a few lines
// that checks the version and inserts, with the same settings, asynchronous where the store is. Rounds alternate in one process.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Libsql from 'libsql'
import { jsonlStore } from '../src/stores/jsonl.ts'
import { sqliteStore } from '../src/stores/sqlite.ts'
import type { NewLine, Store } from '../src/stores/store.ts'
import { collect, median, report } from './setup/measure.ts'
import { runParts } from './setup/parts.ts'

const relation = 'RU~US'
const note = 'x'.repeat(180)

function line(version: number, of = relation): NewLine {
  const id = `0196f1a2-7c3b-7d4e-8f5a-${String(version).padStart(12, '0')}`
  return { id, text: JSON.stringify({ json: { relation: of, version, id, type: 'meeting.held', note } }) }
}

const lines = (version: number, count: number): NewLine[] => Array.from({ length: count }, (_, index) => line(version + 1 + index))

/** What both sides of a comparison can do. */
interface Side {
  readonly append: (relation: string, version: number, lines: readonly NewLine[]) => Promise<unknown>
  readonly read: () => Promise<readonly unknown[]>
  readonly close: () => void
}

/** SQLite driven bare: the same pragmas, one transaction an append, a check of the version, an insert for each line. */
function bareSqlite(file: string): Side {
  const database = new Libsql(file)
  for (const sql of ['PRAGMA journal_mode = WAL', 'PRAGMA synchronous = 2']) database.prepare(sql).get()
  database.exec(
    'CREATE TABLE events (position INTEGER PRIMARY KEY, relation TEXT, version INTEGER, id TEXT, text TEXT, UNIQUE (relation, version))',
  )
  const [begin, commit] = ['BEGIN IMMEDIATE', 'COMMIT'].map((sql) => database.prepare(sql)) as [Libsql.Statement, Libsql.Statement]
  const last = database.prepare('SELECT max(version) AS version FROM events WHERE relation = ?')
  const insert = database.prepare('INSERT INTO events (relation, version, id, text) VALUES (?, ?, ?, ?)')
  const all = database.prepare('SELECT version, id, text FROM events WHERE relation = ? ORDER BY version')
  return {
    append: async (of, version, batch) => {
      begin.run()
      const { version: found } = last.get(of) as { version: number | null }
      if (Number(found) !== version) throw new Error('conflict')
      for (const [index, { id, text }] of batch.entries()) insert.run(of, version + 1 + index, id, text)
      commit.run()
    },
    read: async () => all.all(relation),
    close: () => database.close(),
  }
}

const sideOf = (store: Store, close: () => void): Side => ({ append: store.append, read: () => store.read(relation), close })

function ourSqlite(file: string): Side {
  const database = new Libsql(file)
  return sideOf(sqliteStore(database), () => database.close())
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  collect()
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** The median of the ratios of bare to ours, over rounds in which both do the same work in turn. */
async function compared(
  what: string,
  rounds: number,
  bare: (round: number) => Promise<unknown>,
  ours: (round: number) => Promise<unknown>,
): Promise<void> {
  const times: { bare: number; ours: number }[] = []
  for (let round = 0; round < rounds + 3; round++) {
    const taken = { bare: 0, ours: 0 }
    for (const side of round % 2 === 0 ? (['bare', 'ours'] as const) : (['ours', 'bare'] as const)) {
      taken[side] = await timed(() => (side === 'bare' ? bare(round) : ours(round)))
    }
    if (round >= 3) times.push(taken)
  }
  report(`of the rate of the engine driven bare: ${what}`, median(times.map((each) => each.bare / each.ours)), { atLeast: 0.8 })
  console.log(
    `                    bare ${median(times.map((each) => each.bare)).toFixed(1)} ms, ours ${median(times.map((each) => each.ours)).toFixed(1)} ms a round`,
  )
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-stores-'))
  try {
    await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function appends(side: Side, from: number, count: number, size: number): Promise<void> {
  for (let done = 0; done < count; done++) await side.append(relation, from + done * size, lines(from + done * size, size))
}

const sqlite = (): Promise<void> =>
  inFolder(async (folder) => {
    const [bare, ours] = [bareSqlite(path.join(folder, 'bare.db')), ourSqlite(path.join(folder, 'ours.db'))]
    const single = (side: Side) => (round: number) => appends(side, round * 50, 50, 1)
    await compared('SQLite (libsql), appends of one line, 50 a round', 15, single(bare), single(ours))
    const start = 18 * 50
    const batches = (side: Side) => (round: number) => appends(side, start + round * 1000, 10, 100)
    await compared('SQLite (libsql), appends of 100 lines, 10 a round', 15, batches(bare), batches(ours))
    const full = start + 18_000
    for (const side of [bare, ours])
      for (let version = full; version < 200_000; version += 5000) await side.append(relation, version, lines(version, 5000))
    await compared(
      'SQLite (libsql), reading 200,000 lines',
      5,
      () => bare.read(),
      () => ours.read(),
    )
    for (const side of [bare, ours]) side.close()
  })

/** 64 appenders to as many relations, each with one append under way at a time, against one appender. */
const grouped = (): Promise<void> =>
  inFolder(async (folder) => {
    const store = jsonlStore(path.join(folder, 'log.jsonl'))
    const [count, rounds] = [20, 15]
    const appender = async (name: string, round: number, each: number) => {
      for (let version = round * each; version < (round + 1) * each; version++) await store.append(name, version, [line(version + 1, name)])
    }
    const ratios: number[] = []
    for (let round = 0; round < rounds + 3; round++) {
      const one = (await timed(() => appender('A~B', round, count))) / count
      const names = Array.from({ length: 64 }, (_, index) => `C~D${index}`)
      const many = (await timed(() => Promise.all(names.map((name) => appender(name, round, count))))) / (64 * count)
      if (round >= 3) ratios.push(one / many)
    }
    report('of the rate of one appender: 64 at once, to different relations, JSONL', median(ratios), { atLeast: 8 })
    await store.close()
  })

await runParts(import.meta.filename, { SQLite: sqlite, 'JSONL, many at once': grouped })
