// The fold: events in, picture out, in two ways that must agree.
// replay runs the recipes on private plain objects and freezes them once at the end;
// evolve runs the same recipes through immer on the one entity an event touches, and shares everything else.
// Neither throws, reads a clock or makes an id.
import { produce } from 'immer'
import type { Cell, Collection } from './collection.ts'
import { shelfBehind } from './collection.ts'
import type { RecordedEvent } from './event.ts'
import { freezeDeep } from './event.ts'
import { emptyHistory, extended, grow, type History, insert, type Order, orderOf } from './history.ts'
import { partiesOf } from './ids.ts'
import { applyEvent, type Draft, type EntityState, freshDraft, type Problem } from './lifecycle.ts'
import { cellOf, shelfOf, withCell } from './shelf.ts'
import type { Picture } from './state.ts'
import type { Place, Vocabulary } from './vocabulary.ts'

/** An entity while it is replayed: plain, private, changed in place. `order` is there once an event came late. */
interface Growing {
  draft: Draft
  readonly place: Place
  readonly places: number[]
  reach: number
  order: Order | undefined
}

const idOf = (cell: Cell): string => cell.entity.id
const none: readonly never[] = Object.freeze([])

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

// ── replay ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** Folds a whole log at once. The events must be frozen: the picture keeps them. */
export function replay(vocabulary: Vocabulary, relation: string, events: Iterable<RecordedEvent>): Picture {
  const run = startReplay(vocabulary, relation)
  for (const event of events) takeEvent(run, event)
  return publish(run)
}

/** A replay under way. */
export interface Replay {
  readonly vocabulary: Vocabulary
  readonly relation: string
  readonly parties: readonly [string, string]
  readonly history: History & { length: number }
  readonly shelves: readonly Map<string, Growing>[]
  readonly strangers: number[]
}

/** Starts a replay of one relation. */
export function startReplay(vocabulary: Vocabulary, relation: string): Replay {
  const shelves = vocabulary.entities.map(() => new Map<string, Growing>())
  return { vocabulary, relation, parties: partiesOf(relation), history: emptyHistory(), shelves, strangers: [] }
}

/** Takes the next event: at once where it goes last, else its entity is folded again when the replay ends. */
export function takeEvent(run: Replay, event: RecordedEvent): void {
  const at = run.history.length
  grow(run.history, event)
  const place = run.vocabulary.types.get(event.type)
  const id = event.data[place?.definition.kind ?? '']
  if (place === undefined || event.schemaVersion !== place.row.schemaVersion || typeof id !== 'string') return void run.strangers.push(at)
  const shelf = run.shelves[place.shelf] as Map<string, Growing>
  const growing = shelf.get(id) ?? startEntity(shelf, place, id, event)
  if (growing.order !== undefined) insert(run.history, growing.order, at)
  else if ((run.history.latest[at] as number) < growing.reach) placeLate(run, growing, at)
  else takeLast(run, growing, place, event, at)
}

function startEntity(shelf: Map<string, Growing>, place: Place, id: string, event: RecordedEvent): Growing {
  const growing = { draft: freshDraft(place.definition.lifecycle, id, event), place, places: [], reach: -Infinity, order: undefined }
  shelf.set(id, growing)
  return growing
}

function takeLast(run: Replay, growing: Growing, place: Place, event: RecordedEvent, at: number): void {
  growing.places.push(at)
  growing.reach = Math.max(growing.reach, run.history.earliest[at] as number)
  applyEvent(place.definition.lifecycle, place.row, growing.draft, event, run.parties)
}

function placeLate(run: Replay, growing: Growing, at: number): void {
  growing.order = orderOf(run.history, growing.places)
  insert(run.history, growing.order, at)
}

/** Folds again, in their order, the entities of which an event came late; the others are done. */
export function settle(run: Replay): void {
  for (const shelf of run.shelves) {
    for (const growing of shelf.values())
      if (growing.order !== undefined) growing.draft = foldAgain(run, growing.draft.id, growing.order.places)
  }
}

/** Freezes what the replay made and shows it. */
export function publish(run: Replay): Picture {
  settle(run)
  const { vocabulary, relation, parties, history, strangers } = run
  const collections = run.shelves.map((shelf, kind) => {
    const cells = [...shelf.values()].map(finish)
    const make = vocabulary.collections[kind] as Picture['vocabulary']['collections'][number]
    return make(shelfOf(cells, idOf))
  })
  const version = history.length
  return {
    vocabulary,
    relation,
    parties,
    history: { ...history },
    version,
    undetermined: none,
    collections,
    strangers: { places: strangers, length: strangers.length },
  }
}

function finish({ draft, order, places, reach }: Growing): Cell {
  const entity = freezeEntity(draft)
  if (order === undefined) return { entity, places, count: places.length, reach }
  return { entity, places: order.places, count: order.places.length, reach: order.reach.at(-1) as number }
}

/** An entity folded from its first event, in the order given; its problems are what it finds, or those that are handed in. */
export function refold(
  picture: Pick<Picture, 'vocabulary' | 'parties' | 'history'>,
  id: string,
  places: number[],
  problems?: readonly Problem[],
): Cell {
  const draft = foldAgain(picture, id, places)
  if (problems !== undefined) replaceProblems(draft, problems)
  const reach = places.reduce((most, at) => Math.max(most, picture.history.earliest[at] as number), -Infinity)
  return { entity: freezeEntity(draft), places, count: places.length, reach }
}

function foldAgain(picture: Pick<Picture, 'vocabulary' | 'parties' | 'history'>, id: string, places: readonly number[]): Draft {
  const events = places.map((at) => picture.history.events[at] as RecordedEvent)
  const first = events[0] as RecordedEvent
  const { lifecycle } = (picture.vocabulary.types.get(first.type) as Place).definition
  const draft = freshDraft(lifecycle, id, first)
  for (const event of events) applyEvent(lifecycle, (picture.vocabulary.types.get(event.type) as Place).row, draft, event, picture.parties)
  return draft
}

function replaceProblems(draft: Draft, problems: readonly Problem[]): void {
  if (problems.length === 0) delete draft.problems
  else draft.problems = [...problems]
}

const freezeEntity = (draft: Draft): EntityState => freezeDeep(draft) as unknown as EntityState

// ── evolve ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** The picture after one more event, which must be frozen; the one before stays as it was. */
export function evolvePicture(picture: Picture, event: RecordedEvent): Picture {
  const at = picture.history.length
  const grown = { ...picture, history: extended(picture.history, event), version: picture.version + 1 }
  const place = picture.vocabulary.types.get(event.type)
  const id = event.data[place?.definition.kind ?? '']
  if (place === undefined || event.schemaVersion !== place.row.schemaVersion || typeof id !== 'string')
    return { ...grown, strangers: withStranger(picture.strangers, at) }
  const before = picture.collections[place.shelf] as Collection<EntityState>
  const shelf = shelfBehind(before)
  const cell = nextCell(grown, place, cellOf(shelf, id), id, event, at)
  const make = picture.vocabulary.collections[place.shelf] as Picture['vocabulary']['collections'][number]
  return { ...grown, collections: picture.collections.with(place.shelf, make(withCell(shelf, cell))) }
}

function nextCell(picture: Picture, place: Place, cell: Cell | undefined, id: string, event: RecordedEvent, at: number): Cell {
  if (cell !== undefined && (picture.history.latest[at] as number) < cell.reach) return lateCell(picture, cell, at)
  const life = place.definition.lifecycle
  const base = cell?.entity ?? (freshDraft(life, id, event) as unknown as EntityState)
  const entity = produce(base, (draft) => applyEvent(life, place.row, draft as unknown as Draft, event, picture.parties))
  const reach = Math.max(cell?.reach ?? -Infinity, picture.history.earliest[at] as number)
  return { entity: freezeDeep(entity), places: withPlace(cell, at), count: (cell?.count ?? 0) + 1, reach }
}

function lateCell(picture: Picture, cell: Cell, at: number): Cell {
  const order = orderOf(picture.history, cell.places.slice(0, cell.count))
  insert(picture.history, order, at)
  return refold(picture, cell.entity.id, order.places)
}

/** The list grows in place at its tip; a branch that comes second copies it. */
function withPlace(cell: Cell | undefined, at: number): number[] {
  if (cell === undefined) return [at]
  const places = cell.places.length === cell.count ? cell.places : cell.places.slice(0, cell.count)
  places.push(at)
  return places
}

function withStranger(strangers: Picture['strangers'], at: number): Picture['strangers'] {
  const places = strangers.places.length === strangers.length ? strangers.places : strangers.places.slice(0, strangers.length)
  places.push(at)
  return { places, length: strangers.length + 1 }
}
