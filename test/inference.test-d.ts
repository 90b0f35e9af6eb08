// The types a user meets: what compiles and what must not. Nothing here runs; `tsc -p .` reads it, and a line that is marked
// as an error and is none fails the build as surely as one that is an error and is not marked.
import { expectTypeOf } from 'vitest'
import { z } from 'zod'
import {
  type Collection,
  type DefaultVocabulary,
  type Demand,
  defineEntity,
  demand,
  diplomacy,
  type EventIn,
  type EventOf,
  evolve,
  fold,
  followUp,
  type Guarantee,
  guarantee,
  isLedgerError,
  meeting,
  openLedger,
  type RecordedEvent,
  record,
  recordedAs,
  type State,
  type StateOf,
  topic,
  track,
  vocabulary,
} from '../src/index.ts'
import { dispute, disputes } from './dispute.ts'

const occurred = '2025-04-10'
declare const optional: string | undefined
declare const events: readonly EventIn<DefaultVocabulary>[]

// ── constructors ─────────────────────────────────────────────────────────────────────────────────────────────────

demand.raised({ demand: 'visas', by: 'US', occurred, object: 'visas', strength: 'request', saidBy: ['US'], note: 'a note' })
meeting.held({ meeting: 'm', occurred: new Date(0) })
meeting.held({ meeting: 'm', occurred: { edtf: '2025', phrase: 'this year' }, delegations: { US: [{ name: 'A. Envoy' }] } })
meeting.proposed({ meeting: 'm', by: 'NO', occurred })
dispute.paused({ dispute: 'fish', by: 'US', occurred })

// @ts-expect-error occurred is missing
demand.raised({ demand: 'visas', by: 'US' })
// @ts-expect-error the entity's id is missing
demand.raised({ by: 'US', occurred })
// @ts-expect-error the id of another entity
demand.raised({ guarantee: 'visas', by: 'US', occurred })
// @ts-expect-error by is missing, and the role of raiser rests on it
demand.raised({ demand: 'visas', occurred })
// @ts-expect-error no field of this event
demand.raised({ demand: 'visas', by: 'US', occurred, place: 'Oslo' })
// @ts-expect-error a field of another event of the same entity
demand.accepted({ demand: 'visas', by: 'RU', occurred, strength: 'request' })
// @ts-expect-error a value that is none of the choices
demand.raised({ demand: 'visas', by: 'US', occurred, strength: 'order' })
// @ts-expect-error by has no place: both sides hold a meeting
meeting.held({ meeting: 'm', by: 'US', occurred })
// @ts-expect-error undefined is not the same as left out
meeting.held({ meeting: 'm', occurred, place: optional })
// @ts-expect-error nor is it in the envelope
meeting.held({ meeting: 'm', occurred, note: optional })
// @ts-expect-error a field that the row needs
meeting.rescheduled({ meeting: 'm', occurred })
// @ts-expect-error a field that the row brings
topic.advanced({ topic: 't', occurred })
// @ts-expect-error set by the ledger
demand.raised({ demand: 'visas', by: 'US', occurred, version: 1 })
// @ts-expect-error no event of a demand
demand.signed({ demand: 'visas', occurred })
// @ts-expect-error a list that the event keeps is frozen
meeting.held({ meeting: 'm', occurred, saidBy: ['US'] }).saidBy?.push('RU')

expectTypeOf(demand.raised({ demand: 'visas', by: 'US', occurred }).type).toEqualTypeOf<'demand.raised'>()
expectTypeOf(dispute.filed({ dispute: 'fish', by: 'US', occurred }).data.tags).toEqualTypeOf<readonly string[] | undefined>()

// ── the state ────────────────────────────────────────────────────────────────────────────────────────────────────

const state = fold(events)
expectTypeOf(state).toEqualTypeOf<State>()
expectTypeOf(state.demands.get('visas')?.status).toEqualTypeOf<
  'open' | 'acknowledged' | 'countered' | 'accepted' | 'partlyAccepted' | 'rejected' | 'met' | 'withdrawn' | 'lapsed' | undefined
>()
expectTypeOf(state.demands.get('visas')?.timesReiterated).toEqualTypeOf<number | undefined>()
expectTypeOf(state.demands.get('visas')?.raiser).toEqualTypeOf<string | undefined>()
expectTypeOf(state.guarantees.get('g')?.fulfilledBy).toEqualTypeOf<readonly string[] | undefined>()
expectTypeOf(state.demands.all).toExtend<readonly Demand[]>()
expectTypeOf(state.guarantees.open).toExtend<readonly Guarantee[]>()
expectTypeOf(state.demands.openBy('US')).toExtend<readonly Demand[]>()
expectTypeOf(state.meetings.last?.place).toEqualTypeOf<string | undefined>()
expectTypeOf(state.tracks.get('t')?.labels).toEqualTypeOf<{ readonly [sayer: string]: string } | undefined>()
state.demands.with('met')

// @ts-expect-error no status of a demand
state.demands.with('nope')
// @ts-expect-error no status of a meeting, though one of a demand
state.meetings.with('open')
// @ts-expect-error no entity of diplomacy
state.disputes.size
// @ts-expect-error it may not be there
state.demands.get('visas').status
// @ts-expect-error a state is never changed
state.version = 7
// @ts-expect-error nor an entity in it
if (state.demands.all[0]) state.demands.all[0].status = 'met'
// @ts-expect-error nor a list of it
state.problems.push(state.problems[0])
// @ts-expect-error a question that asks for a day
state.followUps.overdue()
// @ts-expect-error a question that asks of all is a property
state.followUps.undated()
// @ts-expect-error a field that events bring and none sets
state.tracks.get('t')?.linkedTo

// ── the events ───────────────────────────────────────────────────────────────────────────────────────────────────

for (const event of state.events()) {
  if (event.type === 'demand.raised') {
    expectTypeOf(event.data.demand).toEqualTypeOf<string>()
    expectTypeOf(event.data.strength).toEqualTypeOf<'request' | 'proposal' | 'demand' | undefined>()
    expectTypeOf(event.by).toEqualTypeOf<string>()
    // @ts-expect-error a field of another type
    event.data.meeting
  }
  if (event.type === 'meeting.held') {
    expectTypeOf(event.data.place).toEqualTypeOf<string | undefined>()
    expectTypeOf(event.by).toEqualTypeOf<string | undefined>()
  }
  // @ts-expect-error no type of the vocabulary
  if (event.type === 'demand.signed') throw new Error(event.id)
}
expectTypeOf<EventOf<typeof demand>['type']>().toExtend<`demand.${string}`>()
expectTypeOf<EventOf<typeof demand>>().toExtend<RecordedEvent>()
expectTypeOf<EventIn<DefaultVocabulary>['type']>().extract<'track.linked'>().toEqualTypeOf<'track.linked'>()

// ── a user's own entities ────────────────────────────────────────────────────────────────────────────────────────

const own = fold(record(['A', 'B'], [dispute.filed({ dispute: 'fish', by: 'A', occurred })], { vocabulary: disputes }), {
  vocabulary: disputes,
})
expectTypeOf(own.disputes.get('fish')?.status).toEqualTypeOf<
  'unknown' | 'filed' | 'joined' | 'heard' | 'paused' | 'conceded' | 'closed' | undefined
>()
expectTypeOf(own.disputes.get('fish')?.deep.list).toEqualTypeOf<readonly string[] | undefined>()
expectTypeOf(own.disputes.get('fish')?.joinedBy).toEqualTypeOf<readonly string[] | undefined>()
expectTypeOf(own.disputes.get('fish')?.mover).toEqualTypeOf<string | undefined>()
expectTypeOf(own.disputes.longestTold).toEqualTypeOf<number>()
expectTypeOf(own.disputes.filedBy('A')).toEqualTypeOf<string[]>()
expectTypeOf(own.disputes).toExtend<Collection<StateOf<typeof dispute>>>()
expectTypeOf(own.demands.get('visas')).toEqualTypeOf(state.demands.get('visas'))

// @ts-expect-error a field that is only brought is in no state
own.disputes.get('fish')?.words
// @ts-expect-error not in this vocabulary
own.meetings.size
// @ts-expect-error events of another vocabulary
evolve(own, ...record(['A', 'B'], [meeting.held({ meeting: 'm', occurred })]))

const table = { plural: 'strikes', events: { called: { from: ['new'], to: 'called', by: 'either' } } } as const
defineEntity('strike', table)
// @ts-expect-error a status to which no event leads
defineEntity('strike', { ...table, final: ['ended'] })
// @ts-expect-error a field that no schema has
defineEntity('strike', { plural: 'strikes', events: { called: { from: ['new'], to: 'called', may: ['workers'] } } })
// @ts-expect-error a role that is no role
defineEntity('strike', { plural: 'strikes', events: { called: { from: ['new'], to: 'called', by: 'caller' } } })
// @ts-expect-error a field that every event has
defineEntity('strike', { ...table, fields: { occurred: z.string() } })
defineEntity('strike', {
  plural: 'strikes',
  fields: { workers: z.number() },
  events: { called: { from: ['new'], to: 'called', may: ['workers'] } },
  starts: () => ({ count: 0 }),
  also: {
    called: (draft, event) => {
      expectTypeOf(event.data.workers).toEqualTypeOf<number | undefined>()
      draft.count += event.data.workers ?? 0
      // @ts-expect-error no field of a strike
      draft.colour = 'red'
    },
  },
})

// ── upcasters ────────────────────────────────────────────────────────────────────────────────────────────────────

defineEntity('strike', {
  ...table,
  upcast: {
    // What was is not known; who knows it may say so.
    called: [(data) => ({ ...data, workers: data['count'] }), ({ count, ...rest }: { count: number }) => ({ ...rest, workers: count + 1 })],
    // An event that has no row any more becomes another one.
    settled: [({ by: _, ...data }) => ({ type: 'strike.called', data })],
  },
})
// @ts-expect-error no list, though there is one step alone
defineEntity('strike', { ...table, upcast: { called: (data: object) => data } })
// @ts-expect-error what is no data
defineEntity('strike', { ...table, upcast: { called: [() => 7] } })
for (const event of state.events()) expectTypeOf(recordedAs(event).schemaVersion).toEqualTypeOf<number>()

// ── the ledger ───────────────────────────────────────────────────────────────────────────────────────────────────

const talks = openLedger().between('US', 'RU')
const theirs = openLedger({ vocabulary: disputes }).between('US', 'RU')
const wider = openLedger({ vocabulary: vocabulary(...diplomacy, dispute) }).between('US', 'RU')
const filed = dispute.filed({ dispute: 'fish', by: 'US', occurred })

export async function uses(): Promise<void> {
  await talks.append([meeting.held({ meeting: 'm', occurred }), guarantee.agreed({ guarantee: 'g', occurred })], { expectedVersion: 0 })
  await theirs.append([filed, demand.raised({ demand: 'visas', by: 'US', occurred })], { expectedVersion: 'any', rules: 'report' })
  await wider.append([filed, followUp.done({ followUp: 'f', occurred }), track.opened({ track: 't', occurred })], {
    expectedVersion: 'any',
  })
  // @ts-expect-error an entity that is not in the vocabulary
  await talks.append(filed, { expectedVersion: 0 })
  // @ts-expect-error one of several
  await talks.append([meeting.held({ meeting: 'm', occurred }), filed], { expectedVersion: 0 })
  // @ts-expect-error a built-in one that is not in this vocabulary
  await theirs.append(meeting.held({ meeting: 'm', occurred }), { expectedVersion: 0 })
  // @ts-expect-error the version it was decided on is always given
  await talks.append(meeting.held({ meeting: 'm', occurred }))
  // @ts-expect-error and so it is here
  await talks.append(meeting.held({ meeting: 'm', occurred }), {})
  // @ts-expect-error no such rules
  await talks.append(meeting.held({ meeting: 'm', occurred }), { expectedVersion: 0, rules: 'ignore' })
  // @ts-expect-error no such limit
  await talks.state({ occuredBy: '2025' })

  const { events: recorded, problems } = await talks.append(meeting.held({ meeting: 'm', occurred }), { expectedVersion: 0 })
  expectTypeOf(recorded).toEqualTypeOf<readonly EventIn<DefaultVocabulary>[]>()
  expectTypeOf(problems[0]?.kind).toEqualTypeOf<'gap' | 'contradiction' | undefined>()
  expectTypeOf((await talks.state()).demands.get('a')).toEqualTypeOf(state.demands.get('a'))
  expectTypeOf((await wider.state()).disputes.get('fish')?.count).toEqualTypeOf<number | undefined>()
  for await (const event of theirs.events()) expectTypeOf(event.type).toExtend<`${'dispute' | 'demand' | 'entry' | 'account'}.${string}`>()
  talks.watch(({ before, state: now, events: appended }) => {
    expectTypeOf(before).toEqualTypeOf(now)
    expectTypeOf(appended).toEqualTypeOf(recorded)
  })
}

export function handles(error: unknown): number {
  if (isLedgerError(error, 'VERSION_CONFLICT')) return error.details.actual
  // @ts-expect-error no such code
  if (isLedgerError(error, 'CONFLICT')) return 0
  // @ts-expect-error a detail of another code
  if (isLedgerError(error, 'ID_REUSED')) return error.details.actual
  return isLedgerError(error) ? error.message.length : 0
}
