// A shelf: the cells of one kind of entity, found by id, kept in the order in which they were first heard of.
// In: a finished array of cells (replay), the text that holds them (a snapshot), or one cell put on it or exchanged (evolve).
// Out: a new shelf that shares all but a few nodes with the one before, which stays as it was.
// A 32-way tree holds the cells; one Map from id to place is shared by all shelves that grew from each other.

const bits = 5
const width = 1 << bits

type Node<T> = readonly (Node<T> | T | undefined)[]

/** Cells by id. `size` of them are on it; the shared Map may know more, which belong to later shelves. */
export interface Shelf<Cell> {
  readonly size: number
  /** What it does not have is still unread. */
  readonly root: Node<Cell>
  readonly shift: number
  /** Where each id is, but for those that are unread and were never asked for. */
  readonly byId: Map<string, number>
  readonly unread: Unread<Cell> | undefined
  readonly idOf: (cell: Cell) => string
}

/** Cells that are not made yet, from the first place on, such as those that are still text: each is found and made when it is asked for. */
export interface Unread<Cell> {
  readonly size: number
  readonly placeOf: (id: string) => number | undefined
  /** The line of text at a place, where there is one already. */
  readonly lineAt?: (place: number) => string
  /** The cell at a place: made once, so that it is the same one on all shelves. */
  readonly cellAt: (place: number) => Cell
}

/** A shelf of these cells, in this order. Ids must differ. */
export function shelfOf<Cell>(cells: readonly Cell[], idOf: (cell: Cell) => string): Shelf<Cell> {
  let level: Node<Cell>[] = chunks(cells)
  let shift = 0
  while (level.length > 1) {
    level = chunks(level) as Node<Cell>[]
    shift += bits
  }
  const byId = new Map(cells.map((cell, place) => [idOf(cell), place]))
  return { size: cells.length, root: level[0] ?? [], shift, byId, unread: undefined, idOf }
}

/** A shelf of cells none of which is read yet; where they are may be known already, of some or of all. */
export function shelfOfUnread<Cell>(unread: Unread<Cell>, idOf: (cell: Cell) => string, byId = new Map<string, number>()): Shelf<Cell> {
  const { size } = unread
  let shift = 0
  while (size > width << shift) shift += bits
  return { size, root: [], shift, byId, unread, idOf }
}

function chunks<T>(items: readonly T[]): T[][] {
  const out: T[][] = []
  for (let at = 0; at < items.length; at += width) out.push(items.slice(at, at + width))
  return out
}

/** The cell of this id, if this very shelf has it: the shared Map also knows ids of shelves that came later. */
export function cellOf<Cell>(shelf: Shelf<Cell>, id: string): Cell | undefined {
  const place = placeOf(shelf, id)
  if (place === undefined || place >= shelf.size) return undefined
  const cell = cellAt(shelf, place)
  return shelf.idOf(cell) === id ? cell : undefined
}

/** Where an id is on this shelf or on one that grew from it. What is unread is looked for once. */
export function placeOf<Cell>({ byId, unread }: Shelf<Cell>, id: string): number | undefined {
  const known = byId.get(id)
  if (known !== undefined || unread === undefined) return known
  const place = unread.placeOf(id)
  if (place !== undefined) byId.set(id, place)
  return place
}

/** The cell at a place that is known to be on the shelf. */
export const cellAt = <Cell>(shelf: Shelf<Cell>, place: number): Cell =>
  (leafAt(shelf, place)?.[place & (width - 1)] as Cell | undefined) ?? (shelf.unread as Unread<Cell>).cellAt(place)

/** The shelf with this cell in the place of the one of the same id, or at its end. */
export function withCell<Cell>(shelf: Shelf<Cell>, cell: Cell): Shelf<Cell> {
  const id = shelf.idOf(cell)
  const place = placeOf(shelf, id)
  if (place !== undefined && place < shelf.size && shelf.idOf(cellAt(shelf, place)) === id) {
    return { ...shelf, root: replaced(shelf.root, shelf.shift, place, cell) }
  }
  const byId = claim(shelf, id)
  const full = shelf.size === width << shelf.shift
  const root = full ? [shelf.root] : shelf.root
  const shift = full ? shelf.shift + bits : shelf.shift
  return { ...shelf, size: shelf.size + 1, shift, byId, root: replaced(root, shift, shelf.size, cell) }
}

/**
 * Notes where the id goes; where a branch that grew from the same shelf put it elsewhere, in a Map of this branch's own.
 * What grows from an empty shelf has always its own: one empty shelf may stand for all.
 */
function claim<Cell>(shelf: Shelf<Cell>, id: string): Map<string, number> {
  if (shelf.size === 0) return new Map([[id, 0]])
  const taken = shelf.byId.get(id)
  const byId = taken === undefined || taken === shelf.size ? shelf.byId : ownPlaces(shelf)
  return byId.set(id, shelf.size)
}

function ownPlaces<Cell>(shelf: Shelf<Cell>): Map<string, number> {
  const byId = new Map<string, number>()
  for (let place = shelf.unread?.size ?? 0; place < shelf.size; place += 1) byId.set(shelf.idOf(cellAt(shelf, place)), place)
  return byId
}

function replaced<Cell>(node: Node<Cell>, shift: number, place: number, cell: Cell): Node<Cell> {
  const copy = node.slice()
  const slot = (place >>> shift) & (width - 1)
  copy[slot] = shift === 0 ? cell : replaced((node[slot] as Node<Cell> | undefined) ?? [], shift - bits, place, cell)
  return copy
}

/** Every cell, in the order in which they came. */
export const cellsOf = <Cell>(shelf: Shelf<Cell>): Generator<Cell, void, undefined> =>
  slotsOf(shelf, (cell, place) => cell ?? (shelf.unread as Unread<Cell>).cellAt(place))

/** Every cell as a line of text: the one it came from, as long as it is the same cell. */
export const linesOf = <Cell>(shelf: Shelf<Cell>, lineOf: (cell: Cell) => string): Generator<string, void, undefined> =>
  slotsOf(shelf, (cell, place) => {
    if (cell !== undefined) return lineOf(cell)
    const { lineAt, cellAt } = shelf.unread as Unread<Cell>
    return lineAt?.(place) ?? lineOf(cellAt(place))
  })

function* slotsOf<Cell, Shown>(
  shelf: Shelf<Cell>,
  show: (cell: Cell | undefined, place: number) => Shown,
): Generator<Shown, void, undefined> {
  for (let start = 0; start < shelf.size; start += width) {
    const leaf = leafAt(shelf, start)
    for (let at = 0; at < width && start + at < shelf.size; at += 1) yield show(leaf?.[at] as Cell | undefined, start + at)
  }
}

function leafAt<Cell>(shelf: Shelf<Cell>, place: number): Node<Cell> | undefined {
  let node: Node<Cell> | undefined = shelf.root
  for (let shift = shelf.shift; shift > 0; shift -= bits) node = node?.[(place >>> shift) & (width - 1)] as Node<Cell> | undefined
  return node
}
