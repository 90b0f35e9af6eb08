// The arbitraries keep what they promise: valid histories are accepted, every transition is reached, values fit, counterexamples are short.
// In: the twelve of diplomacy, and entities of a user's own. Out: counts, and the smallest histories that break a law.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { diplomacyVocabulary } from '../../src/diplomacy.ts'
import { defineEntity } from '../../src/entity.ts'
import { isLedgerError } from '../../src/errors.ts'
import type { RecordedEvent } from '../../src/event.ts'
import { openLedger } from '../../src/ledger.ts'
import { fold, record } from '../../src/pure.ts'
import { dueDate, party, type StandardSchema } from '../../src/shape.ts'
import { arbitraryDate } from '../../src/testing/arbitrary/dates.ts'
import { arbitraryEvent, arbitraryHistory } from '../../src/testing/arbitrary/history.ts'
import { arbitraryHostileText } from '../../src/testing/arbitrary/hostile.ts'
import type { HistoryOptions } from '../../src/testing/arbitrary/walk.ts'
import { transitionsOf } from '../../src/testing/transitions.ts'
import { parseDate } from '../../src/time.ts'
import { type Vocabulary, vocabulary } from '../../src/vocabulary.ts'
import { disputes } from '../dispute.ts'

const seed = 20250410
const between = ['A', 'B'] as const
const cases = [
  { name: 'the twelve of diplomacy', words: diplomacyVocabulary as Vocabulary },
  { name: 'a user’s own entity', words: disputes as Vocabulary },
] as const
const everything: HistoryOptions = { late: true, corrections: true, accounts: true, strangers: true, maxLength: 16 }

const foldOf = (words: Vocabulary, inputs: readonly never[]) =>
  fold<Vocabulary>(record<Vocabulary>(between, inputs, { vocabulary: words }), { vocabulary: words, between })

describe.each(cases)('histories of $name', ({ words }) => {
  test('that are valid are accepted by a ledger, event by event', async () => {
    const kinds = new Map<string, number>()
    const accepted = async (inputs: readonly { readonly type: string; readonly occurred: unknown }[]) => {
      const talks = openLedger({ vocabulary: words }).between(...between)
      for (const input of inputs) {
        await talks.append(input as never, { expectedVersion: 'any' })
        const kind = input.type.slice(0, input.type.indexOf('.'))
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
      }
      expect((await talks.state()).problems).toEqual([])
    }
    await fc.assert(fc.asyncProperty(arbitraryHistory(words, everything), accepted), { seed, numRuns: 150 })
    expect([...kinds.keys()].toSorted()).toEqual(
      ['account', 'entry', 'weather', ...words.entities.map((each) => each.entity.kind)].toSorted(),
    )
  })

  test('that are not bring problems, and those of a careless recorder are recorded all the same', () => {
    let problems = 0
    const careless = arbitraryHistory(words, { ...everything, valid: false })
    fc.assert(
      fc.property(careless, (inputs) => {
        problems += foldOf(words, inputs as never).problems.length
      }),
      { seed, numRuns: 150 },
    )
    expect(problems).toBeGreaterThan(150)
  })

  test('take every transition of every table', () => {
    const transitions = transitionsOf(words)
    const options: HistoryOptions = { entities: 1, maxLength: 30 }
    // Kind by kind, until nothing is missing of it: rare ways take more histories than common ones.
    for (const entity of words.entities) {
      const isMissing = () => transitions.missing.some((name) => name.startsWith(`${entity.entity.kind}.`))
      const histories = arbitraryHistory<Vocabulary>(vocabulary(entity), options)
      for (let round = 0; isMissing() && round < 40; round += 1)
        for (const inputs of fc.sample(histories, { seed: seed + round, numRuns: 25 })) transitions.note(inputs, between)
    }
    expect(transitions.report()).not.toContain('never')
  })

  test('print as code, and shrink to the steps that matter', () => {
    const first = words.entities[0]?.entity.kind as string
    const law = fc.property(arbitraryHistory(words, everything), (inputs) => inputs.every(({ type }) => !type.startsWith(`${first}.`)))
    const found = fc.check(law, { seed, numRuns: 300 })
    expect(found.counterexample?.[0]).toHaveLength(1)
    const printed = fc.stringify(found.counterexample?.[0])
    expect(printed).toMatch(new RegExp(`^record\\(\\['A', 'B'\\], \\[\\n {2}${first}\\.\\w+\\(\\{ .*'2025-01-01' \\}\\),\\n\\]\\)$`))
  })

  test('and single events are of every type', () => {
    const types = new Set(fc.sample(arbitraryEvent(words), { seed, numRuns: 4000 }).map(({ type }) => type))
    const entities = new Set(words.entities.map((each) => each.entity.kind))
    const named = [...words.types.keys()].filter((type) => entities.has(type.slice(0, type.indexOf('.'))))
    expect(named.filter((type) => !types.has(type))).toEqual([])
  })
})

describe('values come from the schemas', () => {
  const shapes = {
    text: z.string().min(3).max(5),
    code: z.string().regex(/^[A-Z]{2}-\d{3}$/),
    mail: z.email(),
    count: z.number().int().min(2).max(4),
    share: z.number().gt(0).lt(1),
    step: z.number().multipleOf(5),
    flag: z.boolean(),
    nothing: z.null(),
    word: z.enum(['one', 'two']),
    exact: z.literal(7),
    many: z.array(party).min(2).max(3),
    pair: z.tuple([z.string(), z.number()]),
    part: z.object({ a: z.string(), b: z.number().optional(), due: dueDate }),
    strict: z.strictObject({ a: z.string() }),
    byName: z.record(z.string(), z.boolean()),
    byParty: z.record(party, z.number()),
    either: z.union([z.string(), z.number()]),
    both: z.intersection(z.object({ a: z.string() }), z.object({ b: z.string() })),
    maybe: z.string().nullable(),
    big: z.bigint(),
    tree: z.object({
      name: z.string(),
      get children() {
        return z.array(z.object({ name: z.string() }))
      },
    }),
    trimmed: z.string().trim(),
    refined: z.string().refine((text) => text.length % 2 === 0),
    any: z.unknown(),
    day: z.iso.date(),
  }

  test.each(Object.keys(shapes) as (keyof typeof shapes)[])('%s', (field) => {
    const thing = defineEntity('thing', {
      plural: 'things',
      fields: shapes,
      events: { made: { from: ['new'], to: 'made', needs: [field] } },
    })
    const events = fc.sample(arbitraryEvent(vocabulary(thing)), { seed, numRuns: 50 }) as unknown as readonly RecordedEvent[]
    const values = events.map((event) => event.data[field])
    expect(values.every((value) => shapes[field].safeParse(value).success)).toBe(true)
    expect(new Set(values.map((value) => fc.stringify(value))).size).toBeGreaterThan(['nothing', 'exact'].includes(field) ? 0 : 1)
  })

  const opaque = (accepts: (value: unknown) => boolean, more: object = {}): StandardSchema => ({
    '~standard': {
      version: 1,
      vendor: 'own',
      validate: (value: unknown) => (accepts(value) ? { value } : { issues: [{ message: 'no' }] }),
      ...more,
    },
  })
  const withField = (schema: StandardSchema) =>
    vocabulary(
      defineEntity('thing', { plural: 'things', fields: { odd: schema }, events: { made: { from: ['new'], to: 'made', needs: ['odd'] } } }),
    )

  test('a schema of another library gives a JSON Schema, or is tried with values of every kind', () => {
    const even = opaque((value) => typeof value === 'number' && value >= 10 && value % 2 === 0, {
      jsonSchema: { input: () => ({ type: 'integer', minimum: 10 }) },
    })
    expect(fc.sample(arbitraryEvent(withField(even)), { seed, numRuns: 5 })).toHaveLength(5)
    expect(fc.sample(arbitraryEvent(withField(opaque((value) => typeof value === 'boolean'))), { seed, numRuns: 5 })).toHaveLength(5)
  })

  test('where none is found, an arbitrary is asked for by name, and taken', () => {
    const words = withField(opaque((value) => value === 'open sesame'))
    const values = { 'thing.odd': fc.constant('open sesame') }
    expect(() => fc.sample(arbitraryEvent(words), { seed, numRuns: 1 })).toThrow(/thing\.odd.*hand in an arbitrary/)
    expect(fc.sample(arbitraryEvent(words, { values }), { seed, numRuns: 1 })[0]?.data).toMatchObject({ odd: 'open sesame' })
  })
})

test('dates are of every form, and all are taken', () => {
  const forms = new Set<string>()
  for (const use of ['occurred', 'due'] as const)
    for (const date of fc.sample(arbitraryDate(use), { seed, numRuns: 2000 })) {
      expect(parseDate(date, use)).toEqual(date)
      forms.add((typeof date === 'string' ? date : date.edtf).replace(/\d/g, '0'))
    }
  expect([...forms]).toEqual(
    expect.arrayContaining(['0000-00-00', '0000-00', '0000', '000X', '00XX', 'XXXX-00-00', '0000-XX', '0000-00-XX', '[..0000]', '0000/..']),
  )
  expect(forms.size).toBeGreaterThan(100)
})

test('hostile text is refused by name, or read, by all that reads text', () => {
  let refused = 0
  const read = (run: () => unknown) => {
    try {
      run()
    } catch (error) {
      if (!isLedgerError(error)) throw error
      refused += 1
    }
  }
  for (const text of fc.sample(arbitraryHostileText(), { seed, numRuns: 2000 })) {
    read(() => parseDate(text))
    read(() =>
      foldOf(diplomacyVocabulary, [
        { type: 'demand.raised', by: 'A', occurred: '2025', note: text, data: { demand: 'e0', object: text } },
      ] as never),
    )
  }
  expect(refused).toBeGreaterThan(2000)
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
})
