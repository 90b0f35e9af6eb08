// Turns: of the calls that concern one thing, each begins when the one before it has ended.
// In: a name of the thing, and a call. Out: what the call gave.
// Calls that concern different things do not wait for one another.

/** Makes a call when those before it, for the same thing, have ended. */
export type InTurn = <Value>(thing: string, call: () => Promise<Value>) => Promise<Value>

export function createTurns(): InTurn {
  const lasts = new Map<string, Promise<unknown>>()
  return (thing, call) => {
    const now = (lasts.get(thing) ?? Promise.resolve()).then(call)
    const ended = now.then(
      () => {},
      () => {},
    )
    lasts.set(thing, ended)
    void ended.then(() => {
      if (lasts.get(thing) === ended) lasts.delete(thing)
    })
    return now
  }
}
