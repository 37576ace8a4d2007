import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { broadcastRoutes } from '../../../api/routes/broadcasts/index.ts'
import type { preflightSchema } from '../../../api/schemas/broadcast-preview.ts'
import { addCustomers } from '../../send-path/send-fixture.ts'
import { startTestApi, type TestApi } from '../test-api.ts'
import { type BroadcastBody, makeDraft, openConnections, type ProblemBody, smsDraft } from './broadcast-fixtures.ts'

type Preflight = z.output<typeof preflightSchema>

const path = '/api/v1/broadcasts'
// Noon in Berlin, early morning in New York.
const now = new Date('2026-03-02T11:00:00Z')
let api: TestApi

beforeAll(async () => {
  api = await startTestApi({ routes: broadcastRoutes, clock: () => now })
  await addCustomers(api.pool, 'email', [
    {},
    {},
    { consent: 'unsubscribed' },
    { email: null },
    { lastContactAt: new Date(now.getTime() - 3_600_000) },
  ])
  await addCustomers(api.pool, 'sms', [
    { email: null, phone: '+4915112345678', timeZone: 'Europe/Berlin' },
    { email: null, phone: '+12125550123', timeZone: 'America/New_York' },
  ])
})

afterAll(() => api.close())

const preflight = async (id: string) => (await api.call<Preflight>('GET', `${path}/${id}/preflight`)).body
const codes = ({ checks }: Preflight) => checks.map(({ level, code }) => `${level} ${code}`)
const outboxOf = async (kind: string) =>
  api.pool<{ payload: { broadcastId: string } }[]>`SELECT payload FROM outbox WHERE kind = ${kind} ORDER BY id`

describe('a preflight', () => {
  it('says whom an email would reach, and why not the others', async () => {
    const { id } = await makeDraft(api)
    const { ok, audience, checks, sms } = await preflight(id)
    expect([ok, sms]).toEqual([true, null])
    expect(audience).toEqual({ members: 7, reachable: 2, deferred: 0, unreachable: { no_address: 3, not_subscribed: 1, cooldown: 1 } })
    expect(checks.map(({ code }) => code)).toContain('members_unreachable')
  })

  it('says what an SMS costs, and who is in quiet hours', async () => {
    const { id } = await makeDraft(api, smsDraft)
    const { audience, sms, ...rest } = await preflight(id)
    expect(audience).toMatchObject({ reachable: 2, deferred: 1, unreachable: { no_address: 5 } })
    expect(sms).toEqual({ parts: 1, encoding: 'GSM-7', estimatedCost: { amountMicros: 66_600, currency: 'EUR' } })
    expect(codes({ audience, sms, ...rest })).toEqual(expect.arrayContaining(['warning quiet_hours', 'info sms_cost']))
  })

  it('looks at the time of sending, not at now', async () => {
    const { id } = await makeDraft(api, { ...smsDraft, schedule: { kind: 'local', date: '2026-03-03', time: '10:00' } })
    expect((await preflight(id)).audience).toMatchObject({ reachable: 2, deferred: 0 })
    const late = await makeDraft(api, { ...smsDraft, schedule: { kind: 'local', date: '2026-03-03', time: '22:00' } })
    expect((await preflight(late.id)).audience).toMatchObject({ reachable: 2, deferred: 2 })
  })

  it('finds what is wrong with the message', async () => {
    const { id } = await makeDraft(api, {
      message: { channel: 'email', subject: 'Hi', html: '<a href="ftp://shop.test">x</a> {{ customer.frist_name }}' },
    })
    const found = await preflight(id)
    expect(found.ok).toBe(false)
    expect(codes(found)).toContain('error message_unknown_field')
  })
})

describe('sending', () => {
  it('schedules the draft and writes down its start, though Temporal is away', async () => {
    const { id } = await makeDraft(api)
    const { status, body } = await api.call<BroadcastBody>('POST', `${path}/${id}/send`, {
      body: { schedule: { kind: 'at', at: '2026-03-05T10:00:00Z' } },
    })
    expect(status).toBe(202)
    expect(body).toMatchObject({
      id,
      status: 'scheduled',
      schedule: { kind: 'at', at: '2026-03-05T10:00:00.000Z' },
      version: 2,
      temporalUrl: expect.stringContaining('/workflows/broadcast%3Abrd_'),
    })
    const started = (await outboxOf('start_broadcast')).at(-1)
    const [row] = await api.pool<{ id: string }[]>`SELECT id FROM broadcasts WHERE status = 'scheduled' ORDER BY id DESC LIMIT 1`
    expect(started?.payload).toEqual({ broadcastId: row?.id })
  })

  it('happens once, however often it is asked for', async () => {
    await openConnections(api)
    const { id } = await makeDraft(api)
    const before = (await outboxOf('start_broadcast')).length
    const answers = await Promise.all(Array.from({ length: 6 }, () => api.call<ProblemBody>('POST', `${path}/${id}/send`)))
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(5)
    expect((await outboxOf('start_broadcast')).length).toBe(before + 1)
  })

  it('gives the same answer again under one Idempotency-Key', async () => {
    const { id } = await makeDraft(api)
    const send = () => api.call<BroadcastBody>('POST', `${path}/${id}/send`, { headers: { 'idempotency-key': `send-${id}` } })
    const [first, second] = [await send(), await send()]
    expect([first.status, second.status]).toEqual([202, 202])
    expect(second.body).toEqual(first.body)
    expect(second.headers.get('idempotency-replayed')).toBe('true')
  })

  it.each([
    ['an empty audience', { audience: { include: [], exclude: [] } }, 'audience_empty'],
    ['a message with errors', { message: { channel: 'email' as const, subject: '', html: '<p>Hi</p>' } }, 'message_empty'],
    ['a time that has passed', { schedule: { kind: 'at' as const, at: '2026-03-01T10:00:00Z' } }, 'schedule_past'],
  ])('is refused for %s, and the draft stays one', async (_what, change, code) => {
    const { id } = await makeDraft(api, change)
    const before = (await outboxOf('start_broadcast')).length
    const { status, body } = await api.call<ProblemBody>('POST', `${path}/${id}/send`)
    expect([status, body.code]).toEqual([422, 'preflight_failed'])
    expect(body.errors?.map((error) => error.path)).toContain(code)
    expect((await api.call<BroadcastBody>('GET', `${path}/${id}`)).body.status).toBe('draft')
    expect((await outboxOf('start_broadcast')).length).toBe(before)
  })

  it('needs the scope for it', async () => {
    const { createApiKey } = await import('../../../db/queries/api-keys.ts')
    const { key } = await createApiKey(api.pool, { name: 'writer', scopes: ['broadcasts:write'] })
    const { id } = await makeDraft(api)
    expect(await api.call<ProblemBody>('POST', `${path}/${id}/send`, { key })).toMatchObject({
      status: 403,
      body: { code: 'scope_missing' },
    })
  })
})

describe('a command', () => {
  const commands = [
    ['pause', undefined],
    ['resume', undefined],
    ['cancel', undefined],
    ['reschedule', { schedule: { kind: 'now' } }],
  ] as const

  it.each(commands)('to %s is refused for a draft', async (command, body) => {
    const { id } = await makeDraft(api)
    expect(await api.call<ProblemBody>('POST', `${path}/${id}/${command}`, body === undefined ? {} : { body })).toMatchObject({
      status: 409,
      body: { code: 'broadcast_not_running' },
    })
  })

  it.each(commands)('to %s says so when Temporal is away', async (command, body) => {
    const { id } = await makeDraft(api)
    await api.call('POST', `${path}/${id}/send`)
    expect(await api.call<ProblemBody>('POST', `${path}/${id}/${command}`, body === undefined ? {} : { body })).toMatchObject({
      status: 503,
      body: { code: 'temporal_unavailable' },
    })
  })

  it('to reschedule takes no time that has passed', async () => {
    const { id } = await makeDraft(api)
    await api.call('POST', `${path}/${id}/send`)
    const answer = await api.call<ProblemBody>('POST', `${path}/${id}/reschedule`, {
      body: { schedule: { kind: 'local', date: '1900-01-01', time: '00:00' } },
    })
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: 'schedule' }] } })
  })
})
