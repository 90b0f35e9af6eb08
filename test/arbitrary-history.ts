// Random histories for the library's own laws: those of the testing kit, as a careless recorder between the US and Russia writes them.
// In: a vocabulary; how far they keep to its tables. Out: an arbitrary of inputs that constructors accept, in the order of recording.
import type fc from 'fast-check'
import type { InputIn } from '../src/record.ts'
import { arbitraryHistory as anyHistory } from '../src/testing/arbitrary/history.ts'
import type { HistoryOptions } from '../src/testing/arbitrary/walk.ts'
import type { Vocabulary } from '../src/vocabulary.ts'

/** How the histories are made. */
export type HistoryShape = HistoryOptions

/** An arbitrary of histories over a vocabulary: about two steps in three follow the table, and some are late. */
export const arbitraryHistory = <V extends Vocabulary>(vocabulary: V, shape: HistoryShape = {}): fc.Arbitrary<readonly InputIn<V>[]> =>
  anyHistory(vocabulary, { valid: false, late: true, parties: ['RU', 'US'], maxLength: 12, ...shape })
