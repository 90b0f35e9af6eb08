// Hostile text: what somebody may write into a field, a line or a file to make a program fail.
// In: nothing.
// Out: an arbitrary of texts; some are harmless, some look like a log, none may crash or change anything.
import fc from 'fast-check'

/** What has broken programs before: in JSON, in JavaScript's objects, in what is shown, in what is stored. */
const known = [
  '',
  ' ',
  '\0',
  '\n',
  '\r\n',
  '\u2028\u2029',
  '\ufeff',
  '\ud800',
  '\udfff\ud800',
  '\u202e\u2066abc\u2069',
  'e\u0301\u0301\u0301',
  '👩‍👩‍👧‍👦',
  '\u{10ffff}',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  'null',
  'undefined',
  'NaN',
  '-0',
  '1e999',
  '9'.repeat(400),
  'x'.repeat(5000),
  '{"__proto__":{"polluted":true}}',
  '{"json":{"a":1},"meta":{"values":{"a":["Date"]}}}',
  '{"json":{},"meta":{"referentialEqualities":{"__proto__":["a"]}}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '[[[[[[[[[[',
  '{"a":{"a":{"a":{"a":',
  '"\\ud800"',
  "'; DROP TABLE events; --",
  '{{7*7}}#{7*7}',
  '$(id) `id` %00 %n',
  '../../../etc/passwd',
  '<script>alert(1)</script>',
  '(a+)+$',
  'demand/lift-hiring-ban',
  'RU~US',
  '2025-02-30',
  '2025-04-10/..',
  'PT5H/PT1H',
]

const piece = fc.oneof(
  fc.constantFrom(...known),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.string({ maxLength: 8 }),
  fc.constantFrom(...'{}[]",:\\/~.-TZX?%0123456789'),
)

/** The start of a stored line, with anything at all in it. */
const lineOfALog = fc
  .tuple(piece, piece, piece, fc.constantFrom('{"json":{', '{"crc":"00000000","json":{', '{"relations-ledger":"log",'))
  .map(([one, two, three, start]) => `${start}"relation":"RU~US","version":1,"id":"${one}","data":{"${two}":${JSON.stringify(three)}}}}`)

/**
 * Texts that mean harm, or only look odd: halves of characters, names of prototypes, broken JSON, what a shell, a query or a page would run,
 * lines that look like a log's. Hand them to whatever reads text that others wrote.
 *
 * @example
 * ```ts
 * import fc from 'fast-check'
 * import { decodeLine, isLedgerError } from 'relations-ledger'
 * import { arbitraryHostileText } from 'relations-ledger/testing/fast-check'
 * fc.assert(
 *   fc.property(arbitraryHostileText(), (text) => {
 *     try {
 *       decodeLine(text)
 *     } catch (error) {
 *       return isLedgerError(error)
 *     }
 *     return true
 *   }),
 * )
 * ```
 */
export function arbitraryHostileText(): fc.Arbitrary<string> {
  return fc.oneof(
    piece,
    fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join('')),
    lineOfALog,
  )
}
