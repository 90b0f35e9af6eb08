// The history: which events belong to which of several histories that share their arrays, and where each event stands in the order.
import { describe, expect, it } from 'vitest'
import type { RecordedEvent } from '../src/event.ts'
import {
  earliestAt,
  emptyHistory,
  extended,
  forgetBeyond,
  type History,
  historyOf,
  insert,
  isTip,
  latestAt,
  ordered,
  orderOf,
  placeOfId,
  recordedAt,
  recordedEvents,
  remarkedAt,
} from '../src/history.ts'
import { withCell } from '../src/shelf.ts'
import { idAt } from './fixed-clock.ts'

const event = (number: number, occurred = '2025-04-10'): RecordedEvent => ({
  relation: 'RU~US',
  version: 1,
  id: idAt(number),
  type: 'demand.raised',
  schemaVersion: 1,
  occurred,
  recorded: '2025-04-11T08:00:00.000Z',
  data: { demand: 'a' },
})

const grown = (...numbers: readonly number[]): History =>
  numbers.reduce((history, number) => extended(history, event(number)), emptyHistory())
const idsIn = (history: History): readonly string[] => recordedEvents(history).map(({ id }) => id)

describe('a history', () => {
  it('grows on the arrays of the one before, which keeps its length', () => {
    const one = grown(1)
    const two = extended(one, event(2))
    expect(two.events).toBe(one.events)
    expect([isTip(one), isTip(two)]).toEqual([false, true])
    expect([idsIn(one), idsIn(two)]).toEqual([[idAt(1)], [idAt(1), idAt(2)]])
  })

  it('is copied by the second branch that grows from it', () => {
    const trunk = grown(1)
    const left = extended(trunk, event(2))
    const right = extended(extended(trunk, event(3, '2025')), event(4))
    expect(right.events).not.toBe(left.events)
    expect([idsIn(trunk), idsIn(left), idsIn(right)]).toEqual([[1], [1, 2], [1, 3, 4]].map((ids) => ids.map(idAt)))
    for (const name of ['earliest', 'latest'] as const) expect(right[name].slice(0, 2)).not.toEqual(left[name].slice(0, 2))
    expect([left.earliest.length, left.latest.length]).toEqual([2, 2])
  })

  it('of nothing has no events', () => expect(recordedEvents(emptyHistory())).toEqual([]))

  it('knows bounds of the dates', () => {
    const { earliest, latest } = extended(emptyHistory(), event(1, '1970-01-02'))
    expect([earliest, latest]).toEqual([[86_400_000], [2 * 86_400_000 - 1]])
  })
})

describe('a history that is decoded when it is asked', () => {
  const days = ['2025-04-10', '2025-03-01', '2025-02']
  /** Three events that are still stored, and which of them were decoded since. */
  function waiting(): { readonly history: History; readonly asked: readonly number[] } {
    const asked: number[] = []
    const eventAt = (place: number): RecordedEvent => {
      asked.push(place)
      return event(place + 1, days[place])
    }
    const storedId = (place: number): string => (place < 3 ? idAt(place + 1) : expect.unreachable('there are three'))
    return { history: historyOf({ length: 3, idAt: storedId, eventAt }), asked }
  }

  it('decodes one event when it is asked for, and once', () => {
    const { history, asked } = waiting()
    expect(placeOfId(history, idAt(3))).toBe(2)
    expect(placeOfId(history, idAt(4))).toBeUndefined()
    expect(asked).toEqual([])
    expect(recordedAt(history, 1)).toEqual(event(2, '2025-03-01'))
    expect(recordedAt(history, 1)).toBe(recordedAt(history, 1))
    expect(asked).toEqual([1])
  })

  it('knows bounds when it is asked for them', () => {
    const { history, asked } = waiting()
    const known = grown(1)
    expect([earliestAt(history, 0), latestAt(history, 0)]).toEqual([known.earliest[0], known.latest[0]])
    expect(asked).toEqual([0])
    const other = waiting().history
    expect([latestAt(other, 0), earliestAt(other, 0)]).toEqual([known.latest[0], known.earliest[0]])
  })

  it('decodes all of them for whoever asks for all, and knows none beyond', () => {
    const { history, asked } = waiting()
    expect(idsIn(history)).toEqual([1, 2, 3].map(idAt))
    expect(asked).toEqual([0, 1, 2])
    const said = { id: idAt(1), place: 0, entries: [], accounts: [], event: event(1), isRetracted: true, problems: [] }
    const spoken = { ...history, remarked: withCell(history.remarked, { ...said, bounds: { earliest: 0, latest: 0 } }) }
    const grownSo = { ...grown(1), remarked: spoken.remarked }
    for (const each of [spoken, grownSo])
      expect([0, 3, 4].map((place) => remarkedAt(each, place)?.id)).toEqual([idAt(1), undefined, undefined])
    expect(remarkedAt(spoken, 1)).toBeUndefined()
  })

  it('grows like any other, and its branches decode for themselves what nobody had asked for', () => {
    const { history, asked } = waiting()
    const left = extended(history, event(4))
    const right = extended(history, event(5))
    expect(left.events).toBe(history.events)
    expect([left, right].map((each) => placeOfId(each, idAt(5)))).toEqual([undefined, 3])
    expect(recordedEvents(left, 3)).toEqual([event(4)])
    expect(asked).toEqual([])
    expect([idsIn(history), idsIn(left), idsIn(right)]).toEqual(
      [
        [1, 2, 3],
        [1, 2, 3, 4],
        [1, 2, 3, 5],
      ].map((ids) => ids.map(idAt)),
    )
    expect(asked).toEqual([0, 1, 2, 0, 1, 2])
    forgetBeyond(history)
    expect(placeOfId(history, idAt(4))).toBeUndefined()
  })
})

describe('the place of an id', () => {
  it('is found in this very history and not in an earlier one', () => {
    const early = grown(1, 2)
    const late = extended(early, event(3))
    expect([1, 2, 3, 4].map((number) => placeOfId(late, idAt(number)))).toEqual([0, 1, 2, undefined])
    expect([1, 2, 3, 4].map((number) => placeOfId(early, idAt(number)))).toEqual([0, 1, undefined, undefined])
  })

  it('is the branch’s own', () => {
    const trunk = grown(1)
    const left = extended(trunk, event(2))
    const right = extended(extended(trunk, event(3)), event(2))
    expect([left, right, trunk].map((history) => placeOfId(history, idAt(2)))).toEqual([1, 2, undefined])
    expect([left, right, trunk].map((history) => placeOfId(history, idAt(3)))).toEqual([undefined, 1, undefined])
  })

  it('is the first one, where somebody evolved a state over an event that it has already', () => {
    const history = grown(1, 2)
    const again = extended(history, event(1))
    expect(placeOfId(again, idAt(1))).toBe(0)
    expect(placeOfId(history, idAt(1))).toBe(0)
  })

  it('is no longer known of a refused batch, also where one of its ids came again, even twice', () => {
    const history = grown(1)
    expect(placeOfId(extended(extended(history, event(2)), event(3)), idAt(3))).toBe(2)
    forgetBeyond(history)
    const next = extended(history, event(3))
    expect([1, 2, 3].map((number) => placeOfId(next, idAt(number)))).toEqual([0, undefined, 1])
    const trunk = grown(1)
    expect(placeOfId(extended(extended(trunk, event(2)), event(3)), idAt(3))).toBe(2)
    forgetBeyond(trunk)
    expect(placeOfId(extended(extended(trunk, event(3)), event(3)), idAt(3))).toBe(1)
  })

  it('forgets a refused batch, whose ids may come again elsewhere', () => {
    const history = grown(1)
    const refused = extended(extended(history, event(2)), event(3))
    expect(placeOfId(refused, idAt(3))).toBe(2)
    forgetBeyond(history)
    expect(isTip(history)).toBe(true)
    expect([history.events.length, history.earliest.length, history.latest.length]).toEqual([1, 1, 1])
    expect(placeOfId(history, idAt(3))).toBeUndefined()
    const next = extended(extended(extended(history, event(3)), event(4)), event(2))
    expect([1, 2, 3, 4].map((number) => placeOfId(next, idAt(number)))).toEqual([0, 3, 1, 2])
  })
})

describe('an order', () => {
  const placesAfter = (...days: readonly string[]): readonly number[] => {
    const history = days.reduce((before, day, at) => extended(before, event(at + 1, day)), emptyHistory())
    const order = orderOf(history, [])
    for (const place of days.keys()) {
      insert(history, order, place)
      expect(orderOf(history, order.places)).toEqual(order)
    }
    expect(ordered(history, [...days.keys()])).toEqual(order)
    return order.places
  }

  it.each([
    [
      ['2025-04-10', '2025-04-11'],
      [0, 1],
    ],
    [
      ['2025-04-11', '2025-04-10'],
      [1, 0],
    ],
    [
      ['2025-04-10', '2025-04-10'],
      [0, 1],
    ],
    [
      ['2025-04', '2025-04-10'],
      [0, 1],
    ],
    [
      ['2025-04-20', '2025-04', '2025-04-10'],
      [2, 0, 1],
    ],
    [
      ['2025-03-05', '2025', '2025-03-01', '2025-03-03'],
      [2, 3, 0, 1],
    ],
    [
      ['2025-04-10', '2025-04-30', '2025-04-20', '2025-04-25'],
      [0, 2, 3, 1],
    ],
    [
      ['2025-04-10T12:00:00.000Z', '2025-04-10T12:00:00.000Z', '2025-04-10T11:59:59.999Z'],
      [2, 0, 1],
    ],
  ])('of %j is %j', (days, places) => {
    expect(placesAfter(...days)).toEqual(places)
  })
})
