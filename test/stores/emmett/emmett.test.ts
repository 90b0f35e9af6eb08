// The store over an event store of emmett keeps the contract but for what is named here, with the reason.
// In: emmett's store in memory. On PostgreSQL it is tried in postgresql.servers.ts.
import { getInMemoryEventStore } from '@event-driven-io/emmett'
import { describe, expect, test } from 'vitest'
import { type EmmettOptions, type EmmettStore, fromEmmettStore } from '../../../src/stores/emmett.ts'
import { batch, line, stored } from '../../../src/testing/contract/lines.ts'
import { storeContract } from '../../../src/testing/store-contract.ts'
import { keepsTheChronology } from '../chronology.ts'
import { withoutOneOrder } from './without-one-order.ts'

const inMemory = { durability: 'memory' } as const
storeContract(() => fromEmmettStore(getInMemoryEventStore(), inMemory), {
  ...withoutOneOrder({ describe, test, expect }),
  name: 'fromEmmettStore in memory',
})
storeContract(() => fromEmmettStore(getInMemoryEventStore(), { ...inMemory, alone: true }), {
  ...withoutOneOrder({ describe, test, expect }),
  name: 'fromEmmettStore in memory, alone',
})
keepsTheChronology(() => fromEmmettStore(getInMemoryEventStore(), inMemory), { test, expect, name: 'fromEmmettStore in memory' })

test('what emmett has no order for is refused, not guessed', async () => {
  const since = fromEmmettStore(getInMemoryEventStore(), inMemory).since()
  await expect(since).rejects.toMatchObject({ code: 'STORE_FAILED', details: { operation: 'since' } })
})

test('two over the same store see one another, also what both begin at once', async () => {
  const events = getInMemoryEventStore()
  const [one, other] = [fromEmmettStore(events, inMemory), fromEmmettStore(events, inMemory)]
  await Promise.all(['A~B', 'A~C'].flatMap((each) => [one, other].map((store) => store.append(each, 0, [line(each, 1)]).catch(() => {}))))
  expect([...(await one.relations())].sort()).toEqual(['A~B', 'A~C'])
  await other.append('A~B', 1, batch('A~B', 1, 2))
  expect(await one.read('A~B')).toEqual(stored('A~B', 1, 3))
})

test('a relation that was listed and never begun is left out', async () => {
  const events = getInMemoryEventStore()
  const failing: EmmettStore = {
    readStream: (name, options) => events.readStream(name, options),
    appendToStream: (name, given, options) =>
      name === 'ledger-relations'
        ? events.appendToStream(name, given, options)
        : Promise.reject(Object.assign(new Error('cut'), { code: 'ECONNRESET' })),
  }
  const append = fromEmmettStore(failing, inMemory).append('A~B', 0, [line('A~B', 1)])
  await expect(append).rejects.toMatchObject({ code: 'STORE_FAILED', details: { operation: 'append', code: 'ECONNRESET' } })
  await expect(append).rejects.toThrow('append the same events again, with the same ids')
  expect(await fromEmmettStore(events, inMemory).relations()).toEqual([])
})

test('alone, it is asked again where SQLite is busy; otherwise that is said', async () => {
  const events = getInMemoryEventStore()
  let busy = 2
  const appendToStream: EmmettStore['appendToStream'] = (...given) =>
    busy-- > 0 ? Promise.reject(Object.assign(new Error('busy'), { code: 'SQLITE_BUSY' })) : events.appendToStream(...given)
  const store = { readStream: events.readStream, appendToStream } as EmmettStore
  await fromEmmettStore(store, { ...inMemory, alone: true }).append('A~B', 0, [line('A~B', 1)])
  expect(await fromEmmettStore(events, inMemory).read('A~B')).toEqual(stored('A~B', 1, 1))
  busy = 1
  const refused = fromEmmettStore(store, inMemory).append('A~B', 1, [line('A~B', 2)])
  await expect(refused).rejects.toMatchObject({ code: 'STORE_FAILED', details: { code: 'SQLITE_BUSY' } })
})

test('an event of something else is LOG_CORRUPT', async () => {
  const events = getInMemoryEventStore()
  await events.appendToStream('ledger-A~B', [{ type: 'other', data: { number: 1 } }])
  await expect(fromEmmettStore(events, inMemory).read('A~B')).rejects.toMatchObject({ code: 'LOG_CORRUPT' })
})

test.each([
  ['store', {}, inMemory],
  ['store', undefined, inMemory],
  ['durability', getInMemoryEventStore(), undefined],
  ['durability', getInMemoryEventStore(), { durability: 'surely' }],
  ['prefix', getInMemoryEventStore(), { ...inMemory, prefix: 'a-b' }],
  ['alone', getInMemoryEventStore(), { ...inMemory, alone: 'yes' }],
])('a %s that cannot be used is refused', (argument, store, options) => {
  const make = () => fromEmmettStore(store as EmmettStore, options as EmmettOptions)
  expect(make).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', details: expect.objectContaining({ argument }) }))
})
