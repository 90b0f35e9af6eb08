// As of: the picture on a day that is not today, or by one side's account.
// In: the events of a relation or their picture, and up to five limits, named as in the envelope: version, recordedBy, reportedBy,
// occurredBy, and accordingTo. Out: the picture a reader could have had. The first three choose from the log before anything is folded;
// the others select from the full order what certainly happened by then, and what that side says, and name what only may have happened.
import { ownVersion, sharedVersion } from './amend.ts'
import { type Cell, shelfBehind } from './collection.ts'
import { LedgerError } from './errors.ts'
import type { RecordedEvent } from './event.ts'
import { idOf, refold } from './fold.ts'
import { earliestAt, eventAt, type History, isRetracted, latestAt, ordered, recordedEvents, remarkedAt } from './history.ts'
import { checkParty } from './ids.ts'
import type { Problem } from './lifecycle.ts'
import { replay } from './replay.ts'
import { cellAt, cellsOf, placeOf, type Shelf, shelfOfUnread, withCell } from './shelf.ts'
import type { Limits, Picture } from './state.ts'
import { asOfBounds, boundsOf } from './time.ts'
import { isRemark, type Vocabulary } from './vocabulary.ts'
import { type Voice, voicesOn } from './voices.ts'

/** The limits of a state as of a day; each is optional, and they can be combined. Days are UTC days, to their end; instants are taken, too. */
export interface AsOf {
  /** What had certainly happened by then; what only may have is listed in `state.undetermined`. Entries apply whenever they were made. */
  readonly occurredBy?: string
  /** What was certainly public by then, by `reported` as it was recorded; an event without it became public when it was recorded. */
  readonly reportedBy?: string
  /** What this ledger had recorded by then. */
  readonly recordedBy?: string
  /** The log's first events, up to this version. */
  readonly version?: number
  /**
   * What one side (or a third party) says or has confirmed, in its own version where it gave one; `both`: what both sides do, without
   * the fields that they tell differently (what an event cannot do without, such as its date, is then as it was recorded).
   */
  readonly accordingTo?: string
}

const limitNames: readonly string[] = ['occurredBy', 'reportedBy', 'recordedBy', 'version', 'accordingTo'] satisfies (keyof AsOf)[]

/** Refuses what is no limit: under a name with a misprint, the state of today would be taken for that of a day. */
export function checkLimits(given: unknown, others: readonly string[] = []): void {
  const isObject = typeof given === 'object' && given !== null
  const strange = isObject ? Object.keys(given).find((name) => !limitNames.includes(name) && !others.includes(name)) : String(given)
  if (strange === undefined) return
  const message = `as of: ${JSON.stringify(strange)} is no limit — give one of ${limitNames.join(', ')}, as in { occurredBy: '2025-04-10' }`
  throw new LedgerError('INVALID_ARGUMENT', message, { argument: 'asOf', given: strange })
}

/** The picture of these events, in the order of recording, within the limits. */
export function pictureAsOf(vocabulary: Vocabulary, relation: string, events: readonly RecordedEvent[], asOf: AsOf): Picture {
  return marked(select(replay(vocabulary, relation, choose(events, asOf)), asOf), asOf)
}

/** The same of a picture that is there already: it is folded anew only where the limits choose from the log. One as of a day keeps to it. */
export function limited(picture: Picture, asOf: AsOf): Picture {
  const { version, recordedBy, reportedBy } = asOf
  if (version === undefined && recordedBy === undefined && reportedBy === undefined) return marked(select(picture, asOf), asOf)
  return pictureAsOf(picture.vocabulary, picture.relation, recordedEvents(picture.history), asOf)
}

/** A picture within limits says so; one of a version is what it would have been then. */
function marked(picture: Picture, { recordedBy, reportedBy, occurredBy, accordingTo }: AsOf): Picture {
  const asOf = Object.entries({ recordedBy, reportedBy, occurredBy, accordingTo }).filter(([, limit]) => limit !== undefined)
  return asOf.length === 0 ? picture : { ...picture, asOf: Object.fromEntries(asOf) as Limits }
}

// ── choosing from the log ────────────────────────────────────────────────────────────────────────────────────────

function choose(events: readonly RecordedEvent[], { version, recordedBy, reportedBy }: AsOf): readonly RecordedEvent[] {
  const first = version === undefined ? events : events.slice(0, checkVersion(version, events.length))
  const tests: ((event: RecordedEvent) => boolean)[] = []
  if (recordedBy !== undefined) tests.push(endsBy(recordedBy, 'recordedBy', (event) => event.recorded))
  if (reportedBy !== undefined) tests.push(endsBy(reportedBy, 'reportedBy', (event) => event.reported ?? event.recorded))
  return tests.length === 0 ? first : first.filter((event) => tests.every((test) => test(event)))
}

function endsBy(
  day: string,
  field: string,
  dateOf: (event: RecordedEvent) => RecordedEvent['occurred'],
): (event: RecordedEvent) => boolean {
  const moment = asOfBounds(day, { field })
  return (event) => boundsOf(dateOf(event)).latest <= moment
}

function checkVersion(version: number, length: number): number {
  if (Number.isSafeInteger(version) && version >= 0 && version <= length) return version
  const message = `version ${version}: the log has versions 0 to ${length} — ask for one of these`
  throw new LedgerError('INVALID_ARGUMENT', message, { argument: 'version', given: version }, { field: 'version' })
}

// ── selecting from the full order ────────────────────────────────────────────────────────────────────────────────

function select(full: Picture, { occurredBy, accordingTo }: AsOf): Picture {
  if (occurredBy === undefined && accordingTo === undefined) return full
  const moment = occurredBy === undefined ? Number.POSITIVE_INFINITY : asOfBounds(occurredBy, { field: 'occurredBy' })
  const view = viewOf(full, accordingTo, moment)
  const { history, isIn } = view
  const told = { ...full, history }
  const collections = full.collections.map((all, kind) => {
    const make = full.vocabulary.collections[kind] as (typeof full.vocabulary.collections)[number]
    return make(selectShelf(shelfBehind(all), (cell) => selectCell(told, cell, chosenIn(view, cell))))
  })
  const strangers = full.strangers.places.slice(0, full.strangers.length).filter(isIn)
  return {
    ...full,
    history,
    collections,
    undetermined: Object.freeze(full.selected === undefined ? undetermined(view, moment) : full.undetermined),
    selected: isIn,
    strangers: { places: strangers, length: strangers.length },
  }
}

/** The entities of a kind, each selected when it is first asked for: few of a state are. */
function selectShelf(full: Shelf<Cell>, selected: (cell: Cell) => Cell): Shelf<Cell> {
  const made: Cell[] = []
  const at = (place: number): Cell => (made[place] ??= selected(cellAt(full, place)))
  return shelfOfUnread({ size: full.size, placeOf: (id) => placeOf(full, id), cellAt: at }, idOf)
}

/** A history as somebody tells it, whether a place of it is told at all, and whether it is and has happened by the day. */
interface View extends Told {
  readonly isIn: (place: number) => boolean
}

function viewOf(full: Picture, accordingTo: string | undefined, moment: number): View {
  const { history, isTold } = accordingTo === undefined ? asRecorded(full) : asToldBy(full, accordingTo, moment)
  const { selected = everything } = full
  const isIn = (place: number): boolean =>
    selected(place) && isTold(place) && (isEntry(history, place) || latestAt(history, place) <= moment)
  return { history, isTold, isIn }
}

/** What one side tells of a picture, with nothing folded yet. */
export const accountOf = (picture: Picture, party: string): View => viewOf(picture, party, Number.POSITIVE_INFINITY)

const everything = (): boolean => true
const isEntry = (history: History, place: number): boolean => eventAt(history, place).type.startsWith('entry.')

function undetermined({ history, isTold, isIn }: View, moment: number): readonly RecordedEvent[] {
  if (moment === Number.POSITIVE_INFINITY) return []
  const places = Array.from({ length: history.length }, (_, place) => place)
  const mayHave = places.filter((place) => isTold(place) && !isIn(place) && earliestAt(history, place) <= moment)
  return mayHave.filter((place) => !isRetracted(history, place)).map((place) => eventAt(history, place))
}

/** Which of an entity's events are in a view, in their order there; and whether one of them is told in a version of its own. */
export interface Chosen {
  readonly places: number[]
  readonly isRetold: boolean
}

/** What a view has of an entity. */
export function chosenIn({ history, isIn }: View, cell: Cell): Chosen {
  const all = cell.places.slice(0, cell.count)
  const isRetold = all.some((place) => remarkedAt(history, place)?.isRetold)
  const order = isRetold
    ? ordered(
        history,
        all.sort((a, b) => a - b),
      ).places
    : all
  return { places: order.filter(isIn), isRetold }
}

/** The entity from its selected events alone, in the full order, with the problems that the full history found in them and none of its own. */
const selectCell = (view: Picture, cell: Cell, { places, isRetold }: Chosen): Cell =>
  places.length === cell.count && !isRetold ? cell : refold(view, cell.id, places, problemsIn(view, cell, places))

function problemsIn({ history }: Picture, cell: Cell, places: readonly number[]): readonly Problem[] {
  const ids = new Set(places.map((place) => eventAt(history, place).id))
  return cell.entity?.problems?.filter((problem) => ids.has(problem.event)) ?? []
}

// ── by whose account ─────────────────────────────────────────────────────────────────────────────────────────────

/** A history as somebody tells it, and whether a place of it is told at all. */
interface Told {
  readonly history: History
  readonly isTold: (place: number) => boolean
}

const asRecorded = ({ history }: Picture): Told => ({ history, isTold: () => true })

/** What a sayer says or has confirmed by a moment, in its own version where it gave one; of both, what they tell alike. */
function asToldBy(full: Picture, accordingTo: string, moment: number): Told {
  const { vocabulary, parties, history } = full
  const sayers = accordingTo === 'both' ? parties : [checkParty(accordingTo, { field: 'accordingTo' })]
  const { selected = everything } = full
  const counts = (place: number): boolean => selected(place) && latestAt(history, place) <= moment
  const voices = (place: number): readonly (Voice | undefined)[] => {
    const on = voicesOn(history, place, counts)
    return sayers.map((sayer) => on.get(sayer))
  }
  const isTold = (place: number): boolean => {
    const { type, saidBy = [] } = eventAt(history, place)
    if (isRemark(vocabulary, type)) return true
    // Nearly every event is spoken of by no other: its own word is all there is.
    if (remarkedAt(history, place) === undefined) return sayers.every((sayer) => saidBy.includes(sayer))
    return voices(place).every((voice) => voice?.stance === 'said')
  }
  // A remark stands as it is, whoever tells it otherwise: it says who speaks, and is not what is told.
  const facts = [...cellsOf(history.remarked)].filter(({ event }) => !isRemark(vocabulary, event.type))
  const retold = facts.reduce((view, { place }) => withVersion(full, view, place, voices(place)), history)
  return { history: retold, isTold }
}

/** The history with an event in the version of whoever tells it: of the one, or what is alike in those of both. */
function withVersion({ vocabulary }: Picture, history: History, place: number, voices: readonly (Voice | undefined)[]): History {
  const known = remarkedAt(history, place)
  if (known === undefined || !voices.every((voice) => voice?.stance === 'said')) return history
  const versions = voices.map((voice) => versionOf(vocabulary, known.event, voice))
  if (versions.every((version) => version === known.event)) return history
  const [one, other = one] = versions as [RecordedEvent, RecordedEvent?]
  const event = other === one ? one : sharedVersion(vocabulary, known.event, one, other)
  return { ...history, remarked: withCell(history.remarked, { ...known, event, bounds: boundsOf(event.occurred), isRetold: true }) }
}

/** A sayer's version that would be no event any more is a problem of its account, and stays out. */
function versionOf(vocabulary: Vocabulary, event: RecordedEvent, voice: Voice | undefined): RecordedEvent {
  const telling = voice?.telling?.data
  if (telling?.set === undefined) return event
  try {
    return ownVersion(vocabulary, event, telling)
  } catch {
    return event
  }
}
