// emmett's store in SQLite, over libsql: scripts/servers.sh puts it into .cache/, with libsql under the interface of the sqlite3 that it asks for.
// In: a file. Out: the store, as emmett's code made it; nothing of it is changed.
import { join } from 'node:path'
import type { EmmettStore } from '../../../src/stores/emmett.ts'

const entry = join(import.meta.dirname, '../../../.cache/emmett-sqlite/node_modules/@event-driven-io/emmett-sqlite/dist/index.js')

export async function openEmmettSqlite(fileName: string): Promise<EmmettStore> {
  const { getSQLiteEventStore } = (await import(entry)) as { getSQLiteEventStore: (options: { fileName: string }) => EmmettStore }
  return getSQLiteEventStore({ fileName })
}
