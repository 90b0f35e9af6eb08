// mission: its table, what takes one side and what takes both, and what became of its houses.
import { describe, expect, test } from 'vitest'
import { mission } from '../../src/entities/mission.ts'
import { type Input, stateAfter } from '../record.ts'
import { tryTable } from './table.ts'

const m = { mission: 'ru-embassy', occurred: '2017-09-02' }

tryTable({
  entity: 'mission/ru-embassy',
  events: {
    opened: () => mission.opened(m),
    raised: () => mission.raised({ ...m, level: 'embassy' }),
    lowered: () => mission.lowered({ ...m, level: 'interests section' }),
    staffLimited: () => mission.staffLimited({ ...m, by: 'US', staffCap: 455 }),
    suspended: () => mission.suspended({ ...m, by: 'RU' }),
    resumed: () => mission.resumed(m),
    closed: () => mission.closed({ ...m, by: 'US' }),
    propertySeized: () => mission.propertySeized({ ...m, by: 'US', properties: ['dacha'] }),
    propertyReturned: () => mission.propertyReturned({ ...m, by: 'US', properties: ['dacha'] }),
    entrusted: () => mission.entrusted({ ...m, by: 'RU', protectingPower: 'CH' }),
  },
  ways: {
    unknown: ['propertySeized'],
    open: ['opened'],
    suspended: ['opened', 'suspended'],
    closed: ['closed'],
  },
  table: `
                      new      unknown  open       suspended  closed
    opened            open     open     gap        gap        open
    raised            open     open     =          gap        gap
    lowered           open     open     =          gap        gap
    staffLimited      unknown  unknown  =          =          =
    suspended         gap      gap      suspended  gap        gap
    resumed           gap      gap      gap        open       gap
    closed            closed   closed   closed     closed     =
    propertySeized    unknown  unknown  =          =          =
    propertyReturned  unknown  unknown  =          =          =
    entrusted         gap      gap      gap        =          =
  `,
})

const result = (...inputs: readonly Input[]) => stateAfter(...inputs).missions.get('ru-embassy')
const opened = mission.opened({ ...m, sending: 'RU', category: 'embassy', place: 'Washington', level: 'ambassador' })

describe('who may do what', () => {
  test('only the sending side suspends it and entrusts it', () => {
    expect(stateAfter(opened, mission.suspended({ ...m, by: 'US' })).problems).toMatchObject([
      { kind: 'contradiction', rule: 'mission.suspended/by' },
    ])
    const closed = mission.closed({ ...m, by: 'US' })
    expect(stateAfter(opened, closed, mission.entrusted({ ...m, by: 'US', protectingPower: 'CH' })).problems).toMatchObject([
      { rule: 'mission.entrusted/by' },
    ])
    expect(stateAfter(opened, closed, mission.entrusted({ ...m, by: 'RU', protectingPower: 'CH' })).problems).toEqual([])
  })

  test('only the receiving side limits its staff and takes its houses', () => {
    expect(stateAfter(opened, mission.staffLimited({ ...m, by: 'RU', staffCap: 1 })).problems).toMatchObject([
      { rule: 'mission.staffLimited/by' },
    ])
    expect(stateAfter(opened, mission.propertySeized({ ...m, by: 'RU', properties: ['dacha'] })).problems).toMatchObject([
      { rule: 'mission.propertySeized/by' },
    ])
  })

  test('either side can close it, no third party', () => {
    expect(stateAfter(opened, mission.closed({ ...m, by: 'RU' })).problems).toEqual([])
    expect(stateAfter(opened, mission.closed({ ...m, by: 'US' })).problems).toEqual([])
    expect(() => stateAfter(opened, mission.closed({ ...m, by: 'UN' }))).toThrow('a third party cannot do this')
  })
})

describe('what the state knows', () => {
  test('of a mission of which only the seizure is known, the status is unknown and the roles are', () => {
    const six = ['New York', 'Maryland', 'San Francisco', 'Washington annex', 'New York annex', 'Seattle']
    expect(result(mission.propertySeized({ ...m, by: 'US', properties: six }))).toMatchObject({
      status: 'unknown',
      receiving: 'US',
      sending: 'RU',
      seized: six,
    })
    expect(stateAfter(mission.propertySeized({ ...m, by: 'US', properties: six })).missions.open).toEqual([])
  })

  test('houses seized and returned add up, each once', () => {
    const seize = (...properties: string[]) => mission.propertySeized({ ...m, by: 'US', properties })
    const giveBack = (...properties: string[]) => mission.propertyReturned({ ...m, by: 'US', properties })
    expect(result(opened, seize('a', 'b'), seize('b', 'c'))?.seized).toEqual(['a', 'b', 'c'])
    expect(result(opened, seize('a', 'b'), seize('b', 'c'), giveBack('a'))).toMatchObject({ status: 'open', seized: ['b', 'c'] })
    expect(result(opened, seize('a'))).not.toHaveProperty('properties')
  })

  test('a cap is a number, or null for none', () => {
    const capped = mission.staffLimited({ ...m, by: 'US', staffCap: 455 })
    expect(result(opened, capped)?.staffCap).toBe(455)
    expect(result(opened, capped, mission.staffLimited({ ...m, by: 'US', staffCap: null }))?.staffCap).toBeNull()
    expect(() => mission.staffLimited({ ...m, by: 'US', staffCap: -1 })).toThrow('mission.staffLimited: staffCap')
  })

  test('raised and lowered keep it open since it was, at another level', () => {
    const lowered = mission.lowered({ ...m, occurred: '2022-02', level: 'chargé' })
    expect(result(opened, lowered)).toMatchObject({ status: 'open', since: '2017-09-02', level: 'chargé' })
  })

  test('a protecting power steps in while it is away, and out when it is back', () => {
    const entrusted = [opened, mission.suspended({ ...m, by: 'RU' }), mission.entrusted({ ...m, by: 'RU', protectingPower: 'CH' })]
    expect(result(...entrusted)?.protectingPower).toBe('CH')
    expect(result(...entrusted, mission.resumed(m))?.protectingPower).toBeUndefined()
    expect(result(...entrusted, mission.closed({ ...m, by: 'RU' }), mission.opened(m))?.protectingPower).toBeUndefined()
  })
})
