// Old logs for ever: each log in test/replay/<version>/ is read, and folds to the state that stands beside it.
// Those of offers were written under older schemas of an entity of a user's own, and are read under its newest.
// In: logs that are added to and never edited. Out: the same state, and the same bytes when its events are encoded again.
// A log is fixed for ever, and test/replay-kept.test.ts refuses a change of one; the state beside it is what the log says today:
// where a fold is mended it changes, with `npx vitest run test/replay.test.ts -u`, and the difference is there to be read.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { encodeEvent } from '../src/codec.ts'
import { diff } from '../src/diff.ts'
import { diplomacyVocabulary } from '../src/diplomacy.ts'
import type { RecordedEvent } from '../src/event.ts'
import { explain } from '../src/explain.ts'
import { openLedger } from '../src/ledger.ts'
import { jsonlStore } from '../src/stores/jsonl.ts'
import { recordedAs } from '../src/upcast.ts'
import type { Vocabulary } from '../src/vocabulary.ts'
import { offers } from './offer.ts'

const folder = join(import.meta.dirname, 'replay')
const logs = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.jsonl'))
const linesOf = (file: string): string[] => readFileSync(file, 'utf8').trimEnd().split('\n').slice(1)

describe.each(logs)('%s', (name) => {
  const file = join(folder, name)
  const words: Vocabulary = name.includes('offers') ? offers : diplomacyVocabulary
  const ledger = openLedger({ store: jsonlStore(file, { readOnly: true }), vocabulary: words })

  test('folds to the state beside it', async () => {
    const states = await Promise.all((await ledger.relations()).map((relation) => relation.state()))
    await expect(`${JSON.stringify(states, null, 2)}\n`).toMatchFileSnapshot(file.replace(/jsonl$/, 'state.json'))
  })

  test('its lines are encoded again to the same bytes', async () => {
    const texts = linesOf(file).map((line) => `{${line.slice(line.indexOf('"json"'))}`)
    const again: string[] = []
    for (const relation of await ledger.relations())
      for await (const event of relation.events()) again.push(encodeEvent({ ...event, ...rawOf(event) }))
    expect(again.toSorted()).toEqual(texts.toSorted())
  })
})

/** What stands in the line: what an upcaster made of it is seen, and not written. */
function rawOf(event: RecordedEvent): Partial<RecordedEvent> {
  const { type, schemaVersion, data } = recordedAs(event)
  return { type, schemaVersion, data }
}

test('the logs have every type of event, batches, late events, problems, unknown types, bigints and text of every kind', () => {
  const all = logs.flatMap((name) => linesOf(join(folder, name))).join('\n')
  expect(logs.filter((name) => name.includes('offers'))).toHaveLength(2)
  for (const type of diplomacyVocabulary.types.keys()) expect(all, 'name a new log in scripts/replay-logs.ts').toContain(`"type":"${type}"`)
  for (const part of ['"more":6', '"type":"reserve.counted"', '"schemaVersion":2', '["bigint"]', '\u{10ffff}', '\u2028', '\\u0001', 'עולם'])
    expect(all).toContain(part)
  const states = logs.map((name) => readFileSync(join(folder, name.replace(/jsonl$/, 'state.json')), 'utf8')).join('')
  for (const part of ['"kind": "gap"', '"kind": "contradiction"', '"inferred"', '"dangling"', '"unknown"']) expect(states).toContain(part)
})

test('the three errors that outlets really made: the state as it was printed, as it was corrected, and the corrections that made it so', async () => {
  const ledger = openLedger({ store: jsonlStore(join(folder, '0.1', 'corrected.jsonl'), { readOnly: true }) })
  const talks = ledger.between('US', 'RU')
  const [printed, corrected] = [await talks.state({ version: 2 }), await talks.state()]
  const told = (state: typeof printed) => {
    const { since, place, delegations } = state.meetings.get('istanbul-1') ?? {}
    return { since, place, heads: ['US', 'RU'].map((side) => delegations?.[side]?.[0]?.name), last: state.meetings.last?.id }
  }
  expect(told(printed)).toEqual({ since: '2025-02-17', place: 'Riyadh', heads: ['Rubio', 'Lavrov'], last: 'riyadh' })
  const heads = ['Sonata Coulter', 'Alexander Darchiev']
  expect(told(corrected)).toEqual({ since: '2025-02-27', place: 'Istanbul', heads, last: 'istanbul-1' })
  const [held] = explain(corrected, 'meeting/istanbul-1').events
  expect(held?.entries.map(({ event, changes, effect }) => [event.version, changes.map(({ field }) => field), effect])).toEqual([
    [3, ['occurred'], 'stands'],
    [4, ['delegations'], 'overtaken'],
    [5, ['place'], 'stands'],
    [6, ['delegations'], 'stands'],
  ])
  expect(explain(printed, 'meeting/istanbul-1').events[0]?.entries).toEqual([])
  expect(diff(printed, corrected)).toMatchSnapshot()
})
