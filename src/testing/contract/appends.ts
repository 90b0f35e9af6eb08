// The store contract: what an append does, what it refuses, and what it never leaves half-done.
// In: a new store.
// Out: checks by what they say.
import { isLedgerError } from '../../errors.ts'
import type { NewLine } from '../../stores/store.ts'
import { type Checks, outcome, pair } from './check.ts'
import { batch, line, stored } from './lines.ts'

const wrongVersions: readonly (readonly [string, number])[] = [
  ['too low', 1],
  ['0, for a log that exists', 0],
  ['too high', 3],
]

const atWrongVersions: Checks = Object.fromEntries(
  wrongVersions.map(([says, expected]) => [
    `an expected version that is ${says} is refused with both versions, nothing is written, and the log goes on`,
    async ({ store, expect }) => {
      await store.append(pair, 0, batch(pair, 0, 2))
      const error = await store.append(pair, expected, batch(pair, expected, 2)).catch((refused: unknown) => refused)
      expect(isLedgerError(error, 'VERSION_CONFLICT') && error.details).toEqual({ relation: pair, expected, actual: 2 })
      expect(await store.read(pair)).toEqual(stored(pair, 1, 2))
      await store.append(pair, 2, [line(pair, 3)])
      expect(await store.read(pair)).toEqual(stored(pair, 1, 3))
    },
  ]),
)

export const appends: Checks = {
  'a log that does not exist yet is empty and has version 0': async ({ store, expect }) => {
    expect(await store.read(pair)).toEqual([])
    expect(await store.relations()).toEqual([])
    await store.append(pair, 0, [line(pair, 1)])
    expect(await store.read(pair)).toEqual(stored(pair, 1, 1))
  },

  'lines come back in their order, byte for byte, with id and version': async ({ store, expect }) => {
    await store.append(pair, 0, batch(pair, 0, 3))
    await store.append(pair, 3, [line(pair, 4)])
    await store.append(pair, 4, batch(pair, 4, 2))
    expect(await store.read(pair)).toEqual(stored(pair, 1, 6))
  },

  ...atWrongVersions,

  'an expected version for a log that does not exist is refused, and the log still does not exist': async ({ store, expect }) => {
    expect(await outcome(store.append(pair, 1, [line(pair, 2)]))).toEqual('VERSION_CONFLICT')
    expect(await store.relations()).toEqual([])
    expect(await outcome(store.append(pair, 0, [line(pair, 1)]))).toEqual('fulfilled')
  },

  'a refused batch leaves nothing of itself behind, and the next one takes its place': async ({ store, expect }) => {
    await store.append(pair, 0, [line(pair, 1)])
    expect(await outcome(store.append(pair, 0, batch(pair, 0, 5, 'refused')))).toEqual('VERSION_CONFLICT')
    await store.append(pair, 1, [line(pair, 2)])
    expect(await store.read(pair)).toEqual(stored(pair, 1, 2))
  },

  'of two appends at one version, at once, exactly one wins': async ({ store, expect }) => {
    const [first, second] = await Promise.all([
      outcome(store.append(pair, 0, batch(pair, 0, 2, 'first'))),
      outcome(store.append(pair, 0, batch(pair, 0, 3, 'second'))),
    ])
    expect([first, second].sort()).toEqual(['VERSION_CONFLICT', 'fulfilled'])
    expect(await store.read(pair)).toEqual(first === 'fulfilled' ? stored(pair, 1, 2, 'first') : stored(pair, 1, 3, 'second'))
  },

  'appends that build on one another may be handed over at once': async ({ store, expect }) => {
    await Promise.all([0, 1, 2, 3].map((version) => store.append(pair, version, [line(pair, version + 1)])))
    expect(await store.read(pair)).toEqual(stored(pair, 1, 4))
  },

  'who is told of a conflict can read what stands against it': async ({ store, expect }) => {
    const first = store.append(pair, 0, [line(pair, 1)])
    const lost = store.append(pair, 0, [line(pair, 1, 'late')]).catch(() => store.read(pair))
    expect(await lost).toEqual(stored(pair, 1, 1))
    await first
  },

  'a batch of 5,000 lines is one append': async ({ store, expect }) => {
    await store.append(pair, 0, batch(pair, 0, 5000))
    expect(await store.read(pair)).toEqual(stored(pair, 1, 5000))
  },

  'a batch of 5,000 lines at the wrong version leaves nothing of itself': async ({ store, expect }) => {
    await store.append(pair, 0, [line(pair, 1)])
    expect(await outcome(store.append(pair, 0, batch(pair, 0, 5000)))).toEqual('VERSION_CONFLICT')
    expect(await store.read(pair)).toEqual(stored(pair, 1, 1))
  },

  'positions grow with every append, compared as text, over all relations': async ({ store, expect }) => {
    const positions: string[] = []
    for (let round = 0; round < 12; round++) {
      positions.push(await store.append(pair, round, [line(pair, round + 1)]))
      positions.push(await store.append('DE~FR', round * 2, batch('DE~FR', round * 2, 2)))
    }
    expect(positions).toEqual([...new Set(positions)].sort())
  },
}

const good = line(pair, 1)
const renamed = (id: string): NewLine => ({ id, text: good.text.replace(good.id, id) })
const unusable: readonly (readonly [string, string, number, unknown])[] = [
  ['no lines', pair, 0, []],
  ['lines that are no array', pair, 0, undefined],
  ['a relation that is none', 'RU', 0, [good]],
  ['a negative version', pair, -1, [good]],
  ['half a version', pair, 0.5, [good]],
  ['a line break in the text', pair, 0, [{ ...good, text: good.text.replace('meeting', 'mee\nting') }]],
  ['a carriage return in the text', pair, 0, [{ ...good, text: good.text.replace('meeting', 'mee\rting') }]],
  ['a lone surrogate in the text', pair, 0, [{ ...good, text: good.text.replace('meeting', '\ud800') }]],
  ['a NUL in the text', pair, 0, [{ ...good, text: good.text.replace('meeting', 'mee\0ting') }]],
  ['a text that ends early', pair, 0, [{ ...good, text: good.text.slice(0, -2) }]],
  ['an id that the text does not have', pair, 0, [{ ...good, id: 'another' }]],
  ['an id that is none', pair, 0, [renamed('a"b')]],
  ['an id of more than 128 characters', pair, 0, [renamed('a'.repeat(129))]],
  ['an id with a space', pair, 0, [renamed('a b')]],
  ['an id that begins with a hyphen', pair, 0, [renamed('-a')]],
  ['an empty id', pair, 0, [renamed('')]],
  ['a version that the text does not have', pair, 0, [line(pair, 2)]],
  ['a relation that the text does not have', pair, 0, [line('DE~FR', 1)]],
  ['a second line of the wrong version', pair, 0, [good, good]],
]

export const refusals: Checks = Object.fromEntries(
  unusable.map(([says, relation, version, lines]) => [
    says,
    async ({ store, expect }) => {
      expect(await outcome(store.append(relation, version, lines as readonly NewLine[]))).toEqual('INVALID_ARGUMENT')
      expect(await store.relations()).toEqual([])
    },
  ]),
)
