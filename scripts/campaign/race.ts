// The race: several processes append to one relation of one file at once.
// In: an engine. Out: of each race, how many lines are missing or doubled, and how many stand where their writer was not told they do.
// Each go is one race of all processes.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stored } from '../../src/testing/contract/lines.ts'
import { start } from './child.ts'
import { type EngineName, openEngine, relations, sizeAt } from './engines.ts'
import type { Counts, Fault } from './fault.ts'

const sizes = { small: { processes: 4, appends: 1000 }, large: { processes: 8, appends: 10_000 } }

async function race(engine: EngineName, processes: number, appends: number): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'relations-ledger-race-'))
  const file = join(folder, 'log')
  try {
    const names = Array.from({ length: processes }, (_, index) => `racer-${index}`)
    const racers = await Promise.all(names.map((name) => start('racer', engine, file, name, `${appends}`)))
    const codes = await Promise.all(racers.map(({ gone }) => gone))
    const won = racers.flatMap((racer, index) => said(racer.said()).map((version) => ({ version, name: names[index] as string })))
    return { failed: codes.filter((code) => code !== 0).length, ...(await compared(engine, file, won)), asked: processes * appends }
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
  return { appends: won.length, lost, doubled, displaced }
}

export const racing = (engine: EngineName): Fault => ({
  goes: { small: 1, large: 1 },
  run: async function* (from, to, size) {
    for (let go = from; go < to; go++) yield await race(engine, sizes[size].processes, sizes[size].appends)
  },
  never: ['failed', 'lost', 'doubled', 'displaced'],
  seen: ['appends'],
})
