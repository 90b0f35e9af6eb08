// Reads a log from the end of what is known to the end of the file, and checks every line on the way.
// In: an open file and the places known so far (none, or those of an earlier scan).
// Out: the places of all whole appends; and the bytes after the last of them, which recovery judges.
// A line that is wrong anywhere but in those last bytes is damage: LOG_CORRUPT, and nothing was touched.
import { LedgerError } from '../../errors.ts'
import { isRelation } from '../opening.ts'
import { type Files, readAll } from './files.ts'
import { type FramedLine, takeApart } from './format.ts'
import { addLine, logOf, type Places, versionOf } from './places.ts'

/** An open log: `name` is the file as the user named it, for messages. */
export interface LogFile {
  readonly files: Files
  readonly descriptor: number
  readonly name: string
  readonly places: Places
}

const chunkSize = 1 << 18
// A reader looks for new lines at each call, and mostly there are none: for that the first look needs no room to speak of.
const firstLook = 1 << 10
const lineBreak = 0x0a

/** A line of a batch whose end has not been seen yet. */
interface Waiting {
  readonly relation: string
  readonly more: number
  readonly length: number
}

/** Adds every whole append from `places.end` on; resolves to the bytes after the last one. */
export async function scan(log: LogFile): Promise<Buffer> {
  const { files, descriptor, places } = log
  const waiting: Waiting[] = []
  let buffer = Buffer.allocUnsafe(firstLook)
  let base = places.end
  let filled = 0
  for (;;) {
    const count = await files.read(descriptor, buffer, filled, buffer.length - filled, base + filled)
    if (count === 0) return readAll(files, descriptor, places.end, base + filled - places.end)
    filled += count
    const used = takeLines(log, waiting, buffer.subarray(0, filled), base)
    const isFull = filled - used === buffer.length
    const room = isFull || buffer.length < chunkSize ? Buffer.allocUnsafe(Math.max(chunkSize, buffer.length * 2)) : buffer
    buffer.copy(room, 0, used, filled)
    buffer = room
    base += used
    filled -= used
  }
}

// Returns how many bytes were lines; what follows them is the beginning of a line.
function takeLines(log: LogFile, waiting: Waiting[], bytes: Buffer, base: number): number {
  let start = 0
  for (let end = bytes.indexOf(lineBreak); end >= 0; end = bytes.indexOf(lineBreak, start)) {
    const line = takeApart(bytes, start, end)
    const fault = typeof line === 'string' ? line : outOfPlace(log.places, waiting, line)
    if (fault !== undefined) throw damaged(log.name, fault, base + start, log.places.lines + waiting.length + 1)
    take(log.places, waiting, line as FramedLine, end + 1 - start)
    start = end + 1
  }
  return start
}

function outOfPlace(places: Places, waiting: readonly Waiting[], { relation, version, more }: FramedLine): string | undefined {
  const before = waiting.at(-1)
  if (before !== undefined && (relation !== before.relation || more !== before.more - 1)) return 'the batch before it is not complete'
  const known = versionOf(places, relation)
  const expected = known + waiting.length + 1
  if (version !== expected) return `it is version ${version} of ${relation}, where version ${expected} must come`
  return known > 0 || isRelation(relation) ? undefined : `${JSON.stringify(relation)} is not a relation`
}

function take(places: Places, waiting: Waiting[], { relation, more }: FramedLine, length: number): void {
  if (more > 0) {
    waiting.push({ relation, more, length })
    return
  }
  const log = logOf(places, relation)
  for (const line of waiting) addLine(places, log, line.length)
  addLine(places, log, length)
  waiting.length = 0
}

/** A LOG_CORRUPT: the file, the line and the byte it starts at, and why. */
export function damaged(file: string, reason: string, byte: number, line?: number): LedgerError<'LOG_CORRUPT'> {
  const place = line === undefined ? `${file}, byte ${byte}` : `${file}, line ${line} (byte ${byte})`
  const message = `${place}: ${reason} — put back a good copy, or save what is whole with salvage(); nothing in it was changed`
  return new LedgerError('LOG_CORRUPT', message, { reason }, line === undefined ? { file, byte } : { file, line, byte })
}
