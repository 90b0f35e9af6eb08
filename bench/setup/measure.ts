// Measuring: contestants side by side, and the line that says what came of it.
// In: functions that do the same work; a bar that was set before anything was measured.
// Out: medians in milliseconds, from rounds in which every contestant runs once; printed ratios with PASS or MISS.
// A slow minute of the machine hits all contestants of a round alike, so that ratios hold where times do not.

/** What is measured. What `run` returns is kept until the clock has stopped, so that no engine can leave the work out. */
export interface Contestant {
  readonly name: string
  readonly run: () => unknown
}

/** The median time of each contestant in milliseconds, by name; the first rounds warm the code up and are not counted. */
export async function race(contestants: readonly Contestant[], rounds: number, warmUp = 2): Promise<ReadonlyMap<string, number>> {
  const times = new Map(contestants.map(({ name }) => [name, [] as number[]]))
  for (let round = -warmUp; round < rounds; round += 1) {
    // Each round starts with another one: nobody always runs just after the same neighbour.
    const shift = Math.abs(round) % contestants.length
    for (const { name, run } of [...contestants.slice(shift), ...contestants.slice(0, shift)]) {
      const time = await timeOf(run)
      if (round >= 0) times.get(name)?.push(time)
    }
  }
  return new Map([...times].map(([name, measured]) => [name, median(measured)]))
}

/** One run in milliseconds, after the memory was cleared of what ran before. */
async function timeOf(run: () => unknown): Promise<number> {
  collect()
  // The collector sweeps on in threads of its own: whoever runs next would pay for what the one before left.
  await new Promise((resolve) => setTimeout(resolve, 200))
  const start = performance.now()
  const made = run()
  // Only what answers later is waited for: a turn of the event loop is no part of the work.
  const kept = made instanceof Promise ? await made : made
  const end = performance.now()
  kept satisfies unknown
  return end - start
}

/** Clears the memory; node has to run with --expose-gc. */
export function collect(): void {
  if (globalThis.gc === undefined) throw new Error('run with node --expose-gc')
  globalThis.gc()
}

/** The middle of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >>> 1
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

/** A bar: the ratio has to be at most, or at least, so much. */
export type Bar = { readonly atMost: number } | { readonly atLeast: number }

/** Prints one ratio beside its bar; without a bar it is there to be known. */
export function report(what: string, ratio: number, bar?: Bar): void {
  const shown = `${ratio.toFixed(2)}×`.padStart(9)
  if (bar === undefined) return console.log(`         ${shown}  ${what}`)
  const [limit, isKept] = 'atMost' in bar ? [`≤ ${bar.atMost}×`, ratio <= bar.atMost] : [`≥ ${bar.atLeast}×`, ratio >= bar.atLeast]
  console.log(`  ${isKept ? 'PASS' : 'MISS'}   ${shown}  ${what} (bar ${limit})`)
}

/** Prints the medians, in all and for each of so many items. */
export function reportTimes(times: ReadonlyMap<string, number>, items: number, item = 'event'): void {
  for (const [name, time] of times) {
    console.log(`         ${time.toFixed(1).padStart(9)} ms  ${name} (${((time * 1000) / items).toFixed(2)} µs an ${item})`)
  }
}
