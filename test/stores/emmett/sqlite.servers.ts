// The store over emmett's event store in SQLite keeps the contract where it is told that it is alone, but for what is named.
// In: emmett's store over libsql, which scripts/servers.sh puts into .cache/.
import { describe, expect, test } from 'vitest'
import { copy } from '../../../src/stores/copy.ts'
import { fromEmmettStore } from '../../../src/stores/emmett.ts'
import { memoryStore } from '../../../src/stores/memory.ts'
import { batch } from '../../../src/testing/contract/lines.ts'
import { storeContract } from '../../../src/testing/store-contract.ts'
import { keepsTheChronology } from '../chronology.ts'
import { newFolder } from '../jsonl/folder.ts'
import { openEmmettSqlite } from './sqlite.ts'
import { withoutOneOrder } from './without-one-order.ts'

const inFolder = newFolder()
let number = 0
async function made() {
  const events = await openEmmettSqlite(inFolder(`${++number}.db`))
  const make = () => fromEmmettStore(events, { durability: 'disk', alone: true })
  return { store: make(), reopen: make }
}

const tooMany = { 'a batch of 5,000 lines is one append': 'SQLite takes no more variables in a statement than 3,276 events of emmett have' }
storeContract(made, { ...withoutOneOrder({ describe, test, expect }, tooMany), name: 'fromEmmettStore in SQLite' })
keepsTheChronology(made, { test, expect, name: 'fromEmmettStore in SQLite' })

test('a ledger moves into it and out of it again', async () => {
  const [from, back] = [memoryStore(), memoryStore()]
  for (const relation of ['RU~US', 'DE~FR']) await from.append(relation, 0, batch(relation, 0, 30, 'é'))
  await from.append('RU~US', 30, batch('RU~US', 30, 7, 'é'))
  const { store } = await made()
  for (const [one, other] of [
    [from, store],
    [store, back],
  ] as const)
    expect(await copy(one, other, { page: 20 })).toMatchObject({ lines: 67, relations: 2, before: 0 })
  for (const relation of await from.relations()) expect(await back.read(relation)).toEqual(await from.read(relation))
})

test('what is refused by emmett itself leaves a stream that takes nothing any more: that is why it is told to be alone', async () => {
  const events = await openEmmettSqlite(inFolder(`${++number}.db`))
  const append = (expected: bigint) =>
    events.appendToStream('a-b', [{ type: 'line', data: { text: '' } }], { expectedStreamVersion: expected })
  for (const expected of [0n, 1n]) await append(expected)
  await expect(append(1n)).rejects.toMatchObject({ errorCode: 412 })
  await expect(append(2n)).rejects.toMatchObject({ errorCode: 412 })
})
