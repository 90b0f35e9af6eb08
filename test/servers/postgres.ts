// A PostgreSQL server for tests, and a PgBouncer in transaction mode before it.
// In: nothing, but that both are installed. Out: how to connect; how to kill and start it again; how to be rid of it.
// It syncs as a real one does: what is tested is what it keeps.
import path from 'node:path'
import pg from 'pg'
import { type Folder, find, freePort, newFolder, type Program, until, versionsIn } from './programs.ts'

export interface PostgresServer {
  readonly port: number
  /** How to connect to it, for `pg`. */
  readonly url: string
  /** The same through PgBouncer, in transaction mode, with two connections for all. */
  readonly pooledUrl: string
  /** Kills the server, −9, and starts it again; resolves when it answers. */
  killAndStart(): Promise<void>
  stop(): Promise<void>
}

export async function startPostgres(): Promise<PostgresServer> {
  const bin = versionsIn('/usr/lib/postgresql').map((folder) => path.join(folder, 'bin'))
  const folder = newFolder('relations-ledger-postgres')
  const [port, pooledPort] = [await freePort(), await freePort()]
  const url = `postgres://ledger@127.0.0.1:${port}/postgres`
  const data = path.join(folder.path, 'data')
  await folder.run(find('initdb', bin), ['-D', data, '-U', 'ledger', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'])

  const settings = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=', 'max_connections=60', 'wal_writer_delay=10s']
  const start = (): Program => folder.start('postgres', find('postgres', bin), ['-D', data, ...settings.flatMap((each) => ['-c', each])])

  let server = start()
  await answers('PostgreSQL', url, server)
  const pooler = await startPooler(folder, port, pooledPort)

  // The server's own processes outlive it for a moment, and until the last is gone a new one does not start.
  async function killAndStart(): Promise<void> {
    server.signal('SIGKILL')
    await server.ended()
    await until('PostgreSQL', async () => {
      server = start()
      await Promise.race([answers('PostgreSQL', url, server), server.ended().then(() => Promise.reject(new Error(server.said())))])
    })
  }

  async function stop(): Promise<void> {
    for (const program of [pooler, server]) {
      program.signal('SIGINT')
      await program.ended()
    }
    folder.remove()
  }

  return { port, url, pooledUrl: `postgres://ledger@127.0.0.1:${pooledPort}/postgres`, killAndStart, stop }
}

async function startPooler(folder: Folder, port: number, pooledPort: number): Promise<Program> {
  const settings = [
    '[databases]',
    `postgres = host=127.0.0.1 port=${port} dbname=postgres user=ledger`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${pooledPort}`,
    'unix_socket_dir =',
    'auth_type = any',
    'pool_mode = transaction',
    'default_pool_size = 2',
  ]
  const file = folder.write('pgbouncer.ini', settings.join('\n'))
  const pooler = folder.start('pgbouncer', find('pgbouncer', ['/usr/sbin']), [file])
  await answers('PgBouncer', `postgres://ledger@127.0.0.1:${pooledPort}/postgres`, pooler)
  return pooler
}

/** Resolves when a server answers at this address. */
const answers = (name: string, url: string, program: Program): Promise<void> =>
  until(
    name,
    async () => {
      const client = new pg.Client({ connectionString: url })
      client.on('error', () => {})
      try {
        await client.connect()
        await client.query('SELECT 1')
      } finally {
        await client.end().catch(() => {})
      }
    },
    program.said,
  )
