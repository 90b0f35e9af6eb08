// Moves a ledger from one store into another: the same lines in the same order, byte for byte.
// In: a store to read, a store to write, which is empty or holds the beginning of a copy.
// Out: how much was copied, once all of it has been read back and compared; or a LedgerError, and the copy can be gone on with.
import { LedgerError } from '../errors.ts'
import type { PlacedLine, Store } from './store.ts'
import { unusable } from './terms.ts'

/** How a ledger is copied. */
export interface CopyOptions {
  /** How many lines are in memory at once; 1000 by default. */
  readonly page?: number
  /** Told after each page how many lines are there. */
  readonly onProgress?: (lines: number) => void
}

/** What a copy came to. */
export interface CopyReport {
  /** How many lines both stores have, of how many relations. */
  readonly lines: number
  readonly relations: number
  /** How many of them were there before, from a copy that did not come to its end. */
  readonly before: number
  /** The position in `from` after the last line that was copied: what `from.since` goes on after. */
  readonly position: string | undefined
}

/**
 * Copies every line of `from` into `to`, in the order of `from`, and compares what `to` then holds with what `from` holds.
 *
 * It goes on where an earlier copy stopped, after comparing what is there. Until it has resolved, `to` may end within a batch, and
 * nothing else may write to it. What is appended to `from` meanwhile is copied too, up to the moment at which nothing more is there.
 * Snapshots are not copied: they are made again.
 *
 * A copy into a store that syncs waits for the disk at every change of relation. `jsonlStore` and `sqliteStore` copy many times
 * faster with `durability: 'os'`; opened again without it, a JSONL log is synced as a whole before it answers.
 *
 * @param from read with `since`; nothing in it is changed
 * @param to empty, or holding the beginning of `from`
 * @param options how many lines at a time, and whom to tell how far it is
 * @throws LedgerError `INVALID_ARGUMENT` where `to` holds anything that `from` does not have at that place; what the stores throw
 * @example
 * ```ts
 * import { copy } from 'relations-ledger/stores/copy'
 * import { jsonlStore } from 'relations-ledger/stores/jsonl'
 * import { memoryStore } from 'relations-ledger/stores/memory'
 *
 * const [from, to] = [memoryStore(), jsonlStore('talks.jsonl')]
 * const { lines } = await copy(from, to)
 * console.log(`${lines} lines are in both`)
 * ```
 */
export async function copy(from: Store, to: Store, options: CopyOptions = {}): Promise<CopyReport> {
  const { page = 1000, onProgress = () => {} } = options
  if (!Number.isSafeInteger(page) || page < 1) throw unusable('page', page, 'it is not a number of lines — give 1 or more')
  const start = await compared(from, to, page, { lines: 0, from: undefined, to: undefined })
  await appended(from, to, page, start, onProgress)
  const end = await compared(from, to, page, start)
  return { lines: end.lines, relations: (await to.relations()).length, before: start.lines, position: end.from }
}

/** How far two stores have been gone through: so many lines, and the position of the last of them in each. */
interface Place {
  readonly lines: number
  readonly from: string | undefined
  readonly to: string | undefined
}

/** Goes through both from this place on, to the end of `to`. */
async function compared(from: Store, to: Store, page: number, start: Place): Promise<Place> {
  let place = start
  for (;;) {
    const copies = await to.since(place.to, page)
    if (copies.length === 0) return place
    const originals = await from.since(place.from, copies.length)
    for (const [index, line] of copies.entries()) {
      if (!isSame(originals[index], line)) throw notACopy(from, to, line, place.lines + index + 1)
    }
    place = { lines: place.lines + copies.length, from: originals.at(-1)?.position, to: copies.at(-1)?.position }
  }
}

const isSame = (original: PlacedLine | undefined, line: PlacedLine): boolean =>
  original !== undefined &&
  original.relation === line.relation &&
  original.version === line.version &&
  original.id === line.id &&
  original.text === line.text

const notACopy = (from: Store, to: Store, { relation, version }: PlacedLine, number: number) =>
  new LedgerError(
    'INVALID_ARGUMENT',
    `copy: line ${number} of ${to.name}, version ${version} of ${relation}, is not the one that ${from.name} has there — give an empty store`,
    { argument: 'to', given: to.name },
    { relation },
  )

async function appended(from: Store, to: Store, page: number, start: Place, onProgress: (lines: number) => void): Promise<void> {
  let { from: cursor, lines: done } = start
  for (;;) {
    const lines = await from.since(cursor, page)
    if (lines.length === 0) return
    for (const run of runsOf(lines)) {
      const [first] = run as [PlacedLine]
      await to.append(
        first.relation,
        first.version - 1,
        run.map(({ id, text }) => ({ id, text })),
      )
    }
    cursor = lines.at(-1)?.position
    done += lines.length
    onProgress(done)
  }
}

/** The lines in pieces of one relation each, in their order. */
function runsOf(lines: readonly PlacedLine[]): PlacedLine[][] {
  const runs: PlacedLine[][] = []
  for (const line of lines) {
    const run = runs.at(-1)
    if (run?.[0]?.relation === line.relation) run.push(line)
    else runs.push([line])
  }
  return runs
}
