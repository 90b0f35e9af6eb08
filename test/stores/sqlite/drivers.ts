// The drivers of SQLite that can be tested here: libsql everywhere, node:sqlite where Node has it (from 22.13), and better-sqlite3 from 22.14
// on: it kills an older Node that loads it, for want of Node-API 10.
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

const require = createRequire(import.meta.url)

function nodeSqlite(): Driver[] {
  try {
    const { DatabaseSync } = require('node:sqlite') as NodeSqlite
    return [{ name: 'node:sqlite', open: (file, { readOnly = false } = {}) => new DatabaseSync(file, { readOnly }) }]
  } catch {
    return []
  }
}

function betterSqlite(): Driver[] {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 22 || (major === 22 && minor < 14)) return []
  const Better = require('better-sqlite3') as BetterSqlite
  return [{ name: 'better-sqlite3', open: (file, { readOnly = false } = {}) => new Better(file, { readonly: readOnly }) }]
}

export const drivers: readonly Driver[] = [libsql, ...nodeSqlite(), ...betterSqlite()]

export function driverNamed(name: string): Driver {
  const driver = drivers.find((each) => each.name === name)
  if (driver === undefined) throw new Error(`${name} is not there on Node ${process.versions.node}`)
  return driver
}
