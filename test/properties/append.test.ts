// The laws of append: what enforce accepts adds no problem, and what it refuses adds one and changes nothing;
// what was appended can be read again; the same batch again gives the first receipt.
// In: random histories, cut into batches, over the built-in entities and over a user's own.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Receipt } from '../../src/append.ts'
import { diplomacyVocabulary } from '../../src/diplomacy.ts'
import { isLedgerError } from '../../src/errors.ts'
import type { RecordedEvent } from '../../src/event.ts'
import { openLedger, type Relation } from '../../src/ledger.ts'
import type { Problem } from '../../src/lifecycle.ts'
import { fold } from '../../src/pure.ts'
import type { InputIn } from '../../src/record.ts'
import type { State } from '../../src/state.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import type { Store } from '../../src/stores/store.ts'
import type { Vocabulary } from '../../src/vocabulary.ts'
import { arbitraryHistory } from '../arbitrary-history.ts'
import { disputes } from '../dispute.ts'
import { countedIds, tickingClock } from '../fixed-clock.ts'

type Batch = readonly InputIn<Vocabulary>[]
type Loose = Relation<Vocabulary>
const seed = 20250410
const cases = [
  { name: 'a user’s own entity', vocabulary: disputes as Vocabulary, numRuns: 300 },
  { name: 'the twelve of diplomacy', vocabulary: diplomacyVocabulary as Vocabulary, numRuns: 200 },
] as const

const batches = (vocabulary: Vocabulary): fc.Arbitrary<readonly Batch[]> => {
  const shape = { maxLength: 12, entities: 1, following: 75, strangers: true }
  return fc
    .tuple(arbitraryHistory(vocabulary, shape), fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }))
    .map(([inputs, sizes]) => {
      const cut: Batch[] = []
      for (let at = 0, turn = 0; at < inputs.length; turn += 1) {
        const size = sizes[turn % sizes.length] as number
        cut.push(inputs.slice(at, at + size))
        at += size
      }
      return cut
    })
}

const openOn = (store: Store, vocabulary: Vocabulary): Loose =>
  openLedger<Vocabulary>({ store, vocabulary, ids: countedIds(), clock: tickingClock() }).between('RU', 'US')

const keysOf = (problems: readonly Problem[]): readonly string[] => problems.map(({ rule, event }) => `${rule} ${event}`).toSorted()

function addedBy(before: State<Vocabulary>, after: State<Vocabulary>): readonly string[] {
  const known = new Set(keysOf(before.problems))
  return keysOf(after.problems).filter((key) => !known.has(key))
}

/** All of a relation that a refused append could have disturbed. */
async function seen(talks: Loose, store: Store): Promise<unknown> {
  const state = await talks.state()
  return { text: JSON.stringify(state), events: state.events(), lines: await store.read('RU~US') }
}

/** Undefined where the batch was accepted, otherwise the keys of the problems it was refused for. */
async function refusedFor(talks: Loose, batch: Batch): Promise<readonly string[] | undefined> {
  try {
    await talks.append(batch, { expectedVersion: 'any', rules: 'enforce' })
    return undefined
  } catch (error) {
    if (isLedgerError(error, 'RULE_GAP') || isLedgerError(error, 'RULE_CONTRADICTION')) {
      return error.details.problems.map(({ rule, event }) => `${rule} ${event}`).toSorted()
    }
    throw error
  }
}

describe.each(cases)('append, over random batches of $name', ({ vocabulary, numRuns }) => {
  it('refuses a batch if and only if the log would have a problem that it has not, and then changes nothing', async () => {
    const outcomes = { accepted: 0, refused: 0 }
    await fc.assert(
      fc.asyncProperty(batches(vocabulary), fc.boolean(), async (all, keepsRefused) => {
        const store = memoryStore()
        const talks = openOn(store, vocabulary)
        for (const batch of all) {
          const before = await talks.state()
          const was = await seen(talks, store)
          const refused = await refusedFor(talks, batch)
          const is = await seen(talks, store)
          const added = refused === undefined ? addedBy(before, await talks.state()) : await wouldAdd(store, vocabulary, talks, batch)
          outcomes[refused === undefined ? 'accepted' : 'refused'] += 1
          expect(added).toEqual(refused ?? [])
          if (refused === undefined) continue
          expect(is).toEqual(was)
          // Now and then a problem stays in the log, so that later batches meet problems that are not theirs.
          if (keepsRefused) await talks.append(batch, { expectedVersion: 'any', rules: 'report' })
        }
      }),
      { seed, numRuns },
    )
    expect(outcomes.accepted).toBeGreaterThan(numRuns / 2)
    expect(outcomes.refused).toBeGreaterThan(numRuns / 2)
  })

  it('reports the problems that it adds, and writes what can be read again and folds to the same state', async () => {
    await fc.assert(
      fc.asyncProperty(batches(vocabulary), async (all) => {
        const store = memoryStore()
        const talks = openOn(store, vocabulary)
        for (const batch of all) {
          const before = await talks.state()
          const receipt = await talks.append(batch, { expectedVersion: before.version, rules: 'report' })
          expect(keysOf(receipt.problems)).toEqual(addedBy(before, await talks.state()))
        }
        const state = await talks.state()
        const anew = await openOn(store, vocabulary).state()
        expect(anew).toStrictEqual(state)
        expect(anew.events()).toStrictEqual(state.events())
        expect(fold<Vocabulary>(state.events(), { vocabulary, between: ['RU', 'US'] })).toStrictEqual(state)
      }),
      { seed, numRuns: numRuns / 2 },
    )
  })

  it('gives the first receipt again for every batch, in this ledger and in one that was opened anew', async () => {
    await fc.assert(
      fc.asyncProperty(batches(vocabulary), async (all) => {
        const store = memoryStore()
        const talks = openOn(store, vocabulary)
        const receipts: Receipt[] = []
        for (const batch of all) receipts.push(await talks.append(batch, { expectedVersion: 'any', rules: 'report' }))
        const lines = await store.read('RU~US')
        const anew = openOn(store, vocabulary)
        for (const [at, batch] of all.entries()) {
          const ids = (receipts[at] as Receipt).events.map((event) => (event as RecordedEvent).id)
          const named = batch.map((input, place) => ({ ...input, id: ids[place] as string }))
          expect(await talks.append(batch, { expectedVersion: 0, rules: 'enforce' })).toEqual(receipts[at])
          expect(await anew.append(named, { expectedVersion: 0, rules: 'enforce' })).toEqual(receipts[at])
        }
        expect(await store.read('RU~US')).toEqual(lines)
      }),
      { seed, numRuns: numRuns / 5 },
    )
  })
})

/** The problems that the batch would have added, had it been recorded: found on a copy of the log. */
async function wouldAdd(store: Store, vocabulary: Vocabulary, talks: Loose, batch: Batch): Promise<readonly string[]> {
  const copy = memoryStore()
  const lines = await store.read('RU~US')
  if (lines.length > 0) await copy.append('RU~US', 0, lines)
  const trial = openOn(copy, vocabulary)
  const named = await Promise.all(batch.map(async (input) => ({ ...input, id: await idOf(talks, input) })))
  await trial.append(named, { expectedVersion: 'any', rules: 'report' })
  return addedBy(await talks.state(), await trial.state())
}

/** The id that a ledger has minted for an input, as the error tells it where one input stands twice in a batch. */
async function idOf(talks: Loose, input: InputIn<Vocabulary>): Promise<string> {
  try {
    await talks.append([input, input], { expectedVersion: 'any' })
  } catch (error) {
    if (isLedgerError(error, 'INVALID_ARGUMENT')) return String(error.details.given)
    throw error
  }
  throw new Error('one input was taken twice')
}
