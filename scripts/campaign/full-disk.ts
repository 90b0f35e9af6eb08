// The full disk: a small file system fills up while a store appends; then there is room again.
// In: an engine. Out: how many appends were refused for want of space, and what is lost, torn or wrong then.
// On a file system in memory a write that no longer fits stops short first, and then fails.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isLedgerError } from '../../src/errors.ts'
import { batch } from '../../src/testing/contract/lines.ts'
import { type Acknowledged, type EngineName, faultsIn, openEngine, relations, sizeAt } from './engines.ts'
import type { Counts, Fault } from './fault.ts'

const run = (command: string, ...args: string[]): void => void execFileSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] })

async function filled(engine: EngineName, go: number): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'relations-ledger-full-'))
  run('mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder)
  try {
    // Each time another size, so that another byte is the first that does not fit.
    writeFileSync(join(folder, 'filling'), Buffer.alloc((700 << 10) + 97 * go))
    return await appended(engine, folder)
  } finally {
    run('umount', '-l', folder)
    rmSync(folder, { recursive: true, force: true })
  }
}

async function appended(engine: EngineName, folder: string): Promise<Counts> {
  const file = join(folder, 'log')
  const acknowledged: Acknowledged = new Map()
  let refused = 0
  const { store, close } = openEngine(engine, file)
  for (let turn = 0; refused < 3; turn++) {
    const relation = relations[turn % relations.length] as string
    refused += (await isAppended(store.append.bind(store), relation, acknowledged)) ? 0 : 1
  }
  const litter = engine === 'jsonl' ? await litterOf(folder) : 0
  rmSync(join(folder, 'filling'))
  for (const relation of relations) refused += (await isAppended(store.append.bind(store), relation, acknowledged)) ? 0 : 1
  await close()
  return {
    refused,
    litter,
    appends: [...acknowledged.values()].reduce((a, b) => a + b, 0),
    ...(await faultsIn(engine, file, acknowledged)),
  }
}

/** A log that finds no room to begin is refused; resolves to how many files it leaves. */
async function litterOf(folder: string): Promise<number> {
  const before = readdirSync(folder).length
  const { store, close } = openEngine('jsonl', join(folder, 'another'))
  const opened = await store.relations().then(
    () => true,
    () => false,
  )
  await close()
  return opened ? 0 : readdirSync(folder).length - before
}

type Append = ReturnType<typeof openEngine>['store']['append']

async function isAppended(append: Append, relation: string, acknowledged: Acknowledged): Promise<boolean> {
  const version = acknowledged.get(relation) ?? 0
  try {
    await append(relation, version, batch(relation, version, sizeAt(version), ''))
    acknowledged.set(relation, version + sizeAt(version))
    return true
  } catch (error) {
    if (!isLedgerError(error, 'STORE_FAILED')) throw error
    return false
  }
}

function cannotRun(): string | undefined {
  if (process.platform !== 'linux') return 'it needs Linux'
  return process.getuid?.() === 0 ? undefined : 'it mounts a file system, which only root may do'
}

/** Three appends find no room; once there is room, all go on. */
export const fullDisk = (engine: EngineName): Fault => ({
  goes: { small: 5, large: 200 },
  cannotRun,
  run: async function* (from, to) {
    for (let go = from; go < to; go++) yield await filled(engine, go)
  },
  never: ['lost', 'torn', 'wrong', 'litter'],
  seen: ['refused', 'appends'],
})
