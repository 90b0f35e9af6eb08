// The stores on servers agree with the one in memory: PostgreSQL, a cluster of NATS, and emmett's store in PostgreSQL.
// In: the servers, started here; random commands (agreeing.ts).
// Out: no difference.
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fromEmmettStore } from '../../src/stores/emmett.ts'
import { jetstreamStore } from '../../src/stores/jetstream.ts'
import { postgresStore } from '../../src/stores/postgres.ts'
import { noLimit, runs, seed } from '../properties/size.ts'
import { startNats } from '../servers/nats.ts'
import { startPostgres } from '../servers/postgres.ts'
import { type Contestant, reopening, sameLines, testLedgersAgree } from './agreeing.ts'
import { patience } from './jetstream/clients.ts'

let number = 0
let contestants: readonly Contestant[]
const stops: (() => unknown)[] = []

beforeAll(async () => {
  const [server, cluster] = await Promise.all([startPostgres(), startNats()])
  const pool = new pg.Pool({ connectionString: server.url })
  const events = getPostgreSQLEventStore(server.url)
  await events.schema.migrate()
  const connection = await cluster.connect()
  const manager = await cluster.manager(connection)
  stops.push(
    () => pool.end(),
    () => events.close(),
    () => server.stop(),
    () => connection.close(),
    () => cluster.stop(),
  )
  const inSchema = (schema: string) => ({
    ...reopening(() => postgresStore(pool, { schema })),
    discard: () => pool.query(`DROP SCHEMA ${schema} CASCADE`),
  })
  const inStream = (stream: string) => ({
    ...reopening(() => jetstreamStore(manager, { stream, patience })),
    discard: () => cluster.removeStream(stream),
  })
  const inEmmett = (prefix: string) => ({ ...reopening(() => fromEmmettStore(events, { durability: 'disk', prefix })), discard: () => {} })
  contestants = [
    { name: 'PostgreSQL', hasOwnPositions: true, open: () => inSchema(`store_${++number}`) },
    { name: 'JetStream', hasOwnPositions: true, open: () => inStream(`store-${++number}`) },
    { name: 'emmett in PostgreSQL', hasNoOrder: true, open: () => inEmmett(`store${++number}`) },
  ]
})

afterAll(async () => {
  for (const stop of stops) await stop()
})

const numRuns = runs(20)

test(
  `${numRuns} times, the same appends have the same answers and leave the same lines (seed ${seed})`,
  async () => {
    const tried = await sameLines(contestants, { seed, numRuns }, true)
    expect(tried.lines).toBeGreaterThan(numRuns * 6)
    expect(tried.refused).toBeGreaterThan(numRuns)
  },
  noLimit,
)

testLedgersAgree(() => contestants, numRuns)
