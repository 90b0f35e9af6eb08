// The ledger: relations from both sides, what they are asked, who watches them, and what becomes of types nobody knows.
import { describe, expect, it, vi } from 'vitest'
import { encodeEvent } from '../src/codec.ts'
import { demand } from '../src/entities/demand.ts'
import { meeting } from '../src/entities/meeting.ts'
import { defineEntity } from '../src/entity.ts'
import { isLedgerError, type LedgerError } from '../src/errors.ts'
import type { RecordedEvent } from '../src/event.ts'
import { openLedger } from '../src/ledger.ts'
import { evolve, record } from '../src/pure.ts'
import { pictureOf } from '../src/state.ts'
import { memoryStore } from '../src/stores/memory.ts'
import type { NewLine, Store } from '../src/stores/store.ts'
import { vocabulary } from '../src/vocabulary.ts'
import { dispute, disputes } from './dispute.ts'
import { countedIds, idAt, tickingClock } from './fixed-clock.ts'
import { unreliableStore } from './unreliable-store.ts'

const raised = (id = 'visas') => demand.raised({ demand: id, by: 'US', occurred: '2025-04-10' })
const any = { expectedVersion: 'any' } as const

async function refusal(call: () => unknown): Promise<LedgerError> {
  try {
    await call()
  } catch (error) {
    if (isLedgerError(error)) return error
    throw error
  }
  throw new Error('nothing was refused')
}

async function all<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const list: Item[] = []
  for await (const item of items) list.push(item)
  return list
}

describe('between', () => {
  it('gives one relation, whichever party is named first', async () => {
    const ledger = openLedger()
    await ledger.between('US', 'RU').append(raised(), { expectedVersion: 0 })
    expect(await ledger.between('RU', 'US').state()).toBe(await ledger.between('US', 'RU').state())
    expect(ledger.between('US', 'RU')).toMatchObject({ id: 'RU~US', parties: ['RU', 'US'] })
    expect((await ledger.between('US', 'CN').state()).version).toBe(0)
  })

  it.each([
    ['US', 'US', 'INVALID_ARGUMENT'],
    ['US', 'the RU', 'INVALID_ID'],
    ['', 'RU', 'INVALID_ID'],
    [undefined, 'RU', 'INVALID_ID'],
  ])('refuses %j and %j', async (a, b, code) => {
    expect((await refusal(() => openLedger().between(a as string, b as string))).code).toBe(code)
  })

  it('keeps the logs of relations apart', async () => {
    const ledger = openLedger()
    await ledger.between('US', 'RU').append(raised('a'), { expectedVersion: 0 })
    await ledger.between('US', 'CN').append(raised('b'), { expectedVersion: 0 })
    expect((await ledger.between('RU', 'US').state()).demands.get('a')).toMatchObject({ raiser: 'US', addressee: 'RU' })
    expect((await ledger.between('CN', 'US').state()).demands.get('b')).toMatchObject({ raiser: 'US', addressee: 'CN' })
  })
})

describe('relations', () => {
  it('lists those that have events, in the order of their first, and those of one party', async () => {
    const store = memoryStore()
    const ledger = openLedger({ store })
    for (const [a, b] of [
      ['US', 'RU'],
      ['CN', 'US'],
      ['CN', 'RU'],
    ] as const)
      await ledger.between(a, b).append(meeting.held({ meeting: 'm', occurred: '2025' }), any)
    await ledger.between('US', 'FR').state()
    expect((await ledger.relations()).map(({ id }) => id)).toEqual(['RU~US', 'CN~US', 'CN~RU'])
    expect((await openLedger({ store }).relations({ party: 'CN' })).map(({ id }) => id)).toEqual(['CN~US', 'CN~RU'])
    expect(await ledger.relations({ party: 'FR' })).toEqual([])
    const [first] = await openLedger({ store }).relations()
    expect((await first?.state())?.meetings.size).toBe(1)
  })

  it('refuses what is no party', async () => {
    expect((await refusal(() => openLedger().relations({ party: 'R U' }))).code).toBe('INVALID_ID')
  })
})

describe('options', () => {
  it.each([
    [{ rules: 'strict' }, 'INVALID_ARGUMENT', "rules: \"strict\" cannot be used — give 'enforce' or 'report'"],
    [{ unknown: 'drop' }, 'INVALID_ARGUMENT', "give 'keep' or 'fail'"],
    [{ saidBy: 'US' }, 'INVALID_ARGUMENT', 'give a list of those whose word it is'],
    [{ saidBy: ['the US'] }, 'INVALID_ID', 'write the-US'],
    [{ store: null }, 'INVALID_ARGUMENT', "store: null cannot be used — give what a store's function gives"],
    [{ vocabulary: null }, 'INVALID_ARGUMENT', 'vocabulary: null cannot be used — make one of your entities'],
    [{ snapshots: null }, 'INVALID_ARGUMENT', 'snapshots.every: undefined cannot be used — give a number of events from 1'],
    [{ snapshots: { every: 9, onSkip: 7 } }, 'INVALID_ARGUMENT', 'snapshots.onSkip: 7 cannot be used — give a function, or leave it out'],
  ])('%j are refused at once', async (options, code, words) => {
    const error = await refusal(() => openLedger(options as never))
    expect(error.code).toBe(code)
    expect(error.message).toContain(words)
  })

  it('close the store, and later calls say so', async () => {
    const ledger = openLedger()
    await ledger.between('US', 'RU').append(raised(), any)
    await ledger.close()
    expect((await refusal(() => ledger.between('US', 'RU').state())).code).toBe('STORE_CLOSED')
    expect((await refusal(() => ledger.relations())).code).toBe('STORE_CLOSED')
  })

  it('may bring entities of the user’s own, equal to those built in', async () => {
    const talks = openLedger({ vocabulary: disputes }).between('A', 'B')
    await talks.append([dispute.filed({ dispute: 'fish', by: 'A', occurred: '2025' }), raisedBy('A')], { expectedVersion: 0 })
    const state = await talks.state()
    expect(state.disputes.get('fish')).toMatchObject({ status: 'filed', claimant: 'A', respondent: 'B', count: 0 })
    expect(state.disputes.filedBy('A')).toEqual(['fish'])
    expect(state.demands.get('visas')?.status).toBe('open')
  })

  const raisedBy = (by: string) => demand.raised({ demand: 'visas', by, occurred: '2025' })
})

describe('the state', () => {
  it('is the same object until something is recorded', async () => {
    const talks = openLedger().between('US', 'RU')
    const empty = await talks.state()
    expect(await talks.state()).toBe(empty)
    await talks.append(raised(), { expectedVersion: 0 })
    expect(await talks.state()).not.toBe(empty)
    expect(empty.version).toBe(0)
  })

  it('is the same object, too, for whoever gives limits that are none', async () => {
    const talks = openLedger().between('US', 'RU')
    await talks.append(raised(), { expectedVersion: 0 })
    for (const none of [{}, { occurredBy: undefined }]) expect(await talks.state(none as never)).toBe(await talks.state())
    expect(await talks.state({ version: 1 })).not.toBe(await talks.state())
  })

  it.each([
    ['after one that can', [2]],
    ['at once', []],
  ])('that somebody evolved stays theirs, where a line that came since cannot be read: %s', async (_, before) => {
    const store = memoryStore()
    const talks = openLedger({ store }).between('US', 'RU')
    const { events } = await talks.append({ ...raised('a'), id: idAt(1) }, { expectedVersion: 0 })
    const next = (version: number, id: string, number = version) =>
      ({ ...events[0], id: idAt(number), version, data: { demand: id } }) as unknown as RecordedEvent
    const mine = evolve(await talks.state(), next(2, 'mine', 9) as never)
    const lines = [...before.map((version) => next(version, 'theirs')), next(before.length + 2, 'No Id')]
    await store.append(
      talks.id,
      1,
      lines.map((event) => ({ id: event.id, text: encodeEvent(event) })),
    )
    expect((await refusal(() => talks.state())).code).toBe('INVALID_ID')
    expect(mine.events().map(({ id }) => id)).toEqual([1, 9].map(idAt))
  })

  it('waits for the appends before it', async () => {
    const store = unreliableStore()
    const talks = openLedger({ store }).between('US', 'RU')
    let open = () => {}
    store.gate = new Promise<void>((resolve) => {
      open = resolve
    })
    const appended = talks.append(raised(), { expectedVersion: 0 })
    const state = talks.state()
    open()
    await appended
    expect((await state).version).toBe(1)
  })

  it('is handed out again after a store could not be read', async () => {
    const store = memoryStore()
    await openLedger({ store }).between('US', 'RU').append(raised(), { expectedVersion: 0 })
    let fails = true
    const shaky: Store = {
      ...store,
      read: async (...asked) => {
        if (fails) throw new Error('the disk is away')
        return store.read(...asked)
      },
    }
    const talks = openLedger({ store: shaky }).between('US', 'RU')
    await expect(talks.state()).rejects.toThrow('the disk is away')
    fails = false
    expect((await talks.state()).version).toBe(1)
  })
})

describe('a ledger of very many relations', () => {
  /** A store that says from where each relation was read last. */
  function watchedStore() {
    const store = memoryStore()
    const from = new Map<string, number>()
    const read: Store['read'] = (relation, version = 1, limit?: number) => {
      from.set(relation, version)
      return store.read(relation, version, limit)
    }
    return { from, store: { ...store, read } }
  }

  async function askOthers(ledger: ReturnType<typeof openLedger>, count = 1000): Promise<void> {
    for (let other = 0; other < count; other += 1) await ledger.between('US', `X${other}`).state()
  }

  it('lets go of those not asked for long, and reads them again', async () => {
    const { store, from } = watchedStore()
    const ledger = openLedger({ store })
    const talks = ledger.between('US', 'RU')
    await talks.append(raised(), { expectedVersion: 0 })
    const state = await talks.state()
    expect(from.get('RU~US')).toBe(2)
    await askOthers(ledger, 999)
    expect(await talks.state()).toBe(state)
    await askOthers(ledger)
    expect(await talks.state()).toEqual(state)
    expect(from.get('RU~US')).toBe(1)
    expect((await talks.append(raised('flights'), { expectedVersion: 1 })).version).toBe(2)
  })

  it('keeps the one that somebody watches', async () => {
    const { store, from } = watchedStore()
    const ledger = openLedger({ store })
    const talks = ledger.between('US', 'RU')
    const told = vi.fn()
    talks.watch(told)
    await talks.append(raised(), { expectedVersion: 0 })
    await askOthers(ledger)
    await ledger.between('RU', 'US').append(raised('flights'), { expectedVersion: 1 })
    expect(told).toHaveBeenCalledTimes(2)
    expect((await talks.state()).version).toBe(2)
    expect(from.get('RU~US')).toBe(3)
  })

  it('keeps the one of which a snapshot is being saved, and closes after that', async () => {
    const { store, from } = watchedStore()
    const order: string[] = []
    let open = () => {}
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    const save = async () => {
      await gate
      order.push('saved')
    }
    const slow: Store = {
      ...store,
      snapshots: { latest: async () => undefined, save },
      close: async () => void order.push('closed'),
    }
    const ledger = openLedger({ store: slow, snapshots: { every: 1 } })
    await ledger.between('US', 'RU').append(raised(), { expectedVersion: 0 })
    await askOthers(ledger)
    await ledger.between('US', 'RU').state()
    expect(from.get('RU~US')).toBe(2)
    const closed = ledger.close()
    open()
    await closed
    expect(order).toEqual(['saved', 'closed'])
  })

  it('keeps the one that waits for its turn', async () => {
    const { store, from } = watchedStore()
    let open = () => {}
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    const slow: Store = { ...store, append: async (...asked) => gate.then(() => store.append(...asked)) }
    const ledger = openLedger({ store: slow })
    const appended = ledger.between('US', 'RU').append(raised(), { expectedVersion: 0 })
    await askOthers(ledger)
    const state = ledger.between('US', 'RU').state()
    open()
    await appended
    expect((await state).version).toBe(1)
    expect(from.get('RU~US')).toBe(2)
  })
})

describe('a log of many pages', () => {
  // A page has 1,024 lines: one full page, one with a line after it, and two that are full.
  for (const length of [1024, 1025, 2048]) {
    it(`of ${length} events is read to its end, at first and later`, async () => {
      const store = memoryStore()
      const [first, ...more] = linesFor(length)
      await store.append('RU~US', 0, [first as NewLine])
      const early = openLedger({ store }).between('US', 'RU')
      const before = await early.state()
      await store.append('RU~US', 1, more)
      const late = await openLedger({ store }).between('US', 'RU').state()
      expect([late.version, late.demands.size]).toEqual([length, length])
      expect(await early.state()).toEqual(late)
      expect([before.version, before.demands.size]).toEqual([1, 1])
    })
  }

  it('is whole after one of its pages could not be read', async () => {
    const store = memoryStore()
    const lines = linesFor(5000)
    await store.append('RU~US', 0, lines.slice(0, 1))
    let fails = false
    const shaky: Store = {
      ...store,
      read: async (relation, from = 1, limit?: number) => {
        if (fails && from > 4000) throw new Error('the disk is away')
        return store.read(relation, from, limit)
      },
    }
    const talks = openLedger({ store: shaky }).between('US', 'RU')
    const before = await talks.state()
    await store.append('RU~US', 1, lines.slice(1))
    fails = true
    await expect(talks.state()).rejects.toThrow('the disk is away')
    fails = false
    expect(pictureOf(await talks.state()).history.events, 'the events read before are kept twice').toBe(pictureOf(before).history.events)
    expect(await talks.state()).toEqual(await openLedger({ store }).between('US', 'RU').state())
    expect(before.version).toBe(1)
  })

  it('is refused once where a line is damaged and the page after it cannot be read', async () => {
    const [first, ...others] = linesFor(1100)
    const damagedLines = [{ ...(first as NewLine), text: 'no line' }, ...others].map((line, at) => ({ ...line, version: at + 1 }))
    const read = async (_: string, from = 1, limit?: number) => {
      if (from > 1) throw new Error('the disk is away')
      return damagedLines.slice(0, limit)
    }
    const talks = openLedger({ store: { ...memoryStore(), read } }).between('US', 'RU')
    await expect(talks.state()).rejects.toMatchObject({ code: 'LOG_CORRUPT' })
  })
})

/** So many demands, each raised once, as a store holds them. */
function linesFor(length: number): NewLine[] {
  const inputs = Array.from({ length }, (_, at) => raised(`visas-${at}`))
  return record(['US', 'RU'], inputs).map((event) => ({ id: event.id, text: encodeEvent(event) }))
}

describe('events', () => {
  it('come in the order of recording, frozen, as far as the log went when it was asked', async () => {
    const talks = openLedger({ clock: tickingClock() }).between('US', 'RU')
    await talks.append([raised('late'), demand.raised({ demand: 'early', by: 'US', occurred: '1999' })], { expectedVersion: 0 })
    const seen: string[] = []
    for await (const event of talks.events()) {
      if (seen.length === 0) await talks.append(raised('more'), any)
      expect(Object.isFrozen(event)).toBe(true)
      seen.push(String((event.data as { demand: string }).demand))
    }
    expect(seen).toEqual(['late', 'early'])
    expect(await all(talks.events())).toHaveLength(3)
  })

  it('are what the store gives back', async () => {
    const store = memoryStore()
    const ledger = openLedger({ store })
    await ledger
      .between('US', 'RU')
      .append([raised(), meeting.held({ meeting: 'm', occurred: '2025', delegations: { US: [{ name: 'A. Envoy' }] } })], {
        expectedVersion: 0,
      })
    const [mine, read] = await Promise.all([ledger, openLedger({ store })].map((each) => all(each.between('US', 'RU').events())))
    expect(read).toStrictEqual(mine)
    expect(read?.map((event) => encodeEvent(event as RecordedEvent))).toEqual((await store.read('RU~US')).map(({ text }) => text))
  })
})

describe('watch', () => {
  it('is told of each append after it, with the states before and after', async () => {
    const talks = openLedger().between('US', 'RU')
    const told: string[] = []
    const before = await talks.state()
    let first: unknown
    talks.watch((appended) => {
      first ??= appended.before
      const statuses = [appended.before, appended.state].map((state) => state.demands.get('visas')?.status)
      told.push(`${appended.events.map(({ type }) => type).join(' ')}: ${statuses.join(' → ')}`)
    })
    await talks.append([raised()], { expectedVersion: 0 })
    const receipt = await talks.append(
      [
        demand.acknowledged({ demand: 'visas', by: 'RU', occurred: '2025-05' }),
        demand.met({ demand: 'visas', by: 'RU', occurred: '2025-06' }),
      ],
      any,
    )
    expect(told).toEqual(['demand.raised:  → open', 'demand.acknowledged demand.met: open → met'])
    expect(first).toBe(before)
    expect(receipt.version).toBe(3)
  })

  it('is told before the append resolves, in the order of recording, with the state that is handed out then', async () => {
    const talks = openLedger().between('US', 'RU')
    const order: string[] = []
    const states: unknown[] = []
    talks.watch(({ events, state }) => {
      order.push(...events.map(({ data }) => String((data as { demand: string }).demand)))
      states.push(state)
    })
    await Promise.all(['a', 'b', 'c'].map((id) => talks.append(raised(id), any).then(() => order.push(`${id} resolved`))))
    expect(order.filter((each) => each.length === 1)).toEqual(['a', 'b', 'c'])
    for (const id of ['a', 'b', 'c']) expect(order.indexOf(id)).toBeLessThan(order.indexOf(`${id} resolved`))
    expect(states.at(-1)).toBe(await talks.state())
  })

  it('is told of what another ledger recorded, when this one sees it', async () => {
    const store = memoryStore()
    const [mine, other] = [openLedger({ store }), openLedger({ store })].map((ledger) => ledger.between('US', 'RU'))
    const told = vi.fn()
    mine?.watch(({ events }) => told(events.length))
    await other?.append([raised('a'), raised('b')], { expectedVersion: 0 })
    expect(told).not.toHaveBeenCalled()
    await mine?.state()
    expect(told.mock.calls).toEqual([[2]])
  })

  it('is told nothing of what was refused, repeated or lost', async () => {
    const store = unreliableStore()
    const talks = openLedger({ store }).between('US', 'RU')
    const first = raised()
    await talks.append(first, { expectedVersion: 0 })
    const told = vi.fn()
    talks.watch(told)
    await talks.append(first, any)
    await refusal(() => talks.append(demand.met({ demand: 'unheard-of', by: 'RU', occurred: '2025' }), any))
    store.faults.push('lost')
    await refusal(() => talks.append(raised('b'), any))
    expect(told).not.toHaveBeenCalled()
    await talks.append(raised('c'), any)
    expect(told).toHaveBeenCalledTimes(1)
  })

  it('does not let one listener stop the append or the others; its error comes after them', async () => {
    const talks = openLedger().between('US', 'RU')
    const later: (() => void)[] = []
    const queue = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((task) => void later.push(task))
    const told = vi.fn()
    talks.watch(() => {
      throw new Error('the listener is tired')
    })
    talks.watch(told)
    const receipt = await talks.append(raised(), { expectedVersion: 0 })
    queue.mockRestore()
    expect(receipt.version).toBe(1)
    expect(told).toHaveBeenCalledTimes(1)
    expect((await talks.state()).version).toBe(1)
    expect(later).toHaveLength(1)
    expect(later[0]).toThrow('the listener is tired')
  })

  it('ends when it is told to, and no sooner', async () => {
    const talks = openLedger().between('US', 'RU')
    const [one, other] = [vi.fn(), vi.fn()]
    const unwatch = talks.watch(one)
    talks.watch(other)
    await talks.append(raised('a'), any)
    unwatch()
    unwatch()
    await talks.append(raised('b'), any)
    expect([one.mock.calls.length, other.mock.calls.length]).toEqual([1, 2])
  })

  it('gives each listener a list that none can change', async () => {
    const talks = openLedger().between('US', 'RU')
    const frozen: boolean[] = []
    talks.watch(({ events }) => frozen.push(Object.isFrozen(events)))
    await talks.append(raised('a'), any)
    expect(frozen).toEqual([true])
  })

  it('refuses what is no function', async () => {
    const error = await refusal(() =>
      openLedger()
        .between('US', 'RU')
        .watch(undefined as never),
    )
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', details: { argument: 'listener' } })
  })
})

describe('types that the vocabulary does not have', () => {
  const odd = (changes = {}) =>
    ({ type: 'weather.turned', schemaVersion: 1, occurred: '2025', by: 'NO', data: { weather: 'bad', days: 3 }, ...changes }) as never

  it('are kept as they are, and named in the state', async () => {
    const store = memoryStore()
    const talks = openLedger({ store }).between('US', 'RU')
    await talks.append([odd(), raised()], { expectedVersion: 0 })
    const state = await talks.state()
    expect(state.unknown).toMatchObject([{ type: 'weather.turned', version: 1, by: 'NO', data: { weather: 'bad', days: 3 } }])
    expect(state).toMatchObject({ version: 2, problems: [] })
    expect((await openLedger({ store }).between('US', 'RU').state()).unknown).toEqual(state.unknown)
  })

  it('are kept with the bytes they have, where a newer version wrote them', async () => {
    const store = memoryStore()
    const newer = odd({ type: 'demand.raised', schemaVersion: 2, by: 'US', data: { demand: 'visas', urgency: 'high' } })
    const talks = openLedger({ store }).between('US', 'RU')
    await talks.append(newer, { expectedVersion: 0 })
    const state = await openLedger({ store }).between('US', 'RU').state()
    expect(state.demands.size).toBe(0)
    expect(encodeEvent(state.unknown[0] as RecordedEvent)).toBe((await store.read('RU~US'))[0]?.text)
  })

  it('are recorded whoever acts, for a newer version may let a third party', async () => {
    const ledger = openLedger()
    const newer = odd({ type: 'demand.raised', schemaVersion: 2, by: 'UN', data: { demand: 'visas' } })
    await ledger.between('US', 'RU').append(newer, { expectedVersion: 0 })
    expect((await ledger.between('US', 'RU').state()).unknown).toMatchObject([{ type: 'demand.raised', schemaVersion: 2, by: 'UN' }])
    const known = odd({ type: 'demand.raised', by: 'UN', data: { demand: 'visas' } })
    expect((await refusal(() => ledger.between('US', 'RU').append(known, any))).message).toContain('a third party cannot do this')
  })

  it('are refused where the ledger was opened to fail, when written and when read', async () => {
    const store = memoryStore()
    const strict = openLedger({ store, unknown: 'fail' }).between('US', 'RU')
    const error = await refusal(() => strict.append(odd(), { expectedVersion: 0 }))
    expect(error).toMatchObject({ code: 'UNKNOWN_TYPE', details: { type: 'weather.turned', schemaVersion: 1 } })
    await openLedger({ store }).between('US', 'RU').append(odd(), { expectedVersion: 0 })
    expect((await refusal(() => strict.state())).code).toBe('UNKNOWN_TYPE')
  })

  it('are checked all the same, where a constructor of another vocabulary made them', async () => {
    const own = defineEntity('demand', { plural: 'demands', events: { raised: { from: ['new'], to: 'raised' } } })
    const talks = openLedger({ vocabulary: vocabulary(own) }).between('US', 'RU')
    expect(await refusal(() => talks.append(raised() as never, any))).toMatchObject({ code: 'INVALID_EVENT', where: { field: 'by' } })
    const strict = openLedger({ vocabulary: vocabulary(own), unknown: 'fail' }).between('US', 'RU')
    expect((await refusal(() => strict.append(meeting.held({ meeting: 'm', occurred: '2025' }) as never, any))).code).toBe('UNKNOWN_TYPE')
  })

  it('are part of the same batch again', async () => {
    const talks = openLedger().between('US', 'RU')
    const input = odd({ id: idAt(1) })
    const first = await talks.append(input, { expectedVersion: 0 })
    expect(await talks.append(input, { expectedVersion: 0 })).toEqual(first)
    expect((await refusal(() => talks.append(odd({ id: idAt(1), data: { weather: 'fair' } }), any))).code).toBe('ID_REUSED')
  })
})

describe('a log that somebody else wrote', () => {
  const line = (changes: object) => JSON.stringify({ json: { relation: 'RU~US', version: 1, id: idAt(1), ...changes } })
  const event = {
    type: 'demand.raised',
    schemaVersion: 1,
    occurred: '2025',
    recorded: '2025-04-11T08:00:00.000Z',
    by: 'US',
    to: 'RU',
    data: { demand: 'a' },
  }

  it.each([
    [event, undefined],
    [{ ...event, type: 7 }, 'INVALID_EVENT'],
    [{ ...event, data: [] }, 'INVALID_EVENT'],
    [{ ...event, data: { demand: 'A' } }, 'INVALID_ID'],
    [{ ...event, data: { demand: 'a', colour: 'red' } }, 'INVALID_EVENT'],
    [{ ...event, recorded: 'today' }, 'INVALID_EVENT'],
    [{ ...event, occurred: undefined }, 'INVALID_EVENT'],
    [{ ...event, occurred: '2025-02-30' }, 'INVALID_DATE'],
    [{ ...event, by: 'NO' }, 'INVALID_EVENT'],
    [{ ...event, to: 'US' }, 'INVALID_EVENT'],
    [{ ...event, schemaVersion: 0 }, 'INVALID_EVENT'],
    [{ ...event, colour: 'red' }, 'INVALID_EVENT'],
  ])('%j is read or refused by name: %s', async (changes, code) => {
    const store = memoryStore()
    await store.append('RU~US', 0, [{ id: idAt(1), text: line(changes) }])
    const talks = openLedger({ store }).between('US', 'RU')
    if (code === undefined) expect((await talks.state()).demands.get('a')?.status).toBe('open')
    else expect(await refusal(() => talks.state())).toMatchObject({ code, where: { relation: 'RU~US', event: idAt(1) } })
  })
})

describe('what changed', () => {
  const talksAfter = async () => {
    const talks = openLedger({ ids: countedIds(), clock: tickingClock() }).between('US', 'RU')
    await talks.append(
      [
        demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-02-01' }),
        demand.raised({ demand: 'flights', by: 'RU', occurred: '2025-03-01' }),
        demand.met({ demand: 'visas', by: 'US', occurred: '2025-04-01' }),
      ],
      { expectedVersion: 0 },
    )
    return talks
  }
  const named = (changes: readonly { readonly entity: string; readonly change: string }[]) =>
    changes.map(({ entity, change }) => `${entity} ${change}`)

  it('is told between two days, between any two limits, and up to now', async () => {
    const talks = await talksAfter()
    expect(named(await talks.changes({ from: '2025-02-15', to: '2025-03-15' }))).toEqual(['demand/flights came'])
    expect(named(await talks.changes({ from: '2025-02-15' }))).toEqual(['demand/flights came', 'demand/visas changed'])
    expect(named(await talks.changes({ from: { version: 2 }, to: { version: 3 } }))).toEqual(['demand/visas changed'])
    expect(await talks.changes({ from: '2025-05-01' })).toEqual([])
  })

  it.each([
    [undefined, 'from', 'undefined'],
    ['2025-02-15', 'from', 'undefined'],
    [{ to: '2025-03-15' }, 'from', 'undefined'],
    [{ from: '2025-02-15', until: '2025-03-15' }, 'until', '"2025-03-15"'],
    [{ from: '2025-02-15', To: { version: 3 } }, 'To', 'this object'],
  ])('between %j is refused by name', async (between, argument, shown) => {
    const talks = await talksAfter()
    const error = await refusal(() => talks.changes(between as never))
    const remedy = "give from and, where it is not now, to: talks.changes({ from: '2025-04-10', to: '2025-05' })"
    expect(error.message).toBe(`${argument}: ${shown} cannot be used — ${remedy}`)
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', details: { argument } })
  })

  it('is told to whoever watches, when asked for', async () => {
    const talks = await talksAfter()
    const told: string[][] = []
    talks.watch((appended) => {
      told.push(named(appended.changes))
      expect(appended.changes).toBe(appended.changes)
    })
    await talks.append(demand.withdrawn({ demand: 'flights', by: 'RU', occurred: '2025-05-01' }), { expectedVersion: 3 })
    expect(told).toEqual([['demand/flights changed']])
  })
})

it('what is no option is refused with what was given', () => {
  const refusalOf = (options: unknown) => {
    try {
      return openLedger(options as never)
    } catch (error) {
      return error
    }
  }
  expect(refusalOf(null)).toMatchObject({ code: 'INVALID_ARGUMENT', details: { argument: 'options', given: null } })
  expect(refusalOf({ stor: 1 })).toMatchObject({ code: 'INVALID_ARGUMENT', details: { argument: 'options', given: 'stor' } })
})
