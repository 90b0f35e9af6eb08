// The server that a manager's connection leads to.
// In: the manager. Out: what is wrong with the server's version; undefined where nothing is, or where nobody can say.
// The driver's types do not show the connection behind a manager; its classes do.
import type { JetStreamManager } from '@nats-io/jetstream'

interface Connected {
  getConnection?(): { readonly info?: { readonly version?: string } }
}

/** From here on servers take the consumers that the store reads with. */
const oldest = [2, 10] as const

export function faultOfServer(manager: JetStreamManager): string | undefined {
  const version = (manager as Connected).getConnection?.().info?.version
  const [, major, minor] = /^(\d+)\.(\d+)\./.exec(version ?? '') ?? []
  if (major === undefined || minor === undefined) return undefined
  const isOld = Number(major) < oldest[0] || (Number(major) === oldest[0] && Number(minor) < oldest[1])
  return isOld ? `the server is nats-server ${version}, older than ${oldest.join('.')}` : undefined
}
