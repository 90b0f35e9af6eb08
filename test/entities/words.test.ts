// Whose word each fact needs, and which deeds a third party may do: written by hand, for all rows of the twelve tables.
import { expect, test } from 'vitest'
import { diplomacyVocabulary } from '../../src/diplomacy.ts'

const types = [...diplomacyVocabulary.types].filter(([, { shelf }]) => shelf !== undefined)
const rows = types.map(([type, { row, definition }]) => ({ type, row, word: row.word ?? definition.word }))
const withWord = (word: string) => rows.filter((each) => each.word === word).map(({ type }) => type)

test('both sides have to say what both do', () => {
  expect(withWord('both')).toEqual([
    ...['meeting.scheduled', 'meeting.rescheduled', 'meeting.postponed', 'meeting.cancelled', 'meeting.held'],
    ...['topic.discussed', 'topic.settled', 'topic.deferred', 'topic.deadlocked', 'topic.advanced', 'topic.excluded'],
    ...['agreement.agreedInPrinciple', 'agreement.agreed', 'agreement.signed', 'agreement.enteredIntoForce', 'agreement.resumed'],
    'agreement.superseded',
    ...['guarantee.agreedInPrinciple', 'guarantee.agreed', 'guarantee.tookEffect'],
    'demand.met',
    ...['followUp.scheduled', 'followUp.rescheduled', 'followUp.done', 'followUp.superseded'],
    ...['mission.opened', 'mission.raised', 'mission.resumed'],
    ...['ties.established', 'ties.upgraded', 'ties.resumed'],
    ...['track.opened', 'track.resumed', 'track.assessed', 'track.linked', 'track.unlinked'],
    ...['act.announced', 'act.done'],
  ])
})

test("a restriction needs its imposer's word, what runs out by itself nobody's", () => {
  expect(withWord('imposer')).toEqual(
    ['imposed', 'announced', 'eased', 'tightened', 'suspended', 'reimposed', 'lifted'].map((name) => `restriction.${name}`),
  )
  expect(withWord('nobody')).toEqual(['agreement.expired', 'guarantee.lapsed', 'demand.lapsed', 'restriction.expired'])
})

test('every other fact needs the word of the side that acted, so it has one', () => {
  const rest = rows.filter(({ word }) => word === 'by')
  expect(rest.filter(({ row }) => row.by === undefined)).toEqual([])
  expect(rest).toHaveLength(rows.length - withWord('both').length - 7 - 4)
})

test('a third party may invite, and may judge a breach: nothing else', () => {
  expect(rows.filter(({ row }) => row.third === true).map(({ type }) => type)).toEqual([
    'meeting.proposed',
    'guarantee.breachDismissed',
    'guarantee.breachEstablished',
  ])
})
