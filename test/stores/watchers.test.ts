// Whoever watches a store is told soon, once for all that came, and harms nobody.
// In: listeners that count, throw, or go. Out: who was called, and how often.
import { expect, test, vi } from 'vitest'
import { createWatchers } from '../../src/stores/watchers.ts'

const soon = () => new Promise((resolve) => setTimeout(resolve))

test('a burst is one call, after what told of it is done', async () => {
  const watchers = createWatchers()
  const listener = vi.fn()
  watchers.add(listener)
  for (let time = 0; time < 10; time++) watchers.tell()
  expect(listener).not.toHaveBeenCalled()
  await soon()
  expect(listener).toHaveBeenCalledOnce()
  watchers.tell()
  await soon()
  expect(listener).toHaveBeenCalledTimes(2)
})

test('a function given twice is called twice, and taken away once', async () => {
  const watchers = createWatchers()
  const listener = vi.fn()
  const end = watchers.add(listener)
  watchers.add(listener)
  watchers.tell()
  await soon()
  expect(listener).toHaveBeenCalledTimes(2)
  end()
  end()
  watchers.tell()
  await soon()
  expect(listener).toHaveBeenCalledTimes(3)
})

test('a listener that throws is an uncaught error of its own, and the next one is called all the same', async () => {
  const watchers = createWatchers()
  const uncaught = new Promise((resolve) => process.setUncaughtExceptionCaptureCallback(resolve))
  watchers.add(() => {
    throw new Error('mine')
  })
  const listener = vi.fn()
  watchers.add(listener)
  watchers.tell()
  expect(await uncaught).toMatchObject({ message: 'mine' })
  process.setUncaughtExceptionCaptureCallback(null)
  expect(listener).toHaveBeenCalledOnce()
})

test('the engine is asked to tell while somebody listens, and only then', () => {
  const [start, stop] = [vi.fn(), vi.fn()]
  const watchers = createWatchers(() => {
    start()
    return stop
  })
  watchers.clear()
  expect([start.mock.calls.length, stop.mock.calls.length]).toEqual([0, 0])
  const ends = [watchers.add(() => {}), watchers.add(() => {})]
  ends[0]?.()
  expect([start.mock.calls.length, stop.mock.calls.length]).toEqual([1, 0])
  ends[1]?.()
  ends[1]?.()
  expect([start.mock.calls.length, stop.mock.calls.length]).toEqual([1, 1])
  watchers.add(() => {})
  watchers.clear()
  ends[1]?.()
  expect([start.mock.calls.length, stop.mock.calls.length]).toEqual([2, 2])
})
