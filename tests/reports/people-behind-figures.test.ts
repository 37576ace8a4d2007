import { fc, test } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { createApiKey } from '../../db/queries/api-keys.ts'
import { changeSettings } from '../../db/queries/settings.ts'
import { channelNames } from '../../domain/channels.ts'
import { formatId } from '../../domain/ids.ts'
import { segmentKeys } from '../../domain/segment-keys.ts'
import type { reportedPersonSchema } from '../../api/schemas/report-people.ts'
import type { voucherEngagementSchema, voucherOverviewSchema } from '../../api/schemas/voucher-reports.ts'
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
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as [string, string]]))
  const { status, body } = await api.call<Body>('GET', `${root}/${report}?${new URLSearchParams(given).toString()}`)
  expect([status, status === 200 ? '' : body]).toEqual([200, ''])
  return body
}

/** All of them, a few at a time. */
async function listAll(query: Query): Promise<Person[]> {
  const people: Person[] = []
  for (let cursor: string | undefined; ;) {
    const page = await ask<{ data: Person[]; nextCursor: string | null }>('people', { ...query, limit: '7', cursor })
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
        for (const one of byCampaign) expect(orders.filter((person) => person.campaign.id === one.campaign.id).length).toBe(one.now.orders)

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
      ['figure=issued&segment=none', 'query.segment'],
      ['figure=issued&from=2026-04-05&until=2026-04-01', 'query.until'],
      [`figure=issued&campaign=${formatId('promotion', '01890a5d-ac96-774b-bcce-b302099a8057')}`, 'query.campaign'],
    ]) {
      const { status, body } = await api.call<{ errors: { path: string }[] }>('GET', `${root}/people?${query}`)
      expect([query, status, body.errors[0]?.path]).toEqual([query, 422, path])
    }
  })
})
