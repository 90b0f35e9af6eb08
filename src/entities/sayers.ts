// Sayers: under whose names a mark is kept that each account may tell differently.
// In: an event.
// Out: those who say it, or `recorder` where nobody is named.
import type { RecordedEvent } from '../event.ts'

/** Those who assert an event; the recorder's own word where nobody is named. */
export const sayersOf = (event: Pick<RecordedEvent, 'saidBy'>): readonly string[] =>
  event.saidBy === undefined || event.saidBy.length === 0 ? ['recorder'] : event.saidBy
