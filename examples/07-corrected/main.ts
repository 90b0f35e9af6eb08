// Corrected: nothing that was recorded is touched, and the state says what is right, and why.
import { explain, formatExplanation, openLedger } from 'relations-ledger'
import { corrected, printed } from './events.ts'

const talks = openLedger({ clock: () => new Date('2025-03-05T08:00:00Z') }).between('US', 'RU')

const show = async (title: string) => {
  const { meetings } = await talks.state()
  const round = meetings.get('istanbul-1')
  const heads = Object.values(round?.delegations ?? {}).map(([head]) => head?.name)
  console.log(
    `${title}: round 1 on ${round?.since} in ${round?.place}, led by ${heads.join(' and ')}; the last meeting is ${meetings.last?.id}`,
  )
}

await talks.append(printed, { expectedVersion: 0 })
await show('As printed')
await talks.append(corrected, { expectedVersion: printed.length })
await show('As corrected')

console.log(`\n${formatExplanation(explain(await talks.state(), 'meeting/istanbul-1'))}`)

// The log has every line, as it was written; the state as of an earlier version is the one of then.
const then = await talks.state({ version: printed.length })
console.log(`The log has ${(await talks.state()).version} events; after ${then.version} it said ${then.meetings.get('istanbul-1')?.since}`)
