// Lines come back as they were written, however many are read at once and whatever alphabets stand among them.
// In: logs of some megabytes, long and short lines, of one relation and of two in turns. Out: what is read from any version to any limit.
import { expect, test } from 'vitest'
import { jsonlStore } from '../../../src/stores/jsonl.ts'
import { line } from '../../../src/testing/contract/lines.ts'
import { newFolder } from './folder.ts'

const inFolder = newFolder()
const pair = 'RU~US'
const fillings = ['', 'é', '会談', '🕊', 'x'.repeat(3000)]

test.each([
  ['none but ASCII', () => 'x'.repeat(400)],
  ['one letter of another alphabet in the middle', (version: number) => (version === 1500 ? 'é' : 'x'.repeat(400))],
  ['letters of other alphabets here and there', (version: number) => fillings[version % 97 > 4 ? 0 : version % 97] as string],
  ['letters of other alphabets in every line', (version: number) => `${fillings[1 + (version % 3)]}${'x'.repeat(300)}`],
])('a log of 3,000 lines with %s', async (name, filling) => {
  const store = jsonlStore(inFolder(`${name}.jsonl`), { durability: 'os' })
  const lines = Array.from({ length: 3000 }, (_, index) => line(pair, index + 1, filling(index + 1)))
  await store.append(pair, 0, lines.slice(0, 2000))
  await store.append('DE~FR', 0, [line('DE~FR', 1, 'é')])
  await store.append(pair, 2000, lines.slice(2000))
  const all = lines.map((each, index) => ({ ...each, version: index + 1 }))
  for (const [from, limit] of [
    [1, 3000],
    [2, 1],
    [1499, 3],
    [1990, 20],
    [700, 1700],
  ] as const)
    expect(await store.read(pair, from, limit)).toEqual(all.slice(from - 1, from - 1 + limit))
  await store.close()
})
