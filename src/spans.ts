// Spans: from when to when an entity had which status.
// In: a state, and an entity of it. Out: its statuses in their order, each with the dates of the events that began and ended it.
// Dates are kept as they are, however vague; nothing is made up for a step that nobody recorded.
import { freezeDeep, type RecordedEvent } from './event.ts'
import { type Step, stepsOf } from './fold.ts'
import type { Inferred } from './lifecycle.ts'
import { cellBehind, pictureOf } from './state.ts'
import type { ImpreciseDate } from './time.ts'

/** How long an entity had a status. */
export interface Span {
  readonly status: string
  /** When the event that began it occurred. */
  readonly from: ImpreciseDate
  /** When the event that ended it occurred; missing: it has the status still. */
  readonly to?: ImpreciseDate
  /** The ids of these two events. */
  readonly begunBy: string
  readonly endedBy?: string
  /** Statuses that must have come before this one and after the span before, of which the log has no event. */
  readonly inferred?: readonly string[]
}

/** A status that was passed: with the event that began it, or the mark that says it was inferred. */
interface Stage {
  readonly status: string
  readonly event?: RecordedEvent
  readonly mark?: Inferred
}

/**
 * From when to when an entity had which status, in the order in which its events are taken to have happened.
 * The last span is open. A status that is set again while it lasts goes on; one that only marks are known of has no span.
 *
 * @param state a state, of today or as of a day
 * @param reference the entity: `ties/diplomatic`
 * @returns undefined where the state has no such entity
 * @throws LedgerError `INVALID_ARGUMENT` for what is no state
 * @example
 * ```ts
 * import { fold, record, spansOf, ties } from 'relations-ledger'
 * const events = record(['US', 'CU'], [
 *   ties.severed({ ties: 'diplomatic', by: 'US', occurred: '1961-01-03' }),
 *   ties.resumed({ ties: 'diplomatic', occurred: '2015-07-20' }),
 * ])
 * console.log(spansOf(fold(events), 'ties/diplomatic')?.map(({ status, from, to }) => `${status} ${from}–${to ?? ''}`))
 * // [ 'severed 1961-01-03–2015-07-20', 'established 2015-07-20–' ]
 * ```
 */
export function spansOf(state: object, reference: string): readonly Span[] | undefined {
  const picture = pictureOf(state)
  const cell = cellBehind(picture, reference)
  if (cell?.entity === undefined) return undefined
  const stages: Stage[] = []
  for (const step of stepsOf(picture, cell)) pass(stages, step)
  return freezeDeep(spansIn(stages))
}

function pass(stages: Stage[], { event, row, before, after }: Step): void {
  const [had, has] = [marksIn(before), marksIn(after)]
  const cleared = had.filter((mark) => !has.includes(mark))
  if (cleared.length > 0) fill(stages, cleared, { status: row.to as string, event })
  else if (after['status'] !== before['status'] && after['status'] !== 'unknown')
    stages.push(...has.slice(had.length).map((mark) => ({ status: mark.status, mark })), { status: after['status'] as string, event })
}

const marksIn = (entity: Step['after']): readonly Inferred[] => (entity['inferred'] as readonly Inferred[] | undefined) ?? []

/** A step that turned up late stands where it was missing; what was inferred in its place goes. */
function fill(stages: Stage[], cleared: readonly Inferred[], late: Stage): void {
  const mark = cleared.at(-1)
  const filled = stages.map((stage) => (stage.mark === mark ? late : stage))
  stages.splice(0, stages.length, ...filled.filter((stage) => !cleared.some((each) => each === stage.mark)))
}

function spansIn(stages: readonly Stage[]): Span[] {
  const spans: Span[] = []
  let inferred: string[] = []
  for (const { status, event } of stages) {
    if (event === undefined) inferred.push(status)
    else {
      const last = spans.pop()
      if (last !== undefined) spans.push({ ...last, to: event.occurred, endedBy: event.id })
      spans.push({ status, from: event.occurred, begunBy: event.id, ...(inferred.length > 0 && { inferred }) })
      inferred = []
    }
  }
  return spans
}
