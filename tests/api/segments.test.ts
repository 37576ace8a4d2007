import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countSegmentDays } from '../../db/queries/segments/count-segment-days.ts'
import { refreshSegments } from '../../db/queries/segments/refresh-segments.ts'
import { changeSettings } from '../../db/queries/settings.ts'
import { segmentKeys, type SegmentKey } from '../../domain/segment-keys.ts'
import { judgeSegments, type OracleOrder } from '../segments/segment-oracle.ts'
import { insertOrders } from '../segments/store-fixture.ts'
import { startTestApi, type TestApi } from './test-api.ts'

interface SegmentsAnswer {
  readiness: string
  asOf: string
  refreshedAt: string | null
  buyers: number
  segments: { key: SegmentKey; kind: string; rule: string; customers: number; share: number }[]
}

const dayMs = 86_400_000
const at = new Date('2026-06-30T21:30:00Z')
// 60 buyers, each with a rhythm of their own.
const orders: OracleOrder[] = Array.from({ length: 60 }, (_, buyer) =>
  Array.from({ length: 1 + (buyer % 7) }, (_, index) => ({
    customer: `buyer ${buyer}`,
    placedAtMs: at.getTime() - (buyer * 2 + index * (8 + (buyer % 20))) * dayMs - 3_600_000,
    netMinor: 500 + ((buyer * 37) % 90) * 100,
    isValid: true,
  })),
).flat()

function countByOracle(instantMs: number): { buyers: number; customers: Record<SegmentKey, number> } {
  const scores = [...judgeSegments(orders, instantMs).values()]
  const customers = Object.fromEntries(
    segmentKeys.map((key) => [key, scores.filter(({ stage, tags }) => stage === key || tags.includes(key)).length]),
  )
  return { buyers: scores.length, customers: customers as Record<SegmentKey, number> }
}

let api: TestApi
beforeAll(async () => {
  api = await startTestApi({ clock: () => at })
})
afterAll(() => api.close())

function counts({ buyers, segments }: SegmentsAnswer) {
  return { buyers, customers: Object.fromEntries(segments.map(({ key, customers }) => [key, customers])) }
}

// In the order in which a new store sees them.
describe('segments over HTTP', () => {
  it('say that there are not enough orders yet, and then that nothing is computed yet', async () => {
    const empty = await api.call<SegmentsAnswer>('GET', '/api/v1/segments')
    expect(empty.body).toMatchObject({ readiness: 'not_enough_orders', buyers: 0, refreshedAt: null })
    expect(empty.body.segments.map(({ key, customers, share }) => [key, customers, share])).toEqual(segmentKeys.map((key) => [key, 0, 0]))
    await changeSettings(api.pool, 'store', { timeZone: 'Europe/Berlin', currency: 'EUR' })
    await insertOrders(api.pool, orders)
    expect((await api.call<SegmentsAnswer>('GET', '/api/v1/segments')).body).toMatchObject({ readiness: 'not_computed', buyers: 0 })
  })

  it('have sizes and shares after a refresh', async () => {
    await refreshSegments(api.pool, at)
    const { body } = await api.call<SegmentsAnswer>('GET', '/api/v1/segments')
    expect(body).toMatchObject({ readiness: 'ready', refreshedAt: at.toISOString(), asOf: at.toISOString() })
    expect(counts(body)).toEqual(countByOracle(at.getTime()))
    const atRisk = body.segments.find(({ key }) => key === 'at_risk')
    expect(atRisk?.share).toBeCloseTo((atRisk?.customers ?? 0) / 60)
    expect(atRisk).toMatchObject({ kind: 'tag', rule: expect.stringContaining('1.5 to 3 times') })
  })

  it('answer for a past instant', async () => {
    const asOf = new Date(at.getTime() - 40 * dayMs)
    const { body } = await api.call<SegmentsAnswer>('GET', `/api/v1/segments?asOf=${asOf.toISOString()}`)
    expect(body.asOf).toBe(asOf.toISOString())
    expect(counts(body)).toEqual(countByOracle(asOf.getTime()))
    expect((await api.call('GET', '/api/v1/segments?asOf=yesterday')).status).toBe(422)
  })

  it('list their customers in pages, each once, with figures', async () => {
    interface Page {
      data: { customerId: string; externalId: string; segments: string[]; orders: number; net: object; quietness: number }[]
      nextCursor: string | null
    }
    const pages: Page[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body }: { body: Page } = await api.call<Page>(
        'GET',
        `/api/v1/segments/repeat/customers?limit=20${cursor === '' ? '' : `&cursor=${cursor}`}`,
      )
      pages.push(body)
      cursor = body.nextCursor
    }
    const found = pages.flatMap(({ data }) => data)
    expect(pages.length).toBeGreaterThan(1)
    expect(found.map(({ externalId }) => externalId).toSorted()).toEqual(
      [...judgeSegments(orders, at.getTime())].flatMap(([customer, { tags }]) => (tags.includes('repeat') ? [customer] : [])).toSorted(),
    )
    const one = found.find(({ externalId }) => externalId === 'buyer 13')
    // Last order 26 days and an hour ago, six gaps of 21 days.
    expect(one).toMatchObject({ orders: 7, net: { amountMinor: 7 * (500 + ((13 * 37) % 90) * 100), currency: 'EUR' } })
    expect(one?.quietness).toBeCloseTo((26 + 1 / 24) / 21, 9)
    expect(one?.customerId).toMatch(/^cus_/)
  })

  it('know no others', async () => {
    expect((await api.call('GET', '/api/v1/segments/everyone/customers')).status).toBe(404)
    expect((await api.call('GET', '/api/v1/segments/vip/customers?cursor=abc')).status).toBe(400)
  })

  it('list who was in them at a past instant, in pages of one piece', async () => {
    const asOf = new Date(at.getTime() - 40 * dayMs)
    const expected = judgeSegments(orders, asOf.getTime())
    for (const key of segmentKeys) {
      const found: string[] = []
      for (let cursor: string | null = ''; cursor !== null;) {
        const path: string = `/api/v1/segments/${key}/customers?limit=3&asOf=${asOf.toISOString()}${cursor === '' ? '' : `&cursor=${cursor}`}`
        const { body }: { body: { data: { externalId: string; segments: string[] }[]; nextCursor: string | null } } = await api.call(
          'GET',
          path,
        )
        expect(body.data.every(({ segments }) => segments.includes(key))).toBe(true)
        found.push(...body.data.map(({ externalId }) => externalId))
        cursor = body.nextCursor
      }
      const wanted = [...expected].flatMap(([customer, { stage, tags }]) => (stage === key || tags.includes(key) ? [customer] : []))
      expect(found.toSorted(), key).toEqual(wanted.toSorted())
    }
    const { body } = await api.call<{ data: object[] }>('GET', `/api/v1/segments/vip/customers?asOf=1999-01-01T00:00:00Z`)
    expect(body.data).toEqual([])
  })

  it('are not known for an instant of the future', async () => {
    for (const path of ['segments', 'segments/vip/customers', 'reports/rfm']) {
      const { status, body } = await api.call<{ errors: object[] }>('GET', `/api/v1/${path}?asOf=2026-07-30T00:00:00Z`)
      expect([status, body.errors]).toEqual([422, [{ path: 'query.asOf', message: 'In the future' }]])
    }
  })

  it('refuse cursors that are not theirs', async () => {
    const forged = (key: unknown[]) => Buffer.from(JSON.stringify(key)).toString('base64url')
    const id = '00000000-0000-7000-8000-000000000000'
    expect((await api.call('GET', `/api/v1/segments/vip/customers?cursor=${forged([id, '{}'])}`)).status).toBe(400)
    expect((await api.call('GET', `/api/v1/segments/vip/customers?asOf=2026-01-01T00:00:00Z&cursor=${forged([id])}`)).status).toBe(400)
    expect(
      (await api.call('GET', `/api/v1/segments/vip/customers?asOf=2026-01-01T00:00:00Z&cursor=${forged([id, 'no json'])}`)).status,
    ).toBe(400)
  })

  it('have a history from the first order on, by the store’s days', async () => {
    interface History {
      timeZone: string
      firstDay: string
      days: number
      missingDays: number
    }
    const before = (await api.call<History>('GET', '/api/v1/segments/history')).body
    expect(before).toMatchObject({ timeZone: 'Europe/Berlin', missingDays: before.days })
    await countSegmentDays(api.pool, { at })
    expect((await api.call<History>('GET', '/api/v1/segments/history')).body).toEqual({ ...before, missingDays: 0 })
    const first = Math.min(...orders.map(({ placedAtMs }) => placedAtMs))
    expect(before.firstDay).toBe(new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Berlin' }).format(first))
  })

  it('cannot be refreshed while Temporal is away', async () => {
    const { status, body } = await api.call<{ code: string }>('POST', '/api/v1/segments/refresh')
    expect([status, body.code]).toEqual([503, 'temporal_unavailable'])
  })
})
