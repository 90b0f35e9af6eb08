// A check of the store contract: what it is given, and how it asks for what must hold.
// In: a store that was just made, and the `expect` of whatever runs the tests.
// Out: types, and what became of a call as a value that two stores can be compared by.
import { isLedgerError } from '../../errors.ts'
import type { Store } from '../../stores/store.ts'

/** All that the contract asks of an `expect`: vitest's and jest's have it; for node:test it is one line over `assert.deepEqual`. */
export type Expect = (actual: unknown) => { toEqual(expected: unknown): unknown }

/** What a process does that shares a log with others: it appends this many batches, each of so many lines. */
export interface Competition {
  readonly relation: string
  /** Stands in each of its lines, so that they can be told apart; differs from that of the others. */
  readonly name: string
  readonly appends: number
  readonly lines: number
}

/** A store to be tested, and what can be done with it beyond the interface. */
export interface StoreUnderTest {
  readonly store: Store
  /** Opens what `store` kept, after it was closed; left out only where a store keeps nothing (`durability: 'memory'`). */
  readonly reopen?: () => Store | Promise<Store>
  /** Opens the same content beside `store`, which stays open; for stores that share it. */
  readonly another?: () => Store | Promise<Store>
  /** Starts a process that opens the same content and calls {@link compete}; gives what `compete` gave there. */
  readonly elsewhere?: (task: Competition) => Promise<readonly number[]>
  /** Removes every trace of it. */
  readonly discard?: () => void | Promise<void>
}

/** What a check is handed. */
export interface Given {
  readonly store: Store
  readonly under: StoreUnderTest
  readonly expect: Expect
}

/** Checks by what they say. */
export interface Checks {
  readonly [says: string]: (given: Given) => Promise<void>
}

/** The relation that most checks write to. */
export const pair = 'RU~US'

/** What became of a call: `fulfilled`, the code it was refused with, or what else was thrown. */
export async function outcome(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'fulfilled',
    (error) => (isLedgerError(error) ? error.code : error),
  )
}
