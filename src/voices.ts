// Voices: who says what of one event, when all accounts of it are heard.
// In: a history, the place of an event, and which accounts count. Out: for each sayer its stance, and its own version if it gave one.
// A sayer's latest account counts. Silence is a stance of nobody: who is not among the voices has said nothing.
import type { RecordedEvent } from './event.ts'
import { eventAt, type History, isRetracted, ordered, remarkedAt } from './history.ts'
import type { AccountEvent } from './remarks/account.ts'

/** What one sayer says of an event. */
export interface Voice {
  /** It says so, it says that it is not so, or it has taken back whatever it said. */
  readonly stance: 'said' | 'denied' | 'silent'
  /** The account in which it tells the event differently, or confirms it in its own version. */
  readonly telling?: AccountEvent
}

/** Which places of the log count; all, where nobody asked for less. */
export type Counts = (place: number) => boolean

/** The voices on the event at a place, by sayer; those of the event itself first. */
export function voicesOn(history: History, place: number, counts: Counts = () => true): ReadonlyMap<string, Voice> {
  const voices = new Map<string, Voice>()
  for (const sayer of eventAt(history, place).saidBy ?? []) voices.set(sayer, { stance: 'said' })
  for (const account of accountsOf(history, place, counts)) voices.set(account.by, heard(voices.get(account.by), account))
  return voices
}

/** The accounts of an event that stand and count, in the order in which they were given. */
function accountsOf(history: History, place: number, counts: Counts): readonly AccountEvent[] {
  const places = (remarkedAt(history, place)?.accounts ?? []).filter((each) => counts(each) && !isRetracted(history, each))
  return ordered(history, places).places.map((each) => eventAt(history, each) as RecordedEvent as AccountEvent)
}

function heard(before: Voice | undefined, account: AccountEvent): Voice {
  switch (account.type) {
    case 'account.confirmed':
      return account.data.set === undefined && account.data.words === undefined ? { stance: 'said' } : { stance: 'said', telling: account }
    case 'account.differed':
      return { stance: before?.stance ?? 'silent', telling: account }
    case 'account.denied':
      return { stance: 'denied', telling: account }
    case 'account.withdrawn':
      return { stance: 'silent' }
  }
}
