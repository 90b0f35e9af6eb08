// Tries the claims of docs/proofs.md at random: `npm run campaign:claims -- --small` at the size of .ci/run, else as far as there is time for.
// In: names of claims (all, if none); `--runs 50000` of each; `--folder here` for what has passed so far; `--at-once 1`.
// Out: a line for each slice that passes, with its seed; of one that fails its smallest case, and how to run it again.
// A slice is a process with a seed of its own, 1, 2, 3 …: a campaign that was stopped goes on with those that have not passed.
import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

interface Claim {
  readonly what: string
  readonly file: string
  /** How many runs a slice has, how many runs the small size and the large one. */
  readonly slice: number
  readonly small: number
  readonly large: number
}

const claims: { readonly [name: string]: Claim } = {
  replay: {
    what: 'histories replayed, evolved and resumed alike',
    ...{ file: 'test/properties/replay.test.ts', slice: 5_000, small: 20_000, large: 1_000_000 },
  },
  commands: {
    what: 'sequences of commands answered as the naive model does',
    ...{ file: 'test/properties/truth.test.ts', slice: 5_000, small: 10_000, large: 1_000_000 },
  },
  hostile: {
    what: 'hostile inputs read well or refused by name',
    ...{ file: 'test/properties/hostile.test.ts', slice: 100_000, small: 200_000, large: 10_000_000 },
  },
  stores: {
    what: 'times the same commands, answers, bytes and states in every store',
    ...{ file: 'test/stores/agree.test.ts', slice: 500, small: 1_000, large: 100_000 },
  },
}

interface Slice {
  readonly name: string
  readonly claim: Claim
  readonly seed: number
}

/** The seeds that have passed, and the seconds that took. */
interface Progress {
  readonly passed: number[]
  seconds: number
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { small: { type: 'boolean' }, runs: { type: 'string' }, folder: { type: 'string' }, 'at-once': { type: 'string' } },
})
const folder = values.folder ?? join(tmpdir(), 'relations-ledger-claims')
const chosen = positionals.length === 0 ? Object.keys(claims) : positionals
const stranger = chosen.find((name) => !Object.hasOwn(claims, name))
if (stranger !== undefined) {
  console.error(`"${stranger}" is no claim — name some of ${Object.keys(claims).join(', ')}`)
  process.exit(1)
}

const fileOf = (name: string): string => join(folder, `${name}.json`)
const progress = new Map(chosen.map((name) => [name, values.small === true ? fresh() : readProgress(name)]))
const wanted = (claim: Claim): number => (values.small === true ? claim.small : Number(values.runs ?? claim.large))
const waiting = chosen.flatMap((name): Slice[] => {
  const claim = claims[name] as Claim
  const seeds = Array.from({ length: Math.ceil(wanted(claim) / claim.slice) }, (_, at) => at + 1)
  return seeds.filter((seed) => !progressOf(name).passed.includes(seed)).map((seed) => ({ name, claim, seed }))
})
const failures: string[] = []
await Promise.all(Array.from({ length: Number(values['at-once'] ?? availableParallelism()) }, workThrough))
for (const name of chosen) console.log(`${name}: ${soFar(name)}`)
for (const failure of failures) console.error(failure)
process.exitCode = failures.length === 0 ? 0 : 1

/** One slice after the other, until none waits or one has failed. */
async function workThrough(): Promise<void> {
  for (let slice = waiting.shift(); slice !== undefined && failures.length === 0; slice = waiting.shift()) await runSlice(slice)
}

async function runSlice({ name, claim, seed }: Slice): Promise<void> {
  const start = performance.now()
  const size = { SEED: String(seed), RUNS: String(claim.slice) }
  const output = await outputOf(['vitest', 'run', claim.file], { ...process.env, ...size })
  if (output !== undefined) {
    failures.push(`${output}\n${name}: seed ${seed} fails: SEED=${seed} RUNS=${claim.slice} npx vitest run ${claim.file}`)
    return
  }
  const known = progressOf(name)
  known.passed.push(seed)
  known.seconds += (performance.now() - start) / 1000
  if (values.small !== true) writeProgress(name)
  console.log(`${name}: seed ${seed} passed; ${soFar(name)}`)
}

/** Undefined where the command succeeds; else all it said. */
function outputOf(command: readonly string[], env: NodeJS.ProcessEnv): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile('npx', command, { env, maxBuffer: 1 << 28 }, (error, stdout, stderr) => resolve(error === null ? undefined : stdout + stderr))
  })
}

function soFar(name: string): string {
  const { what, slice } = claims[name] as Claim
  const { passed, seconds } = progressOf(name)
  const count = (passed.length * slice).toLocaleString('en')
  return `${count} of ${wanted(claims[name] as Claim).toLocaleString('en')} ${what}, in ${Math.round(seconds)} s`
}

function progressOf(name: string): Progress {
  return progress.get(name) as Progress
}

function fresh(): Progress {
  return { passed: [], seconds: 0 }
}

function readProgress(name: string): Progress {
  try {
    return JSON.parse(readFileSync(fileOf(name), 'utf8')) as Progress
  } catch {
    return fresh()
  }
}

/** Put in its place whole: a campaign that is stopped just now must find it again. */
function writeProgress(name: string): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${fileOf(name)}.next`, JSON.stringify(progressOf(name)))
  renameSync(`${fileOf(name)}.next`, fileOf(name))
}
