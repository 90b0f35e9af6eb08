// The words keep their promises: the README's program runs and prints what the README says, that of the page on stores runs;
// every TSDoc example compiles, and every program of a page.
// In: README.md, docs, the comments of src. Out: no difference, no compile error.
import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..')
const cache = join(root, '.cache', 'words')

/** A folder of its own inside the package, where its name resolves to its source. */
function freshFolder(name: string): string {
  const folder = join(cache, name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return folder
}

test("the README's program prints what the README says", async () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const [, program, printed] = /```ts\n(.*?)```.*?It prints:\n\n```\n(.*?)```/s.exec(readme) as unknown as [string, string, string]
  const file = join(freshFolder('readme'), 'program.ts')
  writeFileSync(file, program)
  const { stdout } = await run(process.execPath, ['--import', 'tsx', '--conditions=@relations-ledger/source', file], { cwd: root })
  expect(stdout.trimEnd()).toBe(printed.trimEnd())
  // What nobody else can do stands on the first screen: an explanation, and a disagreement.
  const [first, shown = ''] = /^.*?```\n(.*?)```/s.exec(readme) ?? []
  expect(first?.split('\n').length).toBeLessThan(30)
  expect(printed).toContain(shown)
  for (const part of ['status: agreed — claimed by RU', 'RU and US tell it differently']) expect(shown).toContain(part)
}, 60_000)

test('the first program of the page on stores runs as it stands', async () => {
  const [, program] = /```ts\n(.*?)```/s.exec(readFileSync(join(root, 'docs/stores.md'), 'utf8')) as unknown as [string, string]
  const folder = freshFolder('stores')
  writeFileSync(join(folder, 'program.ts'), program)
  const command = ['--import', 'tsx', '--conditions=@relations-ledger/source', 'program.ts']
  const { stdout } = await run(process.execPath, command, { cwd: folder })
  expect([stdout, readdirSync(folder).toSorted()]).toEqual(['disk\n', ['program.ts', 'talks.db', 'talks.jsonl']])
}, 60_000)

/** Every example block of every comment in src, with where it stands. */
function tsdocExamples(): { readonly where: string; readonly code: string }[] {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  return files.flatMap((file) => {
    const source = readFileSync(join(root, 'src', file), 'utf8')
    return [...source.matchAll(/@example\n((?:\s*\*.*\n)*?)\s*\* ```ts\n((?:\s*\*.*\n)*?)\s*\* ```/g)].map((found) => ({
      where: `${file}:${source.slice(0, found.index).split('\n').length}`,
      code: (found[2] as string).replace(/^\s*\* ?/gm, ''),
    }))
  })
}

/** The programs of the pages, which are run elsewhere, too. */
function programsOfPages(): { readonly where: string; readonly code: string }[] {
  return ['README.md', 'docs/evolution.md', 'docs/testing.md', 'docs/stores.md'].flatMap((page) =>
    [...readFileSync(join(root, page), 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => ({ where: page, code })),
  )
}

/** An example may name something to show it; a program has no use for what it does not use. */
const isUnusedInExample = (line: string): boolean => /^example-\d+\.ts.* error TS6(133|192|196|198):/.test(line)

// Once for all of them: most of the time is taken by the types that they have in common.
test('every TSDoc example and every program of a page compiles as it stands', async () => {
  const [examples, programs] = [tsdocExamples(), programsOfPages()]
  expect(examples.length).toBeGreaterThan(30)
  expect(programs).toHaveLength(6)
  const folder = freshFolder('compiled')
  const write = (name: string, { where, code }: { where: string; code: string }) =>
    writeFileSync(join(folder, name), `// ${where}\n${code}\nexport {}\n`)
  examples.forEach((example, at) => void write(`example-${at}.ts`, example))
  programs.forEach((program, at) => void write(`program-${at}.ts`, program))
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ extends: '../../../tsconfig.json', include: ['*.ts'] }))
  const { stdout } = await run(join(root, 'node_modules/.bin/tsc'), ['-p', '.', '--pretty', 'false'], { cwd: folder }).catch(
    (error) => error as { stdout: string },
  )
  const complaints = stdout.split('\n').filter((line) => line !== '' && !isUnusedInExample(line))
  const whole = { example: examples, program: programs }
  const named = complaints.map((line) =>
    line.replace(/^(example|program)-(\d+)\.ts/, (_, kind: keyof typeof whole, at: string) => whole[kind][Number(at)]?.where ?? at),
  )
  expect(named).toEqual([])
}, 120_000)
