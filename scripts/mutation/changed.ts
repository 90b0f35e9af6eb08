// Which lines of the core the last change wrote.
// In: the git history around. Out: places such as `src/time.ts:10-20`, and against what they were compared; undefined where there is no history.
// The last change is the branch since it left main, or on main the last commit.
import { execFileSync } from 'node:child_process'
import { sources } from './sources.ts'

export interface Lines {
  readonly file: string
  readonly from: number
  readonly to: number
}

export function changedLines(): { readonly base: string; readonly lines: readonly Lines[] } | undefined {
  const base = baseOf()
  if (base === undefined) return undefined
  const changed = new Set(git('diff', '--name-only', '--diff-filter=d', base, '--', ...sources)?.split('\n'))
  return { base: base.slice(0, 9), lines: sources.filter((source) => changed.has(source)).flatMap((source) => hunksOf(base, source)) }
}

function baseOf(): string | undefined {
  const head = git('rev-parse', 'HEAD')
  const fork = git('merge-base', 'HEAD', 'origin/main') ?? git('merge-base', 'HEAD', 'main')
  return fork === undefined || fork === head ? git('rev-parse', '--verify', '--quiet', 'HEAD~1') : fork
}

/** `@@ -a,b +from,count @@`; a hunk that only deletes has none. */
function hunksOf(base: string, file: string): Lines[] {
  const hunks = git('diff', '-U0', base, '--', file)?.matchAll(/^@@ \S+ \+(\d+)(?:,(\d+))? @@/gm) ?? []
  return [...hunks].flatMap(([, from, count]) =>
    count === '0' ? [] : [{ file, from: Number(from), to: Number(from) + Number(count ?? 1) - 1 }],
  )
}

function git(...args: readonly string[]): string | undefined {
  try {
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return undefined
  }
}
