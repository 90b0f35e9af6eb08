// Standing: how well a fact is attested, derived from who says so and never stored.
// In: a state; an entity or an event of it. Out: one word, what each side says, and whose own versions there are.
// A party that is silent has not agreed.
import type { RecordedEvent } from './event.ts'
import { eventAt, placeOfId } from './history.ts'
import type { EntityState, Word } from './lifecycle.ts'
import type { FieldsByName } from './remarks/remark.ts'
import { cellBehind, type Picture, pictureOf } from './state.ts'
import { type Voice, voicesOn } from './voices.ts'

/**
 * How well a fact is attested: `disputed` (a party denies what another says), `confirmed` (all whose word it needs say so),
 * `claimed` (a party says so), `reported` (third parties alone say so), `recorded` (nobody is named: the recorder's own word).
 */
export type Standing = 'disputed' | 'confirmed' | 'claimed' | 'reported' | 'recorded'

/**
 * What one side says of a fact: ✓, ✗, ≠ (the latest it said is that it was otherwise), – (nothing). Telling it otherwise takes back
 * nothing: a side that also said so, before or in the event itself, is among those of `saidBy`.
 */
export type Stance = 'said' | 'denied' | 'differed' | 'silent'

/** The standing of a fact, and who stands behind it. */
export interface Attestation {
  readonly standing: Standing
  /** Parties and third parties that say so. */
  readonly saidBy: readonly string[]
  /** Those who say that it is not so. */
  readonly deniedBy: readonly string[]
  /** Parties whose word it needs and that have said nothing of it, or have taken it back. */
  readonly silent: readonly string[]
  /** What each party of the relation says. */
  readonly parties: { readonly [party: string]: Stance }
  /** The words and versions of those who gave their own, in the order in which they were first heard. */
  readonly tellings: readonly OwnTelling[]
}

/** How one sayer tells it. */
export interface OwnTelling {
  readonly by: string
  readonly words?: string
  readonly set?: FieldsByName
  /** The id of the account. */
  readonly event: string
}

/**
 * How well a fact is attested: an event, or the present status of an entity, which stands as well as the event that set it.
 *
 * @param state a state
 * @param fact an entity by reference (`guarantee/embassy-payments`), or an event by id
 * @returns undefined where the state has no such entity, or the log no such event
 * @throws LedgerError `INVALID_ARGUMENT` for what is no state
 * @example
 * ```ts
 * import { fold, guarantee, record, standingOf } from 'relations-ledger'
 * const events = record(['US', 'RU'], [guarantee.agreed({ guarantee: 'payments', reciprocal: true, occurred: '2025-04-10', saidBy: ['RU'] })])
 * console.log(standingOf(fold(events), 'guarantee/payments')?.silent) // [ 'US' ]
 * ```
 */
export function standingOf(state: object, fact: string): Attestation | undefined {
  const picture = pictureOf(state)
  const id = fact.includes('/') ? cellBehind(picture, fact)?.entity?.setBy : fact
  const place = id === undefined ? undefined : placeOfId(picture.history, id)
  return place === undefined ? undefined : attestationAt(picture, place)
}

/** How well the event at a place is attested. */
export function attestationAt(picture: Picture, place: number): Attestation {
  const { parties, history, selected } = picture
  const voices = voicesOn(history, place, selected)
  const needed = whoseWord(picture, eventAt(history, place))
  const having = (stance: Voice['stance']): readonly string[] => [...voices].flatMap(([by, voice]) => (voice.stance === stance ? [by] : []))
  const [saidBy, deniedBy] = [having('said'), having('denied')]
  return {
    standing: standing(needed, saidBy, deniedBy, parties),
    saidBy,
    deniedBy,
    silent: needed.filter((party) => !saidBy.includes(party) && !deniedBy.includes(party)),
    parties: Object.fromEntries(parties.map((party) => [party, stanceOf(voices.get(party))])),
    tellings: [...voices].flatMap(([by, { telling }]) => (telling === undefined ? [] : [tellingOf(by, telling)])),
  }
}

function stanceOf(voice: Voice | undefined): Stance {
  if (voice?.telling?.type === 'account.differed' && voice.stance !== 'denied') return 'differed'
  return voice?.stance ?? 'silent'
}

function tellingOf(by: string, { id, data: { words, set } }: NonNullable<Voice['telling']>): OwnTelling {
  return { by, ...(words !== undefined && { words }), ...(set !== undefined && { set }), event: id }
}

/** The parties whose word the fact needs. */
export function whoseWord(picture: Picture, event: RecordedEvent): readonly string[] {
  const { vocabulary, parties } = picture
  const place = vocabulary.types.get(event.type)
  const word: Word = place?.row.word ?? place?.definition.word ?? 'both'
  if (word === 'both') return parties
  if (word === 'nobody') return []
  const entity = place?.definition.isNamed
    ? cellBehind(picture, `${place.definition.kind}/${event.data[place.definition.kind]}`)?.entity
    : undefined
  const holder = word === 'by' ? event.by : (entity as (EntityState & Record<string, unknown>) | undefined)?.[word]
  const held = parties.filter((party) => party === holder)
  return held.length > 0 ? held : parties
}

function standing(needed: readonly string[], saidBy: readonly string[], deniedBy: readonly string[], parties: readonly string[]): Standing {
  if (deniedBy.some((party) => parties.includes(party)) && saidBy.length > 0) return 'disputed'
  if (!saidBy.some((sayer) => parties.includes(sayer))) return saidBy.length > 0 ? 'reported' : 'recorded'
  return needed.every((party) => saidBy.includes(party)) ? 'confirmed' : 'claimed'
}
