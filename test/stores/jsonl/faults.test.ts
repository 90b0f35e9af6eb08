// What the store in a file does when the system fails it: what was acknowledged stays, what was refused is not there,
// and where neither can be promised any more, it says so and stops.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { diskFiles } from '../../../src/stores/jsonl/files.ts'
import { jsonlStore, jsonlStoreOver, type RepairReport } from '../../../src/stores/jsonl.ts'
import type { Store } from '../../../src/stores/store.ts'
import { batch, line, stored } from '../../../src/testing/contract/lines.ts'
import { type FaultyFiles, failing, faultyFiles, gate, systemError } from './faulty.ts'
import { newFolder } from './folder.ts'

const inFolder = newFolder()
const pair = 'RU~US'
let number = 0

interface Started {
  readonly file: string
  readonly files: FaultyFiles
  readonly store: Store
}

async function started(): Promise<Started> {
  const file = inFolder(`${++number}.jsonl`)
  const files = faultyFiles()
  const store = jsonlStoreOver(files, file, {})
  await store.append(pair, 0, batch(pair, 0, 2))
  files.calls.length = 0
  return { file, files, store }
}

async function reopened(file: string, options = {}): Promise<{ lines: unknown; relations: unknown }> {
  const store = jsonlStore(file, options)
  const found = { lines: await store.read(pair), relations: await store.relations() }
  await store.close()
  return found
}

describe('a write', () => {
  test.each(['ENOSPC', 'EIO', 'EDQUOT'])(
    'that fails with %s is refused, leaves the file as it was, and the next one goes through',
    async (code) => {
      const { file, files, store } = await started()
      const before = readFileSync(file)
      files.instead.write = failing(code)
      const append = store.append(pair, 2, batch(pair, 2, 3))
      await expect(append).rejects.toMatchObject({ code: 'STORE_FAILED', details: { operation: 'write', code }, where: { file } })
      expect(readFileSync(file).equals(before)).toBe(true)
      expect(await store.read(pair)).toEqual(stored(pair, 1, 2))
      delete files.instead.write
      await store.append(pair, 2, [line(pair, 3)])
      await store.close()
      expect((await reopened(file)).lines).toEqual(stored(pair, 1, 3))
    },
  )

  test('that fails half-way is put back', async () => {
    const { file, files, store } = await started()
    const before = readFileSync(file)
    let writes = 0
    files.instead.write = async (descriptor, buffer, offset, length, position) => {
      if (writes++ > 0) throw systemError('ENOSPC')
      return diskFiles.write(descriptor, buffer, offset, Math.floor(length / 2), position)
    }
    await expect(store.append(pair, 2, batch(pair, 2, 3))).rejects.toMatchObject({ details: { code: 'ENOSPC' } })
    expect(writes).toBe(2)
    expect(readFileSync(file).equals(before)).toBe(true)
    expect(files.calls).toEqual(['write', 'write', 'truncate', 'sync'])
    await store.close()
  })

  test('that stops short is continued', async () => {
    const { file, files, store } = await started()
    files.instead.write = (descriptor, buffer, offset, length, position) =>
      diskFiles.write(descriptor, buffer, offset, Math.min(length, 7), position)
    await store.append(pair, 2, batch(pair, 2, 3, 'größer'))
    expect(files.calls.filter((call) => call === 'write').length).toBeGreaterThan(20)
    expect(await store.read(pair, 3)).toEqual(stored(pair, 3, 5, 'größer'))
    await store.close()
    expect(await reopened(file)).toMatchObject({ relations: [pair] })
  })

  test('that writes nothing and gives no reason is a failure, not a loop', async () => {
    const { files, store } = await started()
    files.instead.write = async () => 0
    await expect(store.append(pair, 2, [line(pair, 3)])).rejects.toMatchObject({ details: { operation: 'write', code: 'EIO' } })
    await store.close()
  })

  test('that cannot be put back stops the store; opened again, the rest of it is put aside', async () => {
    const { file, files, store } = await started()
    const before = readFileSync(file)
    files.instead.write = async (descriptor, buffer, offset, length, position) => {
      if (offset > 0) throw systemError('EIO')
      return diskFiles.write(descriptor, buffer, offset, length - 9, position)
    }
    files.instead.truncate = failing('EIO')
    const append = store.append(pair, 2, batch(pair, 2, 2))
    await expect(append).rejects.toMatchObject({ code: 'STORE_FAILED', message: expect.stringContaining('may or may not be there') })
    delete files.instead.write
    delete files.instead.truncate
    const next = store.append('DE~FR', 0, [line('DE~FR', 1)])
    await expect(next).rejects.toMatchObject({
      code: 'STORE_FAILED',
      details: { operation: 'append' },
      message: expect.stringContaining('reopen'),
    })
    expect(await store.read(pair)).toEqual(stored(pair, 1, 2))
    await store.close()
    const reports: RepairReport[] = []
    expect(await reopened(file, { onRepair: (report: RepairReport) => reports.push(report) })).toEqual({
      lines: stored(pair, 1, 2),
      relations: [pair],
    })
    expect(reports).toMatchObject([{ byte: before.length }])
    expect(readFileSync(file).equals(before)).toBe(true)
  })
})

describe('a sync', () => {
  test('that fails refuses the append, puts the file back, and stops the store until it is opened again', async () => {
    const { file, files, store } = await started()
    const before = readFileSync(file)
    let syncs = 0
    files.instead.sync = async (descriptor) => (syncs++ === 0 ? failing('EIO')() : diskFiles.sync(descriptor))
    const append = store.append(pair, 2, [line(pair, 3)])
    await expect(append).rejects.toMatchObject({ code: 'STORE_FAILED', details: { operation: 'sync', code: 'EIO' } })
    expect(readFileSync(file).equals(before)).toBe(true)
    expect(files.calls).toEqual(['write', 'sync', 'truncate', 'sync'])
    await expect(store.append(pair, 2, [line(pair, 3)])).rejects.toMatchObject({
      code: 'STORE_FAILED',
      message: expect.stringContaining('reopen'),
    })
    expect(files.calls).toHaveLength(4)
    await store.close()
    const again = jsonlStore(file)
    await again.append(pair, 2, [line(pair, 3)])
    await again.close()
    expect((await reopened(file)).lines).toEqual(stored(pair, 1, 3))
  })

  test('comes before the answer', async () => {
    const { files, store } = await started()
    const held = gate()
    files.instead.sync = async (descriptor) => {
      await held.pass()
      await diskFiles.sync(descriptor)
    }
    let answered = false
    const append = store.append(pair, 2, [line(pair, 3)]).then(() => {
      answered = true
    })
    await held.reached
    expect(answered).toBe(false)
    expect(await store.read(pair)).toEqual(stored(pair, 1, 2))
    held.open()
    await append
    expect(await store.read(pair)).toEqual(stored(pair, 1, 3))
    await store.close()
  })

  test("is never made with durability: 'os'", async () => {
    const files = faultyFiles()
    const store = jsonlStoreOver(files, inFolder('os.jsonl'), { durability: 'os' })
    await store.append(pair, 0, batch(pair, 0, 2))
    await store.close()
    expect(files.calls).toContain('write')
    expect(files.calls).not.toContain('sync')
  })

  test('of the folder follows the creation of the file', async () => {
    const files = faultyFiles()
    const store = jsonlStoreOver(files, inFolder('created.jsonl'), {})
    await store.relations()
    expect(files.calls).toEqual(['open', 'read', 'write', 'sync', 'open', 'sync', 'close'])
    await store.close()
  })

  test('of the file follows its opening, since what is found may never have been synced', async () => {
    const { file, store } = await started()
    await store.close()
    const files = faultyFiles()
    const again = jsonlStoreOver(files, file, {})
    await again.relations()
    expect(files.calls).toContain('sync')
    expect(files.calls).not.toContain('write')
    await again.close()
  })
})

describe('appends at once', () => {
  test('go in one write and one sync, also when nothing was going on before', async () => {
    const { files, store } = await started()
    await new Promise(setImmediate)
    await Promise.all(Array.from({ length: 64 }, (_, index) => store.append(pair, index + 2, [line(pair, index + 3)])))
    expect(files.calls).toEqual(['write', 'sync'])
    await store.close()
  })

  test('that come while a group is being synced go together in the next', async () => {
    const { files, store } = await started()
    const held = gate()
    files.instead.sync = held.pass
    const first = store.append(pair, 2, [line(pair, 3)])
    await held.reached
    const rest = Array.from({ length: 64 }, (_, index) => store.append(pair, index + 3, [line(pair, index + 4)]))
    held.open()
    await Promise.all([first, ...rest])
    expect(files.calls).toEqual(['write', 'sync', 'write', 'sync'])
    await store.close()
  })

  test('whose answers lead to new appends at once stay one group a round', async () => {
    const { files, store } = await started()
    const relations = Array.from({ length: 16 }, (_, index) => `A~P${index}`)
    const client = async (relation: string) => {
      for (let version = 0; version < 5; version++) await store.append(relation, version, [line(relation, version + 1)])
    }
    await Promise.all(relations.map(client))
    expect(files.calls.filter((call) => call === 'sync')).toHaveLength(5)
    await store.close()
  })

  test('that follow at once from an answer go with those that wait already', async () => {
    const { files, store } = await started()
    const held = gate()
    files.instead.sync = held.pass
    const first = store.append(pair, 2, [line(pair, 3)]).then(() => store.append(pair, 3, [line(pair, 4)]))
    await held.reached
    const waiting = store.append('DE~FR', 0, [line('DE~FR', 1)])
    held.open()
    await Promise.all([first, waiting])
    expect(files.calls).toEqual(['write', 'sync', 'write', 'sync'])
    await store.close()
  })

  test('of more than a group holds go in several, in their order', async () => {
    const { file, files, store } = await started()
    const filling = 'x'.repeat(3 << 20)
    const appends = [2, 3, 4, 5].map((version) => store.append(pair, version, [line(pair, version + 1, filling)]))
    const positions = await Promise.all(appends)
    expect(positions).toEqual([...positions].sort())
    expect(files.calls).toEqual(['write', 'sync', 'write', 'sync'])
    await store.close()
    expect((await reopened(file)).lines).toHaveLength(6)
  })

  test('fail together; what waits for the same relation fails with them, and what does not goes through', async () => {
    const { file, files, store } = await started()
    const held = gate()
    files.instead.write = async () => {
      await held.pass()
      delete files.instead.write
      throw systemError('ENOSPC')
    }
    const group = [store.append(pair, 2, [line(pair, 3)]), store.append('A~B', 0, batch('A~B', 0, 2))]
    await held.reached
    const building = [store.append(pair, 3, [line(pair, 4)]), store.append('A~B', 2, [line('A~B', 3)])]
    const apart = store.append('DE~FR', 0, batch('DE~FR', 0, 2))
    held.open()
    for (const append of [...group, ...building])
      await expect(append).rejects.toMatchObject({ code: 'STORE_FAILED', details: { code: 'ENOSPC' } })
    await apart
    await store.append(pair, 2, [line(pair, 3, 'again')])
    await store.close()
    expect(await reopened(file)).toEqual({ lines: [...stored(pair, 1, 2), ...stored(pair, 3, 3, 'again')], relations: [pair, 'DE~FR'] })
  })

  test('at one version: if the first fails, the second has its place', async () => {
    const { files, store } = await started()
    const held = gate()
    files.instead.write = async () => {
      await held.pass()
      delete files.instead.write
      throw systemError('ENOSPC')
    }
    const first = store.append(pair, 2, [line(pair, 3, 'first')])
    await held.reached
    const second = store.append(pair, 2, [line(pair, 3, 'second')])
    held.open()
    await expect(first).rejects.toMatchObject({ code: 'STORE_FAILED' })
    await second
    expect(await store.read(pair, 3)).toEqual(stored(pair, 3, 3, 'second'))
    await store.close()
  })

  test('at a version that even what waits does not reach, is refused at once', async () => {
    const { files, store } = await started()
    const held = gate()
    files.instead.sync = held.pass
    const first = store.append(pair, 2, [line(pair, 3)])
    await held.reached
    await expect(store.append(pair, 4, [line(pair, 5)])).rejects.toMatchObject({ code: 'VERSION_CONFLICT', details: { actual: 3 } })
    held.open()
    await first
    await store.close()
  })

  test('all fail when a sync does, also those of other relations that wait', async () => {
    const { files, store } = await started()
    const held = gate()
    files.instead.sync = async () => {
      await held.pass()
      throw systemError('EIO')
    }
    const first = store.append(pair, 2, [line(pair, 3)])
    await held.reached
    const other = store.append('DE~FR', 0, [line('DE~FR', 1)])
    const rival = store.append(pair, 2, [line(pair, 3, 'rival')])
    held.open()
    for (const append of [first, other, rival]) await expect(append).rejects.toMatchObject({ code: 'STORE_FAILED' })
    expect(await store.relations()).toEqual([pair])
    await store.close()
  })
})

describe('opening', () => {
  test('for reading what may not be read says what to change', async () => {
    const file = inFolder(`${++number}.jsonl`)
    writeFileSync(file, '')
    const files = faultyFiles()
    files.instead.open = failing('EACCES')
    const store = jsonlStoreOver(files, file, { readOnly: true })
    await expect(store.relations()).rejects.toMatchObject({ message: expect.stringMatching(/it may not be read: change the permissions$/) })
    await store.close()
  })

  test.each([
    ['open', 'EACCES', 'change the permissions, or open with'],
    ['open', 'EROFS', 'readOnly'],
    ['read', 'EIO', 'remove the cause'],
    ['write', 'ENOSPC', 'no space left'],
    ['sync', 'EIO', 'remove the cause'],
  ] as const)('%s fails with %s: refused, the lock is let go, and the next call tries again', async (call, code, advice) => {
    const file = inFolder(`${++number}.jsonl`)
    const files = faultyFiles()
    files.instead[call] = failing(code)
    const store = jsonlStoreOver(files, file, {})
    await expect(store.relations()).rejects.toMatchObject({
      code: 'STORE_FAILED',
      details: { code },
      message: expect.stringContaining(advice),
    })
    expect(existsSync(`${file}.lock`)).toBe(false)
    delete files.instead[call]
    await store.append(pair, 0, [line(pair, 1)])
    await store.close()
    expect((await reopened(file)).lines).toEqual(stored(pair, 1, 1))
  })

  test('was cut off while the header was written: it is written again', async () => {
    const header = '{"relations-ledger":"log","formatVersion":1}\n'
    for (const rest of [header.slice(0, 1), header.slice(0, 20), header.slice(0, -1), `${header.slice(0, 9)}\0\0\0`, '\0\0']) {
      const file = inFolder(`${++number}.jsonl`)
      writeFileSync(file, rest)
      const reports: RepairReport[] = []
      expect(await reopened(file, { readOnly: true })).toEqual({ lines: [], relations: [] })
      expect(await reopened(file, { onRepair: (report: RepairReport) => reports.push(report) })).toEqual({ lines: [], relations: [] })
      expect(reports).toMatchObject([{ line: 1, byte: 0, bytes: rest.length, reason: 'the header is not complete' }])
      expect(readFileSync(file, 'utf8')).toBe(header)
    }
  })

  test('cannot put a torn tail aside: the log is not cut', async () => {
    const { file, store } = await started()
    await store.close()
    writeFileSync(file, '{"crc":"12', { flag: 'a' })
    const before = readFileSync(file)
    const files = faultyFiles()
    files.instead.write = failing('ENOSPC')
    const again = jsonlStoreOver(files, file, { onRepair: () => expect.fail('nothing was repaired') })
    await expect(again.relations()).rejects.toMatchObject({ code: 'STORE_FAILED', details: { code: 'ENOSPC' } })
    expect(files.calls).not.toContain('truncate')
    expect(readFileSync(file).equals(before)).toBe(true)
    expect(existsSync(`${file}.torn-1`)).toBe(false)
    await again.close()
  })
})

test('a read that fails says so, and the store goes on', async () => {
  const { files, store } = await started()
  files.instead.read = failing('EIO')
  await expect(store.read(pair)).rejects.toMatchObject({ code: 'STORE_FAILED', details: { operation: 'read', code: 'EIO' } })
  delete files.instead.read
  expect(await store.read(pair)).toEqual(stored(pair, 1, 2))
  await store.close()
})

test('a read that stops short is continued', async () => {
  const { files, store } = await started()
  files.instead.read = (descriptor, buffer, offset, length, position) =>
    diskFiles.read(descriptor, buffer, offset, Math.min(length, 5), position)
  expect(await store.read(pair)).toEqual(stored(pair, 1, 2))
  await store.close()
})

test('a close waits for the append that is being synced and for those that wait for it', async () => {
  const { file, files, store } = await started()
  const held = gate()
  files.instead.sync = held.pass
  const first = store.append(pair, 2, [line(pair, 3)])
  await held.reached
  const second = store.append(pair, 3, [line(pair, 4)])
  const closed = store.close()
  await new Promise(setImmediate)
  expect(files.calls).toEqual(['write', 'sync'])
  held.open()
  await Promise.all([first, second, closed])
  expect(files.calls).toEqual(['write', 'sync', 'write', 'sync', 'close'])
  expect((await reopened(file)).lines).toEqual(stored(pair, 1, 4))
})

test('a close that fails says so, and the lock is let go', async () => {
  const { file, files, store } = await started()
  files.instead.close = async (descriptor) => {
    await diskFiles.close(descriptor)
    throw systemError('EIO')
  }
  await expect(store.close()).rejects.toMatchObject({ code: 'STORE_FAILED', details: { operation: 'close', code: 'EIO' } })
  expect(existsSync(`${file}.lock`)).toBe(false)
})
