/** An export through the API and a real worker; nothing of a customer reaches Temporal or the log. */
import { Worker } from '@temporalio/worker'
import proto from '@temporalio/proto'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAudienceExportActivities } from '../../../activities/audience-exports.ts'
import { createAudienceSizeActivities } from '../../../activities/audience-sizes.ts'
import { parseId, workflowIds } from '../../../domain/ids.ts'
import { findWorkflows } from '../../../workers/bundle.ts'
import { relayOnce } from '../../../workers/outbox-relay.ts'
import { audienceSizesScheduleId, ensureAudienceSizesSchedule } from '../../../workflows/clients/start-audience-sizes.ts'
import { taskQueue } from '../../../workflows/clients/task-queue.ts'
import { createOwnNamespace, type OwnNamespace } from '../../support/own-namespace.ts'
import { startTestApi, type TestApi } from '../test-api.ts'
import { type AudienceBody, insertCustomers, saveAudience, subscribed } from './audience-fixtures.ts'

interface ExportBody {
  id: string
  status: string
  rows: number
  fileUrl: string | null
}

const canary = 'Zaphodina'
let environment: OwnNamespace
let api: TestApi
let worker: Worker
let running: Promise<void>
beforeAll(async () => {
  environment = await createOwnNamespace()
  api = await startTestApi({ temporal: environment.client })
  const dependencies = { pool: api.pool, now: () => new Date() }
  worker = await Worker.create({
    connection: environment.nativeConnection,
    namespace: environment.namespace,
    taskQueue,
    workflowsPath: findWorkflows(),
    activities: {
      ...createAudienceExportActivities({ ...dependencies, membersPerPage: 10 }),
      ...createAudienceSizeActivities(dependencies),
    },
  })
  running = worker.run()
  await insertCustomers(
    api,
    Array.from({ length: 25 }, (_, n) => ({
      externalId: `c${n}`,
      firstName: canary,
      email: `${canary}${n}@example.com`,
      consents: { email: subscribed },
    })),
  )
})
afterAll(async () => {
  worker.shutdown()
  await running
  await api.close()
  await environment.close()
})

async function until<T>(read: () => Promise<T>, isThere: (value: T) => boolean): Promise<T> {
  for (const end = Date.now() + 50_000; Date.now() < end; await delay(50)) {
    const value = await read()
    if (isThere(value)) return value
  }
  throw new Error('It did not come to that')
}

async function readHistory(workflowId: string): Promise<string> {
  const history = await environment.client.workflow.getHandle(workflowId).fetchHistory()
  return Buffer.from(proto.temporal.api.history.v1.History.encode(history).finish()).toString('latin1')
}

it('writes the file, keeps it, and forgets it with the export; histories and logs hold nobody', async () => {
  const { id: audience } = await saveAudience(api, `Audience of ${canary}`, `firstName = "${canary}"`)
  const started = await api.call<ExportBody>('POST', `/api/v1/audiences/${audience}/exports`, { body: { kind: 'email_list' } })
  expect(started.status).toBe(202)
  const { id } = started.body
  const workflowId = workflowIds.audienceExport(parseId('audienceExport', id) ?? '')
  const done = await until(
    async () => (await api.call<ExportBody>('GET', `/api/v1/exports/${id}`)).body,
    ({ status }) => status === 'done',
  )
  expect(done.rows).toBe(25)
  const file = await api.call<string>('GET', done.fileUrl ?? '')
  expect(file.body.split('\r\n')).toHaveLength(27)
  const handle = environment.client.workflow.getHandle(workflowId)
  expect((await handle.describe()).status.name).toBe('RUNNING')
  expect((await api.call('DELETE', `/api/v1/exports/${id}`)).status).toBe(204)
  await until(
    async () => (await handle.describe()).status.name,
    (status) => status === 'CANCELLED',
  )
  for (const text of [await readHistory(workflowId), api.logLines.join('\n')])
    expect(text.toLowerCase()).not.toContain(canary.toLowerCase())
})

it('goes on from the outbox where Temporal was away', async () => {
  const { id: audience } = await saveAudience(api, 'Later', 'everyone')
  await api.pool`
    WITH made AS (INSERT INTO audience_exports (audience_id, kind, includes_unreachable) VALUES (${parseId('audience', audience) ?? ''}, 'all', false) RETURNING id)
    INSERT INTO outbox (kind, payload) SELECT 'start_audience_export', jsonb_build_object('exportId', id) FROM made`
  const codes: string[] = []
  await relayOnce({ pool: api.pool, client: environment.client, onError: (code) => codes.push(code) })
  expect(codes).toEqual([])
  const list = () => api.call<{ data: ExportBody[] }>('GET', `/api/v1/exports?audienceId=${audience}`)
  const { body } = await until(list, ({ body }) => body.data[0]?.status === 'done')
  expect((await api.call('POST', `/api/v1/exports/${body.data[0]?.id}/cancel`)).status).toBe(409)
  expect((await api.call('DELETE', `/api/v1/exports/${body.data[0]?.id}`)).status).toBe(204)
})

it('has one Schedule that counts the pinned ones every hour, whoever makes it first', async () => {
  const made = await Promise.all([ensureAudienceSizesSchedule(environment.client), ensureAudienceSizesSchedule(environment.client)])
  expect(made.toSorted()).toEqual(['created', 'found'])
  const { spec } = await environment.client.schedule.getHandle(audienceSizesScheduleId).describe()
  expect(spec.intervals).toEqual([{ every: 3_600_000, offset: 600_000 }])
})

it('counts an audience as soon as it is pinned', async () => {
  const { id } = await saveAudience(api, 'Pinned', `firstName = "${canary}"`, { isPinned: true })
  const { latest } = await until(
    async () => (await api.call<AudienceBody>('GET', `/api/v1/audiences/${id}`)).body,
    (body) => body.latest !== null,
  )
  expect(latest).toMatchObject({ customers: 25, reach: { email: 25 } })
  expect(await readHistory(workflowIds.audienceSize(parseId('audience', id) ?? '', 1))).not.toContain(canary)
})
