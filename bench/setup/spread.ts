// Spread and produce: the two usual ways to hand out a new state after every event.
// In: the state before, an event.
// Out: the state after it, a new object; what is not on the way to the changed entity is shared.
// Both keep what the library keeps: the version, each entity with its status and the one before, its problems, and the events behind
// it in the order of what happened, a late one in its place. The entities and the switch over the types are those written by hand.
import { produce } from 'immer'
import type { RecordedEvent } from '../../src/event.ts'
import { boundsOf } from '../../src/time.ts'
import { apply, type Entity, newDemand, newFollowUp, newGuarantee, newMeeting, newRestriction, newTopic } from './by-hand.ts'

/** An entity with the events behind it. */
type Kept = Entity & { events: RecordedEvent[] }

/** The state as it is usually written: its version, and an object a kind, with the entities by id. */
export type WholeState = { readonly version: number } & { readonly [kind in Kind]: { readonly [id: string]: Kept } }
type Kind = keyof typeof born

const born = {
  meeting: newMeeting,
  demand: newDemand,
  guarantee: newGuarantee,
  followUp: newFollowUp,
  restriction: newRestriction,
  topic: newTopic,
}

/** Before the first event. */
export const emptyState = (): WholeState => ({
  version: 0,
  meeting: {},
  demand: {},
  guarantee: {},
  followUp: {},
  restriction: {},
  topic: {},
})

/** The usual `evolve`, by spreading. */
export function evolveSpread(state: WholeState, event: RecordedEvent): WholeState {
  const [kind, id] = entityOf(event)
  const known = state[kind][id]
  const entity = known === undefined ? bornOf(kind, id, event) : { ...known, events: [...known.events] }
  take(entity, event)
  return { ...state, version: state.version + 1, [kind]: { ...state[kind], [id]: entity } }
}

/** The same with immer over the whole state. */
export const evolveProduce = (state: WholeState, event: RecordedEvent): WholeState => produce(state, (draft) => change(draft, event))

/** All events in one draft of immer. */
export const produceAll = (events: readonly RecordedEvent[]): WholeState =>
  produce(emptyState(), (draft) => {
    for (const event of events) change(draft, event)
  })

function change(draft: { -readonly [Key in keyof WholeState]: WholeState[Key] }, event: RecordedEvent): void {
  const [kind, id] = entityOf(event)
  const entities = draft[kind] as { [id: string]: Kept }
  entities[id] ??= bornOf(kind, id, event)
  take(entities[id] as Kept, event)
  draft.version += 1
}

const bornOf = (kind: Kind, id: string, event: RecordedEvent): Kept => Object.assign(born[kind](id, event), { events: [] })

/** Takes the next event of an entity: last, or in its place by its date, and then the entity is folded again. */
function take(entity: Kept, event: RecordedEvent): void {
  const { earliest, latest } = boundsOf(event.occurred)
  if (latest < entity.reach) return takeLate(entity, event, latest)
  entity.events.push(event)
  if (earliest > entity.reach) entity.reach = earliest
  apply(entity, event)
}

function takeLate(entity: Kept, event: RecordedEvent, latest: number): void {
  const { kind, id, reach } = entity
  const at = entity.events.findIndex(({ occurred }) => boundsOf(occurred).earliest > latest)
  const events = entity.events.toSpliced(at, 0, event)
  Object.assign(entity, born[kind as Kind](id, events[0] as RecordedEvent), { events, reach })
  for (const each of events) apply(entity, each)
}

function entityOf({ type, data }: RecordedEvent): readonly [Kind, string] {
  const kind = type.slice(0, type.indexOf('.')) as Kind
  return [kind, data[kind] as string]
}
