// A table, compiled: checked against itself and made ready to run.
// In: the literal handed to defineEntity, its types left behind.
// Out: a definition: the lifecycle, the schemas of its fields, what counts as open or final; or INVALID_ENTITY.
import type { QuestionTable } from './collection.ts'
import { LedgerError, type Where } from './errors.ts'
import { type EventInput, envelopeFields, type RecordedEvent } from './event.ts'
import type { CompiledRow, Draft, EntityState, Lifecycle, Row, Word } from './lifecycle.ts'
import type { StandardSchema } from './shape.ts'
import type { Upcaster, Upcasters } from './upcast.ts'

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
  /** By full type; also of types that have no row any more. */
  readonly upcasters: Upcasters
  /** Whether its events name an entity by id; those that speak of other events do not. */
  readonly isNamed: boolean
  /** What an event of it must keep to that the table does not say. Throws INVALID_EVENT. */
  readonly check?: (row: CompiledRow, event: EventInput, where: Where) => void
  /** Types only; never there at run time. */
  readonly types?: { readonly state: State; readonly event: Event; readonly questions: Q }
}

/** A table as it runs, without its types. */
export interface LooseTable {
  readonly plural: string
  readonly fields?: { readonly [name: string]: StandardSchema }
  readonly roles?: { readonly [role: string]: string }
  readonly shared?: string
  readonly open?: readonly string[]
  readonly final?: readonly string[]
  readonly word?: Word
  readonly events: { readonly [type: string]: Row }
  readonly starts?: () => Record<string, unknown>
  readonly also?: { readonly [type: string]: (draft: Draft, event: RecordedEvent) => void }
  readonly questions?: QuestionTable<never>
  readonly upcast?: { readonly [type: string]: readonly Upcaster[] }
}

/** The definition a table gives, once it is known not to contradict itself. Throws INVALID_ENTITY. */
export function compileTable(kind: string, table: LooseTable): Definition {
  checkTable(kind, table)
  const pairs = Object.entries(table.roles ?? {})
  const roles = new Set(pairs.flat())
  const upcasters = new Map(Object.entries(table.upcast ?? {}).map(([type, steps]) => [`${kind}.${type}`, steps]))
  const rows = Object.entries(table.events).map(([type, row]) => {
    const full = `${kind}.${type}`
    return compileRow(full, row, roles, table.also?.[type], 1 + (upcasters.get(full)?.length ?? 0))
  })
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
    upcasters,
    isNamed: true,
  }
}

function compileRow(type: string, row: Row, roles: ReadonlySet<string>, also: CompiledRow['also'], schemaVersion: number): CompiledRow {
  const { from, keeps, to, otherwise, by, third, casts, unlikely, instead, word, needs, may, brings, each, marks, clears, side } = row
  const set = [...new Set([...(needs ?? []), ...(may ?? [])])]
  return {
    ...{ from, keeps, to, otherwise, by, third, casts, unlikely, instead, word, needs, may, brings, each, marks, clears, side },
    type,
    schemaVersion,
    comesFrom: [...from, ...(keeps ?? [])],
    fields: [...new Set([...set, ...(brings ?? []), ...(side === undefined ? [] : [side])])],
    asks: [...(needs ?? []), ...(brings ?? [])],
    sets: set.filter((field) => !roles.has(field)),
    names: set.filter((field) => roles.has(field)),
    role: by === 'either' ? undefined : by,
    also,
    gaps: new Map(),
  }
}

const namePattern = /^[a-z][A-Za-z0-9]{0,63}$/
const reservedNames = new Set<string>([...envelopeFields, 'kind', 'status', 'previous', 'since', 'setBy', 'inferred', 'problems'])
const collectionNames = new Set(['size', 'get', 'has', 'all', 'open', 'with', 'by', 'toJSON', 'constructor'])
const reservedTypes = new Set(['entity'])
const reservedStatuses = ['new', 'unknown']

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
  for (const [type, steps] of Object.entries(table.upcast ?? {})) checkUpcasters(type, steps, invalid)
  checkStatuses(table, invalid)
  for (const [type, row] of Object.entries(table.events)) checkRow(type, row, table, invalid)
}

function checkUpcasters(type: string, steps: unknown, invalid: (reason: string) => never): void {
  if (!namePattern.test(type)) invalid(`upcast names "${type}" — name the event without its entity, as in events: 'raised'`)
  if (!Array.isArray(steps) || steps.length === 0 || steps.some((step) => typeof step !== 'function'))
    invalid(`upcast of ${type} is no list of functions — write [fromVersion1, fromVersion2], each from one version to the next`)
}

function stateNames(table: LooseTable): readonly string[] {
  const lists = Object.values(table.events).flatMap((row) => [row.each, row.marks, row.clears, row.casts].flatMap((name) => name ?? []))
  return [...new Set([...Object.keys(table.fields ?? {}), ...Object.entries(table.roles ?? {}).flat(), ...lists])]
}

function checkStatuses(table: LooseTable, invalid: (reason: string) => never): void {
  const rows = Object.entries(table.events)
  const reached = new Set(rows.map(([, row]) => row.to))
  for (const status of reservedStatuses) if (reached.has(status)) invalid(`a status cannot be called "${status}" — choose another word`)
  for (const [type, row] of rows) {
    for (const status of [...row.from, ...(row.keeps ?? []), ...(row.otherwise === undefined ? [] : [row.otherwise])])
      if (status !== 'new' && !reached.has(status))
        invalid(`${type} names "${status}", to which no event leads — add the event, or mend the name`)
    const leads = row.to !== undefined && row.from.find((status) => table.final?.includes(status))
    if (leads) invalid(`${type} leads on from "${leads}", which is final — take it out of final, or out of from`)
  }
  for (const status of [...(table.open ?? []), ...(table.final ?? [])])
    if (!reached.has(status)) invalid(`no event leads to "${status}", which open or final names — add the event, or mend the name`)
}

function checkRow(type: string, row: Row, table: LooseTable, invalid: (reason: string) => never): void {
  const fields = Object.keys(table.fields ?? {})
  const roles = Object.entries(table.roles ?? {}).flat()
  if (row.from.length === 0) invalid(`${type} can come from nowhere — list its statuses in from, 'new' for the first`)
  if (row.by !== undefined && row.by !== 'either' && !roles.includes(row.by))
    invalid(`${type} is done by "${row.by}", which is no role — add it to roles`)
  if (row.instead !== undefined && !Object.hasOwn(table.events, row.instead))
    invalid(`${type} names "${row.instead}", which is no event — add the event, or mend the name`)
  for (const field of [...(row.needs ?? []), ...(row.may ?? []), ...(row.brings ?? []), ...(row.side === undefined ? [] : [row.side])]) {
    if (!fields.includes(field) && !roles.includes(field))
      invalid(`${type} names "${field}", which is no field and no role — add it to fields`)
  }
  if (row.by === undefined && (row.third || row.casts || row.each || row.marks || row.clears))
    invalid(`${type} says something of the one who acts — add by: 'either', or a role`)
  if (table.shared !== undefined && !fields.includes(table.shared))
    invalid(`shared names "${table.shared}", which is no field — add it to fields, as a boolean`)
}
