/** The floors of a refresh: the scores and the nine segments from the orders in one INSERT … SELECT into a plain table, once with window functions as DESIGN 5 words them, once with cut-offs. */
import type { Pool } from '../db/client.ts'
import { scoreEveryone } from '../db/queries/segments/compute-segments.ts'

const columns = `customer_id, orders, net_minor, first_order_at, last_order_at, recent_orders,
  recency_score, frequency_score, monetary_score, aov_score, stage, tags`

/** Milliseconds that the statement takes, its rows written and committed. */
export async function measureOneShot(pool: Pool, kind: 'windows' | 'cutoffs', at: Date): Promise<number> {
  return pool.begin(async (sql) => {
    await sql`SET LOCAL work_mem = '512MB'`
    await sql`SET LOCAL jit = off`
    await sql`DROP TABLE IF EXISTS bench_floor`
    await sql`CREATE TABLE bench_floor (LIKE customer_metrics)`
    const startedAt = performance.now()
    if (kind === 'windows') await sql.unsafe(`INSERT INTO bench_floor (${columns}, computed_at) ${scoreByWindows(at)}`)
    else
      await sql`INSERT INTO bench_floor (${sql.unsafe(columns)}, computed_at) SELECT ${sql.unsafe(columns)}, computed_at FROM (${scoreEveryone(sql, at)}) AS s`
    return performance.now() - startedAt
  })
}

/** By hand, with the default settings and nothing of the program's own. */
function scoreByWindows(at: Date): string {
  const now = `'${at.toISOString()}'::timestamptz`
  const score = (rank: string) => `(1 + least(4, floor(5 * ${rank})))::smallint`
  return `
    WITH buyers AS MATERIALIZED (
      SELECT customer_id, count(*)::integer AS orders, sum(net_minor)::bigint AS net_minor, min(placed_at) AS first_at, max(placed_at) AS last_at,
        (count(*) FILTER (WHERE placed_at >= ${now} - interval '2160 hours'))::integer AS recent
      FROM orders WHERE is_valid AND placed_at <= ${now} GROUP BY customer_id),
    gaps AS (
      SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY date_part('epoch', last_at - first_at) / 86400 / (orders - 1)) AS median FROM buyers WHERE orders >= 3),
    ranked AS (
      SELECT b.*, percent_rank() OVER (ORDER BY last_at) AS r, percent_rank() OVER (ORDER BY orders) AS f, percent_rank() OVER (ORDER BY net_minor) AS m,
        percent_rank() OVER (ORDER BY net_minor::float8 / orders) AS a, percent_rank() OVER (ORDER BY recent) AS n,
        date_part('epoch', ${now} - last_at) / 86400 / least(120, greatest(7,
          CASE WHEN orders >= 3 THEN date_part('epoch', last_at - first_at) / 86400 / (orders - 1) ELSE coalesce(g.median, 120) END)) AS quietness
      FROM buyers AS b CROSS JOIN gaps AS g),
    scored AS (SELECT *, ${score('r')} AS rs, ${score('f')} AS fs, ${score('m')} AS ms, ${score('a')} AS av FROM ranked)
    SELECT customer_id, orders, net_minor, first_at, last_at, recent, rs, fs, ms, av,
      CASE WHEN quietness > 3 THEN 'lapsed' WHEN first_at >= ${now} - interval '720 hours' THEN 'new' WHEN n >= 0.9 AND recent >= 2 THEN 'most_active' ELSE 'active' END,
      array_remove(ARRAY[CASE WHEN m >= 0.95 AND rs >= 4 AND fs >= 4 THEN 'vip' END, CASE WHEN ms = 5 THEN 'high_spender' END,
        CASE WHEN av = 5 AND orders >= 2 THEN 'high_aov' END, CASE WHEN orders >= 2 THEN 'repeat' END,
        CASE WHEN quietness BETWEEN 1.5 AND 3 AND greatest(fs, ms) >= 3 THEN 'at_risk' END], NULL), ${now}
    FROM scored`
}
