// The store contract finds what is wrong with a store, runs under node:test as it does here, and says what it did not run.
// In: stores that break one promise each. Out: the checks that fail for each, by name.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { memoryStore } from '../../src/stores/memory.ts'
import type { NewLine, Snapshot, Snapshots, Store, StoredLine } from '../../src/stores/store.ts'
import { batch } from '../../src/testing/contract/lines.ts'
import { type ContractOptions, storeContract } from '../../src/testing/store-contract.ts'

/** Runs the contract with no runner; the names of the checks that failed, and of those that were skipped. */
async function failing(makeStore: Parameters<typeof storeContract>[0], more: Partial<ContractOptions> = {}) {
  const tests: [string, () => Promise<void>][] = []
  const skipped: string[] = []
  const collect = Object.assign((name: string, body: () => Promise<void>) => void tests.push([name, body]), {
    skip: (name: string) => void skipped.push(name),
  })
  storeContract(makeStore, { describe: (_, body) => body(), test: collect, expect, ...more })
  const failed: string[] = []
  for (const [name, body] of tests) await body().catch(() => failed.push(name))
  return { failed, skipped, ran: tests.length }
}

/** A store in memory with some of its calls replaced. */
const broken = (change: (inner: Store) => Partial<Store>) => (): Store => {
  const inner = memoryStore()
  return { ...inner, ...change(inner) }
}

/** A store that keeps what it was given in arrays it hands out. */
function careless(): Store {
  const logs = new Map<string, StoredLine[]>()
  const inner = memoryStore()
  return {
    ...inner,
    append: async (relation, expected, lines) => {
      const position = await inner.append(relation, expected, lines)
      const log = logs.get(relation) ?? []
      logs.set(relation, log)
      for (const line of lines) log.push({ ...line, version: log.length + 1 })
      return position
    },
    read: async (relation, from = 1, limit = Number.POSITIVE_INFINITY) => {
      const copy = await inner.read(relation, from, limit)
      return from === 1 && limit === Number.POSITIVE_INFINITY ? (logs.get(relation) ?? []) : copy
    },
  }
}

const changed = (lines: readonly NewLine[], change: (text: string) => string): NewLine[] =>
  lines.map((line) => ({ ...line, text: change(line.text) }))

const stores: readonly (readonly [what: string, make: () => Store, check: RegExp])[] = [
  [
    'takes any expected version',
    broken((inner) => ({
      append: async (relation, expected, lines) => {
        const actual = (await inner.read(relation)).length
        return inner.append(relation, actual, actual === expected ? lines : batch(relation, actual, lines.length))
      },
    })),
    /expected version that is too low/,
  ],
  [
    'writes a batch line by line, until one is refused',
    broken((inner) => ({
      append: async (relation, expected, lines) => {
        let position = ''
        if (lines.length === 0) return inner.append(relation, expected, lines)
        for (const [index, line] of lines.entries()) position = await inner.append(relation, expected + index, [line])
        return position
      },
    })),
    /a second line of the wrong version/,
  ],
  [
    'changes what it keeps of a text',
    broken((inner) => ({
      append: (relation, expected, lines) =>
        inner.append(
          relation,
          expected,
          Array.isArray(lines) ? changed(lines, (text) => (typeof text === 'string' ? text.replaceAll('\ufeff', '') : text)) : lines,
        ),
    })),
    /characters of every plane/,
  ],
  [
    'knows no case',
    broken((inner) => ({
      relations: async () => [...new Map((await inner.relations()).map((each) => [each.toLowerCase(), each])).values()],
    })),
    /nothing but the case/,
  ],
  [
    'counts limits wrongly',
    broken((inner) => ({ read: (relation, from, limit) => inner.read(relation, from, limit && limit + 1) })),
    /pages/,
  ],
  [
    'counts its pages wrongly when it is followed',
    broken((inner) => ({ since: (cursor, limit) => inner.since(cursor, limit && limit + 1) })),
    /pages of at most 2, put together/,
  ],
  [
    'reads whatever it is asked for',
    broken((inner) => ({ read: async (relation, from, limit) => (/^\w+~\w+$/.test(relation) ? inner.read(relation, from, limit) : []) })),
    /"RU~US~CN", which is no relation/,
  ],
  [
    'takes any cursor',
    broken((inner) => ({ since: (cursor, limit) => inner.since(/^\d{16}$/.test(`${cursor}`) ? cursor : undefined, limit) })),
    /after "tomorrow"/,
  ],
  [
    'keeps the snapshot of the higher version',
    broken(({ snapshots }) => {
      const kept = snapshots as Snapshots
      const isHigher = async (relation: string, { version }: Snapshot) => ((await kept.latest(relation))?.version ?? 0) < version
      const save: Snapshots['save'] = async (relation, snapshot) => {
        if (await isHigher(relation, snapshot)) await kept.save(relation, snapshot)
      }
      return { snapshots: { ...kept, save } }
    }),
    /the one saved last/,
  ],
  ['goes on calling who has ended it', broken((inner) => ({ watch: (listener) => inner.watch(listener) && (() => {}) })), /ended twice/],
  ['hands out what it keeps', careless, /does not grow with the log/],
  ['goes on after it was closed', broken(() => ({ close: async () => {} })), /later calls are refused/],
  ['says it keeps more than this process', broken(() => ({ durability: 'disk' })), /opened again/],
  ['gives one position for all', broken((inner) => ({ append: async (...call) => (await inner.append(...call)) && '1' })), /positions/],
]

describe('a store that breaks a promise is found out', () => {
  test.each(stores)('one that %s', async (_what, make, check) => {
    expect((await failing(make)).failed).toContainEqual(expect.stringMatching(check))
  })

  test('one that keeps them all passes, and what it does not claim is listed as skipped', async () => {
    const { failed, skipped, ran } = await failing(memoryStore)
    expect(failed).toEqual([])
    expect(ran).toBeGreaterThan(60)
    expect(skipped).toHaveLength(4)
  })

  test('a store that is said to be shared and is not', async () => {
    const make = () => ({ store: memoryStore(), another: () => memoryStore(), elsewhere: async () => [] })
    expect((await failing(make, { shared: 'processes' })).failed).toHaveLength(4)
    expect((await failing(memoryStore, { shared: 'processes' })).failed).toHaveLength(4)
  })
})

// One memory store, as two doors to the same content: what a store shared within a process is.
storeContract(
  () => {
    const store = memoryStore()
    const another = () => ({ ...store, close: async () => {} })
    return { store, another }
  },
  { describe, test, expect, name: 'a memory store with two doors', shared: 'process' },
)

test('node:test runs it with an expect of one line', async () => {
  const run = promisify(execFile)
  const file = join(import.meta.dirname, 'node-test.child.ts')
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const args = ['--import', 'tsx', '--conditions=@relations-ledger/source', '--test-reporter=tap', file]
  const { stdout } = await run(process.execPath, args, { env })
  expect(stdout).toMatch(/^# fail 0$/m)
  expect(Number(/^# pass (\d+)$/m.exec(stdout)?.[1])).toBeGreaterThan(60)
  expect(Number(/^# skipped (\d+)$/m.exec(stdout)?.[1])).toBe(4)
})
