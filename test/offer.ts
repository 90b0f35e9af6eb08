// offer: an entity of a user's own that has evolved, for tests: the table as it once was, and as it is now.
// In: nothing. Out: both, each with its vocabulary. Since then a field was renamed, then became a sum of money,
// and the answer became two events.
import { z } from 'zod'
import { defineEntity } from '../src/entity.ts'
import { oneOf, text } from '../src/shape.ts'
import { vocabulary } from '../src/vocabulary.ts'

/** As it was at first: a wage, and one event for both answers. */
export const offerThen = defineEntity('offer', {
  plural: 'offers',
  roles: { bidder: 'bidden' },
  fields: { wage: z.number(), answer: oneOf('yes', 'no'), terms: text },
  events: {
    made: { from: ['new'], to: 'made', by: 'bidder', needs: ['wage'], may: ['terms'] },
    answered: { from: ['made'], to: 'answered', by: 'bidden', needs: ['answer'] },
  },
})

/** As it is now. */
export const offer = defineEntity('offer', {
  plural: 'offers',
  roles: { bidder: 'bidden' },
  final: ['accepted', 'refused'],
  fields: { pay: z.object({ amount: z.number(), per: oneOf('hour', 'month') }).readonly(), terms: text },
  events: {
    made: { from: ['new'], to: 'made', by: 'bidder', needs: ['pay'], may: ['terms'] },
    accepted: { from: ['made'], to: 'accepted', by: 'bidden' },
    refused: { from: ['made'], to: 'refused', by: 'bidden' },
  },
  upcast: {
    made: [
      ({ wage, ...rest }) => ({ ...rest, hourly: wage }),
      ({ hourly, ...rest }) => ({ ...rest, pay: { amount: hourly, per: 'hour' } }),
    ],
    answered: [({ answer, ...rest }) => ({ type: answer === 'yes' ? 'offer.accepted' : 'offer.refused', data: rest })],
  },
})

export const offersThen = vocabulary(offerThen)
export const offers = vocabulary(offer)
