// Reads lines of one relation back from the file.
// In: an open log, a relation, a range of versions.
// Out: the lines as the codec wrote them, from few large reads: lines that stand near each other are read together.
import type { StoredLine } from '../store.ts'
import { lineStart } from '../terms.ts'
import { readAll } from './files.ts'
import { textStart } from './format.ts'
import type { Log } from './places.ts'
import { damaged, type LogFile } from './scan.ts'

const largestRead = 1 << 22
const largestGap = 1 << 14

/** The lines of versions `from` … `to` (both included, both there). */
export async function readLines(log: LogFile, relation: string, from: number, to: number): Promise<StoredLine[]> {
  const lines: StoredLine[] = []
  const places = log.places.logs.get(relation) as Log
  for (let version = from; version <= to; ) {
    const last = lastOfRun(places, version, to)
    const base = places.starts[version - 1] as number
    const length = (places.starts[last - 1] as number) + (places.lengths[last - 1] as number) - base
    const bytes = await readAll(log.files, log.descriptor, base, length)
    for (; version <= last; version++) {
      const start = (places.starts[version - 1] as number) - base
      const line = lineAt(bytes, start, start + (places.lengths[version - 1] as number) - 1, relation, version)
      if (line === undefined)
        throw damaged(log.name, `version ${version} of ${relation} has changed since the log was opened`, base + start)
      lines.push(line)
    }
  }
  return lines
}

// The comma before the codec's text becomes its opening brace, so that the text is one stretch of bytes. Each text and id is a
// string of its own: a slice of the whole would keep all of what was read alive for the sake of one id.
function lineAt(bytes: Buffer, start: number, end: number, relation: string, version: number): StoredLine | undefined {
  const from = textStart(bytes, start)
  bytes[from] = 0x7b
  const idStart = from + lineStart(relation, version, '').length - 1
  const id = bytes.toString('latin1', idStart, bytes.indexOf(0x22, idStart))
  const text = bytes.toString('utf8', from, end)
  return text.startsWith(lineStart(relation, version, id)) ? { id, text, version } : undefined
}

// The last version that one read can take in, starting at `first`: without a large gap, and not too large as a whole.
function lastOfRun(places: Log, first: number, to: number): number {
  const { starts, lengths } = places
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
