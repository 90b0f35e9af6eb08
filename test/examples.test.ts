// The examples run as a user runs them, and print what stands beside them in expected.txt.
// In: each folder of examples/ that has a main.ts. Out: equal, line by line; the log of 02 is written anew and compared byte by byte.
import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { writeLog } from '../examples/02-us-russia/write-log.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..')
const examples = readdirSync(join(root, 'examples')).filter((name) => existsSync(join(root, 'examples', name, 'main.ts')))

describe.concurrent('each example prints what is expected', () => {
  test.each(examples)(
    '%s',
    async (name) => {
      const main = join(root, 'examples', name, 'main.ts')
      const { stdout } = await run(process.execPath, ['--import', 'tsx', '--conditions=@relations-ledger/source', main], { cwd: root })
      expect(stdout).toBe(readFileSync(join(root, 'examples', name, 'expected.txt'), 'utf8'))
    },
    60_000,
  )
})

test('the log of 02-us-russia is what its script writes', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'us-russia-')), 'log.jsonl')
  await writeLog(file)
  expect(await readFile(file, 'utf8')).toBe(await readFile(join(root, 'examples', '02-us-russia', 'us-russia.jsonl'), 'utf8'))
})
