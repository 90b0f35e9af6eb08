// The main job: the real talks of 2025, read from a log and told as of three days.
// Run it with `npm start`. In colour on a terminal, plain in a pipe.
import { fileURLToPath } from 'node:url'
import { brief, openLedger } from 'relations-ledger'
import { jsonlStore } from 'relations-ledger/stores/jsonl'

const file = fileURLToPath(new URL('us-russia.jsonl', import.meta.url))
const ledger = openLedger({ store: jsonlStore(file, { readOnly: true }) })
const talks = ledger.between('US', 'RU')

for (const day of ['2025-02-28', '2025-04-10', '2025-06-17']) {
  const state = await talks.state({ occurredBy: day })
  console.log(brief(state, { day, colour: process.stdout.isTTY === true, title: `The United States and Russia as of ${day}` }))
}
await ledger.close()
