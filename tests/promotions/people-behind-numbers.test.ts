import { afterAll, beforeAll, expect, it } from 'vitest'
import type { z } from 'zod'
import type { promotionProgressSchema } from '../../api/schemas/promotion-runs.ts'
import { formatId } from '../../domain/ids.ts'
import { startTestApi, type TestApi } from '../api/test-api.ts'
import { now } from '../reports/ledger-rows.ts'
import { makeLedger, writeLedger } from '../reports/random-ledger.ts'

type Progress = z.output<typeof promotionProgressSchema>

let api: TestApi
beforeAll(async () => {
  api = await startTestApi({ clock: () => now })
})
afterAll(() => api.close())

async function countAll(path: string, query: Record<string, string>): Promise<number> {
  let count = 0
  for (let cursor: string | null = ''; cursor !== null;) {
    const asked = new URLSearchParams({ ...query, limit: '9', ...(cursor !== '' && { cursor }) }).toString()
    const { status, body }: { status: number; body: { data: object[]; nextCursor: string | null } } = await api.call(
      'GET',
      `${path}?${asked}`,
    )
    expect([asked, status]).toEqual([asked, 200])
    count += body.data.length
    cursor = body.nextCursor
  }
  return count
}

it.each([4, 5, 6])('a promotion has as many people behind each of its numbers as it says (ledger %i)', async (seed) => {
  const ledger = makeLedger(seed)
  await writeLedger(api.pool, ledger)
  // Whoever is on the second channel, or reminded, was on the first.
  await api.pool`
    INSERT INTO deliveries (send_id, customer_id, channel, page, status, reason, claimed_at)
    SELECT DISTINCT ON (f.send_id, d.customer_id) f.send_id, d.customer_id, f.channel, 0, 'skipped'::delivery_status, 'no_address', d.claimed_at
    FROM promotion_sends f JOIN promotion_sends p ON p.promotion_id = f.promotion_id AND p.send_id <> f.send_id
    JOIN deliveries d ON d.send_id = p.send_id WHERE f.purpose = 'offer' AND f.place = 0 ON CONFLICT DO NOTHING`
  await api.pool`UPDATE sends SET recipients = (SELECT count(*) FROM deliveries d WHERE d.send_id = sends.id) WHERE campaign_kind = 'promotion'`
  for (const row of ledger.rows['promotions'] ?? []) {
    const path = `/api/v1/promotions/${formatId('promotion', String(row['id']))}`
    const { body } = await api.call<Progress>('GET', `${path}/progress`)
    const { byStatus, channels } = body
    const people = (query: Record<string, string>) => countAll(`${path}/recipients`, query)
    expect(await people({ outcome: 'reached' })).toBe(byStatus.accepted + byStatus.delivered)
    expect(await people({ outcome: 'lost' })).toBe(byStatus.undeliverable + byStatus.bounced + byStatus.failed)
    expect(channels.length).toBeGreaterThan(1)
    for (const { channel, purpose, recipients, byStatus: of } of channels) {
      const attempt = { channel, attempt: purpose }
      const counted = [
        [{}, recipients],
        [{ outcome: 'reached' }, of.accepted + of.delivered],
        [{ outcome: 'lost' }, of.undeliverable + of.bounced + of.failed],
        [{ status: 'skipped' }, of.skipped],
      ] as const
      for (const [query, count] of counted)
        expect([channel, purpose, query, await people({ ...attempt, ...query })]).toEqual([channel, purpose, query, count])
    }
  }
})
