// One writer a log: a file beside it, `<log>.lock`, says who that is.
// In: the path of the log. Out: a way to let go; or STORE_LOCKED with who holds it.
// The lock of a holder that is certainly dead is taken over. Its file is replaced by whoever holds a claim on it, which is a lock of
// the same kind, named after that very holder: so of several takers at once one wins, and one that dies meanwhile is taken over too.
import { randomUUID } from 'node:crypto'
import { link, open, readFile, readlink, rename, unlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { LedgerError } from '../../errors.ts'
import { storeFailed, systemCode } from './files.ts'

/** Who holds a lock. `process` tells it from a later process that was given the same pid. */
interface Holder {
  readonly pid: number
  readonly host: string
  readonly since: string
  /** Unlike any other holder's. */
  readonly nonce: string
  readonly process: ProcessMark
}

/** What Linux knows of a process beyond its pid; elsewhere all of it is undefined and the pid must do. */
interface ProcessMark {
  /** The boot of the machine. */
  readonly boot?: string | undefined
  /** The namespace its pid is counted in: two containers each have a process 1. */
  readonly namespace?: string | undefined
  /** When it started, in ticks since the boot. */
  readonly started?: string | undefined
}

/** Takes the lock of a log; resolves to the function that lets go of it. `name` is the log as the user named it. */
export async function lock(path: string, name: string): Promise<() => Promise<void>> {
  const file = `${path}.lock`
  const me = await thisProcess()
  try {
    await take(file, me, name)
  } catch (error) {
    if (error instanceof LedgerError) throw error
    const need = systemCode(error) === 'ENOSPC' ? 'there is no space left for it: make room' : 'the folder must be writable'
    throw storeFailed('lock', name, error, `the lock is a file beside the log: ${need}, or open with { readOnly: true }`)
  }
  return () => letGo(file, me)
}

async function take(file: string, me: Holder, name: string): Promise<void> {
  for (;;) {
    if (await placed(file, me)) return
    const holder = await holderOf(file)
    if (holder === 'none') continue
    if (holder === 'unknown' || !(await isDead(holder))) throw locked(name, holder === 'unknown' ? undefined : holder)
    const claim = `${file}-${holder.nonce}`
    await take(claim, me, name)
    try {
      if (await replaced(file, holder, me)) return
    } finally {
      await unlink(claim)
    }
  }
}

// Only who holds the claim on `dead` may come here. The file is compared again, since someone may have been through here before.
async function replaced(file: string, dead: Holder, me: Holder): Promise<boolean> {
  const now = await holderOf(file)
  if (typeof now === 'string' || now.nonce !== dead.nonce) return false
  const draft = await drafted(file, me)
  await rename(draft, file)
  return true
}

// The content is there, and on the disk, before the name is: nobody reads half a lock.
async function placed(file: string, me: Holder): Promise<boolean> {
  const draft = await drafted(file, me)
  try {
    await link(draft, file)
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw error
  } finally {
    await unlink(draft)
  }
}

async function drafted(file: string, me: Holder): Promise<string> {
  const draft = `${file}.${randomUUID()}`
  const handle = await open(draft, 'wx')
  try {
    await handle.writeFile(`${JSON.stringify(me)}\n`)
    await handle.datasync()
    return draft
  } catch (error) {
    await unlink(draft)
    throw error
  } finally {
    await handle.close()
  }
}

async function letGo(file: string, me: Holder): Promise<void> {
  const holder = await holderOf(file)
  if (typeof holder === 'object' && holder.nonce === me.nonce) await unlink(file)
}

async function holderOf(file: string): Promise<Holder | 'none' | 'unknown'> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return 'none'
  try {
    const holder = JSON.parse(text) as Partial<Holder>
    const whole = Number.isSafeInteger(holder.pid) && typeof holder.host === 'string' && /^[0-9a-f-]{36}$/.test(holder.nonce ?? '')
    return whole && typeof holder.process === 'object' ? (holder as Holder) : 'unknown'
  } catch {
    return 'unknown'
  }
}

// Dead is only what can be proved: on another host, or in another container of this one, a pid says nothing.
async function isDead(holder: Holder): Promise<boolean> {
  if (holder.host !== hostname()) return false
  const here = await markOf('self')
  const then = holder.process
  if (here.boot !== undefined && then.boot !== undefined && then.boot !== here.boot) return true
  if (then.namespace !== here.namespace) return false
  const { started } = await markOf(holder.pid)
  return started === undefined || then.started === undefined ? !answers(holder.pid) : started !== then.started
}

function answers(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemCode(error) !== 'ESRCH'
  }
}

async function thisProcess(): Promise<Holder> {
  const since = new Date().toISOString()
  return { pid: process.pid, host: hostname(), since, nonce: randomUUID(), process: await markOf('self') }
}

async function markOf(pid: number | 'self'): Promise<ProcessMark> {
  const [boot, namespace, stat] = await Promise.all([
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => undefined),
    readlink('/proc/self/ns/pid').catch(() => undefined),
    readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined),
  ])
  return { boot: boot?.trim(), namespace, started: startOf(stat) }
}

// After the name in parentheses, which may itself have any: the state, and as the twentieth word the start.
// A zombie has ended and only waits for its parent to ask for it, so it has no start that any lock could have.
function startOf(stat: string | undefined): string | undefined {
  const words = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  return words?.[0] === 'Z' || words?.[0] === 'X' ? 'ended' : words?.[19]
}

function locked(name: string, holder: Holder | undefined): LedgerError<'STORE_LOCKED'> {
  const who = holder === undefined ? 'someone its lock file does not name' : `process ${holder.pid} on ${holder.host} since ${holder.since}`
  const message = `${name} is being written by ${who} — close it there, open with { readOnly: true }, or delete ${name}.lock if that process is gone`
  const shown = holder === undefined ? undefined : { pid: holder.pid, host: holder.host, since: holder.since }
  return new LedgerError('STORE_LOCKED', message, { file: name, holder: shown }, { file: name })
}
