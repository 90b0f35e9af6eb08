// Puts the stores, and a ledger, through faults: `npm run campaign -- kill-jsonl`, or `npm run campaign:small` for all of them at the small size.
// In: the name of a fault, or the beginning of one; `--goes 500`, `--fresh`, `--small`. Out: a line of counts for each, and whether they hold.
// A campaign that was stopped goes on where it was, unless it is told to start afresh. docs/durability.md has the last results.
import { parseArgs } from 'node:util'
import { damage } from './campaign/damage.ts'
import { engineNames } from './campaign/engines.ts'
import { campaign, type Fault } from './campaign/fault.ts'
import { fullDisk } from './campaign/full-disk.ts'
import { kill } from './campaign/kill.ts'
import { pages } from './campaign/pages.ts'
import { powerCut, powerCutUnsynced } from './campaign/power-cut.ts'
import { racing } from './campaign/race.ts'
import { soak } from './campaign/soak.ts'
import { soakLedger } from './campaign/soak-ledger.ts'
import { systemCalls } from './campaign/system-calls.ts'

const faults = new Map<string, Fault>([
  ['damage-jsonl', damage],
  ['damage-sqlite', pages],
  ...engineNames.flatMap((engine): [string, Fault][] => [
    [`kill-${engine}`, kill(engine)],
    [`power-cut-${engine}`, powerCut(engine)],
    [`power-cut-unsynced-${engine}`, powerCutUnsynced(engine)],
    [`system-calls-${engine}`, systemCalls(engine)],
    [`full-disk-${engine}`, fullDisk(engine)],
    [`race-${engine}`, racing(engine)],
    [`soak-${engine}`, soak(engine)],
  ]),
  ['soak-ledger', soakLedger],
])

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { goes: { type: 'string' }, fresh: { type: 'boolean' }, small: { type: 'boolean' } },
})
const wanted = positionals[0] ?? ''
const chosen = [...faults].filter(([name]) => name.startsWith(wanted))
if (chosen.length === 0 || (wanted === '' && values.small !== true)) {
  console.error(`name a fault, or the beginning of its name: ${[...faults.keys()].join(', ')}`)
  process.exit(1)
}
let isGood = true
for (const [name, fault] of chosen) {
  const size = values.small === true ? 'small' : 'large'
  const goes = values.goes === undefined ? undefined : Number(values.goes)
  isGood = (await campaign(name, fault, size, goes, values.fresh)) && isGood
}
process.exitCode = isGood ? 0 : 1
