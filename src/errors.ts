// The one error of the library.
// In: a code, what went wrong (one sentence: what, where, what to do), and where it stands.
// Out: a LedgerError that code can branch on (`code`, `details`) and a person can read (`message`).

/** The facts that come with each code, so that a `catch` can act on them without reading the message. */
export interface ErrorDetails {
  /** An argument of a call is not usable (options, parties, a listener …). */
  INVALID_ARGUMENT: { readonly argument: string; readonly given: unknown }
  /** A party, an entity id, a reference or an event id does not follow its grammar. */
  INVALID_ID: { readonly kind: 'party' | 'entity' | 'reference' | 'event' | 'relation'; readonly given: unknown }
  /** A date is not in the EDTF subset, or names a day that does not exist. */
  INVALID_DATE: { readonly given: unknown; readonly reason: string }
  /** A duration is not ISO 8601, or a range of it, or its end lies before its start. */
  INVALID_DURATION: { readonly given: unknown; readonly reason: string }
  /** An event does not have the shape its type asks for. */
  INVALID_EVENT: { readonly field: string; readonly given: unknown; readonly reason: string }
  /** A table handed to `defineEntity`, or a set of them handed to `vocabulary`, contradicts itself. */
  INVALID_ENTITY: { readonly entity: string; readonly reason: string }
  /** No entity of the vocabulary has this type of event, and the policy is `fail`. */
  UNKNOWN_TYPE: { readonly type: string; readonly schemaVersion: number }
  /** What was recorded under an older schema version could not be upcast: an upcaster threw, or gave what its type does not take. */
  UPCAST_FAILED: { readonly type: string; readonly schemaVersion: number; readonly reason: string }
  /** `about`, or a question, names an event or an entity that the log does not have. */
  UNKNOWN_REFERENCE: { readonly reference: string }
  /** A step that must have come before is not in the log. */
  RULE_GAP: { readonly problems: readonly RefusedProblem[] }
  /** The log already says something that excludes this. */
  RULE_CONTRADICTION: { readonly problems: readonly RefusedProblem[] }
  /** An event of this id is recorded, with other content. */
  ID_REUSED: { readonly id: string; readonly version: number }
  /** Some events of the batch are recorded and some are not. */
  PARTLY_RECORDED: { readonly recorded: readonly string[]; readonly missing: readonly string[] }
  /** The log has moved on since the version you decided on. */
  VERSION_CONFLICT: { readonly relation: string; readonly expected: number; readonly actual: number }
  /** A value cannot be written down: a Date, a Map, NaN, a lone surrogate, a forbidden key … */
  UNWRITABLE_VALUE: { readonly field: string; readonly reason: string }
  /** A text or a value is larger, deeper or wider than the limits allow. */
  LIMIT_EXCEEDED: { readonly limit: string; readonly allowed: number; readonly found: number }
  /** A stored line is not what the ledger wrote. */
  LOG_CORRUPT: { readonly reason: string }
  /** The log was written in a format this version cannot read. */
  FORMAT_UNSUPPORTED: { readonly formatVersion: unknown }
  /** Another process (or this one) writes to this store already. */
  STORE_LOCKED: {
    readonly file: string
    readonly holder: { readonly pid: number; readonly host: string; readonly since: string } | undefined
  }
  /** The store was closed before this call. */
  STORE_CLOSED: { readonly store: string }
  /** The store could not do it: no space, no right, not a file … `code` is the system's own, such as ENOSPC. */
  STORE_FAILED: { readonly operation: string; readonly code: string | undefined }
}

/** A rule an append was refused for, as it stands in a `RULE_…` error. */
export interface RefusedProblem {
  readonly rule: string
  readonly event: string
  readonly entity: string
  readonly message: string
}

/** Every code a LedgerError can have. */
export type ErrorCode = keyof ErrorDetails

/** Where it went wrong, as far as known: an event, a field in it (`sources[0].url`), a line of a file. */
export interface Where {
  readonly relation?: string
  readonly event?: string
  readonly type?: string
  readonly field?: string
  readonly file?: string
  readonly line?: number
  readonly byte?: number
}

/**
 * The one error this library throws. `message` says what, where and what to do;
 * `code`, `where` and `details` say the same to code.
 *
 * @example
 * ```ts
 * import { isLedgerError, openLedger } from 'relations-ledger'
 * const talks = openLedger().between('US', 'RU')
 * try {
 *   await talks.append([], { expectedVersion: 3 })
 * } catch (error) {
 *   if (isLedgerError(error, 'VERSION_CONFLICT')) console.log(error.details.actual)
 *   else throw error
 * }
 * ```
 */
export class LedgerError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'LedgerError'
  readonly code: Code
  readonly where: Where
  readonly details: ErrorDetails[Code]

  constructor(code: Code, message: string, details: ErrorDetails[Code], where: Where = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.where = where
    this.details = details
  }
}

/**
 * True for a LedgerError; with a code, true for a LedgerError of that code, whose `details` are then typed.
 *
 * @param error anything that was caught
 * @param code the code to ask for; without it any code will do
 * @example
 * ```ts
 * import { isLedgerError } from 'relations-ledger'
 * const retry = (error: unknown) => isLedgerError(error, 'VERSION_CONFLICT') && error.details.actual > 0
 * ```
 */
export function isLedgerError<Code extends ErrorCode = ErrorCode>(error: unknown, code?: Code): error is LedgerError<Code> {
  return error instanceof LedgerError && (code === undefined || error.code === code)
}
