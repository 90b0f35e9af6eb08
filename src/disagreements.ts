// Disagreements: what the two sides tell differently, entity by entity, with the events behind each side.
// In: a state. Out: the fields in which the two accounts differ, the events that are denied or told in other words;
// and, kept apart, what one side alone tells: silence is not disagreement.
// It compares the entities by the account of each side (as-of.ts), and hears the accounts of each event (standing.ts); what both sides
// tell alike is passed over without being folded.
import { referenceOf } from './amend.ts'
import { accountOf, type Chosen, chosenIn } from './as-of.ts'
import { fieldsSetBy } from './attribution.ts'
import { shelfBehind } from './collection.ts'
import { freezeDeep, type RecordedEvent } from './event.ts'
import { type Step, stepsOf } from './fold.ts'
import { groupsOf } from './groups.ts'
import { eventAt, isRetracted, remarkedAt } from './history.ts'
import type { FieldsByName } from './remarks/remark.ts'
import { isSame, namesApart } from './same.ts'
import { cellsOf } from './shelf.ts'
import { type Attestation, attestationAt, type OwnTelling, type Stance, whoseWord } from './standing.ts'
import { type Picture, pictureOf } from './state.ts'
import { voicesOn } from './voices.ts'

/** Something the two sides tell differently. */
export type Disagreement = FieldDisagreement | EventDisagreement

/** A field of an entity that is one thing by one side's account and another by the other's. */
export interface FieldDisagreement {
  readonly kind: 'field'
  /** The entity, as a reference. */
  readonly entity: string
  readonly field: string
  /** By party: its value, and the ids of the events behind it: the one that set it, and the account in which the party tells that one so. */
  readonly accounts: { readonly [party: string]: { readonly value: unknown; readonly events: readonly string[] } }
}

/** An event that one side denies and the other tells, or that the sides tell in words of their own. */
export interface EventDisagreement {
  readonly kind: 'denied' | 'words'
  readonly entity: string
  readonly event: RecordedEvent
  /** By party: whether it says so, and its own words and fields, with the id of the account that has them. */
  readonly accounts: {
    readonly [party: string]: { readonly stance: Stance; readonly words?: string; readonly set?: FieldsByName; readonly account?: string }
  }
}

/** What one side tells of an entity and the other says nothing of. */
export interface OneSided {
  readonly entity: string
  readonly party: string
  /** The ids of the events. */
  readonly events: readonly string[]
  /** Whether the other side's word is needed for one of them to be confirmed. */
  readonly isAwaited: boolean
}

/** Where the two sides stand apart. */
export interface Disagreements {
  readonly parties: readonly [string, string]
  readonly differing: readonly Disagreement[]
  readonly oneSided: readonly OneSided[]
}

/**
 * What the accounts of the two sides differ in. Where one side is silent, that is told apart: it has not disagreed.
 * What third parties tell differently is in `standingOf` and `explain`.
 *
 * @param state a state, of today or as of a day; of both sides, not one side's own account
 * @returns frozen data; `formatDisagreements` makes a page of it
 * @throws LedgerError `INVALID_ARGUMENT` for what is no state
 * @example
 * ```ts
 * import { account, disagreements, fold, meeting, record } from 'relations-ledger'
 * const events = record(['US', 'RU'], [
 *   meeting.held({ meeting: 'riyadh', occurred: '2025-02-18', duration: 'PT4H30M', saidBy: ['US', 'RU'] }),
 *   account.confirmed({ about: 'meeting/riyadh', by: 'RU', set: { duration: 'PT5H' }, occurred: '2025-02-18' }),
 * ])
 * console.log(disagreements(fold(events)).differing[0]) // duration: US PT4H30M, RU PT5H
 * ```
 */
export function disagreements(state: object): Disagreements {
  const picture = pictureOf(state)
  const places = factsIn(picture)
  const differing = [...fieldsApart(picture), ...places.flatMap((place) => eventApart(picture, place))]
  const grouped = groupsOf(differing, ({ entity }) => entity)
  return freezeDeep({ parties: picture.parties, differing: [...grouped.values()].flat(), oneSided: oneSidedOf(picture, places) })
}

// ── fields ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** The relation by one side's account. */
type Side = ReturnType<typeof accountOf> & { readonly party: string }

function fieldsApart(picture: Picture): readonly FieldDisagreement[] {
  const { vocabulary, parties, collections } = picture
  const [one, other] = parties.map((party) => ({ ...accountOf(picture, party), party })) as [Side, Side]
  return vocabulary.entities.flatMap(({ entity }, kind) =>
    [...cellsOf(shelfBehind(collections[kind] as object))].flatMap((cell) => {
      const { id } = cell
      const [a, b] = [chosenIn(one, cell), chosenIn(other, cell)]
      // What one side never tells, it tells no differently.
      if (a.places.length === 0 || b.places.length === 0 || areAlike(a, b)) return []
      const told = (side: Side, { places }: Chosen): Told => {
        const folding = { vocabulary, parties, history: side.history }
        const steps = stepsOf(folding, { id, places, count: places.length })
        return { ...side, steps, fields: (steps.at(-1) as Step).after }
      }
      return cellsApart(picture, `${entity.kind}/${id}`, told(one, a), told(other, b))
    }),
  )
}

/** Both sides tell the same events, and none in a version of its own: what follows from them is the same, too. */
const areAlike = (a: Chosen, b: Chosen): boolean => !a.isRetold && !b.isRetold && isSame(a.places, b.places)

/** An entity by one side's account. */
interface Told extends Side {
  readonly steps: readonly Step[]
  /** What its events make of it. */
  readonly fields: FieldsByName
}

function cellsApart(picture: Picture, entity: string, one: Told, other: Told): readonly FieldDisagreement[] {
  const [a, b] = [one.fields, other.fields]
  const fields = namesApart(a, b).filter((field) => !follows.has(field))
  return fields.flatMap((field) => {
    const setters = [one, other].map(({ steps }) => steps.findLast((step) => fieldsSetBy(step).some((each) => each.field === field)))
    if (!areApart(setters, one, other)) return []
    const accounts = [one, other].map(({ party, fields }, at) => {
      const events = eventsBehind(picture, party, field, setters[at] as Step)
      return [party, { value: fields[field], events }]
    })
    return [{ kind: 'field', entity, field, accounts: Object.fromEntries(accounts) as FieldDisagreement['accounts'] }]
  })
}

/** The event that set a field, and the account in which a party tells it with that field, or with what the field follows from. */
function eventsBehind({ history, selected }: Picture, party: string, field: string, { place, event }: Step): readonly string[] {
  const telling = voicesOn(history, place, selected).get(party)?.telling
  const told = Object.keys(telling?.data.set ?? {})
  const isBehind = told.includes(field) || told.includes(field === 'since' ? 'occurred' : 'by')
  return telling !== undefined && isBehind ? [event.id, telling.id] : [event.id]
}

/** What follows from the events that set the others, and is no part of what anybody tells. */
const follows = new Set(['setBy', 'previous', 'inferred', 'problems'])

/**
 * Where one side's value comes from what both tell, and the other's from an event it tells alone, the first is only silent on that event.
 * A side that never set the field is silent on it, too; the other has then set it.
 */
function areApart(setters: readonly (Step | undefined)[], one: Side, other: Side): boolean {
  const [first, second] = setters.map((step) => step && [one, other].every(({ isIn }) => isIn(step.place)))
  return first === second
}

// ── events ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** The places of the events that stand and speak of no other. */
function factsIn({ vocabulary, history, selected = () => true }: Picture): readonly number[] {
  const places = Array.from({ length: history.length }, (_, place) => place)
  return places.filter(
    (place) => selected(place) && !isRetracted(history, place) && vocabulary.types.get(eventAt(history, place).type)?.shelf !== undefined,
  )
}

/** Whatever nobody spoke of is neither denied nor told in other words. */
function eventApart(picture: Picture, place: number): readonly EventDisagreement[] {
  const { parties, history, vocabulary } = picture
  if (remarkedAt(history, place) === undefined) return []
  const attestation = attestationAt(picture, place)
  const kind = isDenied(attestation, parties) ? 'denied' : areWordsApart(attestation, parties) ? 'words' : undefined
  if (kind === undefined) return []
  const event = eventAt(history, place)
  const accounts = parties.map((party) => {
    const telling = attestation.tellings.find(({ by }) => by === party)
    return [party, { stance: attestation.parties[party] as Stance, ...ownPart(telling) }]
  })
  const entity = referenceOf(vocabulary, event)
  return [{ kind, entity, event, accounts: Object.fromEntries(accounts) as EventDisagreement['accounts'] }]
}

function ownPart(telling: OwnTelling | undefined) {
  if (telling === undefined) return {}
  const { by: _, event: account, ...own } = telling
  return { ...own, account }
}

/** One side denies what the other tells, in whatever version; what a third party alone tells, both can deny without disagreeing. */
function isDenied({ parties: stances }: Attestation, parties: readonly string[]): boolean {
  const told = parties.map((party) => stances[party])
  return told.includes('denied') && (told.includes('said') || told.includes('differed'))
}

/** A side tells it differently in words, or has fields of its own without having said so; or both say so, each in other words. */
function areWordsApart({ tellings, saidBy, parties: stances }: Attestation, parties: readonly string[]): boolean {
  if (parties.some((party) => stances[party] === 'silent')) return false
  const own = tellings.filter(({ by }) => parties.includes(by))
  if (own.some(({ by, words }) => stances[by] === 'differed' && (words !== undefined || !saidBy.includes(by)))) return true
  const [one, other] = own
  return one?.words !== undefined && other?.words !== undefined && one.words !== other.words
}

function oneSidedOf(picture: Picture, places: readonly number[]): readonly OneSided[] {
  const { vocabulary, history } = picture
  const told = places.flatMap((place) => {
    const sides = sidesOn(picture, place)
    if (sides === undefined) return []
    const event = eventAt(history, place)
    const isAwaited = whoseWord(picture, event).includes(sides.silent)
    return [{ party: sides.party, entity: referenceOf(vocabulary, event), event: event.id, isAwaited }]
  })
  return [...groupsOf(told, ({ party, entity }) => `${party} ${entity}`).values()].map((group) => {
    const { party, entity } = group[0] as (typeof told)[number]
    return { entity, party, events: group.map(({ event }) => event), isAwaited: group.some(({ isAwaited }) => isAwaited) }
  })
}

/** Who says so and who is silent, where one side says so, in whatever version, and the other is silent. */
function sidesOn(picture: Picture, place: number): { readonly party: string; readonly silent: string } | undefined {
  const { parties, history } = picture
  const [first, second] = parties
  // Nearly every event is spoken of by no other: its own word is all there is.
  const heard = remarkedAt(history, place) === undefined ? undefined : attestationAt(picture, place)
  const saidBy = heard === undefined ? eventAt(history, place).saidBy : heard.saidBy
  const party = parties.find((each) => saidBy?.includes(each))
  const other = party === first ? second : first
  const isSilent = heard === undefined ? !saidBy?.includes(other) : heard.parties[other] === 'silent'
  return party !== undefined && isSilent ? { party, silent: other } : undefined
}
