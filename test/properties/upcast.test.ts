// The law of evolution: it does not matter to a state under which schema an event was recorded.
// In: random histories of offers under their first schema, and the same said anew in the newest, by hand.
// Out: for every place at which the schema may have changed, one and the same state, by fold and by evolve.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventInput, RecordedEvent } from '../../src/event.ts'
import { evolve, fold, record } from '../../src/pure.ts'
import type { Vocabulary } from '../../src/vocabulary.ts'
import { arbitraryHistory } from '../arbitrary-history.ts'
import { countedIds, tickingClock } from '../fixed-clock.ts'
import { offers, offersThen } from '../offer.ts'

const seed = 20260203
const between = ['FIRM', 'UNION'] as const
const shape = { parties: between, maxLength: 20, strangers: true }

const recorded = (inputs: readonly EventInput[], vocabulary: Vocabulary) =>
  record<Vocabulary>(between, inputs as never, { vocabulary, ids: countedIds(), clock: tickingClock() }) as readonly RecordedEvent[]

/** What a recorder of today would have written: made without the upcasters. */
function saidAnew(input: EventInput): EventInput {
  const { wage, answer, ...data } = input.data
  if (input.type === 'offer.made') return { ...input, schemaVersion: 3, data: { ...data, pay: { amount: wage, per: 'hour' } } }
  return input.type === 'offer.answered' ? { ...input, type: answer === 'yes' ? 'offer.accepted' : 'offer.refused', data } : input
}

const histories = arbitraryHistory<Vocabulary>(offersThen, shape) as fc.Arbitrary<readonly EventInput[]>

describe(`a log of which the first part is older (seed ${seed})`, () => {
  it('folds to the state of one that is new throughout, wherever the part ends', () => {
    const seen = { made: 0, answered: 0, problems: 0 }
    fc.assert(
      fc.property(histories, fc.nat(20), (inputs, at) => {
        const then = recorded(inputs, offersThen)
        const newest = recorded(inputs.map(saidAnew), offers)
        const mixed = [...then.slice(0, at), ...newest.slice(at)]
        const expected = fold<Vocabulary>(newest, { vocabulary: offers })
        const folded = fold<Vocabulary>(mixed, { vocabulary: offers })
        expect(JSON.stringify(folded)).toBe(JSON.stringify(expected))
        expect(folded.events()).toEqual(newest)
        const start = fold<Vocabulary>([], { vocabulary: offers, between })
        expect(evolve<Vocabulary>(start, ...mixed).events()).toEqual(newest)
        for (const { type } of mixed.slice(0, at)) if (type === 'offer.made') seen.made += 1
        for (const { type } of mixed.slice(0, at)) if (type === 'offer.answered') seen.answered += 1
        seen.problems += folded.problems.length
      }),
      { seed, numRuns: 300 },
    )
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(100)
  })
})
