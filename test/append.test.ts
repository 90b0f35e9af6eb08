// Appending: idempotency before the version, the version before the rules, the rules before the store; and nothing half-done.
// The stores here fail, hesitate or are shared by two ledgers; what the state, the log and the version say afterwards is checked each time.
import { describe, expect, it } from 'vitest'
import { diplomacyVocabulary } from '../src/diplomacy.ts'
import { act } from '../src/entities/act.ts'
import { demand } from '../src/entities/demand.ts'
import { guarantee } from '../src/entities/guarantee.ts'
import { meeting } from '../src/entities/meeting.ts'
import { isLedgerError, type LedgerError } from '../src/errors.ts'
import { type DefaultVocabulary, openLedger, type Relation } from '../src/ledger.ts'
import { evolve } from '../src/pure.ts'
import { account } from '../src/remarks/account.ts'
import { entry } from '../src/remarks/entry.ts'
import { pictureOf } from '../src/state.ts'
import { memoryStore } from '../src/stores/memory.ts'
import type { Store } from '../src/stores/store.ts'
import type { EventIn } from '../src/vocabulary.ts'
import { countedIds, idAt, tickingClock } from './fixed-clock.ts'
import { unreliableStore } from './unreliable-store.ts'

type Talks = Relation<DefaultVocabulary>

const open = (store: Store = memoryStore(), options: { rules?: 'enforce' | 'report'; saidBy?: readonly string[] } = {}): Talks =>
  openLedger({ store, clock: tickingClock(), ...options }).between('US', 'RU')
const raised = (id = 'visas', occurred = '2025-04-10') => demand.raised({ demand: id, by: 'US', occurred })
const met = (id = 'visas', occurred = '2025-05-01') => demand.met({ demand: id, by: 'RU', occurred })
const version = async (talks: Talks): Promise<number> => (await talks.state()).version

async function eventsOf(talks: Talks): Promise<readonly EventIn<DefaultVocabulary>[]> {
  const events: EventIn<DefaultVocabulary>[] = []
  for await (const event of talks.events()) events.push(event)
  return events
}

async function refusal(call: Promise<unknown>): Promise<LedgerError> {
  try {
    await call
  } catch (error) {
    if (isLedgerError(error)) return error
    throw error
  }
  throw new Error('nothing was refused')
}

/** All that can be seen of a relation: its state, its events, and the lines of its store. */
const seenOf = async (talks: Talks, store: Store) => [
  JSON.stringify(await talks.state()),
  await eventsOf(talks),
  await store.read(talks.id),
]

describe('a batch', () => {
  it('is recorded whole, and the receipt says what became of it', async () => {
    const talks = open()
    const receipt = await talks.append([raised('a'), raised('b')], { expectedVersion: 0 })
    expect(receipt).toEqual({ relation: 'RU~US', version: 2, events: await eventsOf(talks), durability: 'memory', problems: [] })
    expect([receipt, receipt.events, receipt.problems, ...receipt.events].every(Object.isFrozen)).toBe(true)
    expect((await talks.state()).demands.all.map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it('may be a single event, or what JSON gives back of one', async () => {
    const talks = open()
    await talks.append(raised('a'), { expectedVersion: 0 })
    await talks.append(JSON.parse(JSON.stringify(raised('b'))), { expectedVersion: 1 })
    expect((await talks.state()).demands.size).toBe(2)
  })

  it.each([
    [[], { expectedVersion: 0 }, 'events', 'an empty list'],
    [[raised()], undefined, 'expectedVersion', 'undefined'],
    [[raised()], {}, 'expectedVersion', 'undefined'],
    [[raised()], { expectedVersion: null }, 'expectedVersion', 'null'],
    [[raised()], { expectedVersion: -1 }, 'expectedVersion', '-1'],
    [[raised()], { expectedVersion: 1.5 }, 'expectedVersion', '1.5'],
    [[raised()], { expectedVersion: '0' }, 'expectedVersion', '"0"'],
    [[raised()], { expectedVersion: Number.NaN }, 'expectedVersion', 'NaN'],
    [[raised()], { expectedVersion: Symbol('0') }, 'expectedVersion', 'Symbol(0)'],
    [[raised()], { expectedVersion: { version: 0 } }, 'expectedVersion', 'this object'],
    [[raised()], { expectedVersion: () => 0 }, 'expectedVersion', 'this function'],
    [[raised()], { expectedVersion: [0] }, 'expectedVersion', 'a list'],
    [[raised()], { expectedVersion: 0, rules: 'ignore' }, 'rules', '"ignore"'],
  ])('that is %j with %j is refused by name', async (batch, options, argument, shown) => {
    const error = await refusal(open().append(batch, options as never))
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', details: { argument } })
    expect(error.message).toContain(`${argument}: ${shown} cannot be used — give `)
  })

  it('that says the version the ledger has reads the store no second time; one that says another does', async () => {
    const store = unreliableStore()
    const talks = open(store)
    await talks.append(raised('a'), { expectedVersion: 0 })
    const { reads } = store
    await talks.append(raised('b'), { expectedVersion: 1 })
    expect(store.reads).toBe(reads)
    await refusal(talks.append(raised('c'), { expectedVersion: 1 }))
    expect(store.reads).toBe(reads + 1)
  })

  it('is told to whoever watches, with the states before and after it', async () => {
    const talks = open()
    const told: number[][] = []
    talks.watch(({ before, events, state }) => told.push([before.version, events.length, state.version]))
    await talks.append([raised('a'), raised('b')], { expectedVersion: 0 })
    await talks.append(raised('c'), { expectedVersion: 2 })
    expect(told).toEqual([
      [0, 2, 2],
      [2, 1, 3],
    ])
  })

  it('must not hold one id twice', async () => {
    const input = raised()
    expect((await refusal(open().append([input, input], { expectedVersion: 0 }))).message).toContain('one id stands twice')
    const two = [
      demand.raised({ demand: 'a', id: idAt(7), by: 'US', occurred: '2025' }),
      demand.raised({ demand: 'b', id: idAt(7), by: 'US', occurred: '2025' }),
    ]
    expect(await refusal(open().append(two, { expectedVersion: 0 }))).toMatchObject({
      code: 'INVALID_ARGUMENT',
      details: { given: idAt(7) },
    })
  })
})

describe('rules', () => {
  it('refuse a gap, and the whole batch with it; state, log and store stay as they were', async () => {
    const store = memoryStore()
    const talks = open(store)
    await talks.append(raised(), { expectedVersion: 0 })
    const before = await seenOf(talks, store)
    const error = await refusal(talks.append([raised('other'), met('unheard-of')], { expectedVersion: 1 }))
    expect(error).toMatchObject({
      code: 'RULE_GAP',
      message:
        'demand.met on "unheard-of": the demand is new to this log, not open — record demand.raised first, or append with rules: \'report\'',
      where: { relation: 'RU~US', type: 'demand.met' },
      details: { problems: [{ rule: 'demand.met/from', entity: 'demand/unheard-of' }] },
    })
    expect(await seenOf(talks, store)).toEqual(before)
  })

  it('refuse a contradiction', async () => {
    const talks = open()
    await talks.append([raised(), met()], { expectedVersion: 0 })
    const error = await refusal(talks.append(demand.withdrawn({ demand: 'visas', by: 'US', occurred: '2025-06' }), { expectedVersion: 2 }))
    expect(error).toMatchObject({ code: 'RULE_CONTRADICTION', details: { problems: [{ rule: 'demand.withdrawn/from' }] } })
  })

  it('refuse a late event that spoils a recorded one, and name both', async () => {
    const talks = open()
    const receipt = await talks.append([raised(), demand.accepted({ demand: 'visas', by: 'RU', occurred: '2025-05-20' })], {
      expectedVersion: 0,
    })
    const late = demand.withdrawn({ demand: 'visas', by: 'US', occurred: '2025-05-10' })
    const error = await refusal(talks.append(late, { expectedVersion: 2 }))
    const spoilt = receipt.events[1]?.id as string
    expect(error).toMatchObject({
      code: 'RULE_GAP',
      where: { event: spoilt, type: 'demand.accepted' },
      details: { problems: [{ event: spoilt }] },
    })
    expect(error.message).toContain('demand.withdrawn')
    expect(error.message).toContain('demand.accepted')
    expect(error.message).toContain(spoilt)
    expect(await version(talks)).toBe(2)
  })

  it('let a batch pass that mends its own gap', async () => {
    const talks = open()
    await talks.append([met('visas', '2025-05-01'), raised('visas', '2025-04-10')], { expectedVersion: 0 })
    expect(await talks.state()).toMatchObject({ version: 2, problems: [] })
  })

  it('when they only report, record it and give the new problems with the receipt, and those alone', async () => {
    const talks = open()
    const first = await talks.append(met('a'), { expectedVersion: 0, rules: 'report' })
    const second = await talks.append([met('a'), raised('b')], { expectedVersion: 1, rules: 'report' })
    expect(first.problems.map(({ rule, kind, event }) => [rule, kind, event])).toEqual([['demand.met/from', 'gap', first.events[0]?.id]])
    expect(second.problems.map(({ rule, kind, event }) => [rule, kind, event])).toEqual([
      ['demand.met/from', 'contradiction', second.events[0]?.id],
    ])
    expect((await talks.state()).problems).toEqual([...first.problems, ...second.problems])
  })

  it('are those of the ledger where the append does not say', async () => {
    const talks = open(memoryStore(), { rules: 'report' })
    expect((await talks.append(met('a'), { expectedVersion: 0 })).problems).toHaveLength(1)
    expect((await refusal(talks.append(met('b'), { expectedVersion: 1, rules: 'enforce' }))).code).toBe('RULE_GAP')
  })

  it('name all of a batch that spoils a recorded event', async () => {
    const talks = open()
    await talks.append([raised(), met()], { expectedVersion: 0 })
    const batch = [demand.withdrawn({ demand: 'visas', by: 'US', occurred: '2025-04-20' }), raised('other')]
    const { message } = await refusal(talks.append(batch, { expectedVersion: 2 }))
    expect(message).toMatch(/^demand\.withdrawn, demand\.raised spoils what is recorded \(event .*\): demand\.met on "visas"/)
  })

  it('tell a new problem from an old one that is found after it, and let pass what mends that', async () => {
    const talks = open()
    await talks.append(met('a', '2025-05'), { expectedVersion: 0, rules: 'report' })
    const early = met('a', '2025-04')
    const error = await refusal(talks.append(early, { expectedVersion: 1 }))
    expect(error).toMatchObject({ code: 'RULE_GAP', details: { problems: [{ rule: 'demand.met/from', event: error.where.event }] } })
    const { problems } = await talks.append(raised('a', '2025-03'), { expectedVersion: 1 })
    expect([problems, (await talks.state()).problems]).toEqual([[], []])
  })

  it('look at what a remark spoke of before it was pointed elsewhere', async () => {
    const talks = open()
    const withdrawn = demand.withdrawn({ demand: 'visas', id: idAt(3), by: 'US', occurred: '2025-06' })
    const other = demand.raised({ demand: 'other', id: idAt(4), by: 'US', occurred: '2025' })
    await talks.append([raised(), met(), withdrawn, other], { expectedVersion: 0, rules: 'report' })
    await talks.append(entry.retracted({ id: idAt(5), about: idAt(3), reason: 'not so', occurred: '2025-07' }), { expectedVersion: 4 })
    const elsewhere = entry.corrected({ about: idAt(5), set: { about: [idAt(4)] }, reason: 'the other', occurred: '2025-07' })
    const error = await refusal(talks.append(elsewhere, { expectedVersion: 5 }))
    expect(error).toMatchObject({ code: 'RULE_CONTRADICTION', details: { problems: [{ event: idAt(3), entity: 'demand/visas' }] } })
  })

  it('hold against a batch the problem of a remark that had none, beside one of another remark that had', async () => {
    const talks = open()
    const held = meeting.held({ meeting: 'm', id: idAt(1), occurred: '2025' })
    const noted = entry.corrected({ id: idAt(2), about: idAt(1), set: { note: 'at noon' }, reason: 'left out', occurred: '2025' })
    const off = entry.retracted({ about: idAt(2), reason: 'not so', occurred: '2025' })
    const needless = entry.reinstated({ about: idAt(1), occurred: '2025' })
    const supplemented = entry.supplemented({ id: idAt(3), about: idAt(1), set: { note: 'at one' }, occurred: '2025' })
    await talks.append([held, noted, off, needless, supplemented], { expectedVersion: 0, rules: 'report' })
    const error = await refusal(talks.append(entry.reinstated({ about: idAt(2), occurred: '2025' }), { expectedVersion: 5 }))
    expect(error).toMatchObject({ code: 'RULE_CONTRADICTION', details: { problems: [{ rule: 'entry.supplemented/set', event: idAt(3) }] } })
  })

  it('hold against a remark what it spoils of an event that speaks of another', async () => {
    const talks = open()
    const about = demand.met({ demand: 'visas', id: idAt(2), by: 'RU', occurred: '2025-05', about: ['demand/visas'] })
    await talks.append([demand.raised({ demand: 'visas', id: idAt(1), by: 'US', occurred: '2025-04' }), about], { expectedVersion: 0 })
    const error = await refusal(
      talks.append(entry.retracted({ about: idAt(1), reason: 'not so', occurred: '2025-06' }), { expectedVersion: 2 }),
    )
    expect(error).toMatchObject({ code: 'RULE_GAP', where: { event: idAt(2) } })
  })

  it('do not hold an old problem against a new event', async () => {
    const talks = open()
    await talks.append(met('a'), { expectedVersion: 0, rules: 'report' })
    await talks.append(raised('b'), { expectedVersion: 1 })
    expect(await version(talks)).toBe(2)
  })
})

describe('the same batch again', () => {
  const batch = () => [raised('a'), meeting.held({ meeting: 'riyadh', occurred: '2025-05', about: ['demand/a'] })]

  it('gives the first receipt again, whatever the version and the rules say now', async () => {
    const store = memoryStore()
    const talks = open(store)
    const same = [...batch(), met('unheard-of')]
    const first = await talks.append(same, { expectedVersion: 0, rules: 'report' })
    await talks.append(raised('b'), { expectedVersion: 3 })
    const before = await seenOf(talks, store)
    for (const expectedVersion of [0, 3, 4, 99, 'any'] as const)
      expect(await talks.append(same, { expectedVersion, rules: 'enforce' })).toEqual(first)
    expect(first.problems).toHaveLength(1)
    expect(await seenOf(talks, store)).toEqual(before)
  })

  it('gives the problems of its first event and of its last, in whatever order it comes, and none of those around it', async () => {
    const talks = open()
    await talks.append(met('before'), { expectedVersion: 0, rules: 'report' })
    const [one, two, three] = [met('a'), raised('b'), met('c')] as const
    const first = await talks.append([one, two, three], { expectedVersion: 1, rules: 'report' })
    await talks.append(met('after'), { expectedVersion: 4, rules: 'report' })
    expect(first.problems.map(({ entity }) => entity)).toEqual(['demand/a', 'demand/c'])
    expect(await talks.append([one, two, three], { expectedVersion: 1 })).toEqual(first)
    const turned = await talks.append([three, two, one], { expectedVersion: 1 })
    expect([turned.version, turned.problems.map(({ entity }) => entity).toSorted()]).toEqual([4, ['demand/a', 'demand/c']])
  })

  it('gives it in a ledger that was opened anew, where the ids came with the inputs', async () => {
    const store = memoryStore()
    const inputs = () => {
      const ids = countedIds()
      return [
        demand.raised({ demand: 'a', id: ids(), by: 'US', occurred: '2025' }),
        meeting.held({ meeting: 'riyadh', id: ids(), occurred: '2025-05', about: ['demand/a', idAt(1)] }),
        demand.met({ demand: 'b', id: ids(), by: 'RU', occurred: '2025-05' }),
      ]
    }
    const first = await open(store).append(inputs(), { expectedVersion: 0, rules: 'report' })
    expect(await open(store).append(inputs(), { expectedVersion: 0 })).toEqual(first)
    expect(await store.read('RU~US')).toHaveLength(3)
  })

  it('gives it for a plain object that was handed in before', async () => {
    const talks = open()
    const plain = JSON.parse(JSON.stringify(raised('a')))
    const first = await talks.append(plain, { expectedVersion: 0 })
    expect(await talks.append(plain, { expectedVersion: 0 })).toEqual(first)
  })

  it('is another batch where the objects are others and bring no ids', async () => {
    const talks = open()
    await talks.append(meeting.held({ meeting: 'a', occurred: '2025' }), { expectedVersion: 0 })
    const error = await refusal(talks.append(meeting.held({ meeting: 'a', occurred: '2025' }), { expectedVersion: 0 }))
    expect(error).toMatchObject({ code: 'VERSION_CONFLICT', details: { relation: 'RU~US', expected: 0, actual: 1 } })
  })

  it('is refused as a new one would be, where it was refused before', async () => {
    const talks = open()
    const gap = met('visas')
    expect((await refusal(talks.append(gap, { expectedVersion: 0 }))).code).toBe('RULE_GAP')
    await talks.append(raised(), { expectedVersion: 0 })
    expect((await talks.append(gap, { expectedVersion: 1 })).version).toBe(2)
  })

  const named = (fields: object) => demand.raised({ demand: 'a', id: idAt(1), by: 'US', occurred: '2025-04', ...fields })

  it.each([
    ['another field', named({ object: 'visas' })],
    ['another date', named({ occurred: '2025-05' })],
    ['another side', named({ by: 'RU' })],
    ['another word', named({ saidBy: ['US'] })],
    ['another entity', named({ demand: 'b' })],
    ['another type', demand.reiterated({ demand: 'a', id: idAt(1), by: 'US', occurred: '2025-04' })],
    ['another note', named({ note: 'well' })],
  ])('with %s is refused: an id stands for one event', async (_, other) => {
    const talks = open()
    await talks.append([raised('first'), named({})], { expectedVersion: 0 })
    const error = await refusal(talks.append(other, { expectedVersion: 'any' }))
    expect(error).toMatchObject({ code: 'ID_REUSED', details: { id: idAt(1), version: 2 }, where: { event: idAt(1), relation: 'RU~US' } })
    expect(await version(talks)).toBe(2)
  })

  it('in part is refused, and both parts are named', async () => {
    const talks = open()
    const [one, two, three] = [1, 2, 3].map((number) =>
      demand.raised({ demand: `d${number}`, id: idAt(number), by: 'US', occurred: '2025' }),
    )
    if (!one || !two || !three) throw new Error('three were made')
    await talks.append([one, two], { expectedVersion: 0 })
    const error = await refusal(talks.append([two, three, one], { expectedVersion: 2 }))
    expect(error).toMatchObject({ code: 'PARTLY_RECORDED', details: { recorded: [idAt(2), idAt(1)], missing: [idAt(3)] } })
    expect(error.where).toEqual({ relation: 'RU~US' })
    expect(await version(talks)).toBe(2)
  })
})

describe('the version', () => {
  it('that is stale is refused with both versions, before the rules are asked', async () => {
    const talks = open()
    await talks.append([raised('a'), raised('b')], { expectedVersion: 0 })
    for (const expectedVersion of [0, 1, 3]) {
      const error = await refusal(talks.append(met('unheard-of'), { expectedVersion }))
      expect(error).toMatchObject({ code: 'VERSION_CONFLICT', details: { relation: 'RU~US', expected: expectedVersion, actual: 2 } })
      expect(error.where).toEqual({ relation: 'RU~US' })
      expect(error.message).toBe(`append to RU~US: the log is at version 2, not ${expectedVersion} — read the state again and decide anew`)
    }
  })

  it('is won by exactly one of two appends at once', async () => {
    const talks = open()
    const outcomes = await Promise.allSettled([
      talks.append(raised('a'), { expectedVersion: 0 }),
      talks.append(raised('b'), { expectedVersion: 0 }),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect((outcomes[1] as PromiseRejectedResult).reason).toMatchObject({ code: 'VERSION_CONFLICT', details: { expected: 0, actual: 1 } })
    expect((await talks.state()).demands.all.map(({ id }) => id)).toEqual(['a'])
  })

  it('is won by exactly one of two ledgers on one store', async () => {
    const store = memoryStore()
    const outcomes = await Promise.allSettled(
      [open(store), open(store)].map((talks, at) => talks.append(raised(`d${at}`), { expectedVersion: 0 })),
    )
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(await store.read('RU~US')).toHaveLength(1)
  })

  it.each([1, 2])('`any` never fails needlessly: 20 appends at once, through ledgers on one store: %d', async (ledgers) => {
    const store = memoryStore()
    const talks = Array.from({ length: ledgers }, () => open(store))
    const receipts = await Promise.all(
      Array.from({ length: 20 }, (_, at) => (talks[at % ledgers] as Talks).append(raised(`d${at}`), { expectedVersion: 'any' })),
    )
    expect(receipts.map((receipt) => receipt.version).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1))
    for (const each of talks) expect((await each.state()).demands.size).toBe(20)
  })
})

describe('two ledgers on one store', () => {
  it('see each other’s events', async () => {
    const store = memoryStore()
    const [one, other] = [open(store), open(store)]
    await one.append(raised('a'), { expectedVersion: 0 })
    await other.append(met('a'), { expectedVersion: 'any' })
    expect((await one.state()).demands.get('a')?.status).toBe('met')
    expect(await eventsOf(one)).toEqual(await eventsOf(other))
    expect(JSON.stringify(await one.state())).toBe(JSON.stringify(await other.state()))
  })

  it('are told of the version before the rules, where one of them judged by an old log', async () => {
    const store = memoryStore()
    const [one, other] = [open(store), open(store)]
    await one.state()
    await other.append(raised('a'), { expectedVersion: 0 })
    expect(await refusal(one.append(met('a'), { expectedVersion: 0 }))).toMatchObject({ code: 'VERSION_CONFLICT', details: { actual: 1 } })
    const about = meeting.held({ meeting: 'm', occurred: '2025', about: ['demand/a'] })
    expect((await one.append(about, { expectedVersion: 1 })).version).toBe(2)
    expect(
      (
        await refusal(
          other.append(meeting.held({ meeting: 'n', occurred: '2025', about: ['meeting/m', 'demand/z'] }), { expectedVersion: 1 }),
        )
      ).code,
    ).toBe('VERSION_CONFLICT')
  })

  it('give the first receipt again for what the other recorded against the rules', async () => {
    const store = memoryStore()
    const [one, other] = [open(store), open(store)]
    const gap = () => demand.met({ demand: 'a', id: idAt(1), by: 'RU', occurred: '2025' })
    await one.state()
    const first = await other.append(gap(), { expectedVersion: 0, rules: 'report' })
    expect(await one.append(gap(), { expectedVersion: 0 })).toEqual(first)
  })
})

describe('a store that fails', () => {
  it('leaves the state as it was, and the same append works when it is well again', async () => {
    const store = unreliableStore()
    const talks = open(store)
    await talks.append(raised('a'), { expectedVersion: 0 })
    const before = await talks.state()
    store.faults.push('lost', 'lost')
    const batch = [raised('b'), met('a')]
    expect(await refusal(talks.append(batch, { expectedVersion: 1 }))).toMatchObject({ code: 'STORE_FAILED', details: { code: 'ENOSPC' } })
    expect(await talks.state()).toBe(before)
    expect((await refusal(talks.append(batch, { expectedVersion: 1 }))).code).toBe('STORE_FAILED')
    const receipt = await talks.append(batch, { expectedVersion: 1 })
    expect(receipt.version).toBe(3)
    expect((await store.read('RU~US')).map(({ id }) => id)).toEqual((await eventsOf(talks)).map(({ id }) => id))
    expect(await talks.state()).toEqual(await open(store).state())
  })

  it('after it wrote, has the batch recorded once when it is tried again', async () => {
    const store = unreliableStore('unsure')
    const talks = open(store)
    const batch = [raised('a'), met('unheard-of')]
    expect((await refusal(talks.append(batch, { expectedVersion: 0, rules: 'report' }))).code).toBe('STORE_FAILED')
    const receipt = await talks.append(batch, { expectedVersion: 0 })
    expect(receipt).toMatchObject({ version: 2, problems: [{ rule: 'demand.met/from' }] })
    expect(await store.read('RU~US')).toHaveLength(2)
    expect(receipt.events.map(({ id }) => id)).toEqual((await store.read('RU~US')).map(({ id }) => id))
    expect(await version(talks)).toBe(2)
  })

  it('that says conflict and shows nothing new is not asked for ever', async () => {
    const inner = memoryStore()
    await open(inner).append(raised(), { expectedVersion: 0 })
    const blind: Store = { ...inner, read: async () => [] }
    expect((await refusal(open(blind).append(raised('b'), { expectedVersion: 'any' }))).code).toBe('VERSION_CONFLICT')
  })
})

describe('a refused append', () => {
  it('leaves nothing behind: the next ones are as if it had never been', async () => {
    const clock = () => new Date('2025-04-11T08:00:00Z')
    const [tried, plain] = [openLedger({ clock }).between('US', 'RU'), openLedger({ clock }).between('US', 'RU')]
    for (const talks of [tried, plain])
      await talks.append([demand.raised({ demand: 'a', id: idAt(1), by: 'US', occurred: '2025' })], { expectedVersion: 0 })
    const wrong = [demand.raised({ demand: 'b', id: idAt(2), by: 'US', occurred: '2025' }), met('unheard-of')]
    const { events } = pictureOf(await tried.state()).history
    expect((await refusal(tried.append(wrong, { expectedVersion: 1 }))).code).toBe('RULE_GAP')
    expect(events).toHaveLength(1)
    for (const talks of [tried, plain]) {
      const next = [3, 2].map((number) => demand.raised({ demand: `d${number}`, id: idAt(number), by: 'US', occurred: '2025' }))
      await talks.append(next, { expectedVersion: 1 })
      await talks.append({ ...unknown(), id: idAt(4) } as never, { expectedVersion: 3 })
    }
    expect(await tried.state()).toEqual(await plain.state())
    expect((await tried.state()).demands.has('b')).toBe(false)
    expect(
      await tried.append(demand.raised({ demand: 'd2', id: idAt(2), by: 'US', occurred: '2025' }), { expectedVersion: 4 }),
    ).toMatchObject({ version: 3 })
  })

  const unknown = () => ({ type: 'weather.turned', data: { weather: 'bad' }, occurred: '2025' })

  it('does not disturb a state that somebody evolved on their own', async () => {
    const talks = open()
    const first = await talks.append(raised('a'), { expectedVersion: 0 })
    const mine = evolve(await talks.state(), { ...first.events[0], id: idAt(9), data: { demand: 'mine' } } as never)
    expect((await refusal(talks.append(met('unheard-of'), { expectedVersion: 1 }))).code).toBe('RULE_GAP')
    expect(mine.events().map(({ id }) => id)).toEqual([first.events[0]?.id, idAt(9)])
    await talks.append(raised('b'), { expectedVersion: 1 })
    const again = evolve(mine)
    expect(again.events().map(({ id }) => id)).toEqual([first.events[0]?.id, idAt(9)])
    expect(again.demands.all.map(({ id }) => id)).toEqual(['a', 'mine'])
    expect((await talks.state()).demands.all.map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it('nor is a longer batch disturbed by one: a remark in it speaks of what it says', async () => {
    const talks = open()
    const first = await talks.append(raised('a'), { expectedVersion: 0 })
    evolve(await talks.state(), { ...first.events[0], id: idAt(9), data: { demand: 'mine' } } as never)
    const noted = account.confirmed({ about: 'demand/a', by: 'RU', occurred: '2025-05' })
    expect((await talks.append([raised('b'), noted, raised('c')], { expectedVersion: 1 })).version).toBe(4)
  })

  it('is not made to look new by a state that was evolved over events it had', async () => {
    const talks = open()
    const input = raised('a')
    const first = await talks.append(input, { expectedVersion: 0 })
    evolve(await talks.state(), ...first.events)
    expect(await talks.append(input, { expectedVersion: 'any' })).toEqual(first)
    expect(await version(talks)).toBe(1)
  })
})

describe('what append takes', () => {
  it('mints one id for one object, which the error names', async () => {
    const talks = open()
    const gap = guarantee.fulfilled({ guarantee: 'payments', by: 'RU', occurred: '2025' })
    const first = await refusal(talks.append(gap, { expectedVersion: 0 }))
    const again = await refusal(talks.append(gap, { expectedVersion: 0 }))
    expect(first.where.event).toBe(again.where.event)
    const receipt = await talks.append(gap, { expectedVersion: 0, rules: 'report' })
    expect(receipt.events[0]?.id).toBe(first.where.event)
  })

  it('keeps the default word of the ledger apart from what was said', async () => {
    const talks = open(memoryStore(), { saidBy: ['US'] })
    const receipt = await talks.append([raised('a'), demand.raised({ demand: 'b', by: 'US', occurred: '2025', saidBy: ['dpa'] })], {
      expectedVersion: 0,
    })
    expect(receipt.events.map(({ saidBy }) => saidBy)).toEqual([['US'], ['dpa']])
  })

  it('takes a Date, which becomes text', async () => {
    const talks = open()
    const held = meeting.held({ meeting: 'riyadh', occurred: new Date('2025-02-18T09:30:00Z'), reported: new Date('2025-02-19T10:00:00Z') })
    await talks.append(held, { expectedVersion: 0 })
    const [event] = await eventsOf(talks)
    expect([event?.occurred, event?.reported]).toEqual(['2025-02-18T09:30:00.000Z', '2025-02-19T10:00:00.000Z'])
  })

  it('resolves about when it records, and the log keeps the id', async () => {
    const store = memoryStore()
    const talks = open(store)
    const receipt = await talks.append([raised('a'), meeting.held({ meeting: 'm', occurred: '2025-06', about: ['demand/a'] })], {
      expectedVersion: 0,
    })
    await talks.append(demand.acknowledged({ demand: 'a', by: 'RU', occurred: '2025-07' }), { expectedVersion: 2 })
    expect(receipt.events[1]?.about).toEqual([receipt.events[0]?.id])
    expect((await eventsOf(open(store)))[1]?.about).toEqual([receipt.events[0]?.id])
    expect(
      (await refusal(talks.append(meeting.held({ meeting: 'n', occurred: '2025', about: ['demand/z'] }), { expectedVersion: 3 }))).code,
    ).toBe('UNKNOWN_REFERENCE')
    expect(await version(talks)).toBe(3)
  })

  it('writes byte-identical logs with the same ids and clock', async () => {
    const lines = async () => {
      const store = memoryStore()
      const talks = openLedger({ store, vocabulary: diplomacyVocabulary, ids: countedIds(), clock: tickingClock() }).between('RU', 'US')
      await talks.append([raised('a'), met('a')], { expectedVersion: 0 })
      await talks.append(meeting.held({ meeting: 'riyadh', occurred: '2025-02-18', place: 'Riyadh' }), { expectedVersion: 'any' })
      return (await store.read('RU~US')).map(({ text }) => text)
    }
    expect(await lines()).toEqual(await lines())
    expect(await lines()).toMatchInlineSnapshot(`
      [
        "{"json":{"relation":"RU~US","version":1,"id":"00000000-0000-7000-8000-000000000001","type":"demand.raised","schemaVersion":1,"occurred":"2025-04-10","recorded":"2025-04-11T08:00:00.000Z","by":"US","to":"RU","data":{"demand":"a"}}}",
        "{"json":{"relation":"RU~US","version":2,"id":"00000000-0000-7000-8000-000000000002","type":"demand.met","schemaVersion":1,"occurred":"2025-05-01","recorded":"2025-04-11T08:00:00.000Z","by":"RU","to":"US","data":{"demand":"a"}}}",
        "{"json":{"relation":"RU~US","version":3,"id":"00000000-0000-7000-8000-000000000003","type":"meeting.held","schemaVersion":1,"occurred":"2025-02-18","recorded":"2025-04-11T08:00:01.000Z","data":{"meeting":"riyadh","place":"Riyadh"}}}",
      ]
    `)
  })

  it('records when the clock says, also when it is set back', async () => {
    const days = ['2025-04-12', '2025-04-11']
    const talks = openLedger({ clock: () => new Date(`${days.shift()}T00:00:00Z`) }).between('US', 'RU')
    await talks.append(raised('a'), { expectedVersion: 0 })
    await talks.append(raised('b'), { expectedVersion: 1 })
    expect((await eventsOf(talks)).map(({ recorded }) => recorded)).toEqual(['2025-04-12T00:00:00.000Z', '2025-04-11T00:00:00.000Z'])
  })
})

it('finds an id that stands twice in a large batch', async () => {
  const batch = Array.from({ length: 40 }, (_, at) => act.done({ act: `a${at}`, occurred: '2025-04-10' }))
  const append = openLedger()
    .between('US', 'RU')
    .append([...batch, batch[7] as (typeof batch)[number]], { expectedVersion: 0 })
  await expect(append).rejects.toThrow('one id stands twice in the batch')
})

it('a list where one word is asked for is named as what it is', async () => {
  const raised = demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10' })
  const append = open().append(raised, { expectedVersion: 0, rules: ['report'] as never })
  await expect(append).rejects.toThrow("rules: a list cannot be used — give 'enforce' or 'report'")
})
