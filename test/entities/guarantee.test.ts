// guarantee: its table, whose duty and whose right each step is, and the reciprocal kind, in which each side owes.
import { describe, expect, test } from 'vitest'
import { guarantee } from '../../src/entities/guarantee.ts'
import { type Input, stateAfter } from '../record.ts'
import { tryTable } from './table.ts'

const g = { guarantee: 'payments', occurred: '2025-04-10' }

tryTable({
  entity: 'guarantee/payments',
  events: {
    proposed: () => guarantee.proposed({ ...g, by: 'US', debtor: 'US' }),
    agreedInPrinciple: () => guarantee.agreedInPrinciple({ ...g, debtor: 'US' }),
    agreed: () => guarantee.agreed({ ...g, debtor: 'US' }),
    tookEffect: () => guarantee.tookEffect(g),
    suspended: () => guarantee.suspended({ ...g, by: 'RU' }),
    resumed: () => guarantee.resumed({ ...g, by: 'RU' }),
    breachAlleged: () => guarantee.breachAlleged({ ...g, by: 'RU' }),
    breachDismissed: () => guarantee.breachDismissed({ ...g, by: 'RU' }),
    breachEstablished: () => guarantee.breachEstablished({ ...g, by: 'US' }),
    repudiated: () => guarantee.repudiated({ ...g, by: 'US' }),
    cured: () => guarantee.cured({ ...g, by: 'US' }),
    fulfilled: () => guarantee.fulfilled({ ...g, by: 'US' }),
    released: () => guarantee.released({ ...g, by: 'RU' }),
    rejected: () => guarantee.rejected({ ...g, by: 'RU' }),
    withdrawn: () => guarantee.withdrawn({ ...g, by: 'US' }),
    lapsed: () => guarantee.lapsed(g),
  },
  ways: {
    proposed: ['proposed'],
    agreedInPrinciple: ['proposed', 'agreedInPrinciple'],
    rejected: ['proposed', 'rejected'],
    withdrawn: ['proposed', 'withdrawn'],
    agreed: ['agreed'],
    inEffect: ['agreed', 'tookEffect'],
    suspended: ['agreed', 'tookEffect', 'suspended'],
    breached: ['agreed', 'repudiated'],
    fulfilled: ['agreed', 'fulfilled'],
    released: ['agreed', 'released'],
    lapsed: ['agreed', 'lapsed'],
  },
  table: `
                       new                proposed           agreedInPrinciple  rejected  withdrawn  agreed     inEffect   suspended  breached   fulfilled  released  lapsed
    proposed           proposed           proposed           gap                proposed  no         no         no         no         no         no         no        no
    agreedInPrinciple  agreedInPrinciple  agreedInPrinciple  gap                gap       no         no         no         no         no         no         no        no
    agreed             agreed             agreed             agreed             gap       no         =          =          =          =          no         no        no
    tookEffect         inEffect           gap                gap                gap       no         inEffect   no         no         no         no         no        no
    suspended          gap                gap                gap                gap       no         suspended  suspended  =          suspended  no         no        no
    resumed            gap                gap                gap                gap       no         gap        gap        inEffect   gap        no         no        no
    breachAlleged      gap                gap                gap                gap       no         =          =          =          =          no         no        no
    breachDismissed    gap                gap                gap                gap       no         =          =          =          =          no         no        no
    breachEstablished  gap                gap                gap                gap       no         breached   breached   breached   =          no         no        no
    repudiated         gap                gap                gap                gap       no         breached   breached   breached   =          no         no        no
    cured              gap                gap                gap                gap       no         gap        gap        gap        inEffect   no         no        no
    fulfilled          gap                gap                gap                gap       no         fulfilled  fulfilled  fulfilled  fulfilled  no         no        no
    released           gap                gap                gap                gap       no         released   released   released   released   no         no        no
    rejected           gap                rejected           rejected           gap       no         no         no         no         no         no         no        no
    withdrawn          gap                withdrawn          withdrawn          gap       no         no         no         no         no         no         no        no
    lapsed             gap                lapsed             lapsed             gap       no         lapsed     lapsed     lapsed     lapsed     no         no        no
  `,
})

const result = (...inputs: readonly Input[]) => {
  const state = stateAfter(...inputs)
  return { ...state.guarantees.get('payments'), problems: state.problems.map(({ kind, rule, message }) => ({ kind, rule, message })) }
}
const oneSided = guarantee.agreed({ ...g, debtor: 'US' })
const mutual = guarantee.agreed({ ...g, reciprocal: true })

describe('whose duty, whose right', () => {
  test('fulfilled before agreed is a gap, and says what to record first', () => {
    const { problems, inferred } = result(guarantee.proposed({ ...g, by: 'US' }), guarantee.fulfilled({ ...g, by: 'US' }))
    expect(problems).toEqual([
      {
        kind: 'gap',
        rule: 'guarantee.fulfilled/from',
        message:
          'guarantee.fulfilled on "payments": the guarantee is proposed, not agreed — record guarantee.agreed first, or append with rules: \'report\'',
      },
    ])
    expect(inferred).toMatchObject([{ status: 'agreed', after: 'proposed', type: 'guarantee.fulfilled' }])
  })

  test('a term that is prolonged is agreed anew, and one that is not runs out', () => {
    const corridor = [guarantee.agreed({ ...g, due: '2022-11-19' }), guarantee.tookEffect({ ...g, by: 'US' })]
    const prolonged = [...corridor, guarantee.agreed({ ...g, due: '2023-03-18' })]
    expect(result(...prolonged)).toMatchObject({ status: 'inEffect', due: '2023-03-18', problems: [] })
    expect(result(...prolonged, guarantee.lapsed(g))).toMatchObject({ status: 'lapsed', problems: [] })
  })

  test('only the creditor releases, only the debtor fulfils', () => {
    expect(result(oneSided, guarantee.released({ ...g, by: 'US' })).problems).toMatchObject([
      { kind: 'contradiction', rule: 'guarantee.released/by' },
    ])
    expect(result(oneSided, guarantee.fulfilled({ ...g, by: 'RU' })).problems).toMatchObject([
      { kind: 'contradiction', rule: 'guarantee.fulfilled/by' },
    ])
  })

  test('who proposed withdraws, the other side rejects: also where it is reciprocal', () => {
    const offered = guarantee.proposed({ ...g, by: 'US', reciprocal: true })
    expect(result(offered, guarantee.withdrawn({ ...g, by: 'RU' })).problems).toMatchObject([{ rule: 'guarantee.withdrawn/by' }])
    expect(result(offered, guarantee.rejected({ ...g, by: 'US' })).problems).toMatchObject([{ rule: 'guarantee.rejected/by' }])
    expect(result(offered, guarantee.rejected({ ...g, by: 'RU' })).problems).toEqual([])
  })

  test('withdrawing after agreement is a contradiction; repudiating is a breach', () => {
    const agreed = [guarantee.proposed({ ...g, by: 'US', debtor: 'US' }), guarantee.agreed(g)]
    expect(result(...agreed, guarantee.withdrawn({ ...g, by: 'US' })).problems).toMatchObject([
      { kind: 'contradiction', rule: 'guarantee.withdrawn/from' },
    ])
    expect(result(...agreed, guarantee.repudiated({ ...g, by: 'US' }))).toMatchObject({
      status: 'breached',
      breachedBy: ['US'],
      problems: [],
    })
    expect(result(...agreed, guarantee.repudiated({ ...g, by: 'RU' })).problems).toMatchObject([{ rule: 'guarantee.repudiated/by' }])
  })

  test("an allegation is the creditor's and moves nothing; it or a third party can dismiss it", () => {
    const alleged = [oneSided, guarantee.breachAlleged({ ...g, by: 'RU' })]
    expect(result(...alleged)).toMatchObject({ status: 'agreed', allegedBy: ['RU'], problems: [] })
    expect(result(...alleged, guarantee.breachDismissed({ ...g, by: 'RU' }))).toMatchObject({ allegedBy: [], problems: [] })
    expect(result(...alleged, guarantee.breachDismissed({ ...g, by: 'ICJ' }))).toMatchObject({ allegedBy: [], problems: [] })
    expect(result(oneSided, guarantee.breachAlleged({ ...g, by: 'US' })).problems).toMatchObject([{ rule: 'guarantee.breachAlleged/by' }])
  })

  test('a breach is admitted by the debtor or found by a third party, not declared by the creditor', () => {
    expect(result(oneSided, guarantee.breachEstablished({ ...g, by: 'ICJ' }))).toMatchObject({
      status: 'breached',
      breachedBy: ['US'],
      problems: [],
    })
    expect(result(oneSided, guarantee.breachEstablished({ ...g, by: 'RU' })).problems).toMatchObject([
      { rule: 'guarantee.breachEstablished/by' },
    ])
    expect(() => result(oneSided, guarantee.fulfilled({ ...g, by: 'ICJ' }))).toThrow('a third party cannot do this')
  })

  test('resumed goes back to what was before', () => {
    const paused = [guarantee.suspended({ ...g, by: 'US' }), guarantee.resumed({ ...g, by: 'US' })]
    expect(result(oneSided, ...paused).status).toBe('agreed')
    expect(result(oneSided, guarantee.tookEffect(g), ...paused).status).toBe('inEffect')
    expect(result(oneSided, guarantee.repudiated({ ...g, by: 'US' }), ...paused).status).toBe('breached')
  })
})

describe('a reciprocal guarantee', () => {
  const by = (side: string) => ({ ...g, by: side })

  test('is fulfilled only when both sides have', () => {
    expect(result(mutual, guarantee.fulfilled(by('US')))).toMatchObject({ status: 'agreed', fulfilledBy: ['US'], problems: [] })
    expect(result(mutual, guarantee.fulfilled(by('US')), guarantee.fulfilled(by('RU')))).toMatchObject({
      status: 'fulfilled',
      problems: [],
    })
  })

  test('is released only when both sides let the other go', () => {
    expect(result(mutual, guarantee.released(by('US'))).status).toBe('agreed')
    expect(result(mutual, guarantee.released(by('US')), guarantee.released(by('RU')))).toMatchObject({ status: 'released', problems: [] })
  })

  test('keeps breach and cure for each side', () => {
    const both = [mutual, guarantee.repudiated(by('US')), guarantee.breachEstablished(by('RU'))]
    expect(result(...both)).toMatchObject({ status: 'breached', breachedBy: ['US', 'RU'], problems: [] })
    expect(result(...both, guarantee.cured(by('US')))).toMatchObject({ status: 'breached', breachedBy: ['RU'] })
    expect(result(...both, guarantee.cured(by('US')), guarantee.cured(by('RU')))).toMatchObject({
      status: 'inEffect',
      breachedBy: [],
      problems: [],
    })
  })

  test('a third party names the side it finds in breach, and the side whose allegation it dismisses', () => {
    const found = result(mutual, guarantee.breachEstablished({ ...by('ICJ'), breacher: 'RU' }))
    expect(found).toMatchObject({ status: 'breached', breachedBy: ['RU'], problems: [] })
    expect(found).not.toHaveProperty('breacher')
    const alleged = [mutual, guarantee.breachAlleged(by('US')), guarantee.breachAlleged(by('RU'))]
    expect(result(...alleged, guarantee.breachDismissed({ ...by('ICJ'), alleger: 'US' })).allegedBy).toEqual(['RU'])
  })

  test("performance ends the performer's breach, and leaves the other's", () => {
    const both = [mutual, guarantee.repudiated(by('US')), guarantee.repudiated(by('RU'))]
    expect(result(...both, guarantee.fulfilled(by('US')))).toMatchObject({ breachedBy: ['RU'], fulfilledBy: ['US'] })
    expect(result(mutual, guarantee.repudiated(by('US')), guarantee.fulfilled(by('US')))).toMatchObject({
      breachedBy: [],
      fulfilledBy: ['US'],
    })
  })
})

describe('owedBy', () => {
  const owed = (party: string, ...inputs: readonly Input[]) =>
    stateAfter(...inputs)
      .guarantees.owedBy(party)
      .map(({ id }) => id)

  test('names the debtor, or in a reciprocal one each side until it has performed', () => {
    expect(owed('US', oneSided)).toEqual(['payments'])
    expect(owed('RU', oneSided)).toEqual([])
    expect(owed('RU', mutual)).toEqual(['payments'])
    expect(owed('RU', mutual, guarantee.fulfilled({ ...g, by: 'RU' }))).toEqual([])
    expect(owed('US', mutual, guarantee.fulfilled({ ...g, by: 'RU' }))).toEqual(['payments'])
  })

  test('leaves out what was only offered, and what has ended; a breach is still owed', () => {
    expect(owed('US', guarantee.proposed({ ...g, by: 'US', debtor: 'US' }))).toEqual([])
    expect(owed('US', oneSided, guarantee.released({ ...g, by: 'RU' }))).toEqual([])
    expect(owed('US', oneSided, guarantee.repudiated({ ...g, by: 'US' }))).toEqual(['payments'])
  })
})
