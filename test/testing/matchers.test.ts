// The matchers and the page of a state: what they pass, and what they say where they do not.
// In: a small log, the real one. Out: verdicts, messages with the events behind an entity, snapshots that no id changes.
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { demand } from '../../src/entities/demand.ts'
import { guarantee } from '../../src/entities/guarantee.ts'
import { fold, record } from '../../src/pure.ts'
import { account } from '../../src/remarks/account.ts'
import { entry } from '../../src/remarks/entry.ts'
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
const told = [
  demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10', saidBy: ['RU'] }),
  guarantee.agreed({ guarantee: 'payments', reciprocal: true, occurred: '2025-04-10', saidBy: ['RU', 'dpa'] }),
  account.differed({
    about: 'guarantee/payments',
    by: 'US',
    words: 'concrete initial steps',
    set: { reciprocal: false },
    occurred: '2025-04-11',
  }),
  account.denied({ about: 'demand/visas', by: 'US', occurred: '2025-04-11' }),
  demand.acknowledged({ demand: 'visas', by: 'US', occurred: '2025-04-12', saidBy: ['dpa'] }),
]
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
  test('say that a reference is none, rather than that the log has none', () => {
    expect(message(() => expect(state).toHaveStatus('no reference' as never, 'met' as never))).toContain('no reference')
  })

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
      "expected demand/payment to be open

      demand/payment: met (11 April 2025) — recorded
      11 April 2025 · demand.met by US at talks · RU – US – · recorded
        status: met; addressee: US; raiser: RU
      Inferred: it was open, or it could not have come to demand.met, 11 April 2025
      Problem: a gap by the rule demand.met/from in version 3 (11 April 2025): the demand is new to this log, not open — record demand.raised first

      open demands: visas (open)
      ────
      expected demand/visas to be met

      demand/visas: open (10 April 2025) — confirmed by RU
      10 April 2025 · demand.raised by RU · RU ✓ US – · confirmed
        status: open; raiser: RU; addressee: US
        RU's word; said by RU
      ────
      expected demand/visas not to be open

      demand/visas: open (10 April 2025) — confirmed by RU
      10 April 2025 · demand.raised by RU · RU ✓ US – · confirmed
        status: open; raiser: RU; addressee: US
        RU's word; said by RU
      ────
      expected demand/nothing to be met

      the log has no demand/nothing

      all demands: visas (open), payment (met)
      ────
      expected demand/visas to be confirmed by US

      demand/visas: open (10 April 2025) — confirmed by RU
      10 April 2025 · demand.raised by RU · RU ✓ US – · confirmed
        status: open; raiser: RU; addressee: US
        RU's word; said by RU
      ────
      expected no problems, and there are 1

        gap: demand.met on "payment": the demand is new to this log, not open — record demand.raised first, or append with rules: 'report'

        demand/payment: met (11 April 2025) — recorded
        11 April 2025 · demand.met by US at talks · RU – US – · recorded
          status: met; addressee: US; raiser: RU
        Inferred: it was open, or it could not have come to demand.met, 11 April 2025
        Problem: a gap by the rule demand.met/from in version 3 (11 April 2025): the demand is new to this log, not open — record demand.raised first
      ────
      expected problems, and there are none
      ────
      this matcher asks a state — hand in what fold, replay or relation.state() gives
      ────
      this matcher asks a state — hand in what fold, replay or relation.state() gives"
    `)
  })

  test('say what is left of an entity, what was said otherwise, and how many more there are', () => {
    const retracted = fold(
      record(['US', 'RU'], [...told.slice(0, 1), entry.retracted({ about: 'demand/visas', occurred: '2025-04-13', reason: 'hearsay' })]),
    )
    const many = Array.from({ length: 22 }, (_, at) => demand.raised({ demand: `d${at}`, by: 'US', occurred: '2025-04-10' }))
    const spoiled = [...told.slice(0, 1), entry.reinstated({ about: 'demand/visas', occurred: '2025-04-13' })]
    const messages = [
      () => expect(retracted).toHaveStatus('demand/visas', 'open'),
      () => expect(fold(record(['US', 'RU'], told))).toBeConfirmedBy('guarantee/payments', 'US'),
      () => expect(fold(record(['US', 'RU'], many))).toHaveOpen('demand', 'd99'),
      () => expect(state).toHaveStatus('strike/cranes' as 'demand/visas', 'open'),
      () => expect(fold(record(['US', 'RU'], spoiled))).toHaveNoProblems(),
    ]
    expect(messages.map(message).join('\n────\n')).toMatchInlineSnapshot(`
      "expected demand/visas to be open

      demand/visas: nothing is left of it
      No longer of it:
        10 April 2025 · demand.raised by RU · RU ✓ US – · confirmed · retracted
          retracted 13 April 2025 — hearsay
          said by RU
      ────
      expected guarantee/payments to be confirmed by US

      guarantee/payments: agreed (10 April 2025) — claimed by RU and dpa; US tells it differently: “concrete initial steps”, reciprocal: false
      10 April 2025 · guarantee.agreed · RU ✓ US ≠ · claimed
        status: agreed; reciprocal: true
        US tells it differently, 11 April 2025: reciprocal: false — “concrete initial steps”
        said by RU and dpa
      ────
      expected demand/d99 to be open

      the log has no demand/d99

      all demands: d0 (open), d1 (open), d2 (open), d3 (open), d4 (open), d5 (open), d6 (open), d7 (open), d8 (open), d9 (open), d10 (open), d11 (open), d12 (open), d13 (open), d14 (open), d15 (open), d16 (open), d17 (open), d18 (open), d19 (open) and 2 more
      ────
      expected strike/cranes to be open

      the log has no strike/cranes

      there is no kind "strike", only meeting, topic, agreement, guarantee, demand, followUp, restriction, mission, envoy, ties, track, act
      ────
      expected no problems, and there are 1

        contradiction: entry.reinstated on "visas": the event is not retracted — leave the entry out, or append with rules: 'report'

        demand/visas: open (10 April 2025) — confirmed by RU
        10 April 2025 · demand.raised by RU · RU ✓ US – · confirmed
          status: open; raiser: RU; addressee: US
          reinstated 13 April 2025 (without effect)
          said by RU
        Problem: a contradiction by the rule entry.reinstated/about in version 2 (13 April 2025): the event is not retracted — leave the entry out"
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
        payments: agreed (2025-04-10) — confirmed, RU ✓ US ✓
          reciprocal: true

      demands
        visas: open (2025-04-10) — confirmed, RU ✓ US –
          addressee: 'US'
          raiser: 'RU'
          timesReiterated: 0
        payment: met (2025-04-11) — recorded, RU – US –
          addressee: 'US'
          previous: 'open'
          raiser: 'RU'
          timesReiterated: 0
          inferred: open, by demand.met

      problems
        gap: demand.met on "payment": the demand is new to this log, not open — record demand.raised first, or append with rules: 'report'

      unknown
        #4 weather.turned (2025-04-12) { weather: 'w1' }

      dangling
        meeting/talks, named by #3 in at
    `)
    expect(printState(stateWith(100))).toBe(printState(state))
  })

  test('leaves the id of an event that is not in this log as it is', () => {
    const reply = { type: 'letter.sent', schemaVersion: 1, occurred: '2025-04-12', data: { answers: countedIds(900)() } }
    expect(printState(fold(record(['US', 'RU'], [reply] as never)))).toContain(`{ answers: '${reply.data.answers}' }`)
  })

  test('says who denies it and who tells it differently, of each event behind it', () => {
    expect(fold(record(['US', 'RU'], told))).toMatchInlineSnapshot(`
      RU and US, version 5

      guarantees
        payments: agreed (2025-04-10) — claimed, RU ✓ US ≠ dpa ✓
          reciprocal: true
          #2 guarantee.agreed told by US: { words: 'concrete initial steps', set: { reciprocal: false } }

      demands
        visas: acknowledged (2025-04-12) — reported, RU – US – dpa ✓
          addressee: 'US'
          previous: 'open'
          raiser: 'RU'
          timesReiterated: 0
          #1 demand.raised denied by US
    `)
    const again = (from: number) => printState(fold(record(['US', 'RU'], told, { ids: countedIds(from) })))
    expect(again(100)).toBe(again(1))
  })

  test('of a day names by its place what the day leaves out', () => {
    const late = [...told, demand.met({ demand: 'visas', by: 'US', occurred: '2025', at: 'talks' })]
    const page = printState(fold(record(['US', 'RU'], late), { occurredBy: '2025-06-01' }))
    expect(page).toContain('#6 demand.met (2025) on demand/visas')
    expect(page).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/)
  })

  test('of the real log', () => {
    const page = printState(replay(file, { occurredBy: '2025-03-01' }))
    expect(page.split('\n').length).toBeGreaterThan(30)
    expect(page).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/)
    expect(page).toContain('undetermined')
  })
})
