// A ledger moves between any two stores and is the same there; a copy that was cut off goes on; what is no copy is refused.
// In: stores with a few relations whose lines alternate. Out: what the other store has then.
import { getInMemoryEventStore } from '@event-driven-io/emmett'
import { describe, expect, test } from 'vitest'
import { LedgerError } from '../../src/errors.ts'
import { copy } from '../../src/stores/copy.ts'
import { fromEmmettStore } from '../../src/stores/emmett.ts'
import { jsonlStore } from '../../src/stores/jsonl.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { sqliteStore } from '../../src/stores/sqlite.ts'
import type { Store } from '../../src/stores/store.ts'
import { batch, line } from '../../src/testing/contract/lines.ts'
import { newFolder } from './jsonl/folder.ts'
import { drivers } from './sqlite/drivers.ts'

const inFolder = newFolder()
let number = 0

const makers: readonly (readonly [name: string, make: () => Store])[] = [
  ['memory', memoryStore],
  ['jsonl', () => jsonlStore(inFolder(`${++number}.jsonl`), { durability: 'os' })],
  ...drivers.map(({ name, open }) => [name, () => sqliteStore(open(inFolder(`${++number}.db`)), { durability: 'os' })] as const),
]

const emmett = (): Store => fromEmmettStore(getInMemoryEventStore(), { durability: 'memory' })

async function filled(store: Store, rounds = 25): Promise<Store> {
  const names = ['US~ZA', 'DE~FR', 'A~B', 'CN~US']
  for (let round = 0; round < rounds; round++) {
    for (const [index, name] of names.entries())
      await store.append(name, round * (index + 1), batch(name, round * (index + 1), index + 1, 'é'))
  }
  return store
}

const content = async (store: Store) => ({ lines: await store.since(), relations: await store.relations() })

/** A store that fails at its nth append. */
function failingAt(store: Store, at: number): Store {
  let appends = 0
  const append: Store['append'] = async (...call) => {
    if (++appends === at) throw new Error('cut off')
    return store.append(...call)
  }
  return { ...store, append }
}

describe.each(makers)('from %s', (_, makeFrom) => {
  test.each(makers)('to %s: the same lines in the same order', async (_name, makeTo) => {
    const [from, to] = [await filled(makeFrom()), makeTo()]
    const pages: number[] = []
    const report = await copy(from, to, { page: 60, onProgress: (lines) => pages.push(lines) })
    const lines = await from.since()
    expect(report).toEqual({ lines: 250, relations: 4, before: 0, position: lines.at(-1)?.position })
    expect(pages).toEqual([60, 120, 180, 240, 250])
    const strip = ({ position: _position, ...rest }: (typeof lines)[number]) => rest
    expect((await to.since()).map(strip)).toEqual(lines.map(strip))
    expect(await to.relations()).toEqual(await from.relations())
    for (const store of [from, to]) await store.close()
  })
})

test('cut off anywhere, it goes on where it was, and compares what is there', async () => {
  const from = await filled(memoryStore(), 4)
  for (let at = 1; at <= 16; at++) {
    const to = memoryStore()
    await expect(copy(from, failingAt(to, at), { page: 7 })).rejects.toThrow('cut off')
    const there = (await to.since()).length
    expect(await copy(from, to, { page: 7 })).toMatchObject({ lines: 40, before: there })
    expect(await content(to)).toEqual(await content(from))
  }
})

test('once more it finds all there and writes nothing; what has come since is brought after', async () => {
  const [from, to] = [await filled(memoryStore()), memoryStore()]
  await copy(from, to)
  await copy(from, failingAt(to, 1))
  await from.append('RU~US', 0, batch('RU~US', 0, 3))
  expect(await copy(from, to)).toMatchObject({ lines: 253, before: 250, relations: 5 })
  expect(await content(to)).toEqual(await content(from))
})

describe('where one of the two has no order over all relations', () => {
  const logsOf = async (store: Store) => {
    const relations = await store.relations()
    return { relations, logs: await Promise.all(relations.map((relation) => store.read(relation))) }
  }

  test.each([...makers, ['emmett', emmett] as const])(
    'emmett to %s and back: the same relations in the same order, the same lines',
    async (_, make) => {
      const [from, there, back] = [await filled(emmett()), make(), emmett()]
      const pages: number[] = []
      const report = await copy(from, there, { page: 60, onProgress: (lines) => pages.push(lines) })
      expect(report).toEqual({ lines: 250, relations: 4, before: 0, position: undefined })
      expect(pages).toEqual([25, 75, 135, 150, 210, 250])
      expect(await copy(there, back)).toMatchObject({ lines: 250, before: 0 })
      for (const store of [there, back]) expect(await logsOf(store)).toEqual(await logsOf(from))
      for (const store of [from, there, back]) await store.close()
    },
  )

  test('cut off anywhere, it goes on where it was, and compares what is there', async () => {
    const from = await filled(emmett(), 4)
    for (let at = 1; at <= 8; at++) {
      const to = memoryStore()
      await expect(copy(from, failingAt(to, at), { page: 7 })).rejects.toThrow('cut off')
      const there = (await to.since()).length
      expect(await copy(from, to, { page: 7 })).toMatchObject({ lines: 40, relations: 4, before: there })
      expect(await logsOf(to)).toEqual(await logsOf(from))
      await copy(from, failingAt(to, 1))
    }
  })

  test('what is appended meanwhile is brought after', async () => {
    const [from, to] = [await filled(emmett(), 2), memoryStore()]
    const more = [() => from.append('RU~US', 0, batch('RU~US', 0, 3)), () => from.append('US~ZA', 2, batch('US~ZA', 2, 1))]
    const append: Store['append'] = async (...call) => {
      const position = await to.append(...call)
      await more.shift()?.()
      return position
    }
    expect(await copy(from, { ...to, append })).toMatchObject({ lines: 24, relations: 5 })
    expect(await logsOf(to)).toEqual(await logsOf(from))
  })

  test('a store that holds anything else is refused and left as it is', async () => {
    const from = await filled(emmett(), 2)
    const others: Store[] = [emmett(), memoryStore(), memoryStore()]
    const [one, longer, more] = others as [Store, Store, Store]
    await one.append('US~ZA', 0, [line('US~ZA', 1, 'another')])
    await copy(from, longer)
    await longer.append('US~ZA', 2, [line('US~ZA', 3)])
    await copy(from, more)
    await more.append('RU~US', 0, [line('RU~US', 1)])
    for (const other of others) {
      const before = await logsOf(other)
      await expect(copy(from, other)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', details: { argument: 'to' } })
      expect(await logsOf(other)).toEqual(before)
    }
  })

  test('a store that fails for another reason is no store without an order', async () => {
    const since = () => Promise.reject(new LedgerError('STORE_FAILED', 'no', { operation: 'read', code: undefined }))
    await expect(copy({ ...memoryStore(), since }, memoryStore())).rejects.toThrow('no')
  })
})

test('an empty store is copied, too', async () => {
  expect(await copy(memoryStore(), memoryStore())).toEqual({ lines: 0, relations: 0, before: 0, position: undefined })
})

test('a store that holds anything else is refused and left as it is', async () => {
  const from = await filled(memoryStore(), 2)
  const others: Store[] = [memoryStore(), memoryStore(), memoryStore()]
  const [one, longer, order] = others as [Store, Store, Store]
  await one.append('US~ZA', 0, [line('US~ZA', 1, 'another')])
  await copy(from, longer)
  await longer.append('RU~US', 0, [line('RU~US', 1)])
  await order.append('DE~FR', 0, batch('DE~FR', 0, 2, 'é'))
  for (const other of others) {
    const before = await content(other)
    await expect(copy(from, other)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', details: { argument: 'to' } })
    expect(await content(other)).toEqual(before)
  }
})

test.each([
  ['in one order', memoryStore, 'line 1 of memory, version 1 of US~ZA, is not the one'],
  ['relation by relation', emmett, 'version 1 of US~ZA in memory is not the one'],
])('%s, a store that keeps another text than it was given is found out', async (_, makeFrom, message) => {
  const [from, to] = [await filled(makeFrom(), 2), memoryStore()]
  const forgetful: Store = {
    ...to,
    append: (relation, version, lines) =>
      to.append(
        relation,
        version,
        lines.map(({ id, text }) => ({ id, text: text.replace('é', 'e') })),
      ),
  }
  await expect(copy(from, forgetful)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', message: expect.stringContaining(message) })
})

test.each([0, -1, 1.5])('a page of %s lines is refused', async (page) => {
  await expect(copy(memoryStore(), memoryStore(), { page })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
})
