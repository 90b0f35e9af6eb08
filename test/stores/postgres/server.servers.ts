// The store in a database keeps the contract on a real server, also through a pooler; and what only several connections can show.
// In: a PostgreSQL server and a PgBouncer in transaction mode, started here.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type PostgresOptions, postgresSetUp, postgresStore } from '../../../src/stores/postgres.ts'
import type { PlacedLine, Store } from '../../../src/stores/store.ts'
import type { Competition } from '../../../src/testing/contract/check.ts'
import { line, stored } from '../../../src/testing/contract/lines.ts'
import { storeContract } from '../../../src/testing/store-contract.ts'
import { type PostgresServer, startPostgres } from '../../servers/postgres.ts'
import { keepsTheChronology } from '../chronology.ts'
import { hurtUnderLoad } from '../load.ts'
import { startCutter } from './cutter.ts'

let server: PostgresServer
let admin: pg.Pool
beforeAll(async () => {
  server = await startPostgres()
  admin = poolOf({ connectionString: server.url })
})
afterAll(async () => {
  await admin.end()
  await server.stop()
})

const pools: pg.Pool[] = []
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.end()))
})

function poolOf(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool(config)
  pool.on('error', () => {})
  return pool
}

/** A pool that ends with the test. */
function newPool(config: pg.PoolConfig = {}): pg.Pool {
  const pool = poolOf({ connectionString: server.url, ...config })
  pools.push(pool)
  return pool
}

let number = 0
const newSchema = (): string => `store_${++number}`
const drop = async (schema: string) => void (await admin.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`))

/** What the contract is run on: a schema of its own, reached through this pool, and from other processes at this address. */
function made(pool: pg.Pool, url: string, options: PostgresOptions) {
  const schema = newSchema()
  const make = () => postgresStore(pool, { schema, ...options })
  return {
    store: make(),
    reopen: make,
    another: make,
    elsewhere: (task: Competition) => competing(url, schema, task),
    discard: () => drop(schema),
  }
}

/** A process of its own that opens the store and appends to it. */
async function competing(url: string, schema: string, task: Competition): Promise<number[]> {
  const args = ['--import', 'tsx', '--conditions=@relations-ledger/source', join(import.meta.dirname, 'competitor.child.ts')]
  const { stdout } = await promisify(execFile)(process.execPath, [...args, url, schema, JSON.stringify(task)])
  return JSON.parse(stdout)
}

describe('the contract', () => {
  const runner = { describe, test, expect, shared: 'processes' } as const
  storeContract(() => made(admin, server.url, {}), { ...runner, name: 'postgresStore on a server' })
  let pooled: pg.Pool
  beforeAll(() => {
    pooled = poolOf({ connectionString: server.pooledUrl })
  })
  afterAll(() => pooled.end())
  const pooledOptions = { listen: false, lookEvery: 20 }
  storeContract(() => made(pooled, server.pooledUrl, pooledOptions), {
    ...runner,
    name: 'postgresStore through a pooler in transaction mode',
  })
  keepsTheChronology(() => made(admin, server.url, {}), { test, expect, name: 'postgresStore on a server' })
})

describe('who reads on misses nothing of a commit that was slow', () => {
  /** The slow one begins first, the fast one commits first; what a reader has seen in between, and after both. */
  async function raced(
    slow: (session: pg.PoolClient) => Promise<unknown>,
    fast: () => Promise<unknown>,
    since: (last: number) => Promise<number[]>,
  ) {
    const session = await newPool().connect()
    await session.query('BEGIN')
    await slow(session)
    const fastDone = fast()
    await Promise.race([fastDone, new Promise((resolve) => setTimeout(resolve, 300))])
    const between = await since(0)
    await session.query('COMMIT')
    session.release()
    await fastDone
    return { between, after: await since(between.at(-1) ?? 0) }
  }

  test('with a sequence a line is never seen', async () => {
    const schema = newSchema()
    await admin.query(`CREATE SCHEMA ${schema}; CREATE TABLE ${schema}.naive (place bigserial PRIMARY KEY, text text)`)
    const insert = `INSERT INTO ${schema}.naive (text) VALUES ('line')`
    const seen = await raced(
      (session) => session.query(insert),
      () => admin.query(insert),
      async (last) => {
        const { rows } = await admin.query(`SELECT place::float8 FROM ${schema}.naive WHERE place > $1 ORDER BY place`, [last])
        return rows.map(({ place }) => place)
      },
    )
    expect(seen).toEqual({ between: [2], after: [] })
    await drop(schema)
  })

  test('with the store every line is seen, in its order', async () => {
    const schema = newSchema()
    const store = postgresStore(admin, { schema })
    await store.relations()
    const slow = `SELECT * FROM ${schema}.append('{A~B}', '{0}', '{1}', $1, false, true)`
    const seen = await raced(
      (session) => session.query(slow, [[line('A~B', 1).text]]),
      () => store.append('DE~FR', 0, [line('DE~FR', 1)]),
      async (last) => (await store.since(String(last).padStart(16, '0'))).map(({ position }) => Number(position)),
    )
    expect(seen).toEqual({ between: [], after: [1, 2] })
    expect((await store.since()).map(({ relation }) => relation)).toEqual(['A~B', 'DE~FR'])
    await drop(schema)
  })

  test('many processes append, one reads on: it sees every line once, each log in its order, places without a gap', async () => {
    const schema = newSchema()
    const stores = Array.from({ length: 4 }, () => postgresStore(newPool({ max: 2 }), { schema }))
    let isDone = false
    const seen: PlacedLine[] = []
    const reader = postgresStore(admin, { schema })
    const readOn = () => reader.since(seen.at(-1)?.position, 50)
    const reading = (async () => {
      for (let isLast = false; !isLast; ) {
        isLast = isDone
        for (let page = await readOn(); page.length > 0; page = await readOn()) seen.push(...page)
      }
    })()
    await Promise.all(stores.flatMap((store, index) => ['A', 'B', 'C'].map((party) => appendMany(store, `${party}~X${index}`, 50))))
    isDone = true
    await reading
    expect(seen.map(({ position }) => Number(position))).toEqual(Array.from({ length: 600 }, (_, index) => index + 1))
    for (const relation of ['A~X0', 'C~X3']) {
      expect(seen.filter((each) => each.relation === relation).map(({ version }) => version)).toEqual(
        Array.from({ length: 50 }, (_, at) => at + 1),
      )
    }
    await drop(schema)
  })
})

async function appendMany(store: Store, relation: string, count: number): Promise<void> {
  for (let version = 0; version < count; version++) await store.append(relation, version, [line(relation, version + 1)])
}

describe('settings of the server and the session', () => {
  test('an append is on the disk when it resolves, also where the session says that commits need not wait', async () => {
    const session = { options: '-c synchronous_commit=off' }
    const isFlushed = async () => {
      const { rows } = await admin.query('SELECT pg_current_wal_flush_lsn() >= pg_current_wal_insert_lsn() AS is_flushed')
      return rows[0].is_flushed as boolean
    }
    const flushed: boolean[] = []
    for (const durability of ['disk', 'os'] as const) {
      const schema = newSchema()
      const store = postgresStore(newPool(session), { schema, durability })
      await store.append('RU~US', 0, [line('RU~US', 1)])
      flushed.push(await isFlushed())
      await drop(schema)
    }
    expect(flushed).toEqual([true, false])
  })

  test.each(['repeatable read', 'serializable'])('appends of many processes at isolation %s all succeed', async (isolation) => {
    const schema = newSchema()
    const options = `-c default_transaction_isolation=${isolation.replaceAll(' ', '\\ ')}`
    const stores = Array.from({ length: 3 }, () => postgresStore(newPool({ options }), { schema }))
    await Promise.all(stores.map((store, index) => appendMany(store, `A~X${index}`, 30)))
    expect((await postgresStore(admin, { schema }).since()).map(({ position }) => Number(position)).at(-1)).toBe(90)
    await drop(schema)
  })

  test('the tables may be made by another role: the store then needs few rights', async () => {
    const schema = newSchema()
    await admin.query(postgresSetUp(schema))
    await admin.query(`CREATE ROLE ${schema}_writer LOGIN; GRANT USAGE ON SCHEMA ${schema} TO ${schema}_writer;
      GRANT SELECT, INSERT ON ${schema}.line TO ${schema}_writer; GRANT SELECT, UPDATE ON ${schema}.head TO ${schema}_writer;
      GRANT SELECT, INSERT, UPDATE ON ${schema}.snapshot TO ${schema}_writer`)
    const store = postgresStore(
      newPool({ user: `${schema}_writer`, connectionString: undefined, host: '127.0.0.1', port: server.port, database: 'postgres' }),
      { schema },
    )
    await store.append('RU~US', 0, [line('RU~US', 1)])
    await store.snapshots?.save('RU~US', { version: 1, text: 'state' })
    expect(await store.read('RU~US')).toEqual(stored('RU~US', 1, 1))
    await expect(store.append('RU~US', 1, [line('RU~US', 2)])).resolves.toBe('0000000000000002')
  })

  test('a database that does not keep text as UTF-8 is refused', async () => {
    await admin.query(`CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0`)
    const store = postgresStore(newPool({ connectionString: server.url.replace('/postgres', '/latin').replace('//ledger', '//ledger') }))
    await expect(store.relations()).rejects.toMatchObject({ code: 'STORE_FAILED', message: expect.stringContaining('LATIN1') })
  })
})

describe('watching over a server', () => {
  const told = async (until: () => boolean) => {
    while (!until()) await new Promise((resolve) => setTimeout(resolve, 5))
  }

  test.each(['a pool', 'a client'])('%s is told at once of what another process appends', async (kind) => {
    const schema = newSchema()
    const client = new pg.Client({ connectionString: server.url })
    await client.connect()
    const other = postgresStore(kind === 'a pool' ? newPool() : client, { schema, lookEvery: 1e6 })
    let calls = 0
    other.watch(() => calls++)
    await told(() => calls > 0)
    const store = postgresStore(admin, { schema })
    for (let version = 0; version < 3; version++) {
      const before = calls
      await store.append('RU~US', version, [line('RU~US', version + 1)])
      await told(() => calls > before)
    }
    await other.close()
    await client.end()
    await drop(schema)
  })

  test('a client alone is never asked while it is busy, which pg 9 will not take any more', async () => {
    const schema = newSchema()
    const client = new pg.Client({ connectionString: server.url })
    await client.connect()
    const warnings: Error[] = []
    const heard = (warning: Error) => warnings.push(warning)
    process.on('warning', heard)
    const store = postgresStore(client, { schema })
    store.watch(() => {})
    await Promise.all([appendMany(store, 'RU~US', 5), appendMany(store, 'DE~FR', 5), store.since(), store.relations()])
    await store.close()
    await client.end()
    process.off('warning', heard)
    expect(warnings).toEqual([])
    await drop(schema)
  })

  test('a session that was cut is borrowed anew, and what came meanwhile is told', async () => {
    const schema = newSchema()
    const other = postgresStore(newPool({ application_name: 'cut' }), { schema, lookEvery: 50 })
    let calls = 0
    other.watch(() => calls++)
    await told(() => calls > 0)
    await admin.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'cut'")
    const before = calls
    await postgresStore(admin, { schema }).append('RU~US', 0, [line('RU~US', 1)])
    await told(() => calls > before)
    const listening = "SELECT 1 FROM pg_stat_activity WHERE application_name = 'cut' AND query LIKE 'LISTEN%'"
    await expect.poll(async () => (await admin.query(listening)).rows.length).toBe(1)
    await other.close()
    await drop(schema)
  })

  test('a pool of one connection is not asked for a second', async () => {
    const schema = newSchema()
    const store = postgresStore(newPool({ max: 1 }), { schema, lookEvery: 20 })
    let calls = 0
    store.watch(() => calls++)
    await store.append('RU~US', 0, [line('RU~US', 1)])
    await told(() => calls > 0)
    expect(await store.relations()).toEqual(['RU~US'])
    await store.close()
    await drop(schema)
  })
})

describe('faults', () => {
  test('killed −9 and started again three times under load: nothing acknowledged is lost or there twice', async () => {
    const schema = newSchema()
    const open = () => postgresStore(newPool({ max: 3 }), { schema })
    const { acknowledged, wrong } = await hurtUnderLoad(open, { times: 3, between: 100 }, server.killAndStart)
    expect(wrong).toEqual([])
    expect(acknowledged).toBeGreaterThanOrEqual(400)
    await drop(schema)
  })

  test('a connection cut in the middle of appends, before the server hears and before its answer comes: recorded once', async () => {
    const schema = newSchema()
    const cutter = await startCutter(server.port)
    const open = () => postgresStore(newPool({ connectionString: cutter.through(server.url), max: 3 }), { schema })
    const { wrong, unsure } = await hurtUnderLoad(open, { times: 6, between: 20 }, cutter.cut)
    expect(wrong).toEqual([])
    expect(unsure).toBe(0)
    expect(cutter.cuts).toEqual({ unheard: 3, unanswered: 3 })
    await Promise.all(pools.splice(0).map((pool) => pool.end()))
    await cutter.stop()
    await drop(schema)
  })
})
