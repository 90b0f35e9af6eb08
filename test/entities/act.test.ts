// act: its table, and what the state keeps of a deed.
import { describe, expect, test } from 'vitest'
import { act } from '../../src/entities/act.ts'
import { stateAfter } from '../record.ts'
import { tryTable } from './table.ts'

const a = { act: 'exchange', occurred: '2025-04-10' }

tryTable({
  entity: 'act/exchange',
  events: {
    announced: () => act.announced(a),
    done: () => act.done(a),
    calledOff: () => act.calledOff({ ...a, by: 'RU' }),
  },
  ways: {
    announced: ['announced'],
    done: ['done'],
    calledOff: ['announced', 'calledOff'],
  },
  table: `
               new        announced  done  calledOff
    announced  announced  no         no    no
    done       done       done       no    no
    calledOff  gap        calledOff  no    no
  `,
})

describe('a deed', () => {
  test('is kept with its words, its place and its track', () => {
    const told = { title: 'Prisoner exchange', object: 'two prisoners', place: 'Abu Dhabi', track: 'prisoners' }
    const state = stateAfter(act.announced({ ...a, title: 'Exchange' }), act.done({ ...a, ...told }))
    expect(state.acts.get('exchange')).toMatchObject({ status: 'done', previous: 'announced', ...told })
    expect(state.acts.open).toEqual([])
  })

  test('done cannot be called off, nor called off by a third party', () => {
    expect(stateAfter(act.done(a), act.calledOff({ ...a, by: 'RU' })).problems).toMatchObject([
      { kind: 'contradiction', rule: 'act.calledOff/from' },
    ])
    expect(() => stateAfter(act.announced(a), act.calledOff({ ...a, by: 'TR' }))).toThrow('a third party cannot do this')
  })
})
