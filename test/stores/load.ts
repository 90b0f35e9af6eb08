// Load on a store while its server is hurt, and the account of it afterwards: what was lost, what was recorded twice.
// In: how to open the store; and whatever hurts the server meanwhile.
// Out: how many appends were acknowledged, refused, unsure; and what is wrong with what the logs hold, which must be nothing.
// Each writer appends to a log of its own and, every third time, to one that all share. An append that failed and may be there is done
// as the documentation says: the same events again, with the same ids, after a look at what is there.
import { isLedgerError } from '../../src/errors.ts'
import type { NewLine, Store, StoredLine } from '../../src/stores/store.ts'

export interface Account {
  /** Batches that resolved. */
  readonly acknowledged: number
  /** Batches that lost against another at their version. */
  readonly refused: number
  /** Failures after which nobody could know; each was followed up. */
  readonly unsure: number
  /** What is wrong: acknowledged and not there, there twice, refused and there, half there, out of order. */
  readonly wrong: readonly string[]
}

interface Load {
  /** How many batches were acknowledged so far. */
  readonly acknowledged: () => number
  /** Lets the writers finish and reads everything. */
  finish(): Promise<Account>
}

/** A batch on its way: its ids never change, the version of its place may. */
interface Batch {
  readonly relation: string
  readonly ids: readonly string[]
}

const shared = 'RU~US'
const filling = 'x'.repeat(200)

const linesOf = ({ relation, ids }: Batch, expected: number): NewLine[] =>
  ids.map((id, index) => ({
    id,
    text: `{"json":{"relation":"${relation}","version":${expected + 1 + index},"id":"${id}","note":"${filling}"}}`,
  }))

/**
 * Starts the load.
 *
 * @param open opens the store; each writer has one of its own, as if it were another process
 * @param pause how many milliseconds a writer waits after each append
 */
function putLoadOn(open: () => Store, writers: number, pause = 0): Load {
  const acknowledged = new Map<string, readonly [relation: string, version: number]>()
  const refused = new Set<string>()
  const batches: Batch[] = []
  let [count, unsure, isOver] = [0, 0, false]

  async function write(writer: number): Promise<void> {
    const store = open()
    for (let number = 0; !isOver; number += 1) {
      const relation = number % 3 === 2 ? shared : `W${writer}~X`
      await record(store, { relation, ids: Array.from({ length: 1 + (number % 3) }, (_, index) => `w${writer}-${number}-${index}`) })
      if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause))
    }
    await store.close()
  }

  async function record(store: Store, batch: Batch): Promise<void> {
    batches.push(batch)
    for (let isUnsure = false; ; ) {
      try {
        const log = await store.read(batch.relation)
        const before = log.find(({ id }) => id === batch.ids[0])
        if (before !== undefined) return acknowledge(batch, before.version)
        await store.append(batch.relation, log.length, linesOf(batch, log.length))
        return acknowledge(batch, log.length + 1)
      } catch (error) {
        // After a try of which nobody knows, what stands in the way may be the batch itself: it is looked at again.
        if (isLedgerError(error, 'VERSION_CONFLICT') && !isUnsure) return void refused.add(batch.ids[0] as string)
        if (!isLedgerError(error, 'STORE_FAILED') && !isLedgerError(error, 'VERSION_CONFLICT')) throw error
        if (!isUnsure) unsure += 1
        isUnsure = true
      }
    }
  }

  function acknowledge({ relation, ids }: Batch, version: number): void {
    count += 1
    for (const [index, id] of ids.entries()) acknowledged.set(id, [relation, version + index])
  }

  const running = Array.from({ length: writers }, (_, writer) => write(writer))

  async function finish(): Promise<Account> {
    isOver = true
    await Promise.all(running)
    const store = open()
    const wrong = [...(await wrongIn(store, batches, refused, acknowledged)), ...(await wrongAcross(store))]
    await store.close()
    return { acknowledged: count, refused: refused.size, unsure, wrong }
  }

  return { acknowledged: () => count, finish }
}

/** Hurts a server so many times, with so many appends acknowledged before each and after the last; and accounts for them. */
export async function hurtUnderLoad(
  open: () => Store,
  { times, between, pause = 0 }: { readonly times: number; readonly between: number; readonly pause?: number },
  hurt: () => Promise<unknown>,
): Promise<Account> {
  const load = putLoadOn(open, 4, pause)
  for (let time = 0; time < times; time++) {
    await moreOf(load, between)
    await hurt()
  }
  await moreOf(load, between)
  return load.finish()
}

/** Resolves when so many more were acknowledged. */
async function moreOf(load: Load, count: number): Promise<void> {
  const target = load.acknowledged() + count
  while (load.acknowledged() < target) await new Promise((resolve) => setTimeout(resolve, 5))
}

async function wrongIn(
  store: Store,
  batches: readonly Batch[],
  refused: ReadonlySet<string>,
  acknowledged: ReadonlyMap<string, readonly [string, number]>,
): Promise<string[]> {
  const places = new Map<string, string[]>()
  for (const relation of await store.relations()) {
    for (const { id, version } of await store.read(relation)) places.set(id, [...(places.get(id) ?? []), `${relation} ${version}`])
  }
  const wrong: string[] = []
  for (const [id, found] of places) if (found.length > 1) wrong.push(`${id} is there twice: ${found.join(', ')}`)
  for (const [id, [relation, version]] of acknowledged) {
    if (places.get(id)?.[0] !== `${relation} ${version}`)
      wrong.push(`${id} was acknowledged at ${relation} ${version} and is at ${places.get(id)}`)
  }
  for (const { ids } of batches) {
    const there = ids.filter((id) => places.has(id)).length
    if (there > 0 && there < ids.length) wrong.push(`${ids[0]}: ${there} of ${ids.length} are there`)
    if (there > 0 && refused.has(ids[0] as string)) wrong.push(`${ids[0]} was refused and is there`)
  }
  return wrong
}

/** What reading on over all relations gives is what the logs have, each in its order. */
async function wrongAcross(store: Store): Promise<string[]> {
  const logs = new Map<string, StoredLine[]>()
  let cursor: string | undefined
  for (let page = await store.since(cursor, 500); page.length > 0; page = await store.since(cursor, 500)) {
    for (const { relation, position, ...line } of page) logs.set(relation, [...(logs.get(relation) ?? []), line])
    cursor = page.at(-1)?.position
  }
  const wrong: string[] = []
  for (const relation of await store.relations()) {
    const log = await store.read(relation)
    if (JSON.stringify(log.map(({ text }) => text)) !== JSON.stringify(logs.get(relation)?.map(({ text }) => text)))
      wrong.push(`${relation}: since and read disagree`)
  }
  return wrong
}
