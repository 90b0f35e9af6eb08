// Which fields each event takes beside its id, for all rows of the twelve tables (an event that is not named takes none);
// of which words a field is one, and what is asked of a day.
// `due!` must be given, `+label` too, but is in no state; `(alleger)` names the side, where it is not the one that acted.
import { expect, test } from 'vitest'
import { diplomacyVocabulary } from '../../src/diplomacy.ts'
import type { AnyEntity } from '../../src/entity.ts'
import { stateAfter } from '../record.ts'

const fields = `
  meeting.proposed                level mode round place host due track
  meeting.scheduled               level mode round place host due track
  meeting.rescheduled             due! place host mode
  meeting.postponed               due
  meeting.cancelled               level mode round place host due track
  meeting.held                    level mode round place host due track duration delegations
  topic.raised                    title
  topic.discussed                 title
  topic.settled                   title
  topic.advanced                  +label title
  topic.excluded                  title
  agreement.proposed              title form parent
  agreement.agreedInPrinciple     title form parent
  agreement.agreed                title form parent
  agreement.signed                title form parent
  agreement.enteredIntoForce      title form parent
  agreement.superseded            successor!
  guarantee.proposed              object condition due agreement reciprocal debtor
  guarantee.agreedInPrinciple     object condition due agreement reciprocal debtor
  guarantee.agreed                object condition due agreement reciprocal debtor
  guarantee.tookEffect            object condition due agreement reciprocal debtor
  guarantee.breachDismissed       (alleger)
  guarantee.breachEstablished     (breacher)
  demand.raised                   object strength conditionalOn
  demand.reiterated               object strength conditionalOn
  demand.countered                conditionalOn
  demand.rejected                 until tiedTo
  followUp.scheduled              what due bound reciprocal meeting
  followUp.rescheduled            due! what meeting
  followUp.done                   what meeting
  followUp.superseded             successor!
  restriction.imposed             object inForceFrom
  restriction.announced           object inForceFrom
  restriction.eased               object
  restriction.tightened           object
  restriction.reimposed           object inForceFrom
  mission.opened                  sending category place level
  mission.raised                  level! sending category place
  mission.lowered                 level! sending category place
  mission.staffLimited            staffCap! category place
  mission.closed                  sending category place level
  mission.propertySeized          +properties category place
  mission.propertyReturned        +properties category place
  mission.entrusted               protectingPower!
  envoy.agrementRequested         person post
  envoy.agrementGranted           person post
  envoy.agrementRefused           person post
  envoy.appointed                 person post
  envoy.arrived                   person post
  envoy.credentialed              person post
  envoy.tookUpFunctions           person post
  envoy.recalledForConsultations  person post
  envoy.relieved                  person post
  envoy.declaredPersonaNonGrata   person post
  envoy.departed                  person post
  ties.established                level
  ties.downgraded                 level
  ties.upgraded                   level
  ties.resumed                    level
  track.opened                    title
  track.assessed                  +label title
  track.linked                    +linkedTo title
  track.unlinked                  +linkedTo
  act.announced                   title object place track
  act.done                        title object place track
`

test('each event takes these fields and no others', () => {
  const expected = fields
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
  const found = [...diplomacyVocabulary.types]
    .filter(([, { shelf }]) => shelf !== undefined)
    .map(
      ([
        type,
        {
          row: { needs = [], brings = [], may = [], side },
        },
      ]) => [
        type,
        ...needs.map((field) => `${field}!`),
        ...brings.map((field) => `+${field}`),
        ...may,
        ...(side === undefined ? [] : [`(${side})`]),
      ],
    )
  expect(found.filter((line) => line.length > 1)).toEqual(expected)
})

test.each([
  ['meeting', 'mode', ['in person', 'telephone', 'video', 'hybrid']],
  ['agreement', 'form', ['notes', 'memorandum', 'treaty', 'protocol', 'understanding', 'statement', 'contract']],
  ['demand', 'strength', ['request', 'proposal', 'demand']],
])('%s: its %s is one of these words', (kind, field, words) => {
  const { entity } = diplomacyVocabulary.entities[diplomacyVocabulary.kinds.get(kind) as number] as AnyEntity
  const schema = entity.fields.get(field)
  expect(words.map((word) => schema?.['~standard'].validate(word))).toEqual(words.map((value) => ({ value })))
})

test('what is asked of a day is refused by that name where the day is vague', () => {
  const state = stateAfter()
  const asked = [
    () => state.meetings.next('2025~'),
    () => state.followUps.overdue('2025~'),
    () => state.followUps.maybeOverdue('2025~'),
    () => state.restrictions.inForce('2025~'),
    () => state.envoys.vacant('Moscow', '2025~'),
  ]
  for (const ask of asked) expect(ask).toThrow(/^day "2025~": as-of takes a day/)
})
