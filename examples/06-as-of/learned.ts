// A ledger that learned late: the events of the real talks, recorded in the order in which the press reported them.
// In: nothing. Out: the relation, in memory; each event was taken down on the evening of the day on which it became public.
import { boundsOf, openLedger } from 'relations-ledger'
import { events } from '../02-us-russia/events.ts'

const publicAt = (event: (typeof events)[number]): number => boundsOf(event.reported ?? event.occurred).latest

/** The relation as this ledger has it by August. */
export async function learnedLate() {
  let now = new Date(0)
  const talks = openLedger({ clock: () => now }).between('US', 'RU')
  for (const event of events.toSorted((a, b) => publicAt(a) - publicAt(b))) {
    now = new Date(publicAt(event) + 1 - 4 * 3_600_000)
    await talks.append(event, { expectedVersion: 'any' })
  }
  return talks
}
