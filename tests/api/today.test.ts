import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refreshSegments } from '../../db/queries/segments/refresh-segments.ts'
import { writeSegmentCounts } from '../../db/queries/segments/segment-counts.ts'
import { changeSettings } from '../../db/queries/settings.ts'
import { formatId } from '../../domain/ids.ts'
import { segmentKeys } from '../../domain/segment-keys.ts'
import { insertOrders } from '../segments/store-fixture.ts'
import { startTestApi, type TestApi } from './test-api.ts'

interface Today {
  steps: { step: string; isDone: boolean }[]
  readiness: string
  buyers: number
  yesterday: string
  weekAgo: string
  segments: { key: string; customers: number; yesterday: number | null; weekAgo: number | null }[]
  suggestions: {
    key: string
    customers: number
    reachable: Record<string, number>
    rested: number
    channel: string
    latest: { id: string; name: string } | null
  }[]
}

interface Live {
  data: { kind: string; id: string; name: string; status: string; numbers: Record<string, number | null> }[]
}

const dayMs = 86_400_000
const at = new Date('2026-06-30T10:00:00Z')
const ago = (days: number) => new Date(at.getTime() - days * dayMs)
const uuid = (n: number) => `01890a5d-ac96-774b-bcce-b302099a80${String(n).padStart(2, '0')}`

let api: TestApi
beforeAll(async () => {
  api = await startTestApi({ clock: () => at })
})
afterAll(() => api.close())

const readToday = async () => (await api.call<Today>('GET', '/api/v1/today')).body
const readLive = async () => (await api.call<Live>('GET', '/api/v1/today/campaigns')).body.data

describe('the morning of an empty store', () => {
  it('has everything still to do, nothing to suggest and nothing going on', async () => {
    const today = await readToday()
    expect(today.steps).toEqual(['sender', 'customers', 'orders', 'broadcast', 'autopilot'].map((step) => ({ step, isDone: false })))
    expect(today).toMatchObject({ readiness: 'not_enough_orders', buyers: 0, suggestions: [] })
    expect(await readLive()).toEqual([])
    expect((await api.call('GET', '/api/v1/today/results')).body).toEqual({
      from: ago(7).toISOString(),
      until: at.toISOString(),
      now: { messages: 0, orders: 0, revenue: [] },
      before: { messages: 0, orders: 0, revenue: [] },
    })
  })
})

describe('the morning of a store that is under way', () => {
  beforeAll(async () => {
    await changeSettings(api.pool, 'store', {
      timeZone: 'Europe/Berlin',
      currency: 'EUR',
      sender: { name: 'Shop', email: 'hello@shop.example' },
      postalAddress: 'Shop, 1 Row, Berlin',
    })
    // Five each: one order a week ago, and long ago.
    await insertOrders(
      api.pool,
      Array.from({ length: 30 }, (_, buyer) => ({
        customer: `buyer ${buyer}`,
        placedAtMs: ago(buyer < 5 ? 3 : 400 + buyer).getTime(),
        netMinor: 1_000 + buyer * 100,
        isValid: true,
      })),
    )
    await api.pool`UPDATE customers SET email = replace(external_id, ' ', '') || '@example.com', phone = CASE WHEN external_id = 'buyer 0' THEN '+49305550101' END`
    await api.pool`UPDATE contact_states SET email_consent = 'subscribed', sms_consent = 'subscribed'`
    await api.pool`INSERT INTO suppressions (channel, address, reason, source) VALUES ('email', 'buyer1@example.com', 'complaint', 'test')`
    await api.pool`UPDATE contact_states SET last_contact_at = ${ago(0.5)} WHERE customer_id = (SELECT id FROM customers WHERE external_id = 'buyer 2')`
    await refreshSegments(api.pool, at)
    const customers = Object.fromEntries(segmentKeys.map((key, index) => [key, index])) as Record<(typeof segmentKeys)[number], number>
    await writeSegmentCounts(api.pool, [
      { day: '2026-06-29', buyers: 0, customers },
      { day: '2026-06-23', buyers: 0, customers: { ...customers, new: 2 } },
    ])
  })

  it('says how each segment stands beside yesterday and a week ago', async () => {
    const { segments, yesterday, weekAgo, buyers } = await readToday()
    expect({ yesterday, weekAgo, buyers }).toEqual({ yesterday: '2026-06-29', weekAgo: '2026-06-23', buyers: 30 })
    expect(segments.map(({ key }) => key)).toEqual(segmentKeys)
    expect(segments.find(({ key }) => key === 'new')).toMatchObject({ customers: 5, yesterday: 1, weekAgo: 2 })
  })

  it('suggests sends with whom they would reach: not a suppressed address, and not yet whoever was just written to', async () => {
    const { suggestions } = await readToday()
    expect(suggestions.find(({ key }) => key === 'new')).toMatchObject({
      customers: 5,
      reachable: { any: 4, email: 4, sms: 1, push: 0 },
      rested: 3,
      channel: 'email',
      latest: null,
    })
    expect(suggestions.map(({ key }) => key)).not.toContain('vip')
    const { body } = await api.call<{ data: object[] }>('GET', '/api/v1/customers?segment=new&reachable=email')
    expect(body.data).toHaveLength(4)
  })

  it('says when they were written to last, by the broadcast to just them', async () => {
    const include = [{ kind: 'segment', segment: 'new' }]
    await api.pool`
      INSERT INTO broadcasts (id, name, channel, status, message, audience, started_at) VALUES
        (${uuid(1)}, 'Welcome', 'email', 'sent', '{}', ${api.pool.json({ include, exclude: [] })}, ${ago(9)}),
        (${uuid(2)}, 'Everyone', 'email', 'sent', '{}', '{"include":[{"kind":"everyone"}],"exclude":[]}', ${ago(1)})`
    const { suggestions, steps } = await readToday()
    expect(suggestions.find(({ key }) => key === 'new')?.latest).toMatchObject({ id: formatId('broadcast', uuid(1)), name: 'Welcome' })
    expect(steps.map(({ isDone }) => isDone)).toEqual([true, true, true, true, false])
  })

  it('shows what runs, waits, is paused or has failed within a week, the failed first, with numbers', async () => {
    await api.pool`
      INSERT INTO broadcasts (id, name, channel, status, message, audience, started_at, finished_at) VALUES
        (${uuid(3)}, 'Running', 'email', 'sending', '{}', '{}', ${ago(0.1)}, NULL), (${uuid(4)}, 'Broken', 'sms', 'failed', '{}', '{}', ${ago(2)}, ${ago(2)}),
        (${uuid(5)}, 'Broken long ago', 'sms', 'failed', '{}', '{}', ${ago(9)}, ${ago(8)}), (${uuid(6)}, 'Draft', 'sms', 'draft', '{}', '{}', NULL, NULL)`
    await api.pool`INSERT INTO sends (id, campaign_kind, campaign_id, channel, message, policy, recipients) VALUES (${uuid(3)}, 'broadcast', ${uuid(3)}, 'email', '{}', '{}', 4000)`
    await api.pool`
      INSERT INTO send_pages (send_id, page, not_before, customer_ids, claimed_at)
      SELECT ${uuid(3)}, n, ${at}, '{}', CASE WHEN n < 3 THEN ${at}::timestamptz END FROM generate_series(0, 3) AS n`
    await api.pool`INSERT INTO autopilots (id, name, status, definition, enabled_at) VALUES (${uuid(7)}, 'Win-back', 'enabled', '{}', ${ago(30)})`
    const live = await readLive()
    expect(live.map(({ name, kind, status }) => [name, kind, status])).toEqual([
      ['Broken', 'broadcast', 'failed'],
      ['Running', 'broadcast', 'sending'],
      ['Win-back', 'autopilot', 'enabled'],
    ])
    expect(live[1]).toMatchObject({
      id: formatId('broadcast', uuid(3)),
      numbers: { recipients: 4_000, decidedShare: 0.75, openVouchers: null },
    })
    expect(live[2]?.numbers).toMatchObject({ journeys: 0, matched24h: 0, redeemed7d: 0, recipients: null })
  })

  it('counts what campaigns have brought in seven days, and in the seven before', async () => {
    const write = (customer: string, days: number) => api.pool`
      INSERT INTO deliveries (send_id, customer_id, channel, page, status, policy_inputs, claimed_at, accepted_at)
      SELECT ${uuid(3)}, id, 'email', 0, 'delivered', '{}', ${ago(days)}, ${ago(days)} FROM customers WHERE external_id = ${customer}`
    await write('buyer 0', 4)
    await write('buyer 1', 10.5)
    await insertOrders(api.pool, [{ customer: 'buyer 1', placedAtMs: ago(9).getTime(), netMinor: 4_200, isValid: true }])
    const { body } = await api.call<object>('GET', '/api/v1/today/results')
    expect(body).toMatchObject({
      // The order of three days ago.
      now: { messages: 1, orders: 1, revenue: [{ amountMinor: 1_000, currency: 'EUR' }] },
      before: { messages: 1, orders: 1, revenue: [{ amountMinor: 4_200, currency: 'EUR' }] },
    })
  })
})
