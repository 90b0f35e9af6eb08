// One writer a log: the lock refuses a second one, says who holds it, and outlives nobody.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { isLedgerError } from '../../../src/errors.ts'
import { jsonlStore } from '../../../src/stores/jsonl.ts'
import { type Child, start } from './child.ts'
import { newFolder } from './folder.ts'

const inFolder = newFolder()
let number = 0
const newFile = () => inFolder(`${++number}.jsonl`)
const children: Child[] = []
afterAll(() => Promise.all(children.map((child) => child.kill())))

/** The code of the refusal, or `won`; what won is closed again unless it is to be kept. */
async function outcome(file: string): Promise<string> {
  const store = jsonlStore(file)
  const result = await store.relations().then(
    () => 'won',
    (error: unknown) => (isLedgerError(error) ? error.code : String(error)),
  )
  await store.close()
  return result
}

/** The lock this process would leave behind if it died now, with some of it changed. */
async function lockOfAnother(file: string, changes: { process?: object; [field: string]: unknown } = {}): Promise<Record<string, unknown>> {
  const store = jsonlStore(file)
  await store.relations()
  const holder = JSON.parse(readFileSync(`${file}.lock`, 'utf8')) as Record<string, unknown> & { process: object }
  await store.close()
  const other = { ...holder, ...changes, process: { ...holder.process, ...changes.process } }
  writeFileSync(`${file}.lock`, JSON.stringify(other))
  return other
}

/** A pid that nobody has: one above what the system gives out. */
const nobody = 2 ** 22 + 1
const leftovers = (file: string) => readdirSync(path.dirname(file)).filter((name) => name.startsWith(`${path.basename(file)}.`))

describe('a log that is open', () => {
  test('cannot be opened again by this process, and the refusal says who holds it', async () => {
    const file = newFile()
    const store = jsonlStore(file)
    await store.relations()
    const refused = await jsonlStore(file)
      .relations()
      .catch((error: unknown) => error)
    expect(refused).toMatchObject({
      code: 'STORE_LOCKED',
      details: { file, holder: { pid: process.pid, host: hostname(), since: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) } },
      message: expect.stringContaining(`process ${process.pid} on ${hostname()}`),
    })
    await store.close()
    expect(await outcome(file)).toBe('won')
    expect(leftovers(file)).toEqual([])
  })

  test('cannot be opened by another process, until that one is killed', async () => {
    const file = newFile()
    const child = start('holder.child.ts')
    expect(await child.next()).toBe('ready')
    child.process.stdin.write(`${file}\n`)
    expect(await child.next()).toBe('won')
    expect(await outcome(file)).toBe('STORE_LOCKED')
    await child.kill()
    expect(existsSync(`${file}.lock`)).toBe(true)
    expect(await outcome(file)).toBe('won')
    expect(leftovers(file)).toEqual([])
  })

  test('keeps its lock when one that was refused is closed', async () => {
    const file = newFile()
    const store = jsonlStore(file)
    await store.relations()
    expect(await outcome(file)).toBe('STORE_LOCKED')
    expect(existsSync(`${file}.lock`)).toBe(true)
    await store.close()
  })

  test('does not remove a lock that is another one by now', async () => {
    const file = newFile()
    const store = jsonlStore(file)
    await store.relations()
    const held = JSON.parse(readFileSync(`${file}.lock`, 'utf8'))
    writeFileSync(`${file}.lock`, JSON.stringify({ ...held, nonce: '00000000-0000-4000-8000-000000000000' }))
    await store.close()
    expect(existsSync(`${file}.lock`)).toBe(true)
  })
})

describe('a lock that was left behind', () => {
  const onLinux = test.skipIf(process.platform !== 'linux')

  test('by a process that is gone is taken over', async () => {
    const file = newFile()
    await lockOfAnother(file, { pid: nobody })
    expect(await outcome(file)).toBe('won')
    expect(leftovers(file)).toEqual([])
  })

  onLinux('by a process whose pid another one has now is taken over', async () => {
    const file = newFile()
    await lockOfAnother(file, { process: { started: '1' } })
    expect(await outcome(file)).toBe('won')
  })

  onLinux('by a process that has ended, though its parent has not asked for it, is taken over', async () => {
    // The child ends only when its parent has become a program that never asks for it.
    const script = '(until grep -q sleep /proc/$$/comm; do :; done) & echo $!; exec sleep 60'
    const parent = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] })
    const pid = Number(await new Promise((resolve) => parent.stdout.once('data', resolve)))
    const stat = () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    while (stat()[0] !== 'Z') await new Promise(setImmediate)
    const file = newFile()
    await lockOfAnother(file, { pid, process: { started: stat()[19] } })
    expect(await outcome(file)).toBe('won')
    parent.kill()
  })

  onLinux('before the machine was started again is taken over', async () => {
    const file = newFile()
    await lockOfAnother(file, { process: { boot: 'the boot before' } })
    expect(await outcome(file)).toBe('won')
  })

  test.each([
    ['on another host', { host: 'elsewhere', pid: nobody }],
    ['in another container of this one', { pid: nobody, process: { namespace: 'pid:[1]' } }],
    ['by a process that lives, as far as can be known', { process: { started: undefined } }],
  ])('%s is left alone', async (_, changes) => {
    const file = newFile()
    const holder = await lockOfAnother(file, changes)
    const refused = await jsonlStore(file)
      .relations()
      .catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'STORE_LOCKED', details: { holder: { pid: holder['pid'], host: holder['host'] } } })
    expect(JSON.parse(readFileSync(`${file}.lock`, 'utf8'))).toEqual(JSON.parse(JSON.stringify(holder)))
    expect(leftovers(file)).toHaveLength(1)
  })

  test.each(['', '{}', 'null', '{"pid":1', '{"pid":1,"host":"h","nonce":"../../x","process":{}}'])(
    'and cannot be read (%s) is left alone',
    async (content) => {
      const file = newFile()
      writeFileSync(`${file}.lock`, content)
      const refused = await jsonlStore(file)
        .relations()
        .catch((error: unknown) => error)
      expect(refused).toMatchObject({ code: 'STORE_LOCKED', details: { holder: undefined } })
      expect(readFileSync(`${file}.lock`, 'utf8')).toBe(content)
    },
  )

  test('with a claim on it, left by a taker that died too, is taken over', async () => {
    const file = newFile()
    const dead = await lockOfAnother(file, { pid: nobody })
    const claim = { ...dead, nonce: '00000000-0000-4000-8000-000000000001' }
    writeFileSync(`${file}.lock-${dead['nonce']}`, JSON.stringify(claim))
    expect(await outcome(file)).toBe('won')
    expect(leftovers(file)).toEqual([])
  })

  test('with a claim on it of a taker that lives is left to that one', async () => {
    const file = newFile()
    const alive = await lockOfAnother(file)
    const dead = { ...alive, pid: nobody, nonce: '00000000-0000-4000-8000-000000000002' }
    writeFileSync(`${file}.lock`, JSON.stringify(dead))
    writeFileSync(`${file}.lock-${dead.nonce}`, JSON.stringify(alive))
    expect(await outcome(file)).toBe('STORE_LOCKED')
  })
})

describe('of several that open a log at once, exactly one wins', () => {
  const tryAll = async (file: string) => {
    const stores = Array.from({ length: 6 }, () => jsonlStore(file))
    const results = await Promise.allSettled(stores.map((store) => store.relations()))
    const codes = results.map((result) => (result.status === 'rejected' ? result.reason.code : 'won')).sort()
    await Promise.all(stores.map((store) => store.close()))
    return codes
  }
  const oneWon = ['STORE_LOCKED', 'STORE_LOCKED', 'STORE_LOCKED', 'STORE_LOCKED', 'STORE_LOCKED', 'won']

  test('in this process, twenty times without and twenty times with a dead lock', async () => {
    const file = newFile()
    for (let round = 0; round < 20; round++) {
      expect(await tryAll(file)).toEqual(oneWon)
      await lockOfAnother(file, { pid: nobody })
      expect(await tryAll(file)).toEqual(oneWon)
      expect(leftovers(file)).toEqual([])
    }
  })

  test('two processes, forty times, every other time with a dead lock', { timeout: 60_000 }, async () => {
    const file = newFile()
    const racers = [start('holder.child.ts'), start('holder.child.ts')]
    children.push(...racers)
    const say = (line: string) => {
      for (const { process } of racers) process.stdin.write(`${line}\n`)
      return Promise.all(racers.map(({ next }) => next()))
    }
    expect(await Promise.all(racers.map(({ next }) => next()))).toEqual(['ready', 'ready'])
    for (let round = 0; round < 40; round++) {
      if (round % 2 === 1) await lockOfAnother(file, { pid: nobody })
      expect((await say(file)).sort()).toEqual(['STORE_LOCKED', 'won'])
      expect(await say('close')).toEqual(['closed', 'closed'])
    }
    expect(leftovers(file)).toEqual([])
  })
})
