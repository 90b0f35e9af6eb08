// Where each line of a log stands in its file: all the store keeps in memory, and no text.
// In: the whole appends, in the order of the file.
// Out: for each relation the start and the length of each of its lines; and of all lines, where every so-manieth starts.

/** One relation's lines: where each starts in the file, and how many bytes it has, its line break included. */
export interface Log {
  readonly starts: number[]
  readonly lengths: number[]
}

export interface Places {
  /** The byte after the last whole append: where the next one goes. */
  end: number
  /** How many lines stand before `end`, the header included. */
  lines: number
  /** How many of them were known from an index when the log was opened. */
  readonly indexed: number
  /** The byte before which lines are known from that index alone, so that each is checked when it is read. */
  readonly unread: number
  readonly logs: Map<string, Log>
  /** Where the first line after the header starts, and each one that comes so many lines after it. */
  readonly milestones: number[]
}

/** How many lines lie between two milestones. */
export const milestoneEvery = 256

export const noPlaces = (): Places => ({ end: 0, lines: 0, indexed: 0, unread: 0, logs: new Map(), milestones: [] })

export const versionOf = (places: Places, relation: string): number => places.logs.get(relation)?.starts.length ?? 0

/** Notes the header, which is the first line and no relation's. */
export function addHeader(places: Places, length: number): void {
  places.end = length
  places.lines = 1
}

/** The log of a relation; it begins to exist with this call, so ask only when it gets its first line. */
export function logOf(places: Places, relation: string): Log {
  let log = places.logs.get(relation)
  if (log === undefined) {
    log = { starts: [], lengths: [] }
    places.logs.set(relation, log)
  }
  return log
}

/** Notes one more line of a log at the end of the file. Batches are added line by line, once they are whole. */
export function addLine(places: Places, log: Log, length: number): void {
  if ((places.lines - 1) % milestoneEvery === 0) places.milestones.push(places.end)
  log.starts.push(places.end)
  log.lengths.push(length)
  places.end += length
  places.lines += 1
}
