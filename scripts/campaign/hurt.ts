// A server hurt under load, as a fault: each go has a store of its own, hurts its server once, and accounts for every append.
// In: what a go does. Out: how many appends were acknowledged, refused, unsure; and how many are lost, doubled or out of their place.
import type { Account } from '../../test/stores/load.ts'
import type { Fault } from './fault.ts'

export const hurt = (go: (number: number) => Promise<Account>): Fault => ({
  goes: { small: 3, large: 100 },
  run: async function* (from, to) {
    for (let number = from; number < to; number++) {
      const { acknowledged, refused, unsure, wrong } = await go(number)
      for (const each of wrong) console.error(`  go ${number}: ${each}`)
      yield { hurt: 1, acknowledged, refused, unsure, wrong: wrong.length }
    }
  },
  never: ['wrong'],
  seen: ['acknowledged'],
})
