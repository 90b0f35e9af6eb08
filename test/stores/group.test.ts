// What waits goes together in its order, until there is too much of it; a batch that is too large goes alone.
import { expect, test } from 'vitest'
import { takeGroup } from '../../src/stores/group.ts'

const million = 'x'.repeat(1 << 20)
const batchOf = (name: string, ...texts: readonly string[]) => ({ name, texts })

function groupsOf(queue: { name: string; texts: readonly string[] }[]): string[] {
  const groups: string[] = []
  while (queue.length > 0)
    groups.push(
      takeGroup(queue)
        .map(({ name }) => name)
        .join(' '),
    )
  return groups
}

test('all that waits goes together, and the queue is empty', () => {
  const queue = [batchOf('a', 'one'), batchOf('b', 'two', 'three')]
  expect(groupsOf(queue)).toEqual(['a b'])
  expect(takeGroup(queue)).toEqual([])
})

test('what comes to more than eight million characters goes in several, each batch whole', () => {
  const eight = Array.from({ length: 8 }, () => million)
  expect(groupsOf([batchOf('a', ...eight), batchOf('b', 'x')])).toEqual(['a', 'b'])
  expect(groupsOf([batchOf('a', 'x'), batchOf('b', ...eight, million), batchOf('c', million), batchOf('d')])).toEqual(['a', 'b', 'c d'])
})
