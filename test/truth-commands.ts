// Commands against the naive model: what careless people do to a ledger, drawn at random and read against what is recorded so far.
// In: draws. Out: commands for fast-check's model runner: appends (late, vague, contradictory), entries, accounts, questions as of any day.
// The model is the log as the receipts gave it; every answer of the ledger is compared with what naive.ts makes of that log.
import fc from 'fast-check'
import { expect } from 'vitest'
import type { AsOf } from '../src/as-of.ts'
import { diplomacy } from '../src/diplomacy.ts'
import { demand } from '../src/entities/demand.ts'
import { guarantee } from '../src/entities/guarantee.ts'
import { meeting } from '../src/entities/meeting.ts'
import { topic } from '../src/entities/topic.ts'
import { isLedgerError } from '../src/errors.ts'
import type { EventInput, RecordedEvent } from '../src/event.ts'
import { openLedger, type Relation } from '../src/ledger.ts'
import { evolve, fold } from '../src/pure.ts'
import { account } from '../src/remarks/account.ts'
import { entry } from '../src/remarks/entry.ts'
import { standingOf } from '../src/standing.ts'
import type { State } from '../src/state.ts'
import { type Vocabulary, vocabulary } from '../src/vocabulary.ts'
import { countedIds, tickingClock } from './fixed-clock.ts'
import { type Naive, naive } from './naive.ts'

const words: Vocabulary = vocabulary(...diplomacy)
const parties = ['RU', 'US'] as const

/** What is drawn for one command; how it is read depends on the log so far. */
interface Draw {
  readonly what: number
  readonly which: number
  readonly other: number
  readonly day: number
  readonly form: number
  readonly by: number
  readonly enforce: boolean
}

const drawn = fc.record<Draw>({
  what: fc.nat(99),
  which: fc.nat(997),
  other: fc.nat(997),
  day: fc.nat(60),
  form: fc.nat(9),
  by: fc.nat(9),
  enforce: fc.boolean(),
})

/** The log as the receipts gave it. */
export interface Model {
  log: RecordedEvent[]
}

/** The ledger under test, and a state that is evolved beside it. */
export interface Real {
  readonly talks: Relation<Vocabulary>
  evolved: State<Vocabulary>
}

/** A model and a ledger, both empty. */
export function emptyPair(): { readonly model: Model; readonly real: Real } {
  const talks = openLedger({ vocabulary: words, ids: countedIds(), clock: tickingClock() }).between('RU', 'US') as Relation<Vocabulary>
  return { model: { log: [] }, real: { talks, evolved: fold<Vocabulary>([], { vocabulary: words, between: parties }) } }
}

const pick = <Item>(items: readonly Item[], number: number): Item => items[number % items.length] as Item

// ── events ───────────────────────────────────────────────────────────────────────────────────────────────────────

function dateOf({ day, form }: Draw): string {
  const text = new Date(Date.UTC(2025, 0, 1 + day)).toISOString().slice(0, 10)
  return pick([text, text, text, text, text.slice(0, 7), `${text}~`, `[..${text}]`, `${text}T12:00Z`, text, text], form)
}

function eventFrom(draw: Draw): EventInput {
  const { what, which, other, by } = draw
  const side = pick(parties, by)
  const saidBy = pick([['US'], ['RU'], ['US', 'RU'], ['dpa'], undefined], other)
  const id = pick(['a', 'b'], which)
  const facts = { occurred: dateOf(draw), ...(saidBy && { saidBy }), ...(other % 7 === 0 && { reported: '2025-02-20' }) }
  return pick<() => EventInput>(
    [
      () => demand.raised({ demand: id, by: side, object: pick(['visas', 'flights'], other), ...facts }),
      () => demand.reiterated({ demand: id, by: side, ...facts }),
      () => demand.rejected({ demand: id, by: side, ...facts }),
      () => demand.met({ demand: id, by: side, ...facts }),
      () => demand.withdrawn({ demand: id, by: side, ...facts }),
      () => meeting.scheduled({ meeting: id, place: 'Istanbul', due: '2025-03', ...facts }),
      () => meeting.held({ meeting: id, duration: 'PT5H', ...facts }),
      () => meeting.cancelled({ meeting: id, by: side, ...facts }),
      () => guarantee.agreed({ guarantee: id, reciprocal: true, ...facts }),
      () => guarantee.fulfilled({ guarantee: id, by: side, ...facts }),
      () => guarantee.suspended({ guarantee: id, by: side, ...facts }),
      () => topic.advanced({ topic: id, label: pick(['progress', 'none'], other), ...facts }),
      () => ({ type: 'weather.turned', schemaVersion: 1, data: { weather: id }, ...facts }) as EventInput,
    ],
    what,
  )()
}

/** Fields to tell an event otherwise; some fit it, some do not. */
function fieldsFrom({ what, other, by }: Draw): { readonly [field: string]: unknown } {
  return pick<{ readonly [field: string]: unknown }>(
    [
      { occurred: '2025-01-20' },
      { occurred: '2025-02', note: 'told' },
      { saidBy: ['US', 'RU'] },
      { by: pick(parties, by) },
      { demand: 'b' },
      { meeting: 'a', place: 'Riyadh' },
      { place: pick(['Ankara', 'Moscow'], other) },
      { duration: 'PT6H' },
      { object: 'told otherwise' },
      { occurred: 'no date' },
      { reciprocal: false },
      { set: { occurred: '2025-01-05' } },
      { reason: 'told otherwise' },
    ],
    what + other,
  )
}

function remarkFrom(draw: Draw, log: readonly RecordedEvent[]): EventInput {
  const { what, which, other, by } = draw
  const about = pick(log, which).id
  const dates = { occurred: dateOf({ ...draw, form: 0 }) }
  const teller = { about, by: pick(['US', 'RU', 'US', 'RU', 'dpa'], by), ...dates }
  const several = what % 2 === 0 ? [about, pick(log, which + 1 + what).id].filter((id, at, all) => all.indexOf(id) === at) : [about]
  return pick<() => EventInput>(
    [
      () => entry.corrected({ about, set: fieldsFrom(draw), reason: 'wrong', ...dates }),
      () => entry.corrected({ about, set: { about: [pick(log, which + what).id] }, reason: 'wrong', ...dates }),
      () =>
        entry.corrected({
          about,
          unset: [pick(['place', 'saidBy', 'object', 'duration', 'occurred', 'by'], what + other)],
          reason: 'wrong',
          ...dates,
        }),
      () => entry.supplemented({ about, set: fieldsFrom(draw), ...dates }),
      () => entry.retracted({ about: several, reason: 'not so', ...dates }),
      () => entry.reinstated({ about: several, ...dates }),
      () => account.confirmed({ ...teller, about: several }),
      () => account.confirmed({ ...teller, set: fieldsFrom(draw) }),
      () => account.differed({ ...teller, words: 'told otherwise', set: fieldsFrom(draw) }),
      () => account.denied({ ...teller, about: several }),
      () => account.withdrawn(teller),
    ],
    what + by,
  )()
}

// ── what is compared ─────────────────────────────────────────────────────────────────────────────────────────────

function seen(state: State<Vocabulary>): Omit<Naive, 'standings'> & { readonly standings: object } {
  const collections = words.entities.map(
    ({ entity }) => (state as unknown as Record<string, Iterable<{ kind: string; id: string }>>)[entity.plural],
  )
  const entities = collections.flatMap((all) => [...(all ?? [])])
  const nameOf = ({ kind, id }: { kind: string; id: string }) => `${kind}/${id}`
  const plain = entities.map((each) => [nameOf(each), JSON.parse(JSON.stringify({ ...each, problems: undefined }))] as const)
  const ids = (events: readonly object[]): readonly string[] => (events as readonly RecordedEvent[]).map(({ id }) => id)
  return {
    entities: Object.fromEntries(plain),
    behind: Object.fromEntries(entities.map((each) => [nameOf(each), ids(state.events(nameOf(each)))])),
    problems: state.problems.map(({ rule, event }) => `${rule} ${event}`).toSorted(),
    undetermined: ids(state.undetermined),
    unknown: ids(state.unknown),
    standings: Object.fromEntries(ids(state.events()).map((id) => [id, coarse(standingOf(state, id)?.standing)])),
  }
}

const coarse = (standing: string | undefined): string | undefined =>
  standing === 'confirmed' || standing === 'claimed' ? 'attested' : standing

/** The state and the model say the same; the model's standings are asked where the state lists the event. */
function agree(state: State<Vocabulary>, log: readonly RecordedEvent[], asOf: AsOf = {}): void {
  expect(seen(state)).toEqual(naive(words, log, asOf))
}

// ── commands ─────────────────────────────────────────────────────────────────────────────────────────────────────

type Command = fc.AsyncCommand<Model, Real>

async function append(draws: readonly Draw[], model: Model, real: Real): Promise<void> {
  const inputs = draws.map((draw) => (draw.what % 3 === 0 || model.log.length === 0 ? eventFrom(draw) : remarkFrom(draw, model.log)))
  const rules = draws[0]?.enforce ? 'enforce' : 'report'
  const before = naive(words, model.log)
  try {
    const { events } = await real.talks.append(inputs as never, { expectedVersion: model.log.length, rules })
    const after = [...model.log, ...(events as readonly RecordedEvent[])]
    if (rules === 'enforce') expect(newIn(naive(words, after), before)).toEqual([])
    model.log = after
    real.evolved = evolve<Vocabulary>(real.evolved, ...(events as readonly RecordedEvent[]))
  } catch (error) {
    if (!isLedgerError(error) || !error.code.startsWith('RULE_')) throw error
    expect(rules).toBe('enforce')
    const events = inputs.map((input, at) => wouldBe(input, model.log.length + 1 + at))
    expect(newIn(naive(words, [...model.log, ...events]), before)).not.toEqual([])
  }
  const state = (await real.talks.state()) as State<Vocabulary>
  agree(state, model.log)
  expect(real.evolved).toStrictEqual(state)
  expect(fold<Vocabulary>(model.log, { vocabulary: words, between: parties })).toStrictEqual(state)
}

const newIn = (after: Naive, before: Naive): readonly string[] => after.problems.filter((key) => !before.problems.includes(key))

/** A refused input as it would have been recorded, near enough for the rules. */
function wouldBe(input: EventInput, version: number): RecordedEvent {
  const [, other] = input.by === 'RU' ? parties : ['', 'RU']
  const isRemark = /^(entry|account)\./.test(input.type)
  const to = input.by === undefined || isRemark ? {} : { to: other as string }
  const id = `00000000-0000-7000-8000-${String(900_000 + version).padStart(12, '0')}`
  return { ...input, ...to, id, relation: 'RU~US', version, recorded: '2025-06-01T00:00:00.000Z' } as RecordedEvent
}

function asOfFrom({ what, which, other, day, form, by }: Draw, length: number): AsOf {
  const text = dateOf({ day, form: form % 4 } as Draw)
  return {
    ...(what % 2 === 0 && { occurredBy: text }),
    ...(which % 5 === 0 && { reportedBy: dateOf({ day: other % 61, form: 0 } as Draw) }),
    ...(other % 7 === 0 && { recordedBy: '2025-04-12' }),
    ...(which % 7 === 0 && { version: other % (length + 1) }),
    ...(by > 4 && { accordingTo: pick(['US', 'RU', 'both', 'dpa'], other) }),
  }
}

const appending = (draws: readonly Draw[]): Command => ({
  check: () => true,
  run: (model, real) => append(draws, model, real),
  toString: () => `append(${draws.map((draw) => JSON.stringify(draw)).join(', ')})`,
})

const asking = (draw: Draw): Command => ({
  check: ({ log }) => log.length > 0,
  run: async ({ log }, { talks }) =>
    agree((await talks.state(asOfFrom(draw, log.length))) as State<Vocabulary>, log, asOfFrom(draw, log.length)),
  toString: () => `ask(${JSON.stringify(draw)})`,
})

/** Sequences of commands. */
export const sequences = (maxCommands: number) =>
  fc.commands(
    [
      fc.array(drawn, { minLength: 1, maxLength: 3 }).map(appending),
      fc.array(drawn, { minLength: 1, maxLength: 1 }).map(appending),
      drawn.map(asking),
    ],
    { maxCommands, size: 'max' },
  )
