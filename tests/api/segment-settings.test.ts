import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countSegmentDays } from '../../db/queries/segments/count-segment-days.ts'
import { refreshSegments } from '../../db/queries/segments/refresh-segments.ts'
import { createApiKey } from '../../db/queries/api-keys.ts'
import { segmentKeys, type SegmentKey } from '../../domain/segment-keys.ts'
import { defaultSegmentSettings, type SegmentSettings } from '../../domain/segment-settings.ts'
import { judgeSegments, type OracleOrder } from '../segments/segment-oracle.ts'
import { insertOrders, readMovements } from '../segments/store-fixture.ts'
import { startTestApi, type TestApi } from './test-api.ts'

interface Preview {
  settingsVersion: number
  settings: SegmentSettings
  buyers: number
  moved: number
  segments: { key: SegmentKey; now: number; afterwards: number; entered: number; left: number }[]
  sample: { externalId: string; from: SegmentKey[]; to: SegmentKey[] }[]
}

const dayMs = 86_400_000
const at = new Date('2026-06-30T12:00:00Z')
const orders: OracleOrder[] = Array.from({ length: 50 }, (_, buyer) =>
  Array.from({ length: 1 + (buyer % 6) }, (_, index) => ({
    customer: `buyer ${buyer}`,
    placedAtMs: at.getTime() - (buyer * 3 + index * (9 + (buyer % 17))) * dayMs - 60_000,
    netMinor: 700 + ((buyer * 53) % 80) * 100,
    isValid: true,
  })),
).flat()

let api: TestApi
beforeAll(async () => {
  api = await startTestApi({ clock: () => at })
  await insertOrders(api.pool, orders)
  await refreshSegments(api.pool, new Date(at.getTime() - 1))
})
afterAll(() => api.close())

function segmentsBy(settings: SegmentSettings): Map<string, Set<SegmentKey>> {
  return new Map(
    [...judgeSegments(orders, at.getTime(), settings)].map(([customer, { stage, tags }]) => [
      customer,
      new Set([stage, ...tags] as SegmentKey[]),
    ]),
  )
}

const changes = { newForDays: 60, vipRank: 0.6, lapsedAfterGaps: 4, atRiskUntilGaps: 4 }
const preview = (body: object, key?: string) =>
  api.call<Preview>('POST', '/api/v1/segments/settings/preview', { body, ...(key === undefined ? {} : { key }) })

describe('a change of the segments’ settings', () => {
  it('shows who would move before it is applied, and applies nothing', async () => {
    const { status, body } = await preview({ changes, sample: 100 })
    expect(status).toBe(200)
    const [now, then] = [segmentsBy(defaultSegmentSettings), segmentsBy({ ...defaultSegmentSettings, ...changes })]
    const customers = [...now.keys()]
    const count = (test: (was: boolean, is: boolean) => boolean, key: SegmentKey) =>
      customers.filter((customer) => test(now.get(customer)?.has(key) === true, then.get(customer)?.has(key) === true)).length
    expect(body.segments).toEqual(
      segmentKeys.map((key) => ({
        key,
        now: count((was) => was, key),
        afterwards: count((_, is) => is, key),
        entered: count((was, is) => is && !was, key),
        left: count((was, is) => was && !is, key),
      })),
    )
    const differ = customers.filter(
      (customer) => [...(now.get(customer) ?? [])].sort().join() !== [...(then.get(customer) ?? [])].sort().join(),
    )
    expect([body.buyers, body.moved]).toEqual([customers.length, differ.length])
    expect(body.sample.map(({ externalId }) => externalId).toSorted()).toEqual(differ.toSorted())
    for (const { externalId, from, to } of body.sample)
      expect([new Set(from), new Set(to)]).toEqual([now.get(externalId), then.get(externalId)])
    expect(body.settings).toEqual({ ...defaultSegmentSettings, ...changes })
    expect((await api.call<{ version: number }>('GET', '/api/v1/settings/segments')).body.version).toBe(0)
  })

  it('samples different moves first, and names nobody to a key that may not read customers', async () => {
    const { body } = await preview({ changes, sample: 2 })
    expect(new Set(body.sample.map(({ from, to }) => `${from.join()} ${to.join()}`)).size).toBe(2)
    const { key } = await createApiKey(api.pool, { name: 'segments alone', scopes: ['segments:read'] })
    expect((await preview({ changes }, key)).body).toMatchObject({ moved: body.moved, sample: [] })
  })

  it('moves nobody when it changes nothing', async () => {
    expect((await preview({ changes: {} })).body).toMatchObject({ moved: 0, sample: [] })
  })

  it('is refused with the path of what is wrong', async () => {
    const refuse = async (changes: object) => {
      const { status, body } = await api.call<{ errors: { path: string }[] }>('POST', '/api/v1/segments/settings/preview', {
        body: { changes },
      })
      expect(status).toBe(422)
      return body.errors.map(({ path }) => path)
    }
    expect(await refuse({ vipRank: 2 })).toEqual(['changes.vipRank'])
    expect(await refuse({ shortestGapDays: 200 })).toEqual(['changes.longestGapDays'])
    expect(await refuse({ atRiskFromGaps: 5 })).toEqual(['changes.atRiskUntilGaps'])
    expect(await refuse({ vipRang: 0.5 })).toEqual(['changes.vipRang'])
    expect((await api.call('PATCH', '/api/v1/settings/segments', { body: { shortestGapDays: 200 } })).status).toBe(422)
  })

  it('asks for a refresh at once when it is applied, and for its history; earlier versions are kept', async () => {
    await countSegmentDays(api.pool, { at })
    await api.pool`DELETE FROM outbox`
    const patch = async (body: object) => (await api.call<{ version: number }>('PATCH', '/api/v1/settings/segments', { body })).body.version
    // A change that changes nothing is none: all that is counted stays.
    expect([await patch({}), await patch({ newForDays: defaultSegmentSettings.newForDays })]).toEqual([0, 0])
    expect(await patch({ vipRank: 0.9 })).toBe(1)
    expect(await patch({ ...changes })).toBe(2)
    expect([await patch({ ...changes }), await patch({ highAovScore: defaultSegmentSettings.highAovScore })]).toEqual([2, 2])
    expect((await api.pool`SELECT kind FROM outbox`).map((row) => row['kind'])).toEqual(['refresh_segments'])
    const history = (await api.call<{ days: number; missingDays: number; settingsVersion: number }>('GET', '/api/v1/segments/history')).body
    expect(history).toMatchObject({ missingDays: history.days, settingsVersion: 2 })

    interface Versions {
      data: { version: number; value: SegmentSettings; changedAt: string | null }[]
      nextCursor: string | null
    }
    const first = (await api.call<Versions>('GET', '/api/v1/segments/settings/versions?limit=2')).body
    const rest = (await api.call<Versions>('GET', `/api/v1/segments/settings/versions?limit=2&cursor=${first.nextCursor}`)).body
    expect([...first.data, ...rest.data].map(({ version, value }) => [version, value])).toEqual([
      [2, { ...defaultSegmentSettings, ...changes }],
      [1, { ...defaultSegmentSettings, vipRank: 0.9 }],
      [0, defaultSegmentSettings],
    ])
    expect([rest.nextCursor, rest.data[0]?.changedAt]).toEqual([null, null])
  })

  it('moves those whom the preview named, and says which version the sizes follow', async () => {
    const before = (await api.call<{ settingsVersion: number }>('GET', '/api/v1/segments')).body
    expect(before.settingsVersion).toBe(0)
    await refreshSegments(api.pool, at)
    const { body } = await api.call<{ settingsVersion: number; segments: { key: SegmentKey; customers: number }[] }>(
      'GET',
      '/api/v1/segments',
    )
    expect(body.settingsVersion).toBe(2)
    const then = [...segmentsBy({ ...defaultSegmentSettings, ...changes }).values()]
    expect(body.segments.map(({ key, customers }) => [key, customers])).toEqual(
      segmentKeys.map((key) => [key, then.filter((one) => one.has(key)).length]),
    )
    const [moved] = (await preview({ changes: defaultSegmentSettings, sample: 1 })).body.sample
    expect((await readMovements(api.pool, moved?.externalId ?? '')).at(-1)?.changedAt).toBe(at.toISOString())
  })

  it('shifts the days with the store’s zone', async () => {
    await api.pool`DELETE FROM outbox`
    await api.call('PATCH', '/api/v1/settings/store', { body: { name: 'Elsewhere' } })
    expect(await api.pool`SELECT FROM outbox WHERE kind = 'count_segment_history'`).toHaveLength(0)
    await api.call('PATCH', '/api/v1/settings/store', { body: { timeZone: 'Asia/Tokyo' } })
    expect(await api.pool`SELECT FROM outbox WHERE kind = 'count_segment_history'`).toHaveLength(1)
  })
})

describe('a long preview', () => {
  it('is stopped in the database when the client leaves, and after its time', async () => {
    // Whoever holds the orders makes everyone wait who reads them.
    let release: () => void = () => undefined
    const isHeld = new Promise<void>((resolve) => {
      release = resolve
    })
    const holding = api.pool.begin(async (sql) => {
      await sql`LOCK TABLE orders IN ACCESS EXCLUSIVE MODE`
      await isHeld
    })
    const waiting = () => api.pool`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
    const leaving = new AbortController()
    const asked = fetch(`${api.url}/api/v1/segments/settings/preview`, {
      method: 'POST',
      headers: { authorization: `Bearer ${api.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ changes }),
      signal: leaving.signal,
    }).catch((error: unknown) => (error instanceof Error ? error.name : 'unknown'))
    await expect.poll(async () => (await waiting()).length, { timeout: 60_000 }).toBe(1)
    leaving.abort()
    expect(await asked).toBe('AbortError')
    await expect.poll(async () => (await waiting()).length, { timeout: 60_000 }).toBe(0)
    release()
    await holding
  })
})
