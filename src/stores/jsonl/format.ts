// The bytes of a JSONL log, as docs/log-format.md lays them down for ever: a header, then one event a line.
// In: texts of the codec, to be framed; or the bytes of a line, to be taken apart.
// Out: bytes with a checksum; or where the parts of the line stand, or the reason why it is no line of a log.
import { crc32 } from 'node:zlib'
import type { NewLine } from '../store.ts'

/** The version of these bytes. */
export const formatVersion = 1

/** The first line of every log, with its line break. */
export const header = `{"relations-ledger":"log","formatVersion":${formatVersion}}\n`

/** A batch as it will stand in the file; `lengths` are the bytes of each line, its line break included. */
export interface FramedBatch {
  readonly bytes: Buffer
  readonly lengths: readonly number[]
}

/** Frames a batch: each line says how many of its batch follow, and its checksum covers that too. */
export function frameBatch(lines: readonly NewLine[]): FramedBatch {
  const framed = lines.map(({ text }, index) => frameLine(text, lines.length - 1 - index))
  const bytes = Buffer.from(framed.length === 1 ? (framed[0] as string) : framed.join(''))
  return { bytes, lengths: framed.length === 1 ? [bytes.length] : framed.map((line) => Buffer.byteLength(line)) }
}

function frameLine(text: string, more: number): string {
  const covered = `${more > 0 ? `"more":${more},` : ''}${text.slice(1)}`
  return `{"crc":"${hex(crc32(covered))}",${covered}\n`
}

const hex = (crc: number): string => crc.toString(16).padStart(8, '0')

/** A line taken apart. `text` is the byte of the comma that becomes the `{` of the codec's text. */
export interface FramedLine {
  readonly text: number
  readonly more: number
  readonly relation: string
  readonly version: number
  readonly idStart: number
  readonly idEnd: number
}

// Where the checksum's cover begins, counted from the line's first byte.
const coverStart = 18

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1')
export const opening = ascii('{"crc":"')
const afterCrc = ascii('",')
const moreKey = ascii('"more":')
const relationKey = ascii('"json":{"relation":"')
const versionKey = ascii('","version":')
const idKey = ascii(',"id":"')
const [quote, comma, zero, nine, carriageReturn, closingBrace] = [0x22, 0x2c, 0x30, 0x39, 0x0d, 0x7d] as const

/** True if the checksum at `start` fits the bytes up to `end` (without the line break). */
function checksumFits(bytes: Buffer, start: number, end: number): boolean {
  return end - start > coverStart && crc32(bytes.subarray(start + coverStart, end)) === readHex(bytes, start + opening.length)
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

/** Where the id starts in a text of this relation and version that begins at `from`; −1 if it is not one. */
export function idStartOf(bytes: Buffer, from: number, relation: Buffer, version: number): number {
  const relationStart = from + 1 + relationKey.length
  const versionStart = relationStart + relation.length + versionKey.length
  const versionEnd = endOfDigits(bytes, versionStart)
  const named = stands(relationKey, bytes, from + 1) && stands(relation, bytes, relationStart)
  const placed = stands(versionKey, bytes, relationStart + relation.length) && readNumber(bytes, versionStart, versionEnd) === version
  return named && placed && stands(idKey, bytes, versionEnd) ? versionEnd + idKey.length : -1
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
