// replay and replaySteps: whatever a fixture is written as, it folds to the state a ledger would give, or says where it does not.
// In: the real log of 2025 as a path and as a text, logs made by hand, plain objects.
// Out: states; errors that name file, line and field.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { demand } from '../../src/entities/demand.ts'
import { isLedgerError } from '../../src/errors.ts'
import { openLedger } from '../../src/ledger.ts'
import { fold, record } from '../../src/pure.ts'
import { jsonlStore } from '../../src/stores/jsonl.ts'
import { printState } from '../../src/testing/print-state.ts'
import { replay, replaySteps } from '../../src/testing/replay.ts'
import { newFolder } from '../stores/jsonl/folder.ts'

const inFolder = newFolder()
const file = join(import.meta.dirname, '..', 'replay', '0.1', 'us-russia.jsonl')
const raised = { type: 'demand.raised', by: 'RU', occurred: '2025-04-10', data: { demand: 'visas' } }
const met = { type: 'demand.met', by: 'US', occurred: '2025-06-10', data: { demand: 'visas' } }
const text = (...lines: readonly object[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('')

function refusal(run: () => unknown) {
  try {
    run()
  } catch (error) {
    if (isLedgerError(error)) return { code: error.code, where: error.where, message: error.message }
    throw error
  }
  throw new Error('it was taken')
}

describe('replay', () => {
  test('the path and the text of a log give the state that a ledger gives', async () => {
    const ledger = openLedger({ store: jsonlStore(file, { readOnly: true }) })
    const state = await ledger.between('US', 'RU').state()
    expect(replay(file)).toStrictEqual(state)
    expect(replay(readFileSync(file, 'utf8'))).toStrictEqual(state)
    expect(replay(file, { occurredBy: '2025-03-01' })).toStrictEqual(await ledger.between('US', 'RU').state({ occurredBy: '2025-03-01' }))
    await ledger.close()
  })

  test('inputs, plain or of constructors, and recorded events', () => {
    const inputs = [demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10' }), met]
    expect(replay([raised, met]).demands.get('visas')?.status).toBe('met')
    expect(replay(inputs, { between: ['US', 'RU'] }).demands.get('visas')?.status).toBe('met')
    const events = record(['US', 'RU'], [demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10' })])
    expect(replay(events)).toStrictEqual(fold(events))
    expect(replay(structuredClone(events))).toStrictEqual(fold(events))
  })

  test('a log made by hand needs no header, no checksums and no ids', () => {
    expect(replay(text(raised, met)).demands.get('visas')?.status).toBe('met')
    expect(replay(text(...replay([raised]).events())).demands.get('visas')?.status).toBe('open')
    expect(
      replay(
        text(
          ...replay([raised])
            .events()
            .map((json) => ({ json })),
        ),
      ).demands.get('visas')?.status,
    ).toBe('open')
  })

  test('of a log of several relations the one that is asked for', () => {
    const two = [
      ...record(['US', 'RU'], [demand.raised({ demand: 'a', by: 'RU', occurred: '2025' })]),
      ...record(['DE', 'FR'], [demand.raised({ demand: 'b', by: 'FR', occurred: '2025' })]),
    ]
    expect(replay(two, { between: ['FR', 'DE'] }).demands.has('b')).toBe(true)
    expect(refusal(() => replay(two))).toMatchObject({ code: 'INVALID_ARGUMENT', message: expect.stringContaining('RU~US, DE~FR') })
  })

  test('no events are an empty state of the parties that are named, or of nobody in particular', () => {
    expect(replay([], { between: ['US', 'RU'] }).parties).toEqual(['RU', 'US'])
    expect(replay([]).version).toBe(0)
  })

  test('three who act are not two parties', () => {
    const third = { ...met, by: 'UN' }
    expect(refusal(() => replay([raised, met, third]))).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('RU, US, UN'),
    })
  })
})

describe('what does not decode is named by file, line and field', () => {
  const damaged = (line: number, change: (line: string) => string): string => {
    const lines = readFileSync(file, 'utf8').split('\n')
    lines[line - 1] = change(lines[line - 1] as string)
    const path = inFolder(`damaged-${line}.jsonl`)
    writeFileSync(path, lines.join('\n'))
    return path
  }

  test('a line whose checksum does not fit', () => {
    const path = damaged(3, (line) => line.replace('RU', 'UR'))
    expect(refusal(() => replay(path))).toMatchObject({
      code: 'LOG_CORRUPT',
      where: { file: path, line: 3 },
      message: expect.stringContaining(`${path}, line 3: its checksum`),
    })
  })

  const byHand: readonly (readonly [string, string, object])[] = [
    ['a field that is not of its type', text(raised, { ...met, data: { demand: 'Visas!' } }), { line: 2, field: 'demand' }],
    ['a date that is none', text(raised, { ...met, occurred: '2025-02-30' }), { line: 2, field: 'occurred' }],
    ['a field that has no place', text({ ...raised, data: { demand: 'visas', colour: 'red' } }), { line: 1, field: 'colour' }],
    ['a field of the envelope that is none', text(raised, { ...met, colour: 'red' }), { line: 2, field: 'colour' }],
    ['a reference that leads nowhere', text(raised, { ...met, about: ['demand/other'] }), { line: 2, field: 'about' }],
    ['a side that is none', text({ ...raised, by: 'A b' }), { line: 1, field: 'by' }],
    ['what is no JSON', `${text(raised)}{"type":\n`, { line: 2 }],
    ['what is no object', `${text(raised)}[1]\n`, { line: 2 }],
    ['what is half recorded', text(raised, ...replay([raised]).events()), { line: 2 }],
  ]
  test.each(byHand)('%s', (_, log, where) => {
    const path = inFolder('by-hand.jsonl')
    writeFileSync(path, log)
    const named = refusal(() => replay(path))
    expect(named.where).toMatchObject({ ...where, file: path })
    expect(named.message).toContain(`${path}, line ${(where as { line: number }).line}: `)
    expect(refusal(() => replay(log)).message).toContain(`the text, line ${(where as { line: number }).line}: `)
  })

  test('an object of a fixture by its number, a file that is not there by its name', () => {
    expect(refusal(() => replay([raised, { ...met, occurred: 'soon' }])).message).toMatch(/^event 2: /)
    expect(refusal(() => replay([raised, { ...met, occurred: new Map() }])).message).toMatch(/^event 2: /)
    expect(refusal(() => replay('no-such-log.jsonl'))).toMatchObject({ code: 'STORE_FAILED', where: { file: 'no-such-log.jsonl' } })
    expect(refusal(() => replay(text({ ...raised, type: 'weather.turned' }), { unknown: 'fail' })).code).toBe('UNKNOWN_TYPE')
  })
})

describe('replaySteps', () => {
  test('gives the state after every event', () => {
    const steps = replaySteps([raised, met])
    expect(steps.length).toBe(2)
    expect([0, 1, 2].map((count) => steps.after(count).demands.get('visas')?.status)).toEqual([undefined, 'open', 'met'])
    expect([...steps].map(({ count, event, before, state }) => [count, event.type, before.version, state.version])).toEqual([
      [1, 'demand.raised', 0, 1],
      [2, 'demand.met', 1, 2],
    ])
    expect(refusal(() => steps.after(3))).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: 'after(3): the log has 2 events — ask for 0 to 2',
    })
  })

  test('the last state of the real log is the replayed one', () => {
    const steps = replaySteps(file)
    expect(steps.after(steps.length)).toStrictEqual(replay(file))
    expect(printState(steps.after(2))).toMatchInlineSnapshot(`
      "RU and US, version 2

      demands
        return-properties: open (2017-09) — confirmed, RU ✓ US –
          addressee: 'US'
          object: 'return the six diplomatic properties'
          raiser: 'RU'
          timesReiterated: 0

      missions
        missions-in-the-us: unknown (2016-12/2017-09-02) — confirmed, RU ✓ US ✓
          receiving: 'US'
          seized: ['six diplomatic properties']
          sending: 'RU'"
    `)
  })
})
