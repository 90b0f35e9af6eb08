// Whose relation a test is about, where it does not say.
// In: events, recorded or not; the parties, where they are named.
// Out: two parties: the named ones, else those who act in the events, and OTHER for a side that never does.
import { LedgerError } from '../errors.ts'
import { partiesOf } from '../ids.ts'

/** What of an event says whose it is. */
interface Acting {
  readonly relation?: unknown
  readonly by?: unknown
  readonly to?: unknown
}

/** The two parties of these events. Throws INVALID_ARGUMENT where three act, so that it takes a person to say which two they are. */
export function sidesOf(events: readonly object[], named?: readonly [string, string]): readonly [string, string] {
  if (named !== undefined) return named
  const recorded = events.map((event) => (event as Acting).relation).find((relation) => typeof relation === 'string')
  if (recorded !== undefined) return partiesOf(recorded as string)
  const acting = new Set(events.flatMap(({ by, to }: Acting) => [by, to]).filter((side) => typeof side === 'string'))
  if (acting.size > 2) {
    const message = `between: ${[...acting].join(', ')} act in these events — name the two parties: between: ['${[...acting].slice(0, 2).join("', '")}']`
    throw new LedgerError('INVALID_ARGUMENT', message, { argument: 'between', given: undefined })
  }
  const [first = 'ONE', second = first === 'OTHER' ? 'ANOTHER' : 'OTHER'] = acting
  return [first, second]
}
