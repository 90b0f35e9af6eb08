// Upcasting: what was recorded under an older schema becomes what the newest would have recorded.
// In: a type, the version of its shape and the data in it; the upcasters of a vocabulary, each from one version to the next.
// Out: the same in the newest shape, or in the one asked for; UPCAST_FAILED where an upcaster throws or gives no data.
// It is done each time a line is read: what is stored stays as it is.
import { plainCopy } from './codec.ts'
import { LedgerError, type Where } from './errors.ts'
import { freezeDeep, type RecordedEvent } from './event.ts'

/** The type's own part of an event, in whatever shape it had. */
export interface PastData {
  readonly [field: string]: unknown
}

/** What an upcaster gives where the type changes, too: the full type, the version of its shape that `data` is in (1 if left out). */
export interface Recast {
  readonly type: string
  readonly schemaVersion?: number
  readonly data: PastData
}

/**
 * Takes the data of one version and gives that of the next, or `{ type, data }` of another type. It must be pure.
 * Written as a method, so that the old shape may be said where it is known: `({ venue }: { venue: string }) => …`.
 */
export type Upcaster = { upcast(data: PastData): PastData | Recast }['upcast']

/** By type: the upcasters from version 1 to 2, from 2 to 3, and so on. */
export type Upcasters = ReadonlyMap<string, readonly Upcaster[]>

/** A type, the version of its shape, and data in that shape. An event is one. */
export interface Versioned {
  readonly type: string
  readonly schemaVersion: number
  readonly data: PastData
}

/** True where an upcaster leads on from this version of this type. */
export const isPast = (upcasters: Upcasters, type: string, schemaVersion: unknown): boolean =>
  stepFrom(upcasters, type, schemaVersion) !== undefined

function stepFrom(upcasters: Upcasters, type: string, schemaVersion: unknown): Upcaster | undefined {
  return typeof schemaVersion === 'number' ? upcasters.get(type)?.[schemaVersion - 1] : undefined
}

/** The same in the newest shape; with `until`, in that version of that type, where the upcasters come past it. */
export function upcast(
  upcasters: Upcasters,
  past: Versioned,
  where: Where,
  until?: { readonly type: string; readonly schemaVersion: number },
): Versioned {
  const seen = new Set<string>()
  let now = past
  while (now.type !== until?.type || now.schemaVersion !== until.schemaVersion) {
    const step = stepFrom(upcasters, now.type, now.schemaVersion)
    if (step === undefined) return now
    if (seen.has(nameOf(now)))
      refuseUpcast(past, 'its upcasters lead in a circle — let each lead to a newer version, or on to another type', where)
    seen.add(nameOf(now))
    now = takeStep(step, now, where)
  }
  return now
}

const nameOf = ({ type, schemaVersion }: Versioned): string => `${type} (schemaVersion ${schemaVersion})`

function takeStep(step: Upcaster, from: Versioned, where: Where): Versioned {
  const given = copyOf(resultOf(step, from, where), from, where)
  const { type, schemaVersion = 1, data } = given as Partial<Recast>
  // No field can be called `type` or `data`: every event has those already.
  if (typeof type !== 'string' || typeof data !== 'object') return { type: from.type, schemaVersion: from.schemaVersion + 1, data: given }
  return { type, schemaVersion, data }
}

/** Frozen, so that an upcaster that writes to what it is given is found out. */
function resultOf(step: Upcaster, from: Versioned, where: Where): PastData | Recast {
  try {
    return step(freezeDeep(from.data))
  } catch (cause) {
    return refuseUpcast(from, `its upcaster threw ${String(cause)} — mend the upcaster in defineEntity`, where, cause)
  }
}

function copyOf(given: unknown, from: Versioned, where: Where): PastData {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return refuseUpcast(from, 'its upcaster gave no data — let it return the data of the next version, or { type, data }', where)
  try {
    return plainCopy(given) as PastData
  } catch (cause) {
    const reason = `its upcaster gave what cannot be recorded (${problemIn(cause)}) — mend the upcaster in defineEntity`
    return refuseUpcast(from, reason, where, cause)
  }
}

/** What was wrong, without what the caller of the parser would have to do. */
const problemIn = (cause: unknown): string => String((cause as Error).message).split(' — ')[0] as string

/** Takes what was upcast; where that is refused, the upcasters are to blame, or data that never was what its version says. */
export function takeUpcast<Taken>(past: Versioned, newest: Versioned, where: Where, take: () => Taken): Taken {
  try {
    return take()
  } catch (cause) {
    const reason = `upcast to ${nameOf(newest)}, it is refused (${problemIn(cause)}) — mend its upcasters in defineEntity`
    return refuseUpcast(past, reason, where, cause)
  }
}

function refuseUpcast(from: Versioned, reason: string, where: Where, cause?: unknown): never {
  const { type, schemaVersion } = from
  throw new LedgerError('UPCAST_FAILED', `${nameOf(from)}: ${reason}`, { type, schemaVersion, reason }, { ...where, type }, cause)
}

const pasts = new WeakMap<object, Versioned>()

/** Remembers what an event was recorded as, for one that an upcaster changed. */
export const notePast = (event: RecordedEvent, past: Versioned): void => void pasts.set(event, past)

/**
 * The type, the schema version and the data an event was recorded with, before any upcaster: those in its stored line.
 * For an event that no upcaster changed, the event itself. It is known of the very object that a ledger or `fold` gave, not of copies.
 *
 * @param event a recorded event
 * @example
 * ```ts
 * import { openLedger, recordedAs } from 'relations-ledger'
 * for await (const event of openLedger().between('US', 'RU').events()) console.log(recordedAs(event).schemaVersion)
 * ```
 */
export const recordedAs = (event: RecordedEvent): Versioned => pasts.get(event) ?? event
