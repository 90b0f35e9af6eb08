// All stores do the same with the same commands, whatever they are: the same answers, the same lines, the same states.
// In: ways to open stores, and random commands: appends to a few relations at the right version or near it, some of them at once;
// and whatever people tell a ledger. Out: no difference from the store in memory, also where the store was opened again.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diplomacyVocabulary } from '../../src/diplomacy.ts'
import { isLedgerError, LedgerError } from '../../src/errors.ts'
import { openLedger } from '../../src/ledger.ts'
import { snapshot } from '../../src/snapshot.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import type { Store } from '../../src/stores/store.ts'
import { arbitraryHistory } from '../../src/testing/arbitrary/history.ts'
import { batch } from '../../src/testing/contract/lines.ts'
import { seen } from '../../src/testing/laws/seen.ts'
import { countedIds, tickingClock } from '../fixed-clock.ts'
import { noLimit, seed } from '../properties/size.ts'

/** A store that is new and empty, the same closed and opened again, and how to leave nothing of it. */
export interface Opened {
  readonly store: Store
  readonly reopen: () => Promise<Store>
  readonly discard: () => unknown
}

/** A store that is to agree with the one in memory. */
export interface Contestant {
  readonly name: string
  readonly open: () => Opened | Promise<Opened>
  /** It has no order over all relations, and no positions: emmett has none. */
  readonly hasNoOrder?: true
  /** Positions are its own: one may follow on the other with a gap. */
  readonly hasOwnPositions?: true
}

/** How much was tried, so that a test can say that it was something. */
export interface Tried {
  lines: number
  refused: number
}

const memory: Contestant = {
  name: 'memory',
  open: () => {
    const store = memoryStore()
    return { store, reopen: async () => store, discard: () => {} }
  },
}

/** A store, and how it is closed and opened again. */
export function reopening(make: () => Store): Pick<Opened, 'store' | 'reopen'> {
  const store = make()
  const reopen = async () => {
    await store.close()
    return make()
  }
  return { store, reopen }
}

// ── appends ──────────────────────────────────────────────────────────────────────────────────────────────────────

const relations = ['RU~US', 'DE~FR', 'A~B']

const anAppend = fc.record({
  relation: fc.constantFrom(...relations),
  /** How far from the version the log has when the round starts. */
  off: fc.constantFrom(0, 0, 0, 0, 1, 2, -1),
  count: fc.integer({ min: 1, max: 4 }),
  filling: fc.string({ unit: 'grapheme', maxLength: 20 }),
})
type Append = typeof anAppend extends fc.Arbitrary<infer Value> ? Value : never

/** Rounds of appends; those of a round are handed over at once. */
const rounds = fc.array(fc.array(anAppend, { minLength: 1, maxLength: 5 }), { maxLength: 12 })

async function answersTo(store: Store, appends: readonly (readonly Append[])[]): Promise<readonly (readonly string[])[]> {
  const answers: (readonly string[])[] = []
  for (const round of appends) {
    const lengths = new Map(await Promise.all(relations.map(async (each) => [each, (await store.read(each)).length] as const)))
    const calls = round.map(({ relation, off, count, filling }) => {
      const version = Math.max(0, (lengths.get(relation) ?? 0) + off)
      return store.append(relation, version, batch(relation, version, count, filling))
    })
    const results = await Promise.allSettled(calls)
    answers.push(results.map((each) => (each.status === 'fulfilled' ? `at ${each.value}` : codeOf(each.reason))))
  }
  return answers
}

const codeOf = (reason: unknown): string => (reason instanceof LedgerError ? reason.code : String(reason))

/** All that a store gives back, as far as it has an order and positions that can be compared. */
async function contentOf(store: Store, { hasNoOrder, hasOwnPositions }: Contestant): Promise<object> {
  const found = await store.relations()
  const lines = await Promise.all(found.map(async (relation) => [relation, await store.read(relation)] as const))
  if (hasNoOrder) return { lines: Object.fromEntries(lines) }
  const inOrder = (await store.since()).map(({ position, ...line }) => (hasOwnPositions ? line : { ...line, position }))
  return { lines: Object.fromEntries(lines), found, inOrder }
}

/**
 * The law of raw lines: the same appends, the same answers and the same content.
 * Over several connections those of a round come in any order: then they are handed over one by one.
 */
export async function sameLines(contestants: readonly Contestant[], size: fc.Parameters<unknown>, oneByOne = false): Promise<Tried> {
  const tried: Tried = { lines: 0, refused: 0 }
  const agree = async (given: readonly (readonly Append[])[]) => {
    const appends = oneByOne ? given.flat().map((each) => [each]) : given
    const reference = memoryStore()
    const answers = await answersTo(reference, appends)
    for (const contestant of contestants) {
      const { store, reopen, discard } = await contestant.open()
      const plain = (told: typeof answers) =>
        told.map((each) => each.map((one) => (isPlaced(contestant) ? one : one.replace(/^at .*/s, 'kept'))))
      expect([contestant.name, plain(await answersTo(store, appends))]).toEqual([contestant.name, plain(answers)])
      const expected = await contentOf(reference, contestant)
      expect(await contentOf(store, contestant)).toEqual(expected)
      const again = await reopen()
      expect(await contentOf(again, contestant)).toEqual(expected)
      await again.close()
      await discard()
    }
    for (const relation of relations) tried.lines += (await reference.read(relation)).length
    tried.refused += answers.flat().filter((each) => !each.startsWith('at ')).length
  }
  await fc.assert(fc.asyncProperty(rounds, agree), size)
  return tried
}

const isPlaced = ({ hasNoOrder, hasOwnPositions }: Contestant): boolean => !hasNoOrder && !hasOwnPositions

// ── ledgers ──────────────────────────────────────────────────────────────────────────────────────────────────────

const sides = [
  ['RU', 'US'],
  ['DE', 'FR'],
] as const

const careless = { valid: false, late: true, corrections: true, accounts: true, strangers: true, parties: sides[0], maxLength: 20 } as const

/** Whatever people tell a ledger: events in batches, at the right version and at others, some of them twice. */
const commands = fc.record({
  inputs: arbitraryHistory(diplomacyVocabulary, careless),
  steps: fc.array(
    fc.record({
      side: fc.constantFrom(0, 0, 0, 0, 0, 0, 1),
      size: fc.integer({ min: 1, max: 3 }),
      off: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 1, -1),
      rules: fc.constantFrom('report', 'report', 'report', 'report', 'enforce'),
      isAgain: fc.constantFrom(false, false, false, true),
    }),
    { minLength: 4, maxLength: 8 },
  ),
})
type Commands = typeof commands extends fc.Arbitrary<infer Value> ? Value : never

/** What a ledger over the store answers, and what is in the store then: texts, states, snapshots. */
async function toldTo({ store, reopen, discard }: Opened, { inputs, steps }: Commands): Promise<object> {
  const ledger = openLedger({ store, ids: countedIds(5000), clock: tickingClock() })
  const talks = sides.map((each) => ledger.between(each[0], each[1]))
  const answers: unknown[] = []
  let [at, from] = [0, 0]
  for (const { side, size, off, rules, isAgain } of steps) {
    const one = talks[side] as (typeof talks)[number]
    if (!isAgain) [from, at] = [at, Math.min(inputs.length, at + size)]
    const events = inputs.slice(from, at)
    const { version } = await one.state()
    const options = { expectedVersion: Math.max(0, version + off), rules } as const
    const answer = await one.append(events, options).then(
      (receipt) => ({ version: receipt.version, events: receipt.events, problems: receipt.problems }),
      (error: unknown) => ({ refused: isLedgerError(error) ? [error.code, error.message, error.details] : error }),
    )
    answers.push(answer)
  }
  const again = await reopen()
  const after = await Promise.all(
    sides.map(async (each) => {
      const relation = openLedger({ store: again }).between(each[0], each[1])
      const state = await relation.state()
      return { texts: (await again.read(relation.id)).map(({ text }) => text), state: seen(state as never), snapshot: snapshot(state) }
    }),
  )
  await again.close()
  await discard()
  return { answers, after }
}

/** The law of ledgers: the same commands, the same receipts and refusals, the same bytes, the same states. */
async function sameLedgers(contestants: readonly Contestant[], size: fc.Parameters<unknown>): Promise<Tried> {
  const tried: Tried = { lines: 0, refused: 0 }
  const agree = async (given: Commands) => {
    const expected = (await toldTo(await memory.open(), given)) as {
      answers: readonly object[]
      after: readonly { texts: readonly string[] }[]
    }
    for (const contestant of contestants)
      expect({ name: contestant.name, ...(await toldTo(await contestant.open(), given)) }).toEqual({ name: contestant.name, ...expected })
    tried.refused += expected.answers.filter((each) => 'refused' in each).length
    for (const { texts } of expected.after) tried.lines += texts.length
  }
  await fc.assert(fc.asyncProperty(commands, agree), size)
  return tried
}

/** Holds stores to the law of ledgers, so many times; they are asked for when the test runs, since some have to be started first. */
export const testLedgersAgree = (contestants: () => readonly Contestant[], numRuns: number): void =>
  test(
    `${numRuns} times, the same commands have the same answers and leave the same bytes and states (seed ${seed})`,
    async () => {
      const tried = await sameLedgers(contestants(), { seed, numRuns })
      expect(tried.lines).toBeGreaterThan(numRuns * 3)
      expect(tried.refused).toBeGreaterThan(numRuns)
    },
    noLimit,
  )
