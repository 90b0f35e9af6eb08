// Attribution: which fields an event set, and what was there before.
// In: a step of an entity, as fold.ts takes it; or two forms of one thing.
// Out: the fields with their values on both sides, in the order in which the entity has them.
import type { Step } from './fold.ts'
import { isSame } from './same.ts'

/** A field before and after an event or an entry; undefined where it was not there. */
export interface SetField {
  readonly field: string
  readonly before: unknown
  readonly after: unknown
}

type Fields = { readonly [field: string]: unknown }

/** The fields that two things do not have in common, in the order of the first and then of the second. */
export function changesBetween(before: Fields, after: Fields): readonly SetField[] {
  return changesWhere(before, after, (field) => !isSame(before[field], after[field]))
}

/** What an event brings it sets, the same value again, too; and whatever enters a status sets that and its date. */
export function fieldsSetBy({ event: { data }, before, after }: Step): readonly SetField[] {
  const enters = before['setBy'] !== after['setBy']
  const isAgain = (field: string): boolean => (field in data ? isSame(data[field], after[field]) : enters && entered.includes(field))
  return changesWhere(before, after, (field) => !isSame(before[field], after[field]) || isAgain(field))
}

const entered = ['status', 'since']

function changesWhere(before: Fields, after: Fields, isChange: (field: string) => boolean): readonly SetField[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return fields.filter(isChange).map((field) => ({ field, before: before[field], after: after[field] }))
}
