/** How the providers have answered lately, from the sums by the minute. */
import type { ProviderFacts } from '../../../domain/system-health.ts'
import type { Sql } from '../../client.ts'

/** One for each channel that was called in the last hour. */
export async function readProviderHealth(sql: Sql, now: Date): Promise<ProviderFacts[]> {
  return sql<ProviderFacts[]>`
    WITH lately AS (SELECT channel, code, calls, minute > ${now}::timestamptz - interval '15 minutes' AS is_late FROM provider_calls
      WHERE minute > ${now}::timestamptz - interval '1 hour' AND minute <= ${now})
    SELECT channel, coalesce(sum(calls) FILTER (WHERE is_late), 0)::int AS "calls15m",
      coalesce(sum(calls) FILTER (WHERE is_late AND code <> 'ok'), 0)::int AS "failures15m",
      sum(calls)::int AS "calls1h", coalesce(sum(calls) FILTER (WHERE code <> 'ok'), 0)::int AS "failures1h",
      (SELECT w.code FROM lately w WHERE w.channel = l.channel AND w.code <> 'ok' GROUP BY w.code ORDER BY sum(w.calls) DESC, w.code LIMIT 1) AS "worstCode"
    FROM lately l GROUP BY channel ORDER BY channel`
}
