// The store in a file keeps the contract, writes the bytes it promises, and refuses by name what it cannot open.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { describe, expect, test, vi } from 'vitest'
import { jsonlStore, type RepairReport } from '../../src/stores/jsonl.ts'
import { batch, line, stored } from '../../src/testing/contract/lines.ts'
import { storeContract } from '../../src/testing/store-contract.ts'
import { keepsTheChronology } from './chronology.ts'
import { newFolder } from './jsonl/folder.ts'

const inFolder = newFolder()
const pair = 'RU~US'
const header = '{"relations-ledger":"log","formatVersion":1}\n'
let number = 0
const newFile = () => inFolder(`${++number}.jsonl`)

for (const durability of ['disk', 'os'] as const) {
  const make = () => {
    const file = newFile()
    return { store: jsonlStore(file, { durability }), reopen: () => jsonlStore(file, { durability }) }
  }
  storeContract(make, { describe, test, expect, name: `jsonlStore (${durability})` })
  keepsTheChronology(make, { test, expect, name: `jsonlStore (${durability})` })
}

async function fileWith(...batches: { relation: string; version: number; count: number }[]): Promise<string> {
  const file = newFile()
  const store = jsonlStore(file, { durability: 'os' })
  for (const { relation, version, count } of batches) await store.append(relation, version, batch(relation, version, count))
  await store.close()
  return file
}

/** What opening a file comes to; the file and its lock must be as they were. */
async function refusal(file: string, options = {}): Promise<{ code: string; message: string; where: unknown; details: unknown }> {
  const before = existsSync(file) && !file.endsWith('folder') ? readFileSync(file) : undefined
  const store = jsonlStore(file, options)
  const error = await store.relations().then(
    () => expect.fail('it was opened'),
    (refused) => refused,
  )
  await store.close()
  expect(existsSync(`${file}.lock`)).toBe(false)
  if (before !== undefined) expect(readFileSync(file).equals(before)).toBe(true)
  return error
}

describe('the bytes', () => {
  test('are those of docs/log-format.md', async () => {
    const file = await fileWith({ relation: pair, version: 0, count: 1 }, { relation: 'DE~FR', version: 0, count: 3 })
    const body = (relation: string, version: number) => line(relation, version).text.slice(1)
    const framed = (covered: string) => `{"crc":"${crc32(covered).toString(16).padStart(8, '0')}",${covered}\n`
    const expected = [
      framed(body(pair, 1)),
      framed(`"more":2,${body('DE~FR', 1)}`),
      framed(`"more":1,${body('DE~FR', 2)}`),
      framed(body('DE~FR', 3)),
    ]
    expect(readFileSync(file, 'utf8')).toBe(header + expected.join(''))
  })

  test('are the same for characters of one byte and of several, in small groups and in large ones', async () => {
    const file = newFile()
    const store = jsonlStore(file, { durability: 'os' })
    const fillings = ['plain', 'größer', '会 🕊', 'x'.repeat(100_000), 'ÿ'.repeat(100_000)]
    const batches = fillings.map((filling, index) => batch(pair, 2 * index, 2, filling))
    await Promise.all(batches.map((lines, index) => store.append(pair, 2 * index, lines)))
    for (const [index, lines] of batches.entries()) await store.append('DE~FR', 2 * index, batch('DE~FR', 2 * index, lines.length, 'Ø'))
    const crcOf = (covered: string) => crc32(covered).toString(16).padStart(8, '0')
    const framed = (covered: string) => `{"crc":"${crcOf(covered)}",${covered}\n`
    const expected = batches.flatMap((lines) => lines.map(({ text }, index) => framed(`${index === 0 ? '"more":1,' : ''}${text.slice(1)}`)))
    expect(readFileSync(file, 'utf8').slice(header.length).startsWith(expected.join(''))).toBe(true)
    expect(await store.read(pair)).toEqual(fillings.flatMap((filling, index) => stored(pair, 2 * index + 1, 2 * index + 2, filling)))
    await store.close()
    const again = jsonlStore(file, { verify: true, readOnly: true })
    expect(await again.read(pair, 3, 4)).toEqual([...stored(pair, 3, 4, 'größer'), ...stored(pair, 5, 6, '会 🕊')])
    expect(await again.read('DE~FR')).toEqual(stored('DE~FR', 1, 10, 'Ø'))
    await again.close()
  })

  test('a checksum that starts with zeros keeps them', async () => {
    const filling = Array.from({ length: 1000 }, (_, index) => `${index}`).find(
      (each) => crc32(line(pair, 1, each).text.slice(1)) < 0x0fffffff,
    )
    const file = newFile()
    const store = jsonlStore(file)
    await store.append(pair, 0, [line(pair, 1, filling)])
    await store.close()
    expect(readFileSync(file, 'utf8').slice(header.length)).toMatch(/^\{"crc":"0[0-9a-f]{7}","json"/)
    const again = jsonlStore(file)
    expect(await again.read(pair)).toEqual(stored(pair, 1, 1, filling))
    await again.close()
  })
})

describe('opening', () => {
  test('nothing is touched before the first call', async () => {
    const file = newFile()
    const store = jsonlStore(file)
    await store.close()
    expect(existsSync(file)).toBe(false)
    expect([store.name, store.durability]).toEqual([`jsonl ${file}`, 'disk'])
    expect(jsonlStore(file, { durability: 'os' }).durability).toBe('os')
  })

  test('an empty file is a new log, and a file with only its header an empty one', async () => {
    for (const content of ['', header]) {
      const file = newFile()
      writeFileSync(file, content)
      const store = jsonlStore(file)
      expect(await store.relations()).toEqual([])
      await store.close()
      expect(readFileSync(file, 'utf8')).toBe(header)
    }
  })

  test('a link leads to the log, and the lock stands beside the log itself', async () => {
    const file = await fileWith({ relation: pair, version: 0, count: 1 })
    const linked = newFile()
    symlinkSync(file, linked)
    const store = jsonlStore(linked)
    expect(await store.read(pair)).toEqual(stored(pair, 1, 1))
    expect([existsSync(`${file}.lock`), existsSync(`${linked}.lock`)]).toEqual([true, false])
    await expect(jsonlStore(file).relations()).rejects.toMatchObject({ code: 'STORE_LOCKED' })
    await store.close()
  })

  test('what could not be opened is tried again at the next call', async () => {
    mkdirSync(inFolder('later-folder'), { recursive: false })
    const file = inFolder('later-folder/below/log.jsonl')
    const store = jsonlStore(file)
    await expect(store.relations()).rejects.toMatchObject({ code: 'STORE_FAILED', details: { operation: 'open', code: 'ENOENT' } })
    mkdirSync(inFolder('later-folder/below'))
    expect(await store.relations()).toEqual([])
    await store.close()
  })

  test.each([
    ['no name', ''],
    ['a name that is none', 7],
    ['a name with NUL', 'a\0b'],
  ])('%s is refused at once', (_, file) => {
    expect(() => jsonlStore(file as string)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
  })

  test('options that are none are refused at once', () => {
    expect(() => jsonlStore('x', { durability: 'quorum' as 'disk' })).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
    expect(() => jsonlStore('x', { onRepair: 'log' as never })).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
  })
})

describe('what cannot be opened is refused by name and left as it is', () => {
  test('a missing folder, a folder, and a path through a file', async () => {
    expect(await refusal(inFolder('nowhere/log.jsonl'))).toMatchObject({ code: 'STORE_FAILED', details: { code: 'ENOENT' } })
    mkdirSync(inFolder('a-folder'))
    expect(await refusal(inFolder('a-folder'))).toMatchObject({ code: 'STORE_FAILED', details: { code: 'EISDIR' } })
    const file = await fileWith()
    writeFileSync(file, '')
    expect(await refusal(`${file}/log.jsonl`)).toMatchObject({ code: 'STORE_FAILED', details: { code: 'ENOTDIR' } })
    symlinkSync(inFolder('not-there'), inFolder('dangling'))
    expect(await refusal(inFolder('dangling'))).toMatchObject({ code: 'STORE_FAILED', details: { code: 'EEXIST' } })
  })

  test.skipIf(process.platform === 'win32')('a device', async () => {
    const error = await refusal('/dev/null', { readOnly: true })
    expect(error).toMatchObject({ code: 'STORE_FAILED', details: { operation: 'open' }, message: expect.stringContaining('not a file') })
  })

  const first = '{"crc":"9ae0daaf","json":{}}\n'
  test.each([
    ['a byte order mark', `\ufeff${header}`, 'byte order mark'],
    ['carriage returns', header.replace('\n', '\r\n'), 'carriage returns'],
    ['a log without its header', first, 'not the header'],
    ['a file that is something else', 'dear diary', 'not the header'],
    ['a long file that is something else', 'x'.repeat(100_000), 'not the header'],
    ['a header and something on its line', header.replace('\n', ' \n'), 'not the header'],
    ['a line break', '\n', 'not the header'],
    ['many zeros', '\0'.repeat(4096), 'not the header'],
  ])('%s', async (_, content, reason) => {
    const file = newFile()
    writeFileSync(file, content)
    for (const readOnly of [false, true]) {
      const error = await refusal(file, { readOnly })
      expect(error).toMatchObject({ code: 'LOG_CORRUPT', where: { file, line: 1, byte: 0 } })
      expect(error.message).toContain(reason)
    }
  })

  test('a newer format', async () => {
    const file = newFile()
    writeFileSync(file, '{"relations-ledger":"log","formatVersion":12,"compressed":true}\n…')
    expect(await refusal(file)).toMatchObject({ code: 'FORMAT_UNSUPPORTED', details: { formatVersion: 12 }, where: { file, line: 1 } })
  })

  const good = (version: number, more = 0) => {
    const covered = `${more ? `"more":${more},` : ''}${line(pair, version).text.slice(1)}`
    return reframed(covered)
  }
  const reframed = (covered: string) => `{"crc":"${crc32(covered).toString(16).padStart(8, '0')}",${covered}\n`
  const text = line(pair, 3).text.slice(1)
  test.each([
    ['a line of another kind', '{"note":"hello"}\n', 'does not start like a line'],
    ['an empty line', '\n', 'does not start like a line'],
    ['a carriage return', good(3).replace('\n', '\r\n'), 'carriage return'],
    ['a wrong checksum', good(3).replace('meeting', 'seating'), 'checksum'],
    ['a checksum in capitals', good(3).replace(/"crc":"[^"]*"/, (found) => found.toUpperCase().replace('CRC', 'crc')), 'checksum'],
    ['a version left out', good(4), 'version 4 of RU~US, where version 3 must come'],
    ['a version twice', good(2), 'version 2 of RU~US, where version 3 must come'],
    ['a batch broken off by an append', good(3, 2) + good(4) + good(5), 'the batch before it is not complete'],
    ['a batch that counts wrong', good(3, 2) + good(4, 2), 'the batch before it is not complete'],
    ['a batch over two relations', good(3, 1) + reframed(line('DE~FR', 1).text.slice(1)), 'the batch before it is not complete'],
    ['a relation that is none', reframed('"json":{"relation":"RU","version":1,"id":"a"}}'), '"RU" is not a relation'],
    ['a version with a leading zero', reframed(text.replace('"version":3', '"version":03')), 'does not name'],
    ['no version', reframed(text.replace('"version":3', '"version":')), 'does not name'],
    ['a version that is text', reframed(text.replace('"version":3', '"version":"3"')), 'does not name'],
    ['a batch of zero more', reframed(`"more":0,${text}`), 'does not name'],
    ['an empty id', reframed(text.replace(/"id":"[^"]*"/, '"id":""')), 'does not name'],
    ['an id with an escape', reframed(text.replace(/"id":"[^"]*"/, '"id":"a\\u0041"')), 'does not name'],
    ['a line that does not end', reframed(text.slice(0, -2)), 'does not name'],
  ])('%s', async (_, added, reason) => {
    const file = await fileWith({ relation: pair, version: 0, count: 2 })
    const size = readFileSync(file).length
    writeFileSync(file, added + good(6), { flag: 'a' })
    const error = await refusal(file)
    expect(error.code).toBe('LOG_CORRUPT')
    expect(error.message).toContain(reason)
    const lines = added.startsWith(good(3, 2)) || added.startsWith(good(3, 1)) ? 5 : 4
    expect(error.where).toEqual({ file, line: lines, byte: lines === 4 ? size : size + Buffer.byteLength(good(3, 2)) })
  })
})

describe('a torn tail', () => {
  test('is put aside and reported, and what is whole is kept', async () => {
    const file = await fileWith({ relation: pair, version: 0, count: 2 })
    const size = readFileSync(file).length
    for (const [index, torn] of ['{"crc":"12', '{"crc":"12345678","json":{"relation":"RU~US","version":3,', '\0\0\0\0'].entries()) {
      writeFileSync(file, torn, { flag: 'a' })
      const reports: RepairReport[] = []
      const store = jsonlStore(file, { onRepair: (report) => reports.push(report) })
      expect(await store.read(pair)).toEqual(stored(pair, 1, 2))
      await store.close()
      const keptIn = `${file}.torn-${index + 1}`
      expect(reports).toEqual([{ file, keptIn, line: 4, byte: size, bytes: torn.length, reason: 'the last line is not complete' }])
      expect(readFileSync(keptIn, 'utf8')).toBe(torn)
      expect(readFileSync(file).length).toBe(size)
    }
  })

  test('is reported by a warning of the process where nobody asked for the report', async () => {
    const file = await fileWith({ relation: pair, version: 0, count: 1 })
    writeFileSync(file, '{"crc"', { flag: 'a' })
    const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const store = jsonlStore(file)
    await store.relations()
    await store.close()
    expect(warning).toHaveBeenCalledExactlyOnceWith(expect.stringContaining(`kept in ${file}.torn-1`), {
      type: 'LedgerWarning',
      code: 'LOG_REPAIRED',
    })
    warning.mockRestore()
  })

  test('of a batch is the whole batch', async () => {
    const file = await fileWith({ relation: pair, version: 0, count: 1 }, { relation: pair, version: 1, count: 3 })
    const bytes = readFileSync(file)
    const lastLine = bytes.lastIndexOf('\n', bytes.length - 2) + 1
    writeFileSync(file, bytes.subarray(0, lastLine))
    const reports: RepairReport[] = []
    const store = jsonlStore(file, { onRepair: (report) => reports.push(report) })
    expect(await store.read(pair)).toEqual(stored(pair, 1, 1))
    await store.append(pair, 1, batch(pair, 1, 2))
    await store.close()
    expect(reports).toMatchObject([{ line: 3, reason: 'the last batch is not complete' }])
  })
})

describe('reading only', () => {
  test('takes no lock, sees whole appends, ignores a torn tail, and sees later appends at a later call', async () => {
    const file = newFile()
    const writer = jsonlStore(file)
    await writer.append(pair, 0, batch(pair, 0, 2))
    const reader = jsonlStore(file, { readOnly: true })
    expect(await reader.read(pair)).toEqual(stored(pair, 1, 2))
    await writer.append('DE~FR', 0, [line('DE~FR', 1)])
    await writer.append(pair, 2, [line(pair, 3)])
    expect(await Promise.all([reader.relations(), reader.read(pair), reader.read(pair, 3)])).toEqual([
      [pair, 'DE~FR'],
      stored(pair, 1, 3),
      stored(pair, 3, 3),
    ])
    await writer.close()
    writeFileSync(file, '{"crc":"1234', { flag: 'a' })
    const size = readFileSync(file).length
    expect(await reader.read(pair)).toEqual(stored(pair, 1, 3))
    await reader.close()
    expect(readFileSync(file).length).toBe(size)
  })

  test('refuses appends, and a file that is not there', async () => {
    const reader = jsonlStore(await fileWith({ relation: pair, version: 0, count: 1 }), { readOnly: true })
    const append = reader.append(pair, 1, [line(pair, 2)])
    await expect(append).rejects.toMatchObject({ code: 'STORE_FAILED', message: expect.stringContaining('readOnly') })
    await reader.close()
    expect(await refusal(newFile(), { readOnly: true })).toMatchObject({ code: 'STORE_FAILED', details: { code: 'ENOENT' } })
  })
})

describe('a reader that watches', () => {
  test('a file that is not there is refused', () => {
    const reader = jsonlStore(newFile(), { readOnly: true })
    expect(() => reader.watch(() => {})).toThrow(
      expect.objectContaining({ code: 'STORE_FAILED', details: { operation: 'watch', code: 'ENOENT' } }),
    )
  })

  test('goes quiet when it ends, and can begin again', async () => {
    const file = await fileWith({ relation: pair, version: 0, count: 1 })
    const reader = jsonlStore(file, { readOnly: true })
    const heard = () => new Promise<void>((resolve) => reader.watch(resolve))
    reader.watch(() => expect.fail('it was ended'))()
    for (let version = 1; version < 4; version++) {
      const call = heard()
      const writer = jsonlStore(file, { durability: 'os' })
      await writer.append(pair, version, [line(pair, version + 1)])
      await writer.close()
      await call
      expect(await reader.read(pair, version + 1)).toEqual(stored(pair, version + 1, version + 1))
    }
    await reader.close()
  })
})

describe('snapshots beside the log', () => {
  test('are no part of it: with their folder deleted, nothing else has changed', async () => {
    const file = await fileWith({ relation: pair, version: 0, count: 2 })
    const before = readFileSync(file)
    const store = jsonlStore(file)
    await store.snapshots?.save(pair, { version: 2, text: 'state' })
    rmSync(`${file}.snapshots`, { recursive: true })
    expect(await store.snapshots?.latest(pair)).toBeUndefined()
    expect(await store.read(pair)).toEqual(stored(pair, 1, 2))
    await store.close()
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  test('changed or cut anywhere, they are not there', async () => {
    const file = await fileWith({ relation: pair, version: 0, count: 2 })
    const kept = `${file}.snapshots/${pair}.snapshot`
    const store = jsonlStore(file)
    await store.snapshots?.save(pair, { version: 2, text: 'größer' })
    const bytes = readFileSync(kept)
    for (const at of bytes.keys()) {
      for (const content of [bytes.subarray(0, at), Buffer.from(bytes.map((byte, index) => (index === at ? byte ^ 1 : byte)))]) {
        writeFileSync(kept, content)
        if ((await store.snapshots?.latest(pair)) !== undefined) expect.fail(`byte ${at}: ${content.toString()}`)
      }
    }
    writeFileSync(kept, bytes)
    expect(await store.snapshots?.latest(pair)).toEqual({ version: 2, text: 'größer' })
    await store.close()
  })

  test('of another relation under the same name are not taken', async () => {
    const store = jsonlStore(await fileWith())
    await store.snapshots?.save(pair, { version: 2, text: 'state' })
    const folder = `${store.name.slice('jsonl '.length)}.snapshots`
    renameSync(`${folder}/${pair}.snapshot`, `${folder}/ru~us.snapshot`)
    expect(await store.snapshots?.latest('ru~us')).toBeUndefined()
    await store.close()
  })

  test('a reader takes them and saves none; what cannot be saved is refused and harms nothing', async () => {
    const file = await fileWith({ relation: pair, version: 0, count: 2 })
    const store = jsonlStore(file)
    await store.snapshots?.save(pair, { version: 2, text: 'state' })
    const reader = jsonlStore(file, { readOnly: true })
    await reader.snapshots?.save(pair, { version: 2, text: 'another' })
    expect(await reader.snapshots?.latest(pair)).toEqual({ version: 2, text: 'state' })
    await reader.close()
    rmSync(`${file}.snapshots`, { recursive: true })
    writeFileSync(`${file}.snapshots`, '')
    const save = store.snapshots?.save(pair, { version: 2, text: 'state' })
    await expect(save).rejects.toMatchObject({ code: 'STORE_FAILED', details: { operation: 'save', code: 'EEXIST' } })
    await expect(store.snapshots?.latest(pair)).rejects.toMatchObject({ code: 'STORE_FAILED', details: { code: 'ENOTDIR' } })
    await store.append(pair, 2, [line(pair, 3)])
    await store.close()
  })
})

test('a line that was changed behind the back of an open store is not handed out as another', async () => {
  const file = await fileWith({ relation: pair, version: 0, count: 3 })
  const store = jsonlStore(file)
  expect(await store.read(pair)).toHaveLength(3)
  const bytes = readFileSync(file)
  bytes.write('9', bytes.indexOf('"version":2') + 10)
  writeFileSync(file, bytes)
  await expect(store.read(pair)).rejects.toMatchObject({ code: 'LOG_CORRUPT', where: { file } })
  await expect(store.since()).rejects.toMatchObject({ code: 'LOG_CORRUPT', where: { file, line: 3 } })
  for (const size of [60, header.length + line(pair, 1).text.length]) {
    writeFileSync(file, bytes.subarray(0, size))
    await expect(store.read(pair, 1, 1)).rejects.toMatchObject({ code: 'LOG_CORRUPT' })
    await expect(store.since()).rejects.toMatchObject({ code: 'LOG_CORRUPT', message: expect.stringContaining('ends within a line') })
  }
  await store.close()
})
