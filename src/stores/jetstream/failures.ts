// What went wrong between the store and the cluster.
// In: what a call of the driver threw. Out: whether it may pass; whether it is a conflict; a STORE_FAILED that says what to do.
// Only an answer of the server is certain: after anything else an append may have been taken.
import { LedgerError } from '../../errors.ts'
import { answeredIn } from '../patience.ts'

/** A reader was promised messages that did not come. */
export class Silence extends Error {
  override readonly name = 'Silence'
}

/** What the server answered, where it answered. */
interface ApiError extends Error {
  readonly code: number
  readonly status: number
}

const isApiError = (error: unknown): error is ApiError =>
  error instanceof Error && typeof (error as Partial<ApiError>).status === 'number' && typeof (error as Partial<ApiError>).code === 'number'

/** True where the last message of the subject is not the one that was expected. */
export const isConflict = (error: unknown): boolean => isApiError(error) && (error.code === 10071 || error.code === 10164)

export const isNotFound = (error: unknown): boolean => isApiError(error) && error.code === 10059

// A server that is in no cluster makes no replicas.
const isAlone = (error: unknown): boolean => isApiError(error) && error.code === 10074

const isTooLarge = (error: unknown): boolean => error instanceof Error && error.message.includes('max_payload')
const isClosed = (error: unknown): boolean => error instanceof Error && error.name === 'ClosedConnectionError'

/**
 * True for what a later try may not meet: no answer at all, or one that says that the cluster is not ready. 10158: the first try is still
 * under way; 10005: servers on which the stream could be made are away; 10058: somebody else made it just now; 10059, 10014: a server that
 * is asked too early does not know the stream or the consumer yet.
 */
export function mayPass(error: unknown): boolean {
  if (error instanceof LedgerError || isTooLarge(error) || isClosed(error)) return false
  return !isApiError(error) || error.status === 503 || passing.has(error.code)
}

const passing = new Set([10158, 10005, 10058, 10059, 10014])

/** In milliseconds. An answer takes as long as the disks of most of the cluster; an election some seconds. */
export const answerWithin = 2000

/** In milliseconds: the names of all relations are a long answer. */
export const listWithin = 4000

/** A question that was not answered in time: it is lost, or it was put to a server that has no leader to turn to. */
class Unanswered extends Error {
  override readonly name = 'TimeoutError'
  constructor(readonly waited: number) {
    super('no answer')
  }
}

/** How long a try had waited for an answer that did not come. */
export function waitedIn(error: unknown): number {
  if (error instanceof Unanswered) return error.waited
  return error instanceof Error && error.name === 'TimeoutError' ? answerWithin : 0
}

/** What was asked, or a failure where no answer comes in time: the driver alone waits so long for one answer that patience has no second try. */
export const soon = <Value>(answer: Promise<Value>, within = answerWithin): Promise<Value> =>
  answeredIn(answer, within, () => new Unanswered(within))

/** A STORE_FAILED: what was being done, what the server or the driver said, and what that means for an append. */
export function failed(operation: string, name: string, error: unknown): LedgerError {
  if (error instanceof LedgerError) return error
  return refusal(operation, name, saidBy(error), adviceFor(operation, error), error)
}

// What the driver says of silence names neither who was silent nor why.
function saidBy(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'the cluster did not answer in time'
  if (error.name === 'JetStreamNotEnabled') return 'no server answers for the stream'
  return error.message
}

function adviceFor(operation: string, error: unknown): string {
  if (isTooLarge(error)) return "nothing was written: append fewer events at once, or raise the server's max_payload"
  if (isClosed(error)) return 'nothing was written: open a connection, and a store on it'
  if (isAlone(error)) return "start a cluster of three servers, or say durability: 'os'"
  if (!mayPass(error)) return 'nothing was written: remove the cause and try again'
  if (operation === 'append') return 'it may be recorded or not: append the same events again, with the same ids'
  return 'see whether most of the servers are up, with JetStream enabled, and raise patience where they take longer'
}

export function refusal(operation: string, name: string, said: string, advice: string, cause?: unknown): LedgerError<'STORE_FAILED'> {
  const code = isApiError(cause) ? String(cause.code) : cause instanceof Error ? cause.name : undefined
  return new LedgerError('STORE_FAILED', `${operation} ${name}: ${said} — ${advice}`, { operation, code }, {}, cause)
}
