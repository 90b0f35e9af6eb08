// What the fold makes of a log is what it made of it when snapshotVersion was last raised: snapshots that users have would be wrong else.
// In: the logs of test/replay, and the snapshot of each that was kept for the present version. Out: the text of a snapshot made today is the
// same, but for the fingerprint of the vocabulary: that changes with every edit of a recipe, which may be harmless.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openLedger } from '../src/ledger.ts'
import { snapshot } from '../src/snapshot.ts'
import { jsonlStore } from '../src/stores/jsonl.ts'
import type { Vocabulary } from '../src/vocabulary.ts'
import { keptName, vocabularyOf } from './kept-snapshots.ts'

const folder = join(import.meta.dirname, 'replay')
const logs = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.jsonl'))

/** What its lines say, whatever the order of keys, without the checksum and the fingerprint. */
function contentOf(text: string): readonly unknown[] {
  const [, header = '', ...lines] = text.split('\n')
  const { vocabulary: _, ...rest } = JSON.parse(header) as { readonly vocabulary: string }
  return [rest, ...lines.map((line) => (line.startsWith('[') ? JSON.parse(line) : line))]
}

test.each(logs)('the snapshots of %s are what was kept', async (log) => {
  const store = jsonlStore(join(folder, log), { readOnly: true })
  const ledger = openLedger<Vocabulary>({ store, vocabulary: vocabularyOf(log) })
  const relations = await ledger.relations()
  expect(relations.length).toBeGreaterThan(0)
  for (const [at, relation] of relations.entries()) {
    const today = snapshot(await relation.state())
    const kept = join(folder, keptName(log, at, today))
    expect(existsSync(kept), `no snapshot of ${log} is kept for this snapshotVersion: keep one with \`npm run replay:logs\``).toBe(true)
    expect(
      contentOf(today),
      'the same log gives another state, or another text: raise snapshotVersion in src/snapshot.ts, so that no snapshot of before is used, ' +
        'and keep new ones with `npm run replay:logs`',
    ).toEqual(contentOf(readFileSync(kept, 'utf8')))
  }
  await ledger.close()
})
