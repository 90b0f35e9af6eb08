// The store in a stream keeps the contract, and what is its own: which streams it refuses, and what it makes of answers that are lost.
// In: a stream in memory. The same on a real cluster is in cluster.servers.ts.
import { jetstreamManager } from '@nats-io/jetstream'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type JetStreamOptions, jetstreamStore } from '../../../src/stores/jetstream.ts'
import type { Store } from '../../../src/stores/store.ts'
import { batch, line, stored } from '../../../src/testing/contract/lines.ts'
import { storeContract } from '../../../src/testing/store-contract.ts'
import { keepsTheChronology } from '../chronology.ts'
import { ApiError, type Fault, type OneStream, oneStream, TimeoutError } from './one-stream.ts'

const pair = 'RU~US'
const open = (stream: OneStream, options: JetStreamOptions = {}) => jetstreamStore(stream.manager, options)
const made = () => {
  const stream = oneStream()
  const make = () => open(stream)
  return { store: make(), reopen: make, another: make }
}
storeContract(made, { describe, test, expect, name: 'jetstreamStore on a stream in memory', shared: 'process' })
keepsTheChronology(made, { test, expect, name: 'jetstreamStore on a stream in memory' })

describe('the stream', () => {
  test.each([
    ['quorum', 3],
    ['os', 1],
  ] as const)('for %s is made with %i replicas, in files, and takes no more where it is full', async (durability, replicas) => {
    const stream = oneStream()
    const store = open(stream, { durability, stream: 'talks' })
    await store.relations()
    expect(stream.config).toMatchObject({ name: 'talks', subjects: ['talks.*'], storage: 'file', discard: 'new', num_replicas: replicas })
    expect(store.durability).toBe(durability)
  })

  const subjects = ['relations-ledger.*']
  const safe = {
    subjects,
    storage: 'file',
    retention: 'limits',
    discard: 'old',
    num_replicas: 3,
    max_age: 0,
    max_msgs: -1,
    max_bytes: -1,
  } as const
  test.each([
    [{ num_replicas: 1 }, 'num_replicas is 1', false],
    [{ storage: 'memory' }, 'storage is memory', true],
    [{ retention: 'workqueue' }, 'retention', true],
    [{ max_age: 1e9 }, 'max_age', true],
    [{ max_msgs: 10 }, 'max_msgs', true],
    [{ max_bytes: 10 }, 'max_bytes', true],
    [{ max_msgs_per_subject: 1 }, 'max_msgs_per_subject', true],
    [{ max_msgs_per_subject: 1, discard: 'new' }, 'max_msgs_per_subject', true],
    [{ no_ack: true }, 'no_ack', true],
    [{ allow_rollup_hdrs: true }, 'allow_rollup_hdrs', true],
    [{ mirror: { name: 'other' } }, 'mirror', true],
    [{ persist_mode: 'async' }, 'persist_mode is async', true],
    [{ subject_transform: { src: 'relations-ledger.*', dest: 'other.{{wildcard(1)}}' } }, 'subject_transform', true],
    [{ subjects: ['relations-ledger.RU~US', 'relations-ledger-too.*', 'other.>'] }, 'its subjects do not take relations-ledger.*', true],
    [{ subjects: undefined }, 'its subjects do not take relations-ledger.*', true],
  ])('with %j is refused, and by its name: %s', async (settings, what, isAlways) => {
    const make = (durability: 'quorum' | 'os') => open(oneStream({ ...safe, ...(settings as object) }), { durability })
    await expect(make('quorum').relations()).rejects.toMatchObject({ code: 'STORE_FAILED', message: expect.stringContaining(what) })
    const told = make('os').relations()
    if (isAlways) await expect(told).rejects.toThrow(what)
    else expect(await told).toEqual([])
  })

  test.each([
    {},
    { max_msgs: 10, max_bytes: 10, discard: 'new' },
    { max_msgs_per_subject: 9, discard: 'new', discard_new_per_subject: true },
    { persist_mode: 'default' },
    ...['relations-ledger.>', '*.*', '*.>', '>'].map((subject) => ({ subjects: ['other', subject] })),
  ])('with %j is taken', async (settings) => {
    expect(await open(oneStream({ ...safe, ...(settings as object) })).relations()).toEqual([])
  })

  test.each([
    ['manager', {}],
    ['manager', undefined],
    ['stream', { stream: 'a.b' }],
    ['durability', { durability: 'disk' }],
    ['patience', { patience: -1 }],
    ['lookEvery', { lookEvery: 0 }],
  ])('a %s that cannot be used is refused', (argument, options) => {
    const manager = argument === 'manager' ? (options as never) : oneStream().manager
    const make = () => jetstreamStore(manager, (argument === 'manager' ? {} : options) as JetStreamOptions)
    expect(make).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', details: expect.objectContaining({ argument }) }))
  })
})

describe('a server', () => {
  const on = (version: string | undefined) => {
    const stream = oneStream()
    const connected = { ...stream.manager, getConnection: () => ({ info: version === undefined ? undefined : { version } }) }
    return jetstreamStore(connected as never)
  }
  const calls = {
    append: (store: Store) => store.append(pair, 0, [line(pair, 1)]),
    read: (store: Store) => store.read(pair),
    since: (store: Store) => store.since(),
    relations: (store: Store) => store.relations(),
    watch: async (store: Store) => store.watch(() => {})(),
  }

  test.each(Object.entries(calls))('of 2.9 is refused by its version at the first %s', async (_, call) => {
    await expect(call(on('2.9.10'))).rejects.toMatchObject({
      code: 'STORE_FAILED',
      message:
        'open jetstream relations-ledger: the server is nats-server 2.9.10, older than 2.10 — nothing was written: run 2.10 or later on every server of the cluster',
    })
  })

  test("behind the driver's own manager is asked for its version", async () => {
    const manager = await jetstreamManager({ info: { version: '2.9.10' }, options: {} } as never, { checkAPI: false })
    await expect(jetstreamStore(manager).relations()).rejects.toThrow('nats-server 2.9.10, older than 2.10')
  })

  test.each(['2.10.0', '2.10.27', '2.11.0-RC.1', '3.0.0', 'dev', undefined])('of version %s is taken', async (version) => {
    for (const call of Object.values(calls)) await call(on(version))
  })

  test.each(['1.99.0', '2.2.0'])('of version %s is refused', async (version) => {
    await expect(on(version).relations()).rejects.toThrow(`nats-server ${version}, older than 2.10`)
  })
})

describe('an answer that was lost', () => {
  const lost = (isTaken: boolean, before = async () => {}): Fault => ({ isTaken, before, answer: () => new TimeoutError('timeout') })
  const withoutPlace = (isTaken: boolean): Fault => ({ isTaken, answer: () => ({ seq: 0 }) })

  for (const knowsIds of [true, false]) {
    const where = knowsIds ? 'where the server knows the id again' : 'where the server answers with a conflict'
    test.each([
      ['taken', [lost(true)]],
      ['not taken', [lost(false)]],
      ['not taken, then taken', [lost(false), lost(true)]],
      ['taken, and asked about in vain', [lost(true), lost(false), lost(false)]],
      ['taken, and acknowledged without a place', [withoutPlace(true)]],
      ['not taken, and acknowledged without a place', [withoutPlace(false), lost(true)]],
    ])(`%s, ${where}: the append is recorded once, and resolves`, async (_, faults) => {
      const stream = Object.assign(oneStream(), { knowsIds })
      const store = open(stream)
      await store.append(pair, 0, batch(pair, 0, 2))
      stream.faults.push(...faults)
      const position = await store.append(pair, 2, batch(pair, 2, 3))
      expect(await store.read(pair)).toEqual(stored(pair, 1, 5))
      expect((await store.since()).at(-1)?.position).toBe(position)
      await store.append(pair, 5, [line(pair, 6)])
    })
  }

  test('taken, and others went on from there: it resolves to where it stands', async () => {
    const stream = Object.assign(oneStream(), { knowsIds: false })
    const goesOn = async () => void (await open(stream).append(pair, 2, [line(pair, 3)]))
    stream.faults.push(lost(true), { ...lost(false), before: goesOn })
    const position = await open(stream).append(pair, 0, batch(pair, 0, 2))
    expect((await open(stream).since()).map((each) => each.position).indexOf(position)).toBe(1)
  })

  test('not taken, and another was faster: a conflict', async () => {
    const stream = Object.assign(oneStream(), { knowsIds: false })
    stream.faults.push(lost(false, async () => void (await open(stream).append(pair, 0, batch(pair, 0, 2, 'other')))))
    const append = open(stream).append(pair, 0, batch(pair, 0, 2))
    await expect(append).rejects.toMatchObject({ code: 'VERSION_CONFLICT', details: { expected: 0, actual: 2 } })
  })

  test('patience ends: it is said that the append may be recorded', async () => {
    const stream = oneStream()
    stream.faults.push(lost(false), lost(false), lost(false))
    const append = open(stream, { patience: 3000 }).append(pair, 0, [line(pair, 1)])
    await expect(append).rejects.toMatchObject({ code: 'STORE_FAILED', details: { operation: 'append', code: 'TimeoutError' } })
    await expect(append).rejects.toThrow('append the same events again, with the same ids')
    expect(stream.faults).toHaveLength(1)
  })
})

describe('a question that nobody answers', () => {
  afterEach(() => void vi.useRealTimers())

  test('is asked again after two seconds, for all relations after four', async () => {
    const stream = oneStream()
    const store = open(stream)
    await store.append(pair, 0, [line(pair, 1)])
    vi.useFakeTimers()
    stream.silences = 2
    const seen: unknown[] = []
    for (const call of [store.read(pair), store.relations()]) void call.then((answer) => seen.push(answer))
    await vi.advanceTimersByTimeAsync(2100)
    expect(seen).toEqual([stored(pair, 1, 1)])
    await vi.advanceTimersByTimeAsync(2000)
    expect(seen).toEqual([stored(pair, 1, 1), [pair]])
  })

  test.each([
    ['the first', undefined],
    ['a later one', pair],
  ])('%s is given up when patience ends', async (_, before) => {
    const stream = oneStream()
    const store = open(stream, { patience: 5000 })
    if (before !== undefined) await store.relations()
    vi.useFakeTimers()
    stream.silences = 100
    const said = expect(store.since()).rejects.toMatchObject({
      code: 'STORE_FAILED',
      details: { code: 'TimeoutError' },
      message: expect.stringMatching(/did not answer in time — see whether most of the servers are up/),
    })
    await vi.advanceTimersByTimeAsync(6500)
    await said
    expect(stream.silences).toBe(97)
  })
})

describe('a server that says no', () => {
  const answering = (answer: Error): Fault => ({ isTaken: false, answer: () => answer })

  test.each([
    ['a cluster that is not ready', new ApiError(10008, 503)],
    ['a stream that is full and has room again', new ApiError(10077, 503)],
    ['a first try that is still under way', new ApiError(10158)],
    ['a stream that cannot be made while servers are away', new ApiError(10005)],
    ['no answer', new Error('no responders')],
  ])('%s may pass', async (_, error) => {
    const stream = oneStream()
    stream.faults.push(answering(error), answering(error))
    await open(stream).append(pair, 0, [line(pair, 1)])
    expect(stream.messages).toHaveLength(1)
  })

  test.each([
    ['a server that does not know the stream yet', 10059],
    ['a consumer that ended with its server', 10014],
  ])('%s may pass, where the stream was seen before', async (_, code) => {
    const stream = oneStream()
    const store = open(stream)
    await store.append(pair, 0, [line(pair, 1)])
    stream.refusals.push(new ApiError(code, 404), new ApiError(code, 404))
    expect(await store.read(pair)).toEqual(stored(pair, 1, 1))
    expect(stream.refusals).toEqual([])
  })

  test('a stream that somebody else makes at the same time is looked at again', async () => {
    const stream = oneStream({ num_replicas: 1, storage: 'file', retention: 'limits' })
    stream.refusals.push(new ApiError(10059, 404), new ApiError(10058))
    await expect(open(stream).relations()).rejects.toThrow('num_replicas is 1')
  })

  test('a server that is in no cluster: what to do is said', async () => {
    const stream = oneStream()
    stream.refusals.push(new ApiError(10059, 404), new ApiError(10074))
    await expect(open(stream).relations()).rejects.toThrow("start a cluster of three servers, or say durability: 'os'")
  })

  test('a stream that is gone is said at last', async () => {
    const stream = oneStream()
    const store = open(stream, { patience: 20 })
    await store.relations()
    stream.config = undefined
    await expect(store.relations()).rejects.toMatchObject({ code: 'STORE_FAILED', details: { operation: 'read', code: '10059' } })
  })

  test.each([
    ['an append larger than the stream takes', new ApiError(10054), '10054', 'nothing was written'],
    ['an append that is too large', new Error('max_payload size exceeded'), 'Error', 'append fewer events at once'],
    [
      'a connection that was closed',
      Object.assign(new Error('closed'), { name: 'ClosedConnectionError' }),
      'ClosedConnectionError',
      'nothing was written',
    ],
  ])('%s does not: it is said at once', async (_, error, code, advice) => {
    const stream = oneStream()
    stream.faults.push(answering(error))
    const append = open(stream).append(pair, 0, [line(pair, 1)])
    await expect(append).rejects.toMatchObject({ code: 'STORE_FAILED', details: { operation: 'append', code } })
    await expect(append).rejects.toThrow(advice)
  })

  test('what could not be opened is tried again at the next call', async () => {
    const stream = oneStream()
    stream.refusals.push(new ApiError(10023, 500))
    const store = open(stream)
    await expect(store.relations()).rejects.toMatchObject({ code: 'STORE_FAILED', details: { code: '10023' } })
    expect(await store.relations()).toEqual([])
  })
})

describe('a leader that is behind', () => {
  test('is asked again: a log never gets shorter', async () => {
    const stream = oneStream()
    const store = open(stream)
    await store.append(pair, 0, batch(pair, 0, 2))
    const kept = stream.messages
    stream.messages = []
    setTimeout(() => {
      stream.messages = kept
    }, 50)
    expect(await store.read(pair)).toEqual(stored(pair, 1, 2))
  })

  test('that refuses an append and does not show why is asked again', async () => {
    const stream = oneStream()
    stream.faults.push({ isTaken: false, answer: () => new ApiError(10071) })
    await open(stream).append(pair, 0, [line(pair, 1)])
    expect(stream.messages).toHaveLength(1)
  })

  test('promises messages that a replica does not have yet: they are waited for, and at last it is said', async () => {
    const stream = oneStream()
    const store = open(stream, { patience: 100 })
    for (let version = 0; version < 3; version++) await store.append(pair, version, [line(pair, version + 1)])
    const [first, , last] = stream.messages
    stream.messages = [first, last] as typeof stream.messages
    await expect(store.read(pair)).rejects.toMatchObject({ code: 'LOG_CORRUPT' })
  })
})

describe('what else was done to a stream', () => {
  async function three() {
    const stream = oneStream()
    const store = open(stream, { patience: 20 })
    for (let version = 0; version < 3; version++) await store.append(pair, version, [line(pair, version + 1)])
    return { stream, store }
  }

  test('a message that is missing is LOG_CORRUPT, for who reads and for who follows', async () => {
    const { stream, store } = await three()
    stream.messages.splice(1, 1)
    await expect(store.read(pair)).rejects.toMatchObject({ code: 'LOG_CORRUPT', where: { relation: pair } })
    await expect(store.since()).rejects.toMatchObject({ code: 'LOG_CORRUPT', details: { reason: 'message 2 is missing' } })
  })

  test('a message of something else is LOG_CORRUPT', async () => {
    const { stream, store } = await three()
    stream.messages.push({ seq: 4, subject: `relations-ledger.${pair}`, data: new TextEncoder().encode('{}'), id: '' })
    await expect(store.read(pair)).rejects.toMatchObject({ code: 'LOG_CORRUPT' })
    await expect(store.since()).rejects.toMatchObject({ code: 'LOG_CORRUPT' })
  })

  test('a cursor that names no message is refused', async () => {
    const { store } = await three()
    await expect(store.since('0000000000000001')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    await expect(store.since('9999999999999999-000000')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  })
})

test('a stream that begins at another number than 1 is read from there', async () => {
  const stream = oneStream({ subjects: ['relations-ledger.*'], storage: 'file', retention: 'limits', num_replicas: 3, first_seq: 100 })
  const store = open(stream)
  expect(await store.since()).toEqual([])
  for (let version = 0; version < 2; version++) await store.append(pair, version, [line(pair, version + 1)])
  const positions = (await store.since()).map(({ position }) => position)
  expect(positions).toEqual(['0000000000000100-000000', '0000000000000101-000000'])
  expect(await store.since(positions[0])).toHaveLength(1)
  stream.messages.shift()
  await expect(store.since()).rejects.toMatchObject({ details: { reason: 'message 100 is missing' } })
})

test('pages of a long log go on where the last one ended', async () => {
  const stream = oneStream()
  const store = open(stream)
  for (let version = 0; version < 90; version += 3) await store.append(pair, version, batch(pair, version, 3))
  const pages = []
  for (let from = 1; from <= 90; from += 10) pages.push(...(await store.read(pair, from, 10)))
  expect(pages).toEqual(stored(pair, 1, 90))
  expect(await store.since()).toHaveLength(90)
  for (let version = 90; version < 100; version++) await store.append(pair, version, [line(pair, version + 1)])
  expect((await store.since()).map(({ version }) => version)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1))
})
