// Groups: what a list becomes in parts.
import { expect, it } from 'vitest'
import { groupsOf } from '../src/groups.ts'

it('has each item under its key, and the keys in the order in which they were first met', () => {
  const groups = groupsOf(['bear', 'ant', 'bee', 'asp', 'cat', 'bat'], (word) => word.charAt(0))
  expect([...groups]).toEqual([
    ['b', ['bear', 'bee', 'bat']],
    ['a', ['ant', 'asp']],
    ['c', ['cat']],
  ])
})
