// Patience with an engine that does not answer for a while: it restarts, it elects a new leader, a connection was cut.
// In: what to try, and which failures may pass. Out: what it gave at last; or the last failure.
// Whoever tries what must not be done twice is told that it is tried again: the first try may have been done, and only its answer lost.

/** How long to go on. */
export interface Patience {
  /** How many milliseconds may pass in waiting. */
  readonly milliseconds: number
  /** True for what a later try may not meet. */
  readonly mayPass: (error: unknown) => boolean
  /** How many milliseconds a try that failed like this had waited itself; none by default. */
  readonly waitedIn?: (error: unknown) => number
}

// In milliseconds.
const [shortestWait, longestWait] = [10, 500] as const

/** Tries until it works, or patience ends. */
export async function withPatience<Value>(patience: Patience, attempt: (isAgain: boolean) => Promise<Value>): Promise<Value> {
  const { milliseconds, mayPass, waitedIn = () => 0 } = patience
  for (let [waited, wait] = [0, shortestWait as number]; ; wait = Math.min(wait * 2, longestWait)) {
    try {
      return await attempt(waited > 0)
    } catch (error) {
      waited += waitedIn(error)
      if (!mayPass(error) || waited >= milliseconds) throw error
      await new Promise((resolve) => setTimeout(resolve, wait))
      waited += wait
    }
  }
}

/** What was asked; or, where no answer comes in so many milliseconds, a failure. */
export async function answeredIn<Value>(answer: Promise<Value>, milliseconds: number, late: () => Error): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), milliseconds)
  })
  try {
    return await Promise.race([answer, silence])
  } finally {
    clearTimeout(timer)
  }
}
