// Measuring: contestants side by side, and the line that says what came of it.
// In: functions that do the same work; a bar that was set before anything was measured.
// Out: medians in milliseconds, from rounds in which every contestant runs once; printed ratios with PASS or MISS.
// A slow minute of the machine hits all contestants of a round alike, so that ratios hold where times do not.

/** What is measured. What `run` returns is kept until the clock has stopped, so that no engine can leave the work out. */
export interface Contestant {
  readonly name: string
  readonly run: () => unknown
}

/**
 * The median time of one run of each contestant in milliseconds, by name; the first rounds warm the code up and are not counted.
 * Runs go on until a sample is so many milliseconds long: one that is shorter says more of the clearing before it than of itself.
 */
export async function race(
  contestants: readonly Contestant[],
  rounds: number,
  warmUp = 2,
  sampleLength = 20,
): Promise<ReadonlyMap<string, number>> {
  const all = contestants.map(({ name, run }) => ({ name, turn: longTurn(run, sampleLength), times: [] as number[] }))
  for (let round = -warmUp; round < rounds; round += 1) {
    // Each round starts with another one: nobody always runs just after the same neighbour.
    const shift = Math.abs(round) % all.length
    for (const each of [...all.slice(shift), ...all.slice(0, shift)]) {
      const time = await each.turn()
      if (round >= 0) each.times.push(time)
    }
  }
  return new Map(all.map(({ name, times }) => [name, median(times)]))
}

/** A turn from a clear memory: one run in milliseconds, of as many in a row as make a sample so long. */
export function longTurn(run: () => unknown, sampleLength = 20): () => Promise<number> {
  let fastest = Number.POSITIVE_INFINITY
  return async () => {
    await clear()
    const time = await timeOfRuns(run, Math.max(1, Math.ceil(sampleLength / fastest)))
    fastest = Math.min(fastest, time)
    return time
  }
}

/** Clears the memory, and waits: the collector sweeps on in threads of its own, and whoever runs next would pay for what the one before left. */
async function clear(): Promise<void> {
  collect()
  await new Promise((resolve) => setTimeout(resolve, 200))
}

/** One run in milliseconds, of so many in a row. */
export async function timeOfRuns(run: () => unknown, runs = 1): Promise<number> {
  let kept: unknown
  const start = performance.now()
  for (let at = 0; at < runs; at += 1) {
    const made = run()
    // Only what answers later is waited for: a turn of the event loop is no part of the work.
    kept = made instanceof Promise ? await made : made
  }
  const end = performance.now()
  kept satisfies unknown
  return (end - start) / runs
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
