/** A store in which voucher campaigns have been busy for two months: half of its vouchers by promotions, half by journeys, two messages for each, other marketing in between. */
import type { Pool } from '../db/client.ts'

export interface ReportStore {
  vouchers: number
  deliveries: number
  orders: number
}

const promotions = 10
const autopilots = 10

/** Up to `at`. One statement a table: figures follow from the row's number, so that every run measures the same store. */
export async function makeReportStore(
  pool: Pool,
  { vouchers, at, log }: { vouchers: number; at: Date; log(text: string): void },
): Promise<ReportStore> {
  // One more than a round number: no campaign meets a customer twice before it has met all.
  const customers = Math.ceil(vouchers / 4) + 1
  const orders = vouchers
  const ago = (days: string) => pool.unsafe(`'${at.toISOString()}'::timestamptz - (${days}) * interval '1 day'`)
  const uuid = (text: string) => pool.unsafe(`md5(${text})::uuid`)
  const customer = (number: string) => uuid(`'customer ' || (${number}) % ${customers}`)
  // Spread over 60 days, and not in the order of the customers.
  const days = '(n::bigint * 7919 % 60000) / 1000.0'
  await pool.begin(async (sql) => {
    await sql`SET LOCAL session_replication_role = replica`
    await sql`SET LOCAL synchronous_commit = off`
    await sql`INSERT INTO customers (id, external_id) SELECT ${customer('n')}, 'bench-' || n FROM generate_series(0, ${customers - 1}::int) AS n`
    await sql`
      INSERT INTO segment_changes (customer_id, changed_at, entered, exited)
      SELECT ${customer('n')}, ${ago('80 - m * 20 - n % 9')}, CASE m % 2 WHEN 0 THEN '{new,repeat}'::text[] ELSE '{active,vip}' END,
        CASE WHEN m = 0 THEN '{}'::text[] WHEN m % 2 = 0 THEN '{active,vip}' ELSE '{new,repeat}' END
      FROM generate_series(0, ${customers - 1}::int) AS n, generate_series(0, 3) AS m`
    await sql`
      INSERT INTO promotions (id, name, status, offer_id, offer_version, audience, channels, messages, fall_through_ms, holdout_percent, launched_at)
      SELECT ${uuid("'promotion ' || c")}, 'Promotion ' || c, 'active', uuid_v7(), 1, '{}', '{email,sms}', '{}', 0, 5, ${ago('60')} FROM generate_series(0, ${promotions - 1}::int) AS c`
    await sql`
      INSERT INTO autopilots (id, name, status, definition, enabled_at)
      SELECT ${uuid("'autopilot ' || c")}, 'Autopilot ' || c, 'enabled', '{}', ${ago('60')} FROM generate_series(0, ${autopilots - 1}::int) AS c`
    await sql`
      INSERT INTO sends (id, campaign_kind, campaign_id, channel, message, policy, holdout_percent, frozen_at)
      SELECT ${uuid("k || ' send ' || c || h")}, k, ${uuid("k || ' ' || c")}, h::channel, '{}', '{"attributionWindowMs": 604800000}', CASE k WHEN 'promotion' THEN 5 ELSE 0 END, ${ago('60')}
      FROM unnest('{promotion,autopilot}'::text[]) AS k, generate_series(0, ${Math.max(promotions, autopilots) - 1}::int) AS c, unnest('{email,sms}'::text[]) AS h`
    await sql`
      INSERT INTO promotion_sends (send_id, promotion_id, purpose, channel, place)
      SELECT id, campaign_id, 'offer', channel, CASE channel WHEN 'email' THEN 0 ELSE 1 END FROM sends WHERE campaign_kind = 'promotion'`
    await sql`INSERT INTO send_pages (send_id, page, not_before, customer_ids) SELECT id, 0, frozen_at, '{}' FROM sends`
    log('Campaigns are there')
    // Every voucher belongs to another pair of campaign and customer or journey; even ones are promotions'.
    await sql`
      INSERT INTO journeys (id, autopilot_id, customer_id, occurrence, run, version_id, arm, status, matched_at, anchor_at, not_before, ended_at, outcome)
      SELECT ${uuid("'journey ' || n")}, ${uuid(`'autopilot ' || n / 2 % ${autopilots}`)}, ${customer('n / 2')}, n::text, 1, uuid_v7(),
        CASE WHEN n / 2 % 10 = 0 THEN 'holdout' ELSE 'treated' END, 'ended', ${ago(`${days} + 0.1`)}, ${ago(days)}, ${ago(`${days} + 0.1`)}, ${ago(days)}, 'completed'
      FROM generate_series(1, ${vouchers}::int, 2) AS n`
    await sql`
      INSERT INTO journey_events (journey_id, seq, at, kind, step, details)
      SELECT ${uuid("'journey ' || n")}, m, ${ago(`${days} + 0.1 - m * 0.001`)}, (ARRAY['voucher_issued', 'waiting', 'deferred', 'sent'])[m], 'a',
        CASE WHEN m IN (2, 3) THEN jsonb_build_object('for', 'time', 'until', (extract(epoch FROM ${ago(`${days} + 0.05`)}) * 1000)::bigint) END
      FROM generate_series(1, ${vouchers}::int, 2) AS n, generate_series(1, 4) AS m`
    await sql`
      INSERT INTO journey_messages (journey_id, step, visit, channel, send_id)
      SELECT ${uuid("'journey ' || n")}, h, 1, h::channel, ${uuid(`'autopilot send ' || n / 2 % ${autopilots} || h`)}
      FROM generate_series(1, ${vouchers}::int, 2) AS n, unnest('{email,sms}'::text[]) AS h`
    log('Journeys are there')
    await sql`
      INSERT INTO deliveries (send_id, customer_id, channel, page, status, reason, policy_inputs, claimed_at, accepted_at, settled_at, sms_parts, cost_micros, cost_currency)
      SELECT ${uuid(`k || ' send ' || n / 2 % ${promotions} || h`)}, ${customer('n / 2')}, h::channel, 0,
        (CASE WHEN k = 'promotion' AND n / 2 % 20 = 0 THEN 'skipped' WHEN h = 'email' AND n % 5 = 0 THEN 'bounced' ELSE 'delivered' END)::delivery_status,
        CASE WHEN k = 'promotion' AND n / 2 % 20 = 0 THEN 'holdout' END, '{}', ${ago(days)},
        CASE WHEN k = 'promotion' AND n / 2 % 20 = 0 THEN NULL ELSE ${ago(`${days} - 0.01 - length(h) * 0.001`)} END, ${ago(days)},
        CASE h WHEN 'sms' THEN 1 + n % 2 END, CASE WHEN h = 'sms' AND n % 3 > 0 THEN 33300 END, CASE WHEN h = 'sms' AND n % 3 > 0 THEN 'EUR' END
      FROM generate_series(0, ${vouchers - 1}::int) AS n, unnest('{email,sms}'::text[]) AS h, LATERAL (SELECT CASE n % 2 WHEN 0 THEN 'promotion' ELSE 'autopilot' END AS k) AS kind
      ORDER BY n::bigint * 7919 % 60000 DESC
      ON CONFLICT DO NOTHING`
    await sql`
      INSERT INTO delivery_events (send_id, customer_id, channel, type, occurred_at)
      SELECT send_id, customer_id, channel, 'clicked', accepted_at FROM deliveries WHERE accepted_at IS NOT NULL AND hashtext(customer_id::text) % 5 = 0`
    log('The ledger is there')
    await sql`
      INSERT INTO vouchers (code, offer_id, offer_version, campaign_kind, campaign_id, customer_id, occurrence, status, currency, worst_minor, discount_minor, valid_from, valid_until,
        expires_at, order_external_id, created_at, issued_at, delivered_at, accepted_at, redeemed_at, ended_at)
      SELECT n::text, ${uuid("'offer'")}, 1, k, ${uuid(`k || ' ' || n / 2 % ${promotions}`)}, ${customer('n / 2')}, CASE k WHEN 'promotion' THEN n::text ELSE ${uuid("'journey ' || n")} || ':gift:1' END,
        s::voucher_status, 'EUR', 1000, CASE s WHEN 'redeemed' THEN n % 1000 END, ${ago(days)}, ${ago(`${days} - 30`)},
        CASE WHEN s IN ('redeemed', 'expired') THEN NULL ELSE ${ago(`${days} - 30`)} END, CASE s WHEN 'redeemed' THEN 'o-' || n END,
        ${ago(days)}, ${ago(days)}, ${ago(`${days} - 0.01`)}, CASE WHEN s IN ('accepted', 'redeemed') THEN ${ago(`${days} - 0.01 - n % 50 * 0.01`)} END,
        CASE s WHEN 'redeemed' THEN ${ago(`${days} - 1 - n % 70 * 0.01`)} END, CASE s WHEN 'expired' THEN ${ago(`${days} - 30`)} END
      FROM generate_series(0, ${vouchers - 1}::int) AS n,
        LATERAL (SELECT CASE n % 2 WHEN 0 THEN 'promotion' ELSE 'autopilot' END AS k, (ARRAY['delivered', 'delivered', 'accepted', 'redeemed', 'expired'])[n % 5 + 1] AS s) AS of`
    await sql`
      INSERT INTO orders (external_id, customer_id, placed_at, status, currency, total_minor)
      SELECT 'o-' || n, ${customer('n / 2')}, ${ago(`${days} - 1 - n % 70 * 0.01`)}, 'paid', 'EUR', 1000 + n % 9000 FROM generate_series(0, ${orders - 1}::int) AS n`
  })
  await pool`
    INSERT INTO provider_calls (minute, channel, code, time_bucket, calls, retries, messages)
    SELECT date_trunc('minute', ${at}::timestamptz) - n * interval '1 minute', h::channel, 'ok', 50 + b, 1 + n % 7, 0, 100
    FROM generate_series(1, 60 * 1440) AS n, unnest('{email,sms}'::text[]) AS h, generate_series(1, 6) AS b`
  await pool`VACUUM ANALYZE`
  const [counted] = await pool<[ReportStore]>`
    SELECT (SELECT count(*)::int FROM vouchers) AS vouchers, (SELECT count(*)::int FROM deliveries) AS deliveries, (SELECT count(*)::int FROM orders) AS orders`
  return counted
}
