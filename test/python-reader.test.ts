// The reader in Python, written from docs/log-format.md, says of every log what the library says.
// In: the example log, cut and changed; a log of many demands. Out: the same open demands, or both refuse the file.
// Where there is no python3, each test is skipped and says so.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { demand } from '../src/entities/demand.ts'
import { isLedgerError } from '../src/errors.ts'
import { openLedger } from '../src/ledger.ts'
import { jsonlStore } from '../src/stores/jsonl.ts'
import { vocabulary } from '../src/vocabulary.ts'
import { arbitraryHistory } from './arbitrary-history.ts'

const examples = join(import.meta.dirname, '..', 'examples')
const script = join(examples, '08-python-reader', 'open_demands.py')
const example = readFileSync(join(examples, '02-us-russia', 'us-russia.jsonl'))
const folder = mkdtempSync(join(tmpdir(), 'python-reader-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const version = spawnSync('python3', ['--version'], { encoding: 'utf8' })
const withPython = version.status === 0 ? test : test.skip
if (version.status !== 0) console.log('skipped: the reader in Python, for there is no python3 on this machine')

/** What the reader prints, or `damaged`. */
function byPython(file: string): string {
  const { status, stdout, stderr } = spawnSync('python3', [script, file], { encoding: 'utf8' })
  if (status === 0) return stdout
  expect(stderr).toMatch(/^line \d+: [^\n]+\n$/)
  return 'damaged'
}

/** The same from the library. */
async function byLibrary(file: string): Promise<string> {
  const ledger = openLedger({ store: jsonlStore(file, { readOnly: true }) })
  try {
    const lines: string[] = []
    for (const relation of await ledger.relations())
      for (const { id, status, raiser } of (await relation.state()).demands.open)
        lines.push(`${relation.id} ${id}: ${status}, raised by ${raiser}\n`)
    return lines.join('')
  } catch (error) {
    if (isLedgerError(error, 'LOG_CORRUPT') || isLedgerError(error, 'FORMAT_UNSUPPORTED')) return 'damaged'
    throw error
  } finally {
    await ledger.close()
  }
}

function fileOf(bytes: Buffer): string {
  const file = join(folder, 'log.jsonl')
  writeFileSync(file, bytes)
  return file
}

async function agree(bytes: Buffer): Promise<string> {
  const file = fileOf(bytes)
  const said = byPython(file)
  expect(said).toBe(await byLibrary(file))
  return said
}

test('it is short', () => expect(readFileSync(script, 'utf8').split('\n').length - 1).toBeLessThanOrEqual(60))

withPython('it lists the open demands of the example log', async () => {
  const expected = readFileSync(join(examples, '08-python-reader', 'expected.txt'), 'utf8')
  expect(await agree(example)).toBe(expected)
  expect(expected.split('\n')).toHaveLength(6)
})

withPython('a log that is cut somewhere opens to its whole appends, for both', async () => {
  const cuts = fc.sample(fc.nat(example.length - 1), { seed: 20250410, numRuns: 10 })
  const said = await each([0, 10, 44, 45, 46, ...cuts].map((end) => example.subarray(0, end)))
  expect(said).not.toContain('damaged')
  expect(new Set(said).size).toBeGreaterThan(3)
})

withPython('a log with one changed byte is refused by both', async () => {
  const places = fc.sample(fc.nat(example.length - 1), { seed: 20250410, numRuns: 10 })
  const said = await each(
    [...places, 44, example.length - 1].map((at) => Buffer.from(example.map((byte, place) => (place === at ? byte ^ 1 : byte)))),
  )
  expect(new Set(said)).toEqual(new Set(['damaged']))
})

withPython('what may follow the last whole append is told from damage alike', async () => {
  const lines = example.toString('utf8').split('\n')
  const last = `${lines[5]}`
  const head = lines.slice(0, 5).join('\n')
  const tails = [
    '\n',
    '\n\0\0\0',
    '\n{"crc',
    '\n{"cra',
    `\n${last}`,
    `\n${last}\0`,
    `\n${last}\0\0`,
    `\n${last}x`,
    `\n${last}\r\n`,
    '\n\n',
    '\n{"crc":"0\0\0',
  ]
  const said = await each(tails.map((tail) => Buffer.from(head + tail)))
  expect(said.filter((each) => each === 'damaged')).toHaveLength(5)
})

withPython('the demands of many relations, in batches and cut in a batch', async () => {
  const file = join(folder, 'many.jsonl')
  const ledger = openLedger({ store: jsonlStore(file, { durability: 'os' }), rules: 'report' })
  const histories = fc.sample(arbitraryHistory(vocabulary(demand), { following: 100, maxLength: 30 }), { seed: 20250410, numRuns: 60 })
  for (const [at, history] of histories.entries()) {
    // One day for all: then the order of recording is the order of what happened.
    const events = history.map((event) => ({ ...event, occurred: '2025-04-10' })) as (typeof history)[number][]
    // Parties are not part of it: the pair is renamed with its relation.
    const renamed = JSON.parse(JSON.stringify(events).replaceAll('"US"', `"US${at}"`)) as typeof events
    // The reader knows no rules: it is given what the rules take.
    const ruled = openLedger().between('RU', `US${at}`)
    for (const event of renamed) await ruled.append(event, { expectedVersion: 'any' }).catch(() => {})
    const taken: typeof events = []
    for await (const { type, occurred, by, data } of ruled.events())
      taken.push({ type, occurred, ...(by === undefined ? {} : { by }), data } as (typeof events)[number])
    if (taken.length > 0) await ledger.between('RU', `US${at}`).append(taken, { expectedVersion: 0 })
  }
  await ledger.close()
  const bytes = readFileSync(file)
  const whole = await agree(bytes)
  expect(whole.split('\n').length).toBeGreaterThan(40)
  for (const share of [0.3, 0.6, 0.9]) expect(whole).toContain(await agree(bytes.subarray(0, Math.floor(bytes.length * share))))
})

async function each(files: readonly Buffer[]): Promise<readonly string[]> {
  const said: string[] = []
  for (const bytes of files) said.push(await agree(bytes))
  return said
}
