// The store that keeps its logs in a stream of NATS JetStream, on most of a cluster's servers.
// In: a manager of the driver, handed in; lines of text, appended; a relation, to be read.
// Out: the same lines, byte for byte. Many processes may write and read at once.
// The work is done next door, in jetstream/: the stream's settings, its messages, what can go wrong.
import type { JetStreamManager } from '@nats-io/jetstream'
import { LedgerError } from '../errors.ts'
import { mintId } from '../ids.ts'
import { createDoor } from './door.ts'
import { openEar } from './ear.ts'
import {
  answerWithin,
  failed,
  isConflict,
  isNotFound,
  listWithin,
  mayPass,
  refusal,
  Silence,
  soon,
  waitedIn,
} from './jetstream/failures.ts'
import { allBetween, lastOf, type Message, nextOf, ofRelation, type Source, subjectOf } from './jetstream/messages.ts'
import { faultOfServer } from './jetstream/server.ts'
import { faultsOf, type StreamDurability, settingsOf } from './jetstream/stream.ts'
import { lineOf } from './opening.ts'
import { withPatience } from './patience.ts'
import type { NewLine, PlacedLine, Store, StoredLine } from './store.ts'
import { checkedTexts, checkLimit, checkListener, checkRead, positionOf, storeClosed, unusable, versionConflict } from './terms.ts'
import { createTurns } from './turns.ts'
import { createWatchers } from './watchers.ts'

/** How a store in a stream is opened. */
export interface JetStreamOptions {
  /** The name of the stream, `relations-ledger` by default: letters, digits, `-` and `_`. Its subjects are the name, a dot, a relation. */
  readonly stream?: string
  /**
   * What an append that resolved has survived. `quorum`, the default: the loss of a minority of the servers; refused where the stream
   * has fewer than three replicas. `os`, in so many words: the end of a server's process, no more. A stream that is not there is
   * made with three replicas for `quorum`, one for `os`.
   */
  readonly durability?: StreamDurability
  /** For how many milliseconds a call is tried again while the cluster does not answer; 20,000 by default. To choose a new leader takes some five to ten seconds. */
  readonly patience?: number
  /** How many milliseconds lie between two looks of `watch` for what it was not told of; 1,000 by default. */
  readonly lookEvery?: number
}

/** Where a relation's log ends, or is known to come to a version. */
interface End {
  readonly version: number
  readonly sequence: number
}

const noLog: End = { version: 0, sequence: 0 }

/**
 * A store in NATS JetStream (server 2.10 or later). Each relation has a subject, and each append is one message: it is there whole or
 * not. The stream is made at the first call, if it is not there. One that is there and could lose what it acknowledged is refused:
 * too few replicas, kept in memory, acknowledged before it is written, old messages dropped by age, number or size; and one that does not take its subjects.
 *
 * The server takes an append only where the last message of its subject is the expected one. A call that it does not answer is sent
 * again under the same message id; where that comes to a conflict, what stands there is compared with what was sent, and only if it
 * is not the same lines does the append fail.
 *
 * A server syncs its disk every two minutes unless it is told `sync_interval: always` (2.10), and does not tell a client which: with the default,
 * servers that all lose their power at once lose what they acknowledged last.
 *
 * Watchers hear of every process's appends. Snapshots are not kept. An append is one message, so it must fit into the server's `max_payload`.
 *
 * @param manager of `@nats-io/jetstream`; the store does not close its connection. Let it reconnect for ever: `maxReconnectAttempts: -1`
 * @param options stream, durability, patience
 * @throws LedgerError `INVALID_ARGUMENT` at once; from the calls of the store `STORE_FAILED`, `STORE_CLOSED`, `LOG_CORRUPT`,
 *   `VERSION_CONFLICT` and `INVALID_ARGUMENT`
 * @example
 * ```ts
 * import { jetstreamManager } from '@nats-io/jetstream'
 * import { connect } from '@nats-io/transport-node'
 * import { openLedger } from 'relations-ledger'
 * import { jetstreamStore } from 'relations-ledger/stores/jetstream'
 *
 * const connection = await connect({ servers: ['127.0.0.1:4222', '127.0.0.1:4223'], maxReconnectAttempts: -1 })
 * // Not checked at once: the first call of the store waits for the cluster, if it must.
 * const manager = await jetstreamManager(connection, { checkAPI: false })
 * const ledger = openLedger({ store: jetstreamStore(manager) })
 * ```
 */
export function jetstreamStore(manager: JetStreamManager, options: JetStreamOptions = {}): Store {
  checkOptions(manager, options)
  const { stream = 'relations-ledger', durability = 'quorum', patience = 20_000, lookEvery = 1000 } = options
  const name = `jetstream ${stream}`
  const source: Source = { manager, stream }
  const door = createDoor(name)
  const inTurn = createTurns()
  /** Ends that were seen: a log never gets shorter, so whoever says less is behind. */
  const ends = new Map<string, End>()
  /** Where reading a relation stopped, so that the next page goes on from there. */
  const bookmarks = new Map<string, End>()
  /** The first sequence of each relation: it never changes. */
  const firsts = new Map<string, number>()
  const writer = mintId()
  let [count, opening] = [0, undefined as Promise<void> | undefined]
  /** Where the stream begins: whoever makes one may say another number than 1. */
  let firstSequence = 1
  const watchers = createWatchers(() => openEar({ listen, every: lookEvery, look: lastSequence, tell: () => watchers.tell() }))

  /** Makes a call of the driver, again and again while the cluster does not answer. */
  async function asking<Value>(operation: string, call: (isAgain: boolean) => Promise<Value>): Promise<Value> {
    try {
      return await withPatience({ milliseconds: patience, mayPass, waitedIn }, call)
    } catch (error) {
      throw failed(operation, name, error)
    }
  }

  const through = <Value>(operation: string, call: (isAgain: boolean) => Promise<Value>): Promise<Value> =>
    door.through(async () => {
      await opened()
      return asking(operation, call)
    })

  // What could not be opened is tried again at the next call.
  function opened(): Promise<void> {
    opening ??= asking('open', open).catch((error: unknown) => {
      opening = undefined
      throw error
    })
    return opening
  }

  function refuseOldServer(): void {
    const fault = faultOfServer(manager)
    if (fault !== undefined) throw refusal('open', name, fault, 'nothing was written: run 2.10 or later on every server of the cluster')
  }

  async function open(): Promise<void> {
    refuseOldServer()
    const { config } = await soon(manager.streams.info(stream)).catch((error: unknown) => {
      if (!isNotFound(error)) throw error
      return soon(manager.streams.add(settingsOf(stream, durability === 'quorum' ? 3 : 1)))
    })
    firstSequence = Math.max(1, config.first_seq ?? 1)
    const faults = faultsOf(config, stream, durability)
    if (faults.length === 0) return
    const only = faults.length === 1 && durability === 'quorum' && config.num_replicas < 3
    const advice = only ? "give it three, or say durability: 'os'" : 'change the settings of the stream'
    throw refusal('open', name, `its settings do not keep the promise: ${faults.join('; ')}`, advice)
  }

  // ── appending ──────────────────────────────────────────────────────────────────────────────────────────────────

  async function append(relation: string, expectedVersion: number, lines: readonly NewLine[]): Promise<string> {
    const texts = checkedTexts(relation, expectedVersion, lines)
    return door.through(async () => {
      await opened()
      const sequence = await inTurn(relation, () => appendNow(relation, expectedVersion, texts))
      watchers.tell()
      return placeOf(sequence, texts.length - 1)
    })
  }

  async function appendNow(relation: string, expected: number, texts: readonly string[]): Promise<number> {
    const end = await endAt(relation, expected)
    const [data, id] = [texts.join('\n'), `${writer}-${++count}`]
    const sequence = await asking('append', async (isAgain) => {
      try {
        const expect = { lastSubjectSequence: end.sequence }
        const { seq } = await manager.jetstream().publish(subjectOf(stream, relation), data, { msgID: id, expect, timeout: answerWithin })
        // So a cluster answers for a stream that is full, without a word of it; and for an id that it is still busy with.
        if (!(seq > 0)) throw new Silence('the stream gave no place to it; see whether it is full: max_msgs, max_bytes')
        return seq
      } catch (error) {
        if (!isConflict(error)) throw error
        return standing(relation, expected, end, isAgain ? data : undefined)
      }
    })
    ends.set(relation, { version: expected + texts.length, sequence })
    return sequence
  }

  /** The end of the log, where it is at this version. Of a log that is to be new, and of which nothing is known, the server says it if it is not. */
  async function endAt(relation: string, expected: number): Promise<End> {
    const known = ends.get(relation) ?? noLog
    const end = known.version === expected ? known : await asking('append', () => endOf(relation))
    if (end.version !== expected) throw versionConflict(relation, expected, end.version)
    return end
  }

  /** The server says that something stands where this append should: the sequence, if that is what was sent before; else a conflict. */
  async function standing(relation: string, expected: number, end: End, sent: string | undefined): Promise<number> {
    const next = await nextOf(source, relation, end.sequence + 1)
    if (next !== undefined && next.texts.join('\n') === sent) return next.sequence
    const actual = await endOf(relation)
    if (actual.version > expected) throw versionConflict(relation, expected, actual.version)
    throw new Silence('the server refused an append for the sake of another that it does not show')
  }

  /** The end of a log as the leader has it. One that is new may not have all yet. */
  async function endOf(relation: string): Promise<End> {
    return endBehind(relation, await lastOf(source, relation))
  }

  function endBehind(relation: string, last: Message | undefined): End {
    const end = last === undefined ? noLog : { version: last.after + last.texts.length, sequence: last.sequence }
    if (Number.isNaN(end.version)) throw corrupt(relation)
    if (end.sequence < (ends.get(relation) ?? noLog).sequence) throw new Silence('the leader is not as far as it was')
    ends.set(relation, end)
    return end
  }

  // ── reading ────────────────────────────────────────────────────────────────────────────────────────────────────

  async function read(relation: string, from = 1, limit = Number.POSITIVE_INFINITY): Promise<readonly StoredLine[]> {
    checkRead(relation, from, limit)
    return through('read', async () => {
      const last = await lastOf(source, relation)
      const end = endBehind(relation, last)
      if (last === undefined || from > end.version || limit === 0) return []
      return last.after < from ? linesOf(last, relation, from, limit) : readUpTo(end, relation, from, limit)
    })
  }

  async function readUpTo(end: End, relation: string, from: number, limit: number): Promise<StoredLine[]> {
    const bookmark = bookmarks.get(relation) ?? noLog
    let { version } = bookmark.version < from ? bookmark : noLog
    const lines: StoredLine[] = []
    for await (const message of ofRelation(source, relation, bookmark.version < from ? bookmark.sequence + 1 : 1, end.sequence)) {
      if (message.after !== version) throw corrupt(relation)
      version += message.texts.length
      for (const line of linesOf(message, relation, from, limit - lines.length)) lines.push(line)
      if (lines.length >= limit) break
      bookmarks.set(relation, { version, sequence: message.sequence })
    }
    return lines
  }

  function linesOf({ after, texts }: Message, relation: string, from: number, limit: number): StoredLine[] {
    if (Number.isNaN(after)) throw corrupt(relation)
    const first = Math.max(0, from - 1 - after)
    return texts.slice(first, first + limit).map((text, index) => lineOf(name, relation, after + 1 + first + index, text))
  }

  async function since(cursor?: string, limit = Number.POSITIVE_INFINITY): Promise<readonly PlacedLine[]> {
    checkLimit(limit)
    const asked = placeAt(cursor)
    return through('read', async () => {
      const after = asked ?? { sequence: firstSequence, lines: 0 }
      const last = await lastSequence()
      const lines: PlacedLine[] = []
      if (limit === 0 || last < after.sequence) return lines
      let sequence = after.sequence
      for await (const message of allBetween(source, sequence, Math.min(last, sequence + limit))) {
        if (message?.sequence !== sequence) throw gap(sequence)
        const skipped = sequence === after.sequence ? after.lines : 0
        for (const line of placed(message).slice(skipped, skipped + limit - lines.length)) lines.push(line)
        if (lines.length >= limit) break
        sequence += 1
      }
      return lines
    })
  }

  const placed = (message: Message): PlacedLine[] =>
    linesOf(message, message.relation, 1, Number.POSITIVE_INFINITY).map((line, index) => ({
      ...line,
      relation: message.relation,
      position: placeOf(message.sequence, index),
    }))

  const lastSequence = async (): Promise<number> => (await soon(manager.streams.info(stream))).state.last_seq

  const relations = (): Promise<readonly string[]> =>
    through('read', async () => {
      const { state } = await soon(manager.streams.info(stream, { subjects_filter: `${stream}.*` }), listWithin)
      const found = Object.keys(state.subjects ?? {}).map((subject) => subject.slice(stream.length + 1))
      for (let at = 0; at < found.length; at += 64) await Promise.all(found.slice(at, at + 64).map(findFirst))
      return found.sort((a, b) => (firsts.get(a) ?? 0) - (firsts.get(b) ?? 0))
    })

  async function findFirst(relation: string): Promise<void> {
    if (firsts.has(relation)) return
    const first = await nextOf(source, relation, 1)
    if (first === undefined) throw new Silence(`the first message of ${relation} was promised and did not come`)
    firsts.set(relation, first.sequence)
  }

  // ── watching and closing ───────────────────────────────────────────────────────────────────────────────────────

  function watch(listener: () => void): () => void {
    if (door.isClosed) throw storeClosed(name)
    checkListener(listener)
    refuseOldServer()
    return watchers.add(listener)
  }

  async function listen(tell: () => void, lost: () => void): Promise<() => Promise<void>> {
    await opened()
    const wanted = { filter_subjects: [`${stream}.*`], deliver_policy: 'new' as never, headers_only: true }
    const consumer = await manager.jetstream().consumers.get(stream, wanted)
    const messages = await consumer.consume({ callback: tell })
    void messages.closed().then(lost)
    return async () => {
      messages.stop()
      await consumer.delete()
    }
  }

  function close(): Promise<void> {
    watchers.clear()
    return door.close(async () => {})
  }

  function corrupt(relation: string): LedgerError<'LOG_CORRUPT'> {
    const reason = 'a message is not the one that follows the one before'
    const message = `${name}, ${relation}: ${reason} — see who else publishes to this subject, or deleted from it`
    return new LedgerError('LOG_CORRUPT', message, { reason }, { relation })
  }

  function gap(sequence: number): LedgerError<'LOG_CORRUPT'> {
    const reason = `message ${sequence} is missing`
    return new LedgerError('LOG_CORRUPT', `${name}: ${reason} — see who deleted from the stream`, { reason })
  }

  return { name, durability, append, read, since, relations, watch, close }
}

/** A line's position: the message it is in, and its place in that. */
const placeOf = (sequence: number, index: number): string => `${positionOf(sequence)}-${String(index).padStart(6, '0')}`

/** The message where reading goes on, and how many of its lines were read; undefined for the beginning. */
function placeAt(cursor: string | undefined): { readonly sequence: number; readonly lines: number } | undefined {
  if (cursor === undefined) return undefined
  const found = typeof cursor === 'string' ? /^(\d{16})-(\d{6})$/.exec(cursor) : null
  if (found !== null && Number.isSafeInteger(Number(found[1]))) return { sequence: Number(found[1]), lines: Number(found[2]) + 1 }
  throw unusable('cursor', cursor, 'it is not a position of this store — give one that append or since gave, or leave it out')
}

function checkOptions(manager: JetStreamManager, { stream, durability, patience, lookEvery }: JetStreamOptions): void {
  if (typeof manager?.streams?.info !== 'function')
    throw unusable('manager', manager, 'it has no streams — give what jetstreamManager(connection) resolves to')
  if (stream !== undefined && !(typeof stream === 'string' && /^[A-Za-z0-9_-]{1,100}$/.test(stream)))
    throw unusable('stream', stream, 'it is not a name of a stream — give letters, digits, - and _')
  if (durability !== undefined && durability !== 'quorum' && durability !== 'os')
    throw unusable('durability', durability, "it is not one of them — give 'quorum' or 'os'")
  if (patience !== undefined && !(patience >= 0)) throw unusable('patience', patience, 'it is no time — give milliseconds, 0 or more')
  if (lookEvery !== undefined && !(lookEvery > 0)) throw unusable('lookEvery', lookEvery, 'it is no time — give milliseconds')
}
