// Damage: a JSONL log cut at every byte, and every byte of it changed.
// In: a log of a thousand lines, over an array of bytes instead of a disk. Out: how many cuts and changes were tried, and of them how many
// opened to anything but the appends that are whole, and how many were not noticed.
// A go is five hundred bytes of the log, each cut at and changed in four ways; the last goes reach the end of it.
import { isLedgerError } from '../../src/errors.ts'
import type { Files } from '../../src/stores/jsonl/files.ts'
import { frame, header } from '../../src/stores/jsonl/format.ts'
import { refresh } from '../../src/stores/jsonl/open.ts'
import { noPlaces, type Places } from '../../src/stores/jsonl/places.ts'
import { batch } from '../../src/testing/contract/lines.ts'
import { relations, sizeAt } from './engines.ts'
import type { Counts, Fault } from './fault.ts'

const lines = 1000
const bytesAGo = 500
const fillings = ['', 'größer 会 🕊', '{"crc":"', '}}', 'a\u0000b']

/** The log, and for each append the byte after it and the lines up to it. */
interface Log {
  readonly bytes: Buffer
  readonly ends: readonly (readonly [end: number, lines: number])[]
}

function logOf(count: number): Log {
  const parts: Buffer[] = [Buffer.from(header)]
  const ends: [number, number][] = [[header.length, 1]]
  const versions = new Map<string, number>()
  for (let [end, made, turn] = [header.length, 1, 0]; made <= count; turn += 1) {
    const relation = relations[turn % relations.length] as string
    const version = versions.get(relation) ?? 0
    const size = Math.min(sizeAt(version), count + 1 - made)
    const { bytes } = frame([{ texts: batch(relation, version, size, fillings[turn % fillings.length]).map(({ text }) => text) }])
    parts.push(bytes)
    end += bytes.length
    made += size
    versions.set(relation, version + size)
    ends.push([end, made])
  }
  return { bytes: Buffer.concat(parts), ends }
}

/** What these bytes open to; undefined where they are refused as damaged. */
async function opened(content: Buffer): Promise<Places | undefined> {
  const never = () => Promise.reject(new Error('an opening that repairs nothing only reads'))
  const read: Files['read'] = async (_, buffer, offset, length, position) => content.copy(buffer, offset, position, position + length)
  const log = {
    files: { open: never, read, write: never, truncate: never, sync: never, close: never },
    descriptor: 0,
    name: 'log',
    places: noPlaces(),
  }
  try {
    await refresh(log)
    return log.places
  } catch (error) {
    if (isLedgerError(error, 'LOG_CORRUPT') || isLedgerError(error, 'FORMAT_UNSUPPORTED')) return undefined
    throw error
  }
}

const changes: readonly ((byte: number, at: number) => number)[] = [(byte, at) => byte ^ (1 << (at % 8)), () => 0x0a, () => 0, () => 0x7d]

async function hurtAt({ bytes, ends }: Log, content: Buffer, at: number): Promise<Counts> {
  const counts = { cuts: 1, 'cut wrong': 0, changes: 0, unnoticed: 0 }
  const [end, count] = ends.findLast((each) => each[0] <= at) ?? [0, 0]
  const cut = await opened(bytes.subarray(0, at))
  if (cut?.end !== end || cut.lines !== count) counts['cut wrong'] += 1
  const byte = bytes[at] as number
  for (const change of changes) {
    content[at] = change(byte, at)
    if (content[at] === byte) continue
    counts.changes += 1
    if ((await opened(content)) !== undefined) counts.unnoticed += 1
  }
  content[at] = byte
  return counts
}

async function* hurt(from: number, to: number): AsyncGenerator<Counts> {
  const log = logOf(lines)
  const content = Buffer.from(log.bytes)
  for (let go = from; go < to; go++) {
    const total: Counts = {}
    for (let at = go * bytesAGo; at < Math.min((go + 1) * bytesAGo, log.bytes.length); at += 1) {
      for (const [what, count] of Object.entries(await hurtAt(log, content, at))) total[what] = (total[what] ?? 0) + count
    }
    yield total
  }
}

/** The small size is the first five thousand bytes; a test of every change does a hundred lines. */
export const damage: Fault = {
  goes: { small: 10, large: Math.ceil(logOf(lines).bytes.length / bytesAGo) },
  run: (from, to) => hurt(from, to),
  never: ['cut wrong', 'unnoticed'],
  seen: ['cuts', 'changes'],
}
