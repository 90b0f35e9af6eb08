// A desk: what a ledger keeps of one relation, caught up with the store.
// In: the store's lines since the desk last looked.
// Out: the picture they fold to; whoever watches is told what came.
import { type AsOf, checkLimits, limited } from './as-of.ts'
import { decodeLine } from './codec.ts'
import { diff, type EntityChange } from './diff.ts'
import type { RecordedEvent } from './event.ts'
import { evolvePicture } from './evolve.ts'
import { emptyPicture } from './fold.ts'
import { forgetBeyond, recordedAt, recordedEvents } from './history.ts'
import { resumedFrom, type Saving, type SnapshotOptions } from './keeping.ts'
import type { Recorder } from './record.ts'
import { publish, startReplay, takeEvent } from './replay.ts'
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
  readonly snapshots: SnapshotOptions | undefined
}

/** What to do with a batch that contradicts a lifecycle table: refuse it whole, or record it and report. */
export type Rules = 'enforce' | 'report'

/** What a watcher is told: the new events, and the states before and after them. */
export interface Appended<V extends Vocabulary = Vocabulary> {
  readonly events: readonly EventIn<V>[]
  readonly before: State<V>
  readonly state: State<V>
  /** What is different between the two, as `diff` tells it; worked out when it is asked for. */
  readonly changes: readonly EntityChange[]
}

/** What a ledger keeps of one relation: its picture so far, whoever watches, and the queue of what is under way. */
export interface Desk {
  readonly id: string
  picture: Picture
  state: State | undefined
  queue: Promise<unknown>
  /** How much of the queue is not done yet. */
  underWay: number
  readonly watchers: Set<(appended: Appended) => void>
  readonly saving: Saving
}

/** How many desks a ledger keeps at most, but for those in use: each holds all events of its relation. */
const desksAtMost = 1000

/** The one desk of a relation. Ask for it anew each time: one that nobody uses makes room for others, and is read again when asked for. */
export function deskFor(desks: Map<string, Desk>, wiring: Wiring, id: string): Desk {
  const desk = desks.get(id) ?? newDesk(wiring, id)
  asLast(desks, desk)
  if (desks.size > desksAtMost) makeRoom(desks)
  return desk
}

const newDesk = (wiring: Wiring, id: string): Desk => ({
  id,
  picture: emptyPicture(wiring.vocabulary, id),
  state: undefined,
  queue: Promise.resolve(),
  underWay: 0,
  watchers: new Set(),
  saving: { version: 0, underWay: undefined },
})

/** The desks stand in the order in which they were last asked for. */
function asLast(desks: Map<string, Desk>, desk: Desk): void {
  desks.delete(desk.id)
  desks.set(desk.id, desk)
}

/** Lets go of the desk that was not asked for the longest time; one in use is looked at again after all others. */
function makeRoom(desks: Map<string, Desk>): void {
  const [oldest] = desks.values()
  if (oldest === undefined) return
  if (oldest.underWay > 0 || oldest.watchers.size > 0 || oldest.saving.underWay !== undefined) asLast(desks, oldest)
  else desks.delete(oldest.id)
}

/** One thing after the other for each relation: an append sees what the one before it did. */
export function inTurn<T>(desk: Desk, task: () => Promise<T>): Promise<T> {
  desk.underWay += 1
  const turn = desk.queue.then(task, task).finally(() => {
    desk.underWay -= 1
  })
  desk.queue = turn.catch(() => undefined)
  return turn
}

/** The events as recorded, as far as the log goes when it is asked. */
export async function* eventsFrom(wiring: Wiring, deskNow: () => Desk): AsyncGenerator<RecordedEvent, void, undefined> {
  const desk = deskNow()
  const { history } = await inTurn(desk, async () => (await caughtUp(wiring, desk)).picture)
  for (let place = 0; place < history.length; place += 1) yield recordedAt(history, place)
}

/** The state of what the desk has. */
function showState(desk: Desk): State {
  desk.state ??= stateOf(desk.picture)
  return desk.state
}

/** The state of what the desk has, within the limits that are asked for. */
export function stateAsOf(desk: Desk, asOf: AsOf = {}): State {
  checkLimits(asOf)
  if (Object.values(asOf).every((limit) => limit === undefined)) return showState(desk)
  return stateOf(limited(desk.picture, asOf))
}

/** The desk with every line that the store has for it. */
export async function caughtUp(wiring: Wiring, desk: Desk): Promise<Desk> {
  const known = desk.picture.history.length
  const start = known === 0 ? await resumed(wiring, desk) : desk.picture
  const pages = pagesFrom(wiring.store, desk.id, (start?.history.length ?? 0) + 1)
  const picture = await (start === undefined ? replayed(wiring, desk.id, pages) : evolved(wiring, start, pages))
  if (picture.history.length > known) show(desk, picture)
  return desk
}

async function resumed(wiring: Wiring, { id, saving }: Desk): Promise<Picture | undefined> {
  const picture = await resumedFrom(wiring, id, (line) => decoded(wiring, id, line))
  saving.version = picture?.version ?? 0
  return picture
}

// In lines: few enough for the texts of a page to be gone before the collector of garbage first comes by, which would keep them for long.
const pageSize = 1024

/** The page after the one that is being folded is on its way already. */
async function* pagesFrom(store: Store, relation: string, from: number): AsyncGenerator<readonly StoredLine[], void, undefined> {
  let coming = store.read(relation, from, pageSize)
  for (let next = from + pageSize; ; next += pageSize) {
    const lines = await coming
    const isLast = lines.length < pageSize
    if (!isLast) coming = store.read(relation, next, pageSize)
    // Where the folding fails, nobody awaits it any more.
    coming.catch(() => {})
    yield lines
    if (isLast) return
  }
}

type Pages = AsyncIterable<readonly StoredLine[]>

async function replayed(wiring: Wiring, relation: string, pages: Pages): Promise<Picture> {
  const run = startReplay(wiring.vocabulary, relation)
  for await (const lines of pages) for (const line of lines) takeEvent(run, decoded(wiring, relation, line))
  return publish(run)
}

async function evolved(wiring: Wiring, start: Picture, pages: Pages): Promise<Picture> {
  let grown = start
  try {
    for await (const lines of pages) for (const line of lines) grown = evolvePicture(grown, decoded(wiring, start.relation, line))
    return grown
  } catch (error) {
    // What was read before it failed is read again, and goes where it went; unless the holder of a state had put something there first.
    if (grown !== start && grown.history.events === start.history.events) forgetBeyond(start.history)
    throw error
  }
}

function decoded({ vocabulary, unknown }: Wiring, relation: string, { id, text }: StoredLine): RecordedEvent {
  const where = { relation, event: id }
  return parseRecorded(vocabulary, decodeLine(text, where), unknown, where)
}

/** Makes a picture the desk's, and tells whoever watches. */
export function show(desk: Desk, picture: Picture): void {
  const from = desk.picture.history.length
  const before = desk.watchers.size > 0 ? showState(desk) : undefined
  desk.picture = picture
  desk.state = undefined
  if (before === undefined) return
  const events = Object.freeze(recordedEvents(picture.history, from)) as readonly EventIn<Vocabulary>[]
  const appended = appendedWith(events, before, showState(desk))
  for (const tell of desk.watchers) {
    try {
      tell(appended)
    } catch (error) {
      queueMicrotask(() => {
        throw error
      })
    }
  }
}

function appendedWith(events: Appended['events'], before: State, state: State): Appended {
  let known: readonly EntityChange[] | undefined
  return Object.freeze({
    events,
    before,
    state,
    get changes() {
      known ??= diff(before, state)
      return known
    },
  })
}

/** A day is what had occurred by its end. */
const limitsOf = (given: string | AsOf): AsOf => (typeof given === 'string' ? { occurredBy: given } : given)

/** What is different between two states of what the desk has; without an end, up to the state it has now. */
export const changesBetween = (desk: Desk, from: string | AsOf, to: string | AsOf = {}): readonly EntityChange[] =>
  diff(stateAsOf(desk, limitsOf(from)), stateAsOf(desk, limitsOf(to)))
