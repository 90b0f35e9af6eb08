// What is mutated, and which tests answer for it.
// In: the path of a source file. Out: the test files that are written for it.
// All the others are left out: a mutant is found where one would look for the test, or it survives.
import { existsSync, readFileSync } from 'node:fs'

/** In the order of what depends on them. */
export const sources: readonly string[] = [
  ...['fold', 'history', 'amend', 'replay', 'evolve', 'lifecycle', 'table', 'standing', 'voices', 'as-of', 'snapshot', 'append', 'desk'],
  ...['record', 'event', 'time', 'edtf', 'stretch', 'duration', 'calendar', 'codec', 'checksum', 'pure', 'ids', 'shelf', 'collection'],
  ...['state', 'diff', 'same', 'spans', 'explain', 'disagreements', 'compare', 'shape', 'upcast', 'constructor', 'entity', 'vocabulary'],
  ...['remarks-read', 'remarks/remark', 'remarks/account', 'remarks/entry', 'attribution', 'keeping', 'fingerprint', 'groups', 'ledger'],
  ...['act', 'agreement', 'demand', 'envoy', 'follow-up', 'guarantee', 'meeting', 'mission', 'restriction', 'ties', 'topic', 'track'].map(
    (entity) => `entities/${entity}`,
  ),
].map((name) => `src/${name}.ts`)

/** Where tests of a file are found under another name. */
const answeredFor: Readonly<Record<string, readonly string[]>> = {
  'src/amend.ts': ['test/remarks/entry.test.ts', 'test/standing.test.ts', 'test/as-of.test.ts'],
  'src/append.ts': ['test/remarks/entry.test.ts', 'test/amend.test.ts'],
  'src/attribution.ts': ['test/explain.test.ts', 'test/append.test.ts'],
  'src/checksum.ts': ['test/codec.test.ts'],
  'src/constructor.ts': ['test/entity.test.ts', 'test/vocabulary.test.ts', 'test/errors.test.ts'],
  'src/desk.ts': ['test/ledger.test.ts', 'test/keeping.test.ts'],
  'src/edtf.ts': ['test/time.test.ts'],
  'src/evolve.ts': ['test/fold.test.ts', 'test/pure.test.ts', 'test/amend.test.ts'],
  'src/fingerprint.ts': ['test/snapshot.test.ts'],
  'src/fold.ts': ['test/spans.test.ts', 'test/amend.test.ts'],
  'src/groups.ts': ['test/disagreements.test.ts'],
  'src/history.ts': ['test/fold.test.ts', 'test/amend.test.ts'],
  'src/ledger.ts': ['test/keeping.test.ts', 'test/errors.test.ts'],
  'src/lifecycle.ts': ['test/spans.test.ts'],
  'src/pure.ts': ['test/snapshot.test.ts', 'test/upcast.test.ts'],
  'src/record.ts': ['test/recording.test.ts', 'test/pure.test.ts', 'test/amend.test.ts'],
  'src/remarks-read.ts': ['test/explain.test.ts', 'test/history.test.ts', 'test/remarks/entry.test.ts'],
  'src/remarks/account.ts': ['test/remarks/entry.test.ts', 'test/errors.test.ts'],
  'src/remarks/entry.ts': ['test/errors.test.ts'],
  'src/remarks/remark.ts': ['test/remarks/entry.test.ts', 'test/errors.test.ts'],
  'src/replay.ts': ['test/fold.test.ts', 'test/history.test.ts', 'test/amend.test.ts'],
  'src/stretch.ts': ['test/time.test.ts'],
  'src/table.ts': ['test/lifecycle.test.ts', 'test/entity.test.ts'],
  'src/vocabulary.ts': ['test/upcast.test.ts'],
  'src/voices.ts': ['test/standing.test.ts'],
}

/** The tests of all tables of the domain: whose word each row needs, which fields it takes, which statuses are open or final. */
const ofTables = ['words', 'fields', 'statuses'].map((name) => `test/entities/${name}.test.ts`)

/** The tests that are written for a file, and those of every message where it has one. */
export function testsOf(source: string): readonly string[] {
  const mirror = source.replace(/^src/, 'test').replace(/\.ts$/, '.test.ts')
  const messages = readFileSync(source, 'utf8').includes('LedgerError(') ? ['test/errors.test.ts'] : []
  const tables = source.startsWith('src/entities/') ? ofTables : []
  return [...(existsSync(mirror) ? [mirror] : []), ...(answeredFor[source] ?? []), ...tables, ...messages]
}
