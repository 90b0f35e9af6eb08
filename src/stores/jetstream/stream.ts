// The stream that holds a store's logs: a subject a relation, a message an append.
// In: the name of the stream, and what an append shall have survived.
// Out: how the stream is made; and what is wrong with the settings of one that is there, for the promise to hold.
import type { StreamConfig } from '@nats-io/jetstream'

/** What an append that resolved has survived: one server's process, or the loss of a minority of the servers. */
export type StreamDurability = 'os' | 'quorum'

/** How a stream is made that keeps all it was given, and takes no more where it is full. */
export const settingsOf = (name: string, replicas: number) =>
  ({
    name,
    subjects: [`${name}.*`],
    storage: 'file',
    retention: 'limits',
    discard: 'new',
    num_replicas: replicas,
    deny_delete: true,
    deny_purge: true,
  }) as const satisfies Partial<StreamConfig>

const isLimit = (limit: number | undefined): boolean => limit !== undefined && limit > 0

/** True where a message to each of the name's subjects comes into the stream. */
const takesAll = (name: string, subjects: readonly string[] = []): boolean =>
  subjects.some((subject) => new RegExp(`^(?:>|(?:${name}|\\*)\\.[*>])$`).test(subject))

/** What lets a stream lose what it acknowledged, or keeps it from what it is asked for; empty where nothing does. */
export function faultsOf(config: StreamConfig, name: string, durability: StreamDurability): string[] {
  const refusesMore = config.discard === 'new'
  const faults: readonly (readonly [isFault: boolean, what: string])[] = [
    [durability === 'quorum' && config.num_replicas < 3, `num_replicas is ${config.num_replicas}, not 3 or more`],
    [config.storage !== 'file', `storage is ${config.storage}, not file`],
    [config.retention !== 'limits', `retention is ${config.retention}, not limits`],
    [isLimit(config.max_age), 'max_age lets old events go'],
    [isLimit(config.max_msgs) && !refusesMore, 'max_msgs lets old events go, since discard is old'],
    [isLimit(config.max_bytes) && !refusesMore, 'max_bytes lets old events go, since discard is old'],
    [
      isLimit(config.max_msgs_per_subject) && !(refusesMore && config.discard_new_per_subject === true),
      'max_msgs_per_subject lets old events go',
    ],
    [config.no_ack === true, 'no_ack leaves it open what was taken'],
    [config.allow_rollup_hdrs === true, 'allow_rollup_hdrs lets a message wipe a log out'],
    // From 2.12 on, for one replica alone.
    [config.persist_mode === 'async', 'persist_mode is async, so it acknowledges what is not written yet'],
    [config.subject_transform !== undefined, 'subject_transform puts events where nobody looks for them'],
    [config.mirror !== undefined, 'it is a mirror, which takes no appends'],
    [config.mirror === undefined && !takesAll(name, config.subjects), `its subjects do not take ${name}.*`],
  ]
  return faults.filter(([isFault]) => isFault).map(([, what]) => what)
}
