// Reads lines of a relation from a database, hundreds of them as one row: a driver takes longer to hand out a row than SQLite to find it.
// In: the prepared statements; a relation, the first version wanted, and how many lines.
// Out: the lines, each held to its checksum and to its place; LOG_CORRUPT for one that is not what was written.
import { crc32 } from 'node:zlib'
import { lineOf } from '../opening.ts'
import type { StoredLine } from '../store.ts'
import { damagedDatabase, type SqliteDatabase, type SqliteStatement } from './database.ts'

/** The version and the id stand in the text, too, which the checksum covers: each column more costs a fifth of the reading. */
export interface Row {
  readonly text: string
  readonly crc: number
}

export interface ReadStatements {
  readonly ofRelation: SqliteStatement
  readonly joined: SqliteStatement
}

const pageSize = 512
/** In bytes. A text that is longer stands as an empty one among those joined, which are 32 MiB at most so. */
const longestJoined = 65_536

const wanted = 'SELECT text, crc FROM ledger_events WHERE relation = ? AND version >= ? ORDER BY version LIMIT ?'

/** SQLite keeps the order of a subquery that group_concat joins; were it another, lineOf would refuse it. */
export const prepareReading = (database: SqliteDatabase): ReadStatements => ({
  ofRelation: database.prepare(wanted),
  joined: database.prepare(
    `SELECT group_concat(CASE WHEN length(CAST(text AS BLOB)) <= ${longestJoined} THEN text ELSE '' END, char(10)) AS texts, group_concat(crc) AS crcs
    FROM (${wanted})`,
  ),
})

/** A log only grows, and a batch is in it whole or not at all: what another process appends between two pages parts none. */
export function readLines(name: string, statements: ReadStatements, relation: string, from: number, limit: number): StoredLine[] {
  const lines: StoredLine[] = []
  for (let got = pageSize; got === pageSize && lines.length < limit; ) {
    const rows = rowsFrom(statements, relation, from + lines.length, Math.min(pageSize, limit - lines.length))
    got = rows.length
    for (const row of rows) lines.push(checkedLine(name, row, relation, from + lines.length))
  }
  return lines
}

/** The rows of one page, taken apart; one by one where a text was too long to be joined. A line break that damage put in fits no checksum. */
function rowsFrom({ joined, ofRelation }: ReadStatements, relation: string, from: number, size: number): readonly Row[] {
  const { texts, crcs } = joined.get(relation, from, size) as { texts: string | null; crcs: string | null }
  const apart = texts?.split('\n') ?? []
  const sums = crcs?.split(',') ?? []
  if (apart.includes('')) return ofRelation.all(relation, from, size) as Row[]
  return apart.map((text, index) => ({ text, crc: Number(sums[index]) }))
}

/** The line that stands at this place of the log; LOG_CORRUPT where its text is not what was written, or was written for another place. */
export function checkedLine(name: string, { text, crc }: Row, relation: string, version: number): StoredLine {
  if (crc32(text) === Number(crc)) return lineOf(name, relation, version, text)
  throw damagedDatabase(name, `version ${version} of ${relation} is not what was written: its checksum does not fit`, relation)
}
