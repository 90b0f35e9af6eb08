// The store that keeps its logs in this process and forgets them when it ends.
// In: lines of text, appended; a relation, to be read.
// Out: the same lines. For tests, for trying things out, and for a ledger that was given no store.
import type { NewLine, PlacedLine, Snapshot, Store, StoredLine } from './store.ts'
import {
  checkedTexts,
  checkLimit,
  checkListener,
  checkRange,
  checkSnapshot,
  ordinalOf,
  positionOf,
  storeClosed,
  versionConflict,
} from './terms.ts'
import { createWatchers } from './watchers.ts'

/**
 * A store in memory. What an append that resolved has survived is `memory`: nothing but this process.
 *
 * @returns an empty store; each call makes its own
 * @example
 * ```ts
 * import { openLedger } from 'relations-ledger'
 * import { memoryStore } from 'relations-ledger/stores/memory'
 *
 * const ledger = openLedger({ store: memoryStore() })
 * ```
 */
export function memoryStore(): Store {
  const name = 'memory'
  const logs = new Map<string, StoredLine[]>()
  /** Each line, and whose log it is in, in the order in which they came. */
  const order: { readonly relation: string; readonly line: StoredLine }[] = []
  const kept = new Map<string, Snapshot>()
  const watchers = createWatchers()
  let closed = false

  function checkOpen(): void {
    if (closed) throw storeClosed(name)
  }

  async function append(relation: string, expectedVersion: number, lines: readonly NewLine[]): Promise<string> {
    checkOpen()
    const texts = checkedTexts(relation, expectedVersion, lines)
    const log = logs.get(relation) ?? []
    if (log.length !== expectedVersion) throw versionConflict(relation, expectedVersion, log.length)
    for (const [index, text] of texts.entries()) {
      const line = Object.freeze({ id: (lines[index] as NewLine).id, text, version: log.length + 1 })
      log.push(line)
      order.push({ relation, line })
    }
    logs.set(relation, log)
    watchers.tell()
    return positionOf(order.length)
  }

  async function read(relation: string, from = 1, limit = Number.POSITIVE_INFINITY): Promise<readonly StoredLine[]> {
    checkOpen()
    checkRange(from, limit)
    return (logs.get(relation) ?? []).slice(from - 1, from - 1 + limit)
  }

  async function since(cursor?: string, limit = Number.POSITIVE_INFINITY): Promise<readonly PlacedLine[]> {
    checkOpen()
    checkLimit(limit)
    const after = ordinalOf(cursor)
    return order
      .slice(after, after + limit)
      .map(({ relation, line }, index) => ({ ...line, relation, position: positionOf(after + index + 1) }))
  }

  async function relations(): Promise<readonly string[]> {
    checkOpen()
    return [...logs.keys()]
  }

  function watch(listener: () => void): () => void {
    checkOpen()
    checkListener(listener)
    return watchers.add(listener)
  }

  async function save(relation: string, { version, text }: Snapshot): Promise<void> {
    checkOpen()
    checkSnapshot(relation, { version, text })
    kept.set(relation, Object.freeze({ version, text }))
  }

  async function latest(relation: string): Promise<Snapshot | undefined> {
    checkOpen()
    return kept.get(relation)
  }

  async function close(): Promise<void> {
    closed = true
    watchers.clear()
  }

  return { name, durability: 'memory', append, read, since, relations, watch, snapshots: { save, latest }, close }
}
