// The store in a stream keeps the contract on a cluster of three servers, and loses nothing when its leader is killed or cut off.
// In: the cluster, started here.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { JetStreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { jetstreamStore } from '../../../src/stores/jetstream.ts'
import type { Competition } from '../../../src/testing/contract/check.ts'
import { line } from '../../../src/testing/contract/lines.ts'
import { storeContract } from '../../../src/testing/store-contract.ts'
import { type NatsCluster, startNats } from '../../servers/nats.ts'
import { keepsTheChronology } from '../chronology.ts'
import { hurtUnderLoad } from '../load.ts'
import { openClients, patience } from './clients.ts'

let cluster: NatsCluster
let connection: NatsConnection
let manager: JetStreamManager
beforeAll(async () => {
  cluster = await startNats()
  connection = await cluster.connect()
  manager = await cluster.manager(connection)
  console.log(`nats-server ${cluster.version}`)
})
afterAll(async () => {
  await connection.close()
  await cluster.stop()
})

let number = 0
const newStream = (): string => `store-${++number}`

const made = () => {
  const stream = newStream()
  const make = () => jetstreamStore(manager, { stream, patience })
  return {
    store: make(),
    reopen: make,
    another: make,
    elsewhere: (task: Competition) => competing(stream, task),
    discard: () => cluster.removeStream(stream),
  }
}

/** A process of its own that opens the store and appends to it. */
async function competing(stream: string, task: Competition): Promise<number[]> {
  const args = ['--import', 'tsx', '--conditions=@relations-ledger/source', join(import.meta.dirname, 'competitor.child.ts')]
  const { stdout } = await promisify(execFile)(process.execPath, [...args, cluster.servers.join(), stream, JSON.stringify(task)])
  return JSON.parse(stdout)
}

storeContract(made, { describe, test, expect, name: 'jetstreamStore on a cluster', shared: 'processes' })
keepsTheChronology(made, { test, expect, name: 'jetstreamStore on a cluster' })

describe('what the server says', () => {
  test('a stream of one replica is refused, unless it is told that this is enough', async () => {
    const stream = newStream()
    await jetstreamStore(manager, { stream, durability: 'os', patience }).append('RU~US', 0, [line('RU~US', 1)])
    await expect(jetstreamStore(manager, { stream, patience }).relations()).rejects.toMatchObject({
      code: 'STORE_FAILED',
      message: expect.stringContaining('num_replicas is 1'),
    })
    await cluster.removeStream(stream)
  })

  test('an append that is larger than the server takes is refused, and the next one is not', async () => {
    const stream = newStream()
    const store = jetstreamStore(manager, { stream, patience })
    const large = store.append('RU~US', 0, [line('RU~US', 1, 'x'.repeat(9 << 20))])
    await expect(large).rejects.toMatchObject({ code: 'STORE_FAILED', message: expect.stringContaining('append fewer events at once') })
    await store.append('RU~US', 0, [line('RU~US', 1)])
    await cluster.removeStream(stream)
  })

  test.each([
    ['does not take its subjects', () => ({ subjects: ['elsewhere.>'] }), 'its subjects do not take'],
    [
      'puts them elsewhere',
      (stream: string) => ({ subject_transform: { src: `${stream}.*`, dest: 'elsewhere.{{wildcard(1)}}' } }),
      'subject_transform puts events where nobody looks',
    ],
  ])('a stream that %s is refused at once', async (_, settingsOf, what) => {
    const stream = newStream()
    await cluster.addStream({ name: stream, subjects: [`${stream}.*`], num_replicas: 3, ...settingsOf(stream) })
    const append = jetstreamStore(manager, { stream, patience }).append('RU~US', 0, [line('RU~US', 1)])
    await expect(append).rejects.toMatchObject({ code: 'STORE_FAILED', message: expect.stringContaining(what) })
    await cluster.removeStream(stream)
  })

  test('a stream that begins at another number than 1 is read from there', async () => {
    const stream = newStream()
    await cluster.addStream({ name: stream, subjects: [`${stream}.*`], num_replicas: 3, first_seq: 100 })
    const store = jetstreamStore(manager, { stream, patience })
    expect(await store.since()).toEqual([])
    const position = await store.append('RU~US', 0, [line('RU~US', 1)])
    expect((await store.since()).map((each) => each.position)).toEqual([position])
    await cluster.removeStream(stream)
  })

  test('a stream that is full takes no more, and keeps what it has', async () => {
    const stream = newStream()
    await cluster.addStream({ name: stream, subjects: [`${stream}.*`], num_replicas: 3, discard: 'new', max_msgs: 2 })
    const store = jetstreamStore(manager, { stream, patience: 100 })
    for (const version of [0, 1]) await store.append('RU~US', version, [line('RU~US', version + 1)])
    // A server of 2.10 only gives it no place; a later one says why.
    const full = { code: 'STORE_FAILED', message: expect.stringMatching(/see whether it is full|maximum messages exceeded/) }
    await expect(store.append('RU~US', 2, [line('RU~US', 3)])).rejects.toMatchObject(full)
    expect((await store.read('RU~US')).length).toBe(2)
    await cluster.removeStream(stream)
  })
})

describe('faults', () => {
  test.each([
    ['killed −9 and started again', (leader: number) => cluster.killAndStart(leader)],
    ['cut off from the others', (leader: number) => cluster.cutOff(leader, 3000)],
  ])(
    'the leader is %s, three times under load: nothing acknowledged is lost or there twice',
    async (_, hurt) => {
      const stream = newStream()
      const clients = await openClients(cluster, stream, 4)
      const { acknowledged, wrong } = await hurtUnderLoad(clients.open, { times: 3, between: 50, pause: 2 }, async () =>
        hurt(await cluster.leaderOf(stream)),
      )
      expect(wrong).toEqual([])
      expect(acknowledged).toBeGreaterThanOrEqual(200)
      await clients.close()
      await cluster.removeStream(stream)
      // Three servers that choose a leader anew take their time on a machine that is busy with something else.
    },
    300_000,
  )
})
