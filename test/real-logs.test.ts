// Real logs: names become parties, codes become deeds, and no row is lost.
// In: a few rows written here; the sample of ICEWS where ../shared is there. Out: events, and what became of every row.
import { existsSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deedOf } from '../scripts/real-logs/deeds.ts'
import { countAll, ledgerFor, load } from '../scripts/real-logs/loading.ts'
import { accountedFor, mapRows } from '../scripts/real-logs/mapping.ts'
import { partyBook, partyOf } from '../scripts/real-logs/parties.ts'
import { fileOf, type Row, rowsOf } from '../scripts/real-logs/rows.ts'
import { checkParty } from '../src/ids.ts'
import { memoryStore } from '../src/stores/memory.ts'

describe('parties', () => {
  test.each([
    ['China', 'China'],
    ['North Korea', 'North-Korea'],
    ['Citizen (Australia)', 'Citizen--Australia'],
    ['Head of Government (South Korea)', 'Head-of-Government--South-Korea'],
    ['S. KOREA', 'S-KOREA---291c7d10'],
    ['S KOREA', 'S-KOREA'],
    ['Kim Jong-Un', 'Kim-Jong-Un---233fa58b'],
    ['Abdullah Gül', 'Abdullah-Gul---f781f121'],
    ['"', 'x---0762ae69'],
  ])('%s is %s', (name, id) => expect(partyOf(name)).toBe(id))

  test('every name has one, and no two of them share it', () => {
    const sign = fc.constantFrom('a', 'A', ' ', '-', '(', ')', '.', 'ü', '1', '😀')
    const names = fc.uniqueArray(
      fc.oneof(fc.string({ unit: sign, minLength: 1, maxLength: 8 }), fc.string({ unit: sign, minLength: 60, maxLength: 80 })),
    )
    const areApart = (some: readonly string[]) => {
      const book = partyBook()
      for (const name of some) checkParty(book.of(name))
      expect(new Set(some.map(partyOf)).size).toBe(some.length)
    }
    fc.assert(fc.property(names, areApart), { seed: 20250410, numRuns: 2000 })
  })

  test('two names with one party are an error; names that are alike are listed', () => {
    // Two texts with the same CRC-32.
    const [one, other] = ['A?,&/!!:.,:,,', 'A/&?!&:!?;&,!']
    expect(partyOf(one)).toBe(partyOf(other))
    const book = partyBook()
    book.of(one)
    expect(() => book.of(other)).toThrow('would be one party')
    expect(book.of(one)).toBe(partyOf(one))
    const names = ['Kim Jong Un', 'Kim Jong-Un', 'UNITED STATES', 'United States', 'Peru']
    const known = partyBook()
    for (const name of names) known.of(name)
    expect(known.alike()).toEqual([names.slice(0, 2), names.slice(2, 4)])
  })
})

describe('deeds', () => {
  test.each([
    ['040', 'meeting'],
    ['0311', 'intention'],
    ['1042', 'demand'],
    ['1721', 'restriction'],
    ['173', 'act'],
    ['112', 'accusation'],
    ['010', undefined],
    ['40', undefined],
    ['130', undefined],
  ])('%s: %s', (code, kind) => expect(deedOf(code)?.kind).toBe(kind))
})

const row = (code: string, source: string, target: string, more: Partial<Row> = {}): Row => ({
  dataset: 'SET',
  occurred: '2018-06-01',
  source,
  target,
  code,
  ...more,
})

const isThere = existsSync(fileOf('icews'))
if (!isThere) console.log('skipped: rows and the sample of ICEWS, for ../shared, which has them and the names of their codes, is not there')

describe.runIf(isThere)('rows', () => {
  const mapped = (...rows: readonly Row[]) => mapRows(rows)
  const typesIn = (...rows: readonly Row[]) => [...mapped(...rows).inputs.values()].flat().map(({ type }) => type)

  test('a meeting told from both sides is one; so is a visit that is made and hosted', () => {
    const both = mapped(row('040', 'A', 'B'), row('040', 'B', 'A'), row('042', 'A', 'B'), row('043', 'B', 'A'), row('043', 'A', 'B'))
    expect([...both.inputs.values()].flat().map(({ type, data }) => [type, data['host']])).toEqual([
      ['meeting.held', undefined],
      ['meeting.held', 'B'],
      ['meeting.held', 'A'],
    ])
    expect(both.account).toMatchObject({ events: 3, mirrored: 2, repeated: 0 })
  })

  test('what one does to the other is two deeds, told in either direction', () => {
    expect(typesIn(row('112', 'A', 'B'), row('112', 'B', 'A'))).toEqual(['accusation.made', 'accusation.made'])
  })

  test('the intention of both to meet is a date, that of one a proposal', () => {
    expect(typesIn(row('036', 'A', 'B'), row('036', 'A', 'C'), row('036', 'B', 'A'))).toEqual(['meeting.scheduled', 'meeting.proposed'])
  })

  test('the same row in two parts of a set is one event', () => {
    expect(mapped(row('190', 'A', 'B'), row('190', 'A', 'B', { dataset: 'OTHER' })).account).toMatchObject({ events: 1, repeated: 1 })
  })

  test('a party with itself is refused, a statement not mapped, and all are accounted for', () => {
    const { account } = mapped(
      row('040', 'A', 'A'),
      row('010', 'A', 'B'),
      row('020', 'A', 'B'),
      row('020', 'A', 'B', { occurred: '2018-06-02' }),
    )
    expect([...account.refused]).toEqual([[expect.stringContaining('a party has no relation with itself'), 1]])
    expect([...account.notMapped]).toEqual([['010', 1]])
    expect(accountedFor(account)).toBe(4)
  })

  test('a demand is raised, then reiterated, rejected by the other side, and raised by it on its own', () => {
    const days = [1, 2, 3, 4].map((day) => ({ occurred: `2018-06-0${day}` }))
    const { inputs } = mapped(
      row('100', 'A', 'B', days[0]),
      row('020', 'A', 'B', days[1]),
      row('120', 'B', 'A', days[2]),
      row('100', 'B', 'A', days[3]),
    )
    expect([...inputs.values()].flat().map(({ type, data }) => [type, data['demand']])).toEqual([
      ['demand.raised', 'anything-of-a'],
      ['demand.reiterated', 'anything-of-a'],
      ['demand.rejected', 'anything-of-a'],
      ['demand.raised', 'anything-of-b'],
    ])
  })
})

// No describe.runIf: what stands in a suite runs also where it is skipped.
if (isThere) describe('the sample of ICEWS', sample)

function sample(): void {
  const rows = rowsOf('icews')
  const mapped = mapRows(rows)

  test('3,705 rows, of which 1,298 are one of 649 mirrored pairs', () => {
    const name = ({ occurred, sentence, source, target, actors = [source, target], code }: Row, turned = false) => {
      const [a, b] = turned ? actors.toReversed() : actors
      const same = turned && (code === '042' || code === '043') ? (code === '042' ? '043' : '042') : code
      return [occurred, sentence, a, b, same].join('\t')
    }
    const all = new Set(rows.map((each) => name(each)))
    const pairs = rows.filter((each) => all.has(name(each, true)))
    expect([rows.length, all.size, pairs.length]).toEqual([3705, 3705, 1298])
    // All but ten pairs are one deed of both sides.
    expect(pairs.filter((each) => deedOf(each.code)?.joint !== true)).toHaveLength(20)
    const joint = mapRows(pairs.filter((each) => deedOf(each.code)?.joint === true))
    // 61 of the others are of one country with itself, which is no relation.
    expect([joint.account.events, joint.account.mirrored, [...joint.account.refused.values()]]).toEqual([578, 578, [122]])
  })

  test('no row is lost, and recording all again changes nothing', async () => {
    const ledger = ledgerFor(memoryStore())
    await load(ledger, mapped.inputs)
    const counts = await countAll(ledger)
    expect(accountedFor(mapped.account)).toBe(rows.length)
    expect(counts.events).toBe(mapped.account.events)
    await load(ledger, mapRows(rowsOf('icews')).inputs)
    expect(await countAll(ledger)).toEqual(counts)
  })

  test('accusations are kept, though the vocabulary does not have them', async () => {
    const ledger = ledgerFor(memoryStore())
    await load(ledger, mapped.inputs)
    const { byType } = await countAll(ledger)
    const accused = rows.filter(({ code, source, target }) => code.startsWith('11') && source !== target)
    expect(byType.get('accusation.made')).toBe(accused.length)
  })
}
