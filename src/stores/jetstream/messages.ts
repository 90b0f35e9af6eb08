// The messages of a stream: one an append, its lines parted by line breaks.
// In: the stream, and which messages are wanted.
// Out: messages as the leader of the stream has them. A replica may be behind: what it sends is waited for until it has
// reached what the leader has.
import type { JetStreamManager } from '@nats-io/jetstream'
import { Silence, soon } from './failures.ts'

/** An append as it lies in the stream. `after` is the version its log had before. */
export interface Message {
  readonly sequence: number
  readonly relation: string
  readonly after: number
  readonly texts: readonly string[]
}

/** The stream and the driver to reach it with. */
export interface Source {
  readonly manager: JetStreamManager
  readonly stream: string
}

export const subjectOf = (stream: string, relation: string): string => `${stream}.${relation}`

const decoder = new TextDecoder()

function messageOf(
  stream: string,
  { seq, subject, data }: { readonly seq: number; readonly subject: string; readonly data: Uint8Array },
): Message {
  const texts = decoder.decode(data).split('\n')
  const version = /^\{"json":\{"relation":"[^"]*","version":(\d+),/.exec(texts[0] as string)?.[1]
  return { sequence: seq, relation: subject.slice(stream.length + 1), after: Number(version ?? Number.NaN) - 1, texts }
}

/** The last message of a relation, as the leader has it. */
export async function lastOf({ manager, stream }: Source, relation: string): Promise<Message | undefined> {
  const found = await soon(manager.streams.getMessage(stream, { last_by_subj: subjectOf(stream, relation) }))
  return found === null ? undefined : messageOf(stream, found)
}

/** The first message of a relation at or after this sequence, as the leader has it. */
export async function nextOf({ manager, stream }: Source, relation: string, sequence: number): Promise<Message | undefined> {
  // Servers have known `next_by_subj` since 2.2; the driver's types know it for another call alone.
  const query = { seq: sequence, next_by_subj: subjectOf(stream, relation) } as { seq: number }
  const found = await soon(manager.streams.getMessage(stream, query))
  return found === null ? undefined : messageOf(stream, found)
}

// So many are asked for one by one, all at once; beyond it a consumer is worth what it costs to make one.
const fewMessages = 32

/** All messages from one sequence to another that the leader has, undefined in place of one that is missing. */
export async function* allBetween(source: Source, first: number, last: number): AsyncGenerator<Message | undefined> {
  if (last - first >= fewMessages) return yield* consumed(source, `${source.stream}.*`, first, last)
  const sequences = Array.from({ length: last - first + 1 }, (_, index) => first + index)
  const found = await Promise.all(sequences.map((seq) => soon(source.manager.streams.getMessage(source.stream, { seq }))))
  for (const each of found) yield each === null ? undefined : messageOf(source.stream, each)
}

/** The messages of a relation from one sequence to another, which is that of a message of the relation. */
export const ofRelation = (source: Source, relation: string, first: number, last: number): AsyncGenerator<Message> =>
  consumed(source, subjectOf(source.stream, relation), first, last)

// In milliseconds: how long a page is waited for, and when the server forgets a consumer that nobody uses.
const [pageWithin, forgottenAfter] = [2000, 30_000] as const

async function* consumed({ manager, stream }: Source, subject: string, first: number, last: number): AsyncGenerator<Message> {
  const wanted = { filter_subjects: [subject], deliver_policy: 'by_start_sequence' as never, opt_start_seq: first }
  const consumer = await soon(manager.jetstream().consumers.get(stream, { ...wanted, inactive_threshold: forgottenAfter }))
  try {
    for (;;) {
      const page = await consumer.fetch({ max_messages: 1000, expires: pageWithin })
      let isEmpty = true
      for await (const found of page) {
        isEmpty = false
        yield messageOf(stream, found)
        if (found.seq >= last) return page.stop()
      }
      if (isEmpty) throw new Silence(`${stream}: messages up to ${last} were promised and did not come`)
    }
  } finally {
    // Nobody waits for it: a consumer that stays is forgotten by the server.
    void consumer.delete().catch(() => {})
  }
}
