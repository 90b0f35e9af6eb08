// The campaign of truth and time: a million sequences of commands against the naive model, in chunks of 10,000.
// In: `--small` for one chunk; else it goes on after the last chunk that passed (.cache/campaign-truth.txt). Out: a line a chunk.
// A chunk that fails names its seed: SEED=<seed> SEQUENCES=10000 npx vitest run test/properties/truth.test.ts shows the smallest sequence.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'

const isSmall = process.argv.includes('--small')
const chunks = isSmall ? 1 : 100
const progress = '.cache/campaign-truth.txt'

mkdirSync('.cache', { recursive: true })
const done = !isSmall && existsSync(progress) ? Number(readFileSync(progress, 'utf8')) : 0
for (let seed = done + 1; seed <= chunks; seed += 1) runChunk(seed)

/** Each chunk in a process of its own, with a seed of its own; the first that fails ends the campaign. */
function runChunk(seed: number): void {
  const env = { ...process.env, SEQUENCES: '10000', SEED: String(seed) }
  const run = spawnSync('npx', ['vitest', 'run', 'test/properties/truth.test.ts'], { env, encoding: 'utf8' })
  if (run.status !== 0) {
    console.error(run.stdout, run.stderr)
    console.error(`seed ${seed}: a sequence of 10,000 fails; ${seed - 1} chunks passed before it`)
    process.exit(1)
  }
  if (!isSmall) writeFileSync(progress, String(seed))
  console.log(`${(seed * 10_000).toLocaleString('en')} sequences agree with the naive model (seeds 1 to ${seed})`)
}
