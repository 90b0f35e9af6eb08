// Entries: what the log says of its own lines, one case a rule, on a memory ledger.
// In: a talk that was recorded wrong, and entries about it. Out: what the state then reads, and what is refused in which words.
import { describe, expect, it } from 'vitest'
import { demand } from '../../src/entities/demand.ts'
import { guarantee } from '../../src/entities/guarantee.ts'
import { meeting } from '../../src/entities/meeting.ts'
import { isLedgerError } from '../../src/errors.ts'
import type { RecordedEvent } from '../../src/event.ts'
import { type DefaultVocabulary, openLedger, type Relation } from '../../src/ledger.ts'
import { evolve, fold, record } from '../../src/pure.ts'
import type { InputIn } from '../../src/record.ts'
import { account } from '../../src/remarks/account.ts'
import { entry } from '../../src/remarks/entry.ts'
import { standingOf } from '../../src/standing.ts'
import { countedIds, idAt, tickingClock } from '../fixed-clock.ts'

type Input = InputIn<DefaultVocabulary>

const held = meeting.held({ meeting: 'round-1', occurred: '2025-02-17', place: 'Ankara', saidBy: ['US'] })
const later = '2025-03-01'

async function ledgerWith(...inputs: readonly Input[]): Promise<Relation<DefaultVocabulary>> {
  const talks = openLedger({ ids: countedIds(), clock: tickingClock() }).between('US', 'RU')
  await talks.append(inputs, { expectedVersion: 0 })
  return talks
}

async function stateAfter(...inputs: readonly Input[]) {
  return (await ledgerWith(...inputs)).state()
}

/** The code and the message with which one more input is refused. */
async function refusal(talks: Relation<DefaultVocabulary>, ...inputs: readonly Input[]): Promise<unknown> {
  try {
    await talks.append(inputs, { expectedVersion: 'any' })
  } catch (error) {
    return isLedgerError(error) && [error.code, error.message]
  }
}

describe('entry.corrected', () => {
  it('replaces fields, and leaves the log as it was recorded', async () => {
    const talks = await ledgerWith(
      held,
      entry.corrected({
        about: 'meeting/round-1',
        set: { occurred: '2025-02-27', place: 'Istanbul' },
        reason: 'misprint',
        occurred: later,
      }),
    )
    const state = await talks.state()
    expect(state.meetings.get('round-1')).toMatchObject({ status: 'held', since: '2025-02-27', place: 'Istanbul', setBy: idAt(1) })
    expect(state.events('meeting/round-1')).toMatchObject([{ id: idAt(1), occurred: '2025-02-27', saidBy: ['US'] }])
    expect(state.events()).toMatchObject([{ occurred: '2025-02-17', data: { place: 'Ankara' } }, { type: 'entry.corrected' }])
  })

  it('takes fields out', async () => {
    const state = await stateAfter(
      held,
      entry.corrected({ about: 'meeting/round-1', unset: ['place', 'saidBy'], reason: 'nobody said so', occurred: later }),
    )
    expect(state.meetings.get('round-1')).not.toHaveProperty('place')
    expect(state.events('meeting/round-1')[0]).not.toHaveProperty('saidBy')
  })

  it('moves the event to the entity it really was about; the other one is gone', async () => {
    const state = await stateAfter(
      held,
      entry.corrected({ about: idAt(1), set: { meeting: 'round-2' }, reason: 'the second round', occurred: later }),
    )
    expect([state.meetings.has('round-1'), state.meetings.get('round-2')?.place, state.meetings.size]).toEqual([false, 'Ankara', 1])
    expect(state.entity('meeting/round-1')).toBeUndefined()
    expect(state.events('meeting/round-1')).toEqual([])
    expect([...state.meetings].map(({ id }) => id)).toEqual(['round-2'])
  })

  it('of a date moves the event in the order', async () => {
    const raised = demand.raised({ demand: 'x', by: 'US', occurred: '2025-02-01' })
    const met = demand.met({ demand: 'x', by: 'RU', occurred: '2025-01-01' })
    const talks = await ledgerWith(raised)
    await talks.append(met, { expectedVersion: 1, rules: 'report' })
    expect((await talks.state()).demands.get('x')).toMatchObject({ status: 'open' })
    await talks.append(entry.corrected({ about: idAt(2), set: { occurred: '2025-03-01' }, reason: 'misprint', occurred: later }), {
      expectedVersion: 2,
    })
    const state = await talks.state()
    expect(state.demands.get('x')).toMatchObject({ status: 'met', since: '2025-03-01' })
    expect(state.problems).toEqual([])
    expect(state.events('demand/x').map(({ id }) => id)).toEqual([1, 2].map(idAt))
  })

  it('of who acted turns the direction round', async () => {
    const state = await stateAfter(
      demand.raised({ demand: 'x', by: 'US', occurred: '2025-02-01' }),
      entry.corrected({ about: 'demand/x', set: { by: 'RU' }, reason: 'it was the other side', occurred: later }),
    )
    expect(state.demands.get('x')).toMatchObject({ raiser: 'RU', addressee: 'US' })
    expect(state.events('demand/x')).toMatchObject([{ by: 'RU', to: 'US' }])
  })

  it('of one field twice: the later recorded stands; of another field, both', async () => {
    const state = await stateAfter(
      held,
      entry.corrected({ about: idAt(1), set: { place: 'Istanbul', level: 'experts' }, reason: 'a', occurred: '2025-03-09' }),
      entry.corrected({ about: idAt(1), set: { place: 'Riyadh' }, reason: 'b', occurred: later }),
    )
    expect(state.meetings.get('round-1')).toMatchObject({ place: 'Riyadh', level: 'experts' })
    expect(state.problems).toEqual([])
  })

  it('can be corrected and retracted itself', async () => {
    const wrong = entry.corrected({ about: idAt(1), set: { place: 'Riyadh' }, reason: 'a', occurred: later })
    const right = entry.corrected({ about: idAt(2), set: { set: { place: 'Istanbul' } }, reason: 'b', occurred: later })
    expect((await stateAfter(held, wrong, right)).meetings.get('round-1')?.place).toBe('Istanbul')
    const off = entry.retracted({ about: idAt(2), reason: 'b', occurred: later })
    expect((await stateAfter(held, wrong, off)).meetings.get('round-1')?.place).toBe('Ankara')
    const on = entry.retracted({ about: idAt(3), reason: 'c', occurred: later })
    expect((await stateAfter(held, wrong, off, on)).meetings.get('round-1')?.place).toBe('Riyadh')
  })

  it('can be pointed at another event', async () => {
    const other = meeting.held({ meeting: 'round-2', occurred: '2025-04-10', place: 'Istanbul' })
    const state = await stateAfter(
      held,
      other,
      entry.corrected({ about: idAt(1), set: { place: 'Kyiv' }, reason: 'a', occurred: later }),
      entry.corrected({ about: idAt(3), set: { about: [idAt(2)] }, reason: 'the other one', occurred: later }),
    )
    expect([state.meetings.get('round-1')?.place, state.meetings.get('round-2')?.place]).toEqual(['Ankara', 'Kyiv'])
  })

  it('that makes the event no event is refused, or is a problem and has no effect', async () => {
    const wrong = entry.corrected({ about: 'meeting/round-1', set: { occurred: '2025-02-30' }, reason: 'a', occurred: later })
    const talks = await ledgerWith(held)
    expect(await refusal(talks, wrong)).toEqual(['RULE_CONTRADICTION', expect.stringContaining('February 2025 has 28 days')])
    expect((await talks.state()).version).toBe(1)
    const { problems } = await talks.append(wrong, { expectedVersion: 1, rules: 'report' })
    expect(problems).toMatchObject([
      { kind: 'contradiction', rule: 'entry.corrected/set', entity: 'meeting/round-1', event: expect.any(String) },
    ])
    const state = await talks.state()
    expect(state.meetings.get('round-1')?.since).toBe('2025-02-17')
    expect(state.problems).toEqual(problems)
  })

  it('is held to what the constructor asks of who acts: nothing stands that could not have been recorded', async () => {
    const raised = demand.raised({ demand: 'x', by: 'US', occurred: '2025-02-01' })
    const talks = await ledgerWith(held, raised)
    const told = (about: string, change: object) => entry.corrected({ about, reason: 'a', occurred: later, ...change } as never)
    const refused = async (about: string, change: object) => ((await refusal(talks, told(about, change))) as string[])[1]
    expect(await refused('demand/x', { unset: ['by'] })).toContain('demand.raised: by is missing — say which side did it (its raiser)')
    expect(await refused('demand/x', { unset: ['by', 'to'] })).toContain('by is missing')
    expect(await refused('meeting/round-1', { set: { by: 'US' } })).toContain('meeting.held: by has no place here')
    expect(await refused('meeting/round-1', { set: { to: 'US' } })).toContain('meeting.held: to has no place without by')
    const own = account.confirmed({ about: 'meeting/round-1', by: 'RU', set: { by: 'RU' }, occurred: later })
    expect(await refusal(talks, own)).toEqual(['RULE_CONTRADICTION', expect.stringContaining('by has no place here')])
    const { problems } = await talks.append(told('demand/x', { unset: ['by'] }), { expectedVersion: 2, rules: 'report' })
    expect(problems).toMatchObject([{ rule: 'entry.corrected/set', entity: 'demand/x' }])
    expect((await talks.state()).demands.get('x')?.raiser).toBe('US')
  })

  it('that takes out who acted takes out on whom, too', async () => {
    const state = await stateAfter(
      guarantee.agreed({ guarantee: 'g', occurred: '2025-02-01' }),
      guarantee.suspended({ guarantee: 'g', by: 'US', occurred: '2025-02-02' }),
      entry.corrected({ about: 'guarantee/g', unset: ['by'], reason: 'nobody says who', occurred: later }),
    )
    const [, suspended] = state.events('guarantee/g')
    expect([suspended?.type, suspended?.by, suspended?.to]).toEqual(['guarantee.suspended', undefined, undefined])
    expect(state.problems).toEqual([])
  })

  it('takes out what the event can have, and was perhaps not given; a name that it never has is refused', async () => {
    const talks = await ledgerWith(held, { type: 'weather.turned', data: { weather: 'bad' }, occurred: '2025' } as unknown as Input)
    const taken = (about: string, field: string) => entry.corrected({ about, unset: [field], reason: 'a', occurred: later })
    expect(await refusal(talks, taken(idAt(1), 'plase'))).toEqual([
      'RULE_CONTRADICTION',
      expect.stringContaining('(meeting.held: unset names plase, which it never has — name a field that it can have)'),
    ])
    for (const [about, field] of [
      [idAt(1), 'duration'],
      [idAt(1), 'note'],
      [idAt(2), 'wind'],
    ] as const)
      expect(await refusal(talks, taken(about, field))).toBeUndefined()
  })

  it('that spoils a recorded event is refused with both named', async () => {
    const talks = await ledgerWith(
      demand.raised({ demand: 'x', by: 'US', occurred: '2025-02-01' }),
      demand.met({ demand: 'x', by: 'RU', occurred: '2025-03-01' }),
    )
    expect(await refusal(talks, entry.retracted({ about: idAt(1), reason: 'not so', occurred: later }))).toEqual([
      'RULE_GAP',
      expect.stringMatching(/^entry\.retracted spoils what is recorded \(event .*2\): demand\.met on "x"/),
    ])
  })
})

describe('entry.supplemented', () => {
  it('adds what was not given, and overwrites nothing', async () => {
    const talks = await ledgerWith(held, entry.supplemented({ about: 'meeting/round-1', set: { duration: 'PT6H/..' }, occurred: later }))
    expect((await talks.state()).meetings.get('round-1')).toMatchObject({ duration: 'PT6H/..', place: 'Ankara' })
    expect(await refusal(talks, entry.supplemented({ about: 'meeting/round-1', set: { place: 'Istanbul' }, occurred: later }))).toEqual([
      'RULE_CONTRADICTION',
      `entry.supplemented on "round-1": place is given already — correct it with entry.corrected, or append with rules: 'report'`,
    ])
  })
})

it('entry.supplemented may say why, and speaks of one event', () => {
  const left = { set: { duration: 'PT6H' }, reason: 'it was left out', occurred: later }
  expect(entry.supplemented({ about: idAt(1), ...left }).data).toEqual({ set: left.set, reason: left.reason })
  expect(() => entry.supplemented({ about: [idAt(1), idAt(2)], ...left })).toThrow('about must name one event')
})

it('a remark is made from one object; its fields may be told in an older shape, and one account may be of several events', () => {
  expect(() => entry.retracted(undefined as never)).toThrow('entry.retracted: the input must be one object')
  const shape = { type: 'meeting.held', schemaVersion: 1 }
  expect(entry.corrected({ about: idAt(1), set: { place: 'x' }, shape, reason: 'x', occurred: later }).data.shape).toEqual(shape)
  expect(account.confirmed({ about: [idAt(1), idAt(2)], by: 'US', occurred: later }).about).toEqual([idAt(1), idAt(2)])
})

describe('entry.retracted and entry.reinstated', () => {
  const off = entry.retracted({ about: 'meeting/round-1', reason: 'did not happen', occurred: later })
  const on = entry.reinstated({ about: idAt(1), reason: 'it did', occurred: later })

  it('take an event out, and bring it back to its place', async () => {
    const two = [held, meeting.held({ meeting: 'round-2', occurred: '2025-04-10' })]
    const gone = await stateAfter(...two, off)
    expect([gone.meetings.size, gone.meetings.last?.id, gone.entity('meeting/round-1'), gone.meetings.get('round-1')]).toEqual([
      1,
      'round-2',
      undefined,
      undefined,
    ])
    const back = await stateAfter(...two, off, on)
    const never = await stateAfter(...two)
    expect({ ...JSON.parse(JSON.stringify(back)), version: 2 }).toEqual(JSON.parse(JSON.stringify(never)))
  })

  it('bring back by its id what no reference leads to any more', async () => {
    const talks = await ledgerWith(held, off)
    expect(await refusal(talks, entry.reinstated({ about: 'meeting/round-1', occurred: later }))).toEqual([
      'UNKNOWN_REFERENCE',
      'entry.reinstated: about names meeting/round-1, but nothing stands of it any more — name the event by its id',
    ])
    expect(await refusal(talks, on)).toBeUndefined()
  })

  it('reinstating what was never retracted is refused', async () => {
    expect(await refusal(await ledgerWith(held), on)).toEqual(['RULE_CONTRADICTION', expect.stringContaining('the event is not retracted')])
  })

  it('an entity whose events are all retracted starts anew', async () => {
    const state = await stateAfter(held, off, meeting.scheduled({ meeting: 'round-1', occurred: '2025-03-02' }))
    expect(state.meetings.get('round-1')).toMatchObject({ status: 'scheduled', since: '2025-03-02' })
    expect(state.meetings.get('round-1')).not.toHaveProperty('place')
  })

  it('take out events of unknown types, too', async () => {
    const stranger = { type: 'weather.turned', data: { weather: 'bad' }, occurred: '2025' } as unknown as Input
    expect((await stateAfter(stranger)).unknown).toHaveLength(1)
    expect((await stateAfter(stranger, entry.retracted({ about: idAt(1), reason: 'x', occurred: later }))).unknown).toEqual([])
  })
})

describe('what an entry can be about', () => {
  it('is in the log before it: not itself, not what comes later, not what is not there', async () => {
    const talks = await ledgerWith(held)
    const itself = entry.retracted({ id: idAt(77), about: idAt(77), reason: 'x', occurred: later })
    expect(await refusal(talks, itself)).toEqual(['UNKNOWN_REFERENCE', expect.stringContaining('that is the event itself')])
    const nothing = entry.retracted({ about: idAt(78), reason: 'x', occurred: later })
    expect(await refusal(talks, nothing)).toEqual(['UNKNOWN_REFERENCE', expect.stringContaining('the log has no such event')])
    const circle = [
      entry.retracted({ id: idAt(80), about: idAt(81), reason: 'x', occurred: later }),
      entry.retracted({ id: idAt(81), about: idAt(80), reason: 'x', occurred: later }),
    ]
    expect(await refusal(talks, ...circle)).toEqual(['UNKNOWN_REFERENCE', expect.stringContaining(idAt(81))])
    const pointed = (id: string) => [
      entry.retracted({ id: idAt(90), about: idAt(1), reason: 'x', occurred: later }),
      demand.raised({ id: idAt(91), demand: 'x', by: 'US', occurred: later }),
      entry.corrected({ id: idAt(92), about: idAt(90), set: { about: [id] }, reason: 'x', occurred: later }),
    ]
    expect(await refusal(talks, ...pointed(idAt(92)))).toEqual(['UNKNOWN_REFERENCE', expect.stringContaining('that is the event itself')])
    expect(await refusal(talks, ...pointed(idAt(93)))).toEqual(['UNKNOWN_REFERENCE', expect.stringContaining('the log has no such event')])
    expect(await refusal(talks, ...pointed(idAt(90)))).toEqual([
      'RULE_CONTRADICTION',
      expect.stringContaining('is not in the log before it'),
    ])
    expect(await refusal(talks, ...pointed(idAt(91)))).toEqual([
      'RULE_CONTRADICTION',
      expect.stringContaining('is not in the log before it'),
    ])
    expect((await talks.state()).version).toBe(1)
  })

  it('is told anew as it is first told: by reference, too, and of what is there', async () => {
    const raised = demand.raised({ demand: 'x', by: 'US', occurred: later })
    const on = (about: readonly string[]) => entry.corrected({ about: idAt(1), set: { about }, reason: 'x', occurred: later })
    const talks = await ledgerWith(held, raised)
    await talks.append(on(['demand/x']), { expectedVersion: 2 })
    expect((await talks.state()).events('meeting/round-1')[0]?.about).toEqual([idAt(2)])
    expect(await refusal(talks, on(['demand/y']))).toEqual(['UNKNOWN_REFERENCE', expect.stringContaining('the log has no such entity')])
    expect(await refusal(talks, on([idAt(78)]))).toEqual(['UNKNOWN_REFERENCE', expect.stringContaining('the log has no such event')])
    expect(await refusal(talks, on([idAt(1)]))).toEqual(['RULE_CONTRADICTION', expect.stringContaining('about names')])
    expect(await refusal(talks, on([5] as never))).toEqual(['RULE_CONTRADICTION', expect.stringContaining('about')])
    expect(await refusal(talks, account.denied({ about: idAt(1), by: 'US', set: { about: ['demand/y'] }, occurred: later }))).toEqual([
      'UNKNOWN_REFERENCE',
      expect.stringContaining('account.denied: about names demand/y'),
    ])
  })

  it('in a log that no ledger wrote: what it does not reach is a gap, and has no effect', () => {
    const [first, second] = record(['US', 'RU'], [held, entry.retracted({ about: 'meeting/round-1', reason: 'x', occurred: later })], {
      ids: countedIds(),
      clock: tickingClock(),
    })
    const astray = { ...second, about: [idAt(5)] } as typeof second
    const state = fold([first, astray] as readonly NonNullable<typeof first>[])
    expect(state.problems).toMatchObject([{ kind: 'gap', rule: 'entry.retracted/about', entity: `event/${idAt(5)}` }])
    expect(state.meetings.size).toBe(1)
    expect(evolve(fold([first] as readonly NonNullable<typeof first>[]), astray as NonNullable<typeof first>)).toEqual(state)
  })

  it('is checked when the entry is made', () => {
    const reasons = [
      () => entry.corrected({ about: [idAt(1), idAt(2)], set: { place: 'x' }, reason: 'x', occurred: later }),
      () => entry.corrected({ about: idAt(1), set: { version: 3 }, reason: 'x', occurred: later }),
      () => entry.corrected({ about: idAt(1), unset: ['place', 'position'], reason: 'x', occurred: later }),
      () => entry.corrected({ about: idAt(1), set: {}, reason: 'x', occurred: later }),
      () => entry.corrected({ about: idAt(1), reason: 'x', occurred: later }),
      // @ts-expect-error a correction says why
      () => entry.corrected({ about: idAt(1), set: { place: 'x' }, occurred: later }),
      // @ts-expect-error an entry is about something
      () => entry.retracted({ reason: 'x', occurred: later }),
      () => entry.retracted({ about: [], reason: 'x', occurred: later }),
      () => entry.retracted({ about: 'nonsense', reason: 'x', occurred: later }),
      () => entry.retracted({ about: idAt(1), reason: 'x', occurred: later, to: 'US' } as never),
      // @ts-expect-error an account is somebody's
      () => account.denied({ about: idAt(1), occurred: later }),
    ].map((make) => {
      try {
        return make()
      } catch (error) {
        return (error as Error).message
      }
    })
    expect(reasons).toMatchInlineSnapshot(`
      [
        "entry.corrected: about must name one event — write one for each",
        "entry.corrected: set must leave out id, type, relation, recorded, version, schemaVersion, position, data, which make the event the one it is — retract it, and record it anew",
        "entry.corrected: unset must leave out id, type, relation, recorded, version, schemaVersion, position, data, which make the event the one it is — retract it, and record it anew",
        "entry.corrected: set must name one field at least — write { occurred: '2025-02-27' }, or leave it out",
        "entry.corrected: set is missing — give set or unset",
        "entry.corrected: reason is missing — entry.corrected needs it",
        "entry.retracted: about is missing — name the event it speaks of, by id or reference",
        "entry.retracted: about is missing — name the event it speaks of, by id or reference",
        "entry.retracted at about[0]: 'nonsense' is not an event id (a lower-case uuid) — name what it speaks of: an entity, such as 'guarantee/embassy-payments', or the id of an event",
        "entry.retracted: to has no place without by — say who acted",
        "account.denied: by is missing — say who tells it so: a party or a third party",
      ]
    `)
  })
})

describe('receipts and retries', () => {
  it('an entry appended again is recorded once, and gives the first receipt', async () => {
    const talks = await ledgerWith(held)
    const off = entry.retracted({ id: idAt(50), about: 'meeting/round-1', reason: 'x', occurred: later })
    const first = await talks.append(off, { expectedVersion: 1 })
    expect(
      await talks.append(entry.retracted({ id: idAt(50), about: idAt(1), reason: 'x', occurred: later }), { expectedVersion: 1 }),
    ).toEqual(first)
    expect((first.events[0] as RecordedEvent).about).toEqual([idAt(1)])
  })
})

describe('what random commands found', () => {
  it('a remark that has no effect on two events is one problem: taking the ground from the other half of it is no new one', async () => {
    const talks = await ledgerWith(held, entry.retracted({ about: idAt(1), reason: 'x', occurred: later }), { ...held, id: idAt(60) })
    const both = entry.reinstated({ about: [idAt(1), idAt(60)], occurred: later })
    await talks.append(both, { expectedVersion: 3, rules: 'report' })
    const { problems } = await talks.append(entry.retracted({ about: idAt(2), reason: 'x', occurred: later }), { expectedVersion: 4 })
    expect(problems).toEqual([])
  })

  it('an account is told as it was given, whoever tells it otherwise', async () => {
    const state = await (
      await ledgerWith(
        held,
        account.confirmed({ about: idAt(1), by: 'US', saidBy: ['US'], occurred: '2025-02-18' }),
        account.confirmed({ about: idAt(2), by: 'US', set: { occurred: '2025-03-01' }, occurred: '2025-02-18' }),
      )
    ).state({ accordingTo: 'US', occurredBy: '2025-02-20' })
    expect(state.events().map(({ id }) => id)).toEqual([1, 2, 3].map(idAt))
  })

  it('who told an account can be corrected: it goes to nobody, whoever tells it', async () => {
    const state = await stateAfter(
      held,
      account.confirmed({ about: idAt(1), by: 'UN', occurred: '2025-02-18' }),
      entry.corrected({ about: idAt(2), set: { by: 'RU' }, reason: 'it was Russia', occurred: later }),
    )
    expect(standingOf(state, idAt(1))).toMatchObject({ standing: 'confirmed', saidBy: ['US', 'RU'] })
  })
})
