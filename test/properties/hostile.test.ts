// The law of hostile text: whoever wrote it, it is read or refused by name, changes nothing, and takes no more than its size allows.
// In: lines of a log that were mutated, spliced or made to attack; texts that mean harm, wherever a text is taken.
// Out: no crash, no change of anything built in, nothing that is kept.
import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { brief } from '../../src/brief.ts'
import { decodeLine, defaultLimits, encodeEvent, plainCopy } from '../../src/codec.ts'
import { diplomacyVocabulary } from '../../src/diplomacy.ts'
import { parseDuration } from '../../src/duration.ts'
import { demand } from '../../src/entities/demand.ts'
import { meeting } from '../../src/entities/meeting.ts'
import { isLedgerError } from '../../src/errors.ts'
import type { RecordedEvent } from '../../src/event.ts'
import { explain } from '../../src/explain.ts'
import { formatExplanation } from '../../src/explain-text.ts'
import { openLedger } from '../../src/ledger.ts'
import { fold, record, resume } from '../../src/pure.ts'
import { entry } from '../../src/remarks/entry.ts'
import { standingOf } from '../../src/standing.ts'
import { arbitraryHostileText } from '../../src/testing/arbitrary/hostile.ts'
import { formatDate, parseDate } from '../../src/time.ts'
import { parseRecorded } from '../../src/vocabulary.ts'
import { attacks, claims, foreignTags, generator, pick, validLines } from '../attacks.ts'
import { countedIds, idAt, tickingClock } from '../fixed-clock.ts'
import { noLimit, runs, seed } from './size.ts'

const count = runs(20_000)
const attackNames = Object.keys(attacks)

const builtIn = [Object, Array, String, Number, BigInt, Boolean, Function, Error, Map, Set, Date, RegExp, URL]

/** Everything that hangs on the built-in constructors and their prototypes. */
function builtInState(): unknown[] {
  return builtIn
    .flatMap((made) => [made, made.prototype])
    .map((object) => {
      const all = Object.getOwnPropertyDescriptors(object) as Record<PropertyKey, PropertyDescriptor>
      return Reflect.ownKeys(all).map((name) => [name, all[name as string]?.value, all[name as string]?.get, all[name as string]?.set])
    })
}

/** What is wrong with a decoded line; undefined where it is what it may be. */
function faultOf(read: Record<string, unknown>, line: string): string | undefined {
  if (nodesOf(read) > Math.min(line.length, defaultLimits.nodes)) return 'more values than the line has room for'
  if (unitsOf(read) > line.length) return 'longer texts than the line'
  // plainCopy refuses whatever cannot be written: prototypes, forbidden keys, odd numbers and texts.
  return isDeepStrictEqual(plainCopy(read), read) ? undefined : 'not a plain value'
}

function unitsOf(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (typeof value === 'bigint') return String(value).length
  if (typeof value !== 'object' || value === null) return 0
  return Object.entries(value).reduce((sum, [name, inner]) => sum + (Array.isArray(value) ? 0 : name.length) + unitsOf(inner), 0)
}
const nodesOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? Object.values(value).reduce((sum: number, inner) => sum + nodesOf(inner), 1) : 1

describe('lines of others', () => {
  it(
    `${count} of them are read well or refused by name, and change nothing (seed ${seed})`,
    () => {
      const random = generator(seed)
      const lines = validLines(seed)
      const before = builtInState()
      const faults: unknown[] = []
      const outcomes = new Map(attackNames.map((name) => [name, { read: 0, LOG_CORRUPT: 0, LIMIT_EXCEEDED: 0 }]))
      for (let at = 0; at < count; at++) {
        const name = attackNames[at % attackNames.length] as string
        let line = pick(random, lines)
        line = (attacks[name] as (typeof attacks)[string])(line, random, lines)
        const outcome = outcomes.get(name)
        try {
          const fault = faultOf(decodeLine(line), line)
          if (fault !== undefined) faults.push([name, line, fault])
          if (outcome) outcome.read++
        } catch (error) {
          if (!isLedgerError(error, 'LOG_CORRUPT') && !isLedgerError(error, 'LIMIT_EXCEEDED')) faults.push([name, line, error])
          else if (outcome) outcome[error.code]++
        }
        if (at % 20_000 === 0) expect(isDeepStrictEqual(builtInState(), before)).toBe(true)
      }
      expect(faults.slice(0, 3)).toEqual([])
      expect(isDeepStrictEqual(builtInState(), before)).toBe(true)
      // That each kind of attack does what it is for: some of its lines are refused, and, where some can be valid, some are read.
      const [neverRead, rarelyRead] = [['pollute', 'reference', 'noise'], ['cut']]
      for (const [name, outcome] of outcomes) {
        if (!rarelyRead.includes(name)) expect([name, outcome.read > 0]).toEqual([name, !neverRead.includes(name)])
        expect([name, outcome.LOG_CORRUPT > count / 2000]).toEqual([name, true])
      }
      expect(outcomes.get('nest')?.LIMIT_EXCEEDED).toBeGreaterThan(count / 200)
    },
    noLimit,
  )

  it('none takes more than a small multiple of its size, whatever it claims', () => {
    const values = (tag: string, value: string) => `{"json":{"a":${value}},"meta":{"values":{"a":${tag}},"v":1}}`
    const small = claims.flatMap((claim) => foreignTags.map((tag) => values(tag, claim)))
    const long = ['[', '{"a":', '[]', '{},', '[[],', '"",', '{"a":{}},'].flatMap((piece) => {
      const body = (length: number) => piece.repeat(length / piece.length)
      return [body(4_000_000), `{"json":{"a":[${body(4_000_000)}0]}}`, `{"json":{"a":[${body(90_000)}0]}}`]
    })
    const kept: unknown[] = []
    for (const line of [...small, ...long]) {
      const isModest = takenBy(line, kept) < 64 * line.length + 8_000_000
      expect([line.slice(0, 100), isModest]).toEqual([line.slice(0, 100), true])
    }
    expect(kept.length).toBeGreaterThan(3)
  })

  /** How many bytes more are in use once a line was read, and kept, or refused: what is not yet collected is counted with it. */
  function takenBy(line: string, kept: unknown[]): number {
    const inUse = (): number => {
      const { heapUsed, external } = process.memoryUsage()
      return heapUsed + external
    }
    const before = inUse()
    try {
      kept.push(decodeLine(line))
    } catch (error) {
      if (!isLedgerError(error)) throw error
    }
    return inUse() - before
  }
})

/** What may stand in the place of any value of an event, and what a program that shows or compares it may stumble over. */
const odd = [
  '{"toString":1,"valueOf":1}',
  '[{"toString":1}]',
  '{"then":1}',
  '{"toJSON":1}',
  '{"length":3}',
  '{}',
  '[]',
  '[[]]',
  '[null]',
].concat(['null', 'true', '-1', '1e308', '""', '"toString"', '{"edtf":{"toString":1}}', '{"edtf":"2025","phrase":[]}'])

describe('events of others', () => {
  it(
    'with an odd value in the place of any other are read, folded and told, or refused by name',
    () => {
      const kept = readFileSync(new URL('../replay/0.1/every-type.jsonl', import.meta.url), 'utf8')
      const lines = kept.split('\n').flatMap((line) => line.match(/"json":.*$/)?.map((event) => `{${event}`) ?? [])
      const outcomes = { read: 0, refused: 0 }
      for (const harmed of lines.flatMap((line) => [...withOddValues(line)])) outcomes[outcomeOf(harmed)] += 1
      expect(outcomes.read).toBeGreaterThan(500)
      expect(outcomes.refused).toBeGreaterThan(5000)
    },
    noLimit,
  )
})

/** The line once for each of its values and each odd one, which stands in its place. */
function* withOddValues(line: string): Generator<string> {
  const whole = JSON.parse(line) as { readonly json: object }
  for (const [holder, key] of placesIn(whole.json)) {
    const value = holder[key]
    holder[key] = '@'
    const marked = JSON.stringify(whole)
    holder[key] = value
    for (const text of odd) yield marked.replace('"@"', text)
  }
}

function* placesIn(value: unknown): Generator<readonly [holder: { [key: string]: unknown }, key: string]> {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    yield [value as { [key: string]: unknown }, key]
    yield* placesIn(inner)
  }
}

/** First where unknown events are kept, then where they are refused. */
function outcomeOf(line: string): 'read' | 'refused' {
  try {
    const event = parseRecorded(diplomacyVocabulary, decodeLine(line), 'keep')
    brief(fold([event]))
    expect(isDeepStrictEqual(decodeLine(encodeEvent(event)), event)).toBe(true)
    parseRecorded(diplomacyVocabulary, decodeLine(line), 'fail')
    return 'read'
  } catch (error) {
    if (!isLedgerError(error)) throw new Error(`${line}: ${String(error)}`, { cause: error })
    return 'refused'
  }
}

/** Everywhere that a text is taken from outside, but for lines: those are above. */
const readers: { readonly [name: string]: (text: string) => unknown } = {
  date: (text) => formatDate(parseDate(text, 'due')),
  'words of a date': (text) => formatDate(parseDate({ edtf: '2025', phrase: text })),
  duration: (text) => parseDuration(text),
  party: (text) => openLedger().between(text, 'US').id,
  day: (text) => fold(harmless, { occurredBy: text }),
  snapshot: (text) => resume(text, harmless),
  'line in a snapshot': (text) => resume(`relations-ledger snapshot 1 0000000000000000\n${text}`, harmless),
  'id of an entity': (text) => told([demand.raised({ demand: text, by: 'RU', occurred: '2025-04-10' })]),
  'who says so': (text) => told([demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10', saidBy: [text] })]),
  type: (text) => told([{ type: text, occurred: '2025-04-10', data: { demand: 'visas' } }]),
  fields: (text) =>
    told([
      demand.raised({
        demand: 'visas',
        by: 'RU',
        occurred: '2025-04-10',
        object: text,
        note: text,
        sources: [{ title: text, quote: text }],
      }),
    ]),
  'name of a field': (text) => told([{ type: 'demand.raised', by: 'RU', occurred: '2025-04-10', data: { demand: 'visas', [text]: text } }]),
  correction: (text) =>
    told([
      meeting.held({ meeting: 'talks', occurred: '2025-04-10' }),
      entry.corrected({ about: idAt(1), set: { [text]: text }, reason: text, occurred: '2025-04-11' }),
    ]),
  question: (text) => {
    const state = fold(harmless)
    return [state.demands.get(text), state.demands.has(text), state.events(text), standingOf(state, text)]
  },
  'what to explain': (text) => explain(fold(harmless), text),
}

const harmless = record(['US', 'RU'], [demand.raised({ demand: 'visas', by: 'RU', occurred: '2025-04-10' })], {
  ids: countedIds(),
  clock: tickingClock(),
})

/** Recorded, written, read again, folded, and told in words. */
function told(inputs: readonly object[]): void {
  const events = record(['US', 'RU'], inputs as never, { ids: countedIds(), clock: tickingClock() })
  for (const event of events) expect(isDeepStrictEqual(decodeLine(encodeEvent(event as RecordedEvent)), event)).toBe(true)
  const state = fold(events)
  brief(state)
  formatExplanation(explain(state, idAt(1)))
}

/** What no text that is drawn can be: a day that is asked for, a field that the event has, the reference of something recorded. */
const neverTaken = ['duration', 'day', 'name of a field', 'what to explain']
const neverRefused = ['snapshot', 'line in a snapshot', 'question']
const textCount = Math.ceil(count / 40)

describe('texts of others', () => {
  it(
    `${textCount} of them are taken or refused by name, wherever a text is taken, and change nothing (seed ${seed})`,
    () => {
      const before = builtInState()
      const outcomes = new Map(Object.keys(readers).map((name) => [name, { taken: 0, refused: 0 }]))
      const law = fc.property(arbitraryHostileText(), (text) => {
        for (const [name, read] of Object.entries(readers)) {
          const outcome = outcomes.get(name) as { taken: number; refused: number }
          try {
            read(text)
            outcome.taken += 1
          } catch (error) {
            if (!isLedgerError(error)) throw new Error(`${name}: ${String(error)}`, { cause: error })
            outcome.refused += 1
          }
        }
      })
      fc.assert(law, { seed, numRuns: textCount, endOnFailure: false })
      expect(isDeepStrictEqual(builtInState(), before)).toBe(true)
      for (const [name, { taken, refused }] of outcomes) {
        // One in five hundred texts is a date.
        if (name !== 'date') expect([name, taken > 0]).toEqual([name, !neverTaken.includes(name)])
        expect([name, refused > 0]).toEqual([name, !neverRefused.includes(name)])
      }
    },
    noLimit,
  )

  it(
    'nothing of what was read or refused is kept',
    () => {
      setFlagsFromString('--expose-gc')
      const collect = runInNewContext('gc') as () => void
      const [texts, lines] = [fc.sample(arbitraryHostileText(), { seed, numRuns: 250 }), validLines(seed)]
      const attempt = (read: () => unknown) => {
        try {
          read()
        } catch (error) {
          if (!isLedgerError(error)) throw error
        }
      }
      /** Other texts in each turn; the bytes in use after it. */
      const usedAfter = (turn: number): number => {
        const random = generator(seed + turn)
        for (const [at, text] of texts.entries()) {
          const attack = attacks[attackNames[at % attackNames.length] as string] as (typeof attacks)[string]
          attempt(() => decodeLine(attack(pick(random, lines), random, lines)))
          for (const read of Object.values(readers)) attempt(() => read(`${text}${turn}`))
        }
        collect()
        return process.memoryUsage().heapUsed
      }
      const used = Array.from({ length: 15 }, (_, turn) => usedAfter(turn))
      // The first turns compile and fill what is there once, and from one turn to the next it goes up and down by 300 kB.
      const [before, after] = [used.slice(5, 10), used.slice(10)].map((turns) => turns.reduce((sum, bytes) => sum + bytes) / turns.length)
      // Five turns of four thousand readings later not 40 bytes for each of them are in use.
      expect((after as number) - (before as number)).toBeLessThan(5 * 4_000 * 40)
    },
    noLimit,
  )
})
