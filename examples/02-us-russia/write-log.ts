// Writes us-russia.jsonl beside this file, byte for byte the same each time: the events of events.ts, recorded by one
// recorder who read the press, on the evening of the day on which each became public.
import { rm } from 'node:fs/promises'
import { boundsOf, openLedger } from 'relations-ledger'
import { jsonlStore } from 'relations-ledger/stores/jsonl'
import { events } from './events.ts'

/** Writes the log to a file, which is made anew. */
export async function writeLog(file: string): Promise<void> {
  await rm(file, { force: true })
  let now = new Date(0)
  const ledger = openLedger({ store: jsonlStore(file), clock: () => now })
  const talks = ledger.between('US', 'RU')
  for (const event of events) {
    now = new Date(boundsOf(event.reported ?? event.occurred).latest + 1 - 4 * 3_600_000)
    await talks.append(event, { expectedVersion: 'any' })
  }
  await ledger.close()
}

if (process.argv[1]?.endsWith('write-log.ts')) await writeLog(new URL('us-russia.jsonl', import.meta.url).pathname)
