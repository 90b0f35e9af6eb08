// The law of the fold: states stay what they were, and nothing changes what went in. That every way gives one state is in replay.test.ts.
// In: random histories over the built-in entities and over a user's own, valid and invalid, late and vague.
// Out: states that stay as they were handed out, and share what did not change.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diplomacyVocabulary } from '../../src/diplomacy.ts'
import type { RecordedEvent } from '../../src/event.ts'
import { evolve, fold, record } from '../../src/pure.ts'
import type { State } from '../../src/state.ts'
import type { Vocabulary } from '../../src/vocabulary.ts'
import { arbitraryHistory, type HistoryShape } from '../arbitrary-history.ts'
import { disputes } from '../dispute.ts'
import { countedIds, tickingClock } from '../fixed-clock.ts'

const between = ['US', 'RU'] as const
const loose: Vocabulary = disputes
const diplomatic: Vocabulary = diplomacyVocabulary

function histories(vocabulary: Vocabulary, shape: HistoryShape): fc.Arbitrary<readonly RecordedEvent[]> {
  return arbitraryHistory(vocabulary, shape).map((inputs) =>
    record(between, inputs, { vocabulary, ids: countedIds(), clock: tickingClock() }),
  )
}

/** Few entities, so that a history comes back to each of them. */
const cases = [
  { name: 'a user’s own entity', vocabulary: loose, numRuns: 1200, shape: { strangers: true, maxLength: 12 } },
  { name: 'the twelve of diplomacy', vocabulary: diplomatic, numRuns: 800, shape: { strangers: true, maxLength: 14, entities: 1 } },
] as const
const seed = 20250410

/** All of a state that can be seen: its entities, its lists, and the events behind each entity. */
function seen(state: State<Vocabulary>): unknown {
  const plain = JSON.parse(JSON.stringify(state)) as Record<string, unknown>
  const all = state.events() as readonly RecordedEvent[]
  const references = all.map((event) => {
    const kind = event.type.slice(0, event.type.indexOf('.'))
    return `${kind}/${String(event.data[kind])}`
  })
  const idsBehind = (reference: string) => (state.events(reference) as readonly RecordedEvent[]).map(({ id }) => id)
  const behind = [...new Set(references)].map((reference) => [reference, idsBehind(reference)])
  return { plain, behind: Object.fromEntries(behind) }
}

const start = (vocabulary: Vocabulary) => fold<Vocabulary>([], { vocabulary, between })

/** The first thing that is not frozen, as a path; undefined where all is. */
function unfrozen(value: unknown, path = 'state'): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (!Object.isFrozen(value)) return path
  const parts = Object.entries(value).map(([key, part]) => unfrozen(part, `${path}.${key}`))
  const inside =
    Symbol.iterator in value && !Array.isArray(value)
      ? [...(value as Iterable<unknown>)].map((part, at) => unfrozen(part, `${path}[${at}]`))
      : []
  return [...parts, ...inside].find((found) => found !== undefined)
}

/** All that a state hands out, its lists included. */
function handedOut(state: State<Vocabulary>): unknown {
  const { problems, dangling, unknown, undetermined } = state
  return Object.freeze({ state, problems, dangling, unknown, undetermined, events: state.events() })
}

const thawed = (events: readonly RecordedEvent[]): RecordedEvent[] => structuredClone(events) as RecordedEvent[]

describe.each(cases)('over random histories of $name', ({ vocabulary, numRuns, shape }) => {
  it('states handed out on the way stay as they were, are frozen all the way down, and share what did not change', () => {
    fc.assert(
      fc.property(histories(vocabulary, shape), (events) => {
        let state = start(vocabulary)
        const handed: State<Vocabulary>[] = []
        for (const event of events) {
          handed.push(state)
          const next = evolve<Vocabulary>(state, event)
          expect(changedBesides(state, next, event)).toEqual([])
          state = next
        }
        expect(unfrozen(handedOut(state))).toBeUndefined()
        expect(unfrozen(handedOut(fold<Vocabulary>(events, { vocabulary })))).toBeUndefined()
        // Nobody has looked into them before, so that nothing they have worked out earlier hides a change.
        const untouched = handed.map((_, count) => fold<Vocabulary>(events.slice(0, count), { vocabulary, between }))
        expect(handed.map(seen)).toStrictEqual(untouched.map(seen))
      }),
      { seed, numRuns: numRuns / 8 },
    )
  })

  it.each([
    ['not frozen', (events: readonly RecordedEvent[]) => thawed(events)],
    ['frozen on the outside only', (events: readonly RecordedEvent[]) => thawed(events).map((event) => Object.freeze(event))],
  ])('events that come in %s are not changed, and changing them later changes nothing', (_, mineOf) => {
    fc.assert(
      fc.property(histories(vocabulary, shape), (events) => {
        const mine = mineOf(events)
        const folded = fold<Vocabulary>(mine, { vocabulary })
        const evolved = evolve<Vocabulary>(start(vocabulary), ...mine)
        expect(mine).toStrictEqual(thawed(events))
        expect(
          mine.filter(
            (event) =>
              Object.isFrozen(event.data) || Object.values(event.data).some((value) => Array.isArray(value) && Object.isFrozen(value)),
          ),
        ).toEqual([])
        spoil(mine)
        expect(seen(folded)).toStrictEqual(seen(fold<Vocabulary>(events, { vocabulary })))
        expect(seen(evolved)).toStrictEqual(seen(folded))
      }),
      { seed, numRuns: numRuns / 8 },
    )
  })

  it('two branches from one state, and a third from between them, do not disturb each other', () => {
    fc.assert(
      fc.property(histories(vocabulary, shape), histories(vocabulary, shape), fc.nat(), (events, others, cut) => {
        const trunk = evolve<Vocabulary>(start(vocabulary), ...events.slice(0, cut % events.length))
        const one = evolve<Vocabulary>(trunk, ...events.slice(cut % events.length))
        const other = evolve<Vocabulary>(trunk, ...others)
        const third = evolve<Vocabulary>(trunk, ...events.slice(cut % events.length))
        const whole = events.slice(0, cut % events.length)
        expect(seen(trunk)).toStrictEqual(seen(fold<Vocabulary>(whole, { vocabulary, between })))
        expect(seen(one)).toStrictEqual(seen(fold<Vocabulary>(events, { vocabulary })))
        expect(seen(other)).toStrictEqual(seen(fold<Vocabulary>([...whole, ...others], { vocabulary })))
        expect(seen(third)).toStrictEqual(seen(one))
      }),
      { seed, numRuns: numRuns / 4 },
    )
  })
})

describe('the recipes of diplomacy', () => {
  it('pass over frozen events: none throws, whatever comes before', () => {
    let folded = 0
    fc.assert(
      fc.property(histories(diplomatic, { maxLength: 14, entities: 1, following: 50 }), (events) => {
        const { problems } = fold<Vocabulary>(events, { vocabulary: diplomatic })
        folded += events.length
        expect(problems.filter(({ rule }) => rule.endsWith('/recipe'))).toEqual([])
      }),
      { seed, numRuns: 500 },
    )
    expect(folded).toBeGreaterThan(2000)
  })
})

/** What of a state is another object after an event, beyond the one entity (and its collection) that the event touches. */
function changedBesides(before: State<Vocabulary>, after: State<Vocabulary>, event: RecordedEvent): readonly string[] {
  const kind = event.type.slice(0, event.type.indexOf('.'))
  const touched = `${kind}/${String(event.data[kind])}`
  const plurals = Object.entries(before).filter(
    ([, value]) => typeof value === 'object' && Symbol.iterator in (value as object) && !Array.isArray(value),
  )
  return plurals.flatMap(([plural, value]) => {
    const old = [...(value as Iterable<{ kind: string; id: string }>)]
    const now = (after as unknown as Record<string, unknown>)[plural]
    const others = old.filter((each) => `${each.kind}/${each.id}` !== touched && after.entity(`${each.kind}/${each.id}`) !== each)
    const isOther = old.length > 0 && old[0]?.kind !== kind && now !== value
    return [...others.map((each) => `${each.kind}/${each.id}`), ...(isOther ? [plural] : [])]
  })
}

/** Changes everything about the caller's own objects. */
function spoil(events: RecordedEvent[]): void {
  for (const event of events as { -readonly [Key in keyof RecordedEvent]: unknown }[]) {
    for (const value of Object.values(event.data as Record<string, unknown>)) if (Array.isArray(value)) value.push('spoilt')
    Object.assign(event.data as object, { demand: 'spoilt', dispute: 'spoilt', words: 'spoilt' })
    if (!Object.isFrozen(event)) Object.assign(event, { type: 'spoilt', occurred: '1999', id: 'spoilt', saidBy: ['spoilt'] })
  }
  events.length = 0
}
