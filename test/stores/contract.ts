// The one contract of all stores.
// In: a function that makes a new, empty store, and opens it again where it is one that keeps what it was given.
// Out: the tests that every store passes.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LedgerError } from '../../src/errors.ts'
import type { NewLine, Store } from '../../src/stores/store.ts'
import { batch, idOf, line, stored } from './lines.ts'

export interface StoreUnderTest {
  readonly store: Store
  /** Opens what `store` kept, after it was closed; missing where a store keeps nothing. */
  readonly reopen?: () => Store
  /** Removes every trace of it. */
  readonly discard: () => void | Promise<void>
}

const pair = 'RU~US'
const refused = (code: string) => expect.objectContaining({ name: 'LedgerError', code })
const codeOf = (result: PromiseSettledResult<unknown>): unknown =>
  result.status === 'rejected' && result.reason instanceof LedgerError ? result.reason.code : result.status

export function storeContract(name: string, make: () => StoreUnderTest | Promise<StoreUnderTest>): void {
  describe(`${name} keeps the contract of a store`, () => {
    let under: StoreUnderTest
    let store: Store
    beforeEach(async () => {
      under = await make()
      store = under.store
    })
    afterEach(async () => {
      await store.close()
      await under.discard()
    })

    describe('append', () => {
      test('a log that does not exist yet is empty and has version 0', async () => {
        expect(await store.read(pair)).toEqual([])
        expect(await store.relations()).toEqual([])
        await store.append(pair, 0, [line(pair, 1)])
        expect(await store.read(pair)).toEqual(stored(pair, 1, 1))
      })

      test('lines come back in their order, byte for byte, with id and version', async () => {
        await store.append(pair, 0, batch(pair, 0, 3))
        await store.append(pair, 3, [line(pair, 4)])
        await store.append(pair, 4, batch(pair, 4, 2))
        expect(await store.read(pair)).toEqual(stored(pair, 1, 6))
      })

      test.each([
        ['too low', 1],
        ['0, for a log that exists', 0],
        ['too high', 3],
      ])('an expected version that is %s is refused with both versions, and nothing is written', async (_, expected) => {
        await store.append(pair, 0, batch(pair, 0, 2))
        const append = store.append(pair, expected, batch(pair, expected, 2))
        await expect(append).rejects.toMatchObject({ code: 'VERSION_CONFLICT', details: { relation: pair, expected, actual: 2 } })
        expect(await store.read(pair)).toEqual(stored(pair, 1, 2))
      })

      test('an expected version for a log that does not exist is refused, and the log still does not exist', async () => {
        await expect(store.append(pair, 1, [line(pair, 2)])).rejects.toThrow(refused('VERSION_CONFLICT'))
        expect(await store.relations()).toEqual([])
        await store.append(pair, 0, [line(pair, 1)])
      })

      test('a refused batch leaves nothing of itself behind, and the next one takes its place', async () => {
        await store.append(pair, 0, [line(pair, 1)])
        await expect(store.append(pair, 0, batch(pair, 0, 5, 'refused'))).rejects.toThrow(refused('VERSION_CONFLICT'))
        await store.append(pair, 1, [line(pair, 2)])
        expect(await store.read(pair)).toEqual(stored(pair, 1, 2))
      })

      test('of two appends at one version, at once, exactly one wins', async () => {
        const results = await Promise.allSettled([
          store.append(pair, 0, batch(pair, 0, 2, 'first')),
          store.append(pair, 0, batch(pair, 0, 3, 'second')),
        ])
        expect(results.map(codeOf).sort()).toEqual(['VERSION_CONFLICT', 'fulfilled'])
        const won = results[0]?.status === 'fulfilled' ? stored(pair, 1, 2, 'first') : stored(pair, 1, 3, 'second')
        expect(await store.read(pair)).toEqual(won)
      })

      test('appends that build on one another may be handed over at once', async () => {
        await Promise.all([0, 1, 2, 3].map((version) => store.append(pair, version, [line(pair, version + 1)])))
        expect(await store.read(pair)).toEqual(stored(pair, 1, 4))
      })

      test('who is told of a conflict can read what stands against it', async () => {
        const first = store.append(pair, 0, [line(pair, 1)])
        const lost = store.append(pair, 0, [line(pair, 1, 'late')]).catch(() => store.read(pair))
        expect(await lost).toEqual(stored(pair, 1, 1))
        await first
      })

      test('a batch of 5,000 lines is one append', async () => {
        await store.append(pair, 0, batch(pair, 0, 5000))
        expect(await store.read(pair)).toEqual(stored(pair, 1, 5000))
      })

      test('positions grow with every append, compared as text, over all relations', async () => {
        const positions: string[] = []
        for (let round = 0; round < 12; round++) {
          positions.push(await store.append(pair, round, [line(pair, round + 1)]))
          positions.push(await store.append('DE~FR', round * 2, batch('DE~FR', round * 2, 2)))
        }
        expect(positions).toEqual([...new Set(positions)].sort())
      })
    })

    describe('what cannot be appended', () => {
      const good = line(pair, 1)
      const unusable: [string, string, number, unknown][] = [
        ['no lines', pair, 0, []],
        ['lines that are no array', pair, 0, undefined],
        ['a relation that is none', 'RU', 0, [good]],
        ['a negative version', pair, -1, [good]],
        ['half a version', pair, 0.5, [good]],
        ['a line break in the text', pair, 0, [{ ...good, text: good.text.replace('meeting', 'mee\nting') }]],
        ['a carriage return in the text', pair, 0, [{ ...good, text: good.text.replace('meeting', 'mee\rting') }]],
        ['a lone surrogate in the text', pair, 0, [{ ...good, text: good.text.replace('meeting', '\ud800') }]],
        ['a text that ends early', pair, 0, [{ ...good, text: good.text.slice(0, -2) }]],
        ['an id that the text does not have', pair, 0, [{ ...good, id: 'another' }]],
        ['an id that is none', pair, 0, [{ id: 'a"b', text: good.text.replace(good.id, 'a"b') }]],
        ['a version that the text does not have', pair, 0, [line(pair, 2)]],
        ['a relation that the text does not have', pair, 0, [line('DE~FR', 1)]],
        ['a second line of the wrong version', pair, 0, [good, good]],
      ]
      test.each(unusable)('%s', async (_, relation, version, lines) => {
        await expect(store.append(relation, version, lines as NewLine[])).rejects.toThrow(refused('INVALID_ARGUMENT'))
        expect(await store.relations()).toEqual([])
      })
    })

    describe('text', () => {
      test('characters of every plane of Unicode come back as they were', async () => {
        const planes = Array.from({ length: 17 }, (_, plane) => String.fromCodePoint(plane * 0x10000 + 0x61, plane * 0x10000 + 0xfffd))
        const filling = `\u0000\u0001\u007f\u0080ÿ\u2028\u2029\ufeff ${planes.join('')} "\\{}`
        await store.append(pair, 0, batch(pair, 0, 3, filling))
        expect(await store.read(pair)).toEqual(stored(pair, 1, 3, filling))
      })

      test('lines of a mebibyte, of one byte and of three a character, stand beside short ones', async () => {
        const wide = '会'.repeat(1 << 19)
        await store.append(pair, 0, [line(pair, 1), line(pair, 2, 'x'.repeat(1 << 20)), line(pair, 3)])
        await store.append(pair, 3, [line(pair, 4, wide)])
        const lines = await store.read(pair)
        expect(lines.map(({ text }) => text.length)).toEqual(
          [line(pair, 1), line(pair, 2, 'x'.repeat(1 << 20)), line(pair, 3), line(pair, 4, wide)].map(({ text }) => text.length),
        )
        expect(lines[3]?.text === line(pair, 4, wide).text).toBe(true)
      })
    })

    describe('read', () => {
      beforeEach(async () => {
        await store.append(pair, 0, batch(pair, 0, 4))
        await store.append('DE~FR', 0, batch('DE~FR', 0, 3))
        await store.append(pair, 4, batch(pair, 4, 6))
      })

      const ranges: [number | undefined, number | undefined, number, number][] = [
        [undefined, undefined, 1, 10],
        [1, 3, 1, 3],
        [4, 2, 4, 5],
        [10, 1, 10, 10],
        [8, 100, 8, 10],
        [2, Number.POSITIVE_INFINITY, 2, 10],
        [undefined, 4, 1, 4],
      ]
      test.each(ranges)('from %s, at most %s: versions %i to %i', async (from, limit, first, last) => {
        expect(await store.read(pair, from, limit)).toEqual(stored(pair, first, last))
      })

      test.each([
        [11, undefined],
        [1000, 5],
        [3, 0],
      ])('from %s, at most %s: nothing', async (from, limit) => {
        expect(await store.read(pair, from, limit)).toEqual([])
      })

      test('pages put together are the log', async () => {
        const pages = await Promise.all([1, 4, 7, 10].map((from) => store.read(pair, from, 3)))
        expect(pages.flat()).toEqual(stored(pair, 1, 10))
      })

      test.each([
        [0, undefined],
        [-1, undefined],
        [1.5, undefined],
        [Number.NaN, undefined],
        [1, -1],
        [1, 0.5],
      ])('from %s, at most %s: refused', async (from, limit) => {
        await expect(store.read(pair, from, limit)).rejects.toThrow(refused('INVALID_ARGUMENT'))
      })
    })

    describe('many relations', () => {
      const names = ['US~ZA', 'DE~FR', 'A~B', 'CN~US', 'Z~ZZ']

      test('interleaved, each has its own versions, and all are listed in the order of their first line', async () => {
        for (let round = 0; round < 20; round++) {
          await Promise.all(
            names.map((name, index) => store.append(name, round * (index + 1), batch(name, round * (index + 1), index + 1))),
          )
        }
        expect(await store.relations()).toEqual(names)
        for (const [index, name] of names.entries()) expect(await store.read(name)).toEqual(stored(name, 1, 20 * (index + 1)))
      })

      test('a relation whose name begins like another, and one named like a property of objects, are their own', async () => {
        const odd = ['A~B', 'A~BB', 'constructor~prototype', 'hasOwnProperty~toString']
        for (const name of odd) await store.append(name, 0, [line(name, 1)])
        expect(await store.relations()).toEqual(odd)
        for (const name of odd) expect(await store.read(name)).toEqual(stored(name, 1, 1))
        expect(await store.read('valueOf~x')).toEqual([])
      })
    })

    describe('what is handed in and out is not shared', () => {
      test('the array and the lines may be changed right after the call', async () => {
        const lines = [{ ...line(pair, 1) }, { ...line(pair, 2) }]
        const append = store.append(pair, 0, lines)
        Object.assign(lines[0] as NewLine, { text: 'changed', id: 'changed' })
        lines.length = 0
        await append
        expect(await store.read(pair)).toEqual(stored(pair, 1, 2))
      })

      test('what was read may be changed, or is frozen, and is read the same again', async () => {
        await store.append(pair, 0, batch(pair, 0, 2))
        const lines = (await store.read(pair)) as unknown as { text: string }[]
        expect(lines).toHaveLength(2)
        attempt(() => ((lines[0] as { text: string }).text = 'changed'))
        attempt(() => lines.pop())
        const relations = (await store.relations()) as string[]
        attempt(() => relations.push('DE~FR'))
        expect(await store.read(pair)).toEqual(stored(pair, 1, 2))
        expect(await store.relations()).toEqual([pair])
      })

      test('what was read does not grow with the log', async () => {
        await store.append(pair, 0, [line(pair, 1)])
        const [before, relations] = [await store.read(pair), await store.relations()]
        await store.append(pair, 1, [line(pair, 2)])
        await store.append('DE~FR', 0, [line('DE~FR', 1)])
        expect(before).toEqual(stored(pair, 1, 1))
        expect(relations).toEqual([pair])
      })
    })

    describe('close', () => {
      test('appends and reads under way finish first', async () => {
        await store.append(pair, 0, [line(pair, 1)])
        const appends = [1, 2, 3].map((version) => store.append(pair, version, [line(pair, version + 1)]))
        const read = store.read(pair, 1, 1)
        await store.close()
        expect((await Promise.allSettled(appends)).map(codeOf)).toEqual(['fulfilled', 'fulfilled', 'fulfilled'])
        expect(await read).toEqual(stored(pair, 1, 1))
      })

      test('later calls are refused, and closing twice is fine', async () => {
        await store.append(pair, 0, [line(pair, 1)])
        await Promise.all([store.close(), store.close()])
        await store.close()
        await expect(store.append(pair, 1, [line(pair, 2)])).rejects.toThrow(refused('STORE_CLOSED'))
        await expect(store.read(pair)).rejects.toThrow(refused('STORE_CLOSED'))
        await expect(store.relations()).rejects.toThrow(refused('STORE_CLOSED'))
      })

      test('a store that was never used closes', async () => {
        await store.close()
        await expect(store.relations()).rejects.toThrow(refused('STORE_CLOSED'))
      })
    })

    test('opened again, the store has what it was given, and goes on from there', async () => {
      if (under.reopen === undefined) {
        expect(store.durability).toBe('memory')
        return
      }
      await store.append(pair, 0, batch(pair, 0, 3, 'é'))
      const before = await store.append('DE~FR', 0, [line('DE~FR', 1)])
      await store.close()
      store = under.reopen()
      expect(await store.relations()).toEqual([pair, 'DE~FR'])
      expect(await store.read(pair)).toEqual(stored(pair, 1, 3, 'é'))
      await expect(store.append(pair, 0, [line(pair, 1)])).rejects.toThrow(refused('VERSION_CONFLICT'))
      expect((await store.append(pair, 3, [line(pair, 4, 'é')])) > before).toBe(true)
      expect((await store.read(pair)).map(({ id }) => id)).toEqual([1, 2, 3, 4].map((version) => idOf(pair, version)))
    })
  })
}

function attempt(change: () => unknown): void {
  try {
    change()
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError)
  }
}
