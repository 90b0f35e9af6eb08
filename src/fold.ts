// The fold of one entity: its events in, in their order; out, its cell, frozen.
// replay.ts and evolve.ts run the same recipes over whole logs and one event at a time; here is what both of them need.
// It never throws, reads a clock or makes an id.
import type { Cell } from './collection.ts'
import type { RecordedEvent } from './event.ts'
import { freezeDeep } from './event.ts'
import { earliestAt, emptyHistory, eventAt, type History, isRetracted } from './history.ts'
import { partiesOf } from './ids.ts'
import { applyEvent, type CompiledRow, type Draft, type EntityState, freshDraft, type Problem } from './lifecycle.ts'
import { shelfOf } from './shelf.ts'
import type { Picture } from './state.ts'
import type { Place, Vocabulary } from './vocabulary.ts'

const none: readonly never[] = Object.freeze([])

/** What a shelf of entities calls them by. */
export const idOf = (cell: Cell): string => cell.id

/** The picture before the first event. */
export function emptyPicture(vocabulary: Vocabulary, relation: string): Picture {
  const collections = vocabulary.collections.map((make) => make(shelfOf([], idOf)))
  return {
    vocabulary,
    relation,
    parties: partiesOf(relation),
    history: emptyHistory(),
    version: 0,
    undetermined: none,
    collections,
    strangers: { places: [], length: 0 },
  }
}

/** Where an event belongs; undefined where the vocabulary does not know it. */
export function placeOf(vocabulary: Vocabulary, event: RecordedEvent): Place | undefined {
  const place = vocabulary.types.get(event.type)
  if (place === undefined || event.schemaVersion !== place.row.schemaVersion) return undefined
  return place.shelf === undefined || typeof event.data[place.definition.kind] === 'string' ? place : undefined
}

/** What folding an entity again needs of a picture, or of a replay under way. */
export type Folding = Pick<Picture, 'vocabulary' | 'parties' | 'history'>

/** An entity folded from its first event, in the order given; its problems are what it finds, or those that are handed in. */
export function refold(picture: Folding, id: string, places: number[], problems?: readonly Problem[]): Cell {
  if (places.length === 0) return emptied(id)
  const draft = foldAgain(picture, id, places)
  if (problems !== undefined) replaceProblems(draft, problems)
  const reach = places.reduce((most, at) => Math.max(most, earliestAt(picture.history, at)), -Infinity)
  return { id, entity: freezeEntity(draft), places, count: places.length, reach }
}

/** The cell of an entity that has lost all its events. */
export const emptied = (id: string): Cell => ({ id, entity: undefined, places: [], count: 0, reach: -Infinity })

/** The draft that the events at these places make, in this order: one at least. */
export function foldAgain({ vocabulary, parties, history }: Folding, id: string, places: readonly number[]): Draft {
  const first = eventAt(history, places[0] as number)
  const { lifecycle } = (vocabulary.types.get(first.type) as Place).definition
  const draft = freshDraft(lifecycle, id, first)
  for (const at of places) {
    const event = eventAt(history, at)
    applyEvent(lifecycle, (vocabulary.types.get(event.type) as Place).row, draft, event, parties)
  }
  return draft
}

function replaceProblems(draft: Draft, problems: readonly Problem[]): void {
  if (problems.length === 0) delete draft.problems
  else draft.problems = [...problems]
}

/** An entity as it is handed out. */
export function freezeEntity(draft: Draft): EntityState {
  for (const field in draft) if (typeof draft[field] === 'object') freezeDeep(draft[field])
  return Object.freeze(draft) as unknown as EntityState
}

// ── step by step ─────────────────────────────────────────────────────────────────────────────────────────────────

/** One event of an entity, and the entity before and after it. */
export interface Step {
  readonly place: number
  readonly event: RecordedEvent
  readonly row: CompiledRow
  readonly before: Readonly<Record<string, unknown>>
  readonly after: Readonly<Record<string, unknown>>
}

/** An entity's events in their order, each with what it made of the entity; before the first there is nothing. */
export function stepsOf(
  { vocabulary, parties, history }: Folding,
  { id, places, count }: Pick<Cell, 'id' | 'places' | 'count'>,
): readonly Step[] {
  let draft: Draft | undefined
  let before: Step['before'] = {}
  return places.slice(0, count).map((at) => {
    const event = eventAt(history, at)
    const { definition, row } = vocabulary.types.get(event.type) as Place
    draft ??= freshDraft(definition.lifecycle, id, event)
    applyEvent(definition.lifecycle, row, draft, event, parties)
    const step = { place: at, event, row, before, after: copyOf(draft) }
    before = step.after
    return step
  })
}

/** Problems and marks are added in place: each step keeps the lists it had. */
const copyOf = (draft: Draft): Step['after'] =>
  Object.fromEntries(Object.entries(draft).map(([field, value]) => [field, Array.isArray(value) ? [...value] : value]))

// ── what a remark moves ──────────────────────────────────────────────────────────────────────────────────────────

/** An event that stands otherwise after a remark: the entity it belonged to, and the one it belongs to now. */
export interface Move {
  readonly at: number
  readonly from: RecordedEvent | undefined
  readonly to: RecordedEvent | undefined
}

/** The events of entities among those that stand otherwise; remarks and events of unknown types are in no entity. */
export function movesOf(vocabulary: Vocabulary, before: History, after: History, changed: readonly number[]): readonly Move[] {
  const standing = (history: History, at: number) => (isRetracted(history, at) ? undefined : eventAt(history, at))
  return changed
    .filter((at) => placeOf(vocabulary, eventAt(after, at))?.shelf !== undefined)
    .map((at) => ({ at, from: standing(before, at), to: standing(after, at) }))
}
