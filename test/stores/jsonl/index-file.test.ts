// The index beside a log saves the look at each line, and nothing else: with it and without it a store answers the same,
// whatever became of the log meanwhile; damage that the opening passes over is named, by its line, when it is read.
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isLedgerError } from '../../../src/errors.ts'
import { diskFiles } from '../../../src/stores/jsonl/files.ts'
import { type JsonlOptions, jsonlStore, jsonlStoreOver, salvage } from '../../../src/stores/jsonl.ts'
import type { NewLine, Store } from '../../../src/stores/store.ts'
import { batch, line, stored } from '../../../src/testing/contract/lines.ts'
import { noLimit, runs, seed } from '../../properties/size.ts'
import { faultyFiles } from './faulty.ts'
import { newFolder } from './folder.ts'

const inFolder = newFolder()
let number = 0
const newFile = () => inFolder(`${++number}.jsonl`)
const pair = 'RU~US'
const relations = ['RU~US', 'DE~FR', 'A~B']
// So small that the logs of these tests have an index at once, and most of a log lies in neither of its ends: the first holds the header.
const indexing = { every: 1, window: 64 }
const options: JsonlOptions = { durability: 'os', onRepair: () => {} }

const open = (file: string, more: JsonlOptions = {}): Store => jsonlStoreOver(diskFiles, file, { ...options, ...more }, indexing)

const codeOf = (error: unknown): unknown => {
  if (!isLedgerError(error)) throw error
  return { code: error.code, where: { ...error.where, file: 'log' } }
}

/** Everything that can be asked of a store, or the refusal of each question. */
async function answers(store: Store): Promise<Map<string, unknown>> {
  const found = new Map<string, unknown>()
  const ask = async (what: string, question: () => Promise<unknown>) => found.set(what, await question().catch(codeOf))
  await ask('relations', () => store.relations())
  for (const relation of relations) await ask(relation, () => store.read(relation))
  await ask('since', () => store.since())
  await ask('since 2', () => store.since('0000000000000002', 3))
  await store.close()
  return found
}

async function writeBatches(file: string, sizes: readonly (readonly [relation: number, size: number])[], filling = ''): Promise<void> {
  for (const [at, size] of sizes) {
    // Opened for each, so that some of the log is in the index and some is not.
    const store = open(file)
    const relation = relations[at] as string
    const version = (await store.read(relation)).length
    await store.append(relation, version, batch(relation, version, size, filling))
    await store.close()
  }
}

type Deed = (bytes: Buffer, at: number) => Buffer

function placesOfLines(bytes: Buffer): [start: number, end: number][] {
  const places: [number, number][] = []
  for (let start = bytes.indexOf(0x0a) + 1, end = bytes.indexOf(0x0a, start); end >= 0; start = end + 1, end = bytes.indexOf(0x0a, start))
    places.push([start, end + 1])
  return places
}

const deeds: { readonly [what: string]: Deed } = {
  'nothing happens': (bytes) => bytes,
  'a bit flips': (bytes, at) => Buffer.from(bytes.map((byte, index) => (index === at % bytes.length ? byte ^ 1 : byte))),
  'it is cut': (bytes, at) => bytes.subarray(0, at % bytes.length),
  'something is added': (bytes) => Buffer.concat([bytes, Buffer.from('{"crc":"00')]),
  'a line goes': (bytes, at) => {
    const lines = placesOfLines(bytes)
    const [start, end] = lines[at % lines.length] as [number, number]
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)])
  },
  'two lines change places': (bytes, at) => {
    const lines = placesOfLines(bytes)
    const first = at % lines.length
    const [one, other] = [lines[first], lines[first + 1]]
    if (one === undefined || other === undefined) return bytes
    return Buffer.concat([bytes.subarray(0, one[0]), bytes.subarray(...other), bytes.subarray(...one), bytes.subarray(other[1])])
  },
}

const history = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 1, max: 3 })), { minLength: 2, maxLength: 8 })

test('with an index, a store answers what it answers without one, or names the damage where it is read', { timeout: noLimit }, async () => {
  await fc.assert(
    fc.asyncProperty(
      history,
      fc.constantFrom(...Object.keys(deeds)),
      fc.nat(10_000),
      fc.boolean(),
      async (sizes, deed, at, indexIsHurt) => {
        const [file, plain] = [newFile(), newFile()]
        await writeBatches(file, sizes)
        expect(existsSync(`${file}.index`)).toBe(true)
        const changed = (deeds[deed] as Deed)(readFileSync(file), at)
        writeFileSync(file, changed)
        writeFileSync(plain, changed)
        if (indexIsHurt) hurt(`${file}.index`, at)
        const expected = await answers(open(plain, { verify: true }))
        const found = await answers(open(file))
        compare(found, deed === 'two lines change places' ? withOrderOf(found, expected) : expected)
        if (!isRefused(expected.get('relations'))) {
          // Whatever the index said, it is right from now on.
          compare(await answers(open(file)), expected)
        }
      },
    ),
    { seed, numRuns: runs(60) },
  )
})

/**
 * The list of relations reads no line. Where whole appends have changed places it may have their old order, until a line is read and the
 * index found out: the same relations in any order are as good.
 */
function withOrderOf(found: Map<string, unknown>, expected: Map<string, unknown>): Map<string, unknown> {
  const [one, other] = [found.get('relations'), expected.get('relations')]
  if (!Array.isArray(one) || !Array.isArray(other)) return expected
  return new Map(expected).set(
    'relations',
    other.toSorted((a, b) => one.indexOf(a) - one.indexOf(b)),
  )
}

function hurt(file: string, at: number): void {
  const bytes = readFileSync(file)
  bytes[at % bytes.length] = (bytes[at % bytes.length] as number) ^ 1
  writeFileSync(file, bytes)
}

const isRefused = (answer: unknown): answer is { code: string } => typeof (answer as { code?: unknown } | undefined)?.code === 'string'

/** The same; or, where a look at every line finds damage: from each question the same refusal, or what was written before it. */
function compare(found: Map<string, unknown>, expected: Map<string, unknown>): void {
  const refused = expected.get('relations')
  if (!isRefused(refused)) {
    for (const [what, answer] of found) if (!isMisled(answer)) expect([what, answer]).toEqual([what, expected.get(what)])
    return
  }
  for (const [what, answer] of found) {
    if (isRefused(answer)) expect(answer).toEqual(refused)
    else if (what !== 'relations' && !what.startsWith('since'))
      expect(answer).toEqual(stored(what, 1, (answer as readonly NewLine[]).length))
  }
  expect(found.get('since')).toEqual(refused)
}

const isMisled = (answer: unknown): boolean => isRefused(answer) && answer.code === 'STORE_FAILED'

async function longLog(lines: number): Promise<string> {
  const file = newFile()
  const store = jsonlStore(file, options)
  for (let version = 0; version < lines; version += 1000) await store.append(pair, version, batch(pair, version, 1000))
  await store.close()
  return file
}

describe('a long log', { timeout: 60_000 }, () => {
  test('has an index, a short one has none; it is read through it, by a reader too, and not looked at as a whole', async () => {
    expect(existsSync(`${await longLog(16_000)}.index`)).toBe(false)
    const file = await longLog(20_000)
    expect(existsSync(`${file}.index`)).toBe(true)
    for (const [more, least, most] of [
      [{}, 0, 1 << 20],
      [{ readOnly: true }, 0, 1 << 20],
      [{ verify: true }, statSync(file).size, Number.POSITIVE_INFINITY],
    ] as const) {
      const files = faultyFiles()
      let read = 0
      files.instead.read = async (...args) => {
        const count = await diskFiles.read(...args)
        read += count
        return count
      }
      const store = jsonlStoreOver(files, file, { ...options, ...more })
      expect(await store.read(pair, 5, 2)).toEqual(stored(pair, 5, 6))
      expect((await store.since('0000000000019999')).map(({ version }) => version)).toEqual([20_000])
      await store.close()
      expect(read).toBeGreaterThan(least)
      expect(read).toBeLessThan(most)
    }
  })

  test('that is damaged within its index opens, names the line when it is read, and is refused at once with verify', async () => {
    const file = await longLog(20_000)
    const bytes = readFileSync(file)
    const [start] = placesOfLines(bytes)[9_999] as [number, number]
    bytes[start + 60] = (bytes[start + 60] as number) ^ 1
    writeFileSync(file, bytes)
    const refusal = { code: 'LOG_CORRUPT', where: { file, line: 10_001, byte: start } }
    const store = jsonlStore(file, options)
    expect(await store.read(pair, 1, 9_999)).toEqual(stored(pair, 1, 9_999))
    await expect(store.read(pair)).rejects.toMatchObject(refusal)
    await expect(store.since('0000000000009000')).rejects.toMatchObject(refusal)
    await store.close()
    await expect(jsonlStore(file, { ...options, verify: true }).read(pair, 1, 1)).rejects.toMatchObject(refusal)
    const { lines } = await salvage(file, newFile())
    expect(lines).toBe(9_000)
  })
})

test('a log that was swapped for another with the same ends opens to itself: the index is found out and goes', async () => {
  const file = newFile()
  const store = open(file)
  await store.append('A~B', 0, [line('A~B', 1)])
  await store.append(pair, 0, [line(pair, 1)])
  await store.append('DE~FR', 0, [line('DE~FR', 1, 'longer')])
  await store.append(pair, 1, [line(pair, 2)])
  await store.close()
  const swapped = (deeds['two lines change places'] as Deed)(readFileSync(file), 1)
  writeFileSync(file, swapped)
  const misled = open(file)
  await expect(misled.read(pair)).rejects.toMatchObject({ code: 'STORE_FAILED', message: expect.stringContaining('another log') })
  await misled.close()
  expect(await answers(open(file))).toEqual(await answers(open(file, { verify: true })))
  expect(readFileSync(file).equals(swapped)).toBe(true)
})

test('an index of what was there before is not believed, and a new one is written', async () => {
  const [file, other] = [newFile(), newFile()]
  await writeBatches(file, [[0, 3]])
  await writeBatches(other, [[1, 2]], 'something else')
  const before = readFileSync(`${file}.index`)
  copyFileSync(other, file)
  const store = open(file)
  expect(await store.relations()).toEqual(['DE~FR'])
  await store.close()
  expect(readFileSync(`${file}.index`).equals(before)).toBe(false)
  rmSync(`${file}.index`)
  expect(await answers(open(file, { readOnly: true }))).toEqual(await answers(open(other)))
  expect(existsSync(`${file}.index`)).toBe(false)
})

test('a log that became shorter before its index was written gets none', async () => {
  const file = newFile()
  const files = faultyFiles()
  const store = jsonlStoreOver(files, file, options, { ...indexing, every: 2 })
  await store.relations()
  files.instead.read = async () => 0
  await store.append(pair, 0, batch(pair, 0, 2))
  await store.close()
  expect(existsSync(`${file}.index`)).toBe(false)
  expect(existsSync(`${file}.index.next`)).toBe(false)
})

test('an index that cannot be written is done without', async () => {
  const file = newFile()
  // A folder stands where the index is put together.
  mkdirSync(`${file}.index.next`)
  await writeBatches(file, [
    [0, 3],
    [0, 2],
  ])
  expect(existsSync(`${file}.index`)).toBe(false)
  const store = open(file)
  expect(await store.read(pair)).toEqual(stored(pair, 1, 5))
  await store.close()
})
