// By hand: what somebody would write who needs the state of this one log, fast, and nothing else.
// In: the events of a log (log.ts), in the order of recording.
// Out: plain entities, changed in place, with the same statuses, roles, fields, problems and order as the library gives them.
// One switch over the types; each entity is born with all its fields, so that the engine knows one shape a kind. It does the same
// work: checks of status and of who acts, fields, lists by side, order by dates, problems, the list of events of each entity.
// Only what is rare (a step is missing, or turns up late) asks the library's tables: one event in fifty comes there.
import { diplomacyVocabulary } from '../../src/diplomacy.ts'
import type { RecordedEvent } from '../../src/event.ts'
import { type Draft, type Inferred, missingBefore, type Problem } from '../../src/lifecycle.ts'
import { boundsOf, type ImpreciseDate, precedes } from '../../src/time.ts'

interface Common {
  readonly kind: string
  readonly id: string
  status: string
  previous: string | undefined
  since: ImpreciseDate
  setBy: string
  inferred: Inferred[] | undefined
  problems: Problem[] | undefined
  /** The places of its events in the log, in the order of what happened once `reaches` is there. */
  places: number[]
  reach: number
  reaches: number[] | undefined
}
type Text = string | undefined
type Sides = readonly string[] | undefined
type Due = ImpreciseDate | undefined

interface Meeting extends Common {
  proposer: Text
  invitee: Text
  level: Text
  mode: Text
  round: number | undefined
  place: Text
  host: Text
  due: Due
  track: Text
  duration: Text
  delegations: unknown
  acceptedBy: Sides
  cancelledBy: Text
}
interface Demand extends Common {
  raiser: Text
  addressee: Text
  object: Text
  strength: Text
  conditionalOn: Text
  until: Due
  tiedTo: Text
  timesReiterated: number
}
interface Guarantee extends Common {
  proposer: Text
  addressee: Text
  debtor: Text
  creditor: Text
  object: Text
  condition: Text
  due: Due
  agreement: Text
  reciprocal: boolean | undefined
  allegedBy: Sides
  breachedBy: Sides
  fulfilledBy: Sides
}
interface FollowUp extends Common {
  bound: Text
  beneficiary: Text
  what: Text
  due: Due
  reciprocal: boolean | undefined
  meeting: Text
  waivedBy: Sides
}
interface Restriction extends Common {
  imposer: Text
  target: Text
  object: Text
  inForceFrom: Due
}
interface Topic extends Common {
  raiser: Text
  respondent: Text
  title: Text
  progress: { readonly [sayer: string]: string }
  exclusions: readonly unknown[]
}
/** An entity of any of the six kinds. */
export type Entity = Meeting | Demand | Guarantee | FollowUp | Restriction | Topic

/** All that is known of the relation. */
export interface ByHand {
  readonly events: RecordedEvent[]
  readonly earliest: number[]
  readonly latest: number[]
  readonly meetings: Map<string, Meeting>
  readonly demands: Map<string, Demand>
  readonly guarantees: Map<string, Guarantee>
  readonly followUps: Map<string, FollowUp>
  readonly restrictions: Map<string, Restriction>
  readonly topics: Map<string, Topic>
}

/** Folds a log. */
export function foldByHand(events: Iterable<RecordedEvent>): ByHand {
  const all = nothingYet()
  for (const event of events) take(all, event)
  return settled(all)
}

/** Before the first event. */
export function nothingYet(): ByHand {
  return {
    events: [],
    earliest: [],
    latest: [],
    meetings: new Map(),
    demands: new Map(),
    guarantees: new Map(),
    followUps: new Map(),
    restrictions: new Map(),
    topics: new Map(),
  }
}

/** What is left to do after the last event: entities for which one came late are folded again, in their order. */
export function settled(all: ByHand): ByHand {
  refoldLate(all, all.meetings, newMeeting)
  refoldLate(all, all.demands, newDemand)
  refoldLate(all, all.guarantees, newGuarantee)
  refoldLate(all, all.followUps, newFollowUp)
  refoldLate(all, all.restrictions, newRestriction)
  refoldLate(all, all.topics, newTopic)
  return all
}

const kindsOf = ({ meetings, demands, guarantees, followUps, restrictions, topics }: ByHand) =>
  [meetings, demands, guarantees, followUps, restrictions, topics] as const

/** Takes the next event. */
export function take(all: ByHand, event: RecordedEvent): void {
  const at = all.events.length
  const { earliest, latest } = boundsOf(event.occurred)
  all.events.push(event)
  all.earliest.push(earliest)
  all.latest.push(latest)
  const it = entityOf(all, event)
  if (it.reaches !== undefined) return insert(all, it, it.reaches, at)
  if (latest < it.reach) {
    let reach = Number.NEGATIVE_INFINITY
    it.reaches = it.places.map((place) => (reach = Math.max(reach, all.earliest[place] as number)))
    return insert(all, it, it.reaches, at)
  }
  it.places.push(at)
  if (earliest > it.reach) it.reach = earliest
  apply(it, event)
}

function insert(all: ByHand, it: Common, reaches: number[], place: number): void {
  const end = all.latest[place] as number
  let at = reaches.length
  while (at > 0 && (reaches[at - 1] as number) > end) at -= 1
  const before = at === 0 ? Number.NEGATIVE_INFINITY : (reaches[at - 1] as number)
  it.places.splice(at, 0, place)
  reaches.splice(at, 0, Math.max(before, all.earliest[place] as number))
}

function refoldLate<Kind extends Entity>(all: ByHand, kind: Map<string, Kind>, born: (id: string, first: RecordedEvent) => Kind): void {
  for (const [id, { places, reaches }] of kind) {
    if (reaches === undefined) continue
    const it = born(id, all.events[places[0] as number] as RecordedEvent)
    for (const at of places) apply(it, all.events[at] as RecordedEvent)
    it.places = places
    it.reaches = reaches
    it.reach = reaches.at(-1) as number
    kind.set(id, it)
  }
}

// ── entities ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** By the first letter of the type: the six kinds differ in it, and one letter is compared faster than a text. */
function entityOf(all: ByHand, event: RecordedEvent): Entity {
  const { type, data } = event
  switch (type.charCodeAt(0)) {
    case 100: // d
      return all.demands.get(data['demand'] as string) ?? kept(all.demands, newDemand(data['demand'] as string, event))
    case 116: // t
      return all.topics.get(data['topic'] as string) ?? kept(all.topics, newTopic(data['topic'] as string, event))
    case 103: // g
      return all.guarantees.get(data['guarantee'] as string) ?? kept(all.guarantees, newGuarantee(data['guarantee'] as string, event))
    case 114: // r
      return (
        all.restrictions.get(data['restriction'] as string) ?? kept(all.restrictions, newRestriction(data['restriction'] as string, event))
      )
    case 102: // f
      return all.followUps.get(data['followUp'] as string) ?? kept(all.followUps, newFollowUp(data['followUp'] as string, event))
    default:
      return all.meetings.get(data['meeting'] as string) ?? kept(all.meetings, newMeeting(data['meeting'] as string, event))
  }
}

function kept<Kind extends Entity>(kind: Map<string, Kind>, entity: Kind): Kind {
  kind.set(entity.id, entity)
  return entity
}

const no = undefined
const unreached = Number.NEGATIVE_INFINITY

// Each literal is written out: an object that is spread and then extended is born several times slower.
export const newMeeting = (id: string, { occurred: since, id: setBy }: RecordedEvent): Meeting => ({
  kind: 'meeting',
  id,
  status: 'unknown',
  previous: no,
  since,
  setBy,
  inferred: no,
  problems: no,
  places: [],
  reach: unreached,
  reaches: no,
  proposer: no,
  invitee: no,
  level: no,
  mode: no,
  round: no,
  place: no,
  host: no,
  due: no,
  track: no,
  duration: no,
  delegations: no,
  acceptedBy: no,
  cancelledBy: no,
})

export const newDemand = (id: string, { occurred: since, id: setBy }: RecordedEvent): Demand => ({
  kind: 'demand',
  id,
  status: 'unknown',
  previous: no,
  since,
  setBy,
  inferred: no,
  problems: no,
  places: [],
  reach: unreached,
  reaches: no,
  raiser: no,
  addressee: no,
  object: no,
  strength: no,
  conditionalOn: no,
  until: no,
  tiedTo: no,
  timesReiterated: 0,
})

export const newGuarantee = (id: string, { occurred: since, id: setBy }: RecordedEvent): Guarantee => ({
  kind: 'guarantee',
  id,
  status: 'unknown',
  previous: no,
  since,
  setBy,
  inferred: no,
  problems: no,
  places: [],
  reach: unreached,
  reaches: no,
  proposer: no,
  addressee: no,
  debtor: no,
  creditor: no,
  object: no,
  condition: no,
  due: no,
  agreement: no,
  reciprocal: no,
  allegedBy: no,
  breachedBy: no,
  fulfilledBy: no,
})

export const newFollowUp = (id: string, { occurred: since, id: setBy }: RecordedEvent): FollowUp => ({
  kind: 'followUp',
  id,
  status: 'unknown',
  previous: no,
  since,
  setBy,
  inferred: no,
  problems: no,
  places: [],
  reach: unreached,
  reaches: no,
  bound: no,
  beneficiary: no,
  what: no,
  due: no,
  reciprocal: no,
  meeting: no,
  waivedBy: no,
})

export const newRestriction = (id: string, { occurred: since, id: setBy }: RecordedEvent): Restriction => ({
  kind: 'restriction',
  id,
  status: 'unknown',
  previous: no,
  since,
  setBy,
  inferred: no,
  problems: no,
  places: [],
  reach: unreached,
  reaches: no,
  imposer: no,
  target: no,
  object: no,
  inForceFrom: no,
})

export const newTopic = (id: string, { occurred: since, id: setBy }: RecordedEvent): Topic => ({
  kind: 'topic',
  id,
  status: 'unknown',
  previous: no,
  since,
  setBy,
  inferred: no,
  problems: no,
  places: [],
  reach: unreached,
  reaches: no,
  raiser: no,
  respondent: no,
  title: no,
  progress: {},
  exclusions: [],
})

// ── the switch: longer than forty lines, since that is the style it stands for ───────────────────────────────────

const other = (side: string): string => (side === 'RU' ? 'US' : 'RU')
const isParty = (side: Text): side is string => side === 'RU' || side === 'US'
const isUnanswered = (status: string): boolean =>
  status === 'open' || status === 'acknowledged' || status === 'countered' || status === 'accepted' || status === 'partlyAccepted'
const isUnsettled = (status: string): boolean => isUnanswered(status) || status === 'rejected'
const isStanding = (status: string): boolean =>
  status === 'agreed' || status === 'inEffect' || status === 'suspended' || status === 'breached'
const isOpenTopic = (status: string): boolean =>
  status === 'raised' || status === 'discussed' || status === 'deferred' || status === 'deadlocked'
const isAwaited = (status: string): boolean =>
  status === 'proposed' || status === 'accepted' || status === 'scheduled' || status === 'postponed'

/** Applies one event to its entity. */
export function apply(any: Entity, event: RecordedEvent): void {
  if (any.inferred !== undefined && fills(any, event)) return
  const { status } = any
  const by = event.by as string
  switch (event.type) {
    case 'meeting.proposed': {
      const it = any as Meeting
      if (status !== 'unknown' && status !== 'proposed' && status !== 'declined' && status !== 'postponed') misplaced(it, event)
      if (isParty(by)) propose(it, by, other(by))
      else propose(it, by, undefined)
      plan(it, event.data)
      move(it, 'proposed', event)
      it.acceptedBy = undefined
      return
    }
    case 'meeting.accepted': {
      const it = any as Meeting
      if (status !== 'proposed') misplaced(it, event)
      if (it.invitee !== undefined && it.invitee !== by) wrongSide(it, event, 'invitee', it.invitee)
      if (it.invitee === undefined && it.proposer === undefined) propose(it, other(by), by)
      it.acceptedBy = joined(it.acceptedBy, by)
      if (areAllIn(it.acceptedBy, it.invitee)) move(it, 'accepted', event)
      return
    }
    case 'meeting.declined': {
      const it = any as Meeting
      if (status !== 'proposed') misplaced(it, event)
      if (it.invitee !== undefined && it.invitee !== by) wrongSide(it, event, 'invitee', it.invitee)
      if (it.invitee === undefined && it.proposer === undefined) propose(it, other(by), by)
      return move(it, 'declined', event)
    }
    case 'meeting.scheduled': {
      const it = any as Meeting
      if (status !== 'unknown' && !isAwaited(status)) misplaced(it, event)
      plan(it, event.data)
      if (it.status !== 'scheduled') move(it, 'scheduled', event)
      return
    }
    case 'meeting.rescheduled': {
      const it = any as Meeting
      if (status !== 'postponed' && status !== 'scheduled') misplaced(it, event)
      const { due, place, host, mode } = event.data
      if (due !== undefined) it.due = due as Due
      if (place !== undefined) it.place = place as string
      if (host !== undefined) it.host = host as string
      if (mode !== undefined) it.mode = mode as string
      if (it.status !== 'scheduled') move(it, 'scheduled', event)
      return
    }
    case 'meeting.postponed': {
      const it = any as Meeting
      if (status !== 'accepted' && status !== 'scheduled' && status !== 'postponed') misplaced(it, event)
      it.due = event.data['due'] as Due
      if (it.status !== 'postponed') move(it, 'postponed', event)
      return
    }
    case 'meeting.cancelled': {
      const it = any as Meeting
      if (status !== 'unknown' && !isAwaited(status)) misplaced(it, event)
      if (by !== undefined) it.cancelledBy = by
      plan(it, event.data)
      return move(it, 'cancelled', event)
    }
    case 'meeting.held': {
      const it = any as Meeting
      if (status !== 'unknown' && !isAwaited(status)) misplaced(it, event)
      plan(it, event.data)
      const { duration, delegations } = event.data
      if (duration !== undefined) it.duration = duration as string
      if (delegations !== undefined) it.delegations = delegations
      return move(it, 'held', event)
    }
    case 'demand.raised': {
      const it = any as Demand
      if (status !== 'unknown' && status !== 'withdrawn' && status !== 'lapsed') misplaced(it, event)
      byRaiser(it, event, by)
      ask(it, event.data)
      return move(it, 'open', event)
    }
    case 'demand.reiterated': {
      const it = any as Demand
      if (status !== 'unknown' && !isUnsettled(status)) misplaced(it, event)
      byRaiser(it, event, by)
      ask(it, event.data)
      if (!isUnanswered(it.status)) move(it, 'open', event)
      it.timesReiterated += 1
      return
    }
    case 'demand.acknowledged': {
      const it = any as Demand
      if (!isUnsettled(status)) misplaced(it, event)
      byAddressee(it, event, by)
      if (it.status === 'open' || !isUnsettled(it.status)) move(it, 'acknowledged', event)
      return
    }
    case 'demand.countered': {
      const it = any as Demand
      if (!isUnsettled(status)) misplaced(it, event)
      byAddressee(it, event, by)
      if (event.data['conditionalOn'] !== undefined) it.conditionalOn = event.data['conditionalOn'] as string
      return move(it, 'countered', event)
    }
    case 'demand.accepted': {
      const it = any as Demand
      if (!isUnsettled(status)) misplaced(it, event)
      byAddressee(it, event, by)
      return move(it, 'accepted', event)
    }
    case 'demand.rejected': {
      const it = any as Demand
      if (!isUnsettled(status)) misplaced(it, event)
      byAddressee(it, event, by)
      const { until, tiedTo } = event.data
      if (until !== undefined) it.until = until as Due
      if (tiedTo !== undefined) it.tiedTo = tiedTo as string
      return move(it, 'rejected', event)
    }
    case 'demand.met': {
      const it = any as Demand
      if (!isUnsettled(status)) misplaced(it, event)
      byAddressee(it, event, by)
      return move(it, 'met', event)
    }
    case 'demand.withdrawn': {
      const it = any as Demand
      if (!isUnsettled(status)) misplaced(it, event)
      byRaiser(it, event, by)
      return move(it, 'withdrawn', event)
    }
    case 'guarantee.proposed': {
      const it = any as Guarantee
      if (status !== 'unknown' && status !== 'proposed' && status !== 'rejected') misplaced(it, event)
      if (by !== undefined) {
        it.proposer = by
        it.addressee = other(by)
      }
      promise(it, event.data)
      return move(it, 'proposed', event)
    }
    case 'guarantee.agreed': {
      const it = any as Guarantee
      if (status !== 'unknown' && status !== 'proposed' && status !== 'agreedInPrinciple') misplaced(it, event)
      promise(it, event.data)
      return move(it, 'agreed', event)
    }
    case 'guarantee.tookEffect': {
      const it = any as Guarantee
      if (status !== 'unknown' && status !== 'agreed') misplaced(it, event)
      promise(it, event.data)
      return move(it, 'inEffect', event)
    }
    case 'guarantee.breachAlleged': {
      const it = any as Guarantee
      if (!isStanding(status)) misplaced(it, event)
      byCreditor(it, event, by, false)
      it.allegedBy = joined(it.allegedBy, by)
      return
    }
    case 'guarantee.breachDismissed': {
      const it = any as Guarantee
      if (!isStanding(status)) misplaced(it, event)
      byCreditor(it, event, by, true)
      const side = event.data['alleger'] ?? (isParty(by) ? by : it.creditor)
      it.allegedBy = (it.allegedBy ?? []).filter((each) => each !== side)
      return
    }
    case 'guarantee.fulfilled': {
      const it = any as Guarantee
      if (!isStanding(status)) misplaced(it, event)
      const isShared = it.reciprocal === true
      if (it.debtor !== undefined && it.debtor !== by && !isShared) wrongSide(it, event, 'debtor', it.debtor)
      if (it.debtor === undefined && !isShared) owe(it, by)
      it.fulfilledBy = joined(it.fulfilledBy, by)
      if (areAllIn(it.fulfilledBy, isShared ? undefined : it.debtor)) move(it, 'fulfilled', event)
      if (it.breachedBy !== undefined) it.breachedBy = it.breachedBy.filter((side) => side !== by)
      return
    }
    case 'guarantee.withdrawn': {
      const it = any as Guarantee
      if (status !== 'proposed' && status !== 'agreedInPrinciple') misplaced(it, event)
      if (it.proposer !== undefined && it.proposer !== by) wrongSide(it, event, 'proposer', it.proposer)
      if (it.proposer === undefined) {
        it.proposer = by
        it.addressee = other(by)
      }
      return move(it, 'withdrawn', event)
    }
    case 'followUp.scheduled': {
      const it = any as FollowUp
      if (status !== 'unknown') misplaced(it, event)
      const { what, due, bound, reciprocal, meeting } = event.data
      if (what !== undefined) it.what = what as string
      if (due !== undefined) it.due = due as Due
      if (bound !== undefined) {
        it.bound = bound as string
        it.beneficiary = other(bound as string)
      }
      if (reciprocal !== undefined) it.reciprocal = reciprocal as boolean
      if (meeting !== undefined) it.meeting = meeting as string
      return move(it, 'scheduled', event)
    }
    case 'followUp.rescheduled': {
      const it = any as FollowUp
      if (status !== 'scheduled') misplaced(it, event)
      const { what, due, meeting } = event.data
      if (due !== undefined) it.due = due as Due
      if (what !== undefined) it.what = what as string
      if (meeting !== undefined) it.meeting = meeting as string
      return
    }
    case 'followUp.done': {
      const it = any as FollowUp
      if (status !== 'unknown' && status !== 'scheduled') misplaced(it, event)
      const { what, meeting } = event.data
      if (what !== undefined) it.what = what as string
      if (meeting !== undefined) it.meeting = meeting as string
      return move(it, 'done', event)
    }
    case 'followUp.waived': {
      const it = any as FollowUp
      if (status !== 'scheduled') misplaced(it, event)
      const isShared = it.reciprocal === true
      if (it.beneficiary !== undefined && it.beneficiary !== by && !isShared) wrongSide(it, event, 'beneficiary', it.beneficiary)
      if (it.beneficiary === undefined && !isShared) {
        it.beneficiary = by
        it.bound = other(by)
      }
      it.waivedBy = joined(it.waivedBy, by)
      if (areAllIn(it.waivedBy, isShared ? undefined : it.beneficiary)) move(it, 'waived', event)
      return
    }
    case 'restriction.imposed': {
      const it = any as Restriction
      if (status !== 'unknown' && status !== 'announced' && status !== 'imposed') misplaced(it, event)
      byImposer(it, event, by)
      limit(it, event.data)
      if (it.status !== 'imposed') move(it, 'imposed', event)
      return
    }
    case 'restriction.eased':
    case 'restriction.tightened': {
      const it = any as Restriction
      if (status !== 'unknown' && status !== 'imposed') misplaced(it, event)
      byImposer(it, event, by)
      if (event.data['object'] !== undefined) it.object = event.data['object'] as string
      if (it.status !== 'imposed') move(it, 'imposed', event)
      return
    }
    case 'restriction.suspended': {
      const it = any as Restriction
      if (status !== 'imposed') misplaced(it, event)
      byImposer(it, event, by)
      return move(it, 'suspended', event)
    }
    case 'restriction.reimposed': {
      const it = any as Restriction
      if (status !== 'suspended' && status !== 'lifted' && status !== 'expired') misplaced(it, event)
      byImposer(it, event, by)
      it.inForceFrom = undefined
      limit(it, event.data)
      return move(it, 'imposed', event)
    }
    case 'restriction.lifted': {
      const it = any as Restriction
      if (status !== 'imposed' && status !== 'announced' && status !== 'suspended') misplaced(it, event)
      byImposer(it, event, by)
      return move(it, 'lifted', event)
    }
    case 'topic.raised': {
      const it = any as Topic
      if (status !== 'unknown' && !isOpenTopic(status)) misplaced(it, event)
      if (it.raiser !== undefined && it.raiser !== by) wrongSide(it, event, 'raiser', it.raiser)
      if (it.raiser === undefined) {
        it.raiser = by
        it.respondent = other(by)
      }
      if (event.data['title'] !== undefined) it.title = event.data['title'] as string
      if (!isOpenTopic(it.status)) move(it, 'raised', event)
      return
    }
    case 'topic.discussed': {
      const it = any as Topic
      if (status !== 'unknown' && !isOpenTopic(status)) misplaced(it, event)
      if (event.data['title'] !== undefined) it.title = event.data['title'] as string
      if (it.status !== 'discussed') move(it, 'discussed', event)
      return
    }
    case 'topic.settled': {
      const it = any as Topic
      if (status !== 'unknown' && !isOpenTopic(status)) misplaced(it, event)
      if (event.data['title'] !== undefined) it.title = event.data['title'] as string
      return move(it, 'settled', event)
    }
    case 'topic.deferred': {
      const it = any as Topic
      if (!isOpenTopic(status)) misplaced(it, event)
      return move(it, 'deferred', event)
    }
    case 'topic.advanced': {
      const it = any as Topic
      if (event.data['title'] !== undefined) it.title = event.data['title'] as string
      const progress: { [sayer: string]: string } = { ...it.progress }
      if (event.saidBy === undefined || event.saidBy.length === 0) progress['recorder'] = event.data['label'] as string
      else for (const sayer of event.saidBy) progress[sayer] = event.data['label'] as string
      it.progress = progress
      return
    }
    default:
      throw new Error(`the log has a type that nobody wrote by hand: ${event.type}`)
  }
}

// ── what several cases share ─────────────────────────────────────────────────────────────────────────────────────

type Fields = { readonly [field: string]: unknown }

function move(it: Common, status: string, event: RecordedEvent): void {
  if (it.status !== status && it.status !== 'unknown') it.previous = it.status
  it.status = status
  it.since = event.occurred
  it.setBy = event.id
}

function propose(it: Meeting, proposer: string, invitee: Text): void {
  it.proposer = proposer
  it.invitee = invitee
}

function plan(it: Meeting, { level, mode, round, place, host, due, track }: Fields): void {
  if (level !== undefined) it.level = level as string
  if (mode !== undefined) it.mode = mode as string
  if (round !== undefined) it.round = round as number
  if (place !== undefined) it.place = place as string
  if (host !== undefined) it.host = host as string
  if (due !== undefined) it.due = due as Due
  if (track !== undefined) it.track = track as string
}

function ask(it: Demand, { object, strength, conditionalOn }: Fields): void {
  if (object !== undefined) it.object = object as string
  if (strength !== undefined) it.strength = strength as string
  if (conditionalOn !== undefined) it.conditionalOn = conditionalOn as string
}

function promise(it: Guarantee, { object, condition, due, agreement, reciprocal, debtor }: Fields): void {
  if (object !== undefined) it.object = object as string
  if (condition !== undefined) it.condition = condition as string
  if (due !== undefined) it.due = due as Due
  if (agreement !== undefined) it.agreement = agreement as string
  if (reciprocal !== undefined) it.reciprocal = reciprocal as boolean
  if (debtor !== undefined) owe(it, debtor as string)
}

function owe(it: Guarantee, debtor: string): void {
  it.debtor = debtor
  it.creditor = other(debtor)
}

function limit(it: Restriction, { object, inForceFrom }: Fields): void {
  if (object !== undefined) it.object = object as string
  if (inForceFrom !== undefined) it.inForceFrom = inForceFrom as Due
}

function byRaiser(it: Demand, event: RecordedEvent, by: string): void {
  if (it.raiser !== undefined && it.raiser !== by) return wrongSide(it, event, 'raiser', it.raiser)
  it.raiser = by
  it.addressee = other(by)
}

function byAddressee(it: Demand, event: RecordedEvent, by: string): void {
  if (it.addressee !== undefined && it.addressee !== by) return wrongSide(it, event, 'addressee', it.addressee)
  it.addressee = by
  it.raiser = other(by)
}

function byImposer(it: Restriction, event: RecordedEvent, by: string): void {
  if (it.imposer !== undefined && it.imposer !== by) return wrongSide(it, event, 'imposer', it.imposer)
  it.imposer = by
  it.target = other(by)
}

function byCreditor(it: Guarantee, event: RecordedEvent, by: string, mayThird: boolean): void {
  if (it.reciprocal === true || (mayThird && !isParty(by))) return
  if (it.creditor !== undefined && it.creditor !== by) return wrongSide(it, event, 'creditor', it.creditor)
  owe(it, other(by))
}

const joined = (list: Sides, side: string): readonly string[] =>
  list === undefined ? [side] : list.includes(side) ? list : [...list, side]

/** Whether the one holder is in the list, or without one both sides. */
const areAllIn = (list: readonly string[], holder: Text): boolean =>
  holder === undefined ? list.includes('RU') && list.includes('US') : list.includes(holder)

// ── what is rare ─────────────────────────────────────────────────────────────────────────────────────────────────

function problem(it: Common, event: RecordedEvent, kind: Problem['kind'], rule: string, message: string): void {
  it.problems ??= []
  it.problems.push({ kind, rule: `${event.type}/${rule}`, event: event.id, entity: `${it.kind}/${it.id}`, message })
}

function wrongSide(it: Common, event: RecordedEvent, role: string, holder: string): void {
  problem(it, event, 'contradiction', 'by', `${event.type} on "${it.id}": only its ${role} ${holder} can do this, not ${event.by}`)
}

function misplaced(it: Common, event: RecordedEvent): void {
  const after = it.status === 'unknown' ? 'new' : it.status
  const place = diplomacyVocabulary.types.get(event.type) as Exclude<ReturnType<typeof diplomacyVocabulary.types.get>, undefined>
  const missing = missingBefore(place.definition.lifecycle, place.row, after, it.previous)
  const message = `${event.type} on "${it.id}": the ${it.kind} is ${it.status}`
  if (missing === undefined) return problem(it, event, 'contradiction', 'from', message)
  problem(it, event, 'gap', 'from', `${message}, not ${missing.at(-1)}`)
  it.inferred ??= []
  for (const status of missing) {
    it.inferred.push({ status, after, event: event.id, type: event.type, occurred: event.occurred })
    move(it, status, event)
  }
}

/** Whether the event is a step that was missing: then it sets what is unset, and takes back the mark and its problem. */
function fills(it: Entity, event: RecordedEvent): boolean {
  const { row } = diplomacyVocabulary.types.get(event.type) as Exclude<ReturnType<typeof diplomacyVocabulary.types.get>, undefined>
  const open = (it.inferred ?? []).filter((each) => !precedes(each.occurred, event.occurred))
  const leadsOn = (each: Inferred) => diplomacyVocabulary.types.get(each.type)?.row.comesFrom.includes(row.to as string)
  const mark = row.to === undefined ? undefined : (open.find((each) => each.status === row.to) ?? open.find(leadsOn))
  if (mark === undefined) return false
  const known = { ...it }
  it.inferred = undefined
  it.problems = undefined
  apply(it, event)
  for (const [field, value] of Object.entries(known)) if (value !== undefined) (it as unknown as Record<string, unknown>)[field] = value
  const isMended = (each: Inferred) =>
    each.event === mark.event && (row.to === mark.status ? each.status === mark.status : row.comesFrom.includes(mark.after))
  const left = (known.inferred ?? []).filter((each) => !isMended(each))
  const isGone = !left.some((each) => each.event === mark.event)
  const problems = (known.problems ?? []).filter((each) => !(isGone && each.event === mark.event && each.kind === 'gap'))
  it.previous = known.previous
  it.inferred = left.length === 0 ? undefined : left
  it.problems = problems.length === 0 ? undefined : problems
  return true
}

// ── the same as the library's ────────────────────────────────────────────────────────────────────────────────────

/** What differs between an entity here and the library's: field names; none where they say the same. Messages are worded shorter here. */
export function differences(all: ByHand, kind: string, theirs: Draft): string[] {
  const mine = kindsOf(all)
    .map((each) => each.get(theirs.id))
    .find((each) => each?.kind === kind)
  return apartIn(mine, theirs)
}

/** The same of one entity; that none is there differs, too. */
export function apartIn(entity: Entity | undefined, theirs: object): string[] {
  const [mine, other] = [(entity ?? {}) as Record<string, unknown>, theirs as Record<string, unknown>]
  const own = new Set(['places', 'reach', 'reaches', 'events'])
  const names = new Set([...Object.keys(mine), ...Object.keys(other)].filter((name) => !own.has(name)))
  return [...names].filter((name) => comparable(mine[name]) !== comparable(other[name]))
}

const comparable = (value: unknown): string | undefined => JSON.stringify(value, (key, inner) => (key === 'message' ? '' : sorted(inner)))
const sorted = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).toSorted()) : value
