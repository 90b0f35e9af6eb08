// defineEntity: what a table must be, what its constructors take and refuse, and what they give.
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { meeting } from '../src/entities/meeting.ts'
import { defineEntity } from '../src/entity.ts'
import { isLedgerError, type LedgerError } from '../src/errors.ts'
import { envelopeFields, freezeDeep } from '../src/event.ts'
import { openLedger } from '../src/ledger.ts'
import type { StandardSchema } from '../src/shape.ts'
import { memoryStore } from '../src/stores/memory.ts'
import { compileTable } from '../src/table.ts'
import { vocabulary } from '../src/vocabulary.ts'
import { dispute } from './dispute.ts'
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

describe('a table', () => {
  const begun = { from: ['new'], to: 'begun' }
  const defined = (changes: object, kind = 'strike') => defineEntity(kind, { plural: 'strikes', events: { begun }, ...changes } as never)

  it.each([
    ['a kind that is no name', () => defined({}, 'Strike'), '"Strike" is not a name'],
    ['a kind that every event has', () => defined({}, 'data'), '"data" is a name every event or entity has already'],
    ['a plural that is no name', () => defined({ plural: 'the strikes' }), '"the strikes" is not a name'],
    ['an event that is no name', () => defined({ events: { 'begun-now': begun } }), '"begun-now" is not a name'],
    ['an event called entity', () => defined({ events: { entity: begun } }), 'an event cannot be called "entity"'],
    [
      'a field of the envelope',
      () => defined({ fields: { occurred: z.string() } }),
      '"occurred" is a name every event or entity has already',
    ],
    [
      'a field that every entity has',
      () => defined({ fields: { setBy: z.string() } }),
      '"setBy" is a name every event or entity has already',
    ],
    ['a field with the kind’s name', () => defined({ fields: { strike: z.string() } }), "a field cannot have the entity's own name"],
    ['a role of the envelope', () => defined({ roles: { by: 'to' } }), '"by" is a name every event or entity has already'],
    [
      'a list of every entity',
      () => defined({ events: { begun: { ...begun, by: 'either', each: 'problems' } } }),
      '"problems" is a name every event',
    ],
    ['a status called new', () => defined({ events: { begun: { from: ['new'], to: 'new' } } }), 'a status cannot be called "new"'],
    [
      'a status called unknown',
      () => defined({ events: { begun: { from: ['new'], to: 'unknown' } } }),
      'a status cannot be called "unknown"',
    ],
    [
      'a status nobody reaches',
      () => defined({ events: { begun, ended: { from: ['lost'], to: 'ended' } } }),
      'ended names "lost", to which no event leads',
    ],
    [
      'a kept status nobody reaches',
      () => defined({ events: { begun: { ...begun, keeps: ['lost'] } } }),
      'begun names "lost", to which no event leads',
    ],
    [
      'an otherwise nobody reaches',
      () => defined({ events: { begun, back: { from: ['begun'], to: 'back', otherwise: 'lost' } } }),
      'back names "lost"',
    ],
    ['an event from nowhere', () => defined({ events: { begun: { from: [], to: 'begun' } } }), 'begun can come from nowhere'],
    [
      'a way on from what is final',
      () => defined({ final: ['begun'], events: { begun, ended: { from: ['begun'], to: 'ended' } } }),
      'ended leads on from "begun", which is final',
    ],
    ['a final status nobody reaches', () => defined({ final: ['lost'] }), 'no event leads to "lost"'],
    ['an open status nobody reaches', () => defined({ open: ['lost'] }), 'no event leads to "lost"'],
    [
      'a row with no event instead',
      () => defined({ events: { begun: { ...begun, instead: 'called' } } }),
      'begun names "called", which is no event',
    ],
    ['a row by no role', () => defined({ events: { begun: { ...begun, by: 'caller' } } }), 'begun is done by "caller", which is no role'],
    [
      'a row with no field',
      () => defined({ events: { begun: { ...begun, may: ['workers'] } } }),
      'begun names "workers", which is no field and no role',
    ],
    ['a row that needs no field', () => defined({ events: { begun: { ...begun, needs: ['workers'] } } }), 'begun names "workers"'],
    [
      'a side that is no field',
      () => defined({ events: { begun: { ...begun, by: 'either', marks: 'struck', side: 'workers' } } }),
      'begun names "workers"',
    ],
    [
      'marks where nobody acts',
      () => defined({ events: { begun: { ...begun, marks: 'struck' } } }),
      'begun says something of the one who acts',
    ],
    ['shared by no field', () => defined({ shared: 'mutual' }), 'shared names "mutual", which is no field'],
    ['a question that hides the collection', () => defined({ questions: { get: () => 1 } }), 'a question cannot be called "get"'],
  ])('with %s is refused', (_, define, reason) => {
    const error = refusal(define)
    expect(error).toMatchObject({ code: 'INVALID_ENTITY' })
    expect(error.message).toMatch(/^entity "/)
    expect(error.message).toContain(reason)
  })

  it.each([...envelopeFields, 'kind', 'status', 'previous', 'since', 'setBy', 'inferred', 'problems'])(
    'with a field called %s is refused, as everything has that already',
    (name) => {
      const error = refusal(() => defined({ fields: { [name]: z.string() } }))
      const reason = `"${name}" is a name every event or entity has already — choose another`
      expect(error.message).toBe(`entity "strike": ${reason}`)
      expect(error.details).toEqual({ entity: 'strike', reason })
    },
  )

  it.each(['size', 'get', 'has', 'all', 'open', 'with', 'by', 'toJSON', 'constructor'])(
    'with a question called %s is refused, as every collection has that',
    (name) => {
      expect(refusal(() => defined({ questions: { [name]: () => 1 } })).message).toContain(`a question cannot be called "${name}"`)
      expect(() => defined({ questions: { [`${name}Ever`]: () => 1 } })).not.toThrow()
    },
  )

  it.each([{ third: true }, { casts: 'mover' }, { each: 'doneBy' }, { marks: 'doneBy' }, { clears: 'doneBy' }])(
    'with a row that says %j of the one who acts, where nobody does, is refused',
    (says) => {
      expect(refusal(() => defined({ events: { begun: { ...begun, ...says } } })).message).toContain('add by:')
      expect(() => defined({ events: { begun: { ...begun, by: 'either', ...says } } })).not.toThrow()
    },
  )

  it('takes names of at most 64 letters and digits', () => {
    const longest = `a${'B9'.repeat(31)}c`
    expect(longest).toHaveLength(64)
    expect(() => defined({ plural: longest })).not.toThrow()
    for (const name of [`${longest}d`, 'strike_s', 'a-b', '9a', '', 'é'])
      expect(refusal(() => defined({ plural: name })).message).toContain(`"${name}" is not a name`)
  })

  it.each([
    ['no list', () => 1],
    ['an empty list', []],
    ['a list of which one is no function', [(data: unknown) => data, 'later']],
  ])('with %s of upcasters is refused', (_, begunAgain) => {
    expect(refusal(() => defined({ upcast: { begun: begunAgain } })).message).toContain('upcast of begun is no list of functions')
  })

  it('that says no more than it must has nothing else', () => {
    const compiled = compileTable('strike', { plural: 'strikes', events: { begun } } as never)
    expect(compiled).toEqual({
      ...{ kind: 'strike', plural: 'strikes', isNamed: true, word: 'both', questions: {} },
      open: new Set(['begun']),
      final: new Set(),
      fields: new Map(),
      upcasters: new Map(),
      lifecycle: expect.objectContaining({ kind: 'strike', opposites: new Map(), sharedRoles: [] }),
    })
    expect(compiled.lifecycle.rows.get('strike.begun')).toEqual({
      ...begun,
      ...{ type: 'strike.begun', schemaVersion: 1, comesFrom: ['new'], gaps: new Map() },
      ...{ fields: [], asks: [], sets: [], names: [] },
    })
  })

  it('tells the fields of a row apart: asked for, set, naming a role, of a side', () => {
    const row = {
      ...{ from: ['new'], keeps: ['begun'], to: 'begun', by: 'caller', marks: 'struck', side: 'place' },
      ...{ needs: ['wage', 'caller'], may: ['hours', 'wage'], brings: ['words'] },
    }
    const text = z.string()
    const compiled = compileTable('strike', {
      ...{ plural: 'strikes', roles: { caller: 'called' }, events: { begun: row }, upcast: { begun: [(data: object) => data] } },
      fields: { wage: text, hours: text, words: text, place: text },
    } as never)
    expect(compiled.lifecycle.rows.get('strike.begun')).toMatchObject({
      ...{ schemaVersion: 2, role: 'caller', comesFrom: ['new', 'begun'] },
      fields: ['wage', 'caller', 'hours', 'words', 'place'],
      ...{ asks: ['wage', 'caller', 'words'], sets: ['wage', 'hours'], names: ['caller'] },
    })
    expect([...compiled.lifecycle.opposites]).toEqual([
      ['caller', 'called'],
      ['called', 'caller'],
    ])
    expect(compiled.lifecycle.sharedRoles).toEqual(['caller', 'called'])
  })

  it('of which a row is done by either side names no role', () => {
    const compiled = compileTable('strike', { plural: 'strikes', events: { begun: { ...begun, by: 'either' } } } as never)
    expect(compiled.lifecycle.rows.get('strike.begun')).toMatchObject({ by: 'either', role: undefined })
  })

  it('counts as open what is not final, and neither new nor the status before', () => {
    const ended = { from: ['begun', 'paused'], to: 'ended' }
    const events = {
      begun,
      paused: { from: ['begun'], to: 'paused' },
      resumed: { from: ['paused'], to: 'back' },
      ended,
      noted: { from: ['ended'] },
    }
    const open = (changes: object) => [...compileTable('strike', { plural: 'strikes', events, final: ['ended'], ...changes } as never).open]
    expect(open({})).toEqual(['begun', 'paused'])
    expect(open({ open: ['paused'] })).toEqual(['paused'])
    expect(open({ final: undefined })).toEqual(['begun', 'paused', 'ended'])
  })

  it('gives a frozen entity with a constructor for each event', () => {
    expect(Object.keys(dispute)).toEqual([
      'filed',
      'joined',
      'heard',
      'paused',
      'resumed',
      'objected',
      'conceded',
      'expelled',
      'closed',
      'described',
      'weighed',
      'entity',
    ])
    expect(Object.isFrozen(dispute)).toBe(true)
  })

  it('opens all that is not final, where it does not say', () => {
    expect([...dispute.entity.open]).toEqual(['filed', 'joined', 'heard', 'paused', 'conceded'])
    expect([...dispute.entity.final]).toEqual(['closed'])
  })
})

describe('a constructor', () => {
  it('gives the input of one event: envelope and data apart, frozen all the way down', () => {
    const input = dispute.filed({
      dispute: 'fish',
      by: 'US',
      occurred: '2025-04',
      tags: ['quota'],
      mutual: true,
      id: idAt(1),
      note: 'a note',
      saidBy: ['US'],
    })
    expect(input).toEqual({
      type: 'dispute.filed',
      schemaVersion: 1,
      id: idAt(1),
      occurred: '2025-04',
      by: 'US',
      data: { dispute: 'fish', tags: ['quota'], mutual: true },
      note: 'a note',
      saidBy: ['US'],
    })
    expect([input, input.data, input.data.tags, input.saidBy].every(Object.isFrozen)).toBe(true)
  })

  it('copies what it is given, and drops what is undefined', () => {
    const tags = ['quota']
    const given = { dispute: 'fish', by: 'US', occurred: '2025-04', tags, note: undefined }
    const input = dispute.filed(given as never)
    tags.push('catch')
    expect(input.data).toEqual({ dispute: 'fish', tags: ['quota'] })
    expect('note' in input).toBe(false)
    expect(Object.isFrozen(tags)).toBe(false)
  })

  it('takes a Date for occurred and reported, and refuses one that is no day', () => {
    expect(meeting.held({ meeting: 'm', occurred: new Date(0), reported: new Date(1000) })).toMatchObject({
      occurred: '1970-01-01T00:00:00.000Z',
      reported: '1970-01-01T00:00:01.000Z',
    })
    expect(refusal(() => meeting.held({ meeting: 'm', occurred: new Date(Number.NaN) }))).toMatchObject({
      code: 'INVALID_DATE',
      where: { field: 'occurred' },
    })
  })

  it('asks for no actor where no role rests on it', () => {
    expect(meeting.cancelled({ meeting: 'm', occurred: '2025' })).not.toHaveProperty('by')
  })

  it('takes no instance of a class', () => {
    const filing = Object.assign(new (class Filing {})(), { dispute: 'fish', by: 'US', occurred: '2025' })
    expect(refusal(() => dispute.filed(filing)).code).toBe('UNWRITABLE_VALUE')
  })

  const filed = (changes: object) => () => dispute.filed({ dispute: 'fish', by: 'US', occurred: '2025', ...changes } as never)

  it.each([
    ['nothing at all', () => dispute.filed(undefined as never), 'INVALID_EVENT', 'the input'],
    ['a list', () => dispute.filed([] as never), 'INVALID_EVENT', 'the input'],
    ['no entity', filed({ dispute: undefined }), 'INVALID_EVENT', 'dispute'],
    ['an entity that is no id', filed({ dispute: 'Fish War' }), 'INVALID_ID', 'dispute'],
    ['no date', filed({ occurred: undefined }), 'INVALID_EVENT', 'occurred'],
    ['a date that is none', filed({ occurred: '2025-02-30' }), 'INVALID_DATE', 'occurred'],
    ['no side', filed({ by: undefined }), 'INVALID_EVENT', 'by'],
    ['a side that is no party', filed({ by: 'the US' }), 'INVALID_ID', 'by'],
    ['a field of another event', filed({ weight: 3 }), 'INVALID_EVENT', 'weight'],
    ['a field of nobody', filed({ colour: 'red' }), 'INVALID_EVENT', 'colour'],
    ['null', () => dispute.filed(null as never), 'INVALID_EVENT', 'the input'],
    ['a version', filed({ version: 3 }), 'INVALID_EVENT', 'version'],
    ['a relation', filed({ relation: 'RU~US' }), 'INVALID_EVENT', 'relation'],
    ['a type', filed({ type: 'dispute.filed' }), 'INVALID_EVENT', 'type'],
    ['a schema version', filed({ schemaVersion: 1 }), 'INVALID_EVENT', 'schemaVersion'],
    ['an instant of recording', filed({ recorded: '2025-04-11T08:00:00.000Z' }), 'INVALID_EVENT', 'recorded'],
    ['data', filed({ data: {} }), 'INVALID_EVENT', 'data'],
    ['no mover, whose role it casts', () => dispute.paused({ dispute: 'fish', occurred: '2025' } as never), 'INVALID_EVENT', 'by'],
    ['a field of the wrong shape', filed({ mutual: 'yes' }), 'INVALID_EVENT', 'mutual'],
    ['a field that is wrong inside', filed({ tags: ['quota', 7] }), 'INVALID_EVENT', 'tags[1]'],
    ['a value that cannot be written', filed({ tags: new Set(['quota']) }), 'UNWRITABLE_VALUE', 'tags'],
    ['a word said twice', filed({ saidBy: ['US', 'US'] }), 'INVALID_EVENT', 'saidBy'],
    ['a word that is no list', filed({ saidBy: 'US' }), 'INVALID_EVENT', 'saidBy'],
    ['a source with a strange field', filed({ sources: [{ link: 'x' }] }), 'INVALID_EVENT', 'sources[0].link'],
    ['a source that is a text', filed({ sources: ['x'] }), 'INVALID_EVENT', 'sources[0]'],
    ['an empty note', filed({ note: '' }), 'INVALID_EVENT', 'note'],
    ['a direction with no actor', () => dispute.resumed({ dispute: 'fish', occurred: '2025', to: 'US' } as never), 'INVALID_EVENT', 'to'],
    ['an actor where nobody acts', () => dispute.resumed({ dispute: 'fish', occurred: '2025', by: 'US' } as never), 'INVALID_EVENT', 'by'],
    ['no field that it needs', () => dispute.weighed({ dispute: 'fish', occurred: '2025' } as never), 'INVALID_EVENT', 'weight'],
    ['no field that it brings', () => dispute.described({ dispute: 'fish', occurred: '2025' } as never), 'INVALID_EVENT', 'words'],
    [
      'a role that is no party',
      () => dispute.heard({ dispute: 'fish', occurred: '2025', claimant: '?' } as never),
      'INVALID_ID',
      'claimant',
    ],
  ])('that is given %s refuses it by name', (_, call, code, field) => {
    const error = refusal(call)
    expect([error.code, error.where.field]).toEqual([code, field])
  })
})

describe('the schema of a field', () => {
  const weighing = <Schema extends StandardSchema>(weight: Schema) =>
    defineEntity('load', { plural: 'loads', fields: { weight }, events: { weighed: { from: ['new'], to: 'weighed', needs: ['weight'] } } })
  const loose = (weight: unknown) => ({ load: 'a', occurred: '2025', weight }) as never

  it('may tidy a value, and what it gives stands in the event', () => {
    expect(weighing(z.string().trim()).weighed(loose(' heavy ')).data).toEqual({ load: 'a', weight: 'heavy' })
    expect(weighing(z.coerce.number()).weighed(loose('3')).data).toEqual({ load: 'a', weight: 3 })
    expect(
      weighing(z.object({ parts: z.array(z.string().trim()), rest: z.string().optional() })).weighed(loose({ parts: ['a '] })).data.weight,
    ).toEqual({ parts: ['a'] })
  })

  it.each([
    ['takes no more what it gave', z.string().transform(Number), '3'],
    ['takes no more the nothing it gave', z.null().transform(() => undefined), null],
    ['gives something else each time', z.string().transform((text) => `${text}!`), 'heavy'],
    ['gives something else inside each time', z.object({ text: z.string().transform((text) => `${text}!`) }), { text: 'heavy' }],
  ])('that %s is refused, for the log could not be read again', (_, schema, given) => {
    expect(refusal(() => weighing(schema as StandardSchema).weighed(loose(given)))).toMatchObject({
      code: 'INVALID_EVENT',
      message: expect.stringContaining('weight has a schema that does not take what it gives'),
      where: { field: 'weight' },
    })
  })

  it('that gives what it was given is asked once', () => {
    let asked = 0
    const validate = (value: unknown) => {
      asked += 1
      return { value }
    }
    weighing({ '~standard': { version: 1, vendor: 'test', validate } } as StandardSchema).weighed(loose(3))
    expect(asked).toBe(1)
  })

  it('that answers later is refused', () => {
    const later: StandardSchema<string> = {
      '~standard': { version: 1, vendor: 'test', validate: async (value) => ({ value: value as string }) },
    }
    expect(refusal(() => weighing(later).weighed(loose('3'))).message).toContain('answers later')
  })

  it('may be of any library that follows the standard, its path with keys as objects', () => {
    const strict: StandardSchema<string> = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: () => ({ issues: [{ message: 'never', path: [{ key: 'parts' }, 2, 'name'] }] }),
      },
    }
    expect(refusal(() => weighing(strict).weighed(loose('3'))).where.field).toBe('weight.parts[2].name')
  })

  it('is asked again when the log is read, and finds what it gave', async () => {
    const store = memoryStore()
    const words = vocabulary(weighing(z.string().trim().toUpperCase()))
    const talks = () => openLedger({ store, vocabulary: words }).between('A', 'B')
    await talks().append(
      { type: 'load.weighed', schemaVersion: 1, occurred: '2025', data: { load: 'a', weight: ' heavy' } },
      { expectedVersion: 0 },
    )
    expect((await talks().state()).loads.get('a')?.weight).toBe('HEAVY')
  })
})

describe('freezeDeep', () => {
  it('freezes lists and objects inside, and leaves alone what is frozen', () => {
    const inner = Object.freeze({ list: [1] })
    const value = freezeDeep({ a: [{ b: 1 }], inner })
    expect([value, value.a, value.a[0]].every(Object.isFrozen)).toBe(true)
    expect(Object.isFrozen(inner.list)).toBe(false)
  })
})

it('a field that is given as undefined is left out; a fault that a schema does not place is told of the whole field', () => {
  const odd: StandardSchema = { '~standard': { version: 1, vendor: 'own', validate: () => ({ issues: [{ message: 'is not so' }] }) } }
  const thing = defineEntity('thing', { plural: 'things', fields: { odd }, events: { made: { from: ['new'], to: 'made', may: ['odd'] } } })
  const given = { thing: 'first', occurred: '2025-04-10' }
  expect(thing.made({ ...given, odd: undefined } as never).data).toEqual({ thing: 'first' })
  expect(refusal(() => thing.made({ ...given, odd: 1 } as never)).details).toMatchObject({ field: 'odd' })
})
