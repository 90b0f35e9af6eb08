// A duel: two that do the same take turns, each turn just after one of the other's.
// In: what a turn of each is; it resolves to the milliseconds it took. Out: how many times as fast the first is, and its and the other's median turn.
// The ratio is the median of those of neighbouring turns: a disk is not as fast at one moment as at the next, and what it does to both of
// a pair it does to neither. Whose turn comes first in a pair changes from pair to pair. The first pairs warm the code up.
import { median } from './measure.ts'

export type Turn = () => Promise<number>

export interface Outcome {
  readonly ratio: number
  /** The median turns, in milliseconds. */
  readonly own: number
  readonly others: number
}

export async function duel(own: Turn, other: Turn, pairs: number, warmUp: number): Promise<Outcome> {
  const times: { readonly own: number; readonly others: number }[] = []
  for (let pair = -warmUp; pair < pairs; pair += 1) {
    const taken = pair % 2 === 0 ? await inOrder(own, other) : (await inOrder(other, own)).toReversed()
    if (pair >= 0) times.push({ own: taken[0] as number, others: taken[1] as number })
  }
  return {
    ratio: median(times.map(({ own, others }) => others / own)),
    own: median(times.map(({ own }) => own)),
    others: median(times.map(({ others }) => others)),
  }
}

const inOrder = async (first: Turn, second: Turn): Promise<number[]> => [await first(), await second()]
