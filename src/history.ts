// The history: what the fold reads.
// In: the events of one relation in the order of recording.
// Out: the same events with their bounds in time, and for each new one its place in the order.
// The order: in recording order, each event goes last, or just before the first event that its dates prove it precedes.
import type { RecordedEvent } from './event.ts'
import { boundsOf } from './time.ts'

/** Events and their bounds, side by side. Later histories share the arrays: only the first `length` belong to this one. */
export interface History {
  readonly events: RecordedEvent[]
  readonly earliest: number[]
  readonly latest: number[]
  /** Where each id is; made when first asked, and grown from there. */
  readonly index: { readonly places: Map<string, number>; known: number }
  readonly length: number
}

/** A history of nothing. */
export const emptyHistory = (): History => ({ events: [], earliest: [], latest: [], index: newIndex(), length: 0 })

const newIndex = (): History['index'] => ({ places: new Map(), known: 0 })

/** The history with one more event at its end; the arrays are shared unless another history grew from this one before. */
export function extended(history: History, event: RecordedEvent): History {
  const { events, earliest, latest, index } = isTip(history) ? history : forked(history)
  const bounds = boundsOf(event.occurred)
  events.push(event)
  earliest.push(bounds.earliest)
  latest.push(bounds.latest)
  return { events, earliest, latest, index, length: history.length + 1 }
}

/** The same in place, for a history that nobody else holds: a replay's. */
export function grow(history: History & { length: number }, event: RecordedEvent): void {
  const { earliest, latest } = boundsOf(event.occurred)
  history.events.push(event)
  history.earliest.push(earliest)
  history.latest.push(latest)
  history.length += 1
}

function forked({ events, earliest, latest, length }: History): History {
  return {
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
  for (; index.known < events.length; index.known += 1) note(index.places, events, index.known)
  const place = index.places.get(id)
  return place !== undefined && place < length && events[place]?.id === id ? place : undefined
}

/** The first place of an id counts, for that is in every history that has it; a place left by a refused batch does not. */
function note(places: Map<string, number>, events: readonly RecordedEvent[], at: number): void {
  const { id } = events[at] as RecordedEvent
  const known = places.get(id)
  if (known === undefined || known > at || events[known]?.id !== id) places.set(id, at)
}

/** The places of some events in the order of what happened, while it is being made. */
export interface Order {
  readonly places: number[]
  /** At each place the latest `earliest` up to there: it never falls, so that a binary search can use it. */
  readonly reach: number[]
}

/** An order of events that are known to stand in it already. */
export function orderOf(history: History, places: readonly number[]): Order {
  let reach = -Infinity
  return { places: [...places], reach: places.map((place) => (reach = Math.max(reach, history.earliest[place] as number))) }
}

/** Puts an event into the order: last, or just before the first that its dates prove it precedes. */
export function insert(history: History, order: Order, place: number): void {
  const end = history.latest[place] as number
  const at = firstBeyond(order.reach, end)
  const before = at === 0 ? -Infinity : (order.reach[at - 1] as number)
  order.places.splice(at, 0, place)
  order.reach.splice(at, 0, Math.max(before, history.earliest[place] as number))
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
