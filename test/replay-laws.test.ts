// Every law holds of the logs that are kept for ever, the US–Russian chronology first among them, and not only of random histories.
// In: each relation of each log in test/replay, and the log of examples/02, as recorded. Out: each law of checkLaws, with the choices it leaves, and
// two more: any order of recording the entities, and other ids, which no page shows.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { referenceOf } from '../src/amend.ts'
import { diplomacyVocabulary } from '../src/diplomacy.ts'
import type { EventInput, RecordedEvent } from '../src/event.ts'
import { groupsOf } from '../src/groups.ts'
import { partiesOf } from '../src/ids.ts'
import { openLedger } from '../src/ledger.ts'
import { fold } from '../src/pure.ts'
import type { StateFacts } from '../src/state.ts'
import { jsonlStore } from '../src/stores/jsonl.ts'
import { type Given, type Law, laws } from '../src/testing/laws/laws.ts'
import { canonical, entitiesIn } from '../src/testing/laws/seen.ts'
import { printState } from '../src/testing/print-state.ts'
import { readLog } from '../src/testing/read-log.ts'
import { countedIds } from '../src/testing/still.ts'
import { isRemark, type Vocabulary } from '../src/vocabulary.ts'
import { offers } from './offer.ts'

const folder = join(import.meta.dirname, 'replay')
const chronology = join('..', '..', 'examples', '02-us-russia', 'us-russia.jsonl')
const kept = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.jsonl'))

/** What was recorded, as whoever recorded it handed it in. */
const inputOf = ({ relation: _r, version: _v, recorded: _t, ...input }: RecordedEvent): EventInput => input

async function logsIn(file: string): Promise<readonly (readonly [name: string, given: Omit<Given, 'choice'>])[]> {
  const vocabulary: Vocabulary = file.includes('offers') ? offers : diplomacyVocabulary
  const ledger = openLedger({ store: jsonlStore(join(folder, file), { readOnly: true }), vocabulary })
  const logs = []
  for (const relation of await ledger.relations()) {
    const events = (await relation.state()).events() as readonly RecordedEvent[]
    const between = partiesOf(relation.id)
    logs.push([`${file}, ${relation.id}`, { vocabulary, between, events, inputs: events.map(inputOf) }] as const)
  }
  await ledger.close()
  return logs
}

const logs = (await Promise.all([...kept, chronology].map(logsIn))).flat()

type Log = (typeof logs)[number][1]

/** A law that is made for histories without remarks is tried on the log without its own. */
function givenTo({ histories }: Law, log: Log): Log {
  if (histories.corrections === true) return log
  const others = log.events.filter(({ type }) => !isRemark(log.vocabulary, type))
  const events = others.map((event, at) => ({ ...event, version: at + 1 }))
  return { ...log, events, inputs: events.map(inputOf) }
}

/** Of the longest logs not every event is chosen: the chronology has fewer. */
const mostChoices = 60

describe.each(logs)('%s', (_, given) => {
  const { vocabulary, between, events } = given
  const foldOf = (some: readonly RecordedEvent[]) => fold<Vocabulary>(some, { vocabulary, between })
  const whole = foldOf(events)

  test.each(laws)('$name', async (law) => {
    const log = givenTo(law, given)
    const step = Math.ceil(log.events.length / mostChoices)
    let isAsked = false
    for (let choice = 0; choice === 0 || (isAsked && choice <= log.events.length); choice += step)
      await law.holds({
        ...log,
        get choice() {
          isAsked = true
          return choice
        },
      })
  })

  test('in whatever order its entities were recorded, each is the same', () => {
    const parts = [...groupsOf(events, (event) => (isRemark(vocabulary, event.type) ? 'remarks' : referenceOf(vocabulary, event))).values()]
    const remarks = events.filter(({ type }) => isRemark(vocabulary, type))
    fc.assert(
      fc.property(fc.shuffledSubarray(parts, { minLength: parts.length }), (shuffled) => {
        const others = shuffled.flat().filter((event) => !remarks.includes(event))
        const again = [...others, ...remarks].map((event, at) => ({ ...event, version: at + 1 }))
        expect(entitiesOf(foldOf(again))).toEqual(entitiesOf(whole))
      }),
      { seed: 20250410, numRuns: 50 },
    )
  })

  test('with other ids, its page is the same', () => {
    const ids = countedIds(1000)
    const others = new Map(events.map(({ id }) => [id, ids()]))
    const revived = foldOf(readLog(withOthers(events, others) as object[], { vocabulary, between }))
    expect(revived.events().map(({ id }) => id)).toEqual([...others.values()])
    expect(printState(revived)).toBe(printState(whole))
  })
})

/** A value in which each id stands as another. */
function withOthers(value: unknown, others: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return others.get(value) ?? value
  if (Array.isArray(value)) return value.map((each) => withOthers(each, others))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withOthers(part, others)]))
}

const entitiesOf = (state: StateFacts): ReadonlyMap<string, unknown> =>
  new Map([...entitiesIn(state)].map(([reference, entity]) => [reference, canonical(entity)]))

test('the chronology is among them, as it was kept and as it is now', () => {
  expect(logs.filter(([name, { events }]) => name.includes('us-russia') && events.length > 40)).toHaveLength(2)
})
