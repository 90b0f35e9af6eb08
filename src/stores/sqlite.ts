// The store that keeps its logs in an SQLite database, which several processes of one machine may share.
// In: a database opened by the user, with node:sqlite, better-sqlite3 or libsql; lines of text, appended; a relation, to be read.
// Out: the same lines. An append is one transaction; SQLite lets one process write at a time, and makes the others wait.
import { crc32 } from 'node:zlib'
import { damagedDatabase, databaseFailed, isSqlite, oneValue, type SqliteDatabase } from './sqlite/database.ts'
import { checkedLine, prepareReading, type Row, readLines } from './sqlite/read.ts'
import { setUp } from './sqlite/setup.ts'
import type { NewLine, PlacedLine, Snapshot, Store, StoredLine } from './store.ts'
import {
  checkedTexts,
  checkLimit,
  checkListener,
  checkRead,
  checkSnapshot,
  ordinalOf,
  positionOf,
  storeClosed,
  unusable,
  versionConflict,
} from './terms.ts'
import { createWatchers } from './watchers.ts'

export type { SqliteDatabase, SqliteStatement } from './sqlite/database.ts'

/** How logs are kept in a database. */
export interface SqliteOptions {
  /**
   * What an append that resolved has survived. `disk`, the default: a crash of the machine (`synchronous = FULL`).
   * `os`: a crash of the process only (`synchronous = NORMAL`); much faster, for imports and tests.
   */
  readonly durability?: 'disk' | 'os'
  /** How long a call waits for another process that is writing, in milliseconds; 5000 by default. The event loop waits with it. */
  readonly busyTimeout?: number
}

/** How often a watcher looks whether another process has written, in milliseconds. */
const lookEvery = 50

/**
 * A store in an SQLite database: SQLite 3.37 or later, in a file on a disk of this machine, in WAL mode (it is set, and refused where it
 * does not hold). The tables are made at the first call; what else is in the database is left alone. Give the store a
 * database object of its own: a transaction begun elsewhere on the same object would hold its appends up.
 *
 * The database object stays the caller's: `close` lets go of it, and whoever opened it closes it. Several processes may
 * have the same file open, each with a store of its own; a watcher sees what others wrote within a tenth of a second.
 *
 * @param database opened with node:sqlite (Node 22.13 or later), better-sqlite3 or libsql
 * @param options durability, and how long to wait for other processes
 * @throws LedgerError `INVALID_ARGUMENT` at once; from the calls of the store `STORE_FAILED`, `STORE_CLOSED`, `LOG_CORRUPT`,
 * `FORMAT_UNSUPPORTED`, `VERSION_CONFLICT` and `INVALID_ARGUMENT`
 * @example
 * ```ts
 * import Database from 'libsql'
 * import { openLedger } from 'relations-ledger'
 * import { sqliteStore } from 'relations-ledger/stores/sqlite'
 *
 * const database = new Database('talks.db') // or new DatabaseSync('talks.db') of node:sqlite
 * const ledger = openLedger({ store: sqliteStore(database) })
 * await ledger.between('US', 'RU').state()
 * await ledger.close()
 * database.close()
 * ```
 */
export function sqliteStore(database: SqliteDatabase, options: SqliteOptions = {}): Store {
  checkOptions(database, options)
  const { durability = 'disk', busyTimeout = 5000 } = options
  const name = nameOf(database)
  const watchers = createWatchers(() => lookOut(database, name, watchers.tell))
  let statements: Statements | undefined
  let closed = false

  function opened(): Statements {
    if (closed) throw storeClosed(name)
    statements ??= setUp(database, { name, durability, busyTimeout }, () => prepare(database))
    return statements
  }

  function reading<Value>(work: (statements: Statements) => Value): Value {
    try {
      return work(opened())
    } catch (error) {
      throw databaseFailed('read', name, error, 'nothing was changed: remove the cause and read again')
    }
  }

  async function append(relation: string, expectedVersion: number, lines: readonly NewLine[]): Promise<string> {
    const texts = checkedTexts(relation, expectedVersion, lines)
    const { tip, insert } = opened()
    const position = inTransaction(() => {
      const { version, position } = tip.get(relation) as { version: number | null; position: number | null }
      if (Number(version) !== expectedVersion) throw versionConflict(relation, expectedVersion, Number(version))
      const rows = texts.map((text, index): Values => {
        const { id } = lines[index] as NewLine
        return [Number(position) + 1 + index, relation, expectedVersion + 1 + index, id, text, crc32(text)]
      })
      insertAll(insert, rows)
      return positionOf(Number(position) + rows.length)
    })
    watchers.tell()
    return position
  }

  function inTransaction<Value>(work: () => Value): Value {
    const { begin, commit, rollback } = opened()
    let advice = 'nothing of this append was kept: remove the cause and append again'
    try {
      begin.run()
      const value = work()
      advice = 'this append may or may not be there: append the same events again, and they are there once'
      commit.run()
      return value
    } catch (error) {
      // SQLite has rolled back by itself where it could not go on: then there is nothing to roll back.
      quietly(() => rollback.run())
      const busy = `another process has been writing for ${busyTimeout} ms: append again`
      throw databaseFailed('append', name, error, isSqlite(error, 'SQLITE_BUSY') ? busy : advice)
    }
  }

  async function read(relation: string, from = 1, limit = Number.POSITIVE_INFINITY): Promise<readonly StoredLine[]> {
    checkRead(relation, from, limit)
    return reading((statements) => readLines(name, statements, relation, from, limit))
  }

  async function since(cursor?: string, limit = Number.POSITIVE_INFINITY): Promise<readonly PlacedLine[]> {
    checkLimit(limit)
    const after = ordinalOf(cursor)
    const rows = reading(({ ofAll }) => ofAll.all(after, sqlLimit(limit)) as PlacedRow[])
    return rows.map((row, index) => {
      const { relation, version, position } = row
      if (Number(position) !== after + 1 + index)
        throw damagedDatabase(name, `a line before version ${version} of ${relation} is missing`, relation)
      return { ...checkedLine(name, row, relation, Number(version)), relation, position: positionOf(Number(position)) }
    })
  }

  async function relations(): Promise<readonly string[]> {
    const rows = reading(({ first }) => first.all() as PlacedRow[])
    for (const row of rows) checkedLine(name, row, row.relation, 1)
    return rows.map(({ relation }) => relation)
  }

  function watch(listener: () => void): () => void {
    if (closed) throw storeClosed(name)
    checkListener(listener)
    return watchers.add(listener)
  }

  async function save(relation: string, snapshot: Snapshot): Promise<void> {
    checkSnapshot(relation, snapshot)
    try {
      opened().keep.run(relation, snapshot.version, snapshot.text)
    } catch (error) {
      if (isSqlite(error, 'SQLITE_READONLY')) return
      throw databaseFailed('save', name, error, 'the logs are as they were: go on without it')
    }
  }

  async function latest(relation: string): Promise<Snapshot | undefined> {
    const row = reading(({ kept }) => kept.get(relation) as Snapshot | undefined)
    return row && { version: Number(row.version), text: row.text }
  }

  async function close(): Promise<void> {
    closed = true
    // With libsql a statement keeps the file open, also after the database was closed.
    statements = undefined
    watchers.clear()
  }

  return { name, durability, append, read, since, relations, watch, snapshots: { save, latest }, close }
}

interface PlacedRow extends Row {
  readonly position: number
  readonly relation: string
  readonly version: number
}

type Values = (string | number)[]

type Statements = ReturnType<typeof prepare>

const prepare = (database: SqliteDatabase) => ({
  begin: database.prepare('BEGIN IMMEDIATE'),
  commit: database.prepare('COMMIT'),
  rollback: database.prepare('ROLLBACK'),
  tip: database.prepare(
    'SELECT (SELECT max(version) FROM ledger_events WHERE relation = ?) AS version, (SELECT max(position) FROM ledger_events) AS position',
  ),
  insert: [32, 4, 1].map((size) => ({ size, statement: database.prepare(insertOf(size)) })),
  ...prepareReading(database),
  ofAll: database.prepare('SELECT position, relation, version, text, crc FROM ledger_events WHERE position > ? ORDER BY position LIMIT ?'),
  first: database.prepare('SELECT relation, text, crc FROM ledger_events WHERE version = 1 ORDER BY position'),
  keep: database.prepare('INSERT OR REPLACE INTO ledger_snapshots (relation, version, text) VALUES (?, ?, ?)'),
  kept: database.prepare('SELECT version, text FROM ledger_snapshots WHERE relation = ?'),
})

const insertOf = (rows: number): string =>
  `INSERT INTO ledger_events (position, relation, version, id, text, crc) VALUES ${Array(rows).fill('(?, ?, ?, ?, ?, ?)').join()}`

/** As many rows in a call as there is a statement for: the call of a driver costs as much as a row. */
function insertAll(insert: Statements['insert'], rows: readonly Values[]): void {
  let done = 0
  for (const { size, statement } of insert)
    for (; done + size <= rows.length; done += size) statement.run(...rows.slice(done, done + size).flat())
}

const sqlLimit = (limit: number): number => (limit === Number.POSITIVE_INFINITY ? -1 : limit)

// The number changes when another connection has written, and asking for it reads no page.
function lookOut(database: SqliteDatabase, name: string, tell: () => void): () => void {
  const number = () => Number(oneValue(database, 'PRAGMA data_version'))
  let seen: number
  try {
    seen = number()
  } catch (error) {
    throw databaseFailed('watch', name, error, 'it cannot be watched: see that the database is open')
  }
  const timer = setInterval(() => {
    quietly(() => {
      const now = number()
      if (now !== seen) tell()
      seen = now
    })
  }, lookEvery)
  timer.unref()
  return () => clearInterval(timer)
}

function quietly(work: () => unknown): void {
  try {
    work()
  } catch {
    // What is tried here changes nothing where it fails.
  }
}

function nameOf(database: SqliteDatabase): string {
  let file = ''
  quietly(() => {
    file = (database.prepare('PRAGMA database_list').get() as { file: string }).file
  })
  return file === '' ? 'sqlite' : `sqlite ${file}`
}

function checkOptions(database: SqliteDatabase, { durability, busyTimeout }: SqliteOptions): void {
  if (typeof database?.exec !== 'function' || typeof database.prepare !== 'function')
    throw unusable('database', database, 'it has no exec and prepare — open one with node:sqlite, better-sqlite3 or libsql, and hand it in')
  if (durability !== undefined && durability !== 'disk' && durability !== 'os')
    throw unusable('durability', durability, "it is not one of them — give 'disk' or 'os'")
  if (busyTimeout !== undefined && (!Number.isSafeInteger(busyTimeout) || busyTimeout < 0 || busyTimeout > 0x7fffffff))
    throw unusable('busyTimeout', busyTimeout, 'it is not a time — give milliseconds, 0 or more')
}
