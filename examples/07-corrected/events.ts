// The three errors that outlets really made about the first Istanbul round: recorded as they were printed, corrected later.
// In: nothing. Out: the inputs in the order of recording; the first two are wrong in five fields.
import { entry, importId, meeting } from 'relations-ledger'

const id = (name: string) => importId('https://relations-ledger.example/corrected', name)
const held = { level: 'experts', round: 1, duration: 'PT6H/..', saidBy: ['US', 'RU'] } as const
const russian = [{ name: 'Alexander Darchiev', role: 'head' }]

export const printed = [
  meeting.held({
    id: id('riyadh'),
    meeting: 'riyadh',
    occurred: '2025-02-18',
    level: 'foreign ministers',
    place: 'Riyadh',
    saidBy: ['US', 'RU'],
  }),
  meeting.held({
    ...held,
    id: id('istanbul-1'),
    meeting: 'istanbul-1',
    // One outlet dates the round to the 17th, one says that the ministers led it, one puts it in Riyadh.
    occurred: '2025-02-17',
    place: 'Riyadh',
    delegations: { US: [{ name: 'Rubio', role: 'head' }], RU: [{ name: 'Lavrov', role: 'head' }] },
  }),
]

export const corrected = [
  entry.corrected({
    id: id('day'),
    about: id('istanbul-1'),
    set: { occurred: '2025-02-27' },
    reason: 'both sides say the 27th',
    occurred: '2025-03-01',
  }),
  entry.corrected({
    id: id('heads'),
    about: id('istanbul-1'),
    // The outlet that knew better had the first name wrong.
    set: { delegations: { US: [{ name: 'Elizabeth Coulter', role: 'head' }], RU: russian } },
    reason: 'the ministers met in Riyadh; experts met in Istanbul',
    occurred: '2025-03-02',
  }),
  entry.corrected({
    id: id('place'),
    about: id('istanbul-1'),
    set: { place: 'Istanbul' },
    reason: 'Riyadh was nine days before',
    occurred: '2025-03-03',
  }),
  entry.corrected({
    id: id('name'),
    about: id('istanbul-1'),
    set: { delegations: { US: [{ name: 'Sonata Coulter', role: 'head' }], RU: russian } },
    reason: 'her name is Sonata',
    occurred: '2025-03-04',
  }),
]
