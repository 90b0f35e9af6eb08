// Reads lines of one relation back from the file.
// In: an open log, a relation, a range of versions.
// Out: the lines as the codec wrote them, from few large reads: lines that stand near each other are read together.
import { isAscii } from 'node:buffer'
import type { StoredLine } from '../store.ts'
import { readAll } from './files.ts'
import { checksumFits, headOf, idStartOf, textStart } from './format.ts'
import type { Log } from './places.ts'
import { damaged, type LogFile } from './scan.ts'

const largestRead = 1 << 22
const largestGap = 1 << 14
const [largestPiece, smallPiece] = [1 << 20, 1 << 14]
const [lineBreak, quote, openingBrace] = [0x0a, 0x22, 0x7b]

/** The lines of versions `from` … `to` (both included, both there). */
export async function readLines(log: LogFile, relation: string, from: number, to: number): Promise<StoredLine[]> {
  const lines: StoredLine[] = []
  for (let version = from; version <= to; version = lines.length + from) await readRun(log, relation, version, to, lines)
  return lines
}

async function readRun(log: LogFile, relation: string, first: number, to: number, lines: StoredLine[]): Promise<void> {
  const { starts, lengths } = log.places.logs.get(relation) as Log
  const last = lastOfRun(starts, lengths, first, to)
  const base = starts[first - 1] as number
  const bytes = await readAll(log.files, log.descriptor, base, (starts[last - 1] as number) + (lengths[last - 1] as number) - base)
  const run = { log, relation, head: headOf(relation), starts, lengths, base, bytes }
  for (let version = first; version <= last; ) {
    const end = lastOfPiece(starts, lengths, version, last)
    takePiece(run, version, end, lines)
    version = end + 1
  }
}

/** What was read at once; `base` is where it starts in the file. */
interface Run {
  readonly log: LogFile
  readonly relation: string
  readonly head: Buffer
  readonly starts: readonly number[]
  readonly lengths: readonly number[]
  readonly base: number
  readonly bytes: Buffer
}

/** Takes lines that follow one another without a gap. */
function takePiece(run: Run, first: number, last: number, lines: StoredLine[]): void {
  for (let version = first; version <= last; version++) uncover(run, version)
  takeTexts(run, first, last, lines)
}

/**
 * The lines of a piece. Where all are ASCII, they become one text that is cut up: a call for each takes longer. Where not, the halves
 * are tried, so that a letter of another alphabet holds up those near it and no more.
 */
function takeTexts(run: Run, first: number, last: number, lines: StoredLine[]): void {
  const { base, bytes, starts, lengths } = run
  const from = (starts[first - 1] as number) - base
  const piece = bytes.subarray(from, (starts[last - 1] as number) - base + (lengths[last - 1] as number))
  const isText = isAscii(piece)
  if (!isText && piece.length > smallPiece && first < last) {
    const middle = (first + last) >>> 1
    takeTexts(run, first, middle, lines)
    return takeTexts(run, middle + 1, last, lines)
  }
  const whole = isText ? piece.toString('latin1') : undefined
  for (let version = first; version <= last; version++) lines.push(lineAt(run, version, whole, from))
}

// The comma before the codec's text stands for its opening brace, so that the text is one stretch of bytes. The checksum is of the comma.
function uncover(run: Run, version: number): void {
  const { log, base, bytes, starts, lengths } = run
  const start = (starts[version - 1] as number) - base
  const end = start + (lengths[version - 1] as number) - 1
  if (base + start < log.places.unread && !checksumFits(bytes, start, end)) throw changed(run, version)
  bytes[textStart(bytes, start)] = openingBrace
}

/** A line; `whole` is the text of the bytes from `offset` on, where they are ASCII. */
function lineAt(run: Run, version: number, whole: string | undefined, offset: number): StoredLine {
  const { base, bytes, head, starts, lengths } = run
  const start = (starts[version - 1] as number) - base
  const end = start + (lengths[version - 1] as number) - 1
  const from = textStart(bytes, start)
  const idStart = idStartOf(bytes, from, head, version)
  if (idStart < 0 || bytes[end] !== lineBreak) throw changed(run, version)
  if (whole === undefined) {
    return { id: bytes.toString('latin1', idStart, bytes.indexOf(quote, idStart)), text: bytes.toString('utf8', from, end), version }
  }
  const id = whole.slice(idStart - offset, whole.indexOf('"', idStart - offset))
  return { id, text: whole.slice(from - offset, end - offset), version }
}

const changed = ({ log, relation, starts }: Run, version: number) =>
  damaged(log.name, `version ${version} of ${relation} has changed since the log was opened`, starts[version - 1] as number)

// The last version of a piece that starts at `first`. A text that is kept keeps all of its piece: a megabyte, of the same relation.
function lastOfPiece(starts: readonly number[], lengths: readonly number[], first: number, to: number): number {
  const base = starts[first - 1] as number
  let last = first
  for (; last < to; last++) {
    const end = (starts[last - 1] as number) + (lengths[last - 1] as number)
    if (starts[last] !== end || end + (lengths[last] as number) - base > largestPiece) break
  }
  return last
}

// The last version that one read can take in, starting at `first`: without a large gap, and not too large as a whole.
function lastOfRun(starts: readonly number[], lengths: readonly number[], first: number, to: number): number {
  const base = starts[first - 1] as number
  let last = first
  while (last < to) {
    const end = (starts[last - 1] as number) + (lengths[last - 1] as number)
    const next = starts[last] as number
    if (next - end > largestGap || next + (lengths[last] as number) - base > largestRead) break
    last++
  }
  return last
}
