// The contract for a store that has no order over all relations: emmett's interface has no question for it.
// In: what runs the tests. Out: the same, but that the checks named here are shown as skipped, with the reason.
// A check that is not named must pass.
import type { ContractOptions } from '../../../src/testing/store-contract.ts'

type Runner = Pick<ContractOptions, 'describe' | 'test' | 'expect'>

/** The sections of the contract that ask for it, and the one check elsewhere that does. */
const askForIt = [/^since$/]
const alsoAskForIt = ['who asks since at each call misses nothing', 'opened again, the store has what it was given, and goes on from there']

/** @param others checks that are not possible for a reason of their own */
export function withoutOneOrder({ describe, test, expect }: Runner, others: { readonly [name: string]: string } = {}): Runner {
  let isAsking = false
  const skip = (name: string, body: () => Promise<void>): unknown => test.skip?.(name, body)
  const some = (name: string, body: () => Promise<void>): unknown => {
    const why = isAsking || alsoAskForIt.includes(name) ? 'emmett has no order over all streams' : others[name]
    return why === undefined ? test(name, body) : skip(`${name} (not possible: ${why})`, body)
  }
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
