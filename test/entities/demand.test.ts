// demand: its table, who answers and who withdraws, and what is still open.
import { describe, expect, test } from 'vitest'
import { demand } from '../../src/entities/demand.ts'
import { stateAfter } from '../record.ts'
import { tryTable } from './table.ts'

const d = { demand: 'flights', occurred: '2025-02-27' }
const raised = demand.raised({ ...d, by: 'RU', object: 'resume direct flights', strength: 'proposal' })

tryTable({
  entity: 'demand/flights',
  events: {
    raised: () => demand.raised({ ...d, by: 'RU' }),
    reiterated: () => demand.reiterated({ ...d, by: 'RU' }),
    acknowledged: () => demand.acknowledged({ ...d, by: 'US' }),
    countered: () => demand.countered({ ...d, by: 'US' }),
    accepted: () => demand.accepted({ ...d, by: 'US' }),
    partlyAccepted: () => demand.partlyAccepted({ ...d, by: 'US' }),
    rejected: () => demand.rejected({ ...d, by: 'US' }),
    met: () => demand.met({ ...d, by: 'US' }),
    withdrawn: () => demand.withdrawn({ ...d, by: 'RU' }),
    lapsed: () => demand.lapsed(d),
  },
  ways: {
    open: ['raised'],
    acknowledged: ['raised', 'acknowledged'],
    countered: ['raised', 'countered'],
    accepted: ['raised', 'accepted'],
    partlyAccepted: ['raised', 'partlyAccepted'],
    rejected: ['raised', 'rejected'],
    met: ['raised', 'met'],
    withdrawn: ['raised', 'withdrawn'],
    lapsed: ['raised', 'lapsed'],
  },
  table: `
                    new   open            acknowledged    countered       accepted        partlyAccepted  rejected        met  withdrawn  lapsed
    raised          open  gap             gap             gap             gap             gap             gap             no   open       open
    reiterated      open  =               =               =               =               =               open            no   gap        gap
    acknowledged    gap   acknowledged    =               =               =               =               =               no   gap        gap
    countered       gap   countered       countered       countered       countered       countered       countered       no   gap        gap
    accepted        gap   accepted        accepted        accepted        accepted        accepted        accepted        no   gap        gap
    partlyAccepted  gap   partlyAccepted  partlyAccepted  partlyAccepted  partlyAccepted  partlyAccepted  partlyAccepted  no   gap        gap
    rejected        gap   rejected        rejected        rejected        rejected        rejected        rejected        no   gap        gap
    met             gap   met             met             met             met             met             met             no   gap        gap
    withdrawn       gap   withdrawn       withdrawn       withdrawn       withdrawn       withdrawn       withdrawn       no   gap        gap
    lapsed          gap   lapsed          lapsed          lapsed          lapsed          lapsed          lapsed          no   gap        gap
  `,
})

describe('who may do what', () => {
  test.each(['acknowledged', 'countered', 'accepted', 'partlyAccepted', 'rejected', 'met'] as const)(
    'only the addressee can make it %s',
    (answer) => {
      const wrong = stateAfter(raised, demand[answer]({ ...d, by: 'RU' }))
      expect(wrong.problems).toMatchObject([{ kind: 'contradiction', rule: `demand.${answer}/by` }])
      expect(wrong.problems[0]?.message).toContain('only its addressee US can do this, not RU')
      expect(stateAfter(raised, demand[answer]({ ...d, by: 'US' })).problems).toEqual([])
    },
  )

  test.each(['withdrawn', 'reiterated'] as const)('only the raiser can do this: %s', (step) => {
    expect(stateAfter(raised, demand[step]({ ...d, by: 'US' })).problems).toMatchObject([
      { kind: 'contradiction', rule: `demand.${step}/by` },
    ])
    expect(stateAfter(raised, demand[step]({ ...d, by: 'RU' })).problems).toEqual([])
  })

  test('an answer to what nobody raised makes the other side its raiser, and leaves a gap', () => {
    const state = stateAfter(demand.rejected({ ...d, by: 'US' }))
    expect(state.problems).toMatchObject([{ kind: 'gap', rule: 'demand.rejected/from' }])
    expect(state.demands.get('flights')).toMatchObject({ status: 'rejected', raiser: 'RU', addressee: 'US' })
  })

  test('no third party can raise or answer', () => {
    expect(() => stateAfter(demand.raised({ ...d, by: 'TR' }))).toThrow('a third party cannot do this')
  })
})

describe('what the state knows', () => {
  test('asking again counts, takes back no answer, and opens what was rejected', () => {
    const again = () => demand.reiterated({ ...d, by: 'RU' })
    const state = stateAfter(raised, demand.countered({ ...d, by: 'US' }), again(), again())
    expect(state.demands.get('flights')).toMatchObject({ status: 'countered', timesReiterated: 2, object: 'resume direct flights' })
    expect(stateAfter(raised, demand.rejected({ ...d, by: 'US' }), again()).demands.get('flights')).toMatchObject({
      status: 'open',
      timesReiterated: 1,
    })
  })

  test('a rejection may be tied to another track', () => {
    const state = stateAfter(
      raised,
      demand.rejected({ ...d, by: 'US', occurred: '[..2025-04-17]', tiedTo: 'track/ukraine', saidBy: ['RU'] }),
    )
    expect(state.demands.get('flights')).toMatchObject({ status: 'rejected', tiedTo: 'track/ukraine', since: '[..2025-04-17]' })
  })

  test('openBy names what this side raised and nobody has settled', () => {
    const staffing = demand.raised({ demand: 'staffing', by: 'US', occurred: '2025-02-27' })
    const houses = demand.raised({ demand: 'houses', by: 'RU', occurred: '2025-02-27' })
    const { demands } = stateAfter(raised, staffing, houses, demand.rejected({ ...d, by: 'US' }))
    expect(demands.openBy('RU').map(({ id }) => id)).toEqual(['houses'])
    expect(demands.openBy('US').map(({ id }) => id)).toEqual(['staffing'])
  })
})
