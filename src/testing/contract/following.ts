// The store contract: the lines of all relations since a cursor, and who watches for them.
// In: a new store.
// Out: checks by what they say.
import type { PlacedLine, Store } from '../../stores/store.ts'
import { type Checks, outcome, pair } from './check.ts'
import { batch, line, stored } from './lines.ts'

const other = 'DE~FR'
const order: readonly (readonly [relation: string, version: number])[] = [
  [pair, 1],
  [pair, 2],
  [other, 1],
  [pair, 3],
  [other, 2],
  [other, 3],
]

/** Four appends to two relations in turn, as `order` says; resolves to what they returned. */
const sixLines = async (store: Store): Promise<string[]> => [
  await store.append(pair, 0, batch(pair, 0, 2, 'é')),
  await store.append(other, 0, [line(other, 1)]),
  await store.append(pair, 2, [line(pair, 3, 'é')]),
  await store.append(other, 1, batch(other, 1, 2)),
]

const placesOf = (lines: readonly PlacedLine[]) => lines.map(({ relation, version }) => [relation, version])

const aMoment = () => new Promise((resolve) => setTimeout(resolve, 5))

/** Resolves once something is so; throws where it is still not after ten seconds and more. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let moments = 0; !(await isSo()); moments++) {
    if (moments > 2000) throw new Error('what was waited for did not come')
    await aMoment()
  }
}

const pages: Checks = Object.fromEntries(
  [1, 2, 4, 6, 7, Number.POSITIVE_INFINITY].map((limit) => [
    `pages of at most ${limit}, put together, are all lines`,
    async ({ store, expect }) => {
      await sixLines(store)
      const lines: PlacedLine[] = []
      for (let page = await store.since(undefined, limit); page.length > 0; page = await store.since(lines.at(-1)?.position, limit)) {
        expect(page.length <= limit).toEqual(true)
        lines.push(...page)
      }
      expect(lines).toEqual(await store.since())
      expect(placesOf(lines)).toEqual(order)
    },
  ]),
)

const unusable: readonly (readonly [cursor: unknown, limit?: number])[] = [
  [''],
  ['tomorrow'],
  [7],
  [null],
  [undefined, -1],
  [undefined, 0.5],
]

export const following: Checks = {
  'the lines of all relations come in the order of their appends, byte for byte': async ({ store, expect }) => {
    await sixLines(store)
    const lines = await store.since()
    expect(placesOf(lines)).toEqual(order)
    const of = (wanted: string) => lines.filter((each) => each.relation === wanted).map(({ id, text, version }) => ({ id, text, version }))
    expect(of(pair)).toEqual(stored(pair, 1, 3, 'é'))
    expect(of(other)).toEqual(stored(other, 1, 3))
  },

  'each line has its position, growing; that of the last line of an append is what append returned': async ({ store, expect }) => {
    const returned = await sixLines(store)
    const given = (await store.since()).map(({ position }) => position)
    expect(given).toEqual([...new Set(given)].sort())
    expect([1, 2, 3, 5].map((at) => given[at])).toEqual(returned)
  },

  'it goes on after any position, also within a batch': async ({ store, expect }) => {
    await sixLines(store)
    const lines = await store.since()
    for (const [at, { position }] of lines.entries()) expect(await store.since(position)).toEqual(lines.slice(at + 1))
    expect(await store.since(undefined, 0)).toEqual([])
  },

  ...pages,

  'at the end there is nothing, and what was appended after that once it is there': async ({ store, expect }) => {
    const end = (await sixLines(store)).at(-1) as string
    expect(await store.since(end)).toEqual([])
    const position = await store.append('A~B', 0, batch('A~B', 0, 2))
    const lines = await store.since(end)
    expect(placesOf(lines)).toEqual([
      ['A~B', 1],
      ['A~B', 2],
    ])
    expect(lines[1]?.position).toEqual(position)
  },

  'there is nothing of an append that was refused': async ({ store, expect }) => {
    await sixLines(store)
    expect(await outcome(store.append(pair, 1, [line(pair, 2, 'late')]))).toEqual('VERSION_CONFLICT')
    expect(placesOf(await store.since())).toEqual(order)
  },

  ...Object.fromEntries(
    unusable.map(([cursor, limit]) => [
      `after ${JSON.stringify(cursor)}, at most ${limit}: refused`,
      async ({ store, expect }) => {
        await sixLines(store)
        expect(await outcome(store.since(cursor as string, limit))).toEqual('INVALID_ARGUMENT')
      },
    ]),
  ),

  'who reads on and on, while many append, is given each line once and in its order': async ({ store, expect }) => {
    const [names, rounds] = [['US~ZA', 'A~B', 'CN~US'], 40]
    const append = async (name: string) => {
      for (let version = 0; version < rounds; version++) await store.append(name, version, [line(name, version + 1)])
    }
    const seen: PlacedLine[] = []
    const readOn = async () => {
      seen.push(...(await store.since(seen.at(-1)?.position, 7)))
      return seen.length >= names.length * rounds
    }
    await Promise.all([until(readOn), ...names.map(append)])
    expect(seen).toEqual(await store.since())
  },

  'a thousand lines and more can be gone on after from anywhere': async ({ store, expect }) => {
    await sixLines(store)
    await store.append('A~B', 0, batch('A~B', 0, 1500))
    const lines = await store.since()
    expect(lines.length).toEqual(1506)
    for (const at of [249, 254, 255, 256, 511, 600, 1023, 1499]) {
      expect(await store.since(lines[at]?.position, 3)).toEqual(lines.slice(at + 1, at + 4))
    }
  },
}

export const watching: Checks = {
  'a listener is called after an append, for as long as it was not ended, and may be ended twice': async ({ store, expect }) => {
    const calls = { first: 0, second: 0 }
    const end = store.watch(() => calls.first++)
    store.watch(() => calls.second++)
    await store.append(pair, 0, [line(pair, 1)])
    await until(() => calls.first > 0 && calls.second > 0)
    end()
    end()
    const before = { ...calls }
    await store.append(pair, 1, [line(pair, 2)])
    await until(() => calls.second > before.second)
    expect(calls.first).toEqual(before.first)
  },

  'who asks since at each call misses nothing': async ({ store, expect }) => {
    const seen: PlacedLine[] = []
    let reading = Promise.resolve()
    store.watch(() => {
      reading = reading.then(async () => void seen.push(...(await store.since(seen.at(-1)?.position))))
    })
    for (let version = 0; version < 20; version++) await store.append(pair, version, [line(pair, version + 1)])
    await until(() => seen.length === 20)
    await reading
    expect(seen).toEqual(await store.since())
  },

  'what is no function is refused, and anything after close': async ({ store, expect }) => {
    const watch = async (listener: () => void) => store.watch(listener)
    await store.append(pair, 0, [line(pair, 1)])
    expect(await outcome(watch(undefined as unknown as () => void))).toEqual('INVALID_ARGUMENT')
    await store.close()
    expect(await outcome(watch(() => {}))).toEqual('STORE_CLOSED')
  },
}
