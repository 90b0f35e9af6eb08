// The brief: the page that npm start prints, and each line that page does not have.
// In: states of the real talks and of a few events. Out: the text, word by word.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { events } from '../examples/02-us-russia/events.ts'
import { brief } from '../src/brief.ts'
import { demand } from '../src/entities/demand.ts'
import { followUp } from '../src/entities/follow-up.ts'
import { guarantee } from '../src/entities/guarantee.ts'
import { meeting } from '../src/entities/meeting.ts'
import { mission } from '../src/entities/mission.ts'
import { track } from '../src/entities/track.ts'
import { defineEntity } from '../src/entity.ts'
import { fold, record } from '../src/pure.ts'
import { account } from '../src/remarks/account.ts'
import { vocabulary } from '../src/vocabulary.ts'
import { type Input, stateAfter } from './record.ts'

test('the real talks as of three days, as npm start prints them', () => {
  const talks = record(['US', 'RU'], events)
  const pages = ['2025-02-28', '2025-04-10', '2025-06-17'].map((day) =>
    brief(fold(talks, { occurredBy: day }), { day, title: `The United States and Russia as of ${day}` }),
  )
  const printed = readFileSync(join(import.meta.dirname, '../examples/02-us-russia/expected.txt'), 'utf8')
  expect(pages.map((page) => `${page}\n`).join('')).toBe(printed)
})

const page = (...inputs: readonly Input[]): string => brief(stateAfter(...inputs), { day: '2025-06-01' })

describe('a line for', () => {
  test('nothing at all: the title alone', () => {
    expect(page()).toBe('RU and US, after 0 events\n=========================\n')
  })

  test('an overdue follow-up, a follow-up with no date, a meeting that is due', () => {
    const text = page(
      followUp.scheduled({ followUp: 'report', what: 'a report', due: '2025-05-01', occurred: '2025-04-01' }),
      followUp.scheduled({ followUp: 'call', occurred: '2025-04-01' }),
      meeting.scheduled({ meeting: 'm', due: '2025-07', place: 'Moscow', occurred: '2025-04-01' }),
    )
    expect(text).toContain(
      'Next\n  m, Moscow: July 2025 — recorded\n  a report: 1 May 2025, overdue — recorded\n  call: no date — recorded\n',
    )
  })

  test('a demand that was answered, with nobody silent', () => {
    const raised = demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10' })
    const text = page(raised, demand.met({ demand: 'visas', by: 'US', occurred: '2025-05', saidBy: ['dpa'] }))
    expect(text).toContain('Answered\n  visas: met (May 2025) — reported by dpa')
    expect(text).not.toContain('Open demands')
  })

  test('a meeting without words, a mission, a track and what each calls it', () => {
    const text = page(
      meeting.held({ meeting: 'riyadh', occurred: '2025-02-18', mode: 'in person' }),
      mission.propertySeized({ mission: 'consulate', by: 'US', occurred: '2017-09-02', properties: ['the house', 'the garden'] }),
      track.opened({ track: 'ukraine', occurred: '2025-02' }),
      track.assessed({ track: 'ukraine', label: 'stuck', occurred: '2025-03', saidBy: ['RU'] }),
    )
    expect(text).toContain('Met\n  18 February 2025, riyadh — recorded')
    expect(text).toContain('  RU in US, consulate: status not recorded, seized: the house, the garden — recorded')
    expect(text).toContain('  ukraine: open (February 2025), RU: stuck — recorded')
  })

  test('what is denied, what is told in other words, what third parties tell differently', () => {
    const agreed = guarantee.agreed({ guarantee: 'g', occurred: '2025-04-10', saidBy: ['RU'] })
    const say = (type: keyof typeof account, by: string, changes: object = {}) =>
      account[type]({ about: 'guarantee/g', by, occurred: '2025-04-11', ...changes })
    const line = (...accounts: readonly Input[]) =>
      page(agreed, ...accounts)
        .split('\n')
        .at(-2)
    expect(line(say('denied', 'US', { words: 'not yet' }))).toBe(
      '  g: agreed (10 April 2025) — disputed: said by RU; denied by US: “not yet”',
    )
    expect(line(say('differed', 'US', { set: { due: '2025-06' } }), say('differed', 'dpa'), say('differed', 'TASS'))).toBe(
      '  g: agreed (10 April 2025) — claimed by RU; US tells it differently: due: June 2025; told differently by dpa and TASS',
    )
    expect(line(say('confirmed', 'US', { words: 'an understanding' }))).toBe(
      '  g: agreed (10 April 2025) — confirmed by RU and US; US in its own words: “an understanding”',
    )
  })

  test('one event, and several', () => {
    const raised = (id: string) => demand.raised({ demand: id, by: 'RU', occurred: '2025-04-10' })
    expect(page(raised('visas'))).toContain('RU and US, after 1 event\n========================\n')
    expect(page(raised('visas'), raised('flights'))).toContain('RU and US, after 2 events\n=========================\n')
  })

  test('events of types that the vocabulary does not have, and of a later version', () => {
    const stranger = (type: string, schemaVersion = 1) =>
      ({ type, schemaVersion, occurred: '2025-04-10', data: { demand: 'visas' } }) as unknown as Input
    expect(page(stranger('demand.raisd'))).toBe(
      'RU and US, after 1 event\n========================\n\nNot understood\n  1 event of a type that the vocabulary does not have: demand.raisd\n',
    )
    expect(page(stranger('demand.raisd'), stranger('demand.met', 7), stranger('demand.raisd'))).toContain(
      'Not understood\n' +
        '  2 events of a type that the vocabulary does not have: demand.raisd\n' +
        '  1 event of a type that the vocabulary does not have: demand.met (schemaVersion 7)\n',
    )
    expect(page(demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10' }))).not.toContain('Not understood')
  })

  test('a problem', () => {
    expect(page(demand.met({ demand: 'visas', by: 'US', occurred: '2025-05' }))).toContain(
      'Problems\n  demand.met on "visas": the demand is new to this log, not open — record demand.raised first, or append with rules: \'report\'\n',
    )
  })
})

test("a user's own entities have a section under their plural, also without those of diplomacy", () => {
  const safetyTalk = defineEntity('safetyTalk', { plural: 'safetyTalks', events: { begun: { from: ['new'], to: 'begun' } } })
  const words = vocabulary(safetyTalk)
  const talks = record(['A', 'B'], [safetyTalk.begun({ safetyTalk: 'cranes', occurred: '2026-02-03' })], { vocabulary: words })
  expect(brief(fold(talks, { vocabulary: words }))).toBe(
    'A and B, after 1 event\n======================\n\nsafety talks\n  cranes: begun (3 February 2026) — recorded\n',
  )
})

test('on a terminal, the title, the headings and the standings are in colour, and nothing else differs', () => {
  const state = stateAfter(demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10', saidBy: ['RU'] }))
  const coloured = brief(state, { colour: true })
  expect(coloured).toContain('\u001b[1mOpen demands of RU\u001b[0m\n  visas: open (10 April 2025) — \u001b[32mconfirmed\u001b[0m by RU\n')
  const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g')
  expect(coloured.replace(escapes, '')).toBe(brief(state).replace(/\n=+\n/, '\n'))
})

test('entities of a user’s own that have the kind of one of ours have sections of their own', () => {
  const bare = (kind: string, plural: string) =>
    defineEntity(kind, { plural, events: { begun: { from: ['new'], to: 'open', by: 'either' } } })
  const kinds = { demand: 'demands', mission: 'missions', meeting: 'meetings', followUp: 'followUps' }
  const own = vocabulary(...Object.entries(kinds).map(([kind, plural]) => bare(kind, plural)))
  const begun = (kind: string) => ({ type: `${kind}.begun`, schemaVersion: 1, by: 'US', occurred: '2025-04-10', data: { [kind]: 'first' } })
  const events = record(['US', 'RU'], Object.keys(kinds).map(begun) as never, { vocabulary: own })
  const sections = ['demands', 'missions', 'meetings', 'follow ups'].map((name) => `\n${name}\n  first: open (10 April 2025) — recorded\n`)
  const title = 'RU and US, after 4 events'
  expect(brief(fold(events, { vocabulary: own }) as never, { day: '2025-04-10' })).toBe(
    `${title}\n${'='.repeat(title.length)}\n${sections.join('')}`,
  )
})
