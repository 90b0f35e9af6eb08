// What somebody may do to the lines of a log: a kind of attack each, the same lines in every run of one seed.
// In: a seed.
// Out: valid lines to start from, and ways to mutate, splice and forge them.
import fc from 'fast-check'
import { encodeEvent } from '../src/codec.ts'
import type { RecordedEvent } from '../src/event.ts'
import { anyData, eventOf } from './random-event.ts'

/** A small seeded generator (mulberry32): the same lines in every run. */
export function generator(start: number): (below: number) => number {
  let state = start
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

export type Random = (below: number) => number
export const pick = <T>(random: Random, list: readonly T[]): T => list[random(list.length)] as T

/** What superjson has tags for, and what it has none for. */
export const foreignTags = [
  '["Date"]',
  '["undefined"]',
  '["number"]',
  '["regexp"]',
  '["set"]',
  '["map"]',
  '["Error"]',
  '["URL"]',
  '["bigint",{"a":["Date"]}]',
  '"bigint"',
  '[]',
  '["map",{"0.1":["set"]}]',
  '[["typed-array","Float64Array"]]',
  '[["typed-array","Int8Array"]]',
  '[["class","Object"]]',
  '[["symbol","x"]]',
  '[["custom","x"]]',
  '[["__proto__","x"]]',
  '["__proto__"]',
  '["constructor"]',
  '["toString"]',
  '[null]',
  'null',
  '7',
  '{"":["bigint"]}',
  '["bigint"]',
]
const paths = [
  '',
  'a',
  'n',
  'data',
  'data.n',
  'data.list.0',
  'data.list.00',
  'data.list.-1',
  'data.list.length',
  '__proto__',
  '__proto__.polluted',
  'constructor',
  'constructor.prototype.polluted',
  'data.__proto__.polluted',
  'data.constructor.prototype',
  'data\\\\.n',
  'data\\\\',
  '\\\\x',
  'data.n.length',
  '....',
]
/** Values that claim to be more than they are. */
export const claims = [
  '2000000000',
  '"1"',
  '"-0"',
  '"1e5"',
  `"${'9'.repeat(4097)}"`,
  '[2000000000]',
  '{"length":2000000000}',
  '"/(a+)+$/"',
  '[[1,2]]',
  'null',
  '"x"',
]
const numbers = [
  '1e999',
  '-1e999',
  '-0',
  '-0.0',
  '-1e-999',
  '1e-999',
  `1${'0'.repeat(400)}`,
  '9007199254740993',
  '0.1e-5',
  '00',
  '+1',
  '.5',
  'NaN',
  'Infinity',
]
const protoKeys = [
  '__proto__',
  '\\u005f_proto__',
  '__\\u0070roto__',
  '\\u005F\\u005Fproto\\u005f\\u005f',
  'constructor',
  '\\u0063onstructor',
  'prototype',
  'prototyp\\u0065',
  '__proto\\u005f_',
]
const pieces = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  '\\u',
  '\\ud800',
  '\\udc00',
  '\\u0000',
  '\0',
  '\ud800',
  'null',
  '{"json":',
  '"meta":',
  '-',
  'e',
  ' ',
  '\n',
  '\ufeff',
]

/** What is done to valid lines, or made without one. Each gives a text; some of them are still valid, and must then be read well. */
export const attacks: Record<string, (line: string, random: Random, lines: readonly string[]) => string> = {
  flip: (line, random) => {
    const at = random(line.length)
    return line.slice(0, at) + String.fromCharCode(line.charCodeAt(at) ^ (1 << random(7))) + line.slice(at + 1)
  },
  cut: (line, random) => line.slice(random(4) === 0 ? random(line.length) : 0, random(line.length + 1)),
  remove: (line, random) => {
    const at = random(line.length)
    return line.slice(0, at) + line.slice(at + 1 + random(6))
  },
  insert: (line, random) => {
    const at = random(line.length)
    return line.slice(0, at) + pick(random, pieces) + line.slice(at)
  },
  splice: (line, random, lines) => line.slice(0, random(line.length)) + pick(random, lines).slice(random(200)),
  swapNumber: (line, random) => {
    const found = [...line.matchAll(/(?<=[:,[])-?\d[\d.e+-]*/g)]
    const one = pick(random, found)
    return line.slice(0, one.index) + pick(random, numbers) + line.slice(one.index + one[0].length)
  },
  duplicateKey: (line, random) => {
    const one = pick(random, [...line.matchAll(/"(?:[^"\\]|\\.)*":/g)])
    return `${line.slice(0, one.index)}${one[0]}${pick(random, claims)},${line.slice(one.index)}`
  },
  nest: (line, random) => {
    const depth = random(10) === 0 ? 2000 : 55 + random(20)
    const [open, close] = pick(random, [
      ['[', ']'],
      ['{"a":', '}'],
      ['[[],', ']'],
      ['[{"b":', '}]'],
    ] as const)
    const inside = `${open.repeat(depth)}1${close.repeat(depth - random(2))}`
    return random(2) === 0 ? `{"json":{"a":${inside}}}` : line.replace('"data":{', `"data":{"deep":${inside},`)
  },
  pollute: (line, random) => {
    const name = pick(random, protoKeys)
    const value = pick(random, ['{"polluted":true}', '{"prototype":{"polluted":true}}', '1', 'null', '{"toJSON":1}', '[]'])
    const place = pick(random, ['"data":{', '"json":{', '{"json"'])
    if (place === '{"json"') return `{"${name}":${value},${line.slice(1)}`
    return line.replace(place, () => `${place}"${name}":${value}${line.includes(`${place}}`) ? '' : ','}`)
  },
  tag: (line, random) => {
    const meta = `{"values":{"${pick(random, paths)}":${random(3) === 0 ? '["bigint"]' : pick(random, foreignTags)}},"v":${pick(random, ['1', '1', '1', '0', '"1"', '2'])}}`
    if (random(2) === 0) return line.replace(/(,"meta":.*)?\}$/s, () => `,"meta":${meta}}`)
    return `{"json":{"a":${pick(random, claims)},"data":{"n":${pick(random, claims)},"list":[${pick(random, claims)}]}},"meta":${meta}}`
  },
  reference: (line, random) => {
    const [from, to] = [pick(random, paths), pick(random, paths)]
    const equal = pick(random, [`{"${from}":["${to}"]}`, `[["${to}"]]`, `[["${to}"],{"${from}":["${to}"]}]`])
    const meta = pick(random, [`{"referentialEqualities":${equal}}`, `{"values":{},"referentialEqualities":${equal},"v":1}`])
    return line.replace(/(,"meta":.*)?\}$/s, () => `,"meta":${meta}}`)
  },
  escape: (line, random) =>
    line.replace(/[a-zA-Z]/g, (letter) => (random(10) === 0 ? `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}` : letter)),
  noise: (_line, random) =>
    Array.from({ length: random(40) }, () => pick(random, [...pieces, ...claims, ...numbers, '"json"', '"a"'])).join(''),
}

/** Lines that are read, before anything is done to them. */
export function validLines(seed: number): string[] {
  const events = fc.sample(eventOf(anyData), { seed, numRuns: 300 })
  const plain = (n: number): RecordedEvent => ({
    ...(events[n] as RecordedEvent),
    type: 'demand.raised',
    occurred: { edtf: '2025-04-10' } as never,
    data: { demand: 'lift-hiring-ban', n: n % 2 === 0 ? BigInt(n) : n, list: ['a', n % 3 === 0 ? 5n : 5] },
  })
  return events
    .flatMap((event, n) => [event, plain(n)])
    .map((event) => encodeEvent(event))
    .filter((line) => line.length < 1000)
}
