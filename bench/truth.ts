// Truth and time: what a late event, a correction, and a question about another day cost.
// In: logs of one relation, and one demand that is made again and again. Out: medians at each size, and the ratios that have a bar.
// A late event has its entity folded again, no more: the cost grows with the entity, and not with the relation.

import { diplomacyVocabulary } from '../src/diplomacy.ts'
import { disagreements } from '../src/disagreements.ts'
import { demand } from '../src/entities/demand.ts'
import type { RecordedEvent } from '../src/event.ts'
import { explain } from '../src/explain.ts'
import { importId } from '../src/ids.ts'
import type { DefaultVocabulary } from '../src/ledger.ts'
import { evolve, fold, record } from '../src/pure.ts'
import { entry } from '../src/remarks/entry.ts'
import type { State } from '../src/state.ts'
import { type EventIn, parseRecorded } from '../src/vocabulary.ts'
import { entitiesOf } from './setup/entities.ts'
import { logOf } from './setup/log.ts'
import { collect, median, race, report, reportTimes } from './setup/measure.ts'
import { runParts } from './setup/parts.ts'

type Event = EventIn<DefaultVocabulary>
type Known = State<DefaultVocabulary>

const rounds = 60

await runParts(import.meta.filename, {
  'late events and corrections, as the relation grows': relationGrows,
  'late events and corrections, as the entity grows': entityGrows,
  'as of another day, 200,000 events': () => asOf('replay', (state) => state),
  'as of another day, every entity asked for': () => asOf('replay, every entity asked for', entitiesOf),
  'why, 200,000 events': why,
  'what the sides tell differently, 200,000 events': apart,
})

/** The events that come next: in order, late by their date, and a correction of the first event of the demand. */
interface Nexts {
  readonly onTime: Event
  readonly late: Event
  readonly correction: Event
}

function relationGrows(): void {
  const medians = [1_000, 10_000, 100_000].map((size) => {
    const log = [...(logOf(size) as readonly Event[]), ...demandsFrom(size + 1, 3)]
    return timesOf(`${size} events in the relation, 3 of them of the entity`, fold(log), nextsOf(log))
  })
  const [small, , large] = medians as [Times, Times, Times]
  report('an append on time, at 100,000 events of the relation : at 1,000', large.onTime / small.onTime, { atMost: 2 })
  report('a late append, at 100,000 events of the relation : at 1,000', large.late / small.late)
}

function entityGrows(): void {
  const medians = [1_000, 10_000, 100_000].map((size) => {
    const log = demandsFrom(1, size)
    return timesOf(`${size} events of the one entity`, fold(log), nextsOf(log))
  })
  const [small, , large] = medians as [Times, Times, Times]
  report('an append on time, at 100,000 events of the entity : at 1,000', large.onTime / small.onTime, { atMost: 3 })
  report('a late append, at 100,000 events of the entity : at 1,000', large.late / small.late)
}

/** A demand raised and made again every day, from a version on. */
function demandsFrom(version: number, count: number): readonly Event[] {
  const day = (at: number): string => new Date(Date.UTC(2025, 0, 1 + at)).toISOString().slice(0, 10)
  const inputs = Array.from({ length: count }, (_, at) =>
    (at === 0 ? demand.raised : demand.reiterated)({ demand: 'measured', by: 'US', occurred: day(at), object: 'visas', saidBy: ['US'] }),
  )
  return record(['US', 'RU'], inputs).map((event) => ({ ...event, version: event.version + version - 1 }) as Event)
}

/** So many of each, all different: every append goes onto the state that the one before it left. */
function nextsOf(log: readonly Event[]): readonly Nexts[] {
  const first = log.find(({ data }) => (data as { demand?: string }).demand === 'measured')
  const again = (occurred: string) => demand.reiterated({ demand: 'measured', by: 'US', occurred })
  const raised = demand.raised({ demand: 'measured', by: 'US', occurred: '2025-01-01', id: first?.id as string })
  const corrected = entry.corrected({ about: first?.id as string, set: { object: 'flights' }, reason: 'misheard', occurred: '2900-01-01' })
  return Array.from({ length: rounds + 10 }, () => {
    const [, onTime, late, correction] = record(['US', 'RU'], [raised, again('2900-01-01'), again('2025-01-02'), { ...corrected }])
    return { onTime, late, correction } as Nexts
  })
}

type Times = { readonly [Name in keyof Nexts]: number }

/** The median time of each, in microseconds, printed. */
function timesOf(what: string, start: Known, nexts: readonly Nexts[]): Times {
  const names = ['onTime', 'late', 'correction'] as const
  const times = { onTime: [] as number[], late: [] as number[], correction: [] as number[] }
  let state = start
  for (const [round, next] of nexts.entries()) {
    if (round % 10 === 0) collect()
    for (const name of names) {
      const before = performance.now()
      state = evolve<DefaultVocabulary>(state, next[name])
      if (round >= 10) times[name].push((performance.now() - before) * 1000)
    }
  }
  const found = Object.fromEntries(names.map((name) => [name, median(times[name])])) as unknown as Times
  console.log(`         ${names.map((name) => `${name} ${found[name].toFixed(1)} µs`.padEnd(24)).join('')}${what}`)
  return found
}

/** Entities are made when they are first asked for: both sides of a ratio are asked for none, or for all. */
async function asOf(plain: string, read: (state: Known) => unknown): Promise<void> {
  const log = logOf(200_000) as readonly Event[]
  const middle = (log[100_000] as RecordedEvent).recorded.slice(0, 10)
  const questions = {
    occurredBy: { occurredBy: middle },
    reportedBy: { reportedBy: middle },
    recordedBy: { recordedBy: middle },
    version: { version: 190_000 },
    accordingTo: { accordingTo: 'US' },
    'all of them': { occurredBy: middle, reportedBy: middle, recordedBy: middle, version: 190_000, accordingTo: 'US' },
  }
  const contestants = Object.entries(questions).map(([name, limits]) => ({ name, run: () => read(fold(log, limits)) }))
  const times = await race([{ name: plain, run: () => read(fold(log)) }, ...contestants], 9)
  reportTimes(times, log.length)
  for (const [name, time] of times)
    if (name !== plain) report(`as of, ${name} : ${plain}`, time / (times.get(plain) as number), { atMost: 2 })
}

/** An explanation of each of the first thousand demands and of its status, once the state is there. */
function why(): void {
  const state = fold(logOf(200_000) as readonly Event[])
  const times: number[] = []
  for (const { id } of state.demands.all.slice(0, 1_000)) {
    const before = performance.now()
    explain(state, `demand/${id}`)
    explain(state, `demand/${id}`, 'status')
    times.push((performance.now() - before) / 2)
  }
  console.log(
    `         ${(times[0] as number).toFixed(2)} ms the first, ${Math.max(...times.slice(1)).toFixed(2)} ms at most of the others`,
  )
  report('milliseconds an explanation, median of 2,000', median(times), { atMost: 1 })
}

/** Of the events half are told by both sides, a third by one alone, the others by nobody; one in a hundred is denied or told otherwise. */
async function apart(): Promise<void> {
  const log = logOf(198_000) as readonly Event[]
  const events = [...log, ...log.filter((_, at) => at % 99 === 0).map(remarkOn)]
  const state = fold(events)
  const times = await race(
    [
      { name: 'replay', run: () => fold(events) },
      { name: 'disagreements', run: () => disagreements(state) },
    ],
    7,
  )
  const { differing, oneSided } = disagreements(state)
  console.log(`         ${differing.length} disagreements; ${oneSided.length} times one side tells what the other does not`)
  reportTimes(times, events.length)
  report('disagreements : a plain replay', (times.get('disagreements') as number) / (times.get('replay') as number))
}

function remarkOn({ relation, id }: Event, at: number): Event {
  const told =
    at % 2 === 0
      ? { type: 'account.denied', by: 'US', data: {} }
      : { type: 'account.confirmed', by: 'RU', data: { set: { note: 'told otherwise' } } }
  const given = { relation, version: at + 1, id: importId('https://example.org/remarks', String(at)), recorded: '2031-01-01T00:00:00.000Z' }
  const event = { ...given, ...told, schemaVersion: 1, occurred: '2031-01-01', about: [id] }
  return parseRecorded(diplomacyVocabulary, event, 'fail') as Event
}
