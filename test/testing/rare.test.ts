// What the kit meets seldom: histories that are empty or recorded already, schemas of every kind, errors that are none, events without parties.
// In: one of each. Out: what the kit makes of it.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { diplomacyVocabulary } from '../../src/diplomacy.ts'
import { demand } from '../../src/entities/demand.ts'
import { meeting } from '../../src/entities/meeting.ts'
import { defineEntity } from '../../src/entity.ts'
import { record } from '../../src/pure.ts'
import { account } from '../../src/remarks/account.ts'
import type { StandardSchema } from '../../src/shape.ts'
import { arbitraryEvent } from '../../src/testing/arbitrary/history.ts'
import { checkLaws } from '../../src/testing/laws/check-laws.ts'
import { unwritable } from '../../src/testing/laws/seen.ts'
import { printHistory } from '../../src/testing/print-events.ts'
import { scenario } from '../../src/testing/scenario.ts'
import { transitionsOf } from '../../src/testing/transitions.ts'
import { vocabulary } from '../../src/vocabulary.ts'
import { countedIds, idAt, tickingClock } from '../fixed-clock.ts'

const raised = demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10' })
const held = meeting.held({ meeting: 'first', occurred: '2025-04-10' })
const still = { ids: countedIds(), clock: tickingClock() }

test('transitions: of nothing none, of recorded events as of inputs, of what is no entity none', () => {
  const transitions = transitionsOf(diplomacyVocabulary)
  transitions.note([])
  const stranger = { type: 'weather.turned', schemaVersion: 1, occurred: '2025-04-10', data: {} }
  transitions.note(record(['US', 'RU'], [raised, held, stranger as never], still))
  const taken = [...transitions.taken].filter(([, count]) => count > 0)
  expect(taken).toEqual([
    ['meeting.held from new', 1],
    ['demand.raised from new', 1],
  ])
})

test('a history is printed with the parties it names, those it was recorded between, or a name for them', () => {
  const line = "  meeting.held({ meeting: 'first', occurred: '2025-04-10' }),\n"
  expect(printHistory([held])).toBe(`record(between, [\n${line}])`)
  expect(printHistory(record(['US', 'RU'], [held], still))).toBe(`record(['RU', 'US'], [\n${line}])`)
  expect(printHistory([held], { between: ['A', 'B'] })).toBe(`record(['A', 'B'], [\n${line}])`)
})

test('an event that others speak of is printed with its id; one of another schema version as the object it is', () => {
  const several = account.confirmed({ about: [idAt(7), idAt(8)], by: 'US', occurred: '2025-04-11' })
  const text = printHistory([{ ...raised, id: idAt(7) }, several, { ...raised, schemaVersion: 2 }])
  expect(text).toContain(`demand.raised({ demand: 'visas', id: '${idAt(7)}', by: 'RU'`)
  expect(text).toContain(`account.confirmed({ by: 'US', occurred: '2025-04-11', about: ['${idAt(7)}', '${idAt(8)}'] })`)
  expect(text).toContain("{ type: 'demand.raised', schemaVersion: 2, by: 'RU', occurred: '2025-04-10', data: { demand: 'visas' } },")
})

test('a scenario tells what was thrown, whatever it is, and lets through what is no refusal', () => {
  const thrown = () => {
    throw 'not so'
  }
  expect(() => scenario().when(raised).thenState(thrown)).toThrow(/actual\n {2}not so/)
  expect(() =>
    scenario()
      .when([])
      .thenState(() => false),
  ).toThrow(/when\n {2}nothing/)
})

test('a scenario tells an event that has less than is expected of it', () => {
  const long = meeting.held({ meeting: 'first', occurred: '2025-04-10', saidBy: ['US', 'RU'] })
  const expected = meeting.held({ meeting: 'first', occurred: '2025-04-10', saidBy: ['US'] })
  expect(() => scenario().when(long).then([expected])).toThrow(/not as the scenario says/)
  expect(() => scenario().when(held).then([expected])).toThrow(/not as the scenario says/)
})

test('parties are made up where nobody acts, and none of them is the one who acts', () => {
  const byOther = demand.raised({ demand: 'visas', by: 'OTHER', occurred: '2025-04-10' })
  scenario().when(held).then([held])
  scenario().when(byOther).then([byOther])
})

/** A schema of another library that says what it takes in JSON Schema alone. */
const saying = (json: object, accepts: (value: unknown) => boolean): StandardSchema =>
  ({
    '~standard': {
      version: 1,
      vendor: 'own',
      validate: (value: unknown) => (accepts(value) ? { value } : { issues: [{ message: 'no' }] }),
      jsonSchema: { input: () => json },
    },
  }) as StandardSchema

test.each([
  [
    'a reference',
    { $ref: '#/$defs/word', $defs: { word: { enum: ['yes', 'no'] } } },
    (value: unknown) => value === 'yes' || value === 'no',
  ],
  [
    'several at once',
    { allOf: [{ type: 'integer', minimum: 3 }, { maximum: 5 }] },
    (value: unknown) => [3, 4, 5].includes(value as number),
  ],
  ['anything', true, () => true],
  [
    'names of no kind',
    { type: 'object', additionalProperties: { type: 'boolean' } },
    (value: unknown) => Object.values(value as object).every((each) => typeof each === 'boolean'),
  ],
])('values are found for a JSON Schema that is %s', (_, json, accepts) => {
  const thing = defineEntity('thing', {
    plural: 'things',
    fields: { odd: saying(json as object, accepts) },
    events: { made: { from: ['new'], to: 'made', needs: ['odd'] } },
  })
  const events = fc.sample(arbitraryEvent(vocabulary(thing)), { seed: 20250410, numRuns: 20 })
  expect(events.every((event) => accepts((event.data as { odd: unknown }).odd))).toBe(true)
})

test('what cannot be written down is named by where it stands', () => {
  expect([{ a: () => 1 }, { a: Symbol('x') }, { a: [new Date()] }, { a: Object.create(null) }].map((value) => unwritable(value))).toEqual([
    'a is a function',
    'a is a symbol',
    'a.0 is a Date',
    undefined,
  ])
})

test('a recipe that asks for the time by Date.now, or makes a date of what it is given, is told apart', async () => {
  const stamped = (stamp: () => number) =>
    vocabulary(
      defineEntity('thing', {
        plural: 'things',
        final: ['made'],
        fields: { word: z.string() },
        events: { made: { from: ['new'], keeps: ['made'], to: 'made', by: 'either' } },
        starts: () => ({ at: 0 }),
        also: {
          made: (draft) => {
            draft.at = stamp()
          },
        },
      }),
    )
  await expect(
    checkLaws(
      stamped(() => Date.now()),
      { numRuns: 20 },
    ),
  ).rejects.toThrow(/reads no clock/)
  await checkLaws(
    stamped(() => new Date('2025-04-10').getTime()),
    { numRuns: 20 },
  )
})
