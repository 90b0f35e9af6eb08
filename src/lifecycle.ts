// A lifecycle table at work: the one source of rules and effects.
// In: a table (statuses, and the events that move between them), an entity's draft, an event.
// Out: the draft as the event leaves it, with a problem on it where the event contradicts the table.
// It never throws, reads no clock and knows one entity only; the same code runs on plain objects and on immer drafts.
import type { RecordedEvent } from './event.ts'
import { type ImpreciseDate, precedes } from './time.ts'

/** One row of a lifecycle table: what an event needs, and what it does. */
export interface Row<Field extends string = string, Role extends string = string> {
  /** The statuses it may come from; `new`: the log knows no status of this entity yet. */
  readonly from: readonly string[]
  /** Statuses it may come from as well, and which then stay as they are: a demand that is reiterated stays acknowledged. */
  readonly keeps?: readonly string[]
  /** The status it leads to; left out: the status stays; `back`: the one before the present one. */
  readonly to?: string
  /** Where `back` leads when the log does not know the status before. */
  readonly otherwise?: string
  /** Who may act: a role, or `either` side. Left out: the event has no direction (both sides, or nobody, act). */
  readonly by?: Role | 'either'
  /** A third party may act, too. */
  readonly third?: true
  /** Whoever acts gets this role, anew each time; otherwise a role is taken once, by the first to act in it. */
  readonly casts?: string
  /** Taken for a missing step only where no other way leads: nobody is said to have been expelled because he departed. */
  readonly unlikely?: true
  /** The event that was probably meant where this one misses a step: a demand that is open is `reiterated`, not `raised`. */
  readonly instead?: string
  /** Whose word the fact needs to be confirmed; without it the table's. `by`: the one who acted. */
  readonly word?: Word<Role>
  /** Fields it must bring; they set the state. */
  readonly needs?: readonly (Field | Role)[]
  /** Fields it may bring; they set the state. */
  readonly may?: readonly (Field | Role)[]
  /** Fields it must bring that set no state: its recipe reads them, and keeps them by account, say. */
  readonly brings?: readonly Field[]
  /** Each holder of the role has to act: they are collected in this list, and the status moves with the last one. */
  readonly each?: string
  /** The acting side joins this list. */
  readonly marks?: string
  /** The acting side leaves this list, and the status moves when nobody is left on it. */
  readonly clears?: string
  /** The field, set in no state, that names the side for `each`, `marks` and `clears` where a third party acts. */
  readonly side?: Field
}

/** Whose word: both sides', the acting side's, one role's, or nobody's. */
export type Word<Role extends string = string> = 'both' | 'by' | 'nobody' | Role

/** A status nobody recorded but that must have been, with the event that shows it. */
export interface Inferred {
  readonly status: string
  /** The status the log knew before, or `new`. */
  readonly after: string
  /** The event that could not have happened without it: its id and its type. */
  readonly event: string
  readonly type: string
  /** When that event occurred: the missing step came no later. */
  readonly occurred: ImpreciseDate
}

/** What the fold found against a rule: a step that is missing (gap), or two facts that exclude each other (contradiction). */
export interface Problem {
  readonly kind: 'gap' | 'contradiction'
  /** The event's type and the rule it breaks: `guarantee.fulfilled/from`. With `event`, the key of the problem. */
  readonly rule: string
  readonly event: string
  /** The entity it is kept on, as a reference. */
  readonly entity: string
  /** What is wrong, where, and what would mend it. */
  readonly message: string
}

/** What every entity in the state has, whatever its kind. */
export interface EntityState<Kind extends string = string, Status extends string = string> {
  readonly kind: Kind
  readonly id: string
  readonly status: Status
  /** The status before this one. */
  readonly previous?: Status
  /** When the event that set the status occurred. */
  readonly since: ImpreciseDate
  /** The id of the event that set the status. */
  readonly setBy: string
  readonly inferred?: readonly Inferred[]
  readonly problems?: readonly Problem[]
}

/** An entity while it is being folded. */
export type Draft = { -readonly [Key in keyof EntityState]: EntityState[Key] } & {
  [field: string]: unknown
  inferred?: Inferred[]
  problems?: Problem[]
}

/** A table ready to run. `rows` is keyed by the full type, `demand.raised`. */
export interface Lifecycle {
  readonly kind: string
  readonly rows: ReadonlyMap<string, CompiledRow>
  /** Each role and the one that the other side has. */
  readonly opposites: ReadonlyMap<string, string>
  /** The field that, when true, gives the roles of the first pair to both sides. */
  readonly shared: string | undefined
  readonly sharedRoles: readonly string[]
  readonly starts: (() => Record<string, unknown>) | undefined
}

/** Every field of a row there, and undefined where the table says nothing: the fold is fast where all rows have one shape. */
type Whole<R> = { readonly [Name in keyof R]-?: R[Name] | undefined }

/** A row with what is derived from it once. */
export interface CompiledRow extends Whole<Omit<Row, 'from'>>, Pick<Row, 'from'> {
  readonly type: string
  /** The version of the shape of its data: one more than it has upcasters. */
  readonly schemaVersion: number
  /** Every status it may come from: `from` and `keeps`. */
  readonly comesFrom: readonly string[]
  /** Every field it takes; of these the ones that set the state as they are, and those that give a role. */
  readonly fields: readonly string[]
  readonly sets: readonly string[]
  readonly names: readonly string[]
  /** The fields it cannot do without. */
  readonly asks: readonly string[]
  readonly role: string | undefined
  readonly also: ((draft: Draft, event: RecordedEvent) => void) | undefined
  /** Per status (and the one before it): what is wrong where the row does not come from it. */
  readonly gaps: Map<string, Gap>
}

/** What must have been passed on the way to a row, undefined where no way leads; and what a problem says of it. */
interface Gap {
  readonly missing: readonly string[] | undefined
  readonly message: string
}

/** The status of an entity of which only marks are known, such as the seizure of a house. */
const unknownStatus = 'unknown'

/** A new entity, before its first event has been applied. */
export function freshDraft(life: Lifecycle, id: string, event: RecordedEvent): Draft {
  const draft: Draft = { kind: life.kind, id, status: unknownStatus, since: event.occurred, setBy: event.id }
  return life.starts === undefined ? draft : Object.assign(draft, life.starts())
}

/** Applies one event to one entity; `parties` are the two sides of the relation. */
export function applyEvent(life: Lifecycle, row: CompiledRow, draft: Draft, event: RecordedEvent, parties: readonly string[]): void {
  const { inferred } = draft
  const mark = inferred === undefined ? undefined : markFilled(life, row, inferred, event)
  if (mark !== undefined) fill(life, row, draft, event, parties, mark)
  else take(life, row, draft, event, parties)
}

function take(life: Lifecycle, row: CompiledRow, draft: Draft, event: RecordedEvent, parties: readonly string[]): void {
  if (!row.comesFrom.includes(statusKey(draft))) judgeStatus(life, row, draft, event)
  takeActor(life, row, draft, event, parties)
  setFields(life, row, draft, event, parties)
  if (settlesLists(life, row, draft, event, parties)) move(row, draft, event)
  runRecipe(row, draft, event)
}

/** Whoever acts is held to the role that the row asks for, and takes it where nobody has it. */
function takeActor(life: Lifecycle, row: CompiledRow, draft: Draft, event: RecordedEvent, parties: readonly string[]): void {
  const { by } = event
  if (by === undefined) return
  const holder = row.role === undefined ? undefined : draft[row.role]
  if (holder !== undefined && holder !== by) judgeActor(life, row, draft, event, holder, parties)
  takeRoles(life, row, draft, by, parties)
}

function statusKey({ status }: Draft): string {
  return status === unknownStatus ? 'new' : status
}

// ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────────

function judgeStatus(life: Lifecycle, row: CompiledRow, draft: Draft, event: RecordedEvent): void {
  const { missing, message } = gapBefore(life, row, statusKey(draft), draft.previous)
  addProblem(draft, event, missing === undefined ? 'contradiction' : 'gap', 'from', message)
  if (missing === undefined) return
  const after = statusKey(draft)
  draft.inferred ??= []
  for (const status of missing) {
    draft.inferred.push({ status, after, event: event.id, type: event.type, occurred: event.occurred })
    enter(draft, status, event)
  }
}

/** The shortest way through the table from a status to one the row may come from, without its start; `previous` is where `back` leads. */
export const missingBefore = (life: Lifecycle, row: CompiledRow, status: string, previous?: string): readonly string[] | undefined =>
  gapBefore(life, row, status, previous).missing

/** Worked out once a row, a status and the one before it: of a long log of the press, many events miss the same step. */
function gapBefore(life: Lifecycle, row: CompiledRow, status: string, previous: string | undefined): Gap {
  const key = `${status}<${previous ?? ''}`
  const known = row.gaps.get(key)
  if (known !== undefined) return known
  const rows = [...life.rows.values()]
  const likely = rows.filter((each) => each.unlikely !== true)
  const missing = shortestWay(likely, status, previous, row.comesFrom) ?? shortestWay(rows, status, previous, row.comesFrom)
  const gap = { missing, message: missing === undefined ? contradictionMessage(life, row, status) : gapMessage(life, row, status, missing) }
  row.gaps.set(key, gap)
  return gap
}

type Statuses = readonly string[]

function shortestWay(rows: readonly CompiledRow[], start: string, previous: string | undefined, goals: Statuses): Statuses | undefined {
  const ways: string[][] = [[]]
  const seen = new Set([start])
  for (const way of ways) {
    const here = way.at(-1) ?? start
    if (goals.includes(here)) return way
    for (const next of rows) {
      const target = next.from.includes(here) ? targetOf(next, way.length > 0 ? (way.at(-2) ?? start) : previous) : undefined
      if (target === undefined || seen.has(target)) continue
      seen.add(target)
      ways.push([...way, target])
    }
  }
  return undefined
}

const targetOf = (row: CompiledRow, previous: string | undefined): string | undefined =>
  row.to === 'back' ? (previous === undefined || previous === 'new' ? row.otherwise : previous) : row.to

function judgeActor(
  life: Lifecycle,
  row: CompiledRow,
  draft: Draft,
  event: RecordedEvent,
  holder: unknown,
  parties: readonly string[],
): void {
  const role = row.role as string
  const byThird = row.third === true && !parties.includes(event.by as string)
  if (byThird || isShared(life, role, draft)) return
  const message = `only its ${role} ${String(holder)} can do this, not ${event.by} — set by to '${String(holder)}'`
  addProblem(draft, event, 'contradiction', 'by', message)
}

function addProblem(draft: Draft, event: RecordedEvent, kind: Problem['kind'], rule: string, what: string): void {
  const message = `${event.type} on "${draft.id}": ${what}, or append with rules: 'report'`
  draft.problems ??= []
  draft.problems.push({ kind, rule: `${event.type}/${rule}`, event: event.id, entity: `${draft.kind}/${draft.id}`, message })
}

function gapMessage(life: Lifecycle, row: CompiledRow, status: string, missing: readonly string[]): string {
  const last = missing.at(-1) as string
  const steps = missing.map((next, at) => stepTo(life, missing[at - 1] ?? status, next)).join(', then ')
  const instead = insteadOf(life, row, status)
  const ways = [...(instead === undefined ? [] : [`${instead} instead`]), ...(instead === steps ? [] : [`${steps} first`])]
  return `${present(life, status)}, not ${last} — record ${ways.join(', or ')}`
}

/** The type that the table names for this, where it may follow here. */
function insteadOf(life: Lifecycle, row: CompiledRow, status: string): string | undefined {
  const type = row.instead === undefined ? undefined : `${life.kind}.${row.instead}`
  return life.rows.get(type ?? '')?.comesFrom.includes(status) ? type : undefined
}

function contradictionMessage(life: Lifecycle, row: CompiledRow, status: string): string {
  const allowed = row.comesFrom.map((from) => (from === 'new' ? `a new ${life.kind}` : from)).join(', ')
  return `${present(life, status)}, and this can only follow on ${allowed} — retract or correct what does not hold`
}

const present = (life: Lifecycle, status: string): string =>
  status === 'new' ? `the ${life.kind} is new to this log` : `the ${life.kind} is ${status}`

/** The type that leads from one status to the next; where several do, the first in the table. */
function stepTo(life: Lifecycle, here: string, status: string): string {
  const leading = [...life.rows.values()].filter((row) => row.from.includes(here))
  const there = leading.filter((row) => row.to === status)
  return (there.find((row) => row.unlikely !== true) ?? there[0] ?? leading.find((row) => row.to === 'back'))?.type ?? status
}

// ── effects ──────────────────────────────────────────────────────────────────────────────────────────────────────

function takeRoles(life: Lifecycle, row: CompiledRow, draft: Draft, by: string, parties: readonly string[]): void {
  if (row.casts !== undefined) cast(life, draft, row.casts, by, parties)
  else if (row.role !== undefined && isFree(life, row.role, draft) && parties.includes(by)) cast(life, draft, row.role, by, parties)
}

/** Whether a role can still be taken: nobody has it, both sides do not share it, and no third party has its opposite. */
const isFree = (life: Lifecycle, role: string, draft: Draft): boolean =>
  draft[role] === undefined && !isShared(life, role, draft) && !isThirdPartys(life, role, draft)

/** Where a third party has the opposite role (it proposed the meeting), this one is neither side's alone. */
const isThirdPartys = (life: Lifecycle, role: string, draft: Draft): boolean => draft[life.opposites.get(role) as string] !== undefined

function cast(life: Lifecycle, draft: Draft, role: string, holder: string, parties: readonly string[]): void {
  draft[role] = holder
  const opposite = life.opposites.get(role)
  if (opposite === undefined) return
  if (parties.includes(holder)) draft[opposite] = holder === parties[0] ? parties[1] : parties[0]
  else delete draft[opposite]
}

function setFields(life: Lifecycle, row: CompiledRow, draft: Draft, event: RecordedEvent, parties: readonly string[]): void {
  const { data } = event
  let left = fieldsIn(data) - 1
  for (const field of row.sets) {
    if (left === 0) return
    const value = data[field]
    if (value === undefined) continue
    draft[field] = value
    left -= 1
  }
  for (const role of row.names) {
    const holder = data[role]
    if (holder !== undefined) cast(life, draft, role, holder as string, parties)
  }
}

/** How many there are, the entity's id among them. To count them is quicker than to look for each that the row may have, and most have none. */
function fieldsIn(data: object): number {
  let count = 0
  for (const _field in data) count += 1
  return count
}

/** Keeps the row's list, and says whether the status moves. */
function settlesLists(life: Lifecycle, row: CompiledRow, draft: Draft, event: RecordedEvent, parties: readonly string[]): boolean {
  const list = row.each ?? row.marks ?? row.clears
  if (list === undefined) return true
  const side = actingSide(life, row, draft, event, parties)
  const before = (draft[list] as readonly string[] | undefined) ?? []
  const after = row.clears === undefined ? joined(before, side) : before.filter((each) => each !== side)
  draft[list] = after
  if (row.each !== undefined) return holders(life, row, draft, parties).every((holder) => after.includes(holder))
  return row.clears === undefined || after.length === 0
}

const joined = (list: readonly string[], side: string | undefined): readonly string[] =>
  side === undefined || list.includes(side) ? list : [...list, side]

function actingSide(life: Lifecycle, row: CompiledRow, draft: Draft, event: RecordedEvent, parties: readonly string[]): string | undefined {
  const named = row.side === undefined ? undefined : event.data[row.side]
  if (typeof named === 'string') return named
  if (parties.includes(event.by as string)) return event.by
  const held = holders(life, row, draft, parties)
  return held.length === 1 ? held[0] : undefined
}

/** Who has the row's role: its one holder, or both sides where it is shared, anyone's, or not known. */
function holders(life: Lifecycle, row: CompiledRow, draft: Draft, parties: readonly string[]): readonly string[] {
  const holder = row.role === undefined || isShared(life, row.role, draft) ? undefined : draft[row.role]
  return typeof holder === 'string' ? [holder] : parties
}

const isShared = (life: Lifecycle, role: string, draft: Draft): boolean =>
  life.shared !== undefined && life.sharedRoles.includes(role) && draft[life.shared] === true

function move(row: CompiledRow, draft: Draft, event: RecordedEvent): void {
  const target = row.to === 'back' ? targetOf(row, draft.previous) : row.to
  if (target !== undefined && !row.keeps?.includes(draft.status)) enter(draft, target, event)
}

function enter(draft: Draft, status: string, event: RecordedEvent): void {
  const before = draft.status
  if (before !== status && before !== unknownStatus) draft.previous = before
  draft.status = status
  draft.since = event.occurred
  draft.setBy = event.id
}

/** A recipe of a user's own that throws is a problem of its event, not the end of the fold. */
function runRecipe(row: CompiledRow, draft: Draft, event: RecordedEvent): void {
  if (row.also === undefined) return
  try {
    row.also(draft, event)
  } catch (error) {
    addProblem(draft, event, 'contradiction', 'recipe', `its recipe threw ${String(error)} — mend the recipe in defineEntity`)
  }
}

// ── a missing step that turns up late ────────────────────────────────────────────────────────────────────────────

/** The mark an event clears: it leads there, or to another status the marked event may come from, and may have come first. */
function markFilled(life: Lifecycle, row: CompiledRow, inferred: readonly Inferred[], event: RecordedEvent): Inferred | undefined {
  const open = inferred.filter((mark) => !precedes(mark.occurred, event.occurred))
  return open.find((mark) => mark.status === row.to) ?? open.find((mark) => life.rows.get(mark.type)?.comesFrom.includes(row.to as string))
}

/** Sets what is still unset and leaves the status; clears the mark, and with the last mark of that event its problem. */
function fill(life: Lifecycle, row: CompiledRow, draft: Draft, event: RecordedEvent, parties: readonly string[], mark: Inferred): void {
  const known = { ...draft }
  if (event.by !== undefined) takeRoles(life, row, draft, event.by, parties)
  setFields(life, row, draft, event, parties)
  settlesLists(life, row, draft, event, parties)
  runRecipe(row, draft, event)
  Object.assign(draft, definedOnly(known))
  const left = (draft.inferred as Inferred[]).filter((each) => !isMended(row, mark, each))
  keepOrDrop(draft, 'inferred', left)
  if (left.some((each) => each.event === mark.event)) return
  const mended = (problem: Problem): boolean => problem.event === mark.event && problem.kind === 'gap'
  keepOrDrop(
    draft,
    'problems',
    (draft.problems as Problem[]).filter((problem) => !mended(problem)),
  )
}

/** The filled mark itself; where the step may follow at once on what was known before, every mark of that event. */
function isMended(row: CompiledRow, mark: Inferred, each: Inferred): boolean {
  if (each.event !== mark.event) return false
  return row.to === mark.status ? each.status === mark.status : row.from.includes(mark.after)
}

function definedOnly(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

function keepOrDrop(draft: Draft, field: 'inferred' | 'problems', list: never[] | Inferred[] | Problem[]): void {
  if (list.length === 0) delete draft[field]
  else (draft as Record<string, unknown>)[field] = list
}
