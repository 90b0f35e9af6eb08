// Standing: whose word a fact needs comes from its row; who is silent has not agreed.
// In: one event each, told by some. Out: the standing, who says so, who is silent.
import { describe, expect, test } from 'vitest'
import { agreement } from '../src/entities/agreement.ts'
import { demand } from '../src/entities/demand.ts'
import { guarantee } from '../src/entities/guarantee.ts'
import { meeting } from '../src/entities/meeting.ts'
import { restriction } from '../src/entities/restriction.ts'
import { fold, record } from '../src/pure.ts'
import { account } from '../src/remarks/account.ts'
import { entry } from '../src/remarks/entry.ts'
import { type Attestation, standingOf } from '../src/standing.ts'
import { partyMarks, standingWords } from '../src/standing-words.ts'
import { type Vocabulary, vocabulary } from '../src/vocabulary.ts'
import { countedIds, idAt } from './fixed-clock.ts'
import { type Input, stateAfter, stateAsOf } from './record.ts'

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

test('a fact that needs its imposer needs no other word, whoever is said to have acted', () => {
  const lifted = restriction.lifted({ restriction: 'r', by: 'US', occurred: '2025-05', saidBy: ['RU'] })
  expect(standing('restriction/r', imposed('RU'), lifted)).toEqual(['confirmed'])
})

test('what a third party did needs the word of both', () => {
  const proposed = meeting.proposed({ meeting: 'oslo', by: 'NO', occurred: '2025-05', saidBy: ['NO', 'US'] })
  expect(standing('meeting/oslo', proposed)).toEqual(['claimed', 'RU'])
})

test('an event of a type that is not known needs the word of both', () => {
  const events = record(['US', 'RU'], [imposed('RU')], { ids: countedIds() })
  expect(standingOf(fold<Vocabulary>(events, { vocabulary: vocabulary(demand) }), idAt(1))?.standing).toBe('claimed')
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

describe('a sayer’s latest account counts', () => {
  const first = stateAfter(agreed()).events()[0]?.id as string
  const about = 'guarantee/g'
  const on = (day: number) => ({ about, occurred: `2025-05-0${day}` })
  const cases: readonly (readonly [string, readonly Input[], readonly string[]])[] = [
    ['a confirmation by the other side', [account.confirmed({ by: 'US', ...on(1) })], ['confirmed']],
    ['a denial of what another says', [account.denied({ by: 'US', ...on(1) })], ['disputed']],
    ['a denial of its own word, which is then nobody’s', [account.denied({ by: 'RU', ...on(1) })], ['recorded', 'US']],
    ['a third party’s denial', [account.denied({ by: 'dpa', ...on(1) })], ['claimed', 'US']],
    ['a third party’s confirmation', [account.confirmed({ by: 'dpa', ...on(1) })], ['claimed', 'US']],
    ['a differing account', [account.differed({ by: 'US', words: 'steps', ...on(1) })], ['claimed', 'US']],
    ['a word taken back', [account.withdrawn({ by: 'RU', ...on(1) })], ['recorded', 'RU', 'US']],
    ['a denial taken back', [account.denied({ by: 'US', ...on(1) }), account.withdrawn({ by: 'US', ...on(2) })], ['claimed', 'US']],
    ['a denial after a confirmation', [account.confirmed({ by: 'US', ...on(1) }), account.denied({ by: 'US', ...on(2) })], ['disputed']],
    [
      'a denial before a confirmation, recorded after it',
      [account.confirmed({ by: 'US', ...on(2) }), account.denied({ by: 'US', ...on(1) })],
      ['confirmed'],
    ],
    [
      'a denial that differs later stays one',
      [account.denied({ by: 'US', ...on(1) }), account.differed({ by: 'US', words: 'x', ...on(2) })],
      ['disputed'],
    ],
  ]
  test.each(cases)('%s', (_, accounts, expected) => expect(standing(about, agreed('RU'), ...accounts)).toEqual(expected))

  test('an account that is retracted counts no more, and one of a retracted event sleeps', () => {
    const denied = account.denied({ id: idAt(50), by: 'US', ...on(1) })
    expect(standing(about, agreed('RU'), denied, entry.retracted({ about: idAt(50), reason: 'x', occurred: '2025-06' }))).toEqual([
      'claimed',
      'US',
    ])
    const off = entry.retracted({ about, reason: 'x', occurred: '2025-06' })
    expect(standing(about, agreed('RU'), denied, off)).toEqual([undefined])
    const on2 = entry.reinstated({ about: first, occurred: '2025-07' })
    expect(standing(about, agreed('RU'), denied, off, on2)).toEqual(['disputed'])
  })

  test('confirmations outlive corrections', () => {
    const corrected = entry.corrected({ about, set: { object: 'payments' }, reason: 'x', occurred: '2025-06' })
    expect(standing(about, agreed('RU'), account.confirmed({ by: 'US', ...on(1) }), corrected)).toEqual(['confirmed'])
  })

  test('each party has its mark, and its own words stand beside the fact', () => {
    const state = stateAfter(agreed('RU'), account.differed({ id: idAt(7), by: 'US', words: 'initial steps', ...on(1) }))
    expect(standingOf(state, about)).toEqual({
      standing: 'claimed',
      saidBy: ['RU'],
      deniedBy: [],
      silent: ['US'],
      parties: { RU: 'said', US: 'differed' },
      tellings: [{ by: 'US', words: 'initial steps', event: idAt(7) }],
    })
    const partiesAfter = (...accounts: readonly Input[]) => standingOf(stateAfter(agreed('RU'), ...accounts), about)?.parties
    const denied = account.denied({ by: 'US', ...on(1) })
    expect(partiesAfter()).toEqual({ RU: 'said', US: 'silent' })
    expect(partiesAfter(denied)).toEqual({ RU: 'said', US: 'denied' })
    expect(partiesAfter(denied, account.differed({ by: 'US', words: 'x', ...on(2) }))).toEqual({ RU: 'said', US: 'denied' })
    expect(partiesAfter(account.withdrawn({ by: 'RU', ...on(1) }))).toEqual({ RU: 'silent', US: 'silent' })
  })

  test.each([
    ['words', { words: 'initial steps' }],
    ['fields', { set: { object: 'initial steps' } }],
    ['words and fields', { words: 'steps', set: { object: 'initial steps' } }],
  ])('who confirms in %s of its own has said so, and is told so', (_, own) => {
    const attestation = standingOf(stateAfter(agreed('RU'), account.confirmed({ id: idAt(7), by: 'US', ...own, ...on(1) })), about)
    expect(attestation?.standing).toBe('confirmed')
    expect(attestation?.parties).toEqual({ RU: 'said', US: 'said' })
    expect(attestation?.tellings).toStrictEqual([{ by: 'US', ...own, event: idAt(7) }])
    const plainly = standingOf(stateAfter(agreed('RU'), account.confirmed({ by: 'US', ...on(1) })), about)
    expect(plainly?.tellings).toEqual([])
  })

  test('a side that said so and later tells it differently is marked ≠, and has still said so', () => {
    const differed = account.differed({ by: 'US', words: 'initial steps', ...on(1) })
    const found = standingOf(stateAfter(agreed('RU', 'US'), differed), about) as Attestation
    expect([found.standing, found.saidBy, found.silent, found.parties]).toEqual([
      'confirmed',
      ['RU', 'US'],
      [],
      { RU: 'said', US: 'differed' },
    ])
    expect(standingWords(found)).toBe('confirmed by RU and US; US tells it differently: “initial steps”')
    expect(partyMarks(found)).toBe('RU ✓ US ≠')
    const again = standingOf(stateAfter(agreed('RU'), differed, account.confirmed({ by: 'US', ...on(2) })), about)
    expect(again?.parties).toEqual({ RU: 'said', US: 'said' })
  })

  test('an event has a standing of its own', () => {
    const state = stateAfter(agreed('RU'), account.confirmed({ id: idAt(7), about: first, by: 'US', saidBy: ['US'], occurred: '2025-05' }))
    expect([standingOf(state, first)?.standing, standingOf(state, idAt(7))?.standing]).toEqual(['confirmed', 'confirmed'])
    expect(standingOf(state, idAt(8))).toBeUndefined()
  })

  test('an event that a state of an earlier day does not fold has one, too', () => {
    const lifted = restriction.lifted({ id: idAt(9), restriction: 'r', by: 'RU', occurred: '2025-06', saidBy: ['RU'] })
    expect(standingOf(stateAsOf({ occurredBy: '2025-05-01' }, agreed(), lifted), idAt(9))?.standing).toBe('claimed')
  })
})

test('of what is not there, there is none', () => expect(standingOf(stateAfter(agreed()), 'guarantee/other')).toBeUndefined())
