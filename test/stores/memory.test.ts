// The store in memory keeps the contract, and says what it is.
import { expect, test } from 'vitest'
import { memoryStore } from '../../src/stores/memory.ts'
import { storeContract } from './contract.ts'
import { line } from './lines.ts'

storeContract('memoryStore', () => ({ store: memoryStore(), discard: () => {} }))

test('it says how durable it is, and two of them share nothing', async () => {
  const [one, other] = [memoryStore(), memoryStore()]
  expect([one.name, one.durability]).toEqual(['memory', 'memory'])
  await one.append('RU~US', 0, [line('RU~US', 1)])
  expect(await other.relations()).toEqual([])
})
