// As of a day: what a reader could have known, and what had happened, on the real talks and on random histories.
// In: the events of examples/02-us-russia, whose reference answers stand in the fact table; random histories.
// Out: the reference answers; no state looks past its day.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { events as inputs } from '../examples/02-us-russia/events.ts'
import { accountOf, limited } from '../src/as-of.ts'
import { diplomacyVocabulary } from '../src/diplomacy.ts'
import { act } from '../src/entities/act.ts'
import { demand } from '../src/entities/demand.ts'
import { isLedgerError } from '../src/errors.ts'
import type { RecordedEvent } from '../src/event.ts'
import { type DefaultVocabulary, openLedger } from '../src/ledger.ts'
import { evolve, fold, record } from '../src/pure.ts'
import { account } from '../src/remarks/account.ts'
import { entry } from '../src/remarks/entry.ts'
import { type Picture, pictureOf, stateOf } from '../src/state.ts'
import { memoryStore } from '../src/stores/memory.ts'
import { asOfBounds, boundsOf } from '../src/time.ts'
import { type Vocabulary, vocabulary } from '../src/vocabulary.ts'
import { arbitraryHistory } from './arbitrary-history.ts'
import { idAt } from './fixed-clock.ts'
import { offers, offersThen, offerThen } from './offer.ts'
import { type Input, stateAsOf } from './record.ts'

const talks = record(['US', 'RU'], inputs, { clock: () => new Date('2025-08-16T08:00:00Z') })
const ids = (entities: readonly { readonly id: string }[]): readonly string[] => entities.map(({ id }) => id).toSorted()

describe('the talks as they were', () => {
  test('on 28 February 2025', () => {
    const state = fold(talks, { occurredBy: '2025-02-28' })
    expect(state.guarantees.get('embassy-payments')?.status).toBe('agreedInPrinciple')
    expect(ids(state.followUps.undated)).toEqual(['next-round'])
    expect(state.envoys.get('darchiev')?.status).toBe('granted')
    expect(state.envoys.vacant('ambassador in Washington', '2025-02-28')).toBe(true)
    expect(ids(state.demands.openBy('US'))).toEqual(['banking-access', 'contracted-services', 'stable-staffing'])
    expect(ids(state.demands.openBy('RU'))).toEqual(['direct-flights', 'return-properties'])
  })

  test('on 10 April 2025', () => {
    const state = fold(talks, { occurredBy: '2025-04-10' })
    expect(state.guarantees.get('embassy-payments')?.status).toBe('agreed')
    expect(ids(state.demands.openBy('US'))).toEqual(['banking-access', 'contracted-services', 'lift-hiring-ban', 'stable-staffing'])
    expect(ids(state.demands.openBy('RU'))).toEqual(['direct-flights', 'return-properties'])
    expect(ids(state.restrictions.inForce('2025-04-10'))).toContain('hiring-ban')
    expect(state.restrictions.get('hiring-ban')?.inForceFrom).toBe('2021-08-01')
    expect(state.topics.get('visas-and-movement')).toMatchObject({ status: 'discussed', progress: { RU: 'progress made' } })
    expect([ids(state.followUps.undated), ids(state.followUps.overdue('2026-01-01'))]).toEqual([['third-round'], []])
    expect(state.envoys.get('darchiev')).toMatchObject({ status: 'inOffice', since: '2025-03-26' })
  })

  test('by what was public on 10 April 2025, the ambassador was only appointed', () => {
    expect(fold(talks, { reportedBy: '2025-04-10' }).envoys.get('darchiev')?.status).toBe('appointed')
  })

  test('on 17 June 2025', () => {
    const state = fold(talks, { occurredBy: '2025-06-17' })
    expect(state.meetings.get('moscow-3')).toMatchObject({ status: 'cancelled', cancelledBy: 'US', place: 'Moscow' })
    expect(state.demands.get('direct-flights')).toMatchObject({ status: 'rejected', tiedTo: 'track/ukraine' })
  })

  test('what only may have happened by then is named, not counted', () => {
    const state = fold(talks, { occurredBy: '2025-04-16' })
    expect(state.undetermined.map(({ type }) => type)).toEqual(['demand.rejected'])
    expect(state.demands.get('direct-flights')?.status).toBe('open')
    expect(fold(talks, { occurredBy: '2025-04-17' }).undetermined).toEqual([])
  })
})

describe('the limits', () => {
  test('combine, and count the versions they stand for', () => {
    expect(fold(talks, { version: 3 }).version).toBe(3)
    expect(fold(talks, { version: 0 }).version).toBe(0)
    expect(fold(talks, { recordedBy: '2025-08-15' }).version).toBe(0)
    expect(fold(talks, { recordedBy: '2025-08-16' }).version).toBe(talks.length)
    const both = fold(talks, { reportedBy: '2025-02-27', occurredBy: '2025-02-20' })
    expect(both.meetings.has('istanbul-1')).toBe(false)
    expect(both.events().every((event) => boundsOf(event.occurred).latest <= asOfBounds('2025-02-20'))).toBe(true)
  })

  test('a day that is none and a version the log does not have are refused', () => {
    const refusal = (asOf: object): unknown => {
      try {
        return fold(talks, asOf)
      } catch (error) {
        return isLedgerError(error) && [error.code, error.message]
      }
    }
    expect(refusal({ occurredBy: '2025-02-30' })).toMatchObject(['INVALID_DATE', expect.stringContaining('occurredBy')])
    expect(refusal({ version: 999 })).toMatchObject([
      'INVALID_ARGUMENT',
      `version 999: the log has versions 0 to ${talks.length} — ask for one of these`,
    ])
    for (const version of [-1, 1.5, Number.NaN, talks.length + 1])
      expect(refusal({ version })).toMatchObject(['INVALID_ARGUMENT', expect.stringContaining(`version ${version}:`)])
    expect(fold(talks, { version: talks.length }).version).toBe(talks.length)
  })

  test('a ledger answers like fold', async () => {
    const relation = openLedger({ clock: () => new Date('2025-08-16T08:00:00Z') }).between('RU', 'US')
    await relation.append(inputs, { expectedVersion: 0 })
    expect(JSON.stringify(await relation.state({ occurredBy: '2025-04-10' }))).toBe(
      JSON.stringify(fold(talks, { occurredBy: '2025-04-10' })),
    )
    expect(await relation.state({})).toBe(await relation.state())
    for (const asOf of [
      { version: 5 },
      { recordedBy: '2025-08-15' },
      { reportedBy: '2025-04-10' },
      { reportedBy: '2025-04-10', version: 9 },
    ])
      expect(JSON.stringify(await relation.state(asOf))).toBe(JSON.stringify(fold(talks, asOf)))
  })

  test('a state of a day is asked for an earlier one, and keeps what only may have happened by its own', () => {
    const may = demand.raised({ demand: 'vague', by: 'US', occurred: '2025-02' })
    const sure = demand.raised({ demand: 'sure', by: 'US', occurred: '2025-02-20' })
    const early = demand.raised({ demand: 'early', by: 'US', occurred: '2025-01-20' })
    const onDay = pictureOf(fold(record(['US', 'RU'], [early, may, sure]), { occurredBy: '2025-02-20' }))
    const before = limited(onDay, { occurredBy: '2025-02-01' })
    const shown = (picture: Picture) => ids(stateOf<DefaultVocabulary>(picture).demands.all)
    expect([shown(onDay), shown(before)]).toEqual([['early', 'sure'], ['early']])
    const [earlier, instant] = [limited(onDay, { occurredBy: '2025-01-25' }), '2025-02-01T00:00:00.000Z']
    expect([onDay, before, earlier].map((picture) => picture.undetermined.length)).toEqual([1, 1, 1])
    const log = record(['US', 'RU'], [early, may, sure])
    expect(
      fold(log, { occurredBy: instant }).undetermined.map(({ data }) => data),
      'from its first moment',
    ).toEqual([may.data])
  })

  test('events of types that are not known are limited like all', () => {
    const words = { vocabulary: vocabulary(demand) as Vocabulary, between: ['US', 'RU'] as const }
    const log = record(
      ['US', 'RU'],
      [act.done({ act: 'a', by: 'US', occurred: '2025-01' }), act.done({ act: 'b', by: 'US', occurred: '2025-03' })],
    )
    const unknown = (asOf: object) => fold<Vocabulary>(log, { ...words, ...asOf }).unknown.length
    expect([unknown({}), unknown({ occurredBy: '2025-02' }), unknown({ occurredBy: '2024' }), unknown({ version: 1 })]).toEqual([
      2, 1, 0, 1,
    ])
  })

  test('an entry has its effect whenever it was made, and a retracted event is not undetermined', () => {
    const raised = demand.raised({ id: idAt(1), demand: 'x', by: 'US', occurred: '2025-01-02' })
    const vague = demand.raised({ id: idAt(2), demand: 'y', by: 'US', occurred: '2025-01' })
    const later = { reason: 'misheard', occurred: '2025-06' }
    const corrected = entry.corrected({ about: idAt(1), set: { object: 'visas' }, ...later })
    const state = fold(record(['US', 'RU'], [raised, vague, corrected]), { occurredBy: '2025-01-15' })
    expect(state.demands.all.map(({ id, object }) => [id, object])).toEqual([['x', 'visas']])
    expect(state.undetermined.map(({ id }) => id)).toEqual([idAt(2)])
    expect(state.events().map(({ type }) => type)).toEqual(['demand.raised', 'entry.corrected'])
    const without = record(['US', 'RU'], [raised, vague, entry.retracted({ about: idAt(2), ...later })])
    expect(fold(without, { occurredBy: '2025-01-15' }).undetermined).toEqual([])
    expect(fold(without, { accordingTo: 'US' }).undetermined).toEqual([])
  })

  test('a selected entity has the problems that the full history finds in its events, and none of its own', () => {
    const spoilt = record(
      ['US', 'RU'],
      [
        demand.raised({ demand: 'x', by: 'US', occurred: '2025-01-01' }),
        demand.met({ demand: 'x', by: 'RU', occurred: '2025-02-01' }),
        demand.accepted({ demand: 'x', by: 'US', occurred: '2025-03-01' }),
      ],
    )
    const found = fold(spoilt).problems.map(({ rule }) => rule)
    expect(found).toEqual(['demand.accepted/from', 'demand.accepted/by'])
    expect(fold(spoilt, { occurredBy: '2025-02-15' }).problems).toEqual([])
    expect(fold(spoilt, { occurredBy: '2025-03-15' }).problems.map(({ rule }) => rule)).toEqual(found)
  })
})

test('limits that are none are refused with what was given; those of both kinds count together', async () => {
  const relation = openLedger().between('US', 'RU')
  await expect(async () => relation.state(null as never)).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    details: { argument: 'asOf', given: 'null' },
  })
  await expect(relation.state({ version: 7 })).rejects.toMatchObject({
    details: { argument: 'version', given: 7 },
    where: { field: 'version' },
  })
  expect(fold(talks, { recordedBy: '2025-08-15', reportedBy: '2025-12' }).version).toBe(0)
  expect(fold(talks, { recordedBy: '2025-12', reportedBy: '2025-02-27' }).version).toBe(fold(talks, { reportedBy: '2025-02-27' }).version)
})

test('a state that was evolved since has its own events as of a day', () => {
  const inputs = [0, 1].map((at) => demand.raised({ demand: `d${at}`, by: 'US', occurred: '2025-01', saidBy: ['US'] }))
  const again = demand.reiterated({ demand: 'd0', by: 'US', occurred: '2025-02', saidBy: ['US'] })
  const weather = { type: 'weather.turned', schemaVersion: 1, occurred: '2025-02', data: { weather: 'bad' }, saidBy: ['US'] } as never
  const [first, second, third, fourth, fifth] = record(['US', 'RU'], [...inputs, weather, again, weather]) as [
    never,
    never,
    never,
    never,
    never,
  ]
  const one = fold([first, second, third])
  evolve(one, fourth, fifth)
  const shown = (asOf: object) => {
    const state = stateOf<DefaultVocabulary>(limited(pictureOf(one), asOf))
    return [state.unknown.length, state.events('demand/d0').length, state.demands.get('d0')?.timesReiterated]
  }
  expect([shown({ occurredBy: '2025-03' }), shown({ accordingTo: 'US' })]).toEqual([
    [1, 1, 0],
    [1, 1, 0],
  ])
})

describe('no state looks past its day', () => {
  const days = fc.constantFrom('2024-06-30', '2025-01-15', '2025-02-28', '2025-04', '2025-06-17', '2025')
  const histories = arbitraryHistory(diplomacyVocabulary, {})
  const laterEachTime = (): (() => Date) => {
    let count = 0
    return () => {
      count += 1
      return new Date(Date.UTC(2025, 0, 1 + (count % 300)))
    }
  }

  test('version, recordedBy and reportedBy: the state of the log with everything later removed', () => {
    const law = fc.property(histories, days, fc.nat(), (history, day, cut) => {
      const clock = laterEachTime()
      const events = history
        .flatMap((input) => record(['US', 'RU'], [input], { clock }))
        .map((event, at) => ({ ...event, version: at + 1 }))
      const between = ['US', 'RU'] as const
      const end = asOfBounds(day)
      const version = cut % (events.length + 1)
      expect(JSON.stringify(fold(events, { between, version }))).toBe(JSON.stringify(fold(events.slice(0, version), { between })))
      const publicBy = (event: RecordedEvent): boolean => boundsOf(event.reported ?? event.recorded).latest <= end
      expect(JSON.stringify(fold(events, { between, reportedBy: day }))).toBe(JSON.stringify(fold(events.filter(publicBy), { between })))
      const takenBy = (event: RecordedEvent): boolean => boundsOf(event.recorded).latest <= end
      expect(JSON.stringify(fold(events, { between, recordedBy: day }))).toBe(JSON.stringify(fold(events.filter(takenBy), { between })))
    })
    fc.assert(law, { seed: 20250410, numRuns: 200 })
  })

  test('occurredBy: every event counted has certainly happened, every one that may have is named', () => {
    const law = fc.property(histories, days, (history, day) => {
      const events = record(['US', 'RU'], history)
      const state = fold(events, { occurredBy: day })
      const end = asOfBounds(day)
      const sorted = (list: readonly RecordedEvent[]): readonly string[] => list.map(({ id }) => id)
      expect(sorted(state.events())).toEqual(sorted(events.filter((event) => boundsOf(event.occurred).latest <= end)))
      const may = events.filter(({ occurred }) => boundsOf(occurred).earliest <= end && boundsOf(occurred).latest > end)
      expect(sorted(state.undetermined)).toEqual(sorted(may))
    })
    fc.assert(law, { seed: 20250410, numRuns: 200 })
  })
})

test('what is selected stands in the order of the full history, though its own dates would leave it open', () => {
  const raised = (occurred: string, sayer: string) => demand.raised({ demand: 'x', by: 'US', occurred, saidBy: [sayer] })
  const events = record(['US', 'RU'], [raised('2025-01-02', 'US'), raised('2025-01', 'RU'), raised('2025-01-01', 'RU')])
  const order = (asOf: object) =>
    fold(events, asOf)
      .events('demand/x')
      .map(({ version }) => version)
  expect([order({}), order({ accordingTo: 'RU' }), order({ accordingTo: 'US' })]).toEqual([[3, 1, 2], [3, 2], [1]])
})

describe('by whose account', () => {
  const raised = (demandId: string, ...saidBy: readonly string[]) =>
    demand.raised({ demand: demandId, by: 'US', occurred: '2025-01-02', object: 'visas', saidBy })
  const told = (asOf: object, ...inputs: readonly Input[]) =>
    stateAsOf(asOf, ...inputs).demands.all.map(({ id, object }) => `${id}: ${object}`)
  const confirmed = (own: object = {}) => account.confirmed({ about: 'demand/b', by: 'US', occurred: '2025-03-01', ...own })
  const log = [raised('a', 'US', 'RU'), raised('b', 'RU'), raised('c', 'US'), raised('d')] as const

  test('what a side has said is told, and what both have; what nobody says is of no account', () => {
    expect(told({ accordingTo: 'US' }, ...log)).toEqual(['a: visas', 'c: visas'])
    expect(told({ accordingTo: 'RU' }, ...log)).toEqual(['a: visas', 'b: visas'])
    expect(told({ accordingTo: 'both' }, ...log)).toEqual(['a: visas'])
    expect(told({ accordingTo: 'dpa' }, ...log)).toEqual([])
  })

  test('what it has confirmed is told too, from the day on which it did', () => {
    expect(told({ accordingTo: 'US' }, ...log, confirmed())).toEqual(['a: visas', 'b: visas', 'c: visas'])
    expect(told({ accordingTo: 'both' }, ...log, confirmed())).toEqual(['a: visas', 'b: visas'])
    expect(told({ accordingTo: 'US', occurredBy: '2025-02-28' }, ...log, confirmed())).toEqual(['a: visas', 'c: visas'])
    expect(told({ accordingTo: 'US', occurredBy: '2025-03-01' }, ...log, confirmed())).toEqual(['a: visas', 'b: visas', 'c: visas'])
    const denied = account.denied({ about: 'demand/a', by: 'US', occurred: '2025-02' })
    expect(told({ accordingTo: 'US' }, ...log, denied)).toEqual(['c: visas'])
  })

  test('who confirms in its own version tells that; both tell what is alike', () => {
    const own = confirmed({ set: { object: 'passports' } })
    expect(told({ accordingTo: 'US' }, ...log, own)).toEqual(['a: visas', 'b: passports', 'c: visas'])
    expect(told({ accordingTo: 'RU' }, ...log, own)).toEqual(['a: visas', 'b: visas'])
    expect(told({ accordingTo: 'both' }, ...log, own)).toEqual(['a: visas', 'b: undefined'])
    const differed = account.differed({ about: 'demand/b', by: 'US', occurred: '2025-03-01', set: { object: 'passports' } })
    expect(told({ accordingTo: 'US' }, ...log, differed)).toEqual(['a: visas', 'c: visas'])
  })

  test('a version that would be no event any more stays out', () => {
    const odd = confirmed({ set: { demand: 'other' } })
    expect(told({ accordingTo: 'US' }, ...log, odd)).toEqual(['a: visas', 'b: visas', 'c: visas'])
  })

  test('an event that is told to have been earlier stands earlier', () => {
    const first = demand.raised({ id: idAt(1), demand: 'x', by: 'US', occurred: '2025-01-05', saidBy: ['US'], object: 'one' })
    const again = demand.reiterated({ id: idAt(2), demand: 'x', by: 'US', occurred: '2025-01-10', saidBy: ['US'] })
    const own = account.confirmed({ about: idAt(2), by: 'US', set: { occurred: '2025-01-01' }, occurred: '2025-02' })
    const order = (asOf: object) =>
      stateAsOf(asOf, first, again, own)
        .events('demand/x')
        .map(({ id }) => id)
    expect([order({}), order({ accordingTo: 'US' })]).toEqual([
      [idAt(1), idAt(2)],
      [idAt(2), idAt(1)],
    ])
  })

  test('who said so and later tells it differently tells it that way, and any sayer has its own version', () => {
    const set = { object: 'passports' }
    const differed = (by: string) => account.differed({ about: 'demand/c', by, occurred: '2025-03-01', set })
    expect(told({ accordingTo: 'US' }, ...log, differed('US'))).toEqual(['a: visas', 'c: passports'])
    expect(told({ accordingTo: 'RU' }, ...log, differed('US'))).toEqual(['a: visas', 'b: visas'])
    const own = account.confirmed({ about: 'demand/d', by: 'dpa', occurred: '2025-03-01', set })
    expect(told({ accordingTo: 'dpa' }, ...log, own)).toEqual(['d: passports'])
  })

  test('what it says of events of unknown types is told, too, and no more', () => {
    const weather = (id: string, ...saidBy: readonly string[]) =>
      ({ type: 'weather.turned', schemaVersion: 1, occurred: '2025-01-02', data: { weather: 'bad' }, id, saidBy }) as never
    const unknown = (asOf: object) => stateAsOf(asOf, weather(idAt(11), 'US'), weather(idAt(12), 'RU')).unknown.map(({ id }) => id)
    expect([unknown({}), unknown({ accordingTo: 'US' }), unknown({ accordingTo: 'both' })]).toEqual([[idAt(11), idAt(12)], [idAt(11)], []])
    expect(unknown({ accordingTo: 'US', occurredBy: '2025-01-01' })).toEqual([])
  })

  test('remarks are told, whoever made them, and as they were made', () => {
    const state = stateAsOf(
      { accordingTo: 'RU' },
      raised('b', 'RU'),
      confirmed({ id: idAt(7) }),
      entry.corrected({ about: 'demand/b', set: { note: 'x' }, reason: 'x', occurred: '2025' }),
      account.confirmed({ about: idAt(7), by: 'RU', set: { occurred: '2025-04' }, occurred: '2025-05' }),
    )
    expect(state.events().map(({ type }) => type)).toEqual(['demand.raised', 'account.confirmed', 'entry.corrected', 'account.confirmed'])
    const early = stateAsOf(
      { accordingTo: 'US', occurredBy: '2025-03-15' },
      raised('b', 'RU'),
      confirmed({ id: idAt(7) }),
      account.confirmed({ about: idAt(7), by: 'US', set: { occurred: '2025-04' }, occurred: '2025-03-02' }),
    )
    expect(early.events().map(({ type }) => type)).toEqual(['demand.raised', 'account.confirmed', 'account.confirmed'])
  })

  describe('both', () => {
    const version = (by: string, set: Record<string, unknown>, about = 'demand/c') =>
      account.confirmed({ about, by, occurred: '2025-03-01', set })
    const both = (...inputs: readonly Input[]) => stateAsOf({ accordingTo: 'both' }, ...log, ...inputs)

    test('tell no field that one of them tells differently, whichever of them does', () => {
      for (const own of [
        [version('RU', { object: 'passports' })],
        [version('RU', { object: 'visas' }), version('US', { object: 'passports' })],
      ])
        expect(told({ accordingTo: 'both' }, ...log, ...own)).toEqual(['a: visas', 'c: undefined'])
      const differed = account.differed({ about: 'demand/a', by: 'US', occurred: '2025-03-01', set: { object: 'passports' } })
      expect(told({ accordingTo: 'both' }, ...log, differed)).toEqual(['a: undefined'])
      const silent = account.differed({ about: 'demand/b', by: 'US', occurred: '2025-03-01', words: 'not so' })
      expect(told({ accordingTo: 'both' }, ...log, silent)).toEqual(['a: visas'])
    })

    test('tell what is alike in the versions of both, whatever was recorded', () => {
      const own = [version('RU', { object: 'passports', note: 'at noon' }), version('US', { object: 'passports' })]
      const state = both(...own)
      expect(state.demands.get('c')?.object).toBe('passports')
      expect(state.events('demand/c')[0]).not.toHaveProperty('note')
      const reported = demand.raised({ id: idAt(40), demand: 'd', by: 'US', occurred: '2025-01-02', object: 'visas', saidBy: ['dpa'] })
      const confirmed = ['RU', 'US'].map((by) => version(by, { object: 'flights' }, idAt(40)))
      expect(stateAsOf({ accordingTo: 'both' }, reported, ...confirmed).demands.get('d')?.object).toBe('flights')
    })

    test('leave out each field that they tell differently, and none that they do not', () => {
      const reported = demand.raised({
        id: idAt(40),
        demand: 'd',
        by: 'US',
        occurred: '2025-01-02',
        object: 'visas',
        strength: 'request',
        conditionalOn: 'a visit',
        note: 'at noon',
        saidBy: ['dpa'],
      })
      const own = ['RU', 'US'].map((by) => version(by, { object: `flights of ${by}`, note: `by ${by}`, conditionalOn: 'a call' }, idAt(40)))
      const state = stateAsOf({ accordingTo: 'both' }, reported, ...own)
      expect(state.demands.get('d')).toMatchObject({ strength: 'request', conditionalOn: 'a call' })
      expect(state.demands.get('d')).not.toHaveProperty('object')
      expect(state.events('demand/d')[0]).not.toHaveProperty('note')
    })

    test('tell an event of an older shape in the newest one', async () => {
      const store = memoryStore()
      const then = openLedger({ store, vocabulary: offersThen }).between('FIRM', 'UNION')
      const made = offerThen.made({ offer: 'first', by: 'UNION', wage: 21, terms: 'breaks', occurred: '2026-02-03' })
      await then.append(made, { expectedVersion: 0 })
      const now = openLedger({ store, vocabulary: offers }).between('FIRM', 'UNION')
      const own = (by: string) => ({ pay: { amount: 24, per: 'hour' }, terms: `terms of ${by}` })
      const confirmed = ['FIRM', 'UNION'].map((by) => account.confirmed({ about: 'offer/first', by, occurred: '2026-03', set: own(by) }))
      await now.append(confirmed, { expectedVersion: 1 })
      const { offers: told, problems } = await now.state({ accordingTo: 'both' })
      expect([told.get('first')?.pay, told.get('first')?.terms, problems]).toEqual([{ amount: 24, per: 'hour' }, undefined, []])
    })

    test('tell the date as it was recorded where they tell it differently, for there is no event without one', () => {
      const on = (by: string, occurred: string) => version(by, { occurred, object: by })
      const since = (...inputs: readonly Input[]) => {
        const found = both(...inputs).demands.get('c')
        return [found?.since, found?.object]
      }
      expect(since(on('RU', '2025-01-05'), on('US', '2025-01-06'))).toEqual(['2025-01-02', undefined])
      expect(since(on('RU', '2025-01-05'), version('US', { occurred: '2025-01-05' }))).toEqual(['2025-01-05', undefined])
    })

    test('tell it in no order of versions of what they have not both said', () => {
      const raisedFirst = demand.raised({ id: idAt(30), demand: 'x', by: 'US', occurred: '2025-02-01', saidBy: ['RU'] })
      const again = (id: number, on: string) =>
        demand.reiterated({ id: idAt(id), demand: 'x', by: 'US', occurred: on, saidBy: ['US', 'RU'] })
      const set = { occurred: '2025-06' }
      const unsaid = account.differed({ about: idAt(30), by: 'US', occurred: '2025-07', set })
      const state = both(raisedFirst, again(31, '2025'), again(32, '2025-03-10'), version('RU', set, idAt(30)), unsaid)
      expect(state.events('demand/x').map(({ id }) => id)).toEqual([idAt(31), idAt(32)])
    })

    test('tell it in the order of the version of both', () => {
      const first = demand.raised({ id: idAt(30), demand: 'x', by: 'US', occurred: '2025-01-05', saidBy: ['US', 'RU'] })
      const again = demand.reiterated({ id: idAt(31), demand: 'x', by: 'US', occurred: '2025-01-10', saidBy: ['US', 'RU'] })
      const earlier = ['US', 'RU'].map((by) => version(by, { occurred: '2025-01-01' }, idAt(31)))
      expect(
        both(first, again, ...earlier)
          .events('demand/x')
          .map(({ id }) => id),
      ).toEqual([idAt(31), idAt(30)])
    })
  })

  test('what a side tells stands in the order of its own versions, and of no version of what it has not said', () => {
    const first = (occurred: string, ...saidBy: readonly string[]) =>
      demand.raised({ id: idAt(1), demand: 'x', by: 'US', occurred, saidBy })
    const again = (number: number, occurred: string) =>
      demand.reiterated({ id: idAt(number), demand: 'x', by: 'US', occurred, saidBy: ['US'] })
    const order = (...inputs: readonly Input[]) =>
      stateAsOf({ accordingTo: 'US' }, ...inputs)
        .events('demand/x')
        .map(({ version }) => version)
    const unsaid = account.differed({ about: idAt(1), by: 'US', set: { occurred: '2025-06' }, occurred: '2025-07' })
    expect(order(first('2025-02-01', 'RU'), again(2, '2025'), again(3, '2025-03-10'), unsaid)).toEqual([2, 3])
    const vague = account.confirmed({ about: idAt(2), by: 'US', set: { occurred: '2025' }, occurred: '2025-07' })
    expect(order(first('2025', 'US'), again(2, '2025-03'), again(3, '2025-02'), vague)).toEqual([1, 2, 3])
  })

  test('an entity has the problems that the whole log finds in what is told, and none of its own', () => {
    const met = demand.met({ demand: 'b', by: 'RU', occurred: '2025-05', saidBy: ['US'] })
    const accepted = demand.accepted({ demand: 'b', by: 'US', occurred: '2025-05', saidBy: ['US'] })
    const wrong = demand.accepted({ demand: 'b', by: 'US', occurred: '2025-06', saidBy: ['RU'] })
    const rules = (...inputs: readonly Input[]) =>
      stateAsOf({ accordingTo: 'US' }, raised('b', 'RU'), ...inputs).problems.map(({ rule, event }) => [rule, event.at(-1)])
    expect([rules(met), rules(accepted), rules(accepted, wrong)]).toEqual([
      [],
      [['demand.accepted/by', '2']],
      [['demand.accepted/by', '2']],
    ])
  })

  test('and what is in it can be asked for place by place', () => {
    const { isIn, isTold } = accountOf(pictureOf(stateAsOf({}, ...log)), 'RU')
    expect([0, 1, 2, 3].map((place) => [isIn(place), isTold(place)])).toEqual([true, true, false, false].map((is) => [is, is]))
  })

  test('of a state of a day is of that day: what was confirmed later is not told', () => {
    const inputs = [...log, confirmed({ set: { object: 'passports' } })]
    const onDay = (day: string) => pictureOf(stateAsOf({ occurredBy: day }, ...inputs))
    const shown = (day: string) =>
      stateOf<DefaultVocabulary>(limited(onDay(day), { accordingTo: 'US' })).demands.all.map(({ id, object }) => `${id}: ${object}`)
    expect([shown('2025-02-28'), shown('2025-03-01')]).toEqual([
      ['a: visas', 'c: visas'],
      ['a: visas', 'b: passports', 'c: visas'],
    ])
  })
})

test('an entity of which all that happened is within the limits is the very one of the whole log, and asked for no limits, so is the state', async () => {
  const relation = openLedger().between('US', 'RU')
  const raised = (id: string, occurred: string) => demand.raised({ demand: id, by: 'US', occurred, saidBy: ['US'] })
  await relation.append([raised('early', '2025-01'), raised('late', '2025-03')], { expectedVersion: 0 })
  const state = await relation.state()
  for (const asOf of [{ occurredBy: '2025-02' }, { accordingTo: 'US' }])
    expect((await relation.state(asOf)).demands.get('early')).toBe(state.demands.get('early'))
  const [none, day] = [{ occurredBy: undefined }, { occurredBy: '2025-02' }].map((asOf) => limited(pictureOf(state), asOf as never))
  expect(none).toBe(pictureOf(state))
  expect(day?.asOf).toEqual({ occurredBy: '2025-02' })
  expect(limited(pictureOf(state), { version: 1 })).not.toHaveProperty('asOf')
})
