// Values of fields in plain English, for what is printed: `duration: about 5 hours → 6 hours`.
// In: whatever a field of an event or of an entity holds.
// Out: one line of words; what reads as a date or a duration is written as one.
import type { SetField } from './attribution.ts'
import { formatDuration } from './duration.ts'
import { formatDate, type ImpreciseDate } from './time.ts'

/** A value in words. */
export function valueWords(value: unknown): string {
  if (typeof value === 'string') return textWords(value)
  if (typeof value !== 'object' || value === null) return value === undefined ? 'nothing' : String(value)
  if ('edtf' in value) return formatDate(value as ImpreciseDate)
  if (Array.isArray(value)) return value.length === 0 ? 'nobody' : value.map(valueWords).join(', ')
  return foundWords(value) ?? objectWords(value)
}

/** What the fold keeps on an entity beside what was told: a problem by its message, a status that nobody recorded by its name. */
function foundWords(value: object): string | undefined {
  if ('rule' in value && 'entity' in value && 'message' in value) return String(value.message)
  return 'status' in value && 'after' in value && 'occurred' in value ? String(value.status) : undefined
}

/** A person with an office, or whatever parts there are: `Sonata Coulter (head)`, `US: … and RU: …`. */
function objectWords(value: object): string {
  const { name, ...others } = value as { readonly [part: string]: unknown }
  const parts = Object.entries(others).map(([part, inner]) =>
    typeof name === 'string' ? valueWords(inner) : `${part}: ${valueWords(inner)}`,
  )
  if (typeof name !== 'string') return parts.join(' and ')
  return parts.length === 0 ? name : `${name} (${parts.join(', ')})`
}

/** Both leave a text as it is that is neither. */
const textWords = (text: string): string => (/^P[T\d]/.test(text) || /\/P[T\d]/.test(text) ? formatDuration(text) : formatDate(text))

/** A field with its new value, and with the one before where there was one. */
export function changeWords({ field, before, after }: SetField): string {
  if (before === undefined) return `${field}: ${valueWords(after)}`
  const [from, to] = [valueWords(before), valueWords(after)]
  return from === to ? `${field}: ${to}, again` : `${field}: ${from} → ${to}`
}
