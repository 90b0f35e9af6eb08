// The JSON Schemas of events, docs/schemas/: what stands as `json` in a line of a log, one file a type and one for what they share.
// In: the tables and the shapes of their fields. Out: JSON Schema 2020-12; run as a program it writes the files,
// and test/schemas.test.ts holds that the files are what the tables say, and that they are true of random events.
// What a pattern cannot say, a schema leaves open: that parties are sorted and differ, 29 February in a year without one,
// an end before its start. A length is counted in characters here, and in units of UTF-16 by the library.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import * as z from 'zod/mini'
import { diplomacyVocabulary } from '../src/diplomacy.ts'
import { type EventInput, envelopeFields } from '../src/event.ts'
import type { CompiledRow } from '../src/lifecycle.ts'
import { toldFields } from '../src/remarks/remark.ts'
import { dueDate, duration, entityId, party, pastDate, reference, type StandardSchema } from '../src/shape.ts'
import type { Definition } from '../src/table.ts'

/** A schema as it is written down. */
export type Schema = { readonly [keyword: string]: unknown }

/** Where the schemas lie. */
export const schemasFolder = fileURLToPath(new URL('../docs/schemas', import.meta.url))

const dialect = 'https://json-schema.org/draft/2020-12/schema'
const shared = (name: string): Schema => ({ $ref: `shared.json#/$defs/${name}` })

/** Every file by its name. */
export function schemaFiles(): ReadonlyMap<string, Schema> {
  const types = [...diplomacyVocabulary.types.values()].map(({ definition, row }) => [row.type, eventSchema(definition, row)] as const)
  const all = [['shared', sharedSchema()], ['unknown', unknownSchema()], ['event', anySchema(types)], ...types] as const
  return new Map(all.map(([name, schema]) => [`${name}.json`, { $schema: dialect, $id: `${name}.json`, ...schema }]))
}

/** The text of a file. */
export const textOf = (schema: Schema): string => `${JSON.stringify(schema, null, 2)}\n`

// ── one type ─────────────────────────────────────────────────────────────────────────────────────────────────────

function eventSchema(definition: Definition, row: CompiledRow): Schema {
  const { properties, required, dependent, limits } = definition.isNamed ? directionOf(definition, row) : remarkParts(definition, row)
  return {
    title: row.type,
    type: 'object',
    ...shared('envelope'),
    properties: {
      type: { const: row.type },
      schemaVersion: { const: row.schemaVersion },
      ...properties,
      data: dataSchema(definition, row),
    },
    ...(required.length === 0 ? {} : { required }),
    ...(dependent === undefined ? {} : { dependentRequired: dependent }),
    ...limits,
    unevaluatedProperties: false,
  }
}

/** An entry or an account is about events, has nobody it is done to, and may need somebody who tells it: its own check says so. */
function remarkParts(definition: Definition, row: CompiledRow): Direction {
  const ofTwo = { about: ['a', 'b'] }
  const without = (field: string) => ({ ...ofTwo, data: allFields(row.fields.filter((each) => each !== field)) })
  const isOfOne = refuses(definition, row, ofTwo)
  // With this field it is about one event alone, and about several without it.
  const telling = isOfOne ? row.fields.find((field) => !refuses(definition, row, without(field))) : undefined
  const about = { type: 'array', minItems: 1, ...(isOfOne && telling === undefined ? { maxItems: 1 } : {}) }
  const asksWho = refuses(definition, row, { by: undefined })
  return {
    properties: { by: shared('party'), about },
    required: ['about', ...(asksWho ? ['by'] : [])],
    ...(telling === undefined ? {} : { limits: { not: { properties: { about: { minItems: 2 }, data: { required: [telling] } } } } }),
  }
}

const allFields = (fields: readonly string[]): Schema => Object.fromEntries(fields.map((field) => [field, true]))

/** Whether the check of a remark refuses it with these parts, where it takes it without them. */
function refuses({ check }: Definition, row: CompiledRow, parts: object): boolean {
  const whole = { about: ['a'], by: 'US', data: allFields(row.fields) }
  try {
    check?.(row, { ...whole, ...parts } as unknown as EventInput, {})
    return false
  } catch {
    return true
  }
}

interface Direction {
  readonly properties: Schema
  readonly required: readonly string[]
  readonly dependent?: Schema
  readonly limits?: Schema
}

/** `by` is there where something rests on it; `to` follows from it, unless a third party acts, which may name a side or none. */
function directionOf(definition: Definition, row: CompiledRow): Direction {
  if (row.by === undefined) return { properties: {}, required: [] }
  const properties = { by: shared('party'), to: shared('party') }
  const castsRole = row.casts !== undefined && definition.lifecycle.opposites.has(row.casts)
  const rests = castsRole || [row.role, row.each, row.marks, row.clears].some((each) => each !== undefined)
  const dependent = { to: ['by'], ...(row.third === true ? {} : { by: ['to'] }) }
  return { properties, required: rests ? (row.third === true ? ['by'] : ['by', 'to']) : [], dependent }
}

function dataSchema(definition: Definition, row: CompiledRow): Schema {
  const { kind, fields, isNamed } = definition
  const id = isNamed ? [[kind, shared('entityId')] as const] : []
  const own = row.fields.map((field) => [field, fieldSchema(fields.get(field))] as const)
  // Of what a remark may bring, something may have to be there.
  const some = isNamed
    ? []
    : row.fields.filter((field) => !row.asks.includes(field) && !refuses(definition, row, { data: { [field]: true } }))
  const asksSome = !isNamed && refuses(definition, row, { data: {} })
  return {
    type: 'object',
    properties: Object.fromEntries([...id, ...own].sort(([a], [b]) => (a < b ? -1 : 1))),
    required: [...id.map(([name]) => name), ...row.asks].sort(),
    ...(asksSome ? { anyOf: some.map((field) => ({ required: [field] })) } : {}),
    additionalProperties: false,
  }
}

/** A shape of ours by its name, for only its own parser knows what it takes; of any other what zod says. A role, which has no shape, is a party. */
function fieldSchema(shape: StandardSchema | undefined): Schema {
  if (shape === undefined) return shared('party')
  const { $schema, ...schema } = z.toJSONSchema(shape as unknown as z.core.$ZodType, {
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const name = named.get(zodSchema)
      delete jsonSchema.readOnly
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
      if (name === undefined && zodSchema._zod.def.type === 'pipe')
        throw new Error('a shape has a parser of its own — name it in scripts/schemas.ts')
      if (name === undefined) return
      for (const keyword of Object.keys(jsonSchema)) delete (jsonSchema as Record<string, unknown>)[keyword]
      Object.assign(jsonSchema, shared(name))
    },
  })
  return schema
}

const named = new Map<unknown, string>([
  [party, 'party'],
  [entityId, 'entityId'],
  [reference, 'reference'],
  [duration, 'duration'],
  [dueDate, 'dueDate'],
  [pastDate, 'pastDate'],
  [toldFields, 'toldFields'],
])

// ── what they share ──────────────────────────────────────────────────────────────────────────────────────────────

const here = (name: string): Schema => ({ $ref: `#/$defs/${name}` })
const list = (items: Schema): Schema => ({ type: 'array', items, uniqueItems: true })

const always = ['relation', 'version', 'id', 'type', 'schemaVersion', 'occurred', 'recorded', 'data']

/** What no remark tells anew: what makes an event the one it is. */
const fixedFields = [...envelopeFields, 'position'].filter((field) => !z.safeParse(toldFields, { [field]: true }).success)

/** The parts of the envelope that any event may have; `by`, `to` and `data` are its type's. In the order in which they are written. */
function envelopeSchema(): Schema {
  const parts: { readonly [field: string]: Schema } = {
    relation: here('relation'),
    version: here('count'),
    id: here('eventId'),
    type: { type: 'string' },
    schemaVersion: here('count'),
    occurred: here('pastDate'),
    reported: here('pastDate'),
    recorded: here('instant'),
    saidBy: list(here('party')),
    sources: { type: 'array', items: here('source') },
    at: here('entityId'),
    regarding: list(here('reference')),
    note: here('words'),
    about: list(here('eventId')),
    causation: here('eventId'),
    correlation: here('words'),
    actor: here('words'),
  }
  const known = envelopeFields.filter((field) => field in parts)
  return { type: 'object', properties: Object.fromEntries(known.map((field) => [field, parts[field]])), required: always }
}

const partyPattern = '[A-Za-z0-9][A-Za-z0-9-]{0,63}'
const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}'
const text = (pattern: string, description: string): Schema => ({ type: 'string', pattern: `^(?:${pattern})$`, description })

function sharedSchema(): Schema {
  const words = { type: 'string', minLength: 1, description: 'A text that says something.' }
  return {
    title: 'What the schemas of events share',
    $defs: {
      envelope: envelopeSchema(),
      relation: text(`${partyPattern}~${partyPattern}`, 'Two different parties, sorted by code unit and joined by ~.'),
      party: text(partyPattern, 'A party, or a third party.'),
      eventId: text(uuid, 'A uuid in small letters.'),
      entityId: text('[a-z0-9][a-z0-9-]{0,127}', 'The id of an entity.'),
      reference: text('[a-z][A-Za-z0-9]{0,63}/[a-z0-9][a-z0-9-]{0,127}', 'An entity of any kind: its kind and its id.'),
      count: { type: 'integer', minimum: 1 },
      words,
      instant: text(String.raw`\d{4}-${monthDay}T${clock}:[0-5]\d\.\d{3}Z`, 'When the ledger took it, by its clock.'),
      duration: text(durationPattern, 'ISO 8601, perhaps approximate, or a range.'),
      pastDate: dateSchema(pastPattern, 'A date of what was or is, as in docs/time.md.'),
      dueDate: dateSchema(`${pastPattern}|(?:${stretch})/\\.\\.`, 'A date of what is due: its end may be open.'),
      toldFields: {
        type: 'object',
        minProperties: 1,
        propertyNames: { not: { enum: fixedFields } },
        description: 'Fields of the event, as they are told anew.',
      },
      source: {
        type: 'object',
        properties: { title: words, url: words, publisher: words, published: here('pastDate'), quote: words },
        additionalProperties: false,
      },
    },
  }
}

function dateSchema(pattern: string, description: string): Schema {
  const edtf = { type: 'string', pattern: `^(?:${pattern})$` }
  const properties = { edtf, phrase: { type: 'string', pattern: String.raw`\S` }, anchor: { type: 'string', pattern: `^${day}$` } }
  const worded = { type: 'object', properties, required: ['edtf'], minProperties: 2, additionalProperties: false }
  return { description, anyOf: [edtf, worded] }
}

// The forms of docs/time.md, one after the other; canonical, as they are recorded.
const month = '(?:0[1-9]|1[0-2])'
const monthDay = String.raw`(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|[12]\d))`
const day = String.raw`\d{4}-${monthDay}`
const clock = String.raw`(?:[01]\d|2[0-3]):[0-5]\d`
const zone = String.raw`(?:Z|\+${clock}|-(?!00:00)${clock})`
const instant = String.raw`${day}T${clock}(?::[0-5]\d(?:\.\d{3})?)?${zone}`
const qualified = [
  day,
  String.raw`\d{4}-${month}`,
  String.raw`\d{4}-2[1-4]`,
  String.raw`\d{4}`,
  String.raw`\d{3}X`,
  String.raw`\d\dXX`,
  String.raw`\d{4}-XX(?:-XX)?`,
  String.raw`\d{4}-${month}-XX`,
]
const stretch = `(?:${qualified.join('|')})[~?%]?|${instant}`
const yearless = `XXXX-${monthDay}[~?%]?`
const intervals = String.raw`(?:${stretch}|\.\.)?/(?:${stretch})|(?:${stretch})/`
const sets = String.raw`\[(?:${stretch})\.\.(?:${stretch})?\]|\[\.\.(?:${stretch})\]`
const pastPattern = `${stretch}|${yearless}|${intervals}|${sets}`

const spans = [
  'P0[YMWD]|PT0[HMS]',
  String.raw`P[1-9]\d{0,4}W`,
  String.raw`P(?=\d|T\d)(?:[1-9]\d{0,4}Y)?(?:[1-9]\d{0,4}M)?(?:[1-9]\d{0,4}D)?(?:T(?=\d)(?:[1-9]\d{0,4}H)?(?:[1-9]\d{0,4}M)?(?:[1-9]\d{0,4}S)?)?`,
]
const span = `(?:${spans.join('|')})~?`
const durationPattern = String.raw`${span}(?:/(?:${span}|\.\.))?|\.\./${span}`

// ── any event ────────────────────────────────────────────────────────────────────────────────────────────────────

/** What is kept as it is: a type that no entity of diplomacy has, or a later version of one. */
function unknownSchema(): Schema {
  const rows = [...diplomacyVocabulary.types.values()].map(({ row }) => row)
  const versions = [...new Set(rows.map((row) => row.schemaVersion))]
  const known = (schemaVersion: number): Schema => {
    const types = rows.filter((row) => row.schemaVersion === schemaVersion).map((row) => row.type)
    return { type: 'object', properties: { type: { enum: types }, schemaVersion: { const: schemaVersion } } }
  }
  return {
    title: 'An event of a type that the vocabulary of diplomacy does not have, or of another version of one',
    type: 'object',
    ...shared('envelope'),
    properties: { by: shared('party'), to: shared('party'), data: { type: 'object' } },
    dependentRequired: { to: ['by'] },
    unevaluatedProperties: false,
    allOf: versions.map((schemaVersion) => ({ not: known(schemaVersion) })),
  }
}

function anySchema(types: readonly (readonly [string, Schema])[]): Schema {
  return { title: 'An event of a log', oneOf: [...types.map(([type]) => ({ $ref: `${type}.json` })), { $ref: 'unknown.json' }] }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const files = schemaFiles()
  mkdirSync(schemasFolder, { recursive: true })
  for (const old of readdirSync(schemasFolder)) if (!files.has(old)) rmSync(join(schemasFolder, old))
  for (const [name, schema] of files) writeFileSync(join(schemasFolder, name), textOf(schema))
}
