// The store in an SQLite database keeps the contract with every driver, sets what its promise needs, and refuses what does not keep it.
// In: databases in files of a folder of its own. Out: what the store does with them.
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type SqliteDatabase, type SqliteStatement, sqliteStore } from '../../src/stores/sqlite.ts'
import type { Competition } from '../../src/testing/contract/check.ts'
import { batch, line, stored } from '../../src/testing/contract/lines.ts'
import { storeContract } from '../../src/testing/store-contract.ts'
import { keepsTheChronology } from './chronology.ts'
import { start } from './jsonl/child.ts'
import { newFolder } from './jsonl/folder.ts'
import { type Driver, drivers, type Opened } from './sqlite/drivers.ts'

const inFolder = newFolder()
const pair = 'RU~US'
let number = 0
const newFile = () => inFolder(`${++number}.db`)

/** Appends in a process of its own; resolves to the first version of each batch. */
async function elsewhere(driver: Driver, file: string, task: Competition): Promise<readonly number[]> {
  const child = start(new URL('sqlite/competitor.child.ts', import.meta.url), driver.name, file, JSON.stringify(task))
  return JSON.parse(await child.next())
}

for (const driver of drivers) {
  const made = (durability: 'disk' | 'os') => () => {
    const file = newFile()
    const open: Opened[] = []
    const another = () => {
      const database = driver.open(file)
      open.push(database)
      return sqliteStore(database, { durability })
    }
    const discard = () => {
      for (const database of open) database.close()
    }
    return { store: another(), reopen: another, another, elsewhere: (task: Competition) => elsewhere(driver, file, task), discard }
  }
  storeContract(made('disk'), { describe, test, expect, name: `sqliteStore over ${driver.name} (disk)`, shared: 'processes' })
  storeContract(made('os'), { describe, test, expect, name: `sqliteStore over ${driver.name} (os)`, shared: 'process' })
  keepsTheChronology(made('os'), { test, expect, name: `sqliteStore over ${driver.name}` })
}

describe.each(drivers)('over $name', ({ open, name: driver }) => {
  const value = (database: Opened, sql: string): unknown => Object.values(database.prepare(sql).get() as object)[0]

  async function written(file: string, count: number): Promise<Opened> {
    const database = open(file)
    await sqliteStore(database, { durability: 'os' }).append(pair, 0, batch(pair, 0, count))
    return database
  }

  test.each([
    ['disk', 2],
    ['os', 1],
  ] as const)('durability %s: WAL, synchronous = %i, a busy timeout, STRICT tables with their version', async (durability, synchronous) => {
    const database = open(newFile())
    const store = sqliteStore(database, { durability, busyTimeout: 1234 })
    expect(store.durability).toBe(durability)
    await store.relations()
    const settings = ['journal_mode', 'synchronous', 'busy_timeout', 'fullfsync', 'checkpoint_fullfsync']
    expect(settings.map((each) => value(database, `PRAGMA ${each}`))).toEqual(['wal', synchronous, 1234, 1, 1])
    expect(value(database, 'SELECT version FROM ledger_schema')).toBe(1)
    const tables = database.prepare("SELECT name, strict FROM pragma_table_list WHERE name LIKE 'ledger_%' ORDER BY name").all()
    expect(tables.map((each) => Object.values(each as object))).toEqual([
      ['ledger_events', 1],
      ['ledger_schema', 1],
      ['ledger_snapshots', 1],
    ])
    database.close()
  })

  test('it is called after its file, touches nothing before its first call, and leaves the database open', async () => {
    const file = newFile()
    const database = open(file)
    const store = sqliteStore(database)
    expect(store.name).toBe(`sqlite ${file}`)
    await store.close()
    expect(value(database, 'SELECT count(*) FROM sqlite_schema')).toBe(0)
    database.close()
    expect(sqliteStore(database).name).toBe('sqlite')
  })

  test('what else is in the database stays as it was', async () => {
    const database = open(newFile())
    database.exec("CREATE TABLE mine (a); INSERT INTO mine VALUES ('x'); PRAGMA user_version = 7")
    const store = sqliteStore(database)
    await store.append(pair, 0, [line(pair, 1)])
    expect([value(database, 'SELECT a FROM mine'), value(database, 'PRAGMA user_version')]).toEqual(['x', 7])
    database.close()
  })

  test('the two indexes are used: neither a version nor the list of relations reads every line', async () => {
    const database = await written(newFile(), 3)
    const plan = (sql: string) => JSON.stringify(database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all())
    expect(plan("SELECT max(version) FROM ledger_events WHERE relation = 'A~B'")).toContain('USING COVERING INDEX')
    expect(plan('SELECT relation, text FROM ledger_events WHERE version = 1 ORDER BY position')).toContain('USING INDEX ledger_relations')
    database.close()
  })

  test('a database in memory, a newer schema, tables of the same name, and what is no database are refused', async () => {
    const memory = open(':memory:')
    await expect(sqliteStore(memory).relations()).rejects.toMatchObject({
      code: 'STORE_FAILED',
      message: expect.stringContaining('lives in memory'),
    })
    const newer = await written(newFile(), 1)
    newer.exec('UPDATE ledger_schema SET version = 12')
    await expect(sqliteStore(newer).relations()).rejects.toMatchObject({ code: 'FORMAT_UNSUPPORTED', details: { formatVersion: 12 } })
    const taken = open(newFile())
    taken.exec('CREATE TABLE ledger_events (mine)')
    await expect(sqliteStore(taken).relations()).rejects.toMatchObject({ code: 'STORE_FAILED', details: { operation: 'open' } })
    expect(value(taken, "SELECT count(*) FROM sqlite_schema WHERE name = 'ledger_schema'")).toBe(0)
    const noDatabase = newFile()
    writeFileSync(noDatabase, 'dear diary, '.repeat(1000))
    const opened = open(noDatabase)
    await expect(sqliteStore(opened).relations()).rejects.toMatchObject({ code: 'LOG_CORRUPT' })
    expect(readFileSync(noDatabase, 'utf8')).toBe('dear diary, '.repeat(1000))
    for (const each of [memory, newer, taken, opened]) each.close()
  })

  test('a database that another process is writing to is waited for, and then refused by name', async () => {
    const file = newFile()
    const database = await written(file, 1)
    const other = open(file)
    const store = sqliteStore(other, { busyTimeout: 200 })
    await store.relations()
    database.exec('BEGIN IMMEDIATE')
    const refusal = {
      code: 'STORE_FAILED',
      details: { operation: 'append', code: 'SQLITE_BUSY' },
      message: expect.stringContaining('for 200 ms'),
    }
    await expect(store.append(pair, 1, [line(pair, 2)])).rejects.toMatchObject(refusal)
    expect(await store.read(pair)).toEqual(stored(pair, 1, 1))
    database.exec('COMMIT')
    await store.append(pair, 1, [line(pair, 2)])
    for (const each of [database, other]) each.close()
  })

  test('a transaction of somebody else on the same object is not mixed with an append', async () => {
    const database = await written(newFile(), 1)
    const store = sqliteStore(database)
    database.exec('BEGIN')
    await expect(store.append(pair, 1, [line(pair, 2)])).rejects.toMatchObject({ code: 'STORE_FAILED' })
    database.exec('ROLLBACK')
    await store.append(pair, 1, [line(pair, 2)])
    expect(await store.read(pair)).toEqual(stored(pair, 1, 2))
    database.close()
  })

  test('opened for reading only it is read; appends are refused, and no snapshot is kept', async () => {
    const file = newFile()
    const database = await written(file, 2)
    const reader = open(file, { readOnly: true })
    const store = sqliteStore(reader)
    expect(await store.read(pair)).toEqual(stored(pair, 1, 2))
    await expect(store.append(pair, 2, [line(pair, 3)])).rejects.toMatchObject({ details: { code: 'SQLITE_READONLY' } })
    await store.snapshots?.save(pair, { version: 2, text: 'a state' })
    expect(await store.snapshots?.latest(pair)).toBeUndefined()
    for (const each of [reader, database]) each.close()
  })

  test('a line that is not what was written, or is gone, is not handed out, and nothing is after it', async () => {
    const changes: [sql: string, reason: RegExp][] = [
      ["UPDATE ledger_events SET text = replace(text, 'held', 'hold') WHERE version = 2", /checksum/],
      ['UPDATE ledger_events SET crc = crc + 1 WHERE version = 2', /checksum/],
      ['DELETE FROM ledger_events WHERE version = 2', /missing|not the line of this version/],
    ]
    for (const [sql, reason] of changes) {
      const database = await written(newFile(), 3)
      const store = sqliteStore(database)
      database.exec(sql)
      for (const result of await Promise.allSettled([store.read(pair), store.read(pair, 2, 1), store.since()])) {
        const refused = { code: 'LOG_CORRUPT', where: { relation: pair }, message: expect.stringMatching(reason) }
        expect(result).toMatchObject({ status: 'rejected', reason: refused })
      }
      expect(await store.read(pair, 3)).toEqual(stored(pair, 3, 3))
      database.close()
    }
  })

  test('a log of several pages is read from any version and to any limit, long lines among short ones', async () => {
    const database = open(newFile())
    const store = sqliteStore(database, { durability: 'os' })
    const lines = Array.from({ length: 1100 }, (_, index) => line(pair, index + 1, index % 500 === 2 ? 'ä'.repeat(40_000) : 'ä'))
    await store.append(pair, 0, lines)
    const all = lines.map((each, index) => ({ ...each, version: index + 1 }))
    for (const from of [1, 2, 503, 512, 513, 1024, 1100, 1101])
      for (const limit of [0, 1, 511, 512, 513, 1024, 1100, undefined])
        expect(await store.read(pair, from, limit)).toEqual(all.slice(from - 1).slice(0, limit))
    database.close()
  })

  test('long lines are read one by one, so that no page of them becomes one text', async () => {
    const database = open(newFile())
    await sqliteStore(database, { durability: 'os' }).append(pair, 0, batch(pair, 0, 40, 'x'.repeat(100_000)))
    const handedOut: string[] = []
    const get =
      (statement: SqliteStatement) =>
      (...values: (string | number)[]) => {
        const row = statement.get(...values)
        handedOut.push(...Object.values(row ?? {}).map(String))
        return row
      }
    const watched: SqliteDatabase = {
      exec: (sql) => database.exec(sql),
      prepare(sql) {
        const statement = database.prepare(sql)
        return { run: (...values) => statement.run(...values), all: (...values) => statement.all(...values), get: get(statement) }
      },
    }
    expect(await sqliteStore(watched, { durability: 'os' }).read(pair)).toHaveLength(40)
    expect(handedOut.length).toBeGreaterThan(0)
    expect(Math.max(...handedOut.map(({ length }) => length))).toBeLessThan(1000)
    database.close()
  })

  test.each([2, 5, 513, 519])('damage that puts a line break into line %i of a long log is said of that line', async (version) => {
    const database = open(newFile())
    const store = sqliteStore(database, { durability: 'os' })
    await store.append(
      pair,
      0,
      Array.from({ length: 520 }, (_, index) => line(pair, index + 1, index % 512 === 2 ? 'x'.repeat(70_000) : '')),
    )
    database.exec(`UPDATE ledger_events SET text = replace(text, 'held', char(10)) WHERE version = ${version}`)
    const said = expect.stringContaining(`version ${version} of ${pair} is not what was written`)
    await expect(store.read(pair)).rejects.toMatchObject({ code: 'LOG_CORRUPT', message: said })
    expect(await store.read(pair, version + 1)).toHaveLength(520 - version)
    database.close()
  })

  test('a relation whose name is not the one of its first line is not listed', async () => {
    const database = await written(newFile(), 3)
    database.exec("UPDATE ledger_events SET relation = 'RU~UT'")
    await expect(sqliteStore(database).relations()).rejects.toMatchObject({ code: 'LOG_CORRUPT' })
    database.close()
  })

  test('an id is the one in the text: the column beside it is for whoever looks into the database', async () => {
    const database = await written(newFile(), 3)
    database.exec("UPDATE ledger_events SET id = 'another' WHERE version = 2")
    expect(await sqliteStore(database).read(pair)).toEqual(stored(pair, 1, 3))
    database.close()
  })

  test.each([1, 3, 4, 5, 31, 32, 37, 100])('a batch of %i lines is there whole, whatever it is parted into', async (count) => {
    const database = await written(newFile(), 2)
    await sqliteStore(database).append(pair, 2, batch(pair, 2, count))
    expect(await sqliteStore(database).read(pair)).toEqual(stored(pair, 1, count + 2))
    expect(value(database, 'SELECT id FROM ledger_events WHERE version = 3')).toEqual(stored(pair, 3, 3)[0]?.id)
    database.close()
  })

  test('a database that was closed is a failure of every call, and a watcher looks at it no more', async () => {
    const database = await written(newFile(), 1)
    const watched = sqliteStore(database)
    watched.watch(() => expect.fail('there was nothing to tell'))
    database.close()
    await new Promise((resolve) => setTimeout(resolve, 120))
    await watched.close()
    const store = sqliteStore(database)
    const results = await Promise.allSettled([
      store.append(pair, 1, [line(pair, 2)]),
      store.read(pair),
      store.since(),
      store.relations(),
      store.snapshots?.save(pair, { version: 1, text: '' }),
      store.snapshots?.latest(pair),
    ])
    for (const result of results) expect(result).toMatchObject({ status: 'rejected', reason: { code: 'STORE_FAILED' } })
    expect(() => store.watch(() => {})).toThrow(expect.objectContaining({ code: 'STORE_FAILED' }))
  })

  test('six processes that open a new database at once all find it fit', async () => {
    const file = newFile()
    const tasks = Array.from({ length: 6 }, (_, index) => ({ relation: `A~B${index}`, name: `${index}`, appends: 3, lines: 2 }))
    const won = await Promise.all(tasks.map((task) => elsewhere({ name: driver, open }, file, task)))
    expect(won).toEqual(tasks.map(() => [1, 3, 5]))
    const database = open(file)
    expect((await sqliteStore(database).since()).length).toBe(36)
    database.close()
  })
})

/** A database some of whose statements are replaced. */
function replaced(database: SqliteDatabase, instead: (sql: string) => Partial<SqliteStatement> | undefined): SqliteDatabase {
  const prepare = (sql: string): SqliteStatement => {
    const { run, get, all } = database.prepare(sql)
    const statement = database.prepare(sql)
    return { run: run.bind(statement), get: get.bind(statement), all: all.bind(statement), ...instead(sql) }
  }
  return { exec: (sql) => database.exec(sql), prepare }
}

describe.each(drivers)('a database over $name that fails', ({ open }) => {
  const throwing = (error: unknown) => () => {
    throw error
  }

  test('at its commit leaves it open whether the append is there, and nothing of it where it is rolled back', async () => {
    const inner = open(newFile())
    let fails = true
    const commit = inner.prepare('COMMIT')
    const database = replaced(inner, (sql) =>
      sql === 'COMMIT'
        ? { run: () => (fails ? throwing(Object.assign(new Error('disk I/O error'), { errcode: 1034 }))() : commit.run()) }
        : undefined,
    )
    const store = sqliteStore(database)
    const append = () => store.append(pair, 0, [line(pair, 1)])
    await expect(append()).rejects.toMatchObject({
      code: 'STORE_FAILED',
      details: { operation: 'append', code: 'SQLITE_IOERR' },
      message: expect.stringContaining('may or may not be there'),
    })
    expect(await store.read(pair)).toEqual([])
    fails = false
    await append()
    expect(await store.read(pair)).toEqual(stored(pair, 1, 1))
    inner.close()
  })

  test('half-way through a batch keeps nothing of it', async () => {
    const inner = open(newFile())
    // Four lines of five.
    let left = 1
    const database = replaced(inner, (sql) => {
      if (!sql.startsWith('INSERT INTO ledger_events')) return undefined
      const insert = inner.prepare(sql)
      return {
        run: (...values) => (left-- > 0 ? insert.run(...values) : throwing(Object.assign(new Error('full'), { code: 'SQLITE_FULL' }))()),
      }
    })
    const store = sqliteStore(database)
    await expect(store.append(pair, 0, batch(pair, 0, 5))).rejects.toMatchObject({
      details: { code: 'SQLITE_FULL' },
      message: expect.stringContaining('nothing of this append was kept'),
    })
    expect(await store.read(pair)).toEqual([])
    left = 9
    await store.append(pair, 0, batch(pair, 0, 5))
    expect(await store.read(pair)).toEqual(stored(pair, 1, 5))
    inner.close()
  })

  test.each([
    ['PRAGMA journal_mode', 'delete', 'journal_mode stays delete'],
    ['PRAGMA synchronous', 0, 'synchronous stays 0'],
    ['PRAGMA busy_timeout', 0, 'busy_timeout stays 0'],
  ])('to keep what it was told is refused: %s stays %s', async (pragma, stays, message) => {
    const inner = open(newFile())
    const database = replaced(inner, (sql) => (sql.startsWith(pragma) ? { get: () => ({ value: stays }) } : undefined))
    const append = sqliteStore(database).append(pair, 0, [line(pair, 1)])
    await expect(append).rejects.toMatchObject({ code: 'STORE_FAILED', message: expect.stringContaining(message) })
    inner.close()
  })

  test('with a code we have no name for says the number', async () => {
    const inner = open(newFile())
    const error = Object.assign(new Error('out of memory'), { errcode: 7 })
    const database = replaced(inner, (sql) => (sql.startsWith('SELECT relation') ? { all: throwing(error) } : undefined))
    await expect(sqliteStore(database).relations()).rejects.toMatchObject({
      details: { operation: 'read', code: 'SQLITE_7' },
      cause: error,
    })
    inner.close()
  })
})

test.each([
  ['no database', undefined, {}],
  ['something else', { query: () => {} }, {}],
  ['a durability that is none', drivers[0]?.open(':memory:'), { durability: 'quorum' }],
  ['a time that is none', drivers[0]?.open(':memory:'), { busyTimeout: -1 }],
])('%s is refused at once', (_, database, options) => {
  expect(() => sqliteStore(database as SqliteDatabase, options as object)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
})
