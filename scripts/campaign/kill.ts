// The kill: a process is killed (SIGKILL) at a random moment of its appending.
// In: an engine. Out: of each kill, how many acknowledged lines are lost, how many appends are torn, and how many logs hold anything else.
// One file takes fifty kills one after the other, so that what the one left is what the next one finds.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { start } from './child.ts'
import { type Acknowledged, type EngineName, faultsIn, note } from './engines.ts'
import type { Counts, Fault } from './fault.ts'
import { randomFrom } from './random.ts'

const killsAFile = 50
const longestLife = 120

async function* kills(engine: EngineName, from: number, to: number): AsyncGenerator<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'relations-ledger-kill-'))
  const random = randomFrom(from + 1)
  let acknowledged: Acknowledged = new Map()
  try {
    for (let go = from; go < to; go++) {
      if (go % killsAFile === 0) acknowledged = new Map()
      const file = join(folder, `${Math.floor(go / killsAFile)}`)
      const writer = await start('writer', engine, file, 'disk')
      await writer.spoke
      await pause(random() * longestLife)
      writer.process.kill('SIGKILL')
      await writer.gone
      const said = writer.said()
      note(acknowledged, said)
      yield { kills: 1, appends: said.split('\n').length - 1, ...(await faultsIn(engine, file, acknowledged)) }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const kill = (engine: EngineName): Fault => ({
  goes: { small: 100, large: 10_000 },
  run: (from, to) => kills(engine, from, to),
  never: ['lost', 'torn', 'wrong'],
  seen: ['appends'],
})
