// agreement: an instrument in which both sides say so: notes exchanged, a memorandum, a treaty.
// In: its way from proposal to force, and what became of it. Out: where it stands, and who has ratified.
// An exchange of notes is `signed` (VCLT 13). Consent that comes after signature is given by each side for itself (VCLT 14),
// so the status moves with the second ratification. Whether it ended lawfully (VCLT 54–64) is not the log's to judge.
// Word: both sides'; where one side acts alone, that side's.
import { defineEntity, type StateOf } from '../entity.ts'
import { entityId, oneOf, text } from '../shape.ts'

const agreed = ['agreed', 'signed', 'ratified', 'inForce', 'suspended'] as const
const about = ['title', 'form', 'parent'] as const

/**
 * An instrument in which both sides say so. `form` is what it is by name, `parent` the id of the agreement it belongs to,
 * `successor` of the one that took its place; `ratifiedBy` in the state says who has ratified. What extends or amends it is an agreement
 * of its own, with it as `parent` (VCLT 39).
 * Source: Vienna Convention on the Law of Treaties (VCLT), articles 11–14, 24, 39, 54–60, 72.
 *
 * @throws LedgerError `INVALID_EVENT`, `INVALID_ID`, `INVALID_DATE`; `UNWRITABLE_VALUE`, `LIMIT_EXCEEDED` for what no line can hold
 * @example
 * ```ts
 * import { agreement } from 'relations-ledger'
 * agreement.signed({ agreement: 'payments-notes', form: 'notes', occurred: '2025-04-10', saidBy: ['US', 'RU'] })
 * ```
 */
export const agreement = defineEntity('agreement', {
  plural: 'agreements',
  roles: { proposer: 'addressee' },
  final: ['terminated', 'expired', 'superseded'],
  open: ['proposed', 'agreedInPrinciple', 'agreed', 'signed', 'ratified', 'inForce', 'suspended'],
  fields: {
    title: text,
    form: oneOf('notes', 'memorandum', 'treaty', 'protocol', 'understanding', 'statement', 'contract'),
    parent: entityId,
    successor: entityId,
  },
  events: {
    // A counter-proposal is a proposal of the other side.
    proposed: { from: ['new', 'proposed', 'rejected'], to: 'proposed', by: 'either', casts: 'proposer', word: 'by', may: about },
    agreedInPrinciple: { from: ['new', 'proposed'], to: 'agreedInPrinciple', may: about },
    agreed: { from: ['new', 'proposed', 'agreedInPrinciple'], to: 'agreed', may: about },
    signed: { from: ['new', 'proposed', 'agreedInPrinciple', 'agreed'], to: 'signed', may: about },
    ratified: { from: ['signed'], to: 'ratified', by: 'either', each: 'ratifiedBy', word: 'by' },
    enteredIntoForce: { from: ['new', 'agreed', 'signed', 'ratified'], to: 'inForce', by: 'either', word: 'both', may: about },
    // The other side may answer in kind (VCLT 60, 72): suspended by both, it is suspended.
    suspended: { from: ['inForce'], keeps: ['suspended'], to: 'suspended', by: 'either', word: 'by' },
    resumed: { from: ['suspended'], to: 'back' },
    rejected: { from: ['proposed', 'agreedInPrinciple'], to: 'rejected', by: 'addressee', word: 'by', unlikely: true },
    terminated: { from: agreed, to: 'terminated', by: 'either', word: 'by' },
    expired: { from: agreed, to: 'expired', word: 'nobody' },
    superseded: { from: agreed, to: 'superseded', needs: ['successor'] },
  },
})

/** An agreement as the state shows it: `state.agreements.get('payments-notes')?.ratifiedBy`. */
export interface Agreement extends StateOf<typeof agreement> {}
