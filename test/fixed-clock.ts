// Ids and instants for tests, the same on every run: those of the testing kit.
// In: where the count starts. Out: an id source that counts in valid uuids, and a clock that ticks a second a call.
export { countedIds, idAt, tickingClock } from '../src/testing/still.ts'
