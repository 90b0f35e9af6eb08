// Moves a ledger where one of the two stores has no order over all relations: each relation for itself, in the order of their first lines.
// In: a store to read; a store to write, which is empty or holds the beginning of each relation's log.
// Out: how many lines of each relation both have then, and how many were there before.
import type { Store } from '../store.ts'
import { isSame, notACopy } from './compare.ts'

/** How many lines of each relation are in both stores. */
type Lengths = ReadonlyMap<string, number>

/** @param onProgress told after each page how many lines are there */
export async function copyByRelation(
  from: Store,
  to: Store,
  page: number,
  onProgress: (lines: number) => void,
): Promise<{ readonly before: Lengths; readonly after: Lengths }> {
  const before = await compared(from, to, page)
  const lengths = new Map(before)
  let done = linesOf(lengths)
  const copied = (count: number): void => {
    done += count
    onProgress(done)
  }
  // What is appended meanwhile is brought after, until nothing more is there.
  while (await appended(from, to, page, lengths, copied));
  return { before, after: await compared(from, to, page) }
}

export const linesOf = (lengths: Lengths): number => [...lengths.values()].reduce((sum, length) => sum + length, 0)

/** Compares all that `to` has with what `from` has there. */
async function compared(from: Store, to: Store, page: number): Promise<Lengths> {
  const lengths = new Map<string, number>()
  for (const relation of await to.relations()) lengths.set(relation, await comparedLog(from, to, relation, page))
  return lengths
}

async function comparedLog(from: Store, to: Store, relation: string, page: number): Promise<number> {
  for (let version = 0; ; ) {
    const copies = await to.read(relation, version + 1, page)
    if (copies.length === 0) return version
    const originals = await from.read(relation, version + 1, copies.length)
    for (const [index, line] of copies.entries()) {
      if (!isSame(originals[index], line)) throw notACopy(from, to, relation, `version ${line.version} of ${relation} in ${to.name}`)
    }
    version += copies.length
  }
}

/** Appends what `to` does not have yet; false where that was nothing. */
async function appended(
  from: Store,
  to: Store,
  page: number,
  lengths: Map<string, number>,
  copied: (count: number) => void,
): Promise<boolean> {
  let isMore = false
  for (const relation of await from.relations()) {
    for (;;) {
      const version = lengths.get(relation) ?? 0
      const lines = await from.read(relation, version + 1, page)
      if (lines.length === 0) break
      await to.append(
        relation,
        version,
        lines.map(({ id, text }) => ({ id, text })),
      )
      lengths.set(relation, version + lines.length)
      isMore = true
      copied(lines.length)
    }
  }
  return isMore
}
