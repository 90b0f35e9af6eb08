// Lines as the codec writes them, made before the clock starts.
// In: a relation, the version before them, how many. Out: lines for a store.
// Through JSON, as the codec's texts come: a text put together from pieces would be joined only when it is written.
import type { NewLine } from '../../src/stores/store.ts'

const note = 'x'.repeat(180)

export const linesFor = (relation: string, after: number, count: number): NewLine[] =>
  Array.from({ length: count }, (_, index) => {
    const version = after + 1 + index
    const id = `0196f1a2-7c3b-7d4e-8f5a-${String(version).padStart(12, '0')}`
    return { id, text: JSON.stringify({ json: { relation, version, id, type: 'meeting.held', note } }) }
  })
