// The US–Russian chronology in a store: recorded event by event, it is the log of examples/02, byte for byte, and folds to its state.
// In: a store that is new and empty, made as for the contract of stores. Out: a test; a store joins by one line,
// `keepsTheChronology(make, { test, expect, name })`, beside the one of its contract.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ExpectStatic, TestAPI } from 'vitest'
import { events } from '../../examples/02-us-russia/events.ts'
import { openLedger } from '../../src/ledger.ts'
import { jsonlStore } from '../../src/stores/jsonl.ts'
import type { Store } from '../../src/stores/store.ts'
import { boundsOf } from '../../src/time.ts'

const file = join(import.meta.dirname, '..', '..', 'examples', '02-us-russia', 'us-russia.jsonl')
const texts = readFileSync(file, 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((line) => `{${line.slice(line.indexOf('"json"'))}`)

/** What a test makes of a store: the store, or more than it. */
type Made = Store | { readonly store: Store; readonly discard?: () => void | Promise<void> }

/** Tests that a store keeps the chronology as the file of the example does. */
export function keepsTheChronology(
  make: () => Made | Promise<Made>,
  { test, expect, name }: { readonly test: TestAPI; readonly expect: ExpectStatic; readonly name: string },
): void {
  test(`${name} keeps the US–Russian chronology byte for byte, and it folds to the state of the file`, async () => {
    const made = await make()
    const store = 'store' in made ? made.store : made
    let now = new Date(0)
    const talks = openLedger({ store, clock: () => now }).between('US', 'RU')
    for (const event of events) {
      // As examples/02-us-russia/write-log.ts: in the evening of the day on which it became public.
      now = new Date(boundsOf(event.reported ?? event.occurred).latest + 1 - 4 * 3_600_000)
      await talks.append(event, { expectedVersion: 'any' })
    }
    expect((await store.read('RU~US')).map(({ text }) => text)).toEqual(texts)
    const [state, expected] = await Promise.all(
      [store, jsonlStore(file, { readOnly: true })].map((each) => openLedger({ store: each }).between('US', 'RU').state()),
    )
    expect(JSON.stringify(state)).toBe(JSON.stringify(expected))
    expect(state?.demands.size).toBeGreaterThan(4)
    await store.close()
    if ('store' in made) await made.discard?.()
  })
}
