// Writes appends to the end of the log, as many as wait in one write and one sync.
// In: batches of texts and the version each was decided on.
// Out: a position once the batch is as durable as promised; or the refusal, with the file put back to its last whole append.
// Whatever fails, the file holds whole appends: those that were acknowledged, and none that was refused — or the writer stops.
import type { LedgerError } from '../../errors.ts'
import { takeGroup } from '../group.ts'
import { positionOf, versionConflict } from '../terms.ts'
import { storeFailed, writeAll } from './files.ts'
import { frame } from './format.ts'
import { addLine, logOf, versionOf } from './places.ts'
import type { LogFile } from './scan.ts'

export interface Writer {
  /** Resolves to the position of the batch's last line. */
  append(relation: string, expectedVersion: number, texts: readonly string[]): Promise<string>
  /** Resolves when nothing is being written and nothing waits. */
  idle(): Promise<void>
}

/** A relation that something waits for: what its log comes to if all of that succeeds, and when the last of it is decided. */
interface Pending {
  readonly relation: string
  version: number
  waiting: number
  decided: Promise<unknown>
}

/** A batch in the queue. */
interface Waiting {
  readonly pending: Pending
  readonly texts: readonly string[]
  readonly resolve: (position: string) => void
  readonly reject: (error: LedgerError) => void
}

/** How a group stands in the file: the length of each line, the position of the last line of each batch. */
interface Written {
  readonly lengths: readonly number[]
  readonly positions: readonly string[]
}

/** What a failure leaves behind: the refusal of what was being written, and whether the writer may go on. */
interface Failure {
  readonly error: LedgerError
  readonly final: boolean
}

// In bytes. What most groups fit into; one is written at a time, so they can share it.
const usualGroup = 1 << 18

/**
 * @param syncs false where what the operating system has taken is durable enough
 * @param tell called when something was appended
 */
export function createWriter(log: LogFile, syncs: boolean, tell: () => void): Writer {
  const { files, descriptor, name, places } = log
  const pendings = new Map<string, Pending>()
  let space: Buffer | undefined
  let queue: Waiting[] = []
  let running: Promise<void> | undefined
  let broken: LedgerError | undefined

  // No async function: it runs for every append, and each promise less is a tenth of what an append costs beside the disk.
  function append(relation: string, expectedVersion: number, texts: readonly string[]): Promise<string> {
    if (broken !== undefined) return Promise.reject(broken)
    const pending = pendings.get(relation)
    const version = pending?.version ?? versionOf(places, relation)
    if (version === expectedVersion) return enqueue(pending ?? newPending(relation, version), texts)
    if (pending === undefined || expectedVersion > version || expectedVersion < versionOf(places, relation)) {
      return Promise.reject(versionConflict(relation, expectedVersion, version))
    }
    // What stands against this append may still fail, and what it would be told to read cannot be read before it is decided.
    const again = () => append(relation, expectedVersion, texts)
    return pending.decided.then(again, again)
  }

  function newPending(relation: string, version: number): Pending {
    const pending = { relation, version, waiting: 0, decided: Promise.resolve() }
    pendings.set(relation, pending)
    return pending
  }

  function enqueue(pending: Pending, texts: readonly string[]): Promise<string> {
    const decided = new Promise<string>((resolve, reject) => {
      queue.push({ pending, texts, resolve, reject })
    })
    pending.version += texts.length
    pending.waiting += 1
    pending.decided = decided
    running ??= run()
    return decided
  }

  // Waits for a tick before each group: whoever was just answered, and answers at once, comes into the same group.
  async function run(): Promise<void> {
    while (queue.length > 0) {
      await nextTick()
      const group = takeGroup(queue)
      const result = await written(group)
      if ('error' in result) refuse(group, result)
      else commit(group, result)
    }
    running = undefined
  }

  /** Resolves to how it stands in the file, or to what went wrong. */
  async function written(group: readonly Waiting[]): Promise<Written | Failure> {
    let operation: 'write' | 'sync' = 'write'
    try {
      space ??= Buffer.allocUnsafe(usualGroup)
      const { bytes, lengths } = frame(group, space)
      await writeAll(files, descriptor, bytes, places.end)
      operation = 'sync'
      const synced = syncs ? files.sync(descriptor) : undefined
      // While the disk works, nothing else does.
      const positions = positionsOf(group)
      await synced
      return { lengths, positions }
    } catch (error) {
      return failed(operation, error, await putBack())
    }
  }

  function positionsOf(group: readonly Waiting[]): string[] {
    let last = places.lines - 1
    return group.map(({ texts }) => {
      last += texts.length
      return positionOf(last)
    })
  }

  async function putBack(): Promise<unknown> {
    try {
      await files.truncate(descriptor, places.end)
      if (syncs) await files.sync(descriptor)
      return undefined
    } catch (error) {
      return error
    }
  }

  // After a sync that failed the system may have dropped what it could not write, and a later sync would not say so.
  function failed(operation: 'write' | 'sync', error: unknown, notPutBack: unknown): Failure {
    if (notPutBack !== undefined) {
      const advice = 'the file could not be put back, so this append may or may not be there: reopen the log and read it'
      return { error: storeFailed(operation, name, error, advice), final: true }
    }
    if (operation === 'sync') {
      const advice = 'nothing of this append was kept, and what the disk holds is no longer certain: reopen the log and append again'
      return { error: storeFailed(operation, name, error, advice), final: true }
    }
    return {
      error: storeFailed(operation, name, error, 'nothing of this append was kept: remove the cause and append again'),
      final: false,
    }
  }

  function commit(group: readonly Waiting[], { lengths, positions }: Written): void {
    let line = 0
    for (const [index, { pending, texts, resolve }] of group.entries()) {
      const log = logOf(places, pending.relation)
      for (let count = texts.length; count > 0; count--) addLine(places, log, lengths[line++] as number)
      if (--pending.waiting === 0) pendings.delete(pending.relation)
      resolve(positions[index] as string)
    }
    tell()
  }

  // Refused with the group: what waits for the same relations, since it was decided on lines that are not there; all, if it is over.
  function refuse(group: readonly Waiting[], { error, final }: Failure): void {
    const relations = new Set(group.map(({ pending }) => pending))
    const lost = queue.filter(({ pending }) => final || relations.has(pending))
    queue = queue.filter((waiting) => !lost.includes(waiting))
    if (final)
      broken = storeFailed('append', name, error.cause, 'an append failed before this one and the log was left alone since: reopen it')
    for (const { pending, reject } of [...group, ...lost]) {
      pendings.delete(pending.relation)
      reject(error)
    }
  }

  return { append, idle: async () => running }
}

const nextTick = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve))
