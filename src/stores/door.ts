// The door of a store: calls go in while it is open, and it is closed once the last of them has come out.
// In: calls, and the word that there shall be no more.
// Out: what each call gave; STORE_CLOSED for whoever comes too late; and a promise that all is done.
import { storeClosed } from './terms.ts'

/** Counts the calls that are under way. */
export interface Door {
  /** True from the first call of `close` on. */
  readonly isClosed: boolean
  /** True once it is closed and the last call has come out: nobody waits for anything any more. */
  readonly isLeft: boolean
  /** Makes a call, or refuses it with `STORE_CLOSED`. */
  through<Value>(call: () => Promise<Value>): Promise<Value>
  /** Refuses what comes from now on, waits for what is under way, then does this; once, however often it is called. */
  close(last: () => Promise<void>): Promise<void>
}

/** @param name the store's, for the refusal */
export function createDoor(name: string): Door {
  let underWay = 0
  let isEmpty = () => {}
  let closing: Promise<void> | undefined

  async function through<Value>(call: () => Promise<Value>): Promise<Value> {
    if (closing !== undefined) throw storeClosed(name)
    underWay += 1
    try {
      return await call()
    } finally {
      underWay -= 1
      if (underWay === 0) isEmpty()
    }
  }

  const allOut = (): Promise<void> =>
    new Promise((resolve) => {
      isEmpty = resolve
      if (underWay === 0) resolve()
    })

  function close(last: () => Promise<void>): Promise<void> {
    closing ??= allOut().then(last)
    return closing
  }

  return {
    get isClosed() {
      return closing !== undefined
    },
    get isLeft() {
      return closing !== undefined && underWay === 0
    },
    through,
    close,
  }
}
