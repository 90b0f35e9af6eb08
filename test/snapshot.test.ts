// Snapshots: which are not used and why, what of a state can be written down, and that foreign text does no harm.
import { describe, expect, it } from 'vitest'
import { checksumOf } from '../src/checksum.ts'
import { demand } from '../src/entities/demand.ts'
import { meeting } from '../src/entities/meeting.ts'
import { defineEntity } from '../src/entity.ts'
import { isLedgerError } from '../src/errors.ts'
import type { RecordedEvent } from '../src/event.ts'
import { fold, record, resume } from '../src/pure.ts'
import { account } from '../src/remarks/account.ts'
import { entry } from '../src/remarks/entry.ts'
import { sectionOf } from '../src/section.ts'
import { type SnapshotFault, snapshot } from '../src/snapshot.ts'
import { type Vocabulary, vocabulary } from '../src/vocabulary.ts'
import { countedIds, idAt, tickingClock } from './fixed-clock.ts'

const inputs = [
  demand.raised({ demand: 'visas', by: 'US', occurred: '2025-04-10', object: 'visas' }),
  meeting.held({ meeting: 'riyadh', occurred: '2025-02-18', place: 'Riyadh' }),
  demand.met({ demand: 'visas', by: 'RU', occurred: '2025-06' }),
  entry.corrected({ about: idAt(2), set: { place: 'Diriyah' }, reason: 'misprint', occurred: '2025-07' }),
  account.denied({ about: idAt(3), by: 'US', occurred: '2025-07' }),
]
const options = () => ({ ids: countedIds(), clock: tickingClock() })
const events = record(['US', 'RU'], inputs, options())

/** Why a text is not used; undefined where it is. The state is that of the whole log either way. */
function faultOf(text: string, log: readonly RecordedEvent[] = events, words?: Vocabulary): SnapshotFault | undefined {
  let found: SnapshotFault | undefined
  const own = words === undefined ? {} : { vocabulary: words }
  const state = resume<Vocabulary>(text, log, {
    ...own,
    onFault: (fault) => {
      found = fault
    },
  })
  expect(state).toStrictEqual(fold<Vocabulary>(log, own))
  return found
}

describe('a snapshot is used', () => {
  it('on its own log, and on what the log has become', () => {
    expect(faultOf(snapshot(fold(events)))).toBeUndefined()
    expect(faultOf(snapshot(fold(events.slice(0, 2))))).toBeUndefined()
    expect(faultOf(snapshot(fold(events, { version: 3 })))).toBeUndefined()
    expect(faultOf(snapshot(fold([], { between: ['US', 'RU'] })))).toBeUndefined()
  })

  it('whatever its entities are called, in a log that no ledger wrote', () => {
    const called = ['a"b', 'a\\b', 'a\nb', ''].map((id, at) => ({
      ...(events[0] as RecordedEvent),
      id: idAt(at + 50),
      data: { demand: id },
    }))
    expect(faultOf(snapshot(fold(called as never)), called)).toBeUndefined()
  })

  it('without folding what it knows: the entity is the one it has, and not the one of the log', () => {
    const text = rewritten(snapshot(fold(events)), (line) => line.replace('"object":"visas"', '"object":"SEEN"'))
    expect(resume(text, events).demands.get('visas')?.object).toBe('SEEN')
  })
})

/** A text with other content and the checksum that goes with it. */
function forged(text: string, change: (body: string) => string): string {
  const body = change(text.slice(text.indexOf('\n') + 1))
  return `${text.slice(0, text.lastIndexOf(' ', text.indexOf('\n')))} ${checksumOf(body)}\n${body}`
}

/** A text with other lines, and all that goes with them. */
function rewritten(text: string, change: (line: string) => string): string {
  return forged(text, (body) => {
    const [head = ''] = body.split('\n', 1)
    let end = head.length + 1
    const sections = (JSON.parse(head) as { sections: [number, number][] }).sections.map(([, length]) => {
      end += length
      return sectionOf(
        body
          .slice(end - length, end)
          .split('\n')
          .slice(1, -1)
          .map(change),
      )
    })
    const sizes = (JSON.parse(head) as { sections: [number, number][] }).sections.map(([size], at) => [size, sections[at]?.length])
    return `${JSON.stringify({ ...JSON.parse(head), sections: sizes })}\n${sections.join('')}`
  })
}

describe('a snapshot is not used', () => {
  const text = snapshot(fold(events))
  const others = record(['US', 'CN'], [inputs[0] as never], options())
  const anew = record(['US', 'RU'], inputs, { ...options(), clock: () => new Date(0) })

  it.each<readonly [string, SnapshotFault, () => SnapshotFault | undefined]>([
    ['of another relation', 'relation', () => faultOf(snapshot(fold(others)))],
    ['of a longer log', 'version', () => faultOf(text, events.slice(0, 4))],
    ['of a log with other ids', 'log', () => faultOf(text, [{ ...(events[0] as RecordedEvent), id: idAt(99) }, ...events.slice(1)])],
    ['of a log that was recorded at another time', 'log', () => faultOf(text, anew)],
    ['of what had happened by a day', 'asOf', () => faultOf(snapshot(fold(events, { occurredBy: '2025-05' })))],
    ['of what was public by a day', 'asOf', () => faultOf(snapshot(fold(events, { reportedBy: '2025-05' })))],
    ['of one side’s account', 'asOf', () => faultOf(snapshot(fold(events, { accordingTo: 'US' })))],
    ['of another vocabulary', 'vocabulary', () => faultOf(text, events, vocabulary(demand, meeting))],
    ['of a later form', 'snapshotVersion', () => faultOf(text.replace(/snapshot \d+/, 'snapshot 999'))],
    ['of the first form', 'snapshotVersion', () => faultOf(text.replace(/snapshot \d+/, 'snapshot 1'))],
    ['that is nothing', 'damaged', () => faultOf('')],
    ['that is no text', 'damaged', () => faultOf(undefined as never)],
    ['that is something else', 'damaged', () => faultOf('{"json":{}}\n')],
    ['with a header that is none', 'damaged', () => faultOf(forged(text, (body) => body.replace(/^.*/, 'null')))],
    ['with a table that is cut short', 'damaged', () => faultOf(forged(text, (body) => body.replace('[1,', '[9999,')))],
    ['with a line too few', 'damaged', () => faultOf(forged(text, (body) => body.slice(0, body.lastIndexOf('\n'))))],
    ['with places beyond its log', 'damaged', () => faultOf(forged(text, (body) => body.replace('"strangers":[]', '"strangers":[5]')))],
  ])('%s: %s', (_, fault, found) => expect(found()).toBe(fault))

  it('with half of a surrogate pair in the place of the sign that stands for one', () => {
    const [first, ...others] = events as [RecordedEvent]
    const signed = [{ ...first, data: { ...first.data, object: 'a\ufffdb \u{1f600}' } } as RecordedEvent, ...others]
    const whole = snapshot(fold(signed as never))
    expect(faultOf(whole, signed)).toBeUndefined()
    for (const wrong of [whole.replace('\\ufffd', '\ud800'), whole.replace('\ude00', ''), whole.replace('\ud83d', '')]) {
      expect(wrong).not.toBe(whole)
      expect(faultOf(wrong, signed)).toBe('damaged')
    }
  })

  it('with any character of it changed, left out, or the rest cut off', () => {
    for (let at = 0; at < text.length; at += 1) {
      const [before, after] = [text.slice(0, at), text.slice(at + 1)]
      for (const wrong of [
        before,
        before + after,
        `${before}\ud800${after}`,
        before + String.fromCharCode(text.charCodeAt(at) ^ 1) + after,
      ])
        expect([at, resume(wrong, events, { onFault: () => undefined }).version]).toEqual([at, 5])
    }
    const wrongs = Array.from(text, (_, at) => text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 4) + text.slice(at + 1))
    expect(new Set(wrongs.map((wrong) => faultOf(wrong)))).toEqual(new Set(['damaged', 'snapshotVersion']))
  })
})

describe('a line that somebody else wrote', () => {
  const text = snapshot(fold(events))
  it.each([
    ['no JSON', (line: string) => line.slice(0, -1)],
    ['an entity without places', (line: string) => line.replace('[0,2]', '7')],
    ['places beyond the log', (line: string) => line.replace('[0,2]', '[0,2000000]')],
    ['a tag that is none of ours', (line: string) => line.replace(/\]$/, ',{"2.object":["regexp"]}]')],
    ['tags that are none', (line: string) => line.replace(/\]$/, ',[["class","Map"]]]')],
    ['a path to the prototype', (line: string) => line.replace(/\]$/, ',{"2.__proto__.x":["bigint"]}]')],
  ])('is read from the log: %s', (_, change) => {
    const wrong = rewritten(text, (line) => (line.startsWith('["visas"') ? change(line) : line))
    expect(wrong).not.toBe(text)
    const state = resume(wrong, events, { onFault: (fault) => expect.unreachable(fault) })
    expect(state.demands.get('visas')).toEqual(fold(events).demands.get('visas'))
    expect(Object.prototype).not.toHaveProperty('x')
  })

  it('is read from the log where it is of an event that others speak of', () => {
    const wrong = rewritten(text, (line) => (line.startsWith(`["${idAt(2)}"`) ? `["${idAt(2)}",{}]` : line))
    expect(wrong).not.toBe(text)
    const state = resume(wrong, events, { onFault: (fault) => expect.unreachable(fault) })
    expect(state.events('meeting/riyadh')).toEqual(fold(events).events('meeting/riyadh'))
  })
})

describe('what a state can hold', () => {
  /** An entity whose recipe keeps whatever the function gives. */
  const keeping = (kept: () => unknown) => {
    const memo = defineEntity('memo', {
      plural: 'memos',
      events: { made: { from: ['new'], to: 'made' } },
      starts: () => ({ kept: undefined as unknown }),
      also: {
        made: (draft) => {
          draft.kept = kept()
        },
      },
    })
    const words: Vocabulary = vocabulary(memo)
    const log = record<Vocabulary>(['US', 'RU'], [memo.made({ memo: 'a', occurred: '2025' })] as never, { vocabulary: words, ...options() })
    return { words, log: log as readonly RecordedEvent[], state: fold<Vocabulary>(log, { vocabulary: words }) }
  }

  it.each<readonly [string, () => unknown]>([
    ['undefined', () => undefined],
    ['bigint', () => [12345678901234567890n, 1n, 1n]],
    ['numbers that JSON has not', () => [Number.NaN, -0, Number.POSITIVE_INFINITY, 0, 1.5]],
    ['Date, Map and Set', () => ({ at: new Date(0), all: new Map([['a', new Set([1n])]]) })],
    ['what is shared', () => [shared, shared]],
    ['texts', () => ['\n', '\ud800', '"', '\\', '\u2028', 'é', '\ufffd']],
  ])('is written and read: %s', (_, kept) => {
    const { words, log, state } = keeping(kept)
    expect(faultOf(snapshot(state), log, words)).toBeUndefined()
  })

  it.each<readonly [string, () => unknown]>([
    ['a function', () => () => 1],
    ['a symbol', () => Symbol('a')],
    ['an object of a class', () => new Own()],
    ['a RegExp', () => /a/],
    ['a Date that is none', () => new Date(Number.NaN)],
    ['an array with holes', () => new Array(3)],
    ['what is too deep', () => deep],
    ['a key with a quote', () => ({ 'a"': 1 })],
    ['a key with a sign that stands for another', () => ({ 'a\ufffd': 1 })],
    ['a bigint under a key with a dot', () => ({ 'a.b': 1n })],
  ])('is refused: %s', (_, kept) => {
    try {
      snapshot(keeping(kept).state)
    } catch (error) {
      expect(isLedgerError(error, 'UNWRITABLE_VALUE') && error.where).toEqual({ field: 'a' })
      return
    }
    throw new Error('it was written')
  })
})

const shared = { list: ['a'] }
class Own {
  readonly field = 1
}
let deep: readonly unknown[] = []
for (let depth = 0; depth < 600; depth += 1) deep = [deep]

it('the vocabulary counts with its recipes and upcasters, and not with what is only asked of a state', () => {
  const table = (also: string, upcast: boolean, question: string) =>
    vocabulary(
      defineEntity('memo', {
        plural: 'memos',
        events: { made: { from: ['new'], to: 'made' } },
        starts: () => ({ kept: '' }),
        also: {
          made: also === 'one' ? (draft) => Object.assign(draft, { kept: 'one' }) : (draft) => Object.assign(draft, { kept: 'two' }),
        },
        ...(upcast && { upcast: { unmade: [() => ({ type: 'memo.made', schemaVersion: 1, data: { memo: 'a' } })] } }),
        questions: { asked: () => question },
      }),
    ) as Vocabulary
  const words = table('one', false, 'a')
  const log = record<Vocabulary>(['US', 'RU'], [{ type: 'memo.made', occurred: '2025', data: { memo: 'a' } }] as never, {
    vocabulary: words,
    ...options(),
  }) as readonly RecordedEvent[]
  const text = snapshot(fold<Vocabulary>(log, { vocabulary: words }))
  expect([
    faultOf(text, log, table('one', false, 'b')),
    faultOf(text, log, table('two', false, 'a')),
    faultOf(text, log, table('one', true, 'a')),
  ]).toEqual([undefined, 'vocabulary', 'vocabulary'])
})
