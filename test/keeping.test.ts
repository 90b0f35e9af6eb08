// Keeping snapshots: when a ledger saves one, what it opens a relation with, and that nothing fails for one.
import { describe, expect, it, vi } from 'vitest'
import type { diplomacyVocabulary } from '../src/diplomacy.ts'
import { demand } from '../src/entities/demand.ts'
import { isLedgerError } from '../src/errors.ts'
import type { SnapshotSkip } from '../src/keeping.ts'
import { type LedgerOptions, openLedger } from '../src/ledger.ts'
import { entry } from '../src/remarks/entry.ts'
import { memoryStore } from '../src/stores/memory.ts'
import type { Store } from '../src/stores/store.ts'
import { vocabulary } from '../src/vocabulary.ts'
import { countedIds, tickingClock } from './fixed-clock.ts'

const any = { expectedVersion: 'any' } as const
const day = (number: number): string => new Date(Date.UTC(2025, 0, number)).toISOString().slice(0, 10)
const said = (number: number) =>
  (number === 1 ? demand.raised : demand.reiterated)({ demand: `d${number % 3}`, by: 'US', occurred: day(number) })

let opened = 0
/** No two ledgers mint the same id. */
const firstId = (): number => 1000 * ++opened

/** A ledger on the store that reports by itself, and what it skipped. */
function open(store: Store, options: Partial<LedgerOptions<typeof diplomacyVocabulary>> = {}) {
  const skipped: SnapshotSkip[] = []
  const ledger = openLedger({
    store: { ...store, close: async () => undefined },
    rules: 'report',
    ids: countedIds(firstId()),
    clock: tickingClock(),
    snapshots: { every: 10, onSkip: (skip) => skipped.push(skip) },
    ...options,
  })
  return { ledger, talks: ledger.between('US', 'RU'), skipped }
}

/** A store with forty events, appended at once, and a snapshot of them. */
async function withForty(): Promise<Store> {
  const store = memoryStore()
  const { ledger, talks } = open(store)
  await talks.append(
    Array.from({ length: 40 }, (_, at) => said(at + 1)),
    any,
  )
  await ledger.close()
  return store
}

async function appended(store: Store, from: number, to: number): Promise<readonly SnapshotSkip[]> {
  const { ledger, talks, skipped } = open(store)
  for (let number = from; number <= to; number += 1) await talks.append(said(number), any)
  await ledger.close()
  return skipped
}

describe('a ledger that keeps snapshots', () => {
  it('saves one when so many events have come, and not before', async () => {
    const store = memoryStore()
    const versions: (number | undefined)[] = []
    for (let number = 1; number <= 21; number += 1) {
      expect(await appended(store, number, number)).toEqual([])
      versions.push((await store.snapshots?.latest('RU~US'))?.version)
    }
    expect(versions).toEqual([...Array(9).fill(undefined), ...Array(10).fill(10), 20, 20])
  })

  it('saves none before its time where it records without having read', async () => {
    const store = memoryStore()
    const { ledger, talks } = open(store)
    await talks.append(said(1), { expectedVersion: 0 })
    await ledger.close()
    expect(await store.snapshots?.latest('RU~US')).toBeUndefined()
  })

  it('opens a relation from it, and is the same as any ledger: late events, corrections, refusals and all', async () => {
    const store = memoryStore()
    await appended(store, 1, 15)
    const [kept, folded] = [open(store), open(store, { snapshots: undefined as never })]
    const seen = async () => [JSON.stringify(await kept.talks.state()), JSON.stringify(await folded.talks.state())]
    expect((await kept.talks.state()).version).toBe(15)
    expect(await kept.talks.state()).toStrictEqual(await folded.talks.state())
    const { events } = await kept.talks.append(demand.withdrawn({ demand: 'd1', by: 'US', occurred: '2024-12' }), any)
    await kept.talks.append(entry.retracted({ about: 'demand/d2', reason: 'not so', occurred: '2025-02' }), any)
    const [first] = await store.read('RU~US', 2, 1)
    await kept.talks.append(entry.retracted({ about: first?.id as string, reason: 'nor that', occurred: '2025-02' }), any)
    const corrected = entry.corrected({ about: events[0]?.id as string, set: { occurred: '2025-03' }, reason: 'x', occurred: '2025-03' })
    await kept.talks.append(corrected, any)
    const [one, other] = await seen()
    expect(one).toBe(other)
    const refused = kept.talks.append(demand.met({ demand: 'd9', by: 'RU', occurred: '2025' }), { ...any, rules: 'enforce' })
    await expect(refused).rejects.toMatchObject({ code: 'RULE_GAP' })
    expect(await kept.talks.state({ occurredBy: day(7) })).toStrictEqual(await folded.talks.state({ occurredBy: day(7) }))
    expect(kept.skipped).toEqual([])
  })

  it('knows the ids of the events it has not decoded yet: one can be spoken of', async () => {
    const store = await withForty()
    const [line] = await store.read('RU~US', 4, 1)
    const { talks, skipped } = open(store)
    const retracted = entry.retracted({ about: line?.id as string, reason: 'not so', occurred: '2025-02' })
    expect((await talks.append(retracted, any)).events[0]?.about).toEqual([line?.id])
    expect(skipped).toEqual([])
  })

  it('decodes no event before it is asked for, but the few that tell which log it is: a damaged line shows then', async () => {
    const store = await withForty()
    const damaged: Store = {
      ...store,
      read: async (...range) =>
        (await store.read(...range)).map((line) => (line.version === 4 ? { ...line, text: line.text.slice(0, -9) } : line)),
    }
    const { talks, skipped } = open(damaged)
    const state = await talks.state()
    expect([state.version, state.demands.get('d1')?.status, skipped]).toEqual([40, 'open', []])
    expect(state.events('demand/d2')).toHaveLength(13)
    expect(() => state.events('demand/d1')).toThrow(expect.objectContaining({ code: 'LOG_CORRUPT' }))
  })

  it.each<readonly [string, (store: Store) => Store, LedgerOptions, SnapshotSkip['doing'], SnapshotSkip['reason']]>([
    ['is damaged', (store) => withText(store, 'nothing'), {}, 'resume', 'damaged'],
    ['cannot be read', (store) => ({ ...store, snapshots: { ...own(store), latest: failing } }), {}, 'resume', 'failed'],
    ['cannot be saved', (store) => ({ ...store, snapshots: { latest: async () => undefined, save: failing } }), {}, 'save', 'failed'],
    ['is of another vocabulary', (store) => store, { vocabulary: vocabulary(demand) as never }, 'resume', 'vocabulary'],
  ])('goes on without one that %s, and says so', async (_, change, options, doing, reason) => {
    const store = memoryStore()
    await appended(store, 1, 15)
    const { ledger, talks, skipped } = open(change(store), options as never)
    expect((await talks.state()).version).toBe(15)
    for (let number = 16; number <= 20; number += 1) await talks.append(said(number), any)
    await ledger.close()
    expect(skipped).toMatchObject([{ relation: 'RU~US', doing, reason }])
    expect((await talks.state()).version).toBe(20)
  })

  it('does not open from one with events that it is told to refuse', async () => {
    const store = memoryStore()
    const { ledger, talks } = open(store)
    const strange = { type: 'weather.turned', schemaVersion: 1, occurred: '2025', data: { weather: 'w' } }
    const inputs = Array.from({ length: 40 }, (_, at) => (at === 3 ? (strange as never) : said(at + 1)))
    await talks.append(inputs, any)
    await ledger.close()
    const strict = open(store, { unknown: 'fail' })
    const refusal = await strict.talks.state().catch((error: unknown) => error)
    expect(isLedgerError(refusal, 'UNKNOWN_TYPE')).toBe(true)
    expect(strict.skipped).toEqual([{ relation: 'RU~US', doing: 'resume', reason: 'unknown' }])
    const lenient = open(store)
    expect([(await lenient.talks.state()).unknown.length, lenient.skipped]).toEqual([1, []])
  })

  it('that refuses unknown types opens from one that has none', async () => {
    const store = memoryStore()
    await appended(store, 1, 15)
    const { talks, skipped } = open(
      { ...store, read: (relation, from = 1, limit?: number) => read(from, () => store.read(relation, from, limit)) },
      { unknown: 'fail' },
    )
    const asked: number[] = []
    const read = <Lines>(from: number, lines: () => Lines): Lines => {
      asked.push(from)
      return lines()
    }
    expect([(await talks.state()).version, skipped, asked]).toEqual([15, [], [1, 11]])
  })

  it('saves one at a time: the next is due when so many events more have come after it', async () => {
    const store = memoryStore()
    const saved: number[] = []
    let go = () => {}
    const gate = new Promise<void>((resolve) => {
      go = resolve
    })
    const save: ReturnType<typeof own>['save'] = async (_, { version }) => {
      saved.push(version)
      await gate
    }
    const { ledger, talks } = open({ ...store, snapshots: { ...own(store), save } })
    for (let number = 1; number <= 35; number += 1) await talks.append(said(number), any)
    await turn()
    expect(saved).toEqual([10])
    go()
    await turn()
    await talks.append(said(36), any)
    await ledger.close()
    expect(saved).toEqual([10, 36])
  })

  it('lets whatever else is waiting go first, between two steps of a snapshot', async () => {
    const store = memoryStore()
    const order: string[] = []
    const save = async () => void order.push('saved')
    const { ledger, talks } = open({ ...store, snapshots: { ...own(store), save } }, { snapshots: { every: 1 } })
    await talks.append(said(1), any)
    for (let number = 0; number < 5; number += 1) setTimeout(() => order.push('another'), 0)
    await ledger.close()
    expect(order).toEqual([...Array(5).fill('another'), 'saved'])
  })

  it('goes on in silence where it is told no onSkip', async () => {
    const { talks } = open(withText(memoryStore(), 'nothing'), { snapshots: { every: 10 } })
    expect((await talks.state()).version).toBe(0)
  })

  it('an onSkip that throws hurts nobody; its error comes after', async () => {
    const later: (() => void)[] = []
    const queue = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((task) => void later.push(task))
    const onSkip = () => {
      throw new Error('the logger is tired')
    }
    const { talks } = open(withText(memoryStore(), 'nothing'), { snapshots: { every: 10, onSkip } })
    expect((await talks.state()).version).toBe(0)
    queue.mockRestore()
    expect(later).toHaveLength(1)
    expect(later[0]).toThrow('the logger is tired')
  })

  it.each([0, 1.5, -1, Number.NaN, '1000'])('refuses every: %j', (every) => {
    expect(() => openLedger({ snapshots: { every: every as number } })).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
  })

  it('is one that was told to: any other asks for none and saves none', async () => {
    const store = memoryStore()
    const [latest, save] = [vi.fn(async () => undefined), vi.fn(async () => undefined)]
    const { ledger, talks } = open({ ...store, snapshots: { latest, save } }, { snapshots: undefined as never })
    for (let number = 1; number <= 12; number += 1) await talks.append(said(number), any)
    await ledger.close()
    expect([latest.mock.calls, save.mock.calls]).toEqual([[], []])
  })

  it('works on a store that has no place for them', async () => {
    const { snapshots: _, ...store } = memoryStore()
    expect(await appended(store, 1, 25)).toEqual([])
  })
})

/** Until all that is due at once has had its turn, some times over. */
async function turn(): Promise<void> {
  for (let count = 0; count < 20; count += 1) await new Promise((resolve) => setTimeout(resolve, 0))
}
const own = (store: Store) => store.snapshots as NonNullable<Store['snapshots']>
const failing = async (): Promise<never> => {
  throw new Error('no disk')
}
const withText = (store: Store, text: string): Store => ({
  ...store,
  snapshots: { ...own(store), latest: async () => ({ version: 10, text }) },
})

it('an onSkip that cannot be called is refused', () => {
  expect(() => openLedger({ snapshots: { every: 10, onSkip: 'log' as never } })).toThrow(/snapshots\.onSkip: "log" cannot be used/)
})
