// Spans: from when to when an entity had which status.
// In: a few short histories. Out: their statuses, with the dates of the events as they were given.
import { describe, expect, it } from 'vitest'
import { demand } from '../src/entities/demand.ts'
import { envoy } from '../src/entities/envoy.ts'
import { guarantee } from '../src/entities/guarantee.ts'
import { mission } from '../src/entities/mission.ts'
import { ties } from '../src/entities/ties.ts'
import { defineEntity } from '../src/entity.ts'
import { fold, record } from '../src/pure.ts'
import { entry } from '../src/remarks/entry.ts'
import { type Span, spansOf } from '../src/spans.ts'
import { vocabulary } from '../src/vocabulary.ts'
import { dispute, disputes } from './dispute.ts'
import { countedIds, idAt, tickingClock } from './fixed-clock.ts'
import { type Input, stateAfter } from './record.ts'

const spans = (reference: string, ...inputs: readonly Input[]) => spansOf(stateAfter(...inputs), reference)?.map(inWords)
const inWords = ({ status, from, to, inferred = [] }: Span): string =>
  `${inferred.map((each) => `(${each}) `).join('')}${status} ${textOf(from)} – ${to === undefined ? '' : textOf(to)}`.trimEnd()
const textOf = (date: Span['from']): string => (typeof date === 'string' ? date : (date.phrase ?? date.edtf))

describe('the spans of an entity', () => {
  it('follow its statuses, the last one open', () => {
    const severed = ties.severed({ ties: 'diplomatic', by: 'US', occurred: '1961-01-03' })
    const resumed = ties.resumed({ ties: 'diplomatic', occurred: '2015-07-20' })
    const interrupted = ties.interrupted({ ties: 'diplomatic', by: 'RU', occurred: '2025' })
    expect(spans('ties/diplomatic', severed)).toEqual(['severed 1961-01-03 –'])
    expect(spans('ties/diplomatic', severed, resumed, interrupted)).toEqual([
      'severed 1961-01-03 – 2015-07-20',
      'established 2015-07-20 – 2025',
      'interrupted 2025 –',
    ])
  })

  it('name the events that begin and end them', () => {
    const events = record(
      ['US', 'RU'],
      [ties.severed({ ties: 'consular', by: 'US', occurred: '1961' }), ties.resumed({ ties: 'consular', occurred: '2015' })],
      { ids: countedIds(), clock: tickingClock() },
    )
    const found = spansOf(fold(events), 'ties/consular')
    expect(found).toEqual([
      { status: 'severed', from: '1961', to: '2015', begunBy: idAt(1), endedBy: idAt(2) },
      { status: 'established', from: '2015', begunBy: idAt(2) },
    ])
    expect([Object.isFrozen(found), Object.isFrozen(found?.[0])]).toEqual([true, true])
    expect(spansOf(fold(events, { occurredBy: '2000' }), 'ties/consular')?.map(inWords)).toEqual(['severed 1961 –'])
  })

  it('keep vague dates as they are', () => {
    const raised = demand.raised({ demand: 'a', by: 'US', occurred: { edtf: '2025-05~', phrase: 'some time in May' } })
    expect(spans('demand/a', raised, demand.met({ demand: 'a', by: 'RU', occurred: '[..2025-06-10]' }))?.[0]).toBe(
      'open some time in May – [..2025-06-10]',
    )
  })

  it('go on where a status is set again', () => {
    const raised = demand.raised({ demand: 'a', by: 'US', occurred: '2025-01' })
    const again = ties.severed({ ties: 'consular', by: 'RU', occurred: '2020' })
    expect(spans('demand/a', raised, demand.reiterated({ demand: 'a', by: 'US', occurred: '2025-02' }))).toEqual(['open 2025-01 –'])
    expect(spans('ties/consular', ties.severed({ ties: 'consular', by: 'US', occurred: '2019' }), again)).toEqual(['severed 2019 –'])
  })

  it('follow a step back', () => {
    const spansOfEnvoy = spans(
      'envoy/x',
      envoy.tookUpFunctions({ envoy: 'x', by: 'US', occurred: '2025-01' }),
      envoy.recalledForConsultations({ envoy: 'x', by: 'US', occurred: '2025-02' }),
      envoy.returned({ envoy: 'x', by: 'US', occurred: '2025-03' }),
    )
    expect(spansOfEnvoy).toEqual(['inOffice 2025-01 – 2025-02', 'consultations 2025-02 – 2025-03', 'inOffice 2025-03 –'])
  })

  it('say what must have come between, and was not recorded', () => {
    const raised = demand.raised({ demand: 'a', by: 'US', occurred: '2025-01' })
    const complied = demand.met({ demand: 'b', by: 'RU', occurred: '2025-06' })
    expect(spans('demand/b', raised, complied)).toEqual(['(open) met 2025-06 –'])
  })

  it('put a step that turned up late where it was missing', () => {
    const complied = demand.met({ demand: 'b', by: 'RU', occurred: '2025-06' })
    const late = demand.raised({ demand: 'b', by: 'US', occurred: '2025' })
    expect(spans('demand/b', complied, late)).toEqual(['open 2025 – 2025-06', 'met 2025-06 –'])
    const fulfilled = guarantee.fulfilled({ guarantee: 'g', by: 'US', occurred: '2025-06' })
    expect(spans('guarantee/g', fulfilled)).toEqual(['(agreed) fulfilled 2025-06 –'])
    const inEffect = guarantee.tookEffect({ guarantee: 'g', occurred: '2025' })
    expect(spans('guarantee/g', fulfilled, inEffect)).toEqual(['inEffect 2025 – 2025-06', 'fulfilled 2025-06 –'])
  })

  it('put several such steps into the order in which they must have come', () => {
    const occurred = '2025'
    const [conceded, heard, filed] = [
      dispute.conceded({ dispute: 'fish', by: 'RU', occurred: '2025-06' }),
      dispute.heard({ dispute: 'fish', occurred }),
      dispute.filed({ dispute: 'fish', by: 'US', occurred }),
    ]
    const spansOfDispute = (...inputs: Parameters<typeof record<typeof disputes>>[1]) =>
      spansOf(fold(record(['US', 'RU'], inputs, { vocabulary: disputes }), { vocabulary: disputes }), 'dispute/fish')?.map(inWords)
    expect(spansOfDispute(conceded)).toEqual(['(filed) (joined) (heard) conceded 2025-06 –'])
    const [early, closed] = [
      dispute.heard({ dispute: 'fish', occurred: '2025-01' }),
      dispute.closed({ dispute: 'fish', by: 'US', occurred: '2025-06' }),
    ]
    expect(spansOfDispute(early, closed)).toEqual(['(filed) (joined) heard 2025-01 – 2025-06', '(conceded) closed 2025-06 –'])
    expect(spansOfDispute(conceded, heard)).toEqual(['(filed) (joined) heard 2025 – 2025-06', 'conceded 2025-06 –'])
    expect(spansOfDispute(conceded, heard, filed)).toEqual(['filed 2025 – 2025', '(joined) heard 2025 – 2025-06', 'conceded 2025-06 –'])
  })

  it('put a step by which others were not needed in place of them all', () => {
    const parcel = defineEntity('parcel', {
      plural: 'parcels',
      events: {
        packed: { from: ['new'], to: 'packed' },
        sent: { from: ['packed'], to: 'sent' },
        handedOver: { from: ['new'], to: 'handedOver', unlikely: true },
        received: { from: ['sent', 'handedOver'], to: 'received' },
      },
    })
    const words = { vocabulary: vocabulary(parcel) }
    const received = parcel.received({ parcel: 'p', occurred: '2025-06' })
    const handedOver = parcel.handedOver({ parcel: 'p', occurred: '2025' })
    const spansOfParcel = (...inputs: Parameters<typeof record<typeof words.vocabulary>>[1]) =>
      spansOf(fold(record(['US', 'RU'], inputs, words), words), 'parcel/p')?.map(inWords)
    expect(spansOfParcel(received)).toEqual(['(packed) (sent) received 2025-06 –'])
    expect(spansOfParcel(received, handedOver)).toEqual(['handedOver 2025 – 2025-06', 'received 2025-06 –'])
  })

  it('follow what entries leave of the events', () => {
    const events = [
      ties.severed({ ties: 'consular', by: 'US', occurred: '1961-01-03', id: idAt(1) }),
      ties.resumed({ ties: 'consular', occurred: '2015-07-02', id: idAt(2) }),
      entry.corrected({ about: idAt(2), set: { occurred: '2015-07-20' }, reason: 'the day was another', occurred: '2015-08' }),
    ]
    expect(spans('ties/consular', ...events)).toEqual(['severed 1961-01-03 – 2015-07-20', 'established 2015-07-20 –'])
    const retracted = entry.retracted({ about: idAt(2), reason: 'it was not so', occurred: '2016' })
    expect(spans('ties/consular', ...events, retracted)).toEqual(['severed 1961-01-03 –'])
    expect(
      spans('ties/consular', ...events, retracted, entry.retracted({ about: idAt(1), reason: 'nor was that', occurred: '2016' })),
    ).toBe(undefined)
  })

  it('are none, where only marks are known or nothing is', () => {
    const seized = mission.propertySeized({ mission: 'm', by: 'US', occurred: '2025', properties: ['a house'] })
    expect(spans('mission/m', seized)).toEqual([])
    expect(spans('mission/n', seized)).toBeUndefined()
    expect(spans('weather/n', seized)).toBeUndefined()
  })
})
