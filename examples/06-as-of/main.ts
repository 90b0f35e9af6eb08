// As of: on the same day, what a reader could have known, and what had happened.
import { learnedLate } from './learned.ts'

const talks = await learnedLate()
const asked = ['guarantee/embassy-payments', 'envoy/darchiev', 'demand/direct-flights', 'followUp/third-round', 'meeting/moscow-3']

console.log(`${'day'.padEnd(12)}${'asked'.padEnd(28)}${'a reader could know'.padEnd(21)}as it was`)
for (const day of ['2025-02-27', '2025-02-28', '2025-04-10', '2025-04-16', '2025-06-17']) {
  const known = await talks.state({ reportedBy: day })
  const was = await talks.state({ occurredBy: day })
  for (const reference of asked) {
    const [one, other] = [known, was].map((state) => state.entity(reference)?.status ?? '–') as [string, string]
    console.log(`${day.padEnd(12)}${reference.padEnd(28)}${one.padEnd(21)}${other}${one === other ? '' : '   ←'}`)
  }
  for (const event of was.undetermined) console.log(`${' '.repeat(12)}may or may not have happened by then: ${event.type}`)
}

// What a ledger recorded by a day, and what was public by then of what had happened by another: the limits combine.
const early = await talks.state({ recordedBy: '2025-04-10', occurredBy: '2025-04-01' })
console.log(`\nRecorded by 10 April, of what had happened by 1 April: Darchiev is ${early.envoys.get('darchiev')?.status}`)
