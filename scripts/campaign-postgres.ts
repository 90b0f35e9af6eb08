// Hurts a PostgreSQL server under load, many times: `npm run campaign:postgres -- 100`; it goes on where it was stopped.
// In: how often; 100 where nothing is said. Out: what was acknowledged, and what of it was lost or recorded twice, which must be nothing.
// The server is started here, in a folder of its own on loopback, and stopped at the end.
import pg from 'pg'
import { postgresStore } from '../src/stores/postgres.ts'
import { startPostgres } from '../test/servers/postgres.ts'
import { type Account, hurtUnderLoad } from '../test/stores/load.ts'
import { startCutter } from '../test/stores/postgres/cutter.ts'
import { campaign } from './campaign/fault.ts'
import { hurt } from './campaign/hurt.ts'

const goes = Number(process.argv[2] ?? 100)
const server = await startPostgres()
const cutter = await startCutter(server.port)

async function under(connectionString: string, schema: string, between: number, hurtIt: () => Promise<void>): Promise<Account> {
  const pools: pg.Pool[] = []
  const open = () => {
    const pool = new pg.Pool({ connectionString, max: 3 })
    pool.on('error', () => {})
    pools.push(pool)
    return postgresStore(pool, { schema, patience: 60_000 })
  }
  const account = await hurtUnderLoad(open, { times: 1, between }, hurtIt)
  await Promise.all(pools.map((pool) => pool.end()))
  return account
}

// The cutter cuts in turn before an append was heard, and before it was answered.
const faults = {
  'killed-postgres': hurt((go) => under(server.url, `killed_${go}`, 50, server.killAndStart)),
  'cut-postgres': hurt((go) => under(cutter.through(server.url), `cut_${go}`, 10, cutter.cut)),
}
try {
  for (const [name, fault] of Object.entries(faults)) if (!(await campaign(name, fault, 'large', goes))) process.exitCode = 1
} finally {
  await cutter.stop()
  await server.stop()
}
