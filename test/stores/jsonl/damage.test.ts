// A log cut anywhere opens to a prefix of its whole appends; a log with any byte changed never opens to other content.
// In: a log of a hundred lines, single appends and batches, over an array of bytes instead of a disk.
import { describe, expect, test } from 'vitest'
import { isLedgerError } from '../../../src/errors.ts'
import type { Files } from '../../../src/stores/jsonl/files.ts'
import { type Framed, frame, header } from '../../../src/stores/jsonl/format.ts'
import { refresh } from '../../../src/stores/jsonl/open.ts'
import { noPlaces } from '../../../src/stores/jsonl/places.ts'
import { readLines } from '../../../src/stores/jsonl/read.ts'
import type { LogFile } from '../../../src/stores/jsonl/scan.ts'
import type { NewLine } from '../../../src/stores/store.ts'
import { batch } from '../../../src/testing/contract/lines.ts'

/** The sizes of the appends of the log: a hundred lines in all. */
const sizes = Array.from({ length: 40 }, (_, index) => [1, 4, 1, 3, 1, 2, 5, 3, 1, 4][index % 10] as number)
const relations = ['RU~US', 'DE~FR', 'RU~US']
const fillings = ['', 'größer 会 🕊', '{"crc":"', '}}', 'a\u0000b']

interface Append {
  readonly end: number
  readonly texts: readonly string[]
}

function build(): { bytes: Buffer; appends: readonly Append[] } {
  const parts: Buffer[] = [Buffer.from(header)]
  const versions = new Map<string, number>()
  const appends: Append[] = []
  let end = header.length
  for (const [index, size] of sizes.entries()) {
    const relation = relations[index % relations.length] as string
    const version = versions.get(relation) ?? 0
    const lines = batch(relation, version, size, fillings[index % fillings.length])
    const { bytes } = framed(lines)
    parts.push(bytes)
    end += bytes.length
    versions.set(relation, version + size)
    appends.push({ end, texts: lines.map(({ text }) => text) })
  }
  return { bytes: Buffer.concat(parts), appends }
}

const { bytes, appends } = build()

function over(content: Buffer): LogFile {
  const never = () => Promise.reject(new Error('an opening that repairs nothing only reads'))
  const read: Files['read'] = async (_, buffer, offset, length, position) => content.copy(buffer, offset, position, position + length)
  const files = { open: never, read, write: never, truncate: never, sync: never, close: never }
  return { files, descriptor: 0, name: 'log', places: noPlaces() }
}

/** The texts a log opens to, in the order of the file, and the torn tail it ends with. */
async function opened(content: Buffer): Promise<{ texts: string[]; torn: number }> {
  const log = over(Buffer.from(content))
  const tail = await refresh(log)
  const texts: [number, string][] = []
  for (const [relation, { starts }] of log.places.logs) {
    const lines = await readLines(log, relation, 1, starts.length)
    for (const [index, { text }] of lines.entries()) texts.push([starts[index] as number, text])
  }
  return { texts: texts.sort(([one], [other]) => one - other).map(([, text]) => text), torn: tail.length }
}

const wholeBefore = (size: number): string[] => appends.filter(({ end }) => end <= size).flatMap(({ texts }) => texts)

describe('a log of a hundred lines', { timeout: 60_000 }, () => {
  test('is what this file takes it for', async () => {
    expect(bytes.toString().split('\n')).toHaveLength(102)
    expect(await opened(bytes)).toEqual({ texts: appends.flatMap(({ texts }) => texts), torn: 0 })
  })

  test('cut at every byte, opens to the appends that are whole, and the rest is a torn tail', async () => {
    for (let size = 0; size <= bytes.length; size++) {
      const whole = Math.max(appends.findLast(({ end }) => end <= size)?.end ?? 0, size < header.length ? 0 : header.length)
      const found = await opened(bytes.subarray(0, size))
      if (found.torn !== size - whole || !sameTexts(found.texts, wholeBefore(size))) expect.fail(`cut at ${size}: ${JSON.stringify(found)}`)
    }
    expect(wholeBefore(bytes.length)).toHaveLength(100)
  })

  test('cut at every byte and followed by zeros, opens to the appends that are whole', async () => {
    const zeros = Buffer.alloc(2)
    for (let size = header.length; size < bytes.length; size++) {
      const found = await opened(Buffer.concat([bytes.subarray(0, size), zeros]))
      if (found.torn === 0 || !sameTexts(found.texts, wholeBefore(size))) expect.fail(`zeros from ${size}: ${JSON.stringify(found)}`)
    }
  })

  const changes: [string, (byte: number) => number][] = [
    ...[0, 5, 7].map((bit): [string, (byte: number) => number] => [`bit ${bit} flipped`, (byte) => byte ^ (1 << bit)]),
    ['made a line break', () => 0x0a],
    ['made NUL', () => 0],
    ['made a closing brace', () => 0x7d],
  ]
  test.each(changes)('with any one byte %s, is damaged and never opens to anything', async (_, change) => {
    const content = Buffer.from(bytes)
    for (const [at, byte] of bytes.entries()) {
      if (change(byte) === byte) continue
      content[at] = change(byte)
      const refused = await opened(content).catch((error: unknown) => error)
      if (!isLedgerError(refused, 'LOG_CORRUPT') && !isLedgerError(refused, 'FORMAT_UNSUPPORTED')) {
        expect.fail(`byte ${at}, ${byte} → ${content[at]}: ${JSON.stringify(refused)}`)
      }
      content[at] = byte
    }
    expect(content.equals(bytes)).toBe(true)
  })

  test('with the line break of its last line changed and a torn line after it, is damaged', async () => {
    for (const added of ['{', '{"crc":"1234', '{"crc":"12345678","json":{"relation":"RU~US","version":9}']) {
      const content = Buffer.concat([bytes, Buffer.from(added)])
      content[bytes.length - 1] = 0x0b
      await expect(opened(content)).rejects.toMatchObject({ code: 'LOG_CORRUPT', where: { line: 101 } })
    }
  })

  test('with something after it that no write of ours begins with, is damaged, and the place is named', async () => {
    for (const added of ['x', '[', '{"cr"', '{"crc"=', ' ', '\0x']) {
      const where = { file: 'log', line: 102, byte: bytes.length }
      await expect(opened(Buffer.concat([bytes, Buffer.from(added)]))).rejects.toMatchObject({ code: 'LOG_CORRUPT', where })
    }
  })
})

test('a header alone, with any one byte changed, is refused', async () => {
  const content = Buffer.from(header)
  for (const [at, byte] of Buffer.from(header).entries()) {
    for (const other of [0, 0x0a, 0x20, byte ^ 1, byte ^ 0x80]) {
      if (other === byte) continue
      content[at] = other
      const refused = await opened(content).catch((error: unknown) => error)
      if (!isLedgerError(refused)) expect.fail(`byte ${at}, ${byte} → ${other}: ${JSON.stringify(refused)}`)
    }
    content[at] = byte
  }
  expect(await opened(content)).toEqual({ texts: [], torn: 0 })
})

test('lines longer than what is read at once are put together', async () => {
  const long = batch('RU~US', 0, 3, 'é'.repeat(1 << 20))
  const content = Buffer.concat([Buffer.from(header), framed(long).bytes, framed(batch('DE~FR', 0, 1)).bytes])
  const { texts, torn } = await opened(content)
  expect(torn).toBe(0)
  expect(
    sameTexts(
      texts,
      [...long, ...batch('DE~FR', 0, 1)].map(({ text }) => text),
    ),
  ).toBe(true)
})

test('lines that lie far apart are read apart, and those that lie near together', async () => {
  const wide = (from: number) => framed(batch('DE~FR', from, 1, 'x'.repeat(1 << 15))).bytes
  const near = (from: number) => framed(batch('RU~US', from, 2)).bytes
  const log = over(Buffer.concat([Buffer.from(header), near(0), wide(0), near(2), near(4), wide(1), near(6)]))
  await refresh(log)
  let reads = 0
  const { read } = log.files
  const counted: Files['read'] = (...args) => {
    reads++
    return read(...args)
  }
  const counting = { ...log.files, read: counted }
  expect((await readLines({ ...log, files: counting }, 'RU~US', 1, 8)).map(({ text }) => text)).toEqual(
    batch('RU~US', 0, 8).map(({ text }) => text),
  )
  expect(reads).toBe(3)
})

function framed(lines: readonly NewLine[]): Framed {
  return frame([{ texts: lines.map(({ text }) => text) }])
}

function sameTexts(found: readonly string[], expected: readonly string[]): boolean {
  return found.length === expected.length && found.every((text, index) => text === expected[index])
}
