import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countSegmentDays } from '../../db/queries/segments/count-segment-days.ts'
import { refreshSegments } from '../../db/queries/segments/refresh-segments.ts'
import { changeSettings } from '../../db/queries/settings.ts'
import { segmentKeys, type SegmentKey } from '../../domain/segment-keys.ts'
import { judgeSegments, type OracleOrder, type OracleScores } from '../segments/segment-oracle.ts'
import { insertOrders } from '../segments/store-fixture.ts'
import { startTestApi, type TestApi } from './test-api.ts'

interface Money {
  amountMinor: number
  currency: string
}

interface Sales {
  orders: number
  revenue: Money
  averageOrder: Money | null
}

interface Report {
  readiness: string
  timeZone: string
  from: string
  to: string
  openingAt: string
  closingAt: string
  buyers: { opening: number; closing: number; change: number }
  segments: (Sales & {
    key: SegmentKey
    now: number
    nowShare: number
    opening: number
    closing: number
    change: number
    revenueShare: number
  })[]
  total: Sales
  flows: { from: string | null; to: string | null; customers: number }[]
  days: { day: string; buyers: number; customers: Record<SegmentKey, number> }[]
  missingDays: number
}

const dayMs = 86_400_000
const at = new Date('2026-06-30T21:30:00Z')
const orders: OracleOrder[] = Array.from({ length: 60 }, (_, buyer) =>
  Array.from({ length: 1 + (buyer % 7) }, (_, index) => ({
    customer: `Käufer ${buyer} 🛒`,
    placedAtMs: at.getTime() - (buyer * 2 + index * (8 + (buyer % 20))) * dayMs - 3_600_000,
    netMinor: 500 + ((buyer * 37) % 90) * 100,
    isValid: true,
  })),
).flat()

function segmentsOf(scores: OracleScores | undefined): string[] {
  return scores === undefined ? [] : [scores.stage, ...scores.tags]
}

function countOf(scores: Map<string, OracleScores>, key: SegmentKey): number {
  return [...scores.values()].filter((one) => segmentsOf(one).includes(key)).length
}

let api: TestApi
beforeAll(async () => {
  api = await startTestApi({ clock: () => at })
})
afterAll(() => api.close())

// In the order in which a new store sees them.
describe('the segmentation report', () => {
  it('says that there are not enough orders yet', async () => {
    const empty = (await api.call<Report>('GET', '/api/v1/reports/segmentation')).body
    expect(empty).toMatchObject({ readiness: 'not_enough_orders', flows: [], days: [], total: { orders: 0, averageOrder: null } })
    expect(empty.segments.map(({ now, opening, closing, revenueShare }) => [now, opening, closing, revenueShare])).toEqual(
      segmentKeys.map(() => [0, 0, 0, 0]),
    )
    const rfm = (await api.call<{ readiness: string; cells: object[] }>('GET', '/api/v1/reports/rfm')).body
    expect([rfm.readiness, rfm.cells.length]).toEqual(['not_enough_orders', 25])
  })

  it('has sizes, shift, flows and revenue of a period as the rules say', async () => {
    await changeSettings(api.pool, 'store', { timeZone: 'Europe/Berlin', currency: 'EUR' })
    await insertOrders(api.pool, orders)
    expect((await api.call<Report>('GET', '/api/v1/reports/segmentation')).body.readiness).toBe('not_computed')
    await refreshSegments(api.pool, at)
    await countSegmentDays(api.pool, { at })
    const { body } = await api.call<Report>('GET', '/api/v1/reports/segmentation?from=2026-04-10&to=2026-06-05')
    expect(body).toMatchObject({
      readiness: 'ready',
      openingAt: '2026-04-09T21:59:59.999Z',
      closingAt: '2026-06-05T21:59:59.999Z',
      missingDays: 0,
    })
    expectShift(body)
    expect(body.days.map(({ day }) => day)).toEqual(
      Array.from({ length: 57 }, (_, index) => new Date(Date.parse('2026-04-10') + index * dayMs).toISOString().slice(0, 10)),
    )
    expect(body.days.at(-1)?.customers).toEqual(Object.fromEntries(body.segments.map(({ key, closing }) => [key, closing])))
  })

  it.each(['from=2026-04-10&to=2026-06-05', ''])('leads from each of its numbers to as many people, for ?%s', async (days) => {
    const { body: report } = await api.call<Report>('GET', `/api/v1/reports/segmentation?${days}`)
    const list = async (query: string) => {
      const { body } = await api.call<{ data: { id: string }[]; nextCursor: string | null }>(
        'GET',
        `/api/v1/reports/segmentation/customers?${days}&limit=200&${query}`,
      )
      return body.data.map(({ id }) => id)
    }
    for (const { from, to, customers } of report.flows)
      expect(await list(`before=${from ?? 'none'}&after=${to ?? 'none'}`), `from ${from} to ${to}`).toHaveLength(customers)
    for (const { key, opening, closing } of report.segments) {
      expect(await list(`before=${key}`), `${key} at the opening`).toHaveLength(opening)
      expect(await list(`after=${key}`), `${key} at the closing`).toHaveLength(closing)
    }
    expect(await list('before=buyer'), 'buyers at the opening').toHaveLength(report.buyers.opening)
    expect(await list('after=buyer'), 'buyers at the closing').toHaveLength(report.buyers.closing)
    const everyone = await list('')
    const { body: first } = await api.call<{ data: { id: string }[]; nextCursor: string }>(
      'GET',
      `/api/v1/reports/segmentation/customers?${days}&limit=25`,
    )
    const { body: second } = await api.call<{ data: { id: string }[] }>(
      'GET',
      `/api/v1/reports/segmentation/customers?${days}&limit=25&cursor=${first.nextCursor}`,
    )
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(everyone.slice(0, 50))
  })

  it('ends now where its last day has not ended', async () => {
    const { body } = await api.call<Report>('GET', '/api/v1/reports/segmentation')
    expect(body).toMatchObject({ from: '2026-04-02', to: '2026-06-30', closingAt: at.toISOString() })
    expectShift(body)
    expect(body.segments.every(({ now, closing }) => now === closing)).toBe(true)
    expect((await api.call<Report>('GET', '/api/v1/reports/segmentation?to=2026-08-01&from=2026-06-01')).body.closingAt).toBe(
      at.toISOString(),
    )
  })

  it('is CSV for who asks for it', async () => {
    const path = '/api/v1/reports/segmentation?from=2026-04-10&to=2026-06-05'
    const json = (await api.call<Report>('GET', path)).body
    const byQuery = await api.call<string>('GET', `${path}&format=csv`)
    const byHeader = await api.call<string>('GET', path, { headers: { accept: 'text/csv' } })
    expect(byQuery.headers.get('content-type')).toContain('text/csv')
    expect(byHeader.body).toBe(byQuery.body)
    const [header, ...lines]: string[][] = parse(byQuery.body)
    expect(header).toEqual(['section', 'item', 'measure', 'value'])
    const lapsed = json.segments.find(({ key }) => key === 'lapsed')
    expect(lines).toContainEqual(['segment', 'lapsed', 'closing', String(lapsed?.closing)])
    expect(lines).toContainEqual(['segment', 'lapsed', 'revenueMinor', String(lapsed?.revenue.amountMinor)])
    expect(lines.filter(([section]) => section === 'flow')).toHaveLength(json.flows.length)
    expect(lines.filter(([section]) => section === 'day')).toHaveLength(57 * 9)
  })

  it('refuses periods that end before they start, lie in the future, or are endless', async () => {
    for (const period of [
      'from=2026-06-30&to=2026-06-29',
      'from=2026-07-01',
      'from=2001-06-30&to=2026-06-29',
      'from=2026-02-30',
      'format=pdf',
    ])
      expect((await api.call('GET', `/api/v1/reports/segmentation?${period}`)).status, period).toBe(422)
  })

  it('knows who is a buyer no more', async () => {
    const { customers } = await cancelEverything('Käufer 3 🛒')
    expect(customers).toBe(1)
    const { body } = await api.call<Report>('GET', '/api/v1/reports/segmentation?from=2026-06-01')
    // Whoever has no valid order never had one, as far as today's knowledge goes.
    expect(body.flows.reduce((sum, flow) => sum + flow.customers, 0)).toBe(60)
    await refreshSegments(api.pool, new Date(at.getTime() + 1))
    expect(
      (await api.call<Report>('GET', '/api/v1/reports/segmentation?from=2026-06-01')).body.flows.reduce(
        (sum, flow) => sum + flow.customers,
        0,
      ),
    ).toBe(59)
  })
})

async function cancelEverything(customer: string): Promise<{ customers: number }> {
  const { count } = await api.pool`
    WITH cancelled AS (
      UPDATE orders SET status = 'cancelled' WHERE customer_id = (SELECT id FROM customers WHERE external_id = ${customer}) RETURNING customer_id)
    SELECT DISTINCT customer_id FROM cancelled`
  return { customers: count }
}

/** Against the oracle, customer by customer. */
function expectShift({ openingAt, closingAt, segments, flows, total }: Report): void {
  const [openingMs, closingMs] = [Date.parse(openingAt), Date.parse(closingAt)]
  const [opening, closing] = [judgeSegments(orders, openingMs), judgeSegments(orders, closingMs)]
  const placed = orders.filter(({ placedAtMs }) => placedAtMs > openingMs && placedAtMs <= closingMs)
  expect(segments.map(({ key, opening, closing, change }) => [key, opening, closing, change])).toEqual(
    segmentKeys.map((key) => [key, countOf(opening, key), countOf(closing, key), countOf(closing, key) - countOf(opening, key)]),
  )
  for (const { key, revenue, orders: count, averageOrder } of segments) {
    const own = placed.filter(({ customer }) => segmentsOf(closing.get(customer)).includes(key))
    const sum = own.reduce((net, order) => net + order.netMinor, 0)
    expect([key, count, revenue]).toEqual([key, own.length, { amountMinor: sum, currency: 'EUR' }])
    expect(averageOrder?.amountMinor).toBe(own.length === 0 ? undefined : Math.round(sum / own.length))
  }
  expect(total.orders).toBe(placed.length)
  const expected = new Map<string, number>()
  for (const customer of new Set([...opening.keys(), ...closing.keys()])) {
    const name = `${opening.get(customer)?.stage ?? 'nobody'} → ${closing.get(customer)?.stage ?? 'nobody'}`
    expected.set(name, (expected.get(name) ?? 0) + 1)
  }
  expect(new Map(flows.map(({ from, to, customers }) => [`${from ?? 'nobody'} → ${to ?? 'nobody'}`, customers]))).toEqual(expected)
}

describe('the RFM report', () => {
  interface Rfm {
    asOf: string
    buyers: number
    cells: (Sales & { recency: number; fm: number; name: string; customers: number; share: number; audiencePart: object })[]
  }

  it('has everybody once, then as now', async () => {
    const asOf = new Date(at.getTime() - 30 * dayMs)
    const { body } = await api.call<Rfm>('GET', `/api/v1/reports/rfm?asOf=${asOf.toISOString()}`)
    const known = orders.filter(({ customer, placedAtMs }) => customer !== 'Käufer 3 🛒' && placedAtMs <= asOf.getTime())
    const scores = judgeSegments(known, asOf.getTime())
    expect(body).toMatchObject({ asOf: asOf.toISOString(), buyers: scores.size })
    for (const { recency, fm, customers, share, orders: count, revenue, audiencePart } of body.cells) {
      const inCell = [...scores]
        .filter(([, one]) => one.recency === recency && Math.floor((one.frequency + one.monetary) / 2) === fm)
        .map(([customer]) => customer)
      const own = known.filter(({ customer }) => inCell.includes(customer))
      expect([customers, count, revenue.amountMinor]).toEqual([
        inCell.length,
        own.length,
        own.reduce((net, order) => net + order.netMinor, 0),
      ])
      expect(share).toBeCloseTo(customers / scores.size, 12)
      expect(audiencePart).toEqual({ kind: 'rfmCell', recency, fm })
    }
    const now = (await api.call<Rfm>('GET', '/api/v1/reports/rfm')).body
    expect([now.buyers, now.cells.reduce((sum, cell) => sum + cell.customers, 0)]).toEqual([59, 59])
  })

  it('offers each cell as an audience', async () => {
    const { body } = await api.call<Rfm>('GET', '/api/v1/reports/rfm')
    const cell = body.cells.find(({ customers }) => customers > 1)
    const preview = await api.call<{ count: number }>('POST', '/api/v1/audiences/preview', {
      body: { audience: { include: [cell?.audiencePart], exclude: [] } },
    })
    expect(preview.body.count).toBe(cell?.customers)
  })

  it('is CSV for who asks for it', async () => {
    const { body } = await api.call<string>('GET', '/api/v1/reports/rfm?format=csv')
    const lines: string[][] = parse(body)
    expect(lines.filter(([section, , measure]) => section === 'cell' && measure === 'customers')).toHaveLength(25)
  })
})
