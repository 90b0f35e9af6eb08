// Old logs for ever: each log in test/replay/<version>/ is read, and folds to the state that stands beside it.
// In: logs that are added to and never edited. Out: the same state, and the same bytes when its events are encoded again.
// A log is fixed for ever, and test/replay-kept.test.ts refuses a change of one; the state beside it is what the log says today:
// where a fold is mended it changes, with `npx vitest run test/replay.test.ts -u`, and the difference is there to be read.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { encodeEvent } from '../src/codec.ts'
import { diplomacy } from '../src/diplomacy.ts'
import { openLedger } from '../src/ledger.ts'
import { jsonlStore } from '../src/stores/jsonl.ts'

const folder = join(import.meta.dirname, 'replay')
const logs = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.jsonl'))
const linesOf = (file: string): string[] => readFileSync(file, 'utf8').trimEnd().split('\n').slice(1)

describe.each(logs)('%s', (name) => {
  const file = join(folder, name)
  const ledger = openLedger({ store: jsonlStore(file, { readOnly: true }) })

  test('folds to the state beside it', async () => {
    const states = await Promise.all((await ledger.relations()).map((relation) => relation.state()))
    await expect(`${JSON.stringify(states, withBigints, 2)}\n`).toMatchFileSnapshot(file.replace(/jsonl$/, 'state.json'))
  })

  test('its lines are encoded again to the same bytes', async () => {
    const texts = linesOf(file).map((line) => `{${line.slice(line.indexOf('"json"'))}`)
    const again: string[] = []
    for (const relation of await ledger.relations()) for await (const event of relation.events()) again.push(encodeEvent(event))
    expect(again.toSorted()).toEqual(texts.toSorted())
  })
})

const withBigints = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value)

test('the logs have every type of event, batches, late events, problems, unknown types, bigints and text of every kind', () => {
  const all = logs.flatMap((name) => linesOf(join(folder, name))).join('\n')
  const types = diplomacy.flatMap((each) => [...each.entity.lifecycle.rows.keys()])
  for (const type of types) expect(all, 'name a new log in scripts/replay-logs.ts').toContain(`"type":"${type}"`)
  for (const part of ['"more":6', '"type":"reserve.counted"', '"schemaVersion":2', '["bigint"]', '\u{10ffff}', '\u2028', '\\u0001', 'עולם'])
    expect(all).toContain(part)
  const states = logs.map((name) => readFileSync(join(folder, name.replace(/jsonl$/, 'state.json')), 'utf8')).join('')
  for (const part of ['"kind": "gap"', '"kind": "contradiction"', '"inferred"', '"dangling"', '"unknown"']) expect(states).toContain(part)
})
