// Random histories over any vocabulary, made from its lifecycle tables alone.
// In: a vocabulary; whether the history keeps to the rules, comes late, corrects itself, is told by the sides.
// Out: an arbitrary of inputs that constructors accept, in the order of recording. A valid one is accepted by enforce, event by event:
// each step is taken only where the rules, asked, have nothing against it. Numbers are drawn, and read in the light of the steps before,
// so that a counterexample shrinks to few steps, the first entity, plain days and short values.
import fc from 'fast-check'
import { judge } from '../../append.ts'
import type { AnyEntity } from '../../entity.ts'
import { isLedgerError } from '../../errors.ts'
import type { EventInput, RecordedEvent } from '../../event.ts'
import { emptyPicture } from '../../fold.ts'
import { relationOf } from '../../ids.ts'
import type { CompiledRow, EntityState } from '../../lifecycle.ts'
import { type InputIn, recordAll, recorderOf } from '../../record.ts'
import { cellBehind, type Picture } from '../../state.ts'
import type { Vocabulary } from '../../vocabulary.ts'
import { printHistory } from '../print-events.ts'
import { countedIds, tickingClock } from '../still.ts'
import { dayAfterStart } from './dates.ts'
import { remarkFrom } from './remarks.ts'
import { type Draw, dateOf, drawn, fieldValue, type HistoryOptions, type Making, makingOf, pick, type Walk } from './walk.ts'

/**
 * Random histories over a vocabulary, as inputs for `record` or `append`. They reach every transition of every table;
 * `transitionsOf` says which were taken. Field values come from the schemas.
 *
 * @param vocabulary whose tables they are made from
 * @param options whether they keep to the rules, and what is among them
 * @throws LedgerError `INVALID_ARGUMENT`, once values are made, for a field of whose schema no value is found
 * @example
 * ```ts
 * import fc from 'fast-check'
 * import { diplomacyVocabulary, fold, record } from 'relations-ledger'
 * import { arbitraryHistory } from 'relations-ledger/testing/fast-check'
 * fc.assert(
 *   fc.property(arbitraryHistory(diplomacyVocabulary, { late: true }), (inputs) => fold(record(['A', 'B'], inputs)).problems.length === 0),
 * )
 * ```
 */
export function arbitraryHistory<V extends Vocabulary>(vocabulary: V, options: HistoryOptions = {}): fc.Arbitrary<readonly InputIn<V>[]> {
  const { maxLength = 24 } = options
  const making = makingOf(vocabulary, options)
  const last = Math.max(0, vocabulary.entities.length - 1)
  // Few kinds in most histories, so that entities get far in their lives.
  const kinds = fc.tuple(fc.nat(last), fc.oneof(fc.constant(1), fc.nat(last)))
  return fc
    .tuple(fc.array(drawn, { minLength: 1, maxLength, size: 'max' }), kinds)
    .map(([draws, [first, width]]) => draws.map((draw) => ({ ...draw, kind: first + (draw.kind % Math.max(1, width)) })))
    .map((draws) => printable(walk(making, draws), making.parties) as unknown as readonly InputIn<V>[])
}

/**
 * One random event of a vocabulary, of any of its types, as an input: what a constructor accepts, whatever a log would say of it.
 *
 * @param vocabulary whose types there are
 * @param options the parties, and arbitraries for fields
 * @throws LedgerError `INVALID_ARGUMENT` as `arbitraryHistory` does
 * @example
 * ```ts
 * import fc from 'fast-check'
 * import { diplomacyVocabulary } from 'relations-ledger'
 * import { arbitraryEvent } from 'relations-ledger/testing/fast-check'
 * fc.assert(fc.property(arbitraryEvent(diplomacyVocabulary), (event) => diplomacyVocabulary.types.has(event.type)))
 * ```
 */
export function arbitraryEvent<V extends Vocabulary>(
  vocabulary: V,
  options: Pick<HistoryOptions, 'parties' | 'values'> = {},
): fc.Arbitrary<InputIn<V>> {
  const making = makingOf(vocabulary, { ...options, valid: false, following: 0 })
  return drawn.map((draw) => walk(making, [draw])[0] as unknown as InputIn<V>)
}

/** fast-check prints a counterexample the way it can be pasted into a test. */
function printable(inputs: readonly EventInput[], between: readonly [string, string]): readonly EventInput[] {
  const print = { value: () => printHistory(inputs, { between }), enumerable: false }
  return Object.defineProperty([...inputs], fc.toStringMethod, print)
}

// ── walking ──────────────────────────────────────────────────────────────────────────────────────────────────────

function walk(making: Making, draws: readonly Draw[]): readonly EventInput[] {
  const { vocabulary, parties, options } = making
  const recorder = recorderOf(tickingClock(), countedIds(), undefined)
  const path: Walk = { making, picture: emptyPicture(vocabulary, relationOf(...parties)), inputs: [], events: [], recorder }
  draws.forEach((draw, step) => {
    for (const input of candidates(path, draw, step)) if (take(path, input)) return
  })
  const isSpokenOf = options.corrections === true || options.accounts === true
  // An event that others speak of by id has to have it from the start.
  return isSpokenOf ? path.inputs.map((input, at) => ({ ...input, id: path.events[at]?.id as string })) : path.inputs
}

/** Records the event; where the history is to be valid, only if the rules have nothing against it. */
function take(path: Walk, input: EventInput): boolean {
  const { picture, making } = path
  try {
    const { events, picture: after } = recordAll(picture, [input], path.recorder)
    if (making.options.valid !== false) judge(picture, after, events)
    path.picture = after
    path.inputs.push(input)
    path.events.push(...events)
    return true
  } catch (error) {
    if (isLedgerError(error)) return false
    throw error
  }
}

/** The events a step may become, the wanted one first: each is tried until one is taken. */
function* candidates(path: Walk, draw: Draw, step: number): Generator<EventInput, void, undefined> {
  const { vocabulary, options } = path.making
  if (options.strangers === true && draw.target % 11 === 10) return yield stranger(draw, step)
  const remark = remarkFrom(path, draw, step)
  if (remark !== undefined) yield remark
  const entity = pick(vocabulary.entities, draw.kind)
  const id = pick(path.making.ids, draw.entity)
  const known = cellBehind(path.picture, `${entity.entity.kind}/${id}`)?.entity
  const row = pick(rowsFrom(path, entity, known, draw), draw.row)
  for (const by of actors(path, row, known, draw)) {
    for (const shift of options.late === true && draw.shift !== 0 ? [draw.shift, 0] : [0]) {
      const flat = { [entity.entity.kind]: id, ...fieldsOf(path, entity, row, draw), ...envelopeOf(path, by, shift, draw, step) }
      yield construct(entity, row, flat)
    }
  }
}

function rowsFrom(path: Walk, { entity }: AnyEntity, known: EntityState | undefined, draw: Draw): readonly CompiledRow[] {
  const { valid = true, following = 67 } = path.making.options
  const all = [...entity.lifecycle.rows.values()]
  const status = known === undefined || known.status === 'unknown' ? 'new' : known.status
  const possible = all.filter((row) => row.comesFrom.includes(status))
  // What ends a life is put off, or few histories would get to what comes late in one.
  const goingOn = possible.filter((row) => row.to === undefined || !entity.final.has(row.to))
  if (valid && draw.follow < 75 && goingOn.length > 0) return goingOn
  return (valid || draw.follow < following) && possible.length > 0 ? possible : all
}

/** Who may act, the drawn one first; a role that is held is its holder's. */
function actors(path: Walk, row: CompiledRow, known: EntityState | undefined, draw: Draw): readonly (string | undefined)[] {
  const { parties, options } = path.making
  if (row.by === undefined) return [undefined]
  const mayBeUnknown = row.by === 'either' && !row.casts && !row.each && !row.marks && !row.clears
  if (mayBeUnknown && draw.by === 7) return [undefined]
  const sides = row.third === true ? [...parties, ...parties, 'UN'] : [...parties]
  const first = pick(sides, draw.by)
  if (options.valid === false) return [first]
  const holder = (known as unknown as Record<string, unknown> | undefined)?.[row.role ?? '']
  return [...new Set([first, ...(typeof holder === 'string' ? [holder] : []), ...parties])]
}

function construct(entity: AnyEntity, row: CompiledRow, flat: object): EventInput {
  const name = row.type.slice(entity.entity.kind.length + 1)
  return (entity as unknown as Record<string, (flat: object) => EventInput>)[name]?.(flat) as EventInput
}

function stranger(draw: Draw, step: number): EventInput {
  const type = pick(['weather.turned', 'weather.cleared'], draw.row)
  return { type, schemaVersion: 1, occurred: dateOf(draw, step, 0), data: { weather: `w${draw.entity % 3}`, degrees: draw.values } }
}

// ── the parts of an event ────────────────────────────────────────────────────────────────────────────────────────

function envelopeOf(path: Walk, by: string | undefined, shift: number, draw: Draw, step: number): object {
  const { making, picture } = path
  const { parties, ids } = making
  const saidBy = pick([undefined, [parties[0]], [parties[1]], parties, ['dpa'], [], ['dpa', parties[0]]], draw.said)
  const occurred = dateOf(draw, step, shift)
  const extra = {
    1: { note: 'noted' },
    2: { sources: [{ title: 'a paper', published: dayAfterStart(3 * step) }] },
    3: { at: ids[0], regarding: [`${pick(making.vocabulary.entities, draw.target).entity.kind}/${ids[0]}`] },
    4: { reported: dayAfterStart(3 * step + 5), actor: 'desk' },
    5: making.options.corrections || making.options.accounts ? aboutEarlier(picture, draw, path.events) : {},
    6: { correlation: 'one undertaking' },
  }[draw.attached]
  return { occurred, ...(by === undefined ? {} : { by }), ...(saidBy === undefined ? {} : { saidBy }), ...extra }
}

/** A reference to an entity that is there. */
function aboutEarlier(picture: Picture, { target }: Draw, events: readonly RecordedEvent[]): object {
  const event = pick(events, target)
  const kind = event?.type.slice(0, event.type.indexOf('.')) ?? ''
  const reference = `${kind}/${String(event?.data[kind])}`
  return cellBehind(picture, reference)?.entity === undefined ? {} : { about: [reference] }
}

function fieldsOf(path: Walk, entity: AnyEntity, row: CompiledRow, draw: Draw): object {
  const given = row.fields.filter((field, at) => row.asks.includes(field) || ((draw.given >> (at % 8)) & 1) === 1)
  return Object.fromEntries(given.map((field, at) => [field, fieldValue(path.making, entity, field, draw.values + at)]))
}
