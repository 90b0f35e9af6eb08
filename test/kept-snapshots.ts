// Kept snapshots: where they lie in test/replay, and with what each log is folded.
// In: a log by its name, such as `0.1/odd.jsonl`; of a snapshot of it, which relation, and the text. Out: the vocabulary; the name.
import { basename } from 'node:path'
import { diplomacyVocabulary } from '../src/diplomacy.ts'
import type { Vocabulary } from '../src/vocabulary.ts'
import { offers } from './offer.ts'

/** Offers are an entity of a user's own. */
export const vocabularyOf = (log: string): Vocabulary => (log.includes('offers') ? offers : diplomacyVocabulary)

/** By the version that stands in the first line of the text, and the number of the relation among those of the log. */
export function keptName(log: string, relation: number, text: string): string {
  const [, version] = /^relations-ledger snapshot (\d+) /.exec(text) ?? []
  return `snapshots/${version}/${basename(log, '.jsonl')}-${relation + 1}.snapshot`
}
