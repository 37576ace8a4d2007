/** Who of the demo store's customers is in which group of its admin: by what they bought and where they live, and by chance that repeats. */
import type { Sql } from '../client.ts'

export interface DemoGroup {
  /** In the admin. */
  id: string
  name: string
  /** The store's ids of customers. */
  members: string[]
}

/** Needs the segments' figures. */
export async function listDemoGroups(sql: Sql): Promise<DemoGroup[]> {
  return sql<DemoGroup[]>`
    WITH people AS (
      SELECT c.external_id, c.city, c.country, c.language, c.created_at, coalesce(m.orders, 0) AS orders, coalesce(m.net_minor, 0) AS net_minor,
        -- From 0 to 1, the same for the same customer.
        get_byte(h.bytes, 0) / 256.0 AS chance, get_byte(h.bytes, 1) / 256.0 AS other_chance
      FROM customers c LEFT JOIN customer_metrics m ON m.customer_id = c.id CROSS JOIN LATERAL (SELECT sha256(c.external_id::bytea) AS bytes) h)
    SELECT g.id, g.name, array_agg(p.external_id ORDER BY p.external_id) AS members
    FROM people p JOIN (VALUES
      ('loyalty-gold', 'Loyalty card: Gold'), ('loyalty-silver', 'Loyalty card: Silver'), ('offices', 'Offices and canteens'),
      ('click-and-collect', 'Click & collect'), ('berlin-tasting', 'Tasting evening, Berlin'), ('staff', 'Staff and their families'),
      ('gift-cards', 'Bought a gift card'), ('francophones', 'Clientèle francophone'), ('phone-orders', 'Orders by phone'),
      ('founders', 'With us from the start'), ('lottery', 'Winners of the autumn draw'), ('fragile', 'Parcel damaged before: pack with care')) AS g (id, name)
    ON CASE g.id
      WHEN 'loyalty-gold' THEN p.net_minor >= 60000
      WHEN 'loyalty-silver' THEN p.net_minor >= 25000 AND p.net_minor < 60000
      WHEN 'offices' THEN p.orders >= 12 AND p.chance < 0.5
      WHEN 'click-and-collect' THEN p.country = 'DE' AND p.orders > 0 AND p.chance < 0.2
      WHEN 'berlin-tasting' THEN p.city = 'Berlin' AND p.other_chance < 0.4
      WHEN 'staff' THEN p.chance < 0.004
      WHEN 'gift-cards' THEN p.orders > 0 AND p.other_chance < 0.06
      WHEN 'francophones' THEN p.language LIKE 'fr%'
      WHEN 'phone-orders' THEN p.orders > 1 AND p.chance > 0.97
      WHEN 'founders' THEN p.created_at <= (SELECT percentile_disc(0.05) WITHIN GROUP (ORDER BY created_at) FROM customers)
      WHEN 'lottery' THEN p.chance BETWEEN 0.5 AND 0.51
      ELSE p.orders > 0 AND p.other_chance > 0.985 END
    GROUP BY g.id, g.name ORDER BY g.id`
}
