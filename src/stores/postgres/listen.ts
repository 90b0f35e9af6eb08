// Listens to the notifications of a database, where a driver can.
// In: a client, a channel, and whom to tell. Out: a call for each notification, until it is ended.
// A notification can be lost: by a connection that was cut, by a pooler between, by a pool that has no connection to spare for it.
import type { PostgresClient } from './ask.ts'

/** What PGlite has for it. */
interface Listening {
  listen(channel: string, tell: () => void): Promise<() => Promise<void>>
}

/** What a client of `pg` has for it; `release` where it belongs to a pool. */
interface Session extends PostgresClient {
  on(event: 'notification' | 'error' | 'end', tell: () => void): unknown
  removeListener(event: 'notification' | 'error' | 'end', tell: () => void): unknown
  release?(destroy: boolean): void
}

/** A pool of `pg`: it lends sessions. */
interface Pool extends PostgresClient {
  readonly totalCount: number
  readonly options: { readonly max?: number }
  connect(): Promise<Session>
}

const isListening = (client: PostgresClient): client is PostgresClient & Listening => 'listen' in client
const isPool = (client: PostgresClient): client is Pool => 'totalCount' in client && 'connect' in client
const isSession = (client: PostgresClient): client is Session => 'on' in client && 'removeListener' in client

/** Listens on a channel where this client can; resolves to what ends it. */
export async function listen(client: PostgresClient, channel: string, tell: () => void, lost: () => void): Promise<() => Promise<void>> {
  if (isListening(client)) return client.listen(channel, tell)
  if (isPool(client)) return client.options.max === 1 ? nothing : listenOn(await client.connect(), channel, tell, lost)
  return isSession(client) ? listenOn(client, channel, tell, lost) : nothing
}

const nothing = async (): Promise<void> => {}

async function listenOn(session: Session, channel: string, tell: () => void, lost: () => void): Promise<() => Promise<void>> {
  const end = async (): Promise<void> => {
    session.removeListener('notification', tell)
    session.removeListener('error', lost)
    session.removeListener('end', lost)
    // A borrowed session is not given back to the pool but closed: whoever got it next would be told, too.
    if (session.release !== undefined) session.release(true)
    else await session.query(`UNLISTEN ${channel}`).catch(() => {})
  }
  session.on('notification', tell)
  session.on('error', lost)
  session.on('end', lost)
  try {
    await session.query(`LISTEN ${channel}`)
    return end
  } catch (error) {
    await end()
    throw error
  }
}
