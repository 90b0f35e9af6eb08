// Shapes: what the fields of an event may hold.
// In: any Standard Schema (zod, valibot, arktype …) that answers at once; here, the few that the built-in entities share.
// Out: the checked, fresh value, or what is wrong with it and where.
// Source: the Standard Schema specification, version 1.
import * as z from 'zod/mini'
import { parseDuration } from './duration.ts'
import type { LedgerError } from './errors.ts'
import { checkEntityId, checkParty, checkReference } from './ids.ts'
import { type DateUse, type ImpreciseDate, parseDate } from './time.ts'

/** The part of the Standard Schema interface that the library uses. */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => ShapeResult<Output> | Promise<ShapeResult<Output>>
    readonly types?: { readonly input: Input; readonly output: Output } | undefined
  }
}

type ShapeResult<Output> = { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly ShapeIssue[] }

/** What a schema found wrong: a message, and the way to it inside the value. */
export interface ShapeIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** What a caller may give for a schema. */
export type InputOf<Schema> = Schema extends { readonly '~standard': { readonly types?: { readonly input: infer Input } | undefined } }
  ? Input
  : never

/** What stands in the event, once checked. */
export type OutputOf<Schema> = Schema extends { readonly '~standard': { readonly types?: { readonly output: infer Output } | undefined } }
  ? Output
  : never

/**
 * A text that says something: 1 to 10,000 characters.
 *
 * @example
 * ```ts
 * import { text } from 'relations-ledger'
 * const fields = { title: text }
 * ```
 */
export const text = z
  .string('must be a text')
  .check(z.minLength(1, 'must say something, not be empty'), z.maxLength(10_000, 'must be 10,000 characters at most'))

/**
 * One of a few words.
 *
 * @example
 * ```ts
 * import { oneOf } from 'relations-ledger'
 * const fields = { mode: oneOf('in person', 'telephone') }
 * ```
 */
export const oneOf = <const Words extends readonly string[]>(...words: Words) =>
  z.enum(words, `must be one of ${words.map((word) => `'${word}'`).join(', ')}`)

/**
 * True or false.
 *
 * @example
 * ```ts
 * import { flag } from 'relations-ledger'
 * const fields = { reciprocal: flag }
 * ```
 */
export const flag = z.boolean('must be true or false')

/**
 * A whole number from the given one on.
 *
 * @example
 * ```ts
 * import { countFrom } from 'relations-ledger'
 * const fields = { round: countFrom(1) }
 * ```
 */
export const countFrom = (least: number) => z.int('must be a whole number').check(z.minimum(least, `must be ${least} or more`))

/** A number that caps something, or null: no cap. */
export const countOrNone = z.nullable(countFrom(0))

/**
 * A list of texts, one at least.
 *
 * @example
 * ```ts
 * import { texts } from 'relations-ledger'
 * const fields = { properties: texts }
 * ```
 */
export const texts = z.readonly(z.array(text, 'must be a list of texts').check(z.minLength(1, 'must name one at least')))

/**
 * A party, or a third party: `US`, `dpa`.
 *
 * @example
 * ```ts
 * import { party } from 'relations-ledger'
 * const fields = { host: party }
 * ```
 */
export const party = grammar(checkParty)

/**
 * The id of an entity whose kind is known: `embassy-payments`.
 *
 * @example
 * ```ts
 * import { entityId } from 'relations-ledger'
 * const fields = { successor: entityId }
 * ```
 */
export const entityId = grammar(checkEntityId)

/**
 * A reference to an entity of any kind: `guarantee/embassy-payments`.
 *
 * @example
 * ```ts
 * import { reference } from 'relations-ledger'
 * const fields = { tiedTo: reference }
 * ```
 */
export const reference = grammar(checkReference)

/**
 * How long something took: ISO 8601, `PT5H~`, `PT5H/PT6H`.
 *
 * @example
 * ```ts
 * import { duration } from 'relations-ledger'
 * const fields = { duration }
 * ```
 */
export const duration = grammar(parseDuration)

/**
 * People by party: `{ US: [{ name: 'Sonata Coulter', role: 'head' }] }`.
 *
 * @example
 * ```ts
 * import { peopleByParty } from 'relations-ledger'
 * const fields = { delegations: peopleByParty }
 * ```
 */
export const peopleByParty = z.readonly(
  z.record(
    party,
    z.readonly(
      z.array(z.strictObject({ name: text, role: z.optional(text) }, 'must be people such as { name, role }'), 'must be a list of people'),
    ),
    'must be lists of people by party',
  ),
)

const noDate = 'must be a date such as 2025-04-10, or { edtf, phrase, anchor }'

/** Words in the source's language, beside the date they stand for. */
const wordedDate = z.strictObject({ edtf: z.string(), phrase: z.optional(z.string()), anchor: z.optional(z.string()) }, noDate)

/**
 * An imprecise date that is due: its end may be open, `2025-04-10/..`.
 *
 * @example
 * ```ts
 * import { dueDate } from 'relations-ledger'
 * const fields = { due: dueDate }
 * ```
 */
export const dueDate = imprecise('due')

/**
 * An imprecise date of something that was or is: `2021-08-01`.
 *
 * @example
 * ```ts
 * import { pastDate } from 'relations-ledger'
 * const fields = { inForceFrom: pastDate }
 * ```
 */
export const pastDate = imprecise('occurred')

function imprecise(use: DateUse) {
  return z.pipe(
    z.union([z.string(), wordedDate], noDate),
    z.transform((date, context) => said(context, date, () => parseDate(date as ImpreciseDate, use))),
  )
}

/** A string that one of our own parsers accepts; its error message becomes the issue. */
function grammar(parse: (given: string) => string) {
  return z.pipe(
    z.string('must be a text'),
    z.transform((given, context) => said(context, given, () => parse(given))),
  )
}

function said<Value>(context: { readonly issues: object[] }, input: unknown, parse: () => Value): Value {
  try {
    return parse()
  } catch (error) {
    context.issues.push({ code: 'custom', message: (error as LedgerError).message, input })
    return z.NEVER
  }
}
