// Remarks in random histories: entries that correct what was recorded, and accounts of the sides.
// In: a history while it is made, and what was drawn for its next step.
// Out: the input of a remark on an earlier event, a remark included; nothing where none is wanted, or there is nothing to speak of.
import type { AnyEntity } from '../../entity.ts'
import type { EventInput, RecordedEvent } from '../../event.ts'
import { isRetracted, placeOfId } from '../../history.ts'
import { type AccountInput, account } from '../../remarks/account.ts'
import { entry } from '../../remarks/entry.ts'
import { type Draw, dateOf, fieldValue, pick, type Walk } from './walk.ts'

/** The share, in percent, of steps that become a remark of each sort. */
const share = 14

/** The remark a step becomes, if it becomes one. */
export function remarkFrom(path: Walk, draw: Draw, step: number): EventInput | undefined {
  const { corrections, accounts } = path.making.options
  if (path.events.length === 0) return undefined
  // Counted from the top, so that a shrunk step is no remark.
  if (corrections === true && draw.remark >= 100 - share) return entryOn(path, draw, step)
  return accounts === true && draw.remark >= 100 - 2 * share && draw.remark < 100 - share ? accountOn(path, draw, step) : undefined
}

function entryOn(path: Walk, draw: Draw, step: number): EventInput {
  const retracted = path.events.filter((event) => isRetractedNow(path, event))
  const occurred = dateOf({ ...draw, way: 0 }, step, 0)
  const sort = draw.row % 5
  if (sort === 4 && retracted.length > 0) return entry.reinstated({ about: pick(retracted, draw.target).id, occurred })
  const target = pick(path.events, draw.target)
  const common = { about: target.id, occurred, reason: 'recorded wrong' }
  if (sort >= 3) return entry.retracted(common)
  if (sort === 2) return entry.supplemented({ ...common, set: missingFrom(target, draw) })
  const may = Object.keys(target.data).filter((field) => rowOf(path, target)?.may?.includes(field))
  if (sort === 1 && may.length > 0) return entry.corrected({ ...common, unset: [pick(may, draw.values)] })
  return entry.corrected({ ...common, set: otherFields(path, target, draw, step) })
}

const isRetractedNow = ({ picture: { history } }: Walk, event: RecordedEvent): boolean => {
  const place = placeOfId(history, event.id)
  return place !== undefined && isRetracted(history, place)
}

const rowOf = (path: Walk, { type }: RecordedEvent) => path.making.vocabulary.types.get(type)?.row

function accountOn(path: Walk, draw: Draw, step: number): EventInput {
  const target = pick(path.events, draw.target)
  const by = pick([...path.making.parties, 'dpa'], draw.by)
  const words = draw.given % 3 === 0 ? { words: 'that is how it was' } : {}
  const set = draw.given % 4 === 0 ? { set: otherFields(path, target, draw, step) } : {}
  const input: AccountInput = { about: target.id, by, occurred: dateOf({ ...draw, way: 0 }, step, 0), ...words, ...set }
  return pick([account.confirmed, account.differed, account.denied, account.withdrawn], draw.row)(input)
}

/** Fields in place of the event's own: when it happened, who says so, one of its type. */
function otherFields({ making }: Walk, target: RecordedEvent, draw: Draw, step: number): { readonly [field: string]: unknown } {
  const place = making.vocabulary.types.get(target.type)
  const own = place?.definition.isNamed === true ? place.row.fields : []
  const choice = draw.values % (3 + own.length)
  if (choice === 0 || place === undefined) return { occurred: dateOf(draw, step, -3 - (draw.target % 30)) }
  if (choice === 1) return { saidBy: [...making.parties] }
  if (choice === 2) return place.definition.isNamed ? { [place.definition.kind]: pick(making.ids, draw.entity) } : { note: 'another note' }
  const field = own[choice - 3] as string
  return { [field]: fieldValue(making, { entity: place.definition } as AnyEntity, field, draw.given + draw.target) }
}

/** A field that the event does not have. */
function missingFrom(target: RecordedEvent, draw: Draw): { readonly [field: string]: unknown } {
  if (target.note === undefined) return { note: 'added later' }
  return target.sources === undefined ? { sources: [{ title: 'found later' }] } : { correlation: `added ${draw.entity % 3}` }
}
