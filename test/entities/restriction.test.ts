// restriction: its table, whose it is, and since when it is in force.
import { describe, expect, test } from 'vitest'
import { restriction } from '../../src/entities/restriction.ts'
import { type Input, stateAfter } from '../record.ts'
import { tryTable } from './table.ts'

const r = { restriction: 'hiring-ban', occurred: '2021-05-14' }

tryTable({
  entity: 'restriction/hiring-ban',
  events: {
    announced: () => restriction.announced({ ...r, by: 'RU' }),
    imposed: () => restriction.imposed({ ...r, by: 'RU' }),
    eased: () => restriction.eased({ ...r, by: 'RU' }),
    tightened: () => restriction.tightened({ ...r, by: 'RU' }),
    suspended: () => restriction.suspended({ ...r, by: 'RU' }),
    reimposed: () => restriction.reimposed({ ...r, by: 'RU' }),
    lifted: () => restriction.lifted({ ...r, by: 'RU' }),
    expired: () => restriction.expired(r),
  },
  ways: {
    announced: ['announced'],
    imposed: ['imposed'],
    suspended: ['imposed', 'suspended'],
    lifted: ['imposed', 'lifted'],
    expired: ['imposed', 'expired'],
  },
  table: `
               new        announced  imposed    suspended  lifted   expired
    announced  announced  no         no         no         no       no
    imposed    imposed    imposed    =          gap        gap      gap
    eased      imposed    gap        =          gap        gap      gap
    tightened  imposed    gap        =          gap        gap      gap
    suspended  gap        gap        suspended  gap        gap      gap
    reimposed  gap        gap        gap        imposed    imposed  imposed
    lifted     gap        lifted     lifted     lifted     gap      gap
    expired    gap        expired    expired    expired    gap      gap
  `,
})

const result = (...inputs: readonly Input[]) => stateAfter(...inputs).restrictions.get('hiring-ban')
const ban = restriction.imposed({ ...r, by: 'RU', inForceFrom: '2021-08-01' })

describe('who may do what', () => {
  test.each(['eased', 'tightened', 'suspended', 'lifted'] as const)('only its imposer can do this: %s', (step) => {
    expect(stateAfter(ban, restriction[step]({ ...r, by: 'US' })).problems).toMatchObject([
      { kind: 'contradiction', rule: `restriction.${step}/by` },
    ])
    expect(stateAfter(ban, restriction[step]({ ...r, by: 'RU' })).problems).toEqual([])
  })

  test('lifted before imposed is a gap: it must have been imposed', () => {
    const state = stateAfter(restriction.lifted({ ...r, by: 'RU' }))
    expect(state.problems.map(({ message }) => message)).toEqual([
      'restriction.lifted on "hiring-ban": the restriction is new to this log, not imposed — record restriction.imposed first, or append with rules: \'report\'',
    ])
    expect(state.restrictions.get('hiring-ban')).toMatchObject({ status: 'lifted', previous: 'imposed', imposer: 'RU', target: 'US' })
  })
})

describe('imposed again', () => {
  test('while it lasts, it is renewed: in force since it was', () => {
    const state = stateAfter(ban, restriction.imposed({ ...r, by: 'RU', occurred: '2022-05-14', object: 'for another year' }))
    expect(state.problems).toEqual([])
    expect(state.restrictions.get('hiring-ban')).toMatchObject({
      since: '2021-05-14',
      inForceFrom: '2021-08-01',
      object: 'for another year',
    })
  })

  test('when it had ended, it is said to be reimposed', () => {
    const state = stateAfter(ban, restriction.lifted({ ...r, by: 'RU' }), restriction.imposed({ ...r, by: 'RU' }))
    expect(state.problems.map(({ message }) => message)).toEqual([
      'restriction.imposed on "hiring-ban": the restriction is lifted, not imposed — record restriction.reimposed instead, or append with rules: \'report\'',
    ])
  })
})

describe('in force', () => {
  const inForce = (day: string, ...inputs: readonly Input[]) =>
    stateAfter(...inputs)
      .restrictions.inForce(day)
      .map(({ id }) => id)

  test('from the day it bites, not from the day it was decreed', () => {
    expect(inForce('2021-07-31', ban)).toEqual([])
    expect(inForce('2021-08-01', ban)).toEqual(['hiring-ban'])
    expect(inForce('2021-05-14', restriction.imposed({ ...r, by: 'RU' }))).toEqual(['hiring-ban'])
  })

  test('only certainly: a vague beginning must be over', () => {
    const vague = restriction.imposed({ ...r, by: 'RU', occurred: '2022-03' })
    expect(inForce('2022-03-30', vague)).toEqual([])
    expect(inForce('2022-03-31', vague)).toEqual(['hiring-ban'])
  })

  test('not while it is announced, suspended or lifted', () => {
    expect(inForce('2025-01-01', restriction.announced({ ...r, by: 'RU', inForceFrom: '2021-08-01' }))).toEqual([])
    expect(inForce('2025-01-01', ban, restriction.suspended({ ...r, by: 'RU' }))).toEqual([])
    expect(inForce('2025-01-01', ban, restriction.lifted({ ...r, by: 'RU' }))).toEqual([])
  })

  test('eased or tightened, it is in force since it was', () => {
    const eased = restriction.eased({ ...r, by: 'RU', occurred: '2023-01-01' })
    expect(result(restriction.imposed({ ...r, by: 'RU' }), eased)).toMatchObject({ since: '2021-05-14' })
  })

  test('reimposed, it starts anew', () => {
    const again = [
      ban,
      restriction.lifted({ ...r, by: 'RU', occurred: '2023' }),
      restriction.reimposed({ ...r, by: 'RU', occurred: '2024-02-01' }),
    ]
    expect(result(...again)).toMatchObject({ status: 'imposed', since: '2024-02-01' })
    expect(result(...again)?.inForceFrom).toBeUndefined()
    expect(inForce('2023-12-31', ...again)).toEqual([])
    expect(
      result(
        ...again,
        restriction.lifted({ ...r, by: 'RU', occurred: '2024-03' }),
        restriction.reimposed({ ...r, by: 'RU', occurred: '2024-04', inForceFrom: '2024-05-01' }),
      )?.inForceFrom,
    ).toBe('2024-05-01')
  })

  test('a vague day is refused', () => {
    expect(() => inForce('2025~')).toThrow('as-of takes a day')
  })
})
