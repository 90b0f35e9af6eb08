// The laws of the codec: what is written is read again, in one order. What others write is in hostile.test.ts.
// In: random events.
// Out: decode ∘ encode is the identity, and encoding is canonical.
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { SuperJSON } from 'superjson'
import { describe, expect, it } from 'vitest'
import { decodeLine, encodeEvent, plainCopy } from '../../src/codec.ts'
import { envelopeFields, type RecordedEvent } from '../../src/event.ts'
import { anyData, eventOf, jsonData } from '../random-event.ts'

const seed = 20250410
const superjson = new SuperJSON()

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
