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
    recognised   recognised   gap          gap          gap          recognised   gap
    established  established  established  gap          gap          established  established
    downgraded   gap          gap          downgraded   =            gap          gap
    upgraded     gap          gap          gap          established  gap          gap
    interrupted  interrupted  gap          interrupted  interrupted  gap          gap
    severed      severed      severed      severed      severed      severed      gap
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

  test('downgraded ties exist, at another level', () => {
    const state = stateAfter(ties.established({ ...d, level: 'ambassador' }), ties.downgraded({ ...d, by: 'US', level: 'chargé' }))
    expect(state.ties.open).toMatchObject([{ id: 'diplomatic', level: 'chargé' }])
  })
})
