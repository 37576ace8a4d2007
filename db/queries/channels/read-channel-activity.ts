/** What each channel has done lately: calls to its provider, the latest test, and when a webhook came. */
import type { ChannelName } from '../../../domain/channels.ts'
import type { TestOutcome } from '../../../domain/channel-tests.ts'
import type { Sql } from '../../client.ts'

export interface ChannelActivity {
  channel: ChannelName
  /** To the minute; null where there was none in 90 days. */
  lastSuccessAt: Date | null
  lastFailureAt: Date | null
  /** Of channels/channel.ts. */
  lastFailureCode: string | null
  calls24h: number
  failures24h: number
  test: { at: Date; by: string; outcome: TestOutcome | null; code: string | null; tookMs: number | null } | null
}

export interface WebhookArrival {
  path: string
  takenAt: Date | null
  refusedAt: Date | null
}

/** One for each of the channels, in their order. */
export async function readChannelActivity(sql: Sql, channels: readonly ChannelName[], now: Date): Promise<ChannelActivity[]> {
  return sql<ChannelActivity[]>`
    SELECT name AS channel, success.minute AS "lastSuccessAt", failure.minute AS "lastFailureAt", failure.code AS "lastFailureCode",
      day.calls AS "calls24h", day.failures AS "failures24h", test.test
    FROM unnest(${[...channels]}::channel[]) WITH ORDINALITY AS c (name, place)
    LEFT JOIN LATERAL (SELECT minute FROM provider_calls WHERE channel = name AND code = 'ok' ORDER BY minute DESC LIMIT 1) AS success ON true
    LEFT JOIN LATERAL (SELECT minute, code FROM provider_calls WHERE channel = name AND code <> 'ok' ORDER BY minute DESC, code LIMIT 1) AS failure ON true
    CROSS JOIN LATERAL (SELECT coalesce(sum(calls), 0)::int AS calls, coalesce(sum(calls) FILTER (WHERE code <> 'ok'), 0)::int AS failures
      FROM provider_calls WHERE channel = name AND minute > ${now}::timestamptz - interval '24 hours') AS day
    LEFT JOIN LATERAL (SELECT started_at, started_by, outcome, code, took_ms FROM channel_tests WHERE channel = name ORDER BY started_at DESC, id DESC LIMIT 1) AS t ON true
    CROSS JOIN LATERAL (SELECT CASE WHEN t.started_at IS NOT NULL THEN
      jsonb_build_object('at', t.started_at, 'by', t.started_by, 'outcome', t.outcome, 'code', t.code, 'tookMs', t.took_ms) END AS test) AS test
    ORDER BY place`.then((rows) =>
    rows.map((row) => (row.test === null ? row : { ...row, test: { ...row.test, at: new Date(row.test.at) } })),
  )
}

export async function listWebhookArrivals(sql: Sql): Promise<WebhookArrival[]> {
  return sql<WebhookArrival[]>`SELECT path, taken_at AS "takenAt", refused_at AS "refusedAt" FROM webhook_arrivals ORDER BY path`
}
