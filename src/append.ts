// Appending: first idempotency, then the version, then the rules, then the store.
// In: a desk, a batch of inputs, the version they were decided on.
// Out: a receipt, or a LedgerError; nothing is half-done. Rules are what the fold finds: there is no second source.
import { referenceOf, targetsOf } from './amend.ts'
import { encodeEvent } from './codec.ts'
import { caughtUp, type Desk, type Rules, show, type Wiring } from './desk.ts'
import { isLedgerError, LedgerError } from './errors.ts'
import { type EventInput, firstTwice, type RecordedEvent } from './event.ts'
import { evolvePicture } from './evolve.ts'
import { eventAt, forgetBeyond, isTip, placeOfId, recordedAt, recordedEvents, remarkedAt } from './history.ts'
import { saveIfDue } from './keeping.ts'
import type { Problem } from './lifecycle.ts'
import { recordAll, recordOne } from './record.ts'
import { replay } from './replay.ts'
import { cellBehind, type Picture } from './state.ts'
import type { Durability } from './stores/store.ts'
import { type EventIn, isRemark, parseAnyInput, type Vocabulary } from './vocabulary.ts'

/** How one batch is appended. */
export interface AppendOptions {
  /** The version of the log you decided on (0: no log yet), or `any`. */
  readonly expectedVersion: number | 'any'
  /** Overrides the ledger's `rules` for this batch. */
  readonly rules?: Rules
}

/** What an append that succeeded says. */
export interface Receipt<V extends Vocabulary = Vocabulary> {
  readonly relation: string
  /** The version of the log after the batch. */
  readonly version: number
  readonly events: readonly EventIn<V>[]
  /** What the batch has survived: `memory`, `os`, `disk`, `quorum`. */
  readonly durability: Durability
  /** The problems that came with the batch, where `rules` is `report`. */
  readonly problems: readonly Problem[]
}

/** Refuses an option that is none of its choices. */
export function checkChoice(argument: string, given: unknown, choices: readonly string[]): void {
  if (!choices.includes(given as string)) refuseArgument(argument, given, `give ${choices.map((each) => `'${each}'`).join(' or ')}`)
}

/** Refuses an argument: what was given, and what to give instead. */
export function refuseArgument(argument: string, given: unknown, remedy: string): never {
  throw new LedgerError('INVALID_ARGUMENT', `${argument}: ${shown(given)} cannot be used — ${remedy}`, { argument, given })
}

function shown(given: unknown): string {
  if (typeof given === 'string') return JSON.stringify(given)
  if (Array.isArray(given)) return given.length === 0 ? 'an empty list' : 'a list'
  return (typeof given === 'object' && given !== null) || typeof given === 'function' ? `this ${typeof given}` : String(given)
}

/** The inputs of a batch, checked before anything else is done. */
export function checkBatch(wiring: Wiring, inputs: EventInput | readonly EventInput[], options: AppendOptions): readonly EventInput[] {
  const expected = options?.expectedVersion
  if (expected !== 'any' && !(Number.isSafeInteger(expected) && expected >= 0)) {
    refuseArgument('expectedVersion', expected, "give the log's version you decided on (0: no log yet), or 'any'")
  }
  if (options.rules !== undefined) checkChoice('rules', options.rules, ['enforce', 'report'])
  const batch = (Array.isArray(inputs) ? inputs : [inputs]).map((given) => {
    const input = parseAnyInput(wiring.vocabulary, given, wiring.unknown)
    wiring.recorder.idOf(input, given)
    return input
  })
  if (batch.length === 0) refuseArgument('events', inputs, 'give at least one event')
  const ids = batch.map((input) => wiring.recorder.idOf(input))
  const twice = firstTwice(ids)
  return twice === undefined ? batch : refuseArgument('events', twice, 'one id stands twice in the batch, so leave one of the two out')
}

/** Appends a batch; where the store is ahead, once more from the start. */
export async function append(wiring: Wiring, desk: Desk, batch: readonly EventInput[], options: AppendOptions): Promise<Receipt> {
  if (options.expectedVersion !== desk.picture.history.length) await caughtUp(wiring, desk)
  for (;;) {
    const again = recordedBefore(wiring, desk, batch)
    if (again !== undefined) return again
    checkVersion(desk, options.expectedVersion)
    const receipt = await tryAppend(wiring, desk, batch, options.rules ?? wiring.rules)
    if (receipt !== undefined) return receipt
  }
}

function checkVersion(desk: Desk, expected: number | 'any'): void {
  const actual = desk.picture.history.length
  if (expected === 'any' || expected === actual) return
  const message = `append to ${desk.id}: the log is at version ${actual}, not ${expected} — read the state again and decide anew`
  throw new LedgerError('VERSION_CONFLICT', message, { relation: desk.id, expected, actual }, { relation: desk.id })
}

/** Undefined where the store had moved on: then the desk has caught up, and what was found against the batch was found in an old log. */
async function tryAppend(wiring: Wiring, desk: Desk, batch: readonly EventInput[], rules: Rules): Promise<Receipt | undefined> {
  const start = desk.picture
  const ownsTip = isTip(start.history)
  let isDecided = false
  try {
    const { events, picture } = recordAll(start, batch, wiring.recorder)
    const problems = rules === 'enforce' ? judge(start, picture, events) : newProblems(start, picture, events)
    isDecided = true
    await wiring.store.append(
      desk.id,
      start.history.length,
      events.map((event) => ({ id: event.id, text: encodeEvent(event) })),
    )
    show(desk, picture)
    saveIfDue(wiring, desk.saving, picture)
    return receiptOf(wiring, desk.id, events, problems)
  } catch (error) {
    // A state handed out before may have been evolved by its holder: then the tip is theirs, and the batch grew elsewhere.
    if (ownsTip) forgetBeyond(start.history)
    const mayBeBehind = !isDecided || isLedgerError(error, 'VERSION_CONFLICT')
    if (mayBeBehind && (await caughtUp(wiring, desk)).picture !== start) return undefined
    throw error
  }
}

function receiptOf(wiring: Wiring, relation: string, events: readonly RecordedEvent[], problems: readonly Problem[]): Receipt {
  // No spread over a batch, here or below: there are only so many arguments.
  const version = events.reduce((last, event) => Math.max(last, event.version), 0)
  return Object.freeze({
    relation,
    version,
    events: Object.freeze(events) as Receipt['events'],
    durability: wiring.store.durability,
    problems: Object.freeze(problems),
  })
}

/** The rules: refuses events that bring a problem which was not there before. Throws RULE_GAP or RULE_CONTRADICTION. */
export function judge(before: Picture, after: Picture, events: readonly RecordedEvent[]): readonly Problem[] {
  const problems = newProblems(before, after, events)
  if (problems.length > 0) refuse(after.relation, problems, events)
  return problems
}

/** The problems (rule, event) of what a batch touches that were not there before it. */
function newProblems(before: Picture, after: Picture, events: readonly RecordedEvent[]): readonly Problem[] {
  const places = touchedBy(before, after, events)
  const inBoth = [before, after].flatMap((picture) => places.flatMap((place) => referenceAt(picture, place) ?? []))
  const references = [...new Set(inBoth)]
  const [was, is] = [problemsAt(before, references, places), problemsAt(after, references, places)]
  // What stands in the same place of both is nothing new, and an entity may have thousands: only the others are told apart by their keys.
  const from = is.findIndex((problem, at) => problem !== was[at])
  if (from === -1) return []
  const known = new Set(was.slice(from).map(keyOf))
  return is.slice(from).filter((problem) => !known.has(keyOf(problem)) && !isKnownElsewhere(before, problem))
}

/** A remark on several events is one problem, on whichever of them it has no effect. */
function isKnownElsewhere(before: Picture, problem: Problem): boolean {
  const { history } = before
  const place = placeOfId(history, problem.event)
  if (place === undefined) return false
  const problems = targetsOf(history, eventAt(history, place), place).flatMap((target) => remarkedAt(history, target)?.problems ?? [])
  return problems.some((each) => keyOf(each) === keyOf(problem))
}

const keyOf = (problem: Problem): string => `${problem.rule} ${problem.event}`

/** The places of the events, and of all that they speak of, directly or by way of what they speak of. */
function touchedBy(before: Picture, { history, vocabulary }: Picture, events: readonly RecordedEvent[]): readonly number[] {
  const places = new Set(events.map(({ id }) => placeOfId(history, id) as number))
  for (const place of places) {
    if (!isRemark(vocabulary, recordedAt(history, place).type)) continue
    const known = place < before.history.length ? [eventAt(before.history, place)] : []
    for (const event of [...known, eventAt(history, place)]) for (const target of targetsOf(history, event, place)) places.add(target)
  }
  return [...places]
}

function referenceAt({ vocabulary, history }: Picture, place: number): string | undefined {
  return place < history.length ? referenceOf(vocabulary, eventAt(history, place)) : undefined
}

function problemsAt(picture: Picture, references: readonly string[], places: readonly number[]): readonly Problem[] {
  const ofRemarks = places.flatMap((place) => remarkedAt(picture.history, place)?.problems ?? [])
  return [...references.flatMap((reference) => cellBehind(picture, reference)?.entity?.problems ?? []), ...ofRemarks]
}

function refuse(relation: string, problems: readonly Problem[], events: readonly RecordedEvent[]): never {
  const first = problems[0] as Problem
  const own = events.some((event) => event.id === first.event)
  const cause = events.map((event) => event.type).join(', ')
  const message = own ? first.message : `${cause} spoils what is recorded (event ${first.event}): ${first.message}`
  const refused = problems.map(({ rule, event, entity, message }) => ({ rule, event, entity, message }))
  const code = first.kind === 'gap' ? 'RULE_GAP' : 'RULE_CONTRADICTION'
  throw new LedgerError(
    code,
    message,
    { problems: refused },
    { relation, event: first.event, type: first.rule.slice(0, first.rule.indexOf('/')) },
  )
}

// ── the same batch again ─────────────────────────────────────────────────────────────────────────────────────────

/** The first receipt again where the whole batch is in the log; undefined where none of it is. */
function recordedBefore(wiring: Wiring, desk: Desk, batch: readonly EventInput[]): Receipt | undefined {
  const { history } = desk.picture
  const places = batch.map((input) => placeOfId(history, wiring.recorder.idOf(input)))
  if (places.every((place) => place === undefined)) return undefined
  if (places.includes(undefined)) refusePart(wiring, desk, batch, places)
  const events = places.map((place) => recordedAt(history, place as number))
  const before = prefixOf(
    desk.picture,
    (places as number[]).reduce((a, b) => Math.min(a, b)),
  )
  checkSame(wiring, before, batch, events)
  const after = prefixOf(desk.picture, (places as number[]).reduce((a, b) => Math.max(a, b)) + 1)
  return receiptOf(wiring, desk.id, events, newProblems(before, after, events))
}

/** The picture as it was when the log had this many events. */
function prefixOf(picture: Picture, length: number): Picture {
  return replay(picture.vocabulary, picture.relation, recordedEvents(picture.history).slice(0, length))
}

function refusePart(wiring: Wiring, desk: Desk, batch: readonly EventInput[], places: readonly (number | undefined)[]): never {
  const ids = batch.map((input) => wiring.recorder.idOf(input))
  const recorded = ids.filter((_, at) => places[at] !== undefined)
  const missing = ids.filter((_, at) => places[at] === undefined)
  const message = `append to ${desk.id}: ${recorded.length} of the batch's ${ids.length} events are recorded already — append the other ${missing.length} alone`
  throw new LedgerError('PARTLY_RECORDED', message, { recorded, missing }, { relation: desk.id })
}

/** Compares each input, recorded again where it was recorded, with what stands there. */
function checkSame(wiring: Wiring, before: Picture, batch: readonly EventInput[], events: readonly RecordedEvent[]): void {
  let known = before
  batch.forEach((input, at) => {
    const stored = events[at] as RecordedEvent
    const anew = recordOne(known, input, wiring.recorder, stored.recorded)
    if (encodeEvent(asGiven(input, { ...anew, version: stored.version })) !== encodeEvent(asGiven(input, stored)))
      refuseReuse(input, stored)
    known = evolvePicture(known, stored)
  })
}

/** Without what the vocabulary of the day noted of the shape that fields are told in. */
function asGiven(input: EventInput, event: RecordedEvent): RecordedEvent {
  if (input.data['shape'] !== undefined) return event
  const { shape: _, ...data } = event.data
  return { ...event, data }
}

function refuseReuse(input: EventInput, stored: RecordedEvent): never {
  const message = `${input.type}: the id ${stored.id} is recorded at version ${stored.version} with other content — give a new id, or leave it out`
  throw new LedgerError(
    'ID_REUSED',
    message,
    { id: stored.id, version: stored.version },
    { relation: stored.relation, event: stored.id, type: input.type },
  )
}
