// Real logs: a set of coded events, recorded in one ledger of all its relations, and told in figures.
// In: `icews` (3,705 rows) or `world` (517,402), from ../shared/data. Out: what became of every row, the events by type and by relation,
// the problems by rule, the time and the memory; and an error where a row was lost, or recording it again changed anything.
// `npm run real-logs`, `npm run campaign:world`. Where the set is not there, it says so and ends.
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { jsonlStore } from 'relations-ledger/stores/jsonl'
import { type Counts, countAll, highest, ledgerFor, load } from './loading.ts'
import { accountedFor, type Mapped, mapRows } from './mapping.ts'
import { fileOf, rowsOf, type SetName } from './rows.ts'

const set: SetName = process.argv[2] === 'world' ? 'world' : 'icews'

async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'real-logs-'))
  const file = join(folder, `${set}.jsonl`)
  try {
    const mapped = timed('read and mapped', () => mapRows(rowsOf(set)))
    tellAccount(mapped)
    await timed('recorded in a file', () => recordIn(file, mapped))
    const counts = await timed('read back, to all states', () => readBack(file))
    tellCounts(counts)
    tell('bytes of the log', statSync(file).size)
    await timed('recorded again', () => recordIn(file, mapped))
    check('nothing was recorded twice', (await readBack(file)).events, counts.events)
    check('every row is accounted for', accountedFor(mapped.account), mapped.account.rows)
    check('every event is in the ledger', counts.events, mapped.account.events)
    const memory = Math.round(process.resourceUsage().maxRSS / 1024)
    console.log(
      `memory at most ${memory.toLocaleString('en')} MiB; load of the machine ${loadavg()[0]?.toFixed(1)}, Node ${process.versions.node}`,
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function recordIn(file: string, { inputs }: Mapped): Promise<void> {
  const ledger = ledgerFor(jsonlStore(file, { durability: 'os' }))
  await load(ledger, inputs)
  await ledger.close()
}

async function readBack(file: string): Promise<Counts> {
  const ledger = ledgerFor(jsonlStore(file, { readOnly: true }))
  const counts = await countAll(ledger)
  await ledger.close()
  return counts
}

function timed<T>(what: string, task: () => T): T {
  const start = performance.now()
  const say = <V>(value: V): V => {
    console.log(`${what}: ${((performance.now() - start) / 1000).toFixed(1)} s`)
    return value
  }
  const made = task()
  return made instanceof Promise ? (made.then(say) as T) : say(made)
}

function check(what: string, found: number, expected: number): void {
  if (found !== expected) throw new Error(`${what}: ${found}, and ${expected} were expected`)
  console.log(`${what}: ${found.toLocaleString('en')}`)
}

const tell = (what: string, number: number): void => console.log(`${number.toLocaleString('en').padStart(12)}  ${what}`)

function tellAll(title: string, counts: ReadonlyMap<string, number>, many?: number): void {
  const all = highest(counts)
  const total = all.reduce((sum, [, number]) => sum + number, 0)
  console.log(`\n${title}: ${total.toLocaleString('en')}`)
  for (const [name, number] of all.slice(0, many)) tell(name, number)
}

function tellAccount({ account, parties, inputs }: Mapped): void {
  tell('rows', account.rows)
  tell('events', account.events)
  tell('rows that tell one of these from the other side', account.mirrored)
  tell('rows that stand in two parts of the set', account.repeated)
  tellAll('refused, by reason', account.refused)
  tellAll('not mapped, by code', account.notMapped, 12)
  tell('parties', parties.size())
  tell('relations', inputs.size)
  const alike = parties.alike()
  tell(
    `names alike but for capitals and signs, kept apart${alike[0] === undefined ? '' : `, such as ${alike[0].join(' and ')}`}`,
    alike.length,
  )
}

function tellCounts(counts: Counts): void {
  tellAll('events by type', counts.byType)
  tellAll('problems by rule', counts.byProblem)
  tellAll('events by relation, the ten busiest', counts.byRelation, 10)
}

if (existsSync(fileOf(set))) await run()
else console.log(`skipped: the real logs, for ${fileOf(set)} is not there`)
