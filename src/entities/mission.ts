// mission: an embassy, a consulate, an interests section (VCDR 2, 11, 12, 22, 45; VCCR 2, 4, 27).
// In: its opening and closing, its level, its staff, its houses. Out: where it stands, and what became of its property.
// Setting it up takes both sides (VCDR 2), and so does raising it; to lower, suspend or close it one side is enough.
// Seizing a house says nothing of the mission: it leaves the status as it is, and unknown where nothing else is known.
// Word: both sides'; where one side acts alone, that side's.
import { defineEntity, type StateOf } from '../entity.ts'
import { countOrNone, party, text, texts } from '../shape.ts'

const everyStatus = ['new', 'open', 'suspended', 'closed'] as const
const about = ['sending', 'category', 'place', 'level'] as const

/**
 * An embassy, a consulate, an interests section: whose (`sending`), of what `category`, where, at what `level`.
 * `staffCap` is a number of people, or null for no cap; `protectingPower` the third state that looks after it (VCDR 45).
 * Sources: Vienna Conventions on Diplomatic (VCDR) and on Consular Relations (VCCR).
 *
 * @throws LedgerError `INVALID_EVENT`, `INVALID_ID`, `INVALID_DATE`; `UNWRITABLE_VALUE`, `LIMIT_EXCEEDED` for what no line can hold
 * @example
 * ```ts
 * import { mission } from 'relations-ledger'
 * mission.staffLimited({ mission: 'us-embassy-moscow', by: 'RU', staffCap: 455, occurred: '2017-07-28' })
 * ```
 */
export const mission = defineEntity('mission', {
  plural: 'missions',
  roles: { sending: 'receiving' },
  open: ['open', 'suspended'],
  fields: {
    category: text,
    place: text,
    level: text,
    staffCap: countOrNone,
    properties: texts,
    protectingPower: party,
  },
  events: {
    opened: { from: ['new', 'closed'], to: 'open', instead: 'resumed', may: about },
    raised: { from: ['new'], keeps: ['open'], to: 'open', needs: ['level'], may: ['sending', 'category', 'place'] },
    lowered: {
      from: ['new'],
      keeps: ['open'],
      to: 'open',
      by: 'either',
      word: 'by',
      needs: ['level'],
      may: ['sending', 'category', 'place'],
    },
    staffLimited: { from: everyStatus, by: 'receiving', word: 'by', needs: ['staffCap'], may: ['category', 'place'] },
    suspended: { from: ['open'], to: 'suspended', by: 'sending', word: 'by' },
    resumed: { from: ['suspended'], to: 'open' },
    // The receiving side orders it, the sending side does it: both close it.
    closed: { from: ['new', 'open', 'suspended'], keeps: ['closed'], to: 'closed', by: 'either', word: 'by', may: about },
    propertySeized: { from: everyStatus, by: 'receiving', word: 'by', brings: ['properties'], may: ['category', 'place'] },
    propertyReturned: { from: everyStatus, by: 'receiving', word: 'by', brings: ['properties'], may: ['category', 'place'] },
    // Closed first, for that is what the log most likely lacks.
    entrusted: { from: ['closed', 'suspended'], by: 'sending', word: 'by', needs: ['protectingPower'] },
  },
  starts: (): { seized: readonly string[] } => ({ seized: [] }),
  also: {
    propertySeized: (draft, event) => {
      draft.seized = [...new Set([...draft.seized, ...event.data.properties])]
    },
    propertyReturned: (draft, event) => {
      draft.seized = draft.seized.filter((house) => !event.data.properties.includes(house))
    },
    // A mission at work needs no protecting power.
    opened: (draft) => {
      delete draft.protectingPower
    },
    resumed: (draft) => {
      delete draft.protectingPower
    },
  },
})

/** A mission as the state shows it: `state.missions.get('us-embassy-moscow')?.staffCap`. */
export interface Mission extends StateOf<typeof mission> {}
