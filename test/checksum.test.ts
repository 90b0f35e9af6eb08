// The checksum of a text: the same for the same text, another after any small change, wherever the text is cut into pieces.
// In: texts around the size of a piece, with characters of every width. Out: sums that differ where the texts do.
import { describe, expect, test } from 'vitest'
import { checksumOf } from '../src/checksum.ts'

const piece = 1 << 14

describe('the checksum of a text', () => {
  test('is sixteen hexadecimal digits, the same each time', () => {
    expect(checksumOf('')).toMatch(/^[0-9a-f]{16}$/)
    const once = ['Żółw 😀', 'seventeen letters'].map(checksumOf)
    checksumOf('a'.repeat(100))
    expect(['seventeen letters', 'Żółw 😀'].map(checksumOf)).toEqual(once.toReversed())
  })

  // Snapshots that were written have these: another sum for a text makes all of them damaged.
  test.each([
    ['€'.repeat(piece + 1), 'c22f6c8b540ddbc3'],
    [`${'a'.repeat(piece - 1)}😀`, '384a594245246193'],
    [`${'a'.repeat(piece)}b`, '61731e27e4bb575c'],
    ['', '91c27cc75384f4df'],
    ['a', '352165b4918d9984'],
    ['sixteen letters.', '15e271267f6b18c2'],
    ['seventeen letters', 'f1eb1fe6de4f3fd9'],
    ['Żółw 😀', 'b9d52acb54f0940b'],
    ['a line 50', '040c2a96f2843e30'],
  ])('stays what it has been, text %#', (text, sum) => {
    expect(checksumOf(text)).toBe(sum)
  })

  test('tells a character apart that lies across the end of a piece', () => {
    const around = (middle: string) => checksumOf(`${'a'.repeat(piece - 1)}${middle}${'b'.repeat(piece)}`)
    const sums = ['😀', '😁', '\ud83d', '', 'é', 'aa'].map(around)
    expect(new Set(sums).size).toBe(sums.length)
  })

  test('half a surrogate pair counts as U+FFFD', () => {
    expect(checksumOf('a\ud83db')).toBe(checksumOf('a\ufffdb'))
  })

  test('every change of one character is seen', () => {
    const text = 'a line of a log'
    const changed = [...text].map((_, at) => `${text.slice(0, at)}~${text.slice(at + 1)}`)
    expect(new Set([text, ...changed].map(checksumOf)).size).toBe(text.length + 1)
  })
})
