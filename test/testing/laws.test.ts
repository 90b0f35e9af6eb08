// checkLaws finds every kind of mistake that an entity of a user's own can have, and has nothing against those that have none.
// In: the twelve of diplomacy, and one deliberately broken entity of each kind. Out: the law that says so, with the smallest history.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { diplomacyVocabulary } from '../../src/diplomacy.ts'
import type { AnyEntity } from '../../src/entity.ts'
import { defineEntity } from '../../src/entity.ts'
import { checkLaws } from '../../src/testing/laws/check-laws.ts'
import { vocabulary } from '../../src/vocabulary.ts'

const fields = { goods: z.array(z.string().min(1)).readonly(), mode: z.enum(['road', 'rail', 'sea']), weight: z.number().int().positive() }
const events = {
  promised: { from: ['new'], to: 'promised', by: 'either', may: ['goods', 'mode', 'weight'] },
  made: { from: ['promised'], to: 'made', by: 'either', may: ['goods', 'mode', 'weight'] },
  described: { from: ['new', 'promised', 'made'], by: 'either', needs: ['mode'], may: ['goods'] },
} as const
const sound = { plural: 'deliveries', final: ['made'], fields, events } as const

async function broken(...entities: readonly AnyEntity[]): Promise<string> {
  const checked = checkLaws(vocabulary(...entities), { numRuns: 80 })
  return checked.then(
    () => expect.fail('nothing was found'),
    (error: Error) => error.message,
  )
}

describe('what is sound passes', () => {
  test('a small entity, with a report of what was tried', async () => {
    const delivery = defineEntity('delivery', {
      ...sound,
      starts: () => ({ count: 0, seen: [] as readonly string[] }),
      also: {
        made: (draft) => {
          draft.count += 1
        },
        described: (draft, event) => {
          draft.seen = [...draft.seen, event.data.mode]
        },
      },
      questions: { heaviest: (all) => Math.max(0, ...all.all.map((each) => each.weight ?? 0)) },
    })
    const report = await checkLaws(vocabulary(delivery), { numRuns: 60 })
    expect(report.laws.length).toBeGreaterThan(12)
    expect(report.transitions.missing).toEqual([])
  })

  test('the twelve of diplomacy', async () => {
    await checkLaws(diplomacyVocabulary, { numRuns: 40 })
  }, 120_000)
})

let calls = 0
const shared: string[] = []
const unseen = Symbol('unseen')
const colours: Record<string, string> = { road: 'grey', rail: 'red' }
type Own = { last?: string; total?: number; seen: readonly string[] }
const starts = (): Own => ({ seen: [] })

/** One mistake each, and the law that must name it. */
const mistakes: readonly (readonly [what: string, entity: AnyEntity, law: RegExp])[] = [
  [
    'a recipe that mutates its event',
    defineEntity('delivery', { ...sound, starts, also: { described: (_, event) => void Object.assign(event, { note: 'seen' }) } }),
    /^recipes pass over frozen events/m,
  ],
  [
    'a recipe that mutates a nested value of its event',
    defineEntity('delivery', {
      ...sound,
      starts,
      also: { made: (_, event) => void (event.data.goods as string[] | undefined)?.push('more') },
    }),
    /^recipes pass over frozen events/m,
  ],
  [
    'a recipe that mutates a value of the event that it stored before',
    defineEntity('delivery', { ...sound, starts, also: { made: (draft) => void (draft.goods as string[] | undefined)?.push('more') } }),
    /^recipes pass over frozen events/m,
  ],
  [
    'a recipe that mutates a list it made itself',
    defineEntity('delivery', {
      ...sound,
      starts,
      also: { described: (draft, event) => void (draft.seen as string[]).push(event.data.mode) },
    }),
    /^recipes replace the values of an entity/m,
  ],
  [
    'entities that start with one list for all of them',
    defineEntity('delivery', { ...sound, starts: () => ({ seen: shared }), also: { described: (draft) => void draft.seen.push('x') } }),
    /^recipes (pass|replace)/m,
  ],
  [
    'a recipe that keeps something where no snapshot sees it',
    defineEntity('delivery', {
      ...sound,
      starts,
      also: {
        described: (draft) => {
          const hidden = draft as Own & { [unseen]?: number }
          hidden[unseen] = (hidden[unseen] ?? 0) + 1
          draft.total = hidden[unseen]
        },
      },
    }),
    /^what is resumed from a snapshot/m,
  ],
  [
    'a recipe that reads a clock',
    defineEntity('delivery', {
      ...sound,
      starts,
      also: {
        made: (draft) => {
          draft.last = new Date().toISOString().slice(0, 10)
        },
      },
    }),
    /^the fold reads no clock/m,
  ],
  [
    'a recipe that takes chances',
    defineEntity('delivery', {
      ...sound,
      starts,
      also: {
        made: (draft) => {
          draft.total = Math.random()
        },
      },
    }),
    /^the fold reads no clock/m,
  ],
  [
    'a recipe that remembers',
    defineEntity('delivery', {
      ...sound,
      starts,
      also: {
        made: (draft) => {
          draft.total = ++calls
        },
      },
    }),
    /^the fold reads no clock/m,
  ],
  [
    'a recipe that depends on the order of keys',
    defineEntity('delivery', {
      ...sound,
      starts,
      also: {
        made: (draft, event) => {
          draft.last = Object.keys(event.data).join()
        },
      },
    }),
    /^the order of keys/m,
  ],
  [
    'a recipe that forgets a case',
    defineEntity('delivery', {
      ...sound,
      starts,
      also: {
        described: (draft, event) => {
          draft.last = colours[event.data.mode] as string
        },
      },
    }),
    /^what a state holds can be written down[\s\S]*last is undefined/m,
  ],
  [
    'a recipe that counts with what is not there',
    defineEntity('delivery', {
      ...sound,
      starts,
      also: {
        made: (draft, event) => {
          draft.total = (draft.total ?? 0) + (event.data.weight as number)
        },
      },
    }),
    /^what a state holds can be written down[\s\S]*total is NaN/m,
  ],
  [
    'a recipe that throws',
    defineEntity('delivery', {
      ...sound,
      starts,
      also: {
        described: (_, event) => {
          if (event.data.mode === 'sea') throw new Error('there is no sea')
        },
      },
    }),
    /^recipes pass over frozen events[\s\S]*there is no sea[\s\S]*mode: 'sea'/m,
  ],
  [
    'a recipe that knows one party by name',
    defineEntity('delivery', {
      ...sound,
      starts,
      also: {
        made: (draft, event) => {
          draft.last = event.by === 'ALPHA' ? 'ours' : 'theirs'
        },
      },
    }),
    /^swapping the parties/m,
  ],
  [
    'a question that does not always have an answer',
    defineEntity('delivery', {
      ...sound,
      questions: { first: (all) => (all.all.find((each) => each.status === 'promised') as { id: string }).id },
    }),
    /^every question/m,
  ],
  [
    'a table with a status that nothing reaches',
    defineEntity('delivery', {
      plural: 'deliveries',
      final: ['made'],
      events: {
        ...{ promised: { from: ['new'], to: 'promised' }, made: { from: ['promised'], to: 'made' } },
        lost: { from: ['found'], to: 'lost' },
        found: { from: ['lost'], to: 'found' },
      },
    }),
    /^the tables make sense\n {2}delivery: no way leads to "(lost|found)"/m,
  ],
  [
    'a table with a dead end that is not final',
    defineEntity('delivery', {
      plural: 'deliveries',
      events: { promised: { from: ['new'], to: 'promised' }, made: { from: ['promised'], to: 'made' } },
      final: [],
    }),
    /^the tables make sense\n {2}delivery: nothing leads on from "made"/m,
  ],
  [
    'a table with two rows that keep one list for two ends',
    defineEntity('delivery', {
      plural: 'deliveries',
      final: ['made', 'waived'],
      events: {
        promised: { from: ['new'], to: 'promised' },
        made: { from: ['promised'], to: 'made', by: 'either', each: 'doneBy' },
        waived: { from: ['promised'], to: 'waived', by: 'either', each: 'doneBy' },
      },
    }),
    /^the tables make sense\n {2}delivery\.made and waived both collect doneBy/m,
  ],
  [
    'a row that keeps a status and leaves it',
    defineEntity('delivery', {
      plural: 'deliveries',
      final: ['made'],
      events: { promised: { from: ['new'], to: 'promised' }, made: { from: ['promised'], keeps: ['promised'], to: 'made' } },
    }),
    /^the tables make sense\n {2}delivery\.made: "promised" stands in from and in keeps/m,
  ],
  [
    'a row that clears what none marks',
    defineEntity('delivery', {
      plural: 'deliveries',
      final: ['made'],
      events: { promised: { from: ['new'], to: 'promised' }, made: { from: ['promised'], to: 'made', by: 'either', clears: 'claims' } },
    }),
    /^the tables make sense\n {2}delivery\.made clears claims/m,
  ],
  [
    'a status that is open and final',
    defineEntity('delivery', {
      plural: 'deliveries',
      open: ['made'],
      final: ['made'],
      events: { promised: { from: ['new'], to: 'promised' }, made: { from: ['promised'], to: 'made' } },
    }),
    /^the tables make sense\n {2}delivery: "made" is open and final/m,
  ],
]

describe('what is broken is found', () => {
  test.each(mistakes)('%s', async (_what, entity, law) => {
    expect(await broken(entity)).toMatch(law)
  })

  test('the message is the law, what was found, and the smallest history as code', async () => {
    const also = {
      made: (draft: { last?: string }, event: { data: { goods?: readonly string[] } }) => {
        draft.last = (event.data.goods as readonly string[]).join()
      },
    }
    const delivery = defineEntity('delivery', { ...sound, starts, also })
    expect(await broken(delivery)).toMatchInlineSnapshot(`
      "this vocabulary breaks a law (seed 20250410)

      recipes pass over frozen events, and throw for none
        delivery.made on "e0": its recipe threw TypeError: Cannot read properties of undefined (reading 'join') — mend the recipe in defineEntity, or append with rules: 'report'
        smallest history:
        record(['ALPHA', 'BETA'], [
          delivery.promised({ delivery: 'e0', by: 'ALPHA', occurred: '2025-01-01' }),
          delivery.made({ delivery: 'e0', by: 'ALPHA', occurred: '2025-01-04' }),
        ], { vocabulary: vocabulary })
      "
    `)
  })

  test('a field whose schema says too little is asked for, and an arbitrary for it taken', async () => {
    const schema = {
      '~standard': {
        version: 1,
        vendor: 'own',
        validate: (value: unknown) => (value === 'x1' ? { value } : { issues: [{ message: 'no' }] }),
      },
    } as const
    const delivery = defineEntity('delivery', {
      plural: 'deliveries',
      final: ['made'],
      fields: { odd: schema },
      events: { made: { from: ['new'], to: 'made', needs: ['odd'] } },
    })
    await expect(checkLaws(vocabulary(delivery), { numRuns: 5 })).rejects.toThrow(/delivery\.odd/)
    await checkLaws(vocabulary(delivery), { numRuns: 5, values: { 'delivery.odd': fc.constant('x1') } })
  })
})
