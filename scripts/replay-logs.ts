// Logs to keep for ever, in test/replay/<version>/: every type of event with every field, and odd content.
// In: the vocabulary as it is now. Out: each log that is not there yet, and its line in test/replay/SHA256SUMS; what is there stays.
// Of each log, also a snapshot of each relation in test/replay/snapshots/<snapshotVersion>/, where that version has none yet.
// Run it with `npm run replay:logs` when a version writes something that none of the logs has; then name a new log in `logs`.
// Run it, too, when snapshotVersion was raised.
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  type DefaultVocabulary,
  diplomacyVocabulary,
  type InputIn,
  importId,
  openLedger,
  snapshot,
  type Vocabulary,
} from 'relations-ledger'
import { jsonlStore } from 'relations-ledger/stores/jsonl'
import { corrected, printed } from '../examples/07-corrected/events.ts'
import packageJson from '../package.json' with { type: 'json' }
import { keptName, vocabularyOf } from '../test/kept-snapshots.ts'

const root = join(import.meta.dirname, '..', 'test', 'replay')
/** Logs of one minor version lie together: a patch writes nothing new. */
const version = packageJson.version.split('.', 2).join('.')
const folder = join(root, version)

/** One append: whose log, and what is recorded as one batch. */
interface Batch {
  readonly between: readonly [string, string]
  readonly events: readonly object[]
}

const logs: { readonly [name: string]: () => readonly Batch[] } = { 'every-type': everyType, odd, remarks, corrected: asCorrected }

async function write(name: string, batches: readonly Batch[]): Promise<void> {
  const file = join(folder, `${name}.jsonl`)
  if (existsSync(file)) return console.log(`${name}: is there, and stays as it is`)
  let ids = 0
  let ticks = 0
  const ledger = openLedger({
    store: jsonlStore(file),
    rules: 'report',
    clock: () => new Date(Date.UTC(2025, 5, 17, 12, 0, ticks++)),
    ids: () => importId(`https://relations-ledger.example/replay/${name}`, String(++ids)),
  })
  for (const { between, events } of batches)
    await ledger.between(...between).append(events as readonly InputIn<DefaultVocabulary>[], { expectedVersion: 'any' })
  await ledger.close()
  list(`${version}/${name}.jsonl`)
  console.log(`${name}: ${ids} events`)
}

function list(name: string): void {
  const sum = createHash('sha256')
    .update(readFileSync(join(root, name)))
    .digest('hex')
  appendFileSync(join(root, 'SHA256SUMS'), `${sum}  ${name}\n`)
}

async function keepSnapshots(log: string): Promise<void> {
  const file = join(root, log)
  const ledger = openLedger<Vocabulary>({ store: jsonlStore(file, { readOnly: true }), vocabulary: vocabularyOf(log) })
  for (const [at, relation] of (await ledger.relations()).entries()) {
    const text = snapshot(await relation.state())
    const name = keptName(log, at, text)
    if (existsSync(join(root, name))) continue
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
    list(name)
    console.log(`${name}: kept`)
  }
  await ledger.close()
}

// ── the errors that were really printed, and their corrections ───────────────────────────────────────────────────

function asCorrected(): readonly Batch[] {
  return [printed, corrected].map((events) => ({ between: ['RU', 'US'], events }))
}

// ── every type, every field, every form of a date ────────────────────────────────────────────────────────────────

const pair: readonly [string, string] = ['RU', 'US']

/** In no order of time, so that many are late; between them every form that `occurred` takes. */
const dates: readonly (string | object)[] = [
  '2025-04-10',
  '2025-02',
  '2024',
  '2025-03-01~',
  '2025-02?',
  '2024%',
  { edtf: 'XXXX-02-27', anchor: '2025-04-10', phrase: '27 February' },
  '2025-23',
  '202X',
  '19XX~',
  '2025-XX',
  '2025-04-XX',
  '2024-XX-XX?',
  '2025-04-10T14:30+03:00',
  '2025-04-10T11:30:05Z',
  '2025-04-10T11:30:05.250-04:00',
  '2025-02-27/2025-04-10',
  '../2025-04-17',
  '/2025-04',
  '2025-01-20/',
  '[2025-02-15..2025-02-18]',
  '[..2025-04-17]',
  '[2025-03-01..]',
  { edtf: '2025-05', phrase: 'im Mai' },
]

/** A value for every field of every entity, by name; roles have a party. */
const values: { readonly [field: string]: unknown } = {
  agreement: 'payments-notes',
  alleger: 'US',
  breacher: 'RU',
  category: 'embassy',
  condition: 'if the other side does the same',
  conditionalOn: 'a halt to the fighting',
  delegations: { RU: [{ name: 'Alexander Darchiev', role: 'head' }], US: [{ name: 'Sonata Coulter' }] },
  due: { edtf: '2025-04-10/..', phrase: 'in the near future' },
  duration: 'PT5H/PT6H30M~',
  form: 'notes',
  host: 'TR',
  inForceFrom: '2021-08-01',
  label: 'considerable progress',
  level: 'chargé d’affaires',
  linkedTo: 'track/ukraine',
  meeting: 'round-3',
  mode: 'in person',
  object: 'unhindered payments',
  parent: 'memorandum',
  person: 'Alexander Darchiev',
  place: 'İstanbul',
  post: 'ambassador in Washington',
  properties: ['the house in Bay Road', 'the dacha'],
  protectingPower: 'CH',
  reciprocal: true,
  round: 2,
  staffCap: 455,
  strength: 'proposal',
  successor: 'the-next-one',
  tiedTo: 'track/ukraine',
  title: 'Payments of the embassies',
  track: 'irritants',
  until: '2025-11-30',
  what: 'a third round',
}

function everyType(): readonly Batch[] {
  const rows = [...diplomacyVocabulary.types.values()]
  const full = rows.map(({ definition, row }, at) => {
    const fields = row.fields.map((field) => [field, values[field] ?? pair[at % 2]])
    return oneOf(definition.kind, row, at, Object.fromEntries(fields))
  })
  const bare = rows.toReversed().map(({ definition, row }, at) => {
    const fields = row.asks.map((field) => [field, values[field] ?? pair[at % 2]])
    return oneOf(definition.kind, row, at + 7, Object.fromEntries(fields))
  })
  return [...inBatches(pair, full), ...inBatches(['DE', 'FR'], bare.map(toOther))]
}

function oneOf(kind: string, row: { readonly type: string; readonly by: string | undefined }, at: number, fields: object): object {
  const acting = row.by === undefined ? {} : { by: pair[(at >> 1) % 2] }
  const saidBy = [['US'], ['RU'], ['RU', 'US'], ['dpa'], [], undefined][at % 6]
  const known = at % 5 === 0 ? { reported: '2025-06-01', at: 'round-2', regarding: ['track/ukraine', `${kind}/first`] } : {}
  const told = saidBy === undefined ? {} : { saidBy }
  return { type: row.type, occurred: dates[at % dates.length], ...acting, ...told, ...known, data: { [kind]: 'first', ...fields } }
}

const toOther = (event: object): object => JSON.parse(JSON.stringify(event).replaceAll('"US"', '"DE"').replaceAll('"RU"', '"FR"')) as object

/** Batches of one, two, three … events. */
function inBatches(between: readonly [string, string], events: readonly object[]): Batch[] {
  const batches: Batch[] = []
  for (let from = 0, size = 1; from < events.length; from += size, size = (size % 7) + 1)
    batches.push({ between, events: events.slice(from, from + size) })
  return batches
}

// ── odd content ──────────────────────────────────────────────────────────────────────────────────────────────────

function odd(): readonly Batch[] {
  const longest = 'Z'.repeat(64)
  const occurred = '2025-04-10'
  const raised = {
    type: 'demand.raised',
    occurred,
    by: 'A',
    data: { demand: 'd', object: '“Привет” עולם 👩‍👩‍👧‍👦 e\u0301 \u2028\u2029\ufeff' },
  }
  const stranger = (data: object) => ({ type: 'reserve.counted', occurred, data })
  return [
    {
      between: ['A', longest],
      events: [{ ...raised, note: 'tab\t, line\n, return\r, quote", backslash\\, \u0001, \u007f, \u{10ffff}, \ue000' }],
    },
    {
      between: ['A', longest],
      events: [
        { type: 'demand.rejected', occurred, by: longest, about: ['demand/d'], data: { demand: 'd', until: '2025-06-10/..' }, saidBy: [] },
        { type: 'meeting.held', occurred: '2025-04-09', data: { meeting: 'm' }, correlation: 'case 7', actor: 'an import' },
        { type: 'demand.met', occurred: '2024', by: 'A', about: ['demand/d', 'meeting/m'], data: { demand: 'd' } },
      ],
    },
    {
      between: ['a', 'A'],
      events: [
        stranger({ reserve: 'gold', ounces: 10n ** 40n, list: [{ of: 1n }, { of: 1n }, -0x7fffffffffffffffn], none: null, no: false }),
        stranger({ 7: 'seven', 10: 'ten', é: 1, 'a.b': 2, ' ': 3, toString: 4, Z: 5, a: 6, '\u{1f600}': 7, '\uff5e': 8, of: [] }),
        stranger({ numbers: [1e21, 1e-7, 5e-324, -1.5, 9007199254740991, 0.1, 1e300] }),
        stranger({ deep: Array.from({ length: 55 }).reduce<unknown>((inner) => [inner], 'bottom') }),
      ],
    },
    {
      between: ['A', 'a'],
      events: [
        { type: 'meeting.proposed', occurred, by: 'UN', to: 'A', saidBy: ['UN', 'dpa'], data: { meeting: 'm' } },
        { type: 'guarantee.breachEstablished', occurred, by: 'ICJ', data: { guarantee: 'g', breacher: 'a' } },
      ],
    },
    { between: ['A', 'a'], events: [{ type: 'demand.raised', schemaVersion: 2, occurred, by: 'A', data: { size: { large: true } } }] },
    {
      between: ['a', 'A'],
      events: [
        {
          type: 'act.done',
          occurred,
          data: { act: 'exchange', title: 'x'.repeat(10_000) },
          note: 'ß'.repeat(70_000),
          sources: [
            {
              title: 't',
              url: 'https://example.org/ü',
              publisher: 'dpa',
              published: { edtf: '2025-04', phrase: 'в апреле' },
              quote: '„Ja“',
            },
            {},
          ],
        },
      ],
    },
  ]
}

// ── entries and accounts ─────────────────────────────────────────────────────────────────────────────────────────

function remarks(): readonly Batch[] {
  const occurred = '2025-02-27'
  const held = {
    type: 'meeting.held',
    occurred: '2025-02-17',
    saidBy: ['US'],
    data: { meeting: 'round-1', place: 'Riyadh', duration: 'PT6H/..' },
  }
  const agreed = { type: 'guarantee.agreed', occurred, saidBy: ['RU'], data: { guarantee: 'financing', reciprocal: true } }
  const raised = { type: 'demand.raised', occurred, by: 'US', saidBy: ['US'], data: { demand: 'banking', object: 'access to banks' } }
  const entry = (type: string, about: string, data: object, by?: string) => ({
    type: `entry.${type}`,
    occurred: '2025-03-01',
    about: [about],
    ...(by === undefined ? {} : { by }),
    data,
  })
  const account = (type: string, about: string, by: string, data: object = {}) => ({
    type: `account.${type}`,
    occurred: '2025-02-28',
    about: [about],
    by,
    data,
  })
  const one = (...events: readonly object[]): Batch => ({ between: pair, events })
  return [
    one(held, agreed, raised),
    one(
      entry(
        'corrected',
        'meeting/round-1',
        { set: { occurred, place: 'İstanbul' }, unset: ['duration'], reason: 'another meeting was meant' },
        'dpa',
      ),
    ),
    one(entry('supplemented', 'meeting/round-1', { set: { delegations: { US: [{ name: 'Sonata Coulter' }] } }, reason: 'named later' })),
    one(account('differed', 'guarantee/financing', 'US', { words: 'concrete initial steps', set: { occurred: '2025-02' } })),
    one(account('confirmed', 'meeting/round-1', 'RU', { set: { duration: 'PT6H30M' } }), account('denied', 'demand/banking', 'RU')),
    one(account('confirmed', 'demand/banking', 'dpa', { words: 'wie es hieß' }), account('withdrawn', 'demand/banking', 'RU')),
    one(entry('retracted', 'demand/banking', { reason: 'it was another demand' }), { ...raised, data: { demand: 'payments' } }),
    one(entry('reinstated', importId('https://relations-ledger.example/replay/remarks', '3'), { reason: 'it was made after all' })),
    one(
      entry('corrected', importId('https://relations-ledger.example/replay/remarks', '4'), {
        set: { set: { occurred, place: 'Istanbul' } },
        reason: 'spelling',
      }),
    ),
    one(entry('retracted', importId('https://relations-ledger.example/replay/remarks', '5'), { reason: 'not named after all' })),
  ]
}

mkdirSync(folder, { recursive: true })
for (const [name, batches] of Object.entries(logs)) await write(name, batches())
for (const log of readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.jsonl')))
  await keepSnapshots(log)
