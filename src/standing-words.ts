// Who says so, in plain English: `claimed by RU; US tells it differently: “concrete initial steps”`.
// In: an attestation, as standing.ts derives it.
// Out: the words that a line of a brief or of an explanation ends in; per side a mark: ✓ said, ✗ denied, ≠ told differently, – silent.
import type { Attestation, OwnTelling, Stance } from './standing.ts'
import { changeWords } from './value-words.ts'

/** Who says so: the standing, whose word it is, who tells it otherwise, who is silent. Of third parties, only that they do. */
export function standingWords(attestation: Attestation): string {
  const { standing, saidBy, deniedBy, tellings, parties } = attestation
  const by = saidBy.length === 0 ? '' : standing === 'disputed' ? `: said by ${listWords(saidBy)}` : ` by ${listWords(saidBy)}`
  const denials = deniedBy.map((sayer) => `denied by ${sayer}${versionWords(tellings.find((each) => each.by === sayer))}`)
  const versions = tellings
    .filter((each) => each.by in parties && !deniedBy.includes(each.by))
    .map((each) => tellingWords(attestation, each))
  const others = tellings
    .map((each) => each.by)
    .filter((sayer) => !(sayer in parties || saidBy.includes(sayer) || deniedBy.includes(sayer)))
  const told = others.length === 0 ? [] : [`told differently by ${listWords(others)}`]
  return [`${standing}${by}`, ...denials, ...versions, ...told, ...silentWords(attestation)].join('; ')
}

/** A side that has told its own version is not silent, though it has not said so. */
function silentWords({ silent, saidBy, parties }: Attestation): readonly string[] {
  const wordless = silent.filter((party) => parties[party] === 'silent')
  return saidBy.length > 0 && wordless.length > 0 ? [`${listWords(wordless)} silent`] : []
}

const tellingWords = ({ parties }: Attestation, telling: OwnTelling): string =>
  `${telling.by} ${parties[telling.by] === 'differed' ? 'tells it differently' : 'in its own words'}${versionWords(telling)}`

/** A sayer's own words and fields, after a colon; nothing where it gave none. */
export function versionWords(telling: Pick<OwnTelling, 'words' | 'set'> | undefined): string {
  const words = telling?.words === undefined ? [] : [`“${telling.words}”`]
  const fields = Object.entries(telling?.set ?? {}).map(([field, value]) => changeWords({ field, before: undefined, after: value }))
  const all = [...words, ...fields]
  return all.length === 0 ? '' : `: ${all.join(', ')}`
}

/** Each party with its mark: `RU ✓ US ≠`. */
export const partyMarks = ({ parties }: Attestation): string =>
  Object.entries(parties)
    .map(([party, stance]) => `${party} ${marks[stance]}`)
    .join(' ')

const marks: Readonly<Record<Stance, string>> = { said: '✓', denied: '✗', differed: '≠', silent: '–' }

/** `US`, `US and RU`, `US, RU and dpa`. */
export const listWords = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
