// The checksum of a text: the same for the same text, another after any small change, wherever the text is cut into pieces.
// In: texts around the size of a piece, with characters of every width. Out: sums that differ where the texts do.
import { describe, expect, test } from 'vitest'
import { checksumOf } from '../src/checksum.ts'

const piece = 1 << 14

describe('the checksum of a text', () => {
  test('is sixteen hexadecimal digits, the same each time', () => {
    expect(checksumOf('')).toMatch(/^[0-9a-f]{16}$/)
    expect(checksumOf('Żółw 😀')).toBe(checksumOf('Żółw 😀'))
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
