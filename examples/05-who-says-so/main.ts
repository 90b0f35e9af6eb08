// Who says so: what each side tells of the real talks of 2025, where the two stand apart, and why the state says what it says.
import { fileURLToPath } from 'node:url'
import {
  compare,
  demand,
  disagreements,
  explain,
  formatComparison,
  formatDisagreements,
  formatExplanation,
  guarantee,
  meeting,
  openLedger,
  standingOf,
  topic,
} from 'relations-ledger'
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

// Each side can also keep a ledger of its own. What both have, what one has and what they tell differently is listed; nothing is merged.
const [american, russian] = [openLedger({ saidBy: ['US'] }).between('US', 'RU'), openLedger({ saidBy: ['RU'] }).between('RU', 'US')]
const day = { occurred: '2025-04-10' }
await american.append(
  [
    meeting.held({ ...day, meeting: 'istanbul-2', place: 'Istanbul' }),
    guarantee.agreed({ ...day, guarantee: 'embassy-payments', object: 'an understanding on banking' }),
    demand.raised({ ...day, demand: 'lift-hiring-ban', by: 'US' }),
  ],
  { expectedVersion: 0 },
)
await russian.append(
  [
    meeting.held({ ...day, meeting: 'istanbul-2', place: 'Istanbul' }),
    guarantee.agreed({ ...day, guarantee: 'embassy-payments', object: 'a guarantee of payments' }),
    topic.advanced({ ...day, topic: 'visas-and-movement', label: 'progress made' }),
  ],
  { expectedVersion: 0 },
)
console.log(formatComparison(compare(await american.state(), await russian.state())))
