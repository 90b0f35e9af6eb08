// The matchers under jest in TypeScript, typed by the vocabulary of the state; the types are declared as docs/testing.md says.
// In: nothing. Out: nothing: it is compiled and never run; each `@ts-expect-error` is a mistake the types must catch.
import { expect, test } from '@jest/globals'
import { demand, fold, record } from 'relations-ledger'
import { stateMatchers } from 'relations-ledger/testing'

expect.extend(stateMatchers)

test('what a state has', () => {
  const state = fold(record(['US', 'RU'], [demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10' })]))
  expect(state).toHaveOpen('demand', 'visas')
  expect(state).not.toHaveStatus('demand/visas', 'met')
  // @ts-expect-error a kind the vocabulary does not have
  expect(state).toHaveOpen('strike', 'cranes')
  // @ts-expect-error a status no demand has
  expect(state).toHaveStatus('demand/visas', 'held')
})
