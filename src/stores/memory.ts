// The store that keeps its logs in this process and forgets them when it ends.
// In: lines of text, appended; a relation, to be read.
// Out: the same lines. For tests, for trying things out, and for a ledger that was given no store.
import { relationIn } from './opening.ts'
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
  /** Each line in the order in which they came. */
  const order: StoredLine[] = []
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
    const log = known ?? { lines: [], frozen: 0 }
    if (log.lines.length !== expectedVersion) throw versionConflict(relation, expectedVersion, log.lines.length)
    for (let index = 0; index < texts.length; index++) {
      const line = { id: (lines[index] as NewLine).id, text: texts[index] as string, version: expectedVersion + 1 + index }
      log.lines.push(line)
      order.push(line)
    }
    if (known === undefined) logs.set(relation, log)
    watchers.tell()
    return positionOf(order.length)
  }

  async function read(relation: string, from = 1, limit = Number.POSITIVE_INFINITY): Promise<readonly StoredLine[]> {
    checkOpen()
    checkRead(relation, from, limit)
    const log = logs.get(relation)
    return log === undefined ? [] : frozenTo(log, from - 1 + limit).slice(from - 1, from - 1 + limit)
  }

  async function since(cursor?: string, limit = Number.POSITIVE_INFINITY): Promise<readonly PlacedLine[]> {
    checkOpen()
    checkLimit(limit)
    const after = ordinalOf(cursor)
    const found = order.slice(after, after + limit)
    return found.map((line, index) => ({ ...line, relation: relationIn(line.text), position: positionOf(after + index + 1) }))
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

/** The lines of a relation, of which the first `frozen` were handed out: those that are read again are the same objects. */
interface Log {
  readonly lines: StoredLine[]
  frozen: number
}

/** A line is frozen when somebody gets it, and not before: an append takes a tenth less. */
function frozenTo(log: Log, end: number): readonly StoredLine[] {
  for (const last = Math.min(end, log.lines.length); log.frozen < last; log.frozen++) Object.freeze(log.lines[log.frozen])
  return log.lines
}
