// A cluster of three NATS servers with JetStream, for tests: on loopback, each in a folder of its own.
// In: nothing, but that nats-server is installed. Out: how to connect; how to kill a server and start it again, and to cut it off.
// Whatever is asked of the cluster here is asked until it answers, for up to a minute: an election on a busy machine takes its time.
// Servers reach one another through relays, so that one can be cut off from the others while clients still reach it.
// A server knows the others by their relays alone: what it would tell of itself leads nowhere.
import { connect as connectTcp, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { type JetStreamManager, jetstreamManager, type StreamConfig } from '@nats-io/jetstream'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { find, freePort, newFolder, type Program, until } from './programs.ts'

export interface NatsCluster {
  readonly version: string
  readonly servers: readonly string[]
  /** A connection that goes on to another server where one is gone. */
  connect(): Promise<NatsConnection>
  /** A manager over a connection that has not asked anything yet: the first call is that of whoever uses it, as patient as that one is. */
  manager(connection: NatsConnection): Promise<JetStreamManager>
  addStream(config: Partial<StreamConfig> & { name: string }): Promise<void>
  /** Takes a stream away; one that is not there is fine. */
  removeStream(stream: string): Promise<void>
  /** The number of the server that leads a stream; waits a while for the others to have all of it, too. */
  leaderOf(stream: string): Promise<number>
  /** Kills a server, −9, and starts it again. */
  killAndStart(server: number): Promise<void>
  /** Cuts a server off from the others for so many milliseconds; its clients still reach it. */
  cutOff(server: number, milliseconds: number): Promise<void>
  stop(): Promise<void>
}

const names = ['n0', 'n1', 'n2'] as const

/** A server's address for one other server; `isCut` holds back all that goes through. */
interface Relay {
  readonly port: number
  isCut: boolean
  /** Lets what comes through again, over new connections. */
  mend(): void
  stop(): void
}

async function startRelay(to: number): Promise<Relay> {
  const sockets = new Set<Socket>()
  const relay = { port: await freePort(), isCut: false, mend: () => {}, stop: () => {} }
  const server = createServer((one) => {
    const other = connectTcp(to, '127.0.0.1')
    for (const [from, into] of [
      [one, other],
      [other, one],
    ] as const) {
      sockets.add(from)
      from.setNoDelay(true)
      from.on('error', () => into.destroy())
      from.on('close', () => {
        sockets.delete(from)
        into.destroy()
      })
      // What comes while it is cut is lost, like the packets of a network that is: the connection is of no use afterwards.
      from.on('data', (bytes) => {
        if (relay.isCut) from.pause()
        else into.write(bytes)
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(relay.port, '127.0.0.1', resolve))
  const hangUp = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  relay.mend = () => {
    relay.isCut = false
    hangUp()
  }
  relay.stop = () => {
    server.close()
    hangUp()
  }
  return relay
}

function settingsOf(
  server: number,
  ports: { client: number; cluster: number; monitor: number },
  relays: readonly (Relay | undefined)[],
  store: string,
): string {
  const routes = relays.flatMap((relay) => (relay === undefined ? [] : [`nats://127.0.0.1:${relay.port}`]))
  return `
server_name: ${names[server]}
listen: 127.0.0.1:${ports.client}
http: 127.0.0.1:${ports.monitor}
max_payload: 8MB
jetstream { store_dir: ${JSON.stringify(store)}, max_mem: 256MB, max_file: 4GB }
cluster { name: relations, listen: 127.0.0.1:${ports.cluster}, advertise: "127.0.0.1:1", no_advertise: true, routes: [${routes.join(', ')}] }
`
}

export async function startNats(): Promise<NatsCluster> {
  const command = find('nats-server', [join(import.meta.dirname, '../../.cache/servers/usr/sbin'), '/usr/sbin'])
  const folder = newFolder('relations-ledger-nats')
  const ports = await Promise.all(
    names.map(async () => ({ client: await freePort(), cluster: await freePort(), monitor: await freePort() })),
  )
  /** relays[a][b]: how server a reaches server b. */
  const relays = await Promise.all(
    names.map((_, from) => Promise.all(ports.map((port, to) => (from === to ? undefined : startRelay(port.cluster))))),
  )
  const start = (server: number): Program => {
    const settings = settingsOf(
      server,
      ports[server] as (typeof ports)[number],
      relays[server] ?? [],
      join(folder.path, `${names[server]}`),
    )
    return folder.start(`${names[server]}`, command, ['-c', folder.write(`${names[server]}.conf`, settings)])
  }
  const programs = names.map((_, server) => start(server))
  const servers = ports.map(({ client }) => `127.0.0.1:${client}`)
  const monitor = (ports[0] as (typeof ports)[number]).monitor
  await until(
    'NATS',
    () => isWhole(monitor),
    () => programs.map((each) => each.said()).join('\n'),
  )

  const connectToAny = (): Promise<NatsConnection> =>
    until('a connection', () =>
      connect({
        servers: [...servers],
        maxReconnectAttempts: -1,
        reconnectTimeWait: 100,
        reconnectJitter: 50,
        pingInterval: 2000,
        timeout: 2000,
      }),
    )
  const managerOver = (connection: NatsConnection): Promise<JetStreamManager> => jetstreamManager(connection, { checkAPI: false })
  const asked = await connectToAny()
  const { streams } = await managerOver(asked)

  // A stream that was made although no answer came is made again as it is, which a server takes.
  const addStream = async (config: Partial<StreamConfig> & { name: string }): Promise<void> =>
    void (await until('a stream', () => streams.add(config)))

  const isThere = async (stream: string): Promise<boolean> => {
    for await (const name of streams.names()) if (name === stream) return true
    return false
  }
  const removeStream = (stream: string): Promise<void> =>
    until('the end of a stream', async () => {
      if (await isThere(stream)) await streams.delete(stream)
    })

  // A server that was killed again and again may take minutes to be as far as the others; what is promised must hold meanwhile, too.
  async function leaderOf(stream: string): Promise<number> {
    let patience = 100
    return until('a leader', async () => {
      const { cluster } = await streams.info(stream)
      const server = names.indexOf(cluster?.leader as (typeof names)[number])
      const areAllThere = cluster?.replicas?.every(({ current }) => current) === true
      if (server < 0 || (!areAllThere && patience-- > 0)) throw new Error('there is none, or others are behind')
      return server
    })
  }

  async function killAndStart(server: number): Promise<void> {
    const program = programs[server] as Program
    program.signal('SIGKILL')
    await program.ended()
    programs[server] = start(server)
    await until('a server of NATS', () => isReady((ports[server] as (typeof ports)[number]).monitor), program.said)
  }

  async function cutOff(server: number, milliseconds: number): Promise<void> {
    const cut = relays.flatMap(
      (row, from) => row.filter((relay, to) => relay !== undefined && (from === server || to === server)) as Relay[],
    )
    for (const relay of cut) relay.isCut = true
    await new Promise((resolve) => setTimeout(resolve, milliseconds))
    for (const relay of cut) relay.mend()
  }

  async function stop(): Promise<void> {
    await asked.close()
    for (const program of programs) {
      program.signal('SIGKILL')
      await program.ended()
    }
    for (const relay of relays.flat()) relay?.stop()
    folder.remove()
  }

  return {
    version: asked.info?.version ?? '',
    servers,
    connect: connectToAny,
    manager: managerOver,
    addStream,
    removeStream,
    leaderOf,
    killAndStart,
    cutOff,
    stop,
  }
}

/** Resolves when a server says that all three are there and one leads. */
async function isWhole(monitor: number): Promise<void> {
  const answer = (await (await fetch(`http://127.0.0.1:${monitor}/jsz`)).json()) as {
    meta_cluster?: { leader?: string; cluster_size?: number }
  }
  const { leader = '', cluster_size: size = 0 } = answer.meta_cluster ?? {}
  if (leader === '' || size !== names.length) throw new Error(`size ${size}, leader "${leader}"`)
}

/** Resolves when a server takes part again; it may still be behind. */
async function isReady(monitor: number): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${monitor}/healthz?js-enabled-only=true`)
  if (!answer.ok) throw new Error(await answer.text())
}
