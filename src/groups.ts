// Groups: a list in parts, each under its key, in the order in which the keys were first met.
// In: items, and what they are grouped by.
// Out: a Map. (Node 20 and its contemporaries have no Map.groupBy.)

/** The items by key. */
export function groupsOf<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group === undefined) groups.set(keyOf(item), [item])
    else group.push(item)
  }
  return groups
}
