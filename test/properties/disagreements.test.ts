// Disagreements are found without folding what both sides tell alike: the same are found by folding all that each side tells.
// In: random histories with entries and accounts; of all, and as of a day. Out: the same disagreements.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { limited } from '../../src/as-of.ts'
import { fieldsSetBy } from '../../src/attribution.ts'
import { type Cell, shelfBehind } from '../../src/collection.ts'
import { diplomacyVocabulary } from '../../src/diplomacy.ts'
import { disagreements } from '../../src/disagreements.ts'
import type { EventInput, RecordedEvent } from '../../src/event.ts'
import { stepsOf } from '../../src/fold.ts'
import { placeOfId } from '../../src/history.ts'
import { fold, record } from '../../src/pure.ts'
import { isSame } from '../../src/same.ts'
import { cellOf, cellsOf } from '../../src/shelf.ts'
import { attestationAt } from '../../src/standing.ts'
import { type Picture, pictureOf } from '../../src/state.ts'
import { arbitraryHistory } from '../arbitrary-history.ts'
import { countedIds, tickingClock } from '../fixed-clock.ts'
import { drawnRemarks, withRemarks } from '../remarked.ts'

const histories = fc
  .tuple(
    arbitraryHistory(diplomacyVocabulary, { strangers: true, entities: 1, maxLength: 20 }) as fc.Arbitrary<readonly EventInput[]>,
    drawnRemarks,
  )
  .map(([inputs, draws]) => {
    const options = { ids: countedIds(), clock: tickingClock() }
    return record(['US', 'RU'], withRemarks(inputs, draws) as never, options) as readonly RecordedEvent[]
  })

/** Entity and field, by folding the whole relation by each account. */
function fieldsThePlainWay(picture: Picture): readonly string[] {
  const views = picture.parties.map((party) => limited(picture, { accordingTo: party })) as [Picture, Picture]
  return picture.collections.flatMap((all, kind) =>
    [...cellsOf(shelfBehind(all))].flatMap(({ id }) => {
      const cells = views.map((view) => cellOf(shelfBehind(view.collections[kind] as object), id) as Cell)
      const [a, b] = cells.map(({ entity }) => entity as unknown as Record<string, unknown> | undefined)
      if (a === undefined || b === undefined) return []
      const steps = views.map((view, at) => stepsOf(view, cells[at] as Cell))
      const fields = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((field) => {
        if (['setBy', 'previous', 'inferred', 'problems'].includes(field) || isSame(a[field], b[field])) return false
        const shared = steps.map((each) => {
          const setter = each.findLast((step) => fieldsSetBy(step).some((set) => set.field === field))
          return setter && views.every(({ selected }) => selected?.(setter.place) === true)
        })
        return shared[0] !== undefined && shared[0] === shared[1]
      })
      return fields.map((field) => `${a['kind']}/${id} ${field} ${JSON.stringify([a[field], b[field]])}`)
    }),
  )
}

/** Every event of which one side says so and the other is silent, by hearing all accounts of every event. */
function oneSidedThePlainWay(picture: Picture, events: readonly RecordedEvent[]): readonly string[] {
  return events.flatMap(({ id, type }) => {
    if (diplomacyVocabulary.types.get(type)?.shelf === undefined) return []
    const { parties, saidBy, silent } = attestationAt(picture, placeOfId(picture.history, id) as number)
    const [party, other] = Object.keys(parties).toSorted((one) => (saidBy.includes(one) ? -1 : 1)) as [string, string]
    return saidBy.includes(party) && parties[other] === 'silent' ? [`${id} ${party} ${silent.includes(other)}`] : []
  })
}

test('the fields and the events are those that the plain way finds', () => {
  let [fields, silences, apart] = [0, 0, 0]
  const law = fc.property(histories, fc.constantFrom({}, { occurredBy: '2025-02-15' }, { accordingTo: 'US' }), (events, limits) => {
    const state = fold(events as never, limits)
    const picture = pictureOf(state)
    const found = disagreements(state)
    const told = found.differing.filter((each) => each.kind === 'field')
    const shown = told.map(
      ({ entity, field, accounts }) => `${entity} ${field} ${JSON.stringify(picture.parties.map((party) => accounts[party]?.value))}`,
    )
    expect(shown.toSorted()).toEqual(fieldsThePlainWay(picture).toSorted())
    const standing = (state.events() as readonly RecordedEvent[]).filter(
      ({ id }) => picture.history.remarked.size === 0 || !isGone(picture, id),
    )
    const plain = oneSidedThePlainWay(picture, standing)
    expect(found.oneSided.flatMap(({ events: ids, party }) => ids.map((id) => `${id} ${party}`)).toSorted()).toEqual(
      plain.map((line) => line.split(' ').slice(0, 2).join(' ')).toSorted(),
    )
    const awaited = plain.filter((line) => line.endsWith('true')).map((line) => line.slice(0, 36))
    expect(found.oneSided.every(({ events: ids, isAwaited }) => isAwaited === ids.some((id) => awaited.includes(id)))).toBe(true)
    const heard = standing.filter(({ id }) => {
      const stances = Object.values(attestationAt(picture, placeOfId(picture.history, id) as number).parties)
      return stances.includes('denied') && stances.some((stance) => stance === 'said' || stance === 'differed')
    })
    const disputed = heard.filter(({ type }) => diplomacyVocabulary.types.get(type)?.shelf !== undefined).map(({ id }) => id)
    expect(found.differing.flatMap((each) => (each.kind === 'denied' ? [each.event.id] : [])).toSorted()).toEqual(disputed.toSorted())
    fields += told.length
    silences += plain.length
    apart += disputed.length
  })
  fc.assert(law, { seed: 20250410, numRuns: 400 })
  expect([fields, silences, apart].map((count) => count > 10)).toEqual([true, true, true])
})

const isGone = ({ history }: Picture, id: string): boolean => cellOf(history.remarked, id)?.isRetracted === true
