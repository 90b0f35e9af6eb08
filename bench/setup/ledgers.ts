// What a whole ledger does over a store: events made, checked against the rules, encoded, appended, read back. Stated, without a bar.
// In: a store. Out: events a second, printed beside what the store itself does.
import { meeting, openLedger } from '../../src/index.ts'
import type { Store } from '../../src/stores/store.ts'

const note = 'x'.repeat(180)
let made = 0
const events = (count: number) =>
  Array.from({ length: count }, () => meeting.held({ meeting: `round-${++made}`, occurred: '2025-04-10', note }))

async function rate(items: number, work: () => Promise<unknown>): Promise<string> {
  const start = performance.now()
  await work()
  return ((items * 1000) / (performance.now() - start)).toFixed(0)
}

/** Prints how many events a second a ledger over this store takes one by one and a hundred at once, and gives back from its store. */
export async function tellLedgerRates(store: Store): Promise<void> {
  const [single, batches] = [200, 100] as const
  const append = async (appends: number, size: number) => {
    for (let done = 0; done < appends; done++) await talks.append(events(size), { expectedVersion: 'any' })
  }
  const talks = openLedger({ store }).between('US', 'RU')
  await append(20, 100)
  const one = await rate(single, () => append(single, 1))
  const hundred = await rate(batches * 100, () => append(batches, 100))
  // Another ledger, which has seen none of it.
  const reader = openLedger({ store }).between('US', 'RU')
  const read = await rate(2000 + single + batches * 100, async () => {
    for await (const event of reader.events()) event satisfies object
  })
  console.log(`                    a whole ledger over it: ${one} events a second one by one, ${hundred} by the hundred, ${read} read back`)
}
