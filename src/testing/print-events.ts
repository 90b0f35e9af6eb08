// Events as code: what a person would have written to record them.
// In: inputs or recorded events.
// Out: text that can be pasted into a test, one constructor call an event.
import type { EventInput, RecordedEvent } from '../event.ts'
import { partiesOf } from '../ids.ts'

/** How a history is printed. */
export interface PrintOptions {
  /** The two parties; those of the events where these are recorded. */
  readonly between?: readonly [string, string]
  /** The name of a variable with the vocabulary, where it is not the default one. */
  readonly vocabulary?: string
}

type Event = EventInput | RecordedEvent

/**
 * A history as code that can be pasted into a test: a call of `record` with one constructor a line.
 * Ids are left out unless another event of the history names them; so is whatever recording fills in again.
 *
 * @param events what constructors gave, or recorded events
 * @param options the parties, and the name of the vocabulary's variable
 * @example
 * ```ts
 * import { demand } from 'relations-ledger'
 * import { printHistory } from 'relations-ledger/testing'
 * console.log(printHistory([demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10' })], { between: ['US', 'RU'] }))
 * // record(['US', 'RU'], [
 * //   demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10' }),
 * // ])
 * ```
 */
export function printHistory(events: readonly object[], options: PrintOptions = {}): string {
  const all = events as readonly Event[]
  const relation = all.map((event) => (event as Partial<RecordedEvent>).relation).find((each) => each !== undefined)
  const between = options.between ?? (relation === undefined ? undefined : partiesOf(relation))
  const parties = between === undefined ? 'between' : literal(between)
  const rest = options.vocabulary === undefined ? '' : `, { vocabulary: ${options.vocabulary} }`
  return `record(${parties}, [\n${printEvents(all, '  ')}]${rest})`
}

/** One constructor call a line, each ending in a comma. */
export function printEvents(events: readonly Event[], indent = ''): string {
  const named = new Set<string>(events.flatMap((event) => [...(event.about ?? []), event.causation ?? '', ...aboutIn(event)]))
  return events.map((event) => `${indent}${printEvent(event, named.has(event.id ?? ''))},\n`).join('')
}

/** What an event of the log itself is about stands in its data. */
function aboutIn(event: Event): readonly string[] {
  const about = event.data['about']
  return (Array.isArray(about) ? about : [about]).filter((each): each is string => typeof each === 'string')
}

/** The constructor call that gives this event; one of another schema version is printed as the object it is. */
function printEvent(event: Event, withId = false): string {
  const {
    type,
    schemaVersion,
    data,
    id,
    occurred,
    reported,
    by,
    to,
    saidBy,
    relation,
    version: _v,
    recorded: _r,
    ...rest
  } = event as RecordedEvent
  const named = definedIn({
    id: withId ? id : undefined,
    by,
    to: follows(relation, by) ? undefined : to,
    occurred,
    reported,
    saidBy,
    ...rest,
  })
  if (schemaVersion !== 1) return literal({ type, schemaVersion, ...named, data })
  return `${type}(${literal({ ...data, ...named })})`
}

/** `to` is not written where it follows from `by`: where that is a party. */
const follows = (relation: string | undefined, by: string | undefined): boolean =>
  relation !== undefined && by !== undefined && partiesOf(relation).includes(by)

const definedIn = (fields: object): object => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

/** A value as the code that makes it. */
export function literal(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'bigint') return `${value}n`
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value)
  const parts = Object.entries(value).map(([key, part]) => `${/^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key)}: ${literal(part)}`)
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`
}

/** In single quotes, on one line, with whatever cannot be seen written out. */
function quoted(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${inner.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, unicodeEscape)}'`
}

const unicodeEscape = (character: string): string => `\\u{${(character.codePointAt(0) as number).toString(16)}}`
