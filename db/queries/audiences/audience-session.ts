/** How PostgreSQL is set while it asks about whole audiences, for the rest of the caller's transaction. */
import type { Sql } from '../../client.ts'

/** @param timeoutMs the longest that one statement may take */
export async function prepareForAudiences(sql: Sql, { timeoutMs }: { timeoutMs?: number } = {}): Promise<void> {
  await sql`
    SELECT set_config('work_mem', '256MB', true), set_config('jit', 'off', true)
      ${timeoutMs === undefined ? sql`` : sql`, set_config('statement_timeout', ${String(timeoutMs)}, true)`}`
}
