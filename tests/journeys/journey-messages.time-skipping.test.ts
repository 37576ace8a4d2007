import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordConsents } from '../../db/queries/consents.ts'
import { recordReceipts } from '../../db/queries/receipts/record-receipts.ts'
import { makeSend } from './definition-fixture.ts'
import { type JourneyStack, startJourneyStack } from './journey-stack.ts'
import { day, hour, watchJourneys } from './watched-journeys.ts'

let stack: JourneyStack
beforeAll(async () => {
  stack = await startJourneyStack()
})
afterAll(() => stack.close())

const watched = watchJourneys(() => stack)

describe('a step that sends', () => {
  it('waits for the end of the cooldown and then sends', async () => {
    const { name } = await watched.addAutopilot([makeSend('mail', ['email'])])
    const now = await stack.environment.currentTimeMs()
    const customerId = await watched.addCustomer({ lastContactAt: new Date(now - 2 * hour) })
    await stack.report(customerId, name)
    const { journey, handle } = await watched.untilStage(customerId, 'cooldown')
    expect(await handle.result()).toMatchObject({ outcome: 'completed' })
    expect(Math.round((((await watched.findOnly(customerId)).endedAt?.getTime() ?? 0) - now) / hour)).toBe(22)
    expect(await stack.storyOf(journey.id)).toEqual(['deferred mail email', 'sent mail email'])
    const verdicts =
      await stack.pool`SELECT verdict, reason, inputs ->> 'consent' AS consent FROM journey_verdicts WHERE journey_id = ${journey.id} ORDER BY attempt`
    expect(verdicts).toMatchObject([
      { verdict: 'defer', consent: 'subscribed' },
      { verdict: 'send', consent: 'subscribed' },
    ])
  })

  it('ends at an opt-out that leaves no channel, and leaves nothing open in the ledger', async () => {
    const { name } = await watched.addAutopilot([makeSend('mail', ['email'])])
    const customerId = await watched.addCustomer({ lastContactAt: new Date(await stack.environment.currentTimeMs()) })
    await stack.report(customerId, name)
    const { handle } = await watched.untilStage(customerId, 'cooldown')
    await recordConsents(stack.pool, [
      { customerId, channel: 'email', status: 'unsubscribed', source: 'unsubscribe_link', occurredAt: new Date() },
    ])
    await stack.relay()
    expect(await handle.result()).toMatchObject({ outcome: 'exited', reason: 'opted_out' })
    expect(await stack.pool`SELECT status, reason FROM deliveries WHERE customer_id = ${customerId}`).toMatchObject([
      { status: 'skipped', reason: 'campaign_stopped' },
    ])
  })

  it('takes the first channel that is open, and says why the others are closed', async () => {
    const { name } = await watched.addAutopilot([
      makeSend('any', ['sms', 'push', 'email'], { next: 'sent', otherwise: null }),
      { id: 'sent', kind: 'exit', reason: 'sent' },
    ])
    const customerId = await watched.addCustomer()
    await stack.report(customerId, name)
    const journey = await watched.findOnly(customerId)
    expect(await stack.handleOf(journey).result()).toMatchObject({ reason: 'sent' })
    expect(await stack.storyOf(journey.id)).toEqual(['skipped any sms', 'skipped any push', 'sent any email'])
  })

  it('goes on to its other step when every channel is closed', async () => {
    const { name } = await watched.addAutopilot([
      makeSend('any', ['sms', 'push'], { otherwise: 'closed' }),
      { id: 'closed', kind: 'exit', reason: 'closed' },
    ])
    const customerId = await watched.addCustomer()
    await stack.report(customerId, name)
    expect(await stack.handleOf(await watched.findOnly(customerId)).result()).toMatchObject({ reason: 'closed' })
  })

  async function sendOnTwoChannels(channels: ('sms' | 'email')[]) {
    const { name } = await watched.addAutopilot([makeSend('any', channels, { next: null })])
    const customerId = await watched.addCustomer({ phone: '+4915112345678' })
    await stack.pool`UPDATE contact_states SET sms_consent = 'subscribed' WHERE customer_id = ${customerId}`
    await stack.pool`INSERT INTO settings (key, value) VALUES ('contact_policy', '{"quietHours": {}}') ON CONFLICT (key) DO UPDATE SET value = excluded.value`
    await stack.report(customerId, name)
    const waiting = await watched.untilStage(customerId, 'receipt')
    const [first] = await stack.pool<[{ sendId: string; channel: 'sms' | 'email' }]>`
      SELECT send_id AS "sendId", channel FROM deliveries WHERE customer_id = ${customerId} AND status = 'accepted'`
    const report = async (...kinds: ('undeliverable' | 'bounced' | 'soft_bounced' | 'delivered')[]) => {
      const provider = first.channel === 'sms' ? ('vonage' as const) : ('resend' as const)
      const receipts = kinds.map((kind) => ({
        provider,
        receipt: {
          kind,
          delivery: { sendId: first.sendId, customerId },
          channel: first.channel,
          eventId: `${first.sendId} ${customerId} ${kind}`,
          occurredAt: new Date(),
          errorCode: 'unreachable',
        },
      }))
      await recordReceipts(stack.pool, receipts, new Date())
      await stack.relay()
    }
    return { ...waiting, report }
  }

  it.each([
    ['undeliverable', ['sms', 'email']],
    ['bounced', ['email', 'sms']],
    ['soft_bounced', ['email', 'sms']],
  ] as const)('falls through to the next channel when the first is %s, at once and without a cooldown', async (kind, [one, other]) => {
    const { handle, journey, report } = await sendOnTwoChannels([one, other])
    await report(kind)
    expect(await handle.result()).toMatchObject({ outcome: 'completed' })
    expect(await stack.storyOf(journey.id)).toEqual([`sent any ${one}`, 'waiting any', `fell_through any ${one}`, `sent any ${other}`])
  })

  it('stays with the first when that has arrived, though an answer came that counts as a soft bounce', async () => {
    const { handle, journey, report } = await sendOnTwoChannels(['email', 'sms'])
    await report('soft_bounced', 'delivered')
    expect(await handle.result()).toMatchObject({ outcome: 'completed' })
    expect(await stack.storyOf(journey.id)).toEqual(['sent any email', 'waiting any'])
  })

  it('waits no longer for a receipt than it is told to, and sends on one channel alone', async () => {
    const { name } = await watched.addAutopilot([
      makeSend('any', ['email', 'sms'], { next: 'bye' }),
      { id: 'bye', kind: 'exit', reason: 'sent' },
    ])
    const customerId = await watched.addCustomer()
    await stack.report(customerId, name)
    const journey = await watched.findOnly(customerId)
    expect(await stack.handleOf(journey).result()).toMatchObject({ reason: 'sent' })
    expect(await stack.storyOf(journey.id)).toEqual(['sent any email', 'waiting any'])
  })
})

describe('a journey of a year', () => {
  it('comes round every month, and passes in seconds', async () => {
    const { name } = await watched.addAutopilot([
      { id: 'month', kind: 'wait', duration: '30d', untilHour: 9, next: 'mail' },
      makeSend('mail', ['email'], { next: 'month', otherwise: 'month' }),
    ])
    const customerId = await watched.addCustomer({ timeZone: 'America/New_York' })
    const at = await stack.environment.currentTimeMs()
    await stack.report(customerId, name)
    const journey = await watched.findOnly(customerId)
    expect(await stack.handleOf(journey).result()).toMatchObject({ outcome: 'expired' })
    expect(Math.round((((await watched.findOnly(customerId)).endedAt?.getTime() ?? 0) - at) / day)).toBe(365)
    const sent = await stack.pool<{ hour: string }[]>`
      SELECT to_char(at AT TIME ZONE 'America/New_York', 'HH24') AS hour FROM journey_events WHERE journey_id = ${journey.id} AND kind = 'sent'`
    expect(sent.map((row) => row.hour)).toEqual(Array.from({ length: 11 }, () => '09'))
  })
})
