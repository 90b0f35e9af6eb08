// Makes a database fit to keep logs: how it is written to the disk, how long it waits for others, and its tables.
// In: a database as the user opened it, whatever else is in it.
// Out: what is done next, once all of that is so; or a LedgerError. What SQLite was told is asked back: it keeps another mode and says nothing.
import { LedgerError } from '../../errors.ts'
import { databaseFailed, isSqlite, oneValue, type SqliteDatabase } from './database.ts'

/** The version of these tables. */
const schemaVersion = 1

/**
 * `position` counts the lines of all relations without a gap, in the order in which they were committed: there is one writer at a time.
 * `crc` is the CRC-32 of the text, since SQLite has no checksum of its own that would tell a flipped bit.
 * `ledger_relations` is what lists the relations in the order of their first line without reading every line.
 */
const tables = `
  CREATE TABLE ledger_schema (version INTEGER NOT NULL) STRICT;
  INSERT INTO ledger_schema VALUES (${schemaVersion});
  CREATE TABLE ledger_events (
    position INTEGER PRIMARY KEY,
    relation TEXT NOT NULL,
    version INTEGER NOT NULL,
    id TEXT NOT NULL,
    text TEXT NOT NULL,
    crc INTEGER NOT NULL,
    UNIQUE (relation, version)
  ) STRICT;
  CREATE INDEX ledger_relations ON ledger_events (position, relation) WHERE version = 1;
  CREATE TABLE ledger_snapshots (
    relation TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    text TEXT NOT NULL
  ) STRICT;
`

export interface Setup {
  readonly name: string
  readonly durability: 'disk' | 'os'
  /** In milliseconds. */
  readonly busyTimeout: number
}

const pauseBetweenTries = 20

/** @param then what to do with it next, such as preparing statements; its failure is one of opening, too */
export function setUp<Prepared>(database: SqliteDatabase, setup: Setup, then: () => Prepared): Prepared {
  const { name, durability, busyTimeout } = setup
  try {
    must(database, name, 'busy_timeout', busyTimeout, 'it waits for no other process: hand in another database')
    patiently(busyTimeout, () => setJournal(database, name))
    must(database, name, 'synchronous', durability === 'disk' ? 2 : 1, 'it does not write to the disk as told: hand in another database')
    // Where the system's own sync leaves the disk's cache alone, as on macOS; elsewhere it changes nothing.
    database.exec('PRAGMA fullfsync = 1; PRAGMA checkpoint_fullfsync = 1')
    patiently(busyTimeout, () => setTables(database, name))
    return then()
  } catch (error) {
    throw databaseFailed('open', name, error, 'nothing in it was changed: remove the cause and try again')
  }
}

function setJournal(database: SqliteDatabase, name: string): void {
  if (oneValue(database, 'PRAGMA journal_mode') === 'wal') return
  const mode = oneValue(database, 'PRAGMA journal_mode = WAL')
  if (mode === 'wal') return
  const why =
    mode === 'memory' ? 'it lives in memory and would keep nothing: open a file' : 'open it on a disk of this machine, for writing'
  throw refusal(name, `its journal_mode stays ${mode} where WAL was asked for`, why)
}

function must(database: SqliteDatabase, name: string, pragma: string, value: number, advice: string): void {
  database.exec(`PRAGMA ${pragma} = ${value}`)
  const found = Number(oneValue(database, `PRAGMA ${pragma}`))
  if (found !== value) throw refusal(name, `its ${pragma} stays ${found} where ${value} was asked for`, advice)
}

const refusal = (name: string, fact: string, advice: string) =>
  new LedgerError('STORE_FAILED', `open ${name}: ${fact} — ${advice}`, { operation: 'open', code: undefined })

// Another process may make the tables at this moment: who is second finds them there.
function setTables(database: SqliteDatabase, name: string): void {
  if (!hasTables(database)) {
    database.exec('BEGIN IMMEDIATE')
    try {
      if (!hasTables(database)) database.exec(tables)
      database.exec('COMMIT')
    } catch (error) {
      database.exec('ROLLBACK')
      throw error
    }
  }
  const found = oneValue(database, 'SELECT version FROM ledger_schema')
  if (Number(found) === schemaVersion) return
  const message = `${name}: its tables have schema ${found} and this version of the library knows schema ${schemaVersion} — install a later version`
  throw new LedgerError('FORMAT_UNSUPPORTED', message, { formatVersion: found })
}

const hasTables = (database: SqliteDatabase): boolean =>
  oneValue(database, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'ledger_schema'") !== 0

// SQLite does not wait by itself while two processes make one new database fit at the same time.
function patiently(busyTimeout: number, step: () => void): void {
  for (let waited = 0; ; waited += pauseBetweenTries) {
    try {
      return step()
    } catch (error) {
      if (!isSqlite(error, 'SQLITE_BUSY') || waited >= busyTimeout) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseBetweenTries)
    }
  }
}
