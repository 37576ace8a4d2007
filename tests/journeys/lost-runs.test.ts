import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { insertOffer } from '../../db/queries/offers/offers.ts'
import { dropMatchedJourney, requestJourneyRestart } from '../../db/queries/journeys/request-restart.ts'
import { formatId, workflowIds } from '../../domain/ids.ts'
import { skipWait } from '../../workflows/journey-messages.ts'
import { addCustomers } from '../send-path/send-fixture.ts'
import { makeDefinition, makeSend } from './definition-fixture.ts'
import { type LiveStack, startLiveStack } from './live-stack.ts'

let stack: LiveStack
let autopilotId: string
beforeAll(async () => {
  stack = await startLiveStack()
})
afterAll(() => stack.close())
beforeEach(async () => {
  await stack.sandbox.reset()
  await stack.pool`TRUNCATE customers, orders, journeys, journey_events, journey_messages, vouchers, deliveries, outbox CASCADE`
  const { id } = await insertOffer(stack.pool, {
    name: 'Five euros',
    terms: {
      discount: { kind: 'amount', amountMinor: 500 },
      currency: 'EUR',
      minimumSpendMinor: null,
      capMinor: null,
      scope: { verticals: [], merchants: [], products: [] },
      validity: { kind: 'afterDelivery', hours: 48 },
      limitPerCustomer: null,
    },
  })
  autopilotId = await stack.addAutopilot(
    makeDefinition(
      [
        { id: 'gift', kind: 'voucher', offerId: formatId('offer', id), next: 'first', otherwise: null },
        makeSend('first', ['email'], { next: 'hope' }),
        { id: 'hope', kind: 'waitFor', event: { kind: 'ordered' }, atMost: '30d', next: 'thanks', otherwise: 'second' },
        makeSend('second', ['email']),
        { id: 'thanks', kind: 'exit', reason: 'came_back' },
      ],
      { trigger: { kind: 'quiet_for', duration: '60d' } },
    ),
  )
})

const later = 5 * 60_000

async function startOne(lastContactAt?: Date) {
  const [customerId = ''] = await addCustomers(stack.pool, 'email', [lastContactAt === undefined ? {} : { lastContactAt }])
  await order(customerId, new Date(Date.now() - 90 * 86_400_000))
  await stack.sweep(autopilotId)
  return customerId
}

const order = (customerId: string, at: Date) => stack.pool`
  INSERT INTO orders (external_id, customer_id, placed_at, status, currency, total_minor)
  VALUES (gen_random_uuid()::text, ${customerId}, ${at}, 'paid', 'EUR', 1000)`

/** Waits for the order. */
async function startWaiting() {
  const customerId = await startOne()
  await expect.poll(async () => (await stack.findOnly(customerId)).waitingFor, { timeout: 60_000 }).toBe('ordered')
  return customerId
}

/** As if the server had lost it with its data. */
async function lose(customerId: string) {
  const { handle } = await stack.findOnly(customerId)
  const { client, namespace } = stack
  await client.workflowService.deleteWorkflowExecution({ namespace, workflowExecution: { workflowId: handle.workflowId } })
  await expect
    .poll(
      () =>
        handle.describe().then(
          ({ status }) => status.name,
          () => 'gone',
        ),
      { timeout: 60_000 },
    )
    .toBe('gone')
  await expect
    .poll(() => stack.client.workflow.count(`WorkflowId = '${handle.workflowId}'`).then(({ count }) => count), { timeout: 60_000 })
    .toBe(0)
}

const untilOpen = async (customerId: string) => {
  const { handle } = await stack.findOnly(customerId)
  await expect
    .poll(
      () =>
        handle.query('getJourney').then(
          (progress) => (progress as { stage: string }).stage,
          () => 'gone',
        ),
      { timeout: 60_000 },
    )
    .toBe('waiting for ordered')
  return handle
}

describe('a run that somebody has terminated in the Temporal UI', () => {
  it('ends its journey as cancelled, once visibility has had time to know, and no other’s', async () => {
    const [customerId, other] = [await startWaiting(), await startWaiting()]
    const { handle, id } = await stack.findOnly(customerId)
    await handle.terminate('by hand')
    const countOpen = async () =>
      (await stack.client.workflow.count(`WorkflowId = '${handle.workflowId}' AND ExecutionStatus = 'Running'`)).count
    await expect.poll(countOpen, { timeout: 60_000 }).toBe(0)
    expect(await stack.watch(0)).toEqual({ looked: 0, ended: 0, restarted: 0 })
    expect(await stack.watch(later)).toEqual({ looked: 2, ended: 1, restarted: 0 })
    expect(await stack.findOnly(customerId)).toMatchObject({ status: 'ended', outcome: 'cancelled', reason: 'terminated_in_temporal' })
    expect(await stack.findOnly(other)).toMatchObject({ status: 'running' })

    // An operator has it go on: where it stood, with what it had.
    expect(await requestJourneyRestart(stack.pool, { journeyId: id, at: new Date() })).toBe('requested')
    expect(await stack.relay()).toEqual([])
    const again = await untilOpen(customerId)
    expect(await stack.watch(later)).toEqual({ looked: 2, ended: 0, restarted: 0 })
    await again.executeUpdate(skipWait)
    expect(await again.result()).toMatchObject({ outcome: 'completed' })
    expect(await stack.storyOf(id)).toEqual([
      'voucher_issued gift',
      'sent first email',
      'waiting hope',
      'timed_out hope',
      'sent second email',
    ])
    expect(await stack.sandbox.summarise()).toMatchObject({ accepted: 3, duplicates: 0 })
    expect(await stack.pool`SELECT FROM vouchers WHERE customer_id = ${customerId}`).toHaveLength(1)
    expect(await requestJourneyRestart(stack.pool, { journeyId: id, at: new Date() })).toBe('not_restartable')
  })
})

describe('a run that Temporal has lost with its data', () => {
  it('is started again where its story stands, and its wait ends when it was to end', async () => {
    const customerId = await startWaiting()
    const { id, waitingUntil } = await stack.findOnly(customerId)
    await lose(customerId)
    expect(await stack.watch(later)).toEqual({ looked: 1, ended: 0, restarted: 1 })
    // Twice asked for, it is one run.
    expect(await stack.watch(later)).toEqual({ looked: 0, ended: 0, restarted: 0 })
    await requestJourneyRestart(stack.pool, { journeyId: id, at: new Date() })
    expect(await stack.relay()).toEqual([])
    const handle = await untilOpen(customerId)
    const progress = (await handle.query('getJourney')) as { waitingUntil: string }
    expect(progress.waitingUntil).toBe(waitingUntil?.toISOString())
    await handle.executeUpdate(skipWait)
    expect(await handle.result()).toMatchObject({ outcome: 'completed' })
    expect(await stack.storyOf(id)).toEqual([
      'voucher_issued gift',
      'sent first email',
      'waiting hope',
      'timed_out hope',
      'sent second email',
    ])
    expect(await stack.sandbox.summarise()).toMatchObject({ accepted: 2, duplicates: 0 })
  })

  it('hears of an order that came while there was no run', async () => {
    const customerId = await startWaiting()
    await lose(customerId)
    await order(customerId, new Date())
    expect(await stack.relay()).toEqual([])
    const { handle, id } = await stack.findOnly(customerId)
    expect(await handle.result()).toMatchObject({ outcome: 'exited', reason: 'came_back' })
    expect((await stack.storyOf(id)).slice(-2)).toEqual(['waiting hope', 'happened hope'])
    expect(await stack.pool`SELECT FROM outbox`).toEqual([])
  })

  it('has its message, which was put off, claimed again', async () => {
    await stack.pool`UPDATE settings SET value = '{"quietHours": {}, "cooldownMs": 3600000}' WHERE key = 'contact_policy'`
    const customerId = await startOne(new Date(Date.now() - 60_000))
    await expect.poll(async () => (await stack.findOnly(customerId)).waitingFor, { timeout: 60_000 }).toBe('cooldown')
    const { id, handle } = await stack.findOnly(customerId)
    await handle.terminate('by hand')
    const countOpen = async () =>
      (await stack.client.workflow.count(`WorkflowId = '${handle.workflowId}' AND ExecutionStatus = 'Running'`)).count
    await expect.poll(countOpen, { timeout: 60_000 }).toBe(0)
    expect(await stack.watch(later)).toMatchObject({ ended: 1 })
    expect(await stack.pool`SELECT status, reason FROM deliveries`).toMatchObject([{ status: 'skipped', reason: 'campaign_stopped' }])
    await requestJourneyRestart(stack.pool, { journeyId: id, at: new Date() })
    await stack.relay()
    await expect.poll(async () => (await stack.findOnly(customerId)).waitingFor, { timeout: 60_000 }).toBe('cooldown')
    await stack.pool`UPDATE settings SET value = '{"quietHours": {}, "cooldownMs": 0}' WHERE key = 'contact_policy'`
    expect(await stack.pool`SELECT status FROM deliveries`).toMatchObject([{ status: 'deferred' }])
    expect(workflowIds.journey(await stack.findOnly(customerId))).toBe(handle.workflowId)
  })
})

describe('a match that has not started', () => {
  it('is let go by an operator, once', async () => {
    const customerId = await startOne()
    const { id } = await stack.findOnly(customerId)
    expect(await dropMatchedJourney(stack.pool, { journeyId: id, at: new Date() })).toBe(false)
    await stack.pool`UPDATE journeys SET status = 'matched', started_at = NULL WHERE id = ${id}`
    expect(await dropMatchedJourney(stack.pool, { journeyId: id, at: new Date() })).toBe(true)
    expect(await stack.findOnly(customerId)).toMatchObject({ status: 'ended', outcome: 'dropped', reason: 'skipped_by_operator' })
    expect(await requestJourneyRestart(stack.pool, { journeyId: '01890a5d-ac96-774b-bcce-b302099a8057', at: new Date() })).toBe('not_found')
  })
})
