// Opens a log: finds the file, takes the lock, checks every line, and puts a torn tail aside.
// In: a path, whether to write, and what to do with the report of a repair.
// Out: an open log that stands at its last whole append, and a way to let go of it.
import { realpath, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { isLedgerError, LedgerError } from '../../errors.ts'
import { type Files, readAll, storeFailed, systemCode, writeAll } from './files.ts'
import { header } from './format.ts'
import { forgetIndex, type Indexing, indexedPlaces } from './index-file.ts'
import { lock } from './lock.ts'
import { addHeader, noPlaces, type Places } from './places.ts'
import { hasHeader, headerWindow, judgeTail } from './recovery.ts'
import { type LogFile, scan } from './scan.ts'

/** What was put aside when a log was opened: the rest of an append that was cut off and never acknowledged. */
export interface RepairReport {
  /** The log, as it was named. */
  readonly file: string
  /** Where the bytes are kept now. */
  readonly keptIn: string
  /** The line of the log at which they began, counted from 1. */
  readonly line: number
  /** The byte of the log at which they began, counted from 0. */
  readonly byte: number
  /** How many bytes they were. */
  readonly bytes: number
  readonly reason: string
}

export interface OpenOptions {
  readonly files: Files
  /** The file as the user named it. */
  readonly name: string
  /** The same, absolute. */
  readonly path: string
  readonly readOnly: boolean
  /** True where no index is believed. */
  readonly verify: boolean
  readonly indexing: Indexing
  /** False where the disk need not be waited for. */
  readonly syncs: boolean
  readonly onRepair: (report: RepairReport) => void
}

/** An open log; `target` is where it lies, links followed; `release` closes the file and lets go of the lock. */
export interface OpenLog {
  readonly log: LogFile
  readonly target: string
  readonly release: () => Promise<void>
}

export async function openLog(options: OpenOptions): Promise<OpenLog> {
  const { target, isNew } = await locate(options)
  const unlock = options.readOnly ? async () => {} : await lock(target, options.name)
  try {
    return await openLocked(options, target, isNew, unlock)
  } catch (error) {
    await unlock()
    throw error instanceof LedgerError ? error : storeFailed('open', options.name, error, adviceFor(error, options.readOnly))
  }
}

async function openLocked(options: OpenOptions, target: string, isNew: boolean, unlock: () => Promise<void>): Promise<OpenLog> {
  const { files, name, readOnly, syncs } = options
  const descriptor = await files.open(target, readOnly ? 'r' : isNew ? 'wx+' : 'r+')
  try {
    const { log, tail } = await lookedAt({ files, descriptor, name, places: noPlaces() }, target, options)
    if (!readOnly) {
      if (tail.length > 0) await putAside(options, log, target, tail)
      if (log.places.end === 0) await begin(log, target, syncs)
      // What a process that died had written and not synced counts from now on, and so it must be on the disk.
      else if (syncs) await files.sync(descriptor)
    }
    return { log, target, release: () => closed(files, descriptor, unlock) }
  } catch (error) {
    await files.close(descriptor)
    throw error
  }
}

// The index beside the log says what it says of the beginning, and the rest is looked at. If that finds damage, the index may be why.
async function lookedAt(fresh: LogFile, target: string, { verify, indexing }: OpenOptions): Promise<{ log: LogFile; tail: Buffer }> {
  const places = verify ? undefined : await indexedPlaces(fresh, target, indexing.window)
  if (places !== undefined) {
    const log = { ...fresh, places }
    try {
      return { log, tail: await refresh(log) }
    } catch (error) {
      if (!isLedgerError(error, 'LOG_CORRUPT')) throw error
    }
  }
  return { log: fresh, tail: await refresh(fresh) }
}

/**
 * What to throw where a line that was read is not what was expected, and an index had led to it: a look at every line finds the damage
 * and says where. If there is none, the index was made from another log that has the same ends; then it goes.
 */
export async function misled({ log, target }: OpenLog, found: LedgerError): Promise<LedgerError> {
  if (log.places.unread === 0) return found
  try {
    await scan({ ...log, places: headerOnly() })
  } catch (error) {
    return isLedgerError(error, 'LOG_CORRUPT') ? error : found
  }
  await forgetIndex(target)
  const reason = 'the index beside it was made from another log'
  return storeFailed('read', log.name, reason, 'the log itself is whole: open it again with { verify: true }')
}

function headerOnly(): Places {
  const places = noPlaces()
  addHeader(places, Buffer.byteLength(header))
  return places
}

async function closed(files: Files, descriptor: number, unlock: () => Promise<void>): Promise<void> {
  try {
    await files.close(descriptor)
  } finally {
    await unlock()
  }
}

/** Takes in what has come since the last look; resolves to the bytes after the last whole append, a torn tail. */
export async function refresh(log: LogFile): Promise<Buffer> {
  const { files, descriptor, name, places } = log
  if (places.end === 0) {
    const first = await readAll(files, descriptor, 0, headerWindow)
    if (!hasHeader(name, first)) return first
    addHeader(places, Buffer.byteLength(header))
  }
  const tail = await scan(log)
  if (tail.length > 0) judgeTail(name, tail, places.end, places.lines)
  return tail
}

// One name for one file, however it was reached: the lock stands beside the file itself and not beside a link to it.
async function locate({ name, path: given, readOnly }: OpenOptions): Promise<{ target: string; isNew: boolean }> {
  try {
    const target = await realpath(given)
    const found = await stat(target)
    if (found.isFile()) return { target, isNew: false }
    throw storeFailed(
      'open',
      name,
      { code: found.isDirectory() ? 'EISDIR' : 'ENOTSUP' },
      'it is not a file: name a file to keep the log in',
    )
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error instanceof LedgerError ? error : storeFailed('open', name, error, adviceFor(error))
    if (readOnly) throw storeFailed('open', name, error, 'there is no such file yet: open it for writing first, without readOnly')
  }
  try {
    return { target: path.join(await realpath(path.dirname(given)), path.basename(given)), isNew: true }
  } catch (error) {
    throw storeFailed(
      'open',
      name,
      error,
      systemCode(error) === 'ENOENT' ? 'its folder does not exist: create the folder first' : adviceFor(error),
    )
  }
}

function adviceFor(error: unknown, readOnly = false): string {
  const code = systemCode(error)
  if (code === 'EACCES' && readOnly) return 'it may not be read: change the permissions'
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return 'it may not be written here: change the permissions, or open with { readOnly: true }'
  if (code === 'ENOTDIR') return 'a part of its path is a file and not a folder: name another place'
  if (code === 'EEXIST') return 'it is a link to a file that does not exist, or was created this moment: name the file itself'
  if (code === 'ENOSPC') return 'there is no space left: make room and open it again'
  return 'nothing in it was changed: remove the cause and open it again'
}

async function begin(log: LogFile, target: string, syncs: boolean): Promise<void> {
  const { files, descriptor, places } = log
  await writeAll(files, descriptor, Buffer.from(header), 0)
  if (syncs) {
    await files.sync(descriptor)
    await syncFolder(files, target)
  }
  addHeader(places, Buffer.byteLength(header))
}

// A new name is on the disk only once its folder is. Windows has no such call and needs none.
async function syncFolder(files: Files, target: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await files.open(path.dirname(target), 'r')
  try {
    await files.sync(folder)
  } finally {
    await files.close(folder)
  }
}

// The bytes are safe in their new place before the log is cut.
async function putAside(options: OpenOptions, log: LogFile, target: string, tail: Buffer): Promise<void> {
  const { files, name, syncs, onRepair } = options
  const { end, lines } = log.places
  const reason = end === 0 ? 'the header is not complete' : judgeTail(name, tail, end, lines)
  const suffix = await keep(files, target, tail)
  if (syncs) await syncFolder(files, target)
  await files.truncate(log.descriptor, end)
  if (syncs) await files.sync(log.descriptor)
  onRepair({ file: name, keptIn: `${name}${suffix}`, line: lines + 1, byte: end, bytes: tail.length, reason })
}

async function keep(files: Files, target: string, tail: Buffer): Promise<string> {
  for (let number = 1; ; number++) {
    const suffix = `.torn-${number}`
    const descriptor = await files.open(`${target}${suffix}`, 'wx').catch((error: unknown) => {
      if (systemCode(error) === 'EEXIST') return undefined
      throw error
    })
    if (descriptor === undefined) continue
    try {
      await writeAll(files, descriptor, tail, 0)
      await files.sync(descriptor)
      return suffix
    } catch (error) {
      await rm(`${target}${suffix}`)
      throw error
    } finally {
      await files.close(descriptor)
    }
  }
}
