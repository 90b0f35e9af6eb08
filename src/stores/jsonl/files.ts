// The calls of the operating system that the JSONL store makes on its log, and nothing else of it.
// In: a path or a descriptor. Out: promises.
// This is the seam at which the tests let a disk fill up, a write stop short or a sync fail.
import fs from 'node:fs'
import { LedgerError } from '../../errors.ts'

/** What the store needs of a file; `diskFiles` is the real one. */
export interface Files {
  open(path: string, flags: string): Promise<number>
  /** Resolves to how many bytes were read: fewer than asked for at the end of the file, then 0. */
  read(descriptor: number, buffer: Buffer, offset: number, length: number, position: number): Promise<number>
  /** Resolves to how many bytes were written, which may be fewer than asked for. */
  write(descriptor: number, buffer: Buffer, offset: number, length: number, position: number): Promise<number>
  truncate(descriptor: number, length: number): Promise<void>
  /** Resolves once the content and the length are on the disk. */
  sync(descriptor: number): Promise<void>
  close(descriptor: number): Promise<void>
}

// The callback functions take a third less time than the promises of node:fs, and an append is two of them.
const settle = <Value>(call: (done: (error: Error | null, value?: Value) => void) => void): Promise<Value> =>
  new Promise((resolve, reject) => call((error, value) => (error ? reject(error) : resolve(value as Value))))

// In bytes. So much goes into the system's cache in ten or twenty microseconds, while handing it to another thread and hearing of it
// again takes thirty to ninety. The disk, which takes long, is waited for elsewhere: in the sync.
const smallWrite = 1 << 16

export const diskFiles: Files = {
  open: (path, flags) => settle((done) => fs.open(path, flags, 0o666, done)),
  read: (descriptor, buffer, offset, length, position) => settle((done) => fs.read(descriptor, buffer, offset, length, position, done)),
  write: async (descriptor, buffer, offset, length, position) => {
    if (length <= smallWrite) return fs.writeSync(descriptor, buffer, offset, length, position)
    return settle((done) => fs.write(descriptor, buffer, offset, length, position, done))
  },
  truncate: (descriptor, length) => settle((done) => fs.ftruncate(descriptor, length, done)),
  sync: (descriptor) => settle((done) => fs.fdatasync(descriptor, done)),
  close: (descriptor) => settle((done) => fs.close(descriptor, done)),
}

/** Writes all of it: a write that stops short is continued where it stopped. */
export async function writeAll(files: Files, descriptor: number, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const written = await files.write(descriptor, bytes, done, bytes.length - done, position + done)
    if (written === 0) throw Object.assign(new Error('the system wrote nothing and gave no reason'), { code: 'EIO' })
    done += written
  }
}

/** Reads until `length` bytes are there or the file ends; resolves to what there was. */
export async function readAll(files: Files, descriptor: number, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length)
  let done = 0
  while (done < length) {
    const count = await files.read(descriptor, buffer, done, length - done, position + done)
    if (count === 0) break
    done += count
  }
  return buffer.subarray(0, done)
}

/** The system's own name of what went wrong, such as ENOSPC. */
export function systemCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code
  return typeof code === 'string' ? code : undefined
}

/** A STORE_FAILED: what was being done, to which file, what the system said, and what to do. */
export function storeFailed(operation: string, file: string, error: unknown, advice: string): LedgerError<'STORE_FAILED'> {
  const code = systemCode(error)
  const message = `${operation} ${file}: ${code ?? String(error)} — ${advice}`
  return new LedgerError('STORE_FAILED', message, { operation, code }, { file }, error)
}
