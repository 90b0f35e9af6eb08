// followUp: the intention to do something later, however vague its date.
// In: what is intended, by when, whom it binds; that it was done, put off or let go. Out: where it stands; what is overdue.
// A meeting is the occasion, a followUp the intention: cancelling the occasion leaves the intention.
// What binds one side is waived by the side it benefits; what binds both (`reciprocal`) by both. Word: both sides'.
import { defineEntity, type StateOf } from '../entity.ts'
import { dueDate, entityId, flag, text } from '../shape.ts'
import { asOfBounds, isOpenEnded, overdue } from '../time.ts'

/**
 * The intention to do something later. `what` is meant (a meeting, a call, a report), `due` by when, and may be open:
 * `{ edtf: '2025-04-10/..', phrase: 'in the near future' }`; `bound` the side that owes it, or `reciprocal: true` for both;
 * `meeting` the id of the meeting it is about, or became.
 *
 * @throws LedgerError `INVALID_EVENT`, `INVALID_ID`, `INVALID_DATE`; `UNWRITABLE_VALUE`, `LIMIT_EXCEEDED` for what no line can hold
 * @example
 * ```ts
 * import { followUp } from 'relations-ledger'
 * followUp.scheduled({ followUp: 'round-3', what: 'meeting', due: '2025-04-10/..', occurred: '2025-04-10', saidBy: ['US'] })
 * ```
 */
export const followUp = defineEntity('followUp', {
  plural: 'followUps',
  roles: { bound: 'beneficiary' },
  shared: 'reciprocal',
  open: ['scheduled'],
  final: ['done', 'waived', 'superseded'],
  fields: { what: text, due: dueDate, reciprocal: flag, meeting: entityId, successor: entityId },
  events: {
    // Said again, it is the same intention, perhaps with more known of it.
    scheduled: {
      from: ['new'],
      keeps: ['scheduled'],
      to: 'scheduled',
      by: 'either',
      may: ['what', 'due', 'bound', 'reciprocal', 'meeting'],
    },
    rescheduled: { from: ['scheduled'], by: 'either', needs: ['due'], may: ['what', 'meeting'] },
    done: { from: ['new', 'scheduled'], to: 'done', by: 'either', may: ['what', 'meeting'] },
    waived: { from: ['scheduled'], to: 'waived', by: 'beneficiary', each: 'waivedBy', word: 'by' },
    superseded: { from: ['scheduled'], to: 'superseded', needs: ['successor'] },
  },
  questions: {
    /** Those scheduled ones that are certainly overdue at the end of the day. */
    overdue: (all, day: string) => {
      asOfBounds(day, { field: 'day' })
      return all.open.filter((each) => each.due !== undefined && overdue(each.due, day) === true)
    },
    /** Those of which it cannot be known whether they are overdue: their date is vague or open-ended. */
    maybeOverdue: (all, day: string) => {
      asOfBounds(day, { field: 'day' })
      return all.open.filter((each) => each.due !== undefined && overdue(each.due, day) === 'unknown')
    },
    /** Those scheduled with no date, or with one that says nothing of by when. */
    undated: (all) => all.open.filter((each) => each.due === undefined || isOpenEnded(each.due)),
  },
})

/** A follow-up as the state shows it: `state.followUps.overdue('2025-06-01')`. */
export interface FollowUp extends StateOf<typeof followUp> {}
