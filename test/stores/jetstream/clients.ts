// Clients of a cluster, each with a connection of its own, as if it were another process.
// In: the cluster and the stream. Out: how to open a store on the next of them.
// Each is patient enough for an election, also on a machine that is busy with something else.
import { jetstreamStore } from '../../../src/stores/jetstream.ts'
import type { Store } from '../../../src/stores/store.ts'
import type { NatsCluster } from '../../servers/nats.ts'

export interface Clients {
  /** Opens a store on the next client. */
  readonly open: () => Store
  close(): Promise<void>
}

/** In milliseconds, for each call of a store. */
export const patience = 60_000

export async function openClients(cluster: NatsCluster, stream: string, count: number): Promise<Clients> {
  const connections = await Promise.all(Array.from({ length: count }, () => cluster.connect()))
  const managers = await Promise.all(connections.map((each) => cluster.manager(each)))
  let next = 0
  const open = (): Store => jetstreamStore(managers[next++ % count] as (typeof managers)[number], { stream, patience })
  await open().relations()
  return { open, close: async () => void (await Promise.all(connections.map((each) => each.close()))) }
}
