// JSON of what a state holds, for JSON.stringify, which knows no bigint.
// In: events, entities and lists of them. Out: the same of what JSON can say: a bigint as its digits, as it stands in the text of the log.
// What says itself how it is written, such as a collection, is left to do so.
import { isPlain } from './codec.ts'

/** A value as JSON can say it. */
export function jsonOf(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return value.map(jsonOf)
  if (typeof value !== 'object' || value === null || !isPlain(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, jsonOf(part)]))
}
