// A store that lets you down: a memory store whose next appends fail before or after they were written, or wait.
// In: what the next append shall do. Out: a Store, with the calls it has seen.
import { LedgerError } from '../src/errors.ts'
import { memoryStore } from '../src/stores/memory.ts'
import type { Store } from '../src/stores/store.ts'

/** `lost`: nothing is written, and the call rejects. `unsure`: all is written, and the call rejects all the same. */
export type Fault = 'lost' | 'unsure'

export interface UnreliableStore extends Store {
  /** What the next appends shall do, one after the other; then they work. */
  readonly faults: Fault[]
  /** What an append waits for before it starts. */
  gate: Promise<unknown>
  appends: number
  reads: number
}

/** A store in memory that fails when told to. */
export function unreliableStore(...faults: Fault[]): UnreliableStore {
  const inner = memoryStore()
  const store: UnreliableStore = {
    ...inner,
    faults,
    gate: Promise.resolve(),
    appends: 0,
    reads: 0,
    append: async (relation, expectedVersion, lines) => {
      store.appends += 1
      await store.gate
      const fault = store.faults.shift()
      if (fault === 'lost') throw failure()
      const position = await inner.append(relation, expectedVersion, lines)
      if (fault === 'unsure') throw failure()
      return position
    },
    read: (relation, from, limit) => {
      store.reads += 1
      return inner.read(relation, from, limit)
    },
  }
  return store
}

const failure = () =>
  new LedgerError('STORE_FAILED', 'unreliable: no space is left — make room and try again', { operation: 'append', code: 'ENOSPC' })
