// All relations of a set into one ledger, and what can be counted of them.
// In: the inputs of each relation. Out: one ledger that recorded them under `rules: 'report'`; its events by type and by relation,
// and its problems by rule. Each relation is one batch; the clock stands still, for the ledger took all of it at one moment.
import { type DefaultVocabulary, type EventInput, type InputIn, type Ledger, openLedger, partiesOf, type Store } from '../../src/index.ts'

/** What is in a ledger. */
export interface Counts {
  readonly events: number
  readonly relations: number
  readonly byType: ReadonlyMap<string, number>
  readonly byRelation: ReadonlyMap<string, number>
  readonly byProblem: ReadonlyMap<string, number>
}

/** A ledger as a set is recorded in: an import lists what is wrong instead of refusing it. */
export const ledgerFor = (store: Store): Ledger<DefaultVocabulary> =>
  openLedger({ store, rules: 'report', clock: () => new Date('2025-01-01T00:00:00Z') })

/** Records the inputs of every relation. What is recorded already is not recorded again. */
export async function load(ledger: Ledger<DefaultVocabulary>, inputs: ReadonlyMap<string, readonly EventInput[]>): Promise<void> {
  for (const [relation, batch] of inputs)
    await ledger.between(...partiesOf(relation)).append(batch as readonly InputIn<DefaultVocabulary>[], { expectedVersion: 'any' })
}

/** Asks the ledger for the state of every relation. */
export async function countAll(ledger: Ledger<DefaultVocabulary>): Promise<Counts> {
  const [byType, byRelation, byProblem] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()]
  let events = 0
  for (const relation of await ledger.relations()) {
    const state = await relation.state()
    events += state.version
    byRelation.set(relation.id, state.version)
    for await (const { type } of relation.events()) add(byType, type)
    for (const { kind, rule } of state.problems) add(byProblem, `${kind} ${rule}`)
  }
  return { events, relations: byRelation.size, byType, byRelation, byProblem }
}

const add = (counts: Map<string, number>, key: string): Map<string, number> => counts.set(key, (counts.get(key) ?? 0) + 1)

/** The entries with the highest counts, the highest first. */
export const highest = (counts: ReadonlyMap<string, number>, many = Number.POSITIVE_INFINITY): readonly (readonly [string, number])[] =>
  [...counts].toSorted(([a, more], [b, less]) => less - more || (a < b ? -1 : 1)).slice(0, many)
