// A text is taken for a line of one place in one log only if its opening says so, as JSON writes it.
import { expect, test } from 'vitest'
import { isPlaced, lineOf, openingOf } from '../../src/stores/opening.ts'

const text = (version: string, id = 'id-1') => `{"json":{"relation":"RU~US","version":${version},"id":"${id}","type":"meeting.held"}}`
const opening = openingOf('RU~US') as string

test('the line of its place gives its id', () => {
  expect(lineOf('a store', 'RU~US', 12, text('12'))).toEqual({ id: 'id-1', text: text('12'), version: 12 })
  expect(isPlaced(text('12'), opening, 12, 'id-1')).toBe(true)
})

const notTwelve: readonly string[] = ['1', '2', '13', '120', '012', '', '12.0', '-12', '1e1', 'x12']

test.each(notTwelve)('version %j is not 12', (version) => {
  expect(isPlaced(text(version), opening, 12, 'id-1')).toBe(false)
  expect(() => lineOf('a store', 'RU~US', 12, text(version))).toThrow('what stands at version 12 is not the line of this version')
})

test('another id, relation or opening is not it', () => {
  for (const id of ['id-2', 'id', 'id-10', 'xid-1']) expect(isPlaced(text('12', id), opening, 12, 'id-1')).toBe(false)
  expect(isPlaced(text('12'), openingOf('FR~US') as string, 12, 'id-1')).toBe(false)
  const itsOpeningComesLater = `${'x'.repeat(opening.length)}12,"id":"id-1"${opening}`
  for (const each of [` ${text('12')}`, itsOpeningComesLater]) expect(isPlaced(each, opening, 12, 'id-1')).toBe(false)
  expect(() => lineOf('a store', 'RU~US', 12, text('12', ''))).toThrow('is not the line')
})

test('what could be no relation has no opening, and no line is its', () => {
  for (const relation of ['', 'RU', 'RU~', 'RU~US"', 'RU~US\n', 12 as unknown as string]) expect(openingOf(relation)).toBeUndefined()
  expect(() => lineOf('a store', 'RU', 1, text('1'))).toThrow('is not the line')
})
