// The store over emmett's event store in PostgreSQL keeps the contract, but for what is named, and its lines come back byte for byte.
// In: a PostgreSQL server, started here.
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fromEmmettStore } from '../../../src/stores/emmett.ts'
import { batch, stored } from '../../../src/testing/contract/lines.ts'
import { storeContract } from '../../../src/testing/store-contract.ts'
import { type PostgresServer, startPostgres } from '../../servers/postgres.ts'
import { keepsTheChronology } from '../chronology.ts'
import { withoutOneOrder } from './without-one-order.ts'

let server: PostgresServer
let events: ReturnType<typeof getPostgreSQLEventStore>
beforeAll(async () => {
  server = await startPostgres()
  events = getPostgreSQLEventStore(server.url)
  await events.schema.migrate()
})
afterAll(async () => {
  await events.close()
  await server.stop()
})

let number = 0
const made = () => {
  const prefix = `store${++number}`
  const make = () => fromEmmettStore(events, { durability: 'disk', prefix })
  return { store: make(), reopen: make }
}
storeContract(made, { ...withoutOneOrder({ describe, test, expect }), name: 'fromEmmettStore in PostgreSQL' })
keepsTheChronology(made, { test, expect, name: 'fromEmmettStore in PostgreSQL' })

test('opened again, the store has what it was given, and goes on from there', async () => {
  const { store, reopen } = made()
  await store.append('RU~US', 0, batch('RU~US', 0, 3, 'é'))
  const before = await store.append('DE~FR', 0, batch('DE~FR', 0, 1))
  await store.close()
  const again = reopen()
  expect(await again.relations()).toEqual(['RU~US', 'DE~FR'])
  expect(await again.read('RU~US')).toEqual(stored('RU~US', 1, 3, 'é'))
  await expect(again.append('RU~US', 0, batch('RU~US', 0, 1))).rejects.toMatchObject({ code: 'VERSION_CONFLICT' })
  expect((await again.append('RU~US', 3, batch('RU~US', 3, 1))) > before).toBe(true)
})
