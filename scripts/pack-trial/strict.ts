// The package as somebody uses it from strict TypeScript, installed from its tarball.
// In: nothing. Out: `strict: works` on stdout; each `@ts-expect-error` is a mistake the types must catch.
// Compiled twice and run: with `nodenext` resolution, and with `bundler` resolution where no types of Node are there.
import { demand, fold, followUp, guarantee, isLedgerError, meeting, openLedger } from 'relations-ledger'
import { memoryStore } from 'relations-ledger/stores/memory'

const occurred = '2025-04-10'
const ledger = openLedger({ store: memoryStore() })
const talks = ledger.between('US', 'RU')

await talks.append(
  [
    meeting.held({ meeting: 'istanbul-2', occurred, place: 'Istanbul', duration: 'PT5H~', saidBy: ['US', 'RU'] }),
    guarantee.agreed({ guarantee: 'embassy-payments', occurred, reciprocal: true, saidBy: ['RU'] }),
    demand.raised({ demand: 'lift-hiring-ban', by: 'US', to: 'RU', occurred, saidBy: ['US'] }),
    followUp.scheduled({
      followUp: 'round-3',
      what: 'meeting',
      due: { edtf: '2025-04-10/..', phrase: 'in the near future' },
      occurred,
      saidBy: ['US'],
    }),
  ],
  { expectedVersion: 0 },
)

const state = await talks.state()
must(state.demands.get('lift-hiring-ban')?.status === 'open', 'the demand is not open')

const events = []
for await (const event of talks.events()) events.push(event)
must(fold(events).guarantees.get('embassy-payments')?.status === 'agreed', 'the guarantee is not agreed')

const refused: unknown = await talks.append([meeting.held({ meeting: 'late', occurred })], { expectedVersion: 1 }).catch((error) => error)
must(isLedgerError(refused, 'VERSION_CONFLICT') && refused.details.actual === 4, `refused with ${String(refused)}`)

/** Mistakes the types catch; never called. */
export function mistakes(): unknown[] {
  return [
    // @ts-expect-error an event without `occurred`
    meeting.held({ meeting: 'istanbul-2' }),
    // @ts-expect-error the id of another entity
    demand.raised({ meeting: 'lift-hiring-ban', by: 'US', to: 'RU', occurred }),
    // @ts-expect-error a status no demand has
    state.demands.get('lift-hiring-ban')?.status === 'held',
    // @ts-expect-error an append always says which version it was decided on
    talks.append([]),
  ]
}

function must(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Error(message)
}

await ledger.close()
console.log('strict: works')
