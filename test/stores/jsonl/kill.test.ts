// A process that is killed while it appends loses nothing it was told is kept, and leaves no half of an append.
// In: one log, and ten processes one after the other, each killed at another moment.
import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { jsonlStore, type RepairReport } from '../../../src/stores/jsonl.ts'
import { stored } from '../../../src/testing/contract/lines.ts'
import { start } from './child.ts'
import { newFolder } from './folder.ts'

const inFolder = newFolder()

/** Lets a process append until it has been answered `count` times, and kills it; resolves to the versions it was told are kept. */
async function killedAfter(file: string, count: number): Promise<Map<string, number>> {
  const child = start('writer.child.ts', file)
  const acknowledged = new Map<string, number>()
  let answers = 0
  const enough = new Promise<void>((resolve) => {
    child.lines.on('line', (line) => {
      const [relation, version] = line.split(' ') as [string, string]
      acknowledged.set(relation, Number(version))
      if (++answers === count) resolve()
    })
  })
  await enough
  await child.kill()
  return acknowledged
}

/** Every version at which an append of the writer ends: each batch has one to three lines, by the version it starts at. */
function endsOfAppends(upTo: number): Set<number> {
  const ends = new Set([0])
  for (let version = 0; version <= upTo; ) {
    version += 1 + (version % 3)
    ends.add(version)
  }
  return ends
}

test('killed ten times at ten moments, a log has all that was acknowledged and only whole appends', { timeout: 60_000 }, async () => {
  const file = inFolder('killed.jsonl')
  const reports: RepairReport[] = []
  let least = new Map<string, number>()
  for (let round = 0; round < 10; round++) {
    const acknowledged = await killedAfter(file, 40 + 37 * round)
    least = new Map([...least, ...acknowledged])
    expect(existsSync(`${file}.lock`)).toBe(true)
    const store = jsonlStore(file, { onRepair: (report) => reports.push(report) })
    expect((await store.relations()).length).toBe(4)
    for (const relation of await store.relations()) {
      const lines = await store.read(relation)
      expect(lines.length).toBeGreaterThanOrEqual(least.get(relation) ?? 0)
      expect(endsOfAppends(lines.length)).toContain(lines.length)
      expect(lines).toEqual(stored(relation, 1, lines.length))
      least.set(relation, lines.length)
    }
    await store.close()
  }
  expect(Math.min(...least.values())).toBeGreaterThan(400)
})
