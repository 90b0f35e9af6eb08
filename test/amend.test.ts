// Amending across schema versions: fields are told in the shape the event had for whoever told them.
// In: a log written under an older table (offer.ts), corrected then and corrected now. Out: what stands, in the newest shape.
import { describe, expect, it } from 'vitest'
import { openLedger } from '../src/ledger.ts'
import { account } from '../src/remarks/account.ts'
import { entry } from '../src/remarks/entry.ts'
import { memoryStore } from '../src/stores/memory.ts'
import { recordedAs } from '../src/upcast.ts'
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
})
