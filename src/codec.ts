// Event ⇄ text: what may be written down, the one line that says it, and the reading of lines that anyone may have written.
// In: a value a caller handed in (plainCopy), a recorded event (encodeEvent), a stored line (decodeLine).
// Out: a deep copy of JSON values and bigints; one line of text, the same for the same event; a checked plain object, not yet an event.
// The only file that knows superjson, which follows every tag it is told to: no foreign text reaches it unchecked.
import { SuperJSON } from 'superjson'
import type { Where } from './errors.ts'
import { LedgerError } from './errors.ts'
import type { RecordedEvent } from './event.ts'
import { envelopeFields } from './event.ts'

/** How large an event, or the line that holds it, may be. A whole number above zero each. */
export interface Limits {
  /** The length of the line in UTF-8, in bytes. */
  readonly bytes: number
  /**
   * How many objects and arrays may stand inside one another; the outermost, the event, is the first.
   * Keep it below 1,000: reading and writing go down by calls, and JavaScript's stack of calls has an end too.
   */
  readonly depth: number
  /** How many values there may be in all: every object, array, text, number, bigint, true, false and null counts one. */
  readonly nodes: number
}

/**
 * The limits where none are given: a line of 4 MiB, 64 deep, of 100,000 values. An event is about 300 bytes, 4 deep, of 20 values:
 * the limits leave room for whole documents in a note, and keep what one hostile line can cost to some ten megabytes.
 *
 * @example
 * ```ts
 * import { decodeLine, defaultLimits } from 'relations-ledger'
 * const strict = { ...defaultLimits, bytes: 64 * 1024 }
 * decodeLine('{"json":{}}', {}, strict)
 * ```
 */
export const defaultLimits: Limits = { bytes: 4 * 1024 * 1024, depth: 64, nodes: 100_000 }

/** A bigint may have this many digits: reading a longer one takes time that grows with the square of its length. */
const maxDigits = 4096
const tooBig = 10n ** BigInt(maxDigits)
const digits = new RegExp(`^(?:0|-?[1-9][0-9]{0,${maxDigits - 1}})$`)

// An instance of our own: the package's shared one is changed by whoever registers a class or a transformer on it.
const superjson = new SuperJSON()

/** One walk over one value: the limits, how far it is, and how to refuse. */
interface Walk {
  readonly limits: Limits
  readonly where: Where
  readonly sorted: boolean
  readonly refuse: (reason: string, remedy: string, walk: Walk) => LedgerError
  /** The keys and indices that lead to the value at hand. */
  readonly trail: (string | number)[]
  /** The objects and arrays the value at hand stands in. */
  readonly within: object[]
  nodes: number
  units: number
  bigints: boolean
}

function startWalk(where: Where, limits: Limits, refuse: Walk['refuse'], sorted: boolean): Walk {
  return { limits, where, sorted, refuse, trail: [], within: [], nodes: 0, units: 0, bigints: false }
}

/**
 * A deep copy of what a caller handed in, holding only what can be written down: JSON values and bigints of up to 4,096 digits.
 * Properties that are undefined are dropped; a property, a getter too, is read once; values that are shared are copied each time.
 *
 * @param value anything; objects without a prototype and objects of another realm become ordinary ones
 * @param where what is known of its place; the path inside the value is added to `where.field`
 * @param limits `bytes` is held against the length of all texts and keys here, and against the whole line in encodeEvent
 * @throws LedgerError `UNWRITABLE_VALUE`: a Date, Map, Set, class instance, function, symbol, undefined in an array, NaN, ±Infinity, -0,
 *   half of a surrogate pair, NUL, a cycle, a hole in an array, a key `__proto__`, `constructor` or `prototype`,
 *   or one with a backslash, a quote or a control character; `LIMIT_EXCEEDED`
 */
export function plainCopy(value: unknown, where: Where = {}, limits: Limits = defaultLimits): unknown {
  return copyAll(value, startWalk(where, limits, unwritable, false))
}

/**
 * One line of text without a line break (no \n, no \r) that holds the event: superjson's text, in one canonical order.
 * Every line begins with `{"json":{"relation":"RU~US","version":12,"id":"…"`, and stores rely on it.
 * Keys of the envelope stand in the order of `envelopeFields`; those of every other object are sorted by code unit,
 * after the keys that are array indices (`"7"`), which JavaScript always puts first, from the smallest.
 *
 * @param event a recorded event, as a ledger or `record` gives it; it is not changed
 * @param limits how large the event and its line may be
 * @throws LedgerError `UNWRITABLE_VALUE` for a Date, NaN, a function … in it, and for a field the envelope does not have;
 *   `LIMIT_EXCEEDED`: what decodeLine would refuse under the same limits is not written
 * @example
 * ```ts
 * import { encodeEvent, openLedger } from 'relations-ledger'
 * for await (const event of openLedger().between('US', 'RU').events()) console.log(encodeEvent(event))
 * ```
 */
export function encodeEvent(event: RecordedEvent, limits: Limits = defaultLimits): string {
  const walk = startWalk({ relation: event.relation, event: event.id, type: event.type }, limits, unwritable, true)
  const json = copyAll(event, walk, copyEnvelope)
  const text = walk.bigints ? textWithBigints(json, walk) : `{"json":${JSON.stringify(json)}}`
  checkBytes(text, walk.where, limits)
  return text
}

// superjson takes two equal bigints for one shared object and says so in `referentialEqualities`. That says nothing of values
// that cannot be shared, and a line with it would be refused on reading: only the types of the values are kept.
// A key with a dot stands escaped in the path, and a path is a key (see needsEscape).
function textWithBigints(json: unknown, walk: Walk): string {
  const { json: plain, meta } = superjson.serialize(json) as { json: unknown; meta: { values: object } }
  const dotted = Object.keys(meta.values).find((path) => path.includes('\\'))
  if (dotted !== undefined)
    throw walk.refuse('a bigint under a key with a dot cannot be written down', 'give the key another name', { ...walk, trail: [dotted] })
  return JSON.stringify({ json: plain, meta: { values: meta.values, v: 1 } })
}

/**
 * The fresh plain object that a line holds, checked to hold nothing that could not have been written, and not yet parsed as an event.
 * A line may have been written by anyone: its length is checked before it is parsed, everything else before superjson sees it.
 * Lines with their keys in another order, or with spaces, are read as well.
 *
 * @param text one stored line
 * @param where what is known of its place (file, line, relation), for messages
 * @param limits how large the line and what it holds may be
 * @throws LedgerError `LOG_CORRUPT`: not JSON, not the form encodeEvent writes, a tag other than bigint, a value that cannot be written;
 *   `LIMIT_EXCEEDED`
 * @example
 * ```ts
 * import { decodeLine } from 'relations-ledger'
 * const fields = decodeLine('{"json":{"relation":"RU~US","version":1,"type":"meeting.held"}}')
 * console.log(fields['type']) // meeting.held
 * ```
 */
export function decodeLine(text: string, where: Where = {}, limits: Limits = defaultLimits): Record<string, unknown> {
  if (typeof text !== 'string') throw corrupt('the store gave no text', where)
  checkBytes(text, where, limits)
  if (text.length > limits.nodes) checkBeforeParsing(text, where, limits)
  const { json, meta } = parseLine(text, where)
  // The quick check tells good from doubtful; the walk that plainCopy takes tells what is wrong, and counts what is large.
  const escapes = text.includes('\\')
  const isWellFormed = !(escapes && text.includes('\\u')) && text.isWellFormed()
  const isPlain = text.length <= limits.nodes && isWellFormed && isSound(json, limits.depth, escapes)
  if (!isPlain) copyAll(json, startWalk(where, limits, corruptValue, false))
  if (!agreesWithItsStart(text, json)) throw corrupt('the line gives its relation, version or id twice', where)
  if (meta === undefined) return json
  const values = checkMeta(json, meta, where)
  return superjson.deserialize<Record<string, unknown>>({ json: json as never, meta: { values: values as never, v: 1 } }, { inPlace: true })
}

// Copying.

function copyAll(value: unknown, walk: Walk, copy: (value: object, walk: Walk) => unknown = copyOf): unknown {
  try {
    return copy(value as object, walk)
  } catch (error) {
    if (error instanceof LedgerError) throw error
    // A getter or a proxy of the caller's threw.
    const refusal = walk.refuse('this cannot be read', 'give a plain value', walk)
    throw new LedgerError(refusal.code, refusal.message, refusal.details, refusal.where, error)
  }
}

function copyOf(value: unknown, walk: Walk): unknown {
  if (++walk.nodes > walk.limits.nodes) throw tooMuch('nodes', walk.limits.nodes, walk.nodes, walk.where)
  switch (typeof value) {
    case 'string':
      return checkedText(value, walk)
    case 'number':
      return checkedNumber(value, walk)
    case 'bigint':
      return checkedBigint(value, walk)
    case 'boolean':
      return value
    case 'object':
      return value === null ? null : copyContainer(value, walk)
    case 'undefined':
      throw walk.refuse('undefined cannot be written down', 'write null, or leave it out', walk)
    default:
      throw walk.refuse(`a ${typeof value} cannot be written down`, 'write a plain value', walk)
  }
}

function copyContainer(given: object, walk: Walk): unknown {
  const isArray = Array.isArray(given)
  if (!isArray && !isPlain(given)) throw refuseForeign(given, walk)
  enter(given, walk)
  const copy = isArray ? copyArray(given, walk) : copyObject(given as Fields, walk)
  walk.within.pop()
  return copy
}

type Fields = Readonly<Record<string, unknown>>

function enter(given: object, walk: Walk): void {
  if (walk.within.includes(given)) throw walk.refuse('this contains itself', 'write an id in place of the object', walk)
  if (walk.within.push(given) > walk.limits.depth) throw tooMuch('depth', walk.limits.depth, walk.within.length, walk.where)
}

function copyObject(given: Fields, walk: Walk): Fields {
  refuseSymbols(given, walk)
  const keys = Object.keys(given)
  if (walk.sorted && !isSorted(keys)) keys.sort()
  const copy: Record<string, unknown> = {}
  for (const key of keys) copyField(given, key, copy, walk)
  return copy
}

function copyEnvelope(event: object, walk: Walk): Fields {
  const { relation, version, id } = event as RecordedEvent
  if (typeof relation !== 'string' || typeof id !== 'string' || !Number.isSafeInteger(version) || version < 1) {
    throw walk.refuse(
      'an event without relation, version or id cannot be written down',
      'append it to a ledger, which gives it all three',
      walk,
    )
  }
  walk.nodes++
  enter(event, walk)
  refuseSymbols(event, walk)
  const strange = Object.keys(event).find((key) => !envelope.has(key) && (event as unknown as Fields)[key] !== undefined)
  if (strange !== undefined) throw walk.refuse(`the envelope has no field ${shownKey(strange)}`, 'put it into data', walk)
  const copy: Record<string, unknown> = {}
  for (const key of envelopeFields) if (Object.hasOwn(event, key)) copyField(event as unknown as Fields, key, copy, walk)
  return copy
}

const envelope: ReadonlySet<string> = new Set(envelopeFields)

function copyField(given: Fields, key: string, copy: Record<string, unknown>, walk: Walk): void {
  walk.trail.push(key)
  if (isForbidden(key)) throw walk.refuse(`the key ${key} cannot be written down`, 'give it another name', walk)
  checkedText(key, walk)
  if (needsEscape(key))
    throw walk.refuse('a key with a backslash, a quote or a control character cannot be written down', 'give it another name', walk)
  const value = given[key]
  if (value !== undefined) copy[key] = copyOf(value, walk)
  walk.trail.pop()
}

function copyArray(given: readonly unknown[], walk: Walk): unknown[] {
  const length = given.length
  // Before any loop over it: an array of a thousand million holes takes no memory, its copy would.
  if (walk.nodes + length > walk.limits.nodes) throw tooMuch('nodes', walk.limits.nodes, walk.nodes + length, walk.where)
  refuseSymbols(given, walk)
  if (Object.keys(given).length !== length) {
    throw walk.refuse(
      'an array with holes or with named properties cannot be written down',
      'write null for a hole, an object for names',
      walk,
    )
  }
  const copy: unknown[] = []
  for (let index = 0; index < length; index++) {
    walk.trail.push(index)
    copy.push(copyOf(given[index], walk))
    walk.trail.pop()
  }
  return copy
}

function isSorted(keys: readonly string[]): boolean {
  for (let index = 1; index < keys.length; index++) if ((keys[index - 1] as string) > (keys[index] as string)) return false
  return true
}

// What can be written down.

/**
 * JSON.parse of V8 13 and 14 (Node 24, 26) can read an escaped key as a backslash, once a key with a backslash was read before
 * (nodejs/node#63785). What it then gives has a backslash: refusing these keys both ways, no key is ever read as another.
 */
export function needsEscape(key: string): boolean {
  for (let index = 0; index < key.length; index++) {
    const unit = key.charCodeAt(index)
    if (unit < 0x20 || unit === 0x22 || unit === 0x5c) return true
  }
  return false
}

/** Keys that reach beyond their object. */
export function isForbidden(key: string): boolean {
  return key === '__proto__' || key === 'constructor' || key === 'prototype'
}

function checkedText(text: string, walk: Walk): string {
  walk.units += text.length
  if (walk.units > walk.limits.bytes) throw tooMuch('bytes', walk.limits.bytes, walk.units, walk.where)
  if (text.includes('\0')) throw walk.refuse('a NUL character cannot be written down', 'take it out', walk)
  if (!text.isWellFormed())
    throw walk.refuse('half of a surrogate pair cannot be written down', 'write the whole character, or text.toWellFormed()', walk)
  return text
}

function checkedNumber(value: number, walk: Walk): number {
  if (!Number.isFinite(value)) throw walk.refuse(`${value} cannot be written down`, 'write a number, null or a text', walk)
  if (Object.is(value, -0)) throw walk.refuse('-0 cannot be written down', 'write 0', walk)
  return value
}

function checkedBigint(value: bigint, walk: Walk): bigint {
  if (value >= tooBig || value <= -tooBig) {
    throw walk.refuse(`a bigint of more than ${maxDigits} digits cannot be written down`, 'write it as a text', walk)
  }
  walk.bigints = true
  return value
}

/** Objects of another realm (a test runner's, a frame's) have an Object.prototype of their own. */
export function isPlain(given: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(given)
  if (prototype === Object.prototype || prototype === null) return true
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, 'isPrototypeOf')
}

function refuseSymbols(given: object, walk: Walk): void {
  const symbols = Object.getOwnPropertySymbols(given)
  if (!symbols.some((symbol) => Object.prototype.propertyIsEnumerable.call(given, symbol))) return
  throw walk.refuse('a property named by a symbol cannot be written down', 'name it by a text', walk)
}

const remedies: Readonly<Record<string, string>> = {
  Date: "write its text: date.toISOString(), or the day as '2025-04-10'",
  Map: 'write Object.fromEntries(map), or an array of its entries',
  Set: 'write an array: [...set]',
  RegExp: 'write its source as a text',
  URL: 'write its text: url.href',
  Error: 'write its message',
  Promise: 'await it first',
  String: 'write the plain text',
  Number: 'write the plain number',
  Boolean: 'write true or false',
  BigInt: 'write the plain bigint',
  ArrayBuffer: 'write an array of numbers, or a text in base64',
}

function refuseForeign(given: object, walk: Walk): LedgerError {
  const tag = ArrayBuffer.isView(given) ? 'ArrayBuffer' : Object.prototype.toString.call(given).slice(8, -1)
  const name: unknown = given.constructor?.name
  const remedy = Object.hasOwn(remedies, tag) ? remedies[tag] : undefined
  const called = typeof name === 'string' && name !== '' && name !== 'Object' ? shortened(name) : shortened(tag)
  return walk.refuse(
    `a value of the class ${called} cannot be written down`,
    remedy ?? 'write a plain object with the fields to keep',
    walk,
  )
}

// Reading.

function parseLine(text: string, where: Where): { json: Record<string, unknown>; meta: unknown } {
  const line = parseJson(text, where)
  if (!isObject(line)) throw corrupt('the line is not an object', where)
  for (const part in line)
    if (part !== 'json' && part !== 'meta') throw corrupt(`the line has a part named ${shownKey(part)} beside json and meta`, where)
  const json = Object.hasOwn(line, 'json') ? line['json'] : undefined
  if (!isObject(json)) throw corrupt('the line holds no event: json is not an object', where)
  return { json, meta: Object.hasOwn(line, 'meta') ? line['meta'] : undefined }
}

function parseJson(text: string, where: Where): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw corrupt('the line is not JSON', where, error)
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

// Of a key that stands twice, JSON.parse takes the last, and a store that reads the start of the line takes the first.
// To put together how the line must begin is quicker than to take its start apart.
function agreesWithItsStart(text: string, { relation, version, id }: Fields): boolean {
  const isNamed = typeof relation === 'string' && typeof version === 'number' && typeof id === 'string'
  if (isNamed && text.startsWith(`{"json":{"relation":"${relation}","version":${version},"id":"${id}"`)) return true
  return !lineStart.test(text)
}

const lineStart = /^\{"json":\{"relation":"[^"\\]*","version":[0-9]+,"id":"[^"\\]*"/

// Counts before parsing, where a line is long enough to hold more than it may: parsed, three bytes such as `{},` become sixty.
// Every value but the outermost follows an opening bracket or a comma. So `{}` counts twice here, and a bigint, one value of the event
// and two of `meta`, three times: no line that encodeEvent wrote is above three times the nodes.
function checkBeforeParsing(text: string, where: Where, limits: Limits): void {
  let values = 1
  let depth = 0
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit === 0x22) index = endOfText(text, index)
    else if (unit === 0x2c) values++
    else if (unit === 0x5d || unit === 0x7d) depth--
    else if (unit === 0x5b || unit === 0x7b) {
      values++
      // One more for the object around the event, and no less than `meta` needs.
      if (++depth > Math.max(limits.depth + 1, 4)) throw tooMuch('depth', limits.depth, depth - 1, where)
    }
  }
  if (values > 3 * limits.nodes + 8) throw tooMuch('nodes', limits.nodes, values, where)
}

function endOfText(text: string, start: number): number {
  let index = start + 1
  for (; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit === 0x5c) index++
    else if (unit === 0x22) return index
  }
  return index
}

// Over what JSON.parse made: no functions, symbols, cycles or getters. Texts are not looked at: the whole line was;
// keys that need escaping can stand only in a line that has an escape. No list of keys or values is made: every line comes here.
function isSound(value: object, depth: number, escapes: boolean): boolean {
  if (depth === 0) return false
  if (Array.isArray(value)) {
    for (const inner of value) if (!isSoundValue(inner, depth, escapes)) return false
    return true
  }
  for (const key in value) {
    if (isForbidden(key) || (escapes && needsEscape(key)) || !isSoundValue((value as Fields)[key], depth, escapes)) return false
  }
  return true
}

function isSoundValue(value: unknown, depth: number, escapes: boolean): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0)
  return typeof value !== 'object' || value === null || isSound(value, depth - 1, escapes)
}

/** The `values` of a line's meta, once each is known to be the tag bigint for a text of digits that is there. */
function checkMeta(json: Fields, meta: unknown, where: Where): Fields {
  if (!isObject(meta) || !isObject(meta['values']) || meta['v'] !== 1 || Object.keys(meta).length !== 2) {
    throw corrupt('meta is not {"values":{…},"v":1}', where)
  }
  const values = meta['values']
  for (const path of Object.keys(values)) {
    const tag = values[path]
    if (!Array.isArray(tag) || tag.length !== 1 || tag[0] !== 'bigint')
      throw corrupt(`meta gives ${shownKey(path)} a type other than bigint`, where)
    const text = valueAt(json, path)
    if (typeof text !== 'string' || !digits.test(text))
      throw corrupt(`meta calls ${shownKey(path)} a bigint, and no whole number is there`, where)
  }
  return values
}

// A path is superjson's: keys joined by dots. One with a backslash, for a dot or a backslash in a key, is not written, and leads
// nowhere, as no key has a backslash.
function valueAt(json: unknown, path: string): unknown {
  let value = json
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Fields)[key]
  }
  return value
}

// Refusing.

function unwritable(reason: string, remedy: string, walk: Walk): LedgerError<'UNWRITABLE_VALUE'> {
  const field = fieldOf(walk)
  const place = [walk.where.type, field].filter((part) => part !== undefined && part !== '').join(' at ')
  const message = `${place === '' ? '' : `${place}: `}${reason} — ${remedy}`
  return new LedgerError('UNWRITABLE_VALUE', message, { field, reason }, field === '' ? walk.where : { ...walk.where, field })
}

function corruptValue(reason: string, _remedy: string, walk: Walk): LedgerError<'LOG_CORRUPT'> {
  const field = fieldOf(walk)
  return corrupt(`at ${field}, ${reason}`, { ...walk.where, field })
}

function corrupt(reason: string, where: Where, cause?: unknown): LedgerError<'LOG_CORRUPT'> {
  const message = `${placeOf(where, 'a stored line')}: ${reason} — the ledger did not write this line: restore it from a copy of the log`
  return new LedgerError('LOG_CORRUPT', message, { reason }, where, cause)
}

const limitTexts: Readonly<Record<keyof Limits, readonly [counted: string, remedy: string]>> = {
  bytes: ['bytes', 'keep long texts elsewhere and name them in sources'],
  depth: ['levels of objects and arrays', 'write it flatter'],
  nodes: ['values', 'divide it into several events'],
}

/** `found` is what was counted before the walk stopped: at least so much. */
function tooMuch(limit: keyof Limits, allowed: number, found: number, where: Where): LedgerError<'LIMIT_EXCEEDED'> {
  const [counted, remedy] = limitTexts[limit]
  const problem = `${placeOf(where, 'a value')}: ${found} or more ${counted}, and the limit is ${allowed}`
  return new LedgerError('LIMIT_EXCEEDED', `${problem} — ${remedy}, or raise limits.${limit}`, { limit, allowed, found }, where)
}

function checkBytes(text: string, where: Where, limits: Limits): void {
  // A unit of UTF-16 is one to three bytes of UTF-8: most lines need no counting.
  if (text.length * 3 <= limits.bytes) return
  const found = utf8Length(text)
  if (found > limits.bytes) throw tooMuch('bytes', limits.bytes, found, where)
}

function utf8Length(text: string): number {
  let bytes = text.length
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1
  }
  return bytes
}

function placeOf(where: Where, otherwise: string): string {
  const line = where.line === undefined ? [] : [`line ${where.line}`]
  const known = [where.file ?? where.relation, ...line, where.type].filter((part) => part !== undefined)
  return known.length === 0 ? otherwise : known.join(' ')
}

function fieldOf(walk: Walk): string {
  let path = walk.where.field ?? ''
  for (const step of walk.trail) {
    if (typeof step === 'number') path += `[${step}]`
    else if (/^[A-Za-z_$][\w$]{0,60}$/.test(step)) path += path === '' ? step : `.${step}`
    else path += `[${shownKey(step)}]`
  }
  return path
}

function shownKey(key: string): string {
  return JSON.stringify(shortened(key))
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
