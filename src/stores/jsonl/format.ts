// The bytes of a JSONL log, as docs/log-format.md lays them down for ever: a header, then one event a line.
// In: texts of the codec, to be framed; or the bytes of a line, to be taken apart.
// Out: bytes with a checksum; or where the parts of the line stand, or the reason why it is no line of a log.
import { crc32 } from 'node:zlib'

/** The version of these bytes. */
export const formatVersion = 1

/** The first line of every log, with its line break. */
export const header = `{"relations-ledger":"log","formatVersion":${formatVersion}}\n`

/** The texts of one append, in their order. */
export interface Batch {
  readonly texts: readonly string[]
}

/** Batches as they will stand in the file; `lengths` are the bytes of each line, its line break included. */
export interface Framed {
  readonly bytes: Buffer
  readonly lengths: readonly number[]
}

/**
 * Frames batches, one after the other: each line says how many of its batch follow, and its checksum covers that too.
 * All are encoded at once, as one text: each call out of JavaScript costs as much as encoding a line does.
 *
 * @param space where to put the bytes if there is room, so that not every group of appends leaves a buffer to be collected
 */
export function frame(batches: readonly Batch[], space?: Buffer): Framed {
  const { joined, lengths, heads } = joinedLines(batches)
  // No character has more than three bytes.
  const hasRoom = space !== undefined && space.length >= joined.length * 3
  const bytes = hasRoom ? space : Buffer.allocUnsafe(Buffer.byteLength(joined))
  const size = bytes.write(joined)
  if (size !== joined.length) measure(lengths, bytes)
  let start = 0
  for (let line = 0; line < lengths.length; line++) {
    const next = start + (lengths[line] as number)
    bytes[start + (heads[line] as number)] = comma
    seal(bytes, start, next - 1)
    start = next
  }
  return { bytes: bytes.subarray(0, size), lengths }
}

interface Joined {
  readonly joined: string
  /** How many characters each line has. */
  readonly lengths: number[]
  /** How many of them stand before its text, whose opening brace becomes a comma. */
  readonly heads: readonly number[]
}

/** The lines as one text; their checksums are not in their places yet. */
function joinedLines(batches: readonly Batch[]): Joined {
  let joined = ''
  const [lengths, heads]: [number[], number[]] = [[], []]
  for (const { texts } of batches) {
    for (let index = 0; index < texts.length; index++) {
      const [text, more] = [texts[index] as string, texts.length - 1 - index]
      const head = more > 0 ? `${unsealed},"more":${more}` : unsealed
      joined += `${head}${text}\n`
      lengths.push(head.length + text.length + 1)
      heads.push(head.length)
    }
  }
  return { joined, lengths, heads }
}

/** Puts the lengths in bytes in place of those in characters, where there are characters of several bytes. No text has a line break. */
function measure(lengths: number[], bytes: Buffer): void {
  let start = 0
  for (let line = 0; line < lengths.length; line++) {
    const next = bytes.indexOf(lineBreak, start) + 1
    lengths[line] = next - start
    start = next
  }
}

/** Writes the checksum of the line from `start` to `end` (without its line break) into its place. */
function seal(bytes: Buffer, start: number, end: number): void {
  let crc = checksumOf(bytes, start, end)
  for (let at = start + coverStart - 3; at >= start + opening.length; at--) {
    bytes[at] = hexDigits[crc & 15] as number
    crc >>>= 4
  }
}

// A view made by hand, since subarray takes half as long again.
const checksumOf = (bytes: Buffer, start: number, end: number): number =>
  crc32(new Uint8Array(bytes.buffer, bytes.byteOffset + start + coverStart, end - start - coverStart))

/** A line taken apart. `text` is the byte of the comma that becomes the `{` of the codec's text. */
export interface FramedLine {
  readonly text: number
  readonly more: number
  readonly relation: string
  readonly version: number
  readonly idStart: number
  readonly idEnd: number
}

// Where the checksum's cover begins, counted from the line's first byte; and what stands before it while its checksum is not known.
const coverStart = 18
const unsealed = '{"crc":"00000000"'

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1')
export const opening = ascii('{"crc":"')
const afterCrc = ascii('",')
const moreKey = ascii('"more":')
const relationKey = ascii('"json":{"relation":"')
const versionKey = ascii('","version":')
const idKey = ascii(',"id":"')
const [lineBreak, carriageReturn, quote, comma, zero, nine, closingBrace] = [0x0a, 0x0d, 0x22, 0x2c, 0x30, 0x39, 0x7d] as const
const hexDigits = ascii('0123456789abcdef')

/** True if the checksum at `start` fits the bytes up to `end` (without the line break). */
export function checksumFits(bytes: Buffer, start: number, end: number): boolean {
  return end - start > coverStart && checksumOf(bytes, start, end) === readHex(bytes, start + opening.length)
}

/** The length of the line that these bytes begin with, if it is whole but for its line break and its checksum fits; 0 if there is none. */
export function wholeLineIn(bytes: Buffer): number {
  const expected = readHex(bytes, opening.length)
  let covered = coverStart
  let crc = 0
  for (let at = bytes.indexOf(closingBrace, covered); at >= 0; at = bytes.indexOf(closingBrace, covered)) {
    crc = crc32(bytes.subarray(covered, at + 1), crc)
    covered = at + 1
    if (crc === expected) return covered
  }
  return 0
}

/** Takes the line from `start` to `end` (without its line break) apart, or says what is wrong with it. */
export function takeApart(bytes: Buffer, start: number, end: number): FramedLine | string {
  if (!stands(opening, bytes, start) || !stands(afterCrc, bytes, start + 16)) return 'it does not start like a line of a log'
  if (bytes[end - 1] === carriageReturn) return 'it ends with a carriage return, which something has added'
  if (!checksumFits(bytes, start, end)) return 'its checksum does not fit its content'
  return parts(bytes, start + coverStart, end) ?? 'it does not name its relation, version and id at its start'
}

/** Where the codec's text begins in a line that was taken apart before: at the comma that stands for its `{`. */
export function textStart(bytes: Buffer, start: number): number {
  const cover = start + coverStart
  return stands(moreKey, bytes, cover) ? endOfDigits(bytes, cover + moreKey.length) : cover - 1
}

/** What stands in each text of this relation between its first byte and its version. */
export const headOf = (relation: string): Buffer => Buffer.concat([relationKey, ascii(relation), versionKey])

/** Where the id starts in a text with this head and version that begins at `from`; −1 if it is not one. */
export function idStartOf(bytes: Buffer, from: number, head: Buffer, version: number): number {
  const versionStart = from + 1 + head.length
  const versionEnd = endOfDigits(bytes, versionStart)
  const placed = stands(head, bytes, from + 1) && readNumber(bytes, versionStart, versionEnd) === version
  return placed && stands(idKey, bytes, versionEnd) ? versionEnd + idKey.length : -1
}

// Fourteen steps in a row; it runs for every line of a log when it is opened, so nothing is parsed twice and no pattern is compiled.
function parts(bytes: Buffer, cover: number, end: number): FramedLine | undefined {
  let more = 0
  let json = cover
  if (stands(moreKey, bytes, cover)) {
    const digitsEnd = endOfDigits(bytes, cover + moreKey.length)
    more = readNumber(bytes, cover + moreKey.length, digitsEnd)
    if (!(more > 0) || bytes[digitsEnd] !== comma) return undefined
    json = digitsEnd + 1
  }
  if (!stands(relationKey, bytes, json)) return undefined
  const relationStart = json + relationKey.length
  const relationEnd = endOfName(bytes, relationStart)
  const versionStart = relationEnd + versionKey.length
  const versionEnd = endOfDigits(bytes, versionStart)
  const idStart = versionEnd + idKey.length
  const idEnd = endOfName(bytes, idStart)
  const version = readNumber(bytes, versionStart, versionEnd)
  const named = stands(versionKey, bytes, relationEnd) && stands(idKey, bytes, versionEnd) && idEnd > idStart && bytes[idEnd] === quote
  if (!named || !(version > 0) || bytes[end - 1] !== closingBrace) return undefined
  return { text: json - 1, more, relation: bytes.toString('latin1', relationStart, relationEnd), version, idStart, idEnd }
}

function stands(expected: Buffer, bytes: Buffer, at: number): boolean {
  for (let index = 0; index < expected.length; index++) if (bytes[at + index] !== expected[index]) return false
  return true
}

// What relations and ids are made of: letters, digits, hyphen and the tilde between two parties.
const nameBytes = new Uint8Array(256)
for (const byte of ascii('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-~')) nameBytes[byte] = 1

function endOfName(bytes: Buffer, from: number): number {
  let at = from
  while (nameBytes[bytes[at] as number] === 1) at++
  return at
}

function endOfDigits(bytes: Buffer, from: number): number {
  let at = from
  while ((bytes[at] as number) >= zero && (bytes[at] as number) <= nine) at++
  return at
}

// NaN for what is not a number as JSON writes it: no digits, a leading zero, or more than can be counted exactly.
function readNumber(bytes: Buffer, from: number, to: number): number {
  if (to === from || to - from > 15 || bytes[from] === zero) return Number.NaN
  let value = 0
  for (let at = from; at < to; at++) value = value * 10 + (bytes[at] as number) - zero
  return value
}

// Lower-case digits only; −1, which no checksum is, for anything else.
function readHex(bytes: Buffer, from: number): number {
  let value = 0
  for (let at = from; at < from + 8; at++) {
    const byte = bytes[at] as number
    const digit = byte >= zero && byte <= nine ? byte - zero : byte >= 0x61 && byte <= 0x66 ? byte - 0x57 : -1
    if (digit < 0) return -1
    value = value * 16 + digit
  }
  return value
}
