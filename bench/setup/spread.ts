// Spread and produce: the two usual ways to hand out a new state after every event.
// In: the state before, an event.
// Out: the state after it, a new object; what is not on the way to the changed entity is shared.
// The entities and the switch are those written by hand. Both ways do less than the library: they put no late event into order
// and keep no list of the events of each entity.
import { produce } from 'immer'
import type { RecordedEvent } from '../../src/event.ts'
import { apply, type Entity, newDemand, newFollowUp, newGuarantee, newMeeting, newRestriction, newTopic } from './by-hand.ts'

/** The state as it is usually written: an object a kind, with the entities by id. */
export type WholeState = { readonly [kind in keyof typeof born]: { readonly [id: string]: Entity } }

const born = {
  meeting: newMeeting,
  demand: newDemand,
  guarantee: newGuarantee,
  followUp: newFollowUp,
  restriction: newRestriction,
  topic: newTopic,
}

/** Before the first event. */
export const emptyState = (): WholeState => ({ meeting: {}, demand: {}, guarantee: {}, followUp: {}, restriction: {}, topic: {} })

/** The usual `evolve`, by spreading. */
export function evolveSpread(state: WholeState, event: RecordedEvent): WholeState {
  const [kind, id] = entityOf(event)
  const entity = { ...(state[kind][id] ?? born[kind](id, event)) }
  apply(entity, event)
  return { ...state, [kind]: { ...state[kind], [id]: entity } }
}

/** The same with immer over the whole state. */
export const evolveProduce = (state: WholeState, event: RecordedEvent): WholeState => produce(state, (draft) => change(draft, event))

/** All events in one draft of immer. */
export const produceAll = (events: readonly RecordedEvent[]): WholeState =>
  produce(emptyState(), (draft) => {
    for (const event of events) change(draft, event)
  })

function change(draft: WholeState, event: RecordedEvent): void {
  const [kind, id] = entityOf(event)
  const entities = draft[kind] as { [id: string]: Entity }
  entities[id] ??= born[kind](id, event)
  apply(entities[id] as Entity, event)
}

function entityOf({ type, data }: RecordedEvent): readonly [keyof typeof born, string] {
  const kind = type.slice(0, type.indexOf('.')) as keyof typeof born
  return [kind, data[kind] as string]
}
