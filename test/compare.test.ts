// Compare: two ledgers that two parties keep of the same talks.
// In: what each recorded. Out: what both have, what one has, what they tell differently; what may be the same is proposed, not merged.
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { compare, formatComparison } from '../src/compare.ts'
import { demand } from '../src/entities/demand.ts'
import { meeting } from '../src/entities/meeting.ts'
import { defineEntity } from '../src/entity.ts'
import { fold, record } from '../src/pure.ts'
import { account } from '../src/remarks/account.ts'
import { entry } from '../src/remarks/entry.ts'
import { vocabulary } from '../src/vocabulary.ts'
import { countedIds, idAt, tickingClock } from './fixed-clock.ts'
import type { Input } from './record.ts'

const ledger = (from: number, ...inputs: readonly Input[]) =>
  fold(record(['US', 'RU'], inputs, { ids: countedIds(from), clock: tickingClock() }), { between: ['US', 'RU'] })

const held = (changes: object = {}) => meeting.held({ meeting: 'istanbul-2', occurred: '2025-04-10', duration: 'PT5H', ...changes })
const raised = (id: string, changes: object = {}) => demand.raised({ demand: id, by: 'US', occurred: '2025-04-10', ...changes })
const note = { id: idAt(500) }

describe('two ledgers of one relation', () => {
  it('have what is of one id in both, field by field', () => {
    const { both, proposed, onlyFirst, onlySecond } = compare(
      ledger(1, held(note)),
      ledger(100, held({ ...note, duration: 'PT6H', place: 'Istanbul' })),
    )
    expect(both.map(({ first, fields }) => [first.id, fields])).toStrictEqual([
      [
        idAt(500),
        [
          { field: 'duration', first: 'PT5H', second: 'PT6H' },
          { field: 'place', second: 'Istanbul' },
        ],
      ],
    ])
    expect([proposed, onlyFirst, onlySecond]).toEqual([[], [], []])
  })

  it('may have the same event under two ids, where type and entity are one and the dates overlap: it is proposed', () => {
    const ours = ledger(1, held(), raised('visas'), raised('flights', { occurred: '2025-01-01' }))
    const theirs = ledger(100, held({ occurred: '2025-04' }), raised('flights', { occurred: '2025-02-01' }), raised('visas', { by: 'RU' }))
    const { both, proposed, onlyFirst, onlySecond } = compare(ours, theirs)
    expect(both).toEqual([])
    expect(proposed.map(({ first, second, fields }) => [first.id, second.id, fields.map(({ field }) => field)])).toEqual([
      [idAt(1), idAt(100), ['occurred']],
      [idAt(2), idAt(102), ['by', 'to']],
    ])
    expect([onlyFirst.map(({ id }) => id), onlySecond.map(({ id }) => id)]).toEqual([[idAt(3)], [idAt(101)]])
  })

  it('are compared as corrected, without what was retracted', () => {
    const ours = ledger(
      1,
      held({ duration: 'PT6H' }),
      entry.corrected({ about: idAt(1), set: { duration: 'PT5H' }, reason: 'x', occurred: '2025-05' }),
    )
    const theirs = ledger(100, held(), raised('visas'), entry.retracted({ about: 'demand/visas', reason: 'x', occurred: '2025-05' }))
    const { proposed, onlyFirst, onlySecond } = compare(ours, theirs)
    expect(proposed.map(({ fields }) => fields)).toEqual([[]])
    expect([onlyFirst.map(({ type }) => type), onlySecond.map(({ type }) => type)]).toEqual([['entry.corrected'], ['entry.retracted']])
  })

  it('are compared in all that is told of an event, and not in who says it', () => {
    const more = { reported: '2025-04-11', at: 'oslo', regarding: ['guarantee/payments'], note: 'in the corridor', saidBy: ['US'] }
    const { both } = compare(ledger(1, raised('visas', note)), ledger(100, raised('visas', { ...note, ...more })))
    expect(both[0]?.fields.map(({ field }) => field)).toEqual(['reported', 'at', 'regarding', 'note'])
  })

  it('propose what happened at the same instant, and nothing that is proved to have been a millisecond apart', () => {
    const at = (instant: string) => ledger(instant.endsWith('0Z') ? 1 : 100, held({ occurred: instant }))
    const instant = '2025-04-10T14:30:05.250Z'
    expect(compare(at(instant), ledger(100, held({ occurred: instant }))).proposed).toHaveLength(1)
    expect(compare(at(instant), at('2025-04-10T14:30:05.251Z')).proposed).toEqual([])
    expect(compare(at('2025-04-10T14:30:05.251Z'), at(instant)).proposed).toEqual([])
  })

  it('have what their states have: of a day, what had happened by then', () => {
    const events = record(['US', 'RU'], [raised('visas'), raised('flights', { occurred: '2025-06-01' })], { ids: countedIds(1) })
    const { both, onlySecond } = compare(fold(events, { occurredBy: '2025-05' }), fold(events))
    expect([both.map(({ first }) => first.id), onlySecond.map(({ id }) => id)]).toEqual([[idAt(1)], [idAt(2)]])
  })

  it('propose each event once', () => {
    const { proposed, onlySecond } = compare(ledger(1, raised('visas')), ledger(100, raised('visas'), raised('visas')))
    expect([proposed.map(({ second }) => second.id), onlySecond.map(({ id }) => id)]).toEqual([[idAt(100)], [idAt(101)]])
  })

  it('propose first what gives the same date: one with a vague date does not take what is another’s', () => {
    const ours = ledger(1, raised('visas', { occurred: '2025-04' }), raised('visas'))
    const theirs = ledger(100, raised('visas'), raised('visas', { occurred: '2025-04-20' }))
    const { proposed, onlyFirst, onlySecond } = compare(ours, theirs)
    expect(proposed.map(({ first, second }) => [first.id, second.id])).toEqual([
      [idAt(1), idAt(101)],
      [idAt(2), idAt(100)],
    ])
    expect([onlyFirst, onlySecond]).toEqual([[], []])
    const anchored = (anchor: string) =>
      ledger(anchor.startsWith('2024') ? 1 : 100, raised('visas', { occurred: { edtf: 'XXXX-02-27', anchor } }))
    expect(compare(anchored('2024-04-01'), anchored('2025-04-01')).proposed).toEqual([])
  })

  it('swapped, swap the sides and nothing else', () => {
    const [ours, theirs] = [ledger(1, held(), raised('visas')), ledger(100, held({ duration: 'PT6H' }), raised('flights'))]
    const [there, back] = [compare(ours, theirs), compare(theirs, ours)]
    expect(back.onlyFirst).toEqual(there.onlySecond)
    expect(back.onlySecond).toEqual(there.onlyFirst)
    expect(back.proposed.map(({ first, second }) => [second, first])).toEqual(there.proposed.map(({ first, second }) => [first, second]))
  })

  it('are told in plain text', () => {
    const ours = ledger(1, held(note), raised('visas'), raised('flights'))
    const theirs = ledger(100, held({ ...note, duration: 'PT6H' }), raised('visas', { occurred: '2025-04' }))
    expect(formatComparison(compare(ours, theirs))).toBe(`Both have 0 events alike.

Told differently
  meeting.held istanbul-2, 10 April 2025
    duration: PT5H | PT6H

Perhaps the same
  demand.raised visas by US, 10 April 2025 and April 2025
    occurred: 2025-04-10 | 2025-04

Only in the first
  demand.raised flights by US, 10 April 2025
`)
    expect(formatComparison(compare(ours, ours))).toBe('Both have the same 3 events.\n')
  })

  it('say of a remark whose it is, and on what, where either has that', () => {
    const out = entry.retracted({ about: idAt(500), reason: 'twice', occurred: '2025-05-02' })
    const ours = ledger(
      1,
      raised('visas', note),
      raised('flights'),
      account.denied({ about: [idAt(500), idAt(1)], by: 'RU', occurred: '2025-05-01' }),
    )
    const theirs = ledger(100, raised('visas', note), raised('flights'), out)
    expect(formatComparison(compare(ours, theirs)).split('\n')).toEqual(
      expect.arrayContaining([
        '  account.denied by RU on demand.raised visas and demand.raised flights, 1 May 2025',
        '  entry.retracted on demand.raised visas, 2 May 2025',
      ]),
    )
    const gone = ledger(100, raised('visas', note), out)
    expect(formatComparison(compare(ledger(1), gone))).toContain('  entry.retracted, 2 May 2025')
  })

  it('show an event of a type that neither knows by its type and day', () => {
    const turned = { type: 'weather.turned', schemaVersion: 1, occurred: '2025-04-12', data: { to: 'rain' } }
    expect(formatComparison(compare(ledger(1, turned as never), ledger(1)))).toContain('  weather.turned, 12 April 2025\n')
  })

  it('are of one relation, or refused', () => {
    const other = fold([], { between: ['US', 'FR'] })
    expect(() => compare(ledger(1), other)).toThrow(
      expect.objectContaining({
        code: 'INVALID_ARGUMENT',
        message: 'compare: one state is of RU~US, the other of FR~US — compare two ledgers of one relation',
        details: { argument: 'second', given: 'FR~US' },
        where: { relation: 'RU~US' },
      }),
    )
  })
})

it('shows texts, numbers of any size, lists and what one has not, each on one line', () => {
  const offered = vocabulary(
    defineEntity('offer', {
      plural: 'offers',
      fields: { price: z.bigint(), tags: z.array(z.union([z.string(), z.bigint()])), words: z.string() },
      events: { made: { from: ['new'], to: 'made', may: ['price', 'tags', 'words'] } },
    }),
  )
  const made = (data: object) => ({
    type: 'offer.made',
    schemaVersion: 1,
    occurred: '2025-04-10',
    ...note,
    data: { offer: 'first', ...data },
  })
  const [first, second] = [
    { price: 12n, tags: ['a'] },
    { price: 13n, tags: ['a', 5n], words: 'more' },
  ].map((data) =>
    fold(record(['US', 'RU'], [made(data)] as never, { vocabulary: offered, clock: tickingClock() }), { vocabulary: offered }),
  ) as [never, never]
  const text = formatComparison(compare(first, second))
  for (const line of ['price: 12n | 13n', 'tags: ["a"] | ["a","5n"]', 'words: – | more']) expect(text).toContain(line)
})
