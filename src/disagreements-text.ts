// Disagreements as a page of plain English.
// In: what disagreements gave.
// Out: text that ends in a line break: entity by entity what each side tells; last, what one side alone tells and needs the other's word.
import type { Disagreement, Disagreements } from './disagreements.ts'
import { groupsOf } from './groups.ts'
import type { Stance } from './standing.ts'
import { versionWords } from './standing-words.ts'
import { formatDate } from './time.ts'
import { valueWords } from './value-words.ts'

/**
 * Disagreements as text to read. What one side alone tells is listed where the other side's word is needed for it.
 *
 * @param found what `disagreements` gave
 * @example
 * ```ts
 * import { disagreements, fold, formatDisagreements } from 'relations-ledger'
 * console.log(formatDisagreements(disagreements(fold([], { between: ['US', 'RU'] })))) // RU and US disagree in nothing.
 * ```
 */
export function formatDisagreements({ parties, differing, oneSided }: Disagreements): string {
  const [first, second] = parties
  const title = `${first} and ${second} ${differing.length === 0 ? 'disagree in nothing.' : 'tell it differently'}`
  const entities = [...groupsOf(differing, ({ entity }) => entity)]
  const silent = parties.map((party) => {
    const alone = oneSided.filter((each) => each.party === party && each.isAwaited)
    const other = party === first ? second : first
    return alone.length === 0 ? [] : [`Told by ${party} alone; ${other} is silent`, ...alone.map(({ entity }) => `  ${entity}`)]
  })
  return `${[title, ...entities.flatMap(([entity, all]) => [`  ${entity}`, ...all.map(lineOf)]), ...silent.flat()].join('\n')}\n`
}

function lineOf(each: Disagreement): string {
  const what = each.kind === 'field' ? each.field : `${each.event.type}, ${formatDate(each.event.occurred)}`
  const tellings =
    each.kind === 'field'
      ? Object.entries(each.accounts).map(([party, { value }]) => `${party} ${valueWords(value)}`)
      : Object.entries(each.accounts).map(([party, { stance, ...own }]) => `${party} ${stances[stance]}${versionWords(own)}`)
  return `    ${what}: ${tellings.join('; ')}`
}

const stances: Readonly<Record<Stance, string>> = {
  said: 'says so',
  denied: 'denies it',
  differed: 'tells it differently',
  silent: 'says nothing',
}
