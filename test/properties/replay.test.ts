// The law of replay: folded at once, evolved event by event or in batches, or resumed from a snapshot of any length, a log gives one state.
// In: random histories, late and vague, corrected and told otherwise, some with types that nobody knows, some under older schemas.
// Out: no difference in anything that can be asked of the states.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { brief } from '../../src/brief.ts'
import { diplomacyVocabulary } from '../../src/diplomacy.ts'
import type { RecordedEvent } from '../../src/event.ts'
import { evolve, fold, record, resume } from '../../src/pure.ts'
import { snapshot } from '../../src/snapshot.ts'
import { standingOf } from '../../src/standing.ts'
import type { State, StateFacts } from '../../src/state.ts'
import { arbitraryHistory } from '../../src/testing/arbitrary/history.ts'
import { entitiesIn, seen } from '../../src/testing/laws/seen.ts'
import type { Vocabulary } from '../../src/vocabulary.ts'
import { disputes } from '../dispute.ts'
import { countedIds, tickingClock } from '../fixed-clock.ts'
import { offers, offersThen } from '../offer.ts'
import { noLimit, runs, seed } from './size.ts'

const between = ['US', 'RU'] as const
const careless = { valid: false, late: true, corrections: true, accounts: true, strangers: true, parties: between, entities: 1 } as const

interface Log {
  readonly vocabulary: Vocabulary
  readonly events: readonly RecordedEvent[]
}

/** `then` is what the events were recorded with. */
const logs = (now: Vocabulary, then: Vocabulary, maxLength: number): fc.Arbitrary<Log> =>
  arbitraryHistory(then, { ...careless, maxLength }).map((inputs) => ({
    vocabulary: now,
    events: record<Vocabulary>(between, inputs, { vocabulary: then, ids: countedIds(), clock: tickingClock() }) as readonly RecordedEvent[],
  }))

const anyLog = fc.oneof(
  logs(diplomacyVocabulary, diplomacyVocabulary, 14),
  logs(disputes, disputes, 10),
  logs(offers as Vocabulary, offersThen as Vocabulary, 8),
)

/** All that can be asked of a state. */
function answersOf(state: State<Vocabulary>): string {
  const facts = [...entitiesIn(state as StateFacts).keys(), ...state.events().map((event) => (event as RecordedEvent).id)]
  const standings = facts.map((fact) => standingOf(state, fact))
  return `${seen(state as StateFacts)}\n${JSON.stringify([state, state.events(), standings])}\n${brief(state as never)}`
}

function inBatches({ vocabulary, events }: Log, sizes: readonly number[]): State<Vocabulary> {
  let state = fold<Vocabulary>([], { vocabulary, between })
  for (let at = 0, batch = 0; at < events.length; batch += 1) {
    const size = sizes[batch % sizes.length] as number
    state = evolve<Vocabulary>(state, ...events.slice(at, at + size))
    at += size
  }
  return state
}

const numRuns = runs(400)

it(
  `${numRuns} logs give one state, whichever way it is made (seed ${seed})`,
  () => {
    const seenSo = { problems: 0, inferred: 0, remarks: 0, undecided: 0 }
    const law = fc.property(
      anyLog,
      fc.array(fc.integer({ min: 2, max: 7 }), { minLength: 1, maxLength: 3 }),
      fc.nat(),
      (log, sizes, number) => {
        const { vocabulary, events } = log
        const whole = fold<Vocabulary>(events, { vocabulary, between })
        const [answers, entities, text] = [answersOf(whole), seen(whole as StateFacts), snapshot(whole)]
        expect(answersOf(inBatches(log, sizes))).toBe(answers)
        const resumed = (from: State<Vocabulary>): State<Vocabulary> =>
          resume<Vocabulary>(snapshot(from), events, { vocabulary, between, onFault: (fault) => expect.fail(fault) })
        let evolved = fold<Vocabulary>([], { vocabulary, between })
        for (const [at, event] of [...events, undefined].entries()) {
          const state = resumed(evolved)
          // Asked everything, each state would cost fifty times what it takes to make it.
          if (at === number % (events.length + 1)) expect(answersOf(state)).toBe(answers)
          else expect(seen(state as StateFacts)).toBe(entities)
          expect(snapshot(state)).toBe(text)
          if (event !== undefined) evolved = evolve<Vocabulary>(evolved, event)
        }
        expect(evolved).toStrictEqual(whole)
        expect(snapshot(evolved)).toBe(text)
        expect(answersOf(evolved)).toBe(answers)
        seenSo.problems += whole.problems.length
        seenSo.inferred += answers.includes('"inferred"') ? 1 : 0
        seenSo.remarks += events.filter(({ type }) => /^(entry|account)\./.test(type)).length
        seenSo.undecided += whole.unknown.length
      },
    )
    fc.assert(law, { seed, numRuns, endOnFailure: false })
    // What is drawn reaches what is hard.
    expect(seenSo.problems).toBeGreaterThan(numRuns)
    expect(seenSo.inferred).toBeGreaterThan(numRuns / 10)
    expect(seenSo.remarks).toBeGreaterThan(numRuns)
    expect(seenSo.undecided).toBeGreaterThan(numRuns / 10)
  },
  noLimit,
)
