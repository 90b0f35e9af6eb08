// A process that appends to a log others append to.
// In: the servers' addresses, the stream, the task as JSON. Out: the first versions of its batches, as JSON.
// It closes its connection, and so it ends.
import { jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { jetstreamStore } from '../../../src/stores/jetstream.ts'
import { compete } from '../../../src/testing/contract/competing.ts'
import { patience } from './clients.ts'

const [servers, stream, task] = process.argv.slice(2) as [string, string, string]
const connection = await connect({ servers: servers.split(',') })
const store = jetstreamStore(await jetstreamManager(connection, { checkAPI: false }), { stream, patience })
console.log(JSON.stringify(await compete(store, JSON.parse(task))))
await connection.close()
