// The shelf: cells found by id, kept in order, shared by all the shelves that grew from each other.
// A shelf is checked against a plain list that is copied each time, over sizes at which the tree under it grows; so is one not read yet.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellAt, cellOf, cellsOf, linesOf, type Shelf, shelfOf, shelfOfUnread, withCell } from '../src/shelf.ts'

interface Item {
  readonly id: string
  readonly value: number
}

const idOf = (item: Item): string => item.id
const item = (number: number, value = number): Item => ({ id: `i${number}`, value })
const items = (count: number): Item[] => Array.from({ length: count }, (_, at) => item(at))
const empty = (): Shelf<Item> => shelfOf<Item>([], idOf)
const grownTo = (count: number): Shelf<Item> => items(count).reduce((shelf, each) => withCell(shelf, each), empty())

/** A shelf of so many cells that are not made yet; which ids were looked for, and which places were made. */
function unreadTo(count: number, lineAt?: (place: number) => string) {
  const [sought, made]: [string[], number[]] = [[], []]
  const cells = items(count)
  const placeOf = (id: string): number | undefined => {
    sought.push(id)
    const place = cells.findIndex((each) => each.id === id)
    return place === -1 ? undefined : place
  }
  const cellAt = (place: number): Item => {
    made.push(place)
    return cells[place] ?? expect.unreachable(`there is none at ${place}`)
  }
  return { shelf: shelfOfUnread<Item>({ size: count, placeOf, cellAt, ...(lineAt && { lineAt }) }, idOf), cells, sought, made }
}

describe('a shelf of cells that are not made yet', () => {
  it.each([0, 1, 32, 33, 1024, 1025, 2500])('of %d cells has each in its place, and makes it when it is asked for', (count) => {
    const { shelf, cells, made } = unreadTo(count)
    expect([shelf.size, made]).toEqual([count, []])
    expect([...cellsOf(shelf)]).toEqual(cells)
    expect(made).toEqual([...cells.keys()])
    const grown = withCell(shelf, item(count))
    expect([cellOf(grown, `i${count}`), cellOf(shelf, `i${count}`), grown.size]).toEqual([item(count), undefined, count + 1])
    expect(cells.every((each, place) => cellAt(grown, place) === each)).toBe(true)
    if (count === 0) return
    const changed = item(count - 1, -1)
    const after = withCell(grown, changed)
    expect([cellAt(after, count - 1), cellAt(grown, count - 1), after.size]).toEqual([changed, cells[count - 1], count + 1])
    expect(cells.slice(0, -1).every((each, place) => cellAt(after, place) === each)).toBe(true)
  })

  it('looks for an id once, and makes no other cell', () => {
    const { shelf, sought, made } = unreadTo(40)
    expect([cellOf(shelf, 'i7'), cellOf(shelf, 'i7'), cellOf(shelf, 'i70')]).toEqual([item(7), item(7), undefined])
    expect([sought, new Set(made)]).toEqual([['i7', 'i70'], new Set([7])])
    expect(cellOf(withCell(shelf, item(70)), 'i70')).toEqual(item(70))
    expect(cellOf(shelf, 'i70')).toBeUndefined()
  })

  it('has branches that each find what was not made when they parted', () => {
    const { shelf } = unreadTo(33)
    const left = withCell(withCell(shelf, item(100)), item(200))
    const right = withCell(withCell(shelf, item(200)), item(100))
    expect([left, right].map((each) => [...cellsOf(each)].slice(33).map(idOf))).toEqual([
      ['i100', 'i200'],
      ['i200', 'i100'],
    ])
    for (const each of [left, right])
      expect([100, 200, 3, 32].map((number) => cellOf(each, `i${number}`))).toEqual([100, 200, 3, 32].map((number) => item(number)))
  })

  it('is the lines it came from, but for what was exchanged or put on it', () => {
    const { shelf, made } = unreadTo(34, (place) => `line ${place}`)
    const lineOf = ({ id, value }: Item): string => `${id}: ${value}`
    const lines = Array.from({ length: 34 }, (_, place) => `line ${place}`)
    expect([...linesOf(shelf, lineOf)]).toEqual(lines)
    expect(made).toEqual([])
    expect([...linesOf(withCell(withCell(shelf, item(33, -1)), item(50)), lineOf)]).toEqual([...lines.slice(0, 33), 'i33: -1', 'i50: 50'])
    expect([...linesOf(unreadTo(2).shelf, lineOf)]).toEqual(['i0: 0', 'i1: 1'])
  })
})

describe('a shelf', () => {
  it.each([0, 1, 31, 32, 33, 64, 1023, 1024, 1025, 1056, 1057, 2500, 32_768, 32_769, 40_000])(
    'of %d cells has each in its place',
    (count) => {
      for (const shelf of [shelfOf(items(count), idOf), grownTo(count)]) {
        expect([...cellsOf(shelf)]).toEqual(items(count))
        const wrong = items(count).filter((each, at) => cellAt(shelf, at).id !== each.id || cellOf(shelf, each.id)?.value !== each.value)
        expect(wrong).toEqual([])
        expect(cellOf(shelf, `i${count}`)).toBeUndefined()
        expect(shelf.size).toBe(count)
      }
    },
  )

  it('that is empty may stand for all: what grows from it shares nothing with what else does', () => {
    const one = empty()
    const [grown, other] = [withCell(one, item(1)), withCell(one, item(2))]
    expect([...grown.byId.keys()]).toEqual(['i1'])
    expect([...other.byId.keys()]).toEqual(['i2'])
    expect(one.byId.size).toBe(0)
  })

  it.each([1, 33, 1025, 33_000])('of %d cells exchanges one and shares the others with the shelf before', (count) => {
    const before = shelfOf(items(count), idOf)
    const changed = item(count - 1, -1)
    const after = withCell(before, changed)
    expect(cellOf(after, changed.id)).toBe(changed)
    expect(cellOf(before, changed.id)?.value).toBe(count - 1)
    expect(after.size).toBe(count)
    const others = [...cellsOf(before)].filter((each, at) => at < count - 1 && cellAt(after, at) !== each)
    expect(others).toEqual([])
    expect(after.byId).toBe(before.byId)
  })

  it('shares the Map from ids to places with those that grow from it, which does not show it their cells', () => {
    const one = grownTo(1)
    const two = withCell(one, item(7))
    expect(two.byId).toBe(one.byId)
    expect(cellOf(one, 'i7')).toBeUndefined()
    expect(cellOf(two, 'i7')).toEqual(item(7))
  })

  it('finds no cell of a branch that put another in the same place', () => {
    const trunk = grownTo(40)
    const left = withCell(trunk, item(100))
    const right = withCell(trunk, item(200))
    expect([left, right].map((shelf) => [cellOf(shelf, 'i100')?.value, cellOf(shelf, 'i200')?.value])).toEqual([
      [100, undefined],
      [undefined, 200],
    ])
  })

  it('keeps what it has in a place where another branch has the cell that comes', () => {
    const trunk = grownTo(40)
    withCell(trunk, item(100))
    const one = withCell(trunk, item(300))
    const both = withCell(one, item(100))
    expect([...cellsOf(both)].slice(40)).toEqual([item(300), item(100)])
    expect([100, 300].map((number) => [cellOf(one, `i${number}`), cellOf(both, `i${number}`)])).toEqual([
      [undefined, item(100)],
      [item(300), item(300)],
    ])
  })

  it('shares the Map, too, with a branch that puts the same id in the same place', () => {
    const trunk = grownTo(40)
    expect(withCell(trunk, item(100)).byId).toBe(trunk.byId)
    expect(withCell(trunk, item(100, 7)).byId).toBe(trunk.byId)
    expect([cellOf(trunk, 'i100'), cellOf(withCell(trunk, item(100, 8)), 'i100')]).toEqual([undefined, item(100, 8)])
  })

  it('puts an id elsewhere than the branch beside it, and neither loses its own', () => {
    const trunk = grownTo(40)
    const left = withCell(withCell(trunk, item(100)), item(200))
    const right = withCell(withCell(trunk, item(200)), item(100))
    expect([...cellsOf(left)].slice(40).map(idOf)).toEqual(['i100', 'i200'])
    expect([...cellsOf(right)].slice(40).map(idOf)).toEqual(['i200', 'i100'])
    for (const shelf of [left, right]) {
      expect([cellOf(shelf, 'i100')?.value, cellOf(shelf, 'i200')?.value, cellOf(shelf, 'i3')?.value]).toEqual([100, 200, 3])
    }
  })

  it('is a list by id, whatever grew from whatever', () => {
    const step = fc.record({ from: fc.nat(40), id: fc.nat(60), value: fc.nat() })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 70 }), fc.array(step, { maxLength: 60 }), (start, steps) => {
        const shelves = [shelfOf(items(start), idOf)]
        const lists: (readonly Item[])[] = [items(start)]
        for (const { from, id, value } of steps) {
          const at = Math.max(0, shelves.length - 1 - from)
          const list = lists[at] as readonly Item[]
          const known = list.some((each) => each.id === `i${id}`)
          lists.push(known ? list.map((each) => (each.id === `i${id}` ? item(id, value) : each)) : [...list, item(id, value)])
          shelves.push(withCell(shelves[at] as Shelf<Item>, item(id, value)))
        }
        shelves.forEach((shelf, at) => {
          const list = lists[at] as readonly Item[]
          expect([...cellsOf(shelf)]).toEqual(list)
          for (let id = 0; id <= 60; id += 1) expect(cellOf(shelf, `i${id}`)).toEqual(list.find((each) => each.id === `i${id}`))
        })
      }),
      { seed: 20250410, numRuns: 200 },
    )
  })
})
