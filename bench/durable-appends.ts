// What the store in a file costs over the disk it writes to.
// In: nothing; the disk is that of temporary files. Out: ratios, 1.00 meaning as many appends a second as the disk takes:
// appends that resolve when they are on the disk, against a bare asynchronous loop of write and fdatasync over the same bytes.
// The two take turns in one process, since a disk is not as fast at one moment as at the next; a ratio is the median over the turns.
// The time of a turn is that of its median group: a disk shared with other machines stands still now and then for as long as forty groups take.
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { frame } from '../src/stores/jsonl/format.ts'
import { jsonlStore } from '../src/stores/jsonl.ts'
import type { NewLine, Store } from '../src/stores/store.ts'
import { duel, type Turn } from './setup/duel.ts'
import { collect, median, report } from './setup/measure.ts'
import { runParts } from './setup/parts.ts'

const rounds = 250
// As many as the compiler needs to see what is worth compiling.
const warmUp = 25
const folder = path.join(tmpdir(), `durable-appends-${process.pid}`)
const relation = 'RU~US'
const note = 'x'.repeat(180)

function line(version: number): NewLine {
  const id = `0196f1a2-7c3b-7d4e-8f5a-${String(version).padStart(12, '0')}`
  // Through JSON, as the codec's texts come: a text put together from pieces would be joined only when it is written.
  return { id, text: JSON.stringify({ json: { relation, version, id, type: 'meeting.held', note } }) }
}

/** One way to write: `count` groups of `size` lines, from this version on; resolves to the milliseconds that the median group took. */
type Way = (version: number, count: number, size: number) => Promise<number>

const settled = (call: (done: (error: Error | null) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => call((error) => (error ? reject(error) : resolve())))

/** `count` groups, one after the other; the lines of each are made just before it, as a codec makes them, and before its clock starts. */
async function groups(count: number, made: (group: number) => () => Promise<unknown>): Promise<number> {
  collect()
  const times: number[] = []
  for (let group = 0; group < count; group += 1) {
    const write = made(group)
    const start = performance.now()
    await write()
    times.push(performance.now() - start)
  }
  return median(times)
}

const linesAfter = (version: number, size: number): NewLine[] => Array.from({ length: size }, (_, index) => line(version + index + 1))

/** The bytes are there before the clock starts: what is measured is the disk. */
function bare(descriptor: number): Way {
  let end = 0
  return (version, count, size) =>
    groups(count, (group) => {
      const bytes = frame(linesAfter(version + group * size, size).map(({ text }) => ({ texts: [text] }))).bytes
      return async () => {
        await settled((done) => fs.write(descriptor, bytes, 0, bytes.length, end, done))
        await settled((done) => fs.fdatasync(descriptor, done))
        end += bytes.length
      }
    })
}

const through =
  (store: Store): Way =>
  (version, count, size) =>
    groups(count, (group) => {
      const before = version + group * size
      const lines = linesAfter(before, size).map((each) => [each])
      return () => Promise.all(lines.map((each, index) => store.append(relation, before + index, each)))
    })

async function compare(what: string, size: number, count: number, atLeast: number): Promise<void> {
  fs.mkdirSync(folder)
  const descriptor = fs.openSync(path.join(folder, `bare-${size}`), 'w')
  const store = jsonlStore(path.join(folder, `store-${size}.jsonl`))
  await store.relations()
  const { ratio, own, others } = await duel(turnsOf(through(store), count, size), turnsOf(bare(descriptor), count, size), rounds, warmUp)
  await store.close()
  fs.closeSync(descriptor)
  report(`of the rate of the bare loop: ${what}`, ratio, { atLeast })
  console.log(`                    bare ${(others * 1000).toFixed(0)} µs, store ${(own * 1000).toFixed(0)} µs`)
}

/** Each turn goes on at the version where the one before it ended. */
function turnsOf(way: Way, count: number, size: number): Turn {
  let version = 0
  return () => {
    const from = version
    version += count * size
    return way(from, count, size)
  }
}

async function measured(what: string, size: number, count: number, atLeast: number): Promise<void> {
  try {
    await compare(what, size, count, atLeast)
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

await runParts(import.meta.filename, {
  'one at a time': () => measured('one append after the other', 1, 100, 0.9),
  '64 at once': () => measured('64 appends at once, against 64 lines in one write and one sync', 64, 40, 0.8),
})
