// Who says so: what each side tells of the real talks of 2025, where the two stand apart, and why the state says what it says.
import { fileURLToPath } from 'node:url'
import { disagreements, explain, formatDisagreements, formatExplanation, openLedger, standingOf } from 'relations-ledger'
import { jsonlStore } from 'relations-ledger/stores/jsonl'

const file = fileURLToPath(new URL('../02-us-russia/us-russia.jsonl', import.meta.url))
const ledger = openLedger({ store: jsonlStore(file, { readOnly: true }) })
const talks = ledger.between('US', 'RU')
const occurredBy = '2025-06-17'

const state = await talks.state({ occurredBy })
console.log(formatExplanation(explain(state, 'guarantee/embassy-payments')))
console.log(formatExplanation(explain(state, 'demand/direct-flights', 'status')))
console.log(formatDisagreements(disagreements(state)))

// The same relation by one account: what that side has said or confirmed, and nothing else.
for (const accordingTo of ['US', 'RU', 'both']) {
  const told = await talks.state({ occurredBy, accordingTo })
  const flights = told.demands.get('direct-flights')?.status ?? 'not spoken of'
  const round3 = told.meetings.get('moscow-3')?.status ?? 'not spoken of'
  console.log(`By the account of ${accordingTo}: direct flights ${flights}, round 3 ${round3}, ${told.demands.open.length} open demands`)
}

// Silence is not agreement: that round 3 was called off by the US, the US has not said.
console.log(standingOf(state, 'meeting/moscow-3')?.parties)
await ledger.close()
