/** Notices who has entered and left the audience that a trigger watches, in one statement. Those who are there when the watch begins count as having been there. */
import type { Rule } from '../../../domain/audience-rules/rule.ts'
import type { Sql } from '../../client.ts'
import { loadAudienceContext } from '../audiences/audience-context.ts'
import { selectRuleMembers } from '../audiences/compile-rule.ts'

/** In the caller's transaction, which alone matches for this autopilot. @param audienceId public id. @throws AudienceReferenceError */
export async function watchMembers(
  sql: Sql,
  {
    autopilotId,
    audienceId,
    now,
    begins,
  }: { autopilotId: string; audienceId: string; now: Date; /** Nobody was watched before. */ begins: boolean },
): Promise<void> {
  const rule: Rule = { field: 'audience', op: '=', value: audienceId }
  const context = await loadAudienceContext(sql, rule, now)
  if (begins) await sql`DELETE FROM autopilot_members WHERE autopilot_id = ${autopilotId}`
  await sql`
    WITH members AS MATERIALIZED (SELECT customer_id FROM (${selectRuleMembers(sql, rule, context)}) AS m),
    departed AS (
      DELETE FROM autopilot_members w WHERE w.autopilot_id = ${autopilotId} AND NOT EXISTS (SELECT FROM members m WHERE m.customer_id = w.customer_id)
    )
    INSERT INTO autopilot_members (autopilot_id, customer_id, entered_at, is_first)
    SELECT ${autopilotId}, customer_id, ${now}, ${begins} FROM members
    ON CONFLICT (autopilot_id, customer_id) DO NOTHING`
}
