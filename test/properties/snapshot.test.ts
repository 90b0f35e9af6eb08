// The law of snapshots: a state resumed from one is the state that folding the whole log gives, wherever the snapshot was taken.
// In: random histories, late and vague, with entries and accounts among them, some recorded under older schemas; a snapshot at any place.
// Out: the same in all that can be seen of a state, at once and after more events; damaged, a snapshot is not used, and nothing throws.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { brief } from '../../src/brief.ts'
import { diplomacyVocabulary } from '../../src/diplomacy.ts'
import type { EventInput, RecordedEvent } from '../../src/event.ts'
import { evolve, fold, record, resume } from '../../src/pure.ts'
import { type SnapshotFault, snapshot } from '../../src/snapshot.ts'
import { spansOf } from '../../src/spans.ts'
import { standingOf } from '../../src/standing.ts'
import type { State } from '../../src/state.ts'
import type { Vocabulary } from '../../src/vocabulary.ts'
import { arbitraryHistory } from '../arbitrary-history.ts'
import { disputes } from '../dispute.ts'
import { countedIds, idAt, tickingClock } from '../fixed-clock.ts'
import { offers, offersThen } from '../offer.ts'
import { drawnRemarks, withRemarks } from '../remarked.ts'

const seed = 20250410
const between = ['US', 'RU'] as const

/** `recordedWith` is what the events were recorded with. */
const cases = [
  { name: 'a user’s own entity', vocabulary: disputes as Vocabulary, recordedWith: disputes as Vocabulary, numRuns: 200, maxLength: 20 },
  {
    name: 'the twelve of diplomacy',
    vocabulary: diplomacyVocabulary as Vocabulary,
    recordedWith: diplomacyVocabulary as Vocabulary,
    numRuns: 200,
    maxLength: 24,
  },
  {
    name: 'an entity that has changed its shape',
    vocabulary: offers as Vocabulary,
    recordedWith: offersThen as Vocabulary,
    numRuns: 100,
    maxLength: 14,
  },
] as const
type Case = (typeof cases)[number]

const histories = ({ recordedWith, maxLength }: Case): fc.Arbitrary<readonly RecordedEvent[]> =>
  fc
    .tuple(arbitraryHistory(recordedWith, { strangers: true, entities: 1, maxLength }) as fc.Arbitrary<readonly EventInput[]>, drawnRemarks)
    .map(([inputs, draws]) => {
      const options = { vocabulary: recordedWith, ids: countedIds(), clock: tickingClock() }
      return record<Vocabulary>(between, withRemarks(inputs, draws) as never, options) as readonly RecordedEvent[]
    })

/** All that can be seen of a state. */
function seen(vocabulary: Vocabulary, state: State<Vocabulary>): unknown {
  const all = state.events() as readonly RecordedEvent[]
  const references = vocabulary.entities.flatMap(({ entity }) =>
    [...((state as never)[entity.plural] as Iterable<{ kind: string; id: string }>)].map(({ kind, id }) => `${kind}/${id}`),
  )
  return {
    text: JSON.stringify(state),
    page: brief(state as never),
    events: all,
    behind: references.map((reference) => [reference, state.events(reference), spansOf(state, reference)]),
    standings: [...references, ...all.map(({ id }) => id)].map((fact) => standingOf(state, fact)),
  }
}

function resumed(vocabulary: Vocabulary, text: string, events: readonly RecordedEvent[]) {
  const faults: SnapshotFault[] = []
  const state = resume<Vocabulary>(text, events, { vocabulary, between, onFault: (fault) => faults.push(fault) })
  return { state, faults }
}

/** Where snapshots are made: at every place of a short history; of a longer one at its ends and at two between. */
function cutsOf(length: number, number: number): readonly number[] {
  if (length <= 12) return Array.from({ length: length + 1 }, (_, cut) => cut)
  return [0, 1 + (number % (length - 1)), 1 + ((number * 7) % (length - 1)), length]
}

describe.each(cases)(`over $name (seed ${seed})`, (each) => {
  const { vocabulary, numRuns } = each
  const folded = (events: readonly RecordedEvent[]) => fold<Vocabulary>(events, { vocabulary, between })

  it('a state resumed from a snapshot of its first events is the state of all, whatever their number', () => {
    let [problems, remarked, short] = [0, 0, 0]
    fc.assert(
      fc.property(histories(each), fc.nat(), (events, number) => {
        const whole = folded(events)
        const known = seen(vocabulary, whole)
        for (const cut of cutsOf(events.length, number)) {
          const { state, faults } = resumed(vocabulary, snapshot(folded(events.slice(0, cut))), events)
          expect(faults).toEqual([])
          // Equal without having been asked anything before; and in all that can be asked.
          if ((number + cut) % 2 === 0) expect(state).toStrictEqual(whole)
          expect(seen(vocabulary, state)).toStrictEqual(known)
        }
        problems += whole.problems.length
        if (events.length <= 12) short += 1
        remarked += events.filter(({ type }) => /^(entry|account)/.test(type)).length
      }),
      { seed, numRuns },
    )
    expect(problems).toBeGreaterThan(numRuns)
    expect(remarked).toBeGreaterThan(numRuns)
    expect(short).toBeGreaterThan(numRuns / 8)
  })

  it('a snapshot of a resumed state is that of a folded one, and resumes again; states from which others grew stay as they were', () => {
    fc.assert(
      fc.property(histories(each), fc.nat(), fc.nat(), (events, first, second) => {
        const [early, late] = [first % (events.length + 1), second % (events.length + 1)].toSorted((a, b) => a - b) as [number, number]
        const start = resumed(vocabulary, snapshot(folded(events.slice(0, early))), events.slice(0, early)).state
        const grown = evolve<Vocabulary>(start, ...(events.slice(early, late) as never[]))
        const again = resumed(vocabulary, snapshot(grown), events)
        expect(again.faults).toEqual([])
        expect(seen(vocabulary, again.state)).toStrictEqual(seen(vocabulary, folded(events)))
        expect(snapshot(grown)).toBe(snapshot(folded(events.slice(0, late))))
        expect(seen(vocabulary, start)).toStrictEqual(seen(vocabulary, folded(events.slice(0, early))))
        expect(seen(vocabulary, grown)).toStrictEqual(seen(vocabulary, folded(events.slice(0, late))))
      }),
      { seed, numRuns: numRuns / 2 },
    )
  })

  it('what did not change is the same object in the resumed state and in those that grow from it', () => {
    fc.assert(
      fc.property(histories(each), (events) => {
        const { state } = resumed(vocabulary, snapshot(folded(events)), events)
        const next = evolve<Vocabulary>(state, { ...(events.at(-1) as RecordedEvent), id: idAt(9999), type: 'weather.turned' } as never)
        for (const { entity } of vocabulary.entities) {
          const [before, after] = [state, next].map((one) => [...((one as never)[entity.plural] as Iterable<object>)])
          expect(before?.every((one, at) => one === after?.[at])).toBe(true)
        }
      }),
      { seed, numRuns: numRuns / 4 },
    )
  })

  it('damaged anywhere, or cut off, it is not used and nothing throws', () => {
    let damaged = 0
    fc.assert(
      fc.property(histories(each), fc.nat(), fc.integer({ min: 1, max: 127 }), (events, place, flip) => {
        const text = snapshot(folded(events))
        const at = place % text.length
        const flipped = text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ flip) + text.slice(at + 1)
        for (const wrong of [flipped, text.slice(0, at), `${text}${text.slice(at)} `, text.slice(0, at) + text.slice(at + 1)]) {
          const { state, faults } = resumed(vocabulary, wrong, events)
          expect(faults).toHaveLength(1)
          expect(state).toStrictEqual(folded(events))
          damaged += 1
        }
      }),
      { seed, numRuns: numRuns / 2 },
    )
    expect(damaged).toBe(numRuns * 2)
  })
})
