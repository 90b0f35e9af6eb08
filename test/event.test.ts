// The envelope: what may be said of any event, checked and put into its one form.
import { describe, expect, it } from 'vitest'
import { isLedgerError, type LedgerError } from '../src/errors.ts'
import {
  checkEnvelope,
  directionOf,
  type EventInput,
  envelopeFields,
  fieldsOf,
  firstTwice,
  freezeDeep,
  parseEnvelope,
} from '../src/event.ts'
import { idAt } from './fixed-clock.ts'

function refusal(call: () => unknown): LedgerError {
  try {
    call()
  } catch (error) {
    if (isLedgerError(error)) return error
    throw error
  }
  throw new Error('nothing was refused')
}

const parse = (given: object) => parseEnvelope(given as never, { type: 'demand.raised' })

describe('the envelope', () => {
  it('takes every field a caller may give, and gives them checked', () => {
    const given = {
      id: idAt(1),
      occurred: '2025-04-10',
      reported: { edtf: '2025-04-11', phrase: 'on Friday' },
      by: 'US',
      to: 'RU',
      saidBy: ['US', 'dpa'],
      sources: [{ title: 'A title', url: 'https://example.org', publisher: 'dpa', published: '2025-04', quote: '…' }, {}],
      at: 'istanbul-2',
      regarding: ['demand/visas', 'followUp/round-3'],
      note: 'a note',
      about: [idAt(2), 'demand/visas'],
      causation: idAt(3),
      correlation: 'case 7',
      actor: 'the desk officer',
    }
    expect(parse(given)).toEqual(given)
    expect(Object.keys(given).every((field) => (envelopeFields as readonly string[]).includes(field))).toBe(true)
  })

  it('has nothing that was not given', () => {
    expect(parse({ occurred: '2025', note: undefined, colour: 'red' })).toEqual({ occurred: '2025' })
    expect('note' in parse({ occurred: '2025', note: undefined })).toBe(false)
  })

  it('is checked in place, where a field that is undefined was not given', () => {
    const own = { occurred: new Date(0), note: undefined }
    checkEnvelope(own, {})
    expect(own).toEqual({ occurred: '1970-01-01T00:00:00.000Z' })
  })

  it('is left untouched where it has its normal form, so that reading a log copies nothing', () => {
    const sources = [{ title: 'a', published: '2025' }, {}]
    const own = freezeDeep({ occurred: '2025', saidBy: ['US', 'RU'], sources, regarding: ['demand/visas'], note: 'b' })
    expect(() => checkEnvelope(own, {})).not.toThrow()
    expect(parse(own).sources).toBe(sources)
  })

  it('keeps an empty list of sayers: the recorder’s own word', () => {
    expect(parse({ occurred: '2025', saidBy: [] })).toEqual({ occurred: '2025', saidBy: [] })
  })

  it('writes a Date as text', () => {
    expect(parse({ occurred: new Date(0), reported: new Date(1) })).toEqual({
      occurred: '1970-01-01T00:00:00.000Z',
      reported: '1970-01-01T00:00:00.001Z',
    })
    expect(parse({ occurred: '2025', sources: [{ title: 'a' }, { published: new Date(0), title: 'b' }] }).sources).toEqual([
      { title: 'a' },
      { published: '1970-01-01T00:00:00.000Z', title: 'b' },
    ])
  })

  it('takes the two sources that are alike: only what has a name can be named twice', () => {
    const source = { title: 'a' }
    expect(parse({ occurred: '2025', sources: [{}, {}] }).sources).toEqual([{}, {}])
    expect(parse({ occurred: '2025', sources: [source, source] }).sources).toEqual([source, source])
  })

  it.each([
    [{}, 'INVALID_EVENT', 'occurred'],
    [{ occurred: 'soon' }, 'INVALID_DATE', 'occurred'],
    [{ occurred: '2025-04-10/..' }, 'INVALID_DATE', 'occurred'],
    [{ occurred: 7 }, 'INVALID_DATE', 'occurred'],
    [{ occurred: '2025', reported: '2025-13' }, 'INVALID_DATE', 'reported'],
    [{ occurred: '2025', id: 'a' }, 'INVALID_ID', 'id'],
    [{ occurred: '2025', by: 'U S' }, 'INVALID_ID', 'by'],
    [{ occurred: '2025', to: null }, 'INVALID_ID', 'to'],
    [{ occurred: '2025', saidBy: 'US' }, 'INVALID_EVENT', 'saidBy'],
    [{ occurred: '2025', saidBy: ['US', 'U S'] }, 'INVALID_ID', 'saidBy[1]'],
    [{ occurred: '2025', saidBy: ['US', 'RU', 'US'] }, 'INVALID_EVENT', 'saidBy'],
    [{ occurred: '2025', sources: {} }, 'INVALID_EVENT', 'sources'],
    [{ occurred: '2025', sources: [null] }, 'INVALID_EVENT', 'sources[0]'],
    [{ occurred: '2025', sources: [[]] }, 'INVALID_EVENT', 'sources[0]'],
    [{ occurred: '2025', sources: [{}, { url: 7 }] }, 'INVALID_EVENT', 'sources[1].url'],
    [{ occurred: '2025', sources: [{ published: '2025-99' }] }, 'INVALID_DATE', 'sources[0].published'],
    [{ occurred: '2025', sources: [{ title: '' }] }, 'INVALID_EVENT', 'sources[0].title'],
    [{ occurred: '2025', sources: ['dpa'] }, 'INVALID_EVENT', 'sources[0]'],
    [{ occurred: '2025', sources: [{ author: 'x' }] }, 'INVALID_EVENT', 'sources[0].author'],
    [{ occurred: '2025', at: 'meeting/istanbul-2' }, 'INVALID_ID', 'at'],
    [{ occurred: '2025', regarding: ['visas'] }, 'INVALID_ID', 'regarding[0]'],
    [{ occurred: '2025', about: [7] }, 'INVALID_ID', 'about[0]'],
    [{ occurred: '2025', about: ['visas'] }, 'INVALID_ID', 'about[0]'],
    [{ occurred: '2025', about: ['demand/A'] }, 'INVALID_ID', 'about[0]'],
    [{ occurred: '2025', about: [idAt(1), idAt(1)] }, 'INVALID_EVENT', 'about'],
    [{ occurred: '2025', causation: 'x' }, 'INVALID_ID', 'causation'],
    [{ occurred: '2025', correlation: '' }, 'INVALID_EVENT', 'correlation'],
    [{ occurred: '2025', actor: 7 }, 'INVALID_EVENT', 'actor'],
    [{ occurred: '2025', note: '' }, 'INVALID_EVENT', 'note'],
  ])('%j is refused by the field', (given, code, field) => {
    const error = refusal(() => parse(given))
    expect([error.code, error.where.field, error.where.type]).toEqual([code, field, 'demand.raised'])
  })
})

describe('the first that is named twice', () => {
  const names = (count: number) => Array.from({ length: count }, (_, at) => `name-${at}`)

  it.each([0, 1, 2, 19, 20, 21, 100])('is none of %d that differ, and is found wherever it stands', (count) => {
    const differing = names(count)
    expect(firstTwice(differing)).toBeUndefined()
    for (const name of differing) expect(firstTwice([...differing, name])).toBe(name)
    if (count > 1) expect(firstTwice(['name-1', ...differing, 'name-0'])).toBe('name-1')
  })

  it('is found without comparing each of many with each', () => {
    let looks = 0
    const get = (list: string[], key: string | symbol) => {
      looks += 1
      return Reflect.get(list, key)
    }
    const watched = new Proxy(names(1_000), { get })
    expect(firstTwice(watched)).toBeUndefined()
    expect(looks).toBeLessThan(3_000)
  })
})

describe('an event’s fields', () => {
  it('stand side by side, whether of the envelope or its own', () => {
    const event = { type: 'demand.raised', occurred: '2025', data: { demand: 'visas', object: 'visas for all' } }
    expect(fieldsOf(event as never)).toEqual({ type: 'demand.raised', occurred: '2025', demand: 'visas', object: 'visas for all' })
  })

  it('are frozen all the way down, in lists too', () => {
    const deep = { list: [{ part: { words: ['a'] } }], nothing: null, word: 'b' }
    expect(freezeDeep(deep)).toBe(deep)
    expect([deep, deep.list, deep.list[0], deep.list[0]?.part, deep.list[0]?.part.words].map(Object.isFrozen)).toEqual(Array(5).fill(true))
  })
})

describe('the direction of an event', () => {
  const directed = (fields: object, third = false) =>
    directionOf({ type: 'x', schemaVersion: 1, occurred: '2025', data: {}, ...fields } as EventInput, 'RU~US', third, {})

  it.each([
    [{}, false, {}],
    [{ by: 'US' }, false, { by: 'US', to: 'RU' }],
    [{ by: 'RU' }, false, { by: 'RU', to: 'US' }],
    [{ by: 'RU', to: 'US' }, true, { by: 'RU', to: 'US' }],
    [{ by: 'NO' }, true, { by: 'NO' }],
    [{ by: 'NO', to: 'US' }, true, { by: 'NO', to: 'US' }],
  ])('%j (third parties may act: %s) is %j', (fields, third, direction) => {
    expect(directed(fields, third)).toStrictEqual(direction)
  })

  it.each([
    [{ by: 'US', to: 'US' }, false, 'to'],
    [{ by: 'US', to: 'NO' }, true, 'to'],
    [{ by: 'NO' }, false, 'by'],
    [{ by: 'NO', to: 'SE' }, true, 'to'],
  ])('%j (third parties may act: %s) is refused by %s', (fields, third, field) => {
    const error = refusal(() => directed(fields, third))
    expect(error).toMatchObject({ code: 'INVALID_EVENT', where: { field }, details: { field } })
    expect(error.message).toMatch(new RegExp(`^event: ${field} must be `))
  })

  it('is that of its own relation, whichever was asked for before', () => {
    const by = (party: string, relation: string) =>
      directionOf({ type: 'x', schemaVersion: 1, occurred: '2025', data: {}, by: party } as EventInput, relation, false, {})
    expect([by('US', 'RU~US'), by('US', 'CN~US'), by('US', 'CN~US'), by('RU', 'RU~US')].map(({ to }) => to)).toEqual([
      'RU',
      'CN',
      'CN',
      'US',
    ])
  })
})
