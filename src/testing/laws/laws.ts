// The laws that hold of every vocabulary, each as a function over one random history.
// In: a vocabulary, a history as inputs and as recorded events.
// Out: nothing where the law holds; else an error that says what was found.
import { decodeLine, encodeEvent } from '../../codec.ts'
import { isLedgerError } from '../../errors.ts'
import { type EventInput, freezeDeep, type RecordedEvent } from '../../event.ts'
import { openLedger } from '../../ledger.ts'
import { applyEvent, type CompiledRow, type Draft, freshDraft, type Problem } from '../../lifecycle.ts'
import { evolve, fold, record, resume } from '../../pure.ts'
import { entry } from '../../remarks/entry.ts'
import { snapshot } from '../../snapshot.ts'
import { pictureOf, type State, type StateFacts } from '../../state.ts'
import { memoryStore } from '../../stores/memory.ts'
import { asOfBounds, boundsOf, precedes } from '../../time.ts'
import { parseRecorded, type Vocabulary } from '../../vocabulary.ts'
import type { HistoryOptions } from '../arbitrary/walk.ts'
import { countedIds, tickingClock } from '../still.ts'
import { elsewhen } from './elsewhen.ts'
import { canonical, entitiesIn, seen, unwritable } from './seen.ts'

/** One history, and whose it is. */
export interface Given {
  readonly vocabulary: Vocabulary
  readonly between: readonly [string, string]
  readonly inputs: readonly EventInput[]
  readonly events: readonly RecordedEvent[]
  /** A number to choose by, such as which of the events. */
  readonly choice: number
}

/** A law: over which histories it is tried, and what holds. */
export interface Law {
  readonly name: string
  readonly histories: HistoryOptions
  readonly holds: (given: Given) => void | Promise<void>
}

const careless: HistoryOptions = { valid: false, late: true, corrections: true, accounts: true, strangers: true }
const plain: HistoryOptions = { valid: false, late: true }

function broken(what: string): never {
  throw new Error(what)
}

/** The two texts are the same, or the first place where they are not. */
function same(one: string, other: string, what: string): void {
  if (one === other) return
  const at = [...one].findIndex((character, place) => character !== other[place])
  const from = Math.max(0, at - 40)
  broken(`${what}: …${one.slice(from, at + 40)}… and …${other.slice(from, at + 40)}…`)
}

const foldOf = ({ vocabulary, between }: Given, events: readonly RecordedEvent[]): State =>
  fold<Vocabulary>(events, { vocabulary, between }) as State

/** The ids that are minted start from a number, so that they are none of those that events bring. */
const recordedFrom = ({ vocabulary, between }: Given, inputs: readonly EventInput[], from = 1): readonly RecordedEvent[] =>
  record<Vocabulary>(between, inputs as never, { vocabulary, ids: countedIds(from), clock: tickingClock() })

const ofRecipes = (problems: readonly Problem[]): readonly Problem[] => problems.filter(({ rule }) => rule.endsWith('/recipe'))

/** Every law, in the order in which they are tried: what breaks an early one often breaks later ones too. */
export const laws: readonly Law[] = [
  {
    name: 'recipes pass over frozen events, and throw for none',
    histories: careless,
    holds: (given) => {
      const [problem] = ofRecipes(foldOf(given, given.events).problems)
      if (problem !== undefined) broken(problem.message)
    },
  },
  { name: 'recipes replace the values of an entity, and mutate none', histories: plain, holds: replacesValues },
  {
    name: 'the fold leaves its events as they are',
    histories: careless,
    holds: (given) => {
      const own = structuredClone(given.events)
      foldOf(given, own)
      same(canonical(own), canonical(given.events), 'the events before and after differ')
    },
  },
  {
    name: 'the fold reads no clock, takes no chances and remembers nothing',
    histories: careless,
    holds: (given) => {
      const now = seen(foldOf(given, given.events))
      same(now, seen(elsewhen(() => foldOf(given, given.events))), 'folded twice, at two times, the states differ')
    },
  },
  {
    name: 'replaying, evolving one by one, and going on from any state give the same',
    histories: careless,
    holds: (given) => {
      const whole = seen(foldOf(given, given.events))
      for (let cut = 0; cut < given.events.length; cut += 1) {
        const first = foldOf(given, given.events.slice(0, cut))
        const goneOn = given.events.slice(cut).reduce<State>((state, event) => evolve(state, event as never), first)
        same(seen(goneOn), whole, `evolved from the state after ${cut} events, and replayed`)
      }
    },
  },
  { name: 'what is resumed from a snapshot, wherever it was made, is the state of the whole log', histories: careless, holds: resumes },
  {
    name: 'the order of keys means nothing',
    histories: careless,
    holds: (given) => {
      const turned = given.events.map((event) => freezeDeep(turnedAround(event)) as RecordedEvent)
      same(
        seen(foldOf(given, turned)),
        seen(foldOf(given, given.events)),
        'with the keys of the events the other way round, the states differ',
      )
    },
  },
  { name: 'what is written is read again, byte for byte', histories: careless, holds: isReadAgain },
  {
    name: 'what a state holds can be written down',
    histories: careless,
    holds: (given) => {
      for (const [reference, entity] of entitiesIn(foldOf(given, given.events))) {
        const found = unwritable(entity)
        if (found !== undefined) broken(`${reference}: ${found}`)
      }
    },
  },
  { name: 'every question about all entities of a kind has an answer', histories: careless, holds: answersQuestions },
  {
    name: 'an entity’s events stand in the order that their dates prove',
    histories: plain,
    holds: (given) => {
      const state = foldOf(given, given.events)
      for (const reference of entitiesIn(state).keys()) {
        const events = state.events(reference) as readonly RecordedEvent[]
        const wrong = events.find((early, at) => events.slice(at + 1).some((late) => precedes(late.occurred, early.occurred)))
        if (wrong !== undefined) broken(`${reference}: ${wrong.type} stands before what came before it`)
      }
    },
  },
  { name: 'no state as of a day or a version looks past it', histories: plain, holds: looksNotAhead },
  { name: 'what was retracted and reinstated is as if nothing had happened', histories: plain, holds: reinstates },
  { name: 'swapping the parties swaps the views, and nothing else', histories: plain, holds: swaps },
  { name: 'enforce refuses what brings a problem, and then changes nothing', histories: { ...careless, maxLength: 6 }, holds: enforces },
]

/** At every place of a short history; of a long one at a dozen. */
function resumes(given: Given): void {
  const { vocabulary, between, events, choice } = given
  const whole = seen(foldOf(given, events))
  const step = Math.max(1, Math.ceil(events.length / 12))
  for (let cut = choice % step; cut <= events.length; cut += step) {
    const text = snapshot(foldOf(given, events.slice(0, cut)))
    const onFault = (fault: string) => broken(`the snapshot after ${cut} events is not used: ${fault}`)
    const resumed = resume<Vocabulary>(text, events, { vocabulary, between, onFault }) as State
    same(seen(resumed), whole, `resumed from the snapshot after ${cut} events, and folded`)
  }
}

/** The recipes run over an entity whose values are frozen: only the entity itself may take other ones. */
function replacesValues(given: Given): void {
  const state = foldOf(given, given.events)
  const { parties } = pictureOf(state)
  for (const [reference, entity] of entitiesIn(state)) {
    const events = state.events(reference) as readonly RecordedEvent[]
    const first = given.vocabulary.types.get(events[0]?.type ?? '')
    if (first === undefined) continue
    const { lifecycle } = first.definition
    const draft = freshDraft(lifecycle, entity.id, events[0] as RecordedEvent)
    for (const event of events) {
      for (const [name, value] of Object.entries(draft)) if (name !== 'problems' && name !== 'inferred') freezeDeep(value)
      applyEvent(lifecycle, lifecycle.rows.get(event.type) as CompiledRow, draft as Draft, event, parties)
    }
    const [problem] = ofRecipes(draft.problems ?? [])
    if (problem !== undefined && ofRecipes(entity.problems ?? []).length === 0) broken(`a value was changed in place: ${problem.message}`)
  }
}

function turnedAround(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turnedAround)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, part]) => [name, turnedAround(part)]),
  )
}

function isReadAgain(given: Given): void {
  for (const event of given.events) {
    const line = encodeEvent(event)
    const read = parseRecorded(given.vocabulary, decodeLine(line), 'keep')
    same(canonical(read), canonical(event), `${event.type} is read as another event`)
    same(encodeEvent(read), line, `${event.type} is written as another line`)
  }
}

/** Those that ask for nothing but the collection: what else a question takes is not known. */
function answersQuestions(given: Given): void {
  const state = foldOf(given, given.events) as unknown as Record<string, object>
  for (const { entity } of given.vocabulary.entities)
    for (const [name, question] of Object.entries(entity.questions)) {
      if ((question as (...asked: readonly unknown[]) => unknown).length > 1) continue
      try {
        Reflect.get(state[entity.plural] as object, name)
      } catch (error) {
        broken(`${entity.plural}.${name} threw ${String(error)}`)
      }
    }
}

function looksNotAhead(given: Given): void {
  const { events, vocabulary, between, choice } = given
  const asOf = (limits: object): State => fold<Vocabulary>(events, { vocabulary, between, ...limits }) as State
  const cut = choice % (events.length + 1)
  same(seen(asOf({ version: cut })), seen(foldOf(given, events.slice(0, cut))), `as of version ${cut}, and folded from as many events`)
  const day = '2025-01-10'
  const moment = asOfBounds(day)
  const reported = events.filter((event) => boundsOf(event.reported ?? event.recorded).latest <= moment)
  same(
    entitiesText(asOf({ reportedBy: day })),
    entitiesText(foldOf(given, reported)),
    `as of what was reported by ${day}, and folded from that alone`,
  )
  const early = asOf({ occurredBy: day })
    .events()
    .find((event) => boundsOf(event.occurred).latest > moment)
  if (early !== undefined) broken(`as of what had happened by ${day}, ${early.type} is there`)
}

const entitiesText = (state: StateFacts): string => canonical([...entitiesIn(state)])

function reinstates(given: Given): void {
  const about = given.events[given.choice % given.events.length]?.id as string
  const remarks = [entry.retracted({ about, reason: 'to see', occurred: '2026' }), entry.reinstated({ about, occurred: '2026' })]
  const named = given.inputs.map((input, at) => ({ ...input, id: given.events[at]?.id as string }))
  const after = foldOf(given, recordedFrom(given, [...named, ...remarks], 1000))
  same(entitiesText(after), entitiesText(foldOf(given, given.events)), 'after both, and before either')
}

function swaps(given: Given): void {
  const [one, other] = given.between
  const swapped = (text: string): string =>
    text.replaceAll(new RegExp(`\\b(${one}|${other})\\b`, 'g'), (party) => (party === one ? other : one))
  const bigint = /^-?\d+n$/
  const revived = (text: string): unknown =>
    JSON.parse(swapped(text), (_, value: unknown) => (typeof value === 'string' && bigint.test(value) ? BigInt(value.slice(0, -1)) : value))
  const inputs = given.inputs.map((input) => revived(canonical(input)) as EventInput)
  const views = (events: readonly RecordedEvent[]): string => {
    const state = foldOf(given, events)
    return canonical({ entities: [...entitiesIn(state)], problems: state.problems })
  }
  same(
    canonical(JSON.parse(swapped(views(recordedFrom(given, inputs))))),
    canonical(JSON.parse(views(given.events))),
    'with the parties swapped twice, and as it was',
  )
}

async function enforces(given: Given): Promise<void> {
  const { vocabulary, between, inputs } = given
  const store = memoryStore()
  const talks = openLedger<Vocabulary>({ store, vocabulary, ids: countedIds(), clock: tickingClock() }).between(...between)
  for (const [at, input] of inputs.entries()) {
    const before = (await talks.state()) as State
    const named = { ...input, id: given.events[at]?.id as string }
    const refused = await talks.append(named as never, { expectedVersion: before.version }).then(
      () => false,
      (error) => isLedgerError(error, 'RULE_GAP') || isLedgerError(error, 'RULE_CONTRADICTION') || error,
    )
    if (isLedgerError(refused, 'UNKNOWN_REFERENCE')) continue
    if (typeof refused !== 'boolean') throw refused
    await checkOutcome(refused, before, (await talks.state()) as State, named, given)
    if (refused && (await store.read(talks.id)).length !== before.version) broken(`${input.type} was refused, and is in the store`)
  }
}

async function checkOutcome(refused: boolean, before: State, after: State, input: EventInput, given: Given): Promise<void> {
  if (refused) same(seen(after), seen(before), `${input.type} was refused, and changed the state`)
  const trial = refused ? await reported(before, input, given) : after
  const known = new Set(before.problems.map(keyOf))
  const added = trial.problems.filter((problem) => !known.has(keyOf(problem)))
  if (refused && added.length === 0) broken(`${input.type} was refused, and brings no problem`)
  if (!refused && added.length > 0) broken(`${input.type} was accepted, and brings a problem: ${added[0]?.message}`)
}

const keyOf = ({ rule, event }: Problem): string => `${rule} ${event}`

/** The state with the event recorded all the same. */
async function reported(before: State, input: EventInput, { vocabulary, between }: Given): Promise<State> {
  const store = memoryStore()
  const lines = before.events().map((event) => ({ id: event.id, text: encodeEvent(event as RecordedEvent) }))
  if (lines.length > 0) await store.append(before.relation, 0, lines)
  const talks = openLedger<Vocabulary>({ store, vocabulary }).between(...between)
  await talks.append(input as never, { expectedVersion: 'any', rules: 'report' })
  return (await talks.state()) as State
}
