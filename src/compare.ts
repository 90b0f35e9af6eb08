// Compare: two ledgers of one relation, such as each side keeps for itself: what both recorded, what one did, what they tell differently.
// In: a state of each. Out: lists of events and pairs of events, and the same as text.
// A view. Events are the same by their id; others of one type and entity whose dates overlap are proposed as the same, and never merged.
import { referenceOf } from './amend.ts'
import { LedgerError } from './errors.ts'
import { freezeDeep, type RecordedEvent } from './event.ts'
import { eventAt, isRetracted } from './history.ts'
import { isSame, namesApart } from './same.ts'
import { type Picture, pictureOf } from './state.ts'
import { boundsOf, edtfOf, formatDate } from './time.ts'

/** One event in two ledgers, or two that may be one. */
export interface EventPair {
  readonly first: RecordedEvent
  readonly second: RecordedEvent
  /** What they tell differently, the date first, then by name. */
  readonly fields: readonly ToldDifferently[]
}

/** A field that two ledgers do not have alike; a side that does not have it says nothing of it. */
export interface ToldDifferently {
  readonly field: string
  readonly first?: unknown
  readonly second?: unknown
}

/** What two ledgers of one relation have, event by event, as corrected and without what was retracted. */
export interface LedgerComparison {
  /** Events of one id in both. */
  readonly both: readonly EventPair[]
  /** Events of one type and entity, with other ids, whose dates overlap: perhaps the same, which is not for a program to say. */
  readonly proposed: readonly EventPair[]
  /** Events that only the first ledger has, and for which none of the second is proposed; and the other way round. */
  readonly onlyFirst: readonly RecordedEvent[]
  readonly onlySecond: readonly RecordedEvent[]
}

/**
 * Compares two ledgers of one relation, by a state of each, as of whatever day. Neither is changed.
 *
 * @param first a state of the one ledger
 * @param second a state of the other, of the same two parties
 * @throws LedgerError `INVALID_ARGUMENT` for states of two relations, or what is no state
 * @example
 * ```ts
 * import { compare, formatComparison, meeting, openLedger } from 'relations-ledger'
 * const [ours, theirs] = [openLedger().between('US', 'RU'), openLedger().between('US', 'RU')]
 * await ours.append(meeting.held({ meeting: 'istanbul-2', occurred: '2025-04-10', duration: 'PT5H' }), { expectedVersion: 0 })
 * await theirs.append(meeting.held({ meeting: 'istanbul-2', occurred: '2025-04', duration: 'PT6H' }), { expectedVersion: 0 })
 * console.log(formatComparison(compare(await ours.state(), await theirs.state())))
 * ```
 */
export function compare(first: object, second: object): LedgerComparison {
  const [a, b] = [pictureOf(first), pictureOf(second)]
  if (a.relation !== b.relation) refuseForeign(a.relation, b.relation)
  const [ours, theirs] = [standingIn(a), standingIn(b)]
  const known = new Map(theirs.map((event) => [event.id, event]))
  const both = ours.flatMap((event) => {
    const second = known.get(event.id)
    return second === undefined ? [] : [pairOf(event, second)]
  })
  const shared = new Set(both.map((pair) => pair.first.id))
  const [own, other] = [ours, theirs].map((events) => events.filter(({ id }) => !shared.has(id))) as [RecordedEvent[], RecordedEvent[]]
  const proposed = proposals(a, own, other)
  const taken = new Set(proposed.flatMap((pair) => [pair.first.id, pair.second.id]))
  const left = (events: readonly RecordedEvent[]) => events.filter(({ id }) => !taken.has(id))
  return freezeDeep({ both, proposed, onlyFirst: left(own), onlySecond: left(other) })
}

function refuseForeign(first: string, second: string): never {
  const message = `compare: one state is of ${first}, the other of ${second} — compare two ledgers of one relation`
  throw new LedgerError('INVALID_ARGUMENT', message, { argument: 'second', given: second }, { relation: first })
}

/** The events that stand, as corrected, in the order of recording. */
function standingIn({ history, selected = () => true }: Picture): readonly RecordedEvent[] {
  const places = Array.from({ length: history.length }, (_, place) => place)
  return places.filter((place) => selected(place) && !isRetracted(history, place)).map((place) => eventAt(history, place))
}

/**
 * Each event with the first of the other ledger that may be the same, and is not taken yet. Those that give one date are paired first:
 * one with a vague date does not take away what is another's.
 */
function proposals({ vocabulary }: Picture, own: readonly RecordedEvent[], other: readonly RecordedEvent[]): readonly EventPair[] {
  const keyOf = (event: RecordedEvent): string => `${event.type} ${referenceOf(vocabulary, event)}`
  const paired = new Map<RecordedEvent, RecordedEvent>()
  pairUp(paired, own, other, (event) => `${keyOf(event)} ${edtfOf(event.occurred)}`)
  pairUp(paired, own, other, keyOf)
  return own.flatMap((event) => {
    const second = paired.get(event)
    return second === undefined ? [] : [pairOf(event, second)]
  })
}

function pairUp(
  paired: Map<RecordedEvent, RecordedEvent>,
  own: readonly RecordedEvent[],
  other: readonly RecordedEvent[],
  keyOf: (event: RecordedEvent) => string,
): void {
  const taken = new Set(paired.values())
  const open = new Map<string, RecordedEvent[]>()
  for (const event of other) if (!taken.has(event)) open.set(keyOf(event), [...(open.get(keyOf(event)) ?? []), event])
  for (const event of own) {
    if (paired.has(event)) continue
    const candidates = open.get(keyOf(event)) ?? []
    const at = candidates.findIndex((each) => mayBeOne(event, each))
    if (at !== -1) paired.set(event, candidates.splice(at, 1)[0] as RecordedEvent)
  }
}

function mayBeOne(a: RecordedEvent, b: RecordedEvent): boolean {
  const [one, other] = [boundsOf(a.occurred), boundsOf(b.occurred)]
  return one.earliest <= other.latest && other.earliest <= one.latest
}

const compared = ['occurred', 'reported', 'by', 'to', 'at', 'regarding', 'note'] as const

function pairOf(first: RecordedEvent, second: RecordedEvent): EventPair {
  const [one, other] = [first, second].map(toldBy) as [Fields, Fields]
  return {
    first,
    second,
    fields: namesApart(one, other).map((field) => ({ field, ...given('first', one[field]), ...given('second', other[field]) })),
  }
}

type Fields = Readonly<Record<string, unknown>>

/** What an event tells, without what only its ledger says of it. */
function toldBy(event: RecordedEvent): Fields {
  return { ...Object.fromEntries(compared.map((field) => [field, event[field]])), ...event.data }
}

const given = (side: 'first' | 'second', value: unknown): object => (value === undefined ? {} : { [side]: value })

// ── as text ──────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * A comparison as plain text: what differs, what may be the same, what only one has; of what both have alike, how much it is.
 *
 * @param comparison what `compare` gave
 * @example
 * ```ts
 * import { compare, fold, formatComparison } from 'relations-ledger'
 * const nothing = fold([], { between: ['US', 'RU'] })
 * console.log(formatComparison(compare(nothing, nothing))) // Both have the same 0 events.
 * ```
 */
export function formatComparison({ both, proposed, onlyFirst, onlySecond }: LedgerComparison): string {
  const differing = both.filter(({ fields }) => fields.length > 0)
  const pairs = [...both, ...proposed]
  const known = new Map(
    [...pairs.flatMap(({ first, second }) => [first, second]), ...onlyFirst, ...onlySecond].map((each) => [each.id, each]),
  )
  const line = (event: RecordedEvent): string => lineOf(event, known)
  const lines = ({ first, second, fields }: EventPair): readonly string[] => [
    `${line(first)}${isSame(first.occurred, second.occurred) ? '' : ` and ${formatDate(second.occurred)}`}`,
    ...fields.map((each) => `  ${each.field}: ${shown(each.first)} | ${shown(each.second)}`),
  ]
  const sections = [
    ['Told differently', differing.flatMap(lines)],
    ['Perhaps the same', proposed.flatMap(lines)],
    ['Only in the first', onlyFirst.map(line)],
    ['Only in the second', onlySecond.map(line)],
  ] as const
  const filled = sections
    .filter(([, lines]) => lines.length > 0)
    .map(([name, lines]) => `${name}\n${lines.map((line) => `  ${line}\n`).join('')}`)
  const alike = both.length - differing.length
  return [filled.length === 0 ? `Both have the same ${alike} events.\n` : `Both have ${alike} events alike.\n`, ...filled].join('\n')
}

/** What it is, by whom where somebody acted, on what where it speaks of others, and when. */
function lineOf(event: RecordedEvent, known: ReadonlyMap<string, RecordedEvent>): string {
  const { by, about = [], occurred } = event
  const on = about.flatMap((id) => known.get(id) ?? []).map(nameOf)
  return `${nameOf(event)}${by === undefined ? '' : ` by ${by}`}${on.length === 0 ? '' : ` on ${on.join(' and ')}`}, ${formatDate(occurred)}`
}

function nameOf({ type, data }: RecordedEvent): string {
  const id = data[type.slice(0, type.indexOf('.'))]
  return `${type}${typeof id === 'string' ? ` ${id}` : ''}`
}

function shown(value: unknown): string {
  if (value === undefined) return '–'
  if (typeof value === 'string') return value
  if (typeof value === 'bigint') return `${value}n`
  return JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `${part}n` : part))
}
