// given, when, then: passes what is so, and says in order what was given, what came, and what was expected where it is not.
// In: scenarios over the demand and over an entity of a user's own. Out: nothing, or messages as a person would write them.
import { expect, test } from 'vitest'
import { demand } from '../../src/entities/demand.ts'
import { scenario } from '../../src/testing/scenario.ts'
import { dispute, disputes } from '../dispute.ts'

const raised = demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10' })
const met = demand.met({ demand: 'visas', by: 'US', occurred: '2025-06-10', saidBy: ['US'] })

function failure(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`
  }
  throw new Error('it passed')
}

test('what was recorded', () => {
  scenario().given([raised]).when(met).then([met])
  scenario()
    .when([raised, met])
    .then([raised, demand.met({ demand: 'visas', by: 'US', occurred: '2025-06-10' })])
  scenario()
    .given([raised])
    .when((state) => state.demands.open.map(({ id }) => demand.met({ demand: id, by: 'US', occurred: '2025-06-10' })))
    .then([demand.met({ demand: 'visas', by: 'US', occurred: '2025-06-10' })])
  scenario()
    .given([raised])
    .when(() => [])
    .then([])
})

test('what a decision throws of its own is not taken for a refusal', () => {
  const decide = () => {
    throw new RangeError('no decision')
  }
  expect(() => scenario().when(decide).thenRefused('RULE_GAP')).toThrow(RangeError)
})

test('what was refused', () => {
  scenario().when(met).thenRefused('RULE_GAP')
  scenario().when(met).thenRefused('RULE_GAP', 'demand.met/from')
  scenario()
    .given([raised, met])
    .when(demand.withdrawn({ demand: 'visas', by: 'RU', occurred: '2025-07' }))
    .thenRefused('RULE_CONTRADICTION')
  scenario()
    .when({ ...raised, about: ['demand/other'] })
    .thenRefused('UNKNOWN_REFERENCE')
  // What was given stands as it is, contradictions included.
  scenario(disputes, { between: ['A', 'B'] })
    .given([dispute.closed({ dispute: 'd', by: 'A', occurred: '2025' })])
    .when(dispute.filed({ dispute: 'e', by: 'A', occurred: '2025' }))
    .then([dispute.filed({ dispute: 'e', by: 'A', occurred: '2025' })])
})

test('what the state is', () => {
  scenario()
    .given([raised])
    .when(met)
    .thenState((state) => state.demands.get('visas')?.status === 'met')
  scenario()
    .given([raised])
    .when(met)
    .thenState((state) => expect(state.problems).toEqual([]))
})

test('what is not so is told in the order given, when, expected, actual', () => {
  const messages = [
    () => scenario().given([raised]).when(met).thenRefused('RULE_GAP'),
    () => scenario().when(met).then([met]),
    () => scenario().when(met).thenRefused('RULE_CONTRADICTION'),
    () => scenario().when(met).thenRefused('RULE_GAP', 'demand.met/by'),
    () =>
      scenario()
        .given([raised])
        .when(met)
        .then([demand.met({ demand: 'visas', by: 'US', occurred: '2025-06-11' })]),
    () => scenario().given([raised]).when(met).then([]),
    () =>
      scenario()
        .given([raised])
        .when(met)
        .thenState((state) => state.demands.open.length === 1),
    () =>
      scenario()
        .given([raised])
        .when(function meetAll() {
          return met
        })
        .thenState(() => {
          throw new Error('that is wrong')
        }),
    () =>
      scenario()
        .when(met)
        .thenState(() => true),
  ]
  expect(messages.map(failure).join('\n────\n')).toMatchInlineSnapshot(`
    "AssertionError: not as the scenario says

    given
      demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10' }),
    when
      demand.met({ demand: 'visas', by: 'US', occurred: '2025-06-10', saidBy: ['US'] }),
    expected
      refused with RULE_GAP
    actual
      recorded
      demand.met({ demand: 'visas', by: 'US', occurred: '2025-06-10', saidBy: ['US'] }),

    ────
    AssertionError: not as the scenario says

    given
      nothing
    when
      demand.met({ demand: 'visas', by: 'US', occurred: '2025-06-10', saidBy: ['US'] }),
    expected
      demand.met({ demand: 'visas', by: 'US', occurred: '2025-06-10', saidBy: ['US'] }),
    actual
      refused with RULE_GAP: demand.met on "visas": the demand is new to this log, not open — record demand.raised first, or append with rules: 'report'

    ────
    AssertionError: not as the scenario says

    given
      nothing
    when
      demand.met({ demand: 'visas', by: 'US', occurred: '2025-06-10', saidBy: ['US'] }),
    expected
      refused with RULE_CONTRADICTION
    actual
      refused with RULE_GAP: demand.met on "visas": the demand is new to this log, not open — record demand.raised first, or append with rules: 'report'

    ────
    AssertionError: not as the scenario says

    given
      nothing
    when
      demand.met({ demand: 'visas', by: 'US', occurred: '2025-06-10', saidBy: ['US'] }),
    expected
      refused with RULE_GAP, for demand.met/by
    actual
      refused with RULE_GAP: demand.met on "visas": the demand is new to this log, not open — record demand.raised first, or append with rules: 'report'

    ────
    AssertionError: not as the scenario says

    given
      demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10' }),
    when
      demand.met({ demand: 'visas', by: 'US', occurred: '2025-06-10', saidBy: ['US'] }),
    expected
      demand.met({ demand: 'visas', by: 'US', occurred: '2025-06-11' }),
    actual
      recorded
      demand.met({ demand: 'visas', by: 'US', occurred: '2025-06-10', saidBy: ['US'] }),

    ────
    AssertionError: not as the scenario says

    given
      demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10' }),
    when
      demand.met({ demand: 'visas', by: 'US', occurred: '2025-06-10', saidBy: ['US'] }),
    expected
      nothing
    actual
      recorded
      demand.met({ demand: 'visas', by: 'US', occurred: '2025-06-10', saidBy: ['US'] }),

    ────
    AssertionError: not as the scenario says

    given
      demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10' }),
    when
      demand.met({ demand: 'visas', by: 'US', occurred: '2025-06-10', saidBy: ['US'] }),
    expected
      (state) => state.demands.open.length === 1
    actual
      the function gave false
      demand/visas: { kind: 'demand', id: 'visas', status: 'met', since: '2025-06-10', setBy: '00000000-0000-7000-8000-000000000002', timesReiterated: 0, raiser: 'RU', addressee: 'US', previous: 'open' }

    ────
    AssertionError: not as the scenario says

    given
      demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10' }),
    when
      meetAll, which decided on
      demand.met({ demand: 'visas', by: 'US', occurred: '2025-06-10', saidBy: ['US'] }),
    expected
      () => {
    			throw new Error("that is wrong");
    		}
    actual
      that is wrong
      demand/visas: { kind: 'demand', id: 'visas', status: 'met', since: '2025-06-10', setBy: '00000000-0000-7000-8000-000000000002', timesReiterated: 0, raiser: 'RU', addressee: 'US', previous: 'open' }

    ────
    AssertionError: not as the scenario says

    given
      nothing
    when
      demand.met({ demand: 'visas', by: 'US', occurred: '2025-06-10', saidBy: ['US'] }),
    expected
      recorded, and a state to look at
    actual
      refused with RULE_GAP: demand.met on "visas": the demand is new to this log, not open — record demand.raised first, or append with rules: 'report'
    "
  `)
})

test('an await is not mistaken for an expectation', async () => {
  await expect(Promise.resolve(scenario().when(raised) as unknown)).rejects.toThrow('leave await out')
})
