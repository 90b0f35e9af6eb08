// Recording: what an input becomes in the log, and what is filled in: id, version, instant, direction, references, word.
import { describe, expect, it } from 'vitest'
import { demand } from '../src/entities/demand.ts'
import { meeting } from '../src/entities/meeting.ts'
import { isLedgerError, type LedgerError } from '../src/errors.ts'
import { openLedger } from '../src/ledger.ts'
import { record } from '../src/pure.ts'
import { account } from '../src/remarks/account.ts'
import { entry } from '../src/remarks/entry.ts'
import { countedIds, idAt, tickingClock } from './fixed-clock.ts'

const between = ['US', 'RU'] as const
const raised = (id = 'visas') => demand.raised({ demand: id, by: 'US', occurred: '2025-04-10' })
const fixed = () => ({ ids: countedIds(), clock: tickingClock() })

function refusal(call: () => unknown): LedgerError {
  try {
    call()
  } catch (error) {
    if (isLedgerError(error)) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('record', () => {
  it('fills in what the ledger knows, in the order of the envelope, frozen all the way down', () => {
    const input = demand.raised({
      demand: 'visas',
      by: 'US',
      occurred: '2025-04-10',
      saidBy: ['US'],
      sources: [{ url: 'https://example.org' }],
      note: 'a note',
    })
    const [event] = record(between, [input], fixed())
    expect(event).toEqual({
      relation: 'RU~US',
      version: 1,
      id: idAt(1),
      type: 'demand.raised',
      schemaVersion: 1,
      occurred: '2025-04-10',
      recorded: '2025-04-11T08:00:00.000Z',
      by: 'US',
      to: 'RU',
      data: { demand: 'visas' },
      saidBy: ['US'],
      sources: [{ url: 'https://example.org' }],
      note: 'a note',
    })
    expect([event, event?.data, event?.saidBy, event?.sources, event?.sources?.[0]].every(Object.isFrozen)).toBe(true)
  })

  it('counts versions from 1, and reads the clock once for a batch', () => {
    const events = record(between, [raised('a'), raised('b'), raised('c')], fixed())
    expect(events.map(({ version, id, recorded }) => [version, id, recorded])).toEqual(
      [1, 2, 3].map((version) => [version, idAt(version), '2025-04-11T08:00:00.000Z']),
    )
  })

  it('is the same every time with the same ids and clock', () => {
    expect(record(between, [raised('a'), raised('b')], fixed())).toEqual(record(between, [raised('a'), raised('b')], fixed()))
  })

  it('mints an id for an input that brings none, and keeps the one it brings', () => {
    const own = demand.raised({ demand: 'b', id: idAt(77), by: 'US', occurred: '2025' })
    const [minted, brought] = record(between, [raised('a'), own])
    expect(minted?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)
    expect(brought?.id).toBe(idAt(77))
  })

  it('takes the word of the default where nobody is named, and nobody’s where the list is empty', () => {
    const events = record(
      between,
      [
        raised('a'),
        demand.raised({ demand: 'b', by: 'US', occurred: '2025', saidBy: [] }),
        demand.raised({ demand: 'c', by: 'US', occurred: '2025', saidBy: ['RU'] }),
      ],
      { ...fixed(), saidBy: ['dpa'] },
    )
    expect(events.map(({ saidBy }) => saidBy)).toEqual([['dpa'], [], ['RU']])
  })

  it('turns a reference into the id of the event that set the status, also of one earlier in the same list', () => {
    const events = record(
      between,
      [
        raised(),
        demand.reiterated({ demand: 'visas', by: 'US', occurred: '2025-05' }),
        demand.acknowledged({ demand: 'visas', by: 'RU', occurred: '2025-06' }),
        meeting.held({ meeting: 'riyadh', occurred: '2025-06', about: ['demand/visas', idAt(1)] }),
      ],
      fixed(),
    )
    expect(events[3]?.about).toEqual([idAt(3), idAt(1)])
  })

  it('names an event once, where an id and a reference lead to the same', () => {
    const events = record(
      between,
      [raised(), meeting.held({ meeting: 'riyadh', occurred: '2025-06', about: [idAt(1), 'demand/visas'] })],
      fixed(),
    )
    expect(events[1]?.about).toEqual([idAt(1)])
  })

  it.each([
    ['demand/visas', 'UNKNOWN_REFERENCE'],
    ['nothing/visas', 'UNKNOWN_REFERENCE'],
    [idAt(9), 'UNKNOWN_REFERENCE'],
  ])('refuses about: %s, which the log does not have', (named, code) => {
    const error = refusal(() => record(between, [meeting.held({ meeting: 'riyadh', occurred: '2025', about: [named] })], fixed()))
    expect(error).toMatchObject({ code, details: { reference: named }, where: { field: 'about', type: 'meeting.held', event: idAt(1) } })
  })

  it('refuses about: an entity of which nothing stands any more, and says to name its event', () => {
    const out = entry.retracted({ about: 'demand/visas', reason: 'twice', occurred: '2025-06' })
    const error = refusal(() => record(between, [raised(), out, entry.reinstated({ about: 'demand/visas', occurred: '2025-07' })], fixed()))
    expect([error.code, error.message]).toEqual([
      'UNKNOWN_REFERENCE',
      'entry.reinstated: about names demand/visas, but nothing stands of it any more — name the event by its id',
    ])
  })

  it('resolves what an event is told anew to be about; what is no list of names is left for those who read it', () => {
    const told = (about: readonly unknown[]) => entry.corrected({ about: idAt(1), set: { about }, reason: 'x', occurred: '2025-06' })
    const dataOf = (about: readonly unknown[]) => record(between, [raised(), raised('flights'), told(about)], fixed())[2]?.data
    expect(dataOf(['demand/flights', idAt(1)])).toMatchObject({ set: { about: [idAt(2), idAt(1)] } })
    expect(dataOf([idAt(2), 5])).toMatchObject({ set: { about: [idAt(2), 5] } })
    expect(refusal(() => dataOf([idAt(9)])).message).toContain('but the log has no such event — record it first, or name one that is there')
  })

  it('does not look ahead: what comes later in the list is not there yet', () => {
    const inputs = [meeting.held({ meeting: 'riyadh', occurred: '2025', about: ['demand/visas'] }), raised()]
    expect(refusal(() => record(between, inputs, fixed())).code).toBe('UNKNOWN_REFERENCE')
  })

  it.each([
    ['US', undefined, { by: 'US', to: 'RU' }],
    ['RU', 'US', { by: 'RU', to: 'US' }],
  ] as const)('directs what %s did, to given as %s', (by, to, direction) => {
    const input = demand.raised({ demand: 'a', by, occurred: '2025', ...(to === undefined ? {} : { to }) })
    expect(record(between, [input], fixed())[0]).toMatchObject(direction)
  })

  it('lets a third party act where the table says so, and there alone', () => {
    const invited = meeting.proposed({ meeting: 'oslo', by: 'NO', occurred: '2025' })
    expect(record(between, [invited], fixed())[0]).not.toHaveProperty('to')
    expect(record(between, [meeting.proposed({ meeting: 'oslo', by: 'NO', to: 'US', occurred: '2025' })], fixed())[0]).toMatchObject({
      by: 'NO',
      to: 'US',
    })
    const wrong = [
      () => record(between, [demand.raised({ demand: 'a', by: 'NO', occurred: '2025' })], fixed()),
      () => record(between, [demand.raised({ demand: 'a', by: 'US', to: 'US', occurred: '2025' })], fixed()),
      () => record(between, [meeting.proposed({ meeting: 'oslo', by: 'NO', to: 'SE', occurred: '2025' })], fixed()),
    ]
    expect(wrong.map((call) => [refusal(call).code, refusal(call).where.field])).toEqual([
      ['INVALID_EVENT', 'by'],
      ['INVALID_EVENT', 'to'],
      ['INVALID_EVENT', 'to'],
    ])
  })

  it('gives a remark the one who makes it, and no direction; one that nobody makes has neither', () => {
    const on = { about: idAt(1), occurred: '2025-06' }
    const remarks = [account.denied({ by: 'NO', ...on }), entry.retracted({ reason: 'x', ...on })]
    const events = record(between, [raised(), ...remarks], fixed())
    expect(events.slice(1).map((event) => [event.by, 'by' in event, 'to' in event])).toEqual([
      ['NO', true, false],
      [undefined, false, false],
    ])
  })

  it('directs an event of a type that is not known by who acted, if somebody did, who need not be a party', async () => {
    const talks = openLedger({ ...fixed(), unknown: 'keep' }).between(...between)
    const sighted = (by: object) => ({ type: 'ship.sighted', data: { ship: 's' }, occurred: '2025', ...by }) as never
    const { events } = await talks.append([sighted({ by: 'US' }), sighted({ by: 'NO' }), sighted({})], { expectedVersion: 0 })
    expect(events.map(({ by, to }) => [by, to])).toEqual([
      ['US', 'RU'],
      ['NO', undefined],
      [undefined, undefined],
    ])
  })

  it('refuses an id source and a clock that give what could not be read back', () => {
    expect(refusal(() => record(between, [raised()], { ids: () => 'e1' }))).toMatchObject({
      code: 'INVALID_ID',
      details: { kind: 'event', given: 'e1' },
    })
    const clocks = [() => new Date(Number.NaN), () => new Date(8.64e15), () => 'now' as never]
    for (const clock of clocks)
      expect(refusal(() => record(between, [raised()], { clock }))).toMatchObject({
        code: 'INVALID_ARGUMENT',
        details: { argument: 'clock' },
      })
  })
})
