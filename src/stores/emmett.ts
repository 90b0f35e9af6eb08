// A store over an event store of emmett, for whoever runs one already: a stream a relation, an event a line.
// In: emmett's store, handed in, and what its appends survive, which it does not say itself.
// Out: the same lines, byte for byte; and a plain no to what emmett's stores have no question for: all relations in one order.
import { LedgerError } from '../errors.ts'
import { createDoor } from './door.ts'
import { lineOf } from './opening.ts'
import { withPatience } from './patience.ts'
import type { Durability, NewLine, PlacedLine, Store, StoredLine } from './store.ts'
import { checkedTexts, checkListener, checkRead, positionOf, storeClosed, unusable, versionConflict } from './terms.ts'
import { createTurns } from './turns.ts'
import { createWatchers } from './watchers.ts'

/** What is used of an event store of emmett; those in memory, of SQLite and of PostgreSQL have it. */
export interface EmmettStore {
  readStream(name: string, options?: { from?: bigint; to?: bigint }): Promise<{ readonly events: readonly EmmettEvent[] }>
  appendToStream(name: string, events: EmmettInput[], options?: { expectedStreamVersion?: bigint }): Promise<object>
}

/** An event on its way into emmett: the text of a line, or the name of a relation. */
export interface EmmettInput {
  readonly type: string
  readonly data: { readonly text: string }
}

interface EmmettEvent {
  readonly data: unknown
  readonly metadata: object
}

/** What emmett writes beside an event. */
interface Place {
  readonly streamPosition: bigint
  readonly globalPosition?: bigint
}

/** How an event store of emmett is used. */
export interface EmmettOptions {
  /** What an append that resolved has survived: emmett's store does not say, so whoever set it up does. */
  readonly durability: Durability
  /** What the names of its streams begin with, `ledger` by default. */
  readonly prefix?: string
  /**
   * True for emmett's store in SQLite: it gets one call at a time, and each append is compared with the log before emmett sees it. That
   * store (0.38) ends its connection when the first of several calls has ended, and keeps the version of an append it refused, after which
   * none fits any more. So no other process may write to it, either.
   */
  readonly alone?: boolean
}

/**
 * A store over an event store of emmett. Versions, atomic batches and the bytes of each line hold as they do in any store. What does not:
 *
 * - `since` is refused with `STORE_FAILED`: emmett gives no order over all streams in which nothing is skipped. So `copy` moves each
 *   relation for itself.
 * - `watch` tells of this store's own appends alone.
 * - An append whose answer was lost rejects with `STORE_FAILED`; append the same events again, with the same ids.
 * - Snapshots are not kept.
 * - Over emmett's store in SQLite, for which `alone` is said: one process writes, and an append has at most 3,276 events, since SQLite takes no
 *   more variables in a statement.
 *
 * @param store such as `getInMemoryEventStore()`, `getPostgreSQLEventStore(url)`; it is not closed by this
 * @param options what its appends survive, and what its streams are called
 * @throws LedgerError `INVALID_ARGUMENT` at once; from the calls of the store `STORE_FAILED`, `STORE_CLOSED`, `LOG_CORRUPT`,
 *   `VERSION_CONFLICT` and `INVALID_ARGUMENT`
 * @example
 * ```ts
 * import { getInMemoryEventStore } from '@event-driven-io/emmett'
 * import { openLedger } from 'relations-ledger'
 * import { fromEmmettStore } from 'relations-ledger/stores/emmett'
 *
 * const ledger = openLedger({ store: fromEmmettStore(getInMemoryEventStore(), { durability: 'memory' }) })
 * ```
 */
export function fromEmmettStore(store: EmmettStore, options: EmmettOptions): Store {
  checkOptions(store, options)
  const { durability, prefix = 'ledger', alone = false } = options
  const name = `emmett ${prefix}`
  const door = createDoor(name)
  const inTurn = createTurns()
  const watchers = createWatchers()
  /** Relations that are in the list of all: it only grows. */
  const listed = new Set<string>()
  /** Where the first line of each relation stands among all events: it never changes. */
  const firsts = new Map<string, bigint>()
  const streamOf = (relation: string): string => `${prefix}-${relation}`
  // No relation has this name.
  const list = `${prefix}-relations`

  const asking = <Value>(operation: string, call: () => Promise<Value>): Promise<Value> =>
    door.through(() =>
      (alone ? inTurn('', () => withPatience(patience, call)) : call()).catch((error: unknown) =>
        Promise.reject(failed(operation, name, error)),
      ),
    )

  async function append(relation: string, expectedVersion: number, lines: readonly NewLine[]): Promise<string> {
    const texts = checkedTexts(relation, expectedVersion, lines)
    return asking('append', async () => {
      const position = await inTurn(relation, () => appendNow(relation, expectedVersion, texts))
      watchers.tell()
      return position
    })
  }

  async function appendNow(relation: string, expected: number, texts: readonly string[]): Promise<string> {
    if (alone) await compare(relation, expected)
    if (expected === 0) await inTurn(list, () => addToList(relation))
    const events = texts.map((text) => ({ type: 'line', data: { text } }))
    try {
      await store.appendToStream(streamOf(relation), events, { expectedStreamVersion: BigInt(expected) })
    } catch (error) {
      if (!isConflict(error)) throw error
      throw versionConflict(relation, expected, (await eventsOf(streamOf(relation))).length)
    }
    const last = expected + texts.length
    const { events: found } = await store.readStream(streamOf(relation), { from: BigInt(last - 1), to: BigInt(last) })
    return positionOf(Number(placeOf(found.at(-1))?.globalPosition ?? 0))
  }

  async function compare(relation: string, expected: number): Promise<void> {
    const { events } = await store.readStream(streamOf(relation), { from: BigInt(Math.max(0, expected - 1)) })
    if (Number(placeOf(events.at(-1))?.streamPosition ?? 0) === expected) return
    throw versionConflict(relation, expected, (await eventsOf(streamOf(relation))).length)
  }

  // Before its first line: a relation that is listed and has none is left out, one that has some and is not listed would be lost.
  async function addToList(relation: string): Promise<void> {
    for (let tries = 10; !listed.has(relation); tries -= 1) {
      for (const { data } of await eventsOf(list)) listed.add(textIn(data))
      if (listed.has(relation)) return
      try {
        const version = BigInt((await eventsOf(list)).length)
        await store.appendToStream(list, [{ type: 'relation', data: { text: relation } }], { expectedStreamVersion: version })
        listed.add(relation)
      } catch (error) {
        if (!isConflict(error) || tries === 0) throw error
      }
    }
  }

  const eventsOf = async (stream: string): Promise<readonly EmmettEvent[]> => (await store.readStream(stream)).events

  async function read(relation: string, from = 1, limit = Number.POSITIVE_INFINITY): Promise<readonly StoredLine[]> {
    checkRead(relation, from, limit)
    return asking('read', async () => {
      if (limit === 0) return []
      // In emmett's stores `from` is where the first event stands, or how many stand before it: so one too many may come.
      const range = { from: BigInt(from - 1), ...(limit === Number.POSITIVE_INFINITY ? {} : { to: BigInt(from - 1 + limit) }) }
      const { events } = await store.readStream(streamOf(relation), range)
      const wanted = events.filter((event) => (placeOf(event)?.streamPosition ?? 0n) >= BigInt(from))
      return wanted.map(({ data }, index) => lineOf(name, relation, from + index, textIn(data)))
    })
  }

  const relations = (): Promise<readonly string[]> =>
    asking('read', async () => {
      for (const { data } of await eventsOf(list)) listed.add(textIn(data))
      for (const relation of listed) if (!firsts.has(relation)) await findFirst(relation)
      const byPlace = [...firsts].sort(([, a], [, b]) => Number(a - b))
      return byPlace.map(([relation]) => relation)
    })

  async function findFirst(relation: string): Promise<void> {
    const [first] = (await store.readStream(streamOf(relation), { to: 1n })).events
    if (first !== undefined) firsts.set(relation, placeOf(first)?.globalPosition ?? 0n)
  }

  const since = (): Promise<readonly PlacedLine[]> =>
    asking('since', () => {
      const message = `since ${name}: emmett gives no order over all streams — ask for relations(), and read each of them`
      return Promise.reject(new LedgerError('STORE_FAILED', message, { operation: 'since', code: undefined }))
    })

  function watch(listener: () => void): () => void {
    if (door.isClosed) throw storeClosed(name)
    checkListener(listener)
    return watchers.add(listener)
  }

  function close(): Promise<void> {
    watchers.clear()
    return door.close(async () => {})
  }

  return { name, durability, append, read, since, relations, watch, close }
}

const placeOf = (event: EmmettEvent | undefined): Place | undefined => event?.metadata as Place | undefined
const textIn = (data: unknown): string => String((data as { readonly text?: unknown } | undefined)?.text)

/** Its store in SQLite does not wait for the connection it has just closed. */
const patience = { milliseconds: 5000, mayPass: (error: unknown) => (error as { code?: unknown } | undefined)?.code === 'SQLITE_BUSY' }

/** emmett's own sign of a version that is not the expected one. */
const isConflict = (error: unknown): boolean => (error as { errorCode?: unknown } | undefined)?.errorCode === 412

function failed(operation: string, name: string, error: unknown): LedgerError {
  if (error instanceof LedgerError) return error
  const said = error instanceof Error ? error.message : String(error)
  const code = (error as { code?: unknown } | undefined)?.code
  const advice =
    operation === 'append' ? 'it may be recorded or not: append the same events again, with the same ids' : 'remove the cause and try again'
  const details = { operation, code: typeof code === 'string' ? code : undefined }
  return new LedgerError('STORE_FAILED', `${operation} ${name}: ${said} — ${advice}`, details, {}, error)
}

function checkOptions(store: EmmettStore, options: EmmettOptions): void {
  if (typeof store?.readStream !== 'function' || typeof store.appendToStream !== 'function')
    throw unusable('store', store, 'it has no streams — give an event store of emmett')
  if (!['memory', 'os', 'disk', 'quorum'].includes(options?.durability))
    throw unusable('durability', options?.durability, "emmett does not say it, so say it: 'memory', 'os', 'disk' or 'quorum'")
  const { prefix, alone } = options
  if (alone !== undefined && typeof alone !== 'boolean') throw unusable('alone', alone, 'it is neither true nor false — give one')
  if (prefix !== undefined && !(typeof prefix === 'string' && /^[A-Za-z0-9_]{1,64}$/.test(prefix)))
    throw unusable('prefix', prefix, 'it is not a beginning of a name — give letters, digits and _')
}
