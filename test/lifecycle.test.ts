// A lifecycle table at work: gaps and their marks, contradictions, who may act, lists that settle, and steps that turn up late.
// Each history goes through both ways of the fold, which must agree, before anything is asked of it.
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { demand } from '../src/entities/demand.ts'
import { guarantee } from '../src/entities/guarantee.ts'
import { meeting } from '../src/entities/meeting.ts'
import { defineEntity } from '../src/entity.ts'
import type { DefaultVocabulary } from '../src/ledger.ts'
import { type CompiledRow, missingBefore } from '../src/lifecycle.ts'
import { evolve, fold, record } from '../src/pure.ts'
import type { InputIn } from '../src/record.ts'
import { vocabulary } from '../src/vocabulary.ts'
import { dispute, disputes } from './dispute.ts'
import { countedIds, idAt, tickingClock } from './fixed-clock.ts'

const between = ['US', 'RU'] as const
const fixed = () => ({ ids: countedIds(), clock: tickingClock() })

function stateAfter(...inputs: readonly InputIn<DefaultVocabulary>[]) {
  const events = record(between, inputs, fixed())
  const state = fold(events, { between })
  expect(evolve(fold([], { between }), ...events)).toStrictEqual(state)
  return state
}

function disputeAfter(...inputs: readonly InputIn<typeof disputes>[]) {
  const events = record(between, inputs, { ...fixed(), vocabulary: disputes })
  const state = fold(events, { between, vocabulary: disputes })
  expect(evolve(fold([], { between, vocabulary: disputes }), ...events)).toStrictEqual(state)
  return state.disputes.get('d')
}

const rulesOf = (entity: { readonly problems?: readonly { readonly rule: string; readonly kind: string }[] } | undefined) =>
  entity?.problems?.map(({ rule, kind }) => `${kind} ${rule}`)
const marksOf = (
  entity: { readonly inferred?: readonly { readonly status: string; readonly after: string; readonly event: string }[] } | undefined,
) => entity?.inferred?.map(({ status, after, event }) => [status, after, event])

it('the way to a row is the shortest through the table, and none where none leads', () => {
  const { lifecycle } = demand.entity
  const row = (type: string) => lifecycle.rows.get(type) as CompiledRow
  expect(missingBefore(lifecycle, row('demand.met'), 'new')).toEqual(['open'])
  expect(missingBefore(lifecycle, row('demand.met'), 'withdrawn')).toEqual(['open'])
  expect(missingBefore(lifecycle, row('demand.raised'), 'met')).toBeUndefined()
})

it('the way back leads to the status before, which is another for each entity, or to the one the table names', () => {
  const at = { dispute: 'd', occurred: '2025-01' }
  const filed = dispute.filed({ ...at, by: 'US' })
  const heard = [filed, dispute.joined({ ...at, by: 'US' }), dispute.joined({ ...at, by: 'RU' }), dispute.heard(at)]
  const after = (...inputs: readonly InputIn<typeof disputes>[]) =>
    marksOf(disputeAfter(...inputs, dispute.paused({ ...at, by: 'US' }), dispute.conceded({ ...at, by: 'RU' })))?.map(([status]) => status)
  expect([after(filed), after(...heard), after(filed)]).toEqual([['filed', 'joined', 'heard'], ['heard'], ['filed', 'joined', 'heard']])
  const guest = defineEntity('guest', {
    plural: 'guests',
    events: {
      left: { from: ['new'], to: 'away' },
      returned: { from: ['away'], to: 'back', otherwise: 'here' },
      served: { from: ['here'], to: 'served' },
      seated: { from: ['served'], to: 'here' },
    },
  })
  const { lifecycle } = guest.entity
  const served = lifecycle.rows.get('guest.served') as CompiledRow
  expect(missingBefore(lifecycle, served, 'new')).toEqual(['away', 'here'])
  expect([missingBefore(lifecycle, served, 'away'), missingBefore(lifecycle, served, 'away', 'new')]).toEqual([['here'], ['here']])
  expect(missingBefore(lifecycle, served, 'away', 'served')).toEqual(['served', 'here'])
})

it('no way leads back but to where the entity has been', () => {
  const guest = defineEntity('guest', {
    plural: 'guests',
    events: {
      came: { from: ['new'], to: 'here' },
      slept: { from: ['here'], to: 'asleep' },
      woke: { from: ['asleep'], to: 'back', otherwise: 'home' },
      left: { from: ['home'], to: 'left' },
      moved: { from: ['left'], to: 'home' },
    },
  })
  const { lifecycle } = guest.entity
  const before = (status: string, previous?: string) =>
    missingBefore(lifecycle, lifecycle.rows.get('guest.left') as CompiledRow, status, previous)
  expect([before('new'), before('here'), before('here', 'home'), before('asleep', 'here')]).toEqual(Array(4).fill(undefined))
  expect([before('asleep'), before('asleep', 'home'), before('left')]).toEqual([['home'], ['home'], ['home']])
})

describe('what a gap says would mend it', () => {
  const messageOf = (entity: { readonly problems?: readonly { readonly message: string }[] } | undefined) =>
    entity?.problems?.at(-1)?.message.replace(/^.* — (.*), or append with rules: 'report'$/, '$1')
  const guests = (events: object) => {
    const { guest } = guestsOf(events)
    return (...types: readonly string[]) => messageOf(guest(...types))
  }

  it('is the event that was probably meant, where it may follow, or what was left out', () => {
    const at = { demand: 'd', occurred: '2025-01' }
    const raised = demand.raised({ ...at, by: 'US' })
    expect(messageOf(stateAfter(raised, raised).demands.get('d'))).toBe('record demand.reiterated instead, or demand.withdrawn first')
    const met = stateAfter(demand.met({ ...at, by: 'RU' }), { ...raised, occurred: '2025-02' } as typeof raised).demands.get('d')
    expect(met?.problems?.at(-1)?.message).toContain('the demand is met, and this can only follow on a new demand, withdrawn')
  })

  it('names the likely event before the unlikely, and the one that leads back where no other does', () => {
    const stay = {
      came: { from: ['new'], to: 'here' },
      expelled: { from: ['here'], to: 'gone', unlikely: true },
      departed: { from: ['here'], to: 'gone' },
      missed: { from: ['gone'], to: 'missed' },
      slept: { from: ['here'], to: 'asleep' },
      dreamt: { from: ['asleep'] },
      woke: { from: ['asleep'], to: 'back' },
    }
    const told = guests(stay)
    expect(told('missed')).toBe('record guest.came, then guest.departed first')
    expect(told('came', 'slept', 'missed')).toBe('record guest.woke, then guest.departed first')
    const { departed: _, ...forced } = stay
    expect(guests(forced)('came', 'missed')).toBe('record guest.expelled first')
  })

  it('begins with where the entity is', () => {
    const { guest } = guestsOf({ came: { from: ['new'], to: 'here' }, left: { from: ['here'], to: 'gone' } })
    expect(guest('left')?.problems?.[0]?.message).toBe(
      'guest.left on "g": the guest is new to this log, not here — record guest.came first, or append with rules: \'report\'',
    )
    expect(guest('came', 'left', 'came')?.problems?.[0]?.message).toBe(
      'guest.came on "g": the guest is gone, and this can only follow on a new guest — retract or correct what does not hold, or append with rules: \'report\'',
    )
  })

  it('names an event once, where the one that was meant is the one left out', () => {
    const told = guests({ came: { from: ['new'], to: 'here' }, left: { from: ['here'], to: 'gone', instead: 'came' } })
    expect(told('left')).toBe('record guest.came instead')
  })
})

type Guest = {
  readonly [field: string]: unknown
  readonly problems?: readonly { readonly message: string; readonly rule: string; readonly kind: string }[]
}

/** Guests of a table of their own, and what one is after events that say nothing else, or what is said of them. */
function guestsOf(events: object, more: object = {}) {
  const words = vocabulary(defineEntity('guest', { plural: 'guests', events, ...more } as never))
  const guest = (
    ...given: readonly (string | { readonly type: string; readonly by?: string; readonly data?: object })[]
  ): Guest | undefined => {
    const inputs = given.map((each) => {
      const { type, by, data } = typeof each === 'string' ? { type: each, by: undefined, data: {} } : { by: undefined, data: {}, ...each }
      return { type: `guest.${type}`, schemaVersion: 1, occurred: '2025', ...(by && { by }), data: { guest: 'g', ...data } }
    })
    const events = record(between, inputs as never, { ...fixed(), vocabulary: words })
    const state = fold(events, { between, vocabulary: words })
    expect(evolve(fold([], { between, vocabulary: words }), ...events)).toStrictEqual(state)
    return (state as unknown as { readonly guests: { get(id: string): Guest | undefined } }).guests.get('g')
  }
  return { guest }
}

describe('an event that follows the table', () => {
  it('sets what the table says, and nothing else', () => {
    const { guest } = guestsOf({
      came: { from: ['new', 'here'], to: 'here', by: 'either' },
      sat: { from: ['here'], by: 'either', casts: 'chair' },
    })
    const came = { kind: 'guest', id: 'g', status: 'here', since: '2025', setBy: idAt(1) }
    expect(guest({ type: 'came', by: 'US' })).toEqual(came)
    expect(guest({ type: 'came', by: 'US' }, { type: 'came', by: 'RU' })).toEqual({ ...came, setBy: idAt(2) })
    expect(guest({ type: 'came', by: 'US' }, { type: 'sat', by: 'RU' })).toEqual({ ...came, chair: 'RU' })
  })

  it('shares the roles of the first pair alone, where they are shared', () => {
    const events = {
      agreed: { from: ['new'], to: 'agreed', may: ['joint'] },
      kept: { from: ['agreed'], by: 'keeper' },
      paid: { from: ['agreed'], by: 'owner' },
    }
    const { guest } = guestsOf(events, { roles: { owner: 'heir', keeper: 'visitor' }, shared: 'joint', fields: { joint: z.boolean() } })
    const joint = { type: 'agreed', data: { joint: true } }
    const both = (type: string) => rulesOf(guest(joint, { type, by: 'US' }, { type, by: 'RU' }))
    expect([both('paid'), both('kept')]).toEqual([undefined, ['contradiction guest.kept/by']])
  })

  it('moves the status, and says since when and by which event', () => {
    const state = stateAfter(
      demand.raised({ demand: 'd', by: 'US', occurred: '2025-01', object: 'visas' }),
      demand.acknowledged({ demand: 'd', by: 'RU', occurred: '2025-02' }),
    )
    expect(state.demands.get('d')).toEqual({
      kind: 'demand',
      id: 'd',
      status: 'acknowledged',
      previous: 'open',
      since: '2025-02',
      setBy: idAt(2),
      raiser: 'US',
      addressee: 'RU',
      object: 'visas',
      timesReiterated: 0,
    })
  })

  it('that may keep the status leaves it, its date and the one before', () => {
    const d = stateAfter(
      demand.raised({ demand: 'd', by: 'US', occurred: '2025-01' }),
      demand.acknowledged({ demand: 'd', by: 'RU', occurred: '2025-02' }),
      demand.reiterated({ demand: 'd', by: 'US', occurred: '2025-03' }),
    ).demands.get('d')
    expect(d).toMatchObject({ status: 'acknowledged', previous: 'open', since: '2025-02', setBy: idAt(2), timesReiterated: 1 })
  })

  it('of the one who has a role may give another role besides', () => {
    const duty = defineEntity('duty', {
      plural: 'duties',
      roles: { owner: 'heir', keeper: 'guest' },
      fields: {},
      events: { taken: { from: ['new'], to: 'taken', by: 'owner' }, kept: { from: ['taken'], to: 'kept', by: 'owner', casts: 'keeper' } },
    })
    const duties = vocabulary(duty)
    const inputs = [duty.taken({ duty: 'd', by: 'US', occurred: '2025-01' }), duty.kept({ duty: 'd', by: 'US', occurred: '2025-02' })]
    const events = record(between, inputs, { ...fixed(), vocabulary: duties })
    const kept = fold(events, { vocabulary: duties }).duties.get('d')
    expect(kept).toMatchObject({ owner: 'US', heir: 'RU', keeper: 'US', guest: 'RU' })
  })

  it('of a third party is held to the role that the table gives no third party', () => {
    const [raised, accepted] = record(
      between,
      [demand.raised({ demand: 'd', by: 'US', occurred: '2025-01' }), demand.accepted({ demand: 'd', by: 'RU', occurred: '2025-02' })],
      fixed(),
    )
    const { to: _to, ...third } = { ...accepted, by: 'NO' } as object as { to: string }
    expect(rulesOf(fold([raised, third] as never, { between }).demands.get('d'))).toEqual(['contradiction demand.accepted/by'])
  })

  it('takes no role from a third party that has it', () => {
    const at = { dispute: 'd', occurred: '2025-01' }
    const d = disputeAfter(dispute.heard({ ...at, claimant: 'NO' }), dispute.closed({ ...at, by: 'US' }))
    expect(d?.claimant).toBe('NO')
    expect(rulesOf(d)).toContain('contradiction dispute.closed/by')
  })

  it('that does not say who acted is held to no role', () => {
    const [raised, met] = record(
      between,
      [demand.raised({ demand: 'd', by: 'US', occurred: '2025-01' }), demand.acknowledged({ demand: 'd', by: 'RU', occurred: '2025-02' })],
      fixed(),
    )
    const { by: _by, to: _to, ...nobodys } = met as object as { by: string; to: string }
    expect(rulesOf(fold([raised, nobodys] as never, { between }).demands.get('d'))).toBeUndefined()
  })

  it('freezes what it notes beside the status, all the way down', () => {
    const d = stateAfter(demand.met({ demand: 'd', by: 'RU', occurred: '2025-02' })).demands.get('d')
    expect([d, d?.inferred, d?.inferred?.[0]].map(Object.isFrozen)).toEqual([true, true, true])
  })

  it('goes back to the status before, or to the default where none is known', () => {
    const filed = dispute.filed({ dispute: 'd', by: 'US', occurred: '2025-01' })
    const paused = dispute.paused({ dispute: 'd', by: 'RU', occurred: '2025-02' })
    const resumed = dispute.resumed({ dispute: 'd', occurred: '2025-03' })
    expect(disputeAfter(filed, paused, resumed)).toMatchObject({ status: 'filed', previous: 'paused', mover: 'RU', waiter: 'US' })
    expect(rulesOf(disputeAfter(filed, paused, resumed))).toBeUndefined()
  })

  it('without a target keeps an entity of which nothing else is known at unknown', () => {
    const d = disputeAfter(dispute.described({ dispute: 'd', words: 'a quarrel', occurred: '2025-01' }))
    expect(d).toMatchObject({ status: 'unknown', since: '2025-01', setBy: idAt(1), told: ['a quarrel'], count: 1 })
    expect(d).not.toHaveProperty('problems')
    expect(d).not.toHaveProperty('words')
  })

  it('after such a one begins as on a new entity', () => {
    const d = disputeAfter(
      dispute.described({ dispute: 'd', words: 'a quarrel', occurred: '2025-01' }),
      dispute.filed({ dispute: 'd', by: 'US', occurred: '2025-02' }),
    )
    expect(d).toMatchObject({ status: 'filed', since: '2025-02' })
    expect(d).not.toHaveProperty('previous')
    expect(d).not.toHaveProperty('problems')
  })
})

describe('a gap', () => {
  it('infers what must have been, marks it, and still takes its effect', () => {
    const d = stateAfter(demand.met({ demand: 'd', by: 'RU', occurred: '2025-05' })).demands.get('d')
    expect(d).toMatchObject({ status: 'met', previous: 'open', since: '2025-05', raiser: 'US', addressee: 'RU' })
    expect(d?.inferred).toEqual([{ status: 'open', after: 'new', event: idAt(1), type: 'demand.met', occurred: '2025-05' }])
    expect(d?.problems).toEqual([
      {
        kind: 'gap',
        rule: 'demand.met/from',
        event: idAt(1),
        entity: 'demand/d',
        message:
          'demand.met on "d": the demand is new to this log, not open — record demand.raised first, or append with rules: \'report\'',
      },
    ])
  })

  it('of several steps names them in order, by the shortest way', () => {
    const d = disputeAfter(dispute.closed({ dispute: 'd', by: 'US', occurred: '2025-05' }))
    expect(marksOf(d)).toEqual([
      ['filed', 'new', idAt(1)],
      ['joined', 'new', idAt(1)],
      ['heard', 'new', idAt(1)],
      ['conceded', 'new', idAt(1)],
    ])
    expect(d?.problems?.[0]?.message).toContain(
      'record dispute.filed, then dispute.joined, then dispute.heard, then dispute.conceded first',
    )
    expect(d?.status).toBe('closed')
  })

  it('takes an unlikely way only where no other leads', () => {
    const likely = disputeAfter(dispute.closed({ dispute: 'd', by: 'US', occurred: '2025-05' }))
    expect(marksOf(likely)?.map(([status]) => status)).toContain('heard')
    const words = vocabulary(
      defineEntity('guest', {
        plural: 'guests',
        events: {
          came: { from: ['new'], to: 'here' },
          expelled: { from: ['here'], to: 'out', unlikely: true },
          missed: { from: ['out'], to: 'missed' },
        },
      }),
    )
    const missed = { type: 'guest.missed', schemaVersion: 1, occurred: '2025', data: { guest: 'g' } } as const
    const guest = fold(record(between, [missed], { vocabulary: words }), { vocabulary: words }).guests.get('g')
    expect(guest?.inferred?.map(({ status }) => status)).toEqual(['here', 'out'])
  })

  it('starts from where the entity is', () => {
    const d = disputeAfter(
      dispute.filed({ dispute: 'd', by: 'US', occurred: '2025-01' }),
      dispute.weighed({ dispute: 'd', weight: 1, occurred: '2025-02' }),
      dispute.conceded({ dispute: 'd', by: 'RU', occurred: '2025-03' }),
    )
    expect(marksOf(d)).toEqual([
      ['joined', 'filed', idAt(3)],
      ['heard', 'filed', idAt(3)],
    ])
    expect(d).toMatchObject({ status: 'conceded', previous: 'heard' })
  })
})

describe('a contradiction', () => {
  it('is where no way leads, and still takes its effect', () => {
    const m = stateAfter(
      meeting.held({ meeting: 'm', occurred: '2025-01' }),
      meeting.cancelled({ meeting: 'm', by: 'RU', occurred: '2025-02' }),
    ).meetings.get('m')
    expect(rulesOf(m)).toEqual(['contradiction meeting.cancelled/from'])
    expect(m).toMatchObject({ status: 'cancelled', previous: 'held', cancelledBy: 'RU' })
    expect(m).not.toHaveProperty('inferred')
    expect(m?.problems?.[0]?.message).toMatch(
      /^meeting\.cancelled on "m": the meeting is held, and this can only follow on a new meeting, .* — retract or correct what does not hold, or append with rules: 'report'$/,
    )
  })

  it('is where the other side acts, and the role stays', () => {
    const d = stateAfter(
      demand.raised({ demand: 'd', by: 'US', occurred: '2025-01' }),
      demand.accepted({ demand: 'd', by: 'US', occurred: '2025-02' }),
    ).demands.get('d')
    expect(rulesOf(d)).toEqual(['contradiction demand.accepted/by'])
    expect(d?.problems?.[0]?.message).toBe(
      "demand.accepted on \"d\": only its addressee RU can do this, not US — set by to 'RU', or append with rules: 'report'",
    )
    expect(d).toMatchObject({ status: 'accepted', raiser: 'US', addressee: 'RU' })
  })

  it('can stand beside a gap on one event', () => {
    const d = stateAfter(
      demand.raised({ demand: 'd', by: 'US', occurred: '2025-01' }),
      demand.met({ demand: 'd', by: 'RU', occurred: '2025-02' }),
      demand.withdrawn({ demand: 'd', by: 'RU', occurred: '2025-03' }),
    )
    expect(rulesOf(d.demands.get('d'))).toEqual(['contradiction demand.withdrawn/from', 'contradiction demand.withdrawn/by'])
  })

  it('is a recipe that throws, and the fold goes on', () => {
    const filed = dispute.filed({ dispute: 'd', by: 'US', occurred: '2025-01' })
    const d = disputeAfter(
      filed,
      dispute.weighed({ dispute: 'd', weight: 4, occurred: '2025-02' }),
      dispute.described({ dispute: 'd', words: 'heavy', occurred: '2025-03' }),
    )
    expect(d).toMatchObject({ status: 'filed', weight: 4, count: 2, told: ['heavy'] })
    expect(rulesOf(d)).toEqual(['contradiction dispute.weighed/recipe'])
    expect(d?.problems?.[0]?.message).toContain('its recipe threw Error: 4 is too heavy — mend the recipe in defineEntity')
  })
})

describe('who may act', () => {
  it('is whoever acts first in a role, and after that its holder', () => {
    const first = demand.acknowledged({ demand: 'd', by: 'RU', occurred: '2025-01' })
    const d = stateAfter(first, demand.withdrawn({ demand: 'd', by: 'US', occurred: '2025-02' })).demands.get('d')
    expect(d).toMatchObject({ addressee: 'RU', raiser: 'US' })
    expect(rulesOf(d)).toEqual(['gap demand.acknowledged/from'])
  })

  it('is both, where the role is shared', () => {
    const agreed = guarantee.agreed({ guarantee: 'g', reciprocal: true, occurred: '2025-01' })
    const both = (by: string, occurred: string) => guarantee.fulfilled({ guarantee: 'g', by, occurred })
    const half = stateAfter(agreed, both('RU', '2025-02')).guarantees.get('g')
    expect(half).toMatchObject({ status: 'agreed', fulfilledBy: ['RU'] })
    expect(stateAfter(agreed, both('RU', '2025-02'), both('RU', '2025-03')).guarantees.get('g')?.status).toBe('agreed')
    const whole = stateAfter(agreed, both('RU', '2025-02'), both('US', '2025-03')).guarantees.get('g')
    expect(whole).toMatchObject({ status: 'fulfilled', fulfilledBy: ['RU', 'US'], setBy: idAt(3) })
    expect([half, whole].map(rulesOf)).toEqual([undefined, undefined])
    expect(whole).not.toHaveProperty('debtor')
  })

  it('is a third party where the table lets it, whoever holds the role', () => {
    const agreed = guarantee.agreed({ guarantee: 'g', debtor: 'RU', occurred: '2025-01' })
    const found = guarantee.breachEstablished({ guarantee: 'g', by: 'ICJ', breacher: 'RU', occurred: '2025-02' })
    expect(stateAfter(agreed, found).guarantees.get('g')).toMatchObject({
      status: 'breached',
      breachedBy: ['RU'],
      debtor: 'RU',
      creditor: 'US',
    })
    expect(rulesOf(stateAfter(agreed, found).guarantees.get('g'))).toBeUndefined()
    const wrong = stateAfter(agreed, guarantee.breachEstablished({ guarantee: 'g', by: 'US', occurred: '2025-02' })).guarantees.get('g')
    expect(rulesOf(wrong)).toEqual(['contradiction guarantee.breachEstablished/by'])
  })

  it('and invites: then the other role is nobody’s alone', () => {
    const invited = meeting.proposed({ meeting: 'm', by: 'NO', occurred: '2025-01' })
    const yes = (by: string) => meeting.accepted({ meeting: 'm', by, occurred: '2025-02' })
    const one = stateAfter(invited, yes('RU')).meetings.get('m')
    expect(one).toMatchObject({ status: 'proposed', proposer: 'NO', acceptedBy: ['RU'] })
    expect(one).not.toHaveProperty('invitee')
    expect(stateAfter(invited, yes('RU'), yes('US')).meetings.get('m')).toMatchObject({ status: 'accepted', acceptedBy: ['RU', 'US'] })
  })

  it('casts the role anew where the row says so', () => {
    const filed = dispute.filed({ dispute: 'd', by: 'US', occurred: '2025-01' })
    const round = (by: string) => [
      dispute.paused({ dispute: 'd', by, occurred: '2025-02' }),
      dispute.resumed({ dispute: 'd', occurred: '2025-02' }),
    ]
    expect(disputeAfter(filed, ...round('US'), ...round('RU'))).toMatchObject({
      mover: 'RU',
      waiter: 'US',
      claimant: 'US',
      respondent: 'RU',
    })
  })

  it('is set by a field that is a role, which gives the other side its own', () => {
    const heard = dispute.heard({ dispute: 'd', claimant: 'RU', occurred: '2025-01' })
    expect(disputeAfter(heard)).toMatchObject({ claimant: 'RU', respondent: 'US' })
    const third = disputeAfter(
      dispute.filed({ dispute: 'd', by: 'US', occurred: '2025-01' }),
      dispute.heard({ dispute: 'd', claimant: 'NO', occurred: '2025-02' }),
    )
    expect(third?.claimant).toBe('NO')
    expect(third).not.toHaveProperty('respondent')
  })
})

describe('the lists of a row', () => {
  const begun = [
    dispute.filed({ dispute: 'd', by: 'US', mutual: true, occurred: '2025-01' }),
    dispute.joined({ dispute: 'd', by: 'US', occurred: '2025-01' }),
    dispute.joined({ dispute: 'd', by: 'RU', occurred: '2025-01' }),
    dispute.heard({ dispute: 'd', occurred: '2025-01' }),
  ]
  const objected = (by: string, blamed?: string) => dispute.objected({ dispute: 'd', by, occurred: '2025-01', ...(blamed && { blamed }) })
  const conceded = (by: string, blamed?: string) => dispute.conceded({ dispute: 'd', by, occurred: '2025-01', ...(blamed && { blamed }) })

  it('collect each side once, and move with the last', () => {
    expect(disputeAfter(...begun.slice(0, 2))).toMatchObject({ status: 'filed', joinedBy: ['US'] })
    expect(disputeAfter(...begun.slice(0, 3))).toMatchObject({ status: 'joined', joinedBy: ['US', 'RU'] })
  })

  it('mark and clear, and move when nobody is left', () => {
    expect(disputeAfter(...begun, objected('US'), objected('RU'), objected('US'))).toMatchObject({
      status: 'heard',
      objectors: ['US', 'RU'],
    })
    expect(disputeAfter(...begun, objected('US'), objected('RU'), conceded('US'))).toMatchObject({ status: 'heard', objectors: ['RU'] })
    expect(disputeAfter(...begun, objected('US'), objected('RU'), conceded('US'), conceded('RU'))).toMatchObject({
      status: 'conceded',
      objectors: [],
    })
    expect(disputeAfter(...begun, conceded('US'))).toMatchObject({ status: 'conceded', objectors: [] })
  })

  it('take the side that is named where a third party acts, and none where none is', () => {
    expect(disputeAfter(...begun, objected('ICJ', 'RU'))).toMatchObject({ objectors: ['RU'] })
    expect(disputeAfter(...begun, objected('ICJ'))).toMatchObject({ objectors: [] })
    expect(disputeAfter(...begun, objected('US'), objected('RU'), conceded('ICJ', 'US'))).toMatchObject({
      status: 'heard',
      objectors: ['RU'],
    })
  })

  it('take the one holder where a third party names nobody', () => {
    const alone = [dispute.filed({ dispute: 'd', by: 'US', occurred: '2025-01' }), objected('ICJ')]
    expect(disputeAfter(...alone)).toMatchObject({ objectors: ['RU'], claimant: 'US' })
  })
})

describe('a missing step that turns up late', () => {
  const met = demand.met({ demand: 'd', by: 'RU', occurred: '2025-05-01' })

  it.each([
    ['earlier by its date', '2025-04', 1],
    ['vague, and recorded later', '2025', 1],
    ['on the same day, and recorded later', '2025-05-01', 1],
  ])('%s fills the gap: no mark, no problem, and the status stays', (_, occurred) => {
    const d = stateAfter(met, demand.raised({ demand: 'd', by: 'US', occurred, object: 'visas' })).demands.get('d')
    expect(d).toMatchObject({ status: 'met', object: 'visas', raiser: 'US', addressee: 'RU' })
    expect(d).not.toHaveProperty('inferred')
    expect(d).not.toHaveProperty('problems')
  })

  it('whose date proves it later fills nothing', () => {
    const state = stateAfter(met, demand.raised({ demand: 'd', by: 'US', occurred: '2025-06' }))
    expect(rulesOf(state.demands.get('d'))).toEqual(['gap demand.met/from', 'contradiction demand.raised/from'])
    expect(state.demands.get('d')).toMatchObject({ status: 'open', previous: 'met' })
  })

  it('sets what is unset and overwrites nothing', () => {
    const d = stateAfter(
      demand.countered({ demand: 'd', by: 'RU', occurred: '2025-05-01', conditionalOn: 'flights' }),
      demand.raised({ demand: 'd', by: 'US', occurred: '2025', conditionalOn: 'houses', strength: 'request' }),
    ).demands.get('d')
    expect(d).toMatchObject({ status: 'countered', conditionalOn: 'flights', strength: 'request', since: '2025-05-01', setBy: idAt(1) })
    expect(d).not.toHaveProperty('problems')
  })

  it('of several clears its own mark, and the problem goes with the last', () => {
    const closed = dispute.closed({ dispute: 'd', by: 'US', occurred: '2025-05-01' })
    const steps = [
      dispute.heard({ dispute: 'd', occurred: '2025' }),
      dispute.filed({ dispute: 'd', by: 'US', occurred: '2025', tags: ['fish'] }),
      dispute.expelled({ dispute: 'd', by: 'RU', occurred: '2025' }),
      dispute.joined({ dispute: 'd', by: 'RU', occurred: '2025' }),
    ]
    const marks = steps.map((_, count) => marksOf(disputeAfter(closed, ...steps.slice(0, count + 1)))?.map(([status]) => status))
    expect(marks).toEqual([['filed', 'joined', 'conceded'], ['joined', 'conceded'], ['joined'], undefined])
    const problems = steps.map((_, count) => rulesOf(disputeAfter(closed, ...steps.slice(0, count + 1))))
    expect(problems).toEqual([...Array(3).fill(['gap dispute.closed/from']), undefined])
    expect(disputeAfter(closed, ...steps)).toMatchObject({ status: 'closed', setBy: idAt(1), tags: ['fish'], claimant: 'US' })
  })

  it('that makes other steps needless mends the whole gap', () => {
    const g = stateAfter(
      guarantee.fulfilled({ guarantee: 'g', by: 'RU', occurred: '2025-05-01' }),
      guarantee.tookEffect({ guarantee: 'g', occurred: '2025-04-01' }),
    ).guarantees.get('g')
    expect(g).toMatchObject({ status: 'fulfilled' })
    expect(g).not.toHaveProperty('problems')
    expect(g).not.toHaveProperty('inferred')
  })

  it('leaves open the gaps of other events of its entity, and takes the role of whoever acted', () => {
    const at = { dispute: 'd', occurred: '2025-05-01' }
    const gaps = [dispute.heard(at), dispute.closed({ ...at, by: 'RU' })]
    const filed = dispute.filed({ dispute: 'd', by: 'RU', occurred: '2025' })
    const joined = dispute.joined({ dispute: 'd', by: 'US', occurred: '2025' })
    const withLate = (...late: readonly InputIn<typeof disputes>[]) => disputeAfter(...gaps, ...late)
    const [one, two] = [withLate(filed), withLate(filed, joined)]
    expect([withLate(), one, two].map((each) => marksOf(each)?.map(([status]) => status))).toEqual([
      ['filed', 'joined', 'conceded'],
      ['joined', 'conceded'],
      ['conceded'],
    ])
    const [heard, closed] = ['gap dispute.heard/from', 'gap dispute.closed/from']
    expect([withLate(), one, two].map(rulesOf)).toEqual([[heard, closed], [heard, closed], [closed]])
    expect(disputeAfter(gaps[0] as (typeof gaps)[0], filed)).toMatchObject({ claimant: 'RU', respondent: 'US', status: 'heard' })
  })

  it('that makes other steps needless leaves what is missing before another event', () => {
    const { guest } = guestsOf({
      packed: { from: ['new'], to: 'packed' },
      sent: { from: ['packed'], to: 'sent' },
      handedOver: { from: ['new'], to: 'handedOver', unlikely: true },
      received: { from: ['sent', 'handedOver'], to: 'received' },
      opened: { from: ['received'], to: 'opened' },
      thanked: { from: ['opened'], to: 'thanked' },
    })
    const statuses = (...types: readonly string[]) => marksOf(guest(...types) as never)?.map(([status]) => status)
    expect(statuses('received', 'thanked')).toEqual(['packed', 'sent', 'opened'])
    expect(statuses('received', 'thanked', 'handedOver')).toEqual(['opened'])
    expect(rulesOf(guest('received', 'thanked', 'handedOver'))).toEqual(['gap guest.thanked/from'])
  })

  it('gives no role where it does not say who acted', () => {
    const at = { dispute: 'd', occurred: '2025' }
    const events = record(between, [dispute.resumed(at), dispute.paused({ ...at, by: 'US' })], { ...fixed(), vocabulary: disputes })
    const { by: _by, to: _to, ...nobodys } = events[1] as object as { by: string; to: string }
    const { disputes: found } = fold([events[0], nobodys] as never, { between, vocabulary: disputes })
    expect(marksOf(found.get('d'))?.map(([status]) => status)).toEqual(['filed'])
    expect(found.get('d')).not.toHaveProperty('mover')
  })

  it('leaves the contradictions of the event that showed it, and those of others', () => {
    const at = { dispute: 'd', occurred: '2025-05-01' }
    const steps = [
      dispute.heard({ dispute: 'd', occurred: '2025' }),
      dispute.filed({ dispute: 'd', by: 'US', occurred: '2025' }),
      dispute.expelled({ dispute: 'd', by: 'RU', occurred: '2025' }),
      dispute.joined({ dispute: 'd', by: 'RU', occurred: '2025' }),
    ]
    const wrong = [dispute.objected({ ...at, by: 'RU' }), dispute.closed({ ...at, by: 'RU' }), dispute.objected({ ...at, by: 'US' })]
    const others = ['contradiction dispute.closed/by', 'contradiction dispute.objected/from', 'contradiction dispute.objected/by']
    expect(rulesOf(disputeAfter(...wrong))).toEqual(['gap dispute.closed/from', ...others])
    expect(rulesOf(disputeAfter(...wrong, ...steps))).toEqual(others)
  })

  it('sets what the entity starts with as not known', () => {
    const events = { came: { from: ['new'], to: 'here', may: ['room'] }, left: { from: ['here'], to: 'gone' } }
    const { guest } = guestsOf(events, { fields: { room: z.string() }, starts: () => ({ room: undefined, bags: 2 }) })
    expect(guest('left', { type: 'came', data: { room: '7' } })).toMatchObject({ room: '7', bags: 2, status: 'gone' })
  })

  it('leaves the gaps of other events open', () => {
    const raised = demand.raised({ demand: 'd', by: 'US', occurred: '2025-01-05' })
    const d = stateAfter(
      demand.met({ demand: 'd', by: 'RU', occurred: '2025-01-10' }),
      raised,
      demand.accepted({ demand: 'other', by: 'RU', occurred: '2025-02' }),
    )
    expect(rulesOf(d.demands.get('d'))).toBeUndefined()
    expect(rulesOf(d.demands.get('other'))).toEqual(['gap demand.accepted/from'])
  })

  it('refolds its entity where it is late by its date, and may cause problems further on', () => {
    const state = stateAfter(
      demand.raised({ demand: 'd', by: 'US', occurred: '2025-01' }),
      demand.accepted({ demand: 'd', by: 'RU', occurred: '2025-03' }),
      demand.withdrawn({ demand: 'd', by: 'US', occurred: '2025-02' }),
    )
    expect(state.events('demand/d').map(({ type }) => type)).toEqual(['demand.raised', 'demand.withdrawn', 'demand.accepted'])
    expect(state.demands.get('d')).toMatchObject({ status: 'accepted', since: '2025-03', setBy: idAt(2) })
    expect(state.problems.map(({ event, kind }) => [event, kind])).toEqual([[idAt(2), 'gap']])
  })
})
