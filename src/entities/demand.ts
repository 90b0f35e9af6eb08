// demand: anything one side asks of the other, however politely.
// In: what was asked, and each answer to it. Out: where the demand stands, and how often it was made again.
// Word: who acts. Only `met` needs both: that it has complied is the addressee's to say, that it is content the raiser's.
// `open` leaves out rejected: nobody owes an answer any more, but the raiser may ask again, and the addressee may still give way.
import { defineEntity, type StateOf } from '../entity.ts'
import { dueDate, oneOf, reference, text } from '../shape.ts'

const unanswered = ['open', 'acknowledged', 'countered', 'accepted', 'partlyAccepted'] as const
const unsettled = [...unanswered, 'rejected'] as const

/**
 * Anything one side asks of the other. Only its addressee can answer it, only its raiser can withdraw it.
 * `object` is what is asked, in words; `until` and `tiedTo` say how long, or to what, a rejection is tied.
 *
 * @throws LedgerError `INVALID_EVENT`, `INVALID_ID`, `INVALID_DATE`; `UNWRITABLE_VALUE`, `LIMIT_EXCEEDED` for what no line can hold
 * @example
 * ```ts
 * import { demand } from 'relations-ledger'
 * demand.raised({ demand: 'lift-hiring-ban', by: 'US', object: 'lift the ban on hiring local staff', occurred: '2025-02-27' })
 * ```
 */
export const demand = defineEntity('demand', {
  plural: 'demands',
  roles: { raiser: 'addressee' },
  word: 'by',
  open: [...unanswered],
  final: ['met'],
  fields: {
    object: text,
    strength: oneOf('request', 'proposal', 'demand'),
    conditionalOn: text,
    until: dueDate,
    tiedTo: reference,
  },
  events: {
    raised: {
      from: ['new', 'withdrawn', 'lapsed'],
      to: 'open',
      by: 'raiser',
      instead: 'reiterated',
      may: ['object', 'strength', 'conditionalOn'],
    },
    // Asking again opens what was refused, and takes back no answer that was given.
    reiterated: {
      from: ['new', 'rejected'],
      keeps: unanswered,
      to: 'open',
      by: 'raiser',
      may: ['object', 'strength', 'conditionalOn'],
    },
    // A receipt takes back no answer either; with vague dates it may stand after one.
    acknowledged: {
      from: ['open'],
      keeps: ['acknowledged', 'countered', 'accepted', 'partlyAccepted', 'rejected'],
      to: 'acknowledged',
      by: 'addressee',
    },
    countered: { from: unsettled, to: 'countered', by: 'addressee', may: ['conditionalOn'] },
    accepted: { from: unsettled, to: 'accepted', by: 'addressee' },
    partlyAccepted: { from: unsettled, to: 'partlyAccepted', by: 'addressee' },
    rejected: { from: unsettled, to: 'rejected', by: 'addressee', may: ['until', 'tiedTo'] },
    met: { from: unsettled, to: 'met', by: 'addressee', word: 'both' },
    withdrawn: { from: unsettled, to: 'withdrawn', by: 'raiser' },
    lapsed: { from: unsettled, to: 'lapsed', word: 'nobody' },
  },
  starts: () => ({ timesReiterated: 0 }),
  also: {
    reiterated: (draft) => {
      draft.timesReiterated += 1
    },
  },
  questions: {
    /** The open demands that this party raised. */
    openBy: (all, party: string) => all.open.filter((each) => each.raiser === party),
  },
})

/** A demand as the state shows it: `state.demands.get('lift-hiring-ban')?.status`. */
export interface Demand extends StateOf<typeof demand> {}
