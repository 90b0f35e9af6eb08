// The JSON Schemas of docs/schemas are the ones the tables make, and they are true.
// In: the files; random histories, dates and durations; the same with one thing wrong. Out: what the library records is valid,
// and what is not valid for the library is not valid for the schema, but for what no pattern can say.
// The validator is ajv, which knows nothing of the library.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { schemaFiles, schemasFolder, textOf } from '../scripts/schemas.ts'
import { encodeEvent } from '../src/codec.ts'
import { diplomacyVocabulary } from '../src/diplomacy.ts'
import { parseDuration } from '../src/duration.ts'
import { isLedgerError } from '../src/errors.ts'
import { record } from '../src/pure.ts'
import { type DateUse, parseDate } from '../src/time.ts'
import { parseRecorded } from '../src/vocabulary.ts'
import { arbitraryDate, arbitraryDateText } from './arbitrary-date.ts'
import { arbitraryHistory } from './arbitrary-history.ts'
import { countedIds, idAt } from './fixed-clock.ts'

const files = readdirSync(schemasFolder)
const ajv = new Ajv2020({ allowUnionTypes: true })
for (const name of files) ajv.addSchema(JSON.parse(readFileSync(join(schemasFolder, name), 'utf8')) as object)

type Json = { [field: string]: unknown }

/** True where the schema of this name takes the value. */
const takes = (name: string, value: unknown): boolean => ajv.validate(name, value) === true
const schemaOf = (type: string): string => (diplomacyVocabulary.types.has(type) ? `${type}.json` : 'unknown.json')

test('the files are the ones the tables make: run npm run docs:schemas after changing one', () => {
  const made = schemaFiles()
  expect([...files].sort()).toEqual([...made.keys()].sort())
  for (const [name, schema] of made) expect(readFileSync(join(schemasFolder, name), 'utf8'), name).toBe(textOf(schema))
  expect(files.length).toBe(diplomacyVocabulary.types.size + 3)
})

// ── random events ────────────────────────────────────────────────────────────────────────────────────────────────

/** Remarks on the events of a history, by their places in it. */
const someRemarks = fc.array(
  fc.record({
    type: fc.constantFrom(...[...diplomacyVocabulary.types].filter(([, { definition }]) => !definition.isNamed).map(([type]) => type)),
    about: fc.uniqueArray(fc.nat(997), { minLength: 1, maxLength: 2 }),
    by: fc.constantFrom('US', 'RU', 'dpa', undefined),
    set: fc.constantFrom({ note: 'other words' }, { occurred: '2025-04', saidBy: ['US'] }, undefined),
    unset: fc.constantFrom(['note'], undefined),
    words: fc.constantFrom('in these words', undefined),
  }),
  { maxLength: 6 },
)

/** The remark that these parts make, as far as its type takes them. */
function remarkOf({ type, about, ...parts }: { readonly type: string; readonly about: readonly number[] }, events: number): object {
  const { row } = diplomacyVocabulary.types.get(type) as { readonly row: { readonly fields: readonly string[] } }
  const ids = [...new Set(about.map((place) => idAt(1 + (place % events))))]
  const needed = type.startsWith('entry') ? { set: { note: 'a note' }, reason: 'a slip of the pen' } : {}
  const given: Json = { ...needed, ...JSON.parse(JSON.stringify(parts)) }
  const data = Object.fromEntries(row.fields.filter((field) => field in given).map((field) => [field, given[field]]))
  const by = type.startsWith('account') ? { by: given['by'] ?? 'US' } : given['by'] === undefined ? {} : { by: given['by'] }
  const one = type === 'entry.corrected' || type === 'entry.supplemented' || 'set' in data
  return { type, occurred: '2025-06', about: one ? ids.slice(0, 1) : ids, ...by, data }
}

/** What stands as `json` in the lines of a random history with remarks on it. */
const someEvents = fc
  .tuple(arbitraryHistory(diplomacyVocabulary, { maxLength: 30, strangers: true }), someRemarks)
  .map(([inputs, remarks]) => {
    const all = [...inputs, ...remarks.map((remark) => remarkOf(remark, inputs.length) as (typeof inputs)[number])]
    const events = record(['US', 'RU'], all, { ids: countedIds(), clock: () => new Date('2025-06-17T12:00:00Z') })
    return events.map((event) => JSON.parse(encodeEvent(event)).json as Json)
  })

test('every event that is recorded is valid, whatever its type', () => {
  const seen = new Set<string>()
  const isValid = (events: readonly Json[]) => {
    for (const event of events) {
      seen.add(schemaOf(event['type'] as string))
      expect(takes(schemaOf(event['type'] as string), event), `${JSON.stringify(event)} ${ajv.errorsText()}`).toBe(true)
    }
  }
  fc.assert(fc.property(someEvents, isValid), { seed: 20250410, numRuns: 400 })
  expect([...seen].sort()).toEqual(files.filter((name) => !['shared.json', 'event.json'].includes(name)).sort())
})

test('an event is valid as one of its type alone', () => {
  const one = (events: readonly Json[]) => events.slice(0, 2).every((event) => takes('event.json', event))
  fc.assert(fc.property(someEvents, one), { seed: 20250410, numRuns: 40 })
})

test('the logs kept in test/replay are valid', () => {
  const folder = join(import.meta.dirname, 'replay')
  const logs = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jsonl'))
  const lines = logs.flatMap((name) => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n').slice(1))
  const events = lines.map((line) => JSON.parse(line).json as Json)
  const known = (event: Json) => (event['schemaVersion'] === 1 ? schemaOf(event['type'] as string) : 'unknown.json')
  expect(events.filter((event) => !takes(known(event), event))).toEqual([])
  expect(events.length).toBeGreaterThan(200)
})

// ── events with one thing wrong ──────────────────────────────────────────────────────────────────────────────────

const wrong: readonly unknown[] = [7.5, -1, '', ' ', '2025/13', 'a b', '-a', null, true, [], ['x y'], ['RU', 'RU'], { strange: 1 }]

interface Place {
  readonly path: readonly string[]
  readonly value: unknown
}

/** Every place inside an event, outermost first. */
function placesIn(value: unknown, path: readonly string[] = []): readonly Place[] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : []
  return [...(path.length === 0 ? [] : [{ path, value }]), ...inner.flatMap(([key, part]) => placesIn(part, [...path, key]))]
}

function changed(event: Json, path: readonly string[], change: (object: Json, key: string) => void): Json {
  const copy = structuredClone(event)
  const object = path.slice(0, -1).reduce<Json>((inner, key) => inner[key] as Json, copy)
  change(object, path.at(-1) as string)
  return copy
}

/** The event with each of its values gone, or another one in its place; and with a field too many in each object. */
function spoilt(event: Json): readonly Json[] {
  return placesIn(event).flatMap(({ path, value }) => [
    changed(event, path, (object, key) => (Array.isArray(object) ? object.splice(Number(key), 1) : delete object[key])),
    ...wrong.map((other) => changed(event, path, (object, key) => (object[key] = other))),
    ...(typeof value === 'object' && value !== null && !Array.isArray(value)
      ? [changed(event, path, (object, key) => ((object[key] as Json)['strange'] = 1))]
      : []),
  ])
}

/** True where the library reads it from a log and gives it back as it was. */
function isRead(event: Json): boolean {
  try {
    return isDeepStrictEqual(parseRecorded(diplomacyVocabulary, structuredClone(event), 'keep'), event)
  } catch (error) {
    if (isLedgerError(error)) return false
    throw error
  }
}

test('what the library would not read from a log is not valid', () => {
  let refused = 0
  const isRefused = (events: readonly Json[]) => {
    for (const event of events.flatMap(spoilt)) {
      const schema = event['schemaVersion'] === 1 ? schemaOf(String(event['type'])) : 'unknown.json'
      if (!takes(schema, event)) refused += 1
      else expect(isRead(event), JSON.stringify(event)).toBe(true)
    }
  }
  fc.assert(fc.property(someEvents, isRefused), { seed: 20250410, numRuns: 25 })
  expect(refused).toBeGreaterThan(20_000)
})

test.each([
  ['a field of another type', 'demand.raised', { data: { demand: 'd', due: '2025-06' } }],
  ['nobody who acts', 'demand.raised', { by: undefined, to: undefined }],
  ['nobody on whom', 'demand.raised', { to: undefined }],
  ['a direction where there is none', 'meeting.held', { data: { meeting: 'm' } }],
  ['no id of its entity', 'demand.raised', { data: {} }],
  ['a field that is missing', 'mission.staffLimited', { data: { mission: 'm' } }],
  ['no day of the calendar', 'demand.raised', { occurred: '2025-04-31' }],
  ['an end that is open', 'demand.raised', { occurred: '2025-04-10/..' }],
])('refused: %s', (_name, type, parts) => {
  const right = {
    relation: 'RU~US',
    version: 1,
    id: '0196f1a2-7c3b-7d4e-8f5a-000000000001',
    type: 'demand.raised',
    schemaVersion: 1,
    occurred: '2025-04-10',
    recorded: '2025-04-11T08:00:00.000Z',
    by: 'US',
    to: 'RU',
    data: { demand: 'd' },
  }
  expect(takes('demand.raised.json', right)).toBe(true)
  expect(takes(`${type}.json`, JSON.parse(JSON.stringify({ ...right, type, ...parts })))).toBe(false)
})

// ── dates and durations ──────────────────────────────────────────────────────────────────────────────────────────

const shapes: readonly (readonly [DateUse, string])[] = [
  ['occurred', 'shared.json#/$defs/pastDate'],
  ['due', 'shared.json#/$defs/dueDate'],
]

/** A text with one character gone, changed or doubled. */
const misspelt = (texts: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(texts, fc.nat(80), fc.constantFrom('', '0', '1', '3', '9', 'X', '-', '.', '/', '~', 'T', 'Z', '[', ' ', 'P', 'M'), fc.boolean())
    .map(([text, at, sign, over]) => {
      const place = at % (text.length + 1)
      return text.slice(0, place) + sign + text.slice(place + (over ? 1 : 0))
    })

/** What no pattern says: how many days a February has, and which of two dates is the later one. */
const beyondPatterns = /February .* days|before its start|shorter than its start|swap|ends before/

describe.each(shapes)('dates that are %s', (use, schema) => {
  test('every form is valid', () => {
    const isValid = (date: unknown) => takes(schema, JSON.parse(JSON.stringify(date)))
    fc.assert(
      fc.property(
        arbitraryDate(use).map((date) => parseDate(date, use)),
        isValid,
      ),
      { seed: 20250410, numRuns: 3000 },
    )
  })

  test('what the library does not take, or would write otherwise, is not valid', () => {
    let wrongs = 0
    const agrees = (text: string) => {
      const said = answer(() => parseDate(text, use))
      if (said !== text) wrongs += 1
      if (said !== text && !beyondPatterns.test(String(said))) expect(takes(schema, text), `${text}: ${String(said)}`).toBe(false)
      if (said === text) expect(takes(schema, text), text).toBe(true)
    }
    fc.assert(fc.property(misspelt(arbitraryDateText(use)), agrees), { seed: 20250410, numRuns: 5000 })
    expect(wrongs).toBeGreaterThan(1000)
  })
})

const answer = (parse: () => unknown): unknown => {
  try {
    return parse()
  } catch (error) {
    return (error as Error).message
  }
}

test('durations: valid exactly where the library writes them so', () => {
  const count = fc.constantFrom('', '', '', '', '', '0', '1', '5', '90', '99999', '100000', '07')
  const part = (letter: string) => count.map((digits) => (digits === '' ? '' : digits + letter))
  const clock = fc.tuple(part('H'), part('M'), part('S')).map((parts) => (parts.join('') === '' ? '' : `T${parts.join('')}`))
  const span = fc
    .tuple(part('Y'), part('M'), fc.oneof(fc.constant(''), part('W')), part('D'), clock, fc.constantFrom('', '~'))
    .map((parts) => `P${parts.join('')}`)
  const range = fc.tuple(fc.oneof(span, fc.constant('..')), fc.oneof(span, fc.constant('..'))).map((ends) => ends.join('/'))
  const texts = fc.oneof(span, range, misspelt(span))
  const seen = { right: 0, wrong: 0 }
  const agrees = (text: string) => {
    const said = answer(() => parseDuration(text))
    seen[said === text ? 'right' : 'wrong'] += 1
    if (!beyondPatterns.test(String(said)))
      expect(takes('shared.json#/$defs/duration', text), `${text}: ${String(said)}`).toBe(said === text)
  }
  fc.assert(fc.property(texts, agrees), { seed: 20250410, numRuns: 10_000 })
  expect(seen.right).toBeGreaterThan(500)
  expect(seen.wrong).toBeGreaterThan(500)
})
