// Hears that something was appended, by whomever.
// In: how to listen, how to look, and whom to tell. Out: a call when the engine says so, and one when a look now and then finds something new.
// The looks are what is relied on; a notice only makes it sooner, and it can be lost with its connection.

/** How to hear. */
export interface EarOptions {
  /** Starts listening, and resolves to what ends it; `lost` is to be called when nothing is heard any more. Left out where nothing can be heard. */
  readonly listen?: ((tell: () => void, lost: () => void) => Promise<() => Promise<void>>) | undefined
  /** How many milliseconds lie between two looks. */
  readonly every: number
  /** The last place there is. */
  readonly look: () => Promise<number>
  readonly tell: () => void
}

/** Hears until the function that it returns is called. */
export function openEar({ listen, every, look, tell }: EarOptions): () => void {
  let isOpen = true
  let ending: (() => Promise<void>) | undefined
  let known: number | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  async function round(): Promise<void> {
    if (ending === undefined) await listenAnew()
    if (!isOpen) return
    const last = await look().catch(() => known)
    // The first look, too: something may have come before it, and nobody would know.
    if (last !== known && isOpen) tell()
    known = last
    if (!isOpen) return
    timer = setTimeout(() => void round(), every)
    // In a browser a timer is a number, and keeps nothing from ending.
    ;(timer as { unref?(): void }).unref?.()
  }

  // What was appended while nobody listened is found by the look that follows.
  async function listenAnew(): Promise<void> {
    try {
      const end = await listen?.(tell, stop)
      if (isOpen) ending = end
      else await end?.()
    } catch {
      ending = undefined
    }
  }

  function stop(): void {
    ending?.().catch(() => {})
    ending = undefined
  }

  void round()
  return () => {
    isOpen = false
    clearTimeout(timer)
    stop()
  }
}
