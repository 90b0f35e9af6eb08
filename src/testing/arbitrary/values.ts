// Values for the fields of events, from the schemas of a vocabulary.
// In: a schema: one of the library's own, any zod schema, one that gives a JSON Schema; or an arbitrary of the user's.
// Out: a pool of values that the schema accepts, the shortest first, so that a counterexample shrinks to short ones.
import fc from 'fast-check'
import { toJSONSchema } from 'zod/mini'
import { plainCopy } from '../../codec.ts'
import { LedgerError } from '../../errors.ts'
import { dueDate, duration, entityId, party, pastDate, reference, type StandardSchema } from '../../shape.ts'
import { literal } from '../print-events.ts'
import { arbitraryDate, dayAfterStart, waysToSay } from './dates.ts'

/** What values are made of besides their schema. */
export interface ValueContext {
  readonly parties: readonly [string, string]
  /** Ids that entities of the history have. */
  readonly ids: readonly string[]
  /** Kinds of entities, for references. */
  readonly kinds: readonly string[]
  /** Arbitraries of a user's own, by `kind.field`. */
  readonly values: { readonly [field: string]: fc.Arbitrary<unknown> }
}

const samples = 160

/** Values the schema of a field accepts, the shortest first. Throws INVALID_ARGUMENT where none is found. */
export function valuesOf(schema: StandardSchema, field: string, context: ValueContext): readonly unknown[] {
  const own = context.values[field]
  const found = [...new Map(sampled(own ?? fromSchema(schema, context)).map((value) => [literal(value), value] as const))]
    .filter(([, value]) => isTaken(schema, value))
    .sort(([a], [b]) => a.length - b.length)
  if (found.length > 0) return found.map(([, value]) => value)
  const message = `values: none was found that the schema of ${field} accepts — hand in an arbitrary: values: { '${field}': fc.constant(…) }`
  throw new LedgerError('INVALID_ARGUMENT', message, { argument: 'values', given: own })
}

/** Always the same ones: what differs from run to run is which of them a history takes. */
const sampled = (arbitrary: fc.Arbitrary<unknown>): readonly unknown[] => fc.sample(arbitrary, { numRuns: samples, seed: 1 })

function isTaken(schema: StandardSchema, value: unknown): boolean {
  try {
    plainCopy(value)
  } catch {
    return false
  }
  const result = schema['~standard'].validate(value)
  return !(result instanceof Promise) && result.issues === undefined
}

// ── from a schema to an arbitrary ────────────────────────────────────────────────────────────────────────────────

/** A JSON Schema, as far as it is read; `own` names a shape that JSON Schema has no word for. */
interface JsonSchema {
  readonly own?: string
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly $ref?: string
  readonly $defs?: { readonly [name: string]: JsonSchema }
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly multipleOf?: number
  readonly items?: JsonSchema | boolean
  readonly prefixItems?: readonly JsonSchema[]
  readonly minItems?: number
  readonly maxItems?: number
  readonly properties?: { readonly [name: string]: JsonSchema }
  readonly required?: readonly string[]
  readonly additionalProperties?: JsonSchema | boolean
  readonly propertyNames?: JsonSchema
}

/** The library's own shapes are texts to JSON Schema; so is whatever has a grammar of its own. */
const ownShapes = new Map<unknown, string>([
  [party, 'party'],
  [entityId, 'entityId'],
  [reference, 'reference'],
  [duration, 'duration'],
  [dueDate, 'due'],
  [pastDate, 'occurred'],
])

function jsonSchemaOf(schema: StandardSchema): JsonSchema | undefined {
  if (schema['~standard'].vendor === 'zod') {
    return toJSONSchema(schema as never, {
      io: 'input',
      unrepresentable: 'any',
      override: ({ zodSchema, jsonSchema }) => {
        const own = ownShapes.get(zodSchema) ?? (zodSchema._zod.def.type === 'bigint' ? 'bigint' : undefined)
        if (own !== undefined) Object.assign(jsonSchema, { own })
      },
    }) as JsonSchema
  }
  const given = schema['~standard'] as { readonly jsonSchema?: { readonly input?: (options: { target: string }) => unknown } }
  return given.jsonSchema?.input?.({ target: 'draft-2020-12' }) as JsonSchema | undefined
}

/** What a schema says of itself; a schema that says nothing is tried with values of every kind. */
const fromSchema = (schema: StandardSchema, context: ValueContext): fc.Arbitrary<unknown> => {
  const json = jsonSchemaOf(schema) ?? {}
  return fromJson(json, { context, root: json, depth: 0 })
}

interface Reading {
  readonly context: ValueContext
  readonly root: JsonSchema
  readonly depth: number
}

const deepest = 6

function fromJson(json: JsonSchema | boolean | undefined, reading: Reading): fc.Arbitrary<unknown> {
  if (typeof json !== 'object' || reading.depth > deepest) return anything
  const deeper = { ...reading, depth: reading.depth + 1 }
  if (json.own !== undefined) return ownValue(json.own, reading.context)
  if ('const' in json) return fc.constant(json.const)
  if (json.enum !== undefined) return fc.constantFrom(...json.enum)
  if (json.$ref !== undefined) return fromJson(referred(json.$ref, reading.root), deeper)
  const choices = json.anyOf ?? json.oneOf
  if (choices !== undefined) return fc.oneof(...choices.map((choice) => fromJson(choice, deeper)))
  if (json.allOf !== undefined) return fromJson(Object.assign({}, json, { allOf: undefined }, ...json.allOf), deeper)
  const types = Array.isArray(json.type) ? json.type : [json.type]
  return fc.oneof(...types.map((type) => ofType(type, json, deeper)))
}

function referred(reference: string, root: JsonSchema): JsonSchema {
  const steps = reference.split('/').slice(1)
  return steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], root) as JsonSchema
}

function ofType(type: string | undefined, json: JsonSchema, reading: Reading): fc.Arbitrary<unknown> {
  if (type === 'string') return texts(json)
  if (type === 'integer') return integers(json)
  if (type === 'number') return numbers(json)
  if (type === 'boolean') return fc.boolean()
  if (type === 'null') return fc.constant(null)
  if (type === 'array') return lists(json, reading)
  return type === 'object' ? objects(json, reading) : anything
}

const words = fc.constantFrom('a', 'words', 'other words', 'a longer text, with a comma', 'Ünïcode 会 😀', "it's “quoted”", '0', ' x')
const anything: fc.Arbitrary<unknown> = fc.oneof(
  words,
  fc.integer({ min: -3, max: 1000 }),
  fc.boolean(),
  fc.constantFrom(null, [], {}, ['a'], { a: 1 }, 1.5, '2025-04-10'),
)

function texts({ pattern, minLength = 0, maxLength = 10_000 }: JsonSchema): fc.Arbitrary<string> {
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern, 'u'))
  const random = fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, minLength + 12) })
  return fc.oneof(words, random).map((text) => text.padEnd(minLength, 'x').slice(0, maxLength))
}

function integers({ minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf = 1 }: JsonSchema): fc.Arbitrary<number> {
  const least = minimum ?? (exclusiveMinimum === undefined ? undefined : exclusiveMinimum + 1)
  const most = maximum ?? (exclusiveMaximum === undefined ? undefined : exclusiveMaximum - 1)
  const min = Math.ceil((least ?? Math.min(0, most ?? 0) - 3) / multipleOf)
  const max = Math.max(min, Math.floor(Math.min(most ?? min + 1000, min + 1000)))
  return fc.integer({ min, max }).map((number) => number * multipleOf)
}

/** Whole numbers among them, where there are any between the bounds: whatever does not fit is left out later. */
function numbers(json: JsonSchema): fc.Arbitrary<number> {
  if (json.multipleOf !== undefined) return integers(json)
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = json
  const min = minimum ?? exclusiveMinimum ?? Math.min(0, (maximum ?? exclusiveMaximum ?? 0) - 1)
  const max = maximum ?? exclusiveMaximum ?? min + 1000
  return fc.oneof(integers(json), fc.double({ min, max, noNaN: true }))
}

function lists({ items, prefixItems, minItems = 0, maxItems = minItems + 3 }: JsonSchema, reading: Reading): fc.Arbitrary<unknown> {
  if (prefixItems !== undefined) return fc.tuple(...prefixItems.map((item) => fromJson(item, reading)))
  return fc.array(fromJson(items, reading), { minLength: minItems, maxLength: Math.min(maxItems, minItems + 3) })
}

function objects(
  { properties = {}, required = [], additionalProperties, propertyNames }: JsonSchema,
  reading: Reading,
): fc.Arbitrary<unknown> {
  const named = Object.fromEntries(Object.entries(properties).map(([name, json]) => [name, fromJson(json, reading)]))
  const known = fc.record(named, { requiredKeys: required.filter((name) => name in named), noNullPrototype: true })
  if (typeof additionalProperties !== 'object') return known
  const name = propertyNames === undefined ? fc.constantFrom('a', 'b', 'other') : (fromJson(propertyNames, reading) as fc.Arbitrary<string>)
  const others = fc.dictionary(name, fromJson(additionalProperties, reading), { maxKeys: 3, noNullPrototype: true })
  return fc.tuple(others, known).map(([other, own]) => ({ ...other, ...own }))
}

function ownValue(own: string, { parties, ids, kinds }: ValueContext): fc.Arbitrary<unknown> {
  if (own === 'party') return fc.constantFrom(...parties, ...parties, 'UN')
  if (own === 'entityId') return fc.constantFrom(...ids, 'another-one')
  if (own === 'reference') return fc.constantFrom(...kinds.flatMap((kind) => ids.map((id) => `${kind}/${id}`)))
  if (own === 'duration') return fc.constantFrom('PT5H', 'PT5H~', 'PT1H30M', 'PT5H/PT6H', 'P1D', 'PT6H/..', 'P1Y2M')
  if (own === 'bigint') return fc.oneof(fc.bigInt({ min: 0n, max: 9n }), fc.bigInt())
  const use = own === 'due' ? 'due' : 'occurred'
  const near = fc.constantFrom(
    ...[5, 60, 200].flatMap((days) => waysToSay(dayAfterStart(days))),
    ...(use === 'due' ? ['2025-06-10/..'] : []),
  )
  return fc.oneof({ weight: 3, arbitrary: near }, { weight: 1, arbitrary: arbitraryDate(use) })
}
