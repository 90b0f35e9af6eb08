// envoy: its table, who sends and who receives, and when a post is vacant.
import { describe, expect, test } from 'vitest'
import { envoy } from '../../src/entities/envoy.ts'
import { type Input, stateAfter } from '../record.ts'
import { tryTable } from './table.ts'

const e = { envoy: 'darchiev', occurred: '2025-03-06' }

tryTable({
  entity: 'envoy/darchiev',
  events: {
    agrementRequested: () => envoy.agrementRequested({ ...e, by: 'RU' }),
    agrementGranted: () => envoy.agrementGranted({ ...e, by: 'US' }),
    agrementRefused: () => envoy.agrementRefused({ ...e, by: 'US' }),
    withdrawn: () => envoy.withdrawn({ ...e, by: 'RU' }),
    appointed: () => envoy.appointed({ ...e, by: 'RU' }),
    arrived: () => envoy.arrived({ ...e, by: 'RU' }),
    credentialed: () => envoy.credentialed({ ...e, by: 'US' }),
    tookUpFunctions: () => envoy.tookUpFunctions({ ...e, by: 'RU' }),
    recalledForConsultations: () => envoy.recalledForConsultations({ ...e, by: 'RU' }),
    returned: () => envoy.returned({ ...e, by: 'RU' }),
    relieved: () => envoy.relieved({ ...e, by: 'RU' }),
    declaredPersonaNonGrata: () => envoy.declaredPersonaNonGrata({ ...e, by: 'US' }),
    departed: () => envoy.departed({ ...e, by: 'RU' }),
  },
  ways: {
    requested: ['agrementRequested'],
    granted: ['agrementGranted'],
    refused: ['agrementRefused'],
    withdrawn: ['agrementRequested', 'withdrawn'],
    appointed: ['appointed'],
    arrived: ['arrived'],
    inOffice: ['arrived', 'credentialed'],
    consultations: ['credentialed', 'recalledForConsultations'],
    ended: ['credentialed', 'relieved'],
    departed: ['departed'],
  },
  table: `
                              new            requested  granted    refused  withdrawn  appointed  arrived        inOffice       consultations  ended     departed
    agrementRequested         requested      no         no         no       no         no         no             no             no             no        no
    agrementGranted           granted        granted    no         no       no         no         no             no             no             no        no
    agrementRefused           refused        refused    refused    no       no         no         no             no             no             no        no
    withdrawn                 gap            withdrawn  withdrawn  no       no         no         no             no             no             no        no
    appointed                 appointed      gap        appointed  no       no         no         no             no             no             no        no
    arrived                   arrived        gap        gap        no       no         arrived    no             no             no             no        no
    credentialed              inOffice       gap        gap        no       no         inOffice   inOffice       =              gap            no        no
    tookUpFunctions           inOffice       gap        gap        no       no         inOffice   inOffice       =              gap            no        no
    recalledForConsultations  consultations  gap        gap        no       no         gap        consultations  consultations  gap            no        no
    returned                  gap            gap        gap        no       no         gap        gap            gap            inOffice       no        no
    relieved                  ended          gap        gap        no       no         ended      ended          ended          ended          =         =
    declaredPersonaNonGrata   ended          ended      ended      no       no         ended      ended          ended          ended          =         no
    departed                  departed       gap        gap        no       no         gap        departed       departed       departed       departed  no
  `,
})

const result = (...inputs: readonly Input[]) => {
  const state = stateAfter(...inputs)
  return { ...state.envoys.get('darchiev'), problems: state.problems.map(({ kind, rule, message }) => ({ kind, rule, message })) }
}

describe('who may do what', () => {
  test('no envoy is credentialed after a refused agrément', () => {
    const { problems } = result(envoy.agrementRefused({ ...e, by: 'US' }), envoy.credentialed({ ...e, by: 'US' }))
    expect(problems).toMatchObject([{ kind: 'contradiction', rule: 'envoy.credentialed/from' }])
    expect(problems[0]?.message).toContain('the envoy is refused, and this can only follow on')
  })

  test('the receiving side grants and credentials, the sending side appoints and relieves', () => {
    const granted = envoy.agrementGranted({ ...e, by: 'US' })
    expect(result(granted)).toMatchObject({ receiving: 'US', sending: 'RU' })
    expect(result(granted, envoy.appointed({ ...e, by: 'US' })).problems).toMatchObject([
      { kind: 'contradiction', rule: 'envoy.appointed/by' },
    ])
    const appointed = envoy.appointed({ ...e, by: 'RU' })
    expect(result(appointed, envoy.credentialed({ ...e, by: 'RU' })).problems).toMatchObject([{ rule: 'envoy.credentialed/by' }])
    expect(result(appointed, envoy.declaredPersonaNonGrata({ ...e, by: 'RU' })).problems).toMatchObject([
      { rule: 'envoy.declaredPersonaNonGrata/by' },
    ])
    expect(result(appointed, envoy.relieved({ ...e, by: 'US' })).problems).toMatchObject([{ rule: 'envoy.relieved/by' }])
  })

  test('the credentials after the beginning of functions change nothing', () => {
    const state = result(
      envoy.tookUpFunctions({ ...e, by: 'RU', occurred: '2025-03-26' }),
      envoy.credentialed({ ...e, by: 'US', occurred: '2025-06-11' }),
    )
    expect(state).toMatchObject({ status: 'inOffice', since: '2025-03-26', problems: [] })
  })

  test('back from consultations an envoy is what it was before: in office where the log does not know', () => {
    const trip = [envoy.recalledForConsultations({ ...e, by: 'RU' }), envoy.returned({ ...e, by: 'RU' })]
    expect(result(envoy.arrived({ ...e, by: 'RU' }), ...trip).status).toBe('arrived')
    expect(result(envoy.credentialed({ ...e, by: 'US' }), ...trip).status).toBe('inOffice')
    expect(result(...trip)).toMatchObject({ status: 'inOffice', problems: [] })
  })

  test('who departs before arriving is taken to have arrived, not to have been expelled', () => {
    const { problems, inferred } = result(envoy.agrementGranted({ ...e, by: 'US' }), envoy.departed({ ...e, by: 'RU' }))
    expect(inferred?.map(({ status }) => status)).toEqual(['appointed', 'arrived'])
    expect(problems[0]?.message).toContain('record envoy.appointed, then envoy.arrived first')
  })

  test('relief by decree after the departure is no contradiction', () => {
    const left = envoy.departed({ ...e, by: 'RU', occurred: '2024-10-06' })
    expect(result(left, envoy.relieved({ ...e, by: 'RU', occurred: '2024-10-10' }))).toMatchObject({
      status: 'departed',
      since: '2024-10-06',
      problems: [],
    })
  })
})

describe('vacant', () => {
  const post = 'Washington'
  const left = envoy.departed({ envoy: 'antonov', by: 'RU', post, occurred: '2024-10-06' })
  const granted = envoy.agrementGranted({ ...e, by: 'US', post, occurred: '2025-02-27' })
  const began = envoy.tookUpFunctions({ ...e, by: 'RU', post, occurred: '2025-03-26' })
  const vacant = (day: string, ...inputs: readonly Input[]) => stateAfter(...inputs).envoys.vacant(post, day)

  test('a consent fills no post; taking up functions does', () => {
    expect(vacant('2025-02-28', left, granted)).toBe(true)
    expect(vacant('2025-03-25', left, granted, began)).toBe(true)
    expect(vacant('2025-03-26', left, granted, began)).toBe(false)
  })

  test('of a post without a tenure nothing is known', () => {
    expect(vacant('2025-02-28')).toBe('unknown')
    expect(stateAfter(left).envoys.vacant('Moscow', '2025-02-28')).toBe('unknown')
  })

  test('before a tenure ended it cannot be told from the present state', () => {
    expect(vacant('2024-10-05', left)).toBe('unknown')
    expect(vacant('2024-10-06', left)).toBe(true)
    const relieved = envoy.relieved({ ...e, by: 'RU', post, occurred: '2025-05' })
    expect(vacant('2025-05-15', began, relieved)).toBe('unknown')
    expect(vacant('2025-05-31', began, relieved)).toBe(true)
  })

  test('a vague beginning leaves the day open', () => {
    const vague = envoy.tookUpFunctions({ ...e, by: 'RU', post, occurred: '2025-03' })
    expect(vacant('2025-02-28', vague)).toBe(true)
    expect(vacant('2025-03-15', vague)).toBe('unknown')
    expect(vacant('2025-03-31', vague)).toBe(false)
  })

  test('a beginning that may lie in the last moment of the day leaves it open', () => {
    const late = envoy.tookUpFunctions({ ...e, by: 'RU', post, occurred: '2025-03-25T23:59:59.999Z/2025-03-27' })
    expect(vacant('2025-03-25', late)).toBe('unknown')
  })

  test('who is recalled for consultations keeps the post, if it was taken up', () => {
    const recalled = envoy.recalledForConsultations({ ...e, by: 'RU', post, occurred: '2025-05-01' })
    expect(vacant('2025-05-01', began, recalled)).toBe(false)
    expect(vacant('2025-04-30', began, recalled)).toBe('unknown')
    expect(vacant('2025-05-01', envoy.arrived({ ...e, by: 'RU', occurred: '2025-03-20' }), recalled)).toBe(true)
  })

  test('after the return, the time before it is not known from the present state', () => {
    const trip = [
      envoy.recalledForConsultations({ ...e, by: 'RU', occurred: '2025-05-01' }),
      envoy.returned({ ...e, by: 'RU', occurred: '2025-05-20' }),
    ]
    expect(vacant('2025-05-20', began, ...trip)).toBe(false)
    expect(vacant('2025-05-10', began, ...trip)).toBe('unknown')
  })

  test('a vague day is refused', () => {
    expect(() => vacant('2025~')).toThrow('as-of takes a day')
  })
})
