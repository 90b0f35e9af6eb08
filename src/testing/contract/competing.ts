// The store contract: several that write to one log at once, in one process or in several.
// In: a store, another one over the same content, a way to start a process.
// Out: checks by what they say, and what such a process has to do.
import { isLedgerError } from '../../errors.ts'
import type { Store, StoredLine } from '../../stores/store.ts'
import { type Checks, type Competition, type Expect, pair } from './check.ts'
import { until } from './following.ts'
import { batch, stored } from './lines.ts'

/**
 * What a process does that writes to a log others write to: reads the version, appends a batch, and reads again where others were faster.
 * A store that is shared by processes is tested with it: the `elsewhere` of `storeContract` starts a process that opens the store and calls this.
 *
 * @param store opened over the content that the tested store has
 * @param task how much is appended to which relation; handed over by `storeContract`
 * @returns the first version of each batch
 * @throws what the store throws, but for `VERSION_CONFLICT`
 * @example
 * ```ts
 * import { compete } from 'relations-ledger/testing'
 * import { memoryStore } from 'relations-ledger/stores/memory'
 * const versions = await compete(memoryStore(), { relation: 'RU~US', name: 'one', appends: 3, lines: 2 })
 * console.log(versions) // [ 1, 3, 5 ]
 * ```
 */
export async function compete(store: Store, task: Competition): Promise<readonly number[]> {
  const won: number[] = []
  while (won.length < task.appends) {
    const version = (await store.read(task.relation)).length
    try {
      await store.append(task.relation, version, batch(task.relation, version, task.lines, task.name))
      won.push(version + 1)
    } catch (error) {
      if (!isLedgerError(error, 'VERSION_CONFLICT')) throw error
    }
  }
  return won
}

interface Competitor extends Competition {
  readonly won: readonly number[]
}

/** Every line of every batch stands where its writer was told it does, and there is nothing else. */
function checkLog(expect: Expect, log: readonly StoredLine[], competitors: readonly Competitor[]): void {
  expect(competitors.map(({ won }) => won.length)).toEqual(competitors.map((each) => each.appends))
  const batches = competitors.flatMap(({ won, lines, name }) => won.map((from) => ({ from, lines, name })))
  batches.sort((a, b) => a.from - b.from)
  expect(log).toEqual(batches.flatMap(({ from, lines, name }) => stored(pair, from, from + lines - 1, name)))
}

const taskOf = (name: string, lines: number): Competition => ({ relation: pair, name, appends: 10, lines })

export const sharedInOneProcess: Checks = {
  'what one appended, the other reads, and appends to': async ({ store, under, expect }) => {
    const other = await opened(under.another, 'another')
    try {
      await store.append(pair, 0, batch(pair, 0, 2))
      expect(await other.read(pair)).toEqual(stored(pair, 1, 2))
      await other.append(pair, 2, batch(pair, 2, 3))
      expect(await store.read(pair)).toEqual(stored(pair, 1, 5))
      expect(await store.relations()).toEqual([pair])
    } finally {
      await other.close()
    }
  },

  'what one appended, the other is told of and given, in the same order': async ({ store, under, expect }) => {
    const other = await opened(under.another, 'another')
    try {
      await store.append(pair, 0, batch(pair, 0, 2))
      expect(await other.since()).toEqual(await store.since())
      let calls = 0
      const end = other.watch(() => calls++)
      await store.append('DE~FR', 0, batch('DE~FR', 0, 1))
      await until(() => calls > 0)
      expect(await other.since()).toEqual(await store.since())
      end()
    } finally {
      await other.close()
    }
  },

  'two that append to one log at once lose nothing and mix nothing': async ({ store, under, expect }) => {
    const other = await opened(under.another, 'another')
    try {
      const tasks = [taskOf('one', 2), taskOf('other', 3)] as const
      const [one, two] = await Promise.all([compete(store, tasks[0]), compete(other, tasks[1])])
      checkLog(expect, await store.read(pair), [
        { ...tasks[0], won: one },
        { ...tasks[1], won: two },
      ])
    } finally {
      await other.close()
    }
  },
}

export const sharedByProcesses: Checks = {
  'three processes that append to one log at once lose nothing and mix nothing': async ({ store, under, expect }) => {
    const elsewhere = there(under.elsewhere, 'elsewhere')
    const tasks = [taskOf('here', 2), taskOf('second', 1), taskOf('third', 3)] as const
    const won = await Promise.all([compete(store, tasks[0]), elsewhere(tasks[1]), elsewhere(tasks[2])])
    checkLog(
      expect,
      await store.read(pair),
      tasks.map((task, index) => ({ ...task, won: won[index] ?? [] })),
    )
  },
}

function there<Thing>(thing: Thing | undefined, name: string): Thing {
  if (thing === undefined) throw new Error(`the store is said to be shared, so makeStore must also give ${name}`)
  return thing
}

const opened = async (open: (() => Store | Promise<Store>) | undefined, name: string): Promise<Store> => there(open, name)()
