// Random events for the codec: anything that can be written, whatever it means.
// In: nothing.
// Out: arbitraries of events whose data is JSON, or JSON and bigint, with odd keys, odd texts and odd numbers.
import fc from 'fast-check'
import type { RecordedEvent } from '../src/event.ts'

const oddKeys = [
  '',
  '0',
  '10',
  '9',
  '01',
  '-1',
  '4294967295',
  'length',
  'toString',
  'hasOwnProperty',
  '__defineGetter__',
  'valueOf',
  'toJSON',
  'then',
  'json',
  'meta',
  'values',
  'v',
  'relation',
  'Z',
  'a',
  'é',
  'e\u0301',
  '\u{1f600}',
  '\uffff',
  ' ',
]
const forbidden = ['__proto__', 'constructor', 'prototype']
const text = fc.string({ unit: 'binary', maxLength: 12 }).map((given) => given.replaceAll('\0', '\u2028'))
/** Keys that JSON has to escape are refused; with a dot, those that lead to a bigint. */
const unwritable = /["\\.\p{Cc}]/u
const key = fc.oneof(
  fc.constantFrom(...oddKeys),
  text.filter((given) => !forbidden.includes(given) && !unwritable.test(given)),
)
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((given) => !Object.is(given, -0)),
)
const big = fc.oneof(fc.bigInt(), fc.constantFrom(0n, 5n, -5n, 10n ** 40n, 10n ** 300n))

function values(leaf: fc.Arbitrary<unknown>): fc.Arbitrary<object> {
  const { object } = fc.letrec<{ object: object; value: unknown }>((tie) => ({
    object: fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    value: fc.oneof({ maxDepth: 4, withCrossShrink: true }, leaf, fc.array(tie('value'), { maxLength: 4 }), tie('object')),
  }))
  return object
}

const jsonLeaf = fc.oneof(fc.constantFrom(null, true, false), text, number)
/** JSON; and JSON with bigints in it. */
export const jsonData = values(jsonLeaf)
export const anyData = values(fc.oneof(jsonLeaf, big))

/** An event with these data. */
export function eventOf(data: fc.Arbitrary<object>): fc.Arbitrary<RecordedEvent> {
  const all = {
    relation: fc.constantFrom('RU~US', 'A~b'),
    version: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    id: fc.uuid(),
    type: text,
    schemaVersion: fc.nat(),
    occurred: data,
    reported: data,
    recorded: text,
    by: text,
    to: text,
    data,
    saidBy: fc.array(text, { maxLength: 3 }),
    sources: fc.array(data, { maxLength: 2 }),
    at: text,
    regarding: fc.array(text, { maxLength: 3 }),
    note: text,
    about: fc.array(text, { maxLength: 3 }),
    causation: text,
    correlation: text,
    actor: text,
  }
  return fc.record(all, { requiredKeys: ['relation', 'version', 'id', 'type', 'schemaVersion', 'data'], noNullPrototype: true }) as never
}
