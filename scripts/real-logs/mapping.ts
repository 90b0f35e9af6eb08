// Rows become the inputs of events, relation by relation, and every row is accounted for.
// In: rows. Out: for each relation its inputs in the order of the set; and what became of each row: an event, the other side of one
// that is there already, the same row in another part of the set, refused for a reason, or of a code that means nothing of ours.
// Ids are made from what a row says, so that the same row is the same event whenever it comes.
import {
  act,
  agreement,
  demand,
  type EventInput,
  followUp,
  importId,
  isLedgerError,
  meeting,
  relationOf,
  restriction,
  ties,
} from '../../src/index.ts'
import { type Deed, deedOf } from './deeds.ts'
import { type PartyBook, partyBook, partyOf } from './parties.ts'
import { cameoNames, type Row } from './rows.ts'

/** What became of the rows; together they are all of them. */
export interface Account {
  readonly rows: number
  events: number
  /** Rows that tell from the other side what another row of the same sentence, or day, tells. */
  mirrored: number
  /** Rows that stand in two parts of the set. */
  repeated: number
  readonly refused: Map<string, number>
  readonly notMapped: Map<string, number>
}

/** What the rows of a set became. */
export interface Mapped {
  readonly inputs: ReadonlyMap<string, readonly EventInput[]>
  readonly account: Account
  readonly parties: PartyBook
}

/** A row whose relation, deed and identity are known. */
interface Known {
  readonly row: Row
  readonly relation: string
  readonly deed: Deed
  readonly by: string
  readonly to: string
  readonly key: string
  isMirrored: boolean
}

const namespace = importId('https://relations-ledger.example', 'real-logs')

/** Maps the rows of a set. */
export function mapRows(rows: readonly Row[]): Mapped {
  const account: Account = { rows: rows.length, events: 0, mirrored: 0, repeated: 0, refused: new Map(), notMapped: new Map() }
  const parties = partyBook()
  const inputs = new Map<string, EventInput[]>()
  const names = cameoNames()
  const open = new Set<string>()
  for (const known of deedsOf(rows, parties, account)) {
    attempt(account, () => {
      const input = inputOf(known, names.get(known.row.code) ?? known.row.code, open)
      const list = inputs.get(known.relation) ?? []
      list.push(input)
      inputs.set(known.relation, list)
      account.events += 1
    })
  }
  return { inputs, account, parties }
}

/** How many rows are accounted for: all, or some were lost. */
export const accountedFor = ({ events, mirrored, repeated, refused, notMapped }: Account): number =>
  [events, mirrored, repeated, ...refused.values(), ...notMapped.values()].reduce((sum, count) => sum + count, 0)

/** Does what may be refused; undefined where it was, and the refusal is counted by its reason, without the names in it. */
function attempt<T>(account: Account, task: () => T): T | undefined {
  try {
    return task()
  } catch (error) {
    if (!isLedgerError(error)) throw error
    count(account.refused, `${error.code}: ${error.message.replaceAll(/'[^']*'/g, '…')}`)
    return undefined
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

/** The deeds of the rows, in their order: each once, whichever side tells it and in however many parts of the set. */
function deedsOf(rows: readonly Row[], parties: PartyBook, account: Account): Iterable<Known> {
  const found = new Map<string, Known>()
  for (const row of rows) {
    const [by, to] = [parties.of(row.source), parties.of(row.target)]
    const relation = attempt(account, () => relationOf(by, to))
    if (relation === undefined) continue
    const deed = deedOf(row.code)
    if (deed === undefined) {
      count(account.notMapped, row.code)
      continue
    }
    const key = keyOf(row, deed)
    const before = found.get(key)
    if (before === undefined) found.set(key, { row, relation, deed, by, to, key, isMirrored: false })
    else if (before.row.code === row.code && actorsOf(before.row)[0] === actorsOf(row)[0]) account.repeated += 1
    else {
      account.mirrored += 1
      before.isMirrored = true
    }
  }
  return found.values()
}

/** One sentence tells of actors: two of its rows may be of the same two countries, and tell two meetings. */
const actorsOf = ({ actors, source, target }: Row): readonly [string, string] => actors ?? [source, target]

/** A visit is the same whether it is made or hosted; of another joint deed the order of the sides says nothing. */
function keyOf(row: Row, deed: Deed): string {
  const [source, target] = actorsOf(row)
  const isVisit = deed.kind === 'meeting' && deed.host !== undefined
  const sides = isVisit
    ? deed.host === 'target'
      ? [source, target]
      : [target, source]
    : deed.joint
      ? [source, target].sort()
      : [source, target]
  return [row.occurred, row.sentence ?? '', isVisit ? 'visit' : row.code, ...sides].join('\t')
}

// ── one event ────────────────────────────────────────────────────────────────────────────────────────────────────

function inputOf(known: Known, name: string, open: Set<string>): EventInput {
  const { deed, by, to, row } = known
  const id = importId(namespace, known.key)
  const envelope = { id, ...envelopeOf(row) }
  switch (deed.kind) {
    case 'meeting':
      return meeting.held({ ...envelope, meeting: id, ...aboutMeeting(known) })
    case 'intended meeting':
      return known.isMirrored ? meeting.scheduled({ ...envelope, meeting: id }) : meeting.proposed({ ...envelope, meeting: id, by })
    case 'agreement':
      return agreement.signed({ ...envelope, agreement: id })
    case 'intention':
      return followUp.scheduled({ ...envelope, followUp: id, what: name, ...(known.isMirrored ? { reciprocal: true } : { by, bound: by }) })
    case 'act':
      return act.done({ ...envelope, act: id, title: name, ...(known.isMirrored ? {} : { by }) })
    case 'demand':
      return demandOf(known, envelope, open)
    case 'rejection':
      return demand.rejected({ ...envelope, demand: `${deed.subject}-of-${sideOf(to, by)}`, by })
    case 'accession':
      return demand.accepted({ ...envelope, demand: `${deed.subject}-of-${sideOf(to, by)}`, by })
    case 'restriction':
      return restriction[deed.step]({ ...envelope, restriction: `${deed.what}-by-${sideOf(by, to)}`, object: name, by })
    case 'recognition':
      return ties.recognised({ ...envelope, ties: 'diplomatic', by })
    case 'accusation':
      return { type: 'accusation.made', schemaVersion: 1, ...envelope, by, data: { accusation: id, code: row.code, what: name } }
  }
}

/** The press tells it on the day on which it happens. */
function envelopeOf({ occurred, publisher, dataset, sentence }: Row) {
  const saidBy = [partyOf(publisher ?? dataset)]
  const sources = publisher === undefined || sentence === undefined ? {} : { sources: [{ title: sentence, publisher }] }
  return { occurred, reported: occurred, saidBy, ...sources }
}

function aboutMeeting({ deed, row, by, to }: Known) {
  const { mode, host } = deed as Deed & { readonly kind: 'meeting' }
  const [one, other] = row.actors ?? []
  return {
    ...(mode === undefined ? {} : { mode }),
    ...(host === undefined ? {} : { host: host === 'source' ? by : to }),
    ...(row.place === undefined ? {} : { place: row.place }),
    ...(one === undefined || other === undefined ? {} : { delegations: { [by]: [{ name: one }], [to]: [{ name: other }] } }),
  }
}

/** A side demands one thing of each subject; said again it is reiterated. */
function demandOf(known: Known, envelope: ReturnType<typeof envelopeOf> & { readonly id: string }, open: Set<string>): EventInput {
  const { by, to } = known
  const { subject, strength } = known.deed as Deed & { readonly kind: 'demand' }
  const fields = { ...envelope, demand: `${subject}-of-${sideOf(by, to)}`, by, strength }
  const name = `${relationOf(by, to)} ${fields.demand}`
  if (open.has(name)) return demand.reiterated(fields)
  open.add(name)
  return demand.raised(fields)
}

/** A side in the id of an entity, which knows small letters only. */
function sideOf(side: string, other: string): string {
  const small = side.toLowerCase()
  if (small === other.toLowerCase() && side !== other)
    throw new Error(`${side} and ${other} are one in small letters — name their entities otherwise`)
  return small
}
