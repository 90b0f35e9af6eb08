// What the store in PostgreSQL costs over the engine, and beside emmett's store on it; the same on PGlite, where emmett has none.
// In: nothing; the server is started here. Out: ratios: against a bare loop at least 0.8×, against emmett at least 1×.
// The server syncs at each commit for all of them: fsync, full_page_writes and synchronous_commit are on. PGlite never syncs.
import { PGlite } from '@electric-sql/pglite'
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql'
import pg from 'pg'
import { type PostgresClient, postgresStore } from '../src/stores/postgres.ts'
import { startPostgres } from '../test/servers/postgres.ts'
import { compare, type Way } from './setup/engines.ts'
import { runParts } from './setup/parts.ts'

const amounts = { single: 100, batches: 20, read: 200_000, rounds: 15 }

function through(client: PostgresClient, durability: 'disk' | 'memory'): Way {
  const store = postgresStore(client, { durability })
  return { name: 'store', append: store.append, read: async (relation) => (await store.read(relation)).length }
}

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
    read: async (relation) =>
      (await client.query('SELECT version, text FROM bare WHERE relation = $1 ORDER BY version', [relation])).rows.length,
  }
}

async function emmett(url: string): Promise<Way & { readonly close: () => Promise<void> }> {
  const store = getPostgreSQLEventStore(url)
  await store.schema.migrate()
  return {
    name: 'emmett',
    atLeast: 1,
    append: (relation, expected, lines) =>
      store.appendToStream(
        relation,
        lines.map(({ text }) => ({ type: 'line', data: { text } })),
        { expectedStreamVersion: BigInt(expected) },
      ),
    read: async (relation) => (await store.readStream(relation)).events.length,
    close: () => store.close(),
  }
}

async function onServer(): Promise<void> {
  const server = await startPostgres()
  const pool = new pg.Pool({ connectionString: server.url })
  const other = await emmett(server.url)
  try {
    await compare('PostgreSQL', through(pool, 'disk'), [await byHand(pool), other], amounts)
  } finally {
    await other.close()
    await pool.end()
    await server.stop()
  }
}

async function inProcess(): Promise<void> {
  const database = new PGlite()
  await compare('PGlite', through(database, 'memory'), [await byHand(database)], amounts)
  await database.close()
}

await runParts(import.meta.filename, { PostgreSQL: onServer, PGlite: inProcess })
