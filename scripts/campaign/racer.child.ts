// A process that appends to one log while others do, too.
// In: engine, file, a name of its own, how many appends. Out: one line of JSON: the first version of each of its batches.
// Where only one process may write, it opens the log, appends a few times, and lets the others have it.
import { setTimeout as pause } from 'node:timers/promises'
import { isLedgerError } from '../../src/errors.ts'
import { batch } from '../../src/testing/contract/lines.ts'
import { type EngineName, type OpenEngine, openEngine, relations, sizeAt } from './engines.ts'

const [engine, file, name, appends] = process.argv.slice(2) as [EngineName, string, string, string]
const relation = relations[0] as string
const appendsATurn = engine === 'jsonl' ? 25 : Number.POSITIVE_INFINITY
const won: number[] = []
let version = 0

async function turn({ store }: OpenEngine): Promise<void> {
  for (let done = 0; done < appendsATurn && won.length < Number(appends); ) {
    try {
      const count = sizeAt(version)
      await store.append(relation, version, batch(relation, version, count, name))
      won.push(version + 1)
      version += count
      done++
    } catch (error) {
      if (!isLedgerError(error, 'VERSION_CONFLICT')) throw error
      version = error.details.actual
    }
    await pause(0)
  }
}

while (won.length < Number(appends)) {
  const open = openEngine(engine, file)
  try {
    await turn(open)
  } catch (error) {
    if (!isLedgerError(error, 'STORE_LOCKED')) throw error
  } finally {
    await open.close()
  }
  await pause(Math.random() * 4)
}
process.stdout.write(`${JSON.stringify(won)}\n`)
