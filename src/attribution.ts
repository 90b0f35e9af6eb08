// Attribution: which event of an entity set which of its fields, and what was there before.
// In: what folds an entity, and its events in their order. Out: one step for each event; the fields are those of the entity itself.
// It folds the entity once more, with the same recipes, and looks at it after each event; nothing of it is stored.
import type { Cell } from './collection.ts'
import { freezeDeep, type RecordedEvent } from './event.ts'
import { type Folding, foldAgain } from './fold.ts'
import { eventAt } from './history.ts'

/** A field before and after an event or an entry; undefined where it was not there. */
export interface SetField {
  readonly field: string
  readonly before: unknown
  readonly after: unknown
}

/** What one event did to its entity. */
export interface Step {
  readonly place: number
  readonly event: RecordedEvent
  /** The fields it set: those that are others after it, and those that it brought again. */
  readonly sets: readonly SetField[]
}

type Fields = { readonly [field: string]: unknown }

/** What each event of an entity set, in the order in which they are taken to have happened. */
export function stepsOf(folding: Folding, cell: Pick<Cell, 'id' | 'places' | 'count'>): readonly Step[] {
  const steps: Step[] = []
  let before: Fields = {}
  if (cell.count === 0) return steps
  foldAgain(folding, cell.id, cell.places.slice(0, cell.count), (draft, place) => {
    const event = eventAt(folding.history, place)
    const after = ownCopy(draft) as Fields
    steps.push({ place, event, sets: setBy(event, before, after) })
    before = after
  })
  return steps
}

/** The fields that two things do not have in common, in the order of the first and then of the second. */
export function changesBetween(before: Fields, after: Fields): readonly SetField[] {
  return changesWhere(before, after, (field) => !isSame(before[field], after[field]))
}

function changesWhere(before: Fields, after: Fields, isChange: (field: string) => boolean): readonly SetField[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return fields.filter(isChange).map((field) => Object.freeze({ field, before: before[field], after: after[field] }))
}

/** What an event brings it sets, the same value again, too; and whatever enters a status sets that and its date. */
function setBy({ data }: RecordedEvent, before: Fields, after: Fields): readonly SetField[] {
  const enters = before['setBy'] !== after['setBy']
  const isAgain = (field: string): boolean => (field in data ? isSame(data[field], after[field]) : enters && entered.includes(field))
  return changesWhere(before, after, (field) => !isSame(before[field], after[field]) || isAgain(field))
}

const entered = ['status', 'since']

/** What recipes may still change is copied and frozen; what is frozen, as the parts of events are, stays what it is. */
function ownCopy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  if (Array.isArray(value)) return Object.freeze(value.map(ownCopy))
  return freezeDeep(Object.fromEntries(Object.entries(value).map(([field, part]) => [field, ownCopy(part)])))
}

/** Whether two values say the same; neither is cyclic. */
function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false
  const [fields, others] = [Object.keys(a), Object.keys(b)]
  return fields.length === others.length && fields.every((field) => field in b && isSame((a as Fields)[field], (b as Fields)[field]))
}
