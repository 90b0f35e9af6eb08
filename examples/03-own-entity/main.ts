// An entity of your own in ten lines: a strike, between a union and a company. It is equal to the built-in ones in types, rules and state.
import { brief, defineEntity, demand, diplomacy, isLedgerError, openLedger, vocabulary } from 'relations-ledger'
import { z } from 'zod'

const strike = defineEntity('strike', {
  plural: 'strikes',
  fields: { workers: z.number().int().positive(), title: z.string() },
  final: ['ended'],
  events: {
    called: { from: ['new'], to: 'called', by: 'either', may: ['workers', 'title'] },
    begun: { from: ['new', 'called', 'suspended'], to: 'begun', by: 'either', may: ['workers', 'title'] },
    suspended: { from: ['begun'], to: 'suspended', by: 'either' },
    ended: { from: ['called', 'begun', 'suspended'], to: 'ended' },
  },
})

const ledger = openLedger({ vocabulary: vocabulary(...diplomacy, strike), clock: () => new Date('2026-02-09T08:00:00Z') })
const dispute = ledger.between('UNION', 'HARBOUR')

await dispute.append(
  [
    demand.raised({ demand: 'pay', by: 'UNION', object: '4 % more pay', occurred: '2026-01-12', saidBy: ['UNION'] }),
    strike.called({
      strike: 'cranes',
      by: 'UNION',
      title: 'crane drivers',
      workers: 800,
      occurred: '2026-02-03',
      saidBy: ['UNION', 'HARBOUR'],
    }),
    strike.begun({ strike: 'cranes', by: 'UNION', occurred: '2026-02-05', saidBy: ['UNION', 'HARBOUR'] }),
  ],
  { expectedVersion: 0 },
)

const state = await dispute.state()
const cranes = state.strikes.get('cranes')
console.log(
  `The ${cranes?.title} have been on strike since ${cranes?.since}, ${cranes?.workers} of them; open strikes: ${state.strikes.open.length}\n`,
)
console.log(brief(state))

try {
  await dispute.append(
    [
      strike.ended({ strike: 'cranes', occurred: '2026-02-06' }),
      strike.suspended({ strike: 'cranes', by: 'UNION', occurred: '2026-02-07' }),
    ],
    { expectedVersion: 3 },
  )
} catch (error) {
  if (!isLedgerError(error, 'RULE_CONTRADICTION')) throw error
  console.log(`Refused, all of it: ${error.message}`)
}
