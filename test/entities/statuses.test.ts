// Which statuses of each entity are open, which are final, and which steps are no guess: in all twelve tables.
import { expect, test } from 'vitest'
import { diplomacyVocabulary } from '../../src/diplomacy.ts'

const definitions = diplomacyVocabulary.entities.map(({ entity }) => entity)
const rows = definitions.flatMap(({ lifecycle }) => [...lifecycle.rows.values()])

test('these are open', () => {
  expect(definitions.map(({ kind, open }) => [kind, ...open].join(' '))).toEqual([
    'meeting proposed accepted scheduled postponed',
    'topic raised discussed deferred deadlocked',
    'agreement proposed agreedInPrinciple agreed signed ratified inForce suspended',
    'guarantee proposed agreedInPrinciple agreed inEffect suspended breached',
    'demand open acknowledged countered accepted partlyAccepted',
    'followUp scheduled',
    'restriction announced imposed suspended',
    'mission open suspended',
    'envoy requested granted appointed arrived inOffice consultations',
    'ties established downgraded',
    'track open paused',
    'act announced',
  ])
})

test('from these nothing leads on', () => {
  const withFinal = definitions.filter(({ final }) => final.size > 0)
  expect(withFinal.map(({ kind, final }) => [kind, ...final].join(' '))).toEqual([
    'meeting held cancelled',
    'agreement terminated expired superseded',
    'guarantee fulfilled released withdrawn lapsed',
    'demand met',
    'followUp done waived superseded',
    'envoy refused withdrawn departed',
    'track closed',
    'act done calledOff',
  ])
})

test('a refusal and a breach are taken for a missing step only where nothing else leads on', () => {
  expect(rows.filter(({ unlikely }) => unlikely).map(({ type }) => type)).toEqual([
    'agreement.rejected',
    ...['guarantee.breachEstablished', 'guarantee.repudiated', 'guarantee.rejected'],
    ...['envoy.agrementRefused', 'envoy.declaredPersonaNonGrata'],
  ])
})
