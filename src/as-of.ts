// As of: the picture on a day that is not today.
// In: the events of a relation, and up to four limits, named as in the envelope: version, recordedBy, reportedBy, occurredBy.
// Out: the picture a reader could have had. The first three choose from the log before anything is folded;
// occurredBy selects from the full order what certainly happened by then, and names what only may have.
import { type Cell, shelfBehind } from './collection.ts'
import { LedgerError } from './errors.ts'
import type { RecordedEvent } from './event.ts'
import { refold, replay } from './fold.ts'
import { cellsOf, shelfOf } from './shelf.ts'
import type { Picture } from './state.ts'
import { asOfBounds, boundsOf } from './time.ts'
import type { Vocabulary } from './vocabulary.ts'

/** The limits of a state as of a day; each is optional, and they can be combined. Days are UTC days, to their end; instants are taken, too. */
export interface AsOf {
  /** What had certainly happened by then; what only may have is listed in `state.undetermined`. */
  readonly occurredBy?: string
  /** What was certainly public by then; an event without `reported` became so when it was recorded. */
  readonly reportedBy?: string
  /** What this ledger had recorded by then. */
  readonly recordedBy?: string
  /** The log's first events, up to this version. */
  readonly version?: number
}

/** The picture of these events, in the order of recording, within the limits. */
export function pictureAsOf(vocabulary: Vocabulary, relation: string, events: readonly RecordedEvent[], asOf: AsOf): Picture {
  const chosen = choose(events, asOf)
  const full = replay(vocabulary, relation, chosen)
  return asOf.occurredBy === undefined ? full : select(full, asOfBounds(asOf.occurredBy, { field: 'occurredBy' }))
}

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

function select(full: Picture, moment: number): Picture {
  const { events, earliest, latest, length } = full.history
  const happened = (place: number): boolean => (latest[place] as number) <= moment
  const undetermined = events.slice(0, length).filter((_, place) => !happened(place) && (earliest[place] as number) <= moment)
  const collections = full.collections.map((all, kind) => {
    const cells = [...cellsOf(shelfBehind(all))].flatMap((cell) => selectCell(full, cell, happened) ?? [])
    return (full.vocabulary.collections[kind] as (typeof full.vocabulary.collections)[number])(shelfOf(cells, (cell) => cell.entity.id))
  })
  const strangers = full.strangers.places.slice(0, full.strangers.length).filter(happened)
  return {
    ...full,
    collections,
    undetermined: Object.freeze(undetermined),
    selected: happened,
    strangers: { places: strangers, length: strangers.length },
  }
}

/** The entity from its selected events alone, with the problems that the full history found in them and none of its own. */
function selectCell(full: Picture, cell: Cell, happened: (place: number) => boolean): Cell | undefined {
  const places = cell.places.slice(0, cell.count).filter(happened)
  if (places.length === cell.count) return cell
  if (places.length === 0) return undefined
  const ids = new Set(places.map((place) => full.history.events[place]?.id))
  return refold(full, cell.entity.id, places, cell.entity.problems?.filter((problem) => ids.has(problem.event)) ?? [])
}
