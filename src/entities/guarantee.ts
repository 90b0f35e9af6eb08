// guarantee: what one side owes the other, in an instrument or outside one; the field's commitments (Singh, FIPA, Symboleo).
// In: its way from proposal to fulfilment, release or breach. Out: where it stands; for a reciprocal one, which side has done what.
// An allegation is one side's word and moves no status; withdrawing after agreement is no withdrawal but a breach (VCLT 60.3a).
// A suspended duty need not be performed, but may be: fulfilling it discharges it. In a reciprocal one each side owes and is owed,
// so it is fulfilled when both have performed, and released when both have let the other go.
// Word: both to agree and to begin; then who acts.
import { defineEntity, type StateOf } from '../entity.ts'
import { dueDate, entityId, flag, party, text } from '../shape.ts'

const offered = ['proposed', 'agreedInPrinciple'] as const
const standing = ['agreed', 'inEffect', 'suspended', 'breached'] as const
const about = ['object', 'condition', 'due', 'agreement', 'reciprocal', 'debtor'] as const

/**
 * What one side owes the other: `debtor` owes `object`, or with `reciprocal: true` each side does.
 * Name the debtor when it is proposed or agreed, or whoever first acts in that role takes it. What is performed in parts is a guarantee
 * for each part; one that is prolonged is agreed anew, with a later `due`.
 *
 * @throws LedgerError `INVALID_EVENT`, `INVALID_ID`, `INVALID_DATE`; `UNWRITABLE_VALUE`, `LIMIT_EXCEEDED` for what no line can hold
 * @example
 * ```ts
 * import { guarantee } from 'relations-ledger'
 * guarantee.agreed({ guarantee: 'embassy-payments', reciprocal: true, occurred: '2025-04-10', saidBy: ['US', 'RU'] })
 * ```
 */
export const guarantee = defineEntity('guarantee', {
  plural: 'guarantees',
  roles: { debtor: 'creditor', proposer: 'addressee' },
  shared: 'reciprocal',
  word: 'by',
  open: [...offered, ...standing],
  final: ['fulfilled', 'released', 'withdrawn', 'lapsed'],
  fields: {
    object: text,
    condition: text,
    due: dueDate,
    agreement: entityId,
    reciprocal: flag,
    breacher: party,
    alleger: party,
  },
  events: {
    // A counter-proposal is a proposal of the other side.
    proposed: { from: ['new', 'proposed', 'rejected'], to: 'proposed', by: 'either', casts: 'proposer', may: about },
    agreedInPrinciple: { from: ['new', 'proposed'], to: 'agreedInPrinciple', word: 'both', may: about },
    // Agreed anew while it stands, it is prolonged or changed (VCLT 39): the Black Sea grain corridor, three times before it lapsed.
    agreed: { from: ['new', ...offered], keeps: standing, to: 'agreed', word: 'both', may: about },
    tookEffect: { from: ['new', 'agreed'], to: 'inEffect', by: 'either', word: 'both', may: about },
    // A breach entitles the other side to suspend (VCLT 60), and that side may be answered in kind.
    suspended: { from: ['agreed', 'inEffect', 'breached'], keeps: ['suspended'], to: 'suspended', by: 'either' },
    resumed: { from: ['suspended'], to: 'back', by: 'either' },
    breachAlleged: { from: standing, by: 'creditor', marks: 'allegedBy' },
    // Dropped by who alleged it, or dismissed by a third party, which names that side.
    breachDismissed: { from: standing, by: 'creditor', third: true, clears: 'allegedBy', side: 'alleger' },
    breachEstablished: {
      from: ['agreed', 'inEffect', 'suspended'],
      keeps: ['breached'],
      to: 'breached',
      by: 'debtor',
      third: true,
      marks: 'breachedBy',
      side: 'breacher',
      unlikely: true,
    },
    repudiated: {
      from: ['agreed', 'inEffect', 'suspended'],
      keeps: ['breached'],
      to: 'breached',
      by: 'debtor',
      marks: 'breachedBy',
      unlikely: true,
    },
    cured: { from: ['breached'], to: 'inEffect', by: 'debtor', clears: 'breachedBy' },
    fulfilled: { from: standing, to: 'fulfilled', by: 'debtor', each: 'fulfilledBy' },
    released: { from: standing, to: 'released', by: 'creditor', each: 'releasedBy' },
    rejected: { from: offered, to: 'rejected', by: 'addressee', unlikely: true },
    withdrawn: { from: offered, to: 'withdrawn', by: 'proposer' },
    // A term that runs out ends what stood (VCLT 54a), and a claim nobody pursues goes the same way (ARSIWA 45b).
    lapsed: { from: [...offered, ...standing], to: 'lapsed', word: 'nobody' },
  },
  also: {
    // Performance, however late, ends the performer's breach.
    fulfilled: (draft, event) => {
      if (draft.breachedBy !== undefined) draft.breachedBy = draft.breachedBy.filter((side) => side !== event.by)
    },
  },
  questions: {
    /** Those that stand and that this party still owes: it is the debtor, or one of two that has not yet fulfilled its part. */
    owedBy: (all, party: string) => all.by(party).filter((each) => isStanding(each.status) && !each.fulfilledBy?.includes(party)),
  },
})

const isStanding = (status: string): boolean => (standing as readonly string[]).includes(status)

/** A guarantee as the state shows it: `state.guarantees.owedBy('RU')`. */
export interface Guarantee extends StateOf<typeof guarantee> {}
