import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestWorkflowEnvironment } from '@temporalio/testing'
import type { Client } from '@temporalio/client'
import { Worker } from '@temporalio/worker'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { createActivities } from '../../../activities/index.ts'
import { broadcastRoutes } from '../../../api/routes/broadcasts/index.ts'
import type { broadcastProgressSchema } from '../../../api/schemas/broadcast-progress.ts'
import type { broadcastReportSchema } from '../../../api/schemas/broadcast-report.ts'
import { createApiClient } from '../../../cli/api-client.ts'
import { send } from '../../../cli/send.ts'
import { createApiKey } from '../../../db/queries/api-keys.ts'
import { findWorkflows } from '../../../workers/bundle.ts'
import { addCustomers } from '../../send-path/send-fixture.ts'
import { type SendPathHarness, startSendPath } from '../../send-path/send-path-harness.ts'
import { createTimeSkippingEnvironment } from '../../support/temporal.ts'
import { startTestApi, type TestApi } from '../test-api.ts'
import { type BroadcastBody, makeDraft, type ProblemBody } from './broadcast-fixtures.ts'
import { followProgress } from './progress-stream.ts'

type Progress = z.output<typeof broadcastProgressSchema>
type Report = z.output<typeof broadcastReportSchema>

const path = '/api/v1/broadcasts'
const tomorrow = { kind: 'at', at: new Date(Date.now() + 86_400_000).toISOString() } as const

let environment: TestWorkflowEnvironment
let sendPath: SendPathHarness
let api: TestApi
/** The same, while Temporal is away. */
let cutOff: TestApi
let worker: Worker
let working: Promise<void>

beforeAll(async () => {
  ;[environment, sendPath] = await Promise.all([createTimeSkippingEnvironment(), startSendPath()])
  const { pool, dependencies } = sendPath
  api = await startApi(environment.client)
  cutOff = await startApi(undefined)
  worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue: 'regulars',
    workflowsPath: findWorkflows(),
    activities: createActivities({ ...dependencies, now: () => new Date() }),
  })
  working = worker.run()
  await addCustomers(pool, 'email', [{}, {}, {}, { consent: 'unsubscribed' }, { email: null }])
}, 60_000)

afterAll(async () => {
  worker.shutdown()
  await working
  await api.close()
  await cutOff.close()
  await sendPath.close()
  await environment.teardown()
})

/** On the send path's database. */
async function startApi(temporal: Client | undefined): Promise<TestApi> {
  const started = await startTestApi({ routes: broadcastRoutes, pool: sendPath.pool, temporal })
  const { key } = await createApiKey(sendPath.pool, { name: 'test', scopes: ['*'] })
  return { ...started, key, call: (method, url, options) => started.call(method, url, { key, ...options }) }
}

const command = <Body = Progress>(id: string, name: string, body?: object) =>
  api.call<Body & ProblemBody>('POST', `${path}/${id}/${name}`, body === undefined ? {} : { body })
const progressOf = async (id: string) => (await api.call<Progress>('GET', `${path}/${id}/progress`)).body

describe('a broadcast that is sent through the API', () => {
  it('is followed to its end by several watchers, and its report has everyone in it', async () => {
    const { id } = await makeDraft(api)
    expect((await command<BroadcastBody>(id, 'send')).status).toBe(202)
    const streams = await Promise.all([1, 2, 3].map(() => followProgress(api, `${path}/${id}/progress/stream`)))
    for (const events of streams) {
      expect(events.at(-1)).toMatchObject({
        event: 'end',
        data: { broadcastId: id, isFinished: true, status: 'sent', recipients: 5, decided: 5 },
      })
      expect(events.slice(0, -1).every(({ event }) => event === 'progress')).toBe(true)
    }
    const { body: report } = await api.call<Report>('GET', `${path}/${id}/report`)
    expect(report).toMatchObject({
      recipients: 5,
      sent: 3,
      byStatus: { accepted: 3, skipped: 2, pending: 0 },
      skippedByReason: { not_subscribed: 1, no_address: 1 },
    })
    expect(await sendPath.sandbox.summarise()).toMatchObject({ accepted: 3, distinctRecipients: 3, duplicates: 0 })
    expect(await sendPath.pool`SELECT FROM outbox WHERE kind = 'start_broadcast'`).toHaveLength(0)
  })

  it('ends a watcher’s stream at once when it has ended before, and tells one who comes back to stay away', async () => {
    const { id } = await makeDraft(api, { audience: { include: [{ kind: 'everyone' }], exclude: [] } })
    await sendPath.pool`UPDATE broadcasts SET status = 'sent' WHERE id = (SELECT max(id::text)::uuid FROM broadcasts)`
    const stream = `${path}/${id}/progress/stream`
    expect((await followProgress(api, stream)).map(({ event }) => event)).toEqual(['progress', 'end'])
    expect((await api.call('GET', stream, { headers: { 'last-event-id': 'x' } })).status).toBe(204)
  })

  it('is paused, resumed, rescheduled and cancelled while it waits for its time', async () => {
    const { id } = await makeDraft(api, { schedule: tomorrow })
    await command(id, 'send')
    expect(await progressOf(id)).toMatchObject({ stage: 'scheduled', source: 'workflow', waitingUntil: tomorrow.at })
    expect((await command(id, 'pause')).body).toMatchObject({ isPaused: true, status: 'paused' })
    expect((await command(id, 'resume')).body).toMatchObject({ isPaused: false, status: 'scheduled' })
    const later = { kind: 'at', at: new Date(Date.parse(tomorrow.at) + 3_600_000).toISOString() }
    expect((await command(id, 'reschedule', { schedule: later })).status).toBe(200)
    expect((await api.call<BroadcastBody>('GET', `${path}/${id}`)).body.schedule).toEqual(later)
    expect((await command(id, 'cancel')).status).toBe(200)
    const events = await followProgress(api, `${path}/${id}/progress/stream`)
    expect(events.at(-1)).toMatchObject({ event: 'end', data: { status: 'cancelled' } })
    expect(await command(id, 'resume')).toMatchObject({ status: 409, body: { code: 'broadcast_not_running' } })
  })

  it('can be stopped though its start never reached Temporal', async () => {
    const { id } = await makeDraft(api, { schedule: tomorrow })
    expect((await cutOff.call('POST', `${path}/${id}/send`)).status).toBe(202)
    expect((await cutOff.call<Progress>('GET', `${path}/${id}/progress`)).body).toMatchObject({ stage: 'scheduled', source: 'ledger' })
    expect((await command(id, 'cancel')).status).toBe(200)
    const events = await followProgress(api, `${path}/${id}/progress/stream`)
    expect(events.at(-1)).toMatchObject({ event: 'end', data: { status: 'cancelled', recipients: 0 } })
  })
})

describe('`regulars send`', () => {
  const html = join(mkdtempSync(join(tmpdir(), 'regulars-send-')), 'spring.html')
  writeFileSync(html, '<p>Hello {{ customer.first_name | default: "there" }}</p>')
  const options = { name: 'From the command line', segment: 'everyone' as const, subject: 'Hello', html, holdout: 0, draft: false }

  async function run(change: Partial<typeof options>): Promise<{ code: number; lines: string[] }> {
    const lines: string[] = []
    const code = await send({ ...options, ...change }, createApiClient(api), {
      say: (line) => void lines.push(line),
      report: () => undefined,
    })
    return { code, lines }
  }

  it('sends a file to a segment, follows it, and prints its report', async () => {
    await addCustomers(sendPath.pool, 'email', [{}, {}])
    const { code, lines } = await run({})
    expect(code).toBe(0)
    const text = lines.join('\n')
    expect(text).toMatch(/Recipients +7\n/)
    expect(text).toMatch(/ {2}accepted +2\n/)
    expect(text).toMatch(/ {4}cooldown +3\n/)
    expect(text).toContain('/workflows/broadcast%3Abrd_')
  })

  it('makes the draft and sends nothing with --draft', async () => {
    const { code, lines } = await run({ draft: true })
    expect(code).toBe(0)
    const id = /brd_\w+/.exec(lines[0] ?? '')?.[0] ?? ''
    expect((await api.call<BroadcastBody>('GET', `${path}/${id}`)).body.status).toBe('draft')
  })

  it('says what the preflight has against it', async () => {
    writeFileSync(html, '<p>Hello {{ customer.frist_name }}</p>')
    await expect(run({})).rejects.toThrow(/message_unknown_field/)
  })
})
