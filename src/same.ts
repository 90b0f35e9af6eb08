// Sameness: whether two values that an event or an entity can hold say the same.
// In: JSON values and bigints; the order of keys and who made them do not matter.
// Out: true or false. A key that is undefined is as good as one that is not there.

/** The names of the fields in which two records do not say the same. */
export const namesApart = (a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((field) => !isSame(a[field], b[field]))

/** Whether two values say the same. */
export function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null || a === b) return Object.is(a, b)
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...keys].every((key) => isSame((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
}
