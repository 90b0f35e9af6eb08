// A realistic log: the events of one relation over 25 years, the same every time.
// In: how many events.
// Out: frozen events as a ledger reads them from its lines; about 0.3 entities an event, 38 types, a tenth of the events late.
// Stories say how an entity's events follow on one another; a hundredth of them has a step missing, or one too many.
import { decodeLine, encodeEvent } from '../../src/codec.ts'
import { diplomacyVocabulary } from '../../src/diplomacy.ts'
import type { RecordedEvent } from '../../src/event.ts'
import { importId } from '../../src/ids.ts'
import { parseRecorded } from '../../src/vocabulary.ts'

/** The relation all events belong to. */
export const relation = 'RU~US'

/** Its two sides. */
const parties = ['RU', 'US'] as const

/** Who acts: the side that began, the other one, or (without a side) nobody or both. */
type Side = 'a' | 'b' | undefined
type Step = readonly [type: string, side?: Side, data?: { readonly [field: string]: unknown }]
interface Story {
  readonly kind: string
  readonly weight: number
  readonly steps: readonly Step[]
}

const story = (kind: string, weight: number, ...steps: Step[]): Story => ({ kind, weight, steps })

const place = { place: 'Istanbul' }
const due = { due: '2031-03/..' }
const stories: readonly Story[] = [
  story(
    'meeting',
    6,
    ['proposed', 'a', { ...place, level: 'experts' }],
    ['accepted', 'b'],
    ['scheduled'],
    ['held', undefined, { ...place, duration: 'PT5H~' }],
  ),
  story('meeting', 5, ['scheduled', undefined, { ...place, round: 2 }], ['held', undefined, { duration: 'PT5H/PT6H', host: 'US' }]),
  story('meeting', 3, ['scheduled', undefined, place], ['postponed', 'b'], ['rescheduled', undefined, due], ['held']),
  story('meeting', 2, ['scheduled', undefined, due], ['cancelled', 'a']),
  story('meeting', 2, ['proposed', 'a', place], ['declined', 'b']),
  story('meeting', 0.4, ['scheduled'], ['cancelled', 'b'], ['held', undefined, place]),
  story(
    'demand',
    7,
    ['raised', 'a', { object: 'lift the ban on hiring local staff', strength: 'demand' }],
    ['acknowledged', 'b'],
    ['rejected', 'b'],
    ['reiterated', 'a'],
    ['met', 'b'],
  ),
  story(
    'demand',
    5,
    ['raised', 'a', { object: 'visas for the staff of the mission', strength: 'request' }],
    ['countered', 'b', { conditionalOn: 'the same for our staff' }],
    ['accepted', 'b'],
    ['met', 'b'],
  ),
  story('demand', 4, ['raised', 'a', { object: 'direct flights' }], ['rejected', 'b', { until: '2031' }]),
  story('demand', 3, ['raised', 'a', { object: 'return of the properties' }], ['withdrawn', 'a']),
  story('demand', 0.3, ['met', 'b']),
  story('demand', 0.3, ['raised', 'a', { object: 'an answer' }], ['rejected', 'a']),
  story(
    'guarantee',
    6,
    ['proposed', 'a', { object: 'bank accounts of the embassies stay open', debtor: 'RU' }],
    ['agreed'],
    ['tookEffect', 'a'],
    ['fulfilled', 'debtor' as Side],
  ),
  story(
    'guarantee',
    4,
    ['agreed', undefined, { reciprocal: true, object: 'payments of the embassies' }],
    ['fulfilled', 'a'],
    ['fulfilled', 'b'],
  ),
  story(
    'guarantee',
    3,
    ['agreed', undefined, { debtor: 'US', due: '2031' }],
    ['breachAlleged', 'creditor' as Side],
    ['breachDismissed', 'creditor' as Side],
    ['fulfilled', 'debtor' as Side],
  ),
  story('guarantee', 2, ['proposed', 'a', { object: 'no new restrictions' }], ['withdrawn', 'a']),
  story('guarantee', 0.4, ['proposed', 'a', { debtor: 'RU' }], ['fulfilled', 'debtor' as Side]),
  story('followUp', 5, ['scheduled', 'a', { what: 'meeting', due: { edtf: '2025-04-10/..', phrase: 'in the near future' } }], ['done']),
  story('followUp', 3, ['scheduled', 'a', { what: 'report', due: '2031' }], ['rescheduled', 'b', due], ['done']),
  story('followUp', 2, ['scheduled', undefined, { reciprocal: true, what: 'call' }], ['waived', 'a'], ['waived', 'b']),
  story(
    'restriction',
    5,
    ['imposed', 'a', { object: 'hiring of local staff', inForceFrom: '2021-08-01' }],
    ['eased', 'a', { object: 'hiring of guards' }],
    ['lifted', 'a'],
  ),
  story('restriction', 3, ['imposed', 'a', { object: 'travel beyond 40 km' }], ['tightened', 'a'], ['suspended', 'a'], ['reimposed', 'a']),
  story(
    'topic',
    5,
    ['raised', 'a', { title: 'visas' }],
    ['discussed'],
    ['advanced', undefined, { label: 'progress made' }],
    ['discussed'],
    ['settled'],
  ),
  story('topic', 4, ['discussed', undefined, { title: 'properties' }], ['advanced', undefined, { label: 'some progress' }], ['deferred']),
]

/** The first so many events of the log, read from lines as a ledger reads them. */
export function logOf(count: number): readonly RecordedEvent[] {
  return linesOf(count).map((line) => parseRecorded(diplomacyVocabulary, decodeLine(line), 'fail'))
}

/** The same as stored lines. */
export function linesOf(count: number): readonly string[] {
  const random = randomFrom(20250410)
  const told = tell(count, random)
    .toSorted((a, b) => a.told - b.told)
    .slice(0, count)
  return told.map((fact, at) => encodeEvent(recordedOf(fact, at, random)))
}

/** An event before it is recorded: when it happened and when the recorder was told, as days since 2000. */
interface Fact {
  readonly id: string
  readonly kind: string
  readonly step: Step
  readonly starts: 0 | 1
  readonly debtor: string | undefined
  readonly day: number
  readonly told: number
}

const days = 9_000

function tell(count: number, random: () => number): Fact[] {
  const facts: Fact[] = []
  const weights = stories.reduce((sum, { weight }) => sum + weight, 0)
  for (let entity = 0; facts.length < count * 1.02; entity += 1) {
    const { kind, steps } = pick(stories, random() * weights)
    const debtor = steps.map(([, , data]) => data?.['debtor']).find((side) => typeof side === 'string') as string | undefined
    const starts = random() < 0.5 ? 0 : 1
    let day = random() * days
    for (const step of steps) {
      const late = random() < 0.1 ? 5 + random() * 120 : 0
      facts.push({ id: `${kind.toLowerCase()}-${entity}`, kind, step, starts, debtor, day, told: day + late })
      day += 2 + random() * 40
    }
  }
  return facts
}

function pick(all: readonly Story[], at: number): Story {
  let left = at
  for (const each of all) {
    left -= each.weight
    if (left < 0) return each
  }
  return all[0] as Story
}

function recordedOf(
  { id, kind, step: [type, side, data], starts, debtor, day, told }: Fact,
  at: number,
  random: () => number,
): RecordedEvent {
  const by = actor(side, starts, debtor)
  const saidBy = random() < 0.5 ? [...parties] : random() < 0.6 ? [parties[starts]] : undefined
  return {
    relation,
    version: at + 1,
    id: importId('https://example.org/log', String(at)),
    type: `${kind}.${type}`,
    schemaVersion: 1,
    occurred: dateOf(day, random()),
    recorded: new Date(start + Math.ceil(told + 1) * dayLength + (at % 86_400) * 1000).toISOString(),
    ...(by === undefined ? {} : { by, to: by === 'RU' ? 'US' : 'RU' }),
    data: { [kind]: id, ...data },
    ...(saidBy === undefined ? {} : { saidBy }),
    ...(random() < 0.4
      ? { sources: [{ title: 'Joint statement of the two delegations', url: `https://example.org/statements/${at}` }] }
      : {}),
    ...(random() < 0.1 ? { note: 'As told by the spokesman — «без комментариев».' } : {}),
  } as RecordedEvent
}

function actor(side: string | undefined, starts: 0 | 1, debtor = 'RU'): string | undefined {
  if (side === undefined) return undefined
  if (side === 'debtor') return debtor
  if (side === 'creditor') return debtor === 'RU' ? 'US' : 'RU'
  return side === 'a' ? parties[starts] : parties[1 - starts]
}

const dayLength = 86_400_000
const start = Date.UTC(2000, 0, 1)

/** Most dates are days; some are months, about a day, or instants with a zone. */
function dateOf(day: number, chance: number): string {
  const instant = new Date(start + Math.floor(day * dayLength)).toISOString()
  if (chance < 0.85) return instant.slice(0, 10)
  if (chance < 0.92) return instant.slice(0, 7)
  return chance < 0.96 ? `${instant.slice(0, 10)}~` : `${instant.slice(0, 16)}+03:00`
}

/** The same sequence of numbers from 0 to 1 for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
