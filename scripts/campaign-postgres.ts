// Hurts a PostgreSQL server under load, many times: `npm run campaign:postgres -- 100`.
// In: how often; 100 where nothing is said. Out: what was acknowledged, and what of it was lost or recorded twice, which must be nothing.
// The server is started here, in a folder of its own on loopback, and stopped at the end.
import pg from 'pg'
import { postgresStore } from '../src/stores/postgres.ts'
import { startPostgres } from '../test/servers/postgres.ts'
import { hurtUnderLoad } from '../test/stores/load.ts'
import { startCutter } from '../test/stores/postgres/cutter.ts'
import { told } from './campaign-report.ts'

const times = Number(process.argv[2] ?? 100)
const server = await startPostgres()
const cutter = await startCutter(server.port)
const pools: pg.Pool[] = []

const opening = (connectionString: string, schema: string) => () => {
  const pool = new pg.Pool({ connectionString, max: 3 })
  pool.on('error', () => {})
  pools.push(pool)
  return postgresStore(pool, { schema, patience: 60_000 })
}

try {
  const killed = await hurtUnderLoad(opening(server.url, 'killed'), { times, between: 50 }, server.killAndStart)
  told(`killed −9 and started again, ${times} times`, killed)
  const cut = await hurtUnderLoad(opening(cutter.through(server.url), 'cut'), { times, between: 10 }, cutter.cut)
  told(
    `connection cut in an append, ${cutter.cuts.unheard} times before it was heard, ${cutter.cuts.unanswered} before it was answered`,
    cut,
  )
} finally {
  await Promise.all(pools.map((pool) => pool.end()))
  await cutter.stop()
  await server.stop()
}
