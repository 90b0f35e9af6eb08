// What the store in PostgreSQL costs over the engine, and beside emmett's store on it; the same on PGlite.
// In: nothing; the server is started here. Out: ratios: against a bare loop at least 0.8×, against emmett at least 1×.
// The server syncs at each commit for all of them: fsync, full_page_writes and synchronous_commit are on. PGlite never syncs.
import { PGlite } from '@electric-sql/pglite'
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql'
import pg from 'pg'
import { type PostgresClient, postgresStore } from '../src/stores/postgres.ts'
import { startPostgres } from '../test/servers/postgres.ts'
import { type Amounts, compare, throughEmmett, throughStore, type Way } from './setup/engines.ts'
import { tellLedgerRates } from './setup/ledgers.ts'
import { idIn } from './setup/lines.ts'
import { runParts } from './setup/parts.ts'

const onDisk: Amounts = { single: 10, batches: 3, each: 5, read: 200_000, rounds: 9, atOnce: { pairs: 100, warmUp: 50 } }
const inMemory: Amounts = { single: 100, batches: 20, each: 5, read: 200_000, rounds: 15 }

/** By hand: one table, and one statement that inserts where the version is the expected one. */
async function byHand(client: PostgresClient): Promise<Way> {
  await client.query('CREATE TABLE bare (relation text, version bigint, text text, PRIMARY KEY (relation, version))')
  const insert = `INSERT INTO bare SELECT $1, $2::bigint + n, t FROM unnest($3::text[]) WITH ORDINALITY AS line (t, n)
    WHERE (SELECT coalesce(max(version), 0) FROM bare WHERE relation = $1) = $2::bigint RETURNING 1`
  return {
    name: 'the bare engine',
    atLeast: 0.8,
    append: async (relation, expected, lines) => {
      const { rows } = await client.query(insert, [relation, expected, lines.map(({ text }) => text)])
      if (rows.length !== lines.length) throw new Error('conflict')
    },
    read: async (relation) => {
      const { rows } = await client.query('SELECT version, text FROM bare WHERE relation = $1 ORDER BY version', [relation])
      const lines = (rows as { version: string; text: string }[]).map(({ version, text }) => ({
        id: idIn(text),
        version: Number(version),
        text,
      }))
      return lines.length
    },
  }
}

async function emmett(url: string): Promise<Way & { readonly close: () => Promise<void> }> {
  const store = getPostgreSQLEventStore(url)
  await store.schema.migrate()
  return { ...throughEmmett(store), close: () => store.close() }
}

/** PGlite under the interface of a client of pg: emmett's store knows no other, and hands over several statements at once only without values. */
const clientOf = (database: PGlite) => ({
  query: async (given: string | { readonly text: string }, values: unknown[] = []) => {
    const text = typeof given === 'string' ? given : given.text
    const result = values.length > 0 ? await database.query(text, values) : (await database.exec(text)).at(-1)
    return { rows: result?.rows ?? [], rowCount: result?.affectedRows || result?.rows.length || 0 }
  },
})

/** One connection is all there is, and an append is a transaction on it: it takes one at a time. */
async function emmettInProcess(database: PGlite): Promise<Way> {
  const store = getPostgreSQLEventStore('postgresql://pglite', {
    connectionOptions: { client: clientOf(database) as unknown as pg.Client },
  })
  await store.schema.migrate()
  return { ...throughEmmett(store), takesMany: false }
}

async function onServer(): Promise<void> {
  const server = await startPostgres()
  const pool = new pg.Pool({ connectionString: server.url })
  const other = await emmett(server.url)
  try {
    await compare('PostgreSQL', throughStore(postgresStore(pool)), [await byHand(pool), other], onDisk)
  } finally {
    await other.close()
    await pool.end()
    await server.stop()
  }
}

async function ledgerOnServer(): Promise<void> {
  const server = await startPostgres()
  const pool = new pg.Pool({ connectionString: server.url })
  try {
    await tellLedgerRates(postgresStore(pool))
  } finally {
    await pool.end()
    await server.stop()
  }
}

async function inProcess(): Promise<void> {
  const database = new PGlite()
  const durability = 'memory'
  await compare(
    'PGlite',
    throughStore(postgresStore(database, { durability })),
    [await byHand(database), await emmettInProcess(database)],
    inMemory,
  )
  await database.close()
}

async function ledgerInProcess(): Promise<void> {
  const database = new PGlite()
  await tellLedgerRates(postgresStore(database, { durability: 'memory' }))
  await database.close()
}

await runParts(import.meta.filename, {
  PostgreSQL: onServer,
  'PostgreSQL, a whole ledger': ledgerOnServer,
  PGlite: inProcess,
  'PGlite, a whole ledger': ledgerInProcess,
})
