// Diff: what is different between two states of a relation, entity by entity, field by field, and which events made it so.
// In: two states of one relation: of two days, two versions, two accounts. Out: a list of changes, and the same as text.
// A view. States share the entities that did not change: only the others are looked into.
import type { Cell } from './collection.ts'
import { shelfBehind } from './collection.ts'
import { LedgerError } from './errors.ts'
import { freezeDeep, type RecordedEvent } from './event.ts'
import { placeOf, type Step, stepsOf } from './fold.ts'
import { eventAt, type History, placeOfId, recordedAt, remarkedAt } from './history.ts'
import type { Inferred, Problem } from './lifecycle.ts'
import type { AccountEvent } from './remarks/account.ts'
import type { Correction, EntryEvent } from './remarks/entry.ts'
import { isSame, namesApart } from './same.ts'
import { cellOf, cellsOf, type Shelf } from './shelf.ts'
import { attestationAt, type Standing } from './standing.ts'
import { cellBehind, type Picture, pictureOf } from './state.ts'
import { formatDate, type ImpreciseDate } from './time.ts'

/** An event that made a change: one of the entity's own, an entry that corrected or retracted it, or an account of it. */
export interface Cause {
  readonly id: string
  readonly type: string
  /** Its place in the log. */
  readonly version: number
  readonly occurred: ImpreciseDate
}

/** A field of an entity that is not what it was. */
export interface FieldChange {
  readonly field: string
  /** Missing where the field was not there, and `after` where it is not there any more. */
  readonly before?: unknown
  readonly after?: unknown
  /** The events that made it so, in the order of recording. */
  readonly events: readonly Cause[]
}

/** An entity that is not what it was: it came, it changed, or it went, with all its events retracted or not yet there. */
export interface EntityChange {
  /** Its reference: `demand/lift-hiring-ban`. */
  readonly entity: string
  readonly change: 'came' | 'changed' | 'went'
  /** Where its present status is attested otherwise than before: confirmed now, disputed now. */
  readonly standing?: StandingChange
  readonly fields: readonly FieldChange[]
}

/** A standing that is not what it was; `before` is missing where the entity came, `after` where it went. */
export interface StandingChange {
  readonly before?: Standing
  readonly after?: Standing
  readonly events: readonly Cause[]
}

/**
 * What is different between two states of one relation, with the events behind each change. Two states that say the same differ in
 * nothing: the list is empty. Ordered by reference and field, so that it can be kept as a snapshot in a test.
 *
 * @param before a state
 * @param after another, of the same relation: a later one, an earlier one, or as of another day or account
 * @throws LedgerError `INVALID_ARGUMENT` for states of two relations, or what is no state
 * @example
 * ```ts
 * import { demand, diff, evolve, fold, formatDiff, record } from 'relations-ledger'
 * const [raised, met] = record(['US', 'RU'], [
 *   demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10' }),
 *   demand.met({ demand: 'visas', by: 'US', occurred: '2025-06' }),
 * ])
 * const open = fold([raised!])
 * console.log(formatDiff(diff(open, evolve(open, met!))))
 * ```
 */
export function diff(before: object, after: object): readonly EntityChange[] {
  const [a, b] = [pictureOf(before), pictureOf(after)]
  if (a.relation !== b.relation) refuseForeign(a.relation, b.relation)
  const references = new Set([...otherEntities(a, b), ...toldOtherwise(a, b)])
  const changes = [...references].flatMap((reference) => changeOf(reference, sideOf(a, reference), sideOf(b, reference)))
  return freezeDeep(changes.sort((one, other) => (one.entity < other.entity ? -1 : 1)))
}

function refuseForeign(before: string, after: string): never {
  const message = `diff: one state is of ${before}, the other of ${after} — compare two states of one relation`
  throw new LedgerError('INVALID_ARGUMENT', message, { argument: 'after', given: after }, { relation: before })
}

/** The references of the entities of which the two pictures do not share the state. */
function otherEntities(a: Picture, b: Picture): readonly string[] {
  const kinds = [...new Set([...a.vocabulary.kinds.keys(), ...b.vocabulary.kinds.keys()])]
  return kinds.flatMap((kind) => {
    const [was, is] = [shelfIn(a, kind), shelfIn(b, kind)]
    if (was === is) return []
    const ids = new Set([was, is].flatMap((shelf) => (shelf === undefined ? [] : [...cellsOf(shelf)].map((cell) => cell.id))))
    return [...ids].filter((id) => entityIn(was, id) !== entityIn(is, id)).map((id) => `${kind}/${id}`)
  })
}

function shelfIn({ vocabulary, collections }: Picture, kind: string): Shelf<Cell> | undefined {
  const at = vocabulary.kinds.get(kind)
  return at === undefined ? undefined : shelfBehind(collections[at] as object)
}

const entityIn = (shelf: Shelf<Cell> | undefined, id: string) => shelf && cellOf(shelf, id)?.entity

/** The references of the entities with an event that others speak of, where the two do not hear the same: its standing may be another. */
function toldOtherwise(a: Picture, b: Picture): readonly string[] {
  if (a.history.remarked === b.history.remarked && a.selected === b.selected) return []
  return [a, b]
    .flatMap(({ history }) => [...cellsOf(history.remarked)])
    .flatMap(({ event }) => {
      const definition = placeOf(b.vocabulary, event)?.definition
      return definition?.isNamed ? [`${definition.kind}/${String(event.data[definition.kind])}`] : []
    })
}

// ── one entity ───────────────────────────────────────────────────────────────────────────────────────────────────

/** An entity in one of the two states. */
interface Side {
  readonly picture: Picture
  readonly cell: Cell | undefined
}
type Fields = Readonly<Record<string, unknown>>

const sideOf = (picture: Picture, reference: string): Side => ({ picture, cell: cellBehind(picture, reference) })

function changeOf(entity: string, was: Side, is: Side): EntityChange[] {
  const [before, after] = [fieldsOf(was), fieldsOf(is)]
  const kind = entity.slice(0, entity.indexOf('/'))
  const causes = causesOf(kind, was, is)
  const fields = namesApart(before, after)
    .sort(byRank)
    .map((field) => ({ field, ...given(before[field], after[field]), events: causes(field) }))
  const standing = standingChange(kind, was, is, causes)
  if (fields.length === 0 && standing === undefined) return []
  const change = was.cell?.entity === undefined ? 'came' : is.cell?.entity === undefined ? 'went' : 'changed'
  return [{ entity, change, ...(standing && { standing }), fields }]
}

/** What was and what is, each only where there is something. */
const given = <Value>(before: Value | undefined, after: Value | undefined): { before?: Value; after?: Value } => ({
  ...(before !== undefined && { before }),
  ...(after !== undefined && { after }),
})

function fieldsOf({ cell }: Side): Fields {
  const { kind: _, id: __, ...fields } = { ...cell?.entity }
  return fields
}

/** The status first, what is wrong last, all others by name. */
const first = ['status', 'since', 'setBy', 'previous']
const last = ['inferred', 'problems']
const rankOf = (field: string): number => (first.includes(field) ? first.indexOf(field) - first.length : last.indexOf(field) + 1)
const byRank = (a: string, b: string): number => rankOf(a) - rankOf(b) || (a < b ? -1 : 1)

// ── who made it so ───────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Says of a field which events made it another: those behind the entity in one state alone, or there in another form, at whose step it
 * changed. Where none of them touched it (one that came late moved the others), all of them did.
 */
function causesOf(kind: string, was: Side, is: Side): (field: string) => readonly Cause[] {
  const [before, after] = [stepsIn(was), stepsIn(is)]
  const steps = [...otherSteps(before, after), ...otherSteps(after, before)]
  return (field) => {
    const touching = steps.filter((step) => !isSame(step.before[field], step.after[field]))
    const events = (touching.length > 0 ? touching : steps).map(({ event }) => event)
    return inOrder([...events, ...events.flatMap(({ id }) => bearingOn(kind, field, remarksBetween(was, is, id)))])
  }
}

const stepsIn = ({ picture, cell }: Side): readonly Step[] => (cell === undefined ? [] : stepsOf(picture, cell))

/** The steps of events that are not among the others, or not in this form. */
function otherSteps(steps: readonly Step[], others: readonly Step[]): readonly Step[] {
  const known = new Map(others.map(({ event }) => [event.id, event]))
  return steps.filter(({ event }) => !isSame(event, known.get(event.id)))
}

/** A remark on an event, and the fields it tells; undefined where it is about all of them: whether the event stands, or whose word it is. */
interface Said {
  readonly event: RecordedEvent
  readonly fields: readonly string[] | undefined
}

/**
 * Of the remarks on an event of a kind of entity, those that made a field another: those that tell it, and those that took the event out,
 * brought it back, or moved it to another entity. Where none tells it, it followed from when the event was or who acted; else from any.
 */
function bearingOn(kind: string, field: string, remarks: readonly Said[]): readonly RecordedEvent[] {
  const telling = (...names: readonly string[]) => remarks.filter(({ fields }) => fields?.some((each) => names.includes(each)))
  const ofAll = remarks.filter(({ fields }) => fields === undefined || fields.includes(kind))
  const tiers = [telling(sourceOf[field] ?? field), telling('occurred', 'by'), ofAll, remarks]
  const made = tiers.find((tier) => tier.length > 0) ?? []
  return [...made, ...ofAll].map(({ event }) => event)
}

/** What a field of an entity is called in an event, where that is another name. */
const sourceOf: { readonly [field: string]: string } = { since: 'occurred', standing: 'saidBy' }

/** The entries about an event, and those about these, that only one of the two sides has; where it is asked for, the accounts, too. */
function remarksBetween(was: Side, is: Side, id: string, areHeard = false): readonly Said[] {
  const on = ({ picture }: Side) => remarksOn(picture, placeOfId(picture.history, id), areHeard)
  const [before, after] = [on(was), on(is)]
  const isIn = (list: readonly Said[], { event }: Said): boolean => list.some((each) => each.event.id === event.id)
  return [...before.filter((said) => !isIn(after, said)), ...after.filter((said) => !isIn(before, said))]
}

/** What speaks of a remark bears on what that tells. */
function remarksOn(picture: Picture, place: number | undefined, areHeard: boolean, fields?: Said['fields']): readonly Said[] {
  const { history, selected = () => true } = picture
  const known = place === undefined ? undefined : remarkedAt(history, place)
  const places = [...(known?.entries ?? []), ...(areHeard || known?.isRetold ? (known?.accounts ?? []) : [])]
  return places.filter(selected).flatMap((each) => {
    const said = { event: recordedAt(history, each), fields: fields ?? fieldsTold(history, each, areHeard) }
    return [said, ...remarksOn(picture, each, areHeard, said.fields)]
  })
}

/** The fields that a remark tells, as it was recorded and as it stands. */
function fieldsTold(history: History, place: number, areHeard: boolean): Said['fields'] {
  const told = [recordedAt(history, place), eventAt(history, place)] as readonly (EntryEvent | AccountEvent)[]
  if (told.some(({ type }) => (areHeard && type.startsWith('account.')) || type === 'entry.retracted' || type === 'entry.reinstated'))
    return undefined
  return told.flatMap(({ data }) => {
    const { set = {}, unset = [] } = data as Partial<Correction>
    return [...Object.keys(set), ...unset]
  })
}

/** How well the status is attested, where it is not as before: by another event, or by what was said of the same one since. */
function standingChange(kind: string, was: Side, is: Side, causes: (field: string) => readonly Cause[]): StandingChange | undefined {
  const [before, after] = [standingIn(was), standingIn(is)]
  if (before === after) return undefined
  const setBy = [was.cell?.entity?.setBy, is.cell?.entity?.setBy]
  const told = [...new Set(setBy)].flatMap((id) => (id === undefined ? [] : bearingOn(kind, 'standing', remarksBetween(was, is, id, true))))
  return { ...given(before, after), events: inOrder([...(setBy[0] === setBy[1] ? [] : causes('setBy')), ...told]) }
}

function standingIn({ picture, cell }: Side): Standing | undefined {
  const place = cell?.entity && placeOfId(picture.history, cell.entity.setBy)
  return place === undefined ? undefined : attestationAt(picture, place).standing
}

/** Each event once, in the order of recording; of two forms of one, the later counts. */
function inOrder(events: readonly Cause[]): readonly Cause[] {
  const byId = new Map(events.map((event) => [event.id, event]))
  const causes = [...byId.values()].map(({ id, type, version, occurred }) => ({ id, type, version, occurred }))
  return causes.sort((a, b) => a.version - b.version)
}

// ── as text ──────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * A diff as plain text: under each entity its fields, and under fields that the same events made, these events.
 *
 * @param changes what `diff` gave
 * @example
 * ```ts
 * import { diff, fold, formatDiff } from 'relations-ledger'
 * const nothing = fold([], { between: ['US', 'RU'] })
 * console.log(formatDiff(diff(nothing, nothing))) // Nothing is different.
 * ```
 */
export function formatDiff(changes: readonly EntityChange[]): string {
  if (changes.length === 0) return 'Nothing is different.\n'
  return `${changes.map(entityText).join('\n\n')}\n`
}

const words = { came: ', new', changed: '', went: ', gone' }

function entityText({ entity, change, standing, fields }: EntityChange): string {
  const groups = new Map<string, string[]>()
  const attested = standing === undefined ? [] : [{ field: 'standing', ...standing }]
  for (const each of [...fields.slice(0, 1), ...attested, ...fields.slice(1)]) {
    const made = each.events.map(causeText).join(', ')
    // What set the status, and the status before, are said by the status and its events.
    if (each.field !== 'setBy' && each.field !== 'previous') groups.set(made, [...(groups.get(made) ?? []), `  ${fieldText(each, change)}`])
  }
  const lines = [...groups].flatMap(([made, texts]) => (made === '' ? texts : [...texts, `    made by ${made}`]))
  return [`${entity}${words[change]}`, ...lines].join('\n')
}

const causeText = ({ type, version, occurred }: Cause): string => `${type} (version ${version}, ${formatDate(occurred)})`

function fieldText({ field, before, after }: FieldChange, change: EntityChange['change']): string {
  if (change === 'came') return `${field}: ${valueText(field, after)}`
  return `${field}: ${valueText(field, before)} → ${valueText(field, after)}`
}

function valueText(field: string, value: unknown): string {
  if (value === undefined) return 'none'
  if (field === 'since') return formatDate(value as ImpreciseDate)
  if (field === 'problems') return (value as readonly Problem[]).map(({ message }) => message).join('; ')
  if (field === 'inferred') return (value as readonly Inferred[]).map(({ status }) => status).join(', ')
  if (typeof value === 'string') return value
  if (typeof value === 'bigint') return `${value}n`
  return isWordedDate(value) ? formatDate(value) : JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `${part}n` : part))
}

const isWordedDate = (value: unknown): value is ImpreciseDate => typeof value === 'object' && value !== null && 'edtf' in value
