import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import type { diagnosticsSchema } from '../../api/schemas/diagnostics.ts'
import { formatId } from '../../domain/ids.ts'
import { startTestApi, type TestApi } from '../api/test-api.ts'
import { now } from '../reports/ledger-rows.ts'
import { makeLedger, writeLedger } from '../reports/random-ledger.ts'

type Diagnostics = z.output<typeof diagnosticsSchema>
type Line = NonNullable<Diagnostics['customers']>[number]

const seeds = [1, 2, 3]

let api: TestApi
beforeAll(async () => {
  api = await startTestApi({ clock: () => now })
})
afterAll(() => api.close())

async function ask(query: Record<string, string | null | undefined>, status = 200): Promise<Diagnostics & { errors?: { path: string }[] }> {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [[name, value] as [string, string]],
  )
  const answer = await api.call<Diagnostics>('GET', `/api/v1/diagnostics?${new URLSearchParams(given).toString()}`)
  expect([answer.status, answer.status === status ? '' : answer.body]).toEqual([status, ''])
  return answer.body
}

async function listAll(query: Record<string, string | null | undefined>): Promise<Line[]> {
  const lines: Line[] = []
  for (let cursor: string | undefined; ;) {
    const page = await ask({ ...query, limit: '7', cursor })
    lines.push(...(page.customers ?? []))
    if (page.nextCursor === null) return lines
    cursor = page.nextCursor
  }
}

/** Journeys under way and ended in every way, of which a random ledger has none. */
async function varyRuns(): Promise<void> {
  await api.pool`
    INSERT INTO journey_sends (send_id, autopilot_id, version_id, step, channel, run, visit)
    SELECT DISTINCT ON (m.send_id) m.send_id, j.autopilot_id, j.version_id, m.step, m.channel, j.run, m.visit
    FROM journey_messages m JOIN journeys j ON j.id = m.journey_id`
  await api.pool`
    UPDATE journeys SET outcome = 'failed', reason = CASE run % 2 WHEN 0 THEN 'run_failed' END WHERE arm <> 'holdout' AND ('x' || right(id::text, 1))::bit(4)::int < 5`
  await api.pool`
    UPDATE journeys SET status = 'running', outcome = NULL, ended_at = NULL, waiting_for = CASE run % 2 WHEN 0 THEN 'time' END
    WHERE arm <> 'holdout' AND ('x' || right(id::text, 1))::bit(4)::int > 11`
  await api.pool`
    UPDATE deliveries d SET reason = CASE right(d.customer_id::text, 1) WHEN '1' THEN 'template_error' ELSE 'provider_rejected' END WHERE d.status = 'failed'`
  // Whoever is on a promotion's second channel was on its first.
  await api.pool`
    INSERT INTO deliveries (send_id, customer_id, channel, page, status, reason, claimed_at)
    SELECT DISTINCT ON (f.send_id, d.customer_id) f.send_id, d.customer_id, f.channel, 0, 'skipped'::delivery_status, 'no_address', d.claimed_at
    FROM promotion_sends f JOIN promotion_sends p ON p.promotion_id = f.promotion_id AND p.purpose = 'offer' AND p.place > 0
    JOIN deliveries d ON d.send_id = p.send_id WHERE f.purpose = 'offer' AND f.place = 0 ON CONFLICT DO NOTHING`
}

describe('the numbers of a campaign', () => {
  it.each(seeds)(
    'have as many lines behind each as it says, of an autopilot its journeys apart from its messages (ledger %i)',
    async (seed) => {
      const ledger = makeLedger(seed)
      await writeLedger(api.pool, ledger)
      await varyRuns()
      const campaigns = (['promotion', 'autopilot'] as const).flatMap((kind) =>
        (ledger.rows[`${kind}s`] ?? []).map(({ id }) => formatId(kind, String(id))),
      )
      let failed = 0
      for (const campaign of campaigns) {
        const numbers = (await ask({ campaign, limit: '1' })).campaign?.numbers ?? []
        for (const { of, stage, outcome, reason, channel, count } of numbers) {
          const lines = await listAll({ campaign, of, stage: outcome ?? stage, reason: reason ?? 'none', channel })
          expect([campaign, of, stage, outcome, reason, channel, lines.length]).toEqual([
            campaign,
            of,
            stage,
            outcome,
            reason,
            channel,
            count,
          ])
          expect(new Set(lines.map((line) => `${line.customerId} ${line.journeyId} ${line.at} ${line.channel}`)).size).toBeGreaterThan(0)
          if (of === 'messages' && stage === 'delivered')
            expect(lines.every((line) => line.standing === 'got_it' && line.channel === channel)).toBe(true)
          if (of === 'messages' && stage === 'failed') failed += count
          if (of === 'messages' && stage === 'failed') expect(lines.every((line) => line.standing === 'did_not_get_it')).toBe(true)
        }
      }
      expect(failed).toBeGreaterThan(0)
    },
  )

  it('are refused, at their place, where the campaign has none of the kind', async () => {
    const ledger = makeLedger(1)
    await writeLedger(api.pool, ledger)
    const campaignOf = (kind: 'promotion' | 'autopilot') => formatId(kind, String(ledger.rows[`${kind}s`]?.[0]?.['id']))
    for (const [query, path] of [
      [{ campaign: campaignOf('promotion'), of: 'journeys' }, 'query.of'],
      [{ campaign: campaignOf('autopilot'), of: 'journeys', stage: 'delivered' }, 'query.stage'],
      [{ campaign: campaignOf('autopilot'), of: 'messages', stage: 'completed' }, 'query.stage'],
      [{ campaign: campaignOf('autopilot'), stage: 'failed', channel: 'email' }, 'query.channel'],
    ] as const)
      expect((await ask(query, 422)).errors?.[0]?.path).toBe(path)
    const { nextCursor } = await ask({ campaign: campaignOf('autopilot'), limit: '1' })
    await ask({ campaign: campaignOf('autopilot'), of: 'messages', cursor: nextCursor }, 400)
  })
})
