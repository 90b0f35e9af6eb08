// agreement: its table, and that consent is each side's own.
import { describe, expect, test } from 'vitest'
import { agreement } from '../../src/entities/agreement.ts'
import { stateAfter } from '../record.ts'
import { tryTable } from './table.ts'

const a = { agreement: 'notes', occurred: '2025-04-10' }
const ratifiedBy = (by: string) => agreement.ratified({ ...a, by })

tryTable({
  entity: 'agreement/notes',
  events: {
    proposed: () => agreement.proposed({ ...a, by: 'US' }),
    agreedInPrinciple: () => agreement.agreedInPrinciple(a),
    agreed: () => agreement.agreed(a),
    signed: () => agreement.signed(a),
    ratified: () => ratifiedBy('US'),
    ratifiedToo: () => ratifiedBy('RU'),
    enteredIntoForce: () => agreement.enteredIntoForce(a),
    suspended: () => agreement.suspended({ ...a, by: 'US' }),
    resumed: () => agreement.resumed(a),
    rejected: () => agreement.rejected({ ...a, by: 'RU' }),
    terminated: () => agreement.terminated({ ...a, by: 'US' }),
    expired: () => agreement.expired(a),
    superseded: () => agreement.superseded({ ...a, successor: 'treaty' }),
  },
  ways: {
    proposed: ['proposed'],
    agreedInPrinciple: ['agreedInPrinciple'],
    rejected: ['proposed', 'rejected'],
    agreed: ['agreed'],
    signed: ['signed'],
    ratified: ['signed', 'ratified', 'ratifiedToo'],
    inForce: ['enteredIntoForce'],
    suspended: ['enteredIntoForce', 'suspended'],
    terminated: ['agreed', 'terminated'],
    expired: ['agreed', 'expired'],
    superseded: ['agreed', 'superseded'],
  },
  table: `
                       new                proposed           agreedInPrinciple  rejected  agreed      signed      ratified    inForce     suspended   terminated  expired  superseded
    proposed           proposed           proposed           gap                proposed  no          no          no          no          no          no          no       no
    agreedInPrinciple  agreedInPrinciple  agreedInPrinciple  gap                gap       no          no          no          no          no          no          no       no
    agreed             agreed             agreed             agreed             gap       no          no          no          no          no          no          no       no
    signed             signed             signed             signed             gap       signed      no          no          no          no          no          no       no
    ratified           gap                gap                gap                gap       gap         =           no          no          no          no          no       no
    enteredIntoForce   inForce            gap                gap                gap       inForce     inForce     inForce     no          no          no          no       no
    suspended          gap                gap                gap                gap       gap         gap         gap         suspended   =           no          no       no
    resumed            gap                gap                gap                gap       gap         gap         gap         gap         inForce     no          no       no
    rejected           gap                rejected           rejected           gap       no          no          no          no          no          no          no       no
    terminated         gap                gap                gap                gap       terminated  terminated  terminated  terminated  terminated  no          no       no
    expired            gap                gap                gap                gap       expired     expired     expired     expired     expired     no          no       no
    superseded         gap                gap                gap                gap       superseded  superseded  superseded  superseded  superseded  no          no       no
  `,
})

describe('consent', () => {
  test('it is ratified only when both have ratified', () => {
    const half = stateAfter(agreement.signed(a), ratifiedBy('US'), ratifiedBy('US')).agreements.get('notes')
    expect(half).toMatchObject({ status: 'signed', ratifiedBy: ['US'] })
    const whole = stateAfter(agreement.signed(a), ratifiedBy('US'), ratifiedBy('RU'))
    expect(whole.agreements.get('notes')).toMatchObject({ status: 'ratified', ratifiedBy: ['US', 'RU'] })
    expect(whole.problems).toEqual([])
  })

  test('ratified before signed is a gap, which a late signature fills', () => {
    const early = [ratifiedBy('US')]
    expect(stateAfter(...early).problems).toMatchObject([
      { kind: 'gap', rule: 'agreement.ratified/from', event: expect.stringMatching(/1$/) },
    ])
    const filled = stateAfter(...early, agreement.signed({ ...a, form: 'treaty' }))
    expect(filled.problems).toEqual([])
    expect(filled.agreements.get('notes')).toMatchObject({ status: 'signed', form: 'treaty', ratifiedBy: ['US'] })
  })

  test('nobody rejects its own proposal', () => {
    const proposed = agreement.proposed({ ...a, by: 'US' })
    expect(stateAfter(proposed, agreement.rejected({ ...a, by: 'US' })).problems).toMatchObject([
      { rule: 'agreement.rejected/by', kind: 'contradiction' },
    ])
  })

  test('a counter-proposal is answered by the side that proposed first', () => {
    const state = stateAfter(
      agreement.proposed({ ...a, by: 'US' }),
      agreement.proposed({ ...a, by: 'RU' }),
      agreement.rejected({ ...a, by: 'US' }),
    )
    expect(state.problems).toEqual([])
    expect(state.agreements.get('notes')).toMatchObject({ status: 'rejected', proposer: 'RU', addressee: 'US' })
  })

  test('a successor is asked for, and stands in the state', () => {
    expect(() => agreement.superseded(a as never)).toThrow('agreement.superseded: successor is missing')
    expect(stateAfter(agreement.agreed(a), agreement.superseded({ ...a, successor: 'treaty' })).agreements.get('notes')?.successor).toBe(
      'treaty',
    )
  })

  test('no third party ends it', () => {
    expect(() => stateAfter(agreement.agreed(a), agreement.terminated({ ...a, by: 'UN' }))).toThrow('a third party cannot do this')
  })
})
