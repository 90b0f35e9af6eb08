// A stream of JetStream in memory, as far as the store uses it, so that answers can be lost on purpose and no server is needed.
// In: what the next calls shall do. Out: what looks like the driver's manager.
// It refuses, acknowledges and remembers message ids as a server does. The real one is tested in cluster.servers.ts.
import type { JetStreamManager, StreamConfig } from '@nats-io/jetstream'

/** A message as it is stored. */
interface Stored {
  readonly seq: number
  readonly subject: string
  readonly data: Uint8Array
  readonly id: string
}

/** An answer of the server that is a refusal. */
export class ApiError extends Error {
  constructor(
    readonly code: number,
    readonly status = 400,
    message = `error ${code}`,
  ) {
    super(message)
  }
}

export class TimeoutError extends Error {
  override readonly name = 'TimeoutError'
}

/** What a publish does beside: before it, and instead of its answer. */
export interface Fault {
  readonly before?: () => Promise<unknown>
  readonly isTaken: boolean
  readonly answer: () => Error | { readonly seq: number }
}

export interface OneStream {
  readonly manager: JetStreamManager
  config: Partial<StreamConfig> | undefined
  messages: Stored[]
  readonly faults: Fault[]
  /** Thrown by the next questions, one by one. */
  readonly refusals: Error[]
  /** How many of the next questions are never answered. */
  silences: number
  /** False where retried ids come to a conflict, as with replicas on server 2.10. */
  knowsIds: boolean
}

export function oneStream(config?: Partial<StreamConfig>): OneStream {
  const watching = new Set<() => void>()
  const encoder = new TextEncoder()

  const refuse = (): void => {
    const refusal = stream.refusals.shift()
    if (refusal !== undefined) throw refusal
  }
  const lastSequence = (): number => stream.messages.at(-1)?.seq ?? (stream.config?.first_seq ?? 1) - 1
  const matching = (filter: string) => stream.messages.filter(({ subject }) => filter.endsWith('*') || subject === filter)

  const heard = (): Promise<void> => {
    if (stream.silences === 0) return Promise.resolve()
    stream.silences -= 1
    return new Promise(() => {})
  }

  const streams = {
    info: async () => {
      await heard()
      refuse()
      if (stream.config === undefined) throw new ApiError(10059, 404)
      const subjects: Record<string, number> = {}
      for (const { subject } of stream.messages) subjects[subject] = (subjects[subject] ?? 0) + 1
      return { config: stream.config, state: { last_seq: lastSequence(), subjects } }
    },
    add: async (given: Partial<StreamConfig>) => {
      refuse()
      stream.config = given
      return { config: given }
    },
    getMessage: async (_: string, query: { readonly last_by_subj?: string; readonly next_by_subj?: string; readonly seq?: number }) => {
      await heard()
      refuse()
      if (query.last_by_subj !== undefined) return matching(query.last_by_subj).at(-1) ?? null
      const from = matching(query.next_by_subj ?? '*').filter(({ seq }) => seq >= (query.seq ?? 0))
      return (query.next_by_subj === undefined ? from.find(({ seq }) => seq === query.seq) : from[0]) ?? null
    },
  }

  function answerOf({ answer }: Fault) {
    const given = answer()
    if (given instanceof Error) throw given
    return given
  }

  async function publish(subject: string, text: string, { msgID, expect }: { msgID: string; expect: { lastSubjectSequence: number } }) {
    const fault = stream.faults.shift()
    await fault?.before?.()
    if (fault?.isTaken === false) return answerOf(fault)
    const before = stream.messages.find(({ id }) => id === msgID)
    if (before !== undefined && stream.knowsIds) return { seq: before.seq, duplicate: true }
    if ((matching(subject).at(-1)?.seq ?? 0) !== expect.lastSubjectSequence) throw new ApiError(10071)
    const seq = lastSequence() + 1
    stream.messages.push({ seq, subject, data: encoder.encode(text), id: msgID })
    for (const tell of watching) tell()
    if (fault !== undefined) return answerOf(fault)
    return { seq, duplicate: false }
  }

  const get = async (_: string, wanted: { readonly filter_subjects: string[]; readonly opt_start_seq?: number }) => {
    let next = wanted.opt_start_seq ?? 0
    return {
      fetch: async ({ max_messages }: { max_messages: number }) => {
        refuse()
        const page = matching(wanted.filter_subjects[0] as string).filter(({ seq }) => seq >= next)
        next = (page.slice(0, max_messages).at(-1)?.seq ?? next) + 1
        return Object.assign(page.slice(0, max_messages), { stop: () => {} })
      },
      consume: async ({ callback }: { callback: () => void }) => {
        watching.add(callback)
        return { closed: () => new Promise(() => {}), stop: () => watching.delete(callback) }
      },
      delete: async () => true,
    }
  }

  const manager = { streams, jetstream: () => ({ publish, consumers: { get } }) } as unknown as JetStreamManager
  const stream: OneStream = { manager, config, messages: [], faults: [], refusals: [], silences: 0, knowsIds: true }
  return stream
}
