// Asking the database, through times when it does not answer.
// In: a statement and its parameters. Out: its rows; or STORE_FAILED with the server's own code.
// A server that restarts, a connection that was cut: the statement is sent again, for as long as the caller has patience. Whoever sends
// something that must not be done twice is told that it is sent again, for the first time may have been done and only its answer lost.
import { LedgerError } from '../../errors.ts'
import { answeredIn, withPatience } from '../patience.ts'
import { type PostgresClient, queryOf } from './session.ts'

/** Sends a statement; `params` is asked for them at each try. */
export type Ask = <Row>(operation: string, text: string, params: (isAgain: boolean) => unknown[]) => Promise<readonly Row[]>

/**
 * @param patience how many milliseconds may pass in waiting between tries
 * @param isOver true once nobody waits for an answer any more, so that nothing is tried again
 */
export function asker(client: PostgresClient, name: string, patience: number, isOver: () => boolean): Ask {
  const query = queryOf(client)
  return async <Row>(operation: string, text: string, params: (isAgain: boolean) => unknown[]) => {
    try {
      const ask = async (isAgain: boolean) => (await query(text, params(isAgain))).rows as readonly Row[]
      return await withPatience({ milliseconds: patience, mayPass: (error) => !isOver() && mayPass(error) }, ask)
    } catch (error) {
      throw failed(operation, name, error)
    }
  }
}

// In milliseconds, beside all patience: how long a server may take to answer the first and smallest question.
const firstAnswerWithin = 5000

/** The first answer of all. A client that nobody connected, a pool without a connection to spare, waits for ever, and says nothing. */
export function firstAnswer<Value>(answer: Promise<Value>, name: string, patience: number): Promise<Value> {
  const advice =
    'connect the client first (await client.connect()), or see whether the pool reaches the server and has a connection to spare'
  return answeredIn(answer, patience + firstAnswerWithin, () => refusal('open', name, 'no answer came', advice))
}

// Classes of SQLSTATE: 08 connection, 40 rolled back for the sake of another, 57P0x the server stops or starts; 53300 too many
// connections. 23505 is a place or a version, 42P06 and 42P07 a schema or a table, that another took or made meanwhile.
const passing = /^(08...|40...|57P0.|53300|23505|42P06|42P07)$/
// Not the system's own names, such as EPIPE.
const sqlState = /^[0-9FHPX][0-9A-Z]{4}$/

/** True for what a later try may not meet: what the server says of its own state, and what is no answer of the server at all. */
function mayPass(error: unknown): boolean {
  const code = codeOf(error)
  return code === undefined || !sqlState.test(code) || passing.test(code)
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code
  return typeof code === 'string' ? code : undefined
}

function failed(operation: string, name: string, error: unknown): LedgerError<'STORE_FAILED'> {
  const said = error instanceof Error ? error.message : String(error)
  return refusal(operation, name, said, adviceFor(operation, error), error)
}

function adviceFor(operation: string, error: unknown): string {
  if (operation === 'append' && mayPass(error)) return 'it may be recorded or not: append the same events again, with the same ids'
  if (operation === 'set up' && codeOf(error) === '42501')
    return 'nothing was written: let a role that may make a schema run what postgresSetUp gives, and grant this one its tables'
  return 'nothing was written: remove the cause and try again'
}

/** A STORE_FAILED: what was being done, what the server or the driver said, and what to do. */
export function refusal(operation: string, name: string, said: string, advice: string, cause?: unknown): LedgerError<'STORE_FAILED'> {
  return new LedgerError('STORE_FAILED', `${operation} ${name}: ${said} — ${advice}`, { operation, code: codeOf(cause) }, {}, cause)
}
