// The store in a database keeps the contract on PGlite, which needs no server; and what is its own.
// In: one PGlite in memory, and a new schema for each store.
// The same on a real server, and what needs several connections, is in server.servers.ts.
import { EventEmitter } from 'node:events'
import { PGlite } from '@electric-sql/pglite'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { type PostgresClient, type PostgresOptions, postgresSetUp, postgresStore } from '../../../src/stores/postgres.ts'
import { batch, line, stored } from '../../../src/testing/contract/lines.ts'
import { storeContract } from '../../../src/testing/store-contract.ts'
import { keepsTheChronology } from '../chronology.ts'

const database = new PGlite()
afterAll(() => database.close())

let number = 0
const newSchema = (): string => `store_${++number}`
const inMemory = { durability: 'memory' } as const
const open = (options: PostgresOptions = {}) => postgresStore(database, { schema: newSchema(), ...inMemory, ...options })

const made = () => {
  const schema = newSchema()
  const make = () => open({ schema })
  return {
    store: make(),
    reopen: make,
    another: make,
    discard: async () => void (await database.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)),
  }
}
storeContract(made, { describe, test, expect, name: 'postgresStore on PGlite', shared: 'process' })
keepsTheChronology(made, { test, expect, name: 'postgresStore on PGlite' })

/** A client that passes statements on, and does something else where it is told to. */
function between(instead: (text: string, params: unknown[], pass: () => Promise<{ rows: unknown[] }>) => Promise<{ rows: unknown[] }>) {
  const query = (text: string, params: unknown[] = []) => instead(text, params, () => database.query(text, params))
  return { query } satisfies PostgresClient
}

const isAppend = (text: string): boolean => text.startsWith('SELECT log_version')
const cut = (): Error => Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' })
const answer = (code: string) => Object.assign(new Error('no'), { code })

describe('opening', () => {
  test('the tables are made once, whoever comes first and how many at once', async () => {
    const schema = newSchema()
    const stores = [open({ schema }), open({ schema }), open({ schema })]
    await Promise.all(stores.map((store, index) => store.append(`A~B${index}`, 0, [line(`A~B${index}`, 1)])))
    await database.query(postgresSetUp(schema))
    expect(await open({ schema }).relations()).toHaveLength(3)
  })

  test('two schemas share nothing', async () => {
    const [one, other] = [open(), open()]
    await one.append('RU~US', 0, [line('RU~US', 1)])
    expect(await other.relations()).toEqual([])
  })

  test('a server that does not write to its disk is refused, unless it is told that this is enough', async () => {
    const store = open({ durability: 'disk' })
    await expect(store.read('RU~US')).rejects.toMatchObject({ code: 'STORE_FAILED', message: expect.stringContaining('fsync off') })
    expect([open().durability, open({ durability: 'os' }).durability]).toEqual(['memory', 'os'])
  })

  test('tables of a later format are refused', async () => {
    const schema = newSchema()
    await open({ schema }).relations()
    await database.query(`UPDATE ${schema}.head SET format_version = 2`)
    await expect(open({ schema }).relations()).rejects.toMatchObject({ code: 'FORMAT_UNSUPPORTED', details: { formatVersion: 2 } })
  })

  test('what could not be opened is tried again at the next call', async () => {
    let isThere = false
    const client = between((_text, _params, pass) => (isThere ? pass() : Promise.reject(answer('42501'))))
    const store = postgresStore(client, { schema: newSchema(), ...inMemory })
    await expect(store.relations()).rejects.toMatchObject({ code: 'STORE_FAILED', details: { code: '42501' } })
    isThere = true
    expect(await store.relations()).toEqual([])
  })

  test.each([
    ['client', {}, {}],
    ['client', undefined, {}],
    ['schema', database, { schema: 'A' }],
    ['schema', database, { schema: 'a; DROP' }],
    ['schema', database, { schema: 'pg_temp' }],
    ['durability', database, { durability: 'quorum' }],
    ['listen', database, { listen: 1 }],
    ['patience', database, { patience: -1 }],
    ['lookEvery', database, { lookEvery: 0 }],
  ])('a %s that cannot be used is refused', (argument, client, options) => {
    const make = () => postgresStore(client as PostgresClient, options as PostgresOptions)
    expect(make).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', details: expect.objectContaining({ argument }) }))
  })
})

describe('a client that gives no answer', () => {
  afterEach(() => void vi.useRealTimers())

  test('is refused at the first call, once patience and five seconds are over; when it answers, the store opens', async () => {
    let isConnected = false
    const client = between((_, __, pass) => (isConnected ? pass() : new Promise(() => {})))
    const store = postgresStore(client, { schema: newSchema(), ...inMemory, patience: 2000 })
    vi.useFakeTimers()
    const outcomes: unknown[] = []
    void store.relations().catch((error: unknown) => outcomes.push(error))
    await vi.advanceTimersByTimeAsync(6900)
    expect(outcomes).toEqual([])
    await vi.advanceTimersByTimeAsync(200)
    const message = expect.stringContaining('no answer came — connect the client first (await client.connect())')
    expect(outcomes).toEqual([expect.objectContaining({ code: 'STORE_FAILED', message })])
    vi.useRealTimers()
    isConnected = true
    expect(await store.relations()).toEqual([])
  })
})

describe('an answer that was lost', () => {
  /** A store whose first appends do this and lose their answer. */
  function losing(schema: string, ...acts: ((pass: () => Promise<unknown>) => Promise<unknown>)[]) {
    const client = between(async (text, _params, pass) => {
      const act = isAppend(text) ? acts.shift() : undefined
      if (act === undefined) return pass()
      await act(pass)
      throw cut()
    })
    return postgresStore(client, { schema, ...inMemory })
  }
  const written = (pass: () => Promise<unknown>) => pass()
  const notWritten = async () => {}

  test.each([
    ['written', [written]],
    ['not written', [notWritten]],
    ['not written, then written', [notWritten, written]],
    ['written, and asked about in vain', [written, notWritten, written]],
  ])('%s: the append is recorded once, and resolves', async (_, acts) => {
    const store = losing(newSchema(), ...acts)
    const position = await store.append('RU~US', 0, batch('RU~US', 0, 3))
    expect(await store.read('RU~US')).toEqual(stored('RU~US', 1, 3))
    expect((await store.since()).at(-1)?.position).toBe(position)
  })

  test('written, and others went on from there: it resolves to the place where it stands', async () => {
    const schema = newSchema()
    const goesOn = async (pass: () => Promise<unknown>) => {
      await pass()
      await open({ schema }).append('RU~US', 2, [line('RU~US', 3)])
    }
    const position = await losing(schema, goesOn).append('RU~US', 0, batch('RU~US', 0, 2))
    expect((await open({ schema }).since()).map((each) => each.position).indexOf(position)).toBe(1)
  })

  test('not written, and another was faster: a conflict', async () => {
    const schema = newSchema()
    const other = async () => void (await open({ schema }).append('RU~US', 0, batch('RU~US', 0, 2, 'other')))
    const append = losing(schema, other).append('RU~US', 0, batch('RU~US', 0, 2))
    await expect(append).rejects.toMatchObject({ code: 'VERSION_CONFLICT', details: { expected: 0, actual: 2 } })
  })

  test('the same lines, appended anew, are a conflict: whose they are is the question of who appends', async () => {
    const store = open()
    await store.append('RU~US', 0, batch('RU~US', 0, 2))
    await expect(store.append('RU~US', 0, batch('RU~US', 0, 2))).rejects.toMatchObject({ code: 'VERSION_CONFLICT' })
  })
})

describe('a server that says no', () => {
  /** A store, open, whose next statements get this answer. */
  async function refused(error: unknown, patience: number) {
    let isOpen = false
    let tries = 0
    const client = between(async (_text, _params, pass) => {
      if (!isOpen) return pass()
      tries += 1
      throw error
    })
    const store = postgresStore(client, { schema: newSchema(), ...inMemory, patience })
    await store.relations()
    isOpen = true
    return { store, tries: () => tries }
  }

  test.each(['57P01', '57P03', '08006', '40001', '53300', 'ECONNREFUSED', 'EPIPE', undefined])(
    '%s may pass: it is tried again',
    async (code) => {
      const { store, tries } = await refused(Object.assign(new Error('no'), { code }), 20)
      const append = store.append('RU~US', 0, [line('RU~US', 1)])
      await expect(append).rejects.toMatchObject({ code: 'STORE_FAILED', details: { operation: 'append', code } })
      await expect(append).rejects.toThrow('append the same events again, with the same ids')
      expect(tries()).toBe(3)
    },
  )

  test.each(['42501', '53100', '22021', '57014'])('%s will not pass: it is said at once', async (code) => {
    const { store, tries } = await refused(answer(code), 20)
    await expect(store.append('RU~US', 0, [line('RU~US', 1)])).rejects.toThrow('nothing was written')
    await expect(store.read('RU~US')).rejects.toMatchObject({ code: 'STORE_FAILED', details: { operation: 'read', code } })
    expect(tries()).toBe(2)
  })

  test('a role that may not make the tables is told who may', async () => {
    const client = between((text, _params, pass) => (text.startsWith('DO $setup$') ? Promise.reject(answer('42501')) : pass()))
    const store = postgresStore(client, { schema: newSchema(), ...inMemory })
    await expect(store.relations()).rejects.toMatchObject({
      code: 'STORE_FAILED',
      message: expect.stringContaining('what postgresSetUp gives'),
    })
  })
})

describe('many at once', () => {
  test('appends that are handed over together share few calls, and one that is refused takes none with it', async () => {
    let calls = 0
    const client = between(async (text, _params, pass) => {
      if (isAppend(text)) calls += 1
      return pass()
    })
    const store = postgresStore(client, { schema: newSchema(), ...inMemory })
    await store.relations()
    const names = Array.from({ length: 64 }, (_, index) => `A~B${index}`)
    const appends = names.map((name) => store.append(name, 0, batch(name, 0, 3)))
    const late = store.append('A~B7', 0, [line('A~B7', 1, 'late')])
    await expect(late).rejects.toMatchObject({ code: 'VERSION_CONFLICT' })
    const positions = await Promise.all(appends)
    expect(positions).toEqual([...positions].sort())
    expect(await store.read('A~B8')).toEqual(stored('A~B8', 1, 3))
    expect(calls).toBeLessThanOrEqual(2)
  })

  test('more than a group holds goes in several', async () => {
    const store = open()
    const filling = 'x'.repeat(3 << 20)
    await Promise.all([0, 1, 2, 3].map((version) => store.append('RU~US', version, [line('RU~US', version + 1, filling)])))
    expect((await store.read('RU~US')).map(({ text }) => text.length)).toEqual(
      stored('RU~US', 1, 4, filling).map(({ text }) => text.length),
    )
  })

  test('places have no gaps, whatever was refused in between', async () => {
    const store = open()
    await store.append('RU~US', 0, batch('RU~US', 0, 2))
    await store.append('RU~US', 0, batch('RU~US', 0, 5)).catch(() => {})
    await store.append('DE~FR', 0, batch('DE~FR', 0, 2))
    expect((await store.since()).map(({ position }) => Number(position))).toEqual([1, 2, 3, 4])
  })
})

const told = async (until: () => boolean) => {
  while (!until()) await new Promise((resolve) => setTimeout(resolve, 5))
}

describe('watching', () => {
  test('with LISTEN another store is told at once; without, it looks', async () => {
    for (const options of [{ lookEvery: 1e6 }, { listen: false, lookEvery: 5 }]) {
      const schema = newSchema()
      const [store, other] = [open({ schema }), open({ schema, ...options })]
      let calls = 0
      other.watch(() => calls++)
      await told(() => calls > 0)
      await store.append('RU~US', 0, [line('RU~US', 1)])
      await told(() => calls > 1)
      await other.close()
    }
  })

  test('it looks on after a look failed', async () => {
    const schema = newSchema()
    let fails = 0
    const client = between(async (text, _params, pass) => {
      if (!text.includes('AS last') || fails++ > 2) return pass()
      throw answer('42501')
    })
    const store = postgresStore(client, { schema, ...inMemory, lookEvery: 5 })
    let calls = 0
    store.watch(() => calls++)
    await open({ schema }).append('RU~US', 0, [line('RU~US', 1)])
    await told(() => calls > 0)
    expect(fails).toBeGreaterThan(3)
    await store.close()
  })
})

test('closed, with what it was handed ended while it looked: it does not look again', async () => {
  const ended = new Error('Cannot use a pool after calling end on the pool')
  let isEnded = false
  let looks = 0
  const client = between(async (text, _params, pass) => {
    if (!text.includes('AS last')) return pass()
    looks += 1
    await told(() => isEnded)
    throw ended
  })
  const store = postgresStore(client, { schema: newSchema(), ...inMemory, lookEvery: 1 })
  store.watch(() => {})
  await told(() => looks > 0)
  await store.close()
  isEnded = true
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(looks).toBe(1)
})

test('a client that is one session is asked one thing at a time, also by several stores', async () => {
  let [now, most] = [0, 0]
  const query = async (text: string, params: unknown[] = []) => {
    most = Math.max(most, ++now)
    const answer = await database.query(text, params)
    now -= 1
    return answer
  }
  const session = Object.assign(new EventEmitter(), { query })
  const stores = [0, 1].map(() => postgresStore(session, { schema: newSchema(), ...inMemory }))
  for (const store of stores) store.watch(() => {})
  await Promise.all(stores.flatMap((store) => [store.append('RU~US', 0, [line('RU~US', 1)]), store.read('RU~US'), store.relations()]))
  expect(most).toBe(1)
  await Promise.all(stores.map((store) => store.close()))
  // Whoever is no session is not held up.
  const store = postgresStore({ query }, { schema: newSchema(), ...inMemory })
  await store.relations()
  await Promise.all([store.read('RU~US'), store.relations()])
  expect(most).toBe(2)
})

test('a line that something else changed is LOG_CORRUPT, and so is one that is missing', async () => {
  const schema = newSchema()
  const store = open({ schema })
  await store.append('RU~US', 0, batch('RU~US', 0, 3))
  await database.query(`DELETE FROM ${schema}.line WHERE version = 2`)
  await expect(store.read('RU~US')).rejects.toMatchObject({ code: 'LOG_CORRUPT', where: { relation: 'RU~US' } })
  expect(await store.read('RU~US', 3)).toEqual(stored('RU~US', 3, 3))
  await expect(store.since()).rejects.toMatchObject({ code: 'LOG_CORRUPT', details: { reason: 'the line at place 2 is missing' } })
  expect(await store.since('0000000000000002')).toHaveLength(1)
  await database.query(`UPDATE ${schema}.line SET text = '{}'`)
  await expect(store.since('0000000000000002')).rejects.toMatchObject({ code: 'LOG_CORRUPT', where: { relation: 'RU~US' } })
})
