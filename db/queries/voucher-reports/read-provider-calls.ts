/** How the providers have answered in a period, by channel and over its parts: counts, and times as histograms (domain/call-times.ts). */
import type { ChannelName } from '../../../domain/channels.ts'
import type { Sql } from '../../client.ts'
import type { TimeRange } from './report-scope.ts'

export interface CallFigures {
  calls: number
  /** Calls that did not end with `ok`. */
  errors: number
  retries: number
  messages: number
  /** Calls by bucket of time. */
  times: Map<number, number>
}

export interface ChannelCalls extends CallFigures {
  channel: ChannelName
  byCode: { code: string; calls: number; messages: number }[]
  /** Minutes in which there was a call. */
  busyMinutes: number
  /** The most calls of a minute. */
  busiestMinute: number
}

export interface ProviderCalls {
  channels: ChannelCalls[]
  /** Of each of `parts`, by channel; channels without a call are left out. */
  parts: Map<ChannelName, CallFigures>[]
}

interface BucketRow {
  slot: number | null
  channel: ChannelName
  code: string | null
  bucket: number | null
  calls: number
  errors: number
  retries: number
  messages: number
}

/** @param parts of the period, one after the other; a minute counts where it begins */
export async function readProviderCalls(
  sql: Sql,
  { parts, channel }: { parts: readonly TimeRange[]; channel?: ChannelName | undefined },
): Promise<ProviderCalls> {
  const range = { openingAt: parts[0]?.openingAt ?? new Date(0), closingAt: parts.at(-1)?.closingAt ?? new Date(0) }
  const bounds = sql`${parts.map(({ openingAt }) => openingAt.toISOString())}::timestamptz[]`
  const calls = sql`
    SELECT * FROM provider_calls WHERE minute >= ${range.openingAt} AND minute < ${range.closingAt}
      ${channel === undefined ? sql`` : sql`AND channel = ${channel}`}`
  const rows = await sql<BucketRow[]>`
    SELECT slot, channel, code, time_bucket AS bucket, sum(calls)::int AS calls, coalesce(sum(calls) FILTER (WHERE is_error), 0)::int AS errors,
      sum(retries)::int AS retries, sum(messages)::int AS messages
    FROM (SELECT c.*, c.code <> 'ok' AS is_error, width_bucket(c.minute, ${bounds}) AS slot FROM (${calls}) AS c) AS placed
    GROUP BY GROUPING SETS ((channel, code), (channel, time_bucket), (channel, time_bucket, slot))
    ORDER BY channel, calls DESC, code`
  const minutes = await sql<{ channel: ChannelName; busyMinutes: number; busiestMinute: number }[]>`
    SELECT channel, count(*)::int AS "busyMinutes", max(calls)::int AS "busiestMinute"
    FROM (SELECT channel, minute, sum(calls) AS calls FROM (${calls}) AS c GROUP BY channel, minute) AS by_minute GROUP BY channel ORDER BY channel`
  return {
    channels: minutes.map((minute) => ({
      ...minute,
      ...addUp(rows.filter((row) => row.channel === minute.channel && row.slot === null && row.bucket !== null)),
      byCode: rows.flatMap(({ channel: name, code, calls, messages }) =>
        name === minute.channel && code !== null ? [{ code, calls, messages }] : [],
      ),
    })),
    parts: splitRows(rows, parts.length),
  }
}

function splitRows(rows: readonly BucketRow[], parts: number): ProviderCalls['parts'] {
  const grouped = Array.from({ length: parts }, () => new Map<ChannelName, BucketRow[]>())
  for (const row of rows) {
    const part = row.slot === null ? undefined : grouped[row.slot - 1]
    part?.set(row.channel, [...(part.get(row.channel) ?? []), row])
  }
  return grouped.map((part) => new Map([...part].map(([channel, own]) => [channel, addUp(own)])))
}

function addUp(rows: readonly BucketRow[]): CallFigures {
  const sum = (key: 'calls' | 'errors' | 'retries' | 'messages') => rows.reduce((total, row) => total + row[key], 0)
  return {
    calls: sum('calls'),
    errors: sum('errors'),
    retries: sum('retries'),
    messages: sum('messages'),
    times: new Map(rows.map(({ bucket, calls }) => [bucket ?? 0, calls])),
  }
}
