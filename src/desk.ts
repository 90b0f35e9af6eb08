// A desk: what a ledger keeps of one relation, caught up with the store.
// In: the store's lines since the desk last looked.
// Out: the picture they fold to; whoever watches is told what came.
import { type AsOf, limited } from './as-of.ts'
import { decodeLine } from './codec.ts'
import type { RecordedEvent } from './event.ts'
import { evolvePicture } from './evolve.ts'
import { emptyPicture } from './fold.ts'
import { recordedAt, recordedEvents } from './history.ts'
import type { Recorder } from './record.ts'
import { replay } from './replay.ts'
import { type Picture, type State, stateOf } from './state.ts'
import type { Store, StoredLine } from './stores/store.ts'
import { type EventIn, parseRecorded, type UnknownPolicy, type Vocabulary } from './vocabulary.ts'

/** What a ledger is wired with. */
export interface Wiring {
  readonly store: Store
  readonly vocabulary: Vocabulary
  readonly rules: Rules
  readonly unknown: UnknownPolicy
  readonly recorder: Recorder
}

/** What to do with a batch that contradicts a lifecycle table: refuse it whole, or record it and report. */
export type Rules = 'enforce' | 'report'

/** What a watcher is told: the new events, and the states before and after them. */
export interface Appended<V extends Vocabulary = Vocabulary> {
  readonly events: readonly EventIn<V>[]
  readonly before: State<V>
  readonly state: State<V>
}

/** What a ledger keeps of one relation: its picture so far, whoever watches, and the queue of what is under way. */
export interface Desk {
  readonly id: string
  picture: Picture
  state: State | undefined
  queue: Promise<unknown>
  readonly watchers: Set<(appended: Appended) => void>
}

/** The one desk of a relation. */
export function deskFor(desks: Map<string, Desk>, wiring: Wiring, id: string): Desk {
  const desk = desks.get(id) ?? {
    id,
    picture: emptyPicture(wiring.vocabulary, id),
    state: undefined,
    queue: Promise.resolve(),
    watchers: new Set(),
  }
  desks.set(id, desk)
  return desk
}

/** One thing after the other for each relation: an append sees what the one before it did. */
export function inTurn<T>(desk: Desk, task: () => Promise<T>): Promise<T> {
  const turn = desk.queue.then(task, task)
  desk.queue = turn.catch(() => undefined)
  return turn
}

/** The events as recorded, as far as the log goes when it is asked. */
export async function* eventsFrom(wiring: Wiring, desk: Desk): AsyncGenerator<RecordedEvent, void, undefined> {
  const { history } = await inTurn(desk, async () => (await caughtUp(wiring, desk)).picture)
  for (let place = 0; place < history.length; place += 1) yield recordedAt(history, place)
}

/** The state of what the desk has. */
export function showState(desk: Desk): State {
  desk.state ??= stateOf(desk.picture)
  return desk.state
}

/** The state of what the desk has, within the limits that are asked for. */
export function stateAsOf(desk: Desk, asOf: AsOf = {}): State {
  if (Object.values(asOf).every((limit) => limit === undefined)) return showState(desk)
  return stateOf(limited(desk.picture, asOf))
}

/** The desk with every line that the store has for it. */
export async function caughtUp(wiring: Wiring, desk: Desk): Promise<Desk> {
  const known = desk.picture.history.length
  const lines = await wiring.store.read(desk.id, known + 1)
  if (lines.length === 0) return desk
  const before = desk.watchers.size > 0 ? showState(desk) : undefined
  const events = decoded(wiring, desk.id, lines)
  show(desk, known === 0 ? replay(wiring.vocabulary, desk.id, events) : [...events].reduce(evolvePicture, desk.picture), before)
  return desk
}

function* decoded(wiring: Wiring, relation: string, lines: readonly StoredLine[]): Generator<RecordedEvent, void, undefined> {
  for (const line of lines) {
    const where = { relation, event: line.id }
    yield parseRecorded(wiring.vocabulary, decodeLine(line.text, where), wiring.unknown, where)
  }
}

/** Makes a picture the desk's, and tells whoever watches. */
export function show(desk: Desk, picture: Picture, before: State | undefined): void {
  const from = desk.picture.history.length
  desk.picture = picture
  desk.state = undefined
  if (before === undefined) return
  const events = Object.freeze(recordedEvents(picture.history).slice(from)) as readonly EventIn<Vocabulary>[]
  for (const tell of desk.watchers) {
    try {
      tell({ events, before, state: showState(desk) })
    } catch (error) {
      queueMicrotask(() => {
        throw error
      })
    }
  }
}
