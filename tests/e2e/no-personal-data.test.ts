/** Names, addresses, message text and secrets stay in PostgreSQL: none of them reaches a Temporal history or a log line. */
import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { Worker } from '@temporalio/worker'
import proto from '@temporalio/proto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createActivities } from '../../activities/index.ts'
import { parseId, workflowIds } from '../../domain/ids.ts'
import { findWorkflows } from '../../workers/bundle.ts'
import { createFailureInterceptor, type FailureReport } from '../../workers/failure-interceptor.ts'
import { relayOnce } from '../../workers/outbox-relay.ts'
import { taskQueue } from '../../workflows/clients/task-queue.ts'
import { startTestApi, type TestApi } from '../api/test-api.ts'
import { type SendPathHarness, startSendPath } from '../send-path/send-path-harness.ts'
import { createDevServerEnvironment } from '../support/temporal.ts'

const canary = 'Zaphodina'
const canaries = [canary, canary.toLowerCase(), '+4915199887766', '4915199887766', 'canary-text', 'canary-subject']

let environment: TestWorkflowEnvironment
let api: TestApi
let path: SendPathHarness
beforeAll(async () => {
  environment = await createDevServerEnvironment()
  api = await startTestApi({ temporal: environment.client })
  path = await startSendPath()
}, 120_000)
afterAll(async () => {
  await api.close()
  await path.close()
  await environment.teardown()
})

async function readHistoryText(workflowId: string): Promise<string> {
  const history = await environment.client.workflow.getHandle(workflowId).fetchHistory()
  // Payloads are bytes: as text, whatever is in them shows.
  return Buffer.from(proto.temporal.api.history.v1.History.encode(history).finish()).toString('latin1')
}

it('holds for a broadcast on each channel, through failures of the provider and of the database', async () => {
  const failures: FailureReport[] = []
  const activities = createActivities({ ...path.dependencies, pool: api.pool, lookUpForMs: 500, now: () => new Date() })
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue,
    workflowsPath: findWorkflows(),
    activities,
    interceptors: { activity: [createFailureInterceptor((failure) => failures.push(failure))] },
  })
  await api.call('POST', '/api/v1/customers', {
    body: {
      externalId: 'canary',
      firstName: canary,
      email: `${canary}@example.test`,
      phone: '+4915199887766',
      consents: Object.fromEntries(
        ['email', 'sms', 'push'].map((channel) => [channel, { status: 'subscribed', source: 'test', occurredAt: '2026-01-01T00:00:00Z' }]),
      ),
    },
  })
  await api.pool`INSERT INTO settings (key, value) VALUES ('contact_policy', '{"quietHours": {}, "cooldownMs": 0}')`
  await api.pool`
    INSERT INTO push_subscriptions (customer_id, endpoint, p256dh, auth)
    SELECT c.id, s.endpoint, s.p256dh, s.auth FROM customers c, (VALUES ('https://push.invalid/canary-text', 'x', 'y')) AS s (endpoint, p256dh, auth)`
  path.sandbox.setFaults([
    { provider: 'resend', kind: 'server_error', count: 1 },
    { provider: 'vonage', kind: 'server_error', count: 1 },
  ])
  const messages = [
    { channel: 'email', subject: 'canary-subject', html: `<p>canary-text {{ customer.first_name }}</p>` },
    { channel: 'sms', text: 'canary-text {{ customer.first_name }}' },
    { channel: 'push', title: 'canary-subject', body: 'canary-text', url: 'https://store.example/canary-text' },
  ]
  const workflowIdsOfRuns: string[] = []
  await worker.runUntil(async () => {
    for (const message of messages) {
      const created = await api.call<{ id: string }>('POST', '/api/v1/broadcasts', {
        body: {
          name: `canary-text ${canary}`,
          channel: message.channel,
          message,
          audience: { include: [{ kind: 'everyone' }], exclude: [] },
        },
      })
      const sent = await api.call('POST', `/api/v1/broadcasts/${created.body.id}/send`, { body: {} })
      expect(sent.status).toBe(202)
      await relayOnce({ pool: api.pool, client: environment.client, onError: () => undefined })
      const workflowId = workflowIds.broadcast(parseId('broadcast', created.body.id) ?? '')
      workflowIdsOfRuns.push(workflowId)
      await environment.client.workflow.getHandle(workflowId).result()
    }
    // A fault of the database inside an activity: its message would quote the value.
    const handle = await environment.client.workflow.start('directMessage', {
      taskQueue,
      workflowId: `message:${canary.length}-${Date.now()}`,
      args: [{ sendId: 'not-a-uuid' }],
    })
    await expect.poll(() => failures.length, { timeout: 60_000 }).toBeGreaterThan(0)
    workflowIdsOfRuns.push(handle.workflowId)
    await handle.terminate()
  })
  expect(failures[0]).toEqual({ activityType: 'sendPage', code: 'database_22P02' })
  const histories = await Promise.all(workflowIdsOfRuns.map(readHistoryText))
  expect(histories).toHaveLength(4)
  for (const text of [...histories, api.logLines.join('\n'), JSON.stringify(failures)]) {
    for (const word of canaries) expect(text.includes(word)).toBe(false)
    expect(text).not.toMatch(/Bearer|PRIVATE KEY/)
  }
  expect(api.logLines.length).toBeGreaterThan(0)
  // The SMS met a fault after which nobody can say, and was not sent again.
  expect(await path.sandbox.summarise()).toMatchObject({ accepted: 1, duplicates: 0 })
}, 120_000)
