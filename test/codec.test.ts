// What can be written down, how a line looks, and what each refusal says.
import { runInNewContext } from 'node:vm'
import superjson from 'superjson'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { decodeLine, defaultLimits, encodeEvent, type Limits, plainCopy } from '../src/codec.ts'
import { isLedgerError } from '../src/errors.ts'
import type { RecordedEvent } from '../src/event.ts'

const id = '01961e5c-7d80-7abc-8def-0123456789ab'

/** An event whose fields stand in no particular order. */
function event(data: object = {}, more: object = {}): RecordedEvent {
  return {
    data: { ...data, demand: 'lift-hiring-ban' },
    recorded: '2025-04-11T08:00:00.000Z',
    type: 'demand.raised',
    id,
    occurred: { edtf: '2025-04-10' },
    schemaVersion: 1,
    version: 12,
    relation: 'RU~US',
    ...more,
  } as RecordedEvent
}

/** The error a call throws, as far as these tests compare it. */
function refusal(call: () => unknown): { code: string; message: string; details: unknown; where: unknown; cause: unknown } {
  try {
    call()
  } catch (error) {
    if (!isLedgerError(error)) throw error
    return { code: error.code, message: error.message, details: error.details, where: error.where, cause: error.cause }
  }
  throw new Error('nothing was refused')
}

afterEach(() => vi.restoreAllMocks())

const limits = (some: Partial<Limits>): Limits => ({ ...defaultLimits, ...some })

function nested(depth: number): unknown {
  let value: unknown = []
  for (let level = 1; level < depth; level++) value = [value]
  return value
}

describe('plainCopy', () => {
  it('copies JSON values and bigints, all of them anew', () => {
    const given = { a: [1, -1.5e300, 'é\u{1f600}', true, false, null, 12n], b: { c: {} } }
    const copy = plainCopy(given) as typeof given
    expect(copy).toStrictEqual(given)
    expect(copy).not.toBe(given)
    expect(copy.a).not.toBe(given.a)
    expect(copy.b.c).not.toBe(given.b.c)
  })

  it('takes a value that is no object', () => {
    expect([null, true, 0, 'text', 7n].map((value) => plainCopy(value))).toEqual([null, true, 0, 'text', 7n])
  })

  it('copies a shared value each time it stands there', () => {
    const shared = { url: 'x' }
    const copy = plainCopy([shared, shared]) as unknown[]
    expect(copy).toEqual([shared, shared])
    expect(copy[0]).not.toBe(copy[1])
  })

  it('drops undefined properties and keeps the order of the others', () => {
    const copy = plainCopy({ b: 1, u: undefined, a: 2 }) as object
    expect(Object.keys(copy)).toEqual(['b', 'a'])
  })

  it('makes ordinary objects of those without a prototype and of another realm', () => {
    const foreign: unknown = runInNewContext('({ a: [{}] })')
    const bare: unknown = Object.assign(Object.create(null), { a: [Object.create(null)] })
    for (const given of [foreign, bare]) {
      const copy = plainCopy(given) as { a: object[] }
      expect(copy).toStrictEqual({ a: [{}] })
      expect(Object.getPrototypeOf(copy)).toBe(Object.prototype)
    }
  })

  it('reads each property once, through getters and proxies', () => {
    const reads: string[] = []
    const inner = {
      get url() {
        reads.push('getter')
        return 'x'
      },
    }
    const get = (target: object, key: string | symbol): unknown => {
      reads.push(String(key))
      return Reflect.get(target, key)
    }
    const given = new Proxy({ list: ['a'], inner }, { get })
    expect(plainCopy(given)).toEqual({ list: ['a'], inner: { url: 'x' } })
    expect(reads).toEqual(['list', 'inner', 'getter'])
  })

  it('ignores what JSON ignores for good reason: properties that are not enumerable, or inherited', () => {
    const given = Object.defineProperties({ a: 1 }, { hidden: { value: new Date() }, [Symbol('hidden')]: { value: 1 } })
    expect(plainCopy(given)).toStrictEqual({ a: 1 })
  })

  class Money {
    amount = 1
  }
  const cycle: unknown[] = []
  cycle.push([cycle])
  const refused: [what: string, value: unknown, reason: string, remedy: string][] = [
    [
      'a Date',
      new Date(0),
      'a value of the class Date cannot be written down',
      "write its text: date.toISOString(), or the day as '2025-04-10'",
    ],
    ['a Map', new Map(), 'a value of the class Map cannot be written down', 'write Object.fromEntries(map), or an array of its entries'],
    ['a Set', new Set(), 'a value of the class Set cannot be written down', 'write an array: [...set]'],
    ['a RegExp', /x/, 'a value of the class RegExp cannot be written down', 'write its source as a text'],
    ['a URL', new URL('https://example.org'), 'a value of the class URL cannot be written down', 'write its text: url.href'],
    ['an Error', new TypeError('x'), 'a value of the class TypeError cannot be written down', 'write its message'],
    ['a promise', Promise.resolve(), 'a value of the class Promise cannot be written down', 'await it first'],
    [
      'bytes',
      new Uint8Array(2),
      'a value of the class Uint8Array cannot be written down',
      'write an array of numbers, or a text in base64',
    ],
    [
      'a buffer',
      new ArrayBuffer(2),
      'a value of the class ArrayBuffer cannot be written down',
      'write an array of numbers, or a text in base64',
    ],
    ['a boxed text', Object('x'), 'a value of the class String cannot be written down', 'write the plain text'],
    ['a boxed number', Object(1), 'a value of the class Number cannot be written down', 'write the plain number'],
    ['a boxed flag', Object(true), 'a value of the class Boolean cannot be written down', 'write true or false'],
    ['a boxed bigint', Object(1n), 'a value of the class BigInt cannot be written down', 'write the plain bigint'],
    [
      'an instance of a class without a name',
      new (class {})(),
      'a value of the class Object cannot be written down',
      'write a plain object with the fields to keep',
    ],
    [
      'an instance of a class with a long name',
      new (Object.defineProperty(class {}, 'name', { value: 'x'.repeat(61) }))(),
      `a value of the class ${'x'.repeat(60)}… cannot be written down`,
      'write a plain object with the fields to keep',
    ],
    [
      'an heir with a name of its own',
      Object.create({ [Symbol.toStringTag]: 'Ship' }),
      'a value of the class Ship cannot be written down',
      'write a plain object with the fields to keep',
    ],
    [
      'an heir of what looks like the root of another realm',
      Object.create({ isPrototypeOf: 1 }),
      'a value of the class Object cannot be written down',
      'write a plain object with the fields to keep',
    ],
    [
      'a symbol as a key beside one that is hidden',
      Object.defineProperty({ [Symbol('x')]: 1 }, Symbol('hidden'), { value: 1 }),
      'a property named by a symbol cannot be written down',
      'name it by a text',
    ],
    ['an instance', new Money(), 'a value of the class Money cannot be written down', 'write a plain object with the fields to keep'],
    [
      'an heir',
      Object.create({ a: 1 }),
      'a value of the class Object cannot be written down',
      'write a plain object with the fields to keep',
    ],
    [
      'a heir of nothing',
      Object.create(Object.create(null)),
      'a value of the class Object cannot be written down',
      'write a plain object with the fields to keep',
    ],
    ['a function', () => 1, 'a function cannot be written down', 'write a plain value'],
    ['a symbol', Symbol('x'), 'a symbol cannot be written down', 'write a plain value'],
    ['undefined in an array', [undefined], 'undefined cannot be written down', 'write null, or leave it out'],
    ['a symbol as a key', { [Symbol('x')]: 1 }, 'a property named by a symbol cannot be written down', 'name it by a text'],
    ['NaN', NaN, 'NaN cannot be written down', 'write a number, null or a text'],
    ['∞', Infinity, 'Infinity cannot be written down', 'write a number, null or a text'],
    ['-∞', -Infinity, '-Infinity cannot be written down', 'write a number, null or a text'],
    ['-0', -0, '-0 cannot be written down', 'write 0'],
    ['NUL', 'a\0', 'a NUL character cannot be written down', 'take it out'],
    ['half a pair', 'a\ud83d', 'half of a surrogate pair cannot be written down', 'write the whole character, or text.toWellFormed()'],
    ['the other half', '\ude00', 'half of a surrogate pair cannot be written down', 'write the whole character, or text.toWellFormed()'],
    ['NUL in a key', { 'a\0': 1 }, 'a NUL character cannot be written down', 'take it out'],
    [
      'half a pair in a key',
      { '\ud83d': 1 },
      'half of a surrogate pair cannot be written down',
      'write the whole character, or text.toWellFormed()',
    ],
    ['a cycle', cycle, 'this contains itself', 'write an id in place of the object'],
    [
      'a hole',
      Object.assign(new Array(3), [1, 2]),
      'an array with holes or with named properties cannot be written down',
      'write null for a hole, an object for names',
    ],
    [
      'a named property of an array',
      Object.assign([1], { a: 1 }),
      'an array with holes or with named properties cannot be written down',
      'write null for a hole, an object for names',
    ],
    ['__proto__', JSON.parse('{"__proto__":1}'), 'the key __proto__ cannot be written down', 'give it another name'],
    ['constructor', { constructor: 1 }, 'the key constructor cannot be written down', 'give it another name'],
    ['prototype', { prototype: undefined }, 'the key prototype cannot be written down', 'give it another name'],
    ['4,097 digits', 10n ** 4096n, 'a bigint of more than 4096 digits cannot be written down', 'write it as a text'],
    ['4,097 digits below zero', -(10n ** 4096n), 'a bigint of more than 4096 digits cannot be written down', 'write it as a text'],
    [
      'a getter that throws',
      {
        get a() {
          throw new RangeError('no')
        },
      },
      'this cannot be read',
      'give a plain value',
    ],
    ['a revoked proxy', revoked(), 'this cannot be read', 'give a plain value'],
  ]

  function revoked(): object {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    return proxy
  }

  it.each(refused)('refuses %s', (_what, value, reason, remedy) => {
    const { code, message, details } = refusal(() => plainCopy({ data: [value] }, { type: 'meeting.held' }))
    expect(code).toBe('UNWRITABLE_VALUE')
    expect(message).toMatch(/^meeting\.held at data\[0\]/)
    expect(message.endsWith(`: ${reason} — ${remedy}`)).toBe(true)
    expect(details).toMatchObject({ reason })
    expect(refusal(() => plainCopy([value])).code).toBe('UNWRITABLE_VALUE')
  })

  it('says where: a path after the place it was given', () => {
    const value = { sources: [{ url: new URL('https://example.org') }], 'two words': { 'a?b': -0 } }
    const error = refusal(() => plainCopy(value, { type: 'meeting.held', event: id, field: 'data' }))
    expect(error.message).toBe(
      'meeting.held at data.sources[0].url: a value of the class URL cannot be written down — write its text: url.href',
    )
    expect(error.details).toEqual({ field: 'data.sources[0].url', reason: 'a value of the class URL cannot be written down' })
    expect(error.where).toEqual({ type: 'meeting.held', event: id, field: 'data.sources[0].url' })
    expect(refusal(() => plainCopy({ ...value, sources: [] })).message).toBe('["two words"]["a?b"]: -0 cannot be written down — write 0')
    expect(
      refusal(() => plainCopy({ 'a key of sixty characters is shown as it stands, to the last': [{ ['b'.repeat(61)]: -0 }] })).message,
    ).toBe(`["a key of sixty characters is shown as it stands, to the last"][0].${'b'.repeat(61)}: -0 cannot be written down — write 0`)
    expect(refusal(() => plainCopy({ [`?${'b'.repeat(60)}`]: -0 })).message).toBe(
      `["?${'b'.repeat(59)}…"]: -0 cannot be written down — write 0`,
    )
    const bare = refusal(() => plainCopy(NaN, { type: 'meeting.held' }))
    expect(bare.message).toBe('meeting.held: NaN cannot be written down — write a number, null or a text')
    expect(bare.where).toStrictEqual({ type: 'meeting.held' })
    expect(refusal(() => plainCopy(NaN)).message).toBe('NaN cannot be written down — write a number, null or a text')
  })

  it('keeps what a getter threw as the cause', () => {
    const cause = new RangeError('no')
    expect(
      refusal(() =>
        plainCopy({
          get a() {
            throw cause
          },
        }),
      ).cause,
    ).toBe(cause)
  })

  it('holds the limits: what reaches them passes, what is one above does not', () => {
    expect(plainCopy(nested(64))).toEqual(nested(64))
    expect(refusal(() => plainCopy(nested(65)))).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      message: 'a value: 65 or more levels of objects and arrays, and the limit is 64 — write it flatter, or raise limits.depth',
      details: { limit: 'depth', allowed: 64, found: 65 },
    })
    expect(plainCopy([1, { a: 'b' }], {}, limits({ nodes: 4 }))).toEqual([1, { a: 'b' }])
    expect(refusal(() => plainCopy([1, { a: 'b' }], {}, limits({ nodes: 3 })))).toMatchObject({
      details: { limit: 'nodes', allowed: 3, found: 4 },
    })
    expect(plainCopy({ ab: 'cde' }, {}, limits({ bytes: 5 }))).toEqual({ ab: 'cde' })
    expect(refusal(() => plainCopy({ ab: 'cde' }, {}, limits({ bytes: 4 })))).toMatchObject({
      details: { limit: 'bytes', allowed: 4, found: 5 },
    })
  })

  it('does not grow with what is only claimed or shared', () => {
    const claimed = refusal(() => plainCopy({ a: new Array(4_000_000_000) }))
    expect(claimed).toMatchObject({ code: 'LIMIT_EXCEEDED', details: { limit: 'nodes', found: 4_000_000_002 } })
    expect(claimed.message).toBe(
      'a value: 4000000002 or more values, and the limit is 100000 — divide it into several events, or raise limits.nodes',
    )
    let laughs: unknown = 'ha'
    for (let level = 0; level < 30; level++) laughs = { a: laughs, b: laughs }
    expect(refusal(() => plainCopy(laughs)).details).toMatchObject({ limit: 'nodes' })
    const long = 'x'.repeat(1_000_000)
    expect(refusal(() => plainCopy([long, long, long, long, long])).details).toMatchObject({ limit: 'bytes' })
  })
})

describe('encodeEvent', () => {
  it('writes one line in one order', () => {
    const given = event(
      { strength: 'demand', Object: [{ b: 1, a: null }], é: 1, 10: 'ten', 9: 'nine' },
      { to: 'RU', by: 'US', reported: undefined },
    )
    expect(encodeEvent(given)).toBe(
      `{"json":{"relation":"RU~US","version":12,"id":"${id}","type":"demand.raised","schemaVersion":1,"occurred":{"edtf":"2025-04-10"},` +
        '"recorded":"2025-04-11T08:00:00.000Z","by":"US","to":"RU",' +
        '"data":{"9":"nine","10":"ten","Object":[{"a":null,"b":1}],"demand":"lift-hiring-ban","strength":"demand","é":1}}}',
    )
  })

  it('names bigints in meta, as superjson does', () => {
    const given = event({ 'a b': { n: 7n }, list: ['7', -8n] })
    const text = encodeEvent(given)
    expect(text).toContain('"data":{"a b":{"n":"7"},"demand":"lift-hiring-ban","list":["7","-8"]}}')
    expect(text.endsWith(',"meta":{"values":{"data.a b.n":["bigint"],"data.list.1":["bigint"]},"v":1}}')).toBe(true)
    expect(superjson.parse(text)).toEqual(given)
    expect(decodeLine(text)).toStrictEqual(given)
  })

  it('refuses keys that have to be escaped, for some engines read them as others', () => {
    for (const key of ['\\', 'a\n', '"', '\u001f']) {
      expect(refusal(() => encodeEvent(event({ [key]: 1 }))).message).toContain(
        'a key with a backslash, a quote or a control character cannot be written down — give it another name',
      )
      expect(refusal(() => decodeLine(`{"json":{${JSON.stringify(key)}:1}}`)).code).toBe('LOG_CORRUPT')
    }
    expect(decodeLine(encodeEvent(event({ 'tass.ru': { 'a.b': 1 } })))).toStrictEqual(event({ 'tass.ru': { 'a.b': 1 } }))
    expect(refusal(() => encodeEvent(event({ 'tass.ru': 1n }))).message).toBe(
      'demand.raised at ["data.tass\\\\.ru"]: a bigint under a key with a dot cannot be written down — give the key another name',
    )
    expect(() => decodeLine('{"json":{"a.b":"1"},"meta":{"values":{"a\\\\.b":["bigint"]},"v":1}}')).toThrow('no whole number is there')
  })

  it('sorts keys only where they are in no order', () => {
    const sort = vi.spyOn(Array.prototype, 'sort')
    encodeEvent({ ...event(), data: { a: 1, b: { c: [{ d: 1, e: 2 }] } } })
    expect(sort).not.toHaveBeenCalled()
    encodeEvent({ ...event(), data: { b: 1, a: 2 } })
    expect(sort).toHaveBeenCalledOnce()
  })

  it('writes no references for equal bigints, and superjson still reads the line', () => {
    const given = event({ debt: 5n, paid: 5n, list: [5n] })
    const text = encodeEvent(given)
    expect(superjson.stringify(given)).toContain('referentialEqualities')
    expect(text).not.toContain('referentialEqualities')
    expect(superjson.parse(text)).toEqual(given)
    expect(decodeLine(text)).toStrictEqual(given)
  })

  it('is not changed by what a program registers with superjson', () => {
    const given = event({ n: 1n })
    const before = encodeEvent(given)
    superjson.registerCustom<bigint, string>(
      { isApplicable: (v): v is bigint => typeof v === 'bigint', serialize: String, deserialize: BigInt },
      'big',
    )
    expect(superjson.stringify(given)).toContain('custom')
    expect(encodeEvent(given)).toBe(before)
  })

  it('leaves the event as it is, frozen or not', () => {
    const given = event({ b: Object.freeze([Object.freeze({ z: 1n, a: 2 })]), a: 1 })
    const keys = Object.keys(given.data)
    encodeEvent(Object.freeze(given))
    expect(Object.keys(given.data)).toEqual(keys)
  })

  it('breaks no line', () => {
    const text = encodeEvent(event({ ab: 'c\r\nd\u2028' }))
    expect(text).not.toMatch(/[\r\n]/)
    expect(decodeLine(text)['data']).toMatchObject({ ab: 'c\r\nd\u2028' })
  })

  it('refuses what cannot be written, and says where', () => {
    expect(refusal(() => encodeEvent(event({ when: new Date() })))).toMatchObject({
      code: 'UNWRITABLE_VALUE',
      where: { relation: 'RU~US', event: id, type: 'demand.raised', field: 'data.when' },
    })
    expect(refusal(() => encodeEvent(event({}, { colour: 'red' }))).message).toBe(
      'demand.raised: the envelope has no field "colour" — put it into data',
    )
    expect(refusal(() => encodeEvent(event({}, { [Symbol('x')]: 1 }))).code).toBe('UNWRITABLE_VALUE')
    expect(encodeEvent(event({}, { colour: undefined }))).toBe(encodeEvent(event()))
  })

  it.each([{ relation: undefined }, { version: 0 }, { version: 1.5 }, { version: '12' }, { id: undefined }])(
    'refuses an event with %j: a line begins with all three',
    (more) => {
      expect(refusal(() => encodeEvent(event({}, more)))).toMatchObject({
        code: 'UNWRITABLE_VALUE',
        message:
          'demand.raised: an event without relation, version or id cannot be written down — append it to a ledger, which gives it all three',
      })
    },
  )

  it.each(['depth', 'nodes', 'bytes'] as const)('writes what can be read under the same limits, and no more: %s', (limit) => {
    const widest = event({
      deep: nested(20),
      empty: Array.from({ length: 50 }, () => ({})),
      big: Array.from({ length: 50 }, (_, n) => BigInt(n)),
      text: 'ж€😀',
    })
    const text = encodeEvent(widest)
    const size = { bytes: Buffer.byteLength(text), depth: 22, nodes: 2 + 6 + 1 + 1 + 20 + 51 + 51 + 2 }[limit]
    const enough = limits({ [limit]: size })
    expect(encodeEvent(widest, enough)).toBe(text)
    expect(decodeLine(text, {}, enough)).toStrictEqual(widest)
    const scant = limits({ [limit]: size - 1 })
    expect(refusal(() => encodeEvent(widest, scant)).details).toMatchObject({ limit, allowed: size - 1 })
    expect(refusal(() => decodeLine(text, {}, scant)).details).toMatchObject({ limit, allowed: size - 1 })
  })
})

describe('decodeLine', () => {
  const line = encodeEvent(event({ n: 1 }))
  const at = { file: 'talks.jsonl', line: 3 }

  it('reads what was written, anew', () => {
    expect(decodeLine(line)).toStrictEqual(event({ n: 1 }))
    expect(decodeLine(line)).not.toBe(decodeLine(line))
  })

  it('reads lines of others: spaces, another order, escapes', () => {
    expect(decodeLine(' { "json" : {"b":"\\u0416\\ud83d\\ude00", "a":1e2} }\r')).toStrictEqual({ b: 'Ж😀', a: 100 })
    expect(decodeLine('{"meta":{"v":1,"values":{"a":["bigint"]}},"json":{"a":"-12"}}')).toStrictEqual({ a: -12n })
    expect(decodeLine('{"meta":{"v":1,"values":{}},"json":{"length":"1"}}')).toStrictEqual({ length: '1' })
  })

  it('reads a line whose start stands once more inside it', () => {
    const inner = '{"json":{"relation":"CN~US","version":1,"id":"x"}}'
    expect(decodeLine(`{"json":{"version":12,"data":${inner}}}`)).toMatchObject({ version: 12, data: { json: { version: 1 } } })
  })

  it.each([
    line,
    '{"json":{"a":[1,-1.5,[true,false,null,"x"],{"b":{}}]}}',
    '{"json":{"a":"one\\ntwo","b":{"c":["\\\\"]}}}',
    `{"json":{"a":"ж€😀","b":${'['.repeat(63)}${']'.repeat(63)}}}`,
  ])('makes no list of the keys of a usual line: %s', (usual) => {
    const keys = vi.spyOn(Object, 'keys')
    decodeLine(usual, {}, limits({ nodes: usual.length }))
    expect(keys).not.toHaveBeenCalled()
  })

  const big = (json: string, values: string) => `{"json":${json},"meta":{"values":${values},"v":1}}`
  const noMeta = 'meta is not {"values":{…},"v":1}'
  const corrupted: [text: string, reason: string | RegExp][] = [
    ['', 'the line is not JSON'],
    [line.slice(0, -1), 'the line is not JSON'],
    [`\ufeff${line}`, 'the line is not JSON'],
    [`${line}${line}`, 'the line is not JSON'],
    ['{"json":{"a":"\0"}}', 'the line is not JSON'],
    ['null', 'the line is not an object'],
    ['7', 'the line is not an object'],
    ['[{"json":{}}]', 'the line is not an object'],
    ['{}', 'the line holds no event: json is not an object'],
    ['{"json":null}', 'the line holds no event: json is not an object'],
    ['{"json":[]}', 'the line holds no event: json is not an object'],
    ['{"json":"{}"}', 'the line holds no event: json is not an object'],
    ['{"json":{},"more":1}', 'the line has a part named "more" beside json and meta'],
    ['{"json":{},"__proto__":{"json":1}}', 'the line has a part named "__proto__" beside json and meta'],
    ['{"__proto__":{"json":{}}}', 'the line has a part named "__proto__" beside json and meta'],
    ['{"json":{"a":{"__proto__":{"x":1}}}}', 'at a.__proto__, the key __proto__ cannot be written down'],
    ['{"json":{"a":[{"\\u005f_proto__":{"x":1}}]}}', 'at a[0].__proto__, the key __proto__ cannot be written down'],
    ['{"json":{"constructor":{"prototype":{"x":1}}}}', 'at constructor, the key constructor cannot be written down'],
    ['{"json":{"prototype":1}}', 'at prototype, the key prototype cannot be written down'],
    ['{"json":{"a":1e999}}', 'at a, Infinity cannot be written down'],
    ['{"json":{"a":[-1e999]}}', 'at a[0], -Infinity cannot be written down'],
    ['{"json":{"a":-0}}', 'at a, -0 cannot be written down'],
    ['{"json":{"a":[[-0.0e5]]}}', 'at a[0][0], -0 cannot be written down'],
    ['{"json":{"a":"\\u0000"}}', 'at a, a NUL character cannot be written down'],
    ['{"json":{"\\u0000":1}}', 'at ["\\u0000"], a NUL character cannot be written down'],
    ['{"json":{"a":"\\ud800"}}', 'at a, half of a surrogate pair cannot be written down'],
    ['{"json":{"a":"\udc00"}}', 'at a, half of a surrogate pair cannot be written down'],
    ['{"json":{"\\udc00":1}}', 'at ["\\udc00"], half of a surrogate pair cannot be written down'],
    ['{"json":{},"meta":null}', noMeta],
    ['{"json":{},"meta":[]}', noMeta],
    ['{"json":{},"meta":{"v":1}}', noMeta],
    ['{"json":{},"meta":{"values":["bigint"],"v":1}}', noMeta],
    ['{"json":{"a":"1"},"meta":{"values":{"a":["bigint"]}}}', noMeta],
    ['{"json":{"a":"1"},"meta":{"values":{"a":["bigint"]},"v":0}}', noMeta],
    ['{"json":{"a":"1","b":"1"},"meta":{"values":{"a":["bigint"]},"referentialEqualities":{"a":["b"]},"v":1}}', noMeta],
    ['{"json":{"a":{},"b":1},"meta":{"referentialEqualities":{"a":["b"]}}}', noMeta],
    ['{"json":{},"meta":{"values":{},"v":1,"__proto__":{}}}', noMeta],
    ...['Date', 'undefined', 'number', 'regexp', 'set', 'map', 'Error', 'URL', '__proto__'].map((tag): [string, RegExp] => [
      big('{"a":"1"}', `{"a":["${tag}"]}`),
      /^meta gives "a" a type other than bigint$/,
    ]),
    ...['typed-array', 'class', 'symbol', 'custom'].map((tag): [string, RegExp] => [
      big('{"a":2000000000}', `{"a":[["${tag}","Float64Array"]]}`),
      /^meta gives "a" a type other than bigint$/,
    ]),
    [big('{"a":"1"}', '{"a":"bigint"}'), 'meta gives "a" a type other than bigint'],
    [big('{"a":"1"}', '{"a":["bigint",{"b":["Date"]}]}'), 'meta gives "a" a type other than bigint'],
    [big('{"a":{"b":"1"}}', '{"a":{"b":["bigint"]}}'), 'meta gives "a" a type other than bigint'],
    ...['b', 'a.b', '', 'a.length', 'a.0', '__proto__', 'constructor.name', 'a\\x', 'a\\', 'toString'].map((path): [string, RegExp] => [
      big('{"a":"1"}', JSON.stringify({ [path]: ['bigint'] }).replace('{"__proto__', '{"\\u005f_proto__')),
      /^meta calls ".*" a bigint, and no whole number is there$/,
    ]),
    [big('{"a":"1"}', '{"__proto__":["bigint"]}'), 'meta calls "__proto__" a bigint, and no whole number is there'],
    [big('{"a":{"":{"":"5"}}}', '{"a\\\\x":["bigint"]}'), 'meta calls "a\\\\x" a bigint, and no whole number is there'],
    ...['00', '+0', '0x0', ' 0', '', '1', '-0', 'length', '0.0'].map((index): [string, RegExp] => [
      big('{"a":["1"]}', JSON.stringify({ [`a.${index}`]: ['bigint'] })),
      /^meta calls ".*" a bigint, and no whole number is there$/,
    ]),
    ...['', '-', '+1', '01', '-0', '-01', '1.0', '1e3', '0x10', ' 1', '1\\n', '１', 'abc', '9'.repeat(4097), `-${'9'.repeat(4097)}`].map(
      (text): [string, string] => [big(`{"a":"${text}"}`, '{"a":["bigint"]}'), 'meta calls "a" a bigint, and no whole number is there'],
    ),
    [big('{"a":null}', '{"a.b":["bigint"]}'), 'meta calls "a.b" a bigint, and no whole number is there'],
    ...['1', 'null', 'true', '["1"]', '{}'].map((value): [string, string] => [
      big(`{"a":${value}}`, '{"a":["bigint"]}'),
      'meta calls "a" a bigint, and no whole number is there',
    ]),
    [line.replace('"type"', '"version":13,"type"'), 'the line gives its relation, version or id twice'],
    ...['relation', 'version', 'id'].map((name): [string, string] => [
      line.replace('"type"', `"${name}":{"toString":1,"valueOf":1},"type"`),
      'the line gives its relation, version or id twice',
    ]),
    [line.replace('"type"', '"relation":"DE~US","type"'), 'the line gives its relation, version or id twice'],
    [line.replace('"type"', '"\\u0069d":"x","type"'), 'the line gives its relation, version or id twice'],
    [line.replace(/\}$/, ',"json":{}}'), 'the line gives its relation, version or id twice'],
    [undefined as never, 'the store gave no text'],
    [Buffer.from(line) as never, 'the store gave no text'],
  ]

  it.each(corrupted)('refuses %s', (text, reason) => {
    const error = refusal(() => decodeLine(text, at))
    expect(error.code).toBe('LOG_CORRUPT')
    expect(error.where).toMatchObject(at)
    expect(error.message).toMatch(/^talks\.jsonl line 3: .* — the ledger did not write this line: restore it from a copy of the log$/s)
    const given = error.message.slice('talks.jsonl line 3: '.length, error.message.lastIndexOf(' — '))
    expect(error.details).toEqual({ reason: given })
    if (typeof reason === 'string') expect(given).toBe(reason)
    else expect(given).toMatch(reason)
  })

  it('takes bigints of 4,096 digits, and zero', () => {
    const largest = 10n ** 4096n - 1n
    const given = event({ most: largest, least: -largest, none: 0n })
    expect(decodeLine(encodeEvent(given))).toStrictEqual(given)
  })

  it('names the field in `where` and keeps the reason why it is not JSON', () => {
    expect(refusal(() => decodeLine('{"json":{"data":{"n":-0}}}', at)).where).toEqual({ ...at, field: 'data.n' })
    expect(refusal(() => decodeLine('{', at)).cause).toBeInstanceOf(SyntaxError)
    expect(refusal(() => decodeLine('{')).message).toMatch(/^a stored line: the line is not JSON/)
    expect(refusal(() => decodeLine('{', { relation: 'RU~US', line: 2 })).message).toMatch(/^RU~US line 2: /)
  })

  it('holds the limit of bytes before anything else, counted in UTF-8', () => {
    const text = '{"json":{"a":"aж€😀"}}'
    const bytes = Buffer.byteLength(text)
    expect(bytes).toBeGreaterThan(text.length)
    expect(decodeLine(text, {}, limits({ bytes }))).toEqual({ a: 'aж€😀' })
    expect(refusal(() => decodeLine(text, at, limits({ bytes: bytes - 1 })))).toMatchObject({
      message: `talks.jsonl line 3: ${bytes} or more bytes, and the limit is ${bytes - 1} — keep long texts elsewhere and name them in sources, or raise limits.bytes`,
      details: { limit: 'bytes', allowed: bytes - 1, found: bytes },
    })
    expect(refusal(() => decodeLine('x'.repeat(defaultLimits.bytes + 1))).code).toBe('LIMIT_EXCEEDED')
  })

  it.each(['\u007f', '\u0080', '\u07ff', '\u0800', '\ud7ff', '\ud800\udc00', '\udbff\udfff', '\ue000', '\uffff'])(
    'counts the bytes of %j as UTF-8 has them',
    (character) => {
      const text = `{"json":{"a":"${character}"}}`
      const bytes = Buffer.byteLength(text)
      expect(decodeLine(text, {}, limits({ bytes }))).toEqual({ a: character })
      expect(refusal(() => decodeLine(text, {}, limits({ bytes: bytes - 1 }))).details).toMatchObject({ found: bytes })
    },
  )

  it('holds the limit of depth in short lines and in long ones', () => {
    const text = (depth: number, more = '') => `{"json":{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}${more}}}`
    // A long text with brackets and escapes in it, which are no levels.
    const long = `,"b":"\\\\\\"${'['.repeat(defaultLimits.nodes)}"`
    expect(decodeLine(text(64))).toHaveProperty('a')
    expect(decodeLine(text(64, long))).toHaveProperty('b')
    for (const deep of [text(65), text(65, long), text(1_000_000)]) {
      expect(refusal(() => decodeLine(deep)).details).toEqual({ limit: 'depth', allowed: 64, found: 65 })
    }
  })

  it('holds the limit of values before a long line is parsed', () => {
    const wide = (count: number, value: string) => `{"json":{"a":[${`${value},`.repeat(count - 1)}${value}]}}`
    for (const value of ['1', '{}', '""', '[0]', '"[,[,"']) {
      expect(decodeLine(wide(100, value))).toHaveProperty('a.length', 100)
      expect(decodeLine(wide(20_000, value))).toHaveProperty('a.length', 20_000)
      expect(refusal(() => decodeLine(wide(100_000, value))).details).toMatchObject({ limit: 'nodes', allowed: 100_000 })
    }
    // Not JSON at its end: only a count before parsing can tell.
    expect(refusal(() => decodeLine(wide(400_000, '{}').slice(0, -1))).code).toBe('LIMIT_EXCEEDED')
  })

  it.each([
    ['values', `{"json":{"a":[${'1,'.repeat(35)}`, `{"json":{"a":[${'1,'.repeat(34)}`],
    ['lists', `{"json":{"a":${'[]'.repeat(36)}`, `{"json":{"a":${'[]'.repeat(35)}`],
    ['objects', `{"json":{"a":${'{}'.repeat(36)}`, `{"json":{"a":${'{}'.repeat(35)}`],
    ['levels of lists', `{"json":{"a":${'['.repeat(4)}`, `{"json":{"a":${'['.repeat(3)}`],
    ['levels of objects', `{"json":${'{"a":'.repeat(5)}`, `{"json":${'{"a":'.repeat(4)}`],
    ['levels after others', `{"json":{"a":[{}],"b":${'['.repeat(4)}`, `{"json":{"a":[{}],"b":${'['.repeat(3)}`],
  ])('counts %s before it parses, and not what stands in texts', (_, many, fewer) => {
    const small = limits({ nodes: 10, depth: 4 })
    expect(refusal(() => decodeLine(many, {}, small)).code).toBe('LIMIT_EXCEEDED')
    expect(refusal(() => decodeLine(fewer, {}, small)).code).toBe('LOG_CORRUPT')
    expect(refusal(() => decodeLine(`${fewer}"[{,\\"[{,"`, {}, small)).code).toBe('LOG_CORRUPT')
  })
})
