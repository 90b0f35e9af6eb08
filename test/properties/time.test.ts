// The laws of imprecise dates: what a date means holds whatever is written, and nothing is proved that is not.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseEdtf, textOf } from '../../src/edtf.ts'
import { isLedgerError } from '../../src/errors.ts'
import {
  asOfBounds,
  boundsOf,
  type Comparison,
  compareDates,
  dayOf,
  edtfOf,
  formatDate,
  isOpenEnded,
  overdue,
  parseDate,
  precedes,
} from '../../src/time.ts'
import {
  arbitraryDate,
  arbitraryDateText,
  arbitraryInstant,
  arbitraryKnownDate,
  arbitraryStretch,
  arbitraryYearless,
  utcDay,
} from '../arbitrary-date.ts'

const run = { seed: 20250410, numRuns: 2_000 }
const dayLength = 86_400_000
const uses = ['occurred', 'due'] as const

/** Moments of the years 0001–9998, so that their neighbours are written with four digits too. */
const moment = fc.integer({ min: utcDay(1, 1, 1).getTime(), max: utcDay(9998, 12, 31).getTime() })
const iso = (time: number) => new Date(time).toISOString()

/** What the calendar calls a moment, at every precision there is a plain form for. */
const namings: Record<string, (time: number) => string> = {
  day: (time) => iso(time).slice(0, 10),
  month: (time) => iso(time).slice(0, 7),
  year: (time) => iso(time).slice(0, 4),
  decade: (time) => `${iso(time).slice(0, 3)}X`,
  century: (time) => `${iso(time).slice(0, 2)}XX`,
  'some month': (time) => `${iso(time).slice(0, 4)}-XX`,
  'some day of a month': (time) => `${iso(time).slice(0, 7)}-XX`,
  'some day of a year': (time) => `${iso(time).slice(0, 4)}-XX-XX`,
  season: (time) => {
    const months = new Date(time).getUTCMonth() - 2 + 12 * Number(iso(time).slice(0, 4))
    return `${String(Math.floor(months / 12)).padStart(4, '0')}-${21 + Math.floor((((months % 12) + 12) % 12) / 3)}`
  },
  minute: (time) => `${iso(time).slice(0, 16)}Z`,
  second: (time) => `${iso(time).slice(0, 19)}Z`,
  millisecond: iso,
}

/** A moment as a clock `minutes` east of UTC shows it. */
function inZone(time: number, minutes: number): string {
  const sign = minutes < 0 ? '-' : '+'
  const clock = new Date(Math.abs(minutes) * 60_000).toISOString().slice(11, 16)
  return `${iso(time + minutes * 60_000).slice(0, 23)}${sign}${clock}`
}

const zone = fc.integer({ min: -14 * 60, max: 14 * 60 })

describe('bounds', () => {
  for (const [name, naming] of Object.entries(namings)) {
    it(`of a ${name} hold every moment it names, and no other`, () => {
      fc.assert(
        fc.property(moment, (time) => {
          const text = naming(time)
          const { earliest, latest } = boundsOf(parseDate(text))
          expect(earliest).toBeLessThanOrEqual(time)
          expect(latest).toBeGreaterThanOrEqual(time)
          expect([naming(earliest), naming(latest)]).toEqual([text, text])
          expect(naming(earliest - 1)).not.toBe(text)
          expect(naming(latest + 1)).not.toBe(text)
        }),
        { ...run, numRuns: 400 },
      )
    })
  }

  it('of a qualified stretch reach exactly over the stretch before and the stretch after', () => {
    const widenable = Object.entries(namings).filter(([name]) => !['minute', 'second', 'millisecond'].includes(name))
    const inside = fc.integer({ min: utcDay(200, 1, 1).getTime(), max: utcDay(9700, 1, 1).getTime() })
    fc.assert(
      fc.property(inside, fc.constantFrom(...widenable), fc.constantFrom('~', '?', '%'), (time, [, naming], mark) => {
        const plain = boundsOf(naming(time))
        const before = boundsOf(naming(plain.earliest - 1))
        const after = boundsOf(naming(plain.latest + 1))
        expect(boundsOf(parseDate(naming(time) + mark))).toEqual({ earliest: before.earliest, latest: after.latest })
      }),
      run,
    )
  })

  it('of an instant hold its moment in whatever zone it is written, and touch the day of its own clock', () => {
    fc.assert(
      fc.property(moment, zone, (time, minutes) => {
        const text = parseDate(inZone(time, minutes))
        const { earliest, latest } = boundsOf(text)
        expect(earliest).toBeLessThanOrEqual(time)
        expect(latest).toBeGreaterThanOrEqual(time)
        const ownDay = dayOf(text) ?? ''
        expect(ownDay).toBe(iso(time + minutes * 60_000).slice(0, 10))
        expect(compareDates(text, ownDay)).toBe('unknown')
        expect(compareDates(text, iso(time).slice(0, 10))).toBe('unknown')
        if (ownDay === iso(time).slice(0, 10)) expect({ earliest, latest }).toEqual({ earliest: time, latest: time })
        expect(asOfBounds(edtfOf(text))).toBe(time)
        expect(compareDates(text, iso(time))).toBe('same')
      }),
      run,
    )
  })

  it('of instants prove no order that the moments do not have', () => {
    const near = fc.integer({ min: -2 * dayLength, max: 2 * dayLength })
    fc.assert(
      fc.property(moment, near, zone, zone, (time, distance, one, other) => {
        const answer = compareDates(inZone(time, one), inZone(time + distance, other))
        const truth: Comparison = distance > 0 ? 'before' : distance < 0 ? 'after' : 'same'
        expect([truth, 'unknown']).toContain(answer)
        if (distance === 0) expect(answer).toBe('same')
      }),
      run,
    )
  })

  it('of intervals and one-of sets run from the first moment of the first to the last of the last', () => {
    fc.assert(
      fc.property(
        moment,
        moment,
        fc.constantFrom(...Object.values(namings)),
        fc.constantFrom(...Object.values(namings)),
        (a, b, first, last) => {
          const [start, end] = [first(Math.min(a, b)), last(Math.max(a, b))]
          const expected = { earliest: boundsOf(start).earliest, latest: boundsOf(end).latest }
          expect(boundsOf(parseDate(`${start}/${end}`))).toEqual(expected)
          expect(boundsOf(parseDate(`[${start}..${end}]`))).toEqual(expected)
          expect(boundsOf(parseDate(`[..${end}]`))).toEqual({ earliest: Number.NEGATIVE_INFINITY, latest: expected.latest })
          expect(boundsOf(parseDate(`${start}/..`, 'due'))).toEqual({ earliest: expected.earliest, latest: Number.POSITIVE_INFINITY })
        },
      ),
      run,
    )
  })

  it('are the same by the fast path and by the grammar', () => {
    fc.assert(
      fc.property(fc.oneof(arbitraryInstant, arbitraryStretch), (text) => {
        expect(boundsOf(`[${text}..${text}]`)).toEqual(boundsOf(text))
      }),
      run,
    )
  })

  it('of a year-less day are the last such day up to the anchor, and the first from it', () => {
    fc.assert(
      fc.property(
        moment,
        arbitraryYearless.filter((text) => text.length === 10),
        (time, edtf) => {
          const anchor = iso(time).slice(0, 10)
          const named = (from: number, step: number) => {
            let day = Math.floor(from / dayLength) * dayLength
            while (iso(day).slice(-19, -14) !== edtf.slice(5)) day += step * dayLength
            return { earliest: day, latest: day + dayLength - 1 }
          }
          expect(boundsOf(parseDate({ edtf, anchor }), 'occurred')).toEqual(named(time, -1))
          expect(boundsOf(parseDate({ edtf, anchor }, 'due'), 'due')).toEqual(named(time, 1))
        },
      ),
      { ...run, numRuns: 60 },
    )
  })

  it('of an approximate year-less day hold the plain one, and every such day within one day of the anchor', () => {
    fc.assert(
      fc.property(
        moment,
        arbitraryYearless.filter((text) => text.length === 10),
        fc.constantFrom(...uses),
        (time, edtf, use) => {
          const anchor = iso(time).slice(0, 10)
          const wide = boundsOf(parseDate({ edtf: `${edtf}~`, anchor }, use), use)
          const plain = boundsOf({ edtf, anchor }, use)
          expect(wide.earliest).toBeLessThanOrEqual(plain.earliest - dayLength)
          expect(wide.latest).toBeGreaterThanOrEqual(plain.latest + dayLength)
          const shifted = use === 'occurred' ? time + dayLength : time - dayLength
          const near = boundsOf({ edtf, anchor: iso(shifted).slice(0, 10) }, use)
          expect(wide).toEqual({
            earliest: Math.min(plain.earliest, near.earliest) - dayLength,
            latest: Math.max(plain.latest, near.latest) + dayLength,
          })
        },
      ),
      { ...run, numRuns: 500 },
    )
  })
})

describe('text', () => {
  for (const use of uses) {
    it(`of a canonical ${use} date comes back as it was, and is read the same again`, () => {
      fc.assert(
        fc.property(arbitraryDateText(use), (text) => {
          expect(parseDate(text, use)).toBe(text)
          const value = parseEdtf(text)
          if (value.kind === 'refused') throw new Error(value.reason)
          expect(textOf(value)).toBe(text)
          expect(parseEdtf(textOf(value))).toEqual(value)
        }),
        run,
      )
    })

    it(`with the source's words comes back frozen, equal and read the same again (${use})`, () => {
      fc.assert(
        fc.property(arbitraryDate(use), (date) => {
          const once = parseDate(date, use)
          expect(once).toEqual(date)
          expect(Object.isFrozen(once)).toBe(true)
          expect(parseDate(once, use)).toEqual(once)
        }),
        run,
      )
    })
  }

  it('of a JS Date is its UTC instant', () => {
    fc.assert(
      fc.property(moment, (time) => {
        expect(boundsOf(parseDate(new Date(time)))).toEqual({ earliest: time, latest: time })
      }),
      run,
    )
  })
})

describe('comparison', () => {
  const opposite: Record<Comparison, Comparison> = { before: 'after', after: 'before', same: 'same', unknown: 'unknown' }

  it('is antisymmetric over all forms, and before exactly where precedes says so', () => {
    fc.assert(
      fc.property(arbitraryDate('due'), arbitraryDate('due'), fc.constantFrom(...uses), (a, b, use) => {
        expect(compareDates(b, a, use)).toBe(opposite[compareDates(a, b, use)])
        expect(precedes(a, b, use)).toBe(compareDates(a, b, use) === 'before')
      }),
      run,
    )
  })

  it('says of bounded dates what counting their days says', () => {
    fc.assert(
      fc.property(arbitraryKnownDate, arbitraryKnownDate, (a, b) => {
        const answer = compareDates(parseDate(a.text), parseDate(b.text))
        if (a.last < b.first) expect(answer).toBe('before')
        else if (b.last < a.first) expect(answer).toBe('after')
        else expect(answer).toBe(a.text === b.text && /^\d{4}-\d\d-\d\d$/.test(a.text) ? 'same' : 'unknown')
      }),
      run,
    )
  })

  it('before is transitive, and nothing is before itself', () => {
    fc.assert(
      fc.property(arbitraryKnownDate, arbitraryKnownDate, arbitraryKnownDate, ({ text: a }, { text: b }, { text: c }) => {
        expect(precedes(a, a)).toBe(false)
        if (precedes(a, b) && precedes(b, c)) expect(precedes(a, c)).toBe(true)
      }),
      run,
    )
  })
})

describe('what is due', () => {
  it('is never overdue before it may begin, and always after its last moment, and never goes back', () => {
    const rank = (answer: boolean | 'unknown') => [false, 'unknown', true].indexOf(answer)
    fc.assert(
      fc.property(arbitraryKnownDate, fc.integer({ min: -40, max: 2_900 }), ({ text, first, last }, days) => {
        const now = utcDay(2020, 1, 1).getTime() + days * dayLength
        const answer = overdue(text, iso(now).slice(0, 10))
        if (now < first.getTime()) expect(answer).toBe(false)
        if (now > last.getTime()) expect(answer).toBe(true)
        else expect(answer).not.toBe(true)
        expect(rank(overdue(text, iso(now + dayLength).slice(0, 10)))).toBeGreaterThanOrEqual(rank(answer))
      }),
      run,
    )
  })

  it('is never overdue for certain while it is open-ended', () => {
    fc.assert(
      fc.property(arbitraryDate('due').filter(isOpenEnded), moment, (due, time) => {
        expect(overdue(due, iso(time))).not.toBe(true)
      }),
      { ...run, numRuns: 500 },
    )
  })
})

describe('hostile text', () => {
  const signs = fc.string({ unit: fc.constantFrom(...'0123456789X-~?%TZ:+./[]{},YPSE'), maxLength: 40 })
  const spoiled = fc
    .tuple(arbitraryDateText('due'), fc.nat(60), fc.nat(3), fc.string({ maxLength: 3 }))
    .map(([text, at, gone, added]) => text.slice(0, at) + added + text.slice(at + gone))
  const repeated = fc
    .tuple(fc.constantFrom('0', '-', 'X', '..', '2025-04-10/', '[', '~', 'T', ' ', '\u0660', 'a'), fc.constantFrom(50, 5_000, 200_000))
    .map(([piece, times]) => piece.repeat(times))

  it('is taken or refused by name, and never anything else', () => {
    const seen = { taken: 0, refused: 0 }
    fc.assert(
      fc.property(
        fc.oneof(signs, spoiled, repeated, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })),
        fc.constantFrom(...uses),
        (text, use) => {
          try {
            const date = parseDate(text, use)
            seen.taken += 1
            expect(parseDate(date, use)).toEqual(date)
            expect(boundsOf(date).earliest).toBeLessThanOrEqual(boundsOf(date).latest)
          } catch (error) {
            if (!isLedgerError(error, 'INVALID_DATE')) throw error
            seen.refused += 1
            expect(error.message).toMatch(/^date ".*": .+ — .+$/s)
            expect(error.message.length).toBeLessThan(700)
          }
        },
      ),
      { ...run, numRuns: 10_000 },
    )
    expect(seen.taken).toBeGreaterThan(100)
    expect(seen.refused).toBeGreaterThan(5_000)
  })

  it('never stops what reads a log: bounds, words and comparisons are total, and a text that is no date is unbounded', () => {
    fc.assert(
      fc.property(fc.oneof(signs, spoiled, repeated), (text) => {
        const { earliest, latest } = boundsOf(text, 'due')
        expect(earliest).toBeLessThanOrEqual(latest)
        expect(formatDate(text)).not.toBe(undefined)
        expect(['before', 'after', 'same', 'unknown']).toContain(compareDates(text, '2025-04-10'))
        expect([true, false, 'unknown']).toContain(overdue(text, '2025-04-10'))
        if (parseEdtf(text).kind !== 'refused') return
        expect([earliest, latest, dayOf(text), formatDate(text)]).toEqual([
          Number.NEGATIVE_INFINITY,
          Number.POSITIVE_INFINITY,
          undefined,
          text,
        ])
      }),
      { ...run, numRuns: 5_000 },
    )
  })
})
