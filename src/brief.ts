// The brief: a state as one page of plain English, for a person who needs to know where things stand.
// In: a state of the twelve entities, others welcome. Out: text; in colour for a terminal where asked.
// A view: it reads the state and nothing else.
import type { Collection } from './collection.ts'
import { diplomacy, type diplomacyVocabulary } from './diplomacy.ts'
import { formatDuration } from './duration.ts'
import type { RecordedEvent } from './event.ts'
import type { EntityState } from './lifecycle.ts'
import { standingOf } from './standing.ts'
import { standingWords } from './standing-words.ts'
import { pictureOf, type State, type StateFacts } from './state.ts'
import { boundsOf, formatDate, type ImpreciseDate } from './time.ts'

/** How a brief is written. */
export interface BriefOptions {
  /** The day it is written for, a UTC day: says what is overdue by then. */
  readonly day?: string
  /** Colours and bold for a terminal; plain by default. */
  readonly colour?: boolean
  /** Stands above it; the relation and its version by default. */
  readonly title?: string
}

type Known = Partial<Omit<State<typeof diplomacyVocabulary>, keyof StateFacts>>
type Shown = Record<string, unknown> & EntityState
type Section = readonly [heading: string, lines: readonly string[]]

/**
 * The state of a relation as a page to read: what is agreed and who confirms it, what is open and by whom, what comes next.
 * Sections that have nothing to say are left out.
 *
 * @param state a state, of a ledger or of `fold`
 * @param options the day it is written for, colours, a title
 * @throws LedgerError `INVALID_DATE` for a day that is none, `INVALID_ARGUMENT` for what is no state
 * @example
 * ```ts
 * import { brief, demand, fold, record } from 'relations-ledger'
 * const events = record(['US', 'RU'], [demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10' })])
 * console.log(brief(fold(events), { day: '2025-04-11' }))
 * ```
 */
export function brief(state: StateFacts, options: BriefOptions = {}): string {
  const paint = options.colour ? coloured : plain
  const { parties, version } = pictureOf(state)
  const heading = options.title ?? `${parties.join(' and ')}, after ${eventsWords(version)}`
  const sections = sectionsOf(state, options.day).filter(([, lines]) => lines.length > 0)
  const blocks = sections.map(([name, lines]) => [paint.heading(name), ...lines.map((line) => `  ${paint.line(line)}`)].join('\n'))
  return `${[paint.title(heading), ...blocks].join('\n\n')}\n`
}

function sectionsOf(state: StateFacts, day: string | undefined): readonly Section[] {
  const { known, others } = collectionsOf(state)
  return [
    ['Met', lines(state, known.meetings?.with('held').toSorted(byDate), meetingLine)],
    ['Agreed', [...lines(state, known.guarantees?.all, objectLine), ...lines(state, known.agreements?.all, objectLine)]],
    ...state.parties.map(
      (party): Section => [
        `Open demands of ${party}`,
        lines(
          state,
          known.demands?.open.filter((each) => each.raiser === party),
          demandLine,
        ),
      ],
    ),
    ['Refused', lines(state, known.demands?.with('rejected'), demandLine)],
    ['Answered', lines(state, known.demands?.all.filter(isSettled), demandLine)],
    ['Restrictions', lines(state, known.restrictions?.all, restrictionLine)],
    ['Discussed', lines(state, known.topics?.all, topicLine)],
    [
      'Missions and envoys',
      [
        ...lines(state, known.missions?.all, missionLine),
        ...lines(state, known.envoys?.all, envoyLine),
        ...lines(state, known.ties?.all, objectLine),
      ],
    ],
    ['Other tracks and acts', [...lines(state, known.tracks?.all, trackLine), ...lines(state, known.acts?.all, objectLine)]],
    ['Next', [...lines(state, known.meetings?.open, dueLine()), ...lines(state, known.followUps?.open, dueLine(known.followUps, day))]],
    ['Called off', lines(state, known.meetings?.with('cancelled'), meetingLine)],
    ...others.map(([name, all]): Section => [words(name), lines(state, [...all], objectLine)]),
    ['Not certain by that day', state.undetermined.map((event) => `${event.type}: ${formatDate(event.occurred)}`)],
    ['Not understood', strangerLines(state.unknown)],
    ['Problems', state.problems.map((problem) => problem.message)],
  ]
}

interface Collections {
  readonly known: Known
  readonly others: readonly (readonly [name: string, all: Collection<EntityState>])[]
}

/** The twelve kinds, which have lines of their own, and all others: a user's own kind may have the name of one of the twelve. */
function collectionsOf(state: StateFacts): Collections {
  const { vocabulary, collections } = pictureOf(state)
  const known = new Map<string, Collection<EntityState>>()
  const others = new Map<string, Collection<EntityState>>()
  for (const [kind, each] of vocabulary.entities.entries())
    (twelve.has(each) ? known : others).set(each.entity.plural, collections[kind] as Collection<EntityState>)
  return { known: Object.fromEntries(known), others: [...others] }
}

const twelve: ReadonlySet<object> = new Set(diplomacy)
const byDate = (a: EntityState, b: EntityState): number => boundsOf(a.since).latest - boundsOf(b.since).latest
const isSettled = (entity: EntityState): boolean => ['met', 'withdrawn', 'lapsed'].includes(entity.status)

/** One line an entity, ending in who says so. */
function lines(state: StateFacts, entities: readonly EntityState[] | undefined, line: (entity: Shown) => string): readonly string[] {
  return (entities ?? []).map((entity) => `${line(entity as Shown)} — ${attestation(state, entity)}`)
}

function attestation(state: StateFacts, entity: EntityState): string {
  const found = standingOf(state, `${entity.kind}/${entity.id}`)
  return found === undefined ? 'recorded' : standingWords(found)
}

// ── lines ────────────────────────────────────────────────────────────────────────────────────────────────────────

const words = (name: string): string => name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
const nameOf = (entity: Shown): string => String(entity['title'] ?? entity['object'] ?? entity['what'] ?? entity['person'] ?? entity.id)
const since = (entity: Shown): string => formatDate(entity.since)
const eventsWords = (count: number): string => `${count} event${count === 1 ? '' : 's'}`
const joined = (...parts: readonly (string | undefined | false)[]): string => parts.filter((part) => part).join(', ')

const objectLine = (entity: Shown): string => `${nameOf(entity)}: ${words(entity.status)} (${since(entity)})`

function meetingLine(entity: Shown): string {
  const { cancelledBy, duration, level, mode, place, round } = entity as Shown & { readonly [field: string]: string | undefined }
  const what = joined(level, round !== undefined && `round ${round}`, mode === 'in person' ? undefined : mode, place)
  const ended = cancelledBy === undefined ? undefined : `by ${cancelledBy}`
  return `${joined(since(entity), what || entity.id, duration !== undefined && formatDuration(duration), ended)}`
}

function demandLine(entity: Shown): string {
  const tied = entity['tiedTo'] === undefined ? '' : `, tied to ${String(entity['tiedTo'])}`
  const again = Number(entity['timesReiterated'] ?? 0) > 0 ? `, reiterated ${String(entity['timesReiterated'])}×` : ''
  return `${nameOf(entity)}: ${words(entity.status)} (${since(entity)}${again}${tied})`
}

function restrictionLine(entity: Shown): string {
  const from = (entity['inForceFrom'] as ImpreciseDate | undefined) ?? entity.since
  return `${nameOf(entity)}: ${words(entity.status)} by ${String(entity['imposer'])}, in force from ${formatDate(from)}`
}

function topicLine(entity: Shown): string {
  const progress = Object.entries((entity['progress'] ?? {}) as Record<string, string>).map(([sayer, label]) => `${sayer}: ${label}`)
  const excluded = ((entity['exclusions'] ?? []) as readonly object[]).length > 0 ? 'not on the agenda' : undefined
  return joined(
    `${nameOf(entity)}: ${entity.status === 'unknown' ? (excluded ?? 'mentioned') : words(entity.status)} (${since(entity)})`,
    ...progress,
  )
}

/** One line a type: a misspelt one is recorded like any other, and would otherwise show nowhere on the page. */
function strangerLines(events: readonly RecordedEvent[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const { type, schemaVersion } of events) {
    const name = schemaVersion > 1 ? `${type} (schemaVersion ${schemaVersion})` : type
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts].map(([name, count]) => `${eventsWords(count)} of a type that the vocabulary does not have: ${name}`)
}

const missionLine = (entity: Shown): string =>
  joined(
    `${String(entity['sending'])} in ${String(entity['receiving'])}, ${entity.id}: ${entity.status === 'unknown' ? 'status not recorded' : words(entity.status)}`,
    seized(entity),
  )

function seized(entity: Shown): string | undefined {
  const properties = (entity['seized'] ?? []) as readonly string[]
  return properties.length === 0 ? undefined : `seized: ${properties.join(', ')}`
}

const envoyLine = (entity: Shown): string => `${nameOf(entity)}, ${String(entity['post'])}: ${envoyStatus(entity)} (${since(entity)})`
const envoyStatus = ({ status }: Shown): string =>
  status === 'granted' ? 'agrément granted, not yet appointed' : status === 'departed' ? 'left' : words(status)

function trackLine(entity: Shown): string {
  const labels = Object.entries((entity['labels'] ?? {}) as Record<string, string>).map(([sayer, label]) => `${sayer}: ${label}`)
  return joined(objectLine(entity), ...labels)
}

/** Of follow-ups, with the day: which are overdue by then. */
function dueLine(all?: Known['followUps'], day?: string): (entity: Shown) => string {
  const late = new Set(day === undefined ? [] : all?.overdue(day).map(({ id }) => id))
  return (entity) => {
    const due = entity['due'] as ImpreciseDate | undefined
    const what = joined(nameOf(entity), entity['place'] as string | undefined)
    return `${what}: ${due === undefined ? 'no date' : formatDate(due)}${late.has(entity.id) ? ', overdue' : ''}`
  }
}

// ── paint ────────────────────────────────────────────────────────────────────────────────────────────────────────

const same = (text: string): string => text
const plain = { title: (text: string) => `${text}\n${'='.repeat(text.length)}`, heading: same, line: same }
const inColour = (code: string, text: string): string => `\u001b[${code}m${text}\u001b[0m`
const standings: Readonly<Record<string, string>> = {
  disputed: '31',
  confirmed: '32',
  claimed: '33',
  reported: '36',
  recorded: '2',
}
const coloured = {
  title: (text: string) => inColour('1;4', text),
  heading: (text: string) => inColour('1', text),
  line: (text: string) =>
    text.replace(
      / — (disputed|confirmed|claimed|reported|recorded)(.*)$/,
      (_, standing: string, rest: string) => ` — ${inColour(standings[standing] as string, standing)}${rest}`,
    ),
}
