// defineEntity: a lifecycle table in; constructors, a parser, rules and a recipe out.
// In: one literal that names the statuses, the events that move between them, and the shapes of their fields.
// Out: an entity whose constructors, recorded events, state and questions are all inferred from that literal.
import { plainCopy } from './codec.ts'
import type { Collection } from './collection.ts'
import { LedgerError, type Where } from './errors.ts'
import { type EnvelopeInput, type EventInput, envelopeFields, parseEnvelope, type RecordedEvent, refuse } from './event.ts'
import { checkEntityId, checkParty } from './ids.ts'
import type { CompiledRow, Draft, EntityState, Lifecycle, Row, Word } from './lifecycle.ts'
import type { InputOf, OutputOf, ShapeIssue, StandardSchema } from './shape.ts'

// ── what follows from a table, as types ──────────────────────────────────────────────────────────────────────────

type Flat<T> = { [Key in keyof T]: T[Key] } & {}
type Roles = { readonly [role: string]: string }
type RoleOf<R> = (keyof R & string) | (R[keyof R] & string)
type Named<R, Key extends string> = Key extends string
  ? R extends { readonly [K in Key]: readonly (infer Name extends string)[] }
    ? Name
    : never
  : never
type Value<R, Key extends string> = R extends { readonly [K in Key]: infer Name extends string } ? Name : never
type Rows<E, Key extends string> = { [Type in keyof E]: Value<E[Type], Key> }[keyof E]

type Statuses<E> = Exclude<Rows<E, 'to'>, 'back'> | { [Type in keyof E]: OnlyMarks<E[Type]> }[keyof E]
/** A row that may come first and sets no status leaves the entity known, its status unknown. */
type OnlyMarks<R> = R extends { readonly to: string } ? never : 'new' extends Named<R, 'from'> ? 'unknown' : never

type Parts<F, Row, How extends 'in' | 'out'> = { readonly [Name in Named<Row, 'needs' | 'brings'>]: Part<F, Name, How> } & {
  readonly [Name in Named<Row, 'may'> | Value<Row, 'side'>]?: Part<F, Name, How>
}
type Part<F, Name, How> = Name extends keyof F ? (How extends 'in' ? InputOf<F[Name]> : OutputOf<F[Name]>) : string
type Data<Kind extends string, F, Row, How extends 'in' | 'out'> = Flat<{ readonly [Key in Kind]: string } & Parts<F, Row, How>>

/** `by` is asked for where a role, a list or a cast of a pair's role rests on it; where either side may act it can stay unknown. */
type Direction<R, Row> = Row extends { readonly by: infer By }
  ? By extends 'either'
    ? Row extends { readonly casts: keyof R } | { readonly each: string } | { readonly marks: string } | { readonly clears: string }
      ? { readonly by: string; readonly to?: string }
      : { readonly by?: string; readonly to?: string }
    : { readonly by: string; readonly to?: string }
  : unknown

/** The fields that some row sets; those that rows only bring are in no state. */
type SetBy<E> = { [Type in keyof E]: Named<E[Type], 'needs' | 'may'> }[keyof E]

type StateFields<F, R, E> = { readonly [Name in keyof F & SetBy<E>]?: OutputOf<F[Name]> } & {
  readonly [Role in RoleOf<R> | CastRoles<E>]?: string
} & {
  readonly [List in Rows<E, 'each'> | Rows<E, 'marks'> | Rows<E, 'clears'>]?: readonly string[]
}
type CastRoles<E> = Rows<E, 'casts'>

type StateFrom<Kind extends string, F, R, E, X> = Flat<EntityState<Kind, Statuses<E>> & StateFields<F, R, E> & X>
type EventFrom<Kind extends string, F, R, E> = {
  [Type in keyof E & string]: Directed<RecordedEvent<`${Kind}.${Type}`, Data<Kind, F, E[Type], 'out'>>, Direction<R, E[Type]>>
}[keyof E & string]
/** Where the constructor asks for `by`, the recorded event has it; where there is no direction, it never has. */
type Directed<Event, D> = unknown extends D ? Event : D extends { readonly by: string } ? Flat<Event & { readonly by: string }> : Event
type Writable<T> = { -readonly [Key in keyof T]: T[Key] }

/** Questions about all entities of a kind: with the collection alone a property, with further parameters a method. */
export type QuestionTable<State> = { readonly [name: string]: (all: Collection<State>, ...asked: never[]) => unknown }
/** What a question table puts on the collection. */
export type Questions<Q> = {
  readonly [Name in keyof Q]: Q[Name] extends (all: never) => infer Answer
    ? Answer
    : Q[Name] extends (all: never, ...asked: infer Asked) => infer Answer
      ? (...asked: Asked) => Answer
      : never
}

// ── the table ────────────────────────────────────────────────────────────────────────────────────────────────────

/** The literal that `defineEntity` takes. */
export interface EntityTable<Kind extends string, Plural extends string, F, R extends Roles, E, X, Q> {
  /** What the collection in the state is called: `state.demands`. */
  readonly plural: Plural
  /** The shapes of all fields, by name: zod schemas or any Standard Schema that answers at once. */
  readonly fields?: F & { readonly [Name in keyof F]: Name extends ReservedName ? never : unknown }
  /** Pairs of roles: who has the first, and what the other side then is. */
  readonly roles?: R
  /** The boolean field that, when true, gives the roles of the first pair to both sides. */
  readonly shared?: keyof F & string
  /** The statuses that count as open; left out: all that are not final. */
  readonly open?: readonly NoInfer<Statuses<E>>[]
  /** The statuses from which nothing leads on. */
  readonly final?: readonly NoInfer<Statuses<E>>[]
  /** Whose word a fact needs to be confirmed, where its row does not say; left out: both sides'. */
  readonly word?: Word<RoleOf<NoInfer<R>>>
  /** The rows: one an event. */
  readonly events: E
  /** Fields every entity starts with beyond those that events set, such as counters. */
  readonly starts?: () => X
  /** Recipes for what a row cannot say; they run after the row took effect. Values are replaced, never mutated. */
  readonly also?: {
    readonly [Type in keyof E & string]?: (
      draft: Writable<StateFrom<Kind, NoInfer<F>, NoInfer<R>, NoInfer<E>, NoInfer<X>>>,
      event: Directed<
        RecordedEvent<`${Kind}.${Type}`, Data<Kind, NoInfer<F>, NoInfer<E>[Type], 'out'>>,
        Direction<NoInfer<R>, NoInfer<E>[Type]>
      >,
    ) => void
  }
  /** Questions about all entities of the kind; they stand on the collection: `state.followUps.overdue('2025-06-01')`. */
  readonly questions?: Q & QuestionTable<StateFrom<Kind, NoInfer<F>, NoInfer<R>, NoInfer<E>, NoInfer<X>>>
}

type ReservedName = keyof EntityState | keyof RecordedEvent

/** What `defineEntity` gives: a constructor for each event, and the definition for `vocabulary`. */
export type Entity<Kind extends string, Plural extends string, F, R, E, X, Q> = {
  readonly [Type in keyof E & string]: (
    input: Flat<EnvelopeInput & Data<Kind, F, E[Type], 'in'> & Direction<R, E[Type]>>,
  ) => EventInput<`${Kind}.${Type}`, Data<Kind, F, E[Type], 'out'>>
} & { readonly entity: Definition<Kind, Plural, StateFrom<Kind, F, R, E, X>, EventFrom<Kind, F, R, E>, Q> }

/** An entity's table, ready to run, with its types. */
export interface Definition<
  Kind extends string = string,
  Plural extends string = string,
  State = EntityState,
  Event = RecordedEvent,
  Q = unknown,
> {
  readonly kind: Kind
  readonly plural: Plural
  readonly open: ReadonlySet<string>
  readonly final: ReadonlySet<string>
  readonly word: Word
  readonly lifecycle: Lifecycle
  readonly fields: ReadonlyMap<string, StandardSchema>
  readonly questions: QuestionTable<never>
  /** Types only; never there at run time. */
  readonly types?: { readonly state: State; readonly event: Event; readonly questions: Q }
}

/** Any entity, built in or a user's own. */
export interface AnyEntity {
  readonly entity: Definition
}
type TypesOf<E> = E extends { readonly entity: { readonly types?: infer Types } } ? NonNullable<Types> : never
type Typed<Types, Key extends string> = Types extends { readonly [K in Key]: infer Found } ? Found : never
/** The state of one entity: `interface Demand extends StateOf<typeof demand> {}`. */
export type StateOf<E> = Typed<TypesOf<E>, 'state'>
/** The union of an entity's recorded events. */
export type EventOf<E> = Typed<TypesOf<E>, 'event'>
/** An entity's questions, as they stand on its collection. */
export type QuestionsOf<E> = Questions<Typed<TypesOf<E>, 'questions'>>

/**
 * Defines an entity from one lifecycle table. Everything follows from the literal: a constructor for each event,
 * the rules, the recipe that folds it, the state's collection, and their types.
 *
 * @param kind the entity's name, also the name of its id in each event (`strike: 'dockers-2026'`)
 * @param table statuses, events, fields; see {@link EntityTable}
 * @throws LedgerError `INVALID_ENTITY` where the table contradicts itself or a name is taken
 * @example
 * ```ts
 * import { defineEntity } from 'relations-ledger'
 * import { z } from 'zod'
 * const strike = defineEntity('strike', {
 *   plural: 'strikes',
 *   fields: { workers: z.number() },
 *   final: ['ended'],
 *   events: {
 *     called: { from: ['new'], to: 'called', by: 'either', may: ['workers'] },
 *     begun: { from: ['new', 'called', 'suspended'], to: 'begun', by: 'either' },
 *     suspended: { from: ['begun'], to: 'suspended', by: 'either' },
 *     ended: { from: ['called', 'begun', 'suspended'], to: 'ended' },
 *   },
 * })
 * strike.called({ strike: 'dockers-2026', by: 'UNION', occurred: '2026-02-03', workers: 800 })
 * ```
 */
export function defineEntity<
  const Kind extends string,
  const Plural extends string,
  const E extends { readonly [type: string]: Row<keyof F & string, RoleOf<R>> },
  F extends { readonly [name: string]: StandardSchema } = {},
  const R extends Roles = {},
  X extends object = {},
  Q extends object = {},
>(kind: Kind, table: EntityTable<Kind, Plural, F, R, E, X, Q>): Entity<Kind, Plural, F, R, E, X, Q> {
  const definition = compile(kind, table as unknown as LooseTable)
  const constructors = [...definition.lifecycle.rows.values()].map((row) => [
    row.type.slice(kind.length + 1),
    constructorOf(definition, row),
  ])
  return Object.freeze({ ...Object.fromEntries(constructors), entity: definition }) as unknown as Entity<Kind, Plural, F, R, E, X, Q>
}

// ── compiling a table ────────────────────────────────────────────────────────────────────────────────────────────

interface LooseTable {
  readonly plural: string
  readonly fields?: { readonly [name: string]: StandardSchema }
  readonly roles?: Roles
  readonly shared?: string
  readonly open?: readonly string[]
  readonly final?: readonly string[]
  readonly word?: Word
  readonly events: { readonly [type: string]: Row }
  readonly starts?: () => Record<string, unknown>
  readonly also?: { readonly [type: string]: (draft: Draft, event: RecordedEvent) => void }
  readonly questions?: QuestionTable<never>
}

function compile(kind: string, table: LooseTable): Definition {
  checkTable(kind, table)
  const pairs = Object.entries(table.roles ?? {})
  const rows = Object.entries(table.events).map(([type, row]) => compileRow(`${kind}.${type}`, row, table.also?.[type]))
  const statuses = rows.flatMap((row) => (row.to === undefined || row.to === 'back' ? [] : [row.to]))
  const final = new Set(table.final ?? [])
  return {
    kind,
    plural: table.plural,
    open: new Set(table.open ?? statuses.filter((status) => !final.has(status))),
    final,
    word: table.word ?? 'both',
    lifecycle: {
      kind,
      rows: new Map(rows.map((row) => [row.type, row])),
      opposites: new Map([...pairs, ...pairs.map(([role, opposite]) => [opposite, role] as const)]),
      shared: table.shared,
      sharedRoles: pairs[0] ?? [],
      starts: table.starts,
    },
    fields: new Map(Object.entries(table.fields ?? {})),
    questions: table.questions ?? {},
  }
}

function compileRow(type: string, row: Row, also: CompiledRow['also']): CompiledRow {
  const sets = [...(row.needs ?? []), ...(row.may ?? [])]
  const fields = [...new Set([...sets, ...(row.brings ?? []), ...(row.side === undefined ? [] : [row.side])])]
  const comesFrom = [...row.from, ...(row.keeps ?? [])]
  const role = row.by === 'either' ? undefined : row.by
  return { ...row, type, comesFrom, fields, sets, role, also, gaps: new Map() }
}

const namePattern = /^[a-z][A-Za-z0-9]{0,63}$/
const reservedNames = new Set<string>([...envelopeFields, 'kind', 'status', 'previous', 'since', 'setBy', 'inferred', 'problems'])
const collectionNames = new Set(['size', 'get', 'has', 'all', 'open', 'with', 'by', 'toJSON', 'constructor'])
const reservedTypes = new Set(['entity'])
const reservedStatuses = new Set(['new', 'back', 'unknown'])

function checkTable(kind: string, table: LooseTable): void {
  const invalid = (reason: string): never => {
    throw new LedgerError('INVALID_ENTITY', `entity "${kind}": ${reason}`, { entity: kind, reason }, {})
  }
  const names = [kind, table.plural, ...Object.keys(table.events), ...stateNames(table)]
  for (const name of names) if (!namePattern.test(name)) invalid(`"${name}" is not a name — letters and digits, a small letter first`)
  for (const name of [kind, ...stateNames(table)]) {
    if (reservedNames.has(name)) invalid(`"${name}" is a name every event or entity has already — choose another`)
  }
  for (const type of Object.keys(table.events))
    if (reservedTypes.has(type)) invalid(`an event cannot be called "${type}" — choose another past tense`)
  if (stateNames(table).includes(kind)) invalid(`a field cannot have the entity's own name — rename the field "${kind}"`)
  for (const name of Object.keys(table.questions ?? {})) {
    if (collectionNames.has(name)) invalid(`a question cannot be called "${name}", as every collection has that already — choose another`)
  }
  checkStatuses(table, invalid)
  for (const [type, row] of Object.entries(table.events)) checkRow(type, row, table, invalid)
}

function stateNames(table: LooseTable): readonly string[] {
  const lists = Object.values(table.events).flatMap((row) => [row.each, row.marks, row.clears, row.casts])
  return [
    ...new Set([
      ...Object.keys(table.fields ?? {}),
      ...Object.entries(table.roles ?? {}).flat(),
      ...lists.filter((name) => name !== undefined),
    ]),
  ]
}

function checkStatuses(table: LooseTable, invalid: (reason: string) => never): void {
  const rows = Object.entries(table.events)
  const reached = new Set(rows.flatMap(([, row]) => (row.to === undefined ? [] : [row.to])))
  for (const status of reached) if (status !== 'back' && reservedStatuses.has(status)) invalid(`a status cannot be called "${status}"`)
  for (const [type, row] of rows) {
    for (const status of [...row.from, ...(row.keeps ?? []), ...(row.otherwise === undefined ? [] : [row.otherwise])])
      if (status !== 'new' && !reached.has(status)) invalid(`${type} names "${status}", to which no event leads`)
    const leads = row.to !== undefined && row.from.find((status) => table.final?.includes(status))
    if (leads) invalid(`${type} leads on from "${leads}", which is final`)
  }
  for (const status of [...(table.open ?? []), ...(table.final ?? [])]) if (!reached.has(status)) invalid(`no event leads to "${status}"`)
}

function checkRow(type: string, row: Row, table: LooseTable, invalid: (reason: string) => never): void {
  const fields = Object.keys(table.fields ?? {})
  const roles = Object.entries(table.roles ?? {}).flat()
  if (row.from.length === 0) invalid(`${type} can come from nowhere — list its statuses in from, 'new' for the first`)
  if (row.by !== undefined && row.by !== 'either' && !roles.includes(row.by))
    invalid(`${type} is done by "${row.by}", which is no role — add it to roles`)
  for (const field of [...(row.needs ?? []), ...(row.may ?? []), ...(row.brings ?? []), ...(row.side === undefined ? [] : [row.side])]) {
    if (!fields.includes(field) && !roles.includes(field)) invalid(`${type} names "${field}", which is no field and no role`)
  }
  if (row.by === undefined && (row.third || row.casts || row.each || row.marks || row.clears))
    invalid(`${type} needs by: it says something of the one who acts`)
  if (table.shared !== undefined && !fields.includes(table.shared)) invalid(`shared names "${table.shared}", which is no field`)
}

// ── constructing and parsing ─────────────────────────────────────────────────────────────────────────────────────

const envelopeNames = new Set<string>(
  envelopeFields.filter((name) => !['relation', 'version', 'type', 'schemaVersion', 'recorded', 'data'].includes(name)),
)

/** Inputs that were checked against a definition already, and frozen. */
const checked = new WeakMap<object, Definition>()

/** The definition an input was checked against, by a constructor or before; under another one it has to be checked again. */
export const checkedBy = (input: object): Definition | undefined => checked.get(input)

function constructorOf(definition: Definition, row: CompiledRow): (flat: unknown) => EventInput {
  return (flat) => {
    const where = { type: row.type }
    if (typeof flat !== 'object' || flat === null || Array.isArray(flat))
      return refuse('the input', flat, 'must be one object with occurred and the fields of the event', where)
    const parts = Object.entries(plainCopy(withTextDates(flat), where) as object)
    const own = Object.fromEntries(parts.filter(([name]) => !envelopeNames.has(name)))
    const envelope = Object.fromEntries(parts.filter(([name]) => envelopeNames.has(name)))
    return parseInput(definition, row, envelope, own, where)
  }
}

/** The dates of the envelope may be a Date, which becomes text; anywhere else a Date is refused. */
function withTextDates(flat: object): object {
  const { occurred, reported } = flat as { occurred?: unknown; reported?: unknown }
  const dates = [['occurred', occurred] as const, ['reported', reported] as const].filter(([, date]) => date instanceof Date)
  return dates.length === 0 ? flat : { ...flat, ...Object.fromEntries(dates.map(([name, date]) => [name, isoOf(date as Date)])) }
}

const isoOf = (date: Date): string => (Number.isNaN(date.getTime()) ? 'an invalid Date' : date.toISOString())

/** The checked, frozen input of one event of this row, from its envelope and its own fields. */
export function parseInput(
  definition: Definition,
  row: CompiledRow,
  envelope: { readonly [field: string]: unknown },
  own: { readonly [field: string]: unknown },
  where: Where,
): EventInput {
  const parsed = { type: row.type, schemaVersion: 1, ...parseEnvelope(envelope, where), data: parseData(definition, row, own, where) }
  checkDirection(row, parsed, definition.lifecycle, where)
  checked.set(parsed, definition)
  return freezeDeep(parsed)
}

function checkDirection(row: CompiledRow, input: EventInput, life: Lifecycle, where: Where): void {
  const restsOnBy =
    row.role ?? row.each ?? row.marks ?? row.clears ?? (row.casts !== undefined && life.opposites.has(row.casts) ? row.casts : undefined)
  if (row.by === undefined && input.by !== undefined)
    refuse('by', input.by, 'has no place here: the event has no direction — say who asserts it with saidBy', where)
  if (restsOnBy !== undefined && input.by === undefined)
    refuse('by', undefined, `is missing — say which side did it (its ${restsOnBy})`, where)
  if (input.by === undefined && input.to !== undefined) refuse('to', input.to, 'has no place without by — say who acted', where)
}

/** The type's own part of an event, each field checked by its schema; a field that has no place is refused. */
export function parseData(
  definition: Definition,
  row: CompiledRow,
  own: { readonly [field: string]: unknown },
  where: Where,
): { readonly [field: string]: unknown } {
  const out: { [field: string]: unknown } = {}
  for (const field in own) {
    const value = own[field]
    if (value === undefined) continue
    if (field === definition.kind) out[field] = checkEntityId(value, { ...where, field })
    else if (row.fields.includes(field)) out[field] = checkField(definition, field, value, where)
    else
      refuse(
        field,
        value,
        `has no place here — ${row.type} takes ${[definition.kind, ...row.fields].join(', ')} and the envelope's fields`,
        where,
      )
  }
  if (out[definition.kind] === undefined) refuse(definition.kind, undefined, `is missing — give the id of the ${definition.kind}`, where)
  for (const field of [...(row.needs ?? []), ...(row.brings ?? [])])
    if (out[field] === undefined) refuse(field, undefined, 'is missing', where)
  return out
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

function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return Object.is(a, b)
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...keys].every((key) => isSame((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
}

function pathOf(field: string, issue: ShapeIssue): string {
  const keys = (issue.path ?? []).map((step) => (typeof step === 'object' ? step.key : step))
  return keys.reduce<string>((path, key) => (typeof key === 'number' ? `${path}[${key}]` : `${path}.${String(key)}`), field)
}

/** Freezes a value that is ours alone, all the way down. */
export function freezeDeep<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const key in value) freezeDeep(value[key])
  return Object.freeze(value)
}
