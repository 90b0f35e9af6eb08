// The store contract: what is read is what was written, whatever its text, from wherever, of whichever relation.
// In: a new store.
// Out: checks by what they say.
import type { Store } from '../../stores/store.ts'
import { type Checks, outcome, pair } from './check.ts'
import { batch, line, stored } from './lines.ts'

const short = 'a line of its own'
const mebibyte = 1 << 20

export const texts: Checks = {
  'characters of every plane of Unicode come back as they were': async ({ store, expect }) => {
    const planes = Array.from({ length: 17 }, (_, plane) => String.fromCodePoint(plane * 0x10000 + 0x61, plane * 0x10000 + 0xfffd))
    const filling = `\u0000\u0001\u007f\u0080ÿ\u2028\u2029\ufeff ${planes.join('')} "\\{}`
    await store.append(pair, 0, batch(pair, 0, 3, filling))
    expect(await store.read(pair)).toEqual(stored(pair, 1, 3, filling))
  },

  'text that means something to a shell, a query or a path is text': async ({ store, expect }) => {
    const fillings = [
      "'; DROP TABLE events; --",
      '$(rm -rf x) `ls`',
      '../../x',
      '%00%0a',
      '{"json":{"relation":"DE~FR","version":1',
      '?1 :id @p $1',
    ]
    for (const [index, filling] of fillings.entries()) await store.append(pair, index, [line(pair, index + 1, filling)])
    expect(await store.read(pair)).toEqual(fillings.flatMap((filling, index) => stored(pair, index + 1, index + 1, filling)))
    expect(await store.relations()).toEqual([pair])
  },

  'lines of a mebibyte, of one byte and of three a character, stand beside short ones': async ({ store, expect }) => {
    const fillings = [short, 'x'.repeat(mebibyte), short, '会'.repeat(mebibyte / 2)]
    const written = fillings.map((filling, index) => line(pair, index + 1, filling))
    await store.append(pair, 0, written.slice(0, 3))
    await store.append(pair, 3, written.slice(3))
    const lines = await store.read(pair)
    expect(lines.map(({ text }) => text.length)).toEqual(written.map(({ text }) => text.length))
    expect(lines.map(({ text }, index) => text === written[index]?.text)).toEqual([true, true, true, true])
  },
}

/** Ten lines of one relation, written in two appends with another relation between them. */
async function tenLines(store: Store): Promise<void> {
  await store.append(pair, 0, batch(pair, 0, 4))
  await store.append('DE~FR', 0, batch('DE~FR', 0, 3))
  await store.append(pair, 4, batch(pair, 4, 6))
}

type Range = readonly [from: number | undefined, limit: number | undefined]
const named = ([from, limit]: Range): string => `from ${from}, at most ${limit}`

const found: readonly (readonly [...Range, first: number, last: number])[] = [
  [undefined, undefined, 1, 10],
  [1, 3, 1, 3],
  [4, 2, 4, 5],
  [10, 1, 10, 10],
  [8, 100, 8, 10],
  [2, Number.POSITIVE_INFINITY, 2, 10],
  [undefined, 4, 1, 4],
]
const beyond: readonly Range[] = [
  [11, undefined],
  [1000, 5],
  [3, 0],
]
const none: readonly Range[] = [
  [0, undefined],
  [-1, undefined],
  [1.5, undefined],
  [Number.NaN, undefined],
  [1, -1],
  [1, 0.5],
]
// What somebody may hand in by mistake: one party, an object of the ledger, a pattern.
const noRelations: readonly unknown[] = ['RU', '', 'RU~US~CN', 'RU~', 'RU~*', '../RU~US', undefined, { id: pair }]

const ofRanges = (entries: readonly (readonly [string, Checks[string]])[]): Checks => Object.fromEntries(entries)

export const reads: Checks = {
  ...ofRanges(
    found.map(([from, limit, first, last]) => [
      `${named([from, limit])}: versions ${first} to ${last}`,
      async ({ store, expect }) => {
        await tenLines(store)
        expect(await store.read(pair, from, limit)).toEqual(stored(pair, first, last))
      },
    ]),
  ),
  ...ofRanges(
    beyond.map((range) => [
      `${named(range)}: nothing`,
      async ({ store, expect }) => {
        await tenLines(store)
        expect(await store.read(pair, ...range)).toEqual([])
      },
    ]),
  ),
  ...ofRanges(
    none.map((range) => [
      `${named(range)}: refused`,
      async ({ store, expect }) => {
        await tenLines(store)
        expect(await outcome(store.read(pair, ...range))).toEqual('INVALID_ARGUMENT')
      },
    ]),
  ),
  ...ofRanges(
    noRelations.map((relation) => [
      `${JSON.stringify(relation) ?? relation}, which is no relation: refused, and not taken for an empty log`,
      async ({ store, expect }) => {
        await tenLines(store)
        expect(await outcome(store.read(relation as string))).toEqual('INVALID_ARGUMENT')
      },
    ]),
  ),
  'pages put together are the log': async ({ store, expect }) => {
    await tenLines(store)
    const pages = await Promise.all([1, 4, 7, 10].map((from) => store.read(pair, from, 3)))
    expect(pages.flat()).toEqual(stored(pair, 1, 10))
  },
}

const names = ['US~ZA', 'DE~FR', 'A~B', 'CN~US', 'Z~ZZ']

export const manyRelations: Checks = {
  'interleaved, each has its own versions, and all are listed in the order of their first line': async ({ store, expect }) => {
    for (let round = 0; round < 20; round++) {
      const size = (index: number): number => round * (index + 1)
      await Promise.all(names.map((name, index) => store.append(name, size(index), batch(name, size(index), index + 1))))
    }
    expect(await store.relations()).toEqual(names)
    for (const [index, name] of names.entries()) expect(await store.read(name)).toEqual(stored(name, 1, 20 * (index + 1)))
  },

  'a relation whose name begins like another, and one named like a property of objects, are their own': async ({ store, expect }) => {
    const odd = ['A~B', 'A~BB', 'constructor~prototype', 'hasOwnProperty~toString']
    for (const name of odd) await store.append(name, 0, [line(name, 1)])
    expect(await store.relations()).toEqual(odd)
    for (const name of odd) expect(await store.read(name)).toEqual(stored(name, 1, 1))
    expect(await store.read('valueOf~x')).toEqual([])
  },

  'relations that differ in nothing but the case of a letter are two': async ({ store, expect }) => {
    const cases = ['Abc~Xyz', 'abc~xyz', 'ABC~XYZ']
    for (const [index, name] of cases.entries()) await store.append(name, 0, batch(name, 0, index + 1))
    expect(await store.relations()).toEqual(cases)
    for (const [index, name] of cases.entries()) expect(await store.read(name)).toEqual(stored(name, 1, index + 1))
  },
}
