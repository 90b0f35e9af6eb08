// The store contract: what is handed in and out is not shared; closing is orderly; what was kept is there again.
// In: a new store, and a way to open again what it kept.
// Out: checks by what they say.
import type { NewLine } from '../../stores/store.ts'
import { type Checks, type Expect, outcome, pair } from './check.ts'
import { batch, idOf, line, stored } from './lines.ts'

export const sharesNothing: Checks = {
  'the array and the lines may be changed right after the call': async ({ store, expect }) => {
    const lines = [{ ...line(pair, 1) }, { ...line(pair, 2) }]
    const append = store.append(pair, 0, lines)
    Object.assign(lines[0] as NewLine, { text: 'changed', id: 'changed' })
    lines.length = 0
    await append
    expect(await store.read(pair)).toEqual(stored(pair, 1, 2))
  },

  'what was read may be changed, or is frozen, and is read the same again': async ({ store, expect }) => {
    await store.append(pair, 0, batch(pair, 0, 2))
    const lines = (await store.read(pair)) as unknown as { text: string }[]
    expect(lines.length).toEqual(2)
    attempt(expect, () => ((lines[0] as { text: string }).text = 'changed'))
    attempt(expect, () => lines.pop())
    const relations = (await store.relations()) as string[]
    attempt(expect, () => relations.push('DE~FR'))
    expect(await store.read(pair)).toEqual(stored(pair, 1, 2))
    expect(await store.relations()).toEqual([pair])
  },

  'what was read does not grow with the log': async ({ store, expect }) => {
    await store.append(pair, 0, [line(pair, 1)])
    const [before, relations] = [await store.read(pair), await store.relations()]
    await store.append(pair, 1, [line(pair, 2)])
    await store.append('DE~FR', 0, [line('DE~FR', 1)])
    expect(before).toEqual(stored(pair, 1, 1))
    expect(relations).toEqual([pair])
  },
}

function attempt(expect: Expect, change: () => unknown): void {
  try {
    change()
  } catch (error) {
    expect(error instanceof TypeError).toEqual(true)
  }
}

export const closing: Checks = {
  'appends and reads under way finish first': async ({ store, expect }) => {
    await store.append(pair, 0, [line(pair, 1)])
    const appends = [1, 2, 3].map((version) => outcome(store.append(pair, version, [line(pair, version + 1)])))
    const read = store.read(pair, 1, 1)
    await store.close()
    expect(await Promise.all(appends)).toEqual(['fulfilled', 'fulfilled', 'fulfilled'])
    expect(await read).toEqual(stored(pair, 1, 1))
  },

  'later calls are refused, and closing twice is fine': async ({ store, expect }) => {
    await store.append(pair, 0, [line(pair, 1)])
    await Promise.all([store.close(), store.close()])
    await store.close()
    const later = [
      store.append(pair, 1, [line(pair, 2)]),
      store.read(pair),
      store.since(),
      store.relations(),
      ...(store.snapshots === undefined ? [] : [store.snapshots.save(pair, { version: 1, text: '' }), store.snapshots.latest(pair)]),
    ]
    expect(await Promise.all(later.map(outcome))).toEqual(later.map(() => 'STORE_CLOSED'))
  },

  'a store that was never used closes': async ({ store, expect }) => {
    await store.close()
    expect(await outcome(store.relations())).toEqual('STORE_CLOSED')
  },
}

export const reopening: Checks = {
  'opened again, the store has what it was given, and goes on from there': async ({ store, under, expect }) => {
    if (under.reopen === undefined) {
      // A store that cannot be opened again must say that it keeps nothing.
      expect(store.durability).toEqual('memory')
      return
    }
    await store.append(pair, 0, batch(pair, 0, 3, 'é'))
    const before = await store.append('DE~FR', 0, [line('DE~FR', 1)])
    const lines = await store.since()
    await store.snapshots?.save(pair, { version: 3, text: 'a state' })
    await store.close()
    const again = await under.reopen()
    try {
      expect(await again.since()).toEqual(lines)
      if (again.snapshots !== undefined) expect(await again.snapshots.latest(pair)).toEqual({ version: 3, text: 'a state' })
      expect(await again.relations()).toEqual([pair, 'DE~FR'])
      expect(await again.read(pair)).toEqual(stored(pair, 1, 3, 'é'))
      expect(await outcome(again.append(pair, 0, [line(pair, 1)]))).toEqual('VERSION_CONFLICT')
      expect((await again.append(pair, 3, [line(pair, 4, 'é')])) > before).toEqual(true)
      expect((await again.read(pair)).map(({ id }) => id)).toEqual([1, 2, 3, 4].map((version) => idOf(pair, version)))
    } finally {
      await again.close()
    }
  },
}
