// Writes appends, as many as wait in one call of the database's function.
// In: batches of texts and the version each was decided on.
// Out: a position once the batch is committed; or a refusal.
// One call is under way at a time: appends that build on one another keep their order, and many at once share one commit.
import { takeGroup } from '../group.ts'
import { positionOf, versionConflict } from '../terms.ts'
import type { Ask } from './ask.ts'

export interface Writer {
  /** Resolves to the position of the batch's last line. */
  append(relation: string, expectedVersion: number, texts: readonly string[]): Promise<string>
}

/** A batch in the queue. */
interface Waiting {
  readonly relation: string
  readonly expected: number
  readonly texts: readonly string[]
  readonly resolve: (position: string) => void
  readonly reject: (error: unknown) => void
}

/** What became of a batch: the place of its last line, null where the log was not at the version; and the version it was at. */
interface Outcome {
  readonly log_version: number
  readonly reached: number | null
}

/** @param isDurable true where the server shall wait for its disk, whatever the session says */
export function createWriter(ask: Ask, schema: string, isDurable: boolean): Writer {
  // Line breaks part the texts, since no text has one: an array would have every quote in it escaped.
  const statement = `SELECT log_version, reached FROM ${schema}.append(string_to_array($1, E'\\n'), $2::text::bigint[], $3::text::integer[],
    string_to_array($4, E'\\n'), $5::boolean, ${isDurable})`
  const queue: Waiting[] = []
  let isRunning = false

  function append(relation: string, expected: number, texts: readonly string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      queue.push({ relation, expected, texts, resolve, reject })
      if (!isRunning) void run()
    })
  }

  async function run(): Promise<void> {
    isRunning = true
    while (queue.length > 0) {
      await aMoment()
      const group = takeGroup(queue)
      try {
        answer(group, await ask<Outcome>('append', statement, (isAgain) => paramsOf(group, isAgain)))
      } catch (error) {
        for (const { reject } of group) reject(error)
      }
    }
    isRunning = false
  }

  return { append }
}

const paramsOf = (group: readonly Waiting[], isAgain: boolean): unknown[] => [
  group.map(({ relation }) => relation).join('\n'),
  `{${group.map(({ expected }) => expected).join()}}`,
  `{${group.map(({ texts }) => texts.length).join()}}`,
  group.map(({ texts }) => texts.join('\n')).join('\n'),
  isAgain,
]

function answer(group: readonly Waiting[], outcomes: readonly Outcome[]): void {
  for (const [index, { relation, expected, resolve, reject }] of group.entries()) {
    const { log_version: actual, reached } = outcomes[index] as Outcome
    if (reached === null) reject(versionConflict(relation, expected, actual))
    else resolve(positionOf(reached))
  }
}

// Whoever was just answered, and answers at once, shall come into the same group. No timer: with PGlite, whose answers come without one,
// who reads on and on would keep it from ever ringing.
async function aMoment(): Promise<void> {
  for (let turn = 0; turn < 16; turn += 1) await undefined
}
