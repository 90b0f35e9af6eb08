// Snapshot: a state as text, from which it is resumed without folding its log again.
// In: the picture behind a state; later its text, and the log. Out: the text; the picture again, or why the text is not used.
// A line an entity, which is found and read when it is first asked for (section.ts): opening costs one look over the text, for damage.
// A snapshot can always be done without: the log is all there is to know.
import { SuperJSON } from 'superjson'
import { checksumOf } from './checksum.ts'
import { isForbidden, isPlain, needsEscape } from './codec.ts'
import { type Cell, shelfBehind } from './collection.ts'
import { LedgerError } from './errors.ts'
import { freezeDeep, type RecordedEvent } from './event.ts'
import { fingerprintOf } from './fingerprint.ts'
import { emptied, idOf } from './fold.ts'
import { type History, historyOf, type Remarked, recordedAt, recordedEvents, type StoredEvents } from './history.ts'
import { partiesOf } from './ids.ts'
import type { EntityState, Problem } from './lifecycle.ts'
import { replay } from './replay.ts'
import { idIn, type Section, sectionOf, tableLength, unreadIn } from './section.ts'
import { cellOf, linesOf, type Shelf, shelfOfUnread } from './shelf.ts'
import { type Limits, type Picture, pictureOf } from './state.ts'
import { boundsOf } from './time.ts'
import { recordedAs } from './upcast.ts'
import { parseRecorded, type Vocabulary } from './vocabulary.ts'

/** The form of the text, and what the fold makes of a log: raised where either changes, which test/snapshot-kept.test.ts sees. */
const snapshotVersion = 3

/**
 * Why a snapshot is not used, and the log is folded from its first event instead:
 * `damaged` (it is not what was written), `snapshotVersion` (written by another version of the library), `relation` (of another one),
 * `vocabulary` (folded with other tables or recipes), `asOf` (of a day, not of a log), `version` (of a longer log than this),
 * `log` (of another log than this), `unknown` (it has events of types that the ledger is told to refuse).
 */
export type SnapshotFault = 'damaged' | 'snapshotVersion' | 'relation' | 'vocabulary' | 'asOf' | 'version' | 'log' | 'unknown'

/** What a snapshot says of itself, in its second line. */
interface Header {
  readonly relation: string
  readonly version: number
  readonly vocabulary: string
  readonly asOf?: Limits
  /** Which log it was made of: some of its events, told by id and instant of recording. */
  readonly marks: readonly string[]
  /** Of each kind of entity, and last of the events that others speak of: how many lines it has, and how long its section is. */
  readonly sections: readonly (readonly [size: number, length: number])[]
  /** The places of events of unknown types. */
  readonly strangers: readonly number[]
}

// ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * A state as text, to {@link resume} from. It saves time and holds nothing that the log does not: it can be thrown away.
 * Of a state as of a day it says so, and is not resumed from.
 *
 * @param state a state that `fold`, `evolve`, `resume` or a ledger gave
 * @returns lines of text, about 250 characters an entity
 * @throws LedgerError `UNWRITABLE_VALUE` where a recipe or `starts` of your own put a function or an object of a class into an entity;
 *   JSON values, bigint, undefined, NaN, Date, Map and Set can be written; `INVALID_ARGUMENT` for what is no state
 * @example
 * ```ts
 * import { demand, fold, record, resume, snapshot } from 'relations-ledger'
 * const events = record(['US', 'RU'], [demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10' })])
 * const text = snapshot(fold(events))
 * console.log(resume(text, events).demands.get('visas')?.status) // open
 * ```
 */
export function snapshot(state: object): string {
  const steps = writingOf(pictureOf(state))
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value
}

/** In lines: few enough that others wait for some milliseconds at most. */
const slice = 1000

/** The text of a picture, made step by step: it is the same however long whoever asks for the next step takes. */
export function* writingOf(picture: Picture): Generator<undefined, string, undefined> {
  const { collections, history } = picture
  const kinds = collections.map((all) => linesOf(shelfBehind(all), cellLine))
  const sections: [size: number, length: number][] = []
  const texts: string[] = []
  for (const kind of [...kinds, linesOf(history.remarked, (remarked) => remarkedLine(history, remarked))]) {
    const lines: string[] = []
    for (const line of kind) if (lines.push(line) % slice === 0) yield
    const text = sectionOf(lines)
    sections.push([lines.length, text.length])
    texts.push(text)
    yield
  }
  const body = `${JSON.stringify(headerOf(picture, sections))}\n${texts.join('')}`
  return `relations-ledger snapshot ${snapshotVersion} ${checksumOf(body)}\n${body}`
}

function headerOf({ vocabulary, relation, history, asOf, strangers }: Picture, sections: Header['sections']): Header {
  return {
    relation,
    version: history.length,
    vocabulary: fingerprintOf(vocabulary),
    ...(asOf !== undefined && { asOf }),
    marks: marksOf(history),
    sections,
    strangers: strangers.places.slice(0, strangers.length),
  }
}

const cellLine = ({ id, places, count, reach, entity }: Cell): string => lineOf(id, [places.slice(0, count), reach, entity])

/** An event that was corrected is written as it was before any upcaster, as in its log. */
function remarkedLine(history: History, { id, place, entries, accounts, isRetracted, problems, event }: Remarked): string {
  const corrected = event === recordedAt(history, place) ? undefined : { ...event, ...pastOf(recordedAs(event)) }
  return lineOf(id, [place, entries, accounts, isRetracted, problems, corrected])
}

const pastOf = ({ type, schemaVersion, data }: ReturnType<typeof recordedAs>) => ({ type, schemaVersion, data })

const marksAtMost = 16

/** Told by a few events, spread from the first to the last: a log only grows, so that one that has all of them is the same one. */
function marksOf(history: History): readonly string[] {
  const last = history.length - 1
  const spread = Array.from({ length: marksAtMost }, (_, at) => Math.floor((at * last) / (marksAtMost - 1)))
  return [...new Set(last < 0 ? [] : spread)].map((place) => {
    const { id, recorded } = recordedAt(history, place)
    return `${place} ${id} ${recorded}`
  })
}

// ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * The picture that a snapshot was made of, on the log it was made of; or why it is not used.
 *
 * @param stored the log, of which only the first events, up to the snapshot's version, are in the picture
 * Throws LOG_CORRUPT where a line of the log is damaged that tells which log it is.
 */
export function pictureFrom(text: string, vocabulary: Vocabulary, relation: string, stored: StoredEvents): Picture | SnapshotFault {
  const body = bodyIn(text)
  if (typeof body === 'string') return body
  const { header, start } = body
  if (header.relation !== relation) return 'relation'
  if (header.vocabulary !== fingerprintOf(vocabulary)) return 'vocabulary'
  if (header.asOf !== undefined) return 'asOf'
  if (header.version > stored.length) return 'version'
  const history = historyOf({ ...stored, length: header.version })
  if (marksOf(history).join() !== header.marks.join()) return 'log'
  return pictureOn(history, vocabulary, header, sectionsIn(text, start, header))
}

/** The header, and where the sections start. */
function bodyIn(text: string): { readonly header: Header; readonly start: number } | SnapshotFault {
  const found = typeof text === 'string' ? /^relations-ledger snapshot (\d{1,9}) ([0-9a-f]{16})\n/.exec(text.slice(0, 64)) : null
  if (found === null) return 'damaged'
  if (found[1] !== String(snapshotVersion)) return 'snapshotVersion'
  const first = found[0].length
  if (checksumOf(text.slice(first)) !== found[2]) return 'damaged'
  const start = text.indexOf('\n', first) + 1
  const header = headerIn(text.slice(first, start))
  return header === undefined || start + lengthOfAll(header) !== text.length ? 'damaged' : { header, start }
}

/** Undefined where it has the right checksum and is no header: somebody else wrote it. */
function headerIn(line: string): Header | undefined {
  try {
    const header = JSON.parse(line) as Header
    const { version, sections, strangers, marks } = header
    const counts = [version, ...sections.flat(), ...strangers]
    const isOne = counts.every((count) => Number.isSafeInteger(count) && count >= 0) && strangers.every((place) => place < version)
    return isOne && sections.every(([size, length]) => length >= tableLength(size)) && Array.isArray(marks) ? header : undefined
  } catch {
    return undefined
  }
}

const lengthOfAll = ({ sections }: Header): number => sections.reduce((sum, [, length]) => sum + length, 0)

function sectionsIn(text: string, first: number, { sections }: Header): readonly Section[] {
  let start = first
  return sections.map(([size, length]) => {
    const section = { text, size, start }
    start += length
    return section
  })
}

function pictureOn(before: History, vocabulary: Vocabulary, header: Header, sections: readonly Section[]): Picture {
  const { relation, version, strangers } = header
  let folded: Picture | undefined
  const anew = (): Picture => {
    folded ??= replay(vocabulary, relation, recordedEvents(before))
    return folded
  }
  const collections = vocabulary.collections.map((make, kind) => {
    const again = (id: string): Cell => cellOf(shelfBehind(anew().collections[kind] as object), id) ?? emptied(id)
    return make(
      shelfIn(
        sections[kind] as Section,
        idOf,
        readOr(again, (line) => readCell(line, version)),
      ),
    )
  })
  const again = (id: string): Remarked => cellOf(anew().history.remarked, id) as Remarked
  const read = readOr(again, (line) => readRemarked(line, vocabulary, before))
  return {
    vocabulary,
    relation,
    parties: partiesOf(relation),
    history: { ...before, remarked: shelfIn(sections.at(-1) as Section, before.remarked.idOf, read) },
    version,
    undetermined: Object.freeze([]),
    collections,
    strangers: { places: [...strangers], length: strangers.length },
  }
}

const shelfIn = <Kept>(section: Section, idOf: (cell: Kept) => string, read: (line: string) => Kept): Shelf<Kept> =>
  shelfOfUnread(unreadIn(section, read), idOf)

/** A line that cannot be read, though the checksum is right, was not written here: what it should say is in the log. */
function readOr<Read>(again: (id: string) => Read, read: (line: string) => Read): (line: string) => Read {
  return (line) => {
    try {
      return read(line)
    } catch {
      return again(idIn(line))
    }
  }
}

function readCell(line: string, version: number): Cell {
  const [places, reach, entity] = valueIn(line) as [number[], number, EntityState | undefined]
  if (typeof reach !== 'number' || !places.every((place) => place >= 0 && place < version)) throw new TypeError('not a cell')
  return { id: idIn(line), entity: freezeDeep(entity), places, count: places.length, reach }
}

type RemarkedParts = [number, number[], number[], boolean, Problem[], RecordedEvent | undefined]

function readRemarked(line: string, vocabulary: Vocabulary, history: History): Remarked {
  const [place, entries, accounts, isRetracted, problems, corrected] = valueIn(line) as RemarkedParts
  const event = corrected === undefined ? recordedAt(history, place) : parseRecorded(vocabulary, { ...corrected }, 'keep')
  const parts = { entries, accounts, event, bounds: boundsOf(event.occurred), isRetracted, problems }
  return freezeDeep({ id: idIn(line), place, ...parts })
}

// ── a line ───────────────────────────────────────────────────────────────────────────────────────────────────────

const superjson = new SuperJSON()

/** `["visas",value]`, and the tags of what JSON cannot say. */
function lineOf(id: string, value: unknown): string {
  if (!needsTags(value, id, 0)) return withoutStandIn(JSON.stringify([id, value]))
  const { json, meta } = superjson.serialize(value)
  const tags = JSON.stringify(meta?.values)
  if (tags.includes('\\')) refuse(id, 'a value beyond JSON under a key with a dot')
  return withoutStandIn(`${JSON.stringify([id, json]).slice(0, -1)},${tags}]`)
}

/**
 * To a checksum half of a surrogate pair is U+FFFD. A text without any is told from one in which such a half was put, and so need not
 * be looked over for them, which takes as long as the checksum.
 */
const withoutStandIn = (line: string): string => line.replaceAll(standIn, '\\ufffd')
const standIn = '\ufffd'

function valueIn(line: string): unknown {
  const [, json, tags] = JSON.parse(line) as [string, never, unknown]
  if (tags === undefined) return json
  if (!areKnown(tags)) throw new TypeError('not tags')
  return superjson.deserialize({ json, meta: { values: tags as never, v: 1 } }, { inPlace: true })
}

/** Of superjson's tags those that a state can have; it would follow any, and make what it is told to. */
const known: readonly unknown[] = ['undefined', 'bigint', 'number', 'Date', 'map', 'set']

function areKnown(tags: unknown): boolean {
  if (Array.isArray(tags)) return known.includes(tags[0]) && tags.length <= 2 && (tags[1] === undefined || areKnown(tags[1]))
  return typeof tags === 'object' && tags !== null && Object.values(tags).every(areKnown)
}

const deepest = 500

/** Whether a value is more than JSON can say. Throws UNWRITABLE_VALUE where it is more than tags can say, too. */
function needsTags(value: unknown, id: string, depth: number): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return false
    case 'number':
      return !Number.isFinite(value) || Object.is(value, -0)
    case 'bigint':
    case 'undefined':
      return true
    case 'object':
      return value !== null && (partsNeedTags(value, id, depth) || !isJson(value))
    default:
      return refuse(id, `a ${typeof value}`)
  }
}

const isJson = (value: object): boolean => Array.isArray(value) || !(value instanceof Date || value instanceof Map || value instanceof Set)

/** All parts are looked at, so that none is passed over that cannot be written. */
function partsNeedTags(value: object, id: string, depth: number): boolean {
  if (depth > deepest) refuse(id, `what is more than ${deepest} deep, or contains itself`)
  let does = false
  for (const part of partsOf(value, id)) does = needsTags(part, id, depth + 1) || does
  return does
}

function partsOf(value: object, id: string): Iterable<unknown> {
  if (value instanceof Map) return [...value].flat()
  if (value instanceof Set) return value
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? refuse(id, 'a Date that is none') : []
  if (Array.isArray(value) && Object.keys(value).length !== value.length) refuse(id, 'an array with holes or with names')
  if (!Array.isArray(value) && !isPlain(value)) refuse(id, `an object of the class ${value.constructor?.name}`)
  const odd = Array.isArray(value) ? undefined : Object.keys(value).find(isOdd)
  return odd === undefined ? Object.values(value) : refuse(id, `the key ${JSON.stringify(odd)}`)
}

/** Keys that superjson takes for a path, that some engines misread where they are escaped (see codec.ts), or that reach beyond their object. */
const isOdd = (key: string): boolean => needsEscape(key) || isForbidden(key) || key.includes(standIn)

function refuse(id: string, reason: string): never {
  const message = `snapshot: ${reason} in the state of "${id}" cannot be written down — let its recipe put plain values there`
  throw new LedgerError('UNWRITABLE_VALUE', message, { field: id, reason }, { field: id })
}
