// Each system call that an append makes on its files fails once, in each way a system call fails; or the process is killed at it.
// In: an engine. Out: of all calls and faults, how often the append was kept, refused, or its process killed; and what is lost or wrong then.
// strace tells which calls there are, and makes the nth of them fail. A short write cannot be made so without lying about what was
// written: that is what the full disk is for, next door.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { batch, stored } from '../../src/testing/contract/lines.ts'
import { bundled } from './child.ts'
import { type EngineName, openEngine, relations } from './engines.ts'
import type { Counts, Fault } from './fault.ts'

const relation = relations[0] as string
const faults = ['error=EIO', 'error=ENOSPC', 'error=EINTR', 'error=EAGAIN', 'signal=KILL'] as const

/** The nth call of this name that one thread makes on the files of the log. */
interface Call {
  readonly name: string
  readonly nth: number
}

const inFolder = async <Value>(work: (file: string) => Promise<Value>): Promise<Value> => {
  const folder = mkdtempSync(join(tmpdir(), 'relations-ledger-calls-'))
  try {
    return await work(join(folder, 'log'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Traced {
  /** What became of the append: `kept`, the code of its refusal; `killed`, or `crashed` for any other end. */
  readonly told: string
  readonly trace: string
}

/** Runs the append under strace. */
async function traced(engine: EngineName, file: string, ...more: string[]): Promise<Traced> {
  const trace = `${file}.trace`
  const paths = [file, `${file}-wal`, `${file}-shm`, `${file}-journal`, '/marker-begin', '/marker-end'].flatMap((path) => ['-P', path])
  const args = ['-f', '-qq', '-o', trace, ...paths, ...more, process.execPath, await bundled('append'), engine, file]
  // One thread for all that is asynchronous: so the nth call is the same call each time.
  const env = { ...process.env, UV_THREADPOOL_SIZE: '1' }
  const { status, signal, stdout } = spawnSync('strace', args, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'inherit'] })
  const told = /told (.+)/.exec(stdout)?.[1]
  return {
    told: signal === 'SIGKILL' ? 'killed' : status === 0 && told !== undefined ? told : 'crashed',
    trace: readFileSync(trace, 'utf8'),
  }
}

/** The calls between the two markers, each with its number among those of its name and thread. */
function callsOf(trace: string): Call[] {
  const calls: Call[] = []
  const counts = new Map<string, number>()
  let isWithin = false
  for (const line of trace.split('\n')) {
    const [, thread, name] = /^(\d+) +(\w+)\(/.exec(line) ?? []
    if (thread === undefined || name === undefined) continue
    if (line.includes('/marker-')) {
      isWithin = line.includes('/marker-begin')
      continue
    }
    const nth = (counts.get(`${thread} ${name}`) ?? 0) + 1
    counts.set(`${thread} ${name}`, nth)
    if (isWithin) calls.push({ name, nth })
  }
  return calls
}

async function tried(engine: EngineName, call: Call, fault: string): Promise<Counts> {
  return inFolder(async (file) => {
    const { told, trace } = await traced(engine, file, '-e', `inject=${call.name}:${fault}:when=${call.nth}`)
    const before = await found(engine, file)
    // Who was refused, or heard nothing, appends the same again, as a ledger does: then it is there once.
    if (before.lines === 6) await appendAgain(engine, file)
    const after = await found(engine, file)
    const faults = {
      missed: told === 'killed' || trace.includes('INJECTED') ? 0 : 1,
      crashed: told === 'crashed' ? 1 : 0,
      lost: told === 'kept' && before.lines < 8 ? 1 : 0,
      torn: before.lines === 6 || before.lines === 8 ? 0 : 1,
      wrong: before.isRight && after.isRight && after.lines === 8 ? 0 : 1,
    }
    if (Object.values(faults).some((count) => count > 0))
      console.error(`  ${engine}: ${call.name} ${call.nth}, ${fault}: ${JSON.stringify({ told, before, after })}`)
    return { calls: 1, [told === 'kept' || told === 'killed' ? told : 'refused']: 1, ...faults }
  })
}

async function appendAgain(engine: EngineName, file: string): Promise<void> {
  const { store, close } = openEngine(engine, file)
  await store.append(relation, 6, batch(relation, 6, 2))
  await close()
}

async function found(engine: EngineName, file: string): Promise<{ lines: number; isRight: boolean }> {
  const { store, close } = openEngine(engine, file)
  const lines = await store.read(relation)
  await close()
  return { lines: lines.length, isRight: JSON.stringify(lines) === JSON.stringify(stored(relation, 1, lines.length)) }
}

async function everyCall(engine: EngineName): Promise<Counts> {
  const calls = await inFolder(async (file) => callsOf((await traced(engine, file)).trace))
  const total: Counts = {}
  for (const call of calls) {
    for (const fault of faults) {
      for (const [what, count] of Object.entries(await tried(engine, call, fault))) total[what] = (total[what] ?? 0) + count
    }
  }
  return total
}

function cannotRun(): string | undefined {
  try {
    execFileSync('strace', ['-qq', '-o', '/dev/null', 'true'], { stdio: 'ignore' })
    return undefined
  } catch {
    return 'it needs strace, and the right to trace a process'
  }
}

/** One go is every call with every fault. */
export const systemCalls = (engine: EngineName): Fault => ({
  goes: { small: 1, large: 1 },
  cannotRun,
  run: async function* (from, to) {
    for (let go = from; go < to; go++) yield await everyCall(engine)
  },
  never: ['missed', 'crashed', 'lost', 'torn', 'wrong'],
  seen: ['calls', 'refused', 'killed'],
})
