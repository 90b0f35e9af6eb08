// A shelf: the cells of one kind of entity, found by id, kept in the order in which they were first heard of.
// In: a finished array of cells (replay), or one cell put on it or exchanged (evolve).
// Out: a new shelf that shares all but a few nodes with the one before, which stays as it was.
// A 32-way tree holds the cells; one Map from id to place is shared by all shelves that grew from each other.

const bits = 5
const width = 1 << bits

type Node<T> = readonly (Node<T> | T)[]

/** Cells by id. `size` of them are on it; the shared `places` may know more, which belong to later shelves. */
export interface Shelf<Cell> {
  readonly size: number
  readonly root: Node<Cell>
  readonly shift: number
  readonly places: Map<string, number>
  readonly idOf: (cell: Cell) => string
}

/** A shelf of these cells, in this order. Ids must differ. */
export function shelfOf<Cell>(cells: readonly Cell[], idOf: (cell: Cell) => string, places?: Map<string, number>): Shelf<Cell> {
  let level: Node<Cell>[] = chunks(cells)
  let shift = 0
  while (level.length > 1) {
    level = chunks(level) as Node<Cell>[]
    shift += bits
  }
  const known = places ?? new Map(cells.map((cell, place) => [idOf(cell), place]))
  return { size: cells.length, root: level[0] ?? [], shift, places: known, idOf }
}

function chunks<T>(items: readonly T[]): T[][] {
  const out: T[][] = []
  for (let at = 0; at < items.length; at += width) out.push(items.slice(at, at + width))
  return out
}

/** The cell of this id, if this very shelf has it: the shared Map also knows ids of shelves that came later. */
export function cellOf<Cell>(shelf: Shelf<Cell>, id: string): Cell | undefined {
  const place = shelf.places.get(id)
  if (place === undefined || place >= shelf.size) return undefined
  const cell = cellAt(shelf, place)
  return shelf.idOf(cell) === id ? cell : undefined
}

/** The cell at a place that is known to be on the shelf. */
export function cellAt<Cell>(shelf: Shelf<Cell>, place: number): Cell {
  return leafAt(shelf, place)[place & (width - 1)] as Cell
}

/** The shelf with this cell in the place of the one of the same id, or at its end. */
export function withCell<Cell>(shelf: Shelf<Cell>, cell: Cell): Shelf<Cell> {
  const id = shelf.idOf(cell)
  const place = shelf.places.get(id)
  if (place !== undefined && place < shelf.size && shelf.idOf(cellAt(shelf, place)) === id) {
    return { ...shelf, root: replaced(shelf.root, shelf.shift, place, cell) }
  }
  const places = claim(shelf, id)
  const full = shelf.size === width << shelf.shift
  const root = full ? [shelf.root] : shelf.root
  const shift = full ? shelf.shift + bits : shelf.shift
  return { ...shelf, size: shelf.size + 1, shift, places, root: replaced(root, shift, shelf.size, cell) }
}

/** Notes where the id goes; where a branch that grew from the same shelf put it elsewhere, in a Map of this branch's own. */
function claim<Cell>(shelf: Shelf<Cell>, id: string): Map<string, number> {
  const taken = shelf.places.get(id)
  const places =
    taken === undefined || taken === shelf.size ? shelf.places : new Map([...cellsOf(shelf)].map((cell, at) => [shelf.idOf(cell), at]))
  return places.set(id, shelf.size)
}

function replaced<Cell>(node: Node<Cell>, shift: number, place: number, cell: Cell): Node<Cell> {
  const copy = node.slice()
  const slot = (place >>> shift) & (width - 1)
  copy[slot] = shift === 0 ? cell : replaced((node[slot] as Node<Cell> | undefined) ?? [], shift - bits, place, cell)
  return copy
}

/** Every cell, in the order in which they came. */
export function* cellsOf<Cell>(shelf: Shelf<Cell>): Generator<Cell, void, undefined> {
  for (let start = 0; start < shelf.size; start += width) {
    const leaf = leafAt(shelf, start)
    for (let at = 0; at < width && start + at < shelf.size; at += 1) yield leaf[at] as Cell
  }
}

function leafAt<Cell>(shelf: Shelf<Cell>, place: number): Node<Cell> {
  let node = shelf.root
  for (let shift = shelf.shift; shift > 0; shift -= bits) node = node[(place >>> shift) & (width - 1)] as Node<Cell>
  return node
}
