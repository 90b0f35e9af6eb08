// The matchers and the page of a state: what they pass, and what they say where they do not.
// In: a small log, the real one. Out: verdicts, messages with the events behind an entity, snapshots that no id changes.
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { demand } from '../../src/entities/demand.ts'
import { guarantee } from '../../src/entities/guarantee.ts'
import { fold, record } from '../../src/pure.ts'
import { stateMatchers } from '../../src/testing/matchers.ts'
import { printState } from '../../src/testing/print-state.ts'
import { replay } from '../../src/testing/replay.ts'
import { countedIds } from '../../src/testing/still.ts'
import '../../src/testing/vitest.ts'

const file = join(import.meta.dirname, '..', 'replay', '0.1', 'us-russia.jsonl')
const inputs = [
  demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10', saidBy: ['RU'], note: "RU's word" }),
  guarantee.agreed({ guarantee: 'payments', reciprocal: true, occurred: '2025-04-10', saidBy: ['RU', 'US'] }),
  demand.met({ demand: 'payment', by: 'US', occurred: '2025-04-11', at: 'talks', about: ['guarantee/payments'] }),
  { type: 'weather.turned', schemaVersion: 1, occurred: '2025-04-12', data: { weather: 'w1' } },
] as const
/** Ids that count from here on: a page must not change with them. */
const stateWith = (from: number) => fold(record(['US', 'RU'], inputs as never, { ids: countedIds(from) }))
const state = stateWith(1)

const message = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('it passed')
}

describe('the matchers', () => {
  test('pass what is so, and what is not so with not', () => {
    expect(state).toHaveOpen('demand', 'visas')
    expect(state).not.toHaveOpen('demand', 'payment')
    expect(state).not.toHaveOpen('demand', 'nothing')
    expect(state).toHaveStatus('demand/payment', 'met')
    expect(state).not.toHaveStatus('demand/nothing', 'met')
    expect(state).toBeConfirmedBy('guarantee/payments', 'RU', 'US')
    expect(state).not.toBeConfirmedBy('demand/visas', 'RU', 'US')
    expect(state).not.toHaveNoProblems()
    expect(replay(file)).toHaveNoProblems()
  })

  test('say what is, and which events are behind it', () => {
    const messages = [
      () => expect(state).toHaveOpen('demand', 'payment'),
      () => expect(state).toHaveStatus('demand/visas', 'met'),
      () => expect(state).not.toHaveStatus('demand/visas', 'open'),
      () => expect(state).toHaveStatus('demand/nothing', 'met'),
      () => expect(state).toBeConfirmedBy('demand/visas', 'US'),
      () => expect(state).toHaveNoProblems(),
      () => expect(replay([])).not.toHaveNoProblems(),
      () => expect({}).toHaveNoProblems(),
      () => expect(7).toHaveNoProblems(),
    ]
    expect(messages.map(message).join('\n────\n')).toMatchInlineSnapshot(`
      "expected demand/payment to be open; it is met, recorded; RU and US silent, after
        demand.met({ demand: 'payment', by: 'US', occurred: '2025-04-11', about: ['00000000-0000-7000-8000-000000000002'], at: 'talks' }),

      ────
      expected demand/visas to be met; it is open, confirmed by RU, after
        demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10', saidBy: ['RU'], note: 'RU\\'s word' }),

      ────
      expected demand/visas not to be open; it is open, confirmed by RU, after
        demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10', saidBy: ['RU'], note: 'RU\\'s word' }),

      ────
      expected demand/nothing to be met; the log has no such entity:

      RU and US, version 4

      guarantees
        payments: agreed (2025-04-10) — confirmed by RU, US
          reciprocal: true

      demands
        visas: open (2025-04-10) — confirmed by RU
          addressee: 'US'
          raiser: 'RU'
          timesReiterated: 0
        payment: met (2025-04-11) — recorded; RU, US silent
          addressee: 'US'
          previous: 'open'
          raiser: 'RU'
          timesReiterated: 0
          inferred: open, by demand.met

      problems
        gap: demand.met on "payment": the demand is new to this log, not open — record demand.raised first, or append with rules: 'report'

      unknown
        weather.turned { weather: 'w1' }

      dangling
        meeting/talks, named by #3 in at
      ────
      expected demand/visas to be confirmed by US; it is open, confirmed by RU, after
        demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10', saidBy: ['RU'], note: 'RU\\'s word' }),

      ────
      expected no problems, and there are 1:
        gap: demand.met on "payment": the demand is new to this log, not open — record demand.raised first, or append with rules: 'report'
          demand.met({ demand: 'payment', by: 'US', occurred: '2025-04-11', about: ['00000000-0000-7000-8000-000000000002'], at: 'talks' }),

      ────
      expected problems, and there are none
      ────
      this matcher asks a state — hand in what fold, replay or relation.state() gives
      ────
      this matcher asks a state — hand in what fold, replay or relation.state() gives"
    `)
  })

  test('none passes a question that asks nothing', () => {
    expect(stateMatchers.toBeConfirmedBy(state, 'demand/visas').pass).toBe(false)
  })

  test('are typed by the vocabulary of the state', () => {
    // @ts-expect-error no demand is ever held
    expect(state).not.toHaveStatus('demand/visas', 'held')
    // @ts-expect-error there is no such kind
    expect(state).not.toHaveOpen('strike', 'cranes')
  })
})

describe('the page', () => {
  test('has sections, statuses, standings, problems, and no ids that change', () => {
    expect(state).toMatchInlineSnapshot(`
      RU and US, version 4

      guarantees
        payments: agreed (2025-04-10) — confirmed by RU, US
          reciprocal: true

      demands
        visas: open (2025-04-10) — confirmed by RU
          addressee: 'US'
          raiser: 'RU'
          timesReiterated: 0
        payment: met (2025-04-11) — recorded; RU, US silent
          addressee: 'US'
          previous: 'open'
          raiser: 'RU'
          timesReiterated: 0
          inferred: open, by demand.met

      problems
        gap: demand.met on "payment": the demand is new to this log, not open — record demand.raised first, or append with rules: 'report'

      unknown
        weather.turned { weather: 'w1' }

      dangling
        meeting/talks, named by #3 in at
    `)
    expect(printState(stateWith(100))).toBe(printState(state))
  })

  test('of the real log', () => {
    const page = printState(replay(file, { occurredBy: '2025-03-01' }))
    expect(page.split('\n').length).toBeGreaterThan(30)
    expect(page).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/)
    expect(page).toContain('undetermined')
  })
})
