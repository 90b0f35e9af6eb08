// Starts one of the processes next door and reads what it says, line by line.
// In: the name of its file, or where it is, and its arguments. Out: the process and its lines.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface, type Interface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Child {
  readonly process: ChildProcessWithoutNullStreams
  /** The next line it says. */
  readonly next: () => Promise<string>
  readonly lines: Interface
  /** Kills it, and resolves when it is gone and all it said has been read. */
  readonly kill: () => Promise<void>
}

export function start(name: string | URL, ...args: string[]): Child {
  const file = fileURLToPath(new URL(name, import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...args], { stdio: 'pipe' })
  child.stderr.pipe(process.stderr)
  const lines = createInterface({ input: child.stdout })
  const heard: string[] = []
  let wake = () => {}
  lines.on('line', (line) => {
    heard.push(line)
    wake()
  })
  const next = async (): Promise<string> => {
    while (heard.length === 0) await new Promise<void>((resolve) => (wake = resolve))
    return heard.shift() as string
  }
  const kill = async () => {
    const [gone, read] = [once(child, 'exit'), once(lines, 'close')]
    child.kill('SIGKILL')
    await Promise.all([gone, read])
  }
  return { process: child, next, lines, kill }
}
