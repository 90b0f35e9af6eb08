// What can be wrong with a lifecycle table that no history has to show: found by reading it.
// In: a definition.
// Out: a line for each fault: a status nothing leads to, a dead end that is not final, rows that are in each other's way.
import type { CompiledRow } from '../../lifecycle.ts'
import type { Definition } from '../../table.ts'

/** What is wrong with the tables of these definitions, a line each. */
export const faultsOfTables = (definitions: readonly Definition[]): readonly string[] =>
  definitions.flatMap((definition) => [...unreachable(definition), ...deadEnds(definition), ...conflicts(definition)])

const rowsOf = ({ lifecycle }: Definition): readonly CompiledRow[] => [...lifecycle.rows.values()]
const shortName = ({ type }: CompiledRow): string => type.slice(type.indexOf('.') + 1)

/** Every status that a row names. */
function statusesOf(definition: Definition): ReadonlySet<string> {
  const rows = rowsOf(definition)
  const named = rows.flatMap((row) => [...row.comesFrom, row.to, row.otherwise])
  return new Set(named.filter((status): status is string => status !== undefined && status !== 'new' && status !== 'back'))
}

function reachedIn(definition: Definition): ReadonlySet<string> {
  const reached = new Set(['new'])
  for (const status of reached)
    for (const row of rowsOf(definition)) {
      if (!row.from.includes(status)) continue
      const targets = row.to === 'back' ? [row.otherwise] : [row.to]
      for (const target of targets) if (target !== undefined) reached.add(target)
    }
  return reached
}

function unreachable(definition: Definition): readonly string[] {
  const reached = reachedIn(definition)
  const lost = [...statusesOf(definition)].filter((status) => !reached.has(status))
  return lost.map(
    (status) => `${definition.kind}: no way leads to "${status}" — let a row come from 'new', or from a status that is reached`,
  )
}

function deadEnds(definition: Definition): readonly string[] {
  const leadsOn = (status: string): boolean =>
    rowsOf(definition).some((row) => row.from.includes(status) && row.to !== undefined && row.to !== status)
  const ends = [...statusesOf(definition)].filter((status) => !definition.final.has(status) && !leadsOn(status))
  return ends.map(
    (status) =>
      `${definition.kind}: nothing leads on from "${status}", which is not final — put it into final, or add the row that is missing`,
  )
}

/** One row that says two things of a status, and two rows that keep one list for two ends. */
function conflicts(definition: Definition): readonly string[] {
  const rows = rowsOf(definition)
  const twofold = rows.flatMap((row) =>
    row.from
      .filter((status) => row.keeps?.includes(status))
      .map((status) => `${row.type}: "${status}" stands in from and in keeps, so that the event both moves and does not — leave one out`),
  )
  const open = [...definition.open].filter((status) => definition.final.has(status))
  const both = open.map((status) => `${definition.kind}: "${status}" is open and final — leave one out`)
  return [...twofold, ...both, ...sharedLists(rows), ...unmarked(rows)]
}

function sharedLists(rows: readonly CompiledRow[]): readonly string[] {
  return rows.flatMap((row, at) => {
    const other = rows.slice(at + 1).find((each) => row.each !== undefined && each.each === row.each && each.to !== row.to)
    if (other === undefined) return []
    return [`${row.type} and ${shortName(other)} both collect ${row.each}, and lead to different statuses — give each its own list`]
  })
}

function unmarked(rows: readonly CompiledRow[]): readonly string[] {
  const kept = new Set(rows.flatMap((row) => [row.marks, row.each]))
  const idle = rows.filter((row) => row.clears !== undefined && !kept.has(row.clears))
  return idle.map((row) => `${row.type} clears ${row.clears}, and no row marks it — add marks: '${row.clears}' where the list is filled`)
}
