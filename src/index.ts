// The public names of the core.
// In: what the files of src export for users. Out: one explicit list.
// Stores that need a runtime of their own are subpaths: relations-ledger/stores/jsonl.

export type { AppendOptions, Receipt } from './append.ts'
export type { AsOf } from './as-of.ts'
export type { SetField } from './attribution.ts'
export type { BriefOptions } from './brief.ts'
export { brief } from './brief.ts'
export type { Limits } from './codec.ts'
export { decodeLine, defaultLimits, encodeEvent } from './codec.ts'
export type { Collection, QuestionTable } from './collection.ts'
export { compare, type EventPair, formatComparison, type LedgerComparison, type ToldDifferently } from './compare.ts'
export type { Appended, Rules } from './desk.ts'
export { type Cause, diff, type EntityChange, type FieldChange, formatDiff, type StandingChange } from './diff.ts'
export { diplomacy, diplomacyVocabulary } from './diplomacy.ts'
export {
  type Disagreement,
  type Disagreements,
  disagreements,
  type EventDisagreement,
  type FieldDisagreement,
  type OneSided,
} from './disagreements.ts'
export { formatDisagreements } from './disagreements-text.ts'
export type { DurationBounds } from './duration.ts'
export { durationBounds, formatDuration, parseDuration } from './duration.ts'
export { type Act, act } from './entities/act.ts'
export { type Agreement, agreement } from './entities/agreement.ts'
export { type Demand, demand } from './entities/demand.ts'
export { type Envoy, envoy } from './entities/envoy.ts'
export { type FollowUp, followUp } from './entities/follow-up.ts'
export { type Guarantee, guarantee } from './entities/guarantee.ts'
export { type Meeting, meeting } from './entities/meeting.ts'
export { type Mission, mission } from './entities/mission.ts'
export { type Restriction, restriction } from './entities/restriction.ts'
export { type Ties, ties } from './entities/ties.ts'
export { type Topic, topic } from './entities/topic.ts'
export { type Track, track } from './entities/track.ts'
export type { AnyEntity, Entity, EntityTable, EventOf, Questions, QuestionsOf, StateOf } from './entity.ts'
export { defineEntity } from './entity.ts'
export type { ErrorCode, ErrorDetails, RefusedProblem, Where } from './errors.ts'
export { isLedgerError, LedgerError } from './errors.ts'
export type { Attached, EnvelopeInput, EventInput, RecordedEvent, Source } from './event.ts'
export { type ExplainedEvent, type ExplainedProblem, type Explanation, explain } from './explain.ts'
export { formatExplanation } from './explain-text.ts'
export { importId, mintId, partiesOf, relationOf } from './ids.ts'
export type { SnapshotOptions, SnapshotSkip } from './keeping.ts'
export type { CurrentState as State, DefaultVocabulary, Ledger, LedgerOptions, Relation } from './ledger.ts'
export { openLedger } from './ledger.ts'
export type { EntityState, Inferred, Problem, Row, Word } from './lifecycle.ts'
export type { FoldOptions, RecordOptions, ResumeOptions } from './pure.ts'
export { evolve, fold, record, resume } from './pure.ts'
export type { InputIn } from './record.ts'
export { type Account, type AccountEvent, type AccountInput, account, type Telling } from './remarks/account.ts'
export {
  type Correction,
  type Entry,
  type EntryEvent,
  entry,
  type Reinstatement,
  type Retraction,
  type Supplement,
} from './remarks/entry.ts'
export type { FieldsByName, RemarkInput } from './remarks/remark.ts'
export type { Effect, ExplainedRemark, ToldChange } from './remarks-read.ts'
export type { InputOf, OutputOf, ShapeIssue, StandardSchema } from './shape.ts'
export { countFrom, dueDate, duration, entityId, flag, oneOf, party, pastDate, peopleByParty, reference, text, texts } from './shape.ts'
export { type SnapshotFault, snapshot } from './snapshot.ts'
export { type Span, spansOf } from './spans.ts'
export type { Attestation, OwnTelling, Stance, Standing } from './standing.ts'
export { standingOf } from './standing.ts'
export type { Dangling, StateFacts } from './state.ts'
export type { Durability, NewLine, Store, StoredLine } from './stores/store.ts'
export type { Bounds, Comparison, DateInput, DateUse, ImpreciseDate } from './time.ts'
export { asOfBounds, boundsOf, compareDates, dayOf, edtfOf, formatDate, isOpenEnded, overdue, parseDate, precedes } from './time.ts'
export { type PastData, type Recast, recordedAs, type Upcaster, type Versioned } from './upcast.ts'
export type { EventIn, UnknownPolicy, Vocabulary } from './vocabulary.ts'
export { vocabulary } from './vocabulary.ts'
