// A state as a short page for snapshot tests: what there is, its status, who says so, and what contradicts the tables.
// In: a state of any vocabulary.
// Out: text that is the same for the same log on every run: ids of events stand as their places, #3.
import { referenceOf } from '../amend.ts'
import type { RecordedEvent } from '../event.ts'
import { placeOfId } from '../history.ts'
import type { EntityState } from '../lifecycle.ts'
import { type Attestation, standingOf } from '../standing.ts'
import { partyMarks } from '../standing-words.ts'
import { pictureOf, type StateFacts } from '../state.ts'
import { edtfOf } from '../time.ts'
import { literal } from './print-events.ts'

/** True for what `fold`, `replay` or a ledger gives. */
export function isState(value: unknown): value is StateFacts {
  try {
    return pictureOf(value as object) !== undefined
  } catch {
    return false
  }
}

/**
 * A state as a short readable page, for snapshots: vitest takes it through `stateSerializer`, any other runner as the text it is.
 * Sections follow the vocabulary; events are named by their place in the log, so that new ids change nothing. What each side says
 * of an entity's status stands as a mark: ✓ it says so, ✗ it denies it, ≠ it tells it differently, – it is silent; below it, who denies
 * or tells in a version of its own which of the events behind the entity.
 *
 * @param state a state of any vocabulary
 * @throws LedgerError `INVALID_ARGUMENT` for what is no state
 * @example
 * ```ts
 * import { printState, replay } from 'relations-ledger/testing'
 * const state = replay([{ type: 'demand.raised', by: 'RU', occurred: '2025-04-10', data: { demand: 'visas' } }])
 * console.log(printState(state))
 * // RU and OTHER, version 1 …
 * ```
 */
export function printState(state: StateFacts): string {
  const { vocabulary, collections } = pictureOf(state)
  const kinds = vocabulary.entities.map(({ entity }, at): Section => {
    const all = collections[at]?.all ?? []
    return [entity.plural, all.flatMap((each) => linesOf(state, each))]
  })
  const named = (event: RecordedEvent) => `#${event.version} ${event.type} (${edtfOf(event.occurred)})`
  const lists: Section[] = [
    ['problems', state.problems.map(({ kind, message }) => `${kind}: ${message}`)],
    ['undetermined', state.undetermined.map((event) => `${named(event)} on ${referenceOf(vocabulary, event)}`)],
    ['unknown', state.unknown.map((event) => `${named(event)} ${literal(event.data)}`)],
    ['dangling', state.dangling.map(({ event, field, reference }) => `${reference}, named by ${event} in ${field}`)],
  ]
  const sections = [...kinds, ...lists].filter(([, lines]) => lines.length > 0)
  const blocks = sections.map(([title, lines]) => [title, ...lines.map((line) => `  ${line}`)].join('\n'))
  const title = `${state.parties.join(' and ')}, version ${state.version}`
  return withPlaces(state, [title, ...blocks].join('\n\n'))
}

type Section = readonly [title: string, lines: readonly string[]]

function linesOf(state: StateFacts, entity: EntityState): readonly string[] {
  const reference = `${entity.kind}/${entity.id}`
  const attested = attestationOf(state, reference)
  const fields = Object.entries(entity)
    .filter(([name, value]) => !shownBefore.has(name) && value !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}: ${literal(value)}`)
  const inferred = (entity.inferred ?? []).map(({ status, type }) => `inferred: ${status}, by ${type}`)
  const told = state.events(reference).flatMap((event) => toldLines(event, attestationOf(state, event.id)))
  return [
    `${entity.id}: ${entity.status} (${edtfOf(entity.since)}) — ${attested.standing}, ${marksOf(attested)}`,
    ...[...fields, ...inferred, ...told].map((line) => `  ${line}`),
  ]
}

/** On the first line already; or an id of an event; or among the problems. */
const shownBefore = new Set(['kind', 'id', 'status', 'since', 'setBy', 'inferred', 'problems'])

/** Of what a state shows, how well it is attested is always known. */
const attestationOf = (state: StateFacts, fact: string): Attestation => standingOf(state, fact) as Attestation

/** The mark of each side, and of the third parties that say so or deny it. */
function marksOf(attestation: Attestation): string {
  const { parties, saidBy, deniedBy } = attestation
  const third = (sayers: readonly string[], mark: string) => sayers.filter((each) => !(each in parties)).map((each) => ` ${each} ${mark}`)
  return [partyMarks(attestation), ...third(saidBy, '✓'), ...third(deniedBy, '✗')].join('')
}

/** Who denies the event, or tells it in a version of its own. */
function toldLines({ type, version }: RecordedEvent, { deniedBy, tellings }: Attestation): readonly string[] {
  const versions = tellings.map(({ by, event: _, ...version }) => [by, version] as const)
  const plain = deniedBy.filter((sayer) => !versions.some(([by]) => by === sayer)).map((sayer) => [sayer, {}] as const)
  return [...versions, ...plain].map(([by, own]) => {
    const verb = deniedBy.includes(by) ? 'denied' : 'told'
    return `#${version} ${type} ${verb} by ${by}${Object.keys(own).length === 0 ? '' : `: ${literal(own)}`}`
  })
}

/** Ids of this log's events become their places in it. */
function withPlaces(state: StateFacts, text: string): string {
  const { history } = pictureOf(state)
  return text.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => {
    const place = placeOfId(history, id)
    return place === undefined ? id : `#${place + 1}`
  })
}
