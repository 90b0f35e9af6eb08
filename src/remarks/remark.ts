// Remarks: events that speak of other events instead of an entity.
// In: the rows and the shapes of one kind of them (entry.ts, account.ts).
// Out: their constructors and their definition. They move no status, so that nothing of them is folded: history.ts and amend.ts read them.
import * as z from 'zod/mini'
import { constructorOf } from '../constructor.ts'
import type { Where } from '../errors.ts'
import { type EnvelopeInput, type EventInput, refuse } from '../event.ts'
import type { CompiledRow, Row } from '../lifecycle.ts'
import { countFrom, type StandardSchema, text, texts } from '../shape.ts'
import { compileTable, type Definition } from '../table.ts'

/** What every remark takes: the envelope, and the events it is about. */
export type RemarkInput = Omit<EnvelopeInput, 'about'> & {
  /** The event it is about, by id or by reference (`meeting/istanbul-1`: the event that set that entity's status), or several. */
  readonly about: string | readonly string[]
}

/** Fields by name, flat, as constructors take them: those of the envelope and those of the type. */
export type FieldsByName = { readonly [field: string]: unknown }

const fixed = ['id', 'type', 'relation', 'recorded', 'version', 'schemaVersion', 'position', 'data']
const leaveOut = `must leave out ${fixed.join(', ')}, which make the event the one it is — retract it, and record it anew`

/** Fields that are told anew: any but those that make the event the one it is. */
export const toldFields = z
  .record(z.string(), z.unknown(), "must be an object — write the fields to set, such as { occurred: '2025-02-27' }")
  .check(
    z.refine((told) => Object.keys(told).length > 0, "must name one field at least — write { occurred: '2025-02-27' }, or leave it out"),
  )
  .check(z.refine((told) => !fixed.some((field) => field in told), leaveOut))

/** Names of fields that are taken out: any but the same. */
export const takenOut = texts.check(z.refine((names) => !fixed.some((field) => names.includes(field)), leaveOut))

/** The shape of the event that fields are told in: set when it is recorded, where that is another one than the event was recorded in. */
export const toldShape = z.strictObject({ type: text, schemaVersion: countFrom(1) })

/** The same as a type. */
export type ToldShape = { readonly type: string; readonly schemaVersion: number }

/** A row of a kind of remark: what it needs and may bring. */
export interface RemarkRow extends Pick<Row, 'needs' | 'may'> {
  /** It speaks of one event alone. */
  readonly ofOne?: true
  /** Somebody must be named in `by`. */
  readonly byWhom?: true
  /** It speaks of one event alone where it tells fields of it. */
  readonly setsOne?: true
  /** One of these fields must be there. */
  readonly someOf?: readonly string[]
}

/** The definition of a kind of remark, from its rows. */
export function defineRemarks(
  kind: string,
  fields: { readonly [name: string]: StandardSchema },
  rows: { readonly [type: string]: RemarkRow },
): Definition {
  const events = Object.fromEntries(
    Object.entries(rows).map(([type, { needs, may }]) => [
      type,
      { from: ['new'], by: 'either', third: true, word: 'by', needs, may } as Row,
    ]),
  )
  const definition = compileTable(kind, { plural: kind, fields, events })
  return {
    ...definition,
    isNamed: false,
    check: (row, event, where) => checkRemark(rows[row.type.slice(kind.length + 1)] as RemarkRow, event, where),
  }
}

function checkRemark(row: RemarkRow, { about, by, to, data }: EventInput, where: Where): void {
  const { ofOne, setsOne, byWhom, someOf } = row
  if (about === undefined || about.length === 0)
    refuse('about', about, 'is missing — name the event it speaks of, by id or reference', where)
  if ((ofOne || (setsOne && data['set'] !== undefined)) && about.length > 1)
    refuse('about', about, 'must name one event — write one for each', where)
  if (byWhom && by === undefined) refuse('by', by, 'is missing — say who tells it so: a party or a third party', where)
  if (someOf?.every((field) => data[field] === undefined))
    refuse(someOf[0] as string, undefined, `is missing — give ${someOf.join(' or ')}`, where)
  if (to !== undefined) refuse('to', to, 'has no place here — a remark is on events, not on a side', where)
}

/** The constructors of a kind of remark, by name. */
export function remarkConstructors(definition: Definition): { readonly [type: string]: (input: RemarkInput) => EventInput } {
  const entries = [...definition.lifecycle.rows.values()].map(
    (row) => [row.type.slice(definition.kind.length + 1), constructorFor(definition, row)] as const,
  )
  return Object.freeze(Object.fromEntries(entries))
}

function constructorFor(definition: Definition, row: CompiledRow): (input: RemarkInput) => EventInput {
  const construct = constructorOf(definition, row)
  return (input) => construct(typeof input?.about === 'string' ? { ...input, about: [input.about] } : input)
}
