// The worked case of docs/testing.md runs and prints what the page says.
// In: the page. Out: no difference.
import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..', '..')

const page = readFileSync(join(root, 'docs', 'testing.md'), 'utf8')
const [, program = '', printed = ''] = /```ts\n(.*?)```.*?It prints:\n\n```\n(.*?)```/s.exec(page) ?? []

async function printedBy(name: string, code: string): Promise<string> {
  const folder = join(root, '.cache', 'testing-page')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${name}.ts`)
  writeFileSync(file, code)
  const { stdout } = await run(process.execPath, ['--import', 'tsx', '--conditions=@relations-ledger/source', file], { cwd: root })
  return stdout.trimEnd()
}

test('the worked case prints what the page says', async () => {
  expect(await printedBy('program', program)).toBe(printed.trimEnd())
  expect(printed).toContain('arrived is NaN')
}, 120_000)

test('mended as the page says, it keeps every law', async () => {
  const mended = program.replace("side: 'sacks'", "brings: ['sacks']")
  expect(mended).not.toBe(program)
  expect(await printedBy('mended', mended)).toBe(printed.slice(0, printed.indexOf('\n\nthis vocabulary')).trimEnd())
}, 120_000)
