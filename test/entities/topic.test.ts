// topic: its table, who may withdraw it, and the marks that each account sets for itself.
import { describe, expect, test } from 'vitest'
import { topic } from '../../src/entities/topic.ts'
import { stateAfter } from '../record.ts'
import { tryTable } from './table.ts'

const t = { topic: 'visas', occurred: '2025-04-10' }

tryTable({
  entity: 'topic/visas',
  events: {
    raised: () => topic.raised({ ...t, by: 'US' }),
    discussed: () => topic.discussed(t),
    settled: () => topic.settled(t),
    deferred: () => topic.deferred(t),
    deadlocked: () => topic.deadlocked(t),
    reopened: () => topic.reopened({ ...t, by: 'RU' }),
    withdrawn: () => topic.withdrawn({ ...t, by: 'US' }),
    advanced: () => topic.advanced({ ...t, label: 'progress made' }),
    excluded: () => topic.excluded(t),
  },
  ways: {
    unknown: ['excluded'],
    raised: ['raised'],
    discussed: ['discussed'],
    deferred: ['raised', 'deferred'],
    deadlocked: ['raised', 'deadlocked'],
    settled: ['settled'],
    withdrawn: ['raised', 'withdrawn'],
  },
  table: `
               new        unknown    raised      discussed   deferred    deadlocked  settled  withdrawn
    raised     raised     raised     =           =           =           =           gap      gap
    discussed  discussed  discussed  discussed   =           discussed   discussed   gap      gap
    settled    settled    settled    settled     settled     settled     settled     gap      gap
    deferred   gap        gap        deferred    deferred    =           deferred    gap      gap
    deadlocked gap        gap        deadlocked  deadlocked  deadlocked  =           gap      gap
    reopened   gap        gap        gap         gap         gap         gap         raised   raised
    withdrawn  gap        gap        withdrawn   withdrawn   withdrawn   withdrawn   gap      gap
    advanced   unknown    unknown    =           =           =           =           =        =
    excluded   unknown    unknown    =           =           =           =           =        =
  `,
})

describe('who may do what', () => {
  test('only who raised it withdraws it', () => {
    const raised = topic.raised({ ...t, by: 'US' })
    expect(stateAfter(raised, topic.withdrawn({ ...t, by: 'RU' })).problems).toMatchObject([
      { kind: 'contradiction', rule: 'topic.withdrawn/by' },
    ])
    expect(stateAfter(raised, topic.withdrawn({ ...t, by: 'US' })).problems).toEqual([])
  })

  test('both sides may raise it, and who was first may withdraw it; of one that somebody raised, whoever withdraws it did', () => {
    const both = [topic.raised({ ...t, by: 'US' }), topic.raised({ ...t, by: 'RU' })]
    expect(stateAfter(...both).problems).toEqual([])
    expect(stateAfter(...both).topics.get('visas')).toMatchObject({ raiser: 'US', respondent: 'RU' })
    expect(stateAfter(...both, topic.withdrawn({ ...t, by: 'RU' })).problems).toHaveLength(1)
    const somebody = stateAfter(topic.raised(t))
    expect(somebody.topics.get('visas')?.raiser).toBeUndefined()
    expect(stateAfter(topic.raised(t), topic.withdrawn({ ...t, by: 'RU' })).topics.get('visas')?.raiser).toBe('RU')
  })

  test('settled is not open, yet can be reopened', () => {
    expect(stateAfter(topic.settled(t)).topics.open).toEqual([])
    expect(stateAfter(topic.settled(t), topic.reopened({ ...t, by: 'RU' })).topics.open).toHaveLength(1)
  })
})

describe('marks', () => {
  test('progress is kept by account, and the latest of each counts', () => {
    const state = stateAfter(
      topic.discussed(t),
      topic.advanced({ ...t, label: 'progress made', saidBy: ['RU'] }),
      topic.advanced({ ...t, label: 'first steps', saidBy: ['US', 'dpa'] }),
      topic.advanced({ ...t, label: 'considerable progress', saidBy: ['RU'] }),
    )
    const visas = state.topics.get('visas')
    expect(visas?.progress).toEqual({ RU: 'considerable progress', US: 'first steps', dpa: 'first steps' })
    expect(visas).toMatchObject({ status: 'discussed' })
    expect(visas).not.toHaveProperty('label')
  })

  test('where nobody is named it is the recorder who says so', () => {
    expect(
      stateAfter(topic.advanced({ ...t, label: 'progress' }), topic.advanced({ ...t, label: 'more', saidBy: [] })).topics.get('visas')
        ?.progress,
    ).toEqual({ recorder: 'more' })
  })

  test('that it was not on the agenda is kept with the meeting and the account', () => {
    const state = stateAfter(topic.excluded({ ...t, at: 'istanbul-2', saidBy: ['US'] }), topic.excluded({ ...t, occurred: '2025-05' }))
    expect(state.topics.get('visas')?.exclusions).toStrictEqual([
      { at: 'istanbul-2', occurred: '2025-04-10', saidBy: ['US'] },
      { occurred: '2025-05' },
    ])
  })

  test('a label is asked for', () => {
    expect(() => topic.advanced(t as never)).toThrow('topic.advanced: label is missing')
  })
})
