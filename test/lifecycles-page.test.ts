// The page of the lifecycles says what the tables say.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { lifecyclesPage, pageFile } from '../scripts/lifecycles.ts'
import { diplomacyVocabulary } from '../src/diplomacy.ts'

const page = lifecyclesPage()

const sectionOf = (kind: string): string => page.split('\n## ').find((section) => section.startsWith(`${kind}\n`)) ?? ''

test('the page on disk is the one the tables make: run npm run docs:lifecycles after changing one', () => {
  expect(readFileSync(pageFile, 'utf8')).toBe(page)
})

test('every event of every entity has its row, and is in the diagram unless it is a mark', () => {
  for (const [type, { row, definition, shelf }] of diplomacyVocabulary.types) {
    if (shelf === undefined) continue
    const name = type.slice(definition.kind.length + 1)
    const section = sectionOf(definition.kind)
    expect(section, type).toContain(`| \`${name}\` |`)
    expect(section.includes(` ${name} (`), type).toBe(row.to !== undefined)
  }
})

test('a row says where it comes from, what it keeps, who acts, and whose word it needs', () => {
  expect(sectionOf('demand')).toContain(
    '| `reiterated` | new, rejected → **open**; keeps open, acknowledged, countered, accepted, partlyAccepted | raiser |',
  )
  expect(sectionOf('guarantee')).toContain(
    '| `fulfilled` | agreed, inEffect, suspended, breached → **fulfilled** | debtor, each for itself | – | – | who acts |',
  )
  expect(sectionOf('envoy')).toContain(
    '| `returned` | consultations → **back** (inOffice where that is not known) | sending | – | – | who acts |',
  )
  expect(sectionOf('topic')).toContain(
    '| `advanced` | new, raised, discussed, deferred, deadlocked, settled, withdrawn: a mark | anyone | label | title | both |',
  )
  expect(sectionOf('demand')).toContain(
    '| `lapsed` | open, acknowledged, countered, accepted, partlyAccepted, rejected → **lapsed** | nobody | – | – | nobody |',
  )
})

test('back leads in the diagram wherever one can have come from', () => {
  const arrows = sectionOf('guarantee').match(/^ {2}suspended --> \w+ : .*resumed.*$/gm) ?? []
  expect(arrows.map((arrow) => arrow.split(' ')[4])).toEqual(['agreed', 'inEffect', 'breached'])
})
