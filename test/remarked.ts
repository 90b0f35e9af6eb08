// Random remarks among random events: entries and accounts of every type, on what was recorded before them.
// In: inputs whose ids are counted from 1, and draws. Out: the inputs with the remarks among them.
import fc from 'fast-check'
import type { EventInput } from '../src/event.ts'
import { account } from '../src/remarks/account.ts'
import { entry } from '../src/remarks/entry.ts'
import { idAt } from './fixed-clock.ts'

/** After some of the events, a remark on one of those before. */
export const drawnRemarks = fc.array(fc.record({ after: fc.nat(3), target: fc.nat(997), other: fc.nat(997), kind: fc.nat(9) }), {
  maxLength: 10,
})
/** One draw. */
type Remark = { readonly after: number; readonly target: number; readonly other: number; readonly kind: number }

function remarkOf({ target, other, kind }: Remark, before: number): EventInput {
  const [about, second] = [idAt(1 + (target % before)), idAt(1 + (other % before))]
  const several = about === second ? [about] : [about, second]
  const told = { about, reason: 'for a test', occurred: '2025-07' }
  const teller = { about, by: ['US', 'RU', 'dpa'][other % 3] as string, occurred: '2025-02' }
  const inputs = [
    () => entry.corrected({ ...told, set: { occurred: '2024-11' } }),
    () => entry.corrected({ ...told, set: { [['demand', 'dispute', 'meeting', 'offer'][other % 4] as string]: 'e0', note: 'moved' } }),
    () => entry.corrected({ ...told, set: { about: [second] } }),
    () => entry.supplemented({ ...told, set: { note: 'added' } }),
    () => entry.retracted({ ...told, about: several }),
    () => entry.reinstated({ ...told, about: several }),
    () => account.confirmed({ ...teller, about: several }),
    () => account.differed({ ...teller, words: 'not so', set: { occurred: '2025-01-09' } }),
    () => account.denied({ ...teller, about: several }),
    () => account.withdrawn(teller),
  ]
  return (inputs[kind] as () => EventInput)()
}

/** The inputs with the drawn remarks among them; each is on the ids that counted from 1. */
export function withRemarks(inputs: readonly EventInput[], draws: readonly Remark[]): readonly EventInput[] {
  const all: EventInput[] = []
  const left = [...draws]
  for (const input of inputs) {
    all.push(input)
    while (left[0] !== undefined && left[0].after === 0) all.push(remarkOf(left.shift() as Remark, all.length))
    if (left[0] !== undefined) left[0] = { ...left[0], after: left[0].after - 1 }
  }
  return all
}
