// What fills in the rest of an event in a test, the same on every run.
// In: where the count starts.
// Out: ids that count up, and a clock that is a second further each time it is read.

/** The nth id of `countedIds`, from 1. */
export const idAt = (count: number): string => `00000000-0000-7000-8000-${count.toString(16).padStart(12, '0')}`

/**
 * An id source that counts: valid ids, the same on every run.
 *
 * @param start the number of the first
 * @example
 * ```ts
 * import { openLedger } from 'relations-ledger'
 * import { countedIds, tickingClock } from 'relations-ledger/testing'
 * const ledger = openLedger({ ids: countedIds(), clock: tickingClock() }) // the same log on every run
 * ```
 */
export function countedIds(start = 1): () => string {
  let next = start
  return () => idAt(next++)
}

/**
 * A clock for tests: it is a second further each time it is read.
 *
 * @param start the first instant; 11 April 2025, 08:00 UTC by default
 * @example
 * ```ts
 * import { tickingClock } from 'relations-ledger/testing'
 * const clock = tickingClock('2026-01-01T08:00:00Z')
 * console.log(clock().toISOString(), clock().toISOString())
 * ```
 */
export function tickingClock(start = '2025-04-11T08:00:00Z'): () => Date {
  let next = Date.parse(start)
  return () => {
    const now = new Date(next)
    next += 1000
    return now
  }
}
