// The package as somebody uses it from plain JavaScript, installed from its tarball.
// In: nothing. Out: `plain: works` on stdout, or a failed assertion and a non-zero exit status.
// Every entry point is used once, and an error is caught the way the README shows it.
import assert from 'node:assert/strict'
import { demand, fold, guarantee, isLedgerError, meeting, openLedger } from 'relations-ledger'
import { jsonlStore } from 'relations-ledger/stores/jsonl'
import { memoryStore } from 'relations-ledger/stores/memory'
import { replay, scenario } from 'relations-ledger/testing'

const occurred = '2025-04-10'
const firstDay = () => [
  meeting.held({ meeting: 'istanbul-2', occurred, place: 'Istanbul', duration: 'PT5H~', saidBy: ['US', 'RU'] }),
  guarantee.agreed({ guarantee: 'embassy-payments', occurred, reciprocal: true, saidBy: ['RU'] }),
  demand.raised({ demand: 'lift-hiring-ban', by: 'US', to: 'RU', occurred, saidBy: ['US'] }),
]

async function use(store) {
  const ledger = openLedger({ store })
  const talks = ledger.between('RU', 'US')
  await talks.append(firstDay(), { expectedVersion: 0 })
  const state = await talks.state()
  assert.equal(state.demands.get('lift-hiring-ban')?.status, 'open')
  assert.equal(state.guarantees.get('embassy-payments')?.status, 'agreed')

  const refused = await talks.append(firstDay(), { expectedVersion: 0 }).catch((error) => error)
  assert.ok(isLedgerError(refused, 'VERSION_CONFLICT'), String(refused))
  assert.equal(refused.details.actual, 3)

  const events = []
  for await (const event of talks.events()) events.push(event)
  assert.equal(fold(events).meetings.get('istanbul-2')?.status, 'held')
  await ledger.close()
}

await use(memoryStore())
await use(jsonlStore('plain.jsonl'))

// Here neither vitest nor fast-check is installed.
assert.equal(replay('plain.jsonl').demands.get('lift-hiring-ban')?.status, 'open')
scenario().when(firstDay()).then(firstDay())
console.log('plain: works')
