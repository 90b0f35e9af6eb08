// record, fold and evolve as a user calls them: which events belong together, and what is refused.
import { describe, expect, it } from 'vitest'
import { demand } from '../src/entities/demand.ts'
import { meeting } from '../src/entities/meeting.ts'
import { defineEntity } from '../src/entity.ts'
import { isLedgerError } from '../src/errors.ts'
import type { RecordedEvent } from '../src/event.ts'
import { openLedger } from '../src/ledger.ts'
import { evolve, fold, record, resume } from '../src/pure.ts'
import { account } from '../src/remarks/account.ts'
import { snapshot } from '../src/snapshot.ts'
import { standingOf } from '../src/standing.ts'
import { vocabulary } from '../src/vocabulary.ts'
import { countedIds, idAt, tickingClock } from './fixed-clock.ts'

const between = ['US', 'RU'] as const
const fixed = () => ({ ids: countedIds(), clock: tickingClock() })
const raised = (id = 'visas') => demand.raised({ demand: id, by: 'US', occurred: '2025-04-10' })

function codeOf(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    if (isLedgerError(error)) return error.code
    throw error
  }
  return 'none'
}

describe('fold', () => {
  it('takes any iterable, once', () => {
    const events = record(between, [raised('a'), raised('b')], fixed())
    function* once() {
      yield* events
    }
    expect(fold(once())).toEqual(fold(events))
  })

  it('of no events needs the parties, in either order', () => {
    expect(codeOf(() => fold([]))).toBe('INVALID_ARGUMENT')
    expect(() => fold([])).toThrow(expect.objectContaining({ details: { argument: 'events', given: [] } }))
    expect(fold([], { between: ['US', 'RU'] })).toEqual(fold([], { between: ['RU', 'US'] }))
    expect(fold([], { between })).toMatchObject({
      relation: 'RU~US',
      parties: ['RU', 'US'],
      version: 0,
      problems: [],
      unknown: [],
      undetermined: [],
    })
  })

  it('refuses events of two relations, and of another than was named', () => {
    const ours = record(between, [raised()], fixed())
    const theirs = record(['US', 'CN'], [raised()], fixed())
    expect(codeOf(() => fold([...ours, ...theirs]))).toBe('INVALID_ARGUMENT')
    expect(codeOf(() => fold(theirs, { between }))).toBe('INVALID_ARGUMENT')
    expect(codeOf(() => fold(ours, { between: ['US', 'US'] }))).toBe('INVALID_ARGUMENT')
  })

  it('gives what the ledger gives for the same log', async () => {
    const inputs = [
      raised(),
      meeting.held({ meeting: 'm', occurred: '2025', about: ['demand/visas'] }),
      demand.met({ demand: 'x', by: 'RU', occurred: '2025' }),
    ]
    const talks = openLedger(fixed()).between(...between)
    await talks.append(inputs, { expectedVersion: 0, rules: 'report' })
    expect(fold(record(between, inputs, fixed()))).toEqual(await talks.state())
  })
})

describe('events that are the caller’s', () => {
  const events = () => record(between, [demand.raised({ demand: 'a', by: 'US', occurred: '2025', saidBy: ['US'] })], fixed())
  const outside = (event: RecordedEvent) => Object.freeze(structuredClone(event))
  const nearly = (event: RecordedEvent) =>
    Object.freeze({ ...structuredClone(event), data: Object.freeze({ ...event.data }), saidBy: ['US'] })

  it.each([
    ['not frozen', (event: RecordedEvent) => structuredClone(event)],
    ['frozen on the outside', outside],
    ['frozen but for one list', nearly],
  ])('%s are left as they are, and changing them later changes no state', (_, copyOf) => {
    const [event] = events() as readonly [RecordedEvent]
    const [mine, more] = [copyOf(event), copyOf(event)]
    const folded = fold([mine as never])
    const evolved = evolve(fold([], { between }), more as never)
    const text = JSON.stringify([folded.events(), evolved.events()])
    for (const each of [mine, more]) {
      expect(Object.isFrozen(each.saidBy)).toBe(false)
      ;(each.saidBy as string[]).push('RU')
    }
    expect(JSON.stringify([folded.events(), evolved.events()])).toBe(text)
  })

  it('frozen all the way down are taken as they are', () => {
    const [event] = events()
    expect(fold([event as never]).events()[0]).toBe(event)
  })
})

describe('evolve', () => {
  it('takes what was recorded alone: an input is refused as one, wherever it stands', () => {
    const refused = expect.objectContaining({ code: 'INVALID_ARGUMENT', details: { argument: 'events', given: 'demand.raised' } })
    const strange = expect.objectContaining({ code: 'INVALID_ARGUMENT', details: { argument: 'events', given: undefined } })
    const log = record(between, [raised('a')])
    for (const given of [[raised('b')], [...log, raised('b')]]) expect(() => fold(given as never)).toThrow(refused)
    for (const given of [[null], [...log, null]]) expect(() => fold(given as never)).toThrow(strange)
    expect(() => evolve(fold(log), raised('b') as never)).toThrow(refused)
    expect(() => evolve(fold(log), null as never)).toThrow(strange)
  })

  it('goes on from the first events of a log, and not from a state within limits: what comes next may lie beyond them', () => {
    const events = record(between, [raised('a'), raised('b')])
    const [, second] = events
    expect(evolve(fold(events, { version: 1 }), second as never)).toEqual(fold(events))
    for (const limits of [{ occurredBy: '2025-04' }, { reportedBy: '9999' }, { recordedBy: '9999' }, { accordingTo: 'US' }])
      expect(() => evolve(fold(events.slice(0, 1), limits), second as never)).toThrow(
        expect.objectContaining({
          code: 'INVALID_ARGUMENT',
          message: expect.stringContaining(JSON.stringify(limits)),
          details: { argument: 'state', given: limits },
        }),
      )
  })

  it('takes several events at once, and leaves the state that it was given', () => {
    const [first, ...rest] = record(
      between,
      [raised('a'), raised('b'), demand.met({ demand: 'a', by: 'RU', occurred: '2025-05' })],
      fixed(),
    )
    const before = fold(first === undefined ? [] : [first])
    const text = JSON.stringify(before)
    expect(evolve(before, ...rest)).toEqual(fold(first === undefined ? [] : [first, ...rest]))
    expect(JSON.stringify(before)).toBe(text)
  })

  it('takes a state of the ledger, which does not change by it', async () => {
    const talks = openLedger(fixed()).between(...between)
    await talks.append(raised('a'), { expectedVersion: 0 })
    const state = await talks.state()
    const [more] = record(between, [raised('b')], { ids: countedIds(9) })
    if (more === undefined) throw new Error('one was recorded')
    expect(evolve(state, more).demands.size).toBe(2)
    expect((await talks.state()).demands.size).toBe(1)
    await talks.append(raised('c'), { expectedVersion: 1 })
    expect((await talks.state()).demands.all.map(({ id }) => id)).toEqual(['a', 'c'])
    expect(evolve(state, more).demands.all.map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it('refuses an event of another relation', () => {
    const state = fold(record(between, [raised()], fixed()))
    const foreign = record(['US', 'CN'], [raised()], fixed())
    expect(codeOf(() => evolve(state, ...foreign))).toBe('INVALID_ARGUMENT')
    try {
      evolve(state, ...foreign)
    } catch (error) {
      expect(error).toMatchObject({ details: { argument: 'events', given: 'CN~US' }, where: { event: idAt(1), relation: 'CN~US' } })
    }
  })
})

describe('an event', () => {
  it('that is frozen all the way down is taken as it is by evolve, too', () => {
    const [first, second] = record(between, [raised('a'), raised('b')], fixed())
    expect(evolve(fold([first as never]), second as never).events()[1]).toBe(second)
  })

  it('of a type nobody knows is recorded and folded', () => {
    const turned = { type: 'weather.turned', schemaVersion: 1, occurred: '2025', data: { to: 'rain' } }
    expect(fold(record(between, [turned as never], fixed())).unknown).toHaveLength(1)
  })

  it('that cannot be upcast says where it stands', () => {
    const steps = [
      () => {
        throw new Error('a mistake of mine')
      },
    ]
    const strike = defineEntity('strike', {
      plural: 'strikes',
      events: { begun: { from: ['new'], to: 'begun' } },
      upcast: { begun: steps },
    })
    const [event] = record(between, [raised()], fixed())
    const past = { ...event, type: 'strike.begun', data: { strike: 'post' } }
    expect(() => fold([past] as never, { vocabulary: vocabulary(strike) })).toThrow(
      expect.objectContaining({ code: 'UPCAST_FAILED', where: { relation: 'RU~US', event: idAt(1), type: 'strike.begun' } }),
    )
  })
})

describe('resume', () => {
  it('folds the log where there is no snapshot, whether anybody wants to be told or not', () => {
    const events = record(between, [raised('a'), raised('b')], fixed())
    const faults: string[] = []
    expect(resume('', events)).toEqual(fold(events))
    expect(resume('', events, { onFault: (fault) => faults.push(fault) })).toEqual(fold(events))
    expect(faults).toEqual(['damaged'])
    expect(resume('', [], { between })).toEqual(fold([], { between }))
  })
})

it('resumed from a snapshot, a state finds the events it has not looked at', () => {
  const denied = account.denied({ about: idAt(7), by: 'RU', occurred: '2025-05' })
  const events = record(between, [...Array.from({ length: 40 }, (_, at) => raised(`demand-${at}`)), denied], fixed())
  for (const length of [40, 41]) {
    const faults: string[] = []
    const state = resume(snapshot(fold(events.slice(0, length))), events, { onFault: (fault) => faults.push(fault) })
    expect([faults, standingOf(state, idAt(7))]).toEqual([[], standingOf(fold(events), idAt(7))])
  }
})

describe('record', () => {
  it('has a clock and ids of its own where none are given', () => {
    const [event] = record(between, [raised()])
    expect(event?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)
    expect(Math.abs(Date.now() - Date.parse(event?.recorded as string))).toBeLessThan(3_600_000)
  })

  it('applies no rules, and takes plain objects as append does', () => {
    const plain = JSON.parse(JSON.stringify(demand.met({ demand: 'unheard-of', by: 'RU', occurred: '2025' })))
    const [event] = record(between, [plain], fixed())
    expect(event).toMatchObject({ type: 'demand.met', id: idAt(1), to: 'US' })
    expect(codeOf(() => record(between, [{ ...plain, data: { demand: 'x', colour: 'red' } }], fixed()))).toBe('INVALID_EVENT')
    expect(codeOf(() => record(['US', 'US'], [plain], fixed()))).toBe('INVALID_ARGUMENT')
  })
})
