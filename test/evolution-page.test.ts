// The page on evolution keeps its promises: its programs run and print what it says. That they compile is tried in words.test.ts.
// In: docs/evolution.md.
// Out: no difference.
import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..')
const folder = join(root, '.cache', 'evolution-page')
const page = readFileSync(join(root, 'docs', 'evolution.md'), 'utf8')

/** Each program, where it lies, and what the page says it prints. */
const programs = [...page.matchAll(/## ([^\n]+)\n[^#]*?```ts\n(.*?)```\n\nIt prints:\n\n```\n(.*?)```/gs)].map(
  ([, title = '', code = '', printed = ''], at) => ({ title, code, printed, file: join(folder, `program-${at}.ts`) }),
)

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
for (const { file, code } of programs) writeFileSync(file, code)

test('the page has a renamed field and a split type', () => {
  expect(programs.map(({ title }) => title)).toEqual(['A renamed field', 'A split type'])
  expect(page.match(/```ts/g)).toHaveLength(programs.length)
})

test.each(programs)(
  '$title: the program prints what the page says',
  async ({ file, printed }) => {
    const { stdout } = await run(process.execPath, ['--import', 'tsx', '--conditions=@relations-ledger/source', file], { cwd: root })
    expect(stdout).toBe(printed)
  },
  60_000,
)
