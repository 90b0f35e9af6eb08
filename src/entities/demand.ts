// demand: anything one side asks of the other, however politely.
// Word: who acts. It is open until it is met, withdrawn, lapsed or rejected; a rejected one can be raised again.
import { z } from 'zod'
import { defineEntity, type StateOf } from '../entity.ts'
import { dueDate, reference, text } from '../shape.ts'

const unsettled = ['open', 'acknowledged', 'countered', 'accepted', 'partlyAccepted', 'rejected'] as const

/**
 * Anything one side asks of the other: `demand.raised({ demand: 'lift-hiring-ban', by: 'US', object: '…', occurred: '2025-04-10' })`.
 * Only its addressee can answer it, only its raiser can withdraw it.
 */
export const demand = defineEntity('demand', {
  plural: 'demands',
  roles: { raiser: 'addressee' },
  word: 'by',
  open: ['open', 'acknowledged', 'countered', 'accepted', 'partlyAccepted'],
  final: ['met'],
  fields: {
    object: text,
    strength: z.enum(['request', 'proposal', 'demand']),
    conditionalOn: text,
    until: dueDate,
    tiedTo: reference,
  },
  events: {
    raised: { from: ['new', 'withdrawn', 'lapsed'], to: 'open', by: 'raiser', may: ['object', 'strength', 'conditionalOn'] },
    reiterated: { from: ['new', 'rejected'], to: 'open', by: 'raiser', may: ['object', 'strength', 'conditionalOn'] },
    acknowledged: { from: ['open'], to: 'acknowledged', by: 'addressee' },
    countered: { from: unsettled, to: 'countered', by: 'addressee', may: ['conditionalOn'] },
    accepted: { from: unsettled, to: 'accepted', by: 'addressee' },
    partlyAccepted: { from: unsettled, to: 'partlyAccepted', by: 'addressee' },
    rejected: { from: unsettled, to: 'rejected', by: 'addressee', may: ['until', 'tiedTo'] },
    met: { from: unsettled, to: 'met', by: 'addressee' },
    withdrawn: { from: unsettled, to: 'withdrawn', by: 'raiser' },
    lapsed: { from: unsettled, to: 'lapsed' },
  },
  starts: () => ({ timesReiterated: 0 }),
  also: {
    reiterated: (draft) => {
      draft.timesReiterated += 1
    },
  },
})

/** A demand as the state shows it. */
export interface Demand extends StateOf<typeof demand> {}
