// Keeping snapshots: what a ledger opens a relation with, and when it saves the next one.
// In: a store that has a place for them, how often, and the picture of a relation. Out: a picture to go on from; a snapshot in the store.
// Nothing waits for a snapshot and nothing fails for one: where it cannot be used or saved, the log does, and whoever asked is told why.
import type { RecordedEvent } from './event.ts'
import { pictureFrom, type SnapshotFault, writingOf } from './snapshot.ts'
import type { Picture } from './state.ts'
import type { Snapshot, Store, StoredLine } from './stores/store.ts'
import type { UnknownPolicy, Vocabulary } from './vocabulary.ts'

/** Whether and how a ledger keeps snapshots in its store. */
export interface SnapshotOptions {
  /** After how many events, at least, the next one is saved: a whole number from 1. Saving takes time that grows with the state. */
  readonly every: number
  /** Told where one was not used, or not saved. Nothing is lost: the log is folded instead. */
  readonly onSkip?: (skip: SnapshotSkip) => void
}

/** A snapshot that was not used, or not saved. */
export interface SnapshotSkip {
  readonly relation: string
  readonly doing: 'resume' | 'save'
  /** Why; `failed` where the store or the state threw `error`. */
  readonly reason: SnapshotFault | 'failed'
  readonly error?: unknown
}

/** What keeping them needs of a ledger. */
interface Keeper {
  readonly store: Store
  readonly vocabulary: Vocabulary
  readonly unknown: UnknownPolicy
  readonly snapshots: SnapshotOptions | undefined
}

/** How far the saving of one relation is. */
export interface Saving {
  /** The version of the last one that was saved, or tried, or resumed from. */
  version: number
  underWay: Promise<void> | undefined
}

type Decode = (line: StoredLine) => RecordedEvent

/** The picture of the latest snapshot, whose events are decoded when asked for; undefined where the log has to be folded. */
export async function resumedFrom(keeper: Keeper, relation: string, decode: Decode): Promise<Picture | undefined> {
  const found = await latestOf(keeper, relation)
  if (found === undefined) return undefined
  const lines = await keeper.store.read(relation, 1, found.version)
  const at = (place: number): StoredLine => lines[place] as StoredLine
  const stored = { length: lines.length, idAt: (place: number) => at(place).id, eventAt: (place: number) => decode(at(place)) }
  const picture = pictureFrom(found.text, keeper.vocabulary, relation, stored)
  if (typeof picture === 'string') return skip(keeper, { relation, doing: 'resume', reason: picture })
  if (keeper.unknown === 'fail' && picture.strangers.length > 0) return skip(keeper, { relation, doing: 'resume', reason: 'unknown' })
  return picture
}

async function latestOf(keeper: Keeper, relation: string): Promise<Snapshot | undefined> {
  if (keeper.snapshots === undefined) return undefined
  try {
    return await keeper.store.snapshots?.latest(relation)
  } catch (error) {
    return skip(keeper, { relation, doing: 'resume', reason: 'failed', error })
  }
}

/** Starts to save a snapshot where one is due and none is under way. */
export function saveIfDue(keeper: Keeper, saving: Saving, picture: Picture): void {
  const { store, snapshots } = keeper
  const { length } = picture.history
  if (snapshots === undefined || store.snapshots === undefined) return
  if (saving.underWay !== undefined || length - saving.version < snapshots.every) return
  saving.version = length
  saving.underWay = save(keeper, picture).finally(() => {
    saving.underWay = undefined
  })
}

/** Others have their turn between two steps. */
async function save(keeper: Keeper, picture: Picture): Promise<void> {
  const { relation, history } = picture
  try {
    const steps = writingOf(picture)
    await othersFirst()
    let step = steps.next()
    for (; step.done !== true; step = steps.next()) await othersFirst()
    await keeper.store.snapshots?.save(relation, { version: history.length, text: step.value })
  } catch (error) {
    skip(keeper, { relation, doing: 'save', reason: 'failed', error })
  }
}

const othersFirst = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

/** A listener that throws does so on its own: it hurts neither the state nor the append. */
function skip({ snapshots }: Keeper, skipped: SnapshotSkip): undefined {
  try {
    snapshots?.onSkip?.(skipped)
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
