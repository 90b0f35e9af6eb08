// track: its table, and the labels and links that each account gives it.
import { describe, expect, test } from 'vitest'
import { track } from '../../src/entities/track.ts'
import { stateAfter } from '../record.ts'
import { tryTable } from './table.ts'

const t = { track: 'irritants', occurred: '2025-02-18' }

tryTable({
  entity: 'track/irritants',
  events: {
    opened: () => track.opened({ ...t, by: 'US' }),
    paused: () => track.paused({ ...t, by: 'US' }),
    resumed: () => track.resumed({ ...t, by: 'RU' }),
    closed: () => track.closed({ ...t, by: 'RU' }),
    assessed: () => track.assessed({ ...t, label: 'progress' }),
    linked: () => track.linked({ ...t, linkedTo: 'track/ukraine' }),
    unlinked: () => track.unlinked({ ...t, linkedTo: 'track/ukraine' }),
  },
  ways: {
    unknown: ['assessed'],
    open: ['opened'],
    paused: ['opened', 'paused'],
    closed: ['opened', 'closed'],
  },
  table: `
              new      unknown  open    paused  closed
    opened    open     open     no      no      no
    paused    gap      gap      paused  =       no
    resumed   gap      gap      gap     open    no
    closed    gap      gap      closed  closed  no
    assessed  unknown  unknown  =       =       =
    linked    unknown  unknown  =       =       =
    unlinked  unknown  unknown  =       =       =
  `,
})

describe('marks by account', () => {
  const { saidByRu, saidByUs } = { saidByRu: { ...t, saidBy: ['RU'] }, saidByUs: { ...t, saidBy: ['US'] } }

  test('each account has its latest label', () => {
    const state = stateAfter(
      track.assessed({ ...saidByRu, label: 'first steps' }),
      track.assessed({ ...saidByUs, label: 'a new phase' }),
      track.assessed({ ...saidByRu, label: 'considerable progress' }),
      track.assessed({ ...t, label: 'spinning' }),
    )
    expect(state.tracks.get('irritants')?.labels).toEqual({ RU: 'considerable progress', US: 'a new phase', recorder: 'spinning' })
    expect(state.tracks.get('irritants')).not.toHaveProperty('label')
  })

  test('each account links for itself, each thing once, and unlinks its own alone', () => {
    const link = (to: string) => track.linked({ ...t, saidBy: ['RU', 'US'], linkedTo: to })
    const both = [link('track/ukraine'), link('track/ukraine'), link('demand/flights')]
    const linked = stateAfter(...both).tracks.get('irritants')?.links
    expect(linked).toEqual({ RU: ['track/ukraine', 'demand/flights'], US: ['track/ukraine', 'demand/flights'] })
    const half = stateAfter(...both, track.unlinked({ ...saidByUs, linkedTo: 'track/ukraine' })).tracks.get('irritants')?.links
    expect(half).toEqual({ RU: ['track/ukraine', 'demand/flights'], US: ['demand/flights'] })
    const once = stateAfter(link('track/ukraine'), track.unlinked({ ...saidByUs, linkedTo: 'track/ukraine' })).tracks.get(
      'irritants',
    )?.links
    expect(once).toEqual({ RU: ['track/ukraine'] })
  })

  test('unlinking what was never linked leaves nothing', () => {
    expect(stateAfter(track.unlinked({ ...saidByRu, linkedTo: 'track/ukraine' })).tracks.get('irritants')?.links).toEqual({})
  })

  test('a link is a reference', () => {
    expect(() => track.linked({ ...t, linkedTo: 'ukraine' })).toThrow('track.linked: linkedTo')
  })

  test('a closed track is not open; no third party closes it', () => {
    const opened = track.opened({ ...t, by: 'US' })
    expect(stateAfter(opened).tracks.open).toHaveLength(1)
    expect(stateAfter(opened, track.closed({ ...t, by: 'RU' })).tracks.open).toEqual([])
    expect(() => stateAfter(opened, track.closed({ ...t, by: 'UN' }))).toThrow('a third party cannot do this')
  })
})
