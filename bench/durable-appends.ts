// What the store in a file costs over the disk it writes to.
// In: nothing. Out: a table of ratios: appends that resolve when they are on the disk, against a bare asynchronous loop of
// write and fdatasync over the same bytes. One at a time, and 64 at once against 64 lines in one write and one sync.
// The two run side by side in one process, in turns, since a disk is not as fast at one moment as at the next; each number is a
// median over the rounds, and 1.00 means: as many appends a second as the bare loop.
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { frame } from '../src/stores/jsonl/format.ts'
import { jsonlStore } from '../src/stores/jsonl.ts'
import type { NewLine, Store } from '../src/stores/store.ts'

const rounds = 15
const folder = fs.mkdtempSync(path.join(process.argv[2] ?? tmpdir(), 'durable-appends-'))
const relation = 'RU~US'
const note = 'x'.repeat(180)

function line(version: number): NewLine {
  const id = `0196f1a2-7c3b-7d4e-8f5a-${String(version).padStart(12, '0')}`
  return { id, text: `{"json":{"relation":"${relation}","version":${version},"id":"${id}","type":"meeting.held","note":"${note}"}}` }
}

/** One way to write: `count` groups of `size` lines, from this version on; resolves to the microseconds a group took. */
type Way = (version: number, count: number, size: number) => Promise<number>

const settled = (call: (done: (error: Error | null) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => call((error) => (error ? reject(error) : resolve())))

/** The bytes are there before the clock starts: what is measured is the disk. */
function bare(descriptor: number): Way {
  let end = 0
  return async (version, count, size) => {
    const groups = Array.from({ length: count }, (_, group) =>
      Buffer.concat(Array.from({ length: size }, (_, index) => frame([[line(version + group * size + index + 1).text]]).bytes)),
    )
    const start = performance.now()
    for (const bytes of groups) {
      await settled((done) => fs.write(descriptor, bytes, 0, bytes.length, end, done))
      await settled((done) => fs.fdatasync(descriptor, done))
      end += bytes.length
    }
    return ((performance.now() - start) * 1000) / count
  }
}

const through =
  (store: Store): Way =>
  async (version, count, size) => {
    const groups = Array.from({ length: count }, (_, group) =>
      Array.from({ length: size }, (_, index) => line(version + group * size + index + 1)),
    )
    const start = performance.now()
    for (const [group, lines] of groups.entries()) {
      const before = version + group * size
      if (size === 1) await store.append(relation, before, lines)
      else await Promise.all(lines.map((each, index) => store.append(relation, before + index, [each])))
    }
    return ((performance.now() - start) * 1000) / count
  }

const median = (values: number[]): number => values.sort((one, other) => one - other)[values.length >> 1] as number

async function compare(size: number, count: number): Promise<{ bare: number; store: number; ratio: number }> {
  const descriptor = fs.openSync(path.join(folder, `bare-${size}`), 'w')
  const store = jsonlStore(path.join(folder, `store-${size}.jsonl`))
  await store.relations()
  const ways = [bare(descriptor), through(store)] as const
  const times: { bare: number; store: number }[] = []
  // The first round warms up the compiler and the disk, and does not count.
  for (let round = 0; round <= rounds; round++) {
    const taken = [0, 0]
    for (const which of round % 2 === 0 ? [0, 1] : [1, 0]) taken[which] = await (ways[which] as Way)(round * count * size, count, size)
    if (round > 0) times.push({ bare: taken[0] as number, store: taken[1] as number })
  }
  await store.close()
  fs.closeSync(descriptor)
  return {
    bare: median(times.map((each) => each.bare)),
    store: median(times.map((each) => each.store)),
    ratio: median(times.map((each) => each.bare / each.store)),
  }
}

try {
  console.log('appends           bare loop    jsonlStore   rate against the bare loop   wanted')
  for (const { size, count, wanted } of [
    { size: 1, count: 150, wanted: 0.9 },
    { size: 64, count: 60, wanted: 0.8 },
  ]) {
    const { bare, store, ratio } = await compare(size, count)
    const name = size === 1 ? 'one at a time' : `${size} at once`
    console.log(
      `${name.padEnd(15)} ${bare.toFixed(0).padStart(8)} µs ${store.toFixed(0).padStart(11)} µs ${ratio.toFixed(2).padStart(28)}   ≥ ${wanted.toFixed(2)}`,
    )
    if (ratio < wanted) process.exitCode = 1
  }
} finally {
  fs.rmSync(folder, { recursive: true })
}
