// Moves a ledger from one store into another: the same lines in the same order, byte for byte.
// In: a store to read, a store to write, which is empty or holds the beginning of a copy.
// Out: how much was copied, once all of it has been read back and compared; or a LedgerError, and the copy can be gone on with.
import { isLedgerError } from '../errors.ts'
import { copyByRelation, linesOf } from './copy/by-relation.ts'
import { isSame, notACopy } from './copy/compare.ts'
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
  /** The position in `from` after the last line that was copied: what `from.since` goes on after. Undefined where there is none. */
  readonly position: string | undefined
}

/**
 * Copies every line of `from` into `to`, in the order of `from`, and compares what `to` then holds with what `from` holds.
 *
 * It goes on where an earlier copy stopped, after comparing what is there. Until it has resolved, `to` may end within a batch, and
 * nothing else may write to it. What is appended to `from` meanwhile is copied too, up to the moment at which nothing more is there.
 * Snapshots are not copied: they are made again. Where one of the two has no order over all relations, as over emmett, each relation is
 * copied for itself, in the order of their first lines.
 *
 * A copy into a store that syncs waits for the disk at every change of relation. `jsonlStore` and `sqliteStore` copy many times
 * faster with `durability: 'os'`; opened again without it, a JSONL log is synced as a whole before it answers.
 *
 * @param from nothing in it is changed
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
  const areInOrder = (await hasOneOrder(from)) && (await hasOneOrder(to))
  return areInOrder ? copyInOrder(from, to, page, onProgress) : copyRelations(from, to, page, onProgress)
}

/** False for a store that refuses `since` itself, whatever it is asked for. */
async function hasOneOrder(store: Store): Promise<boolean> {
  try {
    await store.since(undefined, 0)
    return true
  } catch (error) {
    if (isLedgerError(error, 'STORE_FAILED') && error.details.operation === 'since') return false
    throw error
  }
}

async function copyRelations(from: Store, to: Store, page: number, onProgress: (lines: number) => void): Promise<CopyReport> {
  const { before, after } = await copyByRelation(from, to, page, onProgress)
  return { lines: linesOf(after), relations: after.size, before: linesOf(before), position: undefined }
}

async function copyInOrder(from: Store, to: Store, page: number, onProgress: (lines: number) => void): Promise<CopyReport> {
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
      const original = originals[index]
      if (original?.relation === line.relation && isSame(original, line)) continue
      const where = `line ${place.lines + index + 1} of ${to.name}, version ${line.version} of ${line.relation},`
      throw notACopy(from, to, line.relation, where)
    }
    place = { lines: place.lines + copies.length, from: originals.at(-1)?.position, to: copies.at(-1)?.position }
  }
}

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
