// A fingerprint of a vocabulary: the same for as long as it folds the same log into the same states, as far as can be told.
// In: a vocabulary: its tables, and the source text of the functions in them. Out: a short text.
// What it cannot see: what such a function calls or closes over, and what the schemas of fields accept.
import { checksumOf } from './checksum.ts'
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
function definitionsOf({ entities, types }: Vocabulary): readonly Definition[] {
  const all = [...entities.map(({ entity }) => entity as Definition), ...[...types.values()].map(({ definition }) => definition)]
  return [...new Set(all)]
}

/** `gaps` are worked out from the rest, and grow; `questions` are asked of a state that is there. */
function described(name: string, value: unknown): unknown {
  if (name === 'gaps' || name === 'questions') return undefined
  if (typeof value === 'function') return String(value)
  if (value instanceof Map || value instanceof Set) return [...value]
  return isSchema(value) ? `a schema of ${value['~standard'].vendor}` : value
}

const isSchema = (value: unknown): value is { readonly '~standard': { readonly vendor: string } } =>
  typeof value === 'object' && value !== null && '~standard' in value
