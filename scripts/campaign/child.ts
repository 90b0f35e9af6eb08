// Processes for campaigns, quick to start: a program next door, bundled once.
// In: its name and arguments. Out: the process, and all it has said so far.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const cache = join(import.meta.dirname, '..', '..', '.cache', 'campaign')

export interface Child {
  readonly process: ChildProcess
  /** All it has said since the last call. */
  readonly said: () => string
  /** Resolves when it has said something for the first time; rejects if it ends before. */
  readonly spoke: Promise<void>
  /** Resolves to its exit code when it is gone and all it said was read; null where it was killed. */
  readonly gone: Promise<number | null>
}

const bundles = new Map<string, Promise<string>>()

/** The program as one file of JavaScript; packages stay where they are. */
export function bundled(name: string): Promise<string> {
  const outfile = join(cache, `${name}.mjs`)
  const made = bundles.get(name) ?? bundle(join(import.meta.dirname, `${name}.child.ts`), outfile)
  bundles.set(name, made)
  return made
}

async function bundle(entry: string, outfile: string): Promise<string> {
  mkdirSync(cache, { recursive: true })
  await build({ entryPoints: [entry], outfile, bundle: true, packages: 'external', format: 'esm', platform: 'node', target: 'node20' })
  return outfile
}

export async function start(name: string, ...args: string[]): Promise<Child> {
  const child = spawn(process.execPath, [await bundled(name), ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  let heard = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    heard += text
  })
  const said = () => {
    // A line that has not come to its end yet is kept for the next time.
    const end = heard.lastIndexOf('\n') + 1
    const lines = heard.slice(0, end)
    heard = heard.slice(end)
    return lines
  }
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${name} ended (${code}) before it had said anything`)
  })
  const spoke = Promise.race([once(child.stdout, 'data'), ended]).then(() => {})
  spoke.catch(() => {})
  const gone = Promise.all([once(child, 'exit'), once(child.stdout, 'close')]).then(([[code]]) => code as number | null)
  return { process: child, said, spoke, gone }
}
