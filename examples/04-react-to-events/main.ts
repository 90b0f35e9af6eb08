// Importing it into other code: watch a relation, keep the store of a user interface current, redraw only what changed.
import { demand, followUp, openLedger, type State } from 'relations-ledger'

/** The least a user interface's store needs: React's useSyncExternalStore takes just these two. */
function uiStore(first: State) {
  let shown = first
  const redraw = new Set<() => void>()
  return {
    getSnapshot: () => shown,
    subscribe: (listener: () => void) => {
      redraw.add(listener)
      return () => redraw.delete(listener)
    },
    show: (next: State) => {
      shown = next
      for (const listener of redraw) listener()
    },
  }
}

const talks = openLedger().between('US', 'RU')
const store = uiStore(await talks.state())
store.subscribe(() => console.log(`  the page shows ${store.getSnapshot().demands.open.length} open demands`))

const stop = talks.watch(({ events, before, state }) => {
  console.log(`${events.map((event) => event.type).join(', ')}:`)
  if (state.demands !== before.demands) store.show(state)
  else console.log('  the demands are the very same object: nothing to redraw')
})

await talks.append(demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10' }), { expectedVersion: 'any' })
await talks.append(followUp.scheduled({ followUp: 'round-3', what: 'meeting', occurred: '2025-04-10' }), { expectedVersion: 'any' })
await talks.append(demand.met({ demand: 'visas', by: 'US', occurred: '2025-06' }), { expectedVersion: 'any' })
stop()
await talks.append(demand.raised({ demand: 'flights', by: 'RU', occurred: '2025-07' }), { expectedVersion: 'any' })
console.log('no longer watched, the log goes on')
