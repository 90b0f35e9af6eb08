// topic: what is discussed; an open question is a topic.
// In: that it was raised, discussed, set aside, settled, and what each side said of its progress. Out: where it stands, by whose account.
// Settled and withdrawn lead back through reopened, so nothing is final. Progress and exclusion are marks: they move no status,
// for "progress made" is one side's word and says nothing of where the matter stands.
import { defineEntity, type StateOf } from '../entity.ts'
import type { RecordedEvent } from '../event.ts'
import { text } from '../shape.ts'
import { labelled } from './sayers.ts'

const open = ['raised', 'discussed', 'deferred', 'deadlocked'] as const
const everyStatus = [...open, 'settled', 'withdrawn'] as const

/** That a topic was kept off the table: at which meeting, when, by whose account. */
export type Exclusion = Pick<RecordedEvent, 'at' | 'occurred' | 'saidBy'>

/**
 * What is discussed. `advanced` notes what a side says of its progress, kept by account in `progress`;
 * `excluded` notes in `exclusions` that it was not on the agenda (say where with `at`).
 *
 * @throws LedgerError `INVALID_EVENT`, `INVALID_ID`, `INVALID_DATE`; `UNWRITABLE_VALUE`, `LIMIT_EXCEEDED` for what no line can hold
 * @example
 * ```ts
 * import { topic } from 'relations-ledger'
 * topic.advanced({ topic: 'visas', label: 'progress made', occurred: '2025-04-10', at: 'istanbul-2', saidBy: ['RU'] })
 * ```
 */
export const topic = defineEntity('topic', {
  plural: 'topics',
  roles: { raiser: 'respondent' },
  open: [...open],
  fields: { title: text, label: text },
  events: {
    // Either side raises it, and the other may as well; who was first may withdraw it.
    raised: { from: ['new'], keeps: open, to: 'raised', by: 'either', word: 'by', may: ['title'] },
    discussed: { from: ['new', 'raised', 'deferred', 'deadlocked'], keeps: ['discussed'], to: 'discussed', may: ['title'] },
    settled: { from: ['new', ...open], to: 'settled', may: ['title'] },
    deferred: { from: open, to: 'deferred' },
    deadlocked: { from: open, to: 'deadlocked' },
    reopened: { from: ['settled', 'withdrawn'], to: 'raised', by: 'either', word: 'by' },
    withdrawn: { from: open, to: 'withdrawn', by: 'raiser', word: 'by' },
    advanced: { from: ['new', ...everyStatus], brings: ['label'], may: ['title'] },
    excluded: { from: ['new', ...everyStatus], may: ['title'] },
  },
  starts: (): { progress: { readonly [sayer: string]: string }; exclusions: readonly Exclusion[] } => ({ progress: {}, exclusions: [] }),
  also: {
    raised: (draft, { by, to }) => {
      if (draft.raiser !== undefined || by === undefined || to === undefined) return
      draft.raiser = by
      draft.respondent = to
    },
    advanced: (draft, event) => {
      draft.progress = labelled(draft.progress, event, event.data.label)
    },
    excluded: (draft, event) => {
      const { at, occurred, saidBy } = event
      draft.exclusions = [...draft.exclusions, { ...(at !== undefined && { at }), occurred, ...(saidBy !== undefined && { saidBy }) }]
    },
  },
})

/** A topic as the state shows it: `state.topics.get('visas')?.progress`. */
export interface Topic extends StateOf<typeof topic> {}
