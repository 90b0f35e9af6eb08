// restriction: what one side does to limit the other: a ban, a closed airspace, a sanction.
// In: what its imposer does with it. Out: where it stands, and since when it is in force.
// Easing and tightening leave it imposed since when it was. Word: the imposer's, whoever tells it; nobody's where it runs out by itself.
import { defineEntity, type StateOf } from '../entity.ts'
import { pastDate, text } from '../shape.ts'
import { asOfBounds, boundsOf } from '../time.ts'

/**
 * What one side does to limit the other. `inForceFrom` is given where it bites later than it was imposed.
 *
 * @throws LedgerError `INVALID_EVENT`, `INVALID_ID`, `INVALID_DATE`; `UNWRITABLE_VALUE`, `LIMIT_EXCEEDED` for what no line can hold
 * @example
 * ```ts
 * import { restriction } from 'relations-ledger'
 * restriction.imposed({ restriction: 'hiring-ban', by: 'RU', occurred: '2021-05-14', inForceFrom: '2021-08-01' })
 * ```
 */
export const restriction = defineEntity('restriction', {
  plural: 'restrictions',
  roles: { imposer: 'target' },
  word: 'imposer',
  open: ['announced', 'imposed', 'suspended'],
  fields: { object: text, inForceFrom: pastDate },
  events: {
    // Imposed again while it lasts, it is renewed, as what would run out has to be. What had ended is reimposed.
    // Imposed first: what is lifted without a word of its beginning was imposed, not just announced.
    imposed: {
      from: ['new', 'announced'],
      keeps: ['imposed'],
      to: 'imposed',
      by: 'imposer',
      instead: 'reimposed',
      may: ['object', 'inForceFrom'],
    },
    announced: { from: ['new'], to: 'announced', by: 'imposer', may: ['object', 'inForceFrom'] },
    eased: { from: ['new'], keeps: ['imposed'], to: 'imposed', by: 'imposer', may: ['object'] },
    tightened: { from: ['new'], keeps: ['imposed'], to: 'imposed', by: 'imposer', may: ['object'] },
    suspended: { from: ['imposed'], to: 'suspended', by: 'imposer' },
    reimposed: { from: ['suspended', 'lifted', 'expired'], to: 'imposed', by: 'imposer', may: ['object', 'inForceFrom'] },
    // What was only announced can be called off, too.
    lifted: { from: ['imposed', 'announced', 'suspended'], to: 'lifted', by: 'imposer' },
    expired: { from: ['imposed', 'announced', 'suspended'], to: 'expired', word: 'nobody' },
  },
  also: {
    // The first time's date says nothing of the second.
    reimposed: (draft, event) => {
      if (event.data.inForceFrom === undefined) delete draft.inForceFrom
    },
  },
  questions: {
    /** Those imposed, and certainly in force by the end of the day. Of an earlier day ask the state as of it: what has ended since is not here. */
    inForce: (all, day: string) => {
      const end = asOfBounds(day, { field: 'day' })
      return all.with('imposed').filter((each) => boundsOf(each.inForceFrom ?? each.since).latest <= end)
    },
  },
})

/** A restriction as the state shows it: `state.restrictions.inForce('2025-04-10')`. */
export interface Restriction extends StateOf<typeof restriction> {}
