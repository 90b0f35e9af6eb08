// The US–Russian talks of 2025 and what led to them, as events: one comment a row of the fact table they were taken from.
// In: nothing. Out: the inputs in the order in which the press told them, each with who says so and when it became public.
import {
  account, act, agreement, demand, envoy, followUp, guarantee, importId, meeting, mission, restriction, topic, track,
} from 'relations-ledger'

const both = ['US', 'RU']

/** What every row has: its own id, so that recording it twice records it once, and where it stands. */
function row(name: string, occurred: string, saidBy: readonly string[], reported = occurred) {
  const [number] = name.split(' ')
  return { id: importId('https://relations-ledger.example/us-russia', name), occurred, saidBy, reported, sources: [{ title: `Fact table, row ${number}` }] }
}

/** What one sayer says of a row: its own words, or its own version. */
const said = (name: string, by: string, occurred: string, reported = occurred) => ({ ...row(name, occurred, [by], reported), by })

const istanbul1 = { at: 'istanbul-1' }
const istanbul2 = { at: 'istanbul-2' }

export const events = [
  // B1–B4: how it stood before
  mission.propertySeized({ ...row('B1', '2016-12/2017-09-02', both, '2017-09-02'), mission: 'missions-in-the-us', by: 'US', properties: ['six diplomatic properties'] }),
  demand.raised({ ...row('B1 demand', '2017-09', ['RU']), demand: 'return-properties', by: 'RU', object: 'return the six diplomatic properties', regarding: ['mission/missions-in-the-us'] }),
  restriction.imposed({ ...row('B2', '2021-05-14', both), restriction: 'hiring-ban', by: 'RU', object: 'no local staff at the US embassy in Moscow', inForceFrom: '2021-08-01', note: '182 employees were let go' }),
  restriction.imposed({ ...row('B3 US', '2022-03-02', both), restriction: 'us-airspace', by: 'US', object: 'US airspace closed to Russian airlines' }),
  restriction.imposed({ ...row('B3 RU', '2022-03', both), restriction: 'russian-airspace', by: 'RU', object: 'Russian airspace closed to US airlines' }),
  envoy.departed({ ...row('B4', '2024-10-06', ['RU']), envoy: 'antonov', by: 'RU', person: 'Anatoly Antonov', post: 'ambassador in Washington' }),

  // P1, P2, R1: calls and Riyadh
  meeting.held({ ...row('P1', '2025-02-12', both), meeting: 'presidents-call', level: 'presidents', mode: 'telephone', duration: 'PT1H30M~' }),
  track.opened({ ...row('P1 track', '2025-02-12', both), track: 'ukraine', title: 'Ending the war in Ukraine' }),
  meeting.held({ ...row('P2', '2025-02-15', both), meeting: 'ministers-call', level: 'foreign ministers', mode: 'telephone' }),
  followUp.scheduled({ ...row('P2 experts', '2025-02-15', ['RU']), followUp: 'expert-talks', what: 'expert talks on the work of the missions', due: { edtf: '2025-02-15/..', phrase: 'in the near future' } }),
  meeting.held({ ...row('R1', '2025-02-18', both), meeting: 'riyadh', level: 'foreign ministers', place: 'Riyadh', duration: 'PT4H30M~', delegations: { US: [{ name: 'Rubio' }, { name: 'Waltz' }, { name: 'Witkoff' }], RU: [{ name: 'Lavrov' }, { name: 'Ushakov' }] } }),
  agreement.agreed({ ...row('R1 mechanism', '2025-02-18', both), agreement: 'consultation-mechanism', title: 'a consultation mechanism for irritants', form: 'understanding', at: 'riyadh' }),
  agreement.agreed({ ...row('R1 staffing', '2025-02-18', both), agreement: 'restore-staffing', title: 'restoring the staffing of the missions', form: 'understanding', at: 'riyadh' }),
  agreement.agreed({ ...row('R1 teams', '2025-02-18', both), agreement: 'ukraine-teams', title: 'high-level teams for Ukraine', form: 'understanding', at: 'riyadh', regarding: ['track/ukraine'] }),
  agreement.agreed({ ...row('R1 ambassadors', '2025-02-18', ['RU']), agreement: 'ambassadors-quickly', title: 'appointing ambassadors quickly', form: 'understanding', at: 'riyadh' }),

  // R2–R8: the first round
  meeting.held({ ...row('R2', '2025-02-27', both), meeting: 'istanbul-1', level: 'experts', round: 1, place: 'Istanbul, residence of the US consul general', host: 'US', duration: 'PT6H/..', delegations: { US: [{ name: 'Sonata Coulter', role: 'head' }], RU: [{ name: 'Alexander Darchiev', role: 'head' }] } }),
  account.differed({ ...said('R2 one outlet', 'one-outlet', '2025-02-27'), about: 'meeting/istanbul-1', set: { duration: 'PT5H/PT6H' } }),
  account.differed({ ...said('R2 another outlet', 'another-outlet', '2025-02-27'), about: 'meeting/istanbul-1', set: { duration: 'PT6H30M' } }),
  followUp.done({ ...row('R2 experts', '2025-02-27', both), followUp: 'expert-talks', meeting: 'istanbul-1' }),
  demand.raised({ ...row('R3 banking', '2025-02-27', ['US']), ...istanbul1, demand: 'banking-access', by: 'US', object: 'access to banking services for its embassy' }),
  demand.raised({ ...row('R3 services', '2025-02-27', ['US']), ...istanbul1, demand: 'contracted-services', by: 'US', object: 'contracted services' }),
  demand.raised({ ...row('R3 staffing', '2025-02-27', ['US']), ...istanbul1, demand: 'stable-staffing', by: 'US', object: 'stable staffing levels' }),
  demand.reiterated({ ...row('R4 properties', '2025-02-27', ['RU'], '2025-02-28'), ...istanbul1, demand: 'return-properties', by: 'RU' }),
  demand.raised({ ...row('R4 flights', '2025-02-27', ['RU'], '2025-02-28'), ...istanbul1, demand: 'direct-flights', by: 'RU', strength: 'proposal', object: 'resume direct flights' }),
  guarantee.agreedInPrinciple({ ...row('R5', '2025-02-27', ['RU'], '2025-02-28'), ...istanbul1, guarantee: 'embassy-payments', reciprocal: true, object: 'unhindered financing of the missions' }),
  account.differed({ ...said('R5 US', 'US', '2025-02-27', '2025-02-28'), about: 'guarantee/embassy-payments', words: 'concrete initial steps' }),
  followUp.scheduled({ ...row('R6', '2025-02-27', ['US']), followUp: 'next-round', what: 'the next round of the expert talks' }),
  envoy.agrementGranted({ ...row('R7', '2025-02-27', ['RU'], '2025-02-28'), ...istanbul1, envoy: 'darchiev', by: 'US', person: 'Alexander Darchiev', post: 'ambassador in Washington' }),
  envoy.appointed({ ...row('R8', '2025-03-06', ['RU']), envoy: 'darchiev', by: 'RU' }),

  // R9, R10: the second round
  meeting.scheduled({ ...row('R9', '2025-04-08', both), meeting: 'istanbul-2', round: 2, place: 'Istanbul', due: '2025-04-10' }),
  meeting.held({ ...row('R10', '2025-04-10', both), meeting: 'istanbul-2', level: 'experts', round: 2, place: 'Istanbul, Russian consulate general', host: 'RU', duration: 'PT5H~', delegations: { US: [{ name: 'Sonata Coulter', role: 'head' }], RU: [{ name: 'Alexander Darchiev', role: 'head' }] } }),
  account.confirmed({ ...said('R10 dpa', 'dpa', '2025-04-10'), about: 'meeting/istanbul-2', set: { duration: 'PT5H~' } }),
  account.differed({ ...said('R10 TASS', 'TASS', '2025-04-10'), about: 'meeting/istanbul-2', set: { duration: 'PT5H30M' } }),
  account.differed({ ...said('R10 Kyiv', 'Kyiv-paper', '2025-04-10'), about: 'meeting/istanbul-2', set: { duration: 'PT6H~' } }),
  followUp.done({ ...row('R10 round', '2025-04-10', both), followUp: 'next-round', meeting: 'istanbul-2' }),
  agreement.signed({ ...row('R10a notes', '2025-04-10', both), ...istanbul2, agreement: 'payments-notes', title: 'notes on banking and payments for the embassies', form: 'notes' }),
  guarantee.agreed({ ...row('R10a', '2025-04-10', both), ...istanbul2, guarantee: 'embassy-payments', object: 'banking and payments for the embassies', agreement: 'payments-notes' }),
  account.confirmed({ ...said('R10a US', 'US', '2025-04-10'), about: 'guarantee/embassy-payments', words: 'finalise an understanding' }),
  account.confirmed({ ...said('R10a RU', 'RU', '2025-04-10'), about: 'guarantee/embassy-payments', words: 'guarantee' }),
  topic.discussed({ ...row('R10b', '2025-04-10', ['RU']), ...istanbul2, topic: 'visas-and-movement', title: 'easier visas and freer movement for diplomats' }),
  topic.advanced({ ...row('R10b progress', '2025-04-10', ['RU']), ...istanbul2, topic: 'visas-and-movement', label: 'progress made' }),
  demand.reiterated({ ...row('R10c', '2025-04-10', ['US']), ...istanbul2, demand: 'lift-hiring-ban', by: 'US', object: 'lift the ban on hiring local staff in Moscow', regarding: ['restriction/hiring-ban'] }),
  followUp.scheduled({ ...row('R10d', '2025-04-10', ['US', 'dpa']), followUp: 'third-round', what: 'a third round', due: { edtf: '2025-04-10/..', phrase: 'as needed' } }),
  account.confirmed({ ...said('R10d US', 'US', '2025-04-10'), about: 'followUp/third-round', words: 'as needed' }),
  account.confirmed({ ...said('R10d dpa', 'dpa', '2025-04-10'), about: 'followUp/third-round', words: 'a third soon' }),
  topic.excluded({ ...row('R10e', '2025-04-10', ['US']), ...istanbul2, topic: 'ukraine', title: 'Ukraine' }),
  act.done({ ...row('R10f', '2025-04-10', both), act: 'prisoner-exchange', title: 'prisoner exchange', place: 'Abu Dhabi' }),

  // R11–R13, P3: what came of it
  demand.rejected({ ...row('R11', '[..2025-04-17]', ['RU'], '2025-04-17'), demand: 'direct-flights', by: 'US', tiedTo: 'track/ukraine' }),
  account.differed({ ...said('R11 US', 'US', '2025-04-17'), about: 'demand/direct-flights', words: 'knows of no such discussion' }),
  meeting.scheduled({ ...row('R12', '2025-06-10', ['RU']), meeting: 'moscow-3', round: 3, place: 'Moscow', due: { edtf: '2025-06-10/..', phrase: 'in the near future' } }),
  envoy.tookUpFunctions({ ...row('R8 start', '2025-03-26', ['RU'], '2025-06-10'), envoy: 'darchiev', by: 'RU' }),
  meeting.cancelled({ ...row('R13', '2025-06-16', ['RU']), meeting: 'moscow-3', by: 'US' }),
  meeting.held({ ...row('P3', '2025-08-15', both), meeting: 'anchorage', level: 'presidents', place: 'Anchorage', duration: 'PT3H~', note: 'no deal on Ukraine' }),
]
