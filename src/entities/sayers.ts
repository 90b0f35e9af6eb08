// Sayers: under whose names a mark is kept that each account may tell differently.
// In: an event, and what was noted so far.
// Out: those who say it, or `recorder` where nobody is named; the notes with theirs among them.
import type { RecordedEvent } from '../event.ts'

/** Those who assert an event; the recorder's own word where nobody is named. */
export const sayersOf = (event: Pick<RecordedEvent, 'saidBy'>): readonly string[] =>
  event.saidBy === undefined || event.saidBy.length === 0 ? ['recorder'] : event.saidBy

/** What each sayer calls it, the event's own label among them. */
export function labelled(known: { readonly [sayer: string]: string }, event: Pick<RecordedEvent, 'saidBy'>, label: string) {
  const labels = { ...known }
  for (const sayer of sayersOf(event)) labels[sayer] = label
  return labels
}
