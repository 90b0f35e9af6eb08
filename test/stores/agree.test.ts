// The stores that need no server agree with the one in memory: the file, the databases, and emmett's store.
// In: random commands (agreeing.ts). Those that need a server are tried in agree.servers.ts.
// Out: no difference.

import { PGlite } from '@electric-sql/pglite'
import { getInMemoryEventStore } from '@event-driven-io/emmett'
import { afterAll, expect, test } from 'vitest'
import { fromEmmettStore } from '../../src/stores/emmett.ts'
import { jsonlStore } from '../../src/stores/jsonl.ts'
import { postgresStore } from '../../src/stores/postgres.ts'
import { sqliteStore } from '../../src/stores/sqlite.ts'
import { noLimit, runs, seed } from '../properties/size.ts'
import { type Contestant, reopening, sameLines, testLedgersAgree } from './agreeing.ts'
import { newFolder } from './jsonl/folder.ts'
import { drivers } from './sqlite/drivers.ts'

const inFolder = newFolder()
const pglite = new PGlite()
afterAll(() => pglite.close())
let number = 0

const jsonl: Contestant = {
  name: 'jsonl',
  open: () => {
    const file = inFolder(`${++number}.jsonl`)
    return { ...reopening(() => jsonlStore(file, { durability: 'os' })), discard: () => {} }
  },
}

const sqlite = drivers.map(
  ({ name, open }): Contestant => ({
    name,
    open: () => {
      const database = open(inFolder(`${++number}.db`))
      return { ...reopening(() => sqliteStore(database, { durability: 'os' })), discard: () => database.close() }
    },
  }),
)

const postgres: Contestant = {
  name: 'PGlite',
  hasOwnPositions: true,
  open: () => {
    const schema = `store_${++number}`
    return {
      ...reopening(() => postgresStore(pglite, { schema, durability: 'memory' })),
      discard: () => pglite.query(`DROP SCHEMA ${schema} CASCADE`),
    }
  },
}

const emmett: Contestant = {
  name: 'emmett',
  hasNoOrder: true,
  open: () => {
    const events = getInMemoryEventStore()
    return { ...reopening(() => fromEmmettStore(events, { durability: 'memory' })), discard: () => {} }
  },
}

const contestants = [jsonl, ...sqlite, postgres, emmett]
const numRuns = runs(30)

test(
  `${numRuns} times, the same appends have the same answers and leave the same lines (seed ${seed})`,
  async () => {
    const tried = await sameLines(contestants, { seed, numRuns })
    expect(tried.lines).toBeGreaterThan(numRuns * 8)
    expect(tried.refused).toBeGreaterThan(numRuns * 2)
  },
  noLimit,
)

testLedgersAgree(() => contestants, numRuns)
