// The store contract: snapshots, where a store keeps them.
// In: a new store; one that has no `snapshots` passes.
// Out: checks by what they say.
import type { Snapshots } from '../../stores/store.ts'
import { type Checks, type Given, outcome, pair } from './check.ts'

const where =
  (check: (given: Given, snapshots: Snapshots) => Promise<void>) =>
  async (given: Given): Promise<void> => {
    if (given.store.snapshots !== undefined) await check(given, given.store.snapshots)
  }

const unusable: readonly (readonly [says: string, relation: string, version: number, text: unknown])[] = [
  ['of a relation that is none', '../RU', 1, 'text'],
  ['of version 0', pair, 0, 'text'],
  ['of half a version', pair, 1.5, 'text'],
  ['without a text', pair, 1, undefined],
  ['with a NUL', pair, 1, 'a\0b'],
  ['with a lone surrogate', pair, 1, '\ud800'],
]

export const snapshots: Checks = {
  'the one saved last comes back as it was, whatever its version': where(async ({ store, expect }, { save, latest }) => {
    expect(await latest(pair)).toEqual(undefined)
    expect(await latest('../etc')).toEqual(undefined)
    for (const snapshot of [
      { version: 3, text: '{"a":\n"é 会 🕊"}' },
      { version: 900, text: 'x'.repeat(3 << 20) },
      { version: 7, text: '' },
    ]) {
      await save(pair, snapshot)
      expect(await latest(pair)).toEqual(snapshot)
    }
    expect(await store.relations()).toEqual([])
  }),

  'each relation has its own': where(async ({ expect }, { save, latest }) => {
    await save(pair, { version: 7, text: 'one' })
    expect(await latest('DE~FR')).toEqual(undefined)
    await save('DE~FR', { version: 1, text: 'other' })
    expect(await latest(pair)).toEqual({ version: 7, text: 'one' })
  }),

  'of many saved at once one stays, whole': where(async ({ expect }, { save, latest }) => {
    const saved = Array.from({ length: 10 }, (_, index) => ({ version: index + 1, text: `${index}`.repeat(10_000) }))
    await Promise.all(saved.map((each) => save(pair, each)))
    const found = await latest(pair)
    expect(found).toEqual(saved.find(({ version }) => version === found?.version))
    expect(found === undefined).toEqual(false)
  }),

  'what is changed after the call is not changed in the store': where(async ({ expect }, { save, latest }) => {
    const snapshot = { version: 1, text: 'text' }
    const saving = save(pair, snapshot)
    snapshot.text = 'changed'
    await saving
    expect(await latest(pair)).toEqual({ version: 1, text: 'text' })
  }),

  ...Object.fromEntries(
    unusable.map(([says, relation, version, text]) => [
      `one ${says} is refused`,
      where(async ({ expect }, { save }) => {
        expect(await outcome(save(relation, { version, text: text as string }))).toEqual('INVALID_ARGUMENT')
      }),
    ]),
  ),
}
