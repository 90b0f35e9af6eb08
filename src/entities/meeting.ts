// meeting: an occasion on which the sides meet or speak: talks, a call, a visit.
// In: its proposal, its dates, how it went. Out: where it stands, and what is known of it; other events point here with `at`.
// A later round is a new meeting; what was meant to happen at a cancelled one lives on as a followUp.
// Word: both sides'; for a proposal and its answer, who acts. A third party may invite the sides: then both have to accept.
import { defineEntity, type StateOf } from '../entity.ts'
import { countFrom, dueDate, duration, entityId, oneOf, party, peopleByParty, text } from '../shape.ts'
import { asOfBounds, boundsOf, type ImpreciseDate } from '../time.ts'

const awaited = ['proposed', 'accepted', 'scheduled', 'postponed'] as const
const planned = ['level', 'mode', 'round', 'place', 'host', 'due', 'track'] as const

/**
 * An occasion on which the sides meet or speak. `level` is a free text (foreign ministers, experts), `duration` ISO 8601 and as vague
 * as its source, `delegations` a list of people by party, `track` the id of the track it belongs to.
 *
 * @throws LedgerError `INVALID_EVENT`, `INVALID_ID`, `INVALID_DATE`, `INVALID_DURATION`; `UNWRITABLE_VALUE`, `LIMIT_EXCEEDED` for what no line can hold
 * @example
 * ```ts
 * import { meeting } from 'relations-ledger'
 * meeting.held({ meeting: 'istanbul-2', occurred: '2025-04-10', place: 'Istanbul', duration: 'PT5H~', saidBy: ['US', 'RU'] })
 * ```
 */
export const meeting = defineEntity('meeting', {
  plural: 'meetings',
  roles: { proposer: 'invitee' },
  open: [...awaited],
  final: ['held', 'cancelled'],
  fields: {
    level: text,
    mode: oneOf('in person', 'telephone', 'video', 'hybrid'),
    round: countFrom(1),
    place: text,
    host: party,
    due: dueDate,
    duration,
    delegations: peopleByParty,
    track: entityId,
  },
  events: {
    // Who answers with another date proposes anew.
    proposed: {
      from: ['new', 'proposed', 'declined'],
      to: 'proposed',
      by: 'either',
      third: true,
      casts: 'proposer',
      word: 'by',
      may: planned,
    },
    // Each invitee: the other side, or both where a third party invites.
    accepted: { from: ['proposed'], to: 'accepted', by: 'invitee', each: 'acceptedBy', word: 'by' },
    declined: { from: ['proposed'], to: 'declined', by: 'invitee', word: 'by' },
    scheduled: { from: ['new', 'proposed', 'accepted', 'postponed'], keeps: ['scheduled'], to: 'scheduled', may: planned },
    rescheduled: { from: ['postponed'], keeps: ['scheduled'], to: 'scheduled', needs: ['due'], may: ['place', 'host', 'mode'] },
    postponed: { from: ['accepted', 'scheduled'], keeps: ['postponed'], to: 'postponed', by: 'either', may: ['due'] },
    cancelled: { from: ['new', ...awaited], to: 'cancelled', by: 'either', casts: 'cancelledBy', may: planned },
    held: { from: ['new', ...awaited], to: 'held', may: [...planned, 'duration', 'delegations'] },
  },
  also: {
    // An answer is to one invitation.
    proposed: (draft) => {
      delete draft.acceptedBy
    },
    // Put off without a new date, it has none: the old one no longer binds.
    postponed: (draft, event) => {
      if (event.data.due === undefined) delete draft.due
    },
  },
  questions: {
    /** The one held last; where dates overlap, the later by its latest moment. Undefined if none was held. */
    last: (all) =>
      all
        .with('held')
        .reduce<(typeof all.all)[number] | undefined>((last, each) => (last && isLater(last.since, each.since) ? last : each), undefined),
    /**
     * The next one that is still awaited and may be due on the day or after it: the one with the nearest deadline, of several the one
     * recorded first. Undated ones are in `open` alone.
     */
    next: (all, day: string) => {
      asOfBounds(day, { field: 'day' })
      const start = boundsOf(day).earliest
      const awaited = all.open.filter((each) => each.due !== undefined && boundsOf(each.due, 'due').latest >= start)
      const nearer = (next: (typeof awaited)[number], each: typeof next) =>
        isLater(next.due as ImpreciseDate, each.due as ImpreciseDate, 'due') ? each : next
      return awaited.length === 0 ? undefined : awaited.reduce(nearer)
    },
  },
})

/** Whether a date's latest moment, or where that is the same its earliest, lies after another's. */
function isLater(a: ImpreciseDate, b: ImpreciseDate, use: 'occurred' | 'due' = 'occurred'): boolean {
  const [one, other] = [boundsOf(a, use), boundsOf(b, use)]
  return one.latest === other.latest ? one.earliest > other.earliest : one.latest > other.latest
}

/** A meeting as the state shows it: `state.meetings.last?.place`. */
export interface Meeting extends StateOf<typeof meeting> {}
