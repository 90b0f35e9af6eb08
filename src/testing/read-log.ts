// Reading a log for a test: whatever a fixture is written as becomes the events of one relation.
// In: the path or the text of a JSONL log, or plain objects: recorded events, or inputs as append takes them.
// Out: recorded events, checked as a ledger checks them; or a LedgerError that names file, line and field.
import { readFileSync } from 'node:fs'
import { decodeLine, plainCopy } from '../codec.ts'
import { diplomacyVocabulary } from '../diplomacy.ts'
import { isLedgerError, LedgerError, type Where } from '../errors.ts'
import type { RecordedEvent } from '../event.ts'
import { partiesOf, relationOf } from '../ids.ts'
import { record } from '../pure.ts'
import { header, takeApart } from '../stores/jsonl/format.ts'
import { parseAnyInput, parseRecorded, type UnknownPolicy, type Vocabulary } from '../vocabulary.ts'
import { sidesOf } from './sides.ts'
import { countedIds, tickingClock } from './still.ts'

/** A path (it ends in `.jsonl`, or is a text of one line that is no JSON), the text of a log, or plain objects. */
export type LogSource = string | Iterable<object>

/** How a log is read. */
export interface ReadOptions<V extends Vocabulary = Vocabulary> {
  /** The entities to understand; the twelve of diplomacy by default. */
  readonly vocabulary?: V
  /** Which relation, where the log has several, or the two parties, where plain inputs do not say. */
  readonly between?: readonly [string, string]
  /** What to do with types the vocabulary does not have; `keep` by default. */
  readonly unknown?: UnknownPolicy
}

/** One event of the source, not yet checked, and where it stands. */
interface Entry {
  readonly raw: Record<string, unknown>
  readonly place: Where
  /** How a message names the place. */
  readonly named: string
}

/** The events of one relation, in the order of recording. */
export function readLog(source: LogSource, options: ReadOptions): readonly RecordedEvent[] {
  const entries = typeof source === 'string' ? readText(source) : readObjects(source)
  const isRecorded = ({ raw }: Entry): boolean => 'recorded' in raw && 'relation' in raw
  const { vocabulary = diplomacyVocabulary as Vocabulary, unknown = 'keep' } = options
  if (entries.every(isRecorded)) {
    const events = entries.map((entry) => said(entry, () => parseRecorded(vocabulary, entry.raw, unknown, entry.place)))
    return ofOneRelation(events, options.between)
  }
  const stray = entries.find(isRecorded)
  if (stray !== undefined) refuse(stray, 'it is a recorded event, and others are inputs — write all of them one way')
  return recordEntries(entries, vocabulary, unknown, options.between)
}

function ofOneRelation(events: readonly RecordedEvent[], between: readonly [string, string] | undefined): readonly RecordedEvent[] {
  const relations = [...new Set(events.map((event) => event.relation))]
  const wanted = between === undefined ? relations[0] : relationOf(...between)
  if (between !== undefined || relations.length < 2) return events.filter((event) => event.relation === wanted)
  const message = `replay: the log has the relations ${relations.join(', ')} — say which: between: ['${partiesOf(relations[0] as string).join("', '")}']`
  throw new LedgerError('INVALID_ARGUMENT', message, { argument: 'between', given: undefined })
}

function recordEntries(
  entries: readonly Entry[],
  vocabulary: Vocabulary,
  unknown: UnknownPolicy,
  between: readonly [string, string] | undefined,
) {
  const ids = countedIds()
  const numbered = entries.map((entry) => ({ ...entry, raw: { ...entry.raw, id: entry.raw['id'] ?? ids() } }))
  const sides = sidesOf(
    numbered.map(({ raw }) => raw),
    between,
  )
  const inputs = numbered.map((entry) => said(entry, () => parseAnyInput(vocabulary, entry.raw, unknown)))
  try {
    return record<Vocabulary>(sides, inputs, { vocabulary, clock: tickingClock() })
  } catch (error) {
    // What only recording can refuse, such as a reference to what is not there, names its event.
    const entry = numbered.find(({ raw }) => isLedgerError(error) && raw.id === error.where.event)
    if (entry === undefined) throw error
    throw placed(entry, error)
  }
}

// ── objects ──────────────────────────────────────────────────────────────────────────────────────────────────────

function readObjects(objects: Iterable<object>): readonly Entry[] {
  return [...objects].map((object, at) => {
    const entry: Entry = { raw: {}, place: {}, named: `event ${at + 1}` }
    // A copy, since what an event is parsed from becomes the event's own.
    return { ...entry, raw: said(entry, () => plainCopy(object)) as Entry['raw'] }
  })
}

// ── text ─────────────────────────────────────────────────────────────────────────────────────────────────────────

function readText(source: string): readonly Entry[] {
  const isText = source.includes('\n') || source.trimStart().startsWith('{')
  const file = isText ? undefined : source
  const text = file === undefined ? source : readFile(file)
  const lines = text.split('\n').map((line, at): [string, Where] => [line, { ...(file === undefined ? {} : { file }), line: at + 1 }])
  const isOurs = `${lines[0]?.[0]}\n` === header
  const filled = (isOurs ? lines.slice(1) : lines).filter(([line]) => line.trim() !== '')
  return filled.map(([line, place]) => {
    const entry: Entry = { raw: {}, place, named: `${file ?? 'the text'}, line ${place.line}` }
    return { ...entry, raw: said(entry, () => (isOurs ? readFramed(line, entry) : readBare(line, entry))) }
  })
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    const message = `replay: ${file} cannot be read (${code}) — give the path of a log, or the text of one`
    throw new LedgerError('STORE_FAILED', message, { operation: 'read', code }, { file }, error)
  }
}

/** A line as the JSONL store writes it: its checksum must fit. */
function readFramed(line: string, entry: Entry): Entry['raw'] {
  const bytes = Buffer.from(line)
  const parts = takeApart(bytes, 0, bytes.length)
  if (typeof parts === 'string')
    return refuse(entry, `${parts} — write the event as plain JSON, and leave the header out, where a log is made by hand`)
  return decodeLine(`{${bytes.toString('utf8', parts.text + 1)}`, entry.place)
}

/** A line of a log made by hand: what the codec writes, or the event as plain JSON. */
function readBare(line: string, entry: Entry): Entry['raw'] {
  if (/^\s*\{\s*"json"/.test(line)) return decodeLine(line, entry.place)
  try {
    const raw = JSON.parse(line) as unknown
    if (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) return raw as Entry['raw']
  } catch {
    return refuse(entry, 'it is not JSON — write one event a line')
  }
  return refuse(entry, 'it is not an object — write one event a line')
}

// ── messages ─────────────────────────────────────────────────────────────────────────────────────────────────────

function refuse({ named, place }: Entry, reason: string): never {
  throw new LedgerError('LOG_CORRUPT', `${named}: ${reason}`, { reason }, place)
}

function said<Value>(entry: Entry, read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    throw placed(entry, error)
  }
}

/** The same error, with the place in front of its message and in its `where`. */
function placed({ named, place }: Entry, error: unknown): unknown {
  if (!isLedgerError(error) || error.message.startsWith(named)) return error
  return new LedgerError(error.code, `${named}: ${error.message}`, error.details, { ...error.where, ...place }, error)
}
