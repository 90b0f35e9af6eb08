// followUp: its table, who lets it go, and what three-valued time says of being overdue.
import { describe, expect, test } from 'vitest'
import { followUp } from '../../src/entities/follow-up.ts'
import { meeting } from '../../src/entities/meeting.ts'
import { stateAfter } from '../record.ts'
import { tryTable } from './table.ts'

const f = { followUp: 'round-3', occurred: '2025-04-10' }

tryTable({
  entity: 'followUp/round-3',
  events: {
    scheduled: () => followUp.scheduled(f),
    rescheduled: () => followUp.rescheduled({ ...f, due: '2025-07' }),
    done: () => followUp.done(f),
    waived: () => followUp.waived({ ...f, by: 'US' }),
    superseded: () => followUp.superseded({ ...f, successor: 'round-4' }),
  },
  ways: {
    scheduled: ['scheduled'],
    done: ['done'],
    waived: ['scheduled', 'waived'],
    superseded: ['scheduled', 'superseded'],
  },
  table: `
                 new        scheduled   done  waived  superseded
    scheduled    scheduled  =           no    no      no
    rescheduled  gap        =           no    no      no
    done         done       done        no    no      no
    waived       gap        waived      no    no      no
    superseded   gap        superseded  no    no      no
  `,
})

describe('who may do what', () => {
  test('only the side it benefits waives it', () => {
    const report = followUp.scheduled({ ...f, what: 'report', bound: 'RU' })
    expect(stateAfter(report, followUp.waived({ ...f, by: 'RU' })).problems).toMatchObject([
      { kind: 'contradiction', rule: 'followUp.waived/by' },
    ])
    expect(stateAfter(report, followUp.waived({ ...f, by: 'US' })).problems).toEqual([])
  })

  test('what binds both is waived by both', () => {
    const mutual = followUp.scheduled({ ...f, reciprocal: true })
    const half = stateAfter(mutual, followUp.waived({ ...f, by: 'RU' })).followUps.get('round-3')
    expect(half).toMatchObject({ status: 'scheduled', waivedBy: ['RU'] })
    const whole = stateAfter(mutual, followUp.waived({ ...f, by: 'RU' }), followUp.waived({ ...f, by: 'US' }))
    expect(whole.followUps.get('round-3')?.status).toBe('waived')
    expect(whole.problems).toEqual([])
  })

  test('cancelling the occasion leaves the intention', () => {
    const state = stateAfter(
      followUp.scheduled({ ...f, meeting: 'moscow' }),
      meeting.cancelled({ meeting: 'moscow', by: 'US', occurred: '2025-06-16' }),
    )
    expect(state.followUps.open.map(({ id }) => id)).toEqual(['round-3'])
  })

  test('a new date replaces the old, and keeps the status and its beginning', () => {
    const state = stateAfter(
      followUp.scheduled({ ...f, due: '2025-05' }),
      followUp.rescheduled({ ...f, occurred: '2025-06-10', due: '2025-07' }),
    )
    expect(state.followUps.get('round-3')).toMatchObject({ due: '2025-07', since: '2025-04-10' })
  })
})

describe('overdue, perhaps, or undated', () => {
  const due = (id: string, date?: string) =>
    followUp.scheduled({ followUp: id, occurred: '2025-04-10', ...(date !== undefined && { due: date }) })
  const { followUps } = stateAfter(
    due('day', '2025-05-01'),
    due('about', '2025-05-10~'),
    due('month', '2025-06'),
    due('open', '2025-04-10/..'),
    due('none'),
    due('finished', '2025-05-01'),
    followUp.done({ followUp: 'finished', occurred: '2025-04-30' }),
  )
  const ids = (all: readonly { readonly id: string }[]) => all.map(({ id }) => id)

  test('certainly overdue is what every reading of its date has passed', () => {
    expect(ids(followUps.overdue('2025-05-01'))).toEqual([])
    expect(ids(followUps.overdue('2025-05-02'))).toEqual(['day'])
    expect(ids(followUps.overdue('2025-06-30'))).toEqual(['day', 'about'])
    expect(ids(followUps.overdue('2025-07-01'))).toEqual(['day', 'about', 'month'])
  })

  test('where the date is vague or open it cannot be known', () => {
    expect(ids(followUps.maybeOverdue('2025-05-10'))).toEqual(['about', 'open'])
    expect(ids(followUps.maybeOverdue('2025-07-01'))).toEqual(['open'])
  })

  test('undated is what has no date or no end', () => {
    expect(ids(followUps.undated)).toEqual(['open', 'none'])
  })

  test('a vague day is refused, also where nothing is due', () => {
    expect(() => followUps.overdue('2025-05~')).toThrow('as-of takes a day')
    expect(() => stateAfter().followUps.overdue('2025-05~')).toThrow('as-of takes a day')
    expect(() => stateAfter().followUps.maybeOverdue('2025-05~')).toThrow('as-of takes a day')
  })
})
