// defineEntity: a lifecycle table in; constructors, a parser, rules and a recipe out.
// In: one literal that names the statuses, the events that move between them, and the shapes of their fields.
// Out: an entity whose constructors, recorded events, state and questions are all inferred from that literal.
import type { QuestionTable } from './collection.ts'
import { constructorOf } from './constructor.ts'
import type { EnvelopeInput, EventInput, RecordedEvent } from './event.ts'
import type { EntityState, Row, Word } from './lifecycle.ts'
import type { InputOf, OutputOf, StandardSchema } from './shape.ts'
import { compileTable, type Definition, type LooseTable } from './table.ts'
import type { Upcaster } from './upcast.ts'

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
  /**
   * By event: what makes the data of version 1 that of version 2, what makes 2 into 3, and so on; the list only ever grows.
   * An event that has no row any more stands here, too, and its last upcaster gives another type: `{ type: 'demand.accepted', data }`.
   */
  readonly upcast?: { readonly [type: string]: readonly Upcaster[] }
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
  const definition = compileTable(kind, table as unknown as LooseTable)
  const constructors = [...definition.lifecycle.rows.values()].map((row) => [
    row.type.slice(kind.length + 1),
    constructorOf(definition, row),
  ])
  return Object.freeze({ ...Object.fromEntries(constructors), entity: definition }) as unknown as Entity<Kind, Plural, F, R, E, X, Q>
}
