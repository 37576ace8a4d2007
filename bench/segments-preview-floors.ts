/** Rules of several kinds, each with the SQL that asks the same by hand of the same tables and indexes. */

export interface PreviewFloor {
  /** In the text form. */
  rule: string
  /** Of `c` (customers), `s` (contact_states) and the suppressions `x_email` and `x_sms`. */
  conditions: string
  /** What the conditions name: `name AS (query), …`; empty for none. */
  named: string
}

const isReachable = {
  email: `s.email_consent = 'subscribed' AND c.email IS NOT NULL AND x_email.address IS NULL`,
  sms: `s.sms_consent = 'subscribed' AND c.phone IS NOT NULL AND x_sms.address IS NULL`,
}

export function previewFloors(now: Date): PreviewFloor[] {
  const at = `'${now.toISOString()}'::timestamptz`
  const ago = (days: number) => `'${new Date(now.getTime() - days * 86_400_000).toISOString()}'::timestamptz`
  const placed = (days: number) => `placed_at BETWEEN ${ago(days)} AND ${at}`
  return [
    { rule: 'everyone', conditions: 'true', named: '' },
    {
      rule: 'orders.count(last 90d) >= 3 and country = "DE" and reachable.sms = true',
      conditions: `c.country = 'DE' AND ${isReachable.sms} AND c.id IN (SELECT customer_id FROM frequent)`,
      named: `frequent AS (SELECT customer_id FROM orders WHERE is_valid AND ${placed(90)} GROUP BY customer_id HAVING count(*) >= 3)`,
    },
    {
      rule: 'orders.sum(total, last 365d) >= 250.00 EUR and country = "DE" and reachable.email = true',
      conditions: `c.country = 'DE' AND ${isReachable.email} AND c.id IN (SELECT customer_id FROM spenders)`,
      named: `spenders AS (SELECT customer_id FROM orders WHERE is_valid AND currency = 'EUR' AND ${placed(365)} GROUP BY customer_id HAVING sum(net_minor) >= 25000)`,
    },
    {
      rule: 'orders.last before 60d ago and language = "de" and reachable.email = true',
      conditions: `c.language = 'de' AND ${isReachable.email} AND c.id IN (SELECT customer_id FROM quiet)`,
      named: `quiet AS (SELECT customer_id FROM orders WHERE is_valid AND placed_at <= ${at} GROUP BY customer_id HAVING max(placed_at) < ${ago(60)})`,
    },
    {
      rule: 'orders.first within last 30d and country = "AT" and reachable.email = true',
      conditions: `c.country = 'AT' AND ${isReachable.email} AND c.id IN (SELECT customer_id FROM fresh)`,
      named: `fresh AS (SELECT customer_id FROM orders WHERE is_valid AND placed_at <= ${at} GROUP BY customer_id HAVING min(placed_at) >= ${ago(30)})`,
    },
    {
      rule: 'orderItems.count(last 90d, where category = "Category 7") >= 2 and country = "DE" and reachable.email = true',
      conditions: `c.country = 'DE' AND ${isReachable.email} AND c.id IN (SELECT customer_id FROM drinkers)`,
      named: `drinkers AS (SELECT o.customer_id FROM orders o JOIN order_items i ON i.order_id = o.id
        WHERE o.is_valid AND o.${placed(90)} AND lower(i.category) = 'category 7' GROUP BY o.customer_id HAVING count(*) >= 2)`,
    },
    {
      rule: 'engagement.count(last 90d, where type = opened) = 0 and engagement.count(last 90d, where type = sent) >= 2 and country = "DE"',
      conditions: `c.country = 'DE' AND c.id IN (SELECT customer_id FROM addressed) AND NOT EXISTS (SELECT FROM openers o WHERE o.customer_id = c.id)`,
      named: `addressed AS (SELECT customer_id FROM deliveries WHERE accepted_at BETWEEN ${ago(90)} AND ${at}
          AND send_id IN (SELECT id FROM sends WHERE is_marketing) GROUP BY customer_id HAVING count(*) >= 2),
        openers AS (SELECT DISTINCT customer_id FROM delivery_events WHERE type = 'opened' AND NOT is_bot AND occurred_at BETWEEN ${ago(90)} AND ${at}
          AND send_id IN (SELECT id FROM sends WHERE is_marketing))`,
    },
    {
      rule: '(orders.count(last 90d) >= 3 or orders.sum(total, last 365d) >= 250.00 EUR) and not (city = "City 3" or orders.last within last 7d)',
      conditions: `c.id IN (SELECT customer_id FROM good) AND c.city IS DISTINCT FROM 'City 3'`,
      named: `good AS (SELECT customer_id FROM orders WHERE is_valid AND ${placed(365)} GROUP BY customer_id
        HAVING (count(*) FILTER (WHERE placed_at >= ${ago(90)}) >= 3 OR sum(net_minor) FILTER (WHERE currency = 'EUR') >= 25000) AND max(placed_at) < ${ago(7)})`,
    },
    {
      rule: 'orders.count(last 1d) >= 1 and country = "DE" and reachable.email = true',
      conditions: `c.country = 'DE' AND ${isReachable.email} AND c.id IN (SELECT customer_id FROM today)`,
      named: `today AS (SELECT DISTINCT customer_id FROM orders WHERE is_valid AND ${placed(1)})`,
    },
  ]
}
