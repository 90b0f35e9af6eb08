// ties: diplomatic and consular relations as a legal status; one entity each, `diplomatic` and `consular`.
// In: what the sides declare. Out: where each stands. Neither is derived from the other: consent to one implies the other
// when they begin (VCCR 2.2), yet severing one leaves the other (VCCR 2.3). Beginning takes both sides (VCDR 2), ending one.
// What one side does alone, the other may do as well: each recognises the other, and either may break off what the other broke off first.
// `open` are those that exist: established or downgraded. Nothing is final: states outlive their quarrels.
import { defineEntity, type StateOf } from '../entity.ts'
import { text } from '../shape.ts'

/**
 * Diplomatic or consular relations as a legal status: use the ids `diplomatic` and `consular`. `level` is a text (chargé d'affaires).
 * Sources: Vienna Conventions on Diplomatic (VCDR) and on Consular Relations (VCCR); Montevideo Convention on the Rights and Duties of States.
 *
 * @throws LedgerError `INVALID_EVENT`, `INVALID_ID`, `INVALID_DATE`; `UNWRITABLE_VALUE`, `LIMIT_EXCEEDED` for what no line can hold
 * @example
 * ```ts
 * import { ties } from 'relations-ledger'
 * ties.severed({ ties: 'diplomatic', by: 'US', occurred: '1961-01-03' })
 * ```
 */
export const ties = defineEntity('ties', {
  plural: 'ties',
  open: ['established', 'downgraded'],
  fields: { level: text },
  events: {
    // Each side's own act (Montevideo Convention, 6 and 7). It brings no relations, and severing them took none back (VCDR 2, 45).
    recognised: {
      from: ['new', 'interrupted'],
      keeps: ['recognised', 'established', 'downgraded', 'severed'],
      to: 'recognised',
      by: 'either',
      word: 'by',
    },
    // VCDR 2 knows no other word for beginning again, so what is established anew may be called so, too.
    established: { from: ['new', 'recognised', 'interrupted', 'severed'], to: 'established', may: ['level'] },
    downgraded: { from: ['established'], keeps: ['downgraded'], to: 'downgraded', by: 'either', word: 'by', may: ['level'] },
    upgraded: { from: ['downgraded'], to: 'established', may: ['level'] },
    interrupted: { from: ['new', 'established', 'downgraded'], keeps: ['interrupted'], to: 'interrupted', by: 'either', word: 'by' },
    severed: {
      from: ['new', 'recognised', 'established', 'downgraded', 'interrupted'],
      keeps: ['severed'],
      to: 'severed',
      by: 'either',
      word: 'by',
    },
    resumed: { from: ['interrupted', 'severed'], to: 'established', may: ['level'] },
  },
})

/** Ties as the state shows them: `state.ties.get('consular')?.status`. */
export interface Ties extends StateOf<typeof ties> {}
