// Programs that tests start and stop: servers on loopback, each in a folder of its own, as a user that is not root.
// In: a command and its arguments. Out: a process that can be killed, stopped in the middle, and waited for.
// What a program says goes into a file in its folder, which is shown if it does not come up.
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'

export interface Program {
  readonly pid: number
  /** True until it has ended. */
  readonly isRunning: () => boolean
  /** Sends a signal and, where that ends it, resolves when it has. */
  signal(signal: NodeJS.Signals): void
  ended(): Promise<void>
  /** Its exit status; null while it runs, or where a signal ended it. */
  readonly code: () => number | null
  /** What it said so far. */
  said(): string
}

export interface Folder {
  readonly path: string
  /** Starts a program with this as its working folder, as the folder's owner. */
  start(name: string, command: string, args: readonly string[]): Program
  /** Writes a file into it; returns its path. */
  write(name: string, text: string): string
  /** Runs a program to its end; throws what it said where it fails. */
  run(command: string, args: readonly string[]): Promise<void>
  remove(): void
}

/** Who owns what the servers do: servers refuse to run as root. */
function plainUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const [, , uid, gid] = (/^nobody:.*$/m.exec(readFileSync('/etc/passwd', 'utf8'))?.[0] ?? '').split(':')
  if (uid === undefined || gid === undefined) throw new Error('there is no user nobody to run servers as')
  return { uid: Number(uid), gid: Number(gid) }
}

export function newFolder(name: string): Folder {
  const user = plainUser()
  const folder = mkdtempSync(path.join(tmpdir(), `${name}-`))
  chmodSync(folder, 0o700)
  if (user !== undefined) chownSync(folder, user.uid, user.gid)
  let count = 0

  function start(name: string, command: string, args: readonly string[]): Program {
    const file = path.join(folder, `${name}-${++count}.said`)
    const said = openSync(file, 'a')
    const child = spawn(command, args, { cwd: folder, stdio: ['ignore', said, said], ...user })
    return programOf(child, () => (existsSync(file) ? readFileSync(file, 'utf8') : ''))
  }

  async function run(command: string, args: readonly string[]): Promise<void> {
    const program = start(path.basename(command), command, args)
    await program.ended()
    if (program.code() !== 0) throw new Error(`${command} failed: ${program.said()}`)
  }

  function write(name: string, text: string): string {
    const file = path.join(folder, name)
    writeFileSync(file, text)
    return file
  }

  return { path: folder, start, write, run, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

function programOf(child: ChildProcess, said: () => string): Program {
  let hasEnded = false
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', () => {
      hasEnded = true
      resolve()
    })
  })
  ended.catch(() => {})
  // A test run that is broken off leaves nothing behind.
  const killAll = (): void => void child.kill('SIGKILL')
  process.once('exit', killAll)
  void ended.then(() => process.removeListener('exit', killAll))
  return {
    pid: child.pid ?? 0,
    isRunning: () => !hasEnded,
    signal: (signal) => void child.kill(signal),
    ended: () => ended,
    said,
    code: () => child.exitCode,
  }
}

// Below those that systems give to whoever connects: between asking and starting, no connection takes one.
const [firstPort, lastPort] = [10_000, 32_000] as const
const given = new Set<number>()

/** A port that nobody uses, and that is given once. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = firstPort + Math.floor(Math.random() * (lastPort - firstPort))
    if (given.has(port)) continue
    given.add(port)
    if (await isFree(port)) return port
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })

/** Where a program lies: the first of these folders that has it, or the PATH. */
export function find(program: string, folders: readonly string[]): string {
  const onPath = (process.env['PATH'] ?? '').split(':')
  const found = [...folders, ...onPath].map((folder) => path.join(folder, program)).find((file) => existsSync(file))
  if (found === undefined) throw new Error(`${program} is not here — run scripts/servers.sh, which installs it`)
  return found
}

/** The folders within one, the last by number first: 16 before 15. */
export function versionsIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).sort((a, b) => Number(b) - Number(a))
  return names.map((name) => path.join(folder, name))
}

/** Tries until it works, a few times a second; throws the last error, and what was said, after a minute. */
export async function until<Value>(what: string, attempt: () => Promise<Value>, said: () => string = () => ''): Promise<Value> {
  for (let tries = 600; ; tries -= 1) {
    try {
      return await attempt()
    } catch (error) {
      if (tries === 0) throw new Error(`${what} did not come up: ${String(error)}\n${said()}`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}
