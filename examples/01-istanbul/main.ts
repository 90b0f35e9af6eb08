// One news article of 11 April 2025, event by event: what it says, who says it, and how vaguely.
import { agreement, brief, demand, followUp, guarantee, meeting, openLedger, restriction, topic, track } from 'relations-ledger'

const article = { reported: '2025-04-11', sources: [{ title: 'agency report in the German press', published: '2025-04-11' }] }
const talks = openLedger({ clock: () => new Date('2025-04-11T08:00:00Z') }).between('US', 'RU')

// "… after the foreign ministers had agreed that relations need normalising"
await talks.append(
  [
    meeting.held({ ...article, meeting: 'ministers', occurred: '2025-02~', level: 'foreign ministers' }),
    agreement.agreedInPrinciple({
      ...article,
      agreement: 'normalisation',
      title: 'to normalise relations',
      occurred: '2025-02~',
      at: 'ministers',
    }),
    // "The talks first took place on 27 February": no year is given, the day of the article tells which.
    meeting.held({
      ...article,
      meeting: 'istanbul-1',
      occurred: { edtf: 'XXXX-02-27', phrase: '27 February', anchor: '2025-04-11' },
      place: 'Istanbul',
      round: 1,
    }),
    meeting.held({ ...article, meeting: 'istanbul-2', occurred: '2025-04-10', place: 'Istanbul', round: 2, duration: 'PT5H~' }),
  ],
  { expectedVersion: 0 },
)

// "Decisive was an agreement on guarantees for smooth payments": the ambassador says so, the State Department confirms it.
await talks.append(
  [
    guarantee.agreed({
      ...article,
      guarantee: 'embassy-payments',
      object: 'smooth payments between the two embassies',
      reciprocal: true,
      occurred: '2025-04-10',
      at: 'istanbul-2',
      saidBy: ['RU', 'US'],
    }),
    topic.discussed({
      ...article,
      topic: 'visas-and-movement',
      title: 'easier visas and freer movement for diplomats',
      occurred: '2025-04-10',
      at: 'istanbul-2',
    }),
    track.opened({ ...article, track: 'normalisation', title: 'Restoring and normalising diplomatic relations', occurred: '2025' }),
    track.assessed({ ...article, track: 'normalisation', label: 'considerable progress', occurred: '2025-04-10', at: 'istanbul-2' }),
    track.assessed({ ...article, track: 'normalisation', label: 'a new phase of intensified exchange', occurred: '2025', saidBy: ['dpa'] }),
    track.opened({ ...article, track: 'ukraine', title: "Ending Russia's war of aggression in Ukraine", occurred: '2025' }),
  ],
  { expectedVersion: 4 },
)

// "A considerable US demand is that Russia lift the ban": when that was imposed, the article does not say.
await talks.append(
  [
    restriction.imposed({
      ...article,
      restriction: 'hiring-ban',
      by: 'RU',
      object: 'no local staff at the US embassy in Moscow',
      occurred: '[..2025-04-10]',
    }),
    demand.raised({
      ...article,
      demand: 'lift-hiring-ban',
      by: 'US',
      object: 'lift the ban on hiring local staff',
      occurred: '2025-04-10',
      at: 'istanbul-2',
      saidBy: ['US'],
      regarding: ['restriction/hiring-ban'],
    }),
    followUp.scheduled({
      ...article,
      followUp: 'round-3',
      what: 'another meeting to settle the open questions',
      due: { edtf: '2025-04-10/..', phrase: 'in the near future' },
      occurred: '2025-04-10',
      saidBy: ['dpa'],
    }),
  ],
  { expectedVersion: 10 },
)

const state = await talks.state()
console.log(brief(state, { day: '2025-04-11', title: 'What one article says, 11 April 2025' }))
console.log(`The ban is in force for certain by the day of the talks: ${state.restrictions.inForce('2025-04-10').length === 1}`)
console.log(`Is round 3 overdue on 1 June? ${state.followUps.overdue('2025-06-01').length > 0 ? 'yes' : 'not that anyone can say'}`)
