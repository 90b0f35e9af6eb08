// The example of docs/log-format.md is a log, and this store writes the same bytes.
import { readFileSync, writeFileSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { envelopeFields } from '../../../src/event.ts'
import { jsonlStore } from '../../../src/stores/jsonl.ts'
import { newFolder } from './folder.ts'

const document = readFileSync(new URL('../../../docs/log-format.md', import.meta.url), 'utf8')
const example = /```\n([\s\S]*?)```/.exec(document)?.[1] as string
const inFolder = newFolder()

test('the example opens, and written again it is the same', async () => {
  expect(example.split('\n')).toHaveLength(5)
  writeFileSync(inFolder('example.jsonl'), example)
  const store = jsonlStore(inFolder('example.jsonl'))
  const copy = jsonlStore(inFolder('copy.jsonl'))
  expect(await store.relations()).toEqual(['RU~US', 'DE~FR'])
  for (const relation of await store.relations()) await copy.append(relation, 0, await store.read(relation))
  await Promise.all([store.close(), copy.close()])
  expect(readFileSync(inFolder('copy.jsonl'), 'utf8')).toBe(example)
})

test('the checksum is the one the document names', () => {
  expect(document).toContain(`give \`${crc32('123456789').toString(16)}\``)
})

test('the envelope is the one the document lists, in its order', () => {
  const [, table = ''] = /\| key \| value \|\n\|---\|---\|\n([\s\S]*?)\n\n/.exec(document) ?? []
  const keys = table.split('\n').flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, key]) => key))
  expect(keys).toEqual(envelopeFields)
})
