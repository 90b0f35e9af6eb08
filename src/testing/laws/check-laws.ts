// checkLaws: everything that holds of every vocabulary, tried on a user's own in one call.
// In: a vocabulary.
// Out: what was tried; or an error that says which laws it breaks, each with the smallest history that shows it.
import fc from 'fast-check'
import type { EventInput, RecordedEvent } from '../../event.ts'
import { record } from '../../pure.ts'
import type { Vocabulary } from '../../vocabulary.ts'
import { arbitraryHistory } from '../arbitrary/history.ts'
import type { HistoryOptions } from '../arbitrary/walk.ts'
import { printHistory } from '../print-events.ts'
import { countedIds, tickingClock } from '../still.ts'
import { type Transitions, transitionsOf } from '../transitions.ts'
import { type Given, type Law, laws } from './laws.ts'
import { faultsOfTables } from './tables.ts'

/** How the laws are tried. */
export interface LawOptions {
  /** The seed of the random histories: the same seed, the same histories. */
  readonly seed?: number
  /** How many histories each law is tried on; 100 by default. */
  readonly numRuns?: number
  /** How long they are at most; 10 events by default. */
  readonly maxLength?: number
  /** Names for the two sides that stand in no value: `ALPHA` and `BETA` by default. */
  readonly between?: readonly [string, string]
  /** Arbitraries for fields whose schema does not say enough, by `kind.field`. */
  readonly values?: HistoryOptions['values']
}

/** What was tried. */
export interface LawReport {
  readonly seed: number
  /** Each law, and on how many histories it held. */
  readonly laws: readonly { readonly name: string; readonly histories: number }[]
  /** The transitions that valid histories took on the way. */
  readonly transitions: Transitions
}

/**
 * Tries every law of the library on a vocabulary: the tables make sense; recipes are pure, total and mutate nothing; replaying, evolving and
 * going on from any state agree; what is written is read again; no state looks past its day; what is refused changes nothing; and so on.
 *
 * @param vocabulary your entities, alone or with the built-in ones
 * @param options the seed, how much is tried, and arbitraries for fields whose schema does not say enough
 * @returns what was tried, where all of it holds
 * @throws AssertionError naming what is wrong with the tables, and the first law that is broken, with the smallest history that shows it, as code; LedgerError `INVALID_ARGUMENT`
 *   for a field of whose schema no value is found
 * @example
 * ```ts
 * import { defineEntity, vocabulary } from 'relations-ledger'
 * import { checkLaws } from 'relations-ledger/testing/fast-check'
 * const delivery = defineEntity('delivery', {
 *   plural: 'deliveries',
 *   final: ['made'],
 *   events: { promised: { from: ['new'], to: 'promised', by: 'either' }, made: { from: ['promised'], to: 'made' } },
 * })
 * const { laws } = await checkLaws(vocabulary(delivery))
 * ```
 */
export async function checkLaws(vocabulary: Vocabulary, options: LawOptions = {}): Promise<LawReport> {
  const { seed = 20250410, numRuns = 100 } = options
  const faults = faultsOfTables(vocabulary.entities.map((each) => each.entity)).map((fault) => `the tables make sense\n  ${fault}`)
  const transitions = transitionsOf(vocabulary)
  const held: { name: string; histories: number }[] = [{ name: 'the tables make sense', histories: 0 }]
  // The first that is broken ends it: where a recipe reads a clock, say, no two states can be compared any more.
  for (const law of laws) {
    const fault = await tryLaw(law, vocabulary, options, seed, numRuns)
    if (fault !== undefined) {
      faults.push(fault)
      break
    }
    held.push({ name: law.name, histories: numRuns })
  }
  if (faults.length > 0) fail(faults, seed)
  noteValid(vocabulary, options, transitions, seed, numRuns)
  return { seed, laws: held, transitions }
}

/** What breaks the law, told with the smallest history; undefined where it holds. */
async function tryLaw(law: Law, vocabulary: Vocabulary, options: LawOptions, seed: number, numRuns: number): Promise<string | undefined> {
  const { between = ['ALPHA', 'BETA'], maxLength = 10, values } = options
  const shape = { maxLength, ...law.histories, parties: between, ...(values === undefined ? {} : { values }) }
  const given = (inputs: readonly EventInput[], choice: number): Given => ({
    vocabulary,
    between,
    inputs,
    events: recordedOf(vocabulary, between, inputs),
    choice,
  })
  const property = fc.asyncProperty(arbitraryHistory(vocabulary, shape), fc.nat(60), async (inputs, choice) => {
    await law.holds(given(inputs as readonly EventInput[], choice))
  })
  const found = await fc.check(property, { seed, numRuns })
  if (!found.failed) return undefined
  const [inputs = []] = found.counterexample ?? []
  const reason = found.errorInstance instanceof Error ? found.errorInstance.message : String(found.errorInstance)
  const history = printHistory(inputs, { between, vocabulary: 'vocabulary' }).replaceAll('\n', '\n  ')
  return `${law.name}\n  ${reason}\n  smallest history:\n  ${history}`
}

const recordedOf = (vocabulary: Vocabulary, between: readonly [string, string], inputs: readonly EventInput[]): readonly RecordedEvent[] =>
  record<Vocabulary>(between, inputs as never, { vocabulary, ids: countedIds(), clock: tickingClock() })

function noteValid(
  vocabulary: Vocabulary,
  { between = ['ALPHA', 'BETA'], values }: LawOptions,
  transitions: Transitions,
  seed: number,
  numRuns: number,
): void {
  const shape = { parties: between, ...(values === undefined ? {} : { values }) }
  for (const inputs of fc.sample(arbitraryHistory(vocabulary, shape), { seed, numRuns })) transitions.note(inputs, between)
}

function fail(faults: readonly string[], seed: number): never {
  const message = `this vocabulary breaks a law (seed ${seed})\n\n${faults.join('\n\n')}\n`
  throw Object.assign(new Error(message), { name: 'AssertionError' })
}
