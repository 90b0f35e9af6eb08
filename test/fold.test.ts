// The fold: what is shared between states, what branches owe each other, and that recipes leave events alone.
// What holds over random histories is in properties/fold.test.ts; here stand the cases one wants to see by name.
import { describe, expect, it } from 'vitest'
import { shelfBehind } from '../src/collection.ts'
import { diplomacyVocabulary } from '../src/diplomacy.ts'
import { demand } from '../src/entities/demand.ts'
import { meeting } from '../src/entities/meeting.ts'
import { topic } from '../src/entities/topic.ts'
import { defineEntity } from '../src/entity.ts'
import type { RecordedEvent } from '../src/event.ts'
import { emptyPicture } from '../src/fold.ts'
import type { DefaultVocabulary } from '../src/ledger.ts'
import { evolve, fold, record } from '../src/pure.ts'
import type { InputIn } from '../src/record.ts'
import { entry } from '../src/remarks/entry.ts'
import { texts } from '../src/shape.ts'
import { cellOf } from '../src/shelf.ts'
import { spansOf } from '../src/spans.ts'
import { pictureOf, stateOf } from '../src/state.ts'
import { type EventIn, type Vocabulary, vocabulary } from '../src/vocabulary.ts'
import { dispute, disputes } from './dispute.ts'
import { countedIds, idAt, tickingClock } from './fixed-clock.ts'

type Event = EventIn<DefaultVocabulary>
const between = ['US', 'RU'] as const

/** The events of these inputs, with ids from a number on. */
const recorded = (from: number, ...inputs: readonly InputIn<DefaultVocabulary>[]): readonly Event[] =>
  record(between, inputs, { ids: countedIds(from), clock: tickingClock() })
const one = (id: number, input: InputIn<DefaultVocabulary>): Event => recorded(id, input)[0] as Event
const raised = (demandId: string, occurred = '2025-04-10') => demand.raised({ demand: demandId, by: 'US', occurred })
const stranger = (id: number): Event => ({ ...one(id, raised('x')), type: 'weather.turned', data: { weather: 'bad' } }) as unknown as Event

describe('a state and the one after', () => {
  const before = fold(recorded(1, raised('a'), raised('b'), meeting.held({ meeting: 'm', occurred: '2025-04-10' })))

  it('share every entity but the one that the event touches, and every other collection', () => {
    const after = evolve(before, one(4, demand.acknowledged({ demand: 'a', by: 'RU', occurred: '2025-05' })))
    expect(after.demands.get('b')).toBe(before.demands.get('b'))
    expect(after.meetings).toBe(before.meetings)
    expect(after.demands).not.toBe(before.demands)
    expect(after.demands.get('a')).not.toBe(before.demands.get('a'))
    expect([before, after].map((state) => state.demands.get('a')?.status)).toEqual(['open', 'acknowledged'])
  })

  it('share all the others where the event is late, too', () => {
    const after = evolve(before, one(4, demand.reiterated({ demand: 'a', by: 'US', occurred: '2025-01' })))
    expect(after.events('demand/a').map(({ id }) => id)).toEqual([4, 1].map(idAt))
    expect(after.demands.get('b')).toBe(before.demands.get('b'))
    expect(after.meetings.get('m')).toBe(before.meetings.get('m'))
    expect(after.demands.get('a')).toMatchObject({ status: 'open', timesReiterated: 1, since: '2025-04-10' })
    expect(before.demands.get('a')).toMatchObject({ status: 'open', timesReiterated: 0 })
  })

  it('share everything, where the event is of a type that nobody knows', () => {
    const after = evolve(before, stranger(4))
    expect(after.demands).toBe(before.demands)
    expect([before.unknown.length, after.unknown.length]).toEqual([0, 1])
    expect([before.version, after.version]).toEqual([3, 4])
  })

  it('are one picture, where there is no event between them', () => {
    expect(evolve(before)).toEqual(before)
    expect(evolve(before).demands).toBe(before.demands)
  })
})

describe('two branches from one state', () => {
  const trunk = fold(recorded(1, raised('a'), raised('b')))

  it('put new entities in the same place, and each finds its own alone', () => {
    const left = evolve(trunk, one(11, raised('left')), one(12, raised('both')))
    const right = evolve(trunk, one(21, raised('both')), one(22, raised('right')))
    expect(left.demands.all.map(({ id }) => id)).toEqual(['a', 'b', 'left', 'both'])
    expect(right.demands.all.map(({ id }) => id)).toEqual(['a', 'b', 'both', 'right'])
    expect([left.demands.has('right'), right.demands.has('left'), trunk.demands.has('both')]).toEqual([false, false, false])
    expect([left, right].map((state) => state.demands.get('both')?.setBy)).toEqual([12, 21].map(idAt))
    expect([trunk.demands.all.length, trunk.events().length]).toEqual([2, 2])
  })

  it('find those that were there before they parted', () => {
    const base = fold(recorded(1, raised('first'), raised('second')))
    const left = evolve(base, one(11, raised('left')), one(12, raised('both')))
    const right = evolve(base, one(21, raised('both')))
    for (const state of [left, right, evolve(right, one(22, raised('right'))), base])
      expect(['first', 'second'].map((id) => state.demands.get(id)?.id)).toEqual(['first', 'second'])
    expect(right.demands.has('left')).toBe(false)
  })

  it('add to the events of one entity, and each has its own behind it', () => {
    const left = evolve(trunk, one(11, demand.reiterated({ demand: 'a', by: 'US', occurred: '2025-05' })))
    const right = evolve(trunk, one(21, demand.acknowledged({ demand: 'a', by: 'RU', occurred: '2025-05' })))
    const again = evolve(left, one(12, demand.reiterated({ demand: 'a', by: 'US', occurred: '2025-06' })))
    const late = evolve(right, one(22, demand.reiterated({ demand: 'a', by: 'US', occurred: '2025-01' })))
    const behind = [trunk, left, right, again, late].map((state) => state.events('demand/a').map(({ id }) => id))
    expect(behind).toEqual([[1], [1, 11], [1, 21], [1, 11, 12], [22, 1, 21]].map((ids) => ids.map(idAt)))
    expect([left, right, again, late].map((state) => [state.demands.get('a')?.status, state.demands.get('a')?.timesReiterated])).toEqual([
      ['open', 1],
      ['acknowledged', 0],
      ['open', 2],
      ['acknowledged', 1],
    ])
  })

  it('keep their own strangers and their own problems', () => {
    const left = evolve(trunk, stranger(11))
    const right = evolve(trunk, stranger(21), stranger(22))
    const wrong = evolve(trunk, one(31, raised('a')))
    expect([trunk, left, right, wrong].map((state) => state.unknown.map(({ id }) => id))).toEqual(
      [[], [11], [21, 22], []].map((ids) => ids.map(idAt)),
    )
    expect([trunk, left, right, wrong].map((state) => state.problems.length)).toEqual([0, 0, 0, 1])
    expect([left, right].map((state) => state.events().map(({ id }) => id))).toEqual(
      [
        [1, 2, 11],
        [1, 2, 21, 22],
      ].map((ids) => ids.map(idAt)),
    )
  })
})

describe('an entity that is evolved', () => {
  const again = (occurred: string) => demand.reiterated({ demand: 'a', by: 'US', occurred })
  const orderOf = (...inputs: readonly InputIn<DefaultVocabulary>[]) =>
    evolve(fold([], { between }), ...recorded(1, ...inputs))
      .events('demand/a')
      .map(({ version }) => version)

  it('has its events in the order of their dates, also where some are vague', () => {
    expect(orderOf(raised('a', '2025-03-10'), again('2025-05-10'), again('2025-04-10'))).toEqual([1, 3, 2])
    expect(orderOf(raised('a', '2025-05-10'), again('2025'), again('2025-04-10'))).toEqual([3, 1, 2])
    expect(orderOf(again('2025-05-10'), raised('a', '2025-04-10'), again('2025-04-20'), again('2025-04-10'))).toEqual([2, 4, 3, 1])
  })

  it('keeps its own events, where one comes late or is spoken of after another branch grew from it', () => {
    const trunk = fold(recorded(1, raised('a'), raised('b')))
    const left = evolve(trunk, one(11, again('2025-05')))
    const late = evolve(trunk, one(21, again('2025-01')))
    const corrected = entry.corrected({ about: idAt(1), set: { object: 'visas' }, reason: 'x', occurred: '2025' })
    const told = evolve(trunk, recorded(1, raised('a'), raised('b'), corrected)[2] as Event)
    expect([left, late, told].map((state) => state.events('demand/a').map(({ id }) => id))).toEqual(
      [[1, 11], [21, 1], [1]].map((ids) => ids.map(idAt)),
    )
    expect(told.demands.get('a')).toMatchObject({ object: 'visas', timesReiterated: 0 })
  })

  it('shares with the one before what the event does not touch, and its list of events, which grows', () => {
    const at = { dispute: 'd', occurred: '2025-04-10' }
    const inputs = [dispute.filed({ ...at, by: 'US' }), dispute.described({ ...at, words: 'a' }), dispute.described({ ...at, words: 'b' })]
    const [first, ...more] = record(between, inputs, { vocabulary: disputes, clock: tickingClock() })
    const before = evolve(fold([], { between, vocabulary: disputes }), first as NonNullable<typeof first>)
    const after = evolve(before, ...more)
    expect(after.disputes.get('d')?.told).toEqual(['a', 'b'])
    expect(after.disputes.get('d')?.deep).toBe(before.disputes.get('d')?.deep)
    const [was, is] = [before, after].map((state) => cellOf(shelfBehind(state.disputes), 'd'))
    expect(is?.places).toBe(was?.places)
    const strange = evolve(fold([], { between }), stranger(1))
    const [had, has] = [strange, evolve(strange, stranger(2))].map((state) => pictureOf(state).strangers)
    expect(has?.places).toBe(had?.places)
    expect([had?.length, has?.length]).toEqual([1, 2])
  })
})

describe('events', () => {
  it('are copied where they are not frozen, and nothing the caller does later reaches the state', () => {
    const mine = { ...one(1, topic.advanced({ topic: 't', label: 'progress', occurred: '2025', saidBy: ['RU'] })), saidBy: ['RU'] }
    const state = fold([mine as Event])
    mine.saidBy.push('US')
    expect(state.events()[0]?.saidBy).toEqual(['RU'])
    expect(state.topics.get('t')?.progress).toEqual({ RU: 'progress' })
    expect(Object.isFrozen(mine.saidBy)).toBe(false)
  })

  it('are kept as they are where they are frozen', () => {
    const [event] = recorded(1, raised('a'))
    expect(fold([event as Event]).events()[0]).toBe(event)
    expect(evolve(fold([], { between }), event as Event).events()[0]).toBe(event)
  })

  it('of a recipe are frozen: one that changes them is told so, in replay and in evolve, and the event stays', () => {
    const careless = defineEntity('list', {
      plural: 'lists',
      fields: { items: texts },
      events: { made: { from: ['new'], to: 'made', brings: ['items'] } },
      starts: () => ({ kept: [] as readonly string[] }),
      also: {
        made: (draft, event) => {
          draft.kept = event.data.items
          ;(event.data.items as string[]).push('more')
        },
      },
    })
    const words = vocabulary(careless)
    const events = record(between, [careless.made({ list: 'a', items: ['one'], occurred: '2025' })], { vocabulary: words })
    for (const state of [fold(events, { vocabulary: words }), evolve(fold([], { vocabulary: words, between }), ...events)]) {
      expect(state.problems).toMatchObject([{ rule: 'list.made/recipe', kind: 'contradiction' }])
      expect(state.lists.get('a')?.kept).toEqual(['one'])
    }
    expect(events[0]?.data).toMatchObject({ items: ['one'] })
  })

  it('of a newer version of a known type are kept and not folded', () => {
    const newer = { ...one(1, raised('a')), schemaVersion: 2 } as Event
    for (const state of [fold([newer]), evolve(fold([], { between }), newer)]) {
      expect([state.demands.size, state.unknown.length, state.version]).toEqual([0, 1, 1])
    }
  })

  it('without the id of their entity are kept and not folded', () => {
    const nameless = { ...one(1, raised('a')), data: {} } as unknown as RecordedEvent as Event
    for (const state of [fold([nameless]), evolve(fold([], { between }), nameless)])
      expect([state.demands.size, state.unknown.length]).toEqual([0, 1])
  })
})

describe('an entity as of a day', () => {
  const events = recorded(
    1,
    raised('a', '2025-01'),
    demand.accepted({ demand: 'a', by: 'US', occurred: '2025-02' }),
    demand.met({ demand: 'a', by: 'RU', occurred: '2025-03' }),
    demand.accepted({ demand: 'a', by: 'RU', occurred: '2025-04' }),
  )
  const asOf = (day: string) => fold(events, { occurredBy: day }).demands.get('a')
  const rules = (day: string) => asOf(day)?.problems?.map(({ rule, event }) => [rule, event])

  it('has the problems of what had happened, and no list where there are none', () => {
    expect([rules('2025-04'), rules('2025-03')]).toEqual([
      [
        ['demand.accepted/by', idAt(2)],
        ['demand.accepted/from', idAt(4)],
      ],
      [['demand.accepted/by', idAt(2)]],
    ])
    expect(asOf('2025-01')).not.toHaveProperty('problems')
    expect(asOf('2025-01')).toEqual(fold(events.slice(0, 1)).demands.get('a'))
    expect(asOf('2024')).toBeUndefined()
  })
})

describe('an entity in one side’s account', () => {
  it('has the problems that the whole log finds in what is told, and none of its own', () => {
    const said = (by: string, input: InputIn<DefaultVocabulary>) => ({ ...input, saidBy: [by] }) as InputIn<DefaultVocabulary>
    const met = demand.met({ demand: 'a', by: 'RU', occurred: '2025-05' })
    const accepted = demand.accepted({ demand: 'a', by: 'US', occurred: '2025-05' })
    const rules = (second: InputIn<DefaultVocabulary>) =>
      fold(recorded(1, said('RU', raised('a')), said('US', second)), { accordingTo: 'US' }).problems.map(({ rule }) => rule)
    expect([rules(met), rules(accepted)]).toEqual([[], ['demand.accepted/by']])
  })
})

describe('a cell', () => {
  const cellIn = (state: { readonly demands: object }) => cellOf(shelfBehind(state.demands), 'a')

  it('is the same whether its log was evolved or replayed, also where an event came late', () => {
    const events = recorded(1, raised('a', '2025-03'), demand.reiterated({ demand: 'a', by: 'US', occurred: '2025-02' }))
    const [replayed, evolved] = [fold(events), evolve(fold([], { between }), ...events)].map(cellIn)
    expect(evolved).toEqual(replayed)
    expect(evolved?.reach).toBe(Date.UTC(2025, 2))
  })

  it('that lost all its events is as one that never had any', () => {
    const off = entry.retracted({ about: idAt(1), reason: 'x', occurred: '2025' })
    const nothing = { id: 'a', entity: undefined, places: [], count: 0, reach: -Infinity }
    const events = recorded(1, raised('a'), off)
    for (const state of [fold(events), evolve(fold([], { between }), ...events)]) expect(cellIn(state)).toEqual(nothing)
  })

  it('is asked for its spans up to where its state is, whatever grew from it', () => {
    const trunk = fold(recorded(1, raised('a')))
    evolve(trunk, one(2, demand.met({ demand: 'a', by: 'RU', occurred: '2025-05' })))
    expect(spansOf(trunk, 'demand/a')?.map(({ status }) => status)).toEqual(['open'])
  })

  it('is frozen all the way down', () => {
    const [mark] = fold(recorded(1, demand.met({ demand: 'a', by: 'RU', occurred: '2025' }))).demands.get('a')?.inferred ?? []
    expect([mark?.status, Object.isFrozen(mark)]).toEqual(['open', true])
  })
})

it('before its first event a relation is empty, however it is come by', () => {
  expect(stateOf(emptyPicture(diplomacyVocabulary, 'RU~US'))).toStrictEqual(fold([], { between }))
  expect(pictureOf(fold([], { between })).strangers).toEqual(emptyPicture(diplomacyVocabulary, 'RU~US').strangers)
})

it('an event of a type that nobody knows can be retracted', () => {
  const events = [stranger(1), ...recorded(1, raised('a'), entry.retracted({ about: idAt(1), reason: 'x', occurred: '2025' })).slice(1)]
  for (const state of [fold(events), evolve(fold([], { between }), ...events)]) expect([state.version, state.unknown]).toEqual([2, []])
})

describe('a replay', () => {
  /** How often recipes run in a replay of notes at these instants, and what else is said of them. */
  const runsIn = (...inputs: readonly (string | InputIn<DefaultVocabulary>)[]) => {
    let runs = 0
    const memo = defineEntity('memo', {
      plural: 'memos',
      events: { noted: { from: ['new'], keeps: ['noted'], to: 'noted' } },
      also: {
        noted: () => {
          runs += 1
        },
      },
    })
    const given = inputs.map((each) => (typeof each === 'string' ? memo.noted({ memo: 'a', occurred: each }) : each))
    const events = record(between, given as never, { vocabulary: vocabulary(memo), ids: countedIds(), clock: tickingClock() })
    runs = 0
    fold<Vocabulary>(events, { vocabulary: vocabulary(memo) })
    return runs
  }
  const noon = '2025-04-10T12:00:00.000Z'

  it('runs a recipe once for each event that goes last, and once more for each of an entity where one is late or spoken of', () => {
    expect(runsIn('2025-01', noon, noon, '2025-05')).toBe(4)
    expect(runsIn(noon, '2025-05', '2025-01', '2025-06')).toBe(2 + 4)
    expect(runsIn(noon, entry.corrected({ about: idAt(1), set: { note: 'x' }, reason: 'x', occurred: '2025' }), '2025-05')).toBe(1 + 2)
  })
})

describe('entities that start with values of their own', () => {
  it('do not share what they start with', () => {
    const state = fold(
      recorded(
        1,
        topic.advanced({ topic: 'a', label: 'x', occurred: '2025', saidBy: ['US'] }),
        topic.advanced({ topic: 'b', label: 'y', occurred: '2025', saidBy: ['RU'] }),
      ),
    )
    expect([state.topics.get('a')?.progress, state.topics.get('b')?.progress]).toEqual([{ US: 'x' }, { RU: 'y' }])
  })
})
