// What a store costs over its engine: the same appends and reads through the store, by hand, and through another library.
// In: ways to append and to read. Out: ratios, 1.00× meaning as fast; a bar where there is one.
// Two at a time take turns in one process, each turn to relations of its own; a ratio is the median of those of neighbouring turns.
import type { EmmettStore } from '../../src/stores/emmett.ts'
import type { NewLine, Store } from '../../src/stores/store.ts'
import { duel } from './duel.ts'
import { linesFor } from './lines.ts'
import { longTurn, report, timeOfRuns } from './measure.ts'

/** One way to keep lines in an engine: appends at a version, reads a whole log. */
export interface Way {
  readonly name: string
  readonly append: (relation: string, expected: number, lines: readonly NewLine[]) => Promise<unknown>
  /** Resolves to how many lines there were. */
  readonly read: (relation: string) => Promise<number>
  /** False where it does not take several calls at once. */
  readonly takesMany?: boolean
  /** How many times as fast the store must be at least; without it the ratio is stated. */
  readonly atLeast?: number
}

export const throughStore = (store: Store): Way => ({
  name: 'store',
  append: store.append,
  read: async (relation) => (await store.read(relation)).length,
})

export const throughEmmett = (store: EmmettStore): Way => ({
  name: 'emmett',
  atLeast: 1,
  append: (relation, expected, lines) =>
    store.appendToStream(
      relation,
      lines.map(({ text }) => ({ type: 'line', data: { text } })),
      { expectedStreamVersion: BigInt(expected) },
    ),
  read: async (relation) => (await store.readStream(relation)).events.length,
})

/** How much is done. */
export interface Amounts {
  /** In a turn: appends of one line; appends of a hundred lines; appends of one line by each of 64 at once. */
  readonly single: number
  readonly batches: number
  readonly each: number
  readonly read: number
  /** How many pairs of turns count. */
  readonly rounds: number
  /**
   * Pairs of turns that append, where those follow at once: what a disk or the machine does in a moment then hits both of a pair, and no
   * turn begins with code that the clearing made slow.
   */
  readonly atOnce?: { readonly pairs: number; readonly warmUp: number }
}

// As many pairs as the compiler needs to see what is worth compiling: a store has more code than a loop.
const warmUp = 8
let relations = 0
const newRelation = (): string => `A~B${++relations}`

async function appendMany({ append }: Way, count: number, size: number): Promise<void> {
  const relation = newRelation()
  for (let number = 0; number < count; number += 1) await append(relation, number * size, linesFor(relation, number * size, size))
}

async function appendAtOnce({ append }: Way, writers: number, count: number): Promise<void> {
  const own = Array.from({ length: writers }, newRelation)
  await Promise.all(
    own.map(async (relation) => {
      for (let version = 0; version < count; version += 1) await append(relation, version, linesFor(relation, version, 1))
    }),
  )
}

/** Compares a store with each of the other ways to use its engine: two by two, since a disk is slower just after a third has used it. */
export async function compare(engine: string, store: Way, others: readonly Way[], amounts: Amounts): Promise<void> {
  const { single, batches, each, read, rounds, atOnce } = amounts

  const long = (own: () => Promise<unknown>, its: () => Promise<unknown>) => duel(longTurn(own), longTurn(its), rounds, warmUp)
  const appending: typeof long = (own, its) =>
    atOnce === undefined
      ? long(own, its)
      : duel(
          () => timeOfRuns(own),
          () => timeOfRuns(its),
          atOnce.pairs,
          atOnce.warmUp,
        )

  async function against(other: Way, what: string, items: number, run: (way: Way) => Promise<unknown>, race = appending): Promise<void> {
    const outcome = await race(
      () => run(store),
      () => run(other),
    )
    const bar = other.atLeast === undefined ? undefined : { atLeast: other.atLeast }
    report(`${engine}, ${what}: against ${other.name}`, outcome.ratio, bar)
    const [own, its] = [outcome.own, outcome.others].map((time) => ((items * 1000) / time).toFixed(0))
    console.log(`                    store ${own} a second, ${other.name} ${its}`)
  }

  for (const other of others) await against(other, 'single appends', single, (way) => appendMany(way, single, 1))
  for (const other of others) await against(other, 'appends of 100', batches, (way) => appendMany(way, batches, 100))
  for (const other of others.filter(({ takesMany = true }) => takesMany))
    await against(other, '64 appenders at once', 64 * each, (way) => appendAtOnce(way, 64, each))
  const logs = new Map<Way, string>()
  for (const way of [store, ...others]) {
    const relation = newRelation()
    logs.set(way, relation)
    for (let version = 0; version < read; version += 1000) await way.append(relation, version, linesFor(relation, version, 1000))
  }
  for (const other of others)
    await against(other, `reading ${read} lines`, read, (way) => readAll(way, logs.get(way) as string, read), long)
}

async function readAll(way: Way, relation: string, count: number): Promise<void> {
  const found = await way.read(relation)
  if (found !== count) throw new Error(`${way.name} gave ${found} of ${count} lines`)
}
