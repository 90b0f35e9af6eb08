// meeting: its table, who may do what, and which was last and is next.
import { describe, expect, test } from 'vitest'
import { meeting } from '../../src/entities/meeting.ts'
import { type Input, stateAfter } from '../record.ts'
import { tryTable } from './table.ts'

const m = { meeting: 'round-3', occurred: '2025-06-10' }

tryTable({
  entity: 'meeting/round-3',
  events: {
    proposed: () => meeting.proposed({ ...m, by: 'US' }),
    accepted: () => meeting.accepted({ ...m, by: 'RU' }),
    declined: () => meeting.declined({ ...m, by: 'RU' }),
    scheduled: () => meeting.scheduled(m),
    rescheduled: () => meeting.rescheduled({ ...m, due: '2025-07' }),
    postponed: () => meeting.postponed({ ...m, by: 'US' }),
    cancelled: () => meeting.cancelled({ ...m, by: 'US' }),
    held: () => meeting.held(m),
  },
  ways: {
    proposed: ['proposed'],
    accepted: ['proposed', 'accepted'],
    declined: ['proposed', 'declined'],
    scheduled: ['scheduled'],
    postponed: ['scheduled', 'postponed'],
    cancelled: ['cancelled'],
    held: ['held'],
  },
  table: `
                new        proposed   accepted   declined  scheduled  postponed  cancelled  held
    proposed    proposed   proposed   no         proposed  no         no         no         no
    accepted    gap        accepted   no         gap       no         no         no         no
    declined    gap        declined   no         gap       no         no         no         no
    scheduled   scheduled  scheduled  scheduled  gap       =          scheduled  no         no
    rescheduled gap        gap        gap        gap       =          scheduled  no         no
    postponed   gap        gap        postponed  gap       postponed  =          no         no
    cancelled   cancelled  cancelled  cancelled  gap       cancelled  cancelled  no         no
    held        held       held       held       gap       held       held       no         no
  `,
})

const only = (...inputs: readonly Input[]) => {
  const state = stateAfter(...inputs)
  return { ...state.meetings.get('round-3'), problems: state.problems.map(({ kind, rule, message }) => ({ kind, rule, message })) }
}

describe('who may do what', () => {
  test('held after cancelled is a contradiction, and names both', () => {
    const { status, problems } = only(meeting.cancelled({ ...m, by: 'US' }), meeting.held(m))
    expect(status).toBe('held')
    expect(problems).toEqual([
      {
        kind: 'contradiction',
        rule: 'meeting.held/from',
        message:
          'meeting.held on "round-3": the meeting is cancelled, and this can only follow on a new meeting, proposed, accepted, scheduled, postponed' +
          " — retract or correct what does not hold, or append with rules: 'report'",
      },
    ])
  })

  test('nobody accepts its own invitation', () => {
    const { problems } = only(meeting.proposed({ ...m, by: 'US' }), meeting.accepted({ ...m, by: 'US' }))
    expect(problems).toMatchObject([{ kind: 'contradiction', rule: 'meeting.accepted/by' }])
    expect(problems[0]?.message).toContain('only its invitee RU can do this, not US')
  })

  test('who proposes again is the proposer, and the other side answers', () => {
    const declined = [meeting.proposed({ ...m, by: 'US' }), meeting.declined({ ...m, by: 'RU' })]
    const accepted = only(...declined, meeting.proposed({ ...m, by: 'RU' }), meeting.accepted({ ...m, by: 'US' }))
    expect(accepted).toMatchObject({ status: 'accepted', proposer: 'RU', invitee: 'US', acceptedBy: ['US'], problems: [] })
  })

  test('what a third party proposes is accepted when both have', () => {
    const invited = meeting.proposed({ ...m, by: 'TR' })
    const half = only(invited, meeting.accepted({ ...m, by: 'US' }))
    expect(half).toMatchObject({ status: 'proposed', proposer: 'TR', acceptedBy: ['US'], problems: [] })
    expect(half.invitee).toBeUndefined()
    const whole = only(invited, meeting.accepted({ ...m, by: 'US' }), meeting.accepted({ ...m, by: 'RU' }))
    expect(whole).toMatchObject({ status: 'accepted', proposer: 'TR', acceptedBy: ['US', 'RU'], problems: [] })
  })

  test('an acceptance does not outlive its invitation', () => {
    const first = [meeting.proposed({ ...m, by: 'TR' }), meeting.accepted({ ...m, by: 'US' }), meeting.declined({ ...m, by: 'RU' })]
    expect(only(...first, meeting.proposed({ ...m, by: 'TR' })).acceptedBy).toBeUndefined()
    expect(only(...first, meeting.proposed({ ...m, by: 'TR' }), meeting.accepted({ ...m, by: 'RU' })).status).toBe('proposed')
  })

  test('a third party can invite, but not cancel', () => {
    expect(() => only(meeting.cancelled({ ...m, by: 'TR' }))).toThrow('by must be RU or US — a third party cannot do this')
  })

  test('who cancelled stands in the state, and is unknown where nobody was named', () => {
    expect(only(meeting.scheduled(m), meeting.cancelled({ ...m, by: 'US', saidBy: ['RU'] })).cancelledBy).toBe('US')
    expect(only(meeting.scheduled(m), meeting.cancelled(m)).cancelledBy).toBeUndefined()
  })

  test('put off without a new date it has none; with one it has that', () => {
    const dated = meeting.scheduled({ ...m, due: '2025-06-20' })
    expect(only(dated, meeting.postponed({ ...m, by: 'US' })).due).toBeUndefined()
    expect(only(dated, meeting.postponed({ ...m, by: 'US', due: '2025-08' })).due).toBe('2025-08')
  })
})

describe('its fields', () => {
  test('a round of talks as the press told it', () => {
    const delegations = { US: [{ name: 'Sonata Coulter', role: 'head' }], RU: [{ name: 'Alexander Darchiev' }] }
    const told = {
      level: 'experts',
      mode: 'in person',
      round: 2,
      place: 'Istanbul',
      host: 'RU',
      duration: 'PT5H~',
      delegations,
      track: 'irritants',
    } as const
    expect(only(meeting.held({ ...m, ...told }))).toMatchObject({ status: 'held', ...told })
  })

  test.each([
    ['round', { round: 0 }],
    ['mode', { mode: 'pigeon' }],
    ['delegations', { delegations: { 'the US': [] } }],
    ['duration', { duration: 'five hours' }],
  ])('a wrong %s is refused by name', (field, wrong) => {
    expect(() => meeting.held({ ...m, ...wrong } as never)).toThrow(`meeting.held: ${field}`)
  })
})

describe('last and next', () => {
  const held = (id: string, occurred: string) => meeting.held({ meeting: id, occurred })
  const due = (id: string, date?: string) =>
    meeting.scheduled({ meeting: id, occurred: '2025-01', ...(date !== undefined && { due: date }) })

  test('last is the one held last, in whatever order they were recorded', () => {
    expect(stateAfter(held('b', '2025-04-10'), held('a', '2025-02-27'), due('c', '2025-07')).meetings.last?.id).toBe('b')
    expect(stateAfter(held('a', '2025-04-10'), held('b', '2025-04')).meetings.last?.id).toBe('b')
    expect(stateAfter(held('a', '2025-04-30'), held('b', '2025-04')).meetings.last?.id).toBe('a')
    expect(stateAfter(due('c', '2025-07')).meetings.last).toBeUndefined()
  })

  test('next is the awaited one with the nearest deadline on or after the day', () => {
    const { meetings } = stateAfter(
      due('open', '2025-06-10/..'),
      due('late', '2025-09'),
      due('soon', '2025-07'),
      due('past', '2025-05-01'),
      due('undated'),
    )
    expect(meetings.next('2025-05-01')?.id).toBe('past')
    expect(meetings.next('2025-05-02')?.id).toBe('soon')
    expect(meetings.next('2025-08-01')?.id).toBe('late')
    expect(meetings.next('2025-12-01')?.id).toBe('open')
  })

  test('of two on one day the one recorded first is next, and the one recorded last was held last', () => {
    expect(stateAfter(due('a', '2025-07'), due('b', '2025-07')).meetings.next('2025-05-01')?.id).toBe('a')
    expect(stateAfter(held('a', '2025-04-10'), held('b', '2025-04-10')).meetings.last?.id).toBe('b')
  })

  test('next is the nearest, in whatever order they were recorded', () => {
    const next = (...dues: readonly string[]) => stateAfter(...dues.map((date) => due(`m-${date}`, date))).meetings.next('2025-05-01')?.id
    expect(next('2025-07', '2025-08', '2025-09')).toBe('m-2025-07')
    expect(next('2025-09', '2025-08', '2025-07')).toBe('m-2025-07')
    expect(next('2025-07', '2025-07-31')).toBe('m-2025-07')
  })

  test('what is due at the first moment of the day is next', () => {
    expect(stateAfter(due('a', '2025-05-01T00:00:00.000Z')).meetings.next('2025-05-01')?.id).toBe('a')
  })

  test('a day without a year was held before it was told', () => {
    const told = meeting.held({ meeting: 'b', occurred: { edtf: 'XXXX-12-30', anchor: '2025-04-10' } })
    expect(stateAfter(held('a', '2025-02-27'), told).meetings.last?.id).toBe('a')
  })

  test('what was held or cancelled is not next, and neither is what has no date', () => {
    const { meetings } = stateAfter(due('a', '2025-07'), meeting.cancelled({ meeting: 'a', occurred: '2025-06-16' }), due('undated'))
    expect(meetings.next('2025-06-17')).toBeUndefined()
  })

  test('a vague day is refused', () => {
    expect(() => stateAfter().meetings.next('2025-06~')).toThrow('as-of takes a day')
  })
})
