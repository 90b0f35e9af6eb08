// Recording for tests: what constructors gave becomes the state of the relation between US and RU.
// In: inputs, in the order of recording. Out: the state, the same every time: ids count up, the clock stands still.
import type { AsOf } from '../src/as-of.ts'
import type { DefaultVocabulary } from '../src/ledger.ts'
import { fold, record } from '../src/pure.ts'
import type { InputIn } from '../src/record.ts'

/** The inputs that `record` takes. */
export type Input = InputIn<DefaultVocabulary>

const clock = () => new Date('2025-06-17T12:00:00Z')

/** Ids that count up: the first event's ends in 1. */
function countingIds(): () => string {
  let count = 0
  return () => {
    count += 1
    return `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`
  }
}

/** The events that these inputs become. */
const recorded = (...inputs: readonly Input[]) => record(['US', 'RU'], inputs, { clock, ids: countingIds() })

/** The state after these inputs. */
export const stateAfter = (...inputs: readonly Input[]) => fold(recorded(...inputs), { between: ['US', 'RU'] })

/** The state after these inputs, within the limits. */
export const stateAsOf = (asOf: AsOf, ...inputs: readonly Input[]) => fold(recorded(...inputs), { between: ['US', 'RU'], ...asOf })
