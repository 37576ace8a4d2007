import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDevServerEnvironment } from '../support/temporal.ts'
import { startTestApi, type TestApi } from './test-api.ts'

let temporal: TestWorkflowEnvironment
let api: TestApi

beforeAll(async () => {
  temporal = await createDevServerEnvironment()
  api = await startTestApi({ temporal: temporal.client })
})
afterAll(async () => {
  await api.close()
  await temporal.teardown()
})

interface Readiness {
  status: string
  errors?: { path: string; message: string }[]
}

describe('readiness', () => {
  it('is there once the database is at head and Temporal answers', async () => {
    const { status, body } = await api.call<Readiness>('GET', '/readyz', { key: null })
    expect([status, body.status]).toEqual([200, 'ready'])
  })

  it('names a migration that has not been applied', async () => {
    const [last] = await api.pool<
      { name: string; sha256: string }[]
    >`DELETE FROM schema_migrations WHERE name = (SELECT max(name) FROM schema_migrations) RETURNING name, sha256`
    const { status, body } = await api.call<Readiness>('GET', '/readyz', { key: null })
    await api.pool`INSERT INTO schema_migrations ${api.pool(last ?? {})}`
    expect([status, body.errors]).toEqual([503, [{ path: 'migrations', message: `Not applied: ${last?.name}` }]])
  })
})

describe('metrics', () => {
  it('count requests by route template, never by path, and say what waits', async () => {
    await api.call('GET', '/api/v1/customers/ext:somebody-special')
    await api.call('GET', '/no/such/path')
    const { body } = await api.call<string>('GET', '/metrics', { key: null })
    expect(body).toContain('regulars_http_request_duration_seconds_count{method="GET",route="/api/v1/customers/{id}",status="404"} 1')
    expect(body).toContain('route="unmatched"')
    expect(body).not.toContain('somebody-special')
    expect(body).toContain('regulars_outbox_messages 0')
    expect(body).toContain('process_cpu_seconds_total')
  })
})
