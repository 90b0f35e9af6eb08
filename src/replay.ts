// replay: a whole log at once. The recipes run on private plain objects, which are frozen once at the end.
// In: the events of one relation in the order of recording. Out: the picture they make, equal to that of evolve.ts.
// What comes late, or is told otherwise by a remark, has its entity folded again when the replay ends.
import { amend } from './amend.ts'
import type { Cell } from './collection.ts'
import type { RecordedEvent } from './event.ts'
import { emptied, foldAgain, freezeEntity, idOf, movesOf, placeOf } from './fold.ts'
import { emptyHistory, grow, type History, insert, type Order, ordered, orderOf } from './history.ts'
import { partiesOf } from './ids.ts'
import { applyEvent, type Draft, freshDraft } from './lifecycle.ts'
import { shelfOfUnread } from './shelf.ts'
import type { Picture } from './state.ts'
import type { Place, Vocabulary } from './vocabulary.ts'

/** An entity while it is replayed: plain, private, changed in place. */
interface Growing {
  draft: Draft
  readonly place: Place
  /** Its events in the order of recording. */
  readonly places: number[]
  reach: number
  /** The order of its events, once one came late. */
  order: Order | undefined
  /** Set once a remark changed what stands of its events: their order has to be made again. */
  isStale: boolean
}

/** The entities of one kind, in the order in which they were first heard of, and where each id is among them. */
interface GrowingShelf {
  readonly entities: Growing[]
  readonly byId: Map<string, number>
}

/** A replay under way. */
export interface Replay {
  readonly vocabulary: Vocabulary
  readonly relation: string
  readonly parties: readonly [string, string]
  readonly history: { -readonly [Key in keyof History]: History[Key] }
  readonly shelves: readonly GrowingShelf[]
  readonly strangers: number[]
}

/** Folds a whole log at once. The events must be frozen: the picture keeps them. */
export function replay(vocabulary: Vocabulary, relation: string, events: Iterable<RecordedEvent>): Picture {
  const run = startReplay(vocabulary, relation)
  for (const event of events) takeEvent(run, event)
  return publish(run)
}

/** Starts a replay of one relation. */
export function startReplay(vocabulary: Vocabulary, relation: string): Replay {
  const shelves = vocabulary.entities.map(() => ({ byId: new Map<string, number>(), entities: [] }))
  return { vocabulary, relation, parties: partiesOf(relation), history: emptyHistory(), shelves, strangers: [] }
}

/** Takes the next event: at once where it goes last, else its entity is folded again when the replay ends. */
export function takeEvent(run: Replay, event: RecordedEvent): void {
  const at = run.history.length
  grow(run.history, event)
  const place = placeOf(run.vocabulary, event)
  if (place === undefined) return void run.strangers.push(at)
  if (place.shelf === undefined) return takeRemark(run, at)
  const growing = growingOf(run, place, event)
  growing.places.push(at)
  if (growing.isStale) return
  if (growing.order !== undefined) insert(run.history, growing.order, at)
  else if ((run.history.latest[at] as number) < growing.reach) placeLate(run, growing, at)
  else takeLast(run, growing, place, event, at)
}

function growingOf(run: Replay, place: Place, event: RecordedEvent): Growing {
  const { byId, entities } = run.shelves[place.shelf as number] as GrowingShelf
  const id = event.data[place.definition.kind] as string
  const known = byId.get(id)
  if (known !== undefined) return entities[known] as Growing
  const draft = freshDraft(place.definition.lifecycle, id, event)
  const growing = { draft, place, places: [], reach: -Infinity, order: undefined, isStale: false }
  byId.set(id, entities.length)
  entities.push(growing)
  return growing
}

function takeLast(run: Replay, growing: Growing, place: Place, event: RecordedEvent, at: number): void {
  growing.reach = Math.max(growing.reach, run.history.earliest[at] as number)
  applyEvent(place.definition.lifecycle, place.row, growing.draft, event, run.parties)
}

function placeLate(run: Replay, growing: Growing, at: number): void {
  growing.order = orderOf(run.history, growing.places.slice(0, -1))
  insert(run.history, growing.order, at)
}

function takeRemark(run: Replay, at: number): void {
  const before = { ...run.history }
  const { history, changed } = amend(run.vocabulary, before, at)
  run.history.remarked = history.remarked
  for (const { at, from, to } of movesOf(run.vocabulary, before, history, changed)) {
    if (from !== undefined) leave(staleOf(run, from), at)
    if (to !== undefined) join(staleOf(run, to), at)
  }
}

function staleOf(run: Replay, event: RecordedEvent): Growing {
  const growing = growingOf(run, placeOf(run.vocabulary, event) as Place, event)
  growing.isStale = true
  return growing
}

function leave({ places }: Growing, at: number): void {
  places.splice(places.lastIndexOf(at), 1)
}

function join({ places }: Growing, at: number): void {
  places.splice(places.findLastIndex((each) => each < at) + 1, 0, at)
}

/** Folds again, in their order, the entities of which something came late or stands otherwise; the others are done. */
export function settle(run: Replay): void {
  for (const { entities } of run.shelves) for (const growing of entities) settleEntity(run, growing)
}

function settleEntity(run: Replay, growing: Growing): void {
  if (growing.isStale) growing.order = ordered(run.history, growing.places)
  growing.isStale = false
  if (growing.order !== undefined && growing.places.length > 0) growing.draft = foldAgain(run, growing.draft.id, growing.order.places)
}

/** Shows what the replay made. An entity is frozen when it is first asked for; until then nobody has it. */
export function publish(run: Replay): Picture {
  settle(run)
  const { vocabulary, relation, parties, history, strangers } = run
  const collections = run.shelves.map(({ entities, byId }, kind) => {
    const make = vocabulary.collections[kind] as Picture['vocabulary']['collections'][number]
    return make(shelfOfUnread({ size: entities.length, placeOf: (id) => byId.get(id), cellAt: finishing(entities) }, idOf, byId))
  })
  return {
    vocabulary,
    relation,
    parties,
    history: { ...history },
    version: history.length,
    undetermined: Object.freeze([]),
    collections,
    strangers: { places: strangers, length: strangers.length },
  }
}

/** The cells of these entities, each in the place of what it was made of. */
function finishing(entities: (Growing | Cell)[]): (place: number) => Cell {
  return (place) => {
    const known = entities[place] as Growing | Cell
    if (!('draft' in known)) return known
    const cell = finish(known)
    entities[place] = cell
    return cell
  }
}

function finish({ draft, order, places, reach }: Growing): Cell {
  if (places.length === 0) return emptied(draft.id)
  const { id } = draft
  const entity = freezeEntity(draft)
  if (order === undefined) return { id, entity, places, count: places.length, reach }
  return { id, entity, places: order.places, count: order.places.length, reach: order.reach.at(-1) as number }
}
