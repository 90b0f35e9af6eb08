// Shapes: what the fields of an event may hold.
// In: any Standard Schema (zod, valibot, arktype …) that answers at once; here, the few that the built-in entities share.
// Out: the checked, fresh value, or what is wrong with it and where.
// Source: the Standard Schema specification, version 1.
import { z } from 'zod'
import { parseDuration } from './duration.ts'
import { isLedgerError } from './errors.ts'
import { checkEntityId, checkParty, checkReference } from './ids.ts'
import { type ImpreciseDate, parseDate } from './time.ts'

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
export type InputOf<Schema> = Schema extends { readonly '~standard': { readonly types?: { readonly input: infer Input } | undefined } } ? Input : never

/** What stands in the event, once checked. */
export type OutputOf<Schema> = Schema extends { readonly '~standard': { readonly types?: { readonly output: infer Output } | undefined } } ? Output : never

/** A text that says something: 1 to 10,000 characters. */
export const text = z.string().min(1).max(10_000)

/** A party, or a third party: `US`, `dpa`. */
export const party = grammar(checkParty)

/** The id of an entity whose kind is known: `embassy-payments`. */
export const entityId = grammar(checkEntityId)

/** A reference to an entity of any kind: `guarantee/embassy-payments`. */
export const reference = grammar(checkReference)

/** How long something took: ISO 8601, `PT5H~`, `PT5H/PT6H`. */
export const duration = grammar(parseDuration)

/** Words in the source's language, beside the date they stand for. */
const wordedDate = z.strictObject({ edtf: z.string(), phrase: z.string().optional(), anchor: z.string().optional() })

/** An imprecise date that is due: its end may be open, `2025-04-10/..`. */
export const dueDate = z.union([z.string(), wordedDate]).transform((given, context) => said(context, () => parseDate(given as ImpreciseDate, 'due')))

/** An imprecise date of something that was or is: `2021-08-01`. */
export const pastDate = z.union([z.string(), wordedDate]).transform((given, context) => said(context, () => parseDate(given as ImpreciseDate, 'occurred')))

/** A string that one of our own parsers accepts; its error message becomes the issue. */
function grammar(parse: (given: string) => string) {
  return z.string().transform((given, context) => said(context, () => parse(given)))
}

function said<Value>(context: z.RefinementCtx, parse: () => Value): Value {
  try {
    return parse()
  } catch (error) {
    if (!isLedgerError(error)) throw error
    context.addIssue({ code: 'custom', message: error.message })
    return z.NEVER
  }
}
