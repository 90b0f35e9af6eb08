// given, when, then: one rule of a vocabulary as a test that reads like a sentence, under any runner.
// In: what was recorded before, what is recorded now (or a function that decides it), what must come of it.
// Out: nothing, or an error that says given, when, expected and actual, as a person would write them.
import { judge } from '../append.ts'
import { diplomacyVocabulary } from '../diplomacy.ts'
import { type ErrorCode, isLedgerError, LedgerError } from '../errors.ts'
import type { EventInput, RecordedEvent } from '../event.ts'
import { emptyPicture } from '../fold.ts'
import { relationOf } from '../ids.ts'
import type { DefaultVocabulary } from '../ledger.ts'
import { type InputIn, recordAll, recorderOf } from '../record.ts'
import { type Picture, type State, stateOf } from '../state.ts'
import { parseAnyInput, type Vocabulary } from '../vocabulary.ts'
import { literal, printEvents } from './print-events.ts'
import { sidesOf } from './sides.ts'
import { countedIds, tickingClock } from './still.ts'

/** What is set for all scenarios of one vocabulary. */
export interface ScenarioOptions {
  /** The two parties; left out, those who act in the events. */
  readonly between?: readonly [string, string]
}

/** What is recorded now: one event, several at once, or a function of your own that decides from the state. */
export type Deed<V extends Vocabulary> = InputIn<V> | readonly InputIn<V>[] | ((state: State<V>) => InputIn<V> | readonly InputIn<V>[])

/** A scenario of which nothing is told yet. */
export interface Scenario<V extends Vocabulary> {
  /** What was recorded before, whatever the rules say of it. */
  given(events: readonly InputIn<V>[]): Given<V>
  /** The same as `given([]).when(…)`. */
  when(deed: Deed<V>): Outcome<V>
}

/** A scenario with a past. */
export interface Given<V extends Vocabulary> {
  when(deed: Deed<V>): Outcome<V>
}

/** What must come of it: each asks one thing, and throws where it is not so. */
export interface Outcome<V extends Vocabulary> {
  /** The events were recorded, in this order: each has at least what is written here. */
  then(events: readonly InputIn<V>[]): void
  /** They were refused, with this code; where a rule is named, for this rule, such as `demand.met/from`. */
  thenRefused(code: ErrorCode, rule?: string): void
  /** They were recorded, and the state is as the function finds it to be: it throws, or gives false, where it is not. */
  thenState(holds: (state: State<V>) => unknown): void
}

/**
 * Starts a scenario: what was recorded before, what is recorded now, and what must come of it, under the rules of a ledger (`enforce`).
 *
 * @param vocabulary the entities to understand; the twelve of diplomacy by default
 * @param options the two parties, where the events do not name both
 * @throws AssertionError where what came is not what must come; LedgerError `INVALID_ARGUMENT` where the events do not say which two parties,
 *   or `then` is awaited; what a constructor throws comes as it is
 * @example
 * ```ts
 * import { demand } from 'relations-ledger'
 * import { scenario } from 'relations-ledger/testing'
 * scenario()
 *   .given([demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10' })])
 *   .when(demand.withdrawn({ demand: 'visas', by: 'US', occurred: '2025-04-11' }))
 *   .thenRefused('RULE_CONTRADICTION', 'demand.withdrawn/by')
 * ```
 */
export function scenario<V extends Vocabulary = DefaultVocabulary>(vocabulary?: V, options: ScenarioOptions = {}): Scenario<V> {
  const words = vocabulary ?? (diplomacyVocabulary as Vocabulary as V)
  const from = (past: readonly InputIn<V>[]): Given<V> => ({ when: (deed) => outcomeOf({ words, past, deed, between: options.between }) })
  return { given: from, when: (deed) => from([]).when(deed) }
}

interface Told<V extends Vocabulary> {
  readonly words: V
  readonly past: readonly InputIn<V>[]
  readonly deed: Deed<V>
  readonly between: readonly [string, string] | undefined
}

/** What came of it: the new events and the picture after them, or what they were refused with. */
interface Came {
  readonly inputs: readonly EventInput[]
  readonly events: readonly RecordedEvent[]
  readonly picture: Picture
  readonly refused?: LedgerError
}

function outcomeOf<V extends Vocabulary>(told: Told<V>): Outcome<V> {
  const outcome = {
    // biome-ignore lint/suspicious/noThenProperty: given, when, then are the words; whoever awaits it is told not to.
    then: (expected: readonly InputIn<V>[]) => {
      if (!Array.isArray(expected)) refuseAwait()
      const came = run(told)
      const wanted = (expected as readonly EventInput[]).map((input) => parseAnyInput(told.words, input, 'keep'))
      const holds = came.refused === undefined && wanted.length === came.events.length
      if (!holds || !wanted.every((input, at) => covers(came.events[at], input))) fail(told, came, printed(wanted), 'recorded')
    },
    thenRefused: (code: ErrorCode, rule?: string) => {
      const came = run(told)
      const rules = isLedgerError(came.refused) ? rulesOf(came.refused) : []
      if (came.refused?.code === code && (rule === undefined || rules.includes(rule))) return
      fail(told, came, `  refused with ${code}${rule === undefined ? '' : `, for ${rule}`}\n`, 'refused')
    },
    thenState: (holds: (state: State<V>) => unknown) => {
      const came = run(told)
      if (came.refused !== undefined) fail(told, came, '  recorded, and a state to look at\n', 'state')
      const found = lookAt(() => holds(stateOf(came.picture) as State<V>))
      if (found !== undefined) fail(told, came, `  ${holds.toString()}\n`, 'state', found)
    },
  }
  return outcome
}

function refuseAwait(): never {
  const message = 'scenario: then takes the expected events and answers at once — leave await out, and call .then([...])'
  throw new LedgerError('INVALID_ARGUMENT', message, { argument: 'then', given: undefined })
}

/** Undefined where it holds; else what is said against it. */
function lookAt(look: () => unknown): string | undefined {
  try {
    return look() === false ? 'the function gave false' : undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

// ── what came of it ──────────────────────────────────────────────────────────────────────────────────────────────

function run<V extends Vocabulary>({ words, past, deed, between }: Told<V>): Came {
  const recorder = recorderOf(tickingClock(), countedIds(), undefined)
  const checked = (events: unknown) => listOf(events as EventInput).map((input) => parseAnyInput(words, input, 'keep'))
  const recorded = checked(past)
  const after = (events: readonly EventInput[]) =>
    recordAll(emptyPicture(words, relationOf(...sidesOf(events, between))), recorded, recorder).picture
  const inputs = checked(typeof deed === 'function' ? deed(stateOf(after(recorded)) as State<V>) : deed)
  const before = after([...recorded, ...inputs])
  try {
    const { events, picture } = recordAll(before, inputs, recorder)
    judge(before, picture, events)
    return { inputs, events, picture }
  } catch (error) {
    if (!isLedgerError(error)) throw error
    return { inputs, events: [], picture: before, refused: error }
  }
}

const listOf = <Item>(items: Item | readonly Item[]): readonly Item[] => (Array.isArray(items) ? items : [items as Item])

const rulesOf = (error: LedgerError): readonly string[] =>
  isLedgerError(error, 'RULE_GAP') || isLedgerError(error, 'RULE_CONTRADICTION') ? error.details.problems.map(({ rule }) => rule) : []

/** Whether an event has all that is expected of it; what it has beyond that was filled in. */
function covers(actual: unknown, expected: unknown): boolean {
  if (typeof expected !== 'object' || expected === null) return Object.is(actual, expected)
  if (typeof actual !== 'object' || actual === null) return false
  if (Array.isArray(expected) && expected.length !== (actual as readonly unknown[]).length) return false
  return Object.entries(expected).every(([name, part]) => covers((actual as Record<string, unknown>)[name], part))
}

// ── the message ──────────────────────────────────────────────────────────────────────────────────────────────────

function fail<V extends Vocabulary>({ past, deed }: Told<V>, came: Came, expected: string, asked: string, found?: string): never {
  const when =
    typeof deed === 'function' ? `  ${deed.name || 'a decision'}, which decided on\n${printed(came.inputs)}` : printed(came.inputs)
  const actual = actualOf(came, asked, found)
  const parts = { given: printed(past as readonly EventInput[]), when, expected, actual }
  const text = Object.entries(parts).map(([name, part]) => `${name}\n${part}`)
  throw Object.assign(new Error(`not as the scenario says\n\n${text.join('')}`), { name: 'AssertionError', expected, actual })
}

function actualOf({ refused, events, picture }: Came, asked: string, found: string | undefined): string {
  if (refused !== undefined) return `  refused with ${refused.code}: ${refused.message}\n`
  if (asked !== 'state') return `  recorded\n${printed(events)}`
  const touched = events.map(
    (event) => `${event.type.slice(0, event.type.indexOf('.'))}/${String(event.data[event.type.slice(0, event.type.indexOf('.'))])}`,
  )
  const shown = [...new Set(touched)].map((reference) => `  ${reference}: ${literal(stateOf(picture).entity(reference))}\n`)
  return `  ${found}\n${shown.join('')}`
}

const printed = (events: readonly EventInput[]): string => (events.length === 0 ? '  nothing\n' : printEvents(events, '  '))
