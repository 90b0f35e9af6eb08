// A section of a snapshot: each line is found again by its place and by its id, and no other is.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sectionOf, tableLength, unreadIn } from '../src/section.ts'

const lineOf = (id: string, value: unknown): string => JSON.stringify([id, value])
const ids = fc.uniqueArray(
  fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[a-c-]{1,3}$/), fc.constantFrom('"', '\\', '\n', '')),
)

it('finds each line by its place and by its id, and none by another id', () => {
  fc.assert(
    fc.property(ids, ids, fc.string(), (known, others, before) => {
      const lines = known.map(lineOf)
      const section = sectionOf(lines)
      const unread = unreadIn({ text: `${before}${section}\n["after",1]\n`, start: before.length, size: lines.length }, (line) => ({
        line,
      }))
      expect(section).toHaveLength(tableLength(lines.length) + lines.join('').length + lines.length)
      expect(known.map((_, place) => unread.lineAt(place))).toEqual(lines)
      expect(known.map(unread.placeOf)).toEqual(known.map((_, place) => place))
      const strange = others.filter((id) => !known.includes(id))
      expect(strange.map(unread.placeOf)).toEqual(strange.map(() => undefined))
      known.forEach((_, place) => {
        expect(unread.cellAt(place)).toEqual({ line: lines[place] })
        expect(unread.cellAt(place)).toBe(unread.cellAt(place))
      })
    }),
    { seed: 20250410, numRuns: 300 },
  )
})

it('of thousands of lines reads the one that is asked for', () => {
  const lines = Array.from({ length: 5000 }, (_, at) => lineOf(`d${at}`, 'x'.repeat(at % 40)))
  const read: string[] = []
  const unread = unreadIn({ text: sectionOf(lines), start: 0, size: 5000 }, (line) => read.push(line))
  expect(unread.placeOf('d4711')).toBe(4711)
  unread.cellAt(4711)
  expect(read).toEqual([lines[4711]])
})
