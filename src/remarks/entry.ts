// entry: what the log says of its own lines: that one was wrong, left something out, should not stand, should stand after all.
// In: the event it is about, and what to read in place of what stands there. Out: events like any other; the log itself is never touched.
// Which of several holds is settled in amend.ts: of each field, the one recorded later.
import type { EventInput, RecordedEvent } from '../event.ts'
import { text } from '../shape.ts'
import {
  defineRemarks,
  type FieldsByName,
  type RemarkInput,
  remarkConstructors,
  type ToldShape,
  takenOut,
  toldFields,
  toldShape,
} from './remark.ts'

/** What `entry.corrected` brings: the fields to read in place of the event's, and why. */
export type Correction = {
  readonly set?: FieldsByName
  /** Fields to take out: nobody said them. */
  readonly unset?: readonly string[]
  readonly reason: string
  readonly shape?: ToldShape
}

/** What `entry.supplemented` brings: fields the event did not have. */
export type Supplement = {
  readonly set: FieldsByName
  readonly reason?: string
  readonly shape?: ToldShape
}

/** What `entry.retracted` brings. */
export type Retraction = {
  readonly reason: string
}

/** What `entry.reinstated` brings. */
export type Reinstatement = {
  readonly reason?: string
}

/** The recorded entries, as one union. */
export type EntryEvent =
  | RecordedEvent<'entry.corrected', Correction>
  | RecordedEvent<'entry.supplemented', Supplement>
  | RecordedEvent<'entry.retracted', Retraction>
  | RecordedEvent<'entry.reinstated', Reinstatement>

/** The constructors of entries. */
export interface Entry {
  /** The event was recorded wrong: `set` replaces fields, the entity's id included, `unset` takes fields out. About one event. */
  corrected(input: RemarkInput & Correction): EventInput<'entry.corrected', Correction>
  /** The event left something out: `set` adds fields, and overwrites none. About one event. */
  supplemented(input: RemarkInput & Supplement): EventInput<'entry.supplemented', Supplement>
  /** The events should not stand: they did not happen, or were recorded twice. */
  retracted(input: RemarkInput & Retraction): EventInput<'entry.retracted', Retraction>
  /** Events that were retracted stand again. */
  reinstated(input: RemarkInput & Reinstatement): EventInput<'entry.reinstated', Reinstatement>
}

/** The definition of entries, which every vocabulary has. */
export const entryDefinition = defineRemarks(
  'entry',
  { set: toldFields, unset: takenOut, reason: text, shape: toldShape },
  {
    corrected: { needs: ['reason'], may: ['set', 'unset', 'shape'], someOf: ['set', 'unset'], ofOne: true },
    supplemented: { needs: ['set'], may: ['reason', 'shape'], ofOne: true },
    retracted: { needs: ['reason'] },
    reinstated: { may: ['reason'] },
  },
)

/**
 * Entries: the log speaks of its own lines. What was recorded stays as it is; what the state reads is the corrected event.
 * `occurred` says when the correction was made, `saidBy` and `sources` who made it and where.
 * Entries can be about entries: a correction is corrected or retracted like anything else.
 *
 * @throws LedgerError `INVALID_EVENT`, `INVALID_ID`, `INVALID_DATE`
 * @example
 * ```ts
 * import { entry } from 'relations-ledger'
 * entry.corrected({ about: 'meeting/istanbul-1', set: { occurred: '2025-02-27' }, reason: 'misprint: 27, not 17 February', occurred: '2025-03-01' })
 * entry.retracted({ about: 'demand/visas', reason: 'recorded twice', occurred: '2025-03-01' })
 * ```
 */
export const entry: Entry = remarkConstructors(entryDefinition) as unknown as Entry
