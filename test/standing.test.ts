// Standing: whose word a fact needs comes from its row; who is silent has not agreed.
// In: one event each, told by some. Out: the standing, who says so, who is silent.
import { describe, expect, test } from 'vitest'
import { agreement } from '../src/entities/agreement.ts'
import { demand } from '../src/entities/demand.ts'
import { guarantee } from '../src/entities/guarantee.ts'
import { restriction } from '../src/entities/restriction.ts'
import { standingOf } from '../src/standing.ts'
import { type Input, stateAfter } from './record.ts'

const standing = (reference: string, ...inputs: readonly Input[]) => {
  const { standing, silent } = standingOf(stateAfter(...inputs), reference) ?? { standing: undefined, silent: [] }
  return [standing, ...silent]
}
const agreed = (...saidBy: readonly string[]) => guarantee.agreed({ guarantee: 'g', reciprocal: true, occurred: '2025-04-10', saidBy })
const imposed = (...saidBy: readonly string[]) => restriction.imposed({ restriction: 'r', by: 'RU', occurred: '2025-04-10', saidBy })

describe('a fact that needs both', () => {
  test.each([
    [['US', 'RU'], ['confirmed']],
    [['US', 'RU', 'dpa'], ['confirmed']],
    [['US'], ['claimed', 'RU']],
    [
      ['RU', 'dpa'],
      ['claimed', 'US'],
    ],
    [['dpa'], ['reported', 'RU', 'US']],
    [[], ['recorded', 'RU', 'US']],
  ])('said by %j is %j', (saidBy, expected) => expect(standing('guarantee/g', agreed(...saidBy))).toEqual(expected))
})

describe('a fact that needs its imposer', () => {
  test.each([
    [['RU'], ['confirmed']],
    [['US'], ['claimed', 'RU']],
    [['dpa'], ['reported', 'RU']],
  ])('said by %j is %j', (saidBy, expected) => expect(standing('restriction/r', imposed(...saidBy))).toEqual(expected))
})

test('a demand needs who acts: its raiser, and not the other side', () => {
  const raised = demand.raised({ demand: 'd', by: 'US', occurred: '2025-04-10', saidBy: ['US'] })
  expect(standing('demand/d', raised)).toEqual(['confirmed'])
  const rejected = demand.rejected({ demand: 'd', by: 'RU', occurred: '2025-04-11', saidBy: ['US'] })
  expect(standing('demand/d', raised, rejected)).toEqual(['claimed', 'RU'])
})

test('what nobody does, such as expiry, any side can confirm', () => {
  const signed = agreement.signed({ agreement: 'a', occurred: '2025-01-01' })
  expect(standing('agreement/a', signed, agreement.expired({ agreement: 'a', occurred: '2025-04-10', saidBy: ['RU'] }))).toEqual([
    'confirmed',
  ])
  expect(standing('agreement/a', signed, agreement.expired({ agreement: 'a', occurred: '2025-04-10' }))).toEqual(['recorded'])
})

test('where either side may have acted and nobody says which, both have to say so', () => {
  const suspended = guarantee.suspended({ guarantee: 'g', occurred: '2025-05', saidBy: ['US'] })
  expect(standing('guarantee/g', agreed(), suspended)).toEqual(['claimed', 'RU'])
})

test('the standing is that of the event that set the status, not of a later mark', () => {
  const raised = demand.raised({ demand: 'd', by: 'US', occurred: '2025-04-10', saidBy: ['US'] })
  expect(standing('demand/d', raised, demand.reiterated({ demand: 'd', by: 'US', occurred: '2025-05' }))).toEqual(['confirmed'])
})

test('of what is not there, there is none', () => expect(standingOf(stateAfter(agreed()), 'guarantee/other')).toBeUndefined())
