// The campaign of mutants: how much of the core may be wrong without a test that says so.
// In: `npm run campaign:mutation -- src/time.ts …`, or no file for all of them; `--changed` for the lines of the last change alone. Out: a line a file.
// What has not changed since it was last tried is not tried again (docs/mutation.json). Below 95 %, or with a survivor nobody gave a reason for, it fails.
import { changedLines, type Lines } from './mutation/changed.ts'
import { hashOf, keep, type Result, reasonIn, resultOf, results, scoreOf } from './mutation/results.ts'
import { sources } from './mutation/sources.ts'
import { isAlive, type Mutant, tried } from './mutation/trial.ts'

const bar = 95
/** As many lines of the last change as are tried in some two minutes. */
const mostLines = 80
/** What is tried where the last change is unknown, or touched nothing here. */
const small = 'src/calendar.ts'

const asked = process.argv.slice(2)
if (asked.includes('--changed')) tryChange()
else tryFiles(asked.length === 0 ? sources : asked)

function tryFiles(files: readonly string[]): void {
  for (const [at, file] of files.entries()) {
    const hash = hashOf(file)
    const before = results()[file]
    const result = before?.hash === hash ? before : resultOf(hash, tried([file]), before)
    keep({ ...results(), [file]: result })
    tell(`${at + 1}/${files.length}`, file, result)
  }
}

function tell(progress: string, file: string, result: Result): void {
  const { killed, timeout, survived, uncovered, survivors } = result
  const score = scoreOf(result)
  const unexplained = survivors.filter(({ reason }) => reason === '')
  console.log(`${progress} ${file}: ${score.toFixed(1)} % (${killed + timeout} found, ${survived} survived, ${uncovered} not reached)`)
  for (const { change } of unexplained) console.log(`  no reason given: ${change}`)
  if (score < bar || unexplained.length > 0) process.exitCode = 1
}

/** Listed survivors count as found: whoever changes their line has not brought them. */
function tryChange(): void {
  const mutants = ofLastChange()
  const alive = mutants.filter((mutant) => isAlive(mutant) && reasonIn(results()[mutant.file], mutant.change) === undefined)
  for (const { file, line, change, fate } of alive) console.log(`  ${file}:${line} ${fate}: ${change}`)
  const score = (100 * (mutants.length - alive.length)) / mutants.length
  console.log(`${mutants.length - alive.length} of ${mutants.length} mutants are found or listed: ${score.toFixed(1)} %`)
  if (!(score >= bar)) process.exitCode = 1
}

/** Of the lines that changed; where there are none, of a small file, so that something is always tried. */
function ofLastChange(): readonly Mutant[] {
  const change = changedLines()
  const lines = change?.lines ?? []
  const chosen = atMost(mostLines, lines)
  if (change === undefined) console.log(`no earlier commit to compare with; ${small} is tried instead`)
  else console.log(`${count(chosen)} of the ${count(lines)} lines of the core changed since ${change.base} are tried`)
  const mutants = chosen.length === 0 ? [] : tried(chosen.map(({ file, from, to }) => `${file}:${from}-${to}`))
  if (mutants.length > 0) return mutants
  if (change !== undefined) console.log(`nothing in them can be mutated; ${small} is tried instead`)
  return tried([small])
}

function count(lines: readonly Lines[]): number {
  return lines.reduce((sum, { from, to }) => sum + to - from + 1, 0)
}

function atMost(most: number, lines: readonly Lines[]): Lines[] {
  let left = most
  return lines.flatMap(({ file, from, to }) => {
    const taken = Math.min(left, to - from + 1)
    left -= taken
    return taken === 0 ? [] : [{ file, from, to: from + taken - 1 }]
  })
}
