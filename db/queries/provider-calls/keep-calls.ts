/** Calls to providers, as workers have counted them: adds them up, and forgets what is old. */
import type { ChannelName } from '../../../domain/channels.ts'
import type { Pool, Sql } from '../../client.ts'

/** Calls of one minute, channel, code and bucket of time (domain/call-times.ts). */
export interface CountedCalls {
  minuteAt: Date
  channel: ChannelName
  code: string
  timeBucket: number
  calls: number
  retries: number
  messages: number
}

export interface KeptFailure {
  /** UUID. */
  sendId: string
  page: number
  at: Date
  channel: ChannelName
  code: string
  /** UUIDs. */
  customerIds: string[]
  willRetry: boolean
  retryAfterMs: number | null
}

/** Both or neither. Workers count the same minutes: all take the rows in the order of the key. */
export async function keepCalls(sql: Pool, counted: readonly CountedCalls[], failures: readonly KeptFailure[]): Promise<void> {
  await sql.begin(async (transaction) => {
    if (counted.length > 0)
      await transaction`
        INSERT INTO provider_calls AS p (minute, channel, code, time_bucket, calls, retries, messages)
        SELECT * FROM unnest(
          ${counted.map(({ minuteAt }) => minuteAt.toISOString())}::timestamptz[], ${counted.map(({ channel }) => channel)}::channel[],
          ${counted.map(({ code }) => code)}::text[], ${counted.map(({ timeBucket }) => timeBucket)}::smallint[],
          ${counted.map(({ calls }) => calls)}::int[], ${counted.map(({ retries }) => retries)}::int[],
          ${counted.map(({ messages }) => messages)}::int[]
        ) AS c (minute, channel, code, time_bucket, calls, retries, messages)
        ORDER BY minute, channel, code COLLATE "C", time_bucket
        ON CONFLICT (minute, channel, code, time_bucket) DO UPDATE
        SET calls = p.calls + excluded.calls, retries = p.retries + excluded.retries, messages = p.messages + excluded.messages`
    if (failures.length > 0) await insertFailures(transaction, failures)
  })
}

async function insertFailures(sql: Sql, failures: readonly KeptFailure[]): Promise<void> {
  const rows = failures.map(({ sendId, page, at, channel, code, customerIds, willRetry, retryAfterMs }) => ({
    send_id: sendId,
    page,
    at,
    channel,
    code,
    customer_ids: customerIds,
    will_retry: willRetry,
    retry_after_ms: retryAfterMs,
  }))
  await sql`
    INSERT INTO provider_failures (send_id, page, at, channel, code, customer_ids, will_retry, retry_after_ms)
    SELECT send_id, page, at, channel, code, customer_ids, will_retry, retry_after_ms
    FROM jsonb_to_recordset(${sql.json(rows)}) AS f (send_id uuid, page int, at timestamptz, channel channel, code text, customer_ids uuid[],
      will_retry boolean, retry_after_ms bigint)`
}

/** What was counted before that instant. */
export async function forgetCalls(sql: Sql, before: Date): Promise<void> {
  await sql`DELETE FROM provider_calls WHERE minute < ${before}`
  await sql`DELETE FROM provider_failures WHERE at < ${before}`
}
