// The page of the lifecycles, docs/lifecycles.md, made from the tables themselves.
// In: the twelve entities, and the line that opens each one's file. Out: Markdown with a diagram and a table for each;
// run as a program it writes the page, and test/lifecycles-page.test.ts holds that the page is what the tables say.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { diplomacy } from '../src/diplomacy.ts'
import type { CompiledRow } from '../src/lifecycle.ts'
import type { Definition } from '../src/table.ts'

const root = new URL('../', import.meta.url)

/** Where the page lies. */
export const pageFile = fileURLToPath(new URL('docs/lifecycles.md', root))

const introduction = `# Lifecycles

<!-- Made by scripts/lifecycles.ts from the tables in src/entities: change those, then run npm run docs:lifecycles. -->

Each entity has one table: which events may follow on which status, and where they lead. Constructors, rules and the state follow from it.
An event from a status that its row does not list is a problem: a **gap** where the table has a way from there to a listed status,
for then a step is missing from the log; else a **contradiction**. It takes its effect all the same.

In the diagrams \`[*]\` is an entity the log has not yet heard of, and the end; who may act stands in brackets.
In the tables \`new\` is that first \`[*]\`; **keeps** are statuses that the event may follow on and that stay as they are;
**back** is the status before the present one; an event without a target is a mark, which moves no status: where nothing else
is known of the entity, its status is \`unknown\`. **Word** is whose word the fact needs to be confirmed.
`

/** The whole page. */
export function lifecyclesPage(): string {
  return [introduction, ...diplomacy.map((each) => section(each.entity as unknown as Definition))].join('\n')
}

function section(definition: Definition): string {
  const rows = [...definition.lifecycle.rows.values()]
  return [
    `## ${definition.kind}\n`,
    `${describe(definition)}\n`,
    facts(definition),
    diagram(definition, rows),
    table(definition, rows),
  ].join('\n')
}

/** What the entity is, from the line that opens its file: `// demand: anything one side asks …`. */
function describe({ kind }: Definition): string {
  const file = new URL(`src/entities/${kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`, root)
  const [line = ''] = readFileSync(file, 'utf8').split('\n')
  const text = line.replace(`// ${kind}: `, '')
  if (text === line) throw new Error(`${file.pathname} does not open with "// ${kind}: " and what it is`)
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}

function facts({ kind, plural, open, final, lifecycle }: Definition): string {
  const pairs = [...lifecycle.opposites].slice(0, lifecycle.opposites.size / 2)
  const roles = pairs.map(([role, opposite]) => `${role} and ${opposite}`).join('; ')
  return [
    `- In the state: \`state.${plural}\`; its id in an event: \`${kind}\``,
    ...(roles === '' ? [] : [`- Roles: ${roles}${sharing(lifecycle)}`]),
    `- Open: ${[...open].join(', ')}`,
    `- Final: ${final.size === 0 ? 'none' : [...final].join(', ')}\n`,
  ].join('\n')
}

const sharing = ({ shared, sharedRoles }: Definition['lifecycle']): string =>
  shared === undefined ? '' : ` (with \`${shared}\`, each side is both ${sharedRoles.join(' and ')})`

// ── the diagram ──────────────────────────────────────────────────────────────────────────────────────────────────

function diagram({ kind, final }: Definition, rows: readonly CompiledRow[]): string {
  const labels = new Map<string, string[]>()
  for (const row of rows) {
    for (const arrow of arrows(row, rows)) labels.set(arrow, [...(labels.get(arrow) ?? []), `${nameOf(kind, row)} (${who(row)})`])
  }
  const lines = [...labels].map(([arrow, events]) => `  ${arrow} : ${events.join(' / ')}`)
  const ends = [...final].map((status) => `  ${status} --> [*]`)
  return ['```mermaid', 'stateDiagram-v2', ...lines, ...ends, '```\n'].join('\n')
}

const arrows = (row: CompiledRow, rows: readonly CompiledRow[]): readonly string[] =>
  row.from.flatMap((status) => targets(row, status, rows).map((target) => `${status === 'new' ? '[*]' : status} --> ${target}`))

/** Where a row leads from a status; `back` leads wherever one can have come from. */
function targets(row: CompiledRow, status: string, rows: readonly CompiledRow[]): readonly string[] {
  if (row.to === undefined) return []
  if (row.to !== 'back') return [row.to]
  const before = rows.filter((each) => each.to === status).flatMap((each) => each.from)
  return [...new Set(before.filter((each) => each !== 'new'))]
}

// ── the table ────────────────────────────────────────────────────────────────────────────────────────────────────

function table({ kind, word }: Definition, rows: readonly CompiledRow[]): string {
  const lines = rows.map((row) => {
    const needs = [...(row.needs ?? []), ...(row.brings ?? [])]
    const may = row.fields.filter((field) => !needs.includes(field))
    const cells = [`\`${nameOf(kind, row)}\``, way(row), who(row), needs.join(', '), may.join(', '), wordOf(row.word ?? word)]
    return `| ${cells.map((cell) => (cell === '' ? '–' : cell)).join(' | ')} |`
  })
  return ['| event | from → to | who | needs | may bring | word |', '| --- | --- | --- | --- | --- | --- |', ...lines, ''].join('\n')
}

const nameOf = (kind: string, row: CompiledRow): string => row.type.slice(kind.length + 1)

function way(row: CompiledRow): string {
  const from = row.from.join(', ')
  const keeps = row.keeps === undefined ? '' : `; keeps ${row.keeps.join(', ')}`
  if (row.to === undefined) return `${from}: a mark`
  const otherwise = row.otherwise === undefined ? '' : ` (${row.otherwise} where that is not known)`
  return `${from} → **${row.to}**${otherwise}${keeps}`
}

/** Who may act; where nobody is named, both sides do it together, or it happens by itself. A mark is set by whoever says it. */
function who(row: CompiledRow): string {
  if (row.by === undefined && row.to === undefined) return 'anyone'
  if (row.by === undefined) return row.word === 'nobody' ? 'nobody' : 'both'
  const third = row.third === true ? ' or third party' : ''
  return row.each === undefined ? `${row.by}${third}` : `${row.by}, each for itself`
}

const wordOf = (word: string): string => (word === 'by' ? 'who acts' : word)

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(pageFile, lifecyclesPage())
