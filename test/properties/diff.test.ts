// The laws of the diff: nothing differs from itself, what is listed leads from one state to the other, and back again.
// In: random histories, late and vague, with events corrected, retracted, reinstated, confirmed and denied;
// two states of each.
// Out: the listed values put into one state's entities give the other's; the other way round the same changes, before and after exchanged.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diff, type EntityChange } from '../../src/diff.ts'
import { diplomacyVocabulary } from '../../src/diplomacy.ts'
import type { EventInput, RecordedEvent } from '../../src/event.ts'
import { evolve, fold, record } from '../../src/pure.ts'
import { account } from '../../src/remarks/account.ts'
import { entry } from '../../src/remarks/entry.ts'
import { type Span, spansOf } from '../../src/spans.ts'
import { standingOf } from '../../src/standing.ts'
import type { State } from '../../src/state.ts'
import type { Vocabulary } from '../../src/vocabulary.ts'
import { arbitraryHistory } from '../arbitrary-history.ts'
import { disputes } from '../dispute.ts'
import { countedIds, idAt, tickingClock } from '../fixed-clock.ts'

const seed = 20250410
const between = ['US', 'RU'] as const
const cases = [
  { name: 'a user’s own entity', vocabulary: disputes as Vocabulary, numRuns: 150, shape: { strangers: true, maxLength: 20 } },
  { name: 'the twelve of diplomacy', vocabulary: diplomacyVocabulary as Vocabulary, numRuns: 200, shape: { maxLength: 14, entities: 1 } },
] as const

/** After some of the events, an entry or an account on one of those before. */
const remarks = fc.array(fc.record({ every: fc.integer({ min: 1, max: 5 }), target: fc.nat(997), kind: fc.nat(4) }), { maxLength: 8 })

function remarkOn(about: string, kind: number): EventInput {
  const told = { about, reason: 'for a test', occurred: '2025-07' }
  const said = { about, by: 'US', occurred: '2025-01-10' }
  const made = [entry.corrected({ ...told, set: { occurred: '2024-11' } }), entry.retracted(told), entry.reinstated(told)]
  return [...made, account.confirmed(said), account.denied(said)][kind] as EventInput
}

function withRemarks(
  inputs: readonly EventInput[],
  draws: readonly { every: number; target: number; kind: number }[],
): readonly EventInput[] {
  const all: EventInput[] = []
  let left = [...draws]
  inputs.forEach((input, at) => {
    all.push(input)
    const draw = left[0]
    if (draw === undefined || at % draw.every !== 0) return
    left = left.slice(1)
    all.push(remarkOn(idAt(1 + (draw.target % all.length)), draw.kind))
  })
  return all
}

const histories = ({ vocabulary, shape }: (typeof cases)[number]): fc.Arbitrary<readonly RecordedEvent[]> =>
  fc.tuple(arbitraryHistory(vocabulary, shape) as fc.Arbitrary<readonly EventInput[]>, remarks).map(([inputs, draws]) => {
    const options = { vocabulary, ids: countedIds(), clock: tickingClock() }
    return record<Vocabulary>(between, withRemarks(inputs, draws) as never, options) as readonly RecordedEvent[]
  })

/** Two states of one history: evolved from each other, of two versions, or as of a day. */
const views = fc.record({ first: fc.nat(40), second: fc.nat(40), day: fc.option(fc.constantFrom('2024-12-31', '2025-01-20', '2025-03')) })

function twoStates(vocabulary: Vocabulary, events: readonly RecordedEvent[], view: { first: number; second: number; day: string | null }) {
  const at = (number: number): number => number % (events.length + 1)
  const first = fold<Vocabulary>(events.slice(0, at(view.first)), { vocabulary, between })
  if (view.day !== null) return [first, fold<Vocabulary>(events, { vocabulary, occurredBy: view.day })] as const
  const second = at(view.second) >= at(view.first) ? evolve<Vocabulary>(first, ...events.slice(at(view.first), at(view.second))) : undefined
  return [first, second ?? fold<Vocabulary>(events.slice(0, at(view.second)), { vocabulary, between })] as const
}

/** Every entity of a state, by reference, as plain fields. */
function entitiesIn(vocabulary: Vocabulary, state: State): Map<string, Record<string, unknown>> {
  const all = vocabulary.entities.flatMap(({ entity }) => [...((state as never)[entity.plural] as Iterable<{ kind: string; id: string }>)])
  return new Map(all.map((each) => [`${each.kind}/${each.id}`, { ...each }]))
}

function applied(entities: Map<string, Record<string, unknown>>, changes: readonly EntityChange[]): Map<string, Record<string, unknown>> {
  const next = new Map(entities)
  for (const { entity, change, fields } of changes) {
    const [kind, id] = entity.split('/')
    const changed: Record<string, unknown> = { kind, id, ...next.get(entity) }
    for (const each of fields) if ('after' in each) changed[each.field] = each.after
    for (const each of fields) if (!('after' in each)) delete changed[each.field]
    if (change === 'went') next.delete(entity)
    else next.set(entity, changed)
  }
  return next
}

interface Values {
  readonly before?: unknown
  readonly after?: unknown
}
const exchanged = <Change extends Values>({ before, after, ...rest }: Change) => ({
  ...rest,
  ...(after !== undefined && { before: after }),
  ...(before !== undefined && { after: before }),
})
const turned = (changes: readonly EntityChange[]) =>
  changes.map(({ entity, change, standing, fields }) => ({
    entity,
    change: ({ came: 'went', went: 'came', changed: 'changed' } as const)[change],
    ...(standing && { standing: exchanged(standing) }),
    fields: fields.map(exchanged),
  }))
/** The changes as they are, their events by id: the two sides may hold them in two forms. */
const byId = (changes: readonly object[]): unknown =>
  JSON.parse(JSON.stringify(changes, (key, value) => (key === 'events' ? (value as { id: string }[]).map(({ id }) => id) : value)))

describe.each(cases)(`over $name (seed ${seed})`, (each) => {
  const { vocabulary, numRuns } = each

  it('a state differs in nothing from itself, nor from the same log folded again', () => {
    fc.assert(
      fc.property(histories(each), (events) => {
        const state = fold<Vocabulary>(events, { vocabulary })
        const again = events.reduce((before, event) => evolve<Vocabulary>(before, event), fold<Vocabulary>([], { vocabulary, between }))
        expect([diff(state, state), diff(state, again)]).toEqual([[], []])
      }),
      { seed, numRuns },
    )
  })

  it('the values listed lead from the one to the other, each by events that the two do not share', () => {
    const seen = { came: 0, changed: 0, went: 0, standing: 0 }
    fc.assert(
      fc.property(histories(each), views, (events, view) => {
        const [before, after] = twoStates(vocabulary, events, view)
        const changes = diff(before, after)
        expect(applied(entitiesIn(vocabulary, before), changes)).toEqual(entitiesIn(vocabulary, after))
        for (const { change } of changes) seen[change] += 1
        seen.standing += changes.filter((change) => change.change === 'changed' && change.standing !== undefined).length
        const known = new Set(events.map(({ id }) => id))
        for (const { fields } of changes)
          for (const { events: causes } of fields) expect(causes.every(({ id }) => known.has(id))).toBe(true)
        // As of a day the problems are those of the full history: there, nothing of the entity's own made them.
        for (const reference of new Set([before, after].flatMap((state) => [...entitiesIn(vocabulary, state).keys()]))) {
          const listed = changes.find(({ entity }) => entity === reference)?.standing
          const [was, is] = [before, after].map((state) => standingOf(state, reference)?.standing)
          expect([listed?.before, listed?.after]).toEqual(was === is ? [undefined, undefined] : [was, is])
        }
        const withoutCause = changes.flatMap(({ fields }) => fields.filter((field) => field.events.length === 0))
        expect(withoutCause.filter(({ field }) => view.day === null || field !== 'problems')).toEqual([])
      }),
      { seed, numRuns },
    )
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(30)
  })

  it('the other way round it is the same, before and after exchanged', () => {
    fc.assert(
      fc.property(histories(each), views, (events, view) => {
        const [before, after] = twoStates(vocabulary, events, view)
        expect(byId(diff(after, before))).toEqual(byId(turned(diff(before, after))))
      }),
      { seed, numRuns },
    )
  })

  it('the spans of every entity follow on each other, and the last one is its status', () => {
    let spansSeen = 0
    fc.assert(
      fc.property(histories(each), (events) => {
        const state = fold<Vocabulary>(events, { vocabulary, between })
        for (const [reference, entity] of entitiesIn(vocabulary, state)) {
          const spans = spansOf(state, reference) as readonly Span[]
          spansSeen += spans.length
          expect(spans.at(-1)?.status ?? 'unknown').toBe(entity['status'])
          expect(spans.map((span) => span.endedBy)).toEqual([
            ...spans.slice(1).map((span) => span.begunBy),
            ...(spans.length ? [undefined] : []),
          ])
          const behind = new Map(state.events(reference).map((event) => [event.id, event.occurred]))
          for (const span of spans) expect(behind.get(span.begunBy)).toEqual(span.from)
        }
      }),
      { seed, numRuns },
    )
    expect(spansSeen).toBeGreaterThan(500)
  })
})
