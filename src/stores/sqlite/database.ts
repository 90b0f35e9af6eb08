// What the store needs of an SQLite database: what node:sqlite, better-sqlite3 and libsql have in common.
// In: a database the user opened with one of them; an error one of them threw.
// Out: the type of the first; a LedgerError for the second, with SQLite's own name of what went wrong.
import { LedgerError } from '../../errors.ts'

/** A prepared statement. */
export interface SqliteStatement {
  run(...values: (string | number)[]): unknown
  /** The first row, or undefined. */
  get(...values: (string | number)[]): unknown
  all(...values: (string | number)[]): unknown[]
}

/** An open SQLite database: a `DatabaseSync` of node:sqlite, a `Database` of better-sqlite3 or of libsql. */
export interface SqliteDatabase {
  exec(sql: string): unknown
  prepare(sql: string): SqliteStatement
}

/** The one value of a row with one column, such as a pragma's. What libsql adds to a row stands after its columns. */
export const oneValue = (database: SqliteDatabase, sql: string): unknown =>
  Object.values((database.prepare(sql).get() as Record<string, unknown> | undefined) ?? {})[0]

// SQLite's primary result codes, which node:sqlite gives as numbers and the others by name.
const names: { readonly [code: number]: string } = {
  5: 'SQLITE_BUSY',
  6: 'SQLITE_LOCKED',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  26: 'SQLITE_NOTADB',
}

/** SQLite's name of what went wrong, such as SQLITE_BUSY; undefined where the error is not SQLite's. */
function sqliteCode(error: unknown): string | undefined {
  const { code, errcode } = (error ?? {}) as { code?: unknown; errcode?: unknown }
  if (typeof errcode === 'number') return names[errcode & 0xff] ?? `SQLITE_${errcode}`
  return typeof code === 'string' ? code : undefined
}

/** True where SQLite says so, or says so more exactly: SQLITE_BUSY is also SQLITE_BUSY_SNAPSHOT. */
export const isSqlite = (error: unknown, name: string): boolean => sqliteCode(error)?.startsWith(name) ?? false

/** A LOG_CORRUPT of this database. */
export const damagedDatabase = (name: string, reason: string, relation?: string): LedgerError<'LOG_CORRUPT'> =>
  new LedgerError(
    'LOG_CORRUPT',
    `${name}: ${reason} — put back a good copy of the database; nothing in it was changed`,
    { reason },
    relation === undefined ? {} : { relation },
  )

/** What an error of the database is to the caller: a LOG_CORRUPT where SQLite found damage, otherwise a STORE_FAILED. */
export function databaseFailed(operation: string, name: string, error: unknown, advice: string): LedgerError {
  if (error instanceof LedgerError) return error
  const code = sqliteCode(error)
  const said = error instanceof Error ? error.message : String(error)
  if (isSqlite(error, 'SQLITE_CORRUPT') || isSqlite(error, 'SQLITE_NOTADB')) return damagedDatabase(name, said)
  const message = `${operation} ${name}: ${code === undefined ? said : `${code}, ${said}`} — ${advice}`
  return new LedgerError('STORE_FAILED', message, { operation, code }, {}, error)
}
