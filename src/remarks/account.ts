// account: how one side, or a third party, tells events that are recorded: it confirms, denies, tells them differently, takes back its word.
// In: whose account it is (`by`), the events, the words, and the fields it tells otherwise. Out: events like any other.
// What they come to is worked out in standing.ts; nothing of it is stored. A sayer's latest account counts.
import type { EventInput, RecordedEvent } from '../event.ts'
import { text } from '../shape.ts'
import { defineRemarks, type FieldsByName, type RemarkInput, remarkConstructors, type ToldShape, toldFields, toldShape } from './remark.ts'

/** What any account brings: the words of its sayer, and the fields in which it tells the event otherwise. */
export type Telling = {
  /** What was said, in the sayer's words. */
  readonly words?: string
  /** The sayer's own version of fields of the event, of one event then: `{ duration: 'PT6H' }`. */
  readonly set?: FieldsByName
  readonly shape?: ToldShape
}

/** The recorded accounts, as one union. `by` is always there. */
export type AccountEvent = {
  [Type in 'confirmed' | 'differed' | 'denied' | 'withdrawn']: RecordedEvent<`account.${Type}`, Telling> & { readonly by: string }
}['confirmed' | 'differed' | 'denied' | 'withdrawn']

/** What the constructors of accounts take: `by` is whose account it is, a party or a third party. */
export type AccountInput = RemarkInput & Telling & { readonly by: string }

/** The constructors of accounts. */
export interface Account {
  /** The sayer says so too, perhaps in its own version. */
  confirmed(input: AccountInput): EventInput<'account.confirmed', Telling>
  /** The sayer tells it differently. It changes no standing: who tells a talk to have been longer has not denied it. */
  differed(input: AccountInput): EventInput<'account.differed', Telling>
  /** The sayer says that it is not so. */
  denied(input: AccountInput): EventInput<'account.denied', Telling>
  /** The sayer takes back its word, whatever it was: it counts as silent. */
  withdrawn(input: AccountInput): EventInput<'account.withdrawn', Telling>
}

const telling = { may: ['words', 'set', 'shape'], setsOne: true, byWhom: true } as const

/** The definition of accounts, which every vocabulary has. */
export const accountDefinition = defineRemarks(
  'account',
  { words: text, set: toldFields, shape: toldShape },
  { confirmed: telling, differed: telling, denied: telling, withdrawn: telling },
)

/**
 * Accounts: who stands by which events, with their wording. A side that is silent has not agreed.
 *
 * @throws LedgerError `INVALID_EVENT`, `INVALID_ID`, `INVALID_DATE`
 * @example
 * ```ts
 * import { account } from 'relations-ledger'
 * account.differed({ about: 'guarantee/embassy-payments', by: 'US', words: 'concrete initial steps', occurred: '2025-02-27' })
 * account.confirmed({ about: 'meeting/istanbul-2', by: 'RU', set: { duration: 'PT5H30M' }, occurred: '2025-04-10' })
 * ```
 */
export const account: Account = remarkConstructors(accountDefinition) as unknown as Account
