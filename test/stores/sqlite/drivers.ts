// The drivers of SQLite that can be tested here: libsql everywhere, node:sqlite where Node has it (from 22.13), and there better-sqlite3,
// too, which kills an older Node that loads it.
// In: the name of one. Out: a way to open a file with it.
import { createRequire } from 'node:module'
import Libsql from 'libsql'
import type { SqliteDatabase } from '../../../src/stores/sqlite.ts'

export interface Opened extends SqliteDatabase {
  close(): unknown
}

export interface Driver {
  readonly name: string
  readonly open: (file: string, options?: { readonly readOnly?: boolean }) => Opened
}

interface NodeSqlite {
  readonly DatabaseSync: new (file: string, options: { readonly readOnly: boolean }) => Opened
}

type BetterSqlite = new (file: string, options: { readonly readonly: boolean }) => Opened

/** libsql has an option `readonly` and does not heed it. */
function openLibsql(file: string, readOnly: boolean): Opened {
  const database = new Libsql(file)
  if (readOnly) database.exec('PRAGMA query_only = 1')
  return database
}

const libsql: Driver = { name: 'libsql', open: (file, { readOnly = false } = {}) => openLibsql(file, readOnly) }

function driversOfLaterNode(): Driver[] {
  const require = createRequire(import.meta.url)
  try {
    const { DatabaseSync } = require('node:sqlite') as NodeSqlite
    const Better = require('better-sqlite3') as BetterSqlite
    return [
      { name: 'node:sqlite', open: (file, { readOnly = false } = {}) => new DatabaseSync(file, { readOnly }) },
      { name: 'better-sqlite3', open: (file, { readOnly = false } = {}) => new Better(file, { readonly: readOnly }) },
    ]
  } catch {
    return []
  }
}

export const drivers: readonly Driver[] = [libsql, ...driversOfLaterNode()]

export function driverNamed(name: string): Driver {
  const driver = drivers.find((each) => each.name === name)
  if (driver === undefined) throw new Error(`${name} is not there on Node ${process.versions.node}`)
  return driver
}
