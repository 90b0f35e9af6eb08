// The store that keeps its logs in this process and forgets them when it ends.
// In: lines of text, appended; a relation, to be read.
// Out: the same lines. For tests, for trying things out, and for a ledger that was given no store.
import { lineOf } from './opening.ts'
import type { NewLine, PlacedLine, Snapshot, Store, StoredLine } from './store.ts'
import {
  checkedTexts,
  checkLimit,
  checkListener,
  checkRead,
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
  const logs = new Map<string, Log>()
  /** Whose line came, in the order in which they came, and which of its log it was. */
  const order: Log[] = []
  const versions: number[] = []
  const kept = new Map<string, Snapshot>()
  const watchers = createWatchers()
  let closed = false

  function checkOpen(): void {
    if (closed) throw storeClosed(name)
  }

  async function append(relation: string, expectedVersion: number, lines: readonly NewLine[]): Promise<string> {
    checkOpen()
    const texts = checkedTexts(relation, expectedVersion, lines)
    const known = logs.get(relation)
    const log = known ?? { relation, texts: [], lines: [] }
    if (log.texts.length !== expectedVersion) throw versionConflict(relation, expectedVersion, log.texts.length)
    for (let index = 0; index < texts.length; index++) {
      order.push(log)
      versions.push(log.texts.push(texts[index] as string))
    }
    if (known === undefined) logs.set(relation, log)
    watchers.tell()
    return positionOf(order.length)
  }

  async function read(relation: string, from = 1, limit = Number.POSITIVE_INFINITY): Promise<readonly StoredLine[]> {
    checkOpen()
    checkRead(relation, from, limit)
    const log = logs.get(relation)
    return log === undefined ? [] : linesTo(name, log, from - 1 + limit).slice(from - 1, from - 1 + limit)
  }

  async function since(cursor?: string, limit = Number.POSITIVE_INFINITY): Promise<readonly PlacedLine[]> {
    checkOpen()
    checkLimit(limit)
    const after = ordinalOf(cursor)
    return order.slice(after, after + limit).map((log, index) => {
      const version = versions[after + index] as number
      const line = linesTo(name, log, version)[version - 1] as StoredLine
      return { ...line, relation: log.relation, position: positionOf(after + index + 1) }
    })
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

/** The texts of a relation, and the lines that were made of the first of them. */
interface Log {
  readonly relation: string
  readonly texts: string[]
  readonly lines: StoredLine[]
}

/** A line is made when somebody first asks for it, so that an append keeps no more than its text; then it is the same object for ever. */
function linesTo(store: string, { relation, texts, lines }: Log, end: number): readonly StoredLine[] {
  for (let version = lines.length + 1; version <= end && version <= texts.length; version++)
    lines.push(Object.freeze(lineOf(store, relation, version, texts[version - 1] as string)))
  return lines
}
