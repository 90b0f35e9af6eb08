// Lines to try a store with: what the codec would write, as far as a store looks at it.
// In: a relation, a version, a filling.
// Out: a line, a batch of them, or what a store gives back for them.
import type { NewLine, StoredLine } from '../../stores/store.ts'

export const idOf = (relation: string, version: number): string => `id-${relation.replace('~', '-')}-${version}`

export function line(relation: string, version: number, filling = ''): NewLine {
  const id = idOf(relation, version)
  const note = JSON.stringify(filling)
  return { id, text: `{"json":{"relation":"${relation}","version":${version},"id":"${id}","type":"meeting.held","note":${note}}}` }
}

/** `count` lines, the first of which has the version after `expectedVersion`. */
export const batch = (relation: string, expectedVersion: number, count: number, filling = ''): NewLine[] =>
  Array.from({ length: count }, (_, index) => line(relation, expectedVersion + 1 + index, filling))

/** What a store gives back for the lines of versions `from` … `to`. */
export const stored = (relation: string, from: number, to: number, filling = ''): StoredLine[] =>
  batch(relation, from - 1, to - from + 1, filling).map((each, index) => ({ ...each, version: from + index }))
