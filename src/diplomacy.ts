// diplomacy: the twelve built-in entities, as one vocabulary.
// In: their tables.
// Out: the list, to which a user adds entities of its own, and the vocabulary a ledger has by default.
import { act } from './entities/act.ts'
import { agreement } from './entities/agreement.ts'
import { demand } from './entities/demand.ts'
import { envoy } from './entities/envoy.ts'
import { followUp } from './entities/follow-up.ts'
import { guarantee } from './entities/guarantee.ts'
import { meeting } from './entities/meeting.ts'
import { mission } from './entities/mission.ts'
import { restriction } from './entities/restriction.ts'
import { ties } from './entities/ties.ts'
import { topic } from './entities/topic.ts'
import { track } from './entities/track.ts'
import { vocabulary } from './vocabulary.ts'

/**
 * The twelve built-in entities, in the order in which a state lists them. Spread it to add your own.
 *
 * @example
 * ```ts
 * import { defineEntity, diplomacy, vocabulary } from 'relations-ledger'
 * const strike = defineEntity('strike', { plural: 'strikes', events: { called: { from: ['new'], to: 'called', by: 'either' } } })
 * const words = vocabulary(...diplomacy, strike)
 * ```
 */
export const diplomacy = [meeting, topic, agreement, guarantee, demand, followUp, restriction, mission, envoy, ties, track, act] as const

/**
 * The vocabulary a ledger has where none is given: the twelve entities of {@link diplomacy}.
 *
 * @example
 * ```ts
 * import { diplomacyVocabulary } from 'relations-ledger'
 * diplomacyVocabulary.types.has('meeting.held')   // true
 * ```
 */
export const diplomacyVocabulary = vocabulary(...diplomacy)
