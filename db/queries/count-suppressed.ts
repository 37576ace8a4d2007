/** How many of some addresses must not be written to. */
import type { Sql } from '../client.ts'

export async function countSuppressed(
  sql: Sql,
  addresses: readonly { channel: 'email' | 'sms'; address: string }[],
): Promise<Partial<Record<'email' | 'sms', number>>> {
  if (addresses.length === 0) return {}
  const rows = await sql<{ channel: 'email' | 'sms'; count: number }[]>`
    SELECT channel, count(*)::integer AS count FROM suppressions
    JOIN unnest(${addresses.map(({ channel }) => channel)}::channel[], ${addresses.map(({ address }) => address)}::text[]) AS n (channel, address)
      USING (channel, address) GROUP BY channel`
  return Object.fromEntries(rows.map(({ channel, count }) => [channel, count]))
}
