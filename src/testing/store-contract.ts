// storeContract: the suite that every store passes, under whatever runs the tests.
// In: a function that makes a new, empty store; `describe`, `test` and `expect` of vitest, jest or node:test.
// Out: one test a check. A check that the store does not claim to pass is shown as skipped, with the reason.
import type { Store } from '../stores/store.ts'
import { appends, refusals } from './contract/appends.ts'
import type { Checks, Expect, StoreUnderTest } from './contract/check.ts'
import { sharedByProcesses, sharedInOneProcess } from './contract/competing.ts'
import { following, watching } from './contract/following.ts'
import { closing, reopening, sharesNothing } from './contract/keeping.ts'
import { underALedger } from './contract/ledgers.ts'
import { manyRelations, reads, texts } from './contract/reads.ts'
import { snapshots } from './contract/snapshots.ts'

/** What runs the tests. */
export interface Runner {
  readonly describe: (name: string, body: () => void) => unknown
  readonly test: ((name: string, body: () => Promise<void>) => unknown) & {
    readonly skip?: (name: string, body: () => Promise<void>) => unknown
  }
  readonly expect: Expect
}

/** What runs the tests, and what is tested. */
export interface ContractOptions extends Runner {
  /** What the tests are called after; the store's own name otherwise stands in no title. */
  readonly name?: string
  /**
   * Who may have the same content open at once: one store alone (`none`, the default), several of one `process`, or of several `processes`.
   * For `process`, `makeStore` gives `another`; for `processes`, `elsewhere` as well.
   */
  readonly shared?: 'none' | 'process' | 'processes'
}

/**
 * Tests a store against everything a ledger relies on: atomic appends, expected versions, order, paging, odd text, large batches,
 * following all relations, watching, snapshots where the store keeps them, closing, opening again, and sharing where the store claims it.
 *
 * @param makeStore makes a new, empty store for each test; gives the store, or the store and what can be done with it beyond its interface
 * @param options `describe`, `test` and `expect`; vitest's and jest's as they are. node:test has no `expect`:
 *   hand in `(actual) => ({ toEqual: (expected) => assert.deepEqual(actual, expected) })`, with `assert` from `node:assert/strict`
 * @throws nothing itself; a check that fails throws what `expect` throws
 * @example
 * ```ts
 * import { memoryStore } from 'relations-ledger/stores/memory'
 * import { storeContract } from 'relations-ledger/testing'
 * import { describe, expect, test } from 'vitest'
 * storeContract(() => memoryStore(), { describe, test, expect, name: 'memoryStore' })
 * ```
 */
export function storeContract(makeStore: () => MadeStore | Promise<MadeStore>, options: ContractOptions): void {
  const { describe, shared = 'none', name = 'the store' } = options
  describe(`${name} keeps the contract of a store`, () => {
    for (const [title, checks] of Object.entries(sections))
      describe(title, () => {
        runAll(checks, makeStore, options)
      })
    for (const { title, checks, claimed } of sharing)
      describe(title, () => {
        if (claimed.includes(shared)) runAll(checks, makeStore, options)
        else skipAll(checks, options)
      })
  })
}

type MadeStore = Store | StoreUnderTest

const sections: { readonly [title: string]: Checks } = {
  append: appends,
  'what cannot be appended': refusals,
  text: texts,
  read: reads,
  'many relations': manyRelations,
  since: following,
  watch: watching,
  snapshots,
  'what is handed in and out is not shared': sharesNothing,
  'under a ledger': underALedger,
  close: closing,
  'open again': reopening,
}

const sharing = [
  { title: 'shared in one process', checks: sharedInOneProcess, claimed: ['process', 'processes'] },
  { title: 'shared by processes', checks: sharedByProcesses, claimed: ['processes'] },
]

function runAll(checks: Checks, makeStore: () => MadeStore | Promise<MadeStore>, { test, expect }: Runner): void {
  for (const [says, check] of Object.entries(checks))
    test(says, async () => {
      const made = await makeStore()
      const under = 'store' in made ? made : { store: made }
      try {
        await check({ store: under.store, under, expect })
      } finally {
        await under.store.close()
        await under.discard?.()
      }
    })
}

function skipAll(checks: Checks, { test }: Runner): void {
  for (const says of Object.keys(checks)) test.skip?.(`${says} (not run: the store is not said to be shared)`, async () => {})
}
