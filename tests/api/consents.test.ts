import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RowResult } from '../../api/http/bulk.ts'
import { createApiKey } from '../../db/queries/api-keys.ts'
import { recordConsents } from '../../db/queries/consents.ts'
import { formatId } from '../../domain/ids.ts'
import { enterAs } from '../members/member-browser.ts'
import { startTestApi, type TestApi } from './test-api.ts'

interface ConsentEvent {
  status: string
  previousStatus: string
  source: string
  address: string | null
  isApplied: boolean
}

let api: TestApi

beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.close())

async function makeCustomer(externalId: string, fields: Record<string, unknown> = {}) {
  const answer = await api.call<{ id: string }>('POST', '/api/v1/customers', {
    body: { externalId, email: `${externalId}@example.com`, ...fields },
  })
  expect(answer.status).toBe(201)
}

async function say(externalId: string, statement: Record<string, unknown>) {
  const { body } = await api.call<{ results: RowResult[] }>('POST', '/api/v1/consents', {
    body: { consents: [{ customerExternalId: externalId, channel: 'email', ...statement }] },
  })
  return body.results[0]?.status
}

async function readStatus(externalId: string) {
  return (await api.call<{ consents: Record<string, string> }>('GET', `/api/v1/customers/ext:${externalId}`)).body.consents['email']
}

async function readEvidence(externalId: string) {
  return (await api.call<{ data: ConsentEvent[] }>('GET', `/api/v1/consents?customer=ext:${externalId}`)).body.data
}

describe('a statement of consent', () => {
  it('counts, and is kept with the address that it was given for', async () => {
    await makeCustomer('anna')
    expect(await say('anna', { status: 'subscribed', source: 'checkout', wordingVersion: 'v3' })).toBe('applied')
    expect(await readStatus('anna')).toBe('subscribed')
    expect(await readEvidence('anna')).toMatchObject([
      { status: 'subscribed', previousStatus: 'never', source: 'checkout', address: 'anna@example.com', isApplied: true },
    ])
  })

  it('that comes late is evidence only', async () => {
    await makeCustomer('bob')
    await say('bob', { status: 'unsubscribed', occurredAt: '2026-05-02T00:00:00Z' })
    expect(await say('bob', { status: 'subscribed', occurredAt: '2026-05-01T00:00:00Z' })).toBe('recorded')
    expect(await readStatus('bob')).toBe('unsubscribed')
    expect((await readEvidence('bob')).map((event) => event.isApplied)).toEqual([false, true])
  })

  it('that is sent again leaves no trace', async () => {
    await makeCustomer('cleo')
    const statement = { status: 'subscribed', source: 'form', occurredAt: '2026-05-01T00:00:00Z' }
    expect([await say('cleo', statement), await say('cleo', statement)]).toEqual(['applied', 'duplicate'])
    expect(await readEvidence('cleo')).toHaveLength(1)
  })

  it('from an import does not lift an opt-out, unless it says how the person came back', async () => {
    await makeCustomer('dora')
    await say('dora', { status: 'unsubscribed', occurredAt: '2026-05-01T00:00:00Z' })
    expect(await say('dora', { status: 'subscribed', source: 'import', occurredAt: '2026-05-02T00:00:00Z' })).toBe('recorded')
    expect(await say('dora', { status: 'never', source: 'api' })).toBe('recorded')
    expect(await readStatus('dora')).toBe('unsubscribed')
    expect(await say('dora', { status: 'subscribed', source: 'import:newsletter form', occurredAt: '2026-05-03T00:00:00Z' })).toBe(
      'applied',
    )
  })

  it('is not from the future', async () => {
    await makeCustomer('emil')
    expect(await say('emil', { status: 'subscribed', occurredAt: '2150-05-01T00:00:00Z' })).toBe('rejected')
  })

  it('about nobody we know is refused, and sinks no other', async () => {
    await makeCustomer('frida')
    const { body } = await api.call<{ results: RowResult[] }>('POST', '/api/v1/consents', {
      body: {
        consents: [
          { customerExternalId: 'nobody', channel: 'sms', status: 'subscribed' },
          { customerExternalId: 'frida', channel: 'sms', status: 'subscribed' },
          { channel: 'sms', status: 'subscribed' },
        ],
      },
    })
    expect(body.results.map((result) => result.status)).toEqual(['rejected', 'applied', 'rejected'])
  })
})

describe('when the address changes', () => {
  it('permission for the old one ends, with evidence, and an old statement does not bring it back', async () => {
    const before = { status: 'subscribed', source: 'checkout', occurredAt: '2026-05-01T00:00:00Z' }
    await makeCustomer('gina', { consents: { email: before } })
    await api.call('PUT', '/api/v1/customers/ext:gina', { body: { email: 'other@example.com' } })
    expect(await readStatus('gina')).toBe('never')
    expect(await readEvidence('gina')).toMatchObject([
      { status: 'never', source: 'address_changed', address: 'gina@example.com' },
      { status: 'subscribed' },
    ])
    await api.call('PUT', '/api/v1/customers/ext:gina', { body: { consents: { email: before } } })
    expect(await readStatus('gina')).toBe('never')
  })

  it('permission that comes along with the new one counts, even when it was given before it was sent', async () => {
    await makeCustomer('hana', { consents: { email: { status: 'subscribed', source: 'checkout', occurredAt: '2026-05-01T00:00:00Z' } } })
    await api.call('PUT', '/api/v1/customers/ext:hana', {
      body: { email: 'h2@example.com', consents: { email: { status: 'subscribed', source: 'form', occurredAt: '2026-05-09T00:00:00Z' } } },
    })
    expect(await readStatus('hana')).toBe('subscribed')
    expect((await readEvidence('hana'))[0]).toMatchObject({ address: 'h2@example.com', source: 'form' })
  })

  it('an opt-out stays', async () => {
    await makeCustomer('ines', { consents: { email: { status: 'unsubscribed' } } })
    await api.call('PUT', '/api/v1/customers/ext:ines', { body: { email: 'i2@example.com' } })
    expect(await readStatus('ines')).toBe('unsubscribed')
  })

  it('permission for another address than the present one is evidence only, an opt-out counts', async () => {
    await makeCustomer('jana')
    expect(await say('jana', { status: 'subscribed', address: 'old@example.com' })).toBe('recorded')
    expect(await say('jana', { status: 'subscribed', address: 'JANA@example.com' })).toBe('applied')
    await makeCustomer('karl')
    const early = { status: 'subscribed', source: 'form', address: 'new@example.com', occurredAt: '2026-05-01T00:00:00Z' }
    expect([await say('karl', early), await say('karl', early)]).toEqual(['recorded', 'duplicate'])
    await api.call('PUT', '/api/v1/customers/ext:karl', { body: { email: 'new@example.com' } })
    expect(await say('karl', early)).toBe('applied')
    expect(await say('jana', { status: 'unsubscribed', address: 'old@example.com' })).toBe('applied')
  })
})

describe('recording by the thousand', () => {
  it('from overlapping callers in any order neither deadlocks nor loses an opt-out', async () => {
    const customers = Array.from({ length: 1000 }, (_, index) => ({ externalId: `mass${index}` }))
    await api.call('POST', '/api/v1/customers/bulk', { body: { customers } })
    const ids = (await api.pool<{ id: string }[]>`SELECT id FROM customers WHERE external_id LIKE 'mass%'`).map((row) => row.id)
    await Promise.all(
      Array.from({ length: 6 }, (_, caller) =>
        recordConsents(
          api.pool,
          (caller % 2 === 0 ? ids : ids.toReversed()).map((customerId) => ({
            customerId,
            channel: 'sms' as const,
            occurredAt: new Date(),
            status: caller === 3 ? ('unsubscribed' as const) : ('subscribed' as const),
            source: caller === 3 ? 'one_click' : 'import',
          })),
        ),
      ),
    )
    expect(
      await api.pool`SELECT sms_consent AS status, count(*)::int AS count FROM contact_states WHERE customer_id = ANY(${ids}::uuid[]) GROUP BY 1`,
    ).toEqual([{ status: 'unsubscribed', count: 1000 }])
  })

  it('takes several statements about one customer in their order', async () => {
    await makeCustomer('kim')
    const [row] = await api.pool<{ id: string }[]>`SELECT id FROM customers WHERE external_id = 'kim'`
    const customerId = row?.id ?? ''
    const at = (day: number) => new Date(Date.UTC(2026, 4, day))
    const results = await recordConsents(api.pool, [
      { customerId, channel: 'email', status: 'subscribed', source: 'form', occurredAt: at(3) },
      { customerId, channel: 'email', status: 'unsubscribed', source: 'api', occurredAt: at(2) },
      { customerId, channel: 'push', status: 'subscribed', source: 'form', occurredAt: at(1) },
    ])
    expect(results).toEqual([
      { kind: 'apply', previousStatus: 'never', status: 'subscribed' },
      { kind: 'record', why: 'older', previousStatus: 'subscribed', status: 'subscribed' },
      { kind: 'apply', previousStatus: 'never', status: 'subscribed' },
    ])
  })
})

describe('suppressions', () => {
  const list = async (query = '') =>
    (await api.call<{ data: { address: string; reason: string }[] }>('GET', `/api/v1/suppressions${query}`)).body.data

  it('are added and removed with a log of who did it, the stronger reason winning', async () => {
    const add = (reason: string) =>
      api.call<{ added: number; unchanged: number }>('POST', '/api/v1/suppressions', {
        body: { suppressions: [{ channel: 'email', address: ' Bad@Example.com', reason }] },
      })
    expect((await add('soft_bounces')).body).toEqual({ added: 1, unchanged: 0 })
    expect((await add('complaint')).body).toEqual({ added: 1, unchanged: 0 })
    expect((await add('stop')).body).toEqual({ added: 0, unchanged: 1 })
    expect(await list('?address=bad@example.com')).toMatchObject([{ address: 'bad@example.com', reason: 'complaint' }])
    expect((await api.call('DELETE', '/api/v1/suppressions/email/BAD@example.com')).status).toBe(204)
    expect((await api.call('DELETE', '/api/v1/suppressions/email/BAD@example.com')).status).toBe(404)
    const { body } = await api.call<{ data: { action: string; reason: string; source: string }[] }>(
      'GET',
      '/api/v1/suppression-events?address=bad@example.com',
    )
    expect(body.data.map(({ action, reason }) => [action, reason])).toEqual([
      ['removed', 'complaint'],
      ['added', 'complaint'],
      ['added', 'soft_bounces'],
    ])
    expect(body.data.every(({ source }) => source.startsWith('api:key_'))).toBe(true)
  })

  it('named twice in one request have the stronger reason', async () => {
    const both = ['complaint', 'soft_bounces'].map((reason) => ({ channel: 'email', address: 'twice@example.com', reason }))
    for (const suppressions of [both.toReversed(), both]) await api.call('POST', '/api/v1/suppressions', { body: { suppressions } })
    expect(await list('?address=twice@example.com')).toMatchObject([{ reason: 'complaint' }])
    expect((await api.call<{ data: unknown[] }>('GET', '/api/v1/suppression-events?address=twice@example.com')).body.data).toHaveLength(1)
  })

  it('are all or none, read in pages, and addressed in any spelling of a number', async () => {
    const suppressions = Array.from({ length: 5 }, (_, index) => ({ channel: 'sms', address: `030 90182${index}` }))
    const refused = await api.call<{ errors: { path: string }[] }>('POST', '/api/v1/suppressions', {
      body: { suppressions: [...suppressions, { channel: 'sms', address: '1' }] },
    })
    expect([refused.status, refused.body.errors[0]?.path]).toEqual([422, 'suppressions[5].address'])
    expect(await list('?channel=sms')).toEqual([])
    await api.call('POST', '/api/v1/suppressions', { body: { suppressions } })
    const first = await api.call<{ data: unknown[]; nextCursor: string }>('GET', '/api/v1/suppressions?channel=sms&limit=3')
    const second = await api.call<{ data: unknown[]; nextCursor: string | null }>(
      'GET',
      `/api/v1/suppressions?channel=sms&limit=3&cursor=${first.body.nextCursor}`,
    )
    expect([first.body.data.length, second.body.data.length, second.body.nextCursor]).toEqual([3, 2, null])
  })
})

describe('what a member records in the console', () => {
  it('names them in the evidence, to who may read members', async () => {
    const { body: customer } = await api.call<{ id: string }>('POST', '/api/v1/customers', {
      body: { externalId: 'by-phone', email: 'by@phone.example' },
    })
    const operator = await enterAs(api, 'operator', { name: 'Bo' })
    const record = (status: string) => ({ consents: [{ customerId: customer.id, channel: 'email', status, source: 'operator: by phone' }] })
    await api.call('POST', '/api/v1/consents', { body: record('subscribed') })
    await operator.call('POST', '/api/v1/consents', { body: record('unsubscribed') })
    const readBy = async (browser: Pick<typeof operator, 'call'>, options = {}) =>
      (await browser.call<{ data: { recordedBy: unknown }[] }>('GET', `/api/v1/consents?customer=${customer.id}`, options)).body.data.map(
        ({ recordedBy }) => recordedBy,
      )
    const id = formatId('member', operator.member.id)
    expect(await readBy(operator)).toEqual([{ id, name: 'Bo' }, null])
    const { key } = await createApiKey(api.pool, { name: 'reader', scopes: ['consents:read'] })
    expect(await readBy(api, { key })).toEqual([{ id, name: null }, null])
    await api.pool`DELETE FROM members WHERE id = ${operator.member.id}`
    expect(await readBy(api)).toEqual([{ id, name: null }, null])
  })
})
