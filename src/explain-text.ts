// An explanation as a page of plain English: what the state says, and event by event why.
// In: what explain gave.
// Out: text that ends in a line break; each event on a line of its own, and below it what was set by it and said of it.
import type { RecordedEvent } from './event.ts'
import type { ExplainedEvent, ExplainedProblem, Explanation } from './explain.ts'
import type { EntityState } from './lifecycle.ts'
import type { ExplainedRemark } from './remarks-read.ts'
import { listWords, partyMarks, standingWords } from './standing-words.ts'
import { dayOf, formatDate } from './time.ts'
import { changeWords, valueWords } from './value-words.ts'

/**
 * An explanation as text to read: what the state says, then event by event why.
 *
 * @param explanation what `explain` gave
 * @example
 * ```ts
 * import { explain, formatExplanation, fold, meeting, record } from 'relations-ledger'
 * const events = record(['US', 'RU'], [meeting.held({ meeting: 'riyadh', occurred: '2025-02-18', saidBy: ['US', 'RU'] })])
 * console.log(formatExplanation(explain(fold(events), 'meeting/riyadh')))
 * ```
 */
export function formatExplanation(explanation: Explanation): string {
  const { events, gone, inferred, problems, field } = explanation
  const blocks = [
    [headline(explanation)],
    ...events.map((each) => eventLines(each, field)),
    ...gone.map((each) => ['No longer of it:', ...eventLines(each, field).map(indented)]),
    inferred.map(
      ({ status, type, occurred }) => `Inferred: it was ${status}, or it could not have come to ${type}, ${formatDate(occurred)}`,
    ),
    problems.map((problem) => problemLine(problem, explanation)),
  ]
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n')}\n`
}

/** Which rule, which event, what is wrong, and what would mend it. */
function problemLine({ kind, rule, event: id, message, mend }: ExplainedProblem, { events }: Explanation): string {
  const event = eventsIn(events).find((each) => each.id === id)
  const where = event === undefined ? '' : ` in version ${event.version} (${formatDate(event.occurred)})`
  return `Problem: a ${kind} by the rule ${rule}${where}: ${reasonIn(message)} — ${mend}`
}

/** Messages read `demand.met on "visas": what is wrong — what would mend it`. */
const reasonIn = (message: string): string => message.slice(message.indexOf('": ') + '": '.length, message.lastIndexOf(' — '))

/** The events that are explained, and the remarks on them. */
const eventsIn = (events: readonly ExplainedEvent[]): readonly RecordedEvent[] =>
  events.flatMap(({ event, entries, accounts }) => [event, ...[...entries, ...accounts].map((remark) => remark.event)])

const indented = (line: string): string => `  ${line}`

function headline({ fact, field, value, attestation, events, problems }: Explanation): string {
  const isRemark = events.some(({ on }) => on.length > 0)
  const says = attestation === undefined || isRemark ? '' : ` — ${standingWords(attestation)}`
  const of = events.find(({ event }) => event.id === fact || fact === `event/${event.id}`)
  const name = of === undefined ? fact : nameOf(of)
  if (field === 'problems')
    return `${name}, problems: ${problems.length === 0 ? 'none' : problems.map(({ message }) => reasonIn(message)).join('; ')}`
  if (field !== undefined) return `${name}, ${field}: ${valueWords(value)}${says}`
  if (of !== undefined) return `${name}${says}`
  if (value === undefined) return `${name}: nothing is left of it`
  const { status, since } = value as EntityState
  return `${name}: ${status} (${formatDate(since)})${says}`
}

/** Nobody knows an event by its id. */
const nameOf = ({ event, entity }: ExplainedEvent): string =>
  entity === `event/${event.id}` ? `${event.type}, version ${event.version}` : `${event.type} on ${entity}, version ${event.version}`

// ── an event ─────────────────────────────────────────────────────────────────────────────────────────────────────

function eventLines(explained: ExplainedEvent, field?: string): readonly string[] {
  const { accounts, entries, on } = explained
  const below = [setWords(explained, field), ...accounts.flatMap(accountLines), ...entries.flatMap(entryLines), ...on.map(onWords)]
  return [eventHead(explained), ...[...below, sourceWords(explained)].filter((line) => line !== '').map(indented)]
}

/** Of a remark it says who made it alone: nobody needs to confirm that something was said. */
function eventHead(explained: ExplainedEvent): string {
  const { event, attestation, isRetracted, on } = explained
  const who = on.length > 0 ? [] : [partyMarks(attestation), attestation.standing]
  const head = [formatDate(event.occurred), `${event.type}${actors(explained)}`, ...who, ...(isRetracted ? ['retracted'] : [])]
  return head.join(' · ')
}

function actors({ event: { by, at } }: ExplainedEvent): string {
  return `${by === undefined ? '' : ` by ${by}`}${at === undefined ? '' : ` at ${at}`}`
}

/** What an event did to its entity; what follows from the status is left out, and so is what has lines of its own. */
function setWords({ sets }: ExplainedEvent, asked: string | undefined): string {
  const shown = sets.filter(({ field, before, after }) => field === asked || !(implied.has(field) || (before === undefined && after === 0)))
  return shown.map(changeWords).join('; ')
}

const implied = new Set(['kind', 'id', 'since', 'setBy', 'previous', 'problems', 'inferred'])

function onWords({ event, remark }: ExplainedEvent['on'][number]): string {
  const changes = remark.changes.map(changeWords).join('; ')
  return `on ${event.type}, ${formatDate(event.occurred)}${changes === '' ? '' : `: ${changes}`}${givenWords(remark)}${effectWords(remark)}`
}

/** When it became public, who says so, and where it can be read. */
function sourceWords({ event: { saidBy, reported, recorded, sources, note } }: ExplainedEvent): string {
  const where = (sources ?? []).map(({ title, publisher, url }) => [title, publisher, url].filter((part) => part !== undefined).join(', '))
  const parts = [
    note ?? '',
    saidBy === undefined || saidBy.length === 0 ? '' : `said by ${listWords(saidBy)}`,
    reported === undefined ? '' : `public ${formatDate(reported)}`,
    reported === undefined || dayOf(reported) === dayOf(recorded) ? '' : `recorded ${formatDate(dayOf(recorded) ?? recorded)}`,
    where.length === 0 ? '' : `source: ${where.join(' and ')}`,
  ]
  return parts.filter((part) => part !== '').join('; ')
}

// ── remarks ──────────────────────────────────────────────────────────────────────────────────────────────────────

const accountVerbs: Readonly<Record<string, string>> = {
  'account.confirmed': 'confirms it',
  'account.differed': 'tells it differently',
  'account.denied': 'denies it',
  'account.withdrawn': 'takes back its word',
}

function accountLines(remark: ExplainedRemark): readonly string[] {
  const { event, changes } = remark
  const told = changes.map(({ field, after }) => `${field}: ${valueWords(after)}`).join('; ')
  const line = `${event.by} ${accountVerbs[event.type]}, ${formatDate(event.occurred)}${told === '' ? '' : `: ${told}`}${givenWords(remark)}${effectWords(remark)}`
  return [line, ...remark.entries.flatMap(entryLines).map(indented)]
}

function entryLines(remark: ExplainedRemark): readonly string[] {
  const { event, changes } = remark
  const [, verb] = event.type.split('.')
  const told = changes.map(
    ({ stands, ...change }) => `${changeWords(change)}${stands || remark.effect === 'overtaken' ? '' : ' (overtaken)'}`,
  )
  const line = `${verb} ${formatDate(event.occurred)}${whom(remark)}${told.length === 0 ? '' : `: ${told.join('; ')}`}${givenWords(remark)}${effectWords(remark)}`
  return [line, ...remark.entries.flatMap(entryLines).map(indented)]
}

/** The words of an account, the reason of an entry. */
function givenWords({ event: { data } }: ExplainedRemark): string {
  if ('words' in data && data.words !== undefined) return ` — “${data.words}”`
  return 'reason' in data && data.reason !== undefined ? ` — ${data.reason}` : ''
}

function whom({ event: { by, saidBy = [], actor } }: ExplainedRemark): string {
  const name = by ?? (saidBy.length > 0 ? listWords(saidBy) : actor)
  return name === undefined ? '' : ` by ${name}`
}

const effects: Readonly<Record<ExplainedRemark['effect'], string>> = {
  stands: '',
  overtaken: ' (a later one stands)',
  retracted: ' (retracted)',
  void: ' (without effect)',
}

const effectWords = ({ effect }: ExplainedRemark): string => effects[effect]
