// A section of a snapshot: the cells of one kind, a line each, with a table by which one of them is found without looking at the others.
// In: the lines, in the order of their places; later the text. Out: the text; each line again, by its place or by its id.
// The table: where the line of each place starts, then the places in the order of their ids, six digits to base 36 each.
import type { Unread } from './shelf.ts'

const base = 36
const digits = 6

/** The text of these lines, each of which begins with its id: `["visas",…`. */
export function sectionOf(lines: readonly string[]): string {
  const ids = lines.map((line) => idIn(line))
  const byId = ids.map((_, place) => place).sort((a, b) => ((ids[a] as string) < (ids[b] as string) ? -1 : 1))
  return [[...startsOf(lines), ...byId].map(written).join(''), ...lines, ''].join('\n')
}

/** Where each line starts, counted from the first. */
function startsOf(lines: readonly string[]): readonly number[] {
  let end = 0
  return lines.map((line) => {
    const start = end
    end += line.length + 1
    return start
  })
}

const written = (number: number): string => number.toString(base).padStart(digits, '0')

/** Where a section stands in the text of a snapshot, and how many lines it has. */
export interface Section {
  readonly text: string
  readonly start: number
  readonly size: number
}

/** The cells of a section, none of which is read yet. */
export function unreadIn<Cell>({ text, start, size }: Section, read: (line: string) => Cell): Required<Unread<Cell>> {
  const first = start + tableLength(size)
  const number = (at: number): number => Number.parseInt(text.slice(start + at * digits, start + (at + 1) * digits), base)
  const startAt = (place: number): number => first + number(place)
  const cells = new Array<Cell | undefined>(size)
  const lineAt = (place: number): string => {
    const from = startAt(place)
    return text.slice(from, text.indexOf('\n', from))
  }
  return {
    size,
    lineAt,
    placeOf: (id) => {
      const rank = firstNotBelow(size, (each) => idIn(text, startAt(number(size + each))) < id)
      const place = rank === size ? undefined : number(size + rank)
      return place !== undefined && idIn(text, startAt(place)) === id ? place : undefined
    },
    cellAt: (place) => {
      cells[place] ??= read(lineAt(place))
      return cells[place] as Cell
    },
  }
}

/** How long the table of so many lines is, with its line break. */
export const tableLength = (size: number): number => 2 * size * digits + 1

/** The first of so many ranks that is not below; those that are stand first. */
function firstNotBelow(size: number, isBelow: (rank: number) => boolean): number {
  let [low, high] = [0, size]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isBelow(middle)) low = middle + 1
    else high = middle
  }
  return low
}

/** The id of the line that starts here, found without reading the rest of it. */
export function idIn(text: string, start = 0): string {
  const id = text.slice(start + 2, text.indexOf('"', start + 2))
  return id.includes('\\') ? (JSON.parse(text.slice(start).split('\n', 1)[0] as string) as [string])[0] : id
}
