// Another day, another chance: what a function gives when the machine's clock and its random numbers are others.
// In: a function that answers at once.
// Out: what it gives, some four hundred days later; the clock is put back whatever happens.

const later = 400 * 86_400_000

/** Runs a function at another time. */
export function elsewhen<Answer>(run: () => Answer): Answer {
  const real = { Date: globalThis.Date, random: Math.random, now: performance.now, randomUUID: crypto.randomUUID }
  const then = (): number => real.Date.now() + later
  const moved = new Proxy(real.Date, {
    construct: (target, given, as) => Reflect.construct(target, given.length === 0 ? [then()] : given, as),
    apply: () => new real.Date(then()).toString(),
    get: (target, name) => (name === 'now' ? then : Reflect.get(target, name)),
  })
  Object.assign(globalThis, { Date: moved })
  Object.assign(Math, { random: () => (real.random() + 0.5) % 1 })
  put(performance, 'now', () => real.now.call(performance) + later)
  put(crypto, 'randomUUID', () => '00000000-0000-4000-8000-000000000000')
  try {
    return run()
  } finally {
    Object.assign(globalThis, { Date: real.Date })
    Object.assign(Math, { random: real.random })
    for (const [owner, name] of [
      [performance, 'now'],
      [crypto, 'randomUUID'],
    ] as const)
      Reflect.deleteProperty(owner, name)
  }
}

/** Before the one of its prototype, so that taking it away again is enough. */
const put = (owner: object, name: string, value: unknown): unknown =>
  Object.defineProperty(owner, name, { value, configurable: true, writable: true })
