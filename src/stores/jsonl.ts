// The store that keeps its logs in one file: a line an event, appended and never changed.
// In: lines of text, appended; a relation, to be read.
// Out: the same lines, also after a crash. The bytes are described in docs/log-format.md, for ever.
// The work is done next door, in jsonl/: format, scan and recovery, lock, open, index, write, read.
import { watch as watchFile } from 'node:fs'
import path from 'node:path'
import { isLedgerError, LedgerError } from '../errors.ts'
import { diskFiles, type Files, storeFailed } from './jsonl/files.ts'
import { linesAfter } from './jsonl/follow.ts'
import { createIndexer, type Indexer, usualIndexing } from './jsonl/index-file.ts'
import { misled, type OpenLog, openLog, type RepairReport, refresh } from './jsonl/open.ts'
import { versionOf } from './jsonl/places.ts'
import { readLines } from './jsonl/read.ts'
import { latestSnapshot, saveSnapshot } from './jsonl/snapshots.ts'
import { createWriter, type Writer } from './jsonl/write.ts'
import type { NewLine, PlacedLine, Snapshot, Store, StoredLine } from './store.ts'
import { checkedTexts, checkLimit, checkListener, checkRead, checkSnapshot, ordinalOf, storeClosed, unusable } from './terms.ts'
import { createWatchers } from './watchers.ts'

export type { RepairReport } from './jsonl/open.ts'
export { type LeftBehind, type SalvageReport, salvage } from './jsonl/salvage.ts'

/** How a log in a file is opened. */
export interface JsonlOptions {
  /**
   * What an append that resolved has survived. `disk`, the default: a crash of the machine, for each group of appends is synced.
   * `os`: a crash of the process only; much faster, for imports and tests.
   */
  readonly durability?: 'disk' | 'os'
  /**
   * Read while another process writes: no lock is taken, appends are refused, and each call sees what has come since. A watcher is told
   * when the file changes, where its file system says so: those of this machine do, those of a network often do not.
   */
  readonly readOnly?: boolean
  /**
   * Check every line when the log is opened. Otherwise, where a log of more than some ten thousand lines has an index beside it
   * (`<file>.index`, which is made and renewed by whoever writes), the lines that the index knows are each checked when they are read.
   */
  readonly verify?: boolean
  /** Told when the rest of an append that was cut off was put aside on opening; by default a warning of the process says so. */
  readonly onRepair?: (report: RepairReport) => void
}

/**
 * A store in one file of JSON lines. The file is created and opened at the first call, its lines are checked then, and it is
 * locked against other writers until `close`. To open it at once, await `store.relations()`.
 *
 * A file that ends in an append that was cut off (the machine or the process ended while writing) is cut back to its last whole
 * append; the rest is kept beside it as `<file>.torn-1`, `-2` …, and reported. Any other damage is refused and left as it is.
 *
 * @param file where the log is kept; its folder must exist
 * @param options durability, reading only, and what to do with the report of a repair
 * @throws LedgerError `INVALID_ARGUMENT` at once; from the calls of the store `STORE_LOCKED`, `STORE_FAILED`, `STORE_CLOSED`,
 * `LOG_CORRUPT`, `FORMAT_UNSUPPORTED`, `VERSION_CONFLICT` and `INVALID_ARGUMENT`
 * @example
 * ```ts
 * import { openLedger } from 'relations-ledger'
 * import { jsonlStore } from 'relations-ledger/stores/jsonl'
 *
 * const store = jsonlStore('talks.jsonl', { onRepair: ({ keptIn, reason }) => console.error(`${reason}: see ${keptIn}`) })
 * const ledger = openLedger({ store })
 * await ledger.between('US', 'RU').state()
 * await store.close()
 * ```
 */
export function jsonlStore(file: string, options: JsonlOptions = {}): Store {
  return jsonlStoreOver(diskFiles, file, options)
}

/** @internal The same over other calls of the operating system: tests make them fail. */
export function jsonlStoreOver(files: Files, file: string, options: JsonlOptions, indexing = usualIndexing): Store {
  checkOptions(file, options)
  const { durability = 'disk', readOnly = false, verify = false, onRepair = warn } = options
  const name = `jsonl ${file}`
  const syncs = durability === 'disk'
  const openOptions = { files, name: file, path: path.resolve(file), readOnly, verify, indexing, syncs, onRepair }
  let opening: Promise<OpenWriter> | undefined
  let writer: Writer | undefined
  let underWay = 0
  let idle = () => {}
  let closing: Promise<void> | undefined
  // The one writer is this process, if it is not a reader: then nobody else has to be watched.
  const watchers = createWatchers(readOnly ? () => watchedFile(file, () => watchers.tell()) : undefined)

  // A log that could not be opened is tried again at the next call: the lock may be free by then, the folder may exist.
  function opened(): Promise<OpenWriter> {
    opening ??= openLog(openOptions).then(
      (open) => {
        const indexer = readOnly ? undefined : createIndexer(open.log, open.target, indexing)
        indexer?.due()
        writer = createWriter(open.log, syncs, () => {
          watchers.tell()
          indexer?.due()
        })
        return { ...open, writer, indexer, looked: Promise.resolve() }
      },
      (error: unknown) => {
        opening = undefined
        throw error
      },
    )
    return opening
  }

  async function counted<Value>(call: () => Promise<Value>): Promise<Value> {
    if (closing !== undefined) throw storeClosed(name)
    underWay++
    try {
      return await call()
    } finally {
      if (--underWay === 0) idle()
    }
  }

  // What the system says no to while reading is this store's failure, and the log is as it was.
  async function reading<Value>(call: () => Promise<Value>): Promise<Value> {
    try {
      return await counted(() => call().catch(misledBack))
    } catch (error) {
      throw error instanceof LedgerError ? error : storeFailed('read', file, error, 'nothing was changed: remove the cause and read again')
    }
  }

  // A log that did not open has said all there is to say.
  async function misledBack(error: unknown): Promise<never> {
    const open = await opening?.catch(() => undefined)
    throw open !== undefined && isLedgerError(error, 'LOG_CORRUPT') ? await misled(open, error) : error
  }

  async function saving(call: () => Promise<void>): Promise<void> {
    try {
      await counted(call)
    } catch (error) {
      throw error instanceof LedgerError ? error : storeFailed('save', `${file}.snapshots`, error, 'the log is as it was: go on without it')
    }
  }

  async function current(): Promise<OpenWriter> {
    const open = await opened()
    if (readOnly) await refreshed(open)
    return open
  }

  // A reader looks for what has come since, at each call and one call after the other: each look goes on where the last one ended.
  function refreshed(open: OpenWriter): Promise<unknown> {
    const look = open.looked.then(() => refresh(open.log))
    open.looked = look.catch(() => {})
    return look
  }

  // No async function, for the same reason as the writer's; once the log is open, what waits is counted by the writer.
  function append(relation: string, expectedVersion: number, lines: readonly NewLine[]): Promise<string> {
    try {
      const texts = checkedTexts(relation, expectedVersion, lines)
      if (closing !== undefined) throw storeClosed(name)
      if (readOnly) throw storeFailed('append', file, { code: 'EROFS' }, 'the store was opened with { readOnly: true }: open it without')
      if (writer !== undefined) return writer.append(relation, expectedVersion, texts)
      return counted(async () => (await opened()).writer.append(relation, expectedVersion, texts))
    } catch (error) {
      return Promise.reject(error)
    }
  }

  async function read(relation: string, from = 1, limit = Number.POSITIVE_INFINITY): Promise<readonly StoredLine[]> {
    checkRead(relation, from, limit)
    return reading(async () => {
      const { log } = await current()
      const to = Math.min(versionOf(log.places, relation), from - 1 + limit)
      return from > to ? [] : readLines(log, relation, from, to)
    })
  }

  async function since(cursor?: string, limit = Number.POSITIVE_INFINITY): Promise<readonly PlacedLine[]> {
    checkLimit(limit)
    const after = ordinalOf(cursor)
    return reading(async () => linesAfter((await current()).log, after, limit))
  }

  const relations = (): Promise<readonly string[]> => reading(async () => [...(await current()).log.places.logs.keys()])

  function watch(listener: () => void): () => void {
    if (closing !== undefined) throw storeClosed(name)
    checkListener(listener)
    return watchers.add(listener)
  }

  async function save(relation: string, { version, text }: Snapshot): Promise<void> {
    checkSnapshot(relation, { version, text })
    if (readOnly) return counted(async () => {})
    await saving(async () => saveSnapshot((await opened()).target, relation, { version, text }))
  }

  const latest = (relation: string): Promise<Snapshot | undefined> => reading(async () => latestSnapshot((await opened()).target, relation))

  function close(): Promise<void> {
    watchers.clear()
    closing ??= allDone().then(async () => {
      const open = await opening?.catch(() => undefined)
      await open?.writer.idle()
      await open?.indexer?.finish()
      await open?.release().catch((error: unknown) => {
        throw storeFailed('close', file, error, 'all that was acknowledged is in the file: see that its lock file is gone')
      })
    })
    return closing
  }

  function allDone(): Promise<void> {
    if (underWay === 0) return Promise.resolve()
    return new Promise((resolve) => {
      idle = resolve
    })
  }

  return { name, durability, append, read, since, relations, watch, snapshots: { save, latest }, close }
}

interface OpenWriter extends OpenLog {
  readonly writer: Writer
  readonly indexer: Indexer | undefined
  looked: Promise<unknown>
}

function watchedFile(file: string, tell: () => void): () => void {
  try {
    const watching = watchFile(file, { persistent: false }, tell).on('error', tell)
    return () => watching.close()
  } catch (error) {
    throw storeFailed('watch', file, error, 'it cannot be watched: see that it is there, or ask since now and then')
  }
}

function checkOptions(file: string, { durability, onRepair }: JsonlOptions): void {
  if (typeof file !== 'string' || file === '' || file.includes('\0'))
    throw unusable('file', file, 'it is not a path — name the file to keep the log in')
  if (durability !== undefined && durability !== 'disk' && durability !== 'os')
    throw unusable('durability', durability, "it is not one of them — give 'disk' or 'os'")
  if (onRepair !== undefined && typeof onRepair !== 'function')
    throw unusable('onRepair', onRepair, 'it is not a function — give one, or leave it out')
}

function warn({ file, keptIn, line, byte, bytes, reason }: RepairReport): void {
  const message = `${file}, line ${line} (byte ${byte}): ${reason}, so it was never acknowledged — its ${bytes} bytes are kept in ${keptIn}`
  process.emitWarning(message, { type: 'LedgerWarning', code: 'LOG_REPAIRED' })
}
