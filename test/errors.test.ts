// Every message of the core, provoked by real code and held in test/errors, one golden file a source file: `CODE  message`.
// A message that changes shows up there, in words, beside the others, and is read before it is accepted (vitest -u).
import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { diff } from '../src/diff.ts'
import { demand } from '../src/entities/demand.ts'
import { guarantee } from '../src/entities/guarantee.ts'
import { meeting } from '../src/entities/meeting.ts'
import { defineEntity } from '../src/entity.ts'
import { LedgerError } from '../src/errors.ts'
import { explain } from '../src/explain.ts'
import { importId, partiesOf, relationOf } from '../src/ids.ts'
import { openLedger } from '../src/ledger.ts'
import { evolve, fold, record, resume } from '../src/pure.ts'
import { account } from '../src/remarks/account.ts'
import { entry } from '../src/remarks/entry.ts'
import type { StandardSchema } from '../src/shape.ts'
import { snapshot } from '../src/snapshot.ts'
import { memoryStore } from '../src/stores/memory.ts'
import { vocabulary } from '../src/vocabulary.ts'
import { dispute, disputes } from './dispute.ts'
import { countedIds, idAt, tickingClock } from './fixed-clock.ts'

type Provocation = () => unknown

const between = ['US', 'RU'] as const
const occurred = '2025-04-10'
const fixed = () => ({ ids: countedIds(), clock: tickingClock() })
const raised = (changes: object = {}) => demand.raised({ demand: 'visas', by: 'US', occurred, ...changes })
const talks = (options: object = {}) => openLedger({ ...fixed(), ...options }).between('US', 'RU')
const any = { expectedVersion: 'any' } as const
const recorded = (...inputs: readonly object[]) => record(between, inputs as never, fixed())

/** The line of an error, however it comes: thrown, rejected, or a problem's own message. */
async function lineOf(provoke: Provocation): Promise<string> {
  try {
    await provoke()
  } catch (error) {
    if (error instanceof LedgerError) return `${error.code}  ${error.message}`
    throw error
  }
  throw new Error(`nothing was refused by ${provoke}`)
}

async function goldenOf(provocations: readonly Provocation[]): Promise<string> {
  const lines: string[] = []
  for (const provoke of provocations) lines.push(await lineOf(provoke))
  return `${lines.join('\n')}\n`
}

const begun = { from: ['new'], to: 'begun' }
const strike =
  (changes: object, kind = 'strike') =>
  () =>
    defineEntity(kind, { plural: 'strikes', events: { begun }, ...changes } as never)
const row = (changes: object) => strike({ events: { begun: { ...begun, ...changes } } })
const filed = (changes: object) => () => dispute.filed({ dispute: 'fish', by: 'US', occurred, ...changes } as never)
const later: StandardSchema<string> = {
  '~standard': { version: 1, vendor: 'test', validate: async (value) => ({ value: value as string }) },
}
/** A state in which the recipe of an entity keeps this. */
function keeping(kept: unknown): object {
  const also = { begun: (draft: object) => Object.assign(draft, { kept }) }
  const own = vocabulary(defineEntity('strike', { plural: 'strikes', events: { begun }, also } as never))
  const events = record(between, [{ type: 'strike.begun', schemaVersion: 1, occurred, data: { strike: 'post' } }] as never, {
    vocabulary: own as never,
    ...fixed(),
  })
  return fold(events, { vocabulary: own as never })
}
const loaded = (weight: StandardSchema, given: unknown) => () =>
  defineEntity('load', {
    plural: 'loads',
    fields: { weight },
    events: { weighed: { from: ['new'], to: 'weighed', needs: ['weight'] } },
  }).weighed({
    load: 'a',
    occurred,
    weight: given,
  } as never)
const plain = (changes: object) => () =>
  talks().append({ type: 'weather.turned', schemaVersion: 1, occurred, data: {}, ...changes } as never, any)

/** A ledger that understands strikes, whose one event has come to its second version. */
const evolved = (step: unknown) =>
  talks({ vocabulary: vocabulary(defineEntity('strike', { plural: 'strikes', events: { begun }, upcast: { begun: [step] } } as never)) })
const upcastTo = (step: unknown) => () =>
  evolved(step).append({ type: 'strike.begun', schemaVersion: 1, occurred, data: { strike: 'a' } } as never, any)

/** A ledger over a log that somebody else wrote. */
const read = (changes: object) => async () => {
  const store = memoryStore()
  const event = {
    relation: 'RU~US',
    version: 1,
    id: idAt(1),
    type: 'demand.raised',
    schemaVersion: 1,
    occurred,
    recorded: '2025-04-11T08:00:00.000Z',
    data: { demand: 'a' },
  }
  await store.append('RU~US', 0, [{ id: idAt(1), text: JSON.stringify({ json: { ...event, ...changes } }) }])
  return openLedger({ store }).between('US', 'RU').state()
}

/** Appends to a log that has some events already, with enforced rules. */
const refused =
  (before: readonly object[], ...batch: readonly object[]) =>
  async () => {
    const relation = talks()
    if (before.length > 0) await relation.append(before as never, { expectedVersion: 0, rules: 'report' })
    return relation.append(batch as never, any)
  }
const disputed =
  (...batch: readonly object[]) =>
  () =>
    talks({ vocabulary: disputes }).append(batch as never, any)

const golden: { readonly [file: string]: readonly Provocation[] } = {
  table: [
    strike({}, 'Strike'),
    strike({}, 'data'),
    strike({ plural: 'the strikes' }),
    strike({ events: { 'begun-now': begun } }),
    strike({ events: { entity: begun } }),
    strike({ fields: { occurred: z.string() } }),
    strike({ fields: { strike: z.string() } }),
    strike({ questions: { get: () => 1 } }),
    row({ to: 'new' }),
    row({ keeps: ['lost'] }),
    strike({ final: ['begun'], events: { begun, ended: { from: ['begun'], to: 'ended' } } }),
    strike({ open: ['lost'] }),
    row({ from: [] }),
    row({ by: 'caller' }),
    row({ may: ['workers'] }),
    row({ marks: 'struck' }),
    strike({ shared: 'mutual' }),
    strike({ upcast: { 'strike.begun': [] } }),
    strike({ upcast: { begun: [] } }),
  ],
  constructor: [
    () => dispute.filed(undefined as never),
    filed({ dispute: undefined }),
    filed({ dispute: 'Fish War' }),
    filed({ by: undefined }),
    filed({ by: 'the US' }),
    filed({ colour: 'red' }),
    filed({ mutual: 'yes' }),
    filed({ tags: ['quota', 7] }),
    filed({ due: '2025-02-30' }),
    filed({ tags: new Set(['quota']) }),
    () => dispute.resumed({ dispute: 'fish', occurred, by: 'US' } as never),
    () => dispute.resumed({ dispute: 'fish', occurred, to: 'US' } as never),
    () => dispute.weighed({ dispute: 'fish', occurred } as never),
    loaded(later, 'heavy'),
    loaded(z.string().transform(Number) as unknown as StandardSchema, '3'),
  ],
  event: [
    filed({ occurred: undefined }),
    filed({ occurred: '2025-02-30' }),
    filed({ occurred: new Date(Number.NaN) }),
    filed({ saidBy: 'US' }),
    filed({ saidBy: ['US', 'US'] }),
    filed({ saidBy: ['the US'] }),
    filed({ sources: ['https://example.org'] }),
    filed({ sources: [{ link: 'https://example.org' }] }),
    filed({ sources: [{ title: '' }] }),
    filed({ sources: [{ published: 'yesterday' }] }),
    filed({ note: '' }),
    filed({ id: '7' }),
    filed({ at: 'Oslo' }),
    filed({ regarding: ['visas'] }),
    filed({ about: ['visas'] }),
    () => recorded(raised({ to: 'US' })),
    () => recorded(raised({ by: 'NO' })),
    () => recorded(meeting.proposed({ meeting: 'oslo', by: 'NO', to: 'SE', occurred })),
  ],
  vocabulary: [
    () => vocabulary(demand, demand),
    () => vocabulary(demand, defineEntity('claim', { plural: 'demands', events: { begun } })),
    () => vocabulary(defineEntity('claim', { plural: 'problems', events: { begun } })),
    () => talks().append('demand.raised' as never, any),
    plain({ type: 7 }),
    plain({ data: [] }),
    plain({ version: 3 }),
    plain({ colour: 'red' }),
    plain({ schemaVersion: 0 }),
    plain({ note: new Date(0) }),
    () => talks({ unknown: 'fail' }).append({ type: 'weather.turned', schemaVersion: 2, occurred, data: {} } as never, any),
    read({ type: 7 }),
    read({ data: 'a' }),
    read({ shade: 'red' }),
    read({ recorded: 'today' }),
    () => talks({ unknown: 'fail' }).append({ ...raised(), schemaVersion: 2 } as never, any),
    () => evolved((data: object) => data).append({ type: 'strike.begun', occurred, data: { strike: 'a' } } as never, any),
  ],
  upcast: [
    upcastTo(() => {
      throw new Error('a mistake of mine')
    }),
    upcastTo(() => 7),
    upcastTo(({ strike }: { strike: string }) => ({ strike, when: new Date(0) })),
    upcastTo((data: object) => ({ ...data, colour: 'red' })),
    upcastTo((data: object) => ({ type: 'strike.begun', data })),
    upcastTo((data: object) => ({ type: 'weather.turned', data })),
    upcastTo((data: object) => ({ type: 'strike.begun', schemaVersion: 3, data })),
  ],
  lifecycle: [
    refused([], demand.met({ demand: 'visas', by: 'RU', occurred })),
    disputed(dispute.closed({ dispute: 'fish', by: 'US', occurred })),
    disputed(dispute.filed({ dispute: 'fish', by: 'US', occurred }), dispute.conceded({ dispute: 'fish', by: 'RU', occurred })),
    disputed(dispute.described({ dispute: 'fish', words: 'ours', occurred }), dispute.heard({ dispute: 'fish', occurred })),
    refused([meeting.held({ meeting: 'oslo', occurred })], meeting.cancelled({ meeting: 'oslo', by: 'US', occurred })),
    refused([raised()], raised()),
    refused([raised()], demand.accepted({ demand: 'visas', by: 'US', occurred })),
    refused(
      [guarantee.proposed({ guarantee: 'embassy-payments', by: 'US', debtor: 'RU', occurred })],
      guarantee.fulfilled({ guarantee: 'embassy-payments', by: 'RU', occurred }),
    ),
    disputed(dispute.filed({ dispute: 'fish', by: 'US', occurred }), dispute.weighed({ dispute: 'fish', weight: 4, occurred })),
  ],
  record: [
    () => recorded(meeting.held({ meeting: 'oslo', occurred, about: ['demand/visas'] })),
    () => recorded(meeting.held({ meeting: 'oslo', occurred, about: [idAt(9)] })),
    () => recorded(meeting.held({ id: idAt(9), meeting: 'oslo', occurred, about: [idAt(9)] })),
    () => record(between, [raised()], { ids: () => 'e1' }),
    () => record(between, [raised()], { clock: () => new Date(Number.NaN) }),
    () => record(between, [raised()], { clock: () => 'now' as never }),
  ],
  append: [
    () => talks().append([raised()], undefined as never),
    () => talks().append([raised()], { expectedVersion: -1 }),
    () => talks().append([raised()], { expectedVersion: 0, rules: 'ignore' as never }),
    () => talks().append([], any),
    () => talks().append([raised({ id: idAt(7) }), raised({ id: idAt(7) })], any),
    () => talks().append([raised()], { expectedVersion: 3 }),
    refused(
      [raised(), demand.accepted({ demand: 'visas', by: 'RU', occurred: '2025-06' })],
      demand.withdrawn({ demand: 'visas', by: 'US', occurred: '2025-05' }),
    ),
    refused([raised({ id: idAt(7) })], raised({ id: idAt(7) }), raised({ id: idAt(8), demand: 'flights' })),
    refused([raised({ id: idAt(7) })], raised({ id: idAt(7), note: 'another' })),
  ],
  remark: [
    () => entry.corrected({ about: [idAt(1), idAt(2)], set: { place: 'x' }, reason: 'x', occurred }),
    () => entry.corrected({ about: idAt(1), set: { version: 3 }, reason: 'x', occurred }),
    () => entry.corrected({ about: idAt(1), set: {}, reason: 'x', occurred }),
    () => entry.corrected({ about: idAt(1), set: 7, reason: 'x', occurred } as never),
    () => entry.corrected({ about: idAt(1), reason: 'x', occurred }),
    () => entry.retracted({ about: [], reason: 'x', occurred }),
    () => entry.retracted({ about: idAt(1), reason: 'x', occurred, colour: 'red' } as never),
    () => account.denied({ about: idAt(1), occurred } as never),
    () => account.denied({ about: idAt(1), by: 'US', to: 'RU', occurred } as never),
    () => account.differed({ about: [idAt(1), idAt(2)], by: 'US', set: { place: 'x' }, occurred }),
    () => vocabulary(defineEntity('account', { plural: 'accounts', events: { begun } })),
  ],
  amend: [
    refused([raised()], entry.corrected({ about: idAt(1), set: { object: 7 }, reason: 'x', occurred })),
    refused([raised()], entry.corrected({ about: idAt(1), unset: ['demand'], reason: 'x', occurred })),
    refused([raised({ object: 'visas' })], entry.supplemented({ about: idAt(1), set: { object: 'flights' }, occurred })),
    refused([raised()], entry.reinstated({ about: idAt(1), occurred })),
    refused([raised()], account.differed({ about: idAt(1), by: 'RU', set: { demand: 'flights' }, occurred })),
    refused(
      [raised(), account.denied({ about: idAt(1), by: 'RU', occurred })],
      entry.corrected({ about: idAt(2), set: { about: [idAt(2)] }, reason: 'x', occurred }),
    ),
    refused([raised()], entry.corrected({ about: idAt(1), unset: ['by'], reason: 'x', occurred })),
    refused([raised()], entry.corrected({ about: idAt(1), unset: ['objekt'], reason: 'x', occurred })),
    refused([raised()], entry.corrected({ about: idAt(1), set: { about: ['demand/flights'] }, reason: 'x', occurred })),
    refused(
      [raised(), demand.accepted({ demand: 'visas', by: 'RU', occurred: '2025-06' })],
      entry.retracted({ about: idAt(1), reason: 'x', occurred }),
    ),
  ],
  ledger: [
    () => openLedger({ rules: 'strict' as never }),
    () => openLedger({ store: memoryStore as never }),
    () => openLedger(memoryStore() as never),
    () => openLedger('talks.jsonl' as never),
    () => openLedger({ Store: memoryStore() } as never),
    () => openLedger({ vocabulary: [demand] as never }),
    () => openLedger({ clock: new Date() as never }),
    () => openLedger({ ids: 'uuid' as never }),
    () => openLedger({ unknown: 'drop' as never }),
    () => openLedger({ saidBy: 'US' as never }),
    () => openLedger({ saidBy: ['the US'] }),
    () => talks().watch(7 as never),
  ],
  pure: [
    () => fold([]),
    () => resume('', []),
    () => fold([raised()] as never),
    () => fold([null] as never),
    () => evolve(fold(recorded(raised())), meeting.held({ meeting: 'oslo', occurred }) as never),
    () => fold([...recorded(raised()), ...record(['US', 'CN'], [raised()], fixed())]),
    () => evolve(fold(recorded(raised())), ...record(['US', 'FR'], [raised()], fixed())),
    () => evolve(fold(recorded(raised()), { occurredBy: '2025-04' }), ...recorded(raised())),
  ],
  snapshot: [() => snapshot(keeping(() => 1)), () => snapshot(keeping(new Date(Number.NaN))), () => snapshot(keeping({ 'a.b': 1n }))],
  state: [() => diff(Promise.resolve(), fold(recorded(raised())) as never)],
  diff: [() => diff(fold(recorded(raised())), fold([], { between: ['US', 'FR'] }))],
  'as-of': [
    () => fold(recorded(raised()), { version: 2 }),
    () => fold(recorded(raised()), { occurredBy: '202X' }),
    () => fold(recorded(raised()), { recordedBy: 'yesterday' }),
    () => talks().state({ reportedBy: '2025~' }),
    () => talks().state({ accordingTo: 'the US' }),
    () => talks().state({ occuredBy: '2025-04-10' } as never),
    () => talks().state('2025-04-10' as never),
    () => fold(recorded(raised()), { occured: '2025-04-10' } as never),
    () => talks().changes(undefined as never),
    () => talks().changes({ from: '2025', until: '2025-04' } as never),
    () => talks().changes({ from: { day: '2025' } as never }),
  ],
  explain: [
    () => explain(fold(recorded(raised())), 'demand/visa'),
    () => explain(fold(recorded(raised())), idAt(9)),
    () => explain(fold(recorded(raised())), 'demand/visas', 'colour'),
    () => explain(fold(recorded(raised())), idAt(1), 'colour'),
    () => explain(fold(recorded(raised())), undefined as never),
  ],
  ids: [
    () => relationOf('US', 'US'),
    () => relationOf('US', 'Russian Federation'),
    () => relationOf('US', 'Россия'),
    () => relationOf('US', undefined as never),
    () => partiesOf('US~RU'),
    () => partiesOf('US'),
    filed({ id: idAt(1).replace('-7', '-7').toUpperCase().replace('0001', '000A') }),
    filed({ dispute: 'Ё' }),
    filed({ about: ['Demand/visas'] }),
    () => importId('', 'a'),
    () => importId('chronology', '\ud800'),
  ],
}

describe('the messages of', () => {
  it('cover every file that has some', () => {
    const files = readdirSync(new URL('errors', import.meta.url)).map((name) => name.replace('.golden.txt', ''))
    expect(files.toSorted()).toEqual(Object.keys(golden).toSorted())
  })

  it.each(Object.keys(golden))('%s', async (file) => {
    const text = await goldenOf(golden[file] as readonly Provocation[])
    await expect(text).toMatchFileSnapshot(`./errors/${file}.golden.txt`)
  })

  it('all say what, where and what to do, in one line each, and no two say the same', async () => {
    const lines = (await Promise.all(Object.values(golden).map(goldenOf))).flatMap((text) => text.trimEnd().split('\n'))
    // What a schema says of a field is the schema's own, which may be a user's.
    const bySchema = /is not right: |tags\[1\] must be a text$/
    expect(lines.filter((line) => !bySchema.test(line) && (!/^[A-Z_]+ {2}\S.* — \S/.test(line) || line.includes('[object')))).toEqual([])
    expect(lines.filter((line, at) => lines.indexOf(line) !== at)).toEqual([])
  })
})
