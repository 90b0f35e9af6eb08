// Old logs for ever: each log in test/replay/<version>/ is read, and folds to the state that stands beside it.
// In: logs that are added to and never edited. Out: the same state, and the same bytes when its events are encoded again.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { encodeEvent } from '../src/codec.ts'
import { openLedger } from '../src/ledger.ts'
import { jsonlStore } from '../src/stores/jsonl.ts'

const folder = join(import.meta.dirname, 'replay')
const logs = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.jsonl'))

test('there is a log to replay', () => expect(logs).toContain(join('0.1', 'us-russia.jsonl')))

describe.each(logs)('%s', (name) => {
  const file = join(folder, name)
  const ledger = openLedger({ store: jsonlStore(file, { readOnly: true }), unknown: 'fail' })

  test('folds to the state beside it', async () => {
    const states = await Promise.all((await ledger.relations()).map((relation) => relation.state()))
    await expect(`${JSON.stringify(states, null, 2)}\n`).toMatchFileSnapshot(file.replace(/jsonl$/, 'state.json'))
  })

  test('its lines are encoded again to the same bytes', async () => {
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n').slice(1)
    const texts = lines.map((line) => `{${line.slice(line.indexOf('"json"'))}`)
    const again: string[] = []
    for (const relation of await ledger.relations()) for await (const event of relation.events()) again.push(encodeEvent(event))
    expect(again.toSorted()).toEqual(texts.toSorted())
  })
})
