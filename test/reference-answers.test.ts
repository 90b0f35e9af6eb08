// The reference answers of the fact table of the US–Russian talks, one test each, named in the table's own words.
// In: the log of examples/02-us-russia; the table itself, where it lies beside the project. Out: each answer, exactly; none is left out.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { events as inputs } from '../examples/02-us-russia/events.ts'
import { fold, record } from '../src/pure.ts'
import { standingOf } from '../src/standing.ts'

const talks = record(['US', 'RU'], inputs, { clock: () => new Date('2025-08-16T08:00:00Z') })
const asOf = (occurredBy: string) => fold(talks, { occurredBy })
type TalksState = ReturnType<typeof asOf>
const ids = (entities: readonly { readonly id: string }[]): readonly string[] => entities.map(({ id }) => id).toSorted()

const answers: { readonly [day: string]: { readonly [words: string]: (state: TalksState) => void } } = {
  '2025-02-28': {
    'unhindered financing of the missions: agreed in principle, claimed by RU, told differently by the US ("initial steps")': (state) => {
      const payments = state.guarantees.get('embassy-payments')
      expect(payments).toMatchObject({ status: 'agreedInPrinciple', object: 'unhindered financing of the missions' })
      expect(standingOf(state, 'guarantee/embassy-payments')).toMatchObject({
        standing: 'claimed',
        saidBy: ['RU'],
        parties: { RU: 'said', US: 'differed' },
        tellings: [{ by: 'US', words: 'concrete initial steps' }],
      })
    },
    'next round: scheduled, undated': (state) => {
      expect(state.followUps.get('next-round')?.status).toBe('scheduled')
      expect(ids(state.followUps.undated)).toEqual(['next-round'])
    },
    'agrément granted, Russian post in Washington still vacant': (state) => {
      expect(state.envoys.get('darchiev')?.status).toBe('granted')
      expect(state.envoys.vacant('ambassador in Washington', '2025-02-28')).toBe(true)
    },
    'open demands: US → banking access, contracted services, staffing': (state) =>
      expect(ids(state.demands.openBy('US'))).toEqual(['banking-access', 'contracted-services', 'stable-staffing']),
    'RU → six properties, direct flights': (state) =>
      expect(ids(state.demands.openBy('RU'))).toEqual(['direct-flights', 'return-properties']),
  },
  '2025-04-10': {
    'embassy payments guarantee: agreed, confirmed by both': (state) => {
      expect(state.guarantees.get('embassy-payments')?.status).toBe('agreed')
      expect(standingOf(state, 'guarantee/embassy-payments')).toMatchObject({
        standing: 'confirmed',
        parties: { RU: 'said', US: 'said' },
        tellings: [{ by: 'US' }, { by: 'RU' }],
      })
    },
    'open US demands include lifting the hiring ban (restriction in force since 2021-08-01': (state) => {
      expect(ids(state.demands.openBy('US'))).toContain('lift-hiring-ban')
      expect(state.restrictions.get('hiring-ban')?.inForceFrom).toBe('2021-08-01')
      expect(ids(state.restrictions.inForce('2025-04-10'))).toContain('hiring-ban')
    },
    'banking, contracted services and staffing were never said to be closed)': (state) =>
      expect(ids(state.demands.openBy('US'))).toEqual(['banking-access', 'contracted-services', 'lift-hiring-ban', 'stable-staffing']),
    'open Russian demands: properties, flights': (state) =>
      expect(ids(state.demands.openBy('RU'))).toEqual(['direct-flights', 'return-properties']),
    'visas and movement: discussed, progress by the Russian account only': (state) => {
      expect(state.topics.get('visas-and-movement')).toMatchObject({ status: 'discussed', progress: { RU: 'progress made' } })
      const by = (accordingTo: string) => fold(talks, { occurredBy: '2025-04-10', accordingTo }).topics.get('visas-and-movement')
      expect([by('RU')?.progress, by('US')]).toEqual([{ RU: 'progress made' }, undefined])
    },
    'next meeting: undated, so not overdue': (state) => {
      expect(ids(state.followUps.undated)).toEqual(['third-round'])
      expect(state.followUps.overdue('2026-01-01')).toEqual([])
    },
    'ambassador in office from 2025-03-26 (but a ledger that knew only what was public on 2025-04-10 says "appointed")': (state) => {
      expect(state.envoys.get('darchiev')).toMatchObject({ status: 'inOffice', since: '2025-03-26' })
      expect(fold(talks, { reportedBy: '2025-04-10' }).envoys.get('darchiev')?.status).toBe('appointed')
    },
  },
  '2025-06-17': {
    'round 3 (Moscow): cancelled, by the US according to RU, US silent': (state) => {
      expect(state.meetings.get('moscow-3')).toMatchObject({ status: 'cancelled', cancelledBy: 'US', place: 'Moscow', round: 3 })
      expect(standingOf(state, 'meeting/moscow-3')).toMatchObject({ saidBy: ['RU'], silent: ['US'], parties: { RU: 'said', US: 'silent' } })
    },
    'direct flights: refused for now and tied to the Ukraine track, by the Russian account': (state) => {
      expect(state.demands.get('direct-flights')).toMatchObject({ status: 'rejected', tiedTo: 'track/ukraine' })
      expect(standingOf(state, 'demand/direct-flights')).toMatchObject({ standing: 'claimed', saidBy: ['RU'], deniedBy: [] })
      const byUS = fold(talks, { occurredBy: '2025-06-17', accordingTo: 'US' }).demands.get('direct-flights')
      expect(byUS).toBeUndefined()
    },
  },
}

describe.each(Object.entries(answers))('as of %s', (day, ofDay) => {
  test.each(Object.entries(ofDay))('%s', (_, check) => check(asOf(day)))
})

const table = join(import.meta.dirname, '..', '..', 'shared', 'data', 'us-russia', 'chronology.md')

test.skipIf(!existsSync(table))('the table has these answers and no others (skipped where ../shared/data is absent)', () => {
  const lines = readFileSync(table, 'utf8').matchAll(/^- \*\*as of (\S+)\*\* — (.*)\.$/gm)
  const asked = [...lines].map(([, day, clauses]) => [day, clauses?.split('; ')])
  expect(asked).toEqual(Object.entries(answers).map(([day, ofDay]) => [day, Object.keys(ofDay)]))
})
