// Listens to the notifications of a database, where a driver can.
// In: a client, a channel, and whom to tell. Out: a call for each notification, until it is ended.
// A notification can be lost: by a connection that was cut, by a pooler between, by a pool that has no connection to spare for it.
import { isPool, isSession, type PostgresClient, queryOf, type Session } from './session.ts'

/** What PGlite has for it. */
interface Listening {
  listen(channel: string, tell: () => void): Promise<() => Promise<void>>
}

const isListening = (client: PostgresClient): client is PostgresClient & Listening => 'listen' in client

/** Listens on a channel where this client can; resolves to what ends it. */
export async function listen(client: PostgresClient, channel: string, tell: () => void, lost: () => void): Promise<() => Promise<void>> {
  if (isListening(client)) return client.listen(channel, tell)
  if (isPool(client)) return client.options.max === 1 ? nothing : listenOn(await client.connect(), giveUp, channel, tell, lost)
  return isSession(client) ? listenOn(client, unlisten, channel, tell, lost) : nothing
}

const nothing = async (): Promise<void> => {}

type LetGo = (session: Session, channel: string) => Promise<unknown>

// A borrowed session is not given back to the pool but closed: whoever got it next would be told, too.
const giveUp: LetGo = async (session) => session.release?.(true)
const unlisten: LetGo = (session, channel) => queryOf(session)(`UNLISTEN ${channel}`).catch(() => {})

async function listenOn(session: Session, letGo: LetGo, channel: string, tell: () => void, lost: () => void): Promise<() => Promise<void>> {
  const end = async (): Promise<void> => {
    session.removeListener('notification', tell)
    session.removeListener('error', lost)
    session.removeListener('end', lost)
    await letGo(session, channel)
  }
  session.on('notification', tell)
  session.on('error', lost)
  session.on('end', lost)
  try {
    await queryOf(session)(`LISTEN ${channel}`)
    return end
  } catch (error) {
    await end()
    throw error
  }
}
