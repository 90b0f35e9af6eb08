// Logs and rules in your tests: the real talks replayed, a decision of your own tried, a state matched and printed, every law checked.
// Under vitest each block is the body of a test; here nothing runs but node, for the kit needs no runner.
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { type DefaultVocabulary, demand, type State, vocabulary } from 'relations-ledger'
import { printState, replay, replaySteps, scenario, stateMatchers } from 'relations-ledger/testing'
import { checkLaws } from 'relations-ledger/testing/fast-check'

const log = fileURLToPath(new URL('../02-us-russia/us-russia.jsonl', import.meta.url))

// A log, step by step: which event first told of round 3? Not one, before it, had.
const steps = replaySteps(log)
const told = [...steps].find(({ state }) => state.meetings.has('moscow-3'))
assert.equal(told?.before.meetings.has('moscow-3'), false)
console.log(`Round 3 came up with event ${told.count} of ${steps.length}, ${told.event.type} of ${told.event.occurred}\n`)

// A rule of the library, and a decision of your own: each is a sentence.
const raised = demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10', saidBy: ['RU'] })
const withdraw = (by: string) => demand.withdrawn({ demand: 'visas', by, occurred: '2025-04-11' })
scenario().given([raised]).when(withdraw('US')).thenRefused('RULE_CONTRADICTION', 'demand.withdrawn/by')

/** Gives up whatever has been refused. */
const giveUp = (state: State<DefaultVocabulary>) =>
  state.demands.with('rejected').map(({ id }) => demand.withdrawn({ demand: id, by: 'RU', occurred: '2025-05' }))
const rejected = demand.rejected({ demand: 'visas', by: 'US', occurred: '2025-04-20' })
scenario()
  .given([raised, rejected])
  .when(giveUp)
  .thenState((state) => state.demands.get('visas')?.status === 'withdrawn')

// What fails says why, as a person would write it.
try {
  scenario()
    .given([raised])
    .when(withdraw('US'))
    .then([withdraw('US')])
} catch (error) {
  console.log((error as Error).message)
}

// A matcher that fails explains: `expect.extend(stateMatchers)`, then `expect(state).toHaveOpen('demand', 'direct-flights')`.
const spring = replay(log, { occurredBy: '2025-04-10' })
console.log(stateMatchers.toHaveOpen(spring, 'demand', 'lift-hiring-ban').message())

// A state for a snapshot, from a fixture of plain objects.
const fixture = [
  { type: 'guarantee.agreed', occurred: '2025-04-10', saidBy: ['RU'], data: { guarantee: 'payments', reciprocal: true } },
  { type: 'account.differed', by: 'US', occurred: '2025-04-10', about: ['guarantee/payments'], data: { words: 'initial steps' } },
]
console.log(`\n${printState(replay(fixture, { between: ['US', 'RU'] }))}\n`)

// Every law, on random histories of any vocabulary: here of the demands alone.
const { laws } = await checkLaws(vocabulary(demand), { numRuns: 20 })
console.log(`Every law holds, such as: ${laws[0]?.name}`)
