// The envelope: what every event carries, whatever its type.
// In: what a constructor was given (EventInput), or an object read back from a store.
// Out: RecordedEvent, the frozen fact that the log holds and the fold reads.
import type { DateInput, ImpreciseDate } from './time.ts'

/** Where a fact can be read. Every field is optional; `url` and `published` are kept as given. */
export interface Source {
  readonly title?: string
  readonly url?: string
  readonly publisher?: string
  /** When the source came out: an imprecise date. */
  readonly published?: ImpreciseDate
  /** The words that say it, in the source's language. */
  readonly quote?: string
}

/** What may be said of any event when it is written. The type's own fields stand beside these, flat. */
export interface EnvelopeInput {
  /** A uuid; append mints one (v7) where it is missing. See `importId` for imports. */
  readonly id?: string
  /** When it happened: an imprecise date (`2025-04-10`, `2025-04`, `[..2025-04-17]`, a Date …). */
  readonly occurred: DateInput
  /** When it became public; missing means: when it was recorded. */
  readonly reported?: DateInput
  /** Who asserts it: parties or third parties. Empty or missing: the recorder's own word, or the ledger's default. */
  readonly saidBy?: readonly string[]
  readonly sources?: readonly Source[]
  /** The id of the meeting it happened at. */
  readonly at?: string
  /** The entities it concerns, as references: `restriction/hiring-ban`. */
  readonly regarding?: readonly string[]
  readonly note?: string
  /** Other events it refers to: ids, or references, which become the id of the event that set that entity's status. */
  readonly about?: readonly string[]
  /** The event that caused this one to be recorded. */
  readonly causation?: string
  /** What ties events of one undertaking together. */
  readonly correlation?: string
  /** Who recorded it: a user or a program of yours. */
  readonly actor?: string
}

/** What a constructor returns: not yet an event, since it has no place in a log. Hand it to `append` or `record`. */
export interface EventInput<Type extends string = string> {
  readonly type: Type
  readonly input: unknown
}

/** An event as the log holds it, frozen. `Data` is the type's own part; `data[<entity>]` is the entity's id. */
export interface RecordedEvent<Type extends string = string, Data extends object = { readonly [field: string]: unknown }> {
  /** The relation whose log it is in, such as `RU~US`. */
  readonly relation: string
  /** Its place in that log, from 1. */
  readonly version: number
  readonly id: string
  /** `entity.pastTense`, such as `meeting.held`. */
  readonly type: Type
  /** The version of the shape of `data`, from 1. */
  readonly schemaVersion: number
  readonly occurred: ImpreciseDate
  readonly reported?: ImpreciseDate
  /** When the ledger took it: an instant of the ledger's clock, `2025-04-11T08:00:00.000Z`. */
  readonly recorded: string
  /** Who acted, where the type has a direction. It does not say who asserts it. */
  readonly by?: string
  /** On whom. Follows from `by` where `by` is a party. */
  readonly to?: string
  readonly data: Data
  readonly saidBy?: readonly string[]
  readonly sources?: readonly Source[]
  readonly at?: string
  readonly regarding?: readonly string[]
  readonly note?: string
  readonly about?: readonly string[]
  readonly causation?: string
  readonly correlation?: string
  readonly actor?: string
}

/** The names of the envelope in their canonical order: the order of keys in a stored line. */
export const envelopeFields = [
  'relation', 'version', 'id', 'type', 'schemaVersion', 'occurred', 'reported', 'recorded', 'by', 'to',
  'data', 'saidBy', 'sources', 'at', 'regarding', 'note', 'about', 'causation', 'correlation', 'actor',
] as const
