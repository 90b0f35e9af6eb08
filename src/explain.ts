// explain: why a state says what it says.
// In: a state; a reference, a reference and a field, or the id of an event.
// Out: the events behind it in their order, each with who says so, what it set, and what was corrected in it; what was taken out of it;
// what was inferred; what is wrong and what would mend it. Data, frozen; explain-text.ts makes a page of it.
import { referenceOf, targetsOf } from './amend.ts'
import { fieldsSetBy, type SetField } from './attribution.ts'
import type { AnyEntity } from './entity.ts'
import { LedgerError } from './errors.ts'
import { fieldsOf, freezeDeep, type RecordedEvent } from './event.ts'
import { type Step, stepsOf } from './fold.ts'
import { eventAt, isRetracted, placeOfId, recordedAt, remarkedAt } from './history.ts'
import type { EntityState, Inferred, Problem } from './lifecycle.ts'
import { accountsOn, type ExplainedRemark, entriesOn } from './remarks-read.ts'
import { cellsOf } from './shelf.ts'
import { type Attestation, attestationAt } from './standing.ts'
import { cellBehind, type Picture, pictureOf } from './state.ts'
import { envelopeNames, isRemark } from './vocabulary.ts'

/** Why a state says what it says of one entity, one field of it, or one event. */
export interface Explanation {
  /** What was asked for: a reference, or the id of an event. */
  readonly fact: string
  readonly field?: string
  /** What the state says: the entity, the value of the field, the event as it stands. Undefined where nothing is left, or ever was. */
  readonly value: unknown
  /** How well it is attested; of an entity, as well as the event that set its status; of a field, as well as the event that set it last. */
  readonly attestation?: Attestation
  /** The events behind it, in the order in which they are taken to have happened. */
  readonly events: readonly ExplainedEvent[]
  /** Events that were recorded of it and are no longer, in the order of recording: retracted, or corrected to be another entity's. */
  readonly gone: readonly ExplainedEvent[]
  /** Statuses nobody recorded, and the events that show them. */
  readonly inferred: readonly Inferred[]
  readonly problems: readonly ExplainedProblem[]
}

/** An event with all that is said of it. */
export interface ExplainedEvent {
  /** The event as it stands: corrected. */
  readonly event: RecordedEvent
  /** The entity it is of, as a reference; of remarks and unknown types `event/` and its id. */
  readonly entity: string
  readonly isRetracted: boolean
  readonly attestation: Attestation
  /** The fields of its entity that it set, with what was there before. */
  readonly sets: readonly SetField[]
  /** The corrections, supplements and retractions of it. */
  readonly entries: readonly ExplainedRemark[]
  /** Who confirmed it, told it differently, denied it. */
  readonly accounts: readonly ExplainedRemark[]
  /** Where it is itself a remark: the events it is on, and what it came to there. */
  readonly on: readonly { readonly event: RecordedEvent; readonly remark: ExplainedRemark }[]
}

/** A problem, and what would mend it. */
export interface ExplainedProblem extends Problem {
  readonly mend: string
}

/**
 * Why the state says what it says: the chain of events behind an entity, one of its fields, or one event.
 *
 * @param state a state, of a ledger or of `fold`, as of any day
 * @param fact an entity by reference (`guarantee/embassy-payments`), or an event by id
 * @param field a field of it (`status`, `since`, `duration` …): then only the events that set it
 * @returns frozen data; `formatExplanation` makes a page of it
 * @throws LedgerError `UNKNOWN_REFERENCE` where the state has no such entity or event, `INVALID_ARGUMENT` for a field it cannot have, or what is no state
 * @example
 * ```ts
 * import { demand, explain, formatExplanation, fold, record } from 'relations-ledger'
 * const events = record(['US', 'RU'], [demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10', saidBy: ['RU'] })])
 * console.log(formatExplanation(explain(fold(events), 'demand/visas', 'status')))
 * ```
 */
export function explain(state: object, fact: string, field?: string): Explanation {
  const picture = pictureOf(state)
  const id = typeof fact === 'string' ? eventIdIn(picture, fact) : unknown(fact)
  const whole = id === undefined ? entityExplained(picture, fact) : eventExplained(picture, id, fact)
  return freezeDeep(field === undefined ? whole.explanation : narrowed(whole, field))
}

/** Problems of remarks are kept on `event/<id>`. */
function eventIdIn({ vocabulary }: Picture, fact: string): string | undefined {
  if (!fact.includes('/')) return fact
  return fact.startsWith('event/') && !vocabulary.kinds.has('event') ? fact.slice('event/'.length) : undefined
}

function unknown(fact: unknown): never {
  const message = `explain: the state has no ${String(fact)} — name an entity that it shows, such as demand/visas, or the id of one of its events`
  throw new LedgerError('UNKNOWN_REFERENCE', message, { reference: String(fact) })
}

/** An explanation, and what it needs to be narrowed to a field: the fields there can be, and their values. */
interface Whole {
  readonly explanation: Explanation
  /** Of one event, whose fields are all of them its own; or of an entity, whose events set some. */
  readonly isOfEvent: boolean
  readonly fields: ReadonlySet<string | undefined>
  readonly values: { readonly [field: string]: unknown }
}

// ── an entity ────────────────────────────────────────────────────────────────────────────────────────────────────

function entityExplained(picture: Picture, reference: string): Whole {
  const cell = cellBehind(picture, reference)
  const gone = (goneFrom(picture).get(reference) ?? []).filter(picture.selected ?? (() => true)).toSorted((a, b) => a - b)
  if (cell?.entity === undefined && gone.length === 0) return unknown(reference)
  const steps = cell === undefined ? [] : stepsOf(picture, cell)
  const entity = cell?.entity
  const setting = steps.find(({ event }) => event.id === entity?.setBy)
  const explanation = {
    fact: reference,
    value: entity,
    ...(setting === undefined ? {} : { attestation: attestationAt(picture, setting.place) }),
    events: steps.map((step) => explained(picture, step.place, step)),
    gone: gone.map((place) => explained(picture, place)),
    inferred: entity?.inferred ?? [],
    problems: problemsOf(picture, entity, steps),
  }
  return { explanation, isOfEvent: false, fields: fieldsOfKind(picture, reference, steps), values: { ...entity } }
}

function problemsOf(picture: Picture, entity: EntityState | undefined, steps: readonly Step[]): readonly ExplainedProblem[] {
  return [...(entity?.problems ?? []), ...steps.flatMap(({ place }) => remarkProblems(picture, place))].map(withMend)
}

/** The problems of the remarks on the event at a place, as far as the state has them. */
function remarkProblems({ history, selected = () => true }: Picture, place: number): readonly Problem[] {
  const problems = remarkedAt(history, place)?.problems ?? []
  return problems.filter(({ event }) => selected(placeOfId(history, event) as number))
}

/** Every message of a problem ends in what would mend it, and in the way to record it all the same, which has been taken by then. */
function withMend(problem: Problem): ExplainedProblem {
  const remedy = problem.message.slice(problem.message.lastIndexOf(' — ') + ' — '.length)
  return { ...problem, mend: remedy.replace(", or append with rules: 'report'", '') }
}

/** What is undefined here is what a row does without; nobody asks for it. */
function fieldsOfKind({ vocabulary }: Picture, reference: string, steps: readonly Step[]): Whole['fields'] {
  const kind = vocabulary.kinds.get(reference.slice(0, reference.indexOf('/'))) as number
  const { rows, opposites } = (vocabulary.entities[kind] as AnyEntity).entity.lifecycle
  const byTable = [...rows.values()].flatMap((row) => [...row.sets, ...row.names, row.each, row.marks, row.clears, row.casts])
  const bySteps = steps.flatMap(({ after }) => Object.keys(after))
  return new Set([...everyEntityHas, ...byTable, ...opposites.keys(), ...bySteps])
}

const everyEntityHas = ['kind', 'id', 'status', 'previous', 'since', 'setBy', 'inferred', 'problems']

/** By reference, the places of the events that were recorded of an entity and are not of it any more; made once for each history. */
function goneFrom({ vocabulary, history }: Picture): ReadonlyMap<string, readonly number[]> {
  const made = goneOf.get(history.remarked)
  if (made !== undefined) return made
  const gone = new Map<string, number[]>()
  for (const { place } of cellsOf(history.remarked)) {
    const [recorded, stands] = [recordedAt(history, place), eventAt(history, place)].map((event) => referenceOf(vocabulary, event))
    const left = isRetracted(history, place) ? [recorded, stands] : recorded === stands ? [] : [recorded]
    for (const reference of new Set(left as string[])) {
      const places = gone.get(reference)
      if (places === undefined) gone.set(reference, [place])
      else places.push(place)
    }
  }
  goneOf.set(history.remarked, gone)
  return gone
}

const goneOf = new WeakMap<object, ReadonlyMap<string, readonly number[]>>()

// ── an event ─────────────────────────────────────────────────────────────────────────────────────────────────────

function eventExplained(picture: Picture, id: string, fact: string): Whole {
  const { vocabulary, history, selected = () => true, undetermined } = picture
  const place = placeOfId(history, id)
  if (place === undefined || !(selected(place) || undetermined.some((event) => event.id === id))) return unknown(fact)
  const event = eventAt(history, place)
  const cell = cellBehind(picture, referenceOf(vocabulary, event))
  const step = cell === undefined ? undefined : stepsOf(picture, cell).find((each) => each.place === place)
  const ofRemarks = [
    ...remarkProblems(picture, place),
    ...targetsOf(history, event, place).flatMap((target) => remarkProblems(picture, target).filter((problem) => problem.event === id)),
  ]
  const ofEntity = cell?.entity?.problems?.filter((problem) => problem.event === id) ?? []
  const explanation = {
    fact,
    value: event,
    attestation: attestationAt(picture, place),
    events: [explained(picture, place, step)],
    gone: [],
    inferred: cell?.entity?.inferred?.filter((mark) => mark.event === id) ?? [],
    problems: [...ofEntity, ...ofRemarks].map(withMend),
  }
  const rowFields = vocabulary.types.get(event.type)?.row.fields ?? []
  const fields = new Set([...envelopeNames, ...rowFields, ...Object.keys(event.data)])
  return { explanation, isOfEvent: true, fields, values: fieldsOf(event) }
}

function explained(picture: Picture, place: number, step?: Step): ExplainedEvent {
  const { vocabulary, history } = picture
  const event = eventAt(history, place)
  return {
    event,
    entity: referenceOf(vocabulary, event),
    isRetracted: isRetracted(history, place),
    attestation: attestationAt(picture, place),
    sets: step === undefined ? [] : fieldsSetBy(step),
    entries: entriesOn(picture, place),
    accounts: accountsOn(picture, place),
    on: isRemark(vocabulary, event.type) ? remarksOf(picture, place) : [],
  }
}

/** Where a remark stands: what it came to on each event it is about. */
function remarksOf(picture: Picture, place: number): ExplainedEvent['on'] {
  const { history } = picture
  const { id } = recordedAt(history, place)
  return targetsOf(history, eventAt(history, place), place).flatMap((target) => {
    const remark = [...entriesOn(picture, target), ...accountsOn(picture, target)].find(({ event }) => event.id === id)
    return remark === undefined ? [] : [{ event: eventAt(history, target), remark }]
  })
}

// ── a field ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** The part of an explanation that one field has: the events that set it, and what was said of them. */
function narrowed({ explanation, isOfEvent, fields, values }: Whole, field: string): Explanation {
  if (!fields.has(field)) return refuseField(explanation.fact, field)
  const events = isOfEvent ? explanation.events : explanation.events.filter((each) => isBehind(each, field, explanation.problems))
  const last = events.at(-1)?.attestation
  const { attestation: _, ...rest } = explanation
  const ids = new Set(events.map(({ event }) => event.id))
  return {
    ...rest,
    field,
    value: values[field],
    ...(last === undefined ? {} : { attestation: last }),
    events: events.map((each) => ofField(each, field, isOfEvent)),
    gone: explanation.gone.filter(({ event }) => everyEntityHas.includes(field) || field in event.data),
    inferred: everyEntityHas.includes(field) ? explanation.inferred : [],
    problems: explanation.problems.filter(({ event }) => field === 'problems' || ids.has(event)),
  }
}

function refuseField(fact: string, field: unknown): never {
  const message = `explain: ${fact} has no field ${String(field)} — name a field that the state shows, or leave it out`
  throw new LedgerError('INVALID_ARGUMENT', message, { argument: 'field', given: field })
}

/** Behind the problems is what brought one, and what was said of with one. */
function isBehind({ event, sets, entries, accounts }: ExplainedEvent, field: string, problems: readonly Problem[]): boolean {
  if (sets.some((change) => change.field === field)) return true
  const ids = [event, ...[...entries, ...accounts].map((remark) => remark.event)].map(({ id }) => id)
  return field === 'problems' && problems.some((problem) => ids.includes(problem.event))
}

/** Of an event, what it did to the field; of the remarks, all where the field is an entity's, as dates move whole events. */
function ofField(explained: ExplainedEvent, field: string, isOfEvent: boolean): ExplainedEvent {
  const tells = ({ changes }: ExplainedRemark): boolean => !isOfEvent || changes.some((change) => change.field === field)
  const { sets, entries, accounts } = explained
  return {
    ...explained,
    sets: sets.filter((change) => change.field === field),
    entries: entries.filter(tells),
    accounts: accounts.filter(tells),
  }
}
