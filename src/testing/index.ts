// The public names of the testing kit that need no other package: relations-ledger/testing.
// In: what the files of src/testing export for users. Out: one explicit list.
// What needs fast-check or vitest stands in a subpath of its own, so that neither is loaded by whoever does without.

export type { Competition, Expect, StoreUnderTest } from './contract/check.ts'
export { compete } from './contract/competing.ts'
export { type StateMatchers, stateMatchers } from './matchers.ts'
export { type PrintOptions, printHistory } from './print-events.ts'
export { printState } from './print-state.ts'
export type { LogSource, ReadOptions } from './read-log.ts'
export { type ReplayOptions, replay, replaySteps, type Step, type Steps } from './replay.ts'
export { type Deed, type Given, type Outcome, type Scenario, type ScenarioOptions, scenario } from './scenario.ts'
export { countedIds, tickingClock } from './still.ts'
export { type ContractOptions, type Runner, storeContract } from './store-contract.ts'
export { type Transitions, transitionsOf } from './transitions.ts'
