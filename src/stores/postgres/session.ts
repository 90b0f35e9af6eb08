// A client of `pg` that is no pool: one session, which answers one question at a time.
// In: a client, and questions put to it at once. Out: the same questions, each put when the one before it was answered.
// The driver would keep them waiting itself, but says that it will not do so from its version 9 on.
import { createTurns, type InTurn } from '../turns.ts'

/** What the store needs of a driver: a pool or a client of `pg`, PGlite, or anything with this method. */
export interface PostgresClient {
  query(text: string, params?: unknown[]): Promise<{ readonly rows: readonly unknown[] }>
}

type Query = PostgresClient['query']

/** What a client of `pg` has beside; `release` where it belongs to a pool. */
export interface Session extends PostgresClient {
  on(event: 'notification' | 'error' | 'end', tell: () => void): unknown
  removeListener(event: 'notification' | 'error' | 'end', tell: () => void): unknown
  release?(destroy: boolean): void
}

/** A pool of `pg`: it lends sessions. */
export interface Pool extends PostgresClient {
  readonly totalCount: number
  readonly options: { readonly max?: number }
  connect(): Promise<Session>
}

export const isPool = (client: PostgresClient): client is Pool => 'totalCount' in client && 'connect' in client
export const isSession = (client: PostgresClient): client is Session => !isPool(client) && 'on' in client && 'removeListener' in client

/** By session, since several stores may be over one. */
const turns = new WeakMap<PostgresClient, InTurn>()

/** How to put a question to this client: a session has one at a time, whoever else asks as many as there are. */
export function queryOf(client: PostgresClient): Query {
  if (!isSession(client)) return (text, params) => client.query(text, params)
  const inTurn = turns.get(client) ?? createTurns()
  turns.set(client, inTurn)
  return (text, params) => inTurn('', () => client.query(text, params))
}
