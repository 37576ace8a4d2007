/**
 * Three providers times everything that the sandbox can make go wrong: each answer is classed as accepted, failed, retry or unknown, and what
 * the class allows (calling again, looking up) ends in one message each by the provider's own log.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import webPush from 'web-push'
import type { Outcome } from '../../channels/channel.ts'
import type { EmailContent, PushTarget } from '../../channels/content.ts'
import type { ChannelName } from '../../domain/channels.ts'
import { formatDeliveryRef } from '../../domain/ids.ts'
import { createEmailChannel } from '../../channels/email-resend.ts'
import { createSmsChannel } from '../../channels/sms-vonage.ts'
import { createPushChannel } from '../../channels/web-push.ts'
import type { FaultInput } from '../../sandbox/faults/fault.ts'
import { createSandbox, type Sandbox } from '../../sandbox/sandbox.ts'

const sendId = '01890a5d-ac96-774b-bcce-b302099a8057'
const refs = [1, 2, 3].map((number) => formatDeliveryRef({ sendId, customerId: `01890a5d-ac96-774b-bcce-00000000000${number}` }))
const addresses = ['+4915112345671', '+4915112345672', '+4915112345673']
const vapid = webPush.generateVAPIDKeys()
/** Late enough for a busy machine, and soon enough to give up on an answer that comes late. */
const patientMs = 20_000
const hastyMs = 200

interface Calls extends Record<ChannelName, () => Promise<Outcome[]>> {
  lookUp(): Promise<Outcome[]>
}

let sandbox: Sandbox
let calls: { patient: Calls; hasty: Calls }

beforeAll(async () => {
  sandbox = await createSandbox({ behaviour: { receipts: 'off' } })
  const targets = sandbox
    .subscribe(3, vapid.publicKey)
    .map(({ endpoint, keys }, place) => ({ subscriptionId: `subscription-${place}`, endpoint, ...keys }))
  calls = { patient: openChannels(targets, patientMs), hasty: openChannels(targets, hastyMs) }
})
beforeEach(() => sandbox.reset())
afterAll(() => sandbox.close())

function openChannels(targets: PushTarget[], timeoutMs: number): Calls {
  const { resend, vonage } = sandbox.credentials
  const email = createEmailChannel({ apiKey: resend.apiKey, baseUrl: sandbox.resendBaseUrl, timeoutMs })
  const sms = createSmsChannel({ ...vonage, privateKey: vonage.privateKey ?? '', apiHost: sandbox.vonageApiHost, timeoutMs })
  const push = createPushChannel({ ...vapid, subject: 'mailto:store@example.test', timeoutMs, allowLoopback: true })
  return {
    email: () =>
      email.send(
        refs.map((ref, place) => ({ ref, content: formatEmail(place) })),
        { idempotencyKey: 'send:0:0' },
      ),
    sms: async () => {
      const outcomes = refs.map((ref, place) => {
        const content = { from: 'Store', to: addresses[place] ?? '', text: 'Hi' }
        return sms.send([{ ref, content }], { idempotencyKey: ref })
      })
      return (await Promise.all(outcomes)).flat()
    },
    push: async () => {
      const outcomes = refs.map((ref, place) => {
        const content = { targets: targets.slice(place, place + 1), title: 't', body: 'b', url: 'https://r.example/', ttlSeconds: 60 }
        return push.send([{ ref, content }], { idempotencyKey: ref })
      })
      return (await Promise.all(outcomes)).flat()
    },
    lookUp: async () => (await sms.lookUp?.(refs, { since: new Date(Date.now() - 60_000) })) ?? [],
  }
}

function formatEmail(place: number): EmailContent {
  const to = `customer${place}@example.com`
  return { from: 'Store <news@store.example>', to, subject: 's', html: '<p>h</p>', text: 't', headers: {} }
}

type Expected = readonly [kind: Outcome['kind'], code?: string]
type Row = readonly [fault: string, input: Omit<FaultInput, 'provider'>, email: Expected, sms: Expected, push?: Expected]

const lost: Expected = ['unknown', 'connection_lost']
const matrix: Row[] = [
  ['nothing', { kind: 'latency', params: { ms: 1 } }, ['accepted'], ['accepted'], ['accepted']],
  [
    'an answer that comes late',
    { kind: 'latency', params: { ms: 1_500 } },
    ['unknown', 'timed_out'],
    ['unknown', 'timed_out'],
    ['unknown', 'timed_out'],
  ],
  [
    'a rate limit',
    { kind: 'rate_limited', params: { retryAfterSeconds: 2 } },
    ['retry', 'rate_limited'],
    ['retry', 'rate_limited'],
    ['retry', 'rate_limited'],
  ],
  ['a server error', { kind: 'server_error' }, ['unknown', 'server_error'], ['unknown', 'server_error'], ['unknown', 'server_error']],
  [
    'a server error after acceptance',
    { kind: 'server_error', params: { afterAcceptance: true } },
    ['unknown', 'server_error'],
    ['unknown', 'server_error'],
    ['unknown', 'server_error'],
  ],
  [
    'a server error of a null body',
    { kind: 'server_error_null_body' },
    ['unknown', 'server_error'],
    ['unknown', 'server_error'],
    ['unknown', 'server_error'],
  ],
  ['a reset before acceptance', { kind: 'reset_before' }, lost, lost, lost],
  ['a reset after acceptance', { kind: 'reset_after_acceptance' }, lost, lost, lost],
  // Of a push message, the status is the answer.
  ['a truncated answer', { kind: 'truncated_reply' }, lost, ['unknown', 'unreadable_answer'], ['accepted']],
  ['an answer that is no JSON', { kind: 'bad_json' }, lost, ['unknown', 'unreadable_answer'], ['accepted']],
  ['recipients that are refused', { kind: 'invalid_recipient' }, ['failed', 'invalid_recipient'], ['failed', 'invalid_recipient']],
]
const providers = { email: 'resend', sms: 'vonage', push: 'push' } as const
const cases = matrix.flatMap(([name, input, email, sms, push]) =>
  Object.entries({ email, sms, push }).flatMap(([channel, expected]) =>
    expected === undefined ? [] : [[channel as ChannelName, name, input, expected] as const],
  ),
)

describe('the fault matrix', () => {
  it.each(cases)('%s, %s', async (channel, name, input, [kind, code]) => {
    const provider = providers[channel]
    sandbox.setFaults([{ provider, ...input }])
    const outcomes = await calls[name === 'an answer that comes late' ? 'hasty' : 'patient'][channel]()
    expect(outcomes).toEqual(refs.map(() => expect.objectContaining({ kind, ...(code !== undefined && { code }) }) as Outcome))
    if (name === 'a rate limit') expect(outcomes).toEqual(refs.map(() => ({ kind, code, retryAfterMs: 2_000 })))
    if (kind === 'failed') {
      expect(await sandbox.summarise({ provider })).toMatchObject({ accepted: 0 })
      return
    }
    sandbox.setFaults([])
    if (channel === 'sms' && kind === 'unknown') {
      // Only the records know; and where they know nothing, nobody has it. (In life, they may be late.)
      await settleLateAnswers(input, provider)
      const { accepted } = await sandbox.summarise({ provider })
      const looked = await calls.patient.lookUp()
      expect(looked.filter((outcome) => outcome.kind === 'accepted')).toHaveLength(accepted)
      expect(looked.every((outcome) => outcome.kind === 'accepted' || (outcome.kind === 'unknown' && outcome.code === 'no_record'))).toBe(
        true,
      )
      expect([0, refs.length]).toContain(accepted)
      return
    }
    if (kind === 'retry' || kind === 'unknown') {
      await settleLateAnswers(input, provider)
      expect((await calls.patient[channel]()).map((outcome) => outcome.kind)).toEqual(refs.map(() => 'accepted'))
    }
    expect(await sandbox.summarise({ provider })).toMatchObject({ distinctRecipients: refs.length, duplicates: 0 })
  })

  it('email, one bad address among good ones', async () => {
    sandbox.setFaults([{ provider: 'resend', kind: 'invalid_recipient', params: { addresses: ['customer1@example.com'] } }])
    const once = await calls.patient.email()
    expect(once).toMatchObject([{ kind: 'accepted' }, { kind: 'failed', code: 'invalid_recipient' }, { kind: 'accepted' }])
    expect(await calls.patient.email()).toEqual(once)
    expect(await sandbox.summarise({ provider: 'resend' })).toMatchObject({ accepted: 2, duplicates: 0 })
  })

  it('email, the same key in flight, and then with other messages', async () => {
    sandbox.setFaults([{ provider: 'resend', kind: 'latency', count: 1, params: { ms: 1_000 } }])
    const [first, second] = await Promise.all([calls.patient.email(), calls.patient.email()])
    expect(
      [first, second]
        .flat()
        .map((outcome) => outcome.kind)
        .toSorted(),
    ).toEqual([...refs.map(() => 'accepted'), ...refs.map(() => 'retry')])
    const { resend } = sandbox.credentials
    const other = createEmailChannel({ apiKey: resend.apiKey, baseUrl: sandbox.resendBaseUrl, timeoutMs: patientMs })
    const oneLess = refs.slice(1).map((ref, place) => ({ ref, content: formatEmail(place + 1) }))
    expect(await other.send(oneLess, { idempotencyKey: 'send:0:0' })).toEqual(oneLess.map(() => ({ kind: 'unknown', code: 'key_used' })))
    expect(await other.send(oneLess.slice(1), { idempotencyKey: 'send:0:0' })).toEqual([{ kind: 'unknown', code: 'key_used' }])
    expect(await sandbox.summarise({ provider: 'resend' })).toMatchObject({ accepted: refs.length, duplicates: 0 })
  })

  it('SMS, an account without credit', async () => {
    sandbox.setFaults([{ provider: 'vonage', kind: 'low_balance' }])
    expect(await calls.patient.sms()).toEqual(refs.map(() => ({ kind: 'retry', code: 'quota_exceeded' })))
  })

  it('SMS, records that are late', async () => {
    await calls.patient.sms()
    sandbox.changeBehaviour({ reportsDelayMs: 60_000 })
    expect(await calls.patient.lookUp()).toEqual(refs.map(() => ({ kind: 'unknown', code: 'no_record' })))
    sandbox.changeBehaviour({ reportsDelayMs: 0 })
    expect((await calls.patient.lookUp()).map((outcome) => outcome.kind)).toEqual(refs.map(() => 'accepted'))
  })

  it('push, devices that are gone', async () => {
    sandbox.setFaults([{ provider: 'push', kind: 'gone' }])
    expect(await calls.patient.push()).toEqual(
      refs.map((_, place) => ({ kind: 'failed', code: 'subscription_gone', goneSubscriptionIds: [`subscription-${place}`] })),
    )
  })
})

/** A message that was only slow is accepted after its caller has given up. */
async function settleLateAnswers({ kind }: Omit<FaultInput, 'provider'>, provider: 'resend' | 'vonage' | 'push'): Promise<void> {
  if (kind === 'latency')
    await expect.poll(async () => (await sandbox.summarise({ provider })).accepted, { timeout: 60_000 }).toBe(refs.length)
}
