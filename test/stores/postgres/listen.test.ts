// Hearing with the drivers of `pg`, without a server: what a pool lends is closed when it is not needed, and borrowed anew when it was lost.
// In: a pool and a session that only look like those of `pg`. Out: what was done with them.
import { EventEmitter } from 'node:events'
import { afterEach, expect, test, vi } from 'vitest'
import { openEar } from '../../../src/stores/ear.ts'
import { listen } from '../../../src/stores/postgres/listen.ts'

class Session extends EventEmitter {
  readonly asked: string[] = []
  released: boolean | undefined
  constructor(readonly refuses = false) {
    super()
  }
  async query(text: string): Promise<{ rows: [] }> {
    this.asked.push(text)
    if (this.refuses) throw new Error('no')
    return { rows: [] }
  }
}
class Lent extends Session {
  release(destroy: boolean): void {
    this.released = destroy
  }
}

const poolOf = (sessions: Session[], max = 10) => ({
  lent: 0,
  totalCount: 0,
  options: { max },
  query: async () => ({ rows: [] }),
  async connect() {
    return sessions[this.lent++] as Session
  },
})

let close = () => {}
afterEach(() => close())

function hear(client: Parameters<typeof listen>[0], look: () => Promise<number> = async () => 0) {
  const heard = { calls: 0 }
  close = openEar({ listen: (tell, lost) => listen(client, 'here', tell, lost), every: 5, look, tell: () => heard.calls++ })
  return heard
}

// A busy machine may take its time.
const soon = (check: () => void) => vi.waitFor(check, 20_000)

test('a session is borrowed, listens, and is closed at the end', async () => {
  const session = new Lent()
  const heard = hear(poolOf([session]))
  await soon(() => expect(session.asked).toEqual(['LISTEN here']))
  await soon(() => expect(heard.calls).toBe(1))
  session.emit('notification')
  expect(heard.calls).toBe(2)
  close()
  expect(session.released).toBe(true)
  session.emit('notification')
  expect(heard.calls).toBe(2)
})

test('one that was lost is let go of, and another borrowed; so is one that may not listen', async () => {
  const sessions = [new Lent(true), new Lent(), new Lent()]
  hear(poolOf(sessions))
  await soon(() => expect(sessions[1]?.asked).toEqual(['LISTEN here']))
  expect(sessions[0]?.released).toBe(true)
  await soon(() => expect(sessions[1]?.listenerCount('end')).toBe(1))
  sessions[1]?.emit('error', new Error('cut'))
  await soon(() => expect(sessions[2]?.asked).toEqual(['LISTEN here']))
  expect(sessions[1]?.released).toBe(true)
})

test('a client that is alone listens, and goes on being used', async () => {
  const session = new Session()
  hear(session)
  await soon(() => expect(session.asked).toEqual(['LISTEN here']))
  close()
  await soon(() => expect(session.asked).toEqual(['LISTEN here', 'UNLISTEN here']))
})

test('a session that its user borrowed from a pool is not given back for them', async () => {
  const session = new Lent()
  hear(session)
  await soon(() => expect(session.asked).toEqual(['LISTEN here']))
  close()
  await soon(() => expect(session.asked).toEqual(['LISTEN here', 'UNLISTEN here']))
  expect(session.released).toBeUndefined()
})

test('a pool of one session lends none, and a client that can only be asked is asked', async () => {
  const pool = poolOf([], 1)
  for (const client of [pool, { query: async () => ({ rows: [] }) }]) {
    let place = 0
    const heard = hear(client, async () => place)
    await soon(() => expect(heard.calls).toBe(1))
    place = 7
    await soon(() => expect(heard.calls).toBe(2))
    close()
  }
  expect(pool.lent).toBe(0)
})

test('closed before it could listen, it lets go of what it is lent, and does not look', async () => {
  const session = new Lent()
  let looks = 0
  hear(poolOf([session]), async () => looks++)
  close()
  await soon(() => expect(session.released).toBe(true))
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(looks).toBe(0)
})
