// Packs the package and uses it as a stranger would: `npm run check:pack`.
// In: the checkout, with its dependencies installed. Out: one line a step; the first step that fails ends it with its output.
// The tarball is installed into an empty project in a temporary folder, where pack-trial/ is run as plain JavaScript
// and as strict TypeScript, once with `nodenext` and once with `bundler` resolution, with skipLibCheck off; the testing kit runs under jest,
// and its matchers have their types there (matchers-in-jest.ts).
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

const root = join(import.meta.dirname, '..')
const bin = join(root, 'node_modules', '.bin')
const trial = mkdtempSync(join(tmpdir(), 'relations-ledger-pack-'))

function run(folder: string, command: string, ...args: string[]): string {
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH']}`, NODE_OPTIONS: '' }
  return execFileSync(command, args, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

function step(name: string, work: () => void): void {
  const from = performance.now()
  try {
    work()
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string }
    console.error(`✗ ${name}\n${stdout ?? ''}${stderr ?? ''}${stdout === undefined ? String(error) : ''}`)
    throw new Error(`pack check: ${name} failed`)
  }
  console.log(`✓ ${name} (${((performance.now() - from) / 1000).toFixed(1)} s)`)
}

/** Builds and packs (npm runs `prepack`), and gives the path of the tarball. */
function pack(): string {
  const packed = run(root, 'npm', 'pack', '--silent', '--pack-destination', trial)
  return join(trial, packed.trim().split('\n').at(-1) as string)
}

/** An empty project with the tarball in it, and Node's types as every TypeScript project on Node has them. */
function install(tarball: string): void {
  const nodeTypes = createRequire(import.meta.url)('@types/node/package.json') as { version: string }
  writeFileSync(join(trial, 'package.json'), '{ "name": "trial", "private": true, "type": "module" }\n')
  run(trial, 'npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', tarball, `@types/node@${nodeTypes.version}`)
  cpSync(join(root, 'scripts', 'pack-trial'), trial, { recursive: true })
}

/** The declaration that a user of jest copies from the page on testing. */
function declaredInDocs(): string {
  const blocks = readFileSync(join(root, 'docs', 'testing.md'), 'utf8').matchAll(/```typescript\n(.*?)```/gs)
  return [...blocks].map(([, code]) => code as string).find((code) => code.includes("declare module 'expect'")) as string
}

function main(): void {
  let tarball = ''
  step('build and npm pack', () => {
    tarball = pack()
  })
  step('publint', () => run(root, 'publint', 'run', tarball, '--strict'))
  step('attw, esm-only', () => run(root, 'attw', tarball, '--profile', 'esm-only', '--no-color', '--no-emoji'))
  step('install into an empty project', () => install(tarball))
  step('plain JavaScript', () => run(trial, 'node', 'plain.mjs'))
  step('TypeScript, nodenext: compiles', () => run(trial, 'tsc', '-p', 'tsconfig.nodenext.json'))
  step('TypeScript, nodenext: runs', () => run(trial, 'node', 'nodenext/strict.js') + run(trial, 'node', 'nodenext/on-node.js'))
  step('TypeScript, bundler: compiles', () => run(trial, 'tsc', '-p', 'tsconfig.bundler.json'))
  const bundled = ['--bundle', '--platform=node', '--format=esm', '--outfile=bundled.mjs', '--log-level=error']
  step('TypeScript, bundler: bundles', () => run(trial, 'esbuild', 'bundler/strict.js', ...bundled))
  step('TypeScript, bundler: runs', () => run(trial, 'node', 'bundled.mjs'))
  step('install jest', () => run(trial, 'npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', 'jest@30.5.2'))
  const jest = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--ci', '--testMatch', '**/*.jest.mjs']
  step('jest: the testing kit', () => run(trial, 'node', ...jest))
  step('jest: the types of the matchers, as docs/testing.md declares them', () => {
    writeFileSync(join(trial, 'jest-matchers.ts'), declaredInDocs())
    run(trial, 'tsc', '-p', 'tsconfig.jest.json')
  })
}

try {
  main()
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
} finally {
  rmSync(trial, { recursive: true, force: true })
}
