// Matchers: what a test asks most of a state, with messages that say why it is not so.
// In: a state, a reference, what is expected of it.
// Out: functions for `expect.extend`, of vitest or jest, that explain what the state says where they fail.
import { isLedgerError } from '../errors.ts'
import { explain } from '../explain.ts'
import { formatExplanation } from '../explain-text.ts'
import { groupsOf } from '../groups.ts'
import type { EntityState } from '../lifecycle.ts'
import { standingOf } from '../standing.ts'
import { pictureOf, type StateFacts } from '../state.ts'
import { isState } from './print-state.ts'

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
    const state = stateIn(received)
    const { vocabulary, collections } = pictureOf(state)
    const open = collections[vocabulary.kinds.get(`${kind}`) ?? -1]?.open ?? []
    const isOpen = open.some((entity) => entity.id === id)
    return verdict(isOpen, state, `${kind}/${id}`, 'be open', 'open')
  },

  toHaveStatus: (received: unknown, reference: string, status: string): Verdict => {
    const state = stateIn(received)
    return verdict(state.entity(reference)?.status === status, state, reference, `be ${status}`)
  },

  toBeConfirmedBy: (received: unknown, reference: string, ...parties: readonly string[]): Verdict => {
    const state = stateIn(received)
    const said = standingOf(state, reference)?.saidBy ?? []
    const pass = parties.length > 0 && parties.every((party) => said.includes(party))
    return verdict(pass, state, reference, `be confirmed by ${parties.join(' and ')}`)
  },

  toHaveNoProblems: (received: unknown): Verdict => {
    const state = stateIn(received)
    const { problems } = state
    const message = () =>
      problems.length === 0
        ? 'expected problems, and there are none'
        : `expected no problems, and there are ${problems.length}\n\n${problemsIn(state)}`
    return { pass: problems.length === 0, message }
  },
}

function stateIn(received: unknown): StateFacts {
  if (!isState(received)) throw new TypeError('this matcher asks a state — hand in what fold, replay or relation.state() gives')
  return received
}

/** What a runner prints where it fails: what was expected, and why it is not so. */
function verdict(pass: boolean, state: StateFacts, reference: string, expected: string, instead?: 'open'): Verdict {
  const expectation = `expected ${reference} ${pass ? 'not ' : ''}to ${expected}`
  return { pass, message: () => [expectation, ...reasons(state, reference, instead)].join('\n\n') }
}

/** The chain of events behind an entity, and what is open instead; where the log has never had it, what it has of that kind. */
function reasons(state: StateFacts, reference: string, instead: 'open' | undefined): readonly string[] {
  const kind = reference.slice(0, reference.indexOf('/'))
  const chain = chainBehind(state, reference)
  if (chain === undefined) return [`the log has no ${reference}`, inventory(state, kind, 'all')]
  return instead === undefined ? [chain] : [chain, inventory(state, kind, instead)]
}

function chainBehind(state: StateFacts, reference: string): string | undefined {
  try {
    return formatExplanation(explain(state, reference)).trimEnd()
  } catch (error) {
    if (isLedgerError(error, 'UNKNOWN_REFERENCE')) return undefined
    throw error
  }
}

const longest = 20

/** What the state has of a kind, in a line: the first twenty of many. */
function inventory(state: StateFacts, kind: string, which: 'open' | 'all'): string {
  const { vocabulary, collections } = pictureOf(state)
  const at = vocabulary.kinds.get(kind)
  if (at === undefined) return `there is no kind "${kind}", only ${[...vocabulary.kinds.keys()].join(', ')}`
  const entities = collections[at]?.[which] ?? []
  const names = entities.slice(0, longest).map(({ id, status }) => `${id} (${status})`)
  const rest = entities.length - names.length
  const plural = vocabulary.entities[at]?.entity.plural
  return `${which} ${plural}: ${names.length === 0 ? 'none' : names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

/** Each problem once, under it the chain of events behind the entity it is kept on. */
function problemsIn(state: StateFacts): string {
  const byEntity = groupsOf(state.problems, ({ entity }) => entity)
  const blocks = [...byEntity].map(([entity, problems]) => {
    const messages = problems.map(({ kind, message }) => `${kind}: ${message}`)
    return [...messages, '', ...reasons(state, entity, undefined).join('\n').split('\n')]
      .map((line) => (line === '' ? '' : `  ${line}`))
      .join('\n')
  })
  return blocks.join('\n\n')
}
