// A collection: what a state answers about all entities of one kind, and that an answer is worked out once and cannot be changed.
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { demand } from '../src/entities/demand.ts'
import { guarantee } from '../src/entities/guarantee.ts'
import { defineEntity } from '../src/entity.ts'
import { evolve, fold, record } from '../src/pure.ts'
import { entry } from '../src/remarks/entry.ts'
import { vocabulary } from '../src/vocabulary.ts'
import { dispute, disputes } from './dispute.ts'

const between = ['US', 'RU'] as const
const occurred = '2025-04-10'
const state = fold(
  record(between, [
    demand.raised({ demand: 'visas', by: 'US', occurred }),
    demand.raised({ demand: 'flights', by: 'RU', occurred }),
    demand.raised({ demand: 'houses', by: 'RU', occurred }),
    demand.met({ demand: 'flights', by: 'US', occurred }),
    guarantee.agreed({ guarantee: 'payments', reciprocal: true, occurred }),
    guarantee.agreed({ guarantee: 'safety', debtor: 'RU', occurred }),
  ]),
)
const { demands, guarantees } = state
const ids = (entities: readonly { readonly id: string }[]): readonly string[] => entities.map(({ id }) => id)

describe('a collection', () => {
  it('finds an entity by its id', () => {
    expect(demands.get('visas')).toMatchObject({ kind: 'demand', id: 'visas', status: 'open', raiser: 'US', addressee: 'RU' })
    expect(demands.get('unheard-of')).toBeUndefined()
    expect([demands.has('visas'), demands.has('unheard-of'), demands.has('constructor')]).toEqual([true, false, false])
  })

  it('is iterated and listed in the order in which the log first named them', () => {
    expect(ids(demands.all)).toEqual(['visas', 'flights', 'houses'])
    expect(ids([...demands])).toEqual(['visas', 'flights', 'houses'])
    expect(demands.size).toBe(3)
  })

  it('tells those that are open, those in a status and those of a side', () => {
    expect(ids(demands.open)).toEqual(['visas', 'houses'])
    expect(ids(demands.with('met'))).toEqual(['flights'])
    expect(ids(demands.with('lapsed'))).toEqual([])
    expect(ids(demands.by('RU'))).toEqual(['flights', 'houses'])
    expect(ids(demands.by('NO'))).toEqual([])
  })

  it('gives to both sides what is shared', () => {
    expect(ids(guarantees.by('US'))).toEqual(['payments'])
    expect(ids(guarantees.by('RU'))).toEqual(['payments', 'safety'])
  })

  it('works a list out once, and gives it frozen', () => {
    expect(demands.all).toBe(demands.all)
    expect(demands.open).toBe(demands.open)
    expect(demands.with('met')).toBe(demands.with('met'))
    expect(demands.by('RU')).toBe(demands.by('RU'))
    expect([demands, demands.all, demands.open, demands.with('met'), demands.by('RU')].every(Object.isFrozen)).toBe(true)
  })

  it('does not mix up a status and a side of the same name', () => {
    const met = fold(record(['met', 'other'], [demand.raised({ demand: 'a', by: 'met', occurred })])).demands
    expect([ids(met.by('met')), ids(met.with('met'))]).toEqual([['a'], []])
  })

  it('has the table’s own questions: a property where they ask of all, else a method', () => {
    const told = fold(
      record(
        between,
        [
          dispute.filed({ dispute: 'fish', by: 'US', occurred }),
          dispute.described({ dispute: 'fish', words: 'too much', occurred }),
          dispute.filed({ dispute: 'oil', by: 'RU', occurred }),
        ],
        { vocabulary: disputes },
      ),
      { vocabulary: disputes },
    ).disputes
    expect(told.longestTold).toBe(1)
    expect(told.filedBy('RU')).toEqual(['oil'])
    expect(told.filedBy('US')).toEqual(['fish'])
  })

  it('is plain JSON by id, and nothing of it can be set', () => {
    expect(Object.keys(JSON.parse(JSON.stringify(demands)))).toEqual(['visas', 'flights', 'houses'])
    expect(() => Object.assign(demands, { size: 7 })).toThrow(TypeError)
    expect(() => Object.assign(demands.get('visas') as object, { status: 'met' })).toThrow(TypeError)
  })

  it('shows in JSON and in a console its entities by their ids', () => {
    const met = demands.get('flights')
    expect(JSON.parse(JSON.stringify(demands)).flights).toEqual(met)
    expect(inspect(demands)).toMatch(/^\{\s+visas: \{/)
    expect(inspect(demands)).toContain("flights: {\n    kind: 'demand',\n    id: 'flights',\n    status: 'met'")
  })

  it('that is empty is one and the same, and grows into one of its own', () => {
    const nothing = fold([], { between })
    expect(nothing.demands).toBe(fold([], { between: ['A', 'B'] }).demands)
    expect([nothing.demands.size, nothing.demands.all, nothing.demands.get('visas')]).toEqual([0, [], undefined])
    const grown = evolve(nothing, ...record(between, [demand.raised({ demand: 'visas', by: 'US', occurred })])).demands
    expect([ids(grown.all), grown.has('visas'), nothing.demands.has('visas')]).toEqual([['visas'], true, false])
  })

  it('does not count an entity that lost all its events', () => {
    const raised = (id: string) => demand.raised({ demand: id, by: 'US', occurred })
    const off = entry.retracted({ about: 'demand/visas', reason: 'recorded twice', occurred })
    const left = fold(record(between, [raised('visas'), raised('flights'), off])).demands
    expect([left.size, ids(left.all), ids(left.by('US')), left.has('visas'), left.get('visas')]).toEqual([
      1,
      ['flights'],
      ['flights'],
      false,
      undefined,
    ])
  })

  it('of a table without roles is by nobody, whoever is asked for', () => {
    const memo = defineEntity('memo', { plural: 'memos', events: { made: { from: ['new'], to: 'made' } } })
    const words = { vocabulary: vocabulary(memo) }
    const { memos } = fold(record(between, [memo.made({ memo: 'a', occurred })], words), words)
    expect([ids(memos.by('US')), ids(memos.by(undefined as never)), ids(memos.open)]).toEqual([[], [], ['a']])
  })
})
