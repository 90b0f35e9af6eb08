// Diff: what is different between two states, and which events made it so, as data and as text.
// In: short histories with one thing each, and the real talks of 2025. Out: the changes, each with its events.
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { events as talks } from '../examples/02-us-russia/events.ts'
import { diff, type EntityChange, formatDiff } from '../src/diff.ts'
import { demand } from '../src/entities/demand.ts'
import { followUp } from '../src/entities/follow-up.ts'
import { guarantee } from '../src/entities/guarantee.ts'
import { meeting } from '../src/entities/meeting.ts'
import { defineEntity } from '../src/entity.ts'
import { openLedger } from '../src/ledger.ts'
import { evolve, fold, record } from '../src/pure.ts'
import { account } from '../src/remarks/account.ts'
import { entry } from '../src/remarks/entry.ts'
import { vocabulary } from '../src/vocabulary.ts'
import { countedIds, idAt, tickingClock } from './fixed-clock.ts'
import type { Input } from './record.ts'

const between = ['US', 'RU'] as const
const occurred = '2025-04-10'
const recorded = (...inputs: readonly Input[]) => record(between, inputs, { ids: countedIds(), clock: tickingClock() })
/** What the log's events from this version on made of the state. */
const since = (version: number, ...inputs: readonly Input[]) => {
  const events = recorded(...inputs)
  return diff(fold(events, { version, between }), fold(events))
}
/** Each change as `field: before → after`, with the versions of its events. */
const inShort = (changes: readonly EntityChange[]) =>
  changes.map(({ entity, change, fields }) => [
    `${entity} ${change}`,
    ...fields.map(
      ({ field, before, after, events }) =>
        `${field}: ${JSON.stringify(before)} → ${JSON.stringify(after)} by ${events.map(({ version }) => version).join(', ')}`,
    ),
  ])

const raised = demand.raised({ demand: 'visas', by: 'RU', occurred })

describe('of several remarks on an event, those made a field another:', () => {
  const held = meeting.held({ id: idAt(90), meeting: 'riyadh', place: 'Riyadh', round: 1, occurred, saidBy: ['US'] })
  const on = (id: number, change: object) =>
    entry.corrected({ id: idAt(id), about: idAt(90), reason: 'misprint', occurred, ...change } as never)
  /** Of each field the versions of the events that made it, but for that of the event itself. */
  const made = (...inputs: readonly Input[]) =>
    Object.fromEntries(
      since(1, held, ...inputs).flatMap(({ fields }) =>
        fields.map(({ field, events }) => [field, events.map(({ version }) => version).filter((version) => version > 1)]),
      ),
    )
  const [day, place] = [on(91, { set: { occurred: '2025-04-09' } }), on(92, { set: { place: 'Ankara' } })]

  it('that tell it: the date, the place, one that takes it out', () => {
    expect(made(day, place, on(93, { unset: ['round'] }))).toEqual({ since: [2], place: [3], round: [4] })
  })

  it('that tell it by what is said of them in turn', () => {
    expect(made(place, day, on(93, { about: idAt(92), set: { set: { place: 'Sochi' } } }))).toEqual({ since: [3], place: [2, 4] })
    const wrong = on(93, { set: { place: 'Kyiv' } })
    const out = entry.retracted({ about: idAt(93), reason: 'a guess', occurred })
    const events = recorded(held, wrong, day, out)
    const [change] = diff(fold(events, { version: 3 }), fold(events))
    expect(change?.fields.map(({ field, events: causes }) => [field, causes.map(({ version }) => version)])).toEqual([['place', [1, 4]]])
    const other = on(94, { about: idAt(93), set: { set: { round: 2 } } })
    expect(made(wrong, day, other)).toEqual({ since: [3], round: [2, 4] })
  })

  it('that took it out and brought it back, whatever else they tell', () => {
    const away = entry.retracted({ about: idAt(90), reason: 'twice', occurred })
    const back = entry.reinstated({ about: idAt(90), occurred })
    expect(made(day, place, away, back)).toEqual({ since: [2, 4, 5], place: [3, 4, 5] })
  })

  it('that moved it to the entity', () => {
    const moved = since(1, held, on(91, { set: { meeting: 'oslo' } }), place).find(({ entity }) => entity === 'meeting/oslo')
    const versions = (field: string) => moved?.fields.find((each) => each.field === field)?.events.map(({ version }) => version)
    expect([versions('place'), versions('round')]).toEqual([
      [1, 2, 3],
      [1, 2],
    ])
  })

  it('that say who acted, where it follows from that; and all, where it follows from what cannot be seen', () => {
    const asked = demand.raised({ id: idAt(90), demand: 'visas', by: 'RU', object: 'visas', occurred })
    const changes = (...inputs: readonly Input[]) =>
      since(1, asked, ...inputs)[0]?.fields.map(({ field, events }) => [field, events.map(({ version }) => version)])
    expect(changes(on(91, { set: { object: 'flights' } }), on(92, { set: { by: 'US' } }))).toEqual([
      ['addressee', [1, 3]],
      ['object', [1, 2]],
      ['raiser', [1, 3]],
    ])
    const counted = defineEntity('tally', {
      plural: 'tallies',
      fields: { more: z.number(), less: z.number() },
      events: { kept: { from: ['new'], to: 'kept', may: ['more', 'less'] } },
      also: {
        kept: (draft, { data }) => {
          ;(draft as { sum?: number }).sum = (data.more ?? 0) - (data.less ?? 0)
        },
      },
    })
    const words = vocabulary(counted)
    const log = record(
      between,
      [
        counted.kept({ id: idAt(90), tally: 't', more: 5, less: 2, occurred }),
        on(91, { set: { more: 6 } }) as never,
        on(92, { set: { less: 1 } }) as never,
      ],
      { vocabulary: words, ids: countedIds(), clock: tickingClock() },
    )
    const [change] = diff(fold(log, { vocabulary: words, version: 1 }), fold(log, { vocabulary: words }))
    expect(change?.fields.map(({ field, events }) => [field, events.map(({ version }) => version)])).toEqual([
      ['less', [1, 3]],
      ['more', [1, 2]],
      ['sum', [1, 2, 3]],
    ])
  })

  it('that say when it was, where it follows from the order', () => {
    const asked = demand.raised({ id: idAt(90), demand: 'visas', by: 'RU', object: 'visas', occurred })
    const met = demand.met({ demand: 'visas', by: 'US', occurred: '2025-04-11' })
    const named = (...inputs: readonly Input[]) =>
      Object.fromEntries(
        (since(2, asked, met, ...inputs)[0]?.fields ?? []).map(({ field, events }) => [field, events.map(({ version }) => version)]),
      )
    const [later, another] = [on(92, { set: { occurred: '2025-04-12' } }), on(93, { set: { object: 'flights' } })]
    expect(named(another, later)).toMatchObject({ status: [1, 4], since: [1, 4], object: [1, 3] })
    expect(named(later, on(93, { set: { by: 'US' } }))).toMatchObject({ status: [1, 3, 4], since: [1, 3] })
  })

  it('that say whose word it is, of the standing', () => {
    const word = on(93, { set: { saidBy: ['US', 'RU'] } })
    const confirmed = account.confirmed({ about: idAt(90), by: 'RU', set: { place: 'Ankara' }, occurred })
    const standing = (...inputs: readonly Input[]) => since(1, held, ...inputs)[0]?.standing?.events.map(({ version }) => version)
    expect([standing(place, word), standing(place, confirmed), standing(place, confirmed, word)]).toEqual([[3], [3], [3, 4]])
  })
})

describe('a diff', () => {
  it('of a state and itself is empty', () => {
    const state = fold(recorded(raised))
    expect(diff(state, state)).toEqual([])
    expect(diff(state, fold(recorded(raised)))).toEqual([])
    expect(formatDiff([])).toBe('Nothing is different.\n')
  })

  it('names what changed, field by field, with the events that set it', () => {
    const [first, second, third] = recorded(
      raised,
      demand.acknowledged({ demand: 'visas', by: 'US', occurred: '2025-05' }),
      demand.reiterated({ demand: 'visas', by: 'RU', occurred: '2025-06' }),
    )
    const before = fold([first as never])
    expect(inShort(diff(before, evolve(before, second as never, third as never)))).toEqual([
      [
        'demand/visas changed',
        'status: "open" → "acknowledged" by 2',
        'since: "2025-04-10" → "2025-05" by 2',
        `setBy: "${idAt(1)}" → "${idAt(2)}" by 2`,
        'previous: undefined → "open" by 2',
        'timesReiterated: 0 → 1 by 3',
      ],
    ])
  })

  it('names what came', () => {
    const changes = since(1, raised, followUp.scheduled({ followUp: 'round-3', what: 'a third round', occurred }))
    expect(changes.map(({ entity, change }) => `${entity} ${change}`)).toEqual(['followUp/round-3 came'])
    const [what] = changes[0]?.fields.filter(({ field }) => field === 'what') ?? []
    expect(what).toStrictEqual({
      field: 'what',
      after: 'a third round',
      events: [{ id: idAt(2), type: 'followUp.scheduled', version: 2, occurred }],
    })
  })

  it('names what went, and the entry that took it away', () => {
    const retracted = entry.retracted({ about: 'demand/visas', reason: 'recorded twice', occurred: '2025-04-12' })
    expect(inShort(since(1, raised, retracted))).toEqual([
      [
        'demand/visas went',
        'status: "open" → undefined by 1, 2',
        'since: "2025-04-10" → undefined by 1, 2',
        `setBy: "${idAt(1)}" → undefined by 1, 2`,
        'addressee: "US" → undefined by 1, 2',
        'raiser: "RU" → undefined by 1, 2',
        'timesReiterated: 0 → undefined by 1, 2',
      ],
    ])
    const went = since(1, raised, retracted)
    expect(went[0]?.fields.some((field) => 'after' in field)).toBe(false)
    expect(formatDiff(went)).toMatch(/^demand\/visas, gone\n {2}status: open → none\n/)
    expect(since(2, raised, retracted, entry.reinstated({ about: idAt(1), occurred }))[0]).toMatchObject({
      change: 'came',
      fields: [{ field: 'status', events: [{ version: 1 }, { type: 'entry.reinstated', version: 3 }] }, {}, {}, {}, {}, {}],
    })
  })

  it('names the correction, the event it corrected, and a correction of that correction', () => {
    const held = meeting.held({ meeting: 'istanbul', occurred: '2025-02-17', place: 'Istanbul' })
    const corrected = entry.corrected({ about: idAt(1), set: { occurred: '2025-02-26' }, reason: 'misprint', occurred })
    const again = entry.corrected({
      about: idAt(2),
      set: { set: { occurred: '2025-02-27' } },
      reason: 'and another',
      occurred: '2025-04-11',
    })
    expect(inShort(since(1, held, corrected))).toEqual([['meeting/istanbul changed', 'since: "2025-02-17" → "2025-02-26" by 1, 2']])
    expect(inShort(since(2, held, corrected, again))).toEqual([['meeting/istanbul changed', 'since: "2025-02-26" → "2025-02-27" by 1, 3']])
  })

  it('names both entities, where a correction moves an event from one to the other', () => {
    const changes = since(1, raised, entry.corrected({ about: idAt(1), set: { demand: 'flights' }, reason: 'mixed up', occurred }))
    expect(changes.map(({ entity, change }) => `${entity} ${change}`)).toEqual(['demand/flights came', 'demand/visas went'])
    expect(changes.flatMap(({ fields }) => fields.map(({ events }) => events.map(({ version }) => version)))).toContainEqual([1, 2])
  })

  it('names the late event that changed what came before it', () => {
    const met = demand.met({ demand: 'visas', by: 'US', occurred: '2025-06' })
    const [first, second] = recorded(met, raised)
    const changes = inShort(diff(fold([first as never]), fold([first as never, second as never])))
    expect(changes[0]).toEqual([
      'demand/visas changed',
      expect.stringMatching(/^inferred: .* → undefined by 2$/),
      expect.stringMatching(/^problems: .* → undefined by 2$/),
    ])
  })

  it('of two accounts names whose account it is', () => {
    const told = guarantee.agreed({ guarantee: 'payments', reciprocal: true, occurred, object: 'payments', saidBy: ['US'], id: idAt(91) })
    const differed = account.confirmed({ about: idAt(91), by: 'RU', set: { object: 'unhindered payments' }, occurred })
    const events = recorded(told, differed)
    const changes = inShort(diff(fold(events, { accordingTo: 'US' }), fold(events, { accordingTo: 'RU' })))
    expect(changes).toEqual([['guarantee/payments changed', 'object: "payments" → "unhindered payments" by 1, 2']])
  })

  it('names who confirmed, denied or took back, where a status is attested otherwise', () => {
    const claimed = guarantee.agreed({ guarantee: 'payments', reciprocal: true, occurred, saidBy: ['US'], id: idAt(91) })
    const confirmed = account.confirmed({ about: idAt(91), by: 'RU', occurred: '2025-05', id: idAt(92) })
    const denied = account.denied({ about: idAt(91), by: 'RU', occurred: '2025-06' })
    const standing = (version: number, ...inputs: readonly Input[]) => {
      const [change, ...others] = since(version, claimed, ...inputs)
      expect([change?.entity, change?.change, change?.fields, others]).toEqual(['guarantee/payments', 'changed', [], []])
      return { ...change?.standing, events: change?.standing?.events.map((event) => event.version) }
    }
    expect(standing(1, confirmed)).toEqual({ before: 'claimed', after: 'confirmed', events: [2] })
    expect(standing(2, confirmed, denied)).toEqual({ before: 'confirmed', after: 'disputed', events: [3] })
    const retracted = entry.retracted({ about: idAt(92), reason: 'misheard', occurred: '2025-07' })
    expect(standing(2, confirmed, retracted)).toEqual({ before: 'confirmed', after: 'claimed', events: [3] })
    const corrected = entry.corrected({ about: idAt(91), set: { saidBy: ['US', 'RU'] }, reason: 'both said so', occurred })
    expect(standing(1, corrected)).toEqual({ before: 'claimed', after: 'confirmed', events: [2] })
    expect(since(1, claimed, account.confirmed({ about: idAt(91), by: 'US', occurred }))).toEqual([])
  })

  it('names who confirmed where nothing else of the entity is different, and both states share it', () => {
    const events = recorded(
      guarantee.agreed({ guarantee: 'payments', reciprocal: true, occurred, saidBy: ['US'], id: idAt(91) }),
      account.confirmed({ about: idAt(91), by: 'RU', occurred: '2025-05' }),
    )
    const claimed = fold(events, { version: 1 })
    const confirmed = evolve(claimed, ...events.slice(1))
    expect(confirmed.guarantees).toBe(claimed.guarantees)
    expect(diff(claimed, confirmed)).toMatchObject([{ entity: 'guarantee/payments', standing: { before: 'claimed', after: 'confirmed' } }])
  })

  it('names the events that made a change in the order of recording, whatever the order in which they happened', () => {
    const again = (day: string) => demand.reiterated({ demand: 'visas', by: 'RU', occurred: day })
    const [change] = since(1, raised, again('2025-08'), again('2025-07'), again('2025-06'))
    expect(change?.fields.map(({ field, events }) => [field, events.map(({ version }) => version)])).toEqual([
      ['timesReiterated', [2, 3, 4]],
    ])
  })

  it('of two days says so, too', async () => {
    const ledger = openLedger({ ids: countedIds(), clock: tickingClock() }).between('US', 'RU')
    const claimed = guarantee.agreed({ guarantee: 'payments', reciprocal: true, occurred, saidBy: ['US'], id: idAt(91) })
    const confirmed = account.confirmed({ about: idAt(91), by: 'RU', occurred: '2025-05' })
    await ledger.append([claimed, confirmed], { expectedVersion: 0 })
    const [april, june] = [await ledger.state({ occurredBy: '2025-04' }), await ledger.state({ occurredBy: '2025-06' })]
    expect(diff(april, june)).toMatchObject([
      { standing: { before: 'claimed', after: 'confirmed', events: [{ type: 'account.confirmed' }] }, fields: [] },
    ])
    expect(formatDiff(diff(april, june))).toBe(
      'guarantee/payments\n  standing: claimed → confirmed\n    made by account.confirmed (version 2, May 2025)\n',
    )
  })

  it('of an earlier state from a later one is the same the other way round', () => {
    const events = recorded(raised, demand.met({ demand: 'visas', by: 'US', occurred: '2025-06' }))
    const [open, met] = [fold(events, { version: 1 }), fold(events)]
    expect(inShort(diff(met, open))[0]?.slice(0, 2)).toEqual(['demand/visas changed', 'status: "met" → "open" by 2'])
  })

  it('of a state before an entry from one after it names the entry, too', () => {
    const retracted = entry.retracted({ about: 'demand/visas', reason: 'recorded twice', occurred: '2025-04-12' })
    const events = recorded(raised, retracted)
    const [came] = diff(fold(events), fold(events, { version: 1 }))
    expect([came?.entity, came?.change]).toEqual(['demand/visas', 'came'])
    expect(came?.fields.map((each) => each.events.map(({ version }) => version))).toEqual(came?.fields.map(() => [1, 2]))
  })

  it('puts the status first, what is wrong last, and all else by name', () => {
    const [came] = since(0, demand.met({ demand: 'visas', by: 'US', occurred }))
    const status = ['status', 'since', 'setBy', 'previous']
    expect(came?.fields.map(({ field }) => field)).toEqual([...status, 'addressee', 'raiser', 'timesReiterated', 'inferred', 'problems'])
  })

  it('tells nothing of entries about events of unknown types', () => {
    const weather = { type: 'weather.turned', schemaVersion: 1, occurred, data: { weather: 'bad' }, id: idAt(91) }
    const denied = account.denied({ about: idAt(91), by: 'US', occurred })
    expect(since(1, weather as never, denied, account.withdrawn({ about: idAt(1), by: 'US', occurred }))).toEqual([])
  })

  it('is frozen, and refuses a state of another relation', () => {
    const changes = since(0, raised)
    expect([changes, changes[0], changes[0]?.fields[0]?.events].every(Object.isFrozen)).toBe(true)
    const other = fold([], { between: ['US', 'FR'] })
    expect(() => diff(fold(recorded(raised)), other)).toThrow(
      expect.objectContaining({
        code: 'INVALID_ARGUMENT',
        details: { argument: 'after', given: 'FR~US' },
        where: { relation: 'RU~US' },
        message: expect.stringContaining('one state is of RU~US, the other of FR~US'),
      }),
    )
  })
})

describe('as text', () => {
  const events = record(between, talks, { clock: () => new Date('2025-08-16T08:00:00Z') })

  it('a diff reads well', () => {
    expect(formatDiff(diff(fold(events, { occurredBy: '2025-02-28' }), fold(events, { occurredBy: '2025-04-10' })))).toMatchInlineSnapshot(`
      "act/prisoner-exchange, new
        status: done
        standing: confirmed
        since: 10 April 2025
        place: Abu Dhabi
        title: prisoner exchange
          made by act.done (version 47, 10 April 2025)

      agreement/payments-notes, new
        status: signed
        standing: confirmed
        since: 10 April 2025
        form: notes
        title: notes on banking and payments for the embassies
          made by agreement.signed (version 36, 10 April 2025)

      demand/lift-hiring-ban, new
        status: open
        standing: confirmed
        since: 10 April 2025
        addressee: RU
        object: lift the ban on hiring local staff in Moscow
        raiser: US
        timesReiterated: 1
          made by demand.reiterated (version 42, 10 April 2025)

      envoy/darchiev
        status: granted → inOffice
        standing: claimed → confirmed
        since: 27 February 2025 → 26 March 2025
          made by envoy.appointed (version 29, 6 March 2025), envoy.tookUpFunctions (version 51, 26 March 2025)

      followUp/next-round
        status: scheduled → done
        standing: claimed → confirmed
        since: 27 February 2025 → 10 April 2025
        meeting: none → istanbul-2
          made by followUp.done (version 35, 10 April 2025)

      followUp/third-round, new
        status: scheduled
        since: 10 April 2025
        due: as needed (no date)
        what: a third round
          made by followUp.scheduled (version 43, 10 April 2025)
        standing: claimed
          made by followUp.scheduled (version 43, 10 April 2025), account.confirmed (version 44, 10 April 2025), account.confirmed (version 45, 10 April 2025)

      guarantee/embassy-payments
        status: agreedInPrinciple → agreed
        since: 27 February 2025 → 10 April 2025
        agreement: none → payments-notes
        object: unhindered financing of the missions → banking and payments for the embassies
          made by guarantee.agreed (version 37, 10 April 2025)
        standing: claimed → confirmed
          made by guarantee.agreed (version 37, 10 April 2025), account.confirmed (version 38, 10 April 2025), account.confirmed (version 39, 10 April 2025)

      meeting/istanbul-2, new
        status: held
        since: 10 April 2025
        place: Istanbul, Russian consulate general
          made by meeting.scheduled (version 30, 8 April 2025), meeting.held (version 31, 10 April 2025)
        standing: confirmed
          made by meeting.scheduled (version 30, 8 April 2025), meeting.held (version 31, 10 April 2025), account.confirmed (version 32, 10 April 2025), account.differed (version 33, 10 April 2025), account.differed (version 34, 10 April 2025)
        delegations: {"US":[{"name":"Sonata Coulter","role":"head"}],"RU":[{"name":"Alexander Darchiev","role":"head"}]}
        duration: PT5H~
        host: RU
        level: experts
          made by meeting.held (version 31, 10 April 2025)
        due: 2025-04-10
        round: 2
          made by meeting.scheduled (version 30, 8 April 2025)

      topic/ukraine, new
        status: unknown
        standing: claimed
        since: 10 April 2025
        exclusions: [{"at":"istanbul-2","occurred":"2025-04-10","saidBy":["US"]}]
        progress: {}
        title: Ukraine
          made by topic.excluded (version 46, 10 April 2025)

      topic/visas-and-movement, new
        status: discussed
        standing: claimed
        since: 10 April 2025
        exclusions: []
        title: easier visas and freer movement for diplomats
          made by topic.discussed (version 40, 10 April 2025)
        progress: {"RU":"progress made"}
          made by topic.discussed (version 40, 10 April 2025), topic.advanced (version 41, 10 April 2025)
      "
    `)
  })
})

it('tells problems by their messages, inferred statuses by their names, numbers of any size as they are', () => {
  const events = recorded(
    guarantee.proposed({ guarantee: 'payments', by: 'RU', occurred }),
    guarantee.fulfilled({ guarantee: 'payments', by: 'RU', occurred: '2025-04-11' }),
  )
  const text = formatDiff(diff(fold(events, { version: 1, between }), fold(events)))
  expect(text).toMatch(/problems: none → guarantee\.fulfilled on "payments"/)
  expect(text).toMatch(/inferred: none → agreed/)
  const [wrong] = since(
    2,
    raised,
    demand.met({ demand: 'visas', by: 'US', occurred }),
    demand.withdrawn({ demand: 'visas', by: 'US', occurred }),
  )
  expect(formatDiff([wrong as EntityChange])).toMatch(
    /problems: none → demand\.withdrawn on .* or append with rules: 'report'; demand\.withdrawn on /,
  )
  const steps = vocabulary(
    defineEntity('trip', {
      plural: 'trips',
      events: {
        planned: { from: ['new'], to: 'planned' },
        begun: { from: ['planned'], to: 'begun' },
        ended: { from: ['begun'], to: 'ended' },
      },
    }),
  )
  const ended = record(between, [{ type: 'trip.ended', schemaVersion: 1, occurred, data: { trip: 'a' } }], { vocabulary: steps })
  const inferred = formatDiff(diff(fold([], { vocabulary: steps, between }), fold(ended, { vocabulary: steps })))
  expect(inferred).toMatch(/inferred: planned, begun\n/)
  const counted = vocabulary(
    defineEntity('fund', {
      plural: 'funds',
      fields: { sum: z.union([z.bigint(), z.array(z.bigint())]) },
      events: { counted: { from: ['new', 'open'], to: 'open', may: ['sum'] } },
    }),
  )
  const counts = [1n, [2n, 3n]].map((sum) => ({ type: 'fund.counted', schemaVersion: 1, occurred, data: { fund: 'common', sum } }))
  const all = record(between, counts as never, { vocabulary: counted })
  expect(formatDiff(diff(fold(all, { vocabulary: counted, version: 1 }), fold(all, { vocabulary: counted })))).toContain(
    'sum: 1n → ["2n","3n"]',
  )
})

it('tells what no event made, where two tables make another thing of one log', () => {
  const table = (kept: unknown) =>
    vocabulary(
      defineEntity('fund', {
        plural: 'funds',
        events: { counted: { from: ['new'], to: 'open' } },
        starts: () => ({ kept, name: 'common' }),
      }),
    )
  const counted = { type: 'fund.counted', schemaVersion: 1, occurred, data: { fund: 'common' }, id: idAt(1) } as const
  const withKept = (kept: unknown) =>
    fold(record(between, [counted], { vocabulary: table(kept), clock: tickingClock() }), { vocabulary: table(kept) })
  expect(diff(withKept('a'), withKept('b'))).toEqual([
    { entity: 'fund/common', change: 'changed', fields: [{ field: 'kept', before: 'a', after: 'b', events: [] }] },
  ])
  const text = (before: unknown, after: unknown) => formatDiff(diff(withKept(before), withKept(after)))
  const date = { edtf: '2025-05', phrase: 'in May' }
  expect(text(null, date)).toBe('fund/common\n  kept: null → in May (May 2025)\n')
  expect(text(7, { list: [1n] })).toBe('fund/common\n  kept: 7 → {"list":["1n"]}\n')
})

it('tells what only one of two vocabularies has a kind for, whichever comes first', () => {
  const demandsAlone = vocabulary(demand)
  const events = recorded(raised, guarantee.agreed({ guarantee: 'payments', reciprocal: true, occurred }))
  const [few, all] = [fold(events as never, { vocabulary: demandsAlone }), fold(events)]
  const told = (changes: readonly EntityChange[]) => changes.map(({ entity, change }) => `${entity} ${change}`)
  expect(told(diff(few as never, all))).toEqual(['guarantee/payments came'])
  expect(told(diff(all, few as never))).toEqual(['guarantee/payments went'])
})
