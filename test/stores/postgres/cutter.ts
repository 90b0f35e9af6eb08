// A wire between a client and its server that is cut while an append is on its way.
// In: the server's port. Out: an address to connect to, and how many connections were cut, and where.
// In turn they are cut before the server hears of the append, and when it has answered: then only the answer is lost.
import { connect, createServer, type Socket } from 'node:net'

export interface Cutter {
  /** An address of the server, led through the wire. */
  through(url: string): string
  /** Cuts the next append; resolves when that is done. */
  cut(): Promise<void>
  readonly cuts: { unheard: number; unanswered: number }
  stop(): Promise<void>
}

export async function startCutter(serverPort: number): Promise<Cutter> {
  const cuts = { unheard: 0, unanswered: 0 }
  const sockets = new Set<Socket>()
  let waiting: (() => void) | undefined

  const wire = createServer((client) => {
    const server = connect(serverPort, '127.0.0.1')
    let swallows: (() => void) | undefined
    const hangUp = (): void => {
      client.destroy()
      server.destroy()
    }
    for (const socket of [client, server]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', hangUp)
      socket.on('close', () => {
        sockets.delete(socket)
        hangUp()
      })
    }
    client.on('data', (bytes) => {
      const done = waiting
      if (done === undefined || !bytes.includes('SELECT log_version')) return void server.write(bytes)
      waiting = undefined
      if (cuts.unheard > cuts.unanswered) {
        swallows = done
        return void server.write(bytes)
      }
      cuts.unheard += 1
      hangUp()
      done()
    })
    server.on('data', (bytes) => {
      if (swallows === undefined) return void client.write(bytes)
      cuts.unanswered += 1
      hangUp()
      swallows()
    })
  })
  await new Promise<void>((resolve) => wire.listen(0, '127.0.0.1', resolve))

  async function stop(): Promise<void> {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => wire.close(resolve))
  }

  const cut = (): Promise<void> =>
    new Promise((resolve) => {
      waiting = resolve
    })
  const { port } = wire.address() as { port: number }
  return { through: (url) => url.replace(`:${serverPort}`, `:${port}`), cut, cuts, stop }
}
