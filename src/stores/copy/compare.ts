// What a copy is compared by.
// In: a line of one store, and the one that stands at its place in the other.
// Out: whether they are the same; or what to say where they are not.
import { LedgerError } from '../../errors.ts'
import type { Store, StoredLine } from '../store.ts'

export const isSame = (original: StoredLine | undefined, line: StoredLine): boolean =>
  original !== undefined && original.version === line.version && original.id === line.id && original.text === line.text

/** @param where which line of `to`, such as `line 7 of memory, version 2 of RU~US,` */
export const notACopy = (from: Store, to: Store, relation: string, where: string) =>
  new LedgerError(
    'INVALID_ARGUMENT',
    `copy: ${where} is not the one that ${from.name} has there — give an empty store`,
    { argument: 'to', given: to.name },
    { relation },
  )
