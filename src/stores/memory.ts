// The store that keeps its logs in this process and forgets them when it ends.
// In: lines of text, appended; a relation, to be read.
// Out: the same lines. For tests, for trying things out, and for a ledger that was given no store.
import type { NewLine, Store, StoredLine } from './store.ts'
import { checkedTexts, checkRange, positionOf, storeClosed, versionConflict } from './terms.ts'

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
  let count = 0
  let closed = false

  async function append(relation: string, expectedVersion: number, lines: readonly NewLine[]): Promise<string> {
    if (closed) throw storeClosed(name)
    const texts = checkedTexts(relation, expectedVersion, lines)
    const log = logs.get(relation) ?? []
    if (log.length !== expectedVersion) throw versionConflict(relation, expectedVersion, log.length)
    for (const [index, text] of texts.entries())
      log.push(Object.freeze({ id: (lines[index] as NewLine).id, text, version: log.length + 1 }))
    logs.set(relation, log)
    count += texts.length
    return positionOf(count)
  }

  async function read(relation: string, from = 1, limit = Number.POSITIVE_INFINITY): Promise<readonly StoredLine[]> {
    if (closed) throw storeClosed(name)
    checkRange(from, limit)
    return (logs.get(relation) ?? []).slice(from - 1, from - 1 + limit)
  }

  async function relations(): Promise<readonly string[]> {
    if (closed) throw storeClosed(name)
    return [...logs.keys()]
  }

  async function close(): Promise<void> {
    closed = true
  }

  return { name, durability: 'memory', append, read, relations, close }
}
