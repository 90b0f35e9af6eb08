// A fault that stores are put through again and again: how it is run, counted, and gone on with.
// In: what one go does. Out: counts of what was found; what must be zero and is not, or must not be zero and is, fails the campaign.
// What was counted is kept in .cache/campaign after each go, so that a campaign that was stopped goes on where it was.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export type Counts = { [what: string]: number }

export interface Fault {
  /** How many goes there are in the small size, which runs before every change is taken, and in the large one. */
  readonly goes: { readonly small: number; readonly large: number }
  /** Why it cannot be run here; undefined where it can. */
  readonly cannotRun?: () => string | undefined
  /** Goes `from` … `to` (not included), one after the other; yields what each found. */
  readonly run: (from: number, to: number, size: 'small' | 'large') => AsyncGenerator<Counts>
  /** What must not have been found. */
  readonly never: readonly string[]
  /** What must have been found at least once in a whole campaign: a control that sees nothing proves nothing. */
  readonly seen?: readonly string[]
}

interface Progress {
  goes: number
  seconds: number
  counts: Counts
}

const folder = join(import.meta.dirname, '..', '..', '.cache', 'campaign')

/** Runs a fault; true where it found nothing that must not be. */
export async function campaign(
  name: string,
  fault: Fault,
  size: 'small' | 'large',
  goes = fault.goes[size],
  isFresh = size === 'small',
): Promise<boolean> {
  const reason = fault.cannotRun?.()
  if (reason !== undefined) {
    console.log(`${name}: not run: ${reason}`)
    return true
  }
  const file = join(folder, `${name}.${size}.json`)
  if (isFresh) rmSync(file, { force: true })
  const progress = readProgress(file)
  if (progress.goes > 0) console.log(`${name}: goes on after ${progress.goes} of ${goes}`)
  await runOn(progress, file, name, fault, size, goes)
  return judge(name, fault, progress, goes)
}

async function runOn(progress: Progress, file: string, name: string, fault: Fault, size: 'small' | 'large', goes: number): Promise<void> {
  const before = progress.seconds
  const start = performance.now()
  for await (const counts of fault.run(progress.goes, goes, size)) {
    progress.goes += 1
    progress.seconds = before + (performance.now() - start) / 1000
    for (const [what, count] of Object.entries(counts)) progress.counts[what] = (progress.counts[what] ?? 0) + count
    // Put in its place whole: a campaign that is stopped just now must find it again.
    writeFileSync(`${file}.next`, JSON.stringify(progress))
    renameSync(`${file}.next`, file)
    if (size === 'large' && progress.goes % Math.ceil(Math.min(100, goes / 10)) === 0)
      console.log(`${name}: ${progress.goes} of ${goes}: ${shown(progress.counts)}`)
  }
}

function judge(name: string, { never, seen = [] }: Fault, { goes, seconds, counts }: Progress, wanted: number): boolean {
  const bad = [...never.filter((what) => (counts[what] ?? 0) > 0), ...seen.filter((what) => (counts[what] ?? 0) === 0)]
  const verdict = bad.length > 0 ? `FAILED (${bad.join(', ')})` : 'passed'
  console.log(`${name}: ${goes} of ${wanted} in ${seconds.toFixed(0)} s: ${shown(counts)}: ${verdict}`)
  return bad.length === 0
}

function readProgress(file: string): Progress {
  mkdirSync(folder, { recursive: true })
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Progress
  } catch {
    return { goes: 0, seconds: 0, counts: {} }
  }
}

const shown = (counts: Counts): string =>
  Object.entries(counts)
    .map(([what, count]) => `${count} ${what}`)
    .join(', ')
