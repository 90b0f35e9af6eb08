// Everything a state shows can be explained, and the explanation tells what the state tells.
// In: random histories, and random entries and accounts on their events. Out: equal values; the chain is that of state.events; every
// problem is told with what would mend it; nothing is asked of the log that the state does not have.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diplomacyVocabulary } from '../../src/diplomacy.ts'
import type { RecordedEvent } from '../../src/event.ts'
import { explain } from '../../src/explain.ts'
import { formatExplanation } from '../../src/explain-text.ts'
import type { EntityState, Problem } from '../../src/lifecycle.ts'
import { fold, record } from '../../src/pure.ts'
import type { InputIn } from '../../src/record.ts'
import { account } from '../../src/remarks/account.ts'
import { entry } from '../../src/remarks/entry.ts'
import { arbitraryHistory } from '../arbitrary-history.ts'
import { countedIds, idAt } from '../fixed-clock.ts'

const remarks = fc.array(fc.record({ kind: fc.nat(4), target: fc.nat(997), day: fc.integer({ min: 10, max: 28 }) }), { maxLength: 8 })

function remarkOn({ kind, day }: { readonly kind: number; readonly day: number }, about: string) {
  const occurred = `2025-04-${day}`
  if (kind === 0) return entry.retracted({ about, reason: 'a rumour', occurred })
  if (kind === 1) return entry.corrected({ about, set: { occurred: `2025-02-${day}` }, reason: 'a misprint', occurred })
  if (kind === 2) return entry.reinstated({ about, occurred })
  return kind === 3 ? account.denied({ about, by: 'US', occurred }) : account.confirmed({ about, by: 'RU', words: 'yes', occurred })
}

const histories = fc.tuple(arbitraryHistory(diplomacyVocabulary, { maxLength: 16, entities: 2 }), remarks).map(([history, drawn]) => {
  const inputs: InputIn<typeof diplomacyVocabulary>[] = [...history]
  for (const each of drawn) inputs.push(remarkOn(each, idAt(1 + (each.target % inputs.length))))
  return record(['US', 'RU'], inputs, { ids: countedIds(), clock: () => new Date('2025-06-17T12:00:00Z') })
})

const idsOf = (events: readonly RecordedEvent[]): readonly string[] => events.map(({ id }) => id)
const keyOf = ({ rule, event }: Problem): string => `${rule} ${event}`
const entitiesOf = (state: object): readonly EntityState[] =>
  diplomacyVocabulary.entities.flatMap((each) => [
    ...((state as Record<string, Iterable<EntityState>>)[each.entity.plural] as Iterable<EntityState>),
  ])

test('of every entity: its events, its fields, its problems', () => {
  const law = fc.property(histories, (events) => {
    const state = fold(events)
    for (const entity of entitiesOf(state)) {
      const reference = `${entity.kind}/${entity.id}`
      const whole = explain(state, reference)
      expect(whole.value).toEqual(entity)
      expect(idsOf(whole.events.map(({ event }) => event))).toEqual(idsOf(state.events(reference)))
      expect(whole.gone.every(({ event, isRetracted }) => isRetracted || !idsOf(state.events(reference)).includes(event.id))).toBe(true)
      for (const [field, value] of Object.entries(entity)) {
        const found = explain(state, reference, field)
        expect(found.value).toEqual(value)
        if (field === 'problems') expect(found.problems.map(keyOf)).toEqual(expect.arrayContaining((entity.problems ?? []).map(keyOf)))
        else expect(found.events.at(-1)?.sets[0]?.after).toEqual(value)
      }
    }
  })
  fc.assert(law, { seed: 20250410, numRuns: 150 })
})

test('of every problem, as of any day: the event and what would mend it; of every event: what is said of it', () => {
  const law = fc.property(histories, fc.constantFrom(undefined, '2025-02-15', '2025-06-01'), (events, occurredBy) => {
    const state = fold(events, occurredBy === undefined ? {} : { occurredBy })
    for (const problem of state.problems) {
      const found = explain(state, problem.event)
      expect(found.problems.map(keyOf)).toContain(keyOf(problem))
      expect(found.problems.every(({ mend, message }) => mend !== '' && message.includes(mend))).toBe(true)
    }
    for (const { id } of [...state.events(), ...state.undetermined]) {
      const found = explain(state, id)
      const [explained] = found.events
      expect([explained?.entries, explained?.accounts].flat().every((remark) => idsOf(events).includes(remark?.event.id ?? ''))).toBe(true)
      expect(formatExplanation(found)).toMatch(/^\S.*\n\S.*·/)
    }
  })
  fc.assert(law, { seed: 20250410, numRuns: 150 })
})
