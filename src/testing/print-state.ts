// A state as a short page for snapshot tests: what there is, its status, who says so, and what contradicts the tables.
// In: a state of any vocabulary.
// Out: text that is the same for the same log on every run: ids of events stand as their places, #3.
import type { Collection } from '../collection.ts'
import type { EntityState } from '../lifecycle.ts'
import { standingOf } from '../standing.ts'
import { pictureOf, type StateFacts } from '../state.ts'
import { edtfOf } from '../time.ts'
import { literal } from './print-events.ts'

/** True for what `fold`, `replay` or a ledger gives. */
export function isState(value: unknown): value is StateFacts {
  if (typeof value !== 'object' || value === null) return false
  try {
    return pictureOf(value) !== undefined
  } catch {
    return false
  }
}

/**
 * A state as a short readable page, for snapshots: vitest takes it through `stateSerializer`, any other runner as the text it is.
 * Sections follow the vocabulary; events are named by their place in the log, so that new ids change nothing.
 *
 * @param state a state of any vocabulary
 * @example
 * ```ts
 * import { printState, replay } from 'relations-ledger/testing'
 * const state = replay([{ type: 'demand.raised', by: 'RU', occurred: '2025-04-10', data: { demand: 'visas' } }])
 * console.log(printState(state))
 * // RU and OTHER, version 1 …
 * ```
 */
export function printState(state: StateFacts): string {
  const { vocabulary } = pictureOf(state)
  const kinds = vocabulary.entities.map(({ entity }): Section => [entity.plural, entityLines(state, entity.plural)])
  const lists: Section[] = [
    ['problems', state.problems.map(({ kind, message }) => `${kind}: ${message}`)],
    ['undetermined', state.undetermined.map((event) => `${event.type}, ${literal(event.occurred)}`)],
    ['unknown', state.unknown.map((event) => `${event.type} ${literal(event.data)}`)],
    ['dangling', state.dangling.map(({ event, field, reference }) => `${reference}, named by ${event} in ${field}`)],
  ]
  const sections = [...kinds, ...lists].filter(([, lines]) => lines.length > 0)
  const blocks = sections.map(([title, lines]) => [title, ...lines.map((line) => `  ${line}`)].join('\n'))
  const title = `${state.parties.join(' and ')}, version ${state.version}`
  return withPlaces(state, [title, ...blocks].join('\n\n'))
}

type Section = readonly [title: string, lines: readonly string[]]

function entityLines(state: StateFacts, plural: string): readonly string[] {
  const all = (state as unknown as Record<string, Collection<EntityState>>)[plural]
  return all === undefined ? [] : all.all.flatMap((entity) => linesOf(state, entity))
}

function linesOf(state: StateFacts, entity: EntityState): readonly string[] {
  const fields = Object.entries(entity)
    .filter(([name, value]) => !shownBefore.has(name) && value !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `  ${name}: ${literal(value)}`)
  const inferred = (entity.inferred ?? []).map(({ status, type }) => `  inferred: ${status}, by ${type}`)
  return [`${entity.id}: ${entity.status} (${edtfOf(entity.since)}) — ${attestation(state, entity)}`, ...fields, ...inferred]
}

/** On the first line already; or an id of an event; or among the problems. */
const shownBefore = new Set(['kind', 'id', 'status', 'since', 'setBy', 'inferred', 'problems'])

function attestation(state: StateFacts, { kind, id }: EntityState): string {
  const found = standingOf(state, `${kind}/${id}`)
  if (found === undefined) return 'recorded'
  const by = found.saidBy.length === 0 ? '' : ` by ${found.saidBy.join(', ')}`
  return `${found.standing}${by}${found.silent.length === 0 ? '' : `; ${found.silent.join(', ')} silent`}`
}

/** Ids of this log's events become their places in it. */
function withPlaces(state: StateFacts, text: string): string {
  const places = new Map(state.events().map((event) => [event.id, event.version]))
  return text.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => (places.has(id) ? `#${places.get(id)}` : id))
}
