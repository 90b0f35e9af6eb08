// Entities: every one of a state, asked for. An entity is frozen when it is first asked for.
// In: a state. Out: all its entities.
import { diplomacy } from '../../src/diplomacy.ts'
import type { EntityState } from '../../src/lifecycle.ts'

/** All entities of a state of diplomacy, whatever their kind. */
export const entitiesOf = (state: object): readonly EntityState[] =>
  diplomacy.flatMap(({ entity }) => [
    ...((state as { readonly [plural: string]: Iterable<EntityState> })[entity.plural] as Iterable<EntityState>),
  ])
