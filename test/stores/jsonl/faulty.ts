// A disk that fails on demand: the real calls, with one of them replaced while a test needs it.
// In: nothing. Out: the calls, how often each was made, and the errors a system gives.
import { diskFiles, type Files } from '../../../src/stores/jsonl/files.ts'

export interface FaultyFiles extends Files {
  /** What stands in for a call; take it away and the real one is back. */
  readonly instead: { -readonly [Call in keyof Files]?: Files[Call] }
  /** The names of the calls, in the order they were made. */
  readonly calls: (keyof Files)[]
}

export function faultyFiles(): FaultyFiles {
  const instead: FaultyFiles['instead'] = {}
  const calls: FaultyFiles['calls'] = []
  const through = <Call extends keyof Files>(call: Call): Files[Call] => {
    const either = (...args: unknown[]) => {
      calls.push(call)
      return ((instead[call] ?? diskFiles[call]) as (...args: unknown[]) => unknown)(...args)
    }
    return either as Files[Call]
  }
  return {
    instead,
    calls,
    open: through('open'),
    read: through('read'),
    write: through('write'),
    truncate: through('truncate'),
    sync: through('sync'),
    close: through('close'),
  }
}

export const systemError = (code: string): Error => Object.assign(new Error(`${code}: the system says no`), { code })

export const failing = (code: string) => async (): Promise<never> => {
  throw systemError(code)
}

/** A gate that calls can be held at: `reached` resolves when the first call stands before it. */
export function gate(): { pass: () => Promise<void>; reached: Promise<void>; open: () => void } {
  let [open, reach] = [() => {}, () => {}]
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  const reached = new Promise<void>((resolve) => {
    reach = resolve
  })
  const pass = () => {
    reach()
    return opened
  }
  return { pass, reached, open }
}
