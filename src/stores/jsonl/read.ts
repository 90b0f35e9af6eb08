// Reads lines of one relation back from the file.
// In: an open log, a relation, a range of versions.
// Out: the lines as the codec wrote them, from few large reads: lines that stand near each other are read together.
import type { StoredLine } from '../store.ts'
import { readAll } from './files.ts'
import { checksumFits, idStartOf, textStart } from './format.ts'
import type { Log } from './places.ts'
import { damaged, type LogFile } from './scan.ts'

const largestRead = 1 << 22
const largestGap = 1 << 14
const [lineBreak, quote, openingBrace] = [0x0a, 0x22, 0x7b]

/** The lines of versions `from` … `to` (both included, both there). */
export async function readLines(log: LogFile, relation: string, from: number, to: number): Promise<StoredLine[]> {
  const lines: StoredLine[] = []
  for (let version = from; version <= to; version = lines.length + from) await readRun(log, relation, version, to, lines)
  return lines
}

async function readRun(log: LogFile, relation: string, first: number, to: number, lines: StoredLine[]): Promise<void> {
  const { starts, lengths } = log.places.logs.get(relation) as Log
  const last = lastOfRun(starts, lengths, first, to)
  const base = starts[first - 1] as number
  const bytes = await readAll(log.files, log.descriptor, base, (starts[last - 1] as number) + (lengths[last - 1] as number) - base)
  const name = Buffer.from(relation)
  for (let version = first; version <= last; version++) {
    const start = (starts[version - 1] as number) - base
    const end = start + (lengths[version - 1] as number) - 1
    const fits = base + start >= log.places.unread || checksumFits(bytes, start, end)
    const line = fits ? lineAt(bytes, start, end, name, version) : undefined
    if (line === undefined) throw damaged(log.name, `version ${version} of ${relation} has changed since the log was opened`, base + start)
    lines.push(line)
  }
}

// Each text and id is a string of its own: a slice of the whole would keep all of what was read alive for the sake of one id.
function lineAt(bytes: Buffer, start: number, end: number, relation: Buffer, version: number): StoredLine | undefined {
  const from = textStart(bytes, start)
  const idStart = idStartOf(bytes, from, relation, version)
  if (idStart < 0 || bytes[end] !== lineBreak) return undefined
  const id = bytes.toString('latin1', idStart, bytes.indexOf(quote, idStart))
  // The comma before the codec's text stands for its opening brace, so that the text is one stretch of bytes.
  bytes[from] = openingBrace
  return { id, text: bytes.toString('utf8', from, end), version }
}

// The last version that one read can take in, starting at `first`: without a large gap, and not too large as a whole.
function lastOfRun(starts: readonly number[], lengths: readonly number[], first: number, to: number): number {
  const base = starts[first - 1] as number
  let last = first
  while (last < to) {
    const end = (starts[last - 1] as number) + (lengths[last - 1] as number)
    const next = starts[last] as number
    if (next - end > largestGap || next + (lengths[last] as number) - base > largestRead) break
    last++
  }
  return last
}
