// Dates in plain English, for what is printed: `about 10 April 2025`, `spring 2025`, `10 April 2025 or later`.
// In: the values that edtf.ts reads from a text.
// Out: the words, without a final stop.
import {
  clockText,
  type DateValue,
  type Instant,
  type Interval,
  monthName,
  type OneOf,
  pad,
  type Stretch,
  type Yearless,
  zoneText,
} from './edtf.ts'

const seasonNames = ['spring', 'summer', 'autumn', 'winter']
const qualifierWords = { '': '', '~': 'about ', '?': 'perhaps ', '%': 'perhaps about ' } as const

/** A date in words. A day without a year is the day alone: whoever prints it says that the year is missing. */
export function dateWords(value: DateValue): string {
  if (value.kind === 'interval') return intervalWords(value)
  return value.kind === 'one of' ? oneOfWords(value) : stretchWords(value)
}

function oneOfWords({ first, last }: OneOf): string {
  const from = first === undefined ? '' : stretchWords(first)
  if (last === undefined) return `${from} or later`
  return first === undefined ? `${stretchWords(last)} or earlier` : `between ${from} and ${stretchWords(last)}`
}

function intervalWords({ start, end }: Interval): string {
  const until = typeof end === 'object' ? stretchWords(end) : undefined
  if (start === '..') return `up to ${until}`
  const from = start === '' ? 'from an unknown start' : `from ${stretchWords(start)}`
  if (until !== undefined) return `${from} to ${until}`
  return end === '..' ? `${from} on` : `${from} to an unknown end`
}

function stretchWords(value: Stretch | Yearless): string {
  if (value.kind !== 'instant') return qualifierWords[value.qualifier] + plainWords(value)
  const zone = value.zone === 'Z' ? 'UTC' : `UTC${zoneText(value.zone)}`
  return `${value.day} ${monthName(value.month)} ${pad(value.year, 4)}, ${clockText(value)} ${zone}`
}

function plainWords(value: Exclude<Stretch, Instant> | Yearless): string {
  if (value.kind === 'yearless') return `${value.day} ${monthName(value.month)}`
  const year = pad(value.year, 4)
  switch (value.kind) {
    case 'day':
      return `${value.day} ${monthName(value.month)} ${year}`
    case 'month':
      return `${monthName(value.month)} ${year}`
    case 'season':
      return `${seasonNames[value.season - 21]} ${year}${value.season === 24 ? `/${pad((value.year + 1) % 100)}` : ''}`
    case 'year':
      return year
    case 'some year':
      return `some year from ${year} to ${pad(value.year + value.span - 1, 4)}`
    case 'some month':
      return `some month of ${year}`
    case 'some day':
      return value.month === undefined ? `some day of ${year}` : `some day of ${monthName(value.month)} ${year}`
  }
}
