// What a code of CAMEO becomes: which type of event of ours, on which entity, by whom.
// In: a code. Out: a deed, or nothing where our vocabulary has no word for it: a statement, a threat, praise.
// The longest beginning of a code that is listed counts: 0311 is an 031 and an 03. Nothing is guessed from the names of actors.
// No score is taken over: the map of PLOVER gives ACCUSE a wrong sign.

/** What becomes of a code. `joint`: one deed of both sides, so that a row told from the other side says the same. */
export type Deed =
  | { readonly kind: 'meeting'; readonly joint: true; readonly mode?: 'telephone'; readonly host?: 'source' | 'target' }
  | { readonly kind: 'intended meeting' | 'agreement'; readonly joint: true }
  | { readonly kind: 'intention'; readonly joint: true }
  | { readonly kind: 'act'; readonly joint: boolean }
  | { readonly kind: 'demand'; readonly joint: false; readonly subject: string; readonly strength: 'request' | 'demand' }
  | { readonly kind: 'rejection' | 'accession'; readonly joint: false; readonly subject: string }
  | { readonly kind: 'restriction'; readonly joint: false; readonly what: string; readonly step: 'imposed' | 'eased' }
  | { readonly kind: 'accusation' | 'recognition'; readonly joint: false }

// 02 asks, 10 demands, 12 rejects, 08 gives way: the last digit says in what.
const asked = [
  'anything',
  'material-cooperation',
  'diplomatic-cooperation',
  'aid',
  'political-reform',
  'yielding',
  'meeting',
  'settlement',
  'mediation',
]
const rejected = ['anything', 'material-cooperation', 'aid', 'political-reform', 'yielding', 'meeting', 'mediation', 'settlement']

const act: Deed = { kind: 'act', joint: false }
const intention: Deed = { kind: 'intention', joint: true }

const deeds: ReadonlyMap<string, Deed> = new Map<string, Deed>([
  ...asked.map((subject, digit) => [`02${digit}`, { kind: 'demand', joint: false, subject, strength: 'request' }] as const),
  ...['030', '031', '032', '033', '034', '035', '037', '038'].map((code) => [code, intention] as const),
  ['036', { kind: 'intended meeting', joint: true }],
  ['040', { kind: 'meeting', joint: true }],
  ['041', { kind: 'meeting', joint: true, mode: 'telephone' }],
  ['042', { kind: 'meeting', joint: true, host: 'target' }],
  ['043', { kind: 'meeting', joint: true, host: 'source' }],
  ['044', { kind: 'meeting', joint: true }],
  ['046', { kind: 'meeting', joint: true }],
  ['050', { kind: 'act', joint: true }],
  ['054', { kind: 'recognition', joint: false }],
  ['057', { kind: 'agreement', joint: true }],
  ['06', { kind: 'act', joint: true }],
  ['07', act],
  ['080', { kind: 'accession', joint: false, subject: 'anything' }],
  ['081', { kind: 'restriction', joint: false, what: 'administrative-sanctions', step: 'eased' }],
  ['083', { kind: 'accession', joint: false, subject: 'political-reform' }],
  ['084', act],
  ['085', { kind: 'restriction', joint: false, what: 'embargo', step: 'eased' }],
  ['086', act],
  ['087', act],
  ['0872', { kind: 'restriction', joint: false, what: 'blockade', step: 'eased' }],
  ...asked.map((subject, digit) => [`10${digit}`, { kind: 'demand', joint: false, subject, strength: 'demand' }] as const),
  ['11', { kind: 'accusation', joint: false }],
  ...rejected.map((subject, digit) => [`12${digit}`, { kind: 'rejection', joint: false, subject }] as const),
  ['15', act],
  ['163', { kind: 'restriction', joint: false, what: 'embargo', step: 'imposed' }],
  ['166', act],
  ['17', act],
  ['172', { kind: 'restriction', joint: false, what: 'administrative-sanctions', step: 'imposed' }],
  ['18', act],
  ['19', act],
  ['191', { kind: 'restriction', joint: false, what: 'blockade', step: 'imposed' }],
  ['20', act],
])

/** The deed of a code; undefined where nothing of ours says it. */
export function deedOf(code: string): Deed | undefined {
  for (let length = code.length; length >= 2; length -= 1) {
    const deed = deeds.get(code.slice(0, length))
    if (deed !== undefined) return deed
  }
  return undefined
}
