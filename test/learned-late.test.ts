// A ledger that learned late, day by day: what a reader could have known, and what had happened.
// In: the real talks, recorded in the order in which they became public; every day from 12 February to 15 August 2025.
// Out: each day's reader has what was public and nothing else, and lacks just the entities whose events became public later.
import { expect, test } from 'vitest'
import { learnedLate } from '../examples/06-as-of/learned.ts'
import { referenceOf } from '../src/amend.ts'
import { diff } from '../src/diff.ts'
import { diplomacyVocabulary } from '../src/diplomacy.ts'
import type { RecordedEvent } from '../src/event.ts'
import { fold } from '../src/pure.ts'
import { asOfBounds, boundsOf } from '../src/time.ts'

const days = Array.from({ length: 185 }, (_, at) => new Date(Date.UTC(2025, 1, 12 + at)).toISOString().slice(0, 10))

test('from 2025-02-12 to 2025-08-15', async () => {
  expect([days[0], days.at(-1)]).toEqual(['2025-02-12', '2025-08-15'])
  const talks = await learnedLate()
  const events = (await talks.state()).events()
  const apart: string[] = []
  for (const day of days) {
    const end = asOfBounds(day)
    const isPublic = (event: RecordedEvent): boolean => boundsOf(event.reported ?? event.recorded).latest <= end
    const known = await talks.state({ reportedBy: day })
    expect(JSON.stringify(known)).toBe(JSON.stringify(fold(events.filter(isPublic), { between: ['US', 'RU'] })))
    expect(JSON.stringify(await talks.state({ recordedBy: day }))).toBe(JSON.stringify(known))
    const was = await talks.state({ occurredBy: day })
    const late = events.filter((event) => boundsOf(event.occurred).latest <= end && !isPublic(event) && !event.type.startsWith('account.'))
    const missing = [...new Set(late.map((event) => referenceOf(diplomacyVocabulary, event)))].toSorted()
    expect(diff(known, was).map(({ entity }) => entity)).toEqual(missing)
    if (missing.length > 0) apart.push(`${day} ${missing.join(' ')}`)
  }
  // R4, R5 and R7 became public a day late; that the ambassador had taken up his post, eleven weeks late.
  expect(apart[0]).toBe('2025-02-27 demand/direct-flights demand/return-properties envoy/darchiev guarantee/embassy-payments')
  expect([apart[1], apart.at(-1), apart.length]).toEqual(['2025-03-26 envoy/darchiev', '2025-06-09 envoy/darchiev', 77])
}, 60_000)
