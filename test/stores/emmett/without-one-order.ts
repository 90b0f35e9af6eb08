// The contract for a store that has no order over all relations: emmett's interface has no question for it.
// In: what runs the tests. Out: the same, but that the checks named here are shown as skipped, with the reason.
// A check that is not named must pass.
import type { ContractOptions } from '../../../src/testing/store-contract.ts'

type Runner = Pick<ContractOptions, 'describe' | 'test' | 'expect'>

/** The sections of the contract that ask for it, and the one check elsewhere that does. */
const askForIt = [/^since$/]
const alsoAskForIt = ['who asks since at each call misses nothing', 'opened again, the store has what it was given, and goes on from there']

export function withoutOneOrder({ describe, test, expect }: Runner): Runner {
  let isAsking = false
  const skip = (name: string, body: () => Promise<void>): unknown => test.skip?.(name, body)
  const some = (name: string, body: () => Promise<void>): unknown =>
    isAsking || alsoAskForIt.includes(name) ? skip(`${name} (not possible: emmett has no order over all streams)`, body) : test(name, body)
  return {
    describe: (name, body) =>
      describe(name, () => {
        const before = isAsking
        isAsking = askForIt.some((section) => section.test(name))
        body()
        isAsking = before
      }),
    test: Object.assign(some, { skip }),
    expect,
  }
}
