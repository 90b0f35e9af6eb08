// A wire between a client and its server that is cut while an append is on its way.
// In: the server's port. Out: a port to connect to, and how many connections were cut, and where.
// Half of them are cut before the server hears of the append; half after the server has answered, when only the answer is lost.
import { connect, createServer, type Socket } from 'node:net'

export interface Cutter {
  readonly port: number
  /** Cuts the next appends: one in so many. */
  cutOneIn(appends: number): void
  readonly cuts: { unheard: number; unanswered: number }
  stop(): Promise<void>
}

export async function startCutter(serverPort: number): Promise<Cutter> {
  const cuts = { unheard: 0, unanswered: 0 }
  const sockets = new Set<Socket>()
  let [every, appends] = [Number.POSITIVE_INFINITY, 0]

  const wire = createServer((client) => {
    const server = connect(serverPort, '127.0.0.1')
    let swallows = false
    const cut = (): void => {
      client.destroy()
      server.destroy()
    }
    for (const socket of [client, server]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', cut)
      socket.on('close', () => {
        sockets.delete(socket)
        cut()
      })
    }
    client.on('data', (bytes) => {
      const isDue = bytes.includes('SELECT log_version') && ++appends % every === 0
      if (isDue && cuts.unheard <= cuts.unanswered) {
        cuts.unheard += 1
        return cut()
      }
      swallows ||= isDue
      server.write(bytes)
    })
    server.on('data', (bytes) => {
      if (!swallows) return void client.write(bytes)
      cuts.unanswered += 1
      cut()
    })
  })
  await new Promise<void>((resolve) => wire.listen(0, '127.0.0.1', resolve))

  async function stop(): Promise<void> {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => wire.close(resolve))
  }

  const cutOneIn = (appendsBetween: number): void => {
    every = appendsBetween
  }
  return { port: (wire.address() as { port: number }).port, cutOneIn, cuts, stop }
}
