// Whoever watches a store.
// In: listeners; and a word from the store each time something came.
// Out: a call to each listener, soon, and one for all that came meanwhile: a store that appends is not held up by who listens.

/** The listeners of one store. */
export interface Watchers {
  /** Returns the function that takes it away again. */
  add(listener: () => void): () => void
  /** Something came. */
  tell(): void
  /** Nobody listens any more. */
  clear(): void
}

/** @param lookOut called when the first listener comes, where the engine has to be asked to tell; what it returns is called when the last has gone */
export function createWatchers(lookOut: () => () => void = () => () => {}): Watchers {
  // Each in a box of its own: the same function, given twice, is called twice and taken away once.
  const boxes = new Set<{ readonly listener: () => void }>()
  let stop = () => {}
  let isDue = false

  function tell(): void {
    if (isDue || boxes.size === 0) return
    isDue = true
    queueMicrotask(callAll)
  }

  function callAll(): void {
    isDue = false
    for (const { listener } of boxes) {
      try {
        listener()
      } catch (error) {
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }

  function add(listener: () => void): () => void {
    if (boxes.size === 0) stop = lookOut()
    const box = { listener }
    boxes.add(box)
    return () => {
      if (boxes.delete(box) && boxes.size === 0) stop()
    }
  }

  function clear(): void {
    if (boxes.size > 0) stop()
    boxes.clear()
  }

  return { add, tell, clear }
}
