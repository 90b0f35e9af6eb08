// Changes source files in one place after another, and says which of these mutants the tests find.
// In: files of src, or lines of them. Out: each mutant as a line of text, with what became of it.
// Only the tests written for these files run, and of those the ones that reach a mutant.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { testsOf } from './sources.ts'

export interface Mutant {
  readonly file: string
  readonly line: number
  /** What stood there, and what was put in its place: the same when lines move. */
  readonly change: string
  readonly fate: 'killed' | 'timeout' | 'survived' | 'uncovered'
}

interface Position {
  readonly line: number
  readonly column: number
}

interface Report {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly source: string
        readonly mutants: readonly { status: string; replacement: string; location: { readonly start: Position; readonly end: Position } }[]
      }
    >
  >
}

const report = '.cache/mutation.json'
const fates: Readonly<Record<string, Mutant['fate']>> = {
  Killed: 'killed',
  RuntimeError: 'killed',
  Timeout: 'timeout',
  Survived: 'survived',
  NoCoverage: 'uncovered',
}

/** `places` are files, or lines of files: `src/time.ts`, `src/time.ts:10-20`. */
export function tried(places: readonly string[]): Mutant[] {
  rmSync(report, { force: true })
  const files = new Set(places.map((place) => place.replace(/:.*/, '')))
  const tests = new Set([...files].flatMap(testsOf))
  const env = { ...process.env, MUTATION_TESTS: [...tests].join(',') }
  const asked = ['stryker', 'run', '--mutate', places.join(','), '--logLevel', 'warn']
  const { status } = spawnSync('npx', asked, { env, stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0) throw new Error(`Stryker could not try ${places.join(', ')} (exit status ${status})`)
  if (!existsSync(report)) return []
  return Object.entries((JSON.parse(readFileSync(report, 'utf8')) as Report).files).flatMap(([file, { source, mutants }]) =>
    mutants.flatMap(({ status, replacement, location: { start, end } }) => {
      const fate = fates[status]
      const change = `${oneLine(between(source.split('\n'), start, end))} → ${oneLine(replacement)}`
      return fate === undefined ? [] : [{ file, line: start.line, change, fate }]
    }),
  )
}

export const isAlive = ({ fate }: Mutant): boolean => fate === 'survived' || fate === 'uncovered'

function between(lines: readonly string[], start: Position, end: Position): string {
  const within = lines.slice(start.line - 1, end.line)
  within[within.length - 1] = (within.at(-1) ?? '').slice(0, end.column - 1)
  within[0] = (within[0] ?? '').slice(start.column - 1)
  return within.join('\n')
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= 120 ? line : `${line.slice(0, 117)}…`
}
