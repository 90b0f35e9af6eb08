// The soak of a ledger: one process asks it for long, about more relations than it keeps desks for, and nothing is recorded that stays.
// In: nothing. Out: how often it was asked; how many bytes of memory each asking left behind; how many relations were read anew.
// A go asks a thousand relations for everything a relation can be asked, watches each for a while, and has an append refused.
// What is let go of is read from the store again: were nothing let go of, memory would grow until each relation had its desk.
import { demand, disagreements, evolve, explain, isLedgerError, type Ledger, openLedger, type Relation } from 'relations-ledger'
import { memoryStore } from 'relations-ledger/stores/memory'
import type { Counts, Fault } from './fault.ts'
import { memory } from './soak.ts'

const relations = 6000
const asksAGo = 1000
/** By then the ledger has all the desks that it keeps, and the engine has compiled what runs. */
const warmUp = 4
/** What may be in flight, in all: a hundred events of the ten thousands that were read. */
const bytesInAll = 4e6

const raised = (number: number) =>
  demand.raised({ demand: `d${number}`, by: 'A', occurred: '2025-04-10', saidBy: ['A'], note: 'x'.repeat(200) })

async function* soaked(from: number, to: number): AsyncGenerator<Counts> {
  const counts = { 'read anew': 0 }
  const inner = memoryStore()
  const first = openLedger({ store: inner })
  for (let other = 0; other < relations; other++)
    await first.between('A', `B${other}`).append([raised(1), raised(2), raised(3), raised(4)], { expectedVersion: 0 })
  const read: typeof inner.read = (relation, version = 1, limit?: number) => {
    if (version === 1) counts['read anew'] += 1
    return inner.read(relation, version, limit)
  }
  const ledger = openLedger({ store: { ...inner, read } })
  let start = 0
  for (let go = from; go < to; go++) {
    counts['read anew'] = 0
    for (let ask = 0; ask < asksAGo; ask++) await askAll(ledger.between('A', `B${(go * asksAGo + ask) % relations}`))
    if (go === from + warmUp) start = await memory()
    const leaking = go === to - 1 && go > from + warmUp && (await hasGrown(start, ledger)) ? 1 : 0
    yield { asked: asksAGo, ...counts, leaking }
  }
}

async function askAll(talks: Relation): Promise<void> {
  const end = talks.watch(() => {})
  const state = await talks.state()
  await talks.state({ occurredBy: '2025-05', accordingTo: 'A' })
  await talks.changes({ from: '2025-01' })
  for await (const event of talks.events()) evolve(state as never, event as never)
  explain(state, 'demand/d1')
  disagreements(state)
  JSON.stringify(state)
  const refused = await talks
    .append(demand.met({ demand: 'd9', by: talks.parties[1], occurred: '2025-05' }), { expectedVersion: state.version })
    .catch((error: unknown) => error)
  if (!isLedgerError(refused, 'RULE_GAP')) throw new Error(`not refused: ${String(refused)}`)
  end()
}

/** The ledger is still there when it is looked at. */
async function hasGrown(start: number, ledger: Ledger): Promise<boolean> {
  const grown = (await memory()) - start
  console.log(`  memory: ${(grown / 1e6).toFixed(1)} MB more than after the first goes`)
  return grown > bytesInAll && (await ledger.relations()).length === relations
}

export const soakLedger: Fault = {
  goes: { small: 10, large: 300 },
  cannotRun: () => (globalThis.gc === undefined ? 'it needs node --expose-gc' : undefined),
  run: (from, to) => soaked(from, to),
  never: ['leaking'],
  seen: ['asked', 'read anew'],
}
