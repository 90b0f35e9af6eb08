// Constructing: what a caller wrote becomes the input of an event.
// In: a definition, a row, and the fields given: flat, or parted into envelope and data.
// Out: a checked, frozen input with fresh values; or one LedgerError that names the field.
import { plainCopy } from './codec.ts'
import type { Where } from './errors.ts'
import { checkAt, type EventInput, envelopeFields, freezeDeep, parseEnvelope, refuse } from './event.ts'
import { checkEntityId, checkParty } from './ids.ts'
import type { CompiledRow, Lifecycle } from './lifecycle.ts'
import { isSame } from './same.ts'
import type { ShapeIssue, StandardSchema } from './shape.ts'
import type { Definition } from './table.ts'

const envelopeNames = new Set<string>(
  envelopeFields.filter((name) => !['relation', 'version', 'type', 'schemaVersion', 'recorded', 'data'].includes(name)),
)

/** Inputs that were checked against a definition already, and frozen. */
const checked = new WeakMap<object, Definition>()

/** The definition an input was checked against, by a constructor or before; under another one it has to be checked again. */
export const checkedBy = (input: object): Definition | undefined => checked.get(input)

/** The constructor of one type of event: a flat object in, a checked and frozen input out. */
export function constructorOf(definition: Definition, row: CompiledRow): (flat: unknown) => EventInput {
  return (flat) => {
    const where = { type: row.type }
    if (typeof flat !== 'object' || flat === null || Array.isArray(flat))
      return refuse('the input', flat, "must be one object — write { occurred: '2025-04', … } with the fields of the event", where)
    const given = plainCopy(withTextDates(flat), where) as { readonly [field: string]: unknown }
    const own = Object.fromEntries(Object.entries(given).filter(([name]) => !envelopeNames.has(name)))
    return parseInput(definition, row, given, own, where)
  }
}

/** The dates of the envelope may be a Date, which becomes text; anywhere else a Date is refused. */
function withTextDates(flat: object): object {
  const { occurred, reported } = flat as { occurred?: unknown; reported?: unknown }
  const dates = [['occurred', occurred] as const, ['reported', reported] as const].filter(([, date]) => date instanceof Date)
  return dates.length === 0 ? flat : { ...flat, ...Object.fromEntries(dates.map(([name, date]) => [name, isoOf(date as Date)])) }
}

const isoOf = (date: Date): string => (Number.isNaN(date.getTime()) ? 'an invalid Date' : date.toISOString())

/** The checked, frozen input of one event of this row, from its envelope, beside which others may stand, and its own fields. */
export function parseInput(
  definition: Definition,
  row: CompiledRow,
  envelope: { readonly [field: string]: unknown },
  own: { readonly [field: string]: unknown },
  where: Where,
): EventInput {
  const parsed = {
    type: row.type,
    schemaVersion: row.schemaVersion,
    ...parseEnvelope(envelope, where),
    data: parseData(definition, row, own, where),
  }
  checkDirection(row, parsed, definition.lifecycle, where)
  definition.check?.(row, parsed, where)
  checked.set(parsed, definition)
  return freezeDeep(parsed)
}

/** Who acts and on whom, held to the row: what it asks for is there, and what it has no place for is not. */
export function checkDirection(row: CompiledRow, input: EventInput, life: Lifecycle, where: Where): void {
  const restsOnBy = row.role ?? row.each ?? row.marks ?? row.clears ?? (life.opposites.has(row.casts as string) ? row.casts : undefined)
  if (row.by === undefined && input.by !== undefined)
    refuse('by', input.by, 'has no place here: the event has no direction — say who asserts it with saidBy', where)
  if (restsOnBy !== undefined && input.by === undefined)
    refuse('by', undefined, `is missing — say which side did it (its ${restsOnBy})`, where)
  if (input.by === undefined && input.to !== undefined) refuse('to', input.to, 'has no place without by — say who acted', where)
}

/**
 * The type's own part of an event, each field checked by its schema; a field that has no place is refused.
 * It is checked in place, and becomes the event's: a field is written to only where its schema gives another value.
 */
export function parseData(
  definition: Definition,
  row: CompiledRow,
  own: { [field: string]: unknown },
  where: Where,
): { readonly [field: string]: unknown } {
  for (const field in own) {
    const value = own[field]
    if (definition.isNamed && field === definition.kind) checkAt(field, value, checkEntityId, where)
    else if (row.fields.includes(field)) {
      const checked = checkField(definition, field, value, where)
      if (checked !== value) own[field] = checked
    } else
      refuse(
        field,
        value,
        `has no place here — ${row.type} takes ${[...(definition.isNamed ? [definition.kind] : []), ...row.fields].join(', ')} and the envelope's fields`,
        where,
      )
  }
  if (definition.isNamed && own[definition.kind] === undefined)
    refuse(definition.kind, undefined, `is missing — give the id of the ${definition.kind}`, where)
  for (const field of row.asks) if (own[field] === undefined) refuse(field, undefined, `is missing — ${row.type} needs it`, where)
  return own
}

function checkField(definition: Definition, field: string, value: unknown, where: Where): unknown {
  const schema = definition.fields.get(field)
  if (schema === undefined) return checkParty(value, { ...where, field })
  const result = schema['~standard'].validate(value)
  if (result instanceof Promise) return refuse(field, value, 'has a schema that answers later — use one that answers at once', where)
  if (result.issues === undefined) return settled(schema, field, result.value, value, where)
  const issue = result.issues[0] as ShapeIssue
  const reason = issue.message.startsWith('must ') ? issue.message : `is not right: ${issue.message}`
  return refuse(pathOf(field, issue), value, reason, where)
}

/** A log is checked again when it is read: a schema must take what it gave, and give the same, or the event could not be read back. */
function settled(schema: StandardSchema, field: string, value: unknown, given: unknown, where: Where): unknown {
  if (value === given) return value
  const again = schema['~standard'].validate(value)
  if (!(again instanceof Promise) && again.issues === undefined && isSame(again.value, value)) return value
  return refuse(
    field,
    given,
    'has a schema that does not take what it gives, so that the event could not be read again — transform the value before you hand it in',
    where,
  )
}

function pathOf(field: string, issue: ShapeIssue): string {
  const keys = (issue.path ?? []).map((step) => (typeof step === 'object' ? step.key : step))
  return keys.reduce<string>((path, key) => (typeof key === 'number' ? `${path}[${key}]` : `${path}.${String(key)}`), field)
}
