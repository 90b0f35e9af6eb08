// The two sets of coded events as rows, from ../shared/data, which is read and never copied.
// In: a file. Out: one row for each of its lines, with what identifies it; a code of CAMEO is a text ("040" is not 40).
// The sample of ICEWS names countries, and its parties are these; where it names none, the actor itself, such as the European Union.
// The large set has actors alone, and in its parts from ICEWS the name of what happened instead of its code.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** One line of a set. */
export interface Row {
  /** The part of the set it is from, which is also whose word it is: `ICEWS14`. */
  readonly dataset: string
  readonly occurred: string
  readonly source: string
  readonly target: string
  readonly code: string
  /** Where the set has it: the sentence that was coded. Two rows of one sentence may tell one deed from both sides. */
  readonly sentence?: string
  /** Who said it, where the set knows. */
  readonly publisher?: string
  readonly place?: string
  /** Who acted for the two sides, where these are countries. */
  readonly actors?: readonly [string, string]
}

// Beside the folder of the project, in which npm runs everything.
const folder = join(process.cwd(), '..', 'shared', 'data')
const files = {
  icews: join(folder, 'icews-sample', 'events.2018.sample.tab'),
  world: join(folder, 'events-combined.tsv.gz'),
  codes: join(folder, 'icews-sample', 'cameo-codes.csv'),
}

/** Which of the sets. */
export type SetName = 'icews' | 'world'

/** The rows of a set. */
export const rowsOf = (set: SetName): readonly Row[] => (set === 'icews' ? icewsRows() : worldRows())

/** The path of the file of a set. */
export const fileOf = (set: SetName): string => files[set]

/** The names of CAMEO by code. Where a code of two digits has the name of one of three, the text means the latter. */
export function cameoNames(): ReadonlyMap<string, string> {
  const lines = new TextDecoder('windows-1252').decode(readFileSync(files.codes)).split('\n').slice(1)
  const found = lines.map((line) => /^"\d+",\d+,"([^"]*)","(\d+)",/.exec(line)).filter((line) => line !== null)
  return new Map(found.map(([, name = '', code = '']) => [code, name]))
}

function codesByName(): ReadonlyMap<string, string> {
  const codes = [...cameoNames()].toSorted(([a], [b]) => a.length - b.length)
  return new Map(codes.map(([code, name]) => [name.toLowerCase(), code]))
}

const given = (cell: string | undefined): string | undefined => (cell === undefined || cell === '' || cell === 'NA' ? undefined : cell)

function icewsRows(): Row[] {
  const [head = '', ...lines] = readFileSync(files.icews, 'utf8').trimEnd().split(/\r?\n/)
  const at = new Map(head.split('\t').map((name, column) => [name, column]))
  return lines.map((line) => {
    const cells = line.split('\t')
    const cell = (name: string): string => cells[at.get(name) as number] as string
    const [source, target] = [cell('Source Name'), cell('Target Name')]
    const place = [given(cell('City')), given(cell('Country'))].filter((part) => part !== undefined).join(', ')
    return {
      dataset: 'ICEWS',
      occurred: cell('Event Date'),
      source: given(cell('Source Country')) ?? source,
      target: given(cell('Target Country')) ?? target,
      code: cell('CAMEO Code'),
      sentence: `story ${cell('Story ID')}, sentence ${cell('Sentence Number')}`,
      publisher: cell('Publisher'),
      actors: [source, target] as const,
      ...(place === '' ? {} : { place }),
    }
  })
}

function worldRows(): Row[] {
  const codes = codesByName()
  const [, ...lines] = gunzipSync(readFileSync(files.world)).toString('utf8').trimEnd().split('\n')
  return lines.map((line) => {
    const [occurred = '', source = '', target = '', code = '', text = '', dataset = ''] = line.split('\t')
    return { dataset, occurred, source, target, code: code === '' ? (codes.get(text.toLowerCase()) ?? text) : code }
  })
}
