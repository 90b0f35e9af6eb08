// What a store costs over the engine under it, at the store's interface: `npm run bench:stores`.
// In: nothing, but emmett's store for SQLite, which scripts/servers.sh gets; the disk is that of temporary files.
// Out: ratios, 1.00 meaning as fast as the engine driven bare: a loop of a few lines that checks the version and inserts, with the same
// settings, asynchronous where the store is. The two take turns in one process.

import { promises as fs, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Libsql from 'libsql'
import { jsonlStore } from '../src/stores/jsonl.ts'
import { memoryStore } from '../src/stores/memory.ts'
import { type SqliteDatabase, sqliteStore } from '../src/stores/sqlite.ts'
import type { Store, StoredLine } from '../src/stores/store.ts'
import { openEmmettSqlite } from '../test/stores/emmett/sqlite.ts'
import { type Amounts, compare, throughEmmett, throughStore, type Way } from './setup/engines.ts'
import { tellLedgerRates } from './setup/ledgers.ts'
import { idIn, linesFor } from './setup/lines.ts'
import { race, report } from './setup/measure.ts'
import { runParts } from './setup/parts.ts'

type Database = SqliteDatabase & { close(): unknown }

// In memory a turn is so long that the collector comes by in each: what a way keeps is moved by it once or twice, and that is part of keeping it.
const inMemory: Amounts = { single: 20_000, batches: 200, each: 300, read: 200_000, rounds: 9, atOnce: { pairs: 30, warmUp: 6 } }
const onDisk: Amounts = { single: 10, batches: 3, each: 5, read: 200_000, rounds: 9, atOnce: { pairs: 100, warmUp: 50 } }

/** SQLite driven bare: the same pragmas, one transaction an append, a check of the version, an insert for each line. */
function bareSqlite(database: SqliteDatabase): Way {
  for (const sql of ['PRAGMA journal_mode = WAL', 'PRAGMA synchronous = 2']) database.prepare(sql).get()
  database.exec(
    'CREATE TABLE events (position INTEGER PRIMARY KEY, relation TEXT, version INTEGER, id TEXT, text TEXT, UNIQUE (relation, version))',
  )
  const [begin, commit] = [database.prepare('BEGIN IMMEDIATE'), database.prepare('COMMIT')]
  const last = database.prepare('SELECT max(version) AS version FROM events WHERE relation = ?')
  const insert = database.prepare('INSERT INTO events (relation, version, id, text) VALUES (?, ?, ?, ?)')
  const all = database.prepare('SELECT version, id, text FROM events WHERE relation = ? ORDER BY version')
  return {
    name: 'the bare engine',
    atLeast: 0.8,
    append: async (of, version, batch) => {
      begin.run()
      const { version: found } = last.get(of) as { version: number | null }
      if (Number(found) !== version) throw new Error('conflict')
      for (const [index, { id, text }] of batch.entries()) insert.run(of, version + 1 + index, id, text)
      commit.run()
    },
    read: async (relation) => all.all(relation).length,
  }
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-stores-'))
  try {
    await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Three databases in files of their own: through the store, bare, and a whole ledger's. `others` are further ways to use the engine. */
const sqlite = (engine: string, open: (file: string) => Database, others: (folder: string) => Promise<Way[]>) =>
  inFolder(async (folder) => {
    const databases = ['store', 'bare', 'ledger'].map((name) => open(path.join(folder, name)))
    const [ours, bare, ledger] = databases as [Database, Database, Database]
    await compare(engine, throughStore(sqliteStore(ours)), [bareSqlite(bare), ...(await others(folder))], onDisk)
    await tellLedgerRates(sqliteStore(ledger))
    for (const database of databases) database.close()
  })

// It opens and closes its file at each call, at which synchronous is 2 again: FULL, as the store's; the journal is a WAL.
const emmettOnLibsql = async (folder: string): Promise<Way[]> => [
  { ...throughEmmett(await openEmmettSqlite(path.join(folder, 'emmett'))), takesMany: false },
]

async function nodeSqlite(): Promise<void> {
  try {
    const { DatabaseSync } = createRequire(import.meta.url)('node:sqlite')
    await sqlite(
      'node:sqlite',
      (file) => new DatabaseSync(file),
      async () => [],
    )
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_UNKNOWN_BUILTIN_MODULE') throw error
    console.log(`         not on Node ${process.versions.node}: bash scripts/on-node.sh 24 npm run bench stores.ts`)
  }
}

/** By hand: an array a relation, copies of what was handed in; and all lines in one order, as a table and a file have them, too. */
function bareMemory(): Way {
  const logs = new Map<string, StoredLine[]>()
  const order: StoredLine[] = []
  return {
    name: 'the bare engine',
    atLeast: 0.8,
    append: async (relation, expected, lines) => {
      const log = logs.get(relation) ?? []
      if (log.length !== expected) throw new Error('conflict')
      for (const { id, text } of lines) {
        const line = { id, text, version: log.length + 1 }
        log.push(line)
        order.push(line)
      }
      logs.set(relation, log)
    },
    read: async (relation) => (logs.get(relation) ?? []).slice().length,
  }
}

async function memory(): Promise<void> {
  await compare('memory', throughStore(memoryStore()), [bareMemory()], inMemory)
  await tellLedgerRates(memoryStore())
}

/** By hand: a write and an fdatasync an append; for each relation it is known which bytes of the file are its. */
async function bareFile(name: string): Promise<Way & { readonly close: () => Promise<void> }> {
  const file = await fs.open(name, 'w+')
  const logs = new Map<string, { version: number; readonly extents: [start: number, end: number][] }>()
  let end = 0
  return {
    name: 'the bare engine',
    atLeast: 0.8,
    append: async (relation, expected, lines) => {
      const log = logs.get(relation) ?? { version: 0, extents: [] }
      if (log.version !== expected) throw new Error('conflict')
      logs.set(relation, log)
      const bytes = Buffer.from(`${lines.map(({ text }) => text).join('\n')}\n`)
      const start = end
      end += bytes.length
      log.version += lines.length
      if (log.extents.at(-1)?.[1] === start) log.extents.push([(log.extents.pop() as [number, number])[0], end])
      else log.extents.push([start, end])
      await file.write(bytes, 0, bytes.length, start)
      await file.datasync()
    },
    read: async (relation) => {
      const found: StoredLine[] = []
      for (const [start, end] of logs.get(relation)?.extents ?? []) {
        const { buffer } = await file.read(Buffer.allocUnsafe(end - start), 0, end - start, start)
        for (const text of buffer.toString('utf8', 0, end - start - 1).split('\n'))
          found.push({ id: idIn(text), version: found.length + 1, text })
      }
      return found.length
    },
    close: () => file.close(),
  }
}

const jsonl = (): Promise<void> =>
  inFolder(async (folder) => {
    const bare = await bareFile(path.join(folder, 'bare'))
    const [ours, ledger] = ['ours', 'ledger'].map((name) => jsonlStore(path.join(folder, name))) as [Store, Store]
    await compare('JSONL', throughStore(ours), [bare], onDisk)
    await tellLedgerRates(ledger)
    await bare.close()
    for (const store of [ours, ledger]) await store.close()
  })

/** 64 appenders to as many relations, each with one append under way at a time, against one appender. */
const grouped = (): Promise<void> =>
  inFolder(async (folder) => {
    const store = jsonlStore(path.join(folder, 'log.jsonl'))
    const [count, rounds] = [20, 15]
    const versions = new Map<string, number>()
    const appender = async (name: string) => {
      const from = versions.get(name) ?? 0
      versions.set(name, from + count)
      for (let version = from; version < from + count; version++) await store.append(name, version, linesFor(name, version, 1))
    }
    const names = Array.from({ length: 64 }, (_, index) => `C~D${index}`)
    const taken = await race(
      [
        { name: 'one', run: () => appender('A~B') },
        { name: 'many', run: () => Promise.all(names.map(appender)) },
      ],
      rounds,
    )
    const [one, many] = ['one', 'many'].map((name) => taken.get(name) as number) as [number, number]
    report('of the rate of one appender: 64 at once, to different relations, JSONL', (64 * one) / many, { atLeast: 8 })
    await store.close()
  })

await runParts(import.meta.filename, {
  'SQLite (libsql)': () => sqlite('SQLite (libsql)', (file) => new Libsql(file), emmettOnLibsql),
  'node:sqlite': nodeSqlite,
  memory,
  JSONL: jsonl,
  'JSONL, many at once': grouped,
})
