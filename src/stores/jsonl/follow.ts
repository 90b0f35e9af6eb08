// Reads the lines of all relations in the order of the file.
// In: an open log, after how many lines to begin, how many to read at most.
// Out: the lines, each with its relation and position. The file is read from the milestone before, so a log need not keep
// in memory where each of its lines stands; and every line is checked again, since it must be taken apart anyway.
import type { PlacedLine } from '../store.ts'
import { positionOf } from '../terms.ts'
import { readAll } from './files.ts'
import { takeApart } from './format.ts'
import { milestoneEvery } from './places.ts'
import { damaged, type LogFile } from './scan.ts'

const usualRead = 1 << 18
const [lineBreak, openingBrace] = [0x0a, 0x7b]

/** The lines after the first `after` of the log: `limit` of them, or all there are. */
export async function linesAfter(log: LogFile, after: number, limit: number): Promise<PlacedLine[]> {
  const { files, descriptor, places } = log
  const { end, lines: known } = places
  const found: PlacedLine[] = []
  if (after >= known - 1 || limit === 0) return found
  const milestone = Math.floor(after / milestoneEvery)
  let ordinal = milestone * milestoneEvery
  let size = usualRead
  for (let at = places.milestones[milestone] as number; at < end && found.length < limit; ) {
    const bytes = await readAll(files, descriptor, at, Math.min(size, end - at))
    const used = takeLines(log, bytes, at, ordinal, after, limit, found)
    if (used.length === 0) {
      if (bytes.length < size) throw damaged(log.name, 'the file ends within a line it had when it was opened', at, ordinal + 2)
      size *= 2
    }
    at += used.length
    ordinal += used.lines
  }
  return found
}

interface Used {
  readonly length: number
  readonly lines: number
}

/** Takes the complete lines of these bytes, which begin after line `ordinal`; tells how many bytes and lines they were. */
function takeLines(log: LogFile, bytes: Buffer, base: number, ordinal: number, after: number, limit: number, found: PlacedLine[]): Used {
  let [start, lines] = [0, 0]
  for (let end = bytes.indexOf(lineBreak); end >= 0 && found.length < limit; end = bytes.indexOf(lineBreak, start)) {
    lines += 1
    if (ordinal + lines > after) found.push(placedLine(log, bytes, base, start, end, ordinal + lines))
    start = end + 1
  }
  return { length: start, lines }
}

function placedLine(log: LogFile, bytes: Buffer, base: number, start: number, end: number, ordinal: number): PlacedLine {
  const parts = takeApart(bytes, start, end)
  if (typeof parts === 'string') throw damaged(log.name, `${parts}, as it did when the log was opened`, base + start, ordinal + 1)
  const { text, relation, version, idStart, idEnd } = parts
  const isInPlace = log.places.logs.get(relation)?.starts[version - 1] === base + start
  if (!isInPlace) throw damaged(log.name, 'another line stood here when the log was opened', base + start, ordinal + 1)
  bytes[text] = openingBrace
  const id = bytes.toString('latin1', idStart, idEnd)
  return { id, text: bytes.toString('utf8', text, end), version, relation, position: positionOf(ordinal) }
}
