// Amending: what stands of an event when entries and accounts speak of it, also across schema versions.
// In: a log written under an older table (offer.ts), corrected then and corrected now; a meeting, and remarks on it.
// Out: what stands, in the newest shape: fields are told in the shape the event had for whoever told them.
import { describe, expect, it } from 'vitest'
import { entriesRead } from '../src/amend.ts'
import { meeting } from '../src/entities/meeting.ts'
import { defineEntity } from '../src/entity.ts'
import type { RecordedEvent } from '../src/event.ts'
import { type DefaultVocabulary, openLedger } from '../src/ledger.ts'
import { evolve, fold, record } from '../src/pure.ts'
import type { InputIn } from '../src/record.ts'
import { account } from '../src/remarks/account.ts'
import { entry } from '../src/remarks/entry.ts'
import { type StandardSchema, text } from '../src/shape.ts'
import { cellsOf } from '../src/shelf.ts'
import { pictureOf } from '../src/state.ts'
import { memoryStore } from '../src/stores/memory.ts'
import { recordedAs } from '../src/upcast.ts'
import { vocabulary } from '../src/vocabulary.ts'
import { countedIds, idAt, tickingClock } from './fixed-clock.ts'
import { offer, offers, offersThen, offerThen } from './offer.ts'

const occurred = '2025-04-01'

/** The same store, opened under the table of then and under that of now. */
function thenAndNow() {
  const [store, ids, clock] = [memoryStore(), countedIds(), tickingClock()]
  const then = openLedger({ store, vocabulary: offersThen, ids, clock }).between('UNION', 'FIRM')
  const now = openLedger({ store, vocabulary: offers, ids, clock }).between('UNION', 'FIRM')
  return { then, now }
}

describe('a correction that was made under an older table', () => {
  it('is applied to what the event was then, and upcast with it', async () => {
    const { then, now } = thenAndNow()
    await then.append(offerThen.made({ offer: 'a', by: 'FIRM', wage: 10, occurred }), { expectedVersion: 0 })
    await then.append(entry.corrected({ about: 'offer/a', set: { wage: 12 }, reason: 'misheard', occurred }), { expectedVersion: 1 })
    expect((await then.state()).offers.get('a')?.wage).toBe(12)
    const state = await now.state()
    expect(state.offers.get('a')?.pay).toEqual({ amount: 12, per: 'hour' })
    expect(state.problems).toEqual([])
  })

  it('of an answer that is another type of event now decides which', async () => {
    const { then, now } = thenAndNow()
    await then.append(
      [
        offerThen.made({ offer: 'a', by: 'FIRM', wage: 10, occurred }),
        offerThen.answered({ offer: 'a', by: 'UNION', answer: 'yes', occurred }),
      ],
      { expectedVersion: 0 },
    )
    await then.append(entry.corrected({ about: idAt(2), set: { answer: 'no' }, reason: 'misheard', occurred }), { expectedVersion: 2 })
    const state = await now.state()
    expect(state.offers.get('a')?.status).toBe('refused')
    expect(state.events('offer/a').map(({ type }) => type)).toEqual(['offer.made', 'offer.refused'])
  })
})

describe('a correction that is made now, of an event that was recorded then', () => {
  it('is told in the newest shape, and says so', async () => {
    const { then, now } = thenAndNow()
    await then.append(offerThen.made({ offer: 'a', by: 'FIRM', wage: 10, occurred }), { expectedVersion: 0 })
    const correct = entry.corrected({
      id: idAt(9),
      about: 'offer/a',
      set: { pay: { amount: 2000, per: 'month' } },
      reason: 'misread',
      occurred,
    })
    const { events } = await now.append(correct, { expectedVersion: 1 })
    expect(events[0]?.data).toMatchObject({ shape: { type: 'offer.made', schemaVersion: 3 } })
    const state = await now.state()
    expect(state.offers.get('a')?.pay).toEqual({ amount: 2000, per: 'month' })
    expect(recordedAs(state.events()[0] as never).data).toMatchObject({ wage: 10 })
  })

  it('may be told in the older shape, and then says so; of an event that is of the newest, it says nothing of shapes', async () => {
    const { then, now } = thenAndNow()
    await then.append(offerThen.made({ offer: 'a', by: 'FIRM', wage: 10, occurred }), { expectedVersion: 0 })
    const shape = { type: 'offer.made', schemaVersion: 1 }
    const older = entry.corrected({ about: 'offer/a', set: { wage: 12 }, shape, reason: 'misheard', occurred })
    const { events } = await now.append(older, { expectedVersion: 1 })
    expect(events[0]?.data).toMatchObject({ shape })
    expect((await now.state()).offers.get('a')?.pay).toEqual({ amount: 12, per: 'hour' })
    const newest = [
      offer.made({ offer: 'b', by: 'FIRM', pay: { amount: 10, per: 'hour' }, occurred }),
      entry.corrected({ about: 'offer/b', set: { pay: { amount: 11, per: 'hour' } }, reason: 'misheard', occurred }),
    ]
    const recorded = await now.append(newest, { expectedVersion: 2 })
    expect(recorded.events[1]?.data).not.toHaveProperty('shape')
  })

  it('takes fields out in the newest shape, too', async () => {
    const { then, now } = thenAndNow()
    await then.append(offerThen.made({ offer: 'a', by: 'FIRM', wage: 10, terms: 'till May', occurred }), { expectedVersion: 0 })
    const taken = (field: string) => entry.corrected({ about: 'offer/a', unset: [field], reason: 'nobody said so', occurred })
    await expect(now.append(taken('pay'), { expectedVersion: 1 })).rejects.toMatchObject({
      code: 'RULE_CONTRADICTION',
      message: expect.stringContaining('pay is missing'),
    })
    await expect(now.append(taken('wage'), { expectedVersion: 1 })).rejects.toThrow('unset names wage, which it never has')
    const { events } = await now.append(taken('terms'), { expectedVersion: 1 })
    expect(events[0]?.data).toMatchObject({ shape: { type: 'offer.made', schemaVersion: 3 } })
    expect((await now.state()).offers.get('a')).not.toHaveProperty('terms')
  })

  it('says nothing of shapes where it tells no fields', async () => {
    const { then, now } = thenAndNow()
    await then.append(offerThen.made({ offer: 'a', by: 'FIRM', wage: 10, occurred }), { expectedVersion: 0 })
    const { events } = await now.append(entry.retracted({ about: 'offer/a', reason: 'twice', occurred }), { expectedVersion: 1 })
    expect(events[0]?.data).toEqual({ reason: 'twice' })
    expect((await then.state()).offers.size).toBe(0)
  })

  it('of what has a field set of its own and is no remark, says nothing of shapes', async () => {
    const events = { laid: { from: ['new'], to: 'laid', may: ['set'] } } as const
    const table = defineEntity('table', { plural: 'tables', fields: { set: text }, events })
    const store = memoryStore()
    const then = openLedger({ store, vocabulary: vocabulary(offerThen, table) }).between('UNION', 'FIRM')
    const now = openLedger({ store, vocabulary: vocabulary(offer, table) }).between('UNION', 'FIRM')
    await then.append(offerThen.made({ id: idAt(1), offer: 'a', by: 'FIRM', wage: 10, occurred }), { expectedVersion: 0 })
    const laid = table.laid({ table: 't', set: 'for two', about: [idAt(1)], occurred })
    const recorded = await now.append(laid, { expectedVersion: 1 })
    expect(recorded.events[0]?.data).toEqual({ table: 't', set: 'for two' })
  })

  it('comes after one that was made then', async () => {
    const { then, now } = thenAndNow()
    await then.append(offerThen.made({ offer: 'a', by: 'FIRM', wage: 10, occurred }), { expectedVersion: 0 })
    await then.append(entry.corrected({ about: 'offer/a', set: { wage: 12 }, reason: 'misheard', occurred }), { expectedVersion: 1 })
    await now.append(entry.supplemented({ about: 'offer/a', set: { terms: 'till June' }, occurred }), { expectedVersion: 2 })
    expect((await now.state()).offers.get('a')).toMatchObject({ pay: { amount: 12, per: 'hour' }, terms: 'till June' })
  })

  it('an account tells its own version in the newest shape, too', async () => {
    const { then, now } = thenAndNow()
    await then.append(offerThen.made({ offer: 'a', by: 'FIRM', wage: 10, occurred, saidBy: ['FIRM'] }), { expectedVersion: 0 })
    await now.append(account.confirmed({ about: 'offer/a', by: 'UNION', set: { pay: { amount: 11, per: 'hour' } }, occurred }), {
      expectedVersion: 1,
    })
    expect((await now.state({ accordingTo: 'UNION' })).offers.get('a')?.pay?.amount).toBe(11)
    expect((await now.state({ accordingTo: 'FIRM' })).offers.get('a')?.pay?.amount).toBe(10)
  })

  it('recorded before the table changed and appended again after it, it is recorded once', async () => {
    const { then, now } = thenAndNow()
    await then.append(offerThen.made({ offer: 'a', by: 'FIRM', wage: 10, occurred }), { expectedVersion: 0 })
    const noted = entry.supplemented({ id: idAt(9), about: 'offer/a', set: { terms: 'till June' }, occurred })
    const first = await then.append(noted, { expectedVersion: 1 })
    expect(await now.append(noted, { expectedVersion: 1 })).toEqual(first)
  })

  it('told in one shape, it is not the same told in another', async () => {
    const { then, now } = thenAndNow()
    await then.append(offerThen.made({ offer: 'a', by: 'FIRM', wage: 10, occurred }), { expectedVersion: 0 })
    const noted = (schemaVersion: number) =>
      entry.supplemented({
        id: idAt(9),
        about: 'offer/a',
        set: { terms: 'till June' },
        shape: { type: 'offer.made', schemaVersion },
        occurred,
      })
    const first = await now.append(noted(1), { expectedVersion: 1 })
    expect(await now.append(noted(1), { expectedVersion: 1 })).toEqual(first)
    await expect(now.append(noted(3), { expectedVersion: 'any' })).rejects.toMatchObject({ code: 'ID_REUSED' })
  })
})

describe('who acts, and on whom', () => {
  it('is asked for where it is told anew, and not where an older table let it pass', async () => {
    const table = (by: 'either' | undefined) =>
      defineEntity('signal', {
        plural: 'signals',
        fields: { words: text },
        events: { sent: { from: ['new'], to: 'sent', may: ['words'], ...(by && { by }) } },
      })
    const store = memoryStore()
    const [then, now] = ['either' as const, undefined].map((by) =>
      openLedger({ store, vocabulary: vocabulary(table(by)), ids: countedIds() }).between('UNION', 'FIRM'),
    )
    await then?.append(table('either').sent({ id: idAt(90), signal: 'a', by: 'FIRM', occurred } as never), { expectedVersion: 0 })
    const told = (set: Record<string, unknown>) => entry.corrected({ about: idAt(90), set, reason: 'x', occurred })
    await now?.append(told({ words: 'yes' }), { expectedVersion: 1 })
    expect((await now?.state())?.signals.get('a')?.words).toBe('yes')
    await expect(now?.append(told({ by: 'UNION' }), { expectedVersion: 2 })).rejects.toThrow('by has no place here')
  })

  it('stays as it is told where a third party acts on a side, and something else is corrected', () => {
    const proposed = meeting.proposed({ id: idAt(1), meeting: 'oslo', by: 'NO', to: 'US', occurred })
    const corrected = entry.corrected({ about: idAt(1), set: { place: 'Oslo' }, reason: 'x', occurred })
    const [event] = fold(record(['US', 'RU'], [proposed, corrected])).events('meeting/oslo')
    expect(event).toMatchObject({ by: 'NO', to: 'US', data: { place: 'Oslo' } })
  })
})

describe('what stands of an event', () => {
  const stated = '2025-02-17'
  const held = meeting.held({ id: idAt(1), meeting: 'round-1', occurred: stated, place: 'Ankara', note: 'in the evening' })
  const about = idAt(1)
  const placed = (number: number, place: string) => entry.corrected({ id: idAt(number), about, set: { place }, reason: 'x', occurred })
  const recorded = (...inputs: readonly InputIn<DefaultVocabulary>[]) =>
    record(['US', 'RU'], [held, ...inputs], { ids: countedIds(50), clock: tickingClock() })
  /** The state, which is the same by fold and by evolve. */
  const stateOf = (...inputs: readonly InputIn<DefaultVocabulary>[]) => {
    const events = recorded(...inputs)
    const state = fold(events)
    expect(evolve(fold(events.slice(0, 1)), ...events.slice(1))).toStrictEqual(state)
    return state
  }
  const rulesOf = (...inputs: readonly InputIn<DefaultVocabulary>[]) =>
    stateOf(...inputs).problems.map(({ rule, message }) => [rule, message])

  it('is what the entry recorded last says, also where one before it came back', () => {
    const other = meeting.held({ id: idAt(2), meeting: 'round-2', occurred: '2025-04-10', place: 'Oslo' })
    const away = entry.corrected({ id: idAt(12), about: idAt(10), set: { about: [idAt(2)] }, reason: 'the other', occurred })
    const back = entry.retracted({ about: idAt(12), reason: 'no, this one', occurred })
    const places = (...inputs: readonly InputIn<DefaultVocabulary>[]) => stateOf(other, ...inputs).meetings.all.map(({ place }) => place)
    const both = [placed(10, 'Kyiv'), placed(11, 'Riyadh')]
    expect(places(...both)).toEqual(['Riyadh', 'Oslo'])
    expect(places(...both, away)).toEqual(['Riyadh', 'Kyiv'])
    expect(places(...both, away, back)).toEqual(['Riyadh', 'Oslo'])
    const lastBack = [entry.retracted({ about: idAt(11), reason: 'x', occurred }), away, back]
    expect(places(...both, ...lastBack)).toEqual(['Kyiv', 'Oslo'])
  })

  it('is told of the first alone, where a log that no ledger wrote has two of one id', () => {
    const [first, retracted] = recorded(entry.retracted({ about, reason: 'x', occurred }))
    const second = { ...first, version: 2, data: { meeting: 'round-2' } } as NonNullable<typeof first>
    const events = [first, second, retracted] as readonly NonNullable<typeof first>[]
    for (const state of [fold(events), evolve(fold([], { between: ['US', 'RU'] }), ...events)]) {
      expect(state.meetings.all.map(({ id }) => id)).toEqual(['round-2'])
      expect(state.events('meeting/round-2')).toEqual([second])
    }
  })

  it.each([
    ['what comes later', [idAt(2)], idAt(2)],
    ['itself', [idAt(50)], idAt(50)],
    ['what is not there', [idAt(99)], idAt(99)],
    ['one that is there and one that is not', [idAt(1), idAt(99)], idAt(99)],
    ['nothing', undefined, 'undefined'],
  ])('is not moved by a remark on %s, in a log that no ledger wrote', (_, targets, missing) => {
    const [first, retracted] = recorded(entry.retracted({ about, reason: 'x', occurred }))
    const { about: _about, ...nothing } = retracted as RecordedEvent
    const astray = { ...nothing, ...(targets && { about: targets }) } as NonNullable<typeof first>
    const later = { ...first, id: idAt(2), version: 3, data: { meeting: 'round-2' } } as NonNullable<typeof first>
    const events = [first, astray, later] as readonly NonNullable<typeof first>[]
    for (const state of [fold(events), evolve(fold([], { between: ['US', 'RU'] }), ...events)]) {
      const message = 'the log has no such event before it — record that first'
      expect(state.problems).toMatchObject([{ kind: 'gap', rule: 'entry.retracted/about', event: idAt(50), entity: `event/${missing}` }])
      expect(state.problems[0]?.message).toBe(`entry.retracted on "${missing}": ${message}, or append with rules: 'report'`)
      expect(state.meetings.has('round-2')).toBe(true)
      expect(state.meetings.has('round-1')).toBe(!targets?.includes(idAt(1)))
    }
  })

  it('may speak of a later event once it is corrected; an entry may not, nor of itself', () => {
    const other = meeting.held({ id: idAt(2), meeting: 'round-2', occurred })
    const pointed = (target: string, ...to: readonly string[]) =>
      entry.corrected({ about: target, set: { about: to }, reason: 'x', occurred })
    expect(stateOf(other, pointed(idAt(1), idAt(2))).events('meeting/round-1')).toMatchObject([{ about: [idAt(2)] }])
    for (const to of [idAt(10), idAt(2)]) {
      const state = stateOf(placed(10, 'Riyadh'), other, pointed(idAt(10), to))
      expect(state.problems[0]?.message).toContain(`entry.corrected: about names ${to}, which is not in the log before it`)
      expect(state.meetings.get('round-1')?.place).toBe('Riyadh')
    }
  })

  it('is found at once, however many remarks speak of each other', () => {
    const many = Array.from({ length: 40 }, (_, at) =>
      entry.retracted({
        id: idAt(100 + at),
        about: at === 0 ? about : [idAt(99 + at), ...(at > 1 ? [idAt(98 + at)] : [])],
        reason: 'x',
        occurred,
      }),
    )
    const log = recorded(...many)
    // Each stands where neither of the two after it does: every third, counted from the last.
    expect([38, 39, 40].map((count) => fold(log.slice(0, count + 1)).meetings.size)).toEqual([1, 1, 0])
  })

  it('is of another entity where it is moved there, in the order of recording, and of none where it is retracted with others', () => {
    const scheduled = meeting.scheduled({ id: idAt(2), meeting: 'round-2', occurred: stated })
    const postponed = meeting.postponed({ id: idAt(3), meeting: 'round-1', occurred: stated })
    const moved = (id: string, to: string) => entry.corrected({ about: id, set: { meeting: to }, reason: 'mixed up', occurred })
    const behind = (...inputs: readonly InputIn<DefaultVocabulary>[]) => {
      const state = stateOf(scheduled, postponed, ...inputs)
      return ['round-1', 'round-2', 'round-3'].map((id) => state.events(`meeting/${id}`).map((event) => event.id))
    }
    expect(behind(moved(idAt(2), 'round-1'))).toEqual([[1, 2, 3].map(idAt), [], []])
    expect(behind(moved(idAt(1), 'round-3'))).toEqual([[3], [2], [1]].map((ids) => ids.map(idAt)))
    const off = (...numbers: readonly number[]) => entry.retracted({ about: numbers.map(idAt), reason: 'x', occurred })
    expect([behind(off(1, 3)), behind(off(1, 2))]).toEqual([
      [[], [idAt(2)], []],
      [[idAt(3)], [], []],
    ])
  })

  it('is told otherwise by entries on entries, however many of them', () => {
    const wrong = entry.corrected({ id: idAt(11), about: idAt(10), set: { set: { place: 'Oslo' } }, reason: 'x', occurred })
    const wronger = entry.corrected({ id: idAt(12), about: idAt(11), set: { set: { set: { place: 'Bern' } } }, reason: 'x', occurred })
    const off = entry.retracted({ id: idAt(13), about: [idAt(12), idAt(11)], reason: 'x', occurred })
    const on = entry.reinstated({ about: idAt(11), occurred })
    const place = (...inputs: readonly InputIn<DefaultVocabulary>[]) => stateOf(...inputs).meetings.get('round-1')?.place
    const chain = [placed(10, 'Riyadh'), wrong, wronger, off, on]
    expect(chain.map((_, count) => place(...chain.slice(0, count + 1)))).toEqual(['Riyadh', 'Oslo', 'Bern', 'Riyadh', 'Oslo'])
  })

  it('is the very same where a remark makes no other of it, and its entity is folded no second time', () => {
    const [first, ...more] = recorded(
      account.confirmed({ about, by: 'US', occurred }),
      entry.corrected({ about, set: { place: 'Ankara' }, reason: 'x', occurred }),
      entry.reinstated({ about, occurred }),
    )
    const state = fold([first as never])
    for (const event of more) expect(evolve(state, event as never).meetings.get('round-1')).toBe(state.meetings.get('round-1'))
  })

  it('is the very same where of several remarks that change at once one makes up for another', () => {
    const off = (...numbers: readonly number[]) => entry.retracted({ about: numbers.map(idAt), reason: 'x', occurred })
    const roundAfter = (...inputs: readonly InputIn<DefaultVocabulary>[]) => {
      const log = recorded(...inputs)
      const before = fold(log.slice(0, -1))
      return [before, evolve(before, log.at(-1) as never)].map((state) => state.meetings.get('round-1'))
    }
    const [back, plain] = roundAfter(placed(10, 'Oslo'), placed(11, 'Ankara'), off(10, 11))
    expect(plain).toBe(back)
    const outThere = entry.retracted({ id: idAt(12), about: idAt(11), reason: 'x', occurred })
    const [there, again] = roundAfter(placed(10, 'Oslo'), placed(11, 'Oslo'), outThere, off(10, 12))
    expect(again).toBe(there)
  })

  it('is kept aside for events that others speak of alone', () => {
    const asideIn = (...inputs: readonly InputIn<DefaultVocabulary>[]) =>
      [...cellsOf(pictureOf(stateOf(...inputs)).history.remarked)].map(({ id }) => id)
    expect(asideIn()).toEqual([])
    expect(asideIn(placed(10, 'Riyadh'), account.denied({ about, by: 'US', occurred }))).toEqual([idAt(1)])
    const other = meeting.held({ id: idAt(2), meeting: 'round-2', occurred })
    const aboutThat = entry.corrected({ id: idAt(12), about: idAt(2), set: { about: [idAt(1)] }, reason: 'it speaks of that', occurred })
    expect(asideIn(other, aboutThat)).toEqual([idAt(2)])
    expect(asideIn(placed(10, 'Riyadh'), placed(11, 'Oslo'), entry.retracted({ about: idAt(11), reason: 'x', occurred }))).toEqual(
      [1, 11].map(idAt),
    )
  })

  it.each([
    ['the envelope has', { note: 'at noon' }, 'note'],
    ['the event itself has', { place: 'Oslo' }, 'place'],
    ['one of several is', { level: 'experts', place: 'Oslo' }, 'place'],
  ])('is not supplemented with what %s', (_, set, field) => {
    const supplemented = entry.supplemented({ about, set, occurred })
    const message = `entry.supplemented on "round-1": ${field} is given already — correct it with entry.corrected, or append with rules: 'report'`
    expect(rulesOf(supplemented)).toEqual([['entry.supplemented/set', message]])
    expect(stateOf(supplemented).events('meeting/round-1')).toMatchObject([{ note: 'in the evening', data: { place: 'Ankara' } }])
  })

  it('is of another direction where another acted, of none where a third party did, and of the one that is given', () => {
    const asked = meeting.proposed({ id: idAt(2), meeting: 'round-2', by: 'US', occurred: stated })
    const sides = (set: object) => {
      const [event] = stateOf(asked, entry.corrected({ about: idAt(2), set: set as never, reason: 'x', occurred })).events(
        'meeting/round-2',
      )
      return [event?.by, event?.to]
    }
    expect([sides({ by: 'RU' }), sides({ by: 'US' }), sides({ by: 'NO' })]).toEqual([
      ['RU', 'US'],
      ['US', 'RU'],
      ['NO', undefined],
    ])
    expect(sides({ by: 'RU', to: 'US' })).toEqual(['RU', 'US'])
    expect(sides({ note: 'x' })).toEqual(['US', 'RU'])
    for (const wrong of [{ by: 'RU', to: 'RU' }, { to: 'US' }]) expect(sides(wrong), 'what is given is not mended').toEqual(['US', 'RU'])
    const turned = (...by: readonly string[]) => {
      const corrections = by.map((each) => entry.corrected({ about: idAt(2), set: { by: each }, reason: 'x', occurred }))
      return stateOf({ ...asked, by: 'RU' } as typeof asked, ...corrections).events('meeting/round-2')[0]
    }
    expect(turned('US')).toMatchObject({ by: 'US', to: 'RU' })
    expect(turned('NO', 'US'), 'by a third party at first').toMatchObject({ by: 'US', to: 'RU' })
  })

  it.each([
    [
      'entry.corrected',
      entry.corrected({ about, set: { occurred: 'today' }, reason: 'x', occurred }),
      'set',
      'the event would not be one any more (',
    ],
    [
      'entry.supplemented',
      entry.supplemented({ about, set: { level: 7 as never }, occurred }),
      'set',
      'the event would not be one any more (',
    ],
    ['entry.reinstated', entry.reinstated({ about, occurred }), 'about', 'the event is not retracted — leave the entry out'],
    [
      'account.confirmed',
      account.confirmed({ about, by: 'US', set: { level: 7 as never }, occurred }),
      'set',
      'told so, the event would not be one any more (',
    ],
    [
      'account.differed',
      account.differed({ about, by: 'US', set: { meeting: 'other' }, occurred }),
      'set',
      'names another entity, and so another event',
    ],
  ])('is as it was after %s that cannot take effect, which is a problem of it', (type, remark, rule, words) => {
    const state = stateOf(remark)
    expect(state.problems).toMatchObject([{ kind: 'contradiction', rule: `${type}/${rule}`, event: idAt(50), entity: 'meeting/round-1' }])
    expect(state.problems[0]?.message).toContain(`${type} on "round-1": `)
    expect(state.problems[0]?.message).toContain(words)
    expect(state.meetings.get('round-1')).toMatchObject({ status: 'held', place: 'Ankara' })
    expect(Object.isFrozen(state.problems[0])).toBe(true)
  })

  it('is read entry by entry, each with what was before it and why it has no effect', () => {
    const inputs = [
      placed(10, 'Riyadh'),
      entry.reinstated({ about, occurred }),
      placed(11, 'Oslo'),
      entry.retracted({ about: idAt(10), reason: 'x', occurred }),
    ]
    const { vocabulary, history } = pictureOf(stateOf(...inputs))
    const shown = entriesRead(vocabulary, history, 0).map(({ place, before, after, problem }) => [
      place,
      before.data['place'],
      after.data['place'],
      problem?.rule,
    ])
    expect(shown).toEqual([
      [2, 'Ankara', 'Ankara', 'entry.reinstated/about'],
      [3, 'Ankara', 'Oslo', undefined],
    ])
    expect([2, 4].map((place) => entriesRead(vocabulary, history, place))).toEqual([[], []])
  })
})

describe("a schema of a user's own", () => {
  let asked = 0
  const strict: StandardSchema<string> = {
    '~standard': {
      version: 1,
      vendor: 'own',
      validate: (value) => {
        asked += 1
        if (value === 'odd') throw new RangeError('too odd')
        return { value: value as string }
      },
    },
  }
  const thing = defineEntity('thing', {
    plural: 'things',
    fields: { strict },
    events: { made: { from: ['new'], to: 'made', may: ['strict'] } },
  })
  const words = { vocabulary: vocabulary(thing) }
  const made = thing.made({ thing: 'a', occurred, id: idAt(1) })
  const log = (...remarks: readonly object[]) =>
    record(['US', 'RU'], [made, ...(remarks as never[])], { ...words, ids: countedIds(50), clock: tickingClock() })
  const corrected = (strict: string, id = idAt(50)) => entry.corrected({ id, about: idAt(1), set: { strict }, reason: 'x', occurred })

  it('that throws is no problem of the remark: whoever folds is told', () => {
    for (const remark of [corrected('odd'), account.confirmed({ about: idAt(1), by: 'US', set: { strict: 'odd' }, occurred })])
      expect(() => fold(log(remark), words)).toThrow(RangeError)
  })

  it('is asked once of an event that stands otherwise, however many of the remarks on it have changed', () => {
    const remarks = [10, 11, 12].map((id) => corrected('fine', idAt(id)))
    const off = entry.retracted({ about: [10, 11].map(idAt), reason: 'x', occurred })
    const events = log(...remarks, off)
    const before = fold(events.slice(0, -1), words)
    asked = 0
    evolve(before, events.at(-1) as never)
    expect(asked).toBe(1)
  })
})
