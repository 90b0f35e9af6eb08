// The laws of the codec: what is written is read again, in one order; and no line, whoever wrote it, does harm.
// In: random events, and 200,000 lines that were mutated, spliced or made to attack.
// Out: decode ∘ encode is the identity, encoding is canonical, and a refusal is a LedgerError that leaves everything as it was.
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { SuperJSON } from 'superjson'
import { describe, expect, it } from 'vitest'
import { decodeLine, defaultLimits, encodeEvent, plainCopy } from '../../src/codec.ts'
import { isLedgerError } from '../../src/errors.ts'
import { envelopeFields, type RecordedEvent } from '../../src/event.ts'

const seed = 20250410
const superjson = new SuperJSON()

// — random values —

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
const jsonData = values(jsonLeaf)
const anyData = values(fc.oneof(jsonLeaf, big))

function eventOf(data: fc.Arbitrary<object>): fc.Arbitrary<RecordedEvent> {
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

/** The same value with the keys of every object put in in another order. */
function reordered(value: unknown, turn: number): unknown {
  if (Array.isArray(value)) return value.map((inner) => reordered(inner, turn))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, inner]): [string, unknown] => [name, reordered(inner, turn)])
  const cut = entries.length === 0 ? 0 : turn % entries.length
  return Object.fromEntries([...entries.slice(cut), ...entries.slice(0, cut)].reverse())
}

/** The canonical order, written down a second time. */
function ordered(event: RecordedEvent): unknown {
  const names = envelopeFields.filter((name) => Object.hasOwn(event, name))
  return Object.fromEntries(names.map((name) => [name, sorted(event[name])]))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([name, inner]) => [name, sorted(inner)]))
}

function nodesOf(value: unknown): number {
  return typeof value === 'object' && value !== null ? Object.values(value).reduce((sum: number, inner) => sum + nodesOf(inner), 1) : 1
}

describe('what is written is read again', () => {
  it('decode(encode(e)) = e, and encoding that gives the same bytes', () => {
    let withBigints = 0
    const law = fc.property(eventOf(anyData), (event) => {
      const line = encodeEvent(event)
      if (line.includes('"meta":{"values":{')) withBigints++
      const read = decodeLine(line)
      expect(isDeepStrictEqual(read, event)).toBe(true)
      expect(encodeEvent(read as unknown as RecordedEvent)).toBe(line)
      expect(line).not.toMatch(/[\n\r]/)
      expect(line.isWellFormed()).toBe(true)
      const start = `{"json":{"relation":"${event.relation}","version":${event.version},"id":"${event.id}",`
      expect(line.startsWith(start)).toBe(true)
    })
    fc.assert(law, { seed, numRuns: 600 })
    expect(withBigints).toBeGreaterThan(200)
  })

  it('the order of keys in the event changes no byte', () => {
    const law = fc.property(eventOf(anyData), fc.nat(100), (event, turn) => {
      expect(encodeEvent(reordered(event, turn) as RecordedEvent)).toBe(encodeEvent(event))
    })
    fc.assert(law, { seed, numRuns: 300 })
  })

  it('a line is superjson’s own text of the ordered event, and superjson reads it', () => {
    const withoutBigints = fc.property(eventOf(jsonData), (event) => {
      expect(encodeEvent(event)).toBe(superjson.stringify(ordered(event)))
    })
    fc.assert(withoutBigints, { seed, numRuns: 300 })
    const withBigints = fc.property(eventOf(anyData), (event) => {
      const { json, meta } = superjson.serialize(ordered(event))
      const values = meta?.values
      expect(encodeEvent(event)).toBe(JSON.stringify(values === undefined ? { json } : { json, meta: { values, v: 1 } }))
      expect(isDeepStrictEqual(superjson.parse(encodeEvent(event)), event)).toBe(true)
    })
    fc.assert(withBigints, { seed, numRuns: 300 })
  })

  it('a line whose keys stand in another order is read as the same event', () => {
    const law = fc.property(eventOf(jsonData), fc.nat(100), (event, turn) => {
      const foreign = JSON.stringify({ json: reordered(event, turn) }, undefined, turn % 3)
      expect(isDeepStrictEqual(decodeLine(foreign), event)).toBe(true)
    })
    fc.assert(law, { seed, numRuns: 500 })
  })

  it('a copy equals what was copied, shares nothing with it, and copies to itself', () => {
    const law = fc.property(anyData, (given) => {
      const copy = plainCopy(given)
      expect(isDeepStrictEqual(copy, given)).toBe(true)
      expect(Object.keys(copy as object)).toEqual(Object.keys(given))
      const seen = new Set(objectsIn(given))
      expect(objectsIn(copy).some((inner) => seen.has(inner))).toBe(false)
    })
    fc.assert(law, { seed, numRuns: 700 })
  })

  function objectsIn(value: unknown): object[] {
    return typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(objectsIn)] : []
  }
})

// — hostile lines —

/** A small seeded generator (mulberry32): the same lines in every run. */
function generator(start: number): (below: number) => number {
  let state = start
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

type Random = (below: number) => number
const pick = <T>(random: Random, list: readonly T[]): T => list[random(list.length)] as T

const foreignTags = [
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
const claims = [
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
const attacks: Record<string, (line: string, random: Random, lines: readonly string[]) => string> = {
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

const attackNames = Object.keys(attacks)

function validLines(): string[] {
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

const builtIn = [Object, Array, String, Number, BigInt, Boolean, Function, Error, Map, Set, Date, RegExp, URL]

/** Everything that hangs on the built-in constructors and their prototypes. */
function builtInState(): unknown[] {
  return builtIn
    .flatMap((made) => [made, made.prototype])
    .map((object) => {
      const all = Object.getOwnPropertyDescriptors(object) as Record<PropertyKey, PropertyDescriptor>
      return Reflect.ownKeys(all).map((name) => [name, all[name as string]?.value, all[name as string]?.get, all[name as string]?.set])
    })
}

/** What is wrong with a decoded line; undefined where it is what it may be. */
function faultOf(read: Record<string, unknown>, line: string): string | undefined {
  if (nodesOf(read) > Math.min(line.length, defaultLimits.nodes)) return 'more values than the line has room for'
  if (unitsOf(read) > line.length) return 'longer texts than the line'
  // plainCopy refuses whatever cannot be written: prototypes, forbidden keys, odd numbers and texts.
  return isDeepStrictEqual(plainCopy(read), read) ? undefined : 'not a plain value'
}

function unitsOf(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (typeof value === 'bigint') return String(value).length
  if (typeof value !== 'object' || value === null) return 0
  return Object.entries(value).reduce((sum, [name, inner]) => sum + (Array.isArray(value) ? 0 : name.length) + unitsOf(inner), 0)
}

describe('lines of others', () => {
  it('200,000 of them are read well or refused by name, and change nothing', () => {
    const random = generator(seed)
    const lines = validLines()
    const before = builtInState()
    const faults: unknown[] = []
    const outcomes = new Map(attackNames.map((name) => [name, { read: 0, LOG_CORRUPT: 0, LIMIT_EXCEEDED: 0 }]))
    for (let count = 0; count < 200_000; count++) {
      const name = attackNames[count % attackNames.length] as string
      let line = pick(random, lines)
      line = (attacks[name] as (typeof attacks)[string])(line, random, lines)
      const outcome = outcomes.get(name)
      try {
        const fault = faultOf(decodeLine(line), line)
        if (fault !== undefined) faults.push([name, line, fault])
        if (outcome) outcome.read++
      } catch (error) {
        if (!isLedgerError(error, 'LOG_CORRUPT') && !isLedgerError(error, 'LIMIT_EXCEEDED')) faults.push([name, line, error])
        else if (outcome) outcome[error.code]++
      }
      if (count % 20_000 === 0) expect(isDeepStrictEqual(builtInState(), before)).toBe(true)
    }
    expect(faults.slice(0, 3)).toEqual([])
    expect(isDeepStrictEqual(builtInState(), before)).toBe(true)
    // That each kind of attack does what it is for: some of its lines are refused, and, where some can be valid, some are read.
    const neverRead = ['pollute', 'reference', 'noise']
    for (const [name, outcome] of outcomes) {
      expect([name, outcome.read > 0]).toEqual([name, !neverRead.includes(name)])
      expect([name, outcome.LOG_CORRUPT > 100]).toEqual([name, true])
    }
    expect(outcomes.get('nest')?.LIMIT_EXCEEDED).toBeGreaterThan(1000)
  }, 120_000)

  it('none takes more than a small multiple of its size, whatever it claims', () => {
    const values = (tag: string, value: string) => `{"json":{"a":${value}},"meta":{"values":{"a":${tag}},"v":1}}`
    const small = claims.flatMap((claim) => foreignTags.map((tag) => values(tag, claim)))
    const long = ['[', '{"a":', '[]', '{},', '[[],', '"",', '{"a":{}},'].flatMap((piece) => {
      const body = (length: number) => piece.repeat(length / piece.length)
      return [body(4_000_000), `{"json":{"a":[${body(4_000_000)}0]}}`, `{"json":{"a":[${body(90_000)}0]}}`]
    })
    const kept: unknown[] = []
    for (const line of [...small, ...long]) {
      const isModest = takenBy(line, kept) < 64 * line.length + 8_000_000
      expect([line.slice(0, 100), isModest]).toEqual([line.slice(0, 100), true])
    }
    expect(kept.length).toBeGreaterThan(3)
  })

  /** How many bytes more are in use once a line was read, and kept, or refused: what is not yet collected is counted with it. */
  function takenBy(line: string, kept: unknown[]): number {
    const inUse = (): number => {
      const { heapUsed, external } = process.memoryUsage()
      return heapUsed + external
    }
    const before = inUse()
    try {
      kept.push(decodeLine(line))
    } catch (error) {
      if (!isLedgerError(error)) throw error
    }
    return inUse() - before
  }
})
