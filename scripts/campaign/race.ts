// The race: several processes append to one relation of one file at once.
// In: an engine. Out: of each race, how many lines are missing or doubled, and how many stand where their writer was not told they do.
// Each go is one race of all processes; those of one run go on in one file.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stored } from '../../src/testing/contract/lines.ts'
import { start } from './child.ts'
import { type EngineName, openEngine, relations, sizeAt } from './engines.ts'
import type { Counts, Fault } from './fault.ts'

const sizes = { small: { processes: 4, appends: 1000 }, large: { processes: 8, appends: 1000 } }

async function* races(engine: EngineName, from: number, to: number, size: 'small' | 'large'): AsyncGenerator<Counts> {
  const { processes, appends } = sizes[size]
  const folder = mkdtempSync(join(tmpdir(), 'relations-ledger-race-'))
  const file = join(folder, 'log')
  const won: Won[] = []
  try {
    for (let go = from; go < to; go++) {
      const names = Array.from({ length: processes }, (_, index) => `racer-${go}-${index}`)
      const racers = await Promise.all(names.map((name) => start('racer', engine, file, name, `${appends}`)))
      const codes = await Promise.all(racers.map(({ gone }) => gone))
      const before = won.length
      for (const [index, racer] of racers.entries())
        for (const version of said(racer.said())) won.push({ version, name: names[index] as string })
      const failed = codes.filter((code) => code !== 0).length
      yield { failed, appends: won.length - before, asked: processes * appends, ...(await compared(engine, file, won)) }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const said = (line: string): number[] => (line === '' ? [] : (JSON.parse(line) as number[]))

interface Won {
  readonly version: number
  readonly name: string
}

async function compared(engine: EngineName, file: string, won: readonly Won[]): Promise<Counts> {
  const { store, close } = openEngine(engine, file)
  const relation = relations[0] as string
  const lines = await store.read(relation)
  await close()
  const expected = won
    .toSorted((a, b) => a.version - b.version)
    .flatMap(({ version, name }) => stored(relation, version, version + sizeAt(version - 1) - 1, name))
  const lost = Math.max(0, expected.length - lines.length)
  const doubled = Math.max(0, lines.length - expected.length)
  const displaced = lines.filter((line, index) => line.text !== expected[index]?.text || line.version !== expected[index]?.version).length
  return { lost, doubled, displaced }
}

/** In the large size ten goes, so that each process has appended ten thousand times in the end. */
export const racing = (engine: EngineName): Fault => ({
  goes: { small: 1, large: 10 },
  run: (from, to, size) => races(engine, from, to, size),
  never: ['failed', 'lost', 'doubled', 'displaced'],
  seen: ['appends'],
})
