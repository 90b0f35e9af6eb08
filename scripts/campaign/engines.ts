// The engines that campaigns are run against, and what a campaign writes with them.
// In: the name of an engine, a file. Out: a store over the file, and what a writer's appends must have left in it.
import Libsql from 'libsql'
import { diskFiles } from '../../src/stores/jsonl/files.ts'
import { jsonlStoreOver } from '../../src/stores/jsonl.ts'
import { sqliteStore } from '../../src/stores/sqlite.ts'
import type { Store } from '../../src/stores/store.ts'
import { stored } from '../../src/testing/contract/lines.ts'

export type EngineName = 'jsonl' | 'sqlite'
export const engineNames: readonly EngineName[] = ['jsonl', 'sqlite']

// The logs of most campaigns are short: so they have an index too, and are opened and read through it.
const indexing = { every: 100, window: 1 << 10 }

/** A store, and how to let go of it and of what is under it. */
export interface OpenEngine {
  readonly store: Store
  readonly close: () => Promise<void>
}

export function openEngine(engine: EngineName, file: string, durability: 'disk' | 'os' = 'disk'): OpenEngine {
  if (engine === 'jsonl') {
    const store = jsonlStoreOver(diskFiles, file, { durability, onRepair: () => {} }, indexing)
    return { store, close: () => store.close() }
  }
  const database = new Libsql(file)
  const store = sqliteStore(database, { durability, busyTimeout: 10_000 })
  const close = async () => {
    await store.close()
    database.close()
  }
  return { store, close }
}

/** The relations that a writer appends to, all at once. */
export const relations: readonly string[] = ['RU~US', 'DE~FR', 'A~B', 'CN~US']

/** How many lines a writer's append has that starts at this version: one to three. */
export const sizeAt = (version: number): number => 1 + (version % 3)

/** The versions that writers were told are kept, by relation. */
export type Acknowledged = Map<string, number>

/** Takes in what a writer said: a line `<relation> <version>` for each answer. */
export function note(acknowledged: Acknowledged, said: string): void {
  for (const line of said.split('\n')) {
    const [relation, version] = line.split(' ')
    if (relation && version) acknowledged.set(relation, Number(version))
  }
}

/** What is wrong with a file after writers were stopped: what they were told is kept and is not, and what is there and was not written. */
export async function faultsIn(
  engine: EngineName,
  file: string,
  acknowledged: Acknowledged,
): Promise<Record<'lost' | 'torn' | 'wrong', number>> {
  const { store, close } = openEngine(engine, file)
  const faults = { lost: 0, torn: 0, wrong: 0 }
  try {
    for (const relation of relations) {
      const lines = await store.read(relation)
      faults.lost += Math.max(0, (acknowledged.get(relation) ?? 0) - lines.length)
      if (!endsAppend(lines.length)) faults.torn += 1
      if (JSON.stringify(lines) !== JSON.stringify(stored(relation, 1, lines.length))) faults.wrong += 1
      acknowledged.set(relation, lines.length)
    }
  } catch (error) {
    console.error(`  ${(error as Error).message}`)
    faults.wrong += 1
  } finally {
    await close()
  }
  return faults
}

function endsAppend(version: number): boolean {
  let end = 0
  while (end < version) end += sizeAt(end)
  return end === version
}
