// What names are taken, what is said of the others, and that minted ids only grow.
import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { isLedgerError } from '../src/errors.ts'
import { checkEntityId, checkEventId, checkParty, checkReference, importId, isEventId, mintId, partiesOf, relationOf } from '../src/ids.ts'

afterEach(() => vi.restoreAllMocks())

/** The error a call throws, as far as these tests compare it. */
function refusal(call: () => unknown): { code: string; message: string; details: unknown; where: unknown } {
  try {
    call()
  } catch (error) {
    if (!isLedgerError(error)) throw error
    return { code: error.code, message: error.message, details: error.details, where: error.where }
  }
  throw new Error('nothing was refused')
}

const remedy = (call: () => unknown) => refusal(call).message.split(' — ')[1]

describe('mintId', () => {
  it('makes canonical uuids of version 7 that carry the time', () => {
    const before = Date.now()
    const id = mintId()
    expect(isEventId(id)).toBe(true)
    expect(id[14]).toBe('7')
    const time = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
    expect(time).toBeGreaterThanOrEqual(before)
    expect(time).toBeLessThanOrEqual(Date.now())
  })

  it('grows through 100,000 ids of one millisecond, and when the clock steps back', () => {
    const now = Date.now() + 60_000
    const clock = vi.spyOn(Date, 'now').mockReturnValue(now)
    const ids: string[] = []
    for (let count = 0; count < 100_000; count++) ids.push(mintId())
    clock.mockReturnValue(now - 3_600_000)
    for (let count = 0; count < 1_000; count++) ids.push(mintId())
    clock.mockReturnValue(now + 1)
    ids.push(mintId())
    const fallen = ids.filter((id, index) => index > 0 && id <= (ids[index - 1] as string))
    expect(fallen).toEqual([])
    expect(new Set(ids.slice(0, 100_000).map((id) => id.slice(0, 13))).size).toBe(1)
  })
})

describe('importId', () => {
  const dns = '6ba7b810-9dad-11d1-80b4-00c04fd430c8'

  it('gives the uuid that RFC 9562 gives as its example (A.4)', () => {
    expect(importId(dns, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2')
    expect(importId(dns.toUpperCase(), 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2')
  })

  it('turns a namespace that is no uuid into one, in the URL namespace', () => {
    const url = '6ba7b811-9dad-11d1-80b4-00c04fd430c8'
    const namespace = versionFive(url, 'https://example.org/chronology')
    expect(importId('https://example.org/chronology', 'Nº 3')).toBe(versionFive(namespace, 'Nº 3'))
    expect(importId(namespace, 'Nº 3')).toBe(versionFive(namespace, 'Nº 3'))
  })

  it('keeps apart what differs in the key or the namespace, and is an event id', () => {
    const ids = ['a', 'b'].flatMap((namespace) => ['1', '2', '1 '].map((key) => importId(namespace, key)))
    expect(new Set(ids).size).toBe(6)
    expect(ids.every(isEventId)).toBe(true)
  })

  it.each([
    ['', 'key', 'namespace', 'is empty — give a uuid or a URL that says where the event comes from'],
    ['namespace', '', 'key', 'is empty — give what the event is called there'],
    [7 as never, 'key', 'namespace', 'is not a text — give a uuid or a URL that says where the event comes from'],
    ['namespace', undefined as never, 'key', 'is not a text — give what the event is called there'],
    ['namespace', '\ud800', 'key', 'holds half of a surrogate pair — give what the event is called there'],
  ])('refuses %j, %j by name', (namespace, key, argument, words) => {
    const error = refusal(() => importId(namespace, key))
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', details: { argument, given: argument === 'key' ? key : namespace } })
    expect(error.message).toBe(`importId: the ${argument} ${words}`)
  })

  /** RFC 9562, 5.5, written down a second time. */
  function versionFive(namespace: string, key: string): string {
    const hash = createHash('sha1')
      .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
      .update(key, 'utf8')
      .digest()
    hash[6] = (hash.readUInt8(6) & 0x0f) | 0x50
    hash[8] = (hash.readUInt8(8) & 0x3f) | 0x80
    return hash.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  }
})

describe('the id of an event', () => {
  const id = '01961e5c-7d80-7abc-8def-0123456789ab'

  it('is a lower-case uuid of any version from 1 to 8', () => {
    expect(checkEventId(id)).toBe(id)
    for (const version of '12345678') expect(isEventId(`01961e5c-7d80-${version}abc-8def-0123456789ab`)).toBe(true)
  })

  it.each([
    id.toUpperCase(),
    `{${id}}`,
    `urn:uuid:${id}`,
    ` ${id}`,
    `${id}\n`,
    id.replaceAll('-', ''),
    id.replace('-8', '-c'),
    id.replace('-7abc', '-9abc'),
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '',
    [id] as never,
    7 as never,
    null as never,
    Object.create(null) as never,
  ])('is not %j', (given) => {
    if (typeof given === 'string') expect(isEventId(given)).toBe(false)
    expect(refusal(() => checkEventId(given))).toMatchObject({ code: 'INVALID_ID', details: { kind: 'event', given } })
  })

  it('is written the one way where it was written another', () => {
    expect(remedy(() => checkEventId(id.toUpperCase()))).toBe(`write ${id}`)
    expect(remedy(() => checkEventId(`urn:uuid:{${id}}`))).toBe(`write ${id}`)
    expect(remedy(() => checkEventId(` ${id}\n`))).toBe(`write ${id}`)
    expect(remedy(() => checkEventId(`see ${id.toUpperCase()}.`))).toBe(`write ${id}`)
    expect(remedy(() => checkEventId(id.replace('-7abc', '-9abc')))).toBe(
      'leave it out and append mints one, or make one with importId(namespace, key)',
    )
    expect(remedy(() => checkEventId('7'))).toBe('leave it out and append mints one, or make one with importId(namespace, key)')
  })
})

describe('parties', () => {
  it.each(['US', 'ru', '3M', 'trade-union-4', 'A', 'x'.repeat(64)])('may be called %s', (party) => expect(checkParty(party)).toBe(party))

  it.each(['', '-US', 'U S', 'RU~US', 'US\n', 'é', 'x'.repeat(65), 'a/b', 'a_b', null, undefined, 7, ['US'], {}])(
    'may not be called %j',
    (given) => {
      expect(refusal(() => checkParty(given))).toMatchObject({ code: 'INVALID_ID', details: { kind: 'party', given } })
    },
  )

  it.each([
    ['Russian Federation', 'write Russian-Federation'],
    ['Côte d’Ivoire', 'write Cote-d-Ivoire'],
    [' US ', 'write US'],
    ['Россия', 'write a short name such as US'],
    ['x'.repeat(1000), 'write a short name such as US'],
    ['x'.repeat(65), 'write a short name such as US'],
    ['!!', 'write a short name such as US'],
    [`US${'!'.repeat(198)}`, 'write US'],
    [`US${'!'.repeat(199)}`, 'write a short name such as US'],
    ['№ 5 !', 'write No-5'],
    ['US 🙂', 'write US'],
    ['5️⃣ ⑤', 'write 5-5'],
    ['٥ US', 'write a short name such as US'],
  ])('%s: %s', (given, expected) => expect(remedy(() => checkParty(given))).toBe(expected))

  it('are refused with their place, in one sentence, without control characters', () => {
    const where = { type: 'demand.raised', field: 'by' }
    expect(refusal(() => checkParty('U\n"S"', where))).toEqual({
      code: 'INVALID_ID',
      message:
        'demand.raised at by: \'U\\n"S"\' is not a party (1 to 64 of the letters A–Z and a–z, digits and hyphens, no hyphen first) — write U-S',
      details: { kind: 'party', given: 'U\n"S"' },
      where,
    })
    expect(refusal(() => checkParty(null)).message).toMatch(/^null is not a party/)
    expect(refusal(() => checkParty([])).message).toMatch(/^an array is not a party/)
    expect(refusal(() => checkParty({})).message).toMatch(/^an object is not a party/)
    expect(refusal(() => checkParty(7)).message).toMatch(/^a number is not a party/)
    expect(refusal(() => checkParty('~'.repeat(60))).message).toContain(`'${'~'.repeat(60)}' is not`)
    expect(refusal(() => checkParty('~'.repeat(500))).message).toContain(`'${'~'.repeat(60)}…'`)
  })
})

describe('entity ids', () => {
  it.each(['embassy-payments', '3rd-round', 'a', 'x'.repeat(128)])('may be %s', (id) => expect(checkEntityId(id)).toBe(id))

  it.each(['', '-a', 'A', 'a b', 'a.b', 'a/b', 'ё', 'a\n', 'x'.repeat(129), null, 7])('may not be %j', (given) => {
    expect(refusal(() => checkEntityId(given))).toMatchObject({ code: 'INVALID_ID', details: { kind: 'entity', given } })
  })

  it.each([
    ['Embassy Payments', 'write embassy-payments'],
    ['embassyPayments', 'write embassy-payments'],
    ['embassy_payments!', 'write embassy-payments'],
    ['round3Talks2Day', 'write round3-talks2-day'],
    ['--a--b--', 'write a-b'],
    ['Zürich', 'write zurich'],
    ['посольство', 'write a short name such as embassy-payments'],
    ['!!', 'write a short name such as embassy-payments'],
  ])('%s: %s', (given, expected) => expect(remedy(() => checkEntityId(given))).toBe(expected))
})

describe('references', () => {
  it.each(['guarantee/embassy-payments', 'followUp/round-3', 'a/0'])('may be %s', (given) => expect(checkReference(given)).toBe(given))

  it.each(['', '/', 'guarantee', 'guarantee/', '/a', 'a/b/c', 'Guarantee/a', 'a b/c', 'a/B', 'a~b/c', '1a/b', `${'k'.repeat(65)}/a`, null])(
    'may not be %j',
    (given) => {
      expect(refusal(() => checkReference(given))).toMatchObject({ code: 'INVALID_ID', details: { kind: 'reference', given } })
    },
  )

  it.each([
    ['FollowUp/Round 3', 'write followUp/round-3'],
    ['guarantee/Embassy Payments', 'write guarantee/embassy-payments'],
    ['embassy-payments', 'write one such as guarantee/embassy-payments'],
    ['guarantee/Россия', 'write one such as guarantee/embassy-payments'],
    [`demand/a${'!'.repeat(192)}`, 'write demand/a'],
    [`demand/a${'!'.repeat(193)}`, 'write one such as guarantee/embassy-payments'],
    ['demand/a!b/c', 'write demand/a-b-c'],
  ])('%s: %s', (given, expected) => expect(remedy(() => checkReference(given))).toBe(expected))
})

describe('relations', () => {
  it('are named by both parties, whichever comes first, sorted by code unit', () => {
    expect(relationOf('US', 'RU')).toBe('RU~US')
    expect(relationOf('RU', 'US')).toBe('RU~US')
    expect(relationOf('b', 'A')).toBe('A~b')
    expect(relationOf('b', 'B')).toBe('B~b')
    expect(relationOf('a10', 'a9')).toBe('a10~a9')
    expect(partiesOf(relationOf('US', 'RU'))).toEqual(['RU', 'US'])
  })

  it('are refused between a party and itself, and where one is no party', () => {
    expect(refusal(() => relationOf('US', 'US'))).toMatchObject({
      code: 'INVALID_ARGUMENT',
      details: { argument: 'parties', given: ['US', 'US'] },
    })
    expect(refusal(() => relationOf('US', 'R U'))).toMatchObject({ code: 'INVALID_ID', details: { kind: 'party' } })
    expect(refusal(() => relationOf('U~S', 'RU'))).toMatchObject({ code: 'INVALID_ID', details: { kind: 'party' } })
  })

  it.each(['', 'US', 'RU~', '~US', 'RU~US~X', 'RU~~US', 'R U~US', 'US~US', 'US~RU', 'RU~US\n', 7 as never, null as never])(
    'are not read from %j',
    (given) => {
      expect(refusal(() => partiesOf(given))).toMatchObject({ code: 'INVALID_ID', details: { kind: 'relation', given } })
    },
  )

  it('are named sorted where they were not', () => {
    expect(remedy(() => partiesOf('US~RU'))).toBe('write RU~US')
    expect(remedy(() => partiesOf('US~US'))).toBe('write two different parties, sorted, such as RU~US')
  })
})
