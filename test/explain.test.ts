// explain: the events behind an entity, a field, an event, with all that was said of them; and the page made of it.
// In: the talks of 2025 and small logs with entries and accounts. Out: the chain, and what of each remark stands.
import { describe, expect, test } from 'vitest'
import { agreement } from '../src/entities/agreement.ts'
import { demand } from '../src/entities/demand.ts'
import { guarantee } from '../src/entities/guarantee.ts'
import { meeting } from '../src/entities/meeting.ts'
import { defineEntity } from '../src/entity.ts'
import { type Explanation, explain } from '../src/explain.ts'
import { formatExplanation } from '../src/explain-text.ts'
import { fold, record } from '../src/pure.ts'
import { account } from '../src/remarks/account.ts'
import { entry } from '../src/remarks/entry.ts'
import { vocabulary } from '../src/vocabulary.ts'
import { idAt } from './fixed-clock.ts'
import { type Input, stateAfter, stateAsOf } from './record.ts'

const held = meeting.held({ id: idAt(1), meeting: 'istanbul-1', occurred: '2025-02-17', duration: 'PT6H', saidBy: ['US', 'RU'] })
const raised = (changes: object = {}) => demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-02-27', saidBy: ['RU'], ...changes })
const correct = (set: object, changes: object = {}) =>
  entry.corrected({
    about: idAt(1),
    set: set as { readonly [field: string]: unknown },
    reason: 'a misprint',
    occurred: '2025-03-01',
    ...changes,
  })

const why = (fact: string, ...inputs: readonly Input[]): Explanation => explain(stateAfter(...inputs), fact)
const typesOf = ({ events }: Explanation): readonly string[] => events.map(({ event }) => event.type)
const entriesOf = ({ events }: Explanation) => events.flatMap(({ entries }) => entries)

describe('an entity', () => {
  const agreed = guarantee.agreed({ guarantee: 'payments', occurred: '2025-04-10', object: 'payments', saidBy: ['US', 'RU'] })
  const inPrinciple = guarantee.agreedInPrinciple({ guarantee: 'payments', reciprocal: true, occurred: '2025-02-27', saidBy: ['RU'] })

  test('is explained by its events in the order in which they happened, each with what it set and what was there before', () => {
    const found = why('guarantee/payments', agreed, inPrinciple)
    expect(typesOf(found)).toEqual(['guarantee.agreedInPrinciple', 'guarantee.agreed'])
    const status = found.events.map(({ sets }) => sets.find(({ field }) => field === 'status'))
    expect(status).toEqual([
      { field: 'status', before: undefined, after: 'agreedInPrinciple' },
      { field: 'status', before: 'agreedInPrinciple', after: 'agreed' },
    ])
    expect(found.value).toMatchObject({ kind: 'guarantee', id: 'payments', status: 'agreed' })
    expect(found.attestation?.standing).toBe('confirmed')
  })

  test('who says so is told of each event', () => {
    const differed = account.differed({ about: 'guarantee/payments', by: 'US', words: 'initial steps', occurred: '2025-02-28' })
    const found = why('guarantee/payments', inPrinciple, differed, agreed)
    expect(found.events.map(({ attestation }) => attestation.parties)).toEqual([
      { RU: 'said', US: 'differed' },
      { RU: 'said', US: 'said' },
    ])
    expect(found.events[0]?.accounts).toMatchObject([
      { effect: 'stands', changes: [], event: { by: 'US', data: { words: 'initial steps' } } },
    ])
  })

  test('the result is frozen all the way down', () => {
    const found = why('guarantee/payments', inPrinciple, agreed)
    expect([found, found.events, found.events[0], found.events[0]?.sets, found.problems].every(Object.isFrozen)).toBe(true)
  })

  test('steps that nobody recorded are named, and problems with what would mend them', () => {
    const found = why('demand/visas', demand.met({ demand: 'visas', by: 'US', occurred: '2025-05' }))
    expect(found.inferred).toMatchObject([{ status: 'open', type: 'demand.met' }])
    expect(found.problems).toMatchObject([{ rule: 'demand.met/from', kind: 'gap', mend: 'record demand.raised first' }])
    const state = stateAfter(demand.met({ demand: 'visas', by: 'US', occurred: '2025-05' }))
    const asked = (field: string): string | undefined => formatExplanation(explain(state, 'demand/visas', field)).split('\n')[0]
    expect(asked('inferred')).toBe('demand/visas, inferred: open — recorded')
    expect(asked('problems')).toBe('demand/visas, problems: the demand is new to this log, not open')
  })
})

describe('entries', () => {
  test('of two corrections of one field the later stands, and both say what they replaced', () => {
    const found = why('meeting/istanbul-1', held, correct({ occurred: '2025-02-26', place: 'Riyadh' }), correct({ occurred: '2025-02-27' }))
    expect(entriesOf(found)).toMatchObject([
      {
        effect: 'stands',
        changes: [
          { field: 'occurred', before: '2025-02-17', after: '2025-02-26', stands: false },
          { field: 'place', before: undefined, after: 'Riyadh', stands: true },
        ],
      },
      { effect: 'stands', changes: [{ field: 'occurred', before: '2025-02-26', after: '2025-02-27', stands: true }] },
    ])
  })

  test('one of which nothing is left is overtaken, even where it said the same', () => {
    const found = why('meeting/istanbul-1', held, correct({ duration: 'PT6H' }), correct({ duration: 'PT5H' }))
    expect(entriesOf(found).map(({ effect }) => effect)).toEqual(['overtaken', 'stands'])
  })

  test('one that was retracted is listed with the entry that took it out', () => {
    const wrong = correct({ occurred: '2025-02-26' }, { id: idAt(2) })
    const found = why('meeting/istanbul-1', held, wrong, entry.retracted({ about: idAt(2), reason: 'a rumour', occurred: '2025-03-02' }))
    expect(entriesOf(found)).toMatchObject([
      { effect: 'retracted', changes: [], entries: [{ effect: 'stands', event: { type: 'entry.retracted' } }] },
    ])
    expect(found.events[0]?.event.occurred).toBe('2025-02-17')
  })

  test('one that was itself corrected says what it says now', () => {
    const wrong = correct({ occurred: '2025-02-26' }, { id: idAt(2) })
    const found = why('meeting/istanbul-1', held, wrong, correct({ set: { occurred: '2025-02-27' } }, { about: idAt(2) }))
    expect(entriesOf(found)).toMatchObject([
      { effect: 'stands', changes: [{ before: '2025-02-17', after: '2025-02-27' }], entries: [{ changes: [{ field: 'set' }] }] },
    ])
  })

  test('one that cannot take effect is void, and a problem says what would mend it', () => {
    const found = why('meeting/istanbul-1', held, entry.supplemented({ about: idAt(1), set: { duration: 'PT7H' }, occurred: '2025-03-01' }))
    expect(entriesOf(found)).toMatchObject([{ effect: 'void', changes: [] }])
    expect(found.problems).toMatchObject([{ rule: 'entry.supplemented/set', mend: 'correct it with entry.corrected' }])
  })

  test('one that cannot take effect overtakes none', () => {
    const supplement = entry.supplemented({ about: idAt(1), set: { duration: 'PT7H' }, occurred: '2025-03-01' })
    expect(entriesOf(why('meeting/istanbul-1', held, correct({ duration: 'PT5H' }), supplement)).map(({ effect }) => effect)).toEqual([
      'stands',
      'void',
    ])
  })

  test('one that took out what was not there is overtaken by one that sets it', () => {
    const out = entry.corrected({ about: idAt(1), unset: ['place'], reason: 'nobody said so', occurred: '2025-03-01' })
    const entries = entriesOf(why('meeting/istanbul-1', held, out, correct({ place: 'Istanbul' })))
    expect(entries.map(({ effect, changes }) => [effect, changes.length])).toEqual([
      ['overtaken', 0],
      ['stands', 1],
    ])
  })

  test('a retraction that was taken back is overtaken by what took it back', () => {
    const out = entry.retracted({ about: idAt(1), reason: 'a rumour', occurred: '2025-03-01' })
    const back = entry.reinstated({ about: idAt(1), occurred: '2025-03-02' })
    expect(entriesOf(why('meeting/istanbul-1', held, out, back)).map(({ effect }) => effect)).toEqual(['overtaken', 'stands'])
  })

  test('who acted and on whom are one: a later word on the one takes over the other', () => {
    const found = why('demand/visas', raised({ id: idAt(1) }), correct({ by: 'US' }), correct({ by: 'RU' }))
    expect(entriesOf(found).map(({ effect, changes }) => [effect, changes.map(({ field, stands }) => [field, stands])])).toEqual([
      [
        'overtaken',
        [
          ['by', false],
          ['to', false],
        ],
      ],
      [
        'stands',
        [
          ['by', true],
          ['to', true],
        ],
      ],
    ])
  })
})

describe('what left an entity', () => {
  test('a retracted event is told apart, also where nothing is left', () => {
    const out = entry.retracted({ about: idAt(1), reason: 'recorded twice', occurred: '2025-03-01' })
    const found = why('demand/visas', raised({ id: idAt(1) }), out)
    expect([found.value, found.events, found.attestation]).toEqual([undefined, [], undefined])
    expect(found.gone).toMatchObject([{ isRetracted: true, entries: [{ event: { data: { reason: 'recorded twice' } } }] }])
  })

  test('so is one that was corrected to be of another entity', () => {
    const inputs = [
      raised({ id: idAt(1) }),
      demand.reiterated({ demand: 'visas', by: 'RU', occurred: '2025-05' }),
      correct({ demand: 'flights' }),
    ]
    expect(why('demand/visas', ...inputs).gone).toMatchObject([{ isRetracted: false, entity: 'demand/flights' }])
    expect(typesOf(why('demand/flights', ...inputs))).toEqual(['demand.raised'])
    expect(why('demand/flights', ...inputs).gone).toEqual([])
  })

  test('retracted after it moved, it is gone from both', () => {
    const out = entry.retracted({ about: idAt(1), reason: 'a rumour', occurred: '2025-03-02' })
    const inputs = [raised({ id: idAt(1) }), correct({ demand: 'flights' }), out]
    expect([why('demand/visas', ...inputs), why('demand/flights', ...inputs)].map(({ gone }) => gone.length)).toEqual([1, 1])
  })

  test('several are told in the order of recording, whichever left first', () => {
    const [first, second] = [1, 2].map((id) => raised({ id: idAt(id) }))
    const out = (id: number) => entry.retracted({ about: idAt(id), reason: 'twice', occurred: '2025-03-02' })
    const gone = why('demand/visas', first as Input, second as Input, out(2), out(1)).gone
    expect(gone.map(({ event }) => event.id)).toEqual([idAt(1), idAt(2)])
  })

  test('as of a day before it happened, it is not spoken of', () => {
    const out = entry.retracted({ about: idAt(1), reason: 'a rumour', occurred: '2025-03-01' })
    const asOf = (occurredBy: string) => explain(stateAsOf({ occurredBy }, raised({ id: idAt(1) }), out), 'demand/visas')
    expect(asOf('2025-02-28').gone).toHaveLength(1)
    expect(() => asOf('2025-02-20')).toThrow('the state has no demand/visas')
  })
})

describe('an entity may itself be called event', () => {
  const event = defineEntity('event', { plural: 'happenings', events: { begun: { from: ['new'], to: 'begun' } } })
  const words = vocabulary(event)
  const begun = event.begun({ id: idAt(1), event: 'first', occurred: '2025' })
  const stateOf = (...remarks: readonly ReturnType<typeof entry.retracted>[]) =>
    fold(record<typeof words>(['US', 'RU'], [begun, ...remarks], { vocabulary: words }), { vocabulary: words })

  test('and is explained as any other', () => {
    expect(explain(stateOf(), 'event/first').value).toMatchObject({ kind: 'event', status: 'begun' })
  })

  test('by a reference to what was never an entity, what was retracted is told all the same', () => {
    const out = (id: number, target: number) => entry.retracted({ id: idAt(id), about: idAt(target), reason: 'a rumour', occurred: '2025' })
    const found = explain(stateOf(out(2, 1), out(3, 2)), `event/${idAt(2)}`)
    expect(found).toMatchObject({ value: undefined, events: [], inferred: [], problems: [] })
    expect(found.gone.map((each) => [each.event.id, each.isRetracted])).toEqual([[idAt(2), true]])
  })
})

test('in a state as of a day, what came later is not told, and what may have come is', () => {
  const denied = account.denied({ about: idAt(1), by: 'US', occurred: '2025-03-10' })
  const inputs = [raised({ id: idAt(1) }), demand.met({ id: idAt(2), demand: 'visas', by: 'US', occurred: '2025-03~' }), denied]
  const early = stateAsOf({ occurredBy: '2025-03-05' }, ...inputs)
  const found = explain(early, 'demand/visas')
  expect([typesOf(found), found.events[0]?.accounts]).toEqual([['demand.raised'], []])
  expect(explain(early, idAt(2)).value).toMatchObject({ type: 'demand.met' })
  expect(() => explain(stateAsOf({ occurredBy: '2025-01-31' }, ...inputs), idAt(2))).toThrow('the state has no')
})

test("in one side's account, the events are in its own version", () => {
  const version = account.confirmed({ about: idAt(1), by: 'US', set: { duration: 'PT5H' }, occurred: '2025-03-10' })
  const found = explain(stateAsOf({ accordingTo: 'US' }, held, version), 'meeting/istanbul-1', 'duration')
  expect([found.value, found.events[0]?.sets]).toEqual(['PT5H', [{ field: 'duration', before: undefined, after: 'PT5H' }]])
  expect(found.events[0]?.accounts[0]?.changes).toEqual([{ field: 'duration', before: 'PT6H', after: 'PT5H', stands: true }])
})

describe('a field', () => {
  const inputs = [
    raised({ object: 'visas' }),
    demand.rejected({ demand: 'visas', by: 'US', occurred: '2025-03', tiedTo: 'track/ukraine' }),
    demand.reiterated({ demand: 'visas', by: 'RU', occurred: '2025-05', object: 'visas' }),
    demand.reiterated({ demand: 'visas', by: 'RU', occurred: '2025-06' }),
  ]
  const of = (field: string) => explain(stateAfter(...inputs), 'demand/visas', field)

  test.each([
    ['status', 'open', ['raised', 'rejected', 'reiterated']],
    ['since', '2025-05', ['raised', 'rejected', 'reiterated']],
    ['previous', 'rejected', ['rejected', 'reiterated']],
    ['object', 'visas', ['raised', 'reiterated']],
    ['raiser', 'RU', ['raised']],
    ['timesReiterated', 2, ['raised', 'reiterated', 'reiterated']],
    ['until', undefined, []],
    ['problems', undefined, []],
    ['id', 'visas', ['raised']],
  ])('%s: %j, set by %j', (field, value, types) => {
    const found = of(field)
    expect([found.field, found.value, typesOf(found)]).toEqual([field, value, types.map((type) => `demand.${type}`)])
    expect(found.events.flatMap(({ sets }) => sets.map((each) => each.field))).toEqual(types.map(() => field))
  })

  test('that is set once more to the same is set by both', () => {
    const offered = (by: string) => agreement.proposed({ agreement: 'notes', by, occurred: '2025-04-10' })
    const state = stateAfter(offered('RU'), offered('US'))
    for (const field of ['status', 'since']) expect(explain(state, 'agreement/notes', field).events).toHaveLength(2)
    expect(explain(state, 'agreement/notes', 'previous').events).toEqual([])
  })

  test('its standing is that of the event that set it last', () => {
    expect([of('object').attestation?.standing, of('status').attestation?.standing]).toEqual(['recorded', 'recorded'])
    expect(of('raiser').attestation?.standing).toBe('confirmed')
    expect(of('until').attestation).toBeUndefined()
  })

  test.each([
    ['demand/visas', ['kind', 'id', 'status', 'previous', 'since', 'setBy', 'inferred', 'problems', 'conditionalOn', 'addressee']],
    ['guarantee/g', ['creditor', 'addressee', 'allegedBy', 'breachedBy', 'fulfilledBy', 'releasedBy', 'object']],
    ['meeting/m', ['cancelledBy', 'acceptedBy', 'due']],
    [idAt(1), ['saidBy', 'place', 'track', 'recorded']],
  ])('of %s can be asked for whether it is there or not: %j', (fact, fields) => {
    const state = stateAfter(
      meeting.held({ id: idAt(1), meeting: 'm', occurred: '2025' }),
      raised(),
      guarantee.agreed({ guarantee: 'g', occurred: '2025' }),
    )
    for (const field of fields) expect(explain(state, fact, field).field).toBe(field)
    expect(() => explain(state, fact, 'colour')).toThrow('has no field colour')
  })

  test('of what left the entity, what brought the field is told, and all for the status', () => {
    const out = entry.retracted({ about: idAt(1), reason: 'a rumour', occurred: '2025-03' })
    const state = stateAfter(raised({ id: idAt(1), object: 'visas' }), out)
    const gone = (field: string) => explain(state, 'demand/visas', field).gone.length
    expect([gone('object'), gone('strength'), gone('status')]).toEqual([1, 0, 1])
  })

  test('a step that nobody recorded is told of the status, not of what else was brought', () => {
    const state = stateAfter(demand.countered({ demand: 'visas', by: 'US', occurred: '2025', conditionalOn: 'flights' }))
    const inferred = (field: string) => explain(state, 'demand/visas', field).inferred.length
    expect([inferred('status'), inferred('conditionalOn')]).toEqual([1, 0])
  })

  test('its problems are those of the events that set it; of problems, all', () => {
    const met = demand.met({ demand: 'x', by: 'US', occurred: '2025-05' })
    const again = demand.met({ demand: 'x', by: 'US', occurred: '2025-06' })
    const found = (field: string) => explain(stateAfter(met, again), 'demand/x', field)
    expect(found('problems').problems.map(({ kind }) => kind)).toEqual(['gap', 'contradiction'])
    expect(typesOf(found('problems'))).toEqual(['demand.met', 'demand.met'])
    expect(found('addressee').problems.map(({ kind }) => kind)).toEqual(['gap'])
  })
})

describe('an event', () => {
  test('by its id: what it is of, what it set there, what was said of it', () => {
    const found = why(idAt(1), held, correct({ occurred: '2025-02-27' }))
    expect(found).toMatchObject({ fact: idAt(1), value: { occurred: '2025-02-27' }, events: [{ entity: 'meeting/istanbul-1' }] })
    expect(found.events[0]?.sets.map(({ field }) => field)).toContain('status')
  })

  test('a field of it: the entries that changed it', () => {
    const state = stateAfter(held, correct({ occurred: '2025-02-27' }), correct({ place: 'Istanbul' }))
    const found = explain(state, idAt(1), 'place')
    expect([found.value, found.events[0]?.entries.length]).toEqual(['Istanbul', 1])
    expect(explain(state, idAt(1), 'note').value).toBeUndefined()
  })

  test('one that speaks of another has none of its problems', () => {
    const about = entry.corrected({ about: idAt(2), set: { about: [idAt(1)] }, reason: 'it speaks of that', occurred: '2025-03-01' })
    const inputs = [held, raised({ id: idAt(2) }), about]
    expect(why(idAt(2), ...inputs).problems).toEqual([])
    const supplement = entry.supplemented({ about: idAt(1), set: { duration: 'PT7H' }, occurred: '2025-03-01' })
    expect(why(idAt(2), ...inputs, supplement).problems).toEqual([])
  })

  test('a correction: what it is on, and what it came to there', () => {
    const wrong = correct({ occurred: '2025-02-26' }, { id: idAt(2) })
    const found = why(idAt(2), held, wrong, correct({ occurred: '2025-02-27' }))
    expect(found.events[0]?.on).toMatchObject([{ event: { id: idAt(1) }, remark: { effect: 'overtaken' } }])
  })

  test('a remark that cannot take effect, by its id and by the reference that its problem has', () => {
    const supplement = entry.supplemented({ id: idAt(2), about: idAt(1), set: { duration: 'PT7H' }, occurred: '2025-03-01' })
    expect(why(idAt(2), held, supplement).problems).toHaveLength(1)
    expect(why(`event/${idAt(2)}`, held, supplement).value).toMatchObject({ id: idAt(2) })
  })
})

describe('what is wrong', () => {
  const supplement = entry.supplemented({ id: idAt(2), about: idAt(1), set: { duration: 'PT7H' }, occurred: '2025-03-01' })
  const told = account.differed({ id: idAt(3), about: idAt(1), by: 'US', set: { round: 'first' }, occurred: '2025-04-01' })
  const problemsAsOf = (occurredBy: string, fact: string) => explain(stateAsOf({ occurredBy }, held, supplement, told), fact).problems

  test('with a remark on an event is told of its entity, by rule, event and what would mend it', () => {
    const page = formatExplanation(explain(stateAfter(held, supplement), 'meeting/istanbul-1', 'problems'))
    expect(page).toMatch(/^meeting\/istanbul-1, problems: duration is given already\n/)
    expect(page).toContain(
      'Problem: a contradiction by the rule entry.supplemented/set in version 2 (1 March 2025): duration is given already — correct it with entry.corrected\n',
    )
    expect(formatExplanation(explain(stateAfter(held), 'meeting/istanbul-1', 'problems'))).toMatch(/, problems: none\n/)
  })

  test('with an account is no problem as of a day before it', () => {
    const rules = (occurredBy: string, fact: string) => problemsAsOf(occurredBy, fact).map(({ rule }) => rule)
    for (const fact of ['meeting/istanbul-1', idAt(1)]) {
      expect(rules('2025-03-31', fact)).toEqual(['entry.supplemented/set'])
      expect(rules('2025-04-01', fact)).toEqual(['entry.supplemented/set', 'account.differed/set'])
    }
  })
})

describe('as a whole', () => {
  const met = (id: number, occurred: string) => demand.met({ id: idAt(id), demand: 'visas', by: 'US', occurred })
  const mends = ({ problems }: Explanation) => problems.map(({ event, mend }) => [event, mend])
  const refusal = (act: () => unknown): unknown => {
    try {
      return act()
    } catch (error) {
      return error
    }
  }

  test('an event that nobody spoke of', () => {
    const second = demand.reiterated({ id: idAt(2), demand: 'visas', by: 'RU', occurred: '2025-02-27', saidBy: ['RU'] })
    const state = stateAfter(raised({ id: idAt(1) }), second)
    const event = state.events()[1]
    const attestation = {
      standing: 'confirmed',
      saidBy: ['RU'],
      deniedBy: [],
      silent: [],
      parties: { RU: 'said', US: 'silent' },
      tellings: [],
    }
    const found = explain(state, idAt(2))
    expect(found).toEqual({
      fact: idAt(2),
      value: event,
      attestation,
      events: [
        { event, entity: 'demand/visas', isRetracted: false, attestation, sets: expect.any(Array), entries: [], accounts: [], on: [] },
      ],
      gone: [],
      inferred: [],
      problems: [],
    })
    expect(found.events[0]?.sets).not.toContainEqual(expect.objectContaining({ field: 'raiser' }))
    expect(found.events[0]?.sets).toContainEqual({ field: 'timesReiterated', before: 0, after: 1 })
  })

  test('an event that is retracted, or of a type that nobody knows, sets nothing', () => {
    const out = entry.retracted({ about: idAt(1), reason: 'a rumour', occurred: '2025-03-01' })
    const turned = { id: idAt(3), type: 'weather.turned', schemaVersion: 1, occurred: '2025-03', data: { to: 'rain' } } as never
    const state = stateAfter(raised({ id: idAt(1) }), out, turned)
    for (const id of [idAt(1), idAt(3)]) {
      expect(explain(state, id)).toMatchObject({ fact: id, events: [{ sets: [], on: [] }], gone: [], inferred: [], problems: [] })
    }
    expect(explain(state, idAt(3), 'to')).toMatchObject({ field: 'to', value: 'rain' })
  })

  test('an event has the problems and the inferred steps that it brought, not those of the others', () => {
    const state = stateAfter(met(1, '2025-05'), met(2, '2025-06'))
    const [first, second] = [explain(state, idAt(1)), explain(state, idAt(2))]
    expect([first, second].map(mends)).toEqual([
      [[idAt(1), 'record demand.raised first']],
      [[idAt(2), 'retract or correct what does not hold']],
    ])
    expect([first, second].map(({ inferred }) => inferred.map(({ event }) => event))).toEqual([[idAt(1)], []])
  })

  test('of two remarks that cannot take effect, each has its own problem, and what itself came to', () => {
    const wrong = (id: number, duration: string) =>
      entry.supplemented({ id: idAt(id), about: idAt(1), set: { duration }, occurred: '2025-03-01' })
    const state = stateAfter(held, wrong(2, 'PT7H'), wrong(3, 'PT8H'))
    for (const id of [idAt(2), idAt(3)]) {
      const found = explain(state, id)
      expect(mends(found)).toEqual([[id, 'correct it with entry.corrected']])
      expect(found.events[0]?.on.map(({ event, remark }) => [event.id, remark.event.id])).toEqual([[idAt(1), id]])
    }
    expect(explain(state, 'meeting/istanbul-1', 'problems').problems.map(({ event }) => event)).toEqual([idAt(2), idAt(3)])
  })

  test('an account that may have been given by the day has come to nothing yet; an event that cannot have happened is not known', () => {
    const may = account.denied({ id: idAt(2), about: idAt(1), by: 'US', occurred: '2025-03~' })
    const state = stateAsOf({ occurredBy: '2025-03-05' }, held, may, met(3, '2025-06'))
    expect(explain(state, idAt(2)).events[0]?.on).toEqual([])
    expect(() => explain(state, idAt(3))).toThrow('the state has no')
  })

  test('all that left an entity is told, for each field that every entity has', () => {
    const out = entry.retracted({ about: [idAt(1), idAt(2)], reason: 'a rumour', occurred: '2025-07' })
    const state = stateAfter(raised({ id: idAt(1) }), met(2, '2025-06'), out)
    for (const field of ['kind', 'id', 'status', 'previous', 'since', 'setBy', 'inferred', 'problems']) {
      const found = explain(state, 'demand/visas', field)
      expect([found.value, found.gone.map(({ event }) => event.id), 'attestation' in found]).toEqual([undefined, [idAt(1), idAt(2)], false])
    }
    const moved = stateAfter(raised({ id: idAt(1) }), correct({ demand: 'flights' }))
    expect(explain(moved, 'demand/visas')).toMatchObject({ value: undefined, events: [], gone: [{ entity: 'demand/flights' }] })
  })

  test("behind the problems is the event that has one in the full history, also where one side's account alone has none", () => {
    const both = { saidBy: ['US', 'RU'] }
    const inputs = [
      raised(both),
      demand.met({ demand: 'visas', by: 'US', occurred: '2025-04', saidBy: ['RU'] }),
      demand.rejected({ demand: 'visas', by: 'US', occurred: '2025-05', ...both }),
    ]
    const found = explain(stateAsOf({ accordingTo: 'US' }, ...inputs), 'demand/visas', 'problems')
    expect([typesOf(found), found.problems.map(({ kind }) => kind)]).toEqual([['demand.rejected'], ['contradiction']])
  })

  test('a field of an event: the remarks that tell it, whatever else they tell', () => {
    const told = account.differed({ id: idAt(4), about: idAt(1), by: 'US', set: { duration: 'PT5H' }, occurred: '2025-03-01' })
    const moves = [correct({ occurred: '2025-02-26', place: 'Riyadh' }, { id: idAt(2) }), correct({ round: 2 }, { id: idAt(3) })]
    const state = stateAfter(held, ...moves, told)
    const ids = (field: string) => {
      const [event] = explain(state, idAt(1), field).events
      return [event?.entries, event?.accounts].map((remarks) => remarks?.map((each) => each.event.id))
    }
    expect([ids('place'), ids('round'), ids('duration')]).toEqual([
      [[idAt(2)], []],
      [[idAt(3)], []],
      [[], [idAt(4)]],
    ])
  })

  test('what is not there is refused by name', () => {
    const state = stateAfter(held)
    for (const reference of ['demand/none', idAt(9)]) {
      expect(refusal(() => explain(state, reference))).toMatchObject({ code: 'UNKNOWN_REFERENCE', details: { reference } })
    }
    const refused = { code: 'INVALID_ARGUMENT', details: { argument: 'field', given: 'colour' } }
    expect(refusal(() => explain(state, idAt(1), 'colour'))).toMatchObject(refused)
  })
})

describe('accounts', () => {
  const say = (type: keyof typeof account, changes: object = {}) =>
    account[type]({ about: idAt(1), by: 'US', occurred: '2025-03-01', ...changes })
  const effects = (...inputs: readonly Input[]) =>
    why('meeting/istanbul-1', held, ...inputs).events[0]?.accounts.map(({ effect }) => effect)

  test("a sayer's latest counts; another sayer's is not touched", () => {
    expect(effects(say('denied'), say('confirmed', { by: 'RU' }), say('withdrawn'))).toEqual(['overtaken', 'stands', 'stands'])
  })

  test('one that tells it differently leaves standing what was said before, and takes the place of another such', () => {
    expect(effects(say('confirmed'), say('differed', { words: 'long' }), say('differed', { words: 'longer' }))).toEqual([
      'stands',
      'overtaken',
      'stands',
    ])
  })

  test('a retracted one comes last, and one whose version would be no event is void', () => {
    const out = entry.retracted({ about: idAt(2), reason: 'a rumour', occurred: '2025-03-02' })
    const told = [say('denied', { id: idAt(2) }), say('differed', { set: { duration: 'long' } }), out]
    expect(effects(...told)).toEqual(['void', 'retracted'])
    expect(why('meeting/istanbul-1', held, ...told).events[0]?.accounts[0]?.changes).toEqual([])
  })

  test('one that tells no fields is not void, whatever the event is like', () => {
    const state = stateAfter(held, say('confirmed'))
    const [event, confirmed] = state.events()
    const strange = { ...event, data: { ...event?.data, colour: 'red' } }
    const found = explain(fold([strange, confirmed] as never), 'meeting/istanbul-1')
    expect(found.events[0]?.accounts.map(({ effect }) => effect)).toEqual(['stands'])
  })

  test('what an overtaken one told does not hold', () => {
    const versions = ['PT5H', 'PT7H'].map((duration) => say('differed', { set: { duration } }))
    const accounts = why('meeting/istanbul-1', held, ...versions).events[0]?.accounts
    expect(accounts?.map(({ changes }) => changes.map(({ after, stands }) => [after, stands]))).toEqual([
      [['PT5H', false]],
      [['PT7H', true]],
    ])
  })

  test('its own version is told against the event as corrected', () => {
    const found = why('meeting/istanbul-1', held, say('differed', { set: { duration: 'PT5H' } }), correct({ duration: 'PT7H' }))
    expect(found.events[0]?.accounts[0]?.changes).toEqual([{ field: 'duration', before: 'PT7H', after: 'PT5H', stands: true }])
  })
})

test('the day of recording is not told again where it is that of the report', () => {
  const page = (reported: string) => formatExplanation(explain(stateAfter(raised({ reported })), 'demand/visas'))
  expect(page('2025-06-17')).toContain('public 17 June 2025')
  expect(page('2025-06-17')).not.toContain('recorded')
  expect(page('2025-06-16')).toContain('public 16 June 2025; recorded 17 June 2025')
})

test('as a page', async () => {
  const inputs = [
    held,
    correct({ occurred: '2025-02-26', place: 'Riyadh' }, { id: idAt(2), saidBy: ['dpa'] }),
    correct({ set: { occurred: '2025-02-27' } }, { about: idAt(2), by: 'TASS' }),
    correct({ place: 'Istanbul' }, { actor: 'desk' }),
    entry.corrected({ id: idAt(4), about: idAt(1), set: { round: 7 }, reason: 'a guess', occurred: '2025-03-03' }),
    entry.retracted({ about: idAt(4), reason: 'no source', occurred: '2025-03-04' }),
    account.differed({ about: idAt(1), by: 'US', words: 'more than six hours', set: { duration: 'PT6H/..' }, occurred: '2025-02-28' }),
    account.denied({ about: idAt(1), by: 'RU', occurred: '2025-03' }),
    raised({ id: idAt(3), reported: '2025-02-28', sources: [{ title: 'a paper', url: 'https://paper.example' }, { publisher: 'dpa' }] }),
    demand.met({ demand: 'visas', by: 'RU', at: 'istanbul-1', occurred: '2025-03', note: 'by letter' }),
    entry.retracted({ about: idAt(3), reason: 'recorded twice', occurred: '2025-04' }),
  ]
  const state = stateAfter(...inputs)
  const asked = [
    ['meeting/istanbul-1'],
    ['meeting/istanbul-1', 'place'],
    ['demand/visas'],
    ['demand/visas', 'since'],
    [idAt(1)],
    [idAt(2)],
  ] as const
  const pages = asked.map(([fact, field]) => formatExplanation(explain(state, fact, field)))
  await expect(pages.join('\n')).toMatchFileSnapshot('./explain.golden.txt')
})
