/** A provider that really fails, on the wire: what health, the report on calls and diagnostics say of it is what the provider has done. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { diagnosticsSchema } from '../../api/schemas/diagnostics.ts'
import type { systemHealthSchema } from '../../api/schemas/system-health.ts'
import { createApiKey } from '../../db/queries/api-keys.ts'
import { formatId } from '../../domain/ids.ts'
import { type CallCounter, createCallCounter } from '../../workers/call-counter.ts'
import { startTestApi, type TestApi } from '../api/test-api.ts'
import { addCustomers, addSend } from '../send-path/send-fixture.ts'
import { messages, type SendPathHarness, startSendPath } from '../send-path/send-path-harness.ts'
import type { z } from 'zod'

type Health = z.output<typeof systemHealthSchema>
type Diagnostics = z.output<typeof diagnosticsSchema>
interface ApiPerf {
  channels: { now: { channel: string; byCode: { code: string; calls: number }[] }[] }
}

let path: SendPathHarness
let counter: CallCounter
let api: TestApi
let key: string
beforeAll(async () => {
  path = await startSendPath()
  counter = createCallCounter({ pool: path.pool, now: () => path.clock.now, onError: () => undefined })
  path.dependencies.countCall = counter.count
  api = await startTestApi({ pool: path.pool, clock: () => path.clock.now })
  key = (await createApiKey(path.pool, { name: 'test', scopes: ['operations:read', 'reports:read'] })).key
})
afterAll(async () => {
  await counter.close()
  await api.close()
  await path.close()
})

async function ask<Body>(url: string): Promise<Body> {
  const { status, body } = await api.call<Body>('GET', url, { key })
  expect(status).toBe(200)
  return body
}

/** Done again as Temporal does it, a while later each time, until the page is over. */
async function sendAll(sendId: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return void (await path.sendPage({ sendId, page: 0 }))
    } catch (error) {
      if (attempt === 10) throw error
      path.clock.now = new Date(path.clock.now.getTime() + 30_000)
    }
  }
}

it('is in the health of the system, in the report on its calls, and in the story of each customer whom it failed', async () => {
  const people = await addCustomers(
    path.pool,
    'sms',
    Array.from({ length: 24 }, (_, at) => ({ phone: `+4915100000${String(at).padStart(3, '0')}` })),
  )
  const [{ id }] = await path.pool<[{ id: string }]>`
    INSERT INTO broadcasts (name, channel, message, audience, status) VALUES ('March', 'sms', '{}', '{"include": [{"kind": "everyone"}], "exclude": []}', 'sending') RETURNING id`
  await addSend(path.pool, [{ customerIds: people }], { id, channel: 'sms', message: messages.sms })
  // Nine calls go down on their way back, the others arrive.
  path.sandbox.setFaults([{ provider: 'vonage', kind: 'server_error', count: 9 }])
  await sendAll(id)
  await counter.flush()

  const failures = await path.pool<
    { code: string; customers: string[] }[]
  >`SELECT code, customer_ids AS customers FROM provider_failures ORDER BY id`
  const failed = [...new Set(failures.flatMap(({ customers }) => customers))]
  const byCode = await path.pool<
    { code: string; calls: number }[]
  >`SELECT code, sum(calls)::int AS calls FROM provider_calls GROUP BY code ORDER BY code`
  expect(failures).toHaveLength(9)
  expect([...byCode]).toEqual([
    { code: 'ok', calls: 15 },
    { code: 'server_error', calls: 9 },
  ])

  const { parts, providers } = await ask<Health>('/api/v1/system-health')
  expect(providers).toEqual([{ channel: 'sms', calls15m: 24, failures15m: 9, calls1h: 24, failures1h: 9, worstCode: 'server_error' }])
  expect(parts.find(({ part }) => part === 'providers')).toMatchObject({
    level: 'red',
    reasons: [{ code: 'provider_fails', message: '9 of 24 sms calls of the last 15 minutes failed, most of them as server_error' }],
  })

  const perf = await ask<ApiPerf>('/api/v1/reports/voucher-campaigns/api-perf')
  expect(perf.channels.now.find(({ channel }) => channel === 'sms')).toMatchObject({
    calls: 24,
    errors: 9,
    retries: 0,
    messages: 24,
    byCode: [
      { code: 'ok', calls: 15 },
      { code: 'server_error', calls: 9 },
    ],
  })

  for (const person of people) {
    const query = `campaign=${formatId('broadcast', id)}&customer=${formatId('customer', person)}`
    const { answer, runs } = await ask<Diagnostics>(`/api/v1/diagnostics?${query}`)
    const failedCalls = runs?.[0]?.timeline.filter(({ kind }) => kind === 'call_failed') ?? []
    if (!failed.includes(person)) expect([answer?.standing, failedCalls]).toEqual(['got_it', []])
    else {
      expect(answer?.standing).toBe('unknown')
      expect(failedCalls).toMatchObject([
        { channel: 'sms', source: 'provider', sentence: 'A call with the SMS failed (server_error), and is not made again.' },
      ])
    }
  }
})
