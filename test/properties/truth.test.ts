// The law of truth and time: whatever is appended, corrected, told and asked, the ledger answers like the naive model.
// In: random sequences of commands (truth-commands.ts). Out: no difference.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { emptyPair, sequences } from '../truth-commands.ts'
import { noLimit, runs, seed } from './size.ts'

const numRuns = runs(300)

it(
  `${numRuns} sequences of appends, entries, accounts and questions agree with the naive model (seed ${seed})`,
  async () => {
    let recorded = 0
    await fc.assert(
      fc.asyncProperty(sequences(20), async (commands) => {
        const { model, real } = emptyPair()
        await fc.asyncModelRun(() => ({ model, real }), commands)
        recorded += model.log.length
      }),
      { seed, numRuns, endOnFailure: false },
    )
    expect(recorded).toBeGreaterThan(numRuns * 3)
  },
  noLimit,
)
