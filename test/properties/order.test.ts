// The law of order: in recording order each event goes last, or just before the first event that its dates prove it precedes.
// In: random dates of every form. Out: the order of the library is that of a naive reference, a linear extension of what the
// dates prove, the same when made again, and each event that came moved nothing but itself.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RecordedEvent } from '../../src/event.ts'
import { emptyHistory, extended, insert, orderOf } from '../../src/history.ts'
import { boundsOf, type ImpreciseDate, precedes } from '../../src/time.ts'
import { arbitraryDateText } from '../arbitrary-date.ts'
import { idAt } from '../fixed-clock.ts'

const closeDay = fc.integer({ min: 1, max: 28 }).map((day) => `2025-02-${String(day).padStart(2, '0')}`)
const closeDate = fc.oneof(
  { weight: 4, arbitrary: closeDay },
  { weight: 1, arbitrary: closeDay.map((day) => `${day}~`) },
  { weight: 1, arbitrary: closeDay.map((day) => `[..${day}]`) },
  { weight: 1, arbitrary: fc.tuple(closeDay, closeDay).map((days) => days.toSorted().join('/')) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('2025-02', '2025', '2025-01-31T23:30-05:00', '2025-02-10T12:00:00.000Z', '2025-02-10T12:00:00.001Z'),
  },
)
const dates = fc.oneof(
  { weight: 3, arbitrary: fc.array(closeDate, { maxLength: 40 }) },
  { weight: 1, arbitrary: fc.array(arbitraryDateText('occurred'), { maxLength: 25 }) },
)
const runs = { seed: 20250410, numRuns: 2000 }

const eventOn = (occurred: ImpreciseDate, at: number): RecordedEvent => ({
  relation: 'RU~US',
  version: at + 1,
  id: idAt(at + 1),
  type: 'demand.raised',
  schemaVersion: 1,
  occurred,
  recorded: '2025-04-11T08:00:00.000Z',
  data: { demand: 'a' },
})

/** The order of the library after each event: lists of places. */
function ordersOf(days: readonly ImpreciseDate[]): readonly (readonly number[])[] {
  let history = emptyHistory()
  const order = orderOf(history, [])
  return days.map((day, at) => {
    history = extended(history, eventOn(day, at))
    insert(history, order, at)
    return [...order.places]
  })
}

/** The same said naively, each pair of events compared by their own dates. */
function naiveOrder(days: readonly ImpreciseDate[]): readonly number[] {
  const list: number[] = []
  days.forEach((day, at) => {
    const before = list.findIndex((other) => boundsOf(day).latest < boundsOf(days[other] as ImpreciseDate).earliest)
    list.splice(before === -1 ? list.length : before, 0, at)
  })
  return list
}

const lastOf = (days: readonly ImpreciseDate[]): readonly number[] => ordersOf(days).at(-1) ?? []

describe('the order', () => {
  it('is that of the naive reference', () => {
    fc.assert(
      fc.property(dates, (days) => {
        expect(lastOf(days)).toEqual(naiveOrder(days))
      }),
      runs,
    )
  })

  it('is a linear extension of what the dates prove', () => {
    fc.assert(
      fc.property(dates, (days) => {
        const ordered = lastOf(days).map((place) => days[place] as ImpreciseDate)
        const wrong = ordered.flatMap((early, at) => ordered.slice(at + 1).filter((late) => precedes(late, early)))
        expect(wrong).toEqual([])
      }),
      runs,
    )
  })

  it('is the same when what is ordered is ordered again', () => {
    fc.assert(
      fc.property(dates, (days) => {
        const ordered = lastOf(days).map((place) => days[place] as ImpreciseDate)
        expect(lastOf(ordered)).toEqual(ordered.map((_, place) => place))
      }),
      runs,
    )
  })

  it('is moved in nothing but the new event', () => {
    fc.assert(
      fc.property(dates, (days) => {
        const orders = ordersOf(days)
        const withoutNew = orders.map((order, at) => order.filter((place) => place !== at))
        expect(withoutNew).toEqual(days.map((_, at) => orders[at - 1] ?? []))
      }),
      runs,
    )
  })

  it('is the same from an order that was taken up in the middle', () => {
    fc.assert(
      fc.property(dates, fc.nat(), (days, cut) => {
        const at = days.length === 0 ? 0 : cut % days.length
        const history = days.reduce((grown, day, place) => extended(grown, eventOn(day, place)), emptyHistory())
        const order = orderOf(history, naiveOrder(days.slice(0, at)))
        for (let place = at; place < days.length; place += 1) insert(history, order, place)
        expect(order.places).toEqual(naiveOrder(days))
      }),
      runs,
    )
  })
})
