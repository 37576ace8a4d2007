/** Which sessions and API keys still count, and what they may do: many in one statement, by their ids. */
import type { Role } from '../../../domain/roles.ts'
import type { Sql } from '../../client.ts'
import { sessionIdleMs } from './sessions.ts'

/** `id`: of the key or the session. A key has scopes, a session its member's role. */
export type StandingCaller = { id: string } & ({ scopes: string[]; role: null } | { scopes: null; role: Role })

export async function listStandingCallers(
  sql: Sql,
  { keyIds, sessionIds, at }: { keyIds: string[]; sessionIds: string[]; at: Date },
): Promise<StandingCaller[]> {
  return sql<StandingCaller[]>`
    SELECT id, scopes, NULL::text AS role FROM api_keys
    WHERE id = ANY(${keyIds}::uuid[]) AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ${at})
    UNION ALL
    SELECT s.id, NULL, m.role::text FROM sessions s JOIN members m ON m.id = s.member_id
    WHERE s.id = ANY(${sessionIds}::uuid[]) AND s.expires_at > ${at} AND s.last_used_at > ${new Date(at.getTime() - sessionIdleMs)}
      AND m.disabled_at IS NULL`
}
