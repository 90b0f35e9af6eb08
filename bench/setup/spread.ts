// Spread and produce: the two usual ways to hand out a new state after every event.
// In: the state before, an event.
// Out: the state after it, a new object; what is not on the way to the changed entity is shared.
// Both keep what the library keeps: the version, each entity with its status and the one before, its problems, and the events behind
// it in the order of what happened, a late one in its place. The entities and the switch over the types are those written by hand.
import { produce } from 'immer'
import type { RecordedEvent } from '../../src/event.ts'
import { boundsOf } from '../../src/time.ts'
import { apply, type Entity, newDemand, newFollowUp, newGuarantee, newMeeting, newRestriction, newTopic } from './by-hand.ts'

/** An entity and the events behind it; `reach` is the latest `earliest` among them. */
interface Kept {
  entity: Entity
  events: RecordedEvent[]
  reach: number
}

/** The state as it is usually written: its version, and an object a kind, with the entities by id. */
export interface WholeState {
  readonly version: number
  readonly kinds: { readonly [kind in keyof typeof born]: { readonly [id: string]: Kept } }
}

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
  kinds: { meeting: {}, demand: {}, guarantee: {}, followUp: {}, restriction: {}, topic: {} },
})

/** The usual `evolve`, by spreading. */
export function evolveSpread({ version, kinds }: WholeState, event: RecordedEvent): WholeState {
  const [kind, id] = entityOf(event)
  const known = kinds[kind][id]
  const kept = known === undefined ? bornOf(kind, id, event) : { ...known, entity: { ...known.entity }, events: [...known.events] }
  take(kept, event)
  return { version: version + 1, kinds: { ...kinds, [kind]: { ...kinds[kind], [id]: kept } } }
}

/** The same with immer over the whole state. */
export const evolveProduce = (state: WholeState, event: RecordedEvent): WholeState => produce(state, (draft) => change(draft, event))

/** All events in one draft of immer. */
export const produceAll = (events: readonly RecordedEvent[]): WholeState =>
  produce(emptyState(), (draft) => {
    for (const event of events) change(draft, event)
  })

function change(draft: { version: number; readonly kinds: WholeState['kinds'] }, event: RecordedEvent): void {
  const [kind, id] = entityOf(event)
  const kept = draft.kinds[kind] as { [id: string]: Kept }
  kept[id] ??= bornOf(kind, id, event)
  take(kept[id] as Kept, event)
  draft.version += 1
}

const bornOf = (kind: keyof typeof born, id: string, event: RecordedEvent): Kept => ({
  entity: born[kind](id, event),
  events: [],
  reach: Number.NEGATIVE_INFINITY,
})

/** Takes the next event of an entity: last, or in its place by its date, and then the entity is folded again. */
function take(kept: Kept, event: RecordedEvent): void {
  const { earliest, latest } = boundsOf(event.occurred)
  if (latest < kept.reach) return takeLate(kept, event, latest)
  kept.events.push(event)
  if (earliest > kept.reach) kept.reach = earliest
  apply(kept.entity, event)
}

function takeLate(kept: Kept, event: RecordedEvent, latest: number): void {
  const at = kept.events.findIndex(({ occurred }) => boundsOf(occurred).earliest > latest)
  kept.events.splice(at, 0, event)
  const { kind, id } = kept.entity
  const entity = born[kind as keyof typeof born](id, kept.events[0] as RecordedEvent)
  for (const each of kept.events) apply(entity, each)
  kept.entity = entity
}

function entityOf({ type, data }: RecordedEvent): readonly [keyof typeof born, string] {
  const kind = type.slice(0, type.indexOf('.')) as keyof typeof born
  return [kind, data[kind] as string]
}
