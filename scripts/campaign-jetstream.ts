// Hurts a cluster of NATS servers under load, many times: `npm run campaign:jetstream -- 100`; it goes on where it was stopped.
// In: how often; 100 where nothing is said. Out: what was acknowledged, and what of it was lost or recorded twice, which must be nothing.
// The servers are started here, in folders of their own on loopback, and stopped at the end.
import { startNats } from '../test/servers/nats.ts'
import { openClients } from '../test/stores/jetstream/clients.ts'
import { type Account, hurtUnderLoad } from '../test/stores/load.ts'
import { campaign } from './campaign/fault.ts'
import { hurt } from './campaign/hurt.ts'

const goes = Number(process.argv[2] ?? 100)
const cluster = await startNats()

async function under(stream: string, hurtIt: (leader: number) => Promise<void>): Promise<Account> {
  const clients = await openClients(cluster, stream, 4)
  const load = { times: 1, between: 20, pause: 5 }
  const account = await hurtUnderLoad(clients.open, load, async () => hurtIt(await cluster.leaderOf(stream)))
  await clients.close()
  await cluster.removeStream(stream)
  return account
}

const faults = {
  'killed-jetstream': hurt((go) => under(`killed-${go}`, cluster.killAndStart)),
  'cut-off-jetstream': hurt((go) => under(`cut-${go}`, (leader) => cluster.cutOff(leader, 3000))),
}
try {
  for (const [name, fault] of Object.entries(faults)) if (!(await campaign(name, fault, 'large', goes))) process.exitCode = 1
} finally {
  await cluster.stop()
}
