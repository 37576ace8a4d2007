import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from '@temporalio/worker'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createImportActivities } from '../../activities/imports.ts'
import { createSegmentActivities } from '../../activities/segments.ts'
import { createApiClient } from '../../cli/api-client.ts'
import { runImport } from '../../cli/import-run.ts'
import { segmentKeys } from '../../domain/segment-keys.ts'
import { taskQueue } from '../../workflows/clients/task-queue.ts'
import { startTestApi, type TestApi } from '../api/test-api.ts'
import { readCdnow } from '../segments/cdnow.ts'
import { judgeSegments } from '../segments/segment-oracle.ts'
import { createOwnNamespace, type OwnNamespace } from '../support/own-namespace.ts'

const file = fileURLToPath(new URL('../../../shared/data/cdnow/orders.csv', import.meta.url))

// The data is beside the checkout, not in it: its licence does not let it be part of the product.
describe.skipIf(!existsSync(file))('the CDNOW purchase history', () => {
  let temporal: OwnNamespace
  let api: TestApi
  let stopWorker: () => Promise<void>

  beforeAll(async () => {
    temporal = await createOwnNamespace()
    api = await startTestApi({ temporal: temporal.client })
    const worker = await Worker.create({
      connection: temporal.nativeConnection,
      namespace: temporal.namespace,
      taskQueue,
      workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)),
      activities: { ...createImportActivities({ pool: api.pool }), ...createSegmentActivities({ pool: api.pool, now: () => new Date() }) },
    })
    const running = worker.run()
    stopWorker = async () => {
      worker.shutdown()
      await running
    }
  }, 120_000)
  afterAll(async () => {
    await stopWorker()
    await api.close()
    await temporal.close()
  })

  it('is imported as it is, from the command line to the segments', async () => {
    const said: string[] = []
    const terminal = { say: (text: string) => void said.push(text), report: () => undefined }
    const place = { url: api.url, key: api.key }
    const request = { kind: 'orders' as const, file, rejectedFile: `${file}.rejected.csv`, options: { createCustomers: true } }
    expect(await runImport(request, { place, api: createApiClient(place), terminal, pollMs: 100 })).toBe(0)
    expect(said).toContain('69659 orders created, 0 updated, 0 unchanged, 0 rows rejected')
    expect(said).toContain('23570 customers made for orders of people who are not known')

    const rows = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','))
    const [store] = await api.pool`
      SELECT count(*)::int AS orders, sum(total_minor)::int AS cents, count(DISTINCT customer_id)::int AS customers, max(placed_at) AS last FROM orders`
    expect(store).toEqual({
      orders: rows.length,
      // Two decimals each, so that the digits are the cents.
      cents: rows.reduce((sum, [, , , , total = '']) => sum + Number(total.replace('.', '')), 0),
      customers: new Set(rows.map(([, customer]) => customer)).size,
      last: new Date('1998-06-30T12:00:00Z'),
    })
    const [items] = await api.pool`SELECT sum(quantity)::int AS pieces, sum(quantity * price_minor)::int AS cents FROM order_items`
    expect(items).toEqual({ pieces: rows.reduce((sum, [, , , pieces]) => sum + Number(pieces), 0), cents: store?.['cents'] })
    const [segments] = await api.pool`SELECT count(*)::int AS buyers FROM customer_metrics`
    expect(segments).toEqual({ buyers: 23_570 })
  }, 120_000)

  it('has the segments of the rules as of 1998-07-01, customer by customer, over HTTP', async () => {
    const asOf = '1998-07-01T00:00:00Z'
    const expected = judgeSegments(readCdnow(), Date.parse(asOf))
    for (const key of segmentKeys) {
      const members: string[] = []
      for (let cursor: string | null = ''; cursor !== null;) {
        const path = `/api/v1/segments/${key}/customers?limit=200&asOf=${asOf}${cursor === '' ? '' : `&cursor=${cursor}`}`
        const page: { body: SegmentPage } = await api.call('GET', path)
        members.push(...page.body.data.map(({ externalId }) => externalId))
        cursor = page.body.nextCursor
      }
      const wanted = [...expected].flatMap(([customer, { stage, tags }]) => (stage === key || tags.includes(key) ? [customer] : []))
      expect([key, members.sort()]).toEqual([key, wanted.sort()])
    }
  }, 240_000)

  it('is the same again when it is imported again', async () => {
    const place = { url: api.url, key: api.key }
    const request = { kind: 'orders' as const, file, rejectedFile: `${file}.rejected.csv`, options: { createCustomers: true } }
    const said: string[] = []
    const terminal = { say: (text: string) => void said.push(text), report: () => undefined }
    expect(await runImport(request, { place, api: createApiClient(place), terminal, pollMs: 100 })).toBe(0)
    expect(said).toContain('0 orders created, 0 updated, 69659 unchanged, 0 rows rejected')
  }, 120_000)
})

interface SegmentPage {
  data: { externalId: string }[]
  nextCursor: string | null
}
