// The power cut: a file system on an image file, its writer stopped, the image copied and mounted elsewhere.
// In: an engine, and whether it syncs. Out: of each cut, how many acknowledged lines are not in the copy.
// What a program has written and not synced is in the memory of the mounted file system and not in the image: the copy has what a disk
// would have after the power went. The control does not sync, and has to lose something: otherwise this would see nothing.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Child, start } from './child.ts'
import { type Acknowledged, type EngineName, faultsIn, note } from './engines.ts'
import type { Counts, Fault } from './fault.ts'
import { randomFrom } from './random.ts'

/** Without a sync a writer is so much faster that it would fill its file system. */
const cutsALife = { disk: 25, os: 10 }
const longestPause = 150

const run = (command: string, ...args: string[]): void => void execFileSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] })

async function* cuts(engine: EngineName, durability: 'disk' | 'os', from: number, to: number): AsyncGenerator<Counts> {
  const cutsOfOne = cutsALife[durability]
  for (let go = from; go < to; go += cutsOfOne) yield* oneLife(engine, durability, go, Math.min(to, go + cutsOfOne))
}

/** Cuts of one writer on one new file system. */
async function* oneLife(engine: EngineName, durability: 'disk' | 'os', from: number, to: number): AsyncGenerator<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'relations-ledger-power-'))
  const image = mountedImage(folder)
  const random = randomFrom(from + 1)
  const acknowledged: Acknowledged = new Map()
  const writer = await start('writer', engine, join(image.at, 'log'), durability)
  try {
    await writer.spoke
    for (let go = from; go < to; go++) {
      await pause(random() * longestPause)
      await stopped(writer)
      if (writer.process.exitCode !== null) throw new Error('the writer ended by itself: there is nothing left to cut')
      note(acknowledged, writer.said())
      const copy = copyOf(image.file, join(folder, 'copy.img'))
      writer.process.kill('SIGCONT')
      yield { cuts: 1, ...(await faultsOfCopy(engine, copy, join(folder, 'copy'), new Map(acknowledged))) }
    }
  } finally {
    writer.process.kill('SIGKILL')
    await writer.gone
    run('umount', image.at)
    rmSync(folder, { recursive: true, force: true })
  }
}

function mountedImage(folder: string): { readonly file: string; readonly at: string } {
  const [file, at] = [join(folder, 'disk.img'), join(folder, 'disk')]
  run('truncate', '-s', '64M', file)
  run('mkfs.ext4', '-q', '-F', file)
  mkdirSync(at)
  run('mount', '-o', 'loop', file, at)
  return { file, at }
}

/** Resolves when the writer stands still and all it has said was heard. */
async function stopped(writer: Child): Promise<void> {
  writer.process.kill('SIGSTOP')
  // The pipe is emptied by the event loop: a few turns after the writer stands still, nothing is left in it.
  await pause(20)
}

// The system may write to the image by itself at any time: a copy during which it did is none, and is made again.
function copyOf(image: string, copy: string): string {
  for (;;) {
    const before = statSync(image, { bigint: true }).mtimeNs
    cpSync(image, copy)
    if (statSync(image, { bigint: true }).mtimeNs === before) return copy
  }
}

/** What was on the disk is taken out of the copy and looked at elsewhere; a lock is not: after the power has come back its holder is dead. */
async function faultsOfCopy(engine: EngineName, copy: string, at: string, acknowledged: Acknowledged): Promise<Counts> {
  const found = mkdtempSync(join(at, '..', 'found-'))
  mkdirSync(at, { recursive: true })
  run('mount', '-o', 'loop', copy, at)
  try {
    cpSync(at, found, { recursive: true, filter: (name) => !name.endsWith('.lock') && !name.endsWith('lost+found') })
  } finally {
    run('umount', at)
  }
  return faultsIn(engine, join(found, 'log'), acknowledged)
}

function cannotRun(): string | undefined {
  if (process.platform !== 'linux') return 'it needs Linux'
  if (process.getuid?.() !== 0) return 'it mounts a file system, which only root may do'
  const folder = mkdtempSync(join(tmpdir(), 'relations-ledger-power-'))
  try {
    run('umount', mountedImage(folder).at)
    return undefined
  } catch (error) {
    return `a file system in a file cannot be mounted here (${(error as Error).message.split('\n')[0]})`
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const powerCut = (engine: EngineName): Fault => ({
  goes: { small: 20, large: 500 },
  cannotRun,
  run: (from, to) => cuts(engine, 'disk', from, to),
  never: ['lost', 'torn', 'wrong'],
})

/** The same without a sync: what it is told is kept must be seen to be lost. */
export const powerCutUnsynced = (engine: EngineName): Fault => ({
  goes: { small: 3, large: 50 },
  cannotRun,
  run: (from, to) => cuts(engine, 'os', from, to),
  never: [],
  seen: ['lost'],
})
