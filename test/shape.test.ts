// Shapes: what the fields of the built-in entities take, and what they say to the rest.
// In: values. Out: the checked value, or the message that says what it must be.
import { describe, expect, test } from 'vitest'
import {
  countFrom,
  countOrNone,
  dueDate,
  duration,
  entityId,
  flag,
  oneOf,
  party,
  pastDate,
  peopleByParty,
  reference,
  type StandardSchema,
  text,
  texts,
} from '../src/shape.ts'

function check(schema: StandardSchema, value: unknown): unknown {
  const result = schema['~standard'].validate(value)
  if (result instanceof Promise) throw new Error('it answers later')
  return result.issues === undefined ? result.value : `refused: ${result.issues[0]?.message}`
}

describe('takes', () => {
  test.each<[string, StandardSchema, unknown, unknown]>([
    ['a text', text, 'a', 'a'],
    ['one of a few words', oneOf('a', 'b'), 'b', 'b'],
    ['a flag', flag, false, false],
    ['a count', countFrom(1), 1, 1],
    ['a cap', countOrNone, 0, 0],
    ['no cap', countOrNone, null, null],
    ['a list of texts', texts, ['a', 'b'], ['a', 'b']],
    ['a party', party, 'US', 'US'],
    ['an entity id', entityId, 'embassy-payments', 'embassy-payments'],
    ['a reference', reference, 'guarantee/embassy-payments', 'guarantee/embassy-payments'],
    ['a duration', duration, 'PT5H~', 'PT5H~'],
    ['people by party', peopleByParty, { US: [{ name: 'Coulter', role: 'head' }] }, { US: [{ name: 'Coulter', role: 'head' }] }],
    ['a due date, open', dueDate, '2025-04-10/..', '2025-04-10/..'],
    ['a due date, in words', dueDate, { edtf: '2025-04-10/..', phrase: 'soon' }, { edtf: '2025-04-10/..', phrase: 'soon' }],
    ['a due date, said on a day', dueDate, { edtf: 'XXXX-02-27', anchor: '2025-04-10' }, { edtf: 'XXXX-02-27', anchor: '2025-04-10' }],
    ['the longest text', text, 'x'.repeat(10_000), 'x'.repeat(10_000)],
    ['a person without a role', peopleByParty, { US: [{ name: 'Coulter' }] }, { US: [{ name: 'Coulter' }] }],
    ['a past date', pastDate, '2021-08-01', '2021-08-01'],
  ])('%s', (_, schema, value, expected) => expect(check(schema, value)).toEqual(expected))
})

describe('refuses', () => {
  test.each<[string, StandardSchema, unknown, string]>([
    ['a number for a text', text, 5, 'must be a text'],
    ['an empty text', text, '', 'must say something, not be empty'],
    ['an endless text', text, 'x'.repeat(10_001), 'must be 10,000 characters at most'],
    ['another word', oneOf('a', 'b'), 'c', "must be one of 'a', 'b'"],
    ['a text for a flag', flag, 'yes', 'must be true or false'],
    ['a part of one', countFrom(1), 1.5, 'must be a whole number'],
    ['less than the least', countFrom(1), 0, 'must be 1 or more'],
    ['one text for a list', texts, 'a', 'must be a list of texts'],
    ['an empty list', texts, [], 'must name one at least'],
    ['a party with a space', party, 'The US', 'The US'],
    ['an id in capitals', entityId, 'Payments', 'payments'],
    ['a reference without a kind', reference, 'payments', 'payments'],
    ['hours in words', duration, 'five hours', 'five hours'],
    ['a number for a party', party, 7, 'must be a text'],
    ['less than nothing for a cap', countOrNone, -1, 'must be 0 or more'],
    ['a list with an empty text', texts, ['a', ''], 'must say something, not be empty'],
    ['one person for a list', peopleByParty, { US: 'Coulter' }, 'must be a list of people'],
    ['people of what is no party', peopleByParty, { 'The US': [] }, 'must be lists of people by party'],
    ['a date with more to it', dueDate, { edtf: '2025', text: 'soon' }, 'must be a date such as 2025-04-10, or { edtf, phrase, anchor }'],
    ['people without a party', peopleByParty, ['Coulter'], 'must be lists of people by party'],
    [
      'a person with more than a name and a role',
      peopleByParty,
      { US: [{ name: 'Coulter', age: 5 }] },
      'must be people such as { name, role }',
    ],
    ['a number for a date', dueDate, 20250410, 'must be a date such as 2025-04-10, or { edtf, phrase, anchor }'],
    ['a day that does not exist', dueDate, '2025-02-30', '2025-02-30'],
    ['a past with an open end', pastDate, '2022-03/..', '2022-03/..'],
  ])('%s', (_, schema, value, message) =>
    expect(check(schema, value)).toMatch(new RegExp(`^refused: .*${message.replace(/[.{}/]/g, '\\$&')}`)),
  )
})
