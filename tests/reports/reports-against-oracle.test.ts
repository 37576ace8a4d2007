import { fc, test } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import type { z } from 'zod'
import { attributeOrders } from '../../db/queries/broadcast-report/attribute-orders.ts'
import { changeSettings } from '../../db/queries/settings.ts'
import { channelNames } from '../../domain/channels.ts'
import { formatId } from '../../domain/ids.ts'
import { findPeriodBefore, type Period, planPeriod, splitPeriod } from '../../domain/report-periods.ts'
import { segmentKeys, stageKeys } from '../../domain/segment-keys.ts'
import { defaultSettings } from '../../domain/settings.ts'
import type { apiPerformanceSchema } from '../../api/schemas/system-reports.ts'
import type { campaignPerformanceSchema, voucherEngagementSchema, voucherOverviewSchema } from '../../api/schemas/voucher-reports.ts'
import { startTestApi, type TestApi } from '../api/test-api.ts'
import { judgeActivity, judgeLift, listRuns } from './activity-oracle.ts'
import { interpolate, judgeEngagement, judgeTimesToAccepted } from './engagement-oracle.ts'
import { createLedgerOracle, type Range } from './ledger-oracle.ts'
import { type Ledger, now } from './ledger-rows.ts'
import { makeLedger, writeLedger } from './random-ledger.ts'
import { askAtRandom, type Question, readRawRows, type RawRows } from './raw-rows.ts'

const { attributionWindowMs } = defaultSettings.contact_policy
const { currency, smsPartCostMicros } = defaultSettings.store
const questionsPerLedger = 8

let api: TestApi
beforeAll(async () => {
  api = await startTestApi({ clock: () => now })
})
afterAll(() => api.close())

interface Reports {
  overview: z.output<typeof voucherOverviewSchema>
  'campaign-perf': z.output<typeof campaignPerformanceSchema>
  'customer-engagement': z.output<typeof voucherEngagementSchema>
  'api-perf': z.output<typeof apiPerformanceSchema>
}

type Asked = { [Field in keyof Question]?: Question[Field] | undefined }

async function ask<Name extends keyof Reports>(report: Name, { timeZone: _zone, campaign, ...question }: Asked): Promise<Reports[Name]> {
  const query = new URLSearchParams({
    ...Object.fromEntries(Object.entries(question).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]]))),
    ...(campaign && { campaign: formatId(campaign.kind as 'promotion', campaign.id) }),
  })
  const { status, body } = await api.call<Reports[Name]>('GET', `/api/v1/reports/voucher-campaigns/${report}?${query.toString()}`)
  expect([status, status === 200 ? '' : body]).toEqual([200, ''])
  return body
}

const toRange = ({ openingAt, closingAt }: Pick<Period, 'openingAt' | 'closingAt'>): Range => ({
  fromMs: openingAt.getTime(),
  untilMs: closingAt.getTime(),
})

function planQuestion(question: Question) {
  const clock = { at: now, timeZone: question.timeZone }
  const planned = planPeriod(question, clock)
  if (planned.kind === 'refused') throw new Error(planned.message)
  const { period } = planned
  return { period, before: findPeriodBefore(period, clock), parts: splitPeriod(period, question.by, question.timeZone) }
}

/** Numbers that a computer may round in another order. */
function expectClose(actual: unknown, expected: unknown, path = 'report'): void {
  if (typeof expected === 'number') {
    if (typeof actual !== 'number') expect.fail(`${path}: ${String(actual)} instead of ${expected}`)
    if (Math.abs(actual - expected) > 1e-6 * Math.max(1, Math.abs(expected))) expect.fail(`${path}: ${actual} instead of ${expected}`)
  } else if (expected === null || typeof expected !== 'object') expect(actual, path).toBe(expected)
  else {
    const [own, wanted] = [actual as Record<string, unknown>, expected as Record<string, unknown>]
    expect(Object.keys(own ?? {}).toSorted(), path).toEqual(Object.keys(wanted).toSorted())
    for (const [key, value] of Object.entries(wanted)) expectClose(own[key], value, `${path}.${key}`)
  }
}

async function open(seed: number): Promise<{ ledger: Ledger; rows: RawRows; questions: Question[] }> {
  const ledger = makeLedger(seed)
  await writeLedger(api.pool, ledger)
  const questions = Array.from({ length: questionsPerLedger }, () => askAtRandom(ledger, { channels: channelNames, segments: segmentKeys }))
  return { ledger, rows: await readRawRows(api.pool), questions }
}

const campaignOf = ({ campaign }: { campaign: { kind: string; id: string } }) => `${campaign.kind} ${campaign.id}`
const nameOf = ({ kind, id }: { kind: string; id: string }) => `${kind} ${formatId(kind as 'promotion', id)}`

describe('on any ledger', () => {
  test.prop([fc.integer()], { numRuns: 8 })(
    'every figure of every report is what its rows say',
    async (seed) => {
      const { rows, questions } = await open(seed)
      const oracle = createLedgerOracle(rows, { defaultWindowMs: attributionWindowMs })
      for (const question of questions) {
        await changeSettings(api.pool, 'store', { timeZone: question.timeZone })
        const { period, before, parts } = planQuestion(question)
        const [range, rangeBefore] = [toRange(period), toRange(before)]
        const input = { rows, oracle, question, now, store: { currency, smsPartCostMicros } }

        const overview = await ask('overview', question)
        expect(overview).toMatchObject({ openingAt: period.openingAt.toISOString(), closingAt: period.closingAt.toISOString() })
        expectClose(overview.total, { now: judgeActivity(input, range), before: judgeActivity(input, rangeBefore) }, 'overview.total')
        expect(overview.overTime).toHaveLength(parts.length)
        for (const [index, part] of parts.entries()) {
          const { from, until, openingAt, closingAt, ...figures } = overview.overTime[index] ?? expect.fail('A part is missing')
          expect([from, until, openingAt, closingAt]).toEqual([
            part.from,
            part.until,
            part.openingAt.toISOString(),
            part.closingAt.toISOString(),
          ])
          expectClose(figures, judgeActivity(input, toRange(part)), `overview.overTime.${part.from}`)
        }
        const runs = listRuns(input)
        const ran = ({ fromMs, untilMs }: Range) => runs.filter((run) => run.range.fromMs < untilMs && run.range.untilMs > fromMs)
        expect(overview.campaignsRunning).toEqual({ now: ran(range).length, before: ran(rangeBefore).length })

        const perf = await ask('campaign-perf', { ...question, by: undefined })
        expectClose(perf.total, overview.total, 'campaign-perf.total')
        for (const run of runs) {
          const expected = { now: judgeActivity(input, range, run), before: judgeActivity(input, rangeBefore, run) }
          const isListed = ran(range).includes(run) || hasAny(expected.now) || hasAny(expected.before)
          const inOverview = overview.byCampaign.find((one) => campaignOf(one) === nameOf(run))
          const inPerformance = perf.campaigns.find((one) => campaignOf(one) === nameOf(run))
          expect([inOverview !== undefined, inPerformance !== undefined]).toEqual([isListed, isListed])
          if (inOverview === undefined || inPerformance === undefined) continue
          expect(inOverview.campaign.name).toBe(run.name)
          expectClose({ now: inOverview.now, before: inOverview.before }, expected, 'overview.byCampaign')
          expectClose({ now: inPerformance.now, before: inPerformance.before }, expected, 'campaign-perf.campaigns')
          expectLift(inPerformance, judgeLift(input, range, run, attributionWindowMs))
        }

        const engagement = await ask('customer-engagement', { ...question, by: undefined, grossMarginPercent: undefined })
        const judge = (isOf: Parameters<typeof judgeEngagement>[3], of = range) => judgeEngagement(oracle, question, of, isOf)
        expectClose(engagement.total, { now: judge(() => true), before: judge(() => true, rangeBefore) }, 'engagement.total')
        for (const { channel, ...figures } of engagement.byChannel)
          expectClose(
            figures,
            judge((v) => (oracle.channelOf(v) ?? null) === channel),
            `engagement.byChannel.${channel}`,
          )
        for (const { segment, ...figures } of engagement.bySegment)
          expectClose(
            figures,
            judge((v) => {
              const held = oracle.segmentsOf(v.customer_id, v.issued_at)
              return segment === null ? !stageKeys.some((key) => held.has(key)) : held.has(segment)
            }),
            `engagement.bySegment.${segment}`,
          )
        for (const { campaign, ...figures } of engagement.byCampaign)
          expectClose(
            figures,
            judge((v) => nameOf({ kind: v.campaign_kind, id: v.campaign_id }) === campaignOf({ campaign })),
            'engagement.byCampaign',
          )
        for (const list of [engagement.byCampaign, engagement.byChannel])
          expect(list.reduce((sum, one) => sum + one.issued, 0)).toBe(engagement.total.now.issued)

        const { segment: _, grossMarginPercent: __, ...asked } = question
        const calls = await ask('api-perf', asked)
        expectTimes(calls.triggerToAccepted, judgeTimesToAccepted({ rows, oracle, question, range }))
      }
    },
    120_000,
  )
})

describe('the report of a broadcast', () => {
  test.prop([fc.integer()], { numRuns: 8 })('counts the orders that no other campaign is counted for', async (seed) => {
    const ledger = makeLedger(seed)
    await writeLedger(api.pool, ledger)
    await api.pool`UPDATE sends SET policy = '{"attributionWindowMs": 604800000}' WHERE policy = '{}'`
    const { credited } = createLedgerOracle(await readRawRows(api.pool), { defaultWindowMs: attributionWindowMs })
    const broadcasts = await api.pool<{ id: string; campaignId: string; windowMs: number }[]>`
      SELECT id, campaign_id AS "campaignId", (policy ->> 'attributionWindowMs')::float8 AS "windowMs" FROM sends WHERE campaign_kind = 'broadcast'`
    for (const { id, campaignId, windowMs } of broadcasts) {
      const own = credited.filter((order) => order.kind === 'broadcast' && order.id === campaignId && order.placedAt <= now)
      await api.pool`UPDATE sends SET completed_at = ${new Date(now.getTime() - windowMs)} WHERE id = ${id}`
      expect((await attributeOrders(api.pool, id, windowMs)).orders).toBe(own.length)
    }
  })
})

function hasAny(figures: ReturnType<typeof judgeActivity>): boolean {
  const { redemptionRate: _, ...counts } = figures
  return Object.values(counts).some((value) => (typeof value === 'number' ? value > 0 : value.length > 0))
}

function expectLift(campaign: Reports['campaign-perf']['campaigns'][number], lift: ReturnType<typeof judgeLift>): void {
  if (lift === undefined) {
    expect([campaign.lift, campaign.extraOrders, campaign.costPerExtraOrder]).toEqual([null, null, null])
    return
  }
  const {
    currency: of,
    windowMs: _,
    ...figures
  } = campaign.lift ?? expect.fail(`There is no lift of ${campaign.campaign.kind}: ${JSON.stringify(lift)}`)
  expect(of).toBe(currency)
  expectClose(figures, lift, 'campaign-perf.lift')
  const { treated, heldOut } = lift
  const extra = treated.orders - (heldOut.orders / heldOut.people) * treated.people
  expectClose(campaign.extraOrders, extra, 'campaign-perf.extraOrders')
  if (extra <= 1e-9) expect(campaign.costPerExtraOrder).toBeNull()
  else
    for (const [index, { amountMicros }] of campaign.cost.entries())
      expect(Math.abs((campaign.costPerExtraOrder?.[index]?.amountMicros ?? Number.NaN) - amountMicros / extra)).toBeLessThanOrEqual(0.51)
}

function expectTimes(reported: Reports['api-perf']['triggerToAccepted'], messages: ReturnType<typeof judgeTimesToAccepted>): void {
  const keys = [...new Set(messages.map(({ kind, channel }) => `${kind} ${channel}`))]
  expect(reported.map(({ kind, channel }) => `${kind} ${channel}`).toSorted()).toEqual(keys.toSorted())
  for (const { kind, channel, messages: count, ...spans } of reported) {
    const own = messages.filter((one) => one.kind === kind && one.channel === channel)
    expect(count).toBe(own.length)
    for (const span of ['total', 'waiting', 'working'] as const) {
      const times = own.map((one) => one[span])
      const expected = { p50Ms: interpolate(times, 0.5), p95Ms: interpolate(times, 0.95), p99Ms: interpolate(times, 0.99) }
      expectClose(spans[span], expected, `api-perf.triggerToAccepted.${span}`)
    }
  }
}
