import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publishVersion } from '../../db/queries/autopilots/autopilots.ts'
import { recordConsents } from '../../db/queries/consents.ts'
import { eraseCustomer } from '../../db/queries/customers/erase-customer.ts'
import type { Step } from '../../domain/journeys/journey-definition.ts'
import { planJourney } from '../../domain/journeys/journey-plan.ts'
import { autopilotPaused, autopilotResumed, cancelJourney, getJourney, migrateJourney, skipWait } from '../../workflows/journey-messages.ts'
import { addCustomers } from '../send-path/send-fixture.ts'
import { makeDefinition, makeSend } from './definition-fixture.ts'
import { type JourneyStack, startJourneyStack } from './journey-stack.ts'
import { day, hour, waitThenMail, watchJourneys } from './watched-journeys.ts'

let stack: JourneyStack
beforeAll(async () => {
  stack = await startJourneyStack()
})
afterAll(() => stack.close())

const watched = watchJourneys(() => stack)

describe('a journey that an event starts', () => {
  it('waits, sends once, and ends as completed', async () => {
    const { name } = await watched.addAutopilot(waitThenMail)
    const customerId = await watched.addCustomer()
    await stack.report(customerId, name)
    expect(stack.faults).toEqual([])
    const journey = await watched.findOnly(customerId)
    expect(journey).toMatchObject({ status: 'running', run: 1 })
    const handle = stack.handleOf(journey)
    expect(await handle.result()).toMatchObject({ outcome: 'completed' })
    expect(await watched.findOnly(customerId)).toMatchObject({ status: 'ended', outcome: 'completed' })
    expect(await stack.storyOf(journey.id)).toEqual(['waiting pause', 'sent mail email'])
    expect(await stack.sendPath.sandbox.summarise()).toMatchObject({ accepted: 1, duplicates: 0 })
    // Started, two decisions with three events each for the wait and the sending, a timer's two, an activity's three, what was noted and claimed and ended, the stage.
    expect((await handle.fetchHistory()).events).toHaveLength(20)
  })

  it('starts once for one event however often it is told of, and again for the next', async () => {
    const { name, autopilotId } = await watched.addAutopilot(waitThenMail)
    const customerId = await watched.addCustomer()
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
    const customerId = await watched.addCustomer()
    await stack.report(customerId, 'Checkout With Value', { value: 10 })
    expect(await stack.journeysOf(customerId)).toEqual([])
    await stack.report(customerId, 'Checkout With Value', { value: 60 })
    expect(await stack.journeysOf(customerId)).toHaveLength(1)
  })

  it('enters once where it may only once, and not at all where the entry rule says no', async () => {
    const { name } = await watched.addAutopilot(waitThenMail, {
      reentry: { kind: 'once' },
      entryRule: { field: 'timeZone', op: '=', value: 'Europe/Sofia' },
    })
    const sofia = await watched.addCustomer({ timeZone: 'Europe/Sofia' })
    const berlin = await watched.addCustomer({ timeZone: 'Europe/Berlin' })
    for (const customerId of [sofia, sofia, berlin]) await stack.report(customerId, name)
    expect(await stack.journeysOf(sofia)).toHaveLength(1)
    expect(await stack.journeysOf(berlin)).toHaveLength(0)
  })

  it('matches who is held out, and lets nothing of it run', async () => {
    const { name } = await watched.addAutopilot(waitThenMail, { holdoutPercent: 50 })
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
    const { name } = await watched.addAutopilot(waitThenMail, { exitRules: [{ kind: 'ordered' }] })
    const customerId = await watched.addCustomer()
    await stack.report(customerId, name)
    const { journey, handle } = await watched.untilStage(customerId, 'wait')
    await stack.order(customerId, { status: 'cancelled' })
    expect((await handle.query(getJourney)).stage).toBe('wait')
    await stack.order(customerId)
    expect(await handle.result()).toMatchObject({ outcome: 'exited', reason: 'ordered', step: 'pause' })
    expect(await watched.findOnly(customerId)).toMatchObject({ status: 'ended', outcome: 'exited', reason: 'ordered' })
    expect(await stack.storyOf(journey.id)).toEqual(['waiting pause'])
  })

  it('is told of an order once Temporal is back, though it was away when the order came', async () => {
    const { name } = await watched.addAutopilot(waitThenMail, { exitRules: [{ kind: 'ordered' }] })
    const customerId = await watched.addCustomer()
    await stack.report(customerId, name)
    const { handle } = await watched.untilStage(customerId, 'wait')
    await stack.withoutTemporal(() => stack.order(customerId))
    expect((await handle.query(getJourney)).stage).toBe('wait')
    expect(stack.faults.splice(0)).toEqual(['Away'])
    await stack.relay()
    expect(await handle.result()).toMatchObject({ outcome: 'exited', reason: 'ordered' })
    expect(await stack.pool`SELECT FROM outbox`).toEqual([])
  })

  it('goes on after an opt-out when it has nothing more to send', async () => {
    const { name } = await watched.addAutopilot([
      makeSend('mail', ['email'], { next: 'pause' }),
      { id: 'pause', kind: 'wait', duration: '3d', next: null },
    ])
    const customerId = await watched.addCustomer()
    await stack.report(customerId, name)
    const { handle } = await watched.untilStage(customerId, 'wait')
    await recordConsents(stack.pool, [
      { customerId, channel: 'email', status: 'unsubscribed', source: 'unsubscribe_link', occurredAt: new Date() },
    ])
    await stack.relay()
    expect(await handle.result()).toMatchObject({ outcome: 'completed' })
  })

  it('ends when its customer is erased', async () => {
    const { name } = await watched.addAutopilot(waitThenMail)
    const customerId = await watched.addCustomer()
    await stack.report(customerId, name)
    const { handle } = await watched.untilStage(customerId, 'wait')
    await eraseCustomer(stack.pool, customerId)
    await stack.relay()
    expect(await handle.result()).toMatchObject({ outcome: 'exited', reason: 'erased' })
  })

  it('ends as expired after its longest time', async () => {
    const { name } = await watched.addAutopilot(waitThenMail, { endsAfter: '2d' })
    const customerId = await watched.addCustomer()
    await stack.report(customerId, name)
    const { handle } = await watched.untilStage(customerId, 'wait')
    expect(await handle.result()).toMatchObject({ outcome: 'expired', step: 'pause' })
  })

  it('goes on from an event that it waits for, and to the other step when none comes', async () => {
    const steps: Step[] = [
      { id: 'hope', kind: 'waitFor', event: { kind: 'event', name: 'Reviewed' }, atMost: '5d', next: 'thanks', otherwise: 'nothing' },
      { id: 'thanks', kind: 'exit', reason: 'reviewed' },
      { id: 'nothing', kind: 'exit', reason: 'silent' },
    ]
    const { name } = await watched.addAutopilot(steps)
    const [reviewer, silent] = [await watched.addCustomer(), await watched.addCustomer()]
    await stack.report(reviewer, name)
    const { handle, journey } = await watched.untilStage(reviewer, 'waiting for step:hope')
    await stack.report(reviewer, 'Product Viewed')
    await stack.report(reviewer, 'Reviewed')
    expect(await handle.result()).toMatchObject({ reason: 'reviewed' })
    expect(await stack.storyOf(journey.id)).toEqual(['waiting hope', 'happened hope'])
    await stack.report(silent, name)
    expect(await stack.handleOf(await watched.findOnly(silent)).result()).toMatchObject({ reason: 'silent' })
  })

  it.each([
    ['keep_date', 5],
    ['active_time', 6],
    ['restart_delay', 8],
  ] as const)('through a pause, and then does as was said: %s', async (waiting, days) => {
    const { name } = await watched.addAutopilot([{ id: 'pause', kind: 'wait', duration: '3d', next: null }])
    const customerId = await watched.addCustomer()
    await stack.report(customerId, name)
    const { handle } = await watched.untilStage(customerId, 'wait')
    const startedAt = await stack.environment.currentTimeMs()
    await stack.environment.sleep(2 * day)
    await handle.signal(autopilotPaused)
    await stack.environment.sleep(3 * day)
    await handle.signal(autopilotResumed, { waiting })
    await handle.result()
    expect(Math.round((((await watched.findOnly(customerId)).endedAt?.getTime() ?? 0) - startedAt) / day)).toBe(days)
  })

  it('is ended by an operator, and lets one end its wait', async () => {
    const { name } = await watched.addAutopilot(waitThenMail)
    const [one, other] = [await watched.addCustomer(), await watched.addCustomer()]
    await stack.report(one, name)
    await stack.report(other, name)
    const cancelled = await watched.untilStage(one, 'wait')
    const skipped = await watched.untilStage(other, 'wait')
    const at = await stack.environment.currentTimeMs()
    await cancelled.handle.executeUpdate(cancelJourney)
    await skipped.handle.executeUpdate(skipWait)
    expect(await cancelled.handle.result()).toMatchObject({ outcome: 'cancelled' })
    expect(await skipped.handle.result()).toMatchObject({ outcome: 'completed' })
    expect(((await watched.findOnly(other)).endedAt?.getTime() ?? 0) - at).toBeLessThan(hour)
    await expect(skipped.handle.executeUpdate(skipWait)).rejects.toThrow()
  })

  it('goes on in another version where it is moved to, and repeats no message', async () => {
    const { name, autopilotId } = await watched.addAutopilot([
      makeSend('mail', ['email'], { next: 'pause' }),
      { id: 'pause', kind: 'wait', duration: '3d', next: null },
    ])
    const customerId = await watched.addCustomer()
    await stack.report(customerId, name)
    const { handle, journey } = await watched.untilStage(customerId, 'wait')
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
    expect(await watched.findOnly(customerId)).toMatchObject({ versionNumber: 2 })
  })
})
