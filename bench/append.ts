// Append: what one more event costs, with a new frozen state handed out after it, as the state and its entities grow.
// In: a state of 1,000 and one of 100,000 entities, and the events that come next; one demand that is made 10,000 times.
// Out: the median of one append at each size, and two ratios.
import { demand } from '../src/entities/demand.ts'
import type { RecordedEvent } from '../src/event.ts'
import type { DefaultVocabulary } from '../src/ledger.ts'
import { evolve, fold, record } from '../src/pure.ts'
import type { State } from '../src/state.ts'
import type { EventIn } from '../src/vocabulary.ts'
import { logOf } from './setup/log.ts'
import { collect, median, report } from './setup/measure.ts'
import { runParts } from './setup/parts.ts'

type Event = EventIn<DefaultVocabulary>
type Known = State<DefaultVocabulary>

const rounds = 30
const eachRound = 200

await runParts(import.meta.filename, { '1,000 and 100,000 entities': atTwoSizes, 'one entity with 10,000 events': oneEntity })

function atTwoSizes(): void {
  const log = logOf(336_000) as readonly Event[]
  const small = atSize(log, 1_000)
  const large = atSize(log, 100_000)
  const times: { readonly small: number[]; readonly large: number[] } = { small: [], large: [] }
  let grown = large.state
  for (let round = 0; round < rounds; round += 1) {
    // The small state starts anew each time, lest it become a large one; the large one goes on.
    const again = fold(log.slice(0, small.version))
    const smallRound = appendEach(again, log.slice(small.version, small.version + eachRound))
    const from = large.version + round * eachRound
    const largeRound = appendEach(grown, log.slice(from, from + eachRound))
    grown = largeRound.state
    if (round < 5) continue
    times.small.push(...smallRound.times)
    times.large.push(...largeRound.times)
  }
  console.log(`         the large state ended with ${entitiesIn(grown)} entities, from ${grown.version} events`)
  for (const size of ['small', 'large'] as const) {
    const all = times[size]
    const mean = all.reduce((sum, time) => sum + time, 0) / all.length
    console.log(
      `         ${median(all).toFixed(1).padStart(9)} µs  an append, median of ${all.length} (mean ${mean.toFixed(1)} µs), ${size}`,
    )
  }
  report('append at 100,000 entities : at 1,000', median(times.large) / median(times.small), { atMost: 2 })
}

/** The state at the moment when the log has so many entities, and the version it is then at. */
function atSize(log: readonly Event[], entities: number): { readonly state: Known; readonly version: number } {
  const seen = new Set<string>()
  const last = log.findIndex((event) => seen.add(referenceOf(event)).size === entities)
  if (last < 0) throw new Error(`the log has only ${seen.size} entities`)
  return { state: fold(log.slice(0, last + 1)), version: last + 1 }
}

function referenceOf({ type, data }: RecordedEvent): string {
  const kind = type.slice(0, type.indexOf('.'))
  return `${kind}/${String(data[kind])}`
}

function entitiesIn({ meetings, demands, guarantees, followUps, restrictions, topics }: Known): number {
  return meetings.size + demands.size + guarantees.size + followUps.size + restrictions.size + topics.size
}

/** Appends the events one by one, each timed by itself, in microseconds. */
function appendEach(start: Known, events: readonly Event[]): { readonly state: Known; readonly times: readonly number[] } {
  const times: number[] = []
  let state = start
  for (const event of events) {
    const before = performance.now()
    state = evolve<DefaultVocabulary>(state, event)
    times.push((performance.now() - before) * 1000)
  }
  return { state, times }
}

function oneEntity(): void {
  const events = reiterated(10_000)
  const firsts: number[] = []
  const lasts: number[] = []
  for (let round = 0; round < 8; round += 1) {
    collect()
    const { state, times } = appendEach(fold([events[0] as Event]), events.slice(1))
    if (state.events('demand/visas').length !== events.length) throw new Error('the demand has not all of its events')
    if (round < 3) continue
    firsts.push(...times.slice(0, 200))
    lasts.push(...times.slice(-200))
  }
  console.log(`         ${median(firsts).toFixed(1).padStart(9)} µs  an append, median of the first 200`)
  console.log(`         ${median(lasts).toFixed(1).padStart(9)} µs  an append, median of the last 200 of ${events.length}`)
  report('the last appends to one entity : the first', median(lasts) / median(firsts), { atMost: 3 })
}

/** A demand that is raised and then made again and again, every day once. */
function reiterated(count: number): readonly Event[] {
  const day = (at: number): string => new Date(Date.UTC(1995, 0, 1 + at)).toISOString().slice(0, 10)
  const inputs = Array.from({ length: count }, (_, at) =>
    (at === 0 ? demand.raised : demand.reiterated)({ demand: 'visas', by: 'US', occurred: day(at), object: 'visas', saidBy: ['US'] }),
  )
  return record(['US', 'RU'], inputs)
}
