// The house of the code: who may import whom, and what every file owes its reader.
// In: the text of every file of src, and lists of what is allowed. Out: one test a rule, which names each file that breaks it.
// Each rule is a function from files to complaints, and is first tried on a small file that breaks it,
// so that a rule which has stopped seeing anything does not pass unnoticed.
import { readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { dirname, join as joinPosix } from 'node:path/posix'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

/** Texts by path within src: `stores/memory.ts`. */
type Files = ReadonlyMap<string, string>
type Rule = (files: Files) => string[]
/** What a file imports or re-exports: a package's name, or the path within src of one of ours. */
interface Import {
  readonly from: string
  readonly target: string
}

const root = join(import.meta.dirname, '..')

function filesUnder(folder: string): Files {
  const paths = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/'))
  return new Map(paths.filter((path) => path.endsWith('.ts')).map((path) => [path, readFileSync(join(root, folder, path), 'utf8')]))
}

const few = (files: { readonly [path: string]: string }): Files => new Map(Object.entries(files))

function importsOf(files: Files): Import[] {
  return [...files].flatMap(([from, text]) =>
    ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => ({
      from,
      target: fileName.startsWith('.') ? joinPosix(dirname(from), fileName) : fileName,
    })),
  )
}

/** True where a path is one of the rooms, or lies in one of them: `stores/` holds `stores/memory.ts`. */
const isIn = (rooms: readonly string[], path: string): boolean =>
  rooms.some((room) => path === room || (room.endsWith('/') && path.startsWith(room)))

const isPackage = (target: string): boolean => !target.endsWith('.ts')
const complaint = ({ from, target }: Import): string => `${from} imports ${target}`

const onlyUsers =
  (target: string, users: readonly string[]): Rule =>
  (files) =>
    importsOf(files)
      .filter((each) => (each.target === target || each.target.startsWith(`${target}/`)) && !isIn(users, each.from))
      .map(complaint)

const neverImport =
  (importers: readonly string[], targets: readonly string[]): Rule =>
  (files) =>
    importsOf(files)
      .filter((each) => isIn(importers, each.from) && isIn(targets, each.target))
      .map(complaint)

/** Of our own files, and of packages: nothing but what is named. */
const importOnly =
  (importers: readonly string[], targets: readonly string[]): Rule =>
  (files) =>
    importsOf(files)
      .filter((each) => isIn(importers, each.from) && !isIn(targets, each.target))
      .map(complaint)

/** Nothing that is loaded with the file, near or far, is one of these packages. */
const neverLoads =
  (start: string, packages: readonly string[]): Rule =>
  (files) => {
    const imports = importsOf(files)
    const loaded = new Set([start])
    for (const path of loaded) for (const each of imports) if (each.from === path) loaded.add(each.target)
    return imports.filter((each) => loaded.has(each.from) && packages.includes(each.target)).map(complaint)
  }

const nodeOnlyIn =
  (rooms: readonly string[]): Rule =>
  (files) =>
    importsOf(files)
      .filter((each) => isBuiltin(each.target) && !isIn(rooms, each.from))
      .map(complaint)

const noListImported: Rule = (files) =>
  importsOf(files)
    .filter((each) => /(^|\/)index\.ts$/.test(each.target) || /^relations-ledger(\/|$)/.test(each.target))
    .map(complaint)

/** Each cycle once, from where it was met: `a.ts → b.ts → a.ts`. Imports of types count. */
const noCycles: Rule = (files) => {
  const imports = importsOf(files)
  const done = new Set<string>()
  const walk = (path: string, way: readonly string[]): string[] => {
    if (way.includes(path)) return [[...way.slice(way.indexOf(path)), path].join(' → ')]
    if (done.has(path)) return []
    const found = imports.filter((each) => each.from === path).flatMap((each) => walk(each.target, [...way, path]))
    done.add(path)
    return found
  }
  return [...files.keys()].flatMap((path) => walk(path, []))
}

function nodesOf(path: string, text: string): ts.Node[] {
  const nodes: ts.Node[] = []
  const visit = (node: ts.Node): void => {
    nodes.push(node)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest))
  return nodes
}

const noExportStar: Rule = (files) =>
  [...files].flatMap(([path, text]) =>
    nodesOf(path, text)
      .filter((node) => ts.isExportDeclaration(node) && (node.exportClause === undefined || ts.isNamespaceExport(node.exportClause)))
      .map(() => `${path} has an export *`),
  )

/** What asks the machine for the time or for chance. */
const sources = ['Date.now', 'Math.random', 'performance.now', 'crypto.randomUUID', 'crypto.getRandomValues', 'process.hrtime']

function asksTheMachine(node: ts.Node): boolean {
  if (ts.isNewExpression(node) || ts.isCallExpression(node)) {
    const called = node.expression
    return ts.isIdentifier(called) && called.text === 'Date' && (node.arguments ?? []).length === 0
  }
  if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression)) return false
  return sources.includes(`${node.expression.text}.${node.name.text}`)
}

const noClockOutside =
  (rooms: readonly string[]): Rule =>
  (files) =>
    [...files]
      .filter(([path, text]) => !isIn(rooms, path) && nodesOf(path, text).some(asksTheMachine))
      .map(([path]) => `${path} reads a clock or makes a random value`)

const noDrawers: Rule = (files) =>
  [...files.keys()].filter((path) => /(^|[/.-])(utils?|helpers?|common|types?)(\.|\/)/i.test(path)).map((path) => `${path} says nothing`)

const opensWithComment: Rule = (files) =>
  [...files].flatMap(([path, text]) => {
    const lines = text.split('\n').findIndex((line) => !line.startsWith('// '))
    return lines >= 3 && lines <= 6 ? [] : [`${path} opens with ${lines} lines of comment, not 3 to 6`]
  })

const time = ['time.ts', 'edtf.ts', 'calendar.ts', 'stretch.ts', 'duration.ts', 'date-words.ts']
const views = ['brief.ts', 'explain.ts', 'explain-text.ts', 'remarks-read.ts', 'disagreements.ts', 'compare.ts', 'diff.ts']
const folding = [
  'fold.ts',
  'replay.ts',
  'evolve.ts',
  'amend.ts',
  'state.ts',
  'entities/',
  'entity.ts',
  'codec.ts',
  'vocabulary.ts',
  'history.ts',
  'ledger.ts',
]
/** ledger.ts and pure.ts hold the clock that is used where none is given; lock.ts writes since when a file is held; elsewhen.ts moves it. */
const clocks = ['ledger.ts', 'pure.ts', 'ids.ts', 'stores/jsonl/lock.ts', 'testing/laws/elsewhen.ts']

const opening = '// What.\n// In.\n// Out.\n'

/** Each rule, with a few files that break it and the number of complaints they must give. */
const rules: readonly (readonly [name: string, rule: Rule, broken: Files, complaints: number])[] = [
  [
    'there are no import cycles',
    noCycles,
    few({ 'a.ts': "import './b.ts'", 'b.ts': "import type { A } from './a.ts'", 'c.ts': "import './a.ts'" }),
    1,
  ],
  ['ids.ts alone uses uuid', onlyUsers('uuid', ['ids.ts']), few({ 'ids.ts': "import 'uuid'", 'event.ts': "import { v7 } from 'uuid'" }), 1],
  [
    'evolve.ts alone uses immer',
    onlyUsers('immer', ['evolve.ts']),
    few({ 'evolve.ts': "import 'immer'", 'state.ts': "export { freeze } from 'immer'" }),
    1,
  ],
  [
    'codec.ts and snapshot.ts alone use superjson',
    onlyUsers('superjson', ['codec.ts', 'snapshot.ts']),
    few({ 'codec.ts': "import 'superjson'", 'stores/memory.ts': "const s = await import('superjson/dist/plainer')" }),
    1,
  ],
  [
    'stores know lines of text, not what they mean',
    neverImport(['stores/'], folding),
    few({ 'stores/memory.ts': "import '../errors.ts'\nimport '../fold.ts'\nimport '../entities/demand.ts'" }),
    2,
  ],
  [
    'views read states, not stores or ledgers',
    neverImport(views, ['stores/', 'ledger.ts']),
    few({ 'brief.ts': "import './state.ts'\nimport './ledger.ts'", 'diff.ts': "import type { Store } from './stores/store.ts'" }),
    2,
  ],
  ['errors.ts stands alone', importOnly(['errors.ts'], []), few({ 'errors.ts': "import type { A } from './time.ts'" }), 1],
  [
    'what reads dates knows dates and errors alone',
    importOnly(time, [...time, 'errors.ts']),
    few({ 'time.ts': "import './errors.ts'\nimport './edtf.ts'\nimport './event.ts'\nimport 'zod'" }),
    2,
  ],
  [
    'Node is used in stores and the testing kit alone',
    nodeOnlyIn(['stores/', 'testing/']),
    few({
      'stores/jsonl.ts': "import 'node:fs'",
      'codec.ts': "import { createHash } from 'node:crypto'\nimport 'zod'",
      'brief.ts': "import 'fs/promises'",
    }),
    2,
  ],
  [
    'the testing kit is for tests: nothing else imports it',
    (files) =>
      importsOf(files)
        .filter((each) => !isIn(['testing/'], each.from) && isIn(['testing/'], each.target))
        .map(complaint),
    few({ 'fold.ts': "import './testing/replay.ts'", 'testing/scenario.ts': "import './replay.ts'" }),
    1,
  ],
  [
    'vitest is loaded by the subpath that is named after it alone',
    onlyUsers('vitest', ['testing/vitest.ts']),
    few({ 'testing/vitest.ts': "import 'vitest'", 'testing/replay.ts': "import { expect } from 'vitest'" }),
    1,
  ],
  [
    'fast-check is used by the testing kit alone',
    onlyUsers('fast-check', ['testing/']),
    few({ 'testing/laws.ts': "import fc from 'fast-check'", 'fold.ts': "import fc from 'fast-check'" }),
    1,
  ],
  [
    'who tests with neither fast-check nor vitest loads neither',
    neverLoads('testing/index.ts', ['fast-check', 'vitest']),
    few({
      'testing/index.ts': "export { a } from './a.ts'",
      'testing/a.ts': "import type { B } from './b.ts'",
      'testing/b.ts': "import fc from 'fast-check'",
      'testing/c.ts': "import 'vitest'",
    }),
    1,
  ],
  [
    'nothing is imported from a list of names',
    noListImported,
    few({
      'stores/memory.ts': "import '../index.ts'",
      'brief.ts': "import { fold } from 'relations-ledger'",
      'fold.ts': "import './reindex.ts'",
    }),
    2,
  ],
  [
    'there is no export *',
    noExportStar,
    few({ 'a.ts': "export * from './b.ts'", 'b.ts': "export * as c from './c.ts'", 'c.ts': "// export * from './b.ts'" }),
    2,
  ],
  [
    'the clock and the source of ids are handed in',
    noClockOutside(clocks),
    few({
      'a.ts': 'const now = Date.now()',
      'b.ts': 'const later = () => new Date()',
      'c.ts': 'const random = Math.random',
      'd.ts': 'const text = Date()',
      'e.ts': '// Date.now()\nconst then = new Date(0)',
      'ids.ts': 'Date.now()',
    }),
    4,
  ],
  [
    'a file is named after what it is',
    noDrawers,
    few({ 'utils.ts': '', 'stores/helpers/a.ts': '', 'date-utils.ts': '', 'types.ts': '', 'commonwealth.ts': '' }),
    4,
  ],
  [
    'a file opens with three to six lines that say what it is',
    opensWithComment,
    few({ 'a.ts': `${opening}import 'b'`, 'b.ts': "import 'a'", 'c.ts': `\n${opening}`, 'd.ts': `${opening.repeat(3)}import 'a'` }),
    3,
  ],
]

describe('each rule sees what breaks it', () => {
  test.each(rules)('%s', (_name, rule, broken, complaints) => {
    expect(rule(broken)).toHaveLength(complaints)
  })
})

describe('src keeps each rule', () => {
  const src = filesUnder('src')
  test.each(rules)('%s', (_name, rule) => {
    expect(rule(src)).toEqual([])
  })

  test('its files are found, and their imports lead to files', () => {
    const ours = importsOf(src).filter((each) => !isPackage(each.target))
    expect(ours.length).toBeGreaterThan(src.size)
    expect(ours.filter((each) => !src.has(each.target)).map(complaint)).toEqual([])
  })
})

describe('what stands around src keeps the rules that are not about its rooms', () => {
  test.each(['test', 'examples', 'bench', 'scripts'])('%s: names that mean something, no lists that hide names, no cycles', (folder) => {
    const files = filesUnder(folder)
    expect([...noDrawers(files), ...noExportStar(files), ...noCycles(files)]).toEqual([])
  })
})
