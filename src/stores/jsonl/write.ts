// Writes appends to the end of the log, as many as wait in one write and one sync.
// In: framed batches and the version each was decided on.
// Out: a position once the batch is as durable as promised; or the refusal, with the file put back to its last whole append.
// Whatever fails, the file holds whole appends: those that were acknowledged, and none that was refused — or the writer stops.
import type { LedgerError } from '../../errors.ts'
import { positionOf, versionConflict } from '../terms.ts'
import { storeFailed, writeAll } from './files.ts'
import type { FramedBatch } from './format.ts'
import { addLine, versionOf } from './places.ts'
import type { LogFile } from './scan.ts'

export interface Writer {
  /** Resolves to the position of the batch's last line. */
  append(relation: string, expectedVersion: number, batch: FramedBatch): Promise<string>
}

/** A batch in the queue. */
interface Waiting {
  readonly relation: string
  readonly batch: FramedBatch
  readonly resolve: (position: string) => void
  readonly reject: (error: LedgerError) => void
}

/** What a relation's log comes to if all that waits succeeds, and when that is decided. */
interface Pending {
  readonly version: number
  readonly decided: Promise<unknown>
}

/** What a failure leaves behind: the refusal of what was being written, and whether the writer may go on. */
interface Failure {
  readonly error: LedgerError
  readonly final: boolean
}

const largestGroup = 1 << 23

/** @param syncs false where what the operating system has taken is durable enough */
export function createWriter(log: LogFile, syncs: boolean): Writer {
  const { files, descriptor, name, places } = log
  const pending = new Map<string, Pending>()
  let queue: Waiting[] = []
  let running = false
  let broken: LedgerError | undefined

  async function append(relation: string, expectedVersion: number, batch: FramedBatch): Promise<string> {
    for (;;) {
      if (broken !== undefined) throw broken
      const before = pending.get(relation)
      const version = before?.version ?? versionOf(places, relation)
      if (version === expectedVersion) return enqueue(relation, version + batch.lengths.length, batch)
      if (before === undefined || expectedVersion < versionOf(places, relation)) throw versionConflict(relation, expectedVersion, version)
      // What stands against this append may still fail, and what it would be told to read cannot be read before it is decided.
      await before.decided
    }
  }

  function enqueue(relation: string, version: number, batch: FramedBatch): Promise<string> {
    const result = new Promise<string>((resolve, reject) => queue.push({ relation, batch, resolve, reject }))
    pending.set(relation, { version, decided: result.catch(() => {}) })
    if (!running) {
      running = true
      void run()
    }
    return result
  }

  // Waits for a tick before each group: whoever was just answered, and answers at once, comes into the same group.
  async function run(): Promise<void> {
    await nextTick()
    while (queue.length > 0) {
      const group = takeGroup()
      const failure = await written(group)
      if (failure === undefined) commit(group)
      else refuse(group, failure)
      await nextTick()
    }
    running = false
  }

  function takeGroup(): Waiting[] {
    let bytes = 0
    const beyond = queue.findIndex(({ batch }, index) => {
      bytes += batch.bytes.length
      return bytes > largestGroup && index > 0
    })
    const group = beyond < 0 ? queue : queue.slice(0, beyond)
    queue = beyond < 0 ? [] : queue.slice(beyond)
    return group
  }

  async function written(group: readonly Waiting[]): Promise<Failure | undefined> {
    const [first] = group
    const bytes = group.length === 1 && first !== undefined ? first.batch.bytes : Buffer.concat(group.map(({ batch }) => batch.bytes))
    let operation: 'write' | 'sync' = 'write'
    try {
      await writeAll(files, descriptor, bytes, places.end)
      operation = 'sync'
      if (syncs) await files.sync(descriptor)
      return undefined
    } catch (error) {
      return failed(operation, error, await putBack())
    }
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

  function commit(group: readonly Waiting[]): void {
    for (const { relation, batch, resolve } of group) {
      for (const length of batch.lengths) addLine(places, relation, length)
      if (pending.get(relation)?.version === versionOf(places, relation)) pending.delete(relation)
      resolve(positionOf(places.lines - 1))
    }
  }

  // Refused with the group: what waits for the same relations, since it was decided on lines that are not there; all, if it is over.
  function refuse(group: readonly Waiting[], { error, final }: Failure): void {
    const relations = new Set(group.map(({ relation }) => relation))
    const lost = queue.filter(({ relation }) => final || relations.has(relation))
    queue = queue.filter((waiting) => !lost.includes(waiting))
    if (final)
      broken = storeFailed('append', name, error.cause, 'an append failed before this one and the log was left alone since: reopen it')
    for (const { relation, reject } of [...group, ...lost]) {
      pending.delete(relation)
      reject(error)
    }
  }

  return { append }
}

const nextTick = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve))
