// Every public name says what it is for: a summary; where it is a value an example, each parameter, and every code that it throws.
// In: the entry points of package.json, and the files they take their names from. Out: nothing that is missing.
// Codes are followed through the calls of one file: what a name's own file throws, its comment must name. That examples compile
// is held by words.test.ts. What is marked @internal is for the tests of its own file.
import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { groupsOf } from '../src/groups.ts'

const root = join(import.meta.dirname, '..')

type Declaration = ts.FunctionDeclaration | ts.VariableDeclaration | ts.ClassDeclaration | ts.InterfaceDeclaration | ts.TypeAliasDeclaration

/** A file with what it declares at its top, by name: an overloaded function several times. */
interface File {
  readonly source: ts.SourceFile
  readonly declared: ReadonlyMap<string, readonly Declaration[]>
}

function parsed(path: string, text: string): File {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const declarations = source.statements.flatMap((statement): readonly Declaration[] =>
    ts.isVariableStatement(statement) ? statement.declarationList.declarations : isDeclaration(statement) ? [statement] : [],
  )
  return { source, declared: groupsOf(declarations, ({ name }) => name?.getText() ?? '') }
}

const files = new Map<string, File>()

function fileAt(path: string): File {
  const file = files.get(path) ?? parsed(path, readFileSync(path, 'utf8'))
  files.set(path, file)
  return file
}

const isDeclaration = (node: ts.Node): node is Exclude<Declaration, ts.VariableDeclaration> =>
  ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)

interface Export {
  readonly name: string
  /** The file that declares it. */
  readonly file: File
}

/** The names a file exports, its own and those it hands on. */
function exportsOf(path: string): readonly Export[] {
  const file = fileAt(path)
  return file.source.statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement)) {
      const from = join(dirname(path), (statement.moduleSpecifier as ts.StringLiteral).text)
      const names = (statement.exportClause as ts.NamedExports).elements.map(({ name, propertyName }) => (propertyName ?? name).text)
      const handedOn = exportsOf(from).filter(({ name }) => names.includes(name))
      if (handedOn.length !== names.length) throw new Error(`${path}: not all of ${names.join(', ')} were found in ${from}`)
      return handedOn
    }
    if (!ts.canHaveModifiers(statement) || !ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return []
    const own = [...file.declared].filter(([, declarations]) =>
      declarations.some((each) => each === statement || each.parent?.parent === statement),
    )
    return own.map(([name]) => ({ name, file }))
  })
}

/** The codes of errors that are made on the way from a declaration through the others of its file. */
function codesIn({ declared }: File, name: string, seen = new Set<string>()): ReadonlySet<string> {
  const codes = new Set<string>()
  const look = (node: ts.Node): void => {
    if (ts.isNewExpression(node) && node.expression.getText() === 'LedgerError') {
      const [code] = node.arguments ?? []
      if (code !== undefined && ts.isStringLiteral(code)) codes.add(code.text)
    }
    if (ts.isIdentifier(node) && declared.has(node.text) && !seen.has(node.text))
      for (const code of codesIn({ declared } as File, node.text, seen)) codes.add(code)
    ts.forEachChild(node, look)
  }
  seen.add(name)
  for (const declaration of declared.get(name) ?? []) ts.forEachChild(declaration, look)
  return codes
}

/** What the comment of a name leaves out. */
function missingOf(file: File, name: string): readonly string[] {
  const declarations = file.declared.get(name) ?? []
  const docs = declarations.flatMap((each) => ts.getJSDocCommentsAndTags(each)).filter(ts.isJSDoc)
  const tags = docs.flatMap(({ tags = [] }) => [...tags])
  const textsOf = (tag: string) => tags.filter(({ tagName }) => tagName.text === tag).map((each) => each.getText())
  if (tags.some(({ tagName }) => tagName.text === 'internal')) return []
  const missing = docs.some(({ comment }) => comment !== undefined) ? [] : ['what it is for']
  if (declarations.every((each) => ts.isInterfaceDeclaration(each) || ts.isTypeAliasDeclaration(each))) return missing
  if (!textsOf('example').some((text) => text.includes('```ts'))) missing.push('@example')
  for (const each of declarations)
    if (ts.isFunctionDeclaration(each))
      for (const { name: parameter } of each.parameters)
        if (!textsOf('param').some((text) => ts.isObjectBindingPattern(parameter) || text.split(/\s+/)[1] === parameter.getText()))
          missing.push(`@param ${parameter.getText()}`)
  const thrown = textsOf('throws').join(' ')
  return [...missing, ...[...codesIn(file, name)].filter((code) => !thrown.includes(`\`${code}\``)).map((code) => `@throws ${code}`)]
}

const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { exports: Record<string, Record<string, string>> }
const entries = Object.entries(exports).filter(([subpath]) => subpath !== './package.json')

describe('every public name says all of it', () => {
  test.each(entries)('%s', (_, conditions) => {
    const names = exportsOf(join(root, conditions['@relations-ledger/source'] as string))
    const missing = names.flatMap(({ name, file }) =>
      missingOf(file, name).map((what) => `${relative(root, file.source.fileName)} ${name}: ${what}`),
    )
    expect(names.length).toBeGreaterThan(0)
    expect(missing).toEqual([])
  })
})

test('what is left out is seen', () => {
  const file = parsed(
    'made-up.ts',
    `/** Does it.
      * @param a this
      * @throws LedgerError \`INVALID_ID\`
      */
     export function act(a: string, b: string) { return other(b) }
     function other(b: string) { if (b) throw new LedgerError('INVALID_ID', ''); return third() }
     const third = () => { throw new LedgerError('INVALID_DATE', '') }
     function apart() { throw new LedgerError('STORE_FAILED', '') }
     export interface Bare { readonly apart: string }`,
  )
  expect(missingOf(file, 'act')).toEqual(['@example', '@param b', '@throws INVALID_DATE'])
  expect(missingOf(file, 'Bare')).toEqual(['what it is for'])
})
