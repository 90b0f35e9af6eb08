// Ids and instants for tests, the same on every run.
// In: where the count starts. Out: an id source that counts in valid uuids, and a clock that ticks a second a call.

/** The nth id of such a source, from 1. */
export const idAt = (count: number): string => `00000000-0000-7000-8000-${count.toString(16).padStart(12, '0')}`

/** An id source: `idAt(start)`, and on from there. */
export function countedIds(start = 1): () => string {
  let next = start
  return () => idAt(next++)
}

/** A clock that starts on 11 April 2025, 08:00 UTC, and is a second further each time it is read. */
export function tickingClock(): () => Date {
  let ticks = 0
  return () => new Date(Date.UTC(2025, 3, 11, 8, 0, ticks++))
}
