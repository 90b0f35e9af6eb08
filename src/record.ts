// Recording: an input becomes an event.
// In: a picture of the relation so far, checked inputs, and what fills in the rest: a clock, an id source, a default word.
// Out: the frozen events, with id, version, direction and resolved references, and the picture after them.

import { LedgerError, type Where } from './errors.ts'
import { directionOf, type EventInput, freezeDeep, type RecordedEvent } from './event.ts'
import { evolvePicture } from './evolve.ts'
import { eventAt, placeOfId } from './history.ts'
import { checkEventId } from './ids.ts'
import { cellBehind, type Picture } from './state.ts'
import { recordedAs } from './upcast.ts'
import { type EventIn, isRemark } from './vocabulary.ts'

/** Where ids and instants come from, and whose word an event is that names nobody. */
export interface Recorder {
  /** The id of an input: the one it brings, or a new one, remembered with the object that the caller handed in. */
  readonly idOf: (input: EventInput, given?: object) => string
  /** The instant of recording, `2025-04-11T08:00:00.000Z`. */
  readonly now: () => string
  readonly saidBy: readonly string[] | undefined
}

/** A recorder that fills in what is missing from these. */
export function recorderOf(clock: () => Date, ids: () => string, saidBy: readonly string[] | undefined): Recorder {
  const minted = new WeakMap<object, string>()
  const idOf = (input: EventInput, given: object = input): string => {
    const id = input.id ?? minted.get(given) ?? checkEventId(ids())
    minted.set(given, id)
    minted.set(input, id)
    return id
  }
  return { idOf, now: () => instantOf(clock()), saidBy }
}

/** What could not be read back is not written: an instant of the years 0 to 9999, or nothing. */
function instantOf(now: unknown): string {
  const text = now instanceof Date && !Number.isNaN(now.getTime()) ? now.toISOString() : 'no time'
  if (/^\d{4}-/.test(text)) return text
  const message = `clock gave ${now instanceof Date ? String(now) : typeof now} — let it give a Date of the years 0 to 9999, such as new Date()`
  throw new LedgerError('INVALID_ARGUMENT', message, { argument: 'clock', given: now })
}

/** What became of a batch. */
export interface Recorded {
  readonly events: readonly RecordedEvent[]
  readonly picture: Picture
}

/** Records inputs one after the other: each sees the ones before it. */
export function recordAll(start: Picture, inputs: readonly EventInput[], recorder: Recorder): Recorded {
  const recorded = recorder.now()
  const events: RecordedEvent[] = []
  let picture = start
  for (const input of inputs) {
    const event = recordOne(picture, input, recorder, recorded)
    events.push(event)
    picture = evolvePicture(picture, event)
  }
  return { events, picture }
}

/** The event that an input becomes at the end of this picture's log. */
export function recordOne(picture: Picture, input: EventInput, recorder: Recorder, recorded: string): RecordedEvent {
  const id = recorder.idOf(input)
  const where = { relation: picture.relation, event: id, type: input.type }
  const { type, schemaVersion, occurred, data, about: named, by, to, saidBy = recorder.saidBy, ...rest } = input
  const about = named === undefined ? undefined : resolveAll(picture, named, where)
  return freezeDeep({
    relation: picture.relation,
    version: picture.history.length + 1,
    id,
    type,
    schemaVersion,
    occurred,
    recorded,
    ...directionIn(picture, input, where),
    data: about !== undefined && isRemark(picture.vocabulary, type) ? toldData(picture, data, about, where) : data,
    ...(saidBy === undefined ? {} : { saidBy }),
    ...(about === undefined ? {} : { about }),
    ...rest,
  } as RecordedEvent)
}

/** A remark has no direction, whoever makes it: it is on events. */
function directionIn({ vocabulary, relation }: Picture, input: EventInput, where: Where): Pick<RecordedEvent, 'by' | 'to'> {
  const place = vocabulary.types.get(input.type)
  if (place?.definition.isNamed === false) return input.by === undefined ? {} : { by: input.by }
  // Of a type, or a newer version of one, that the vocabulary does not know, it cannot say who may act; nor does reading ask.
  const row = place?.row.schemaVersion === input.schemaVersion ? place.row : undefined
  return directionOf(input, relation, row === undefined || row.third === true, where)
}

/** What a remark tells: of what its event is about, with references resolved; in the newest shape, which is noted where that is another. */
function toldData(picture: Picture, data: EventInput['data'], about: readonly string[], where: EventWhere): EventInput['data'] {
  return withShape(picture, withAbout(picture, data, where), about)
}

/** What is no list of texts is nothing an event could be about: it is refused when the event is told so. */
function withAbout(picture: Picture, data: EventInput['data'], where: EventWhere): EventInput['data'] {
  const set = data['set'] as { readonly about?: unknown } | undefined
  const about = set?.about
  if (!Array.isArray(about) || !about.every((each) => typeof each === 'string')) return data
  return { ...data, set: { ...set, about: resolveAll(picture, about, where) } }
}

/** Fields are told in the newest shape of an event; where it was recorded in an older one, a remark notes in which, for those who read it later. */
function withShape({ history }: Picture, data: EventInput['data'], [id]: readonly string[]): EventInput['data'] {
  const tells = data['set'] !== undefined || data['unset'] !== undefined
  if (!tells || data['shape'] !== undefined) return data
  const event = eventAt(history, placeOfId(history, id as string) as number)
  const isUpcast = recordedAs(event) !== event
  return isUpcast ? { ...data, shape: { type: event.type, schemaVersion: event.schemaVersion } } : data
}

const resolveAll = (picture: Picture, named: readonly string[], where: EventWhere): readonly string[] => [
  ...new Set(named.map((each) => resolve(picture, each, where))),
]

/** The place of what is refused, always with its event. */
type EventWhere = Where & { readonly event: string; readonly type: string }

/** A reference becomes the id of the event that set that entity's status; an id must be in the log. */
function resolve(picture: Picture, named: string, where: EventWhere): string {
  if (named.includes('/')) {
    const cell = cellBehind(picture, named)
    if (cell?.entity !== undefined) return cell.entity.setBy
    if (cell !== undefined) refuse(named, 'nothing stands of it any more', where, 'name the event by its id')
    return refuse(named, 'the log has no such entity', where)
  }
  if (named === where.event) refuse(named, 'that is the event itself', where)
  return placeOfId(picture.history, named) !== undefined ? named : refuse(named, 'the log has no such event', where)
}

function refuse(reference: string, reason: string, where: EventWhere, remedy = 'record it first, or name one that is there'): never {
  const message = `${where.type}: about names ${reference}, but ${reason} — ${remedy}`
  throw new LedgerError('UNKNOWN_REFERENCE', message, { reference }, { ...where, field: 'about' })
}

/** What a vocabulary's constructors give: the inputs that append takes. */
export type InputIn<V> = InputOfEvent<EventIn<V>>
type InputOfEvent<E> = E extends RecordedEvent<infer Type, infer Data> ? EventInput<Type, Data> : never
