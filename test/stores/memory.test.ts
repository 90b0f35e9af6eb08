// The store in memory keeps the contract, and says what it is.
import { describe, expect, test } from 'vitest'
import { memoryStore } from '../../src/stores/memory.ts'
import { line } from '../../src/testing/contract/lines.ts'
import { storeContract } from '../../src/testing/store-contract.ts'
import { keepsTheChronology } from './chronology.ts'

storeContract(memoryStore, { describe, test, expect, name: 'memoryStore' })
keepsTheChronology(memoryStore, { test, expect, name: 'memoryStore' })

test('it says how durable it is, and two of them share nothing', async () => {
  const [one, other] = [memoryStore(), memoryStore()]
  expect([one.name, one.durability]).toEqual(['memory', 'memory'])
  await one.append('RU~US', 0, [line('RU~US', 1)])
  expect(await other.relations()).toEqual([])
})
