// The words keep their promises: the README's program runs and prints what the README says; every TSDoc example compiles.
// In: README.md, the comments of src. Out: no difference, no compile error.
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

test('every TSDoc example compiles as it stands', async () => {
  const examples = tsdocExamples()
  expect(examples.length).toBeGreaterThan(30)
  const folder = freshFolder('tsdoc')
  examples.forEach(({ where, code }, at) => {
    writeFileSync(join(folder, `example-${at}.ts`), `// ${where}\n${code}\nexport {}\n`)
  })
  const options = { noUnusedLocals: false, noUnusedParameters: false }
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: '../../../tsconfig.json', compilerOptions: options, include: ['*.ts'] }),
  )
  const { stdout } = await run(join(root, 'node_modules/.bin/tsc'), ['-p', folder, '--noEmit', '--pretty', 'false']).catch(
    (error) => error as { stdout: string },
  )
  const failed = stdout.replace(/example-(\d+)\.ts/g, (_, at: string) => examples[Number(at)]?.where ?? at)
  expect(failed).toBe('')
}, 120_000)
