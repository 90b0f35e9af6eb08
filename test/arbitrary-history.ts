// Random histories: what a careless recorder might write down, for any vocabulary, made from its lifecycle tables alone.
// In: a vocabulary; two parties. Out: an arbitrary of inputs that constructors accept, in the order of recording.
// About two steps in three follow the table; the others come from anywhere in it. Some are late, some vague, some by a third party,
// and some of a type that the vocabulary does not have. A value for a field is whatever its schema accepts of a pool.
import fc from 'fast-check'
import type { AnyEntity } from '../src/entity.ts'
import type { EventInput } from '../src/event.ts'
import type { CompiledRow } from '../src/lifecycle.ts'
import type { InputIn } from '../src/record.ts'
import type { StandardSchema } from '../src/shape.ts'
import type { Definition } from '../src/table.ts'
import type { ImpreciseDate } from '../src/time.ts'
import type { Vocabulary } from '../src/vocabulary.ts'

/** How the histories are made. */
export interface HistoryShape {
  readonly parties?: readonly [string, string]
  readonly maxLength?: number
  /** How many entities of each kind there are at most. */
  readonly entities?: number
  /** The share, in percent, of steps that follow the table. */
  readonly following?: number
  /** Types that the vocabulary does not have are among them. */
  readonly strangers?: boolean
}

/** What is drawn for one step; how it is read depends on the steps before. */
interface Draw {
  readonly kind: number
  readonly entity: number
  readonly row: number
  readonly follow: number
  readonly shift: number
  readonly precision: number
  readonly by: number
  readonly given: number
  readonly values: number
  readonly said: number
}

const drawn = fc.record<Draw>({
  kind: fc.nat(997),
  entity: fc.nat(997),
  row: fc.nat(997),
  follow: fc.nat(99),
  shift: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: -60, max: 3 }) }),
  precision: fc.nat(11),
  by: fc.nat(7),
  given: fc.nat(255),
  values: fc.nat(997),
  said: fc.nat(9),
})

/** An arbitrary of histories over a vocabulary, as inputs for `record` or `append`. */
export function arbitraryHistory<V extends Vocabulary>(vocabulary: V, shape: HistoryShape = {}): fc.Arbitrary<readonly InputIn<V>[]> {
  const { maxLength = 24 } = shape
  return fc.array(drawn, { minLength: 1, maxLength }).map((draws) => walk(vocabulary, shape, draws) as readonly InputIn<V>[])
}

/** Where an entity is, as far as the generator follows it. */
interface Whereabouts {
  status: string
  previous: string
}

function walk(vocabulary: Vocabulary, shape: HistoryShape, draws: readonly Draw[]): readonly EventInput[] {
  const known = new Map<string, Whereabouts>()
  return draws.map((draw, step) => {
    if (shape.strangers === true && draw.kind % 11 === 0) return stranger(draw, step)
    const entity = pick(vocabulary.entities, draw.kind)
    const id = `e${draw.entity % (shape.entities ?? 2)}`
    const here = known.get(`${entity.entity.kind}/${id}`) ?? { status: 'new', previous: 'new' }
    known.set(`${entity.entity.kind}/${id}`, here)
    const row = pick(rowsFrom(entity.entity, here.status, draw.follow < (shape.following ?? 67)), draw.row)
    moveOn(here, row)
    return construct(entity, row, {
      [entity.entity.kind]: id,
      ...envelope(row, draw, step, shape),
      ...fields(entity.entity, row, draw, shape),
    })
  })
}

const pick = <Item>(items: readonly Item[], number: number): Item => items[number % items.length] as Item

function rowsFrom(definition: Definition, status: string, follow: boolean): readonly CompiledRow[] {
  const all = [...definition.lifecycle.rows.values()]
  const possible = all.filter((row) => row.comesFrom.includes(status))
  return follow && possible.length > 0 ? possible : all
}

function moveOn(here: Whereabouts, row: CompiledRow): void {
  if (row.to === undefined || row.keeps?.includes(here.status)) return
  const next = row.to === 'back' ? here.previous : row.to
  if (next !== here.status) here.previous = here.status
  here.status = next
}

function construct(entity: AnyEntity, row: CompiledRow, flat: object): EventInput {
  const name = row.type.slice(entity.entity.kind.length + 1)
  return (entity as unknown as Record<string, (flat: object) => EventInput>)[name]?.(flat) as EventInput
}

function stranger(draw: Draw, step: number): EventInput {
  const type = pick(['weather.turned', 'weather.cleared'], draw.row)
  return { type, schemaVersion: 1, occurred: dateOf(draw, step), data: { weather: `w${draw.entity % 3}`, degrees: draw.values } }
}

// ── the envelope ─────────────────────────────────────────────────────────────────────────────────────────────────

function envelope(row: CompiledRow, draw: Draw, step: number, shape: HistoryShape): object {
  const parties = shape.parties ?? ['RU', 'US']
  const sides = row.third === true ? [...parties, ...parties, 'UN'] : parties
  const mayBeUnknown = row.by === 'either' && !row.casts && !row.each && !row.marks && !row.clears
  const by = row.by === undefined || (mayBeUnknown && draw.by === 7) ? {} : { by: pick(sides, draw.by) }
  const saidBy = pick([[], [parties[0]], [parties[1]], parties, ['dpa'], undefined], draw.said)
  const at = draw.said === 8 ? { at: 'e0', regarding: ['demand/e1'] } : {}
  return { occurred: dateOf(draw, step), ...by, ...(saidBy === undefined ? {} : { saidBy }), ...at }
}

/** Mostly a day, a few days after the step before; now and then late, or vague. */
function dateOf({ shift, precision }: Draw, step: number): ImpreciseDate {
  const day = new Date(Date.UTC(2025, 0, 1 + 3 * step + shift)).toISOString().slice(0, 10)
  const vague = [day.slice(0, 7), `${day}~`, `[..${day}]`, `${day.slice(0, 4)}?`, `${day}T12:00Z`, { edtf: day, phrase: 'that day' }]
  return vague[precision] ?? day
}

// ── fields ───────────────────────────────────────────────────────────────────────────────────────────────────────

function fields(definition: Definition, row: CompiledRow, draw: Draw, shape: HistoryShape): object {
  const must = new Set<string>([...(row.needs ?? []), ...(row.brings ?? [])])
  const given = row.fields.filter((field, at) => must.has(field) || ((draw.given >> (at % 8)) & 1) === 1)
  return Object.fromEntries(given.map((field, at) => [field, fieldValue(definition, field, draw.values + at, shape)]))
}

function fieldValue(definition: Definition, field: string, number: number, { parties = ['RU', 'US'] }: HistoryShape): unknown {
  const schema = definition.fields.get(field)
  const values = schema === undefined ? [...parties, ...parties, 'UN'] : accepted(schema)
  if (values.length === 0) throw new Error(`no value of the pool fits ${definition.kind}.${field} — add one that does`)
  return pick(values, number)
}

const pool: readonly unknown[] = [
  'words',
  'other words',
  'a',
  'US',
  'RU',
  'demand/e0',
  '2025-04',
  '2025-06-10/..',
  'PT5H~',
  true,
  false,
  0,
  2,
  4,
  null,
  {},
  { US: [{ name: 'A. Envoy' }] },
  ['first'],
  ['first', 'second'],
]
const found = new WeakMap<StandardSchema, readonly unknown[]>()

/** What of the pool a schema accepts; where it names the values it wants, these. */
function accepted(schema: StandardSchema): readonly unknown[] {
  const known = found.get(schema) ?? [...pool, ...named(schema)].filter((value) => isAccepted(schema, value))
  found.set(schema, known)
  return known
}

function named(schema: StandardSchema): readonly unknown[] {
  const result = schema['~standard'].validate(undefined)
  const issues = result instanceof Promise ? [] : (result.issues ?? [])
  return issues.flatMap((issue) => (issue as { readonly values?: readonly unknown[] }).values ?? [])
}

function isAccepted(schema: StandardSchema, value: unknown): boolean {
  const result = schema['~standard'].validate(value)
  return !(result instanceof Promise) && result.issues === undefined
}
