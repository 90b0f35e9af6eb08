// The state: the folded picture of one relation, and the questions you ask it.
// In: a picture (what the fold made), which no user sees.
// Out: a frozen object with a collection for each kind of entity, and lists worked out when asked.
import type { Collection } from './collection.ts'
import { shelfBehind } from './collection.ts'
import type { AnyEntity, QuestionsOf, StateOf } from './entity.ts'
import { LedgerError } from './errors.ts'
import type { RecordedEvent } from './event.ts'
import { eventAt, type History, isRetracted, placeOfId, recordedAt } from './history.ts'
import { jsonOf } from './json.ts'
import type { EntityState, Problem } from './lifecycle.ts'
import { cellOf, cellsOf } from './shelf.ts'
import type { EventIn, Vocabulary } from './vocabulary.ts'

type PluralOf<E> = E extends { readonly entity: { readonly plural: infer Plural extends string } } ? Plural : never
type Collections<V> =
  V extends Vocabulary<infer Entities>
    ? { readonly [E in Entities[number] as PluralOf<E>]: Collection<StateOf<E>> & QuestionsOf<E> }
    : never

/** The current picture of one relation: `state.demands`, `state.meetings` … by the vocabulary, and what holds of all of them. */
export type State<V extends Vocabulary = Vocabulary<readonly AnyEntity[]>> = Collections<V> & StateFacts<V>

/** What every state has, whatever its vocabulary. */
export interface StateFacts<V extends Vocabulary = Vocabulary> {
  /** The relation, such as `RU~US`. */
  readonly relation: string
  readonly parties: readonly [string, string]
  /** The version of the log it stands for: how many events that log has. */
  readonly version: number
  /** What contradicts a lifecycle table, in the order of recording. */
  readonly problems: readonly Problem[]
  /** Events that may or may not have happened by the day that was asked for. */
  readonly undetermined: readonly EventIn<V>[]
  /** Events of types that the vocabulary does not have, kept as they are. */
  readonly unknown: readonly RecordedEvent[]
  /** References to entities that the log does not have. */
  readonly dangling: readonly Dangling[]
  /** The entity a reference such as `guarantee/embassy-payments` names, if the log has it. */
  entity(reference: string): EntityState | undefined
  /** The events behind an entity, as corrected, in the order they are taken to have happened; without a reference, all, as recorded. */
  events(reference?: string): readonly EventIn<V>[]
  /** What `JSON.stringify` writes: a bigint as its digits, as in the log. */
  toJSON(): object
}

/** A reference that leads nowhere: the event that has it, the field it stands in. */
export interface Dangling {
  readonly event: string
  readonly field: 'at' | 'regarding'
  readonly reference: string
}

/** Limits by name, such as `occurredBy`. */
export type Limits = { readonly [limit: string]: string }

/** What the fold makes and evolves; a state is one of these with a face. */
export interface Picture {
  readonly vocabulary: Vocabulary
  readonly relation: string
  readonly parties: readonly [string, string]
  readonly history: History
  /** The version of the log it stands for; more than the history is long where a day selected from it. */
  readonly version: number
  /** What may or may not have happened by the day that was asked for. */
  readonly undetermined: readonly RecordedEvent[]
  /** The limits it was asked for within; missing where it is of the whole log, or of its first events. */
  readonly asOf?: Limits
  /** Which places a day selected; all, where none was asked for. */
  readonly selected?: (place: number) => boolean
  /** One a kind, in the order of the vocabulary. */
  readonly collections: readonly Collection<EntityState>[]
  /** Places of events of unknown types; shared like a history's arrays. */
  readonly strangers: { readonly places: number[]; readonly length: number }
}

/** Gives the picture behind a state: for the fold, not for users. Throws INVALID_ARGUMENT for what is no state. */
export let pictureOf: (state: object) => Picture

const none: readonly never[] = Object.freeze([])

function refuseState(given: unknown): never {
  const message = 'this is no state — hand in what fold, resume or relation.state() gives (with await, where it is a promise)'
  throw new LedgerError('INVALID_ARGUMENT', message, { argument: 'state', given })
}

class RelationsState {
  declare readonly undetermined: readonly RecordedEvent[]
  declare readonly unknown: readonly RecordedEvent[]
  readonly #picture: Picture
  readonly #kept = new Map<string, readonly unknown[]>()

  static {
    pictureOf = (state) => (typeof state === 'object' && state !== null && #picture in state ? state.#picture : refuseState(state))
  }

  constructor(picture: Picture) {
    this.#picture = picture
    const shown = this as unknown as Record<string, unknown>
    shown['relation'] = picture.relation
    shown['parties'] = picture.parties
    shown['version'] = picture.version
    picture.vocabulary.entities.forEach((each, kind) => {
      shown[each.entity.plural] = picture.collections[kind]
    })
    shown['undetermined'] = picture.undetermined
    // A property of its own, as the others are: whoever compares two states, compares what they do not understand, too.
    if (picture.strangers.length === 0) shown['unknown'] = none
    else Object.defineProperty(this, 'unknown', { enumerable: true, get: () => this.#keep('unknown', () => strangersIn(picture)) })
  }

  get problems(): readonly Problem[] {
    return this.#keep('problems', () => problemsOf(this.#picture))
  }

  get dangling(): readonly Dangling[] {
    return this.#keep('dangling', () => danglingIn(this.#picture))
  }

  entity(reference: string): EntityState | undefined {
    return cellBehind(this.#picture, reference)?.entity
  }

  events(reference?: string): readonly RecordedEvent[] {
    return this.#keep(`events ${reference ?? ''}`, () => eventsOf(this.#picture, reference))
  }

  /** Plain JSON without what is empty: what `JSON.stringify` and a snapshot test show. */
  toJSON(): object {
    return jsonOf(this.#shown()) as object
  }

  #shown(): object {
    const { relation, parties, version, collections, vocabulary } = this.#picture
    const filled = vocabulary.entities
      .map((each, kind) => [each.entity.plural, collections[kind]] as const)
      .filter(([, all]) => (all?.size ?? 0) > 0)
    const lists = { problems: this.problems, undetermined: this.undetermined, unknown: this.unknown, dangling: this.dangling }
    const found = Object.entries(lists).filter(([, list]) => list.length > 0)
    return { relation, parties, version, ...Object.fromEntries(filled), ...Object.fromEntries(found) }
  }

  [Symbol.for('nodejs.util.inspect.custom')](): object {
    return this.#shown()
  }

  #keep<T>(name: string, make: () => readonly T[]): readonly T[] {
    if (!this.#kept.has(name)) this.#kept.set(name, Object.freeze(make()))
    return this.#kept.get(name) as readonly T[]
  }
}

/** The state that shows this picture. */
export const stateOf = <V extends Vocabulary>(picture: Picture): State<V> =>
  Object.freeze(new RelationsState(picture)) as unknown as State<V>

/** The cell a reference names. */
export function cellBehind(picture: Picture, reference: string) {
  const slash = reference.indexOf('/')
  const kind = slash === -1 ? undefined : picture.vocabulary.kinds.get(reference.slice(0, slash))
  return kind === undefined ? undefined : cellOf(shelfBehind(picture.collections[kind] as object), reference.slice(slash + 1))
}

function strangersIn({ strangers, history }: Picture): RecordedEvent[] {
  const places = strangers.places.slice(0, strangers.length).filter((place) => !isRetracted(history, place))
  return places.map((place) => eventAt(history, place))
}

function problemsOf({ collections, history, selected = () => true }: Picture): Problem[] {
  const place = (problem: Problem): number => placeOfId(history, problem.event) ?? history.length
  const ofEntities = collections.flatMap((all) => [...all].flatMap((entity) => entity.problems ?? []))
  const ofRemarks = [...cellsOf(history.remarked)].flatMap(({ problems }) => problems).filter((problem) => selected(place(problem)))
  return [...ofEntities, ...ofRemarks].sort((a, b) => place(a) - place(b))
}

function eventsOf(picture: Picture, reference: string | undefined): RecordedEvent[] {
  if (reference === undefined) return selectedEvents(picture)
  const cell = cellBehind(picture, reference)
  return cell === undefined ? [] : cell.places.slice(0, cell.count).map((place) => eventAt(picture.history, place))
}

function selectedEvents({ history, selected = () => true }: Picture): RecordedEvent[] {
  return placesIn(history)
    .filter(selected)
    .map((place) => recordedAt(history, place))
}

const placesIn = (history: History): readonly number[] => Array.from({ length: history.length }, (_, place) => place)

function danglingIn(picture: Picture): Dangling[] {
  const { history, selected = () => true } = picture
  const standing = placesIn(history).filter((place) => selected(place) && !isRetracted(history, place))
  return standing.flatMap((place) => {
    const { id, at, regarding } = eventAt(history, place)
    const named = [
      ...(at === undefined ? [] : [['at', `meeting/${at}`] as const]),
      ...(regarding ?? []).map((each) => ['regarding', each] as const),
    ]
    return named
      .filter(([, reference]) => cellBehind(picture, reference)?.entity === undefined)
      .map(([field, reference]) => Object.freeze({ event: id, field, reference }))
  })
}
