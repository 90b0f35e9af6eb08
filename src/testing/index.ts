// The public names of the testing kit that need no other package: relations-ledger/testing.
// In: what the files of src/testing export for users. Out: one explicit list.
// What needs fast-check or vitest stands in a subpath of its own, so that neither is loaded by whoever does without.

export type { Competition, Expect, StoreUnderTest } from './contract/check.ts'
export { compete } from './contract/competing.ts'
export { type ContractOptions, type Runner, storeContract } from './store-contract.ts'
