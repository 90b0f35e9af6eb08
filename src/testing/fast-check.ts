// The public names of the testing kit that need fast-check: relations-ledger/testing/fast-check.
// In: what the files of src/testing export for users. Out: one explicit list.
// fast-check is an optional peer: it is loaded by whoever imports this subpath, and by nobody else.

export { arbitraryDate } from './arbitrary/dates.ts'
export { arbitraryEvent, arbitraryHistory } from './arbitrary/history.ts'
export { arbitraryHostileText } from './arbitrary/hostile.ts'
export type { HistoryOptions } from './arbitrary/walk.ts'
export { checkLaws, type LawOptions, type LawReport } from './laws/check-laws.ts'
