import { type WorkflowHandle, WorkflowNotFoundError } from '@temporalio/client'
import { v7 as newUuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApiKey } from '../../db/queries/api-keys.ts'
import { insertEvents } from '../../db/queries/events.ts'
import { recordReceipts } from '../../db/queries/receipts/record-receipts.ts'
import { formatId } from '../../domain/ids.ts'
import type { Step } from '../../domain/journeys/journey-definition.ts'
import { cancelJourney, getJourney } from '../../workflows/journey-messages.ts'
import { startTestApi, type TestApi } from '../api/test-api.ts'
import { makeDefinition, makeSend } from '../journeys/definition-fixture.ts'
import { type LiveStack, startLiveStack } from '../journeys/live-stack.ts'
import { addCustomers } from '../send-path/send-fixture.ts'
import { type Diagnostics, outline } from './told-twice.ts'

let stack: LiveStack
let api: TestApi
let key: string
beforeAll(async () => {
  stack = await startLiveStack()
  api = await startTestApi({ pool: stack.pool, temporal: stack.client })
  key = (await createApiKey(stack.pool, { name: 'test', scopes: ['operations:read'] })).key
}, 60_000)
afterAll(async () => {
  await stack.close()
  await api.close()
})

let names = 0

async function start(steps: Step[], overrides: Parameters<typeof makeDefinition>[1] = {}) {
  const name = `Gone ${(names += 1)}`
  const autopilotId = await stack.addAutopilot(
    makeDefinition(steps, { trigger: { kind: 'event', event: { kind: 'event', name } }, ...overrides }),
  )
  const [customerId = ''] = await addCustomers(stack.pool, 'email', [{ phone: '+4915112345678' }])
  await stack.pool`UPDATE contact_states SET sms_consent = 'subscribed' WHERE customer_id = ${customerId}`
  await insertEvents(stack.pool, [{ messageId: newUuid(), customerId, name, occurredAt: new Date(), properties: {} }])
  expect(await stack.relay()).toEqual([])
  const { id, handle } = await stack.findOnly(customerId)
  return { autopilotId, customerId, id, handle }
}

async function untilStage(handle: WorkflowHandle, stage: string): Promise<void> {
  await expect.poll(async () => (await handle.query(getJourney)).stage, { timeout: 60_000 }).toBe(stage)
}

async function ask(journeyId: string) {
  const { status, body } = await api.call<Diagnostics>('GET', `/api/v1/diagnostics?journey=${formatId('journey', journeyId)}`, { key })
  expect([status, body]).toMatchObject([200, {}])
  const [run] = body.runs ?? []
  if (run === undefined) throw new Error('No run was told')
  return run
}

/** As the namespace's retention does it, but now. */
async function deleteRun(handle: WorkflowHandle): Promise<void> {
  await stack.client.workflowService.deleteWorkflowExecution({
    namespace: stack.namespace,
    workflowExecution: { workflowId: handle.workflowId },
  })
  const isGone = async () =>
    handle.describe().then(
      () => false,
      (error: unknown) => error instanceof WorkflowNotFoundError,
    )
  // The server deletes what its queues have acknowledged, and looks for that every half a minute.
  await expect.poll(isGone, { timeout: 120_000 }).toBe(true)
}

describe('once Temporal has forgotten a run', () => {
  it('the ledger tells the same of journeys that fell through, ended with an order, and were cancelled', async () => {
    const fallen = await start([makeSend('any', ['sms', 'email'])])
    await untilStage(fallen.handle, 'receipt')
    const [message] = await stack.pool<
      [{ sendId: string }]
    >`SELECT send_id AS "sendId" FROM deliveries WHERE customer_id = ${fallen.customerId} AND channel = 'sms'`
    const receipt = {
      kind: 'undeliverable',
      delivery: { sendId: message.sendId, customerId: fallen.customerId },
      channel: 'sms',
      eventId: newUuid(),
      occurredAt: new Date(),
      errorCode: 'unreachable',
    } as const
    await recordReceipts(stack.pool, [{ provider: 'vonage', receipt }], new Date())
    await stack.relay()
    const ordered = await start([{ id: 'pause', kind: 'wait', duration: '3d', next: null }], { exitRules: [{ kind: 'ordered' }] })
    await untilStage(ordered.handle, 'wait')
    await stack.pool`
      INSERT INTO orders (external_id, customer_id, placed_at, status, currency, total_minor) VALUES (${newUuid()}, ${ordered.customerId}, ${new Date()}, 'paid', 'EUR', 1000)`
    await stack.relay()
    const cancelled = await start([{ id: 'pause', kind: 'wait', duration: '3d', next: null }])
    await untilStage(cancelled.handle, 'wait')
    await cancelled.handle.executeUpdate(cancelJourney)
    await Promise.all(
      [fallen, ordered, cancelled].map(async ({ id, handle }) => {
        await handle.result()
        const before = await ask(id)
        expect(before.source).toBe('history')
        await deleteRun(handle)
        const after = await ask(id)
        expect(after.source).toBe('ledger')
        expect({ ...after, source: null, engine: null }).toEqual({ ...before, source: null, engine: null })
      }),
    )
    expect(outline(await ask(fallen.id))).toEqual([
      'matched',
      'started',
      'verdict any sms send',
      'sent any sms accepted',
      'waiting any receipt',
      'receipt any sms undeliverable',
      'fell_through any sms',
      'verdict any email send',
      'sent any email accepted',
      'ended last_step',
    ])
  }, 240_000)

  it('and a run that was terminated is said to be, while Temporal knows it', async () => {
    const { id, handle } = await start([{ id: 'pause', kind: 'wait', duration: '3d', next: null }])
    await untilStage(handle, 'wait')
    await handle.terminate('by hand')
    const told = await ask(id)
    expect(told).toMatchObject({ next: null, standing: 'did_not_get_it' })
    expect(told.engine.map(({ kind }) => kind)).toContain('terminated')
    expect(JSON.stringify(told)).not.toContain('by hand')
  }, 60_000)
})
