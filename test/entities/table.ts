// A lifecycle table on trial: what is expected stands in the test, written by hand, one row an event and one column a status.
// In: how to make each event, how to reach each status, and the table as text: the new status, `=` for a status that stays,
// `gap` or `no` (a contradiction). Out: one test a row; and one that no event and no status was left out.
import { describe, expect, test } from 'vitest'
import { diplomacyVocabulary } from '../../src/diplomacy.ts'
import { type Input, stateAfter } from '../record.ts'

export interface Trial {
  /** The entity, as a reference. */
  readonly entity: string
  readonly events: { readonly [name: string]: () => Input }
  /** For each status of the header but `new`, the events that lead there. */
  readonly ways: { readonly [status: string]: readonly string[] }
  readonly table: string
}

/** Tries every event of the table in every status. */
export function tryTable(trial: Trial): void {
  const [header = [], ...rows] = trial.table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
  describe(`the table of ${trial.entity}`, () => {
    test('leaves out no event and no status', () => expectComplete(trial.entity, header, rows))
    test.each(rows)('%s', (name, ...cells) => {
      expect(cells).toHaveLength(header.length)
      header.forEach((status, at) => {
        expectCell(trial, name as string, status, cells[at] as string)
      })
    })
  })
}

function expectComplete(entity: string, header: readonly string[], rows: readonly (readonly string[])[]): void {
  const kind = entity.slice(0, entity.indexOf('/'))
  const known = [...diplomacyVocabulary.types]
    .filter(([, { definition }]) => definition.kind === kind)
    .map(([type, { row }]) => ({ type, row }))
  expect(rows.map(([name]) => `${kind}.${name}`).toSorted()).toEqual(known.map(({ type }) => type).toSorted())
  const statuses = new Set(known.flatMap(({ row }) => (row.to === undefined || row.to === 'back' ? [] : [row.to])))
  expect(header.filter((status) => status !== 'new' && status !== 'unknown').toSorted()).toEqual([...statuses].toSorted())
}

function expectCell(trial: Trial, name: string, status: string, cell: string): void {
  const way = (trial.ways[status] ?? []).map((step) => make(trial, step))
  const before = stateAfter(...way)
  expect(before.problems, `on the way to ${status}`).toEqual([])
  expect(before.entity(trial.entity)?.status ?? 'new').toBe(status)
  const state = stateAfter(...way, make(trial, name))
  const found = state.problems.map(({ kind, rule }) => ({ kind, rule }))
  const type = `${trial.entity.slice(0, trial.entity.indexOf('/'))}.${name}`
  const here = `${name} after ${status}`
  const kind = { gap: 'gap', no: 'contradiction' }[cell]
  expect(found, here).toEqual(kind === undefined ? [] : [{ kind, rule: `${type}/from` }])
  if (kind === undefined) expect(state.entity(trial.entity)?.status, here).toBe(cell === '=' ? status : cell)
}

function make({ events }: Trial, name: string): Input {
  const event = events[name]
  if (event === undefined) throw new Error(`the trial has no event "${name}"`)
  return event()
}
