// Matchers: what a test asks most of a state, with messages that say why it is not so.
// In: a state, a reference, what is expected of it.
// Out: functions for `expect.extend`, of vitest or jest, that print the events behind an entity where they fail.
import type { EventInput } from '../event.ts'
import type { EntityState } from '../lifecycle.ts'
import { standingOf } from '../standing.ts'
import type { StateFacts } from '../state.ts'
import { printEvents } from './print-events.ts'
import { isState, printState } from './print-state.ts'

/** The entities a state can have, as a union. */
type EntityIn<T> = {
  [Name in keyof T]: T[Name] extends { readonly all: readonly (infer Entity)[] } ? Extract<Entity, EntityState> : never
}[keyof T]
type KindIn<T> = EntityIn<T>['kind']
type StatusIn<T, Reference> = Reference extends `${infer Kind}/${string}` ? Extract<EntityIn<T>, { readonly kind: Kind }>['status'] : string

/** The matchers, as they stand on `expect(state)`: typed by the vocabulary of the state. */
export interface StateMatchers<T, Result = void> {
  /** The entity is there and counts as open: `toHaveOpen('demand', 'lift-hiring-ban')`. */
  toHaveOpen(kind: KindIn<T>, id: string): Result
  /** The entity is there, in this status: `toHaveStatus('demand/lift-hiring-ban', 'met')`. */
  toHaveStatus<const Reference extends `${KindIn<T>}/${string}`>(reference: Reference, status: StatusIn<T, Reference>): Result
  /** Each of these stands by the entity's present status: `toBeConfirmedBy('guarantee/embassy-payments', 'US', 'RU')`. */
  toBeConfirmedBy(reference: `${KindIn<T>}/${string}`, ...parties: readonly [string, ...string[]]): Result
  /** Nothing contradicts a lifecycle table. */
  toHaveNoProblems(): Result
}

/** What a matcher gives to the runner. */
interface Verdict {
  readonly pass: boolean
  readonly message: () => string
}

/**
 * The matchers for `expect.extend`; `import 'relations-ledger/testing/vitest'` does it for vitest, with types.
 *
 * @example
 * ```ts
 * import { stateMatchers } from 'relations-ledger/testing'
 * import { expect } from 'vitest'
 * expect.extend(stateMatchers)
 * ```
 */
export const stateMatchers = {
  toHaveOpen: (received: unknown, kind: unknown, id: string): Verdict => {
    const { state, entity } = found(received, `${kind}/${id}`)
    const all = Object.values(state).find((each: { readonly open?: unknown; has?: (id: string) => boolean }) => isCollectionOf(each, kind))
    const isOpen = (all as { readonly open: readonly unknown[] } | undefined)?.open.includes(entity) ?? false
    return verdict(isOpen, state, `${kind}/${id}`, 'be open')
  },

  toHaveStatus: (received: unknown, reference: string, status: string): Verdict => {
    const { state, entity } = found(received, reference)
    return verdict(entity?.status === status, state, reference, `be ${status}`)
  },

  toBeConfirmedBy: (received: unknown, reference: string, ...parties: readonly string[]): Verdict => {
    const { state } = found(received, reference)
    const said = standingOf(state, reference)?.saidBy ?? []
    const pass = parties.length > 0 && parties.every((party) => said.includes(party))
    return verdict(pass, state, reference, `be confirmed by ${parties.join(' and ')}`)
  },

  toHaveNoProblems: (received: unknown): Verdict => {
    const { state } = found(received, '')
    const listed = state.problems.map(({ kind, message, entity }) => `  ${kind}: ${message}\n${behind(state, entity, '    ')}`)
    const message = () =>
      listed.length > 0
        ? `expected no problems, and there are ${listed.length}:\n${listed.join('\n')}`
        : 'expected problems, and there are none'
    return { pass: listed.length === 0, message }
  },
}

interface Found {
  readonly state: StateFacts
  readonly entity: EntityState | undefined
}

function found(received: unknown, reference: string): Found {
  if (!isState(received)) throw new TypeError('this matcher asks a state — hand in what fold, replay or relation.state() gives')
  return { state: received, entity: received.entity(reference) }
}

const isCollectionOf = (value: unknown, kind: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Symbol.iterator in value &&
  (value as { all?: readonly EntityState[] }).all?.[0]?.kind === kind

function verdict(pass: boolean, state: StateFacts, reference: string, expected: string): Verdict {
  return { pass, message: () => `expected ${reference} ${pass ? 'not ' : ''}to ${expected}; ${explained(state, reference)}` }
}

/** How things stand with an entity, and the events behind it. */
function explained(state: StateFacts, reference: string): string {
  const entity = state.entity(reference)
  if (entity === undefined) return `the log has no such entity:\n\n${printState(state)}`
  const { saidBy = [], silent = [], standing } = standingOf(state, reference) ?? {}
  const said = saidBy.length === 0 ? `${standing}` : `${standing} by ${saidBy.join(' and ')}`
  return `it is ${entity.status}, ${said}${silent.length === 0 ? '' : `; ${silent.join(' and ')} silent`}, after\n${behind(state, reference)}`
}

const behind = (state: StateFacts, reference: string, indent = '  '): string =>
  printEvents(state.events(reference) as readonly EventInput[], indent)
