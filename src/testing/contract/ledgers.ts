// The store contract: a ledger over the store does what a ledger over any store does.
// In: a new store.
// Out: checks by what they say. The events are those of the smallest vocabulary there can be.
import { defineEntity } from '../../entity.ts'
import { isLedgerError } from '../../errors.ts'
import { openLedger } from '../../ledger.ts'
import { vocabulary } from '../../vocabulary.ts'
import { type Checks, outcome } from './check.ts'

const promise = defineEntity('promise', {
  plural: 'promises',
  events: { given: { from: ['new'], to: 'given', by: 'either' }, kept: { from: ['given'], to: 'kept', by: 'either' } },
})
const promises = vocabulary(promise)
const given = (name: string) => promise.given({ promise: name, by: 'US', occurred: '2025-04-10' })

export const underALedger: Checks = {
  'both directions of between are one log': async ({ store, expect }) => {
    const ledger = openLedger({ store, vocabulary: promises })
    await ledger.between('US', 'RU').append(given('first'), { expectedVersion: 0 })
    await ledger.between('RU', 'US').append(given('second'), { expectedVersion: 1 })
    expect((await ledger.between('US', 'RU').state()).promises.size).toEqual(2)
    expect(await store.relations()).toEqual(['RU~US'])
  },

  'relations are found by either of their parties': async ({ store, expect }) => {
    const ledger = openLedger({ store, vocabulary: promises })
    for (const [a, b] of [
      ['US', 'RU'],
      ['US', 'CN'],
      ['USA', 'RU'],
      ['CN', 'RU'],
    ] as const) {
      await ledger.between(a, b).append(promise.given({ promise: 'first', by: a, occurred: '2025-04-10' }), { expectedVersion: 0 })
    }
    const found = async (party?: string) => (await ledger.relations(party === undefined ? {} : { party })).map(({ id }) => id)
    expect(await found()).toEqual(['RU~US', 'CN~US', 'RU~USA', 'CN~RU'])
    expect(await found('US')).toEqual(['RU~US', 'CN~US'])
    expect(await found('RU')).toEqual(['RU~US', 'RU~USA', 'CN~RU'])
    expect(await found('FR')).toEqual([])
  },

  'the same events again give the first receipt again, and are recorded once': async ({ store, expect }) => {
    const talks = openLedger({ store, vocabulary: promises }).between('US', 'RU')
    const events = [given('first'), given('second')]
    const first = await talks.append(events, { expectedVersion: 0 })
    await talks.append(given('third'), { expectedVersion: 2 })
    expect(await talks.append(events, { expectedVersion: 0 })).toEqual(first)
    expect(first.durability).toEqual(store.durability)
    expect((await store.read('RU~US')).length).toEqual(3)
  },

  'a second ledger over the store reads what the first wrote, and is told where it is behind': async ({ store, expect }) => {
    const [one, other] = [0, 1].map(() => openLedger({ store, vocabulary: promises }).between('US', 'RU'))
    if (one === undefined || other === undefined) return
    await one.append(given('first'), { expectedVersion: 0 })
    expect(await outcome(other.append(given('second'), { expectedVersion: 0 }))).toEqual('VERSION_CONFLICT')
    await other.append(given('second'), { expectedVersion: 1 })
    expect(JSON.stringify(await one.state())).toEqual(JSON.stringify(await other.state()))
  },

  'many that append to one relation at once, whatever its version, all succeed': async ({ store, expect }) => {
    const ledgers = [0, 1].map(() => openLedger({ store, vocabulary: promises }).between('US', 'RU'))
    const appends = ledgers.flatMap((talks, ledger) =>
      Array.from({ length: 16 }, (_, index) => talks.append(given(`p${ledger}-${index}`), { expectedVersion: 'any' })),
    )
    const versions = (await Promise.all(appends)).map(({ version }) => version)
    expect(versions.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 32 }, (_, index) => index + 1))
    for (const talks of ledgers) expect((await talks.state()).promises.size).toEqual(32)
  },

  'a batch the rules refuse leaves the store as it was': async ({ store, expect }) => {
    const talks = openLedger({ store, vocabulary: promises }).between('US', 'RU')
    await talks.append(given('first'), { expectedVersion: 0 })
    const before = await store.read('RU~US')
    const kept = promise.kept({ promise: 'never-given', by: 'US', occurred: '2025-04-11' })
    const error = await talks.append([given('second'), kept], { expectedVersion: 1 }).catch((refused: unknown) => refused)
    expect(isLedgerError(error, 'RULE_GAP')).toEqual(true)
    expect(await store.read('RU~US')).toEqual(before)
  },
}
