// What is whole of a damaged log is saved, nothing else is, and every byte that is not is listed.
// In: a log of three relations with single appends and batches, damaged in many ways.
// Out: the salvaged log, which opens, and the list.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { jsonlStore, type SalvageReport, salvage } from '../../../src/stores/jsonl.ts'
import { batch, stored } from '../../../src/testing/contract/lines.ts'
import { newFolder } from './folder.ts'

const inFolder = newFolder()
const [damaged, into] = [inFolder('damaged.jsonl'), inFolder('salvaged.jsonl')]
const relations = ['RU~US', 'DE~FR', 'A~B'] as const
const sizes = [1, 3, 1, 2, 1, 4, 1]

/** One append of the log: its relation and versions, and the bytes it takes. */
interface Append {
  readonly relation: string
  readonly from: number
  readonly to: number
  readonly start: number
  readonly end: number
}

let bytes: Buffer
const appends: Append[] = []

beforeAll(async () => {
  const file = inFolder('whole.jsonl')
  const store = jsonlStore(file, { durability: 'os' })
  await store.relations()
  const versions = new Map<string, number>()
  for (let round = 0; round < 21; round++) {
    const [relation, size] = [relations[round % 3] as string, sizes[round % sizes.length] as number]
    const version = versions.get(relation) ?? 0
    const start = readFileSync(file).length
    await store.append(relation, version, batch(relation, version, size, round % 2 ? 'größer' : '}}'))
    versions.set(relation, version + size)
    appends.push({ relation, from: version + 1, to: version + size, start, end: readFileSync(file).length })
  }
  await store.close()
  bytes = readFileSync(file)
})

async function salvaged(content: Buffer): Promise<{ report: SalvageReport; versions: Map<string, number> }> {
  writeFileSync(damaged, content)
  rmSync(into, { force: true })
  const report = await salvage(damaged, into)
  expect(readFileSync(damaged).equals(content)).toBe(true)
  const store = jsonlStore(into, { readOnly: true })
  const versions = new Map<string, number>()
  for (const relation of await store.relations()) {
    const lines = await store.read(relation)
    versions.set(relation, lines.length)
    expect(lines.map(({ id, version }) => [id, version])).toEqual(stored(relation, 1, lines.length).map(({ id, version }) => [id, version]))
  }
  await store.close()
  // Every line that was saved is one that was there, byte for byte.
  const there = new Set(bytes.toString().split('\n'))
  expect(
    readFileSync(into, 'utf8')
      .split('\n')
      .filter((line) => !there.has(line)),
  ).toEqual([])
  return { report, versions }
}

/** The versions a relation has up to the append that holds this byte, if that is its own; all of them otherwise. */
function expected(hit: (append: Append) => boolean): Map<string, number> {
  const versions = new Map<string, number>()
  const over = new Set<string>()
  for (const append of appends) {
    if (hit(append)) over.add(append.relation)
    if (!over.has(append.relation)) versions.set(append.relation, append.to)
  }
  return versions
}

const linesOf = (versions: ReadonlyMap<string, number>) => [...versions.values()].reduce((sum, count) => sum + count, 0)

describe('a log with one damage', () => {
  test('a whole log is saved whole', async () => {
    const { report, versions } = await salvaged(bytes)
    expect(report).toEqual({ lines: linesOf(versions), relations: 3, left: [] })
    expect(readFileSync(into).equals(bytes)).toBe(true)
  })

  test('any byte changed (every 23rd is tried, and every line break) costs its relation what comes from there on, and the others nothing', async () => {
    const first = appends[0] as Append
    let least = Number.POSITIVE_INFINITY
    for (let at = first.start; at < bytes.length; at += 1) {
      if (at % 23 !== 0 && bytes[at] !== 0x0a) continue
      const content = Buffer.from(bytes)
      content[at] = (content[at] as number) ^ 1
      const { report, versions } = await salvaged(content)
      const full = expected(({ start, end }) => at >= start && at < end)
      // A line break that was changed loses nothing: both lines are whole without it. At the very end it is a line that is not complete.
      const isBreak = bytes[at] === 0x0a && at !== bytes.length - 1
      expect([at, versions]).toEqual([at, isBreak ? expected(() => false) : full])
      expect(report.lines).toBe(linesOf(versions))
      const leftBytes = report.left.reduce((sum, each) => sum + each.bytes, 0)
      expect([at, readFileSync(into).length + leftBytes]).toEqual([at, bytes.length])
      least = Math.min(least, report.lines)
    }
    expect(least).toBeLessThan(40)
  })

  test('a line taken out, doubled, or with rubbish before it', async () => {
    const { relation, start, end } = appends[7] as Append
    const hit = (append: Append) => append.start === start
    const without = Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)])
    expect((await salvaged(without)).versions).toEqual(expected(hit))
    const doubled = Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)])
    const { report, versions } = await salvaged(doubled)
    expect(versions).toEqual(expected(() => false))
    expect(report.left.every((each) => each.relation === relation && each.byte >= end)).toBe(true)
    const rubbish = Buffer.concat([bytes.subarray(0, start), Buffer.from('rubbish\n\n'), bytes.subarray(start)])
    expect((await salvaged(rubbish)).report.left).toEqual([
      { line: expect.any(Number), byte: start, bytes: 8, reason: expect.stringContaining('does not start like a line') },
      { line: expect.any(Number), byte: start + 8, bytes: 1, reason: expect.stringContaining('does not start like a line') },
    ])
  })

  test('a header that is gone or changed costs nothing else', async () => {
    const headerEnd = (appends[0] as Append).start
    for (const content of [bytes.subarray(headerEnd), Buffer.concat([Buffer.from('x'), bytes.subarray(1)])]) {
      expect((await salvaged(content)).versions).toEqual(expected(() => false))
    }
  })

  test('line ends of another system cost nothing', async () => {
    const { versions } = await salvaged(Buffer.from(bytes.toString().replaceAll('\n', '\r\n')))
    expect(versions).toEqual(expected(() => false))
  })

  test('cut anywhere it has the appends that are whole', async () => {
    for (let size = 0; size < bytes.length; size += 41) {
      const { versions } = await salvaged(bytes.subarray(0, size))
      expect([size, versions]).toEqual([size, expected(({ end }) => end > size)])
    }
  })
})

test('a log longer than what is read at once', async () => {
  const file = inFolder('long.jsonl')
  const store = jsonlStore(file, { durability: 'os' })
  for (let version = 0; version < 30; version += 3) await store.append('RU~US', version, batch('RU~US', version, 3, 'é'.repeat(60_000)))
  await store.close()
  const content = readFileSync(file)
  content[2_000_000] = 0
  writeFileSync(damaged, content)
  rmSync(into, { force: true })
  const { lines, left } = await salvage(damaged, into)
  expect(lines).toBe(15)
  expect(left.length).toBe(15)
  expect(left.map(({ reason }) => /batch|checksum|missing/.exec(reason)?.[0])).toEqual(['batch', 'checksum', ...Array(13).fill('missing')])
})

test('what cannot be salvaged is refused by name, and no file is overwritten', async () => {
  writeFileSync(damaged, bytes)
  writeFileSync(into, 'mine')
  await expect(salvage(damaged, into)).rejects.toMatchObject({ code: 'STORE_FAILED', details: { code: 'EEXIST' } })
  expect(readFileSync(into, 'utf8')).toBe('mine')
  await expect(salvage(inFolder('nowhere'), inFolder('x'))).rejects.toMatchObject({ code: 'STORE_FAILED', details: { code: 'ENOENT' } })
  await expect(salvage('', 'x')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', details: { argument: 'file' } })
  await expect(salvage(damaged, 7 as never)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', details: { argument: 'into' } })
  await expect(salvage(inFolder('.'), inFolder('y'))).rejects.toMatchObject({ code: 'STORE_FAILED', details: { code: 'EISDIR' } })
  expect(existsSync(inFolder('y'))).toBe(false)
  writeFileSync(damaged, '{"relations-ledger":"log","formatVersion":12}\n')
  const newer = inFolder('newer.jsonl')
  await expect(salvage(damaged, newer)).rejects.toMatchObject({ code: 'FORMAT_UNSUPPORTED', details: { formatVersion: 12 } })
  expect(existsSync(newer)).toBe(false)
})
