// A collection: all entities of one kind in a state, found by id, asked by status and by side.
// In: a shelf of cells, and the questions that the entity's table adds.
// Out: a frozen, iterable object; what it works out is worked out when asked, and kept.
import { jsonOf } from './json.ts'
import type { EntityState } from './lifecycle.ts'
import { cellOf, cellsOf, type Shelf, shelfOf } from './shelf.ts'

/** All entities of one kind: `state.demands`. Iterating gives them in the order in which the log first named them. */
export interface Collection<State> extends Iterable<State> {
  readonly size: number
  /** The entity of this id, if the log has it. */
  get(id: string): State | undefined
  has(id: string): boolean
  /** Every entity, in the order in which the log first named them. */
  readonly all: readonly State[]
  /** Those whose status counts as open (not met, not withdrawn, not ended …; the table says which). */
  readonly open: readonly State[]
  /** Those in this status. */
  with(status: State extends { readonly status: infer Status } ? Status : never): readonly State[]
  /** Those in which this party has the first role of the table: the demands it raised, the guarantees it owes. */
  by(party: string): readonly State[]
}

/** Questions about all entities of a kind: with the collection alone a property, with further parameters a method. */
export type QuestionTable<State> = { readonly [name: string]: (all: Collection<State>, ...asked: never[]) => unknown }

/** One entity in the fold: its public state, and its events as places in the history, in their order. */
export interface Cell {
  readonly id: string
  /** Undefined once all its events were retracted, or turned out to be another entity's: the cell keeps its place. */
  readonly entity: EntityState | undefined
  /** Shared with later states of the same entity, which see more of it: only the first `count` belong to this one. */
  readonly places: number[]
  readonly count: number
  /** The latest `earliest` of those events: an event whose dates do not end before it goes last. */
  readonly reach: number
}

/** What a collection must know of its entity. */
export interface CollectionTable {
  readonly kind: string
  readonly open: ReadonlySet<string>
  readonly questions: QuestionTable<never>
  /** The role that `by` asks for, and the field that gives it to both sides. */
  readonly role: string | undefined
  readonly shared: string | undefined
}

/** Gives the shelf behind a collection: for the fold, not for users. */
export let shelfBehind: (collection: object) => Shelf<Cell>

class Entities {
  readonly #shelf: Shelf<Cell>
  readonly #table: CollectionTable
  #kept: Map<string, unknown> | undefined

  static {
    shelfBehind = (collection) => (collection as Entities).#shelf
  }

  constructor(table: CollectionTable, shelf: Shelf<Cell>) {
    this.#table = table
    this.#shelf = shelf
  }

  get size(): number {
    return this.all.length
  }

  get(id: string): EntityState | undefined {
    return cellOf(this.#shelf, id)?.entity
  }

  has(id: string): boolean {
    return this.get(id) !== undefined
  }

  get all(): readonly EntityState[] {
    return this.#keep('all', () => [...this])
  }

  get open(): readonly EntityState[] {
    return this.#keep('open', () => this.all.filter((entity) => this.#table.open.has(entity.status)))
  }

  with(status: string): readonly EntityState[] {
    return this.#keep(`with ${status}`, () => this.all.filter((entity) => entity.status === status))
  }

  by(party: string): readonly EntityState[] {
    return this.#keep(`by ${party}`, () => this.all.filter((entity) => this.#hasRole(entity as unknown as Record<string, unknown>, party)))
  }

  #hasRole(entity: Record<string, unknown>, party: string): boolean {
    const { role, shared } = this.#table
    return (role !== undefined && entity[role] === party) || (shared !== undefined && entity[shared] === true)
  }

  *[Symbol.iterator](): Generator<EntityState, void, undefined> {
    for (const { entity } of cellsOf(this.#shelf)) if (entity !== undefined) yield entity
  }

  /** Plain JSON, by id: what `JSON.stringify` and a snapshot test show. */
  toJSON(): object {
    return jsonOf(this.#shown()) as object
  }

  #shown(): Record<string, EntityState> {
    return Object.fromEntries(this.all.map((entity) => [entity.id, entity]))
  }

  [Symbol.for('nodejs.util.inspect.custom')](): Record<string, EntityState> {
    return this.#shown()
  }

  /** Lists are worked out once a collection: asking again gives the same frozen array. */
  #keep<T>(name: string, make: () => T): T {
    this.#kept ??= new Map()
    if (!this.#kept.has(name)) this.#kept.set(name, Object.freeze(make()))
    return this.#kept.get(name) as T
  }
}

/**
 * A maker of collections for one entity, with the entity's own questions on them. Those without an entity are one and the same:
 * most relations have nothing of most kinds, and a ledger may have a hundred thousand relations.
 */
export function collectionMaker(table: CollectionTable): (shelf: Shelf<Cell>) => Collection<EntityState> {
  class Asked extends Entities {}
  for (const [name, question] of Object.entries(table.questions)) {
    const ask = question as (all: unknown, ...asked: unknown[]) => unknown
    Object.defineProperty(Asked.prototype, name, ask.length > 1 ? { value: askWith(ask) } : { get: askAlone(ask) })
  }
  const make = (shelf: Shelf<Cell>) => Object.freeze(new Asked(table, shelf)) as unknown as Collection<EntityState>
  const empty = make(emptyShelf)
  return (shelf) => (shelf.size === 0 ? empty : make(shelf))
}

const emptyShelf: Shelf<Cell> = shelfOf([], (cell: Cell) => cell.id)

function askWith(ask: (all: unknown, ...asked: unknown[]) => unknown) {
  return function (this: unknown, ...asked: unknown[]): unknown {
    return ask(this, ...asked)
  }
}

function askAlone(ask: (all: unknown) => unknown) {
  return function (this: unknown): unknown {
    return ask(this)
  }
}
