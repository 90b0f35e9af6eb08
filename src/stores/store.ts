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
   * Reads a relation's log, oldest first; an unknown relation is an empty log.
   *
   * @param from the first version wanted, 1 by default
   * @param limit how many lines at most; all by default
   * @throws LedgerError `INVALID_ARGUMENT` (the range is none), `STORE_FAILED`, `STORE_CLOSED`, `STORE_LOCKED`, `LOG_CORRUPT`
   */
  read(relation: string, from?: number, limit?: number): Promise<readonly StoredLine[]>
  /** Every relation that has at least one line, in the order of their first line. */
  relations(): Promise<readonly string[]>
  /** Lets go of files and locks. Appends under way finish first; later calls fail with `STORE_CLOSED`. Closing twice is fine. */
  close(): Promise<void>
}
