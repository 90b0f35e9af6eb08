// An index beside a log, `<log>.index`: where its lines stand, so that a long log opens without a look at each of them.
// In: the places of an open log. Out: the same places at the next opening, if the log still is what they were made from.
// It is disposable and never trusted over the log: both ends of what it covers have to be there as they were, or it is taken for absent,
// and a line that is found through it is checked when it is read. It is not synced: its checksum tells what a power cut left of it.
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { endianness } from 'node:os'
import { crc32 } from 'node:zlib'
import { readAll } from './files.ts'
import type { Places } from './places.ts'
import type { LogFile } from './scan.ts'

/** Keeps the index of a log that is being written. */
export interface Indexer {
  /** Writes the index anew, soon, if enough lines have come since the last time; to be called when some have come. */
  due(): void
  /** The last time, when no more lines will come; resolves when nothing is being written. */
  finish(): Promise<void>
}

/** What the second line says; the numbers after it are the milestones, then for each log its starts and its lengths. */
interface Contents {
  readonly end: number
  readonly lines: number
  /** The checksum of both ends of what is covered. */
  readonly ends: number
  readonly milestones: number
  readonly logs: readonly (readonly [relation: string, lines: number])[]
}

/** When an index is written, and how it is told whether it fits. */
export interface Indexing {
  /** How many lines there must be that no index knows. */
  readonly every: number
  /** How many bytes at the beginning and at the end of what is covered have to be as they were. */
  readonly window: number
}

// So many lines are looked at in some fifty milliseconds, and so many bytes tell one log from another.
export const usualIndexing: Indexing = { every: 1 << 14, window: 1 << 16 }
const lineBreak = 0x0a

const fileOf = (target: string): string => `${target}.index`

export function createIndexer(log: LogFile, target: string, { every, window }: Indexing): Indexer {
  let known = log.places.indexed
  let saving: Promise<void> | undefined

  function renew(least: number): void {
    const { lines } = log.places
    if (saving !== undefined || lines - known < least) return
    known = lines
    saving = save(log, target, window).then(() => {
      saving = undefined
    })
  }

  async function finish(): Promise<void> {
    await saving
    renew(every)
    await saving
  }

  // A long log waits longer: over its life, what is written into its indexes stays in proportion to what it has.
  return { due: () => renew(Math.max(every, known / 8)), finish }
}

// An index that cannot be written is done without.
async function save(log: LogFile, target: string, window: number): Promise<void> {
  const next = `${fileOf(target)}.next`
  try {
    // Whoever was just answered goes first: a long log takes a while to be put together.
    await new Promise(setImmediate)
    await writeFile(next, await indexOf(log, window))
    await rename(next, fileOf(target))
  } catch {
    await rm(next, { force: true }).catch(() => {})
  }
}

async function indexOf(log: LogFile, window: number): Promise<Buffer> {
  const { end, lines, milestones, logs } = log.places
  const contents = { end, lines, milestones: milestones.length, logs: [...logs].map(([relation, { starts }]) => [relation, starts.length]) }
  const numbers = new Float64Array(milestones.length + 2 * (lines - 1))
  let at = 0
  for (const list of [milestones, ...[...logs.values()].flatMap(({ starts, lengths }) => [starts, lengths])]) {
    numbers.set(list, at)
    at += list.length
  }
  // Only now is anything waited for: appends that come meanwhile are not half in it.
  const ends = await endsOf(log, end, window)
  if (ends === undefined) throw new Error('the log is shorter than it was')
  const body = Buffer.concat([Buffer.from(`${JSON.stringify({ ...contents, ends })}\n`), Buffer.from(numbers.buffer)])
  return Buffer.concat([head(body), body])
}

const head = (body: Buffer): Buffer =>
  Buffer.from(
    `{"relations-ledger":"index","formatVersion":1,"numbers":"double ${endianness()}","crc":"${crc32(body).toString(16).padStart(8, '0')}"}\n`,
  )

async function endsOf({ files, descriptor }: LogFile, end: number, window: number): Promise<number | undefined> {
  const size = Math.min(window, end)
  const [first, last] = [await readAll(files, descriptor, 0, size), await readAll(files, descriptor, end - size, size)]
  return last.length < size ? undefined : crc32(last, crc32(first))
}

/** The places that the index beside a log knows; undefined where there is none that is whole and fits the log. */
export async function indexedPlaces(log: LogFile, target: string, window: number): Promise<Places | undefined> {
  const bytes = await readFile(fileOf(target)).catch(() => undefined)
  const start = bytes === undefined ? 0 : bytes.indexOf(lineBreak) + 1
  if (bytes === undefined || start === 0 || !head(bytes.subarray(start)).equals(bytes.subarray(0, start))) return undefined
  const numbersStart = bytes.indexOf(lineBreak, start) + 1
  const contents = JSON.parse(bytes.toString('latin1', start, numbersStart)) as Contents
  const ends = await endsOf(log, contents.end, window)
  return ends === undefined || ends !== contents.ends ? undefined : placesOf(contents, bytes.subarray(numbersStart))
}

function placesOf({ end, lines, milestones, logs }: Contents, bytes: Buffer): Places {
  // In memory of their own, since numbers must lie at a multiple of their size.
  const numbers = new Float64Array(new Uint8Array(bytes).buffer)
  let at = 0
  // One by one, since Array.from takes several times as long and more room.
  const take = (count: number): number[] => {
    const list = new Array<number>(count)
    for (let index = 0; index < count; index += 1) list[index] = numbers[at + index] as number
    at += count
    return list
  }
  const places = { end, lines, indexed: lines, unread: end, milestones: take(milestones) }
  return { ...places, logs: new Map(logs.map(([relation, count]) => [relation, { starts: take(count), lengths: take(count) }])) }
}

/** Takes the index away. */
export const forgetIndex = (target: string): Promise<void> => rm(fileOf(target), { force: true }).catch(() => {})
