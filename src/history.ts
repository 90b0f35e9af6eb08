// The history: what the fold reads.
// In: the events of one relation in the order of recording, and what entries and accounts say of them (worked out in amend.ts).
// Out: what stands at each place of the log, with its bounds in time, and for each new event its place in the order.
// The order: in recording order, each event goes last, or just before the first event that its dates prove it precedes.
import type { RecordedEvent } from './event.ts'
import type { Problem } from './lifecycle.ts'
import { cellOf, type Shelf, shelfOf } from './shelf.ts'
import { type Bounds, boundsOf } from './time.ts'

/** Events as recorded, and their bounds, side by side. Later histories share the arrays: only the first `length` belong to this one. */
export interface History {
  /** Empty at places that `stored` has and nobody has asked for yet; the bounds are NaN there. */
  readonly events: (RecordedEvent | undefined)[]
  readonly earliest: number[]
  readonly latest: number[]
  readonly stored: StoredEvents | undefined
  /** The events that others speak of, by id: few, so that a history is mostly as it was recorded. */
  readonly remarked: Shelf<Remarked>
  /** Where each id is; made when first asked, and grown from there. */
  readonly index: { readonly places: Map<string, number>; known: number }
  readonly length: number
}

/** The beginning of a log that is decoded event by event, when asked: what a snapshot saves the folding of. */
export interface StoredEvents {
  readonly length: number
  readonly idAt: (place: number) => string
  /** Throws LOG_CORRUPT where the line is damaged. */
  readonly eventAt: (place: number) => RecordedEvent
}

/** An event that others speak of: what they are, and what they leave of it. */
export interface Remarked {
  readonly id: string
  readonly place: number
  /** The places of the entries about it, and of the accounts of it, in the order of recording; retracted ones, too. */
  readonly entries: readonly number[]
  readonly accounts: readonly number[]
  /** The event as corrected. */
  readonly event: RecordedEvent
  readonly bounds: Bounds
  readonly isRetracted: boolean
  /** In one side's account: the event is in that side's own version. */
  readonly isRetold?: true
  /** Of the remarks on it, those that cannot take effect; of a remark itself, that it speaks of what is not there. */
  readonly problems: readonly Problem[]
}

/** A history of nothing. */
export const emptyHistory = (): History => ({
  events: [],
  earliest: [],
  latest: [],
  stored: undefined,
  remarked: shelfOf<Remarked>([], ({ id }) => id),
  index: newIndex(),
  length: 0,
})

/** A history of these events, none of which is decoded yet. */
export const historyOf = (stored: StoredEvents): History => ({
  ...emptyHistory(),
  events: new Array<undefined>(stored.length),
  earliest: new Array<number>(stored.length).fill(Number.NaN),
  latest: new Array<number>(stored.length).fill(Number.NaN),
  stored,
  length: stored.length,
})

const newIndex = (): History['index'] => ({ places: new Map(), known: 0 })

/** The history with one more event at its end; the arrays are shared unless another history grew from this one before. */
export function extended(history: History, event: RecordedEvent): History {
  const { events, earliest, latest, index } = isTip(history) ? history : forked(history)
  const bounds = boundsOf(event.occurred)
  events.push(event)
  earliest.push(bounds.earliest)
  latest.push(bounds.latest)
  return { events, earliest, latest, stored: history.stored, remarked: history.remarked, index, length: history.length + 1 }
}

/** The same in place, for a history that nobody else holds: a replay's. */
export function grow(history: History & { length: number }, event: RecordedEvent): void {
  const { earliest, latest } = boundsOf(event.occurred)
  history.events.push(event)
  history.earliest.push(earliest)
  history.latest.push(latest)
  history.length += 1
}

function forked({ events, earliest, latest, stored, remarked, length }: History): History {
  return {
    stored,
    remarked,
    events: events.slice(0, length),
    earliest: earliest.slice(0, length),
    latest: latest.slice(0, length),
    index: newIndex(),
    length,
  }
}

/** True where nothing has grown from this history yet, so that the next event goes onto the arrays it has. */
export const isTip = (history: History): boolean => history.events.length === history.length

/** Drops what grew from this history, which was the tip, and was not kept: a refused batch. Nobody may still hold it. */
export function forgetBeyond(history: History): void {
  for (const list of [history.events, history.earliest, history.latest]) list.length = history.length
  history.index.known = Math.min(history.index.known, history.length)
}

/** The place of an event, if this very history has it: the shared index also knows later ones. */
export function placeOfId(history: History, id: string): number | undefined {
  const { events, index, length } = history
  for (; index.known < events.length; index.known += 1) note(history, index.known)
  const place = index.places.get(id)
  return place !== undefined && place < length && idAt(history, place) === id ? place : undefined
}

/** The first place of an id counts, for that is in every history that has it; a place left by a refused batch does not. */
function note(history: History, at: number): void {
  const { places } = history.index
  const id = idAt(history, at) as string
  const known = places.get(id)
  if (known === undefined || known > at || idAt(history, known) !== id) places.set(id, at)
}

/** The id at a place, known without decoding the event; undefined where there is none any more. */
const idAt = ({ events, stored }: History, place: number): string | undefined =>
  events[place]?.id ?? (stored !== undefined && place < stored.length ? stored.idAt(place) : undefined)

// ── what stands ──────────────────────────────────────────────────────────────────────────────────────────────────

/** What others say of the event at a place, if any does. */
export function remarkedAt(history: History, place: number): Remarked | undefined {
  const { remarked } = history
  const found = remarked.size === 0 ? undefined : cellOf(remarked, idAt(history, place) as string)
  // Of two events with one id, in a log that no ledger wrote, remarks are on the first.
  return found?.place === place ? found : undefined
}

/** The event as it was recorded. */
export const recordedAt = (history: History, place: number): RecordedEvent => history.events[place] ?? decoded(history, place)

function decoded({ events, stored }: History, place: number): RecordedEvent {
  const event = (stored as StoredEvents).eventAt(place)
  events[place] = event
  return event
}

/** The event as it stands: corrected. */
export const eventAt = (history: History, place: number): RecordedEvent => remarkedAt(history, place)?.event ?? recordedAt(history, place)

/** Whether the event was retracted. */
export const isRetracted = (history: History, place: number): boolean => remarkedAt(history, place)?.isRetracted === true

/** The first moment the event, as it stands, can have occurred. */
export const earliestAt = (history: History, place: number): number =>
  remarkedAt(history, place)?.bounds.earliest ?? boundAt(history, history.earliest, place)

/** The last moment the event, as it stands, can have occurred. */
export const latestAt = (history: History, place: number): number =>
  remarkedAt(history, place)?.bounds.latest ?? boundAt(history, history.latest, place)

/** What one of the two lists of bounds says of a place. */
function boundAt(history: History, bounds: readonly number[], place: number): number {
  if (Number.isNaN(bounds[place])) {
    const { earliest, latest } = boundsOf(recordedAt(history, place).occurred)
    history.earliest[place] = earliest
    history.latest[place] = latest
  }
  return bounds[place] as number
}

/** The events as recorded, in the order of recording; those from a place on. */
export function recordedEvents(history: History, from = 0): readonly RecordedEvent[] {
  for (let place = from; place < (history.stored?.length ?? 0); place += 1) recordedAt(history, place)
  return history.events.slice(from, history.length) as RecordedEvent[]
}

// ── the order ────────────────────────────────────────────────────────────────────────────────────────────────────

/** The places of some events in the order of what happened, while it is being made. */
export interface Order {
  readonly places: number[]
  /** At each place the latest `earliest` up to there: it never falls, so that a binary search can use it. */
  readonly reach: number[]
}

/** An order of events that are known to stand in it already. */
export function orderOf(history: History, places: readonly number[]): Order {
  let reach = -Infinity
  return { places: [...places], reach: places.map((place) => (reach = Math.max(reach, earliestAt(history, place)))) }
}

/** The order of events that are given in the order of recording. */
export function ordered(history: History, places: readonly number[]): Order {
  const order: Order = { places: [], reach: [] }
  for (const place of places) insert(history, order, place)
  return order
}

/** Puts an event into the order: last, or just before the first that its dates prove it precedes. */
export function insert(history: History, order: Order, place: number): void {
  const end = latestAt(history, place)
  const at = firstBeyond(order.reach, end)
  const before = at === 0 ? -Infinity : (order.reach[at - 1] as number)
  order.places.splice(at, 0, place)
  order.reach.splice(at, 0, Math.max(before, earliestAt(history, place)))
}

/** The first index whose value is greater; the values never fall. */
function firstBeyond(values: readonly number[], limit: number): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((values[middle] as number) > limit) high = middle
    else low = middle + 1
  }
  return low
}
