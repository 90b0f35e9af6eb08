// The fixed opening of a line's text, for stores that keep the text alone.
// In: a text as it was found, and the place in the log at which it was found.
// Out: the line, with the id that stands in its text; or LOG_CORRUPT where the text was not written for this place.
import { LedgerError } from '../errors.ts'
import type { StoredLine } from './store.ts'

/** The line that stands at this place of the log; `store` names the store in a refusal. */
export function lineOf(store: string, relation: string, version: number, text: string): StoredLine {
  const start = `{"json":{"relation":"${relation}","version":${version},"id":"`
  const end = text.indexOf('"', start.length)
  if (text.slice(0, start.length) === start && end > start.length) return { id: text.slice(start.length, end), text, version }
  const reason = `what stands at version ${version} is not the line of this version`
  const message = `${store}, ${relation}: ${reason} — put back what was there before something else changed it`
  throw new LedgerError('LOG_CORRUPT', message, { reason }, { relation })
}
