// Remarks as they are read: of each entry and account on an event, what it changed, and whether it stands.
// In: a picture, and the place of an event. Out: the entries and the accounts, in the order in which they count.
// Retracted ones and those that a later one overtook are listed, too: why a state says what it says includes what it no longer says.
import { type EntryRead, entriesRead, ownVersion } from './amend.ts'
import { changesBetween, type SetField } from './attribution.ts'
import { fieldsOf, type RecordedEvent } from './event.ts'
import { eventAt, type History, isRetracted, ordered, recordedAt, remarkedAt } from './history.ts'
import type { AccountEvent } from './remarks/account.ts'
import type { Correction, EntryEvent } from './remarks/entry.ts'
import type { Picture } from './state.ts'
import type { Vocabulary } from './vocabulary.ts'

/**
 * What became of a remark: it stands, a later one of its kind took its place, it was retracted, or it cannot take effect
 * (a problem says why).
 */
export type Effect = 'stands' | 'overtaken' | 'retracted' | 'void'

/** A field that a remark tells otherwise, and whether that is what holds. */
export interface ToldChange extends SetField {
  readonly stands: boolean
}

/** An entry or an account on an event, and what it came to. */
export interface ExplainedRemark {
  readonly event: EntryEvent | AccountEvent
  readonly effect: Effect
  /** What an entry replaced by what, or in what an account differs from the event. */
  readonly changes: readonly ToldChange[]
  /** The entries about this remark itself. */
  readonly entries: readonly ExplainedRemark[]
}

/** The entries on the event at a place, in the order of recording. */
export function entriesOn(picture: Picture, place: number): readonly ExplainedRemark[] {
  const { history } = picture
  const reads = entriesRead(picture.vocabulary, history, place).map((read) => ({ ...read, says: saysOf(history, read) }))
  return (remarkedAt(history, place)?.entries ?? []).map((each) => {
    const at = reads.findIndex((read) => read.place === each)
    const read = reads[at]
    const remark = { event: eventAt(history, each) as EntryEvent, entries: entriesOn(picture, each) }
    if (read === undefined) return { ...remark, effect: 'retracted', changes: [] }
    const later = new Set(reads.slice(at + 1).flatMap(({ problem, says }) => (problem === undefined ? says : [])))
    const changes = changesBetween(fieldsOf(read.before), fieldsOf(read.after)).map((change) => ({
      ...change,
      stands: !later.has(change.field),
    }))
    // It stands as long as something it says is said by none after it.
    const effect = read.problem !== undefined ? 'void' : read.says.every((each) => later.has(each)) ? 'overtaken' : 'stands'
    return { ...remark, effect, changes }
  })
}

/** What an entry decides: the fields it changed, or would have, had they not been so already; or whether the event stands at all. */
function saysOf(history: History, { place, before, after }: EntryRead): readonly string[] {
  const { type, data } = eventAt(history, place)
  if (type === 'entry.retracted' || type === 'entry.reinstated') return ['whether it stands']
  const changed = changesBetween(fieldsOf(before), fieldsOf(after)).map(({ field }) => field)
  const { set = {}, unset = [] } = data as Partial<Correction>
  return [...new Set([...changed, ...Object.keys(set), ...unset])]
}

/** The accounts of the event at a place that count by the state's day, in the order in which they were given; retracted ones last. */
export function accountsOn(picture: Picture, place: number): readonly ExplainedRemark[] {
  const { history, selected = () => true } = picture
  const places = (remarkedAt(history, place)?.accounts ?? []).filter(selected)
  const standing = ordered(
    history,
    places.filter((each) => !isRetracted(history, each)),
  ).places
  const accounts = standing.map((each) => eventAt(history, each) as AccountEvent)
  const explained = standing.map((each, at) => accountOn(picture, place, each, accountEffect(accounts, at)))
  return [...explained, ...places.filter((each) => isRetracted(history, each)).map((each) => accountOn(picture, place, each, 'retracted'))]
}

/** A sayer's latest account counts; one that only tells it differently leaves standing what the sayer said or denied before. */
function accountEffect(accounts: readonly AccountEvent[], at: number): Effect {
  const account = accounts[at] as AccountEvent
  const later = accounts.slice(at + 1).filter(({ by }) => by === account.by)
  const isOvertaken = later.some(({ type }) => account.type === 'account.differed' || type !== 'account.differed')
  return isOvertaken ? 'overtaken' : 'stands'
}

function accountOn(picture: Picture, place: number, at: number, effect: Effect): ExplainedRemark {
  const { vocabulary, history } = picture
  const account = eventAt(history, at) as AccountEvent
  const event = entriesRead(vocabulary, history, place).at(-1)?.after ?? recordedAt(history, place)
  const entries = entriesOn(picture, at)
  const version = versionIn(vocabulary, event, account)
  if (version === undefined) return { event: account, effect: 'void', changes: [], entries }
  const changes = changesBetween(fieldsOf(event), fieldsOf(version))
  return { event: account, effect, changes: changes.map((change) => ({ ...change, stands: effect === 'stands' })), entries }
}

/** The event as an account tells it; undefined where it would be no event any more. */
function versionIn(vocabulary: Vocabulary, event: RecordedEvent, { data }: AccountEvent): RecordedEvent | undefined {
  if (data.set === undefined) return event
  try {
    return ownVersion(vocabulary, event, data)
  } catch {
    return undefined
  }
}
