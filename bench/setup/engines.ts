// What a store costs over its engine: the same appends and reads through the store, by hand, and through another library.
// In: ways to append and to read. Out: ratios, 1.00× meaning as fast; a bar where there is one.
// All ways take turns in one process, each round to relations of its own; a ratio is that of the median times.
import type { NewLine } from '../../src/stores/store.ts'
import { linesFor } from './lines.ts'
import { race, report } from './measure.ts'

/** One way to keep lines in an engine: appends at a version, reads a whole log. */
export interface Way {
  readonly name: string
  readonly append: (relation: string, expected: number, lines: readonly NewLine[]) => Promise<unknown>
  /** Resolves to how many lines there were. */
  readonly read: (relation: string) => Promise<number>
  /** How many times as fast the store must be at least; without it the ratio is stated. */
  readonly atLeast?: number
}

/** How much is done in a round. */
export interface Amounts {
  readonly single: number
  readonly batches: number
  readonly read: number
  readonly rounds: number
}

let relations = 0
const newRelation = (): string => `A~B${++relations}`

async function appendMany({ append }: Way, count: number, size: number): Promise<void> {
  const relation = newRelation()
  for (let number = 0; number < count; number += 1) await append(relation, number * size, linesFor(relation, number * size, size))
}

async function atOnce({ append }: Way, writers: number, count: number): Promise<void> {
  const own = Array.from({ length: writers }, newRelation)
  await Promise.all(
    own.map(async (relation) => {
      for (let version = 0; version < count; version += 1) await append(relation, version, linesFor(relation, version, 1))
    }),
  )
}

/** Compares a store with the other ways to use its engine. */
export async function compare(engine: string, store: Way, others: readonly Way[], amounts: Amounts): Promise<void> {
  const { single, batches, read, rounds } = amounts
  const ways = [store, ...others]
  const times = async (run: (way: Way) => Promise<unknown>) =>
    race(
      ways.map((way) => ({ name: way.name, run: () => run(way) })),
      rounds,
      1,
    )
  const tell = (what: string, measured: ReadonlyMap<string, number>, items: number): void => {
    const own = measured.get(store.name) as number
    for (const other of others) {
      const ratio = (measured.get(other.name) as number) / own
      report(`${engine}, ${what}: against ${other.name}`, ratio, other.atLeast === undefined ? undefined : { atLeast: other.atLeast })
    }
    console.log(`                    store ${((items * 1000) / own).toFixed(0)} a second`)
  }

  tell('single appends', await times((way) => appendMany(way, single, 1)), single)
  tell('appends of 100', await times((way) => appendMany(way, batches, 100)), batches)
  tell('64 appenders at once', await times((way) => atOnce(way, 64, 5)), 320)
  const logs = new Map<string, string>()
  for (const way of ways) {
    const relation = newRelation()
    logs.set(way.name, relation)
    for (let version = 0; version < read; version += 1000) await way.append(relation, version, linesFor(relation, version, 1000))
  }
  const reading = await times(async (way) => {
    const found = await way.read(logs.get(way.name) as string)
    if (found !== read) throw new Error(`${way.name} gave ${found} of ${read} lines`)
  })
  tell(`reading ${read} lines`, reading, read)
}
