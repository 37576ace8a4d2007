import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Client } from '@temporalio/client'
import { Worker } from '@temporalio/worker'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createSegmentActivities } from '../../activities/segments.ts'
import { connect, type Pool } from '../../db/client.ts'
import {
  ensureSegmentRefreshSchedule,
  requestSegmentRefresh,
  segmentRefreshScheduleId,
} from '../../workflows/clients/start-segment-refresh.ts'
import { findWorkflows } from '../../workers/bundle.ts'
import { relayOnce } from '../../workers/outbox-relay.ts'
import { taskQueue } from '../../workflows/clients/task-queue.ts'
import { startTestApi } from '../api/test-api.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { createOwnNamespace, type OwnNamespace } from '../support/own-namespace.ts'
import { insertOrders, readSegments } from './store-fixture.ts'

let database: TestDatabase
let pool: Pool
// Schedules and their runs have fixed ids: only a namespace of our own keeps other files out.
let temporal: OwnNamespace
let client: Client
beforeAll(async () => {
  database = await createTestDatabase()
  pool = connect(database.url, { max: 4 })
  temporal = await createOwnNamespace()
  client = temporal.client
})
afterAll(async () => {
  await temporal.close()
  await pool.end()
  await database.drop()
})
afterEach(async () => {
  const schedule = client.schedule.getHandle(segmentRefreshScheduleId)
  if ((await schedule.describe().catch(() => undefined)) === undefined) return
  // The run that a new Schedule starts at once is of its own test, and in no other's way.
  const runs = await until(async () =>
    ((actions) => (actions.length > 0 ? actions : undefined))((await schedule.describe()).info.recentActions),
  )
  await schedule.delete()
  for (const { action } of runs)
    await client.workflow
      .getHandle(action.workflow.workflowId)
      .terminate()
      .catch(() => undefined)
})

const workflowsPath = fileURLToPath(new URL('../../workflows/segment-refresh.ts', import.meta.url))
const now = new Date('2026-06-30T12:00:00Z')

function startWorker(activities: object): Promise<Worker> {
  return Worker.create({ connection: temporal.nativeConnection, namespace: temporal.namespace, taskQueue, workflowsPath, activities })
}

describe('the segment refresh', () => {
  it('has one Schedule, however many processes make it, and leaves an operator’s pause alone', async () => {
    const made = await Promise.all(Array.from({ length: 4 }, () => ensureSegmentRefreshSchedule(client)))
    expect(made.filter((outcome) => outcome === 'created')).toHaveLength(1)
    await client.schedule.getHandle(segmentRefreshScheduleId).pause('by an operator')
    expect(await ensureSegmentRefreshSchedule(client)).toBe('found')
    const { state, spec, policies } = await client.schedule.getHandle(segmentRefreshScheduleId).describe()
    expect(state.paused).toBe(true)
    expect(spec.intervals?.[0]?.every).toBe(3_600_000)
    expect(policies.overlap).toBe('SKIP')
  })

  it('runs as soon as its Schedule is made, and moves customers', async () => {
    await insertOrders(pool, [{ customer: 'buyer', placedAtMs: now.getTime() - 1000, netMinor: 100, isValid: true }])
    const worker = await startWorker(createSegmentActivities({ pool, now: () => now }))
    await worker.runUntil(async () => {
      await ensureSegmentRefreshSchedule(client)
      const schedule = client.schedule.getHandle(segmentRefreshScheduleId)
      const started = await until(async () => (await schedule.describe()).info.recentActions[0])
      const run = client.workflow.getHandle(started.action.workflow.workflowId)
      expect(await run.result()).toEqual({ kind: 'refreshed', buyers: 1, changed: 1, moved: 1 })
      expect(started.action.workflow.workflowId).toMatch(/^segmentRefresh-/)
    })
    expect(await readSegments(pool)).toEqual(new Map([['buyer', ['new']]]))
  })

  it('is run once more for all who ask while it runs', async () => {
    let refreshes = 0
    let open = () => undefined as void
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    const worker = await startWorker({
      refreshSegments: async () => {
        refreshes += 1
        if (refreshes === 1) await gate
        return { kind: 'superseded' }
      },
    })
    await worker.runUntil(async () => {
      const first = await requestSegmentRefresh(client)
      await until(async () => (refreshes === 1 ? true : undefined))
      const others = await Promise.all([requestSegmentRefresh(client), requestSegmentRefresh(client), requestSegmentRefresh(client)])
      expect(new Set(others.map(({ runId }) => runId))).toEqual(new Set([first.runId]))
      open()
      await client.workflow.getHandle(first.workflowId, first.runId).result()
    })
    expect(refreshes).toBe(2)
  })

  it('is requested over HTTP', async () => {
    const api = await startTestApi({ temporal: client })
    const { status, body } = await api.call<{ workflowId: string; runId: string; temporalUrl: string }>('POST', '/api/v1/segments/refresh')
    await api.close()
    expect([status, body.workflowId]).toEqual([202, 'segmentRefresh'])
    expect(body.temporalUrl).toContain(body.runId)
    const worker = await startWorker(createSegmentActivities({ pool, now: () => new Date(now.getTime() + 1000) }))
    const result = await worker.runUntil(client.workflow.getHandle(body.workflowId, body.runId).result())
    expect(result).toMatchObject({ kind: 'refreshed', buyers: 1 })
  })

  it('follows a change of settings, and is followed by the count of past days', async () => {
    const api = await startTestApi({ temporal: client })
    const placedAtMs = Date.now() - 40 * 86_400_000
    await insertOrders(api.pool, [{ customer: 'buyer', placedAtMs, netMinor: 100, isValid: true }])
    const failures: string[] = []
    const relay = () => relayOnce({ pool: api.pool, client, onError: (code) => failures.push(code) })
    const worker = await Worker.create({
      connection: temporal.nativeConnection,
      namespace: temporal.namespace,
      taskQueue,
      workflowsPath: findWorkflows(),
      activities: createSegmentActivities({ pool: api.pool, now: () => new Date() }),
    })
    interface History {
      days: number
      missingDays: number
    }
    const readHistory = async () => (await api.call<History>('GET', '/api/v1/segments/history')).body
    await worker.runUntil(async () => {
      await api.call('PATCH', '/api/v1/settings/segments', { body: { newForDays: 60 } })
      expect(await relay()).toBe(1)
      await client.workflow.getHandle('segmentRefresh').result()
      expect(await readSegments(api.pool)).toEqual(new Map([['buyer', ['new']]]))
      const { days, missingDays } = await readHistory()
      expect(missingDays).toBe(days)
      expect(await relay()).toBe(1)
      const counted: unknown = await client.workflow.getHandle('segmentHistory').result()
      expect(counted).toEqual({ counted: days })
    })
    expect([await readHistory(), await relay(), failures]).toEqual([expect.objectContaining({ missingDays: 0 }), 0, []])
    await api.close()
  })
})

async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    await pause(20)
  }
}
