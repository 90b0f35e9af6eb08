// What the store in a stream costs over NATS JetStream driven by hand, on a cluster of three servers.
// In: nothing; the servers are started here. Out: ratios, at least 0.8×; emmett has no store on it.
// Both in one stream, so that one server leads it for both: three replicas in files; the servers sync as they do by default.
import type { JetStreamManager } from '@nats-io/jetstream'
import { jetstreamStore } from '../src/stores/jetstream.ts'
import type { StoredLine } from '../src/stores/store.ts'
import { startNats } from '../test/servers/nats.ts'
import { compare, throughStore, type Way } from './setup/engines.ts'
import { tellLedgerRates } from './setup/ledgers.ts'
import { idIn } from './setup/lines.ts'

const stream = 'relations-ledger'

/** By hand: a message an append, with an id, expected to follow the last one of its subject; reading until the last one has come. */
function byHand(manager: JetStreamManager): Way {
  const js = manager.jetstream()
  const ends = new Map<string, number>()
  let count = 0
  return {
    name: 'the bare engine',
    atLeast: 0.8,
    append: async (relation, _, lines) => {
      const expect = { lastSubjectSequence: ends.get(relation) ?? 0 }
      const { seq } = await js.publish(`${stream}.${relation}`, lines.map(({ text }) => text).join('\n'), {
        expect,
        msgID: `bare-${++count}`,
      })
      ends.set(relation, seq)
    },
    read: async (relation) => {
      const last = ends.get(relation) as number
      const consumer = await js.consumers.get(stream, { filter_subjects: [`${stream}.${relation}`] })
      const messages = await consumer.consume()
      const found: StoredLine[] = []
      for await (const message of messages) {
        for (const text of message.string().split('\n')) found.push({ id: idIn(text), version: found.length + 1, text })
        if (message.seq >= last) break
      }
      messages.stop()
      await consumer.delete()
      return found.length
    },
  }
}

const cluster = await startNats()
const connection = await cluster.connect()
try {
  console.log(`         nats-server ${cluster.version}`)
  const manager = await cluster.manager(connection)
  const amounts = { single: 100, batches: 20, each: 5, read: 200_000, rounds: 15 }
  const store = jetstreamStore(manager, { stream })
  await store.relations()
  await compare('JetStream', throughStore(store), [byHand(manager)], amounts)
  await tellLedgerRates(store)
} finally {
  await connection.close()
  await cluster.stop()
}
