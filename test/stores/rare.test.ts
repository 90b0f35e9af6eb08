// What stores meet seldom: drivers that throw what is no error, texts that are none, a server that keeps another encoding.
// In: clients and event stores that do so. Out: one LedgerError that says what was said.
import { getInMemoryEventStore } from '@event-driven-io/emmett'
import { expect, test } from 'vitest'
import { type EmmettStore, fromEmmettStore } from '../../src/stores/emmett.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { postgresStore } from '../../src/stores/postgres.ts'
import { type SqliteDatabase, sqliteStore } from '../../src/stores/sqlite.ts'
import { batch, line } from '../../src/testing/contract/lines.ts'

const thrown = () => {
  throw 'out of order'
}
const refuses = () => Promise.reject('out of order')

test('what a driver throws that is no error is told as it is', async () => {
  const events = getInMemoryEventStore()
  const emmett: EmmettStore = { readStream: refuses, appendToStream: (name, given, options) => events.appendToStream(name, given, options) }
  const sqlite = { prepare: thrown, exec: thrown } as SqliteDatabase
  const stores = [
    fromEmmettStore(emmett, { durability: 'memory' }),
    postgresStore({ query: refuses }, { patience: 1 }),
    sqliteStore(sqlite),
  ]
  for (const store of stores) {
    const read = store.read('RU~US')
    await expect(read).rejects.toMatchObject({ code: 'STORE_FAILED', message: expect.stringContaining('out of order') })
  }
})

test('a database that keeps text in another encoding is refused', async () => {
  const server = { is_there: false, fsync: 'on', full_page_writes: 'on', encoding: 'LATIN1' }
  const store = postgresStore({ query: () => Promise.resolve({ rows: [server] }) })
  await expect(store.read('RU~US')).rejects.toThrow('the database keeps text as LATIN1 — make one with ENCODING UTF8')
})

test.each([
  [[], 'an empty array'],
  [['RU~US'], 'an array'],
  [{}, 'an object'],
  [() => 'RU~US', 'a function'],
  [7, '7'],
])('a relation that is %o is refused as %s', async (relation, shown) => {
  await expect(memoryStore().append(relation as never, 0, batch('RU~US', 0, 1))).rejects.toThrow(`relation is ${shown}: `)
})

test('a line whose text is none is refused', async () => {
  const lines = [{ ...line('RU~US', 1), text: 7 as never }]
  await expect(memoryStore().append('RU~US', 0, lines)).rejects.toThrow('lines[0].text is 7: it is not text — give what the codec wrote')
})

test('emmett: a store of two that meet keeps the relations in the order they began', async () => {
  const store = fromEmmettStore(getInMemoryEventStore(), { durability: 'memory' })
  for (const relation of ['C~D', 'A~B']) await store.append(relation, 0, batch(relation, 0, 2))
  expect(await store.relations()).toEqual(['C~D', 'A~B'])
  expect(await store.read('C~D', 2)).toHaveLength(1)
})
