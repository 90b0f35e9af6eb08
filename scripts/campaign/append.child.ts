// A process whose last append is the one a system call of which fails.
// In: engine, file. Out: a line: `told <code>`, what became of that append.
// Between two looks at files that are not there stands what is tested.
import { accessSync, writeSync } from 'node:fs'
import { isLedgerError } from '../../src/errors.ts'
import type { Store } from '../../src/stores/store.ts'
import { batch } from '../../src/testing/contract/lines.ts'
import { type EngineName, openEngine, relations } from './engines.ts'

const [engine, file] = process.argv.slice(2) as [EngineName, string]
const relation = relations[0] as string

function marker(name: string): void {
  try {
    accessSync(`/marker-${name}`)
  } catch {
    // It is looked for so that the look is seen in the trace.
  }
}

const outcome = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'kept',
    (error: unknown) => (isLedgerError(error) ? error.code : String(error)),
  )

const append = (store: Store, version: number) => store.append(relation, version, batch(relation, version, 2))

const { store, close } = openEngine(engine, file)
for (const version of [0, 2, 4]) await append(store, version)
marker('begin')
const told = await outcome(append(store, 6))
marker('end')
writeSync(1, `told ${told}\n`)
await close()
