// ties: its table, and that diplomatic and consular relations are two.
import { describe, expect, test } from 'vitest'
import { ties } from '../../src/entities/ties.ts'
import { stateAfter } from '../record.ts'
import { tryTable } from './table.ts'

const d = { ties: 'diplomatic', occurred: '1961-01-03' }
const c = { ties: 'consular', occurred: '1961-01-03' }

tryTable({
  entity: 'ties/diplomatic',
  events: {
    recognised: () => ties.recognised({ ...d, by: 'US' }),
    established: () => ties.established(d),
    downgraded: () => ties.downgraded({ ...d, by: 'US' }),
    upgraded: () => ties.upgraded(d),
    interrupted: () => ties.interrupted({ ...d, by: 'US' }),
    severed: () => ties.severed({ ...d, by: 'US' }),
    resumed: () => ties.resumed(d),
  },
  ways: {
    recognised: ['recognised'],
    established: ['established'],
    downgraded: ['established', 'downgraded'],
    interrupted: ['interrupted'],
    severed: ['severed'],
  },
  table: `
                 new          recognised   established  downgraded   interrupted  severed
    recognised   recognised   =            =            =            recognised   =
    established  established  established  gap          gap          established  established
    downgraded   gap          gap          downgraded   =            gap          gap
    upgraded     gap          gap          gap          established  gap          gap
    interrupted  interrupted  gap          interrupted  interrupted  =            gap
    severed      severed      severed      severed      severed      severed      =
    resumed      gap          gap          gap          gap          established  established
  `,
})

describe('two kinds of relations', () => {
  test('severing diplomatic ties leaves consular ones', () => {
    const state = stateAfter(ties.established(d), ties.established(c), ties.severed({ ...d, by: 'US' }))
    expect(state.ties.get('diplomatic')?.status).toBe('severed')
    expect(state.ties.get('consular')?.status).toBe('established')
    expect(state.ties.open.map(({ id }) => id)).toEqual(['consular'])
    expect(state.problems).toEqual([])
  })

  test('beginning takes both sides: nobody is named; ending takes one', () => {
    expect(() => ties.established({ ...d, by: 'US' } as never)).toThrow('by has no place here')
    expect(stateAfter(ties.severed({ ...d, by: 'US' })).problems).toEqual([])
    expect(() => stateAfter(ties.severed({ ...d, by: 'UN' }))).toThrow('a third party cannot do this')
  })

  test('each side recognises the other, and breaks off what the other broke off first', () => {
    const both = (type: 'recognised' | 'interrupted' | 'severed') => [ties[type]({ ...d, by: 'US' }), ties[type]({ ...d, by: 'RU' })]
    for (const type of ['recognised', 'interrupted', 'severed'] as const) {
      const state = stateAfter(...both(type))
      expect(state.problems).toEqual([])
      expect(state.ties.get('diplomatic')).toMatchObject({ status: type, setBy: state.events()[0]?.id })
    }
  })

  test('a step that would have kept the status fills no gap', () => {
    const recognised = ties.recognised({ ...d, by: 'US' })
    const state = stateAfter(ties.established(d), ties.established(d), recognised)
    expect(state.problems.map(({ rule }) => rule)).toEqual(['ties.established/from'])
    expect(state.ties.get('diplomatic')?.inferred).toMatchObject([{ status: 'interrupted' }])
  })

  test('downgraded ties exist, at another level', () => {
    const state = stateAfter(ties.established({ ...d, level: 'ambassador' }), ties.downgraded({ ...d, by: 'US', level: 'chargé' }))
    expect(state.ties.open).toMatchObject([{ id: 'diplomatic', level: 'chargé' }])
  })
})
