import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publishVersion } from '../../db/queries/autopilots/autopilots.ts'
import { recordConsents } from '../../db/queries/consents.ts'
import { eraseCustomer } from '../../db/queries/customers/erase-customer.ts'
import { recordReceipts } from '../../db/queries/receipts/record-receipts.ts'
import type { Step } from '../../domain/journeys/journey-definition.ts'
import { planJourney } from '../../domain/journeys/journey-plan.ts'
import { autopilotPaused, autopilotResumed, cancelJourney, getJourney, migrateJourney, skipWait } from '../../workflows/journey-messages.ts'
import { addCustomers } from '../send-path/send-fixture.ts'
import { makeDefinition, makeSend } from './definition-fixture.ts'
import { type JourneyStack, startJourneyStack } from './journey-stack.ts'

let stack: JourneyStack
beforeAll(async () => {
  stack = await startJourneyStack()
})
afterAll(() => stack.close())

async function addCustomer(consents: Parameters<typeof addCustomers>[2][number] = {}) {
  const [id = ''] = await addCustomers(stack.pool, 'email', [consents])
  return id
}

async function findOnly(customerId: string) {
  const journeys = await stack.journeysOf(customerId)
  expect(journeys).toHaveLength(1)
  const [journey] = journeys
  if (journey === undefined) throw new Error('There is no journey')
  return journey
}

const hour = 3_600_000
const day = 24 * hour

/** Its only journey, once the run waits for what `stage` says. */
async function untilStage(customerId: string, stage: string) {
  const journey = await findOnly(customerId)
  const handle = stack.handleOf(journey)
  await expect.poll(async () => (await handle.query(getJourney)).stage, { timeout: 10_000 }).toBe(stage)
  return { journey, handle }
}

const waitThenMail = [{ id: 'pause', kind: 'wait', duration: '3d', next: 'mail' } as const, makeSend('mail', ['email'])]
let names = 0
/** An autopilot on an event of its own. */
async function addAutopilot(...[steps, overrides]: Parameters<typeof makeDefinition>) {
  const name = `Event ${(names += 1)}`
  const ids = await stack.addAutopilot(makeDefinition(steps, { trigger: { kind: 'event', event: { kind: 'event', name } }, ...overrides }))
  return { ...ids, name }
}

describe('a journey that an event starts', () => {
  it('waits, sends once, and ends as completed', async () => {
    const { name } = await addAutopilot(waitThenMail)
    const customerId = await addCustomer()
    await stack.report(customerId, name)
    expect(stack.faults).toEqual([])
    const journey = await findOnly(customerId)
    expect(journey).toMatchObject({ status: 'running', run: 1 })
    const handle = stack.handleOf(journey)
    expect(await handle.result()).toMatchObject({ outcome: 'completed' })
    expect(await findOnly(customerId)).toMatchObject({ status: 'ended', outcome: 'completed' })
    expect(await stack.storyOf(journey.id)).toEqual(['waiting pause', 'sent mail email'])
    expect(await stack.sendPath.sandbox.summarise()).toMatchObject({ accepted: 1, duplicates: 0 })
    // Started, two decisions with three events each for the wait and the sending, a timer's two, an activity's three, what was noted and claimed and ended, the stage.
    expect((await handle.fetchHistory()).events).toHaveLength(20)
  })

  it('starts once for one event however often it is told of, and again for the next', async () => {
    const { name, autopilotId } = await addAutopilot(waitThenMail)
    const customerId = await addCustomer()
    await stack.report(customerId, name)
    const { id } = (await stack.pool<[{ id: string }]>`SELECT id FROM events WHERE customer_id = ${customerId}`)[0]
    await stack.pool`INSERT INTO outbox (kind, payload) VALUES ('journey_trigger', ${stack.pool.json({ autopilotId, customerId, id })})`
    await stack.relay()
    await stack.report(customerId, name)
    expect((await stack.journeysOf(customerId)).map(({ run }) => run)).toEqual([2, 1])
  })

  it('starts only for those events whose fields fulfil the rule', async () => {
    const where = { field: 'properties.value', op: '>', value: 50 } as const
    const trigger = { kind: 'event', event: { kind: 'event', name: 'Checkout With Value', where } } as const
    await stack.addAutopilot(makeDefinition(waitThenMail, { trigger }))
    const customerId = await addCustomer()
    await stack.report(customerId, 'Checkout With Value', { value: 10 })
    expect(await stack.journeysOf(customerId)).toEqual([])
    await stack.report(customerId, 'Checkout With Value', { value: 60 })
    expect(await stack.journeysOf(customerId)).toHaveLength(1)
  })

  it('enters once where it may only once, and not at all where the entry rule says no', async () => {
    const { name } = await addAutopilot(waitThenMail, {
      reentry: { kind: 'once' },
      entryRule: { field: 'timeZone', op: '=', value: 'Europe/Sofia' },
    })
    const sofia = await addCustomer({ timeZone: 'Europe/Sofia' })
    const berlin = await addCustomer({ timeZone: 'Europe/Berlin' })
    for (const customerId of [sofia, sofia, berlin]) await stack.report(customerId, name)
    expect(await stack.journeysOf(sofia)).toHaveLength(1)
    expect(await stack.journeysOf(berlin)).toHaveLength(0)
  })

  it('matches who is held out, and lets nothing of it run', async () => {
    const { name } = await addAutopilot(waitThenMail, { holdoutPercent: 50 })
    const customerIds = await addCustomers(
      stack.pool,
      'email',
      Array.from({ length: 30 }, () => ({})),
    )
    for (const customerId of customerIds) await stack.report(customerId, name)
    const journeys = (await Promise.all(customerIds.map((id) => stack.journeysOf(id)))).flat()
    const heldOut = journeys.filter(({ arm }) => arm === 'holdout')
    expect(heldOut.length).toBeGreaterThan(3)
    expect(heldOut.length).toBeLessThan(27)
    expect(heldOut.every(({ status, outcome }) => status === 'ended' && outcome === 'holdout')).toBe(true)
  })
})

describe('a journey that waits', () => {
  it('ends when its customer orders, and sends nothing', async () => {
    const { name } = await addAutopilot(waitThenMail, { exitRules: [{ kind: 'ordered' }] })
    const customerId = await addCustomer()
    await stack.report(customerId, name)
    const { journey, handle } = await untilStage(customerId, 'wait')
    await stack.order(customerId, { status: 'cancelled' })
    expect((await handle.query(getJourney)).stage).toBe('wait')
    await stack.order(customerId)
    expect(await handle.result()).toMatchObject({ outcome: 'exited', reason: 'ordered', step: 'pause' })
    expect(await findOnly(customerId)).toMatchObject({ status: 'ended', outcome: 'exited', reason: 'ordered' })
    expect(await stack.storyOf(journey.id)).toEqual(['waiting pause'])
  })

  it('is told of an order once Temporal is back, though it was away when the order came', async () => {
    const { name } = await addAutopilot(waitThenMail, { exitRules: [{ kind: 'ordered' }] })
    const customerId = await addCustomer()
    await stack.report(customerId, name)
    const { handle } = await untilStage(customerId, 'wait')
    await stack.withoutTemporal(() => stack.order(customerId))
    expect((await handle.query(getJourney)).stage).toBe('wait')
    expect(stack.faults.splice(0)).toEqual(['Away'])
    await stack.relay()
    expect(await handle.result()).toMatchObject({ outcome: 'exited', reason: 'ordered' })
    expect(await stack.pool`SELECT FROM outbox`).toEqual([])
  })

  it('goes on after an opt-out when it has nothing more to send', async () => {
    const { name } = await addAutopilot([
      makeSend('mail', ['email'], { next: 'pause' }),
      { id: 'pause', kind: 'wait', duration: '3d', next: null },
    ])
    const customerId = await addCustomer()
    await stack.report(customerId, name)
    const { handle } = await untilStage(customerId, 'wait')
    await recordConsents(stack.pool, [
      { customerId, channel: 'email', status: 'unsubscribed', source: 'unsubscribe_link', occurredAt: new Date() },
    ])
    await stack.relay()
    expect(await handle.result()).toMatchObject({ outcome: 'completed' })
  })

  it('ends when its customer is erased', async () => {
    const { name } = await addAutopilot(waitThenMail)
    const customerId = await addCustomer()
    await stack.report(customerId, name)
    const { handle } = await untilStage(customerId, 'wait')
    await eraseCustomer(stack.pool, customerId)
    await stack.relay()
    expect(await handle.result()).toMatchObject({ outcome: 'exited', reason: 'erased' })
  })

  it('ends as expired after its longest time', async () => {
    const { name } = await addAutopilot(waitThenMail, { endsAfter: '2d' })
    const customerId = await addCustomer()
    await stack.report(customerId, name)
    const { handle } = await untilStage(customerId, 'wait')
    expect(await handle.result()).toMatchObject({ outcome: 'expired', step: 'pause' })
  })

  it('goes on from an event that it waits for, and to the other step when none comes', async () => {
    const steps: Step[] = [
      { id: 'hope', kind: 'waitFor', event: { kind: 'event', name: 'Reviewed' }, atMost: '5d', next: 'thanks', otherwise: 'nothing' },
      { id: 'thanks', kind: 'exit', reason: 'reviewed' },
      { id: 'nothing', kind: 'exit', reason: 'silent' },
    ]
    const { name } = await addAutopilot(steps)
    const [reviewer, silent] = [await addCustomer(), await addCustomer()]
    await stack.report(reviewer, name)
    const { handle, journey } = await untilStage(reviewer, 'waiting for step:hope')
    await stack.report(reviewer, 'Product Viewed')
    await stack.report(reviewer, 'Reviewed')
    expect(await handle.result()).toMatchObject({ reason: 'reviewed' })
    expect(await stack.storyOf(journey.id)).toEqual(['waiting hope', 'happened hope'])
    await stack.report(silent, name)
    expect(await stack.handleOf(await findOnly(silent)).result()).toMatchObject({ reason: 'silent' })
  })

  it.each([
    ['keep_date', 5],
    ['active_time', 6],
    ['restart_delay', 8],
  ] as const)('through a pause, and then does as was said: %s', async (waiting, days) => {
    const { name } = await addAutopilot([{ id: 'pause', kind: 'wait', duration: '3d', next: null }])
    const customerId = await addCustomer()
    await stack.report(customerId, name)
    const { handle } = await untilStage(customerId, 'wait')
    const startedAt = await stack.environment.currentTimeMs()
    await stack.environment.sleep(2 * day)
    await handle.signal(autopilotPaused)
    await stack.environment.sleep(3 * day)
    await handle.signal(autopilotResumed, { waiting })
    await handle.result()
    expect(Math.round((((await findOnly(customerId)).endedAt?.getTime() ?? 0) - startedAt) / day)).toBe(days)
  })

  it('is ended by an operator, and lets one end its wait', async () => {
    const { name } = await addAutopilot(waitThenMail)
    const [one, other] = [await addCustomer(), await addCustomer()]
    await stack.report(one, name)
    await stack.report(other, name)
    const cancelled = await untilStage(one, 'wait')
    const skipped = await untilStage(other, 'wait')
    const at = await stack.environment.currentTimeMs()
    await cancelled.handle.executeUpdate(cancelJourney)
    await skipped.handle.executeUpdate(skipWait)
    expect(await cancelled.handle.result()).toMatchObject({ outcome: 'cancelled' })
    expect(await skipped.handle.result()).toMatchObject({ outcome: 'completed' })
    expect(((await findOnly(other)).endedAt?.getTime() ?? 0) - at).toBeLessThan(hour)
    await expect(skipped.handle.executeUpdate(skipWait)).rejects.toThrow()
  })

  it('goes on in another version where it is moved to, and repeats no message', async () => {
    const { name, autopilotId } = await addAutopilot([
      makeSend('mail', ['email'], { next: 'pause' }),
      { id: 'pause', kind: 'wait', duration: '3d', next: null },
    ])
    const customerId = await addCustomer()
    await stack.report(customerId, name)
    const { handle, journey } = await untilStage(customerId, 'wait')
    const definition = makeDefinition([
      { id: 'first', kind: 'wait', duration: '1d', next: 'mail' },
      makeSend('mail', ['email'], { next: 'bye' }),
      { id: 'bye', kind: 'exit', reason: 'moved' },
    ])
    const version = await publishVersion(stack.pool, autopilotId, definition)
    const migration = { versionId: version.id, versionNumber: 2, plan: planJourney(definition) }
    await expect(handle.executeUpdate(migrateJourney, { args: [{ ...migration, step: 'nowhere' }] })).rejects.toThrow()
    await handle.executeUpdate(migrateJourney, { args: [{ ...migration, step: 'first' }] })
    expect(await handle.result()).toMatchObject({ outcome: 'exited', reason: 'moved' })
    expect(await stack.storyOf(journey.id)).toEqual(['sent mail email', 'waiting pause', 'migrated first', 'waiting first', 'passed mail'])
    expect(await findOnly(customerId)).toMatchObject({ versionNumber: 2 })
  })
})

describe('a step that sends', () => {
  it('waits for the end of the cooldown and then sends', async () => {
    const { name } = await addAutopilot([makeSend('mail', ['email'])])
    const now = await stack.environment.currentTimeMs()
    const customerId = await addCustomer({ lastContactAt: new Date(now - 2 * hour) })
    await stack.report(customerId, name)
    const { journey, handle } = await untilStage(customerId, 'cooldown')
    expect(await handle.result()).toMatchObject({ outcome: 'completed' })
    expect(Math.round((((await findOnly(customerId)).endedAt?.getTime() ?? 0) - now) / hour)).toBe(22)
    expect(await stack.storyOf(journey.id)).toEqual(['deferred mail email', 'sent mail email'])
    const verdicts =
      await stack.pool`SELECT verdict, reason, inputs ->> 'consent' AS consent FROM journey_verdicts WHERE journey_id = ${journey.id} ORDER BY attempt`
    expect(verdicts).toMatchObject([
      { verdict: 'defer', consent: 'subscribed' },
      { verdict: 'send', consent: 'subscribed' },
    ])
  })

  it('ends at an opt-out that leaves no channel, and leaves nothing open in the ledger', async () => {
    const { name } = await addAutopilot([makeSend('mail', ['email'])])
    const customerId = await addCustomer({ lastContactAt: new Date(await stack.environment.currentTimeMs()) })
    await stack.report(customerId, name)
    const { handle } = await untilStage(customerId, 'cooldown')
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
    const { name } = await addAutopilot([
      makeSend('any', ['sms', 'push', 'email'], { next: 'sent', otherwise: null }),
      { id: 'sent', kind: 'exit', reason: 'sent' },
    ])
    const customerId = await addCustomer()
    await stack.report(customerId, name)
    const journey = await findOnly(customerId)
    expect(await stack.handleOf(journey).result()).toMatchObject({ reason: 'sent' })
    expect(await stack.storyOf(journey.id)).toEqual(['skipped any sms', 'skipped any push', 'sent any email'])
  })

  it('goes on to its other step when every channel is closed', async () => {
    const { name } = await addAutopilot([
      makeSend('any', ['sms', 'push'], { otherwise: 'closed' }),
      { id: 'closed', kind: 'exit', reason: 'closed' },
    ])
    const customerId = await addCustomer()
    await stack.report(customerId, name)
    expect(await stack.handleOf(await findOnly(customerId)).result()).toMatchObject({ reason: 'closed' })
  })

  it('falls through to the next channel when the first says that it has not arrived, at once and without a cooldown', async () => {
    const { name } = await addAutopilot([makeSend('any', ['sms', 'email'], { next: null })])
    const customerId = await addCustomer({ phone: '+4915112345678' })
    await stack.pool`UPDATE contact_states SET sms_consent = 'subscribed' WHERE customer_id = ${customerId}`
    await stack.pool`INSERT INTO settings (key, value) VALUES ('contact_policy', '{"quietHours": {}}') ON CONFLICT (key) DO UPDATE SET value = excluded.value`
    await stack.report(customerId, name)
    const { journey, handle } = await untilStage(customerId, 'receipt')
    const [{ sendId }] = await stack.pool<
      [{ sendId: string }]
    >`SELECT send_id AS "sendId" FROM deliveries WHERE customer_id = ${customerId} AND channel = 'sms'`
    const receipt = {
      kind: 'undeliverable',
      delivery: { sendId, customerId },
      channel: 'sms',
      eventId: 'e1',
      occurredAt: new Date(),
      errorCode: 'unreachable',
    } as const
    await recordReceipts(stack.pool, [{ provider: 'vonage', receipt }], new Date())
    await stack.relay()
    expect(await handle.result()).toMatchObject({ outcome: 'completed' })
    expect(await stack.storyOf(journey.id)).toEqual(['sent any sms', 'fell_through any sms', 'sent any email'])
  })

  it('waits no longer for a receipt than it is told to, and sends on one channel alone', async () => {
    const { name } = await addAutopilot([makeSend('any', ['email', 'sms'], { next: 'bye' }), { id: 'bye', kind: 'exit', reason: 'sent' }])
    const customerId = await addCustomer()
    await stack.report(customerId, name)
    const journey = await findOnly(customerId)
    expect(await stack.handleOf(journey).result()).toMatchObject({ reason: 'sent' })
    expect(await stack.storyOf(journey.id)).toEqual(['sent any email'])
  })
})

describe('a journey of a year', () => {
  it('comes round every month, and passes in seconds', async () => {
    const { name } = await addAutopilot([
      { id: 'month', kind: 'wait', duration: '30d', untilHour: 9, next: 'mail' },
      makeSend('mail', ['email'], { next: 'month', otherwise: 'month' }),
    ])
    const customerId = await addCustomer({ timeZone: 'America/New_York' })
    const at = await stack.environment.currentTimeMs()
    await stack.report(customerId, name)
    const journey = await findOnly(customerId)
    expect(await stack.handleOf(journey).result()).toMatchObject({ outcome: 'expired' })
    expect(Math.round((((await findOnly(customerId)).endedAt?.getTime() ?? 0) - at) / day)).toBe(365)
    const sent = await stack.pool<{ hour: string }[]>`
      SELECT to_char(at AT TIME ZONE 'America/New_York', 'HH24') AS hour FROM journey_events WHERE journey_id = ${journey.id} AND kind = 'sent'`
    expect(sent.map((row) => row.hour)).toEqual(Array.from({ length: 11 }, () => '09'))
  })
})
