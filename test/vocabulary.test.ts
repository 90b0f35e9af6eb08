// A vocabulary: which type belongs to which entity, what an input must be that no constructor made, and what a stored event must be.
import { describe, expect, it } from 'vitest'
import { diplomacy, diplomacyVocabulary } from '../src/diplomacy.ts'
import { demand } from '../src/entities/demand.ts'
import { defineEntity } from '../src/entity.ts'
import { isLedgerError, type LedgerError } from '../src/errors.ts'
import { fold, record } from '../src/pure.ts'
import { account } from '../src/remarks/account.ts'
import { canHave, checkActor, isRemark, parseAnyInput, parseRecorded, vocabulary } from '../src/vocabulary.ts'
import { dispute, disputes } from './dispute.ts'
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

describe('a vocabulary', () => {
  it('knows the types of all its entities, and whose they are', () => {
    expect([...disputes.kinds]).toEqual([
      ['dispute', 0],
      ['demand', 1],
    ])
    expect(disputes.types.get('dispute.filed')).toMatchObject({ shelf: 0, definition: dispute.entity, row: { type: 'dispute.filed' } })
    expect(disputes.types.get('meeting.held')).toBeUndefined()
    expect(diplomacyVocabulary.entities).toEqual(diplomacy)
    expect(diplomacyVocabulary.kinds.size).toBe(12)
  })

  it('tells what speaks of other events from what is of an entity, and from what it does not know', () => {
    const types = ['entry.corrected', 'account.denied', 'dispute.filed', 'weather.turned']
    expect(types.map((type) => isRemark(disputes, type))).toEqual([true, true, false, false])
  })

  it('has a collection for each entity, with what is open, and by whose', () => {
    const events = record<typeof disputes>(
      ['US', 'RU'],
      [
        dispute.filed({ dispute: 'fish', by: 'US', occurred: '2025' }),
        dispute.filed({ dispute: 'gas', by: 'RU', occurred: '2025' }),
        dispute.filed({ dispute: 'steel', by: 'RU', occurred: '2025', mutual: true }),
        demand.raised({ demand: 'visas', by: 'US', occurred: '2025' }),
      ],
      { vocabulary: disputes },
    )
    const state = fold(events, { vocabulary: disputes })
    expect(state.disputes.open.map(({ id }) => id)).toEqual(['fish', 'gas', 'steel'])
    expect(state.disputes.by('US').map(({ id }) => id)).toEqual(['fish', 'steel'])
    expect(state.disputes.filedBy('RU')).toEqual(['gas', 'steel'])
    expect(state.demands.openBy('US').map(({ id }) => id)).toEqual(['visas'])
  })

  it.each(['relation', 'parties', 'version', 'problems', 'undetermined', 'unknown', 'dangling', 'entity', 'events', 'toJSON'])(
    'has no entities called %s, which every state has',
    (plural) => {
      const claim = defineEntity('claim', { plural, events: { made: { from: ['new'], to: 'made' } } })
      const reason = `its plural "${plural}" is a name every state has already — choose another`
      expect(refusal(() => vocabulary(claim))).toMatchObject({ message: `entity "claim": ${reason}`, details: { entity: 'claim', reason } })
    },
  )

  it.each([
    ['one kind twice', () => vocabulary(demand, dispute, demand), 'kind "demand"'],
    [
      'one plural twice',
      () => vocabulary(demand, defineEntity('claim', { plural: 'demands', events: { made: { from: ['new'], to: 'made' } } })),
      'plural "demands"',
    ],
  ])('with %s is refused', (_, make, words) => {
    const error = refusal(make)
    expect(error.code).toBe('INVALID_ENTITY')
    expect(error.message).toContain(words)
  })
})

describe('an input', () => {
  const parse = (given: unknown, policy: 'keep' | 'fail' = 'keep') => parseAnyInput(diplomacyVocabulary, given, policy)
  const plain = { type: 'demand.raised', schemaVersion: 1, occurred: '2025', by: 'US', data: { demand: 'visas' } }

  it('of a constructor of this vocabulary is taken as it is', () => {
    const input = demand.raised({ demand: 'visas', by: 'US', occurred: '2025' })
    expect(parse(input)).toBe(input)
    expect(parse(parse({ ...input }))).toEqual(input)
  })

  it('that is a plain object is checked, copied and frozen', () => {
    const parsed = parse(plain)
    expect(parsed).toEqual(plain)
    expect([parsed, parsed.data].every(Object.isFrozen)).toBe(true)
    expect(parsed).not.toBe(plain)
    expect(Object.isFrozen(plain.data)).toBe(false)
    expect(parse({ ...plain, schemaVersion: undefined })).toEqual(plain)
  })

  it('of the same type in another vocabulary is checked against this one', () => {
    const narrow = vocabulary(defineEntity('demand', { plural: 'demands', events: { raised: { from: ['new'], to: 'raised' } } }))
    const input = demand.raised({ demand: 'visas', by: 'US', occurred: '2025' })
    expect(refusal(() => parseAnyInput(narrow, input, 'keep')).where.field).toBe('by')
  })

  it('of an unknown type, or of a newer version, is kept or refused by policy', () => {
    for (const strange of [
      { ...plain, type: 'weather.turned' },
      { ...plain, schemaVersion: 2 },
    ]) {
      expect(parse(strange)).toEqual(strange)
      expect(refusal(() => parse(strange, 'fail'))).toMatchObject({
        code: 'UNKNOWN_TYPE',
        details: { schemaVersion: strange.schemaVersion },
      })
    }
  })

  it.each([
    [null, 'INVALID_EVENT', 'the input'],
    [[plain], 'INVALID_EVENT', 'the input'],
    ['demand.raised', 'INVALID_EVENT', 'the input'],
    [{ ...plain, type: undefined }, 'INVALID_EVENT', 'type'],
    [{ ...plain, data: undefined }, 'INVALID_EVENT', 'data'],
    [{ ...plain, data: null }, 'INVALID_EVENT', 'data'],
    [{ ...plain, recorded: '2025' }, 'INVALID_EVENT', 'recorded'],
    [{ ...plain, relation: 'RU~US' }, 'INVALID_EVENT', 'relation'],
    [{ ...plain, demand: 'visas' }, 'INVALID_EVENT', 'demand'],
    [{ ...plain, by: undefined }, 'INVALID_EVENT', 'by'],
    [{ ...plain, schemaVersion: 0.5 }, 'INVALID_EVENT', 'schemaVersion'],
    [{ ...plain, schemaVersion: '2' }, 'INVALID_EVENT', 'schemaVersion'],
    [{ ...plain, type: 'weather.turned', occurred: undefined }, 'INVALID_EVENT', 'occurred'],
    [{ ...plain, data: { demand: 'visas', when: new Date(0) } }, 'UNWRITABLE_VALUE', 'data.when'],
  ])('%j is refused by name', (given, code, field) => {
    const error = refusal(() => parse(given))
    expect([error.code, error.where.field]).toEqual([code, field])
  })
})

describe('a stored event', () => {
  const [event] = record(['US', 'RU'], [demand.raised({ demand: 'visas', by: 'US', occurred: '2025', object: 'visas', saidBy: ['US'] })], {
    ids: () => idAt(1),
  })
  const raw = () => JSON.parse(JSON.stringify(event))
  const read = (changes: object, policy: 'keep' | 'fail' = 'keep') =>
    parseRecorded(diplomacyVocabulary, { ...raw(), ...changes }, policy, { file: 'talks.jsonl', line: 7 })

  it('is read as it was recorded, frozen, its keys in the same order', () => {
    expect(read({})).toStrictEqual(event)
    expect(JSON.stringify(Object.keys(read({})).toSorted())).toBe(JSON.stringify(Object.keys(event as object).toSorted()))
    expect([read({}), read({}).data, read({}).saidBy].every(Object.isFrozen)).toBe(true)
    // What needs no change is not written to.
    expect(parseRecorded(diplomacyVocabulary, { ...event }, 'fail')).toStrictEqual(event)
  })

  it.each([
    [{ relation: 'US~RU' }, 'INVALID_ID'],
    [{ relation: 7 }, 'INVALID_ID'],
    [{ version: 0 }, 'INVALID_EVENT'],
    [{ version: '1' }, 'INVALID_EVENT'],
    [{ id: undefined }, 'INVALID_ID'],
    [{ id: idAt(10).toUpperCase() }, 'INVALID_ID'],
    [{ type: undefined }, 'INVALID_EVENT'],
    [{ data: 'visas' }, 'INVALID_EVENT'],
    [{ data: null }, 'INVALID_EVENT'],
    [{ recorded: ['2025-04-11T08:00:00.000Z'] }, 'INVALID_EVENT'],
    [{ data: {} }, 'INVALID_EVENT'],
    [{ recorded: undefined }, 'INVALID_EVENT'],
    [{ recorded: '2025-04-11T08:00:00Z' }, 'INVALID_EVENT'],
    [{ recorded: ' 2025-04-11T08:00:00.000Z' }, 'INVALID_EVENT'],
    [{ recorded: '2025-04-11T08:00:00.000Z ' }, 'INVALID_EVENT'],
    [{ by: 'NO' }, 'INVALID_EVENT'],
    [{ to: 'US' }, 'INVALID_EVENT'],
    [{ saidBy: ['US', 'US'] }, 'INVALID_EVENT'],
    [{ colour: 'red' }, 'INVALID_EVENT'],
    [{ type: 'weather.turned', schemaVersion: 'new' }, 'INVALID_EVENT'],
  ])('with %j is refused', (changes, code) => {
    expect(refusal(() => read(changes)).code).toBe(code)
  })

  it('that speaks of others has to say of which', () => {
    const [, denied] = record(
      ['US', 'RU'],
      [
        demand.raised({ id: idAt(1), demand: 'visas', by: 'US', occurred: '2025' }),
        account.denied({ about: idAt(1), by: 'dpa', occurred: '2025' }),
      ],
      { ids: () => idAt(2) },
    )
    expect(parseRecorded(diplomacyVocabulary, { ...denied }, 'fail')).toEqual(denied)
    expect(refusal(() => parseRecorded(diplomacyVocabulary, { ...denied, about: undefined }, 'fail')).where.field).toBe('about')
    expect(refusal(() => parseRecorded(diplomacyVocabulary, { ...denied, to: 'US' }, 'fail')).where.field).toBe('to')
  })

  it('says where it stands, as far as the caller knows', () => {
    expect(refusal(() => read({ type: 7 })).where).toEqual({ file: 'talks.jsonl', line: 7, field: 'type' })
    expect(refusal(() => read({ version: 0 })).where.field).toBe('version')
    expect(refusal(() => read({ data: {} })).where).toMatchObject({ file: 'talks.jsonl', line: 7, type: 'demand.raised', field: 'demand' })
  })

  it('of an unknown type is kept as it is, or refused by policy', () => {
    const strange = { type: 'weather.turned', by: 'NO', to: 'SE', data: { nested: [{ deep: 1 }] } }
    expect(read(strange)).toEqual({ ...raw(), ...strange })
    expect(Object.isFrozen((read(strange).data as { nested: unknown[] }).nested[0])).toBe(true)
    expect(refusal(() => read(strange, 'fail'))).toMatchObject({
      code: 'UNKNOWN_TYPE',
      details: { type: 'weather.turned', schemaVersion: 1 },
    })
  })

  it('of an unknown type may have any field, and may be of anybody: it can be told otherwise as one likes', () => {
    const strange = read({ type: 'weather.turned', by: 'NO', to: 'SE', data: { rain: true } })
    expect([canHave(diplomacyVocabulary, strange, 'rain'), canHave(diplomacyVocabulary, read({}), 'rain')]).toEqual([true, false])
    expect(() => checkActor(diplomacyVocabulary, strange)).not.toThrow()
  })
})
