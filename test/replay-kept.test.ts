// The logs of test/replay, and the snapshots of them, stay as they were written: none is changed, none is gone.
// In: the logs, the checksums beside them, and the history of the project where there is one (a copy without git has none, and a
// shallow one has a part). Out: no complaint. A new log brings its line in SHA256SUMS; `npm run replay:logs` writes both.
// Checksums and logs changed together pass in a copy without history, and nowhere else: what git once held counts.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const folder = join(import.meta.dirname, 'replay')

/** The bytes of each by its name, such as `0.1/us-russia.jsonl`. */
type Logs = ReadonlyMap<string, Buffer>

const logs: Logs = new Map(
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.(jsonl|snapshot)$/.test(name))
    .map((name) => [name, readFileSync(join(folder, name))]),
)

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
/** What git calls the content of a file. */
const blob = (bytes: Buffer): string => createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')

/** What is wrong, log by log, where each should have this sum. */
function complaints(found: Logs, expected: ReadonlyMap<string, string>, sumOf: (bytes: Buffer) => string): string[] {
  return [...expected].flatMap(([name, sum]) => {
    const bytes = found.get(name)
    if (bytes === undefined) return [`${name} is gone: put it back`]
    return sumOf(bytes) === sum ? [] : [`${name} was changed: put it back, and keep what is new in a log of its own`]
  })
}

const listed = new Map(
  readFileSync(join(folder, 'SHA256SUMS'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('  ', 2) as [string, string])
    .map(([sum, name]) => [name, sum]),
)

describe('by the checksums', () => {
  test('no log is changed, and none is gone', () => expect(complaints(logs, listed, sha256)).toEqual([]))
  test('each log is listed', () => expect([...logs.keys()].filter((name) => !listed.has(name))).toEqual([]))
})

const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28 })

/** Each log as it was when it came into the history, which git lists from the last commit to the first. */
function firstBlobs(): ReadonlyMap<string, string> {
  const lines = git('log', '--format=', '--raw', '--no-abbrev', '--no-renames', '--diff-filter=A', '--', '.').split('\n')
  const added = lines
    .map((line) => /^:\d+ \d+ \w+ (\w+) A\t.*?test\/replay\/(.*\.(?:jsonl|snapshot))$/.exec(line))
    .filter((line) => line !== null)
  return new Map(added.map(([, sum = '', name = '']) => [name, sum]))
}

const hasHistory = existsSync(join(folder, '..', '..', '.git')) && firstBlobs().size > 0

describe('by the history', () => {
  test.runIf(hasHistory)('no log is changed, and none is gone', () => expect(complaints(logs, firstBlobs(), blob)).toEqual([]))

  test.runIf(hasHistory)('no line of the checksums was ever taken away', () => {
    const before = git('log', '--format=', '-p', '--', 'SHA256SUMS').split('\n')
    expect(before.filter((line) => /^-[0-9a-f]/.test(line))).toEqual([])
  })

  test.skipIf(hasHistory)('skipped: this copy has no history of test/replay, so the checksums alone were held against the logs', () => {})
})

describe('the check sees', () => {
  const [name, bytes] = [...logs][0] as [string, Buffer]

  test('one changed byte, by either sum', () => {
    const changed = new Map(logs).set(name, Buffer.from(bytes.toString('latin1').replace('"recorded"', '"Recorded"'), 'latin1'))
    expect(complaints(changed, listed, sha256)).toEqual([expect.stringContaining(`${name} was changed`)])
    expect(complaints(changed, new Map([[name, blob(bytes)]]), blob)).toEqual([expect.stringContaining(`${name} was changed`)])
  })

  test('a log that is gone', () => {
    const fewer = new Map([...logs].filter(([each]) => each !== name))
    expect(complaints(fewer, listed, sha256)).toEqual([expect.stringContaining(`${name} is gone`)])
  })

  test('with the sums of git and of sha256sum', () => {
    expect(blob(Buffer.from('what is up, doc?'))).toBe('bd9dbf5aae1a3862dd1526723246b20206e5fc37')
    expect(sha256(Buffer.from(''))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  })
})
