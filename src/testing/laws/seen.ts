// All of a state that can be seen, as one text that two states can be compared by.
// In: a state of any vocabulary.
// Out: JSON with its keys in order; what cannot be written down is named where it stands.
import type { RecordedEvent } from '../../event.ts'
import type { EntityState } from '../../lifecycle.ts'
import { pictureOf, type StateFacts } from '../../state.ts'

/** The entities of a state by reference. */
export function entitiesIn(state: StateFacts): ReadonlyMap<string, EntityState> {
  const all = pictureOf(state).collections.flatMap((collection) => [...collection])
  return new Map(all.map((entity) => [`${entity.kind}/${entity.id}`, entity]))
}

/** Entities, problems, and the events behind each entity in their order. */
export function seen(state: StateFacts): string {
  const entities = [...entitiesIn(state)].map(([reference, entity]) => ({ entity, behind: idsOf(state.events(reference)) }))
  const { problems, unknown, dangling, undetermined, version } = state
  return canonical({ entities, problems, unknown: idsOf(unknown), dangling, undetermined: idsOf(undetermined), version })
}

const idsOf = (events: readonly object[]): readonly string[] => (events as readonly RecordedEvent[]).map(({ id }) => id)

/** JSON with sorted keys; bigint and undefined are told apart from what looks like them. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'bigint') return `${part}n`
    if (part === undefined) return 'undefined'
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
    return Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  })
}

/** The first part of a value that cannot be written down, as a path; undefined where all of it can. */
export function unwritable(value: unknown, path = ''): string | undefined {
  if (value === undefined) return `${path} is undefined`
  if (typeof value === 'function' || typeof value === 'symbol') return `${path} is a ${typeof value}`
  if (typeof value === 'number' && !Number.isFinite(value)) return `${path} is ${value}`
  if (typeof value !== 'object' || value === null) return undefined
  const prototype: unknown = Object.getPrototypeOf(value)
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return `${path} is a ${value.constructor?.name}`
  const parts = Object.entries(value).map(([name, part]) => unwritable(part, path === '' ? name : `${path}.${name}`))
  return parts.find((part) => part !== undefined)
}
