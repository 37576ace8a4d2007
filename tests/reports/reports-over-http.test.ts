import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApiKey } from '../../db/queries/api-keys.ts'
import { changeSettings } from '../../db/queries/settings.ts'
import { quantileError } from '../../domain/call-times.ts'
import { formatId } from '../../domain/ids.ts'
import { systemParts } from '../../domain/system-health.ts'
import { startTestApi, type TestApi } from '../api/test-api.ts'
import { addCalls, addSample, exactQuantile, makeCalls } from './system-rows.ts'
import { type Ledger, now } from './ledger-rows.ts'
import { makeLedger, writeLedger } from './random-ledger.ts'

const reports = ['overview', 'customer-engagement', 'campaign-perf', 'api-perf', 'system-health'] as const
const root = '/api/v1/reports/voucher-campaigns'

let api: TestApi
let ledger: Ledger
beforeAll(async () => {
  api = await startTestApi({ clock: () => now })
  ledger = makeLedger(7)
  await writeLedger(api.pool, ledger)
  await changeSettings(api.pool, 'store', { timeZone: 'Europe/Berlin' })
})
afterAll(() => api.close())

/** Every number and text of a report. */
function listValues(value: unknown): string[] {
  if (value === null || value === undefined) return []
  if (typeof value === 'object') return Object.values(value).flatMap(listValues)
  return [typeof value === 'string' ? value : JSON.stringify(value)]
}

describe('every report', () => {
  it.each(reports)('%s is CSV at a path of its own and for who asks for it, with every value of its JSON', async (name) => {
    const query = '?from=2026-02-20&until=2026-04-02'
    const { body: json } = await api.call<Record<string, unknown>>('GET', `${root}/${name}${query}`)
    const [byPath, byHeader, byQuery] = [
      await api.call<string>('GET', `${root}/${name}.csv${query}`),
      await api.call<string>('GET', `${root}/${name}${query}`, { headers: { accept: 'text/csv' } }),
      await api.call<string>('GET', `${root}/${name}${query}&format=csv`),
    ]
    expect(byPath.headers.get('content-type')).toContain('text/csv')
    expect(byPath.headers.get('content-disposition')).toBe(`attachment; filename="${name}.csv"`)
    expect([byHeader.body, byQuery.body]).toEqual([byPath.body, byPath.body])
    const [header, ...lines]: string[][] = parse(byPath.body)
    expect(header).toEqual(['section', 'item', 'measure', 'value'])
    expect(lines.map(([, , , value]) => value?.replace(/^'/, ''))).toEqual(listValues(json))
    expect(new Set(lines.map(([section, item, measure]) => `${section},${item},${measure}`)).size).toBe(lines.length)
  })

  it.each(reports)('%s wants the scope reports:read', async (name) => {
    const { key } = await createApiKey(api.pool, { name: 'orders only', scopes: ['orders:*'] })
    expect((await api.call('GET', `${root}/${name}`, { key })).status).toBe(403)
    expect((await api.call('GET', `${root}/${name}.csv`, { key: null })).status).toBe(401)
    const reader = await createApiKey(api.pool, { name: 'reports', scopes: ['reports:read'] })
    expect((await api.call('GET', `${root}/${name}`, { key: reader.key })).status).toBe(200)
  })

  it.each(reports)('%s refuses periods that end before they start, lie in the future or are endless, and says where', async (name) => {
    for (const [query, path] of [
      ['from=2026-03-02&until=2026-03-01', 'query.until'],
      ['from=2026-04-03&until=2026-04-05', 'query.from'],
      ['from=2001-01-01', 'query.from'],
      ['from=2026-02-30', 'query.from'],
      ['colour=red', 'query.colour'],
    ]) {
      const { status, body } = await api.call<{ code: string; errors: { path: string }[] }>('GET', `${root}/${name}?${query}`)
      expect([query, status, body.code]).toEqual([query, 422, 'invalid_request'])
      expect(body.errors[0]?.path).toBe(path)
    }
  })

  it('defuses the names of campaigns in CSV', async () => {
    const { body } = await api.call<string>('GET', `${root}/overview.csv`)
    const names = parse(body).flatMap(([, , measure, value]) => (measure === 'campaign.name' ? [value] : []))
    expect(names.some((name) => name?.startsWith("'="))).toBe(
      (ledger.rows['promotions'] ?? []).some(({ name }) => String(name).startsWith('=')),
    )
    expect(names.some((name) => name?.startsWith('='))).toBe(false)
  })

  it('refuses a campaign that there is none of', async () => {
    for (const campaign of [
      'prm_1',
      formatId('promotion', '01890a5d-ac96-774b-bcce-b302099a8057'),
      formatId('broadcast', '01890a5d-ac96-774b-bcce-b302099a8057'),
    ])
      expect([campaign, (await api.call('GET', `${root}/overview?campaign=${campaign}`)).status]).toEqual([campaign, 422])
  })
})

describe('the days of the store', () => {
  it('are its own, on the one that has 23 hours too', async () => {
    const { body } = await api.call<{ overTime: { from: string; openingAt: string; closingAt: string }[] }>(
      'GET',
      `${root}/overview?from=2026-03-28&until=2026-03-30`,
    )
    expect(body.overTime.map(({ from, openingAt, closingAt }) => [from, openingAt, closingAt])).toEqual([
      ['2026-03-28', '2026-03-27T23:00:00.000Z', '2026-03-28T23:00:00.000Z'],
      ['2026-03-29', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
      ['2026-03-30', '2026-03-29T22:00:00.000Z', '2026-03-30T22:00:00.000Z'],
    ])
  })

  it('end now where they have not ended, beside days that have come as far', async () => {
    const { body } = await api.call<{ closingAt: string; before: { from: string; until: string; closingAt: string } }>(
      'GET',
      `${root}/overview?from=2026-04-01&until=2026-04-02`,
    )
    expect(body).toMatchObject({
      closingAt: now.toISOString(),
      before: { from: '2026-03-30', until: '2026-03-31', closingAt: '2026-03-31T13:17:00.000Z' },
    })
  })
})

interface Calls {
  calls: number
  errors: number
  errorRate: number | null
  retries: number
  messages: number
  p50Ms: number | null
  p95Ms: number | null
  p99Ms: number | null
}

describe('provider calls', () => {
  const made = makeCalls()
  beforeAll(() => addCalls(api.pool, made))

  const isWithin = ({ at }: { at: Date }, from: string, until: string) => at >= new Date(from) && at < new Date(until)

  function expectCalls(figures: Calls, own: typeof made): void {
    const errors = own.filter(({ code }) => code !== 'ok').length
    expect(figures).toMatchObject({
      calls: own.length,
      errors,
      retries: own.filter(({ isRetry }) => isRetry).length,
      messages: own.reduce((sum, { messages }) => sum + messages, 0),
    })
    expect(figures.errorRate).toBe(own.length === 0 ? null : errors / own.length)
    for (const [share, estimate] of [
      [0.5, figures.p50Ms],
      [0.95, figures.p95Ms],
      [0.99, figures.p99Ms],
    ] as const) {
      const exact = exactQuantile(
        own.map(({ tookMs }) => tookMs),
        share,
      )
      if (exact === undefined) expect(estimate).toBeNull()
      else expect(Math.max((estimate ?? 0) / exact, exact / (estimate ?? 0)) - 1).toBeLessThanOrEqual(quantileError + 1e-3)
    }
  }

  it('are counted by channel, code and hour, and timed within the error that is stated', async () => {
    const { body } = await api.call<{
      channels: {
        now: (Calls & { channel: string; byCode: { code: string; calls: number }[]; busyMinutes: number; busiestMinute: number })[]
      }
      overTime: { openingAt: string; closingAt: string; channels: (Calls & { channel: string })[] }[]
    }>('GET', `${root}/api-perf?from=2026-03-29&until=2026-03-30&by=hour`)
    expect(body.overTime).toHaveLength(47)
    for (const { channel, byCode, busyMinutes, busiestMinute, ...figures } of body.channels.now) {
      const own = made.filter((call) => call.channel === channel && isWithin(call, '2026-03-28T23:00:00Z', '2026-03-30T22:00:00Z'))
      expectCalls(figures, own)
      expect(new Map(byCode.map(({ code, calls }) => [code, calls]))).toEqual(
        new Map([...new Set(own.map(({ code }) => code))].map((code) => [code, own.filter((call) => call.code === code).length])),
      )
      const minutes = new Map<number, number>()
      for (const { at } of own) minutes.set(Math.floor(at.getTime() / 60_000), (minutes.get(Math.floor(at.getTime() / 60_000)) ?? 0) + 1)
      expect([busyMinutes, busiestMinute]).toEqual([minutes.size, Math.max(0, ...minutes.values())])
      for (const hour of body.overTime) {
        const inHour = own.filter((call) => isWithin(call, hour.openingAt, hour.closingAt))
        const found = hour.channels.find((one) => one.channel === channel)
        if (found === undefined) expect(inHour).toEqual([])
        else expectCalls(found, inHour)
      }
    }
  })

  it('are those of one channel where it is asked for', async () => {
    const { body } = await api.call<{ channels: { now: { channel: string }[] } }>('GET', `${root}/api-perf?channel=sms`)
    expect(body.channels.now.map(({ channel }) => channel)).toEqual(['sms'])
    expect((await api.call('GET', `${root}/api-perf?from=2026-01-01&by=hour`)).status).toBe(422)
  })
})

describe('the health of the system', () => {
  it('is by minute what was sampled, and unknown where nobody looked', async () => {
    const day = (minute: number) => new Date(Date.parse('2026-03-31T22:00:00Z') + minute * 60_000)
    for (let minute = 0; minute < 100; minute += 1)
      await addSample(api.pool, day(minute), {
        outboxAgeMs: minute === 7 ? null : minute * 1_000,
        level: minute >= 90 ? 'red' : minute >= 80 ? 'amber' : 'green',
      })
    const { body } = await api.call<{
      minutes: { now: object }
      parts: { part: string; label: string; minutes: object }[]
      codes: { part: string; code: string; minutes: number }[]
      figures: { part: string; figure: string; mean: number | null; max: number | null }[]
      overTime: { minutes: object; figures: { figure: string; max: number | null }[] }[]
    }>('GET', `${root}/system-health?from=2026-04-01&until=2026-04-01&by=hour`)
    expect(body.minutes.now).toEqual({ green: 80, amber: 10, red: 10, unknown: 1_340 })
    expect(body.parts.map(({ part }) => part)).toEqual([...systemParts])
    expect(body.parts.find(({ part }) => part === 'outbox')?.minutes).toEqual({ green: 80, amber: 10, red: 10, unknown: 1_340 })
    expect(body.parts.find(({ part }) => part === 'database')?.minutes).toEqual({ green: 100, amber: 0, red: 0, unknown: 1_340 })
    expect(body.codes).toMatchObject([{ part: 'outbox', code: 'outbox_waits', minutes: 20 }])
    const outbox = body.figures.find(({ figure }) => figure === 'oldestAgeMs')
    expect(outbox?.mean).toBeCloseTo(((99 * 100) / 2 - 7) * (1_000 / 99), 6)
    expect([outbox?.part, outbox?.max]).toEqual(['outbox', 99_000])
    expect(body.overTime.slice(0, 3).map(({ minutes }) => minutes)).toEqual([
      { green: 60, amber: 0, red: 0, unknown: 0 },
      { green: 20, amber: 10, red: 10, unknown: 20 },
      { green: 0, amber: 0, red: 0, unknown: 60 },
    ])
    expect(body.overTime.slice(0, 3).map(({ figures }) => figures.find(({ figure }) => figure === 'oldestAgeMs')?.max)).toEqual([
      59_000,
      99_000,
      undefined,
    ])
  })
})
