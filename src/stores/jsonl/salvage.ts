// Saves what is whole of a damaged log.
// In: the damaged file, which is only read; the name of a new one.
// Out: a new log with, of each relation, all appends up to the first that is not whole; and a list of all bytes that are not in it.
// Nothing is guessed: a line is taken if its checksum fits and its place is the next of its relation, and a batch if all its lines are.
import { unlink } from 'node:fs/promises'
import { LedgerError } from '../../errors.ts'
import { unusable } from '../terms.ts'
import { diskFiles, readAll, storeFailed, systemCode, writeAll } from './files.ts'
import { type FramedLine, header, opening, takeApart, wholeLineIn } from './format.ts'
import { newerFormatIn } from './recovery.ts'

/** A stretch of a damaged log that is not in the salvaged one. */
export interface LeftBehind {
  /** The line it starts at, counted from 1, and its first byte, counted from 0. */
  readonly line: number
  readonly byte: number
  readonly bytes: number
  readonly reason: string
  /** Whose line it is and which, where that can still be read. */
  readonly relation?: string
  readonly version?: number
}

/** What was saved of a damaged log. */
export interface SalvageReport {
  /** How many lines of how many relations are in the new log. */
  readonly lines: number
  readonly relations: number
  readonly left: readonly LeftBehind[]
}

const chunk = 1 << 20
const [lineBreak, carriageReturn] = [0x0a, 0x0d]

/**
 * Writes what is whole of a damaged log into a new one, and lists what is not. The damaged file is left as it is: what was left
 * behind can still be looked at there, and decided on by a person.
 *
 * Versions of a relation have no gaps, so that whatever stood after a damaged line of a relation is left behind, too, even
 * where it is whole itself; it is listed with its relation and version.
 *
 * @param file the damaged log
 * @param into the new log; it must not exist
 * @throws LedgerError `INVALID_ARGUMENT`, `STORE_FAILED`, `FORMAT_UNSUPPORTED` (a log of another format)
 * @example
 * ```ts
 * import { salvage } from 'relations-ledger/stores/jsonl'
 *
 * const { lines, left } = await salvage('talks.jsonl', 'talks-salvaged.jsonl')
 * console.log(`${lines} lines are safe`)
 * for (const { line, byte, reason } of left) console.log(`line ${line} (byte ${byte}): ${reason}`)
 * ```
 */
export async function salvage(file: string, into: string): Promise<SalvageReport> {
  for (const [argument, given] of Object.entries({ file, into })) {
    if (typeof given !== 'string' || given === '') throw unusable(argument, given, 'it is not a path — name a file')
  }
  const source = await opened(file, 'r')
  try {
    return await savedInto(file, source, into)
  } finally {
    await diskFiles.close(source)
  }
}

/** The new file is there once all is in it, or not at all. */
async function savedInto(file: string, source: number, into: string): Promise<SalvageReport> {
  const target = await opened(into, 'wx')
  try {
    return await saved(file, source, target)
  } catch (error) {
    await unlink(into)
    throw error instanceof LedgerError ? error : storeFailed('salvage', file, error, 'remove the cause and try again')
  } finally {
    await diskFiles.close(target)
  }
}

async function opened(file: string, flags: string): Promise<number> {
  try {
    return await diskFiles.open(file, flags)
  } catch (error) {
    const advice = systemCode(error) === 'EEXIST' ? 'it exists already: name a new file' : 'remove the cause and try again'
    throw storeFailed('salvage', file, error, advice)
  }
}

/** A stretch of the damaged file: a line, or what stands between two. */
interface Piece {
  readonly line: number
  readonly byte: number
  readonly bytes: Buffer
}

/** A line that may be taken once its batch is whole. */
interface Candidate extends Piece {
  readonly parts: FramedLine
}

async function saved(file: string, source: number, target: number): Promise<SalvageReport> {
  const versions = new Map<string, number>()
  const left: LeftBehind[] = []
  let batch: Candidate[] = []
  let ready: Buffer[] = [Buffer.from(header)]
  let [end, lines] = [0, 0]

  const leave = ({ line, byte, bytes }: Piece, reason: string, parts?: FramedLine): void => {
    left.push({ line, byte, bytes: bytes.length, reason, ...(parts && { relation: parts.relation, version: parts.version }) })
  }

  const leaveBatch = (): void => {
    for (const each of batch) leave(each, 'its batch is not whole', each.parts)
    batch = []
  }

  const take = (piece: Piece): void => {
    const parts = partsOf(piece)
    if (typeof parts === 'string') {
      leaveBatch()
      return leave(piece, parts)
    }
    const before = batch.at(-1)?.parts
    if (before !== undefined && (parts.relation !== before.relation || parts.more !== before.more - 1)) leaveBatch()
    const next = (versions.get(parts.relation) ?? 0) + batch.length + 1
    if (parts.version !== next)
      return leave(piece, `it is version ${parts.version}, and version ${next} is missing or was left behind`, parts)
    batch.push({ ...piece, parts })
    if (parts.more > 0) return
    ready.push(...batch.map(({ bytes }) => lineOf(bytes)))
    versions.set(parts.relation, next)
    lines += batch.length
    batch = []
  }

  const write = async (): Promise<void> => {
    const bytes = Buffer.concat(ready)
    ready = []
    await writeAll(diskFiles, target, bytes, end)
    end += bytes.length
  }

  for await (const piece of piecesOf(file, source, leave)) {
    take(piece)
    if (ready.length > 1000) await write()
  }
  leaveBatch()
  await write()
  await diskFiles.sync(target)
  return { lines, relations: versions.size, left: left.toSorted((one, other) => one.byte - other.byte) }
}

/** What the line says of itself, or why it is none. A carriage return that something has added is no part of it. */
function partsOf({ bytes }: Piece): FramedLine | string {
  if (bytes.at(-1) !== lineBreak) return 'the last line is not complete'
  const end = bytes.length - 1
  return takeApart(bytes, 0, bytes[end - 1] === carriageReturn ? end - 1 : end)
}

const lineOf = (bytes: Buffer): Buffer =>
  bytes.at(-2) === carriageReturn ? Buffer.concat([bytes.subarray(0, -2), Buffer.from('\n')]) : bytes

type Leave = (piece: Piece, reason: string) => void

/** All lines of the file after its header; what a line holds before its start is left. */
async function* piecesOf(file: string, source: number, leave: Leave): AsyncGenerator<Piece> {
  for await (const piece of linesOf(source)) {
    if (piece.line === 1 && isHeader(file, piece, leave)) continue
    yield* splitUp(piece, leave)
  }
}

function isHeader(file: string, piece: Piece, leave: Leave): boolean {
  const text = piece.bytes.toString('latin1')
  if (text === header) return true
  const newer = newerFormatIn(file, text)
  if (newer !== undefined) throw newer
  if (text.includes(opening.toString('latin1'))) return false
  leave(piece, 'it is not the header of a log')
  return true
}

// A line break that was changed has made one line of two: each that is whole but for its end is taken.
function* splitUp(piece: Piece, leave: Leave): Generator<Piece> {
  let { byte, bytes } = piece
  while (typeof partsOf({ ...piece, bytes }) === 'string') {
    const whole = wholeLineIn(bytes)
    const next = bytes.indexOf(opening, Math.max(1, whole))
    if (next < 0) break
    const first = bytes.subarray(0, next)
    // The byte between two lines, whatever it is, stands where the line break was.
    if (whole > 0 && next === whole + 1)
      yield { line: piece.line, byte, bytes: Buffer.concat([bytes.subarray(0, whole), Buffer.from('\n')]) }
    else leave({ line: piece.line, byte, bytes: first }, 'it is no line of a log')
    byte += next
    bytes = bytes.subarray(next)
  }
  yield { line: piece.line, byte, bytes }
}

async function* linesOf(source: number): AsyncGenerator<Piece> {
  let [rest, at, byte, line] = [Buffer.alloc(0), 0, 0, 0]
  for (;;) {
    const read = await readAll(diskFiles, source, at, chunk)
    at += read.length
    let [bytes, start] = [Buffer.concat([rest, read]), 0]
    for (let end = bytes.indexOf(lineBreak, rest.length); end >= 0; end = bytes.indexOf(lineBreak, start)) {
      line += 1
      yield { line, byte: byte + start, bytes: bytes.subarray(start, end + 1) }
      start = end + 1
    }
    rest = bytes.subarray(start)
    byte += start
    if (read.length < chunk) break
  }
  if (rest.length > 0) yield { line: line + 1, byte, bytes: rest }
}
