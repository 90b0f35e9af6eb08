// envoy: one tenure of one head of mission; a successor is another envoy (VCDR 4, 7, 9, 10, 13, 43).
// In: from the request for agrément to the departure. Out: where the tenure stands; whether a post is vacant.
// Functions begin with the credentials or with their working copies, whichever comes first by the receiving state's practice (VCDR 13):
// the second of the two changes nothing. Who is recalled for consultations keeps the post. A nomination met with silence is withdrawn.
// Relief by decree may follow the departure. Word: who acts.
import { defineEntity, type StateOf } from '../entity.ts'
import { text } from '../shape.ts'
import { asOfBounds, boundsOf, type ImpreciseDate } from '../time.ts'

const serving = ['appointed', 'arrived', 'inOffice', 'consultations'] as const
const about = ['person', 'post'] as const

/**
 * One tenure of one head of mission: the `person` and the `post` (the same words for each tenure of it).
 * Source: Vienna Convention on Diplomatic Relations (VCDR).
 *
 * @throws LedgerError `INVALID_EVENT`, `INVALID_ID`, `INVALID_DATE`; `UNWRITABLE_VALUE`, `LIMIT_EXCEEDED` for what no line can hold
 * @example
 * ```ts
 * import { envoy } from 'relations-ledger'
 * envoy.agrementGranted({ envoy: 'darchiev', by: 'US', person: 'Alexander Darchiev', post: 'Washington', occurred: '2025-02-27' })
 * ```
 */
export const envoy = defineEntity('envoy', {
  plural: 'envoys',
  roles: { sending: 'receiving' },
  word: 'by',
  open: ['requested', 'granted', ...serving],
  final: ['refused', 'withdrawn', 'departed'],
  fields: { person: text, post: text },
  events: {
    agrementRequested: { from: ['new'], to: 'requested', by: 'sending', may: about },
    agrementGranted: { from: ['new', 'requested'], to: 'granted', by: 'receiving', may: about },
    agrementRefused: { from: ['new', 'requested', 'granted'], to: 'refused', by: 'receiving', may: about, unlikely: true },
    withdrawn: { from: ['requested', 'granted'], to: 'withdrawn', by: 'sending' },
    appointed: { from: ['new', 'granted'], to: 'appointed', by: 'sending', may: about },
    arrived: { from: ['new', 'appointed'], to: 'arrived', by: 'sending', may: about },
    credentialed: { from: ['new', 'appointed', 'arrived'], keeps: ['inOffice'], to: 'inOffice', by: 'receiving', may: about },
    tookUpFunctions: { from: ['new', 'appointed', 'arrived'], keeps: ['inOffice'], to: 'inOffice', by: 'sending', may: about },
    recalledForConsultations: { from: ['new', 'arrived', 'inOffice'], to: 'consultations', by: 'sending', may: about },
    returned: { from: ['consultations'], to: 'back', otherwise: 'inOffice', by: 'sending' },
    relieved: { from: ['new', ...serving], keeps: ['ended', 'departed'], to: 'ended', by: 'sending', may: about },
    declaredPersonaNonGrata: {
      from: ['new', 'requested', 'granted', ...serving],
      keeps: ['ended'],
      to: 'ended',
      by: 'receiving',
      may: about,
      unlikely: true,
    },
    departed: { from: ['new', 'arrived', 'inOffice', 'consultations', 'ended'], to: 'departed', by: 'sending', may: about },
  },
  questions: {
    /**
     * Whether a post was vacant at the end of a day: true if a tenure of it is known and nobody was in office, false if somebody
     * certainly was, and else `unknown`. The state knows the present status and its date alone: who left after the day may have
     * been in office on it or not. For an earlier day, ask the state as of that day.
     */
    vacant: (all, post: string, day: string): boolean | 'unknown' => {
      const end = asOfBounds(day, { field: 'day' })
      const answers = all.all.filter((each) => each.post === post).map((each) => isInOffice(each, end))
      if (answers.includes(true)) return false
      return answers.length === 0 || answers.includes('unknown') ? 'unknown' : true
    },
  },
})

interface Tenure {
  readonly status: string
  readonly previous?: string
  readonly since: ImpreciseDate
}

/** Whether a tenure held the post at a moment; `unknown` where it depends on a date or on a status that has passed. */
function isInOffice({ status, previous, since }: Tenure, moment: number): boolean | 'unknown' {
  const begun = hasBegun(since, moment)
  if (status === 'ended' || status === 'departed') return begun === true ? false : 'unknown'
  if (status === 'consultations') return previous === 'arrived' ? false : begun === true ? true : 'unknown'
  if (status !== 'inOffice') return false
  return begun === false && previous === 'consultations' ? 'unknown' : begun
}

function hasBegun(since: ImpreciseDate, moment: number): boolean | 'unknown' {
  const { earliest, latest } = boundsOf(since)
  if (latest <= moment) return true
  return earliest > moment ? false : 'unknown'
}

/** An envoy as the state shows it: `state.envoys.vacant('Washington', '2025-02-28')`. */
export interface Envoy extends StateOf<typeof envoy> {}
