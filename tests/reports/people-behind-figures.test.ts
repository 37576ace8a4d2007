import { fc, test } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { keepCalls } from '../../db/queries/provider-calls/keep-calls.ts'
import { createApiKey } from '../../db/queries/api-keys.ts'
import { changeSettings } from '../../db/queries/settings.ts'
import { channelNames } from '../../domain/channels.ts'
import { formatId } from '../../domain/ids.ts'
import type { marketingReportSchema } from '../../api/schemas/broadcast-activity.ts'
import type { apiPerformanceSchema } from '../../api/schemas/system-reports.ts'
import { segmentKeys } from '../../domain/segment-keys.ts'
import type { reportedPersonSchema } from '../../api/schemas/report-people.ts'
import type { campaignPerformanceSchema, voucherEngagementSchema, voucherOverviewSchema } from '../../api/schemas/voucher-reports.ts'
import { startTestApi, type TestApi } from '../api/test-api.ts'
import { now } from './ledger-rows.ts'
import { makeLedger, writeLedger } from './random-ledger.ts'
import { askAtRandom } from './raw-rows.ts'

type Person = z.output<typeof reportedPersonSchema>
type Query = Record<string, string | undefined>

const root = '/api/v1/reports/voucher-campaigns'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi({ clock: () => now })
})
afterAll(() => api.close())

async function ask<Body>(report: string, query: Query): Promise<Body> {
  return askAt(`${root}/${report}`, query)
}

async function askAt<Body>(path: string, query: Query): Promise<Body> {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as [string, string]]))
  const { status, body } = await api.call<Body>('GET', `${path}?${new URLSearchParams(given).toString()}`)
  expect([status, status === 200 ? '' : body]).toEqual([200, ''])
  return body
}

/** All of them, a few at a time. */
async function listAll(query: Query, path = `${root}/people`): Promise<Person[]> {
  const people: Person[] = []
  for (let cursor: string | undefined; ;) {
    const page = await askAt<{ data: Person[]; nextCursor: string | null }>(path, { ...query, limit: '7', cursor })
    people.push(...page.data)
    if (page.nextCursor === null) return people
    cursor = page.nextCursor
  }
}

describe('on any ledger', () => {
  test.prop([fc.integer()], { numRuns: 4 })(
    'as many people stand behind a figure as it says, each once',
    async (seed) => {
      const ledger = makeLedger(seed)
      await writeLedger(api.pool, ledger)
      for (let round = 0; round < 2; round += 1) {
        const { timeZone, campaign, from, until, kind, channel, segment } = askAtRandom(ledger, {
          channels: channelNames,
          segments: segmentKeys,
        })
        await changeSettings(api.pool, 'store', { timeZone })
        const period = { from, until, kind, campaign: campaign && formatId(campaign.kind as 'promotion', campaign.id) }
        const asked = { ...period, channel, segment }
        const { total, byCampaign } = await ask<z.output<typeof voucherOverviewSchema>>('overview', asked)
        const { now: figures } = total
        const counted = {
          issued: figures.issued,
          delivered: figures.delivered,
          accepted: figures.accepted,
          redeemed: figures.redeemed,
          expired: figures.expired,
          revoked: figures.revoked,
          rolled_back: figures.rolledBack,
          messages: figures.messages,
          orders: figures.orders,
          orders_with_voucher: figures.ordersWithVoucher,
        }
        for (const [figure, count] of Object.entries(counted)) {
          const people = await listAll({ ...asked, figure })
          expect([figure, people.length]).toEqual([figure, count])
          expect(people.map(({ at }) => at)).toEqual(
            people
              .map(({ at }) => at)
              .toSorted()
              .toReversed(),
          )
        }
        const orders = await listAll({ ...asked, figure: 'orders' })
        expect(new Set(orders.map(({ order }) => order?.id)).size).toBe(figures.orders)
        for (const one of byCampaign) expect(orders.filter((person) => person.campaign?.id === one.campaign.id).length).toBe(one.now.orders)

        const engagement = await ask<z.output<typeof voucherEngagementSchema>>('customer-engagement', asked)
        const cohorts = [
          { query: asked, row: engagement.total.now },
          ...(channel === undefined
            ? engagement.byChannel.map((row) => ({ query: { ...asked, channel: row.channel ?? 'none' }, row }))
            : []),
          ...(segment === undefined
            ? engagement.bySegment.map((row) => ({ query: { ...asked, segment: row.segment ?? 'none' }, row }))
            : []),
        ]
        for (const { query, row } of cohorts)
          for (const figure of ['issued', 'delivered', 'clicked', 'accepted', 'redeemed'] as const) {
            const people = await listAll({ ...query, of: 'issued', figure })
            expect([query, figure, people.length]).toEqual([query, figure, row[figure]])
          }
      }
    },
    180_000,
  )
})

describe('on any ledger, too', () => {
  test.prop([fc.integer()], { numRuns: 3 })(
    'behind the lift, the times to acceptance and the broadcasts there are as many people as they say',
    async (seed) => {
      const ledger = makeLedger(seed)
      await writeLedger(api.pool, ledger)
      await api.pool`TRUNCATE broadcasts`
      await api.pool`
        INSERT INTO broadcasts (id, name, channel, message, audience)
        SELECT campaign_id, 'Broadcast', channel, '{}', '{}' FROM sends WHERE campaign_kind = 'broadcast'`
      await api.pool`UPDATE sends SET completed_at = frozen_at + interval '70 days' WHERE campaign_kind = 'broadcast'`
      const { timeZone, campaign, from, until, kind, segment } = askAtRandom(ledger, { channels: channelNames, segments: segmentKeys })
      await changeSettings(api.pool, 'store', { timeZone })
      const period = { from, until }
      const asked = { ...period, kind, campaign: campaign && formatId(campaign.kind as 'promotion', campaign.id), segment }
      const { campaigns } = await ask<z.output<typeof campaignPerformanceSchema>>('campaign-perf', asked)
      for (const { campaign: one, lift } of campaigns) {
        if (lift === null) continue
        const drawn = { ...period, segment, campaign: one.id, of: 'drawn' }
        const counted = {
          treated: lift.treated.people,
          held_out: lift.heldOut.people,
          treated_buyers: lift.treated.buyers,
          held_out_buyers: lift.heldOut.buyers,
        }
        for (const [figure, count] of Object.entries(counted))
          expect([one.id, figure, (await listAll({ ...drawn, figure })).length]).toEqual([one.id, figure, count])
      }

      const { triggerToAccepted } = await ask<z.output<typeof apiPerformanceSchema>>('api-perf', period)
      for (const row of triggerToAccepted) {
        const people = await listAll({ ...period, figure: 'timed', kind: row.kind, channel: row.channel })
        expect([row.kind, row.channel, people.length]).toEqual([row.kind, row.channel, row.messages])
      }

      const marketing = '/api/v1/reports/marketing-campaigns'
      const report = await askAt<z.output<typeof marketingReportSchema>>(marketing, period)
      const rows = [
        { query: {}, figures: report.total.now },
        ...report.byChannel.map(({ channel, now: figures }) => ({ query: { channel }, figures })),
        ...report.byBroadcast.map(({ campaign: { id }, now: figures }) => ({ query: { broadcast: id }, figures })),
        ...report.overTime
          .filter(({ messages }) => messages > 0)
          .map((part) => ({ query: { from: part.from, until: part.until }, figures: part })),
      ]
      for (const { query, figures } of rows)
        for (const figure of ['messages', 'delivered', 'opened', 'clicked', 'unsubscribed', 'complained', 'orders'] as const) {
          const people = await listAll({ ...period, ...query, figure }, `${marketing}/people`)
          expect([query, figure, people.length]).toEqual([query, figure, figures[figure]])
          expect(new Set(people.map(({ customer, campaign: one, order }) => `${customer.id} ${one?.id} ${order?.id}`)).size).toBe(
            people.length,
          )
        }
    },
    180_000,
  )
})

describe('calls of providers', () => {
  const at = new Date('2026-03-30T10:00:20Z')
  const id = (digit: number) => `01890a5d-ac96-774b-bcce-b302099a805${digit}`

  beforeAll(async () => {
    const call = { minuteAt: new Date('2026-03-30T10:00:00Z'), channel: 'email' as const, timeBucket: 4, calls: 1, retries: 0 }
    const failure = { sendId: id(0), page: 0, at, channel: 'email' as const, willRetry: true, retryAfterMs: null }
    await keepCalls(
      api.pool,
      [
        { ...call, code: 'rate_limited', messages: 3, calls: 2 },
        { ...call, code: 'timed_out', messages: 1 },
        { ...call, code: 'ok', messages: 2 },
      ],
      [
        { ...failure, code: 'rate_limited', customerIds: [id(1), id(2)] },
        { ...failure, code: 'rate_limited', customerIds: [id(1)] },
        { ...failure, code: 'timed_out', customerIds: [id(3)] },
      ],
    )
  })

  it('lead to those whose messages were in the ones that failed, by channel and by code', async () => {
    const period = { from: '2026-03-30', until: '2026-03-30' }
    const { channels } = await ask<z.output<typeof apiPerformanceSchema>>('api-perf', period)
    const email = channels.now.find(({ channel }) => channel === 'email')
    expect(email?.errorMessages).toBe(4)
    expect((await listAll({ ...period, of: 'calls', figure: 'failed', channel: 'email' })).length).toBe(4)
    expect((await listAll({ ...period, of: 'calls', figure: 'failed', channel: 'sms' })).length).toBe(0)
    for (const { code, messages } of email?.byCode.filter((one) => one.code !== 'ok') ?? []) {
      const people = await listAll({ ...period, of: 'calls', figure: 'failed', channel: 'email', code })
      expect([code, people.length]).toEqual([code, messages])
      expect(people.every((person) => person.code === code && person.channel === 'email')).toBe(true)
    }
    expect(await listAll({ from: '2026-03-29', until: '2026-03-29', of: 'calls', figure: 'failed' })).toEqual([])
  })
})

describe('whom a figure counts', () => {
  it('is for those who may read customers', async () => {
    const { key } = await createApiKey(api.pool, { name: 'numbers only', scopes: ['reports:read'] })
    expect((await api.call('GET', `${root}/people?figure=issued`, { key })).status).toBe(403)
  })

  it('is refused, at its place, for what the figure cannot be asked for', async () => {
    for (const [query, path] of [
      ['figure=clicked', 'query.figure'],
      ['of=issued&figure=orders', 'query.figure'],
      ['figure=issued&channel=none', 'query.channel'],
      ['figure=tried', 'query.figure'],
      ['of=drawn&figure=redeemed', 'query.figure'],
      ['of=drawn&figure=treated&channel=email', 'query.channel'],
      ['of=calls&figure=tried&kind=autopilot', 'query.campaign'],
      ['of=calls&figure=tried&segment=vip', 'query.segment'],
      ['of=calls&figure=tried&code=timed_out', 'query.code'],
      ['figure=issued&segment=none', 'query.segment'],
      ['figure=issued&from=2026-04-05&until=2026-04-01', 'query.until'],
      [`figure=issued&campaign=${formatId('promotion', '01890a5d-ac96-774b-bcce-b302099a8057')}`, 'query.campaign'],
    ]) {
      const { status, body } = await api.call<{ errors: { path: string }[] }>('GET', `${root}/people?${query}`)
      expect([query, status, body.errors[0]?.path]).toEqual([query, 422, path])
    }
  })
})
