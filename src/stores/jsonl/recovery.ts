// What to make of the ends of a file: is its first line the header, and is what follows the last whole append a torn tail?
// In: the first bytes; or the bytes after the last whole append, whose complete lines have been checked.
// Out: nothing or a reason; or a LedgerError, where the file is no log, a newer one, or damaged.
// docs/log-format.md gives the reasons for where the line between torn and damaged is drawn.
import { LedgerError } from '../../errors.ts'
import { formatVersion, header, opening, wholeLineIn } from './format.ts'
import { damaged } from './scan.ts'

const lineBreak = 0x0a
const known = Buffer.from(header)

/** How many of a file's first bytes `hasHeader` wants to see. */
export const headerWindow = 256

/**
 * True if the file starts with the header; false if it has not come so far: it is empty, or was left while its header was written.
 * `first` are its first bytes, all of them where there are fewer than `headerWindow`.
 */
export function hasHeader(name: string, first: Buffer): boolean {
  if (first.subarray(0, known.length).equals(known)) return true
  const core = withoutZeros(first)
  const begun = first.length <= known.length && known.subarray(0, core.length).equals(core)
  // All of it but the line break, and another byte in its place: that is a flipped bit and not a torn write.
  if (begun && !(core.length === known.length - 1 && first.length > core.length)) return false
  throw noHeader(name, first)
}

function noHeader(name: string, first: Buffer): LedgerError {
  const end = first.indexOf(lineBreak)
  const line = first.toString('latin1', 0, end < 0 ? first.length : end)
  const newer = newerFormatIn(name, line)
  if (newer !== undefined) return newer
  if (line.startsWith('\xef\xbb\xbf')) return damaged(name, 'the file starts with a byte order mark, which something has added', 0, 1)
  if (line === `${header.trimEnd()}\r`) return damaged(name, 'its lines end with carriage returns, which something has added', 0, 1)
  return damaged(name, 'this is not the header of a log — the file is something else, or its beginning has been overwritten', 0, 1)
}

/** The refusal of a log whose first line says that it has another format; undefined where it does not say so. */
export function newerFormatIn(file: string, line: string): LedgerError | undefined {
  const version = /^\{"relations-ledger":"log","formatVersion":(\d+)/.exec(line)?.[1]
  return version === undefined || Number(version) === formatVersion ? undefined : newerFormat(file, Number(version))
}

const newerFormat = (file: string, found: number): LedgerError =>
  new LedgerError(
    'FORMAT_UNSUPPORTED',
    `${file}: the log has format ${found} and this version of the library reads format ${formatVersion} — install a later version`,
    { formatVersion: found },
    { file, line: 1, byte: 0 },
  )

/**
 * The reason why the bytes after the last whole append are a torn tail.
 * They are damage, and LOG_CORRUPT is thrown, where a write that was cut off cannot have left them.
 *
 * @param tail bytes after the last whole append; its complete lines are the beginning of a batch
 * @param end the byte of the file at which the tail starts
 * @param lines how many lines stand before the tail
 */
export function judgeTail(name: string, tail: Buffer, end: number, lines: number): string {
  const piece = tail.subarray(tail.lastIndexOf(lineBreak) + 1)
  const complete = countLines(tail)
  const fault = notTorn(piece)
  if (fault !== undefined) throw damaged(name, fault, end + tail.length - piece.length, lines + complete + 1)
  if (piece.length === 0) return 'the last batch is not complete'
  return complete > 0 ? 'the last batch is not complete, and neither is its last line' : 'the last line is not complete'
}

function notTorn(piece: Buffer): string | undefined {
  const core = withoutZeros(piece)
  const start = Math.min(core.length, opening.length)
  if (!core.subarray(0, start).equals(opening.subarray(0, start))) return 'what stands here is not the beginning of a line'
  const whole = wholeLineIn(core)
  const followed = piece.length - whole
  // A single byte after a whole line may be its own line break with a flipped bit, and the line was acknowledged then.
  // Two and more zeros are space that the file was given and the write did not come to.
  if (whole === 0 || followed === 0 || (whole === core.length && followed > 1)) return undefined
  return 'a whole line stands here, and something else stands in place of its line break'
}

function withoutZeros(bytes: Buffer): Buffer {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end--
  return bytes.subarray(0, end)
}

function countLines(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(lineBreak); at >= 0; at = bytes.indexOf(lineBreak, at + 1)) count++
  return count
}
