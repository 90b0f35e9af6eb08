// Lines as the codec writes them. Whoever appends makes them just before, and the clock of every way to append runs meanwhile.
// In: a relation, the version before them, how many. Out: lines for a store; and the id that stands in a text.
// Each text is one piece. What JSON.stringify makes on Node 20 is many, which are joined by whoever looks into it first: a store that checks it
// when it is appended, or a reader of a store that checks nothing. That is no part of what a store costs, so it is done here, for all alike.
import type { NewLine } from '../../src/stores/store.ts'

const note = 'x'.repeat(180)

export const linesFor = (relation: string, after: number, count: number): NewLine[] =>
  Array.from({ length: count }, (_, index) => {
    const version = after + 1 + index
    const id = `0196f1a2-7c3b-7d4e-8f5a-${String(version).padStart(12, '0')}`
    return { id, text: inOnePiece(JSON.stringify({ json: { relation, version, id, type: 'meeting.held', note } })) }
  })

function inOnePiece(text: string): string {
  // To look at a character joins them; a look whose answer nobody used would be left out by the compiler.
  if (text.charCodeAt(0) !== 0x7b) throw new Error('not a line')
  return text
}

/** The id of a line, for an engine driven by hand: what is read is an id, a version and a text, as a store gives it. */
export function idIn(text: string): string {
  const start = text.indexOf('"id":"') + 6
  return text.slice(start, text.indexOf('"', start))
}
