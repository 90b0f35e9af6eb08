// Snapshots: which are not used and why, what of a state can be written down, and that foreign text does no harm.
import { describe, expect, it } from 'vitest'
import { checksumOf } from '../src/checksum.ts'
import { demand } from '../src/entities/demand.ts'
import { meeting } from '../src/entities/meeting.ts'
import { defineEntity } from '../src/entity.ts'
import { isLedgerError } from '../src/errors.ts'
import type { RecordedEvent } from '../src/event.ts'
import { evolve, fold, record, resume } from '../src/pure.ts'
import { account } from '../src/remarks/account.ts'
import { entry } from '../src/remarks/entry.ts'
import { sectionOf } from '../src/section.ts'
import { type SnapshotFault, snapshot, writingOf } from '../src/snapshot.ts'
import { pictureOf } from '../src/state.ts'
import { recordedAs } from '../src/upcast.ts'
import { type Vocabulary, vocabulary } from '../src/vocabulary.ts'
import { countedIds, idAt, tickingClock } from './fixed-clock.ts'
import { offer, offers, offersThen, offerThen } from './offer.ts'

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

  it('with events of types that nobody knows', () => {
    const weather = { type: 'weather.turned', schemaVersion: 1, occurred: '2025', data: { weather: 'bad' } } as never
    const log = record(['US', 'RU'], [weather, inputs[0] as never, weather], options())
    expect(faultOf(snapshot(fold(log)), log)).toBeUndefined()
    const one = fold(log.slice(0, 2))
    const text = snapshot(one)
    evolve(one, log[2] as never, { ...(log[1] as RecordedEvent), id: idAt(9), version: 4 } as never)
    expect(snapshot(one), 'what grew from it is another').toBe(text)
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
    const text = rewritten(snapshot(fold(events)), seen)
    expect(resume(text, events).demands.get('visas')?.object).toBe('SEEN')
    expect(resume(text, events).events('meeting/riyadh')[0]?.data).toMatchObject({ place: 'ALSO SEEN' })
  })

  it('and says again how an event was recorded that was corrected since, and nothing of one that was only spoken of', () => {
    const made = record(['US', 'RU'], [offerThen.made({ offer: 'a', by: 'US', wage: 10, occurred: '2025' })], {
      vocabulary: offersThen,
      ...options(),
    })
    const corrected = entry.corrected({ about: idAt(1), set: { terms: 'till June' }, reason: 'left out', occurred: '2025', id: idAt(2) })
    const [remark] = record(
      ['US', 'RU'],
      [offer.made({ offer: 'a', by: 'US', pay: { amount: 1, per: 'hour' }, occurred: '2025', id: idAt(1) }), corrected],
      {
        vocabulary: offers,
        clock: tickingClock(),
      },
    ).slice(1)
    const log = [...made, { ...remark, version: 2 }] as never[]
    const own = { vocabulary: offers }
    const [read, folded] = [resume(snapshot(fold(log, own)), log, own), fold(log, own)].map(
      (state) => state.events('offer/a')[0] as RecordedEvent,
    )
    expect(read).toEqual(folded)
    expect(read?.data).toMatchObject({ terms: 'till June', pay: { amount: 10, per: 'hour' } })
    expect(recordedAs(read as RecordedEvent)).toMatchObject({ schemaVersion: 1, data: { wage: 10, terms: 'till June' } })
    expect(snapshot(fold(events))).not.toContain('"demand.met"')
  })
})

/** A line with something in it that is not in the log. */
const seen = (line: string): string =>
  line.replace('"object":"visas"', '"object":"SEEN"').replace('"place":"Diriyah"', '"place":"ALSO SEEN"')

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

  it.each<readonly [string, object]>([
    ['a version that is no number', { version: '5' }],
    ['a version below zero', { version: -1, strangers: [] }],
    ['half a version', { version: 4.5 }],
    ['marks that are no list', { marks: 'none' }],
    ['a stranger at no place', { strangers: [-1] }],
    ['strangers that are no list', { strangers: 0 }],
    ['sections that are no list', { sections: {} }],
    ['a section of less than no line', { sections: [[-1, 1]] }],
    ['a section that ends before it starts', { sections: [[0, -1]] }],
  ])('with %s in its header', (_, wrong) => {
    const headed = (header: object) =>
      forged(text, (body) => body.replace(/^.*/, (head) => JSON.stringify({ ...JSON.parse(head), ...header })))
    expect([faultOf(headed({})), faultOf(headed(wrong))]).toEqual([undefined, 'damaged'])
  })

  it('of a log that is another at its first event alone, or at its last', () => {
    const long = record(
      ['US', 'RU'],
      Array.from({ length: 40 }, (_, at) => demand.raised({ demand: `d${at}`, by: 'US', occurred: '2025' })),
      options(),
    )
    for (const [log, at] of [
      [long, 0],
      [long, 39],
      [long.slice(0, 1), 0],
    ] as const) {
      const written = snapshot(fold(log))
      expect(faultOf(written, log)).toBeUndefined()
      expect(faultOf(written, log.with(at, { ...(log[at] as RecordedEvent), id: idAt(99) } as never))).toBe('log')
    }
    const { marks } = JSON.parse(snapshot(fold(long)).split('\n')[1] as string) as { marks: readonly string[] }
    expect(marks.map((mark) => Number.parseInt(mark, 10))).toEqual([0, 2, 5, 7, 10, 13, 15, 18, 20, 23, 26, 28, 31, 33, 36, 39])
  })

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
    ['places beyond the log', (line: string) => line.replace('[0,2]', '[0,5]')],
    ['a place before the log', (line: string) => line.replace('[0,2]', '[-1,2]')],
    ['a reach that is no number', (line: string) => line.replace(/\],\d+,/, '],"7",')],
    ['a tag that is none of ours, which could be followed', (line: string) => line.replace(/\]$/, ',{"2.object":["Error"]}]')],
    [
      'one tag that is ours and one that is not',
      (line: string) => line.replace(/\]$/, ',{"2.object":["undefined"],"2.raiser":["Error"]}]'),
    ],
    ['a tag with too many parts', (line: string) => line.replace(/\]$/, ',{"2.object":["undefined",{},1]}]')],
    ['a tag within one of ours', (line: string) => line.replace(/\]$/, ',{"2":["undefined",{"object":["Error"]}]}]')],
    ['a tag within a tag that is none of ours', (line: string) => line.replace(/\]$/, ',{"2.object":["map",{"a":["class"]}]}]')],
    ['tags that are a text', (line: string) => line.replace(/\]$/, ',"tags"]')],
    ['no tags where some are said to be', (line: string) => line.replace(/\]$/, ',null]')],
    ['a tag that is none of ours', (line: string) => line.replace(/\]$/, ',{"2.object":["regexp"]}]')],
    ['tags that are none', (line: string) => line.replace(/\]$/, ',[["class","Map"]]]')],
    ['a path to the prototype', (line: string) => line.replace(/\]$/, ',{"2.__proto__.x":["bigint"]}]')],
  ])('is read from the log: %s', (_, change) => {
    const wrong = rewritten(text, (line) => (line.startsWith('["visas"') ? change(seen(line)) : line))
    expect(wrong).not.toBe(rewritten(text, (line) => (line.startsWith('["visas"') ? seen(line) : line)))
    const state = resume(wrong, events, { onFault: (fault) => expect.unreachable(fault) })
    expect(state.demands.get('visas')).toEqual(fold(events).demands.get('visas'))
    expect(Object.prototype).not.toHaveProperty('x')
  })

  it('of an entity that the log does not have is of none', () => {
    const wrong = rewritten(text, (line) => (line.startsWith('["visas"') ? '["houses",7]' : line))
    const state = resume(wrong, events, { onFault: (fault) => expect.unreachable(fault) })
    expect([state.demands.all, state.demands.has('houses')]).toEqual([[], false])
  })

  it('is read from the log where it is of an event that others speak of', () => {
    for (const change of [
      () => `["${idAt(2)}",{}]`,
      (line: string) => seen(line).replace('"occurred":"2025-02-18"', '"occurred":"once"'),
    ]) {
      const wrong = rewritten(text, (line) => (line.startsWith(`["${idAt(2)}"`) ? change(line) : line))
      expect(wrong).not.toBe(text)
      const state = resume(wrong, events, { onFault: (fault) => expect.unreachable(fault) })
      expect(state.events('meeting/riyadh')).toEqual(fold(events).events('meeting/riyadh'))
    }
  })
})

describe('what a state can hold', () => {
  /** An entity whose recipe keeps whatever the function gives. */
  const keeping = (kept: () => unknown) => {
    const memo = defineEntity('memo', {
      plural: 'memos',
      events: { made: { from: ['new'], to: 'made' } },
      starts: () => ({ kept: undefined as unknown, found: 'in the log' }),
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
    ['nothing', () => null],
    ['undefined', () => undefined],
    ['a Date', () => new Date(0)],
    ['a Map', () => new Map([['a', 1]])],
    ['a Set', () => new Set(['a'])],
    ['bigint', () => [12345678901234567890n, 1n, 1n]],
    ['numbers that JSON has not', () => [Number.NaN, -0, Number.POSITIVE_INFINITY, 0, 1.5]],
    ['Date, Map and Set', () => ({ at: new Date(0), all: new Map([['a', new Set([1n])]]) })],
    ['what is shared', () => [shared, shared]],
    ['what is as deep as may be', () => nested(499)],
    ['keys with a dot', () => ({ 'a.b': 1 })],
    ['texts', () => ['\n', '\ud800', '"', '\\', '\u2028', 'é', '\ufffd']],
  ])('is written and read: %s', (_, kept) => {
    const { words, log, state } = keeping(kept)
    expect(faultOf(snapshot(state), log, words)).toBeUndefined()
    const text = rewritten(snapshot(state), (line) => line.replace('in the log', 'in the text'))
    const read = resume<Vocabulary>(text, log, { vocabulary: words }).entity('memo/a')
    expect(read).toStrictEqual({ ...state.entity('memo/a'), found: 'in the text' })
  })

  it.each<readonly [string, () => unknown, string]>([
    ['a function', () => () => 1, 'a function'],
    ['a symbol', () => Symbol('a'), 'a symbol'],
    ['an object of a class', () => new Own(), 'an object of the class Own'],
    ['an object of a class that has no name', () => Object.create(Object.create(null)), 'an object of the class undefined'],
    ['a RegExp', () => /a/, 'an object of the class RegExp'],
    ['a Date that is none', () => new Date(Number.NaN), 'a Date that is none'],
    ['an array with holes', () => new Array(3), 'an array with holes or with names'],
    ['an array with names', () => Object.assign(['a'], { name: 'b' }), 'an array with holes or with names'],
    ['what is too deep', () => nested(500), 'what is more than 500 deep, or contains itself'],
    ['a key with a quote', () => ({ 'a"': 1 }), 'the key "a\\""'],
    ['a key that reaches beyond its object', () => ({ constructor: 1 }), 'the key "constructor"'],
    ['a key with a sign that stands for another', () => ({ 'a\ufffd': 1 }), 'the key "a\ufffd"'],
    ['a bigint under a key with a dot', () => ({ 'a.b': 1n }), 'a value beyond JSON under a key with a dot'],
    ['a function beside what needs a tag', () => [1n, () => 1], 'a function'],
    ['a function in a Map or a Set', () => [new Map([['a', new Set([() => 1])]])], 'a function'],
  ])('is refused: %s', (_, kept, reason) => {
    try {
      snapshot(keeping(kept).state)
    } catch (error) {
      expect(isLedgerError(error, 'UNWRITABLE_VALUE') && [error.where, error.details]).toEqual([{ field: 'a' }, { field: 'a', reason }])
      expect((error as Error).message).toBe(
        `snapshot: ${reason} in the state of "a" cannot be written down — let its recipe put plain values there`,
      )
      return
    }
    throw new Error('it was written')
  })
})

describe('writing', () => {
  it('takes a line for each entity, and for each event that others speak of', () => {
    const { sections } = JSON.parse(snapshot(fold(events)).split('\n')[1] as string) as { sections: readonly [number, number][] }
    expect(sections.map(([size]) => size).filter((size) => size > 0)).toEqual([1, 1, 2])
  })

  it('lets others have their turn after a thousand lines at most, and after each kind', () => {
    const many = record(
      ['US', 'RU'],
      Array.from({ length: 2500 }, (_, at) => demand.raised({ demand: `d${at}`, by: 'US', occurred: '2025' })),
    )
    const turns = (log: typeof many) => [...writingOf(pictureOf(fold(log, { between: ['US', 'RU'] })))].length
    expect(turns(many) - turns([])).toBe(2)
    expect(turns([])).toBe(13)
  })
})

const shared = { list: ['a'] }
class Own {
  readonly field = 1
}
/** So many lists, one in the other. */
function nested(lists: number): readonly unknown[] {
  let all: readonly unknown[] = []
  for (let count = 1; count < lists; count += 1) all = [all]
  return all
}

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
