// track: a line of talks: this one, or one that runs beside it.
// In: that it runs, rests, ends; what each side calls it, and what it says it is linked to. Out: where it stands, by whose account.
// A label ("progress", "a new phase") and a link are one account's and move no status: that a side ties one track to another
// does not tie them. Word: both sides'; where one side pauses or closes it, that side's.
import { defineEntity, type StateOf } from '../entity.ts'
import { reference, text } from '../shape.ts'
import { labelled, sayersOf } from './sayers.ts'

const everyStatus = ['new', 'open', 'paused', 'closed'] as const

/**
 * A line of talks. `assessed` notes what somebody calls it, kept by account in `labels`; `linked` that somebody ties it to something else
 * (`linkedTo`, a reference such as `track/ukraine`), kept by account in `links`, until they say `unlinked`.
 *
 * @throws LedgerError `INVALID_EVENT`, `INVALID_ID`, `INVALID_DATE`; `UNWRITABLE_VALUE`, `LIMIT_EXCEEDED` for what no line can hold
 * @example
 * ```ts
 * import { track } from 'relations-ledger'
 * track.assessed({ track: 'irritants', label: 'considerable progress', occurred: '2025-04-10', saidBy: ['RU'] })
 * ```
 */
export const track = defineEntity('track', {
  plural: 'tracks',
  final: ['closed'],
  fields: { title: text, label: text, linkedTo: reference },
  events: {
    opened: { from: ['new'], to: 'open', by: 'either', word: 'both', may: ['title'] },
    paused: { from: ['open'], keeps: ['paused'], to: 'paused', by: 'either', word: 'by' },
    resumed: { from: ['paused'], to: 'open', by: 'either', word: 'both' },
    closed: { from: ['open', 'paused'], to: 'closed', by: 'either', word: 'by' },
    assessed: { from: everyStatus, brings: ['label'], may: ['title'] },
    linked: { from: everyStatus, brings: ['linkedTo'], may: ['title'] },
    unlinked: { from: everyStatus, brings: ['linkedTo'] },
  },
  starts: (): { labels: { readonly [sayer: string]: string }; links: { readonly [sayer: string]: readonly string[] } } => ({
    labels: {},
    links: {},
  }),
  also: {
    assessed: (draft, event) => {
      draft.labels = labelled(draft.labels, event, event.data.label)
    },
    linked: (draft, event) => {
      const { linkedTo } = event.data
      const added = sayersOf(event).map((sayer) => [sayer, [...new Set([...(draft.links[sayer] ?? []), linkedTo])]] as const)
      draft.links = { ...draft.links, ...Object.fromEntries(added) }
    },
    unlinked: (draft, event) => {
      const { linkedTo } = event.data
      const left = sayersOf(event).map((sayer) => [sayer, (draft.links[sayer] ?? []).filter((each) => each !== linkedTo)] as const)
      const links = { ...draft.links, ...Object.fromEntries(left) }
      draft.links = Object.fromEntries(Object.entries(links).filter(([, linked]) => linked.length > 0))
    },
  },
})

/** A track as the state shows it: `state.tracks.get('irritants')?.labels`. */
export interface Track extends StateOf<typeof track> {}
