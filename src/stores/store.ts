// What a store is: the one interface between the ledger and the bytes.
// In: lines of text the ledger has encoded, each with its event id, for one relation at one version.
// Out: the same lines, byte for byte, in the order of their versions.
// A store looks no further into a text than its fixed start, {"json":{"relation":"RU~US","version":12,"id":"…", which must be true.

/** What an append that resolved has survived: this process, the operating system's cache, the disk, most of a cluster. */
export type Durability = 'memory' | 'os' | 'disk' | 'quorum'

/**
 * One event on its way into a store. `text` is one line, without a line break, made by the codec; it starts with
 * `{"json":{"relation":"<relation>","version":<version>,"id":"<id>"` and ends with `}`.
 */
export interface NewLine {
  readonly id: string
  readonly text: string
}

/** One event as the store gives it back: the same text, and its place in the relation's log, from 1. */
export interface StoredLine extends NewLine {
  readonly version: number
}

/** One event as `since` gives it back: also whose log it is in, and its place over the whole store. */
export interface PlacedLine extends StoredLine {
  readonly relation: string
  /**
   * The cursor that goes on after this line. It is this store's alone: in a copy of the ledger the same event has another. So it stands
   * beside the text and not in it, and neither `read` nor the ledger's events have it.
   */
  readonly position: string
}

/** The state of one relation as text, made from the first `version` events of its log. The store does not look into the text. */
export interface Snapshot {
  readonly version: number
  readonly text: string
}

/**
 * Where a store keeps snapshots: one a relation, so that a state need not be folded from the beginning of a long log.
 *
 * They are disposable. Nothing is promised of one but that it comes back whole or not at all: it may be gone, it may be older than the
 * last one saved, and it may have been made from a log that is no longer this one. Whoever takes one checks it against the log;
 * whoever gets none, or an error, goes on without.
 */
export interface Snapshots {
  /**
   * Keeps this one in place of the one before, whichever has the higher version; of several at once, one of them. A store opened for
   * reading only keeps none, and says nothing.
   *
   * @param snapshot its `version` is 1 or more; its `text` is well-formed, has no NUL, and may be megabytes long
   * @throws LedgerError `INVALID_ARGUMENT`, `STORE_FAILED`, `STORE_CLOSED`, `STORE_LOCKED`
   */
  save(relation: string, snapshot: Snapshot): Promise<void>
  /**
   * The one that was saved last; undefined where there is none, or none that is whole.
   *
   * @throws LedgerError `STORE_FAILED`, `STORE_CLOSED`, `STORE_LOCKED`
   */
  latest(relation: string): Promise<Snapshot | undefined>
}

/**
 * Where the logs of many relations are kept.
 *
 * Every store passes the one contract, `storeContract` of `relations-ledger/testing`:
 * an append is all or nothing; it succeeds exactly when `expectedVersion` is the relation's version;
 * what was read once is read the same for ever.
 */
export interface Store {
  /** A short name for messages, such as `memory` or `jsonl talks.jsonl`. */
  readonly name: string
  /** What an append that resolved has survived. */
  readonly durability: Durability
  /**
   * Adds lines to the end of a relation's log: all of them, or none.
   *
   * @param relation such as `RU~US`
   * @param expectedVersion the version the log must have now; 0 for a log that does not exist yet
   * @param lines at least one; the first gets version `expectedVersion + 1`
   * @returns an opaque position of the last line over the whole store, growing with every append (compared as text)
   * @throws LedgerError `INVALID_ARGUMENT` and `VERSION_CONFLICT` (nothing was written), `STORE_FAILED`, `STORE_CLOSED`, `STORE_LOCKED`, `LOG_CORRUPT`
   */
  append(relation: string, expectedVersion: number, lines: readonly NewLine[]): Promise<string>
  /**
   * Reads a relation's log, oldest first; a relation without lines is an empty log.
   *
   * @param from the first version wanted, 1 by default
   * @param limit how many lines at most; all by default
   * @throws LedgerError `INVALID_ARGUMENT` (a relation that no log could have, a range that is none), `STORE_FAILED`, `STORE_CLOSED`, `STORE_LOCKED`, `LOG_CORRUPT`
   */
  read(relation: string, from?: number, limit?: number): Promise<readonly StoredLine[]>
  /**
   * Reads on over all relations, in one order that never changes and agrees with the order of versions in each relation.
   * What is given once is followed only by what comes later: whoever goes on from the last `position` misses nothing,
   * also where several processes write and one of them was slow.
   *
   * A batch is there whole or not at all, and may be parted by `limit`.
   *
   * @param cursor a `position`, or what `append` returned: what comes after that line; all from the beginning by default
   * @param limit how many lines at most; all by default
   * @throws LedgerError `INVALID_ARGUMENT` (a cursor that no store of this kind gives, a limit that is none), `STORE_FAILED`, `STORE_CLOSED`, `STORE_LOCKED`, `LOG_CORRUPT`
   * @example
   * ```ts
   * import { memoryStore } from 'relations-ledger/stores/memory'
   *
   * const store = memoryStore()
   * let cursor: string | undefined // kept somewhere, it goes on after the process has ended, too
   * for (const { relation, version, position } of await store.since(cursor, 1000)) {
   *   console.log(relation, version)
   *   cursor = position
   * }
   * ```
   */
  since(cursor?: string, limit?: number): Promise<readonly PlacedLine[]>
  /** Every relation that has at least one line, in the order of their first line. */
  relations(): Promise<readonly string[]>
  /**
   * Calls back soon after something was appended through this store, and also by another process where the engine can tell
   * (each engine says so). It is a hint and says nothing more: one call may stand for many appends, and one may come for
   * nothing; `since` says what there is. An engine that can lose sight for a while calls when it sees again.
   *
   * Watching alone keeps no process alive. A listener that throws does so on its own, as an uncaught error of the process; it hurts neither the append nor other listeners.
   *
   * @returns a function that ends it; `close` ends all
   * @throws LedgerError `INVALID_ARGUMENT` (no function), `STORE_CLOSED`, `STORE_FAILED` (the system lets nobody watch)
   */
  watch(listener: () => void): () => void
  /** Where states are kept to be resumed from; missing where the engine has no place for them. */
  readonly snapshots?: Snapshots
  /**
   * Lets go of files and locks. Appends under way finish first; later calls fail with `STORE_CLOSED`. Closing twice is fine.
   * What was handed in open, a database or a connection, stays open: whoever opened it closes it.
   */
  close(): Promise<void>
}
