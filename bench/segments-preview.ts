/**
 * What asking an audience costs, beside the same question written by hand: previews of several kinds of rules, each next to its floor, and a freeze with its claims. On the
 * store of the segment benchmark, which gets a ledger with opens and clicks first.
 */
import { v7 as newUuid } from 'uuid'
import { previewAudience } from '../db/queries/audiences/preview-audience.ts'
import { prepareForAudiences } from '../db/queries/audiences/audience-session.ts'
import { loadAudienceContext } from '../db/queries/audiences/audience-context.ts'
import type { Pool } from '../db/client.ts'
import { parseRule } from '../domain/audience-rules/parse-rule.ts'
import { previewFloors } from './segments-preview-floors.ts'

export interface MeasuredPreview {
  rule: string
  members: number
  /** Medians, in milliseconds. */
  previewMs: number
  floorMs: number
  ratio: number
}

export interface PreviewFigures {
  previews: MeasuredPreview[]
  /** The largest of the ratios. */
  worstRatio: number
}

/** @param now the present of the store. @param rounds how often each is asked; preview and floors take turns. */
export async function measurePreview({
  pool,
  now,
  rounds = 5,
  log,
}: {
  pool: Pool
  now: Date
  rounds?: number
  log(text: string): void
}): Promise<PreviewFigures> {
  await fillLedger(pool, now)
  const previews: MeasuredPreview[] = []
  for (const { rule, conditions, named } of previewFloors(now)) {
    const parsed = parseRule(rule, { currency: 'EUR' })
    if (parsed.kind !== 'rule') throw new Error(`No rule: ${rule}`)
    const audience = { include: [{ kind: 'rule' as const, rule: parsed.rule }], exclude: [] }
    const context = await loadAudienceContext(pool, audience, now)
    const times = { preview: [] as number[], inline: [] as number[], named: [] as number[] }
    const counts = new Set<number>()
    // The first round warms the cache.
    for (let round = 0; round <= rounds; round += 1) {
      const take = async (kind: keyof typeof times, ask: () => Promise<number>) => {
        const startedAt = performance.now()
        counts.add(await ask())
        if (round > 0) times[kind].push(performance.now() - startedAt)
      }
      await take('preview', async () => (await previewAudience(pool, audience, context)).count)
      await take('inline', () => askByHand(pool, named, conditions, 'NOT MATERIALIZED'))
      await take('named', () => askByHand(pool, named, conditions, 'MATERIALIZED'))
    }
    const [members = 0, ...others] = counts
    if (others.length > 0) throw new Error(`Preview and floor disagree about ${rule}: ${[...counts].join(', ')}`)
    const previewMs = median(times.preview)
    const floorMs = Math.min(median(times.inline), median(times.named))
    previews.push({ rule, members, previewMs: Math.round(previewMs), floorMs: Math.round(floorMs), ratio: round(previewMs / floorMs) })
    log(`${Math.round(previewMs)} ms, by hand ${Math.round(floorMs)} ms: ${rule}`)
  }
  return { previews, worstRatio: Math.max(...previews.map(({ ratio }) => ratio)) }
}

/** The same answer as a preview's, as somebody writes it who knows the rule, the tables and PostgreSQL. */
async function askByHand(pool: Pool, named: string, conditions: string, mode: 'MATERIALIZED' | 'NOT MATERIALIZED'): Promise<number> {
  const verdicts = ['email', 'sms'].flatMap((channel) => {
    const address = channel === 'email' ? 'c.email' : 'c.phone'
    return [
      `count(*) FILTER (WHERE ${address} IS NULL)`,
      `count(*) FILTER (WHERE ${address} IS NOT NULL AND x_${channel}.address IS NOT NULL)`,
      `count(*) FILTER (WHERE ${address} IS NOT NULL AND x_${channel}.address IS NULL AND s.${channel}_consent <> 'subscribed')`,
    ]
  })
  return pool.begin(async (sql) => {
    await prepareForAudiences(sql)
    const [row] = await sql.unsafe<[{ members: number }]>(`
      ${named === '' ? '' : `WITH ${named.replaceAll('AS (', `AS ${mode} (`)}`}
      SELECT count(*)::integer AS members, ${verdicts.join(', ')},
        count(*) FILTER (WHERE d.customer_id IS NULL), count(*) FILTER (WHERE d.customer_id IS NOT NULL AND s.push_consent <> 'subscribed'),
        (array_agg(c.id))[1:10] AS sample
      FROM customers c JOIN contact_states s ON s.customer_id = c.id
      LEFT JOIN suppressions x_email ON x_email.channel = 'email' AND x_email.address = c.email
      LEFT JOIN suppressions x_sms ON x_sms.channel = 'sms' AND x_sms.address = c.phone
      LEFT JOIN (SELECT DISTINCT customer_id FROM push_subscriptions p
        WHERE NOT EXISTS (SELECT FROM suppressions x WHERE x.channel = 'push' AND x.address = p.endpoint)) d ON d.customer_id = c.id
      WHERE ${conditions}`)
    return row.members
  })
}

/** Ten sends to a fifth of the customers who may get email each; three of ten open, one of ten clicks. And some who must not be written to. */
async function fillLedger(pool: Pool, now: Date): Promise<void> {
  const sendIds = Array.from({ length: 10 }, () => newUuid())
  await pool.begin(async (sql) => {
    await sql`SET LOCAL session_replication_role = replica`
    await sql`INSERT INTO suppressions (channel, address, reason, source)
      SELECT 'email', email, 'hard_bounce', 'bench' FROM customers WHERE email IS NOT NULL AND random() < 0.01 ON CONFLICT DO NOTHING`
    await sql`
      INSERT INTO sends (id, campaign_kind, campaign_id, channel, message, policy)
      SELECT id, 'broadcast', id, 'email', '{}', '{}' FROM unnest(${sendIds}::uuid[]) AS s (id)`
    await sql`
      INSERT INTO deliveries (send_id, customer_id, channel, page, status, address, claimed_at, accepted_at)
      SELECT b.id, s.customer_id, 'email', 0, 'accepted', 'bench', b.at, b.at
      FROM (SELECT id, ${now}::timestamptz - place * interval '12 days' AS at FROM unnest(${sendIds}::uuid[]) WITH ORDINALITY AS s (id, place)) AS b
      CROSS JOIN contact_states AS s WHERE s.email_consent = 'subscribed' AND random() < 0.2`
    await sql`
      INSERT INTO delivery_events (send_id, customer_id, channel, type, provider_event_id, occurred_at)
      SELECT send_id, customer_id, channel, type, gen_random_uuid()::text, accepted_at + random() * interval '3 days'
      FROM deliveries CROSS JOIN (VALUES ('opened', 0.3), ('clicked', 0.1)) AS t (type, share) WHERE send_id = ANY (${sendIds}::uuid[]) AND random() < share`
  })
  await pool`VACUUM (ANALYZE) suppressions, sends, deliveries, delivery_events`
}

function median(values: number[]): number {
  const ascending = values.toSorted((one, other) => one - other)
  return ascending[Math.floor(ascending.length / 2)] ?? Number.NaN
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
