// A history while it is made: what was asked for, what is drawn for a step, and how the numbers drawn are read.
// In: options; numbers.
// Out: the types of a walk over a vocabulary's tables, and the dates and values its events take.
import fc from 'fast-check'
import type { AnyEntity } from '../../entity.ts'
import type { EventInput, RecordedEvent } from '../../event.ts'
import type { recorderOf } from '../../record.ts'
import type { Picture } from '../../state.ts'
import type { ImpreciseDate } from '../../time.ts'
import type { Vocabulary } from '../../vocabulary.ts'
import { dayAfterStart, waysToSay } from './dates.ts'
import { valuesOf } from './values.ts'

/** How histories are made. */
export interface HistoryOptions {
  /** True, the default: every event is accepted by `enforce`. False: what a careless recorder writes down, contradictions and gaps included. */
  readonly valid?: boolean
  /** Some events are recorded after others that happened later. */
  readonly late?: boolean
  /** Entries are among them: corrected, supplemented, retracted, reinstated; also of one another. */
  readonly corrections?: boolean
  /** Accounts are among them: confirmed, differed, denied, withdrawn. */
  readonly accounts?: boolean
  /** Types that the vocabulary does not have are among them. */
  readonly strangers?: boolean
  /** The two sides; `A` and `B` by default. */
  readonly parties?: readonly [string, string]
  readonly maxLength?: number
  /** How many entities of each kind there are at most; 2 by default. */
  readonly entities?: number
  /** Where `valid` is false: the share, in percent, of steps that follow the table; 67 by default. */
  readonly following?: number
  /** Arbitraries for fields whose schema does not say enough, by `kind.field`: `{ 'delivery.amount': fc.integer() }`. */
  readonly values?: { readonly [field: string]: fc.Arbitrary<unknown> }
}

/** What is drawn for one step; how it is read depends on the steps before. */
export interface Draw {
  readonly kind: number
  readonly entity: number
  readonly row: number
  readonly follow: number
  readonly shift: number
  readonly way: number
  readonly by: number
  readonly given: number
  readonly values: number
  readonly said: number
  readonly attached: number
  readonly remark: number
  readonly target: number
}

const manyTimes = 9973
/** The numbers of one step; all shrink to what is plainest. */
export const drawn = fc.record<Draw>({
  kind: fc.nat(manyTimes),
  entity: fc.nat(manyTimes),
  row: fc.nat(manyTimes),
  follow: fc.nat(99),
  shift: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: -60, max: 3 }) }),
  way: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(18) }),
  by: fc.nat(7),
  given: fc.nat(255),
  values: fc.nat(manyTimes),
  said: fc.nat(9),
  attached: fc.nat(63),
  remark: fc.nat(99),
  target: fc.nat(manyTimes),
})

/** A vocabulary, what is asked of its histories, and the values found for its fields so far. */
export interface Making {
  readonly vocabulary: Vocabulary
  readonly options: HistoryOptions
  readonly parties: readonly [string, string]
  readonly ids: readonly string[]
  readonly pools: Map<string, readonly unknown[]>
}

/** A history while it is made. */
export interface Walk {
  readonly making: Making
  picture: Picture
  readonly inputs: EventInput[]
  readonly events: RecordedEvent[]
  readonly recorder: ReturnType<typeof recorderOf>
}

/** What it takes to make histories. */
export function makingOf(vocabulary: Vocabulary, options: HistoryOptions): Making {
  const { parties = ['A', 'B'], entities = 2 } = options
  const ids = Array.from({ length: Math.max(1, entities) }, (_, number) => `e${number}`)
  return { vocabulary, options, parties, ids, pools: new Map() }
}

/** The item a number stands for. */
export const pick = <Item>(items: readonly Item[], number: number): Item => items[number % items.length] as Item

/** A day, three after that of the step before, said in one way or another. */
export const dateOf = ({ way }: Draw, step: number, shift: number): ImpreciseDate => pick(waysToSay(dayAfterStart(3 * step + shift)), way)

/** A value for a field of an entity: the drawn one of those its schema accepts. */
export function fieldValue(making: Making, { entity }: AnyEntity, field: string, number: number): unknown {
  const { parties, ids, vocabulary, pools, options } = making
  const schema = entity.fields.get(field)
  if (schema === undefined) return pick([...parties, ...parties, 'UN'], number)
  const name = `${entity.kind}.${field}`
  const context = { parties, ids, kinds: vocabulary.entities.map((each) => each.entity.kind), values: options.values ?? {} }
  const pool = pools.get(name) ?? valuesOf(schema, name, context)
  pools.set(name, pool)
  return pick(pool, number)
}
