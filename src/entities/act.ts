// act: a deed that is none of the other entities: a prisoner exchange, a joint statement, a wreath laid.
// In: that it was announced, done or called off. Out: where it stands, what it was, where, on which track.
// Word: both sides', for it concerns both; a deed of one side names it in `by`.
import { defineEntity, type StateOf } from '../entity.ts'
import { entityId, text } from '../shape.ts'

const about = ['title', 'object', 'place', 'track'] as const

/**
 * A deed that is none of the other entities. `object` says what was done, `track` the id of the track it belongs to.
 *
 * @throws LedgerError `INVALID_EVENT`, `INVALID_ID`, `INVALID_DATE`; `UNWRITABLE_VALUE`, `LIMIT_EXCEEDED` for what no line can hold
 * @example
 * ```ts
 * import { act } from 'relations-ledger'
 * act.done({ act: 'prisoner-exchange', title: 'Prisoner exchange', place: 'Abu Dhabi', occurred: '2025-04-10', saidBy: ['US', 'RU'] })
 * ```
 */
export const act = defineEntity('act', {
  plural: 'acts',
  final: ['done', 'calledOff'],
  fields: { title: text, object: text, place: text, track: entityId },
  events: {
    announced: { from: ['new'], to: 'announced', by: 'either', may: about },
    done: { from: ['new', 'announced'], to: 'done', by: 'either', may: about },
    calledOff: { from: ['announced'], to: 'calledOff', by: 'either', word: 'by' },
  },
})

/** An act as the state shows it: `state.acts.get('prisoner-exchange')?.status`. */
export interface Act extends StateOf<typeof act> {}
