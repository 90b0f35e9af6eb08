// Pages: a bit of an SQLite database flipped anywhere in its file, and the store asked for all it has.
// In: a database of two hundred lines. Out: of so many flips, how many the store refuses as damaged, how many changed nothing that is read,
// how many made lines go missing without a word, and how many of those SQLite's own check finds; and how many gave other lines: none.
// A go is a hundred flips, each in a copy of the file, at random places. Over node:sqlite: libsql ends the process at bytes that are no UTF-8.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqliteStore } from '../../src/stores/sqlite.ts'
import type { PlacedLine, Store } from '../../src/stores/store.ts'
import { batch } from '../../src/testing/contract/lines.ts'
import { driverNamed, drivers, type Opened } from '../../test/stores/sqlite/drivers.ts'
import { relations, sizeAt } from './engines.ts'
import type { Counts, Fault } from './fault.ts'
import { randomFrom } from './random.ts'

const flipsAGo = 100
const linesARelation = 50
const driver = 'node:sqlite'

const open = (file: string): Opened => driverNamed(driver).open(file)

async function build(file: string): Promise<void> {
  const database = open(file)
  const store = sqliteStore(database, { durability: 'os' })
  const versions = new Map<string, number>()
  while ([...relations].some((each) => (versions.get(each) ?? 0) < linesARelation)) {
    for (const relation of relations) {
      const version = versions.get(relation) ?? 0
      await store.append(relation, version, batch(relation, version, sizeAt(version), 'x'.repeat(200)))
      versions.set(relation, version + sizeAt(version))
    }
  }
  // One file, without a journal beside it.
  database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()
  database.close()
}

/** All that the store gives for its relations and for all of them together, as texts by their place. */
async function everything(store: Store): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const relation of relations) for (const { version, text } of await store.read(relation)) found.set(`${relation} ${version}`, text)
  for (const { position, text } of (await store.since()) as readonly PlacedLine[]) found.set(position, text)
  for (const [place, relation] of (await store.relations()).entries()) found.set(`relation ${place}`, relation)
  return found
}

/** What became of one flip. */
async function lookedAt(file: string, whole: ReadonlyMap<string, string>): Promise<Counts> {
  let database: Opened | undefined
  try {
    database = open(file)
    const found = await everything(sqliteStore(database))
    if ([...found].some(([place, text]) => whole.get(place) !== text)) return { other: 1 }
    if (found.size === whole.size) return { harmless: 1 }
    return { missing: 1, 'missing, and found by integrity_check': isFoundBySqlite(database) ? 1 : 0 }
  } catch {
    return { refused: 1 }
  } finally {
    database?.close()
  }
}

function isFoundBySqlite(database: Opened): boolean {
  try {
    const rows = database.prepare('PRAGMA integrity_check').all() as { integrity_check: string }[]
    return rows[0]?.integrity_check !== 'ok'
  } catch {
    return true
  }
}

async function* flips(from: number, to: number): AsyncGenerator<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'relations-ledger-pages-'))
  try {
    await build(join(folder, 'whole'))
    const bytes = readFileSync(join(folder, 'whole'))
    const database = open(join(folder, 'whole'))
    const whole = await everything(sqliteStore(database))
    database.close()
    for (let go = from; go < to; go++) {
      const random = randomFrom(go + 1)
      const total: Counts = { flips: flipsAGo }
      for (let flip = 0; flip < flipsAGo; flip++) {
        const [at, bit] = [Math.floor(random() * bytes.length), 1 << Math.floor(random() * 8)]
        bytes.writeUInt8(bytes.readUInt8(at) ^ bit, at)
        const file = join(folder, `flip-${flip}`)
        writeFileSync(file, bytes)
        bytes.writeUInt8(bytes.readUInt8(at) ^ bit, at)
        for (const [what, count] of Object.entries(await lookedAt(file, whole))) total[what] = (total[what] ?? 0) + count
        for (const each of [file, `${file}-wal`, `${file}-shm`]) rmSync(each, { force: true })
      }
      yield total
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const pages: Fault = {
  goes: { small: 3, large: 1000 },
  cannotRun: () =>
    drivers.some(({ name }) => name === driver)
      ? undefined
      : 'this Node has no node:sqlite: bash scripts/on-node.sh 24 npm run campaign -- damage-sqlite',
  run: flips,
  never: ['other'],
  seen: ['refused', 'harmless'],
}
