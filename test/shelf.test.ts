// The shelf: cells found by id, kept in order, shared by all the shelves that grew from each other.
// A shelf is checked against a plain list that is copied each time, over sizes at which the tree under it grows.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellAt, cellOf, cellsOf, type Shelf, shelfOf, withCell } from '../src/shelf.ts'

interface Item {
  readonly id: string
  readonly value: number
}

const idOf = (item: Item): string => item.id
const item = (number: number, value = number): Item => ({ id: `i${number}`, value })
const items = (count: number): Item[] => Array.from({ length: count }, (_, at) => item(at))
const empty = (): Shelf<Item> => shelfOf<Item>([], idOf)
const grownTo = (count: number): Shelf<Item> => items(count).reduce((shelf, each) => withCell(shelf, each), empty())

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
