// A process that tries to open logs when told to, so that two of them can race for one lock.
// In: a line `<file>` for each try, and `close` to let go. Out: `ready`, then for each line `won`, the code of the refusal, or `closed`.
import { createInterface } from 'node:readline'
import { isLedgerError } from '../../../src/errors.ts'
import { jsonlStore } from '../../../src/stores/jsonl.ts'
import type { Store } from '../../../src/stores/store.ts'

let store: Store | undefined

async function answer(line: string): Promise<string> {
  if (line === 'close') {
    await store?.close()
    return 'closed'
  }
  store = jsonlStore(line)
  return store.relations().then(
    () => 'won',
    (error: unknown) => (isLedgerError(error) ? error.code : String(error)),
  )
}

process.stdout.write('ready\n')
for await (const line of createInterface({ input: process.stdin })) process.stdout.write(`${await answer(line)}\n`)
