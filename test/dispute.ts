// dispute: an entity of a user's own that uses every word a table knows, for tests of the fold.
// In: nothing. Out: its table, its constructors, and a vocabulary that has it beside one built-in entity.
// What it means matters little; that no word of the table is missing does.
import { z } from 'zod'
import { demand } from '../src/entities/demand.ts'
import { defineEntity } from '../src/entity.ts'
import { dueDate, party, text } from '../src/shape.ts'
import { vocabulary } from '../src/vocabulary.ts'

/** The recipe of `weighed` throws above this weight: a user's mistake. */
const heaviest = 3

export const dispute = defineEntity('dispute', {
  plural: 'disputes',
  roles: { claimant: 'respondent', mover: 'waiter' },
  shared: 'mutual',
  word: 'by',
  final: ['closed'],
  fields: { mutual: z.boolean(), tags: z.array(text).readonly(), weight: z.int(), words: text, blamed: party, due: dueDate },
  events: {
    filed: { from: ['new'], to: 'filed', by: 'claimant', may: ['mutual', 'tags', 'due'] },
    joined: { from: ['filed'], to: 'joined', by: 'either', each: 'joinedBy' },
    heard: { from: ['joined'], keeps: ['heard'], to: 'heard', may: ['due', 'claimant'] },
    paused: { from: ['filed', 'joined', 'heard'], to: 'paused', by: 'either', casts: 'mover' },
    resumed: { from: ['paused'], to: 'back', otherwise: 'heard' },
    objected: { from: ['new', 'filed', 'joined', 'heard'], by: 'respondent', third: true, marks: 'objectors', side: 'blamed' },
    conceded: { from: ['heard'], to: 'conceded', by: 'respondent', third: true, clears: 'objectors', side: 'blamed' },
    expelled: { from: ['new', 'heard'], to: 'conceded', unlikely: true, by: 'either' },
    closed: { from: ['conceded'], to: 'closed', by: 'claimant', each: 'closedBy' },
    described: { from: ['new', 'filed', 'joined', 'heard', 'paused'], brings: ['words'], may: ['tags'] },
    weighed: { from: ['filed', 'joined', 'heard'], needs: ['weight'] },
  },
  starts: () => ({ told: [] as readonly string[], count: 0, deep: { list: [] as readonly string[] } }),
  also: {
    described: (draft, event) => {
      draft.count += 1
      draft.told = [...draft.told, event.data.words]
    },
    // Lists that came with the event are replaced, and shared with it.
    filed: (draft, event) => {
      draft.deep = { list: event.data.tags ?? draft.deep.list }
    },
    weighed: (draft, event) => {
      draft.count += 1
      if (event.data.weight > heaviest) throw new Error(`${event.data.weight} is too heavy`)
    },
  },
  questions: {
    longestTold: (all) => Math.max(0, ...all.all.map((each) => each.told.length)),
    filedBy: (all, party: string) => all.by(party).map((each) => each.id),
  },
})

/** The dispute and the demand. */
export const disputes = vocabulary(dispute, demand)
