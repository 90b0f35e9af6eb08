// Which transitions of the tables some histories have taken, and which none has.
// In: a vocabulary; histories.
// Out: for each row and each status it may come from, how often it was taken without a problem; a report by entity.

import type { EventInput, RecordedEvent } from '../event.ts'
import { evolvePicture } from '../evolve.ts'
import { emptyPicture } from '../fold.ts'
import { partiesOf, relationOf } from '../ids.ts'
import { recordAll, recorderOf } from '../record.ts'
import { cellBehind, type Picture } from '../state.ts'
import { parseAnyInput, type Vocabulary } from '../vocabulary.ts'
import { sidesOf } from './sides.ts'
import { countedIds, tickingClock } from './still.ts'

/** A count of transitions. */
export interface Transitions {
  /** Counts those of one history: recorded events, or inputs. */
  note(history: readonly object[], between?: readonly [string, string]): void
  /** How often each was taken: `demand.met from open`. */
  readonly taken: ReadonlyMap<string, number>
  /** Those that no history has taken. */
  readonly missing: readonly string[]
  /** One line an entity, and what is missing of it. */
  report(): string
}

/**
 * Counts the transitions of a vocabulary's tables that histories take: a row, from each status it may come from.
 *
 * @param vocabulary whose tables they are
 * @throws LedgerError from `note`, as `record` does
 * @example
 * ```ts
 * import { demand, diplomacyVocabulary } from 'relations-ledger'
 * import { transitionsOf } from 'relations-ledger/testing'
 * const transitions = transitionsOf(diplomacyVocabulary)
 * transitions.note([demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10' })])
 * console.log(transitions.taken.get('demand.raised from new')) // 1
 * ```
 */
export function transitionsOf(vocabulary: Vocabulary): Transitions {
  const rows = vocabulary.entities.flatMap(({ entity }) => [...entity.lifecycle.rows.values()])
  const taken = new Map(rows.flatMap((row) => row.comesFrom.map((status) => [`${row.type} from ${status}`, 0])))
  const missing = (): readonly string[] => [...taken].flatMap(([name, count]) => (count === 0 ? [name] : []))
  return Object.freeze({
    note: (history: readonly object[], between?: readonly [string, string]) => {
      for (const name of transitionsIn(vocabulary, history, between)) taken.set(name, (taken.get(name) ?? 0) + 1)
    },
    taken,
    get missing() {
      return missing()
    },
    report: () => reportOf(vocabulary, taken),
  })
}

function* transitionsIn(vocabulary: Vocabulary, history: readonly object[], between?: readonly [string, string]): Generator<string> {
  const events = recordedIn(vocabulary, history, between)
  const first = events[0]
  if (first === undefined) return
  let picture = emptyPicture(vocabulary, relationOf(...partiesOf(first.relation)))
  for (const event of events) {
    const before = statusIn(picture, event)
    picture = evolvePicture(picture, event)
    const after = statusIn(picture, event)
    if (before !== undefined && after?.problems.includes(event.id) === false) yield `${event.type} from ${before.status}`
  }
}

function recordedIn(vocabulary: Vocabulary, history: readonly object[], between?: readonly [string, string]): readonly RecordedEvent[] {
  if (history.every((event) => 'recorded' in event)) return history as readonly RecordedEvent[]
  const sides = sidesOf(history, between)
  const inputs = (history as readonly EventInput[]).map((input) => parseAnyInput(vocabulary, input, 'keep'))
  return recordAll(emptyPicture(vocabulary, relationOf(...sides)), inputs, recorderOf(tickingClock(), countedIds(), undefined)).events
}

/** Where the event's entity stands, and the events that contradict its table. */
function statusIn(picture: Picture, event: RecordedEvent) {
  const definition = picture.vocabulary.types.get(event.type)?.definition
  if (definition?.isNamed !== true) return undefined
  const entity = cellBehind(picture, `${definition.kind}/${String(event.data[definition.kind])}`)?.entity
  const status = entity === undefined || entity.status === 'unknown' ? 'new' : entity.status
  return { status, problems: (entity?.problems ?? []).map((problem) => problem.event) }
}

function reportOf(vocabulary: Vocabulary, taken: ReadonlyMap<string, number>): string {
  const lines = vocabulary.entities.map(({ entity }) => {
    const own = [...taken].filter(([name]) => name.startsWith(`${entity.kind}.`))
    const missing = own.filter(([, count]) => count === 0).map(([name]) => `  never: ${name}`)
    return [`${entity.kind}: ${own.length - missing.length} of ${own.length} transitions`, ...missing].join('\n')
  })
  return `${lines.join('\n')}\n`
}
