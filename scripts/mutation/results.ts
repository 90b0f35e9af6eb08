// What the campaign of mutants has found so far: docs/mutation.json, and its page docs/mutation.md.
// In: the mutants of a file. Out: counts and survivors, each with the reason that was written beside it.
// A file is known by the hash of its text and of the tests written for it: what has not changed is not tried again.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { testsOf } from './sources.ts'
import { isAlive, type Mutant } from './trial.ts'

interface Survivor {
  readonly change: string
  /** Why no test can or should find it; written by hand, and kept. */
  readonly reason: string
}

export interface Result {
  readonly hash: string
  readonly killed: number
  readonly timeout: number
  readonly survived: number
  readonly uncovered: number
  readonly survivors: readonly Survivor[]
}

export type Results = Readonly<Record<string, Result>>

const file = 'docs/mutation.json'
const page = 'docs/mutation.md'

export const results = (): Results => (existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : {})

export function hashOf(source: string): string {
  const hash = createHash('sha256')
  for (const path of [source, ...testsOf(source)]) hash.update(readFileSync(path))
  return hash.digest('hex').slice(0, 16)
}

/** A survivor keeps the reason that was written for it, wherever its line went. */
export function resultOf(hash: string, mutants: readonly Mutant[], before: Result | undefined): Result {
  const count = (fate: Mutant['fate']) => mutants.filter((mutant) => mutant.fate === fate).length
  const survivors = mutants.filter(isAlive).map(({ change }) => ({ change, reason: reasonIn(before, change) ?? '' }))
  return {
    hash,
    killed: count('killed'),
    timeout: count('timeout'),
    survived: count('survived'),
    uncovered: count('uncovered'),
    survivors,
  }
}

/** Undefined where none is listed. */
export const reasonIn = (result: Result | undefined, change: string): string | undefined =>
  result?.survivors.find((each) => each.change === change && each.reason !== '')?.reason

export function scoreOf({ killed, timeout, survived, uncovered }: Omit<Result, 'hash' | 'survivors'>): number {
  const all = killed + timeout + survived + uncovered
  return all === 0 ? 100 : (100 * (killed + timeout)) / all
}

export function keep(kept: Results): void {
  writeFileSync(file, `${JSON.stringify(kept, null, 2)}\n`)
  writeFileSync(page, pageOf(kept))
}

function pageOf(kept: Results): string {
  const rows = Object.entries(kept).map(([source, each]) => {
    const { killed, timeout, survived, uncovered } = each
    return `| ${source} | ${killed + timeout + survived + uncovered} | ${killed} | ${timeout} | ${survived} | ${uncovered} | ${scoreOf(each).toFixed(1)} % |`
  })
  const survivors = Object.entries(kept).flatMap(([source, each]) =>
    each.survivors.map(({ change, reason }) => `| ${source} | ${asCode(change)} | ${reason} |`),
  )
  return `# Mutants

\`npm run campaign:mutation\` changes each file of the core in one place after another and runs the tests: a mutant that no test finds has survived.
Only the tests written for a file take part (scripts/mutation/sources.ts). The page is written by the command, reasons in [mutation.json](mutation.json) by hand.

| file | mutants | killed | never ended | survived | not reached | score |
|---|---|---|---|---|---|---|
${rows.join('\n')}

## Survivors

| file | change | why it stays |
|---|---|---|
${survivors.join('\n')}
`
}

const asCode = (text: string): string => `\`\`${text.startsWith('`') || text.endsWith('`') ? ` ${text} ` : text}\`\``.replaceAll('|', '\\|')
