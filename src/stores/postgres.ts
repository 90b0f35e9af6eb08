// The store that keeps its logs in a PostgreSQL database, or in PGlite, which is one inside the process.
// In: a client that was handed in; lines of text, appended; a relation, to be read.
// Out: the same lines, byte for byte. Many processes may write and read at once.
// The work is done next door, in postgres/: the tables and the one function, asking, writing, hearing of what others append.
import { LedgerError } from '../errors.ts'
import { createDoor } from './door.ts'
import { openEar } from './ear.ts'
import { lineOf } from './opening.ts'
import { asker, firstAnswer, refusal } from './postgres/ask.ts'
import { listen } from './postgres/listen.ts'
import type { PostgresClient } from './postgres/session.ts'
import { formatVersion, lookStatement, setUpStatement } from './postgres/setup.ts'
import { createWriter } from './postgres/writer.ts'
import type { NewLine, PlacedLine, Snapshot, Store, StoredLine } from './store.ts'
import { checkedTexts, checkLimit, checkListener, checkRead, checkSnapshot, ordinalOf, positionOf, storeClosed, unusable } from './terms.ts'
import { createWatchers } from './watchers.ts'

export type { PostgresClient } from './postgres/session.ts'

/** How a store in a database is opened. */
export interface PostgresOptions {
  /** The schema that holds its tables and nothing else, `relations_ledger` by default: small letters, digits and `_`. Each is a store of its own. */
  readonly schema?: string
  /**
   * What an append that resolved has survived. `disk`, the default: a crash of the database's machine; refused where the server runs
   * with `fsync` or `full_page_writes` off, as PGlite always does. `os` (PGlite with a folder) and `memory` (PGlite without) promise
   * less, in so many words.
   */
  readonly durability?: 'disk' | 'os' | 'memory'
  /** For how many milliseconds a call is tried again while the server cannot be reached; 10,000 by default. */
  readonly patience?: number
  /** Whether `watch` may use LISTEN: true by default; false behind a pooler in transaction mode, where notifications are lost. */
  readonly listen?: boolean
  /** How many milliseconds lie between two looks of `watch` for what it was not told of; 1,000 by default. */
  readonly lookEvery?: number
}

/**
 * A store in PostgreSQL (12 or later) or PGlite. Its tables are made at the first call, if they are not there: see {@link postgresSetUp}.
 *
 * An append is one call of one function in a transaction of its own, with no state of the session: no prepared names, no locks that
 * outlive it. So a pooler in transaction mode may stand between. Appends of many relations at once share one call and one commit.
 * A call that the server does not answer is sent again, and what it may have written the first time is recognised by its lines.
 *
 * Watchers hear of every process's appends: at once where the client can LISTEN (a pool of `pg`, from which one session is borrowed, a
 * client of `pg`, PGlite), and otherwise within `lookEvery`.
 *
 * @param client anything with `query(text, params)`: a pool or a client of `pg`, PGlite. The store does not end it. A pool is better
 *   than a client: it connects again. Give it an `error` listener, or the loss of an idle connection ends the process; and a
 *   `query_timeout`, or a server that is silent holds a call for as long as the system holds the connection
 * @param options schema, durability, patience and how to watch
 * @throws LedgerError `INVALID_ARGUMENT` at once; from the calls of the store `STORE_FAILED`, `STORE_CLOSED`, `LOG_CORRUPT`,
 *   `FORMAT_UNSUPPORTED`, `VERSION_CONFLICT` and `INVALID_ARGUMENT`
 * @example
 * ```ts
 * import pg from 'pg'
 * import { openLedger } from 'relations-ledger'
 * import { postgresStore } from 'relations-ledger/stores/postgres'
 *
 * const pool = new pg.Pool({ connectionString: 'postgres://ledger@localhost/ledger', query_timeout: 30_000 })
 * pool.on('error', (error) => console.error(error.message))
 * const ledger = openLedger({ store: postgresStore(pool) })
 * ```
 */
export function postgresStore(client: PostgresClient, options: PostgresOptions = {}): Store {
  checkOptions(client, options)
  const { schema = 'relations_ledger', durability = 'disk', patience = 10_000, lookEvery = 1000 } = options
  const name = `postgres ${schema}`
  const door = createDoor(name)
  const ask = asker(client, name, patience, () => door.isLeft)
  const writer = createWriter(ask, schema, durability === 'disk')
  let opening: Promise<void> | undefined
  const look = async (): Promise<number> => {
    await opened()
    const [row] = await ask<{ last: number }>('watch', `SELECT coalesce(max(place), 0)::float8 AS last FROM ${schema}.line`, () => [])
    return row?.last ?? 0
  }
  const hear = (tell: () => void, lost: () => void) => listen(client, schema, tell, lost)
  const ear = { listen: options.listen === false ? undefined : hear, every: lookEvery, look, tell: () => watchers.tell() }
  const watchers = createWatchers(() => openEar(ear))

  // What could not be opened is tried again at the next call.
  function opened(): Promise<void> {
    opening ??= open().catch((error: unknown) => {
      opening = undefined
      throw error
    })
    return opening
  }

  async function open(): Promise<void> {
    const [server] = await firstAnswer(
      ask<Server>('open', lookStatement(schema), () => []),
      name,
      patience,
    )
    checkServer(name, durability, server as Server)
    if (server?.is_there !== true) await ask('set up', setUpStatement(schema), () => [])
    const [head] = await ask<{ format_version: number }>('open', `SELECT format_version FROM ${schema}.head`, () => [])
    if (head?.format_version !== formatVersion) throw unknownFormat(name, head?.format_version)
  }

  async function append(relation: string, expectedVersion: number, lines: readonly NewLine[]): Promise<string> {
    const texts = checkedTexts(relation, expectedVersion, lines)
    return door.through(async () => {
      await opened()
      const position = await writer.append(relation, expectedVersion, texts)
      watchers.tell()
      return position
    })
  }

  const asking = <Row>(operation: string, text: string, params: unknown[]): Promise<readonly Row[]> =>
    door.through(async () => {
      await opened()
      return ask<Row>(operation, text, () => params)
    })

  async function read(relation: string, from = 1, limit = Number.POSITIVE_INFINITY): Promise<readonly StoredLine[]> {
    checkRead(relation, from, limit)
    const text = `SELECT text FROM ${schema}.line WHERE relation = $1 AND version >= $2::bigint ORDER BY version LIMIT $3::bigint`
    const rows = await asking<{ text: string }>('read', text, [relation, from, boundOf(limit)])
    return rows.map(({ text }, index) => lineOf(name, relation, from + index, text))
  }

  async function since(cursor?: string, limit = Number.POSITIVE_INFINITY): Promise<readonly PlacedLine[]> {
    checkLimit(limit)
    const text = `SELECT place::float8, relation, version::float8, text FROM ${schema}.line WHERE place > $1::bigint ORDER BY place LIMIT $2::bigint`
    const after = ordinalOf(cursor)
    const rows = await asking<Row>('read', text, [after, boundOf(limit)])
    return rows.map(({ place, relation, version, text }, index) => {
      if (place !== after + 1 + index) throw gap(name, after + 1 + index)
      return { ...lineOf(name, relation, version, text), relation, position: positionOf(place) }
    })
  }

  async function relations(): Promise<readonly string[]> {
    const rows = await asking<Row>('read', `SELECT relation FROM ${schema}.line WHERE version = 1 ORDER BY place`, [])
    return rows.map(({ relation }) => relation)
  }

  function watch(listener: () => void): () => void {
    if (door.isClosed) throw storeClosed(name)
    checkListener(listener)
    return watchers.add(listener)
  }

  async function save(relation: string, { version, text }: Snapshot): Promise<void> {
    checkSnapshot(relation, { version, text })
    const statement = `INSERT INTO ${schema}.snapshot (relation, version, text) VALUES ($1, $2::bigint, $3)
      ON CONFLICT (relation) DO UPDATE SET version = excluded.version, text = excluded.text`
    await asking('save', statement, [relation, version, text])
  }

  async function latest(relation: string): Promise<Snapshot | undefined> {
    const [found] = await asking<Snapshot>('read', `SELECT version::float8, text FROM ${schema}.snapshot WHERE relation = $1`, [relation])
    return found === undefined ? undefined : { version: found.version, text: found.text }
  }

  function close(): Promise<void> {
    watchers.clear()
    return door.close(async () => {})
  }

  return { name, durability, append, read, since, relations, watch, snapshots: { save, latest }, close }
}

/**
 * The SQL that makes the tables of a store, for whoever wants to run it with other rights than those of the store: one statement,
 * which does nothing where they are there. The store itself then needs USAGE on the schema, SELECT and INSERT on `line`, SELECT and
 * UPDATE on `head`, and SELECT, INSERT and UPDATE on `snapshot`.
 *
 * @param schema as in the store's options
 * @throws LedgerError `INVALID_ARGUMENT` for a name that cannot be one
 * @example
 * ```ts
 * import { postgresSetUp } from 'relations-ledger/stores/postgres'
 * console.log(postgresSetUp('talks'))
 * ```
 */
export function postgresSetUp(schema = 'relations_ledger'): string {
  checkSchema(schema)
  return setUpStatement(schema)
}

interface Row {
  readonly place: number
  readonly relation: string
  readonly version: number
  readonly text: string
}

/** What the server says of itself before anything is asked of it. */
interface Server {
  readonly is_there: boolean
  readonly fsync: string
  readonly full_page_writes: string
  readonly encoding: string
}

const boundOf = (limit: number): number | null => (limit === Number.POSITIVE_INFINITY ? null : limit)

function gap(name: string, place: number): LedgerError<'LOG_CORRUPT'> {
  const reason = `the line at place ${place} is missing`
  return new LedgerError('LOG_CORRUPT', `${name}: ${reason} — put back what was there before something else deleted it`, { reason })
}

function checkServer(name: string, durability: string, { fsync, full_page_writes, encoding }: Server): void {
  if (encoding !== 'UTF8') throw refusal('open', name, `the database keeps text as ${encoding}`, 'make one with ENCODING UTF8')
  if (durability !== 'disk' || (fsync === 'on' && full_page_writes === 'on')) return
  const reason = `the server runs with fsync ${fsync} and full_page_writes ${full_page_writes}, and so an append may not survive a crash`
  throw refusal('open', name, reason, "turn both on, or say durability: 'os' (or 'memory', where it keeps nothing)")
}

function unknownFormat(name: string, found: number | undefined): LedgerError<'FORMAT_UNSUPPORTED'> {
  const message = `open ${name}: its tables have format ${found}, and this version reads ${formatVersion} — use the version that made them`
  return new LedgerError('FORMAT_UNSUPPORTED', message, { formatVersion: found })
}

function checkSchema(schema: string): void {
  if (typeof schema === 'string' && /^[a-z_][a-z0-9_]{0,62}$/.test(schema) && !schema.startsWith('pg_')) return
  throw unusable('schema', schema, 'it is not a name of a schema — give small letters, digits and _, such as relations_ledger')
}

function checkOptions(client: PostgresClient, { schema, durability, patience, listen, lookEvery }: PostgresOptions): void {
  if (typeof client?.query !== 'function') throw unusable('client', client, 'it has no query — give a pool of pg, or PGlite')
  if (schema !== undefined) checkSchema(schema)
  if (durability !== undefined && !['disk', 'os', 'memory'].includes(durability))
    throw unusable('durability', durability, "it is not one of them — give 'disk', 'os' or 'memory'")
  if (listen !== undefined && typeof listen !== 'boolean') throw unusable('listen', listen, 'it is neither true nor false — give one')
  if (patience !== undefined && !(patience >= 0)) throw unusable('patience', patience, 'it is no time — give milliseconds, 0 or more')
  if (lookEvery !== undefined && !(lookEvery > 0)) throw unusable('lookEvery', lookEvery, 'it is no time — give milliseconds')
}
