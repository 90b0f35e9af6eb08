// The naive model: what a log means, worked out from scratch with loops inside loops, and nothing kept from one question to the next.
// In: a vocabulary, a log as recorded, and the limits of a state. Out: entities, problems, lists and standings, as plain data.
// It shares with the library the recipes of a single event and the parser, and nothing of how they are put together.
import type { AsOf } from '../src/as-of.ts'
import type { RecordedEvent } from '../src/event.ts'
import { applyEvent, type Draft, freshDraft } from '../src/lifecycle.ts'
import { asOfBounds, boundsOf } from '../src/time.ts'
import { parseAnyInput, parseRecorded, type Vocabulary } from '../src/vocabulary.ts'

type Fields = Record<string, unknown>
type Said = 'said' | 'denied' | 'silent'

/** One line of the log as it stands. */
interface Line {
  event: RecordedEvent
  isRetracted: boolean
  readonly problems: string[]
}

/** All that the model says of a log. */
export interface Naive {
  readonly entities: { readonly [reference: string]: object }
  readonly behind: { readonly [reference: string]: readonly string[] }
  readonly problems: readonly string[]
  readonly undetermined: readonly string[]
  readonly unknown: readonly string[]
  readonly standings: { readonly [event: string]: string }
}

const isEntry = ({ type }: RecordedEvent): boolean => type.startsWith('entry.')
const isAccount = ({ type }: RecordedEvent): boolean => type.startsWith('account.')
const keyOf = (rule: string, event: string): string => `${rule} ${event}`

/** What the log means within the limits. */
export function naive(vocabulary: Vocabulary, log: readonly RecordedEvent[], asOf: AsOf = {}): Naive {
  const lines = corrected(vocabulary, chosen(log, asOf))
  const parties = (log[0]?.relation ?? 'RU~US').split('~')
  const moment = asOf.occurredBy === undefined ? Infinity : asOfBounds(asOf.occurredBy)
  const isBy = ({ event }: Line): boolean => isEntry(event) || boundsOf(event.occurred).latest <= moment
  const heard = lines.filter(isBy)
  const views = lines.map((line) => retold(vocabulary, line, heard, parties, asOf.accordingTo))
  const told = views.filter((line) => line !== undefined)
  const full = folded(vocabulary, parties, lines, lines)
  const isAll = asOf.occurredBy === undefined && asOf.accordingTo === undefined
  const inView = lines.map((line, at) => views[at] ?? line)
  const shown = isAll ? full : folded(vocabulary, parties, inView, told.filter(isBy))
  const shownIds = new Set(told.filter(isBy).map(({ event }) => event.id))
  const problems = [...full.problems, ...lines.flatMap((line) => line.problems)].filter((key) => shownIds.has(key.split(' ')[1] as string))
  return {
    entities: shown.entities,
    behind: shown.behind,
    problems: problems.toSorted(),
    undetermined: told
      .filter((line) => !line.isRetracted && !isBy(line) && boundsOf(line.event.occurred).earliest <= moment)
      .map(({ event }) => event.id),
    unknown: told.filter((line) => !line.isRetracted && isBy(line) && !vocabulary.types.has(line.event.type)).map(({ event }) => event.id),
    standings: Object.fromEntries(told.filter(isBy).map(({ event }) => [event.id, standing(event, heard, parties)])),
  }
}

function chosen(log: readonly RecordedEvent[], { version, recordedBy, reportedBy }: AsOf): readonly RecordedEvent[] {
  const ends = (date: RecordedEvent['occurred'], day: string | undefined): boolean =>
    day === undefined || boundsOf(date).latest <= asOfBounds(day)
  return log
    .slice(0, version ?? log.length)
    .filter((event) => ends(event.recorded, recordedBy) && ends(event.reported ?? event.recorded, reportedBy))
}

// ── entries ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** From the last to the first: whatever is said of a line is said later, and has been settled before. */
function corrected(vocabulary: Vocabulary, log: readonly RecordedEvent[]): readonly Line[] {
  const lines: Line[] = log.map((event) => ({ event, isRetracted: false, problems: [] }))
  for (let at = log.length - 1; at >= 0; at -= 1) {
    const line = lines[at] as Line
    const later = lines.slice(at + 1).filter(({ event, isRetracted }) => !isRetracted && event.about?.includes(line.event.id))
    for (const { event } of later) if (isEntry(event)) apply(vocabulary, line, event, log.slice(0, at))
    for (const { event } of later) if (isAccount(event)) tellable(vocabulary, line, event)
    const missing = (line.event.about ?? []).filter((id) => !log.slice(0, at).some((each) => each.id === id))
    if ((isEntry(line.event) || isAccount(line.event)) && missing.length > 0)
      line.problems.push(keyOf(`${line.event.type}/about`, line.event.id))
  }
  return lines
}

function apply(vocabulary: Vocabulary, line: Line, entry: RecordedEvent, before: readonly RecordedEvent[]): void {
  const { set, unset } = entry.data as { set?: Fields; unset?: string[] }
  if (entry.type === 'entry.retracted') line.isRetracted = true
  else if (entry.type === 'entry.reinstated') {
    if (!line.isRetracted) line.problems.push(keyOf('entry.reinstated/about', entry.id))
    line.isRetracted = false
  } else if (entry.type === 'entry.supplemented' && Object.keys(set ?? {}).some((field) => given(line.event, field))) {
    line.problems.push(keyOf('entry.supplemented/set', entry.id))
  } else {
    const event = changed(vocabulary, line.event, set ?? {}, unset ?? [])
    const isRemark = isEntry(line.event) || isAccount(line.event)
    const isAstray = event?.about?.some((id) => (isRemark ? !before.some((each) => each.id === id) : id === line.event.id))
    if (event === undefined || isAstray) line.problems.push(keyOf(`${entry.type}/set`, entry.id))
    else line.event = event
  }
}

function tellable(vocabulary: Vocabulary, line: Line, account: RecordedEvent): void {
  const set = account.data['set'] as Fields | undefined
  if (set === undefined) return
  const told = changed(vocabulary, line.event, set, [])
  if (told === undefined || entityOf(vocabulary, told) !== entityOf(vocabulary, line.event))
    line.problems.push(keyOf(`${account.type}/set`, account.id))
}

const envelope = new Set('occurred reported by to saidBy sources at regarding note about causation correlation actor'.split(' '))
const given = (event: RecordedEvent, field: string): boolean =>
  (envelope.has(field) ? (event as unknown as Fields)[field] : event.data[field]) !== undefined

function changed(vocabulary: Vocabulary, event: RecordedEvent, set: Fields, unset: readonly string[]): RecordedEvent | undefined {
  const flat: Fields = { ...event, ...event.data }
  const place = vocabulary.types.get(event.type)
  const known = [...(place?.row.fields ?? []), place?.definition.kind, ...Object.keys(flat), ...envelope]
  if (place !== undefined && unset.some((field) => !known.includes(field))) return undefined
  for (const field of unset) delete flat[field]
  Object.assign(flat, set)
  if ((set['by'] !== undefined || unset.includes('by')) && set['to'] === undefined && !isEntry(event) && !isAccount(event)) {
    const sides = event.relation.split('~')
    if (sides.includes(set['by'] as string)) flat['to'] = sides.find((side) => side !== set['by'])
    else delete flat['to']
  }
  const data = Object.fromEntries(Object.entries(flat).filter(([field]) => !(field in event) && !envelope.has(field)))
  const outer = Object.fromEntries(Object.entries(flat).filter(([field]) => field in event || envelope.has(field)))
  try {
    const told = parseRecorded(vocabulary, structuredClone({ ...outer, data }), 'keep')
    const { relation: _, version: __, recorded: ___, ...input } = told
    // What reading lets pass, recording does not.
    parseAnyInput(vocabulary, structuredClone(input), 'keep')
    return told
  } catch {
    return undefined
  }
}

// ── folding ──────────────────────────────────────────────────────────────────────────────────────────────────────

function entityOf(vocabulary: Vocabulary, event: RecordedEvent): string | undefined {
  const place = vocabulary.types.get(event.type)
  return place?.shelf === undefined ? undefined : `${place.definition.kind}/${String(event.data[place.definition.kind])}`
}

/** The entities from the lines that are shown, in the order of all lines. */
function folded(vocabulary: Vocabulary, parties: readonly string[], lines: readonly Line[], shown: readonly Line[]) {
  const standing = lines.filter(({ isRetracted }) => !isRetracted).map(({ event }) => event)
  const references = [...new Set(standing.flatMap((event) => entityOf(vocabulary, event) ?? []))]
  const isShown = new Set(shown.map(({ event }) => event))
  const orderOf = (reference: string) => ordered(standing.filter((event) => entityOf(vocabulary, event) === reference))
  const orders = references
    .map((reference) => [reference, orderOf(reference).filter((event) => isShown.has(event))] as const)
    .filter(([, events]) => events.length > 0)
  const drafts = orders.map(([reference, events]) => [reference, draftOf(vocabulary, parties, events)] as const)
  return {
    entities: Object.fromEntries(drafts.map(([reference, draft]) => [reference, withoutProblems(draft)])),
    behind: Object.fromEntries(orders.map(([reference, events]) => [reference, events.map(({ id }) => id)])),
    problems: drafts.flatMap(([, draft]) => (draft.problems ?? []).map(({ rule, event }) => keyOf(rule, event))),
  }
}

/** Each event goes last, or just before the first that its dates prove it precedes. */
function ordered(events: readonly RecordedEvent[]): readonly RecordedEvent[] {
  const order: RecordedEvent[] = []
  for (const event of events) {
    const at = order.findIndex((other) => boundsOf(event.occurred).latest < boundsOf(other.occurred).earliest)
    order.splice(at === -1 ? order.length : at, 0, event)
  }
  return order
}

function draftOf(vocabulary: Vocabulary, parties: readonly string[], events: readonly RecordedEvent[]): Draft {
  const first = events[0] as RecordedEvent
  const { definition } = vocabulary.types.get(first.type) as NonNullable<ReturnType<Vocabulary['types']['get']>>
  const draft = freshDraft(definition.lifecycle, first.data[definition.kind] as string, first)
  for (const event of events) {
    const row = definition.lifecycle.rows.get(event.type) as Parameters<typeof applyEvent>[1]
    applyEvent(definition.lifecycle, row, draft, event, parties)
  }
  return draft
}

const withoutProblems = ({ problems: _, ...rest }: Draft): object => JSON.parse(JSON.stringify(rest))

// ── who says so ──────────────────────────────────────────────────────────────────────────────────────────────────

function saying(event: RecordedEvent, sayer: string, heard: readonly Line[]): { said: Said; set?: Fields } {
  let known: { said: Said; set?: Fields } = { said: event.saidBy?.includes(sayer) ? 'said' : 'silent' }
  const accounts = heard.filter((line) => isAccount(line.event) && !line.isRetracted && line.event.about?.includes(event.id))
  for (const { type, by, data } of ordered(accounts.map((line) => line.event))) {
    const set = data['set'] as Fields | undefined
    if (by !== sayer) continue
    if (type === 'account.confirmed') known = { said: 'said', ...(set && { set }) }
    if (type === 'account.differed') known = { said: known.said, ...(set && { set }) }
    if (type === 'account.denied') known = { said: 'denied' }
    if (type === 'account.withdrawn') known = { said: 'silent' }
  }
  return known
}

/** The line as one side tells it: nothing where it does not say so; its own version where it gave one that is an event. */
function retold(
  vocabulary: Vocabulary,
  line: Line,
  heard: readonly Line[],
  parties: readonly string[],
  accordingTo?: string,
): Line | undefined {
  if (accordingTo === undefined || isEntry(line.event) || isAccount(line.event)) return line
  const sayers = accordingTo === 'both' ? parties : [accordingTo]
  const voices = sayers.map((sayer) => saying(line.event, sayer, heard))
  if (voices.some(({ said }) => said !== 'said')) return undefined
  const versions = voices.map(({ set }) => {
    const event = set === undefined ? undefined : changed(vocabulary, line.event, set, [])
    return event !== undefined && entityOf(vocabulary, event) === entityOf(vocabulary, line.event) ? event : line.event
  })
  return { ...line, event: alike(vocabulary, line.event, versions) }
}

/** The event with what all versions have alike; what they have differently is taken out, if there can be an event without it. */
function alike(vocabulary: Vocabulary, recorded: RecordedEvent, [first, ...others]: readonly RecordedEvent[]): RecordedEvent {
  const flat = (event: RecordedEvent): Fields => ({ ...event, ...event.data })
  const own = flat(first as RecordedEvent)
  const isAlike = (field: string): boolean => others.every((each) => JSON.stringify(flat(each)[field]) === JSON.stringify(own[field]))
  const names = [...new Set([first as RecordedEvent, ...others].flatMap((each) => Object.keys(flat(each))))].filter(
    (field) => (field !== 'data' && JSON.stringify(flat(recorded)[field]) !== JSON.stringify(own[field])) || !isAlike(field),
  )
  const set = Object.fromEntries(names.filter((field) => field !== 'data' && isAlike(field)).map((field) => [field, own[field]]))
  const unset: string[] = []
  for (const field of names)
    if (field !== 'data' && !isAlike(field) && changed(vocabulary, recorded, set, [...unset, field])) unset.push(field)
  return names.length === 0 ? recorded : (changed(vocabulary, recorded, set, unset) as RecordedEvent)
}

/** Disputed, claimed and so on, without the question of whose word a row needs: that is the table's, and tested with it. */
function standing(event: RecordedEvent, heard: readonly Line[], parties: readonly string[]): string {
  const sayers = new Set([...parties, ...(event.saidBy ?? []), ...heard.flatMap((line) => line.event.by ?? [])])
  const having = (said: Said) => [...sayers].filter((sayer) => saying(event, sayer, heard).said === said)
  const [saidBy, deniedBy] = [having('said'), having('denied')]
  if (deniedBy.some((party) => parties.includes(party)) && saidBy.length > 0) return 'disputed'
  if (saidBy.some((party) => parties.includes(party))) return 'attested'
  return saidBy.length > 0 ? 'reported' : 'recorded'
}
