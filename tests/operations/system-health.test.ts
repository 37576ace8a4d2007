import { Worker } from '@temporalio/worker'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { sampleOnce } from '../../api/operations/sample-system.ts'
import type { systemHealthSchema } from '../../api/schemas/system-health.ts'
import { listSystemSamples } from '../../db/queries/operations/system-samples.ts'
import { type SystemPartName, systemParts } from '../../domain/system-health.ts'
import { ensureSchedules } from '../../workflows/clients/ensure-schedules.ts'
import { segmentRefreshScheduleId } from '../../workflows/clients/start-segment-refresh.ts'
import { createOwnNamespace, type OwnNamespace } from '../support/own-namespace.ts'
import { startTestApi, type TestApi } from '../api/test-api.ts'
import { type OperationsStack, startOperationsStack } from './operations-stack.ts'

type Health = z.output<typeof systemHealthSchema>
const minute = 60_000

let stack: OperationsStack
beforeAll(async () => {
  stack = await startOperationsStack()
  await ensureSchedules(stack.client)
}, 60_000)
afterAll(() => stack.close())
beforeEach(() => {
  stack.clock.aheadMs = 0
})

const read = async () => (await stack.call<Health>('GET', '/api/v1/system-health')).body
async function readPart(part: SystemPartName): Promise<(string | undefined)[]> {
  const found = (await read()).parts.find((one) => one.part === part)
  return [found?.level, ...(found?.reasons.map(({ code }) => code) ?? [])]
}

describe('system health', () => {
  it('is red while no worker polls, and green once one does; one that was away for three minutes is missed', async () => {
    expect(await readPart('workers')).toEqual(['red', 'no_workers', 'no_workers'])
    await stack.startWorker()
    await expect.poll(() => readPart('workers'), { timeout: 60_000 }).toEqual(['green'])
    const health = await read()
    expect(health.parts.map(({ part }) => part)).toEqual([...systemParts])
    expect(health.queues?.map(({ kind, pollers }) => [kind, pollers.length])).toEqual([
      ['workflow', 1],
      ['activity', 1],
    ])
    await stack.stopWorker()
    stack.clock.aheadMs = 4 * minute
    expect(await readPart('workers')).toContain('no_workers')
  })

  it('shows tasks that wait', async () => {
    await stack.client.workflow.start('voucherExpiry', { taskQueue: 'regulars', workflowId: 'a task that waits' })
    await expect.poll(async () => (await read()).queues?.[0]?.backlog, { timeout: 60_000 }).toBeGreaterThan(0)
    await stack.startWorker()
    await stack.client.workflow.getHandle('a task that waits').terminate()
  })

  it('knows when Schedules ran, and that one is paused, late or missing', async () => {
    const find = async () => (await read()).schedules?.find(({ id }) => id === segmentRefreshScheduleId)
    await expect.poll(async () => (await find())?.lastRunAt, { timeout: 60_000 }).not.toBeNull()
    await expect.poll(find).toMatchObject({ isMissing: false, isPaused: false, lateMs: 0 })
    stack.clock.aheadMs = 90 * minute
    await expect.poll(() => readPart('schedules')).toContain('schedule_late')
    stack.clock.aheadMs = 0
    const handle = stack.client.schedule.getHandle(segmentRefreshScheduleId)
    await handle.pause()
    await expect.poll(() => readPart('schedules')).toContain('schedule_paused')
    await handle.delete()
    await expect.poll(() => readPart('schedules')).toContain('schedule_missing')
  })

  it('finds a run whose workflow task fails each time', async () => {
    // A worker whose code knows no workflow at all: it fails the task, which is tried again.
    const taskQueue = 'broken'
    const worker = await Worker.create({
      connection: stack.nativeConnection,
      namespace: stack.namespace,
      taskQueue,
      workflowsPath: fileURLToPath(new URL('../support/sleeping-workflow.ts', import.meta.url)),
    })
    await worker.runUntil(async () => {
      const handle = await stack.client.workflow.start('autopilot', { taskQueue, workflowId: 'autopilot:broken' })
      await expect
        .poll(async () => (await handle.describe()).raw.pendingWorkflowTask?.attempt, { timeout: 30_000 })
        .toBeGreaterThanOrEqual(3)
      await expect.poll(() => readPart('workflowTasks'), { timeout: 60_000 }).toEqual(['red', 'workflow_tasks_fail'])
      expect((await read()).failingRuns).toMatchObject({
        runs: [{ workflowId: 'autopilot:broken', workflowType: 'autopilot', temporalUrl: expect.stringContaining('autopilot%3Abroken') }],
      })
      await handle.terminate()
    })
  }, 60_000)

  it('knows how old the outbox is, and why', async () => {
    await stack.pool`INSERT INTO outbox (kind, payload, created_at, attempts, last_error_code) VALUES ('nothing', '{}', now() - interval '10 minutes', 3, 'ServiceError')`
    const health = await read()
    expect(health.outbox).toMatchObject({ rows: 1, failing: 1, errorCodes: ['ServiceError'] })
    expect(await readPart('outbox')).toEqual(['red', 'outbox_waits'])
    await stack.pool`TRUNCATE outbox`
    expect(await readPart('outbox')).toEqual(['green'])
  })

  it('knows how providers answer', async () => {
    const at = stack.now()
    await stack.pool`
      INSERT INTO provider_calls (minute, channel, code, time_bucket, calls, retries, messages) VALUES
        (date_trunc('minute', ${at}::timestamptz - interval '2 minutes'), 'sms', 'ok', 5, 60, 0, 60),
        (date_trunc('minute', ${at}::timestamptz - interval '2 minutes'), 'sms', 'timed_out', 9, 40, 0, 40),
        (date_trunc('minute', ${at}::timestamptz - interval '30 minutes'), 'email', 'ok', 5, 50, 0, 50),
        (date_trunc('minute', ${at}::timestamptz - interval '3 hours'), 'push', 'rejected', 5, 50, 0, 50)`
    const health = await read()
    expect(health.providers).toEqual([
      { channel: 'email', calls15m: 0, failures15m: 0, calls1h: 50, failures1h: 0, worstCode: null },
      { channel: 'sms', calls15m: 100, failures15m: 40, calls1h: 100, failures1h: 40, worstCode: 'timed_out' },
    ])
    expect(await readPart('providers')).toEqual(['red', 'provider_fails'])
    await stack.pool`TRUNCATE provider_calls`
  })

  it('knows a transaction that is open for long, and migrations that are missing', async () => {
    const [last] = await stack.pool<{ name: string; sha256: string }[]>`
      DELETE FROM schema_migrations WHERE name = (SELECT max(name) FROM schema_migrations) RETURNING name, sha256`
    const found = (await read()).parts.find(({ part }) => part === 'database')
    await stack.pool`INSERT INTO schema_migrations ${stack.pool(last ?? {})}`
    expect(found).toMatchObject({ level: 'red', reasons: [{ code: 'migrations_pending', message: `Not applied: ${last?.name}` }] })
    expect(found?.figures.maxConnections).toBeGreaterThan(10)
    expect(found?.figures.sizeBytes).toBeGreaterThan(1_000_000)
  })

  it('keeps a sample of each minute, once, whoever looks, and forgets it after 90 days', async () => {
    const at = new Date('2026-03-10T12:00:30Z')
    const sampling = { pool: stack.pool, temporal: stack.client, hasStoreAdmin: false, now: () => at, onError: () => undefined }
    await stack.pool`INSERT INTO system_samples (minute, level, parts) VALUES (${new Date('2025-12-10T11:59:00Z')}, 'green', '{}'), (${new Date('2025-12-10T12:01:00Z')}, 'green', '{}')`
    const kept = await Promise.all([sampleOnce(sampling), sampleOnce(sampling), sampleOnce(sampling)])
    expect(kept.filter(Boolean)).toHaveLength(1)
    expect(await sampleOnce(sampling)).toBe(false)
    const samples = await listSystemSamples(stack.pool, { from: new Date(0), until: new Date('2026-03-10T12:01:00Z') })
    expect(samples.map(({ minute: of }) => of.toISOString())).toEqual(['2025-12-10T12:01:00.000Z', '2026-03-10T12:00:00.000Z'])
    const parts = samples.at(-1)?.parts
    expect(Object.keys(parts ?? {}).toSorted()).toEqual([...systemParts].toSorted())
    expect(parts?.schedules.codes).toContain('schedule_missing')
    expect(parts?.database.figures).toMatchObject({ connections: expect.any(Number), latencyMs: expect.any(Number) })
  })
})

describe('with Temporal away', () => {
  let api: TestApi
  let elsewhere: OwnNamespace
  beforeAll(async () => {
    elsewhere = await createOwnNamespace()
    api = await startTestApi({ temporal: elsewhere.client })
    await elsewhere.close()
  })
  afterAll(() => api.close())

  it('answers all the same, and says which parts gave no answer', async () => {
    const startedAt = performance.now()
    const { status, body } = await api.call<Health>('GET', '/api/v1/system-health')
    expect([status, body.level]).toEqual([200, 'red'])
    expect(body.parts.filter(({ isAnswered }) => !isAnswered).map(({ part }) => part)).toEqual([
      'temporal',
      'workers',
      'workflowTasks',
      'schedules',
    ])
    for (const { reasons } of body.parts.slice(0, 4))
      expect(reasons).toMatchObject([{ code: 'no_answer', level: 'red', message: 'No answer in time' }])
    expect(body).toMatchObject({ queues: null, schedules: null, failingRuns: null, outbox: { rows: 0 } })
    expect(performance.now() - startedAt).toBeLessThan(12_000)
  })

  it('keeps that as a sample', async () => {
    const sampling = { pool: api.pool, temporal: undefined, hasStoreAdmin: false, now: () => new Date(), onError: () => undefined }
    expect(await sampleOnce(sampling)).toBe(true)
    const [sample] = await listSystemSamples(api.pool, { from: new Date(0), until: new Date('2100-01-01T00:00:00Z') })
    expect(sample).toMatchObject({
      level: 'red',
      parts: { workers: { level: 'red', codes: ['no_answer'], figures: { workflowPollers: null } }, outbox: { level: 'green' } },
    })
  })
})
