// The kit in vitest: importing this file puts the matchers and the snapshots of states in place, with their types.
// In: vitest, an optional peer.
// Out: expect(state).toHaveOpen(…) and its like; states in snapshots are short pages.
import { expect } from 'vitest'
import type { StateFacts } from '../state.ts'
import { type StateMatchers, stateMatchers } from './matchers.ts'
import { isState, printState } from './print-state.ts'

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: an interface is added to only under the very parameters it was declared with.
  interface Matchers<T = any> extends StateMatchers<T> {}
}

/**
 * Prints states in snapshots as `printState` does. Importing this subpath adds it already; hand it to `snapshotSerializers` where you would rather.
 *
 * @example
 * ```ts
 * import { stateSerializer } from 'relations-ledger/testing/vitest'
 * import { expect } from 'vitest'
 * expect.addSnapshotSerializer(stateSerializer)
 * ```
 */
export const stateSerializer = {
  test: isState,
  serialize: (state: unknown): string => printState(state as StateFacts),
}

expect.extend(stateMatchers)
expect.addSnapshotSerializer(stateSerializer)
