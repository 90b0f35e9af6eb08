// A fingerprint of a vocabulary: the same for as long as it folds the same log into the same states, as far as can be told.
// In: a vocabulary: its tables, and the source text of the functions in them. Out: a short text.
// What it cannot see: what such a function calls or closes over, and what the schemas of fields accept.
import { checksumOf } from './checksum.ts'
import type { StandardSchema } from './shape.ts'
import type { Definition } from './table.ts'
import type { Vocabulary } from './vocabulary.ts'

const known = new WeakMap<Vocabulary, string>()

/** The fingerprint of a vocabulary. */
export function fingerprintOf(vocabulary: Vocabulary): string {
  const fingerprint = known.get(vocabulary) ?? checksumOf(JSON.stringify(definitionsOf(vocabulary), described))
  known.set(vocabulary, fingerprint)
  return fingerprint
}

/** Those of its entities in their order, then those of entries and accounts. */
function definitionsOf({ types }: Vocabulary): readonly Definition[] {
  return [...new Set([...types.values()].map(({ definition }) => definition))]
}

/** `gaps` are worked out from the rest, and grow; `questions` are asked of a state that is there. */
function described(name: string, value: unknown): unknown {
  if (name === 'gaps' || name === 'questions') return undefined
  if (typeof value === 'function') return String(value)
  if (value instanceof Map || value instanceof Set) return [...value]
  const schema = (value as Partial<StandardSchema> | undefined)?.['~standard']
  return schema === undefined ? value : `a schema of ${schema.vendor}`
}
