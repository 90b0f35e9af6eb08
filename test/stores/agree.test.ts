// All stores do the same with the same appends, whatever they are: the same answers, the same positions, the same lines.
// In: random appends to a few relations, at the right version or near it, some of them at once.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LedgerError } from '../../src/errors.ts'
import { jsonlStore } from '../../src/stores/jsonl.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { sqliteStore } from '../../src/stores/sqlite.ts'
import type { Store } from '../../src/stores/store.ts'
import { batch } from '../../src/testing/contract/lines.ts'
import { newFolder } from './jsonl/folder.ts'
import { drivers } from './sqlite/drivers.ts'

const inFolder = newFolder()
const relations = ['RU~US', 'DE~FR', 'A~B']
let number = 0

const anAppend = fc.record({
  relation: fc.constantFrom(...relations),
  /** How far from the version the log has when the round starts. */
  off: fc.constantFrom(0, 0, 0, 0, 1, 2, -1),
  count: fc.integer({ min: 1, max: 4 }),
  filling: fc.string({ unit: 'grapheme', maxLength: 20 }),
})
interface Append {
  readonly relation: string
  readonly off: number
  readonly count: number
  readonly filling: string
}

/** Rounds of appends; those of a round are handed over at once. */
const rounds = fc.array(fc.array(anAppend, { minLength: 1, maxLength: 5 }), { maxLength: 15 })

async function outcomes(store: Store, appends: readonly (readonly Append[])[]) {
  const answers: unknown[] = []
  for (const round of appends) {
    const lengths = new Map(await Promise.all(relations.map(async (each) => [each, (await store.read(each)).length] as const)))
    const calls = round.map(({ relation, off, count, filling }) => {
      const version = Math.max(0, (lengths.get(relation) ?? 0) + off)
      return store.append(relation, version, batch(relation, version, count, filling))
    })
    const results = await Promise.allSettled(calls)
    answers.push(
      results.map((each) =>
        each.status === 'fulfilled' ? each.value : each.reason instanceof LedgerError ? each.reason.code : each.reason,
      ),
    )
  }
  return answers
}

async function content(store: Store): Promise<unknown> {
  const found = await store.relations()
  return { found, lines: await Promise.all(found.map((relation) => store.read(relation))), inOrder: await store.since() }
}

test('memory, file and database agree, and the file opened again agrees with them', async () => {
  let kept = 0
  const agree = async (appends: readonly (readonly Append[])[]) => {
    const file = inFolder(`${++number}.jsonl`)
    const [memory, jsonl] = [memoryStore(), jsonlStore(file, { durability: 'os' })]
    expect(await outcomes(jsonl, appends)).toEqual(await outcomes(memory, appends))
    const expected = await content(memory)
    for (const { name, open } of drivers) {
      const database = open(inFolder(`${number}.${name.replace(':', '-')}.db`))
      const sqlite = sqliteStore(database, { durability: 'os' })
      expect(await outcomes(sqlite, appends)).toEqual(await outcomes(memoryStore(), appends))
      expect(await content(sqlite)).toEqual(expected)
      database.close()
    }
    expect(await content(jsonl)).toEqual(expected)
    await jsonl.close()
    const again = jsonlStore(file, { durability: 'os' })
    expect(await content(again)).toEqual(expected)
    await again.close()
    for (const relation of relations) kept += (await memory.read(relation)).length
  }
  await fc.assert(fc.asyncProperty(rounds, agree), { seed: 20250410, numRuns: 60 })
  expect(kept).toBeGreaterThan(500)
})
