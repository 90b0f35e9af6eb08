// A shelf: the cells of one kind of entity, found by id, kept in the order in which they were first heard of.
// In: a finished array of cells (replay) or of lines that hold them (a snapshot), or one cell put on it or exchanged (evolve).
// Out: a new shelf that shares all but a few nodes with the one before, which stays as it was.
// A 32-way tree holds the cells; one Map from id to place is shared by all shelves that grew from each other.

const bits = 5
const width = 1 << bits

type Node<T> = readonly (Node<T> | Unread<T> | T)[]

/** Cells by id. `size` of them are on it; the shared `places` may know more, which belong to later shelves. */
export interface Shelf<Cell> {
  readonly size: number
  readonly root: Node<Cell>
  readonly shift: number
  readonly places: Places
  readonly idOf: (cell: Cell) => string
}

/** Where each id is: worked out when first asked. */
interface Places {
  readonly byId: Map<string, number>
}

/** A cell that is still a line of text: read when it is first asked for, and once, whichever shelves it is on. */
class Unread<Cell> {
  readonly line: string
  readonly #read: (line: string) => Cell
  #cell: Cell | undefined

  constructor(line: string, read: (line: string) => Cell) {
    this.line = line
    this.#read = read
  }

  get cell(): Cell {
    this.#cell ??= this.#read(this.line)
    return this.#cell
  }
}

/** A shelf of these cells, in this order. Ids must differ. */
export const shelfOf = <Cell>(cells: readonly Cell[], idOf: (cell: Cell) => string): Shelf<Cell> =>
  shelved(cells, { byId: new Map(cells.map((cell, place) => [idOf(cell), place])) }, idOf)

/** How a cell stands in a line of text. */
export interface Script<Cell> {
  readonly idOf: (cell: Cell) => string
  /** The id alone, without reading the rest. */
  readonly idIn: (line: string) => string
  readonly read: (line: string) => Cell
}

/** The same shelf of cells that are lines of text, each read when it is asked for. */
export function shelfOfLines<Cell>(lines: readonly string[], { idOf, idIn, read }: Script<Cell>): Shelf<Cell> {
  let byId: Map<string, number> | undefined
  const places: Places = {
    get byId() {
      byId ??= new Map(lines.map((line, place) => [idIn(line), place]))
      return byId
    },
  }
  return shelved(
    lines.map((line) => new Unread(line, read)),
    places,
    idOf,
  )
}

function shelved<Cell>(slots: readonly (Unread<Cell> | Cell)[], places: Places, idOf: (cell: Cell) => string): Shelf<Cell> {
  let level: Node<Cell>[] = chunks(slots)
  let shift = 0
  while (level.length > 1) {
    level = chunks(level) as Node<Cell>[]
    shift += bits
  }
  return { size: slots.length, root: level[0] ?? [], shift, places, idOf }
}

function chunks<T>(items: readonly T[]): T[][] {
  const out: T[][] = []
  for (let at = 0; at < items.length; at += width) out.push(items.slice(at, at + width))
  return out
}

/** The cell of this id, if this very shelf has it: the shared Map also knows ids of shelves that came later. */
export function cellOf<Cell>(shelf: Shelf<Cell>, id: string): Cell | undefined {
  const place = shelf.places.byId.get(id)
  if (place === undefined || place >= shelf.size) return undefined
  const cell = cellAt(shelf, place)
  return shelf.idOf(cell) === id ? cell : undefined
}

/** The cell at a place that is known to be on the shelf. */
export function cellAt<Cell>(shelf: Shelf<Cell>, place: number): Cell {
  return cellIn(leafAt(shelf, place)[place & (width - 1)] as Unread<Cell> | Cell)
}

const cellIn = <Cell>(slot: Unread<Cell> | Cell): Cell => (slot instanceof Unread ? slot.cell : slot)

/** The shelf with this cell in the place of the one of the same id, or at its end. */
export function withCell<Cell>(shelf: Shelf<Cell>, cell: Cell): Shelf<Cell> {
  const id = shelf.idOf(cell)
  const place = shelf.places.byId.get(id)
  if (place !== undefined && place < shelf.size && shelf.idOf(cellAt(shelf, place)) === id) {
    return { ...shelf, root: replaced(shelf.root, shelf.shift, place, cell) }
  }
  const places = claim(shelf, id)
  const full = shelf.size === width << shelf.shift
  const root = full ? [shelf.root] : shelf.root
  const shift = full ? shelf.shift + bits : shelf.shift
  return { ...shelf, size: shelf.size + 1, shift, places, root: replaced(root, shift, shelf.size, cell) }
}

/**
 * Notes where the id goes; where a branch that grew from the same shelf put it elsewhere, in a Map of this branch's own.
 * What grows from an empty shelf has always its own: one empty shelf may stand for all.
 */
function claim<Cell>(shelf: Shelf<Cell>, id: string): Places {
  if (shelf.size === 0) return { byId: new Map([[id, 0]]) }
  const taken = shelf.places.byId.get(id)
  const places =
    taken === undefined || taken === shelf.size
      ? shelf.places
      : { byId: new Map([...cellsOf(shelf)].map((cell, at) => [shelf.idOf(cell), at])) }
  places.byId.set(id, shelf.size)
  return places
}

function replaced<Cell>(node: Node<Cell>, shift: number, place: number, cell: Cell): Node<Cell> {
  const copy = node.slice()
  const slot = (place >>> shift) & (width - 1)
  copy[slot] = shift === 0 ? cell : replaced((node[slot] as Node<Cell> | undefined) ?? [], shift - bits, place, cell)
  return copy
}

/** Every cell, in the order in which they came. */
export const cellsOf = <Cell>(shelf: Shelf<Cell>): Generator<Cell, void, undefined> => slotsOf(shelf, cellIn)

/** Every cell as a line of text: the one it came from, as long as it is the same cell. */
export const linesOf = <Cell>(shelf: Shelf<Cell>, lineOf: (cell: Cell) => string): Generator<string, void, undefined> =>
  slotsOf(shelf, (slot) => (slot instanceof Unread ? slot.line : lineOf(slot)))

function* slotsOf<Cell, Shown>(shelf: Shelf<Cell>, show: (slot: Unread<Cell> | Cell) => Shown): Generator<Shown, void, undefined> {
  for (let start = 0; start < shelf.size; start += width) {
    const leaf = leafAt(shelf, start)
    for (let at = 0; at < width && start + at < shelf.size; at += 1) yield show(leaf[at] as Unread<Cell> | Cell)
  }
}

function leafAt<Cell>(shelf: Shelf<Cell>, place: number): Node<Cell> {
  let node = shelf.root
  for (let shift = shelf.shift; shift > 0; shift -= bits) node = node[(place >>> shift) & (width - 1)] as Node<Cell>
  return node
}
