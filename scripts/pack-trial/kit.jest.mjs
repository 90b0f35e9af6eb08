// The testing kit under jest, as docs/testing.md shows it; jest runs this from the packed tarball.
// In: jest. Out: the contract of two stores, a rule, a page, a matcher that passes and one that explains.
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { demand, fold, record } from 'relations-ledger'
import { jsonlStore } from 'relations-ledger/stores/jsonl'
import { memoryStore } from 'relations-ledger/stores/memory'
import { printState, scenario, stateMatchers, storeContract } from 'relations-ledger/testing'

expect.extend(stateMatchers)

storeContract(() => memoryStore(), { describe, test, expect, name: 'memoryStore' })

const folder = mkdtempSync('jest-')
let number = 0
const inFile = () => {
  const file = join(folder, `${++number}.jsonl`)
  return { store: jsonlStore(file), reopen: () => jsonlStore(file) }
}
storeContract(inFile, { describe, test, expect, name: 'jsonlStore' })

const raised = demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10', saidBy: ['RU'] })

test('only the raiser takes a demand back', () => {
  scenario()
    .given([raised])
    .when(demand.withdrawn({ demand: 'visas', by: 'US', occurred: '2025-04-11' }))
    .thenRefused('RULE_CONTRADICTION', 'demand.withdrawn/by')
})

test('a state is matched, and printed as a page', () => {
  const state = fold(record(['US', 'RU'], [raised]))
  expect(state).toHaveOpen('demand', 'visas')
  expect(() => expect(state).toHaveStatus('demand/visas', 'met')).toThrow('10 April 2025 · demand.raised by RU · RU ✓ US –')
  expect(printState(state)).toMatch(/^RU and US, version 1\n\ndemands\n {2}visas: open/)
})
