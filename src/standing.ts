// Standing: how well a fact is attested, derived from who says so and never stored.
// In: an event, and whose word its row asks for. Out: one word, and for each party whether it has spoken.
// A party that is silent has not agreed.
import type { RecordedEvent } from './event.ts'
import type { EntityState, Word } from './lifecycle.ts'
import { pictureOf } from './state.ts'

/**
 * How well a fact is attested: `confirmed` (all whose word it needs say so), `claimed` (a party says so),
 * `reported` (third parties alone say so), `recorded` (nobody is named: the recorder's own word).
 */
export type Standing = 'confirmed' | 'claimed' | 'reported' | 'recorded'

/** The standing of an entity, and who stands behind it. */
export interface Attestation {
  readonly standing: Standing
  /** Parties and third parties that say so. */
  readonly saidBy: readonly string[]
  /** Parties whose word it needs and that have not spoken. */
  readonly silent: readonly string[]
}

/**
 * How well the present status of an entity is attested: that of the event which set it.
 *
 * @param state a state
 * @param reference the entity: `guarantee/embassy-payments`
 * @returns undefined where the state has no such entity
 * @example
 * ```ts
 * import { fold, guarantee, record, standingOf } from 'relations-ledger'
 * const events = record(['US', 'RU'], [guarantee.agreed({ guarantee: 'payments', reciprocal: true, occurred: '2025-04-10', saidBy: ['RU'] })])
 * console.log(standingOf(fold(events), 'guarantee/payments')?.silent) // [ 'US' ]
 * ```
 */
export function standingOf(
  state: object & { entity(reference: string): EntityState | undefined; events(reference: string): readonly object[] },
  reference: string,
): Attestation | undefined {
  const entity = state.entity(reference)
  const event = (state.events(reference) as readonly RecordedEvent[]).find((each) => each.id === entity?.setBy)
  if (entity === undefined || event === undefined) return undefined
  const { parties, vocabulary } = pictureOf(state)
  const place = vocabulary.types.get(event.type)
  const needed = whoseWord(place?.row.word ?? place?.definition.word ?? 'both', event, entity, parties)
  const saidBy = event.saidBy ?? []
  return { standing: standing(needed, saidBy, parties), saidBy, silent: needed.filter((party) => !saidBy.includes(party)) }
}

function whoseWord(word: Word, event: RecordedEvent, entity: EntityState, parties: readonly string[]): readonly string[] {
  if (word === 'both') return parties
  if (word === 'nobody') return []
  const holder = word === 'by' ? event.by : (entity as unknown as Record<string, unknown>)[word]
  return typeof holder === 'string' && parties.includes(holder) ? [holder] : parties
}

function standing(needed: readonly string[], saidBy: readonly string[], parties: readonly string[]): Standing {
  const spoken = saidBy.filter((sayer) => parties.includes(sayer))
  if (spoken.length > 0) return needed.every((party) => spoken.includes(party)) ? 'confirmed' : 'claimed'
  return saidBy.length > 0 ? 'reported' : 'recorded'
}
