// Disagreements: what the two sides tell differently; what only one tells is no disagreement.
// In: a few events and the accounts of them. Out: the fields, the denials, the words, and what is told by one side alone.
import { describe, expect, test } from 'vitest'
import { type Disagreement, disagreements } from '../src/disagreements.ts'
import { formatDisagreements } from '../src/disagreements-text.ts'
import { demand } from '../src/entities/demand.ts'
import { guarantee } from '../src/entities/guarantee.ts'
import { meeting } from '../src/entities/meeting.ts'
import { account } from '../src/remarks/account.ts'
import { entry } from '../src/remarks/entry.ts'
import { idAt } from './fixed-clock.ts'
import { type Input, stateAfter, stateAsOf } from './record.ts'

const both = ['US', 'RU']
const held = meeting.held({ id: idAt(1), meeting: 'riyadh', occurred: '2025-02-18', duration: 'PT4H30M', saidBy: both })
const say = (type: keyof typeof account, by: string, changes: object = {}) =>
  account[type]({ about: idAt(1), by, occurred: '2025-02-19', ...changes })

const found = (...inputs: readonly Input[]) => disagreements(stateAfter(...inputs))
const differing = (...inputs: readonly Input[]): readonly Disagreement[] => found(...inputs).differing

describe('a field', () => {
  test('that each side tells in its own version: both values, and the event and the account behind each', () => {
    const version = (id: number, by: string, set: object) => say('confirmed', by, { id: idAt(id), set })
    const versions = [version(8, 'RU', { duration: 'PT5H' }), version(9, 'US', { duration: 'PT4H' })]
    expect(differing(held, ...versions)).toEqual([
      {
        kind: 'field',
        entity: 'meeting/riyadh',
        field: 'duration',
        accounts: { RU: { value: 'PT5H', events: [idAt(1), idAt(8)] }, US: { value: 'PT4H', events: [idAt(1), idAt(9)] } },
      },
    ])
    const behind = (...inputs: readonly Input[]) =>
      differing(held, ...inputs).map(
        (each) => each.kind === 'field' && [each.field, each.accounts['RU']?.events, each.accounts['US']?.events],
      )
    expect(behind(version(8, 'RU', { occurred: '2025-02-17', note: 'at noon' }), version(9, 'US', { duration: 'PT4H' }))).toEqual([
      ['since', [idAt(1), idAt(8)], [idAt(1)]],
      ['duration', [idAt(1)], [idAt(1), idAt(9)]],
    ])
  })

  test('that follows from who acted: behind it is the account that tells so', () => {
    const raised = demand.raised({ id: idAt(1), demand: 'visas', by: 'RU', occurred: '2025-03', saidBy: both })
    const accounts = { RU: { value: 'RU', events: [idAt(1)] }, US: { value: 'US', events: [idAt(1), idAt(8)] } }
    expect(differing(raised, say('differed', 'US', { id: idAt(8), set: { by: 'US' } }))).toMatchObject([
      { field: 'raiser', accounts },
      { field: 'addressee', accounts: { RU: { value: 'US' }, US: { value: 'RU' } } },
    ])
  })

  test('as of a day before one of two accounts: behind it is the one that was given by then', () => {
    const [first, second] = ['2025-02-19', '2025-03-19'].map((occurred, at) =>
      say('differed', 'US', { id: idAt(8 + at), set: { duration: 'PT4H' }, occurred }),
    ) as [Input, Input]
    const behind = disagreements(stateAsOf({ occurredBy: '2025-03-01' }, held, first, second)).differing
    expect(behind).toMatchObject([{ accounts: { US: { events: [idAt(1), idAt(8)] } } }])
  })

  test('that one side tells otherwise than it was recorded; with a date, the since', () => {
    expect(differing(held, say('differed', 'US', { set: { occurred: '2025-02-17' } }))).toMatchObject([
      { field: 'since', accounts: { RU: { value: '2025-02-18' }, US: { value: '2025-02-17' } } },
    ])
  })

  test('that both tell the same, in versions of their own, is none', () => {
    const versions = [say('confirmed', 'RU', { set: { duration: 'PT5H' } }), say('confirmed', 'US', { set: { duration: 'PT5H' } })]
    expect(differing(held, ...versions)).toEqual([])
  })

  test('that each side sets by an event it alone tells', () => {
    const agreed = guarantee.agreed({ guarantee: 'g', occurred: '2025-04-10', saidBy: ['RU'] })
    const proposed = guarantee.agreedInPrinciple({ guarantee: 'g', occurred: '2025-04-10', saidBy: ['US'] })
    expect(differing(proposed, agreed)).toMatchObject([
      { field: 'status', accounts: { RU: { value: 'agreed' }, US: { value: 'agreedInPrinciple' } } },
    ])
  })

  test('that one side has from an event on which the other is silent is none', () => {
    const raised = demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-03', saidBy: both })
    const rejected = demand.rejected({ demand: 'visas', by: 'US', occurred: '2025-04', saidBy: ['RU'] })
    expect(found(raised, rejected)).toMatchObject({
      differing: [],
      oneSided: [{ party: 'RU', entity: 'demand/visas', events: [expect.any(String)], isAwaited: true }],
    })
  })
})

test('a field is compared, not what follows from the events: what was before, what nobody recorded, what is wrong', () => {
  const raised = demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-03', saidBy: both })
  const step = (type: 'partlyAccepted' | 'accepted' | 'rejected' | 'met' | 'countered', occurred: string, saidBy: readonly string[]) =>
    demand[type]({ demand: 'visas', by: 'US', occurred, saidBy })
  const withdrawn = demand.withdrawn({ demand: 'visas', by: 'RU', occurred: '2025-04', saidBy: ['RU'] })
  const before = [raised, step('partlyAccepted', '2025-04', ['RU']), step('accepted', '2025-05', ['US']), step('rejected', '2025-06', both)]
  expect(differing(...before)).toEqual([])
  expect(differing(raised, withdrawn, step('met', '2025-05', ['US']), step('countered', '2025-06', both))).toEqual([])
  const met = demand.met({ id: idAt(1), demand: 'visas', by: 'US', occurred: '2025-05', saidBy: both })
  expect(differing(met, say('confirmed', 'RU', { id: idAt(8), set: { occurred: '2025-06' } }))).toEqual([
    {
      kind: 'field',
      entity: 'demand/visas',
      field: 'since',
      accounts: { RU: { value: '2025-06', events: [idAt(1), idAt(8)] }, US: { value: '2025-05', events: [idAt(1)] } },
    },
  ])
})

test('a field is set by the last event that brings it, not by the last of all; one that one side leaves out is none', () => {
  const raised = demand.raised({ id: idAt(1), demand: 'visas', by: 'RU', object: 'visas', occurred: '2025-03', saidBy: both })
  const again = demand.reiterated({ id: idAt(2), demand: 'visas', by: 'RU', occurred: '2025-05', saidBy: ['RU'] })
  expect(found(raised, say('confirmed', 'US', { id: idAt(8), set: { object: 'all visas', strength: 'request' } }), again)).toEqual({
    parties: ['RU', 'US'],
    differing: [
      {
        kind: 'field',
        entity: 'demand/visas',
        field: 'object',
        accounts: { RU: { value: 'visas', events: [idAt(1)] }, US: { value: 'all visas', events: [idAt(1), idAt(8)] } },
      },
    ],
    oneSided: [{ entity: 'demand/visas', party: 'RU', events: [idAt(2)], isAwaited: false }],
  })
})

describe('an event', () => {
  test('that one side denies against the word of the other', () => {
    expect(differing(held, say('denied', 'US', { words: 'no such meeting' }))).toMatchObject([
      {
        kind: 'denied',
        entity: 'meeting/riyadh',
        event: { id: idAt(1) },
        accounts: { RU: { stance: 'said' }, US: { words: 'no such meeting' } },
      },
    ])
  })

  test('that one side tells in other words, without having said so', () => {
    const claimed = meeting.held({ id: idAt(1), meeting: 'riyadh', occurred: '2025-02-18', saidBy: ['RU'] })
    expect(differing(claimed, say('differed', 'US', { words: 'a chat' }))).toMatchObject([
      { kind: 'words', accounts: { RU: { stance: 'said' }, US: { stance: 'differed', words: 'a chat' } } },
    ])
    expect(differing(claimed, say('differed', 'US', { set: { duration: 'PT1H' } }))).toMatchObject([
      { accounts: { US: { set: { duration: 'PT1H' } } } },
    ])
  })

  test('that both confirm, each in other words', () => {
    const words = (us: string, ru: string) => differing(held, say('confirmed', 'US', { words: us }), say('confirmed', 'RU', { words: ru }))
    expect(words('an understanding', 'a guarantee').map(({ kind }) => kind)).toEqual(['words'])
    expect(words('a guarantee', 'a guarantee')).toEqual([])
    expect(differing(held, say('confirmed', 'US', { words: 'an understanding' }))).toEqual([])
  })

  test('that one side tells in other words after both said so', () => {
    const own = { words: 'a chat', account: idAt(2) }
    expect(differing(held, say('differed', 'US', { id: idAt(2), words: 'a chat' }))).toEqual([
      {
        kind: 'words',
        entity: 'meeting/riyadh',
        event: expect.objectContaining({ id: idAt(1) }),
        accounts: { RU: { stance: 'said' }, US: { stance: 'differed', ...own } },
      },
    ])
  })

  test('that one side tells in words, and the other in fields, or a third party in words of its own, is none', () => {
    const words = say('confirmed', 'RU', { words: 'a chat' })
    const told = differing(held, say('confirmed', 'US', { set: { duration: 'PT5H' } }), words)
    expect(told.map(({ kind }) => kind)).toEqual(['field'])
    expect(differing(held, say('confirmed', 'dpa', { words: 'talks' }), words)).toEqual([])
  })

  test('that both deny, or one while the other is silent, whatever a third party says, is none between the sides', () => {
    const reported = meeting.held({ id: idAt(1), meeting: 'riyadh', occurred: '2025-02-18', saidBy: ['dpa'] })
    expect(differing(reported, say('denied', 'US'))).toEqual([])
    expect(differing(reported, say('denied', 'US'), say('denied', 'RU'))).toEqual([])
    expect(differing(reported, say('denied', 'US'), say('confirmed', 'RU'))).toMatchObject([{ kind: 'denied' }])
    expect(differing(reported, say('denied', 'US'), say('differed', 'RU', { words: 'a call' }))).toMatchObject([
      { kind: 'denied', accounts: { RU: { stance: 'differed', words: 'a call' }, US: { stance: 'denied' } } },
    ])
  })

  test('that a third party tells differently, or denies while nobody says so, is none between the sides', () => {
    expect(differing(held, say('differed', 'dpa', { words: 'five hours' }))).toEqual([])
    expect(differing(meeting.held({ id: idAt(1), meeting: 'x', occurred: '2025-02-18' }), say('denied', 'US'))).toEqual([])
  })

  test('that one side tells differently while the other is silent is none; it is told by one side alone where that side said so', () => {
    const claimed = meeting.held({ id: idAt(1), meeting: 'x', occurred: '2025-02-18', saidBy: ['RU'] })
    expect(found(claimed, say('differed', 'RU', { words: 'a chat' }))).toMatchObject({ differing: [], oneSided: [{ party: 'RU' }] })
    const nobodys = meeting.held({ id: idAt(1), meeting: 'x', occurred: '2025-02-18' })
    expect(found(nobodys, say('differed', 'US', { words: 'a chat' }))).toMatchObject({ differing: [], oneSided: [] })
  })

  test('that was retracted, or taken back, is none', () => {
    const out = entry.retracted({ about: idAt(1), reason: 'a rumour', occurred: '2025-03' })
    expect(found(held, say('denied', 'US'), out)).toMatchObject({ differing: [], oneSided: [] })
    expect(differing(held, say('denied', 'US'), say('withdrawn', 'US', { occurred: '2025-02-20' }))).toEqual([])
  })
})

test('one side alone: by entity, and whether the other side is awaited', () => {
  const raised = demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-03', saidBy: ['RU'] })
  const reported = demand.raised({ demand: 'flights', by: 'RU', occurred: '2025-03', saidBy: ['dpa'] })
  const nobodys = demand.raised({ demand: 'trade', by: 'RU', occurred: '2025-03' })
  expect(found(raised, reported, nobodys).oneSided).toMatchObject([{ entity: 'demand/visas', party: 'RU', isAwaited: false }])
})

test('one side alone: by an account of what nobody said at first, and no more once it is taken back', () => {
  const nobodys = meeting.held({ id: idAt(1), meeting: 'riyadh', occurred: '2025-02-18' })
  const confirmed = say('confirmed', 'US')
  expect(found(nobodys, confirmed).oneSided).toMatchObject([{ entity: 'meeting/riyadh', party: 'US', isAwaited: true }])
  expect(found(nobodys, confirmed, say('withdrawn', 'US', { occurred: '2025-02-20' })).oneSided).toEqual([])
})

test('one side alone: of several events of an entity, one that needs the other side is enough for it to be awaited', () => {
  const steps = [
    demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-03', saidBy: ['RU'] }),
    demand.met({ demand: 'visas', by: 'US', occurred: '2025-04', saidBy: ['RU'] }),
  ]
  expect(found(...steps).oneSided).toMatchObject([{ entity: 'demand/visas', party: 'RU', isAwaited: true }])
  expect(found(...steps).oneSided[0]?.events).toHaveLength(2)
})

test('one side alone: each side and each entity for itself, and nothing of types that nobody knows', () => {
  const raised = (id: string, by: string) => demand.raised({ demand: id, by, occurred: '2025-03', saidBy: [by] })
  const turned = { type: 'weather.turned', schemaVersion: 1, occurred: '2025-03', data: { to: 'rain' }, saidBy: ['US'] } as never
  expect(
    found(raised('a', 'RU'), raised('b', 'RU'), raised('c', 'US'), turned).oneSided.map(({ party, entity }) => [party, entity]),
  ).toEqual([
    ['RU', 'demand/a'],
    ['RU', 'demand/b'],
    ['US', 'demand/c'],
  ])
})

test('what differs is told entity by entity', () => {
  const other = meeting.held({ id: idAt(2), meeting: 'ankara', occurred: '2025-02-27', duration: 'PT6H', saidBy: both })
  const told = differing(
    held,
    other,
    say('confirmed', 'RU', { set: { duration: 'PT5H' }, words: 'talks' }),
    say('confirmed', 'US', { set: { duration: 'PT4H' }, words: 'a chat' }),
    say('confirmed', 'US', { about: idAt(2), set: { duration: 'PT7H' } }),
  )
  expect(told.map(({ entity, kind }) => [entity, kind])).toEqual([
    ['meeting/riyadh', 'field'],
    ['meeting/riyadh', 'words'],
    ['meeting/ankara', 'field'],
  ])
})

test('as of a day, what was said later counts for nothing', () => {
  const claimed = meeting.held({ id: idAt(1), meeting: 'riyadh', occurred: '2025-02-18', duration: 'PT4H', saidBy: ['RU'] })
  const inputs = [claimed, say('confirmed', 'US', { set: { duration: 'PT9H' } }), say('denied', 'US', { occurred: '2025-03-01' })]
  const asOf = (occurredBy: string) => disagreements(stateAsOf({ occurredBy }, ...inputs))
  expect(asOf('2025-02-18')).toMatchObject({ differing: [], oneSided: [{ party: 'RU' }] })
  expect(asOf('2025-02-20')).toMatchObject({ differing: [{ field: 'duration' }], oneSided: [] })
  expect(asOf('2025-03-02').differing.map(({ kind }) => kind)).toEqual(['denied'])
})

test('as a page', () => {
  const later = guarantee.agreed({ id: idAt(2), guarantee: 'payments', occurred: '2025-04-10', saidBy: ['RU'] })
  const inputs = [
    held,
    say('confirmed', 'RU', { set: { duration: 'PT5H' } }),
    say('denied', 'US', { about: idAt(2), words: 'not yet' }),
    demand.met({ demand: 'visas', by: 'US', occurred: '2025-05', saidBy: ['US'] }),
  ]
  expect(formatDisagreements(found(later, ...inputs))).toBe(`RU and US tell it differently
  meeting/riyadh
    duration: RU 5 hours; US 4 hours 30 minutes
  guarantee/payments
    guarantee.agreed, 10 April 2025: RU says so; US denies it: “not yet”
Told by US alone; RU is silent
  demand/visas
`)
})

test('says so where the sides disagree in nothing', () => {
  const state = stateAfter(demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10', saidBy: ['US', 'RU'] }))
  expect(formatDisagreements(disagreements(state))).toContain('disagree in nothing.')
})
