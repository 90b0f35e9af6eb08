// evolve: one more event. The recipes run through immer on the one entity the event touches; everything else is shared.
// In: a picture, and the next event. Out: the picture after it, equal to that of replay.ts; the one before stays as it was.
// The only user of immer.
import { produce } from 'immer'
import { amend } from './amend.ts'
import { type Cell, type Collection, shelfBehind } from './collection.ts'
import { freezeDeep, type RecordedEvent } from './event.ts'
import { type Move, movesOf, placeOf, refold } from './fold.ts'
import { earliestAt, extended, insert, latestAt, ordered, orderOf } from './history.ts'
import { applyEvent, type Draft, type EntityState, freshDraft } from './lifecycle.ts'
import { cellOf, withCell } from './shelf.ts'
import type { Picture } from './state.ts'
import type { Place } from './vocabulary.ts'

/** The picture after one more event, which must be frozen; the one before stays as it was. */
export function evolvePicture(picture: Picture, event: RecordedEvent): Picture {
  const at = picture.history.length
  const grown = { ...picture, history: extended(picture.history, event), version: picture.version + 1 }
  const place = placeOf(picture.vocabulary, event)
  if (place === undefined) return { ...grown, strangers: withStranger(picture.strangers, at) }
  if (place.shelf === undefined) return withRemark(grown, at)
  return withEntity(grown, place, idIn(place, event), (cell, id) => nextCell(grown, place, cell, id, event, at))
}

const idIn = (place: Place, event: RecordedEvent): string => event.data[place.definition.kind] as string

/** The picture with another cell for one entity. */
function withEntity(picture: Picture, place: Place, id: string, next: (cell: Cell | undefined, id: string) => Cell): Picture {
  const kind = place.shelf as number
  const shelf = shelfBehind(picture.collections[kind] as Collection<EntityState>)
  const make = picture.vocabulary.collections[kind] as Picture['vocabulary']['collections'][number]
  return { ...picture, collections: picture.collections.with(kind, make(withCell(shelf, next(cellOf(shelf, id), id)))) }
}

function nextCell(picture: Picture, place: Place, cell: Cell | undefined, id: string, event: RecordedEvent, at: number): Cell {
  if (cell !== undefined && latestAt(picture.history, at) < cell.reach) return lateCell(picture, cell, at)
  const life = place.definition.lifecycle
  const base = cell?.entity ?? (freshDraft(life, id, event) as unknown as EntityState)
  const entity = produce(base, (draft) => applyEvent(life, place.row, draft as unknown as Draft, event, picture.parties))
  const reach = Math.max(cell?.reach ?? -Infinity, earliestAt(picture.history, at))
  return { id, entity: freezeDeep(entity), places: withPlace(cell, at), count: (cell?.count ?? 0) + 1, reach }
}

function lateCell(picture: Picture, cell: Cell, at: number): Cell {
  const order = orderOf(picture.history, cell.places.slice(0, cell.count))
  insert(picture.history, order, at)
  return refold(picture, cell.id, order.places)
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

// ── remarks ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** The picture after a remark: each entity of which something stands otherwise is folded again. */
function withRemark(picture: Picture, at: number): Picture {
  const { history, changed } = amend(picture.vocabulary, picture.history, at)
  const moves = movesOf(picture.vocabulary, picture.history, history, changed)
  return [...regroupings(picture, moves).values()].reduce(regrouped, { ...picture, history })
}

/** The events that leave and join one entity; one that stays and is told otherwise does both. */
interface Regrouping {
  readonly place: Place
  readonly id: string
  readonly left: number[]
  readonly joined: number[]
}

function regroupings({ vocabulary }: Picture, moves: readonly Move[]): ReadonlyMap<string, Regrouping> {
  const found = new Map<string, Regrouping>()
  const of = (event: RecordedEvent): Regrouping => {
    const place = placeOf(vocabulary, event) as Place
    const id = idIn(place, event)
    const known = found.get(`${place.shelf}/${id}`) ?? { place, id, left: [], joined: [] }
    found.set(`${place.shelf}/${id}`, known)
    return known
  }
  for (const { at, from, to } of moves) {
    if (from !== undefined) of(from).left.push(at)
    if (to !== undefined) of(to).joined.push(at)
  }
  return found
}

function regrouped(picture: Picture, { place, id, left, joined }: Regrouping): Picture {
  return withEntity(picture, place, id, (cell) => {
    const members = new Set(cell?.places.slice(0, cell.count))
    for (const at of left) members.delete(at)
    for (const at of joined) members.add(at)
    return refold(
      picture,
      id,
      ordered(
        picture.history,
        [...members].sort((a, b) => a - b),
      ).places,
    )
  })
}
