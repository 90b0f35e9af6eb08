// What the package offers on Node alone, used from strict TypeScript and installed from its tarball.
// In: nothing. Out: `on node: works` on stdout.
// A log is written to a file, and a second ledger reads the same state back.
import { meeting, openLedger } from 'relations-ledger'
import { jsonlStore } from 'relations-ledger/stores/jsonl'

const file = 'on-node.jsonl'

const first = openLedger({ store: jsonlStore(file) })
const receipt = await first
  .between('US', 'RU')
  .append([meeting.held({ meeting: 'istanbul-2', occurred: '2025-04-10' })], { expectedVersion: 0 })
await first.close()

const second = openLedger({ store: jsonlStore(file) })
const state = await second.between('RU', 'US').state()
await second.close()
if (state.version !== 1 || state.meetings.get('istanbul-2')?.status !== 'held') throw new Error('the log was not read back')
if (receipt.durability === 'memory') throw new Error('a file is more durable than memory')
console.log('on node: works')
