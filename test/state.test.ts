// The state: what it is compared by, how it looks when it is printed, what it lists, and that its size breaks nothing.
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { encodeEvent } from '../src/codec.ts'
import { act } from '../src/entities/act.ts'
import { demand } from '../src/entities/demand.ts'
import { meeting } from '../src/entities/meeting.ts'
import { defineEntity } from '../src/entity.ts'
import type { RecordedEvent } from '../src/event.ts'
import type { DefaultVocabulary } from '../src/ledger.ts'
import { evolve, fold, record } from '../src/pure.ts'
import type { InputIn } from '../src/record.ts'
import { account } from '../src/remarks/account.ts'
import { entry } from '../src/remarks/entry.ts'
import { snapshot } from '../src/snapshot.ts'
import type { State } from '../src/state.ts'
import { type EventIn, type Vocabulary, vocabulary } from '../src/vocabulary.ts'
import { countedIds, idAt, tickingClock } from './fixed-clock.ts'

type Event = EventIn<DefaultVocabulary>
const between = ['US', 'RU'] as const
const inputs = () => [
  demand.raised({ demand: 'visas', by: 'US', occurred: '2025-04-10', object: 'more visas' }),
  demand.met({ demand: 'flights', by: 'RU', occurred: '2025-04-11' }),
  meeting.held({
    meeting: 'riyadh',
    occurred: { edtf: '2025-02', phrase: 'in February' },
    regarding: ['demand/visas', 'topic/flights'],
    at: 'oslo',
  }),
]
const fixed = () => ({ ids: countedIds(), clock: tickingClock() })
const recorded = (): readonly Event[] => [...record(between, inputs(), fixed()), stranger('bad')]
const stranger = (weather: string): Event =>
  ({
    relation: 'RU~US',
    version: 4,
    id: idAt(4),
    type: 'weather.turned',
    schemaVersion: 1,
    occurred: '2025',
    recorded: '2025-04-11T08:00:00.000Z',
    data: { weather },
  }) as unknown as Event
const state = (): State<DefaultVocabulary> => fold(recorded())

describe('two states', () => {
  it('are equal where they were folded from equal events, whichever way', () => {
    const [first, ...rest] = recorded()
    const evolved = evolve(fold(first === undefined ? [] : [first]), ...rest)
    expect(state()).toEqual(state())
    expect(state()).toStrictEqual(evolved)
    expect(evolved).toStrictEqual(state())
  })

  const changed = (at: number, changes: object): readonly Event[] =>
    recorded().map((event, place) => (place === at ? ({ ...event, ...changes } as Event) : event))

  it.each([
    ['a field of an entity', changed(0, { data: { demand: 'visas', object: 'fewer visas' } })],
    ['an entity', changed(0, { data: { demand: 'houses', object: 'more visas' } })],
    ['a status', changed(1, { type: 'demand.accepted' })],
    ['a date', changed(2, { occurred: { edtf: '2025-02', phrase: 'last February' } })],
    ['the id of an event', changed(0, { id: idAt(9) })],
    ['an event of an unknown type', changed(3, { data: { weather: 'fair' } })],
    ['the order in which entities were first named', [1, 0, 2, 3].map((at) => recorded()[at] as Event)],
    ['the relation', recorded().map((event) => ({ ...event, relation: 'RU~UX', by: event.by === 'US' ? 'UX' : event.by }) as Event)],
  ])('differ where %s differs', (_, events) => {
    expect(fold(events)).not.toEqual(state())
    expect(state()).not.toEqual(fold(events))
  })

  it('differ where only a problem differs', () => {
    const without = fold(
      record(
        between,
        [demand.raised({ demand: 'a', by: 'US', occurred: '2025' }), demand.met({ demand: 'a', by: 'RU', occurred: '2026' })],
        fixed(),
      ),
    )
    const wrong = fold(
      record(
        between,
        [demand.raised({ demand: 'a', by: 'US', occurred: '2025' }), demand.met({ demand: 'a', by: 'US', occurred: '2026' })],
        fixed(),
      ),
    )
    const [one, other] = [without, wrong].map((each) => each.demands.get('a'))
    expect(other).toEqual({ ...one, problems: wrong.problems })
    expect(wrong).not.toEqual(without)
    expect(without).not.toEqual(wrong)
  })

  it('differ where only the version does', () => {
    const events = recorded().slice(0, 2)
    const more = [...events, stranger('bad'), stranger('bad')]
    expect(fold(more.slice(0, 3))).not.toEqual(fold(more))
    expect(fold([], { between })).not.toEqual(fold([], { between: ['US', 'CN'] }))
  })
})

describe('a state in print', () => {
  it('shows in a snapshot what there is, and nothing that is empty', () => {
    expect(state()).toMatchInlineSnapshot(`
      {
        "dangling": [
          {
            "event": "00000000-0000-7000-8000-000000000003",
            "field": "at",
            "reference": "meeting/oslo",
          },
          {
            "event": "00000000-0000-7000-8000-000000000003",
            "field": "regarding",
            "reference": "topic/flights",
          },
        ],
        "demands": {
          "flights": {
            "addressee": "RU",
            "id": "flights",
            "inferred": [
              {
                "after": "new",
                "event": "00000000-0000-7000-8000-000000000002",
                "occurred": "2025-04-11",
                "status": "open",
                "type": "demand.met",
              },
            ],
            "kind": "demand",
            "previous": "open",
            "problems": [
              {
                "entity": "demand/flights",
                "event": "00000000-0000-7000-8000-000000000002",
                "kind": "gap",
                "message": "demand.met on "flights": the demand is new to this log, not open — record demand.raised first, or append with rules: 'report'",
                "rule": "demand.met/from",
              },
            ],
            "raiser": "US",
            "setBy": "00000000-0000-7000-8000-000000000002",
            "since": "2025-04-11",
            "status": "met",
            "timesReiterated": 0,
          },
          "visas": {
            "addressee": "RU",
            "id": "visas",
            "kind": "demand",
            "object": "more visas",
            "raiser": "US",
            "setBy": "00000000-0000-7000-8000-000000000001",
            "since": "2025-04-10",
            "status": "open",
            "timesReiterated": 0,
          },
        },
        "meetings": {
          "riyadh": {
            "id": "riyadh",
            "kind": "meeting",
            "setBy": "00000000-0000-7000-8000-000000000003",
            "since": {
              "edtf": "2025-02",
              "phrase": "in February",
            },
            "status": "held",
          },
        },
        "parties": [
          "RU",
          "US",
        ],
        "problems": [
          {
            "entity": "demand/flights",
            "event": "00000000-0000-7000-8000-000000000002",
            "kind": "gap",
            "message": "demand.met on "flights": the demand is new to this log, not open — record demand.raised first, or append with rules: 'report'",
            "rule": "demand.met/from",
          },
        ],
        "relation": "RU~US",
        "unknown": [
          {
            "data": {
              "weather": "bad",
            },
            "id": "00000000-0000-7000-8000-000000000004",
            "occurred": "2025",
            "recorded": "2025-04-11T08:00:00.000Z",
            "relation": "RU~US",
            "schemaVersion": 1,
            "type": "weather.turned",
            "version": 4,
          },
        ],
        "version": 4,
      }
    `)
    expect(fold([], { between })).toMatchInlineSnapshot(`
      {
        "parties": [
          "RU",
          "US",
        ],
        "relation": "RU~US",
        "version": 0,
      }
    `)
  })

  it('shows in the console the same', () => {
    const text = inspect(fold(recorded().slice(0, 1)), { depth: 5 })
    expect(text).toMatchInlineSnapshot(`
      "{
        relation: 'RU~US',
        parties: [ 'RU', 'US' ],
        version: 1,
        demands: {
          visas: {
            kind: 'demand',
            id: 'visas',
            status: 'open',
            since: '2025-04-10',
            setBy: '00000000-0000-7000-8000-000000000001',
            timesReiterated: 0,
            raiser: 'US',
            addressee: 'RU',
            object: 'more visas'
          }
        }
      }"
    `)
  })

  it('is plain JSON', () => {
    const plain = JSON.parse(JSON.stringify(state()))
    expect(Object.keys(plain)).toEqual(['relation', 'parties', 'version', 'meetings', 'demands', 'problems', 'unknown', 'dangling'])
    expect(plain.demands.visas).toEqual(state().demands.get('visas'))
  })
})

describe('the lists of a state', () => {
  it('name what leads nowhere, until it is there', () => {
    const before = state()
    expect(before.dangling).toEqual([
      { event: idAt(3), field: 'at', reference: 'meeting/oslo' },
      { event: idAt(3), field: 'regarding', reference: 'topic/flights' },
    ])
    const [oslo] = record(between, [meeting.held({ meeting: 'oslo', occurred: '2025' })], { ids: countedIds(5), clock: tickingClock() })
    expect(evolve(before, oslo as Event).dangling.map(({ reference }) => reference)).toEqual(['topic/flights'])
    expect(before.dangling).toHaveLength(2)
  })

  it('write a bigint as the text of the log does, as its digits; a console shows it as it is', () => {
    const many = stranger([2n ** 64n, { last: 1n, né: 'Jürgen' }] as never)
    const one = fold([...recorded().slice(0, 3), many])
    const written = JSON.parse(JSON.stringify(one)) as { readonly unknown: readonly RecordedEvent[] }
    expect(written.unknown).toEqual([(JSON.parse(encodeEvent(many as never)) as { readonly json: object }).json])
    expect(inspect(one, { depth: 9 })).toContain('18446744073709551616n')
    const memo = defineEntity('memo', {
      plural: 'memos',
      events: { made: { from: ['new'], to: 'made' } },
      starts: () => ({ kept: 2n ** 64n }),
    })
    const words: Vocabulary = vocabulary(memo)
    const log = record<Vocabulary>(between, [memo.made({ memo: 'a', occurred: '2025' })] as never, { vocabulary: words })
    const { memos } = fold<Vocabulary>(log, { vocabulary: words }) as unknown as { readonly memos: object }
    expect(JSON.parse(JSON.stringify(memos)).a.kept).toBe('18446744073709551616')
    expect(inspect(memos)).toContain('18446744073709551616n')
  })

  it('and the events of an entity are its own, whatever was evolved from it since', () => {
    const [one, asked] = [state(), state()]
    const [again] = record(between, [demand.reiterated({ demand: 'visas', by: 'US', occurred: '2025-05' })], { ids: countedIds(5) })
    const later = evolve(one, { ...again, version: 5 } as Event, { ...stranger('fair'), id: idAt(6), version: 6 } as Event)
    expect([later.unknown.length, later.events('demand/visas').length]).toEqual([2, 2])
    expect(one.unknown).toEqual(asked.unknown)
    expect(one.events('demand/visas')).toEqual(asked.events('demand/visas'))
  })

  it('keep events of unknown types as they are', () => {
    expect(state().unknown).toEqual([stranger('bad')])
    expect(fold(recorded().slice(0, 3)).unknown).toEqual([])
  })

  it('give the problems in the order of recording, whatever their kind of entity', () => {
    const late = record(
      between,
      [
        demand.met({ demand: 'b', by: 'RU', occurred: '2025' }),
        act.calledOff({ act: 'a', by: 'RU', occurred: '2025' }),
        demand.met({ demand: 'a', by: 'RU', occurred: '2025' }),
        meeting.accepted({ meeting: 'm', by: 'RU', occurred: '2025' }),
        demand.met({ demand: 'b', by: 'RU', occurred: '2025' }),
      ],
      fixed(),
    )
    expect(fold(late).problems.map(({ event }) => event)).toEqual([1, 2, 3, 4, 5].map(idAt))
  })

  it('are worked out once and frozen', () => {
    const one = state()
    for (const list of ['problems', 'unknown', 'dangling', 'undetermined'] as const) {
      expect(one[list]).toBe(one[list])
      expect(Object.isFrozen(one[list])).toBe(true)
    }
    expect(one.events()).toBe(one.events())
  })
})

describe('a state of a day', () => {
  const weather = { type: 'weather.turned', schemaVersion: 1, occurred: '2025-05', data: { weather: 'bad' }, id: idAt(4) }
  const told = [
    meeting.held({ meeting: 'riyadh', occurred: '2025-02', at: 'oslo', id: idAt(1) }),
    meeting.held({ meeting: 'istanbul', occurred: '2025-06', regarding: ['topic/flights'], id: idAt(2) }),
    account.confirmed({ about: idAt(1), by: 'US', set: { meeting: 'oslo' }, occurred: '2025-07', id: idAt(3) }),
    weather as never,
  ]
  const listed = (inputs: readonly InputIn<DefaultVocabulary>[], asOf: object = {}) => {
    const one = fold(record(between, inputs, { ids: countedIds(5), clock: tickingClock() }), asOf)
    const ids = { events: one.events().map(({ id }) => id), unknown: one.unknown.map(({ id }) => id) }
    return { ...ids, problems: one.problems.map(({ event }) => event), dangling: one.dangling.map(({ event }) => event) }
  }

  it('lists what was there by then, and no more', () => {
    const all = [1, 2, 3, 4].map(idAt)
    expect(listed(told)).toEqual({ events: all, unknown: [idAt(4)], problems: [idAt(3)], dangling: [idAt(1), idAt(2)] })
    const early = { events: [idAt(1)], unknown: [], problems: [], dangling: [idAt(1)] }
    expect(listed(told, { occurredBy: '2025-03' })).toEqual(early)
  })

  it('lists as unknown and as leading nowhere nothing that was retracted', () => {
    const retracted = [1, 4].map((number) => entry.retracted({ about: idAt(number), reason: 'not so', occurred: '2025-08' }))
    expect(listed([...told, ...retracted])).toMatchObject({ unknown: [], dangling: [idAt(2)] })
  })
})

it.each([[undefined], [null], [7], ['a state'], [{}], [() => state()], [Promise.resolve(state())]])(
  'what is no state is refused wherever one is asked for: %o',
  (given) => {
    const refused = expect.objectContaining({ code: 'INVALID_ARGUMENT', details: { argument: 'state', given } })
    expect(() => snapshot(given as never)).toThrow(refused)
    expect(() => evolve(given as never)).toThrow(refused)
  },
)

it('a state says of which relation, parties and version it is', () => {
  expect([state().relation, state().parties, state().version]).toEqual(['RU~US', ['RU', 'US'], 4])
})

describe('references', () => {
  it('lead to an entity, or nowhere', () => {
    const one = state()
    expect(one.entity('demand/visas')).toBe(one.demands.get('visas'))
    for (const nowhere of ['demand/unheard-of', 'nothing/visas', 'demand', 'visas', '', '/', 'demand/', 'demandvisas'])
      expect(one.entity(nowhere)).toBeUndefined()
  })

  it('without a slash lead nowhere, also where they begin like a kind', () => {
    const [raised] = record(between, [demand.raised({ demand: 'demands', by: 'US', occurred: '2025' })])
    expect(fold([raised as Event]).entity('demands')).toBeUndefined()
    expect(fold([raised as Event]).events('demands')).toEqual([])
  })

  it('lead to the events behind an entity, in the order they are taken to have happened', () => {
    const events = record(
      between,
      [
        demand.raised({ demand: 'a', by: 'US', occurred: '2025-03' }),
        demand.raised({ demand: 'b', by: 'US', occurred: '2025-03' }),
        demand.acknowledged({ demand: 'a', by: 'RU', occurred: '2025-05' }),
        demand.reiterated({ demand: 'a', by: 'US', occurred: '2025-04' }),
      ],
      fixed(),
    )
    const one = fold(events)
    expect(one.events('demand/a').map(({ id }) => id)).toEqual([1, 4, 3].map(idAt))
    expect(one.events().map(({ id }) => id)).toEqual([1, 2, 3, 4].map(idAt))
    expect(one.events('demand/unheard-of')).toEqual([])
    expect(one.events('demand/a')[0]).toBe(events[0])
  })
})

describe('a large state', () => {
  const many = 20_000
  const raw = (number: number, id: string, type = 'demand.raised'): RecordedEvent => ({
    relation: 'RU~US',
    version: number,
    id: idAt(number),
    type,
    schemaVersion: 1,
    occurred: '2025-04-10',
    recorded: '2025-04-11T08:00:00.000Z',
    by: 'US',
    to: 'RU',
    data: { demand: id },
  })

  it('of 20,000 entities is compared, printed and written', () => {
    const events = Array.from({ length: many }, (_, at) => raw(at + 1, `d${at}`)) as unknown as Event[]
    const one = fold(events)
    expect(one.demands.size).toBe(many)
    expect(JSON.stringify(one).length).toBeGreaterThan(many * 50)
    expect(inspect(one, { depth: 9 })).toContain('version: 20000')
    expect(one).toEqual(fold(events))
    expect(one).not.toEqual(fold([...events.slice(0, -1), raw(many, 'other') as unknown as Event]))
  })

  it('of one entity with 20,000 events is compared, printed, written and evolved', () => {
    const events = Array.from({ length: many }, (_, at) =>
      raw(at + 1, 'd', at === 0 ? 'demand.raised' : 'demand.reiterated'),
    ) as unknown as Event[]
    const one = fold(events)
    expect(one.demands.get('d')?.timesReiterated).toBe(many - 1)
    expect(one.events('demand/d')).toHaveLength(many)
    expect(JSON.parse(JSON.stringify(one)).version).toBe(many)
    expect(one).toEqual(fold(events))
    const next = evolve(one, raw(many + 1, 'd', 'demand.reiterated') as unknown as Event)
    expect([next, one].map((each) => each.events('demand/d').length)).toEqual([many + 1, many])
  })
})
