// The law of the tables: enforce takes an event exactly where its row may follow, and every way and every refusal is seen.
// In: walks through the table of each entity; wherever one stands, every row of the table is tried.
// Out: a list of the ways nobody took and of the refusals nobody met, by row and status: both are empty.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { diplomacyVocabulary } from '../../src/diplomacy.ts'
import { demand } from '../../src/entities/demand.ts'
import { type ErrorCode, isLedgerError, type LedgerError } from '../../src/errors.ts'
import type { EventInput } from '../../src/event.ts'
import { openLedger } from '../../src/ledger.ts'
import type { CompiledRow, EntityState, Lifecycle } from '../../src/lifecycle.ts'
import { account } from '../../src/remarks/account.ts'
import { entry } from '../../src/remarks/entry.ts'
import { arbitraryEvent } from '../../src/testing/arbitrary/history.ts'
import { entitiesIn } from '../../src/testing/laws/seen.ts'
import type { Vocabulary } from '../../src/vocabulary.ts'
import { vocabulary } from '../../src/vocabulary.ts'
import { generator, pick, type Random } from '../attacks.ts'
import { disputes } from '../dispute.ts'
import { countedIds, idAt, tickingClock } from '../fixed-clock.ts'
import { noLimit } from './size.ts'

const seed = 20250410
const between = ['A', 'B'] as const
const entities = [...diplomacyVocabulary.entities, ...disputes.entities]

type Talks = ReturnType<typeof newTalks>
const newTalks = (words: Vocabulary) =>
  openLedger<Vocabulary>({ vocabulary: words, ids: countedIds(), clock: tickingClock() }).between(...between)

/** The code and the rules an append is refused for; undefined where it is taken. */
async function refusalOf(
  talks: Talks,
  input: EventInput,
): Promise<{ readonly code: ErrorCode; readonly rules: readonly string[] } | undefined> {
  const told = await talks.append(input as never, { expectedVersion: 'any' }).then(
    () => undefined,
    (error: unknown) => error,
  )
  if (told === undefined) return undefined
  if (!isLedgerError(told, 'RULE_GAP') && !isLedgerError(told, 'RULE_CONTRADICTION')) throw told
  const { code, details } = told as LedgerError<'RULE_GAP'>
  return { code, rules: details.problems.map(({ rule }) => rule) }
}

// ── one entity ───────────────────────────────────────────────────────────────────────────────────────────────────

/** Where an entity stands; `new` before its first event, and while only marks of it are known. */
interface Standpoint {
  readonly status: string
  readonly previous: string | undefined
  readonly entity: EntityState | undefined
}

/** What is to be seen, and how often it was. */
type Counts = Map<string, number>
const note = (counts: Counts, name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1)

/** As the table says it, not as it was compiled. */
const statusesBefore = ({ from, keeps }: CompiledRow): readonly string[] => [...from, ...(keeps ?? [])]

function countsOf({ rows }: Lifecycle): { readonly ways: Counts; readonly refusals: Counts } {
  const all = [...rows.values()]
  const statuses = ['new', ...new Set(all.flatMap(({ to }) => (to === undefined || to === 'back' ? [] : [to])))]
  const ways = all.flatMap((row) => statusesBefore(row).map((status) => `${row.type} from ${status}`))
  const strays = all.flatMap((row) =>
    statuses.filter((each) => !statusesBefore(row).includes(each)).map((each) => `${row.type} from ${each}`),
  )
  // Who takes the first step has the role by that.
  const others = all
    .filter((row) => row.role !== undefined && statusesBefore(row).some((each) => each !== 'new'))
    .map((row) => `${row.type} by another`)
  const none = (names: readonly string[]): Counts => new Map(names.map((name) => [name, 0]))
  return { ways: none(ways), refusals: none([...strays, ...others]) }
}

/** Whether steps that are not in the log may have led to where the row can follow, by a search of its own through the table. */
function isGap({ rows }: Lifecycle, row: CompiledRow, { status, previous }: Standpoint): boolean {
  const places = [{ status, previous }]
  const known = new Set<string>()
  for (const place of places) {
    for (const next of rows.values()) {
      if (!next.from.includes(place.status)) continue
      const isBackFromNowhere = next.to === 'back' && (place.previous === undefined || place.previous === 'new')
      const target = isBackFromNowhere ? next.otherwise : next.to === 'back' ? place.previous : next.to
      const key = `${target}<${place.status}`
      if (target === undefined || known.has(key)) continue
      if (statusesBefore(row).includes(target)) return true
      known.add(key)
      places.push({ status: target, previous: place.status })
    }
  }
  return false
}

/** Events by type, with values of all kinds; the day, and which side acts, is filled in when one is tried. */
type Candidates = ReadonlyMap<string, readonly EventInput[]>

function candidatesOf(words: Vocabulary): Candidates {
  const kind = words.entities[0]?.entity.kind as string
  const all = fc.sample(arbitraryEvent(words, { parties: between }), { seed, numRuns: 1000 }) as unknown as readonly EventInput[]
  const named = all.map((event) => ({ ...event, data: { ...event.data, [kind]: 'e0' } }))
  return new Map(named.map(({ type }) => [type, named.filter((event) => event.type === type)]))
}

describe.each(entities.map((each) => [each.entity.kind, each] as const))('%s', (kind, each) => {
  const { lifecycle } = each.entity
  const words: Vocabulary = vocabulary(each)
  const { ways, refusals } = countsOf(lifecycle)

  test(
    'each row is taken where the table says, refused elsewhere, and all of both are seen',
    async () => {
      const [candidates, random] = [candidatesOf(words), generator(seed)]
      const isMissing = () => [...ways.values(), ...refusals.values()].includes(0)
      for (let walk = 0; isMissing() && walk < 600; walk += 1) {
        const talks = newTalks(words)
        for (let step = 0; step < 12; step += 1) await tryAll(talks, candidates, random, step)
      }
      const missing = (counts: Counts) => [...counts].flatMap(([name, count]) => (count === 0 ? [name] : []))
      expect({ ways: missing(ways), refusals: missing(refusals) }).toEqual({ ways: [], refusals: [] })
    },
    noLimit,
  )

  async function standpoint(talks: Talks): Promise<Standpoint> {
    const entity = entitiesIn((await talks.state()) as never).get(`${kind}/e0`)
    return { status: entity === undefined || entity.status === 'unknown' ? 'new' : entity.status, previous: entity?.previous, entity }
  }

  /** Every row once; those that may not follow first, and then, from one on, those that may, until one is taken. */
  async function tryAll(talks: Talks, candidates: Candidates, random: Random, step: number): Promise<void> {
    const here = await standpoint(talks)
    const all = [...lifecycle.rows.values()]
    const candidate = (row: CompiledRow): EventInput => {
      const some = candidates.get(row.type) as readonly EventInput[]
      const { to: _, ...event } = pick(random, some)
      const side = between.includes(event.by as 'A') ? { by: pick(random, between) } : {}
      return { ...event, ...side, occurred: `2025-01-${10 + step}` }
    }
    for (const row of all.filter((row) => !statusesBefore(row).includes(here.status))) {
      const refusal = await refusalOf(talks, candidate(row))
      expect([row.type, here.status, refusal?.rules]).toEqual([row.type, here.status, expect.arrayContaining([`${row.type}/from`])])
      expect([row.type, here.status, refusal?.code]).toEqual([
        row.type,
        here.status,
        isGap(lifecycle, row, here) ? 'RULE_GAP' : 'RULE_CONTRADICTION',
      ])
      note(refusals, `${row.type} from ${here.status}`)
    }
    const possible = all.filter((row) => statusesBefore(row).includes(here.status))
    // A status that both sides have to bring about is reached by no one who always turns to what is new.
    const isAfterNew = random(2) === 0
    const untaken = possible.filter((row) => isAfterNew && ways.get(`${row.type} from ${here.status}`) === 0)
    const turn = random(possible.length)
    const turned = [...possible.slice(turn), ...possible.slice(0, turn)]
    for (const row of [...untaken, ...turned]) {
      for (let chance = 0; chance < 4; chance += 1) if (await isTaken(talks, here, row, candidate(row))) return
    }
  }

  /** A row that may follow is refused for the one who acts alone. */
  async function isTaken(talks: Talks, here: Standpoint, row: CompiledRow, input: EventInput): Promise<boolean> {
    const refusal = await refusalOf(talks, input)
    if (refusal === undefined) {
      note(ways, `${row.type} from ${here.status}`)
      return true
    }
    expect(refusal).toEqual({ code: 'RULE_CONTRADICTION', rules: [`${row.type}/by`] })
    expect((here.entity as unknown as Record<string, unknown>)[row.role as string]).not.toBe(input.by)
    note(refusals, `${row.type} by another`)
    return false
  }
})

// ── remarks ──────────────────────────────────────────────────────────────────────────────────────────────────────

test('what is said of events is refused where it would have no effect, by every rule there is', async () => {
  const talks = newTalks(diplomacyVocabulary)
  const first = demand.raised({ demand: 'e0', by: 'A', occurred: '2025-04-10', note: 'seen' })
  expect(await refusalOf(talks, first)).toBeUndefined()
  const [about, dates] = [idAt(1), { occurred: '2025-04-11' }]
  const otherwise = { demand: 'another' }
  const refused = [
    entry.corrected({ about, set: { object: 7 }, reason: 'wrong', ...dates }),
    entry.supplemented({ about, set: { note: 'again' }, ...dates }),
    entry.reinstated({ about, ...dates }),
    account.confirmed({ about, by: 'B', set: otherwise, ...dates }),
    account.differed({ about, by: 'B', set: otherwise, ...dates }),
  ]
  const refusals = []
  for (const each of refused) refusals.push(await refusalOf(talks, each as EventInput))
  const rules = ['entry.corrected/set', 'entry.supplemented/set', 'entry.reinstated/about', 'account.confirmed/set', 'account.differed/set']
  expect(refusals).toEqual(rules.map((rule) => ({ code: 'RULE_CONTRADICTION', rules: [rule] })))
  const retracted = entry.retracted({ about: idAt(999), reason: 'wrong', ...dates })
  await expect(talks.append(retracted, { expectedVersion: 1 })).rejects.toMatchObject({ code: 'UNKNOWN_REFERENCE' })
  expect((await talks.state()).version).toBe(1)
})
