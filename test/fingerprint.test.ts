// The fingerprint of a vocabulary: the same where it folds alike, another where a table, a recipe or a maker of shapes is another.
import { describe, expect, it } from 'vitest'
import { demand } from '../src/entities/demand.ts'
import { defineEntity } from '../src/entity.ts'
import { fingerprintOf } from '../src/fingerprint.ts'
import { fold, record } from '../src/pure.ts'
import type { StandardSchema } from '../src/shape.ts'
import { vocabulary } from '../src/vocabulary.ts'

const shapeOf = (vendor: string, note = ''): StandardSchema =>
  ({ '~standard': { version: 1, vendor, validate: (value: unknown) => ({ value }) }, note }) as StandardSchema

const table = (changes: object = {}) => ({
  plural: 'strikes',
  fields: { workers: shapeOf('mine') },
  events: { called: { from: ['new'], to: 'called', may: ['workers'] } },
  also: { called: (draft: { workers?: number }) => void draft },
  ...changes,
})
const printOf = (changes: object = {}) => fingerprintOf(vocabulary(defineEntity('strike', table(changes) as never)))

describe('the fingerprint of a vocabulary', () => {
  it('is the same for tables that say the same, whatever is asked of them and however their shapes are made', () => {
    expect(printOf()).toMatch(/^[0-9a-f]{16}$/)
    expect(printOf()).toBe(printOf())
    expect(printOf({ questions: { first: (all: { all: readonly unknown[] }) => all.all[0] } })).toBe(printOf())
    expect(printOf({ fields: { workers: shapeOf('mine', 'changed') } })).toBe(printOf())
  })

  it('is another for another table, recipe, or maker of shapes', () => {
    const others = [
      { plural: 'walkouts' },
      { events: { called: { from: ['new'], to: 'announced', may: ['workers'] } } },
      { events: { called: { from: ['new'], to: 'called', by: 'either', may: ['workers'] } } },
      { also: { called: (draft: { workers?: number }) => Object.assign(draft, { workers: 1 }) } },
      { fields: { workers: shapeOf('yours') } },
      { final: ['called'] },
    ].map(printOf)
    expect(new Set([printOf(), ...others]).size).toBe(others.length + 1)
  })

  it('stays the same when the ways over missing steps have been worked out', () => {
    const before = fingerprintOf(vocabulary(demand))
    const words = vocabulary(demand)
    fold(record(['US', 'RU'], [demand.met({ demand: 'visas', by: 'US', occurred: '2025' })], { vocabulary: words }) as never, {
      vocabulary: words,
    })
    expect(fingerprintOf(words)).toBe(before)
  })

  it('takes in what speaks of other events', () => {
    const words = vocabulary(demand)
    const without = new Map([...words.types].filter(([type]) => !type.startsWith('account.')))
    expect(fingerprintOf({ ...words, types: without })).not.toBe(fingerprintOf(words))
  })
})
