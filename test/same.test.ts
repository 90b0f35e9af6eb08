// Sameness: what counts as saying the same.
import { expect, it } from 'vitest'
import { isSame, namesApart } from '../src/same.ts'

it.each([
  [7, 7],
  ['a', 'a'],
  [null, null],
  [10n, 10n],
  [
    { a: 1, b: [1, { c: 2n }] },
    { b: [1, { c: 2n }], a: 1 },
  ],
  [{ a: 1, b: undefined }, { a: 1 }],
  [[], []],
])('the first %# says the same as the second', (a, b) => {
  expect([isSame(a, b), isSame(b, a)]).toEqual([true, true])
})

it.each([
  [7, '7'],
  [7, 7n],
  [null, undefined],
  [null, {}],
  [[], {}],
  [7, {}],
  ['', {}],
  [['a'], { 0: 'a' }],
  [
    [1, 2],
    [2, 1],
  ],
  [[1], [1, 2]],
  [{ a: 1 }, { a: 1, b: null }],
  [{ a: { b: 1 } }, { a: { b: 2 } }],
])('the first %# says something else than the second', (a, b) => {
  expect([isSame(a, b), isSame(b, a)]).toEqual([false, false])
})

it('names the fields in which two records do not say the same, those of the first before those of the second alone', () => {
  expect(namesApart({ a: 1, b: [2], c: undefined, d: 4 }, { e: 5, b: [2], a: 2 })).toEqual(['a', 'd', 'e'])
})
