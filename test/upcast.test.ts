// Upcasting: logs, inputs and events of an older schema, read by a vocabulary that has moved on.
// What was recorded then stays as it is; what is seen is always the newest shape.
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { encodeEvent } from '../src/codec.ts'
import { demand } from '../src/entities/demand.ts'
import { defineEntity } from '../src/entity.ts'
import { isLedgerError, type LedgerError } from '../src/errors.ts'
import type { RecordedEvent } from '../src/event.ts'
import { openLedger } from '../src/ledger.ts'
import { evolve, fold, record } from '../src/pure.ts'
import { memoryStore } from '../src/stores/memory.ts'
import { recordedAs, type Upcaster, upcast, type Versioned } from '../src/upcast.ts'
import { type EventIn, parseAnyInput, parseRecorded, type Vocabulary, vocabulary } from '../src/vocabulary.ts'
import { countedIds, idAt, tickingClock } from './fixed-clock.ts'
import { offer, offers, offersThen, offerThen } from './offer.ts'

const fixed = (from = 1) => ({ ids: countedIds(from), clock: tickingClock() })
const any = { expectedVersion: 'any' } as const
const occurred = '2026-02-03'

const madeThen = (changes: object = {}) => offerThen.made({ offer: 'first', by: 'UNION', wage: 21, occurred, ...changes })
const answeredThen = (answer: 'yes' | 'no', name = 'first') => offerThen.answered({ offer: name, by: 'FIRM', answer, occurred: '2026-03' })

async function refusal(call: () => unknown): Promise<LedgerError> {
  try {
    await call()
  } catch (error) {
    if (isLedgerError(error)) return error
    throw error
  }
  throw new Error('nothing was refused')
}

/** A store with two offers, one accepted and one refused, as they were recorded then. */
async function storeOfThen() {
  const store = memoryStore()
  const then = openLedger({ store, vocabulary: offersThen, ...fixed() }).between('FIRM', 'UNION')
  const inputs = [
    madeThen(),
    answeredThen('no'),
    madeThen({ offer: 'second', wage: 24, terms: 'paid breaks' }),
    answeredThen('yes', 'second'),
  ]
  await then.append(inputs, { expectedVersion: 0 })
  return store
}
const openNow = (store = memoryStore()) => openLedger({ store, vocabulary: offers, ...fixed(101) }).between('FIRM', 'UNION')

describe('a log of an older schema', () => {
  it('folds to what the newest would have recorded', async () => {
    const state = await openNow(await storeOfThen()).state()
    expect(state.offers.get('first')).toMatchObject({
      status: 'refused',
      pay: { amount: 21, per: 'hour' },
      bidder: 'UNION',
      bidden: 'FIRM',
    })
    expect(state.offers.get('second')).toMatchObject({ status: 'accepted', pay: { amount: 24, per: 'hour' }, terms: 'paid breaks' })
    expect([state.problems, state.unknown, state.version]).toEqual([[], [], 4])
    expect(state.offers.get('first')).not.toHaveProperty('wage')
  })

  it('shows its events in the newest shape, frozen, and nothing else of them changed', async () => {
    const events = (await openNow(await storeOfThen()).state()).events()
    expect(events.map(({ type, schemaVersion, data }) => ({ type, schemaVersion, data }))).toEqual([
      { type: 'offer.made', schemaVersion: 3, data: { offer: 'first', pay: { amount: 21, per: 'hour' } } },
      { type: 'offer.refused', schemaVersion: 1, data: { offer: 'first' } },
      { type: 'offer.made', schemaVersion: 3, data: { offer: 'second', pay: { amount: 24, per: 'hour' }, terms: 'paid breaks' } },
      { type: 'offer.accepted', schemaVersion: 1, data: { offer: 'second' } },
    ])
    expect(events[0]).toMatchObject({ version: 1, id: idAt(1), occurred, by: 'UNION', to: 'FIRM', recorded: '2025-04-11T08:00:00.000Z' })
    expect(events.every((event) => Object.isFrozen(event) && Object.isFrozen(event.data))).toBe(true)
    expect(Object.isFrozen((events[0] as { data: { pay?: object } }).data.pay)).toBe(true)
  })

  it('keeps the bytes it has, and goes on in the newest shape', async () => {
    const store = await storeOfThen()
    const before = await store.read('FIRM~UNION')
    const now = openNow(store)
    await now.append(offer.made({ offer: 'third', by: 'FIRM', pay: { amount: 4000, per: 'month' }, occurred: '2026-04' }), {
      expectedVersion: 4,
    })
    const lines = await store.read('FIRM~UNION')
    expect(lines.slice(0, 4)).toEqual(before)
    expect(lines[4]?.text).toContain('"type":"offer.made","schemaVersion":3')
    expect((await now.state()).offers.all.map(({ status }) => status)).toEqual(['refused', 'accepted', 'made'])
    expect(await openNow(store).state()).toEqual(await now.state())
  })

  it('is folded again in its order, where one of its events is late', async () => {
    const store = await storeOfThen()
    const now = openNow(store)
    await now.state()
    const late = offer.made({ offer: 'first', by: 'UNION', pay: { amount: 20, per: 'hour' }, occurred: '2026-01' })
    await now.append(late, { expectedVersion: 4, rules: 'report' })
    expect((await now.state()).events('offer/first').map((event) => event.version)).toEqual([5, 1, 2])
    expect((await openNow(store).state()).offers.get('first')).toEqual((await now.state()).offers.get('first'))
  })

  it('gives the same by fold and by evolve, without a ledger', async () => {
    const then = record(['FIRM', 'UNION'], [madeThen(), answeredThen('yes')], { vocabulary: offersThen, ...fixed() })
    const events = then as unknown as readonly EventIn<typeof offers>[]
    const state = fold(events, { vocabulary: offers })
    expect(state.offers.get('first')).toMatchObject({ status: 'accepted', pay: { amount: 21, per: 'hour' } })
    expect(evolve(fold([], { vocabulary: offers, between: ['FIRM', 'UNION'] }), ...events)).toEqual(state)
    expect(then[0]).toMatchObject({ schemaVersion: 1, data: { wage: 21 } })
    expect(evolve(state).events()).toEqual(state.events())
  })

  it('still says what was recorded', async () => {
    const events: RecordedEvent[] = []
    const store = await storeOfThen()
    for await (const event of openNow(store).events()) events.push(event)
    expect(recordedAs(events[1] as RecordedEvent)).toEqual({
      type: 'offer.answered',
      schemaVersion: 1,
      data: { offer: 'first', answer: 'no' },
    })
    const again = events.map((event) => encodeEvent({ ...event, ...recordedAs(event) } as RecordedEvent))
    expect(again).toEqual((await store.read('FIRM~UNION')).map(({ text }) => text))
    const [newest] = record(['FIRM', 'UNION'], [offer.accepted({ offer: 'a', by: 'FIRM', occurred })], { vocabulary: offers })
    expect(recordedAs(newest as RecordedEvent)).toBe(newest)
  })
})

describe('a version from the future', () => {
  const future = { ...madeThen(), schemaVersion: 4, data: { offer: 'first', pay: 'a fair share' } } as never

  it('is kept as it is, or refused, by policy', async () => {
    const store = memoryStore()
    const kept = openNow(store)
    await kept.append(future, { expectedVersion: 0 })
    const state = await kept.state()
    expect([state.offers.size, state.unknown]).toMatchObject([0, [{ type: 'offer.made', schemaVersion: 4, data: { pay: 'a fair share' } }]])
    expect(encodeEvent(state.unknown[0] as RecordedEvent)).toBe((await store.read('FIRM~UNION'))[0]?.text)
    const strict = openLedger({ store, vocabulary: offers, unknown: 'fail' }).between('FIRM', 'UNION')
    expect(await refusal(() => strict.state())).toMatchObject({ code: 'UNKNOWN_TYPE', details: { type: 'offer.made', schemaVersion: 4 } })
    expect((await refusal(() => strict.state())).message).toContain('knows it up to schemaVersion 3')
  })

  it('of a type that was given up is one of an unknown type', async () => {
    const given = { ...answeredThen('yes'), schemaVersion: 2 } as never
    expect((await refusal(() => parseAnyInput(offers, given, 'fail'))).message).toContain('no such type')
    expect(parseAnyInput(offers, given, 'keep')).toMatchObject({ type: 'offer.answered', schemaVersion: 2 })
  })

  it.each([0, -1, 0.5, '1', null])('that is none (%j) is refused', async (schemaVersion) => {
    const [then] = record(['FIRM', 'UNION'], [madeThen()], { vocabulary: offersThen })
    const odd = { ...then, schemaVersion } as never
    expect((await refusal(() => parseRecorded(offers, odd, 'keep'))).where.field).toBe('schemaVersion')
  })
})

describe('an input of an older schema', () => {
  const json = JSON.parse(JSON.stringify(madeThen({ id: idAt(1) })))

  it('is upcast, and recorded in the newest shape', async () => {
    const store = memoryStore()
    const { events } = await openNow(store).append(json, { expectedVersion: 0 })
    expect(events).toMatchObject([{ id: idAt(1), schemaVersion: 3, data: { pay: { amount: 21, per: 'hour' } } }])
    expect((await store.read('FIRM~UNION'))[0]?.text).not.toContain('wage')
    expect(json.data.wage).toBe(21)
  })

  it('may come straight from the constructor of another build', () => {
    expect(parseAnyInput(offers, answeredThen('no'), 'fail')).toMatchObject({ type: 'offer.refused', schemaVersion: 1, by: 'FIRM' })
  })

  it('says which version it is of, where there are several', async () => {
    const { schemaVersion: _, ...silent } = json
    expect(await refusal(() => parseAnyInput(offers, silent, 'keep'))).toMatchObject({
      code: 'INVALID_EVENT',
      where: { field: 'schemaVersion' },
    })
    const accepted = { type: 'offer.accepted', by: 'FIRM', occurred, data: { offer: 'first' } }
    expect(parseAnyInput(offers, accepted, 'fail').schemaVersion).toBe(1)
  })

  it('is the same as what is recorded, whichever of the two is the older', async () => {
    const now = openNow(await storeOfThen())
    const older = [madeThen({ id: idAt(1) }), { ...answeredThen('no'), id: idAt(2) }]
    const newer = [
      offer.made({ id: idAt(1), offer: 'first', by: 'UNION', pay: { amount: 21, per: 'hour' }, occurred }),
      offer.refused({ id: idAt(2), offer: 'first', by: 'FIRM', occurred: '2026-03' }),
    ]
    const receipt = await now.append(newer, any)
    expect(receipt.version).toBe(2)
    expect(await now.append(older as never, any)).toEqual(receipt)
    expect((await now.state()).version).toBe(4)
  })

  it('is refused, where it says something else than what is recorded', async () => {
    const now = openNow(await storeOfThen())
    for (const other of [madeThen({ id: idAt(1), wage: 22 }), { ...answeredThen('yes'), id: idAt(2) }])
      expect((await refusal(() => now.append(other as never, any))).code).toBe('ID_REUSED')
  })
})

// ── steps ────────────────────────────────────────────────────────────────────────────────────────────────────────

const past = (schemaVersion: number, data: object = {}): Versioned => ({ type: 'memo.taken', schemaVersion, data: { memo: 'a', ...data } })
const adding =
  (letter: string): Upcaster =>
  ({ trail, ...rest }) => ({ ...rest, trail: `${trail ?? ''}${letter}` })

describe('upcasters', () => {
  const steps = new Map([['memo.taken', [adding('b'), adding('c'), adding('d')]]])

  it('run one after the other, from the version at hand', () => {
    expect(upcast(steps, past(1), {})).toEqual(past(4, { trail: 'bcd' }))
    expect(upcast(steps, past(3), {})).toEqual(past(4, { trail: 'd' }))
    expect(upcast(steps, past(4), {})).toEqual(past(4))
    expect(upcast(steps, past(9), {})).toEqual(past(9))
  })

  it('stop at the version that is asked for', () => {
    const until = (schemaVersion: number) => ({ type: 'memo.taken', schemaVersion })
    expect(upcast(steps, past(1), {}, until(3))).toEqual(past(3, { trail: 'bc' }))
    expect(upcast(steps, past(2), {}, until(2))).toEqual(past(2))
    expect(upcast(steps, past(3), {}, until(2))).toEqual(past(4, { trail: 'd' }))
  })

  it('may lead to another type, and on from the version of it that they name', () => {
    const to = (recast: object) =>
      new Map<string, readonly Upcaster[]>([['memo.jotted', [(data) => ({ type: 'memo.taken', data, ...recast })]], ...steps])
    const jotted = { ...past(1), type: 'memo.jotted' }
    expect(upcast(to({}), jotted, {})).toEqual(past(4, { trail: 'bcd' }))
    expect(upcast(to({ schemaVersion: 3 }), jotted, {})).toEqual(past(4, { trail: 'd' }))
    expect(upcast(to({}), jotted, {}, { type: 'memo.taken', schemaVersion: 2 })).toEqual(past(2, { trail: 'b' }))
  })

  it('leave what they are given as it is', () => {
    const nested = past(1, { list: ['x'] })
    const { data } = upcast(new Map([['memo.taken', [(each) => ({ ...each, more: 1 })]]]), nested, {})
    expect(data).toEqual({ memo: 'a', list: ['x'], more: 1 })
    expect(data['list']).not.toBe(nested.data['list'])
    expect(nested).toEqual(past(1, { list: ['x'] }))
  })
})

/** A vocabulary in which memo.taken has these upcasters; `jotted` has no row. */
function memos(upcast: { readonly [type: string]: readonly Upcaster[] }): Vocabulary {
  const fields = { words: z.string() }
  return vocabulary(
    defineEntity('memo', { plural: 'memos', fields, events: { taken: { from: ['new'], to: 'taken', may: ['words'] } }, upcast }),
  )
}

const raw = (changes: object = {}) => ({
  ...{ relation: 'RU~US', version: 1, id: idAt(1), type: 'memo.taken', schemaVersion: 1, occurred, recorded: '2026-02-04T00:00:00.000Z' },
  data: { memo: 'a' },
  ...changes,
})

describe('upcasters that fail', () => {
  const failing: readonly (readonly [why: string, step: unknown, words: string])[] = [
    ['one that throws', ({ words }: { words: string[] }) => words.length, 'threw TypeError'],
    ['one that writes to what it is given', (data: { words?: string }) => Object.assign(data, { words: 'x' }), 'threw TypeError'],
    ['one that gives no data', () => 7, 'gave no data'],
    ['one that gives nothing', () => undefined, 'gave no data'],
    ['one that gives a list', () => ['a'], 'gave no data'],
    ['one that gives null', () => null, 'gave no data'],
    ['one that gives a type without data', () => ({ type: 'memo.taken' }), 'type has no place here'],
    ['one that gives a type of no text', (data: object) => ({ type: 7, data }), 'type has no place here'],
    ['one that answers later', async (data: object) => data, 'cannot be recorded'],
    ['one that gives what cannot be recorded', () => ({ memo: 'a', words: new Date(0) }), 'cannot be recorded'],
    ['one that gives a field that has no place', () => ({ memo: 'a', colour: 'red' }), 'colour has no place here'],
    ['one that gives a field of another shape', () => ({ memo: 'a', words: 7 }), 'words'],
    ['one that loses the id', () => ({ words: 'x' }), 'memo is missing'],
    ['one that leads in a circle', (data: object) => ({ type: 'memo.taken', data }), 'in a circle'],
    ['one that leads to a type that nobody knows', (data: object) => ({ type: 'weather.turned', data }), 'no such type'],
    [
      'one that leads to a version that there is not',
      (data: object) => ({ type: 'memo.taken', schemaVersion: 7, data }),
      'up to schemaVersion 2',
    ],
    [
      'one that leads to a version in words',
      (data: object) => ({ type: 'memo.taken', schemaVersion: '1', data }),
      'must be a whole number from 1',
    ],
    ['one that leads to no version', (data: object) => ({ type: 'memo.taken', schemaVersion: '2', data }), 'must be a whole number from 1'],
  ]

  it.each(failing)('%s: the log is not read, and the error says which event', async (_, step, words) => {
    const error = await refusal(() =>
      parseRecorded(memos({ taken: [step as Upcaster] }), raw(), 'keep', { event: idAt(1), file: 'a.jsonl' }),
    )
    expect(error).toMatchObject({ code: 'UPCAST_FAILED', details: { type: 'memo.taken', schemaVersion: 1 } })
    expect(error.where).toEqual({ event: idAt(1), file: 'a.jsonl', type: 'memo.taken' })
    expect(error.message).toContain(words)
    expect(error.message).toMatch(/^memo\.taken \(schemaVersion 1\): \S.* — \S/)
  })

  it.each(failing)('%s: an input is refused, too', async (_, step) => {
    const { type, schemaVersion, data } = raw()
    const words = memos({ taken: [step as Upcaster] })
    const error = await refusal(() => parseAnyInput(words, { type, schemaVersion, occurred, data }, 'keep'))
    expect(error.code).toBe('UPCAST_FAILED')
  })

  it('name the one of several that failed, and give its error as the cause', async () => {
    const late = () => {
      throw new RangeError('too late')
    }
    const error = await refusal(() => parseRecorded(memos({ taken: [(data) => data, late] }), raw(), 'keep'))
    expect(error.details).toMatchObject({ type: 'memo.taken', schemaVersion: 2 })
    expect(error.cause).toBeInstanceOf(RangeError)
  })

  it('do not keep an entity from being mended: with another upcaster the log is read', async () => {
    const store = memoryStore()
    await store.append('RU~US', 0, [{ id: idAt(1), text: JSON.stringify({ json: raw() }) }])
    const open = (step: Upcaster) => openLedger({ store, vocabulary: memos({ taken: [step] }) }).between('US', 'RU')
    expect((await refusal(() => open(() => 7 as never).state())).where).toMatchObject({ relation: 'RU~US', event: idAt(1) })
    expect((await open((data) => ({ ...data, words: 'mended' })).state()).events()).toMatchObject([
      { schemaVersion: 2, data: { words: 'mended' } },
    ])
  })

  it('are not blamed for the envelope', async () => {
    const words = memos({ taken: [(data) => data] })
    for (const changes of [{ recorded: 'today' }, { occurred: undefined }, { version: 0 }, { data: 'a' }])
      expect((await refusal(() => parseRecorded(words, raw(changes), 'keep'))).code).toBe('INVALID_EVENT')
    const input = { type: 'memo.taken', schemaVersion: 1, data: { memo: 'a' } }
    expect((await refusal(() => parseAnyInput(words, input, 'keep'))).where.field).toBe('occurred')
  })
})

describe('an event that changes its entity', () => {
  const claim = defineEntity('claim', {
    plural: 'claims',
    events: { dropped: { from: ['new'], to: 'dropped' } },
    upcast: { made: [({ claim, ...rest }) => ({ type: 'demand.raised', data: { demand: claim, ...rest } })] },
  })
  const made = { type: 'claim.made', schemaVersion: 1, by: 'US', occurred, data: { claim: 'visas' } }

  it('is one of the other entity', () => {
    const input = parseAnyInput(vocabulary(claim, demand), made, 'fail')
    expect(input).toMatchObject({ type: 'demand.raised', schemaVersion: 1, by: 'US', data: { demand: 'visas' } })
  })

  it('is refused, where the vocabulary does not have that', async () => {
    expect((await refusal(() => parseAnyInput(vocabulary(claim), made, 'keep'))).code).toBe('UPCAST_FAILED')
  })
})

describe('upcasters in a table', () => {
  it.each([
    ['a full type', { 'memo.taken': [(data: object) => data] }, 'upcast names "memo.taken"'],
    ['no list', { taken: (data: object) => data }, 'upcast of taken'],
    ['an empty list', { taken: [] }, 'upcast of taken'],
    ['what is no function', { taken: [{ words: 'text' }] }, 'upcast of taken'],
  ])('with %s are refused', async (_, steps, words) => {
    const error = await refusal(() => memos(steps as never))
    expect(error.code).toBe('INVALID_ENTITY')
    expect(error.message).toContain(words)
  })

  it('say the version that constructors write', () => {
    expect(offers.types.get('offer.made')?.row.schemaVersion).toBe(3)
    expect(offer.made({ offer: 'a', by: 'FIRM', pay: { amount: 1, per: 'hour' }, occurred }).schemaVersion).toBe(3)
    expect(offer.accepted({ offer: 'a', by: 'FIRM', occurred }).schemaVersion).toBe(1)
  })
})
