// Hurts a cluster of NATS servers under load, many times: `npm run campaign:jetstream -- 100`.
// In: how often; 100 where nothing is said. Out: what was acknowledged, and what of it was lost or recorded twice, which must be nothing.
// The servers are started here, in folders of their own on loopback, and stopped at the end.
import { startNats } from '../test/servers/nats.ts'
import { openClients } from '../test/stores/jetstream/clients.ts'
import { hurtUnderLoad } from '../test/stores/load.ts'
import { told } from './campaign-report.ts'

const times = Number(process.argv[2] ?? 100)
const cluster = await startNats()

async function campaign(what: string, stream: string, hurt: (leader: number) => Promise<void>): Promise<void> {
  const clients = await openClients(cluster, stream, 4)
  const load = { times, between: 20, pause: 5 }
  told(`${what}, ${times} times`, await hurtUnderLoad(clients.open, load, async () => hurt(await cluster.leaderOf(stream))))
  await clients.close()
}

try {
  console.log(`nats-server ${cluster.version}, three servers`)
  await campaign('leader killed −9 and started again', 'killed', cluster.killAndStart)
  await campaign('leader cut off from the others for 3 s', 'cut', (leader) => cluster.cutOff(leader, 3000))
} finally {
  await cluster.stop()
}
