/** Tests of channels: begun before the provider is called, finished with what it said. To whom is not kept. */
import type { ChannelName } from '../../../domain/channels.ts'
import type { TestOutcome } from '../../../domain/channel-tests.ts'
import type { Pool } from '../../client.ts'

export interface FinishedTest {
  outcome: TestOutcome
  /** Of channels/channel.ts. */
  code: string | null
  tookMs: number
}

/** The test's UUID, or undefined where the channel was tested so often lately. Callers of one channel count one after the other. */
export async function beginChannelTest(
  pool: Pool,
  { channel, startedBy, atMost, withinMs, at }: { channel: ChannelName; startedBy: string; atMost: number; withinMs: number; at: Date },
): Promise<string | undefined> {
  return pool.begin(async (sql) => {
    await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`channel_tests:${channel}`}, 0))`
    const [row] = await sql<{ id: string }[]>`
      INSERT INTO channel_tests (channel, started_at, started_by)
      SELECT ${channel}, ${at}, ${startedBy}
      WHERE (SELECT count(*) FROM channel_tests WHERE channel = ${channel} AND started_at > ${new Date(at.getTime() - withinMs)}) < ${atMost}
      RETURNING id`
    return row?.id
  })
}

export async function finishChannelTest(pool: Pool, id: string, { outcome, code, tookMs }: FinishedTest): Promise<void> {
  await pool`UPDATE channel_tests SET outcome = ${outcome}, code = ${code}, took_ms = ${Math.round(tookMs)} WHERE id = ${id}`
}
