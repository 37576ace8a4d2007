/** The groups that one customer belongs to, and which of the saved audiences' rules are true of them now. */
import { type AudienceContext, loadAudienceContext } from '../audiences/audience-context.ts'
import type { Rule } from '../../../domain/audience-rules/rule.ts'
import type { Sql } from '../../client.ts'
import { listAudiences, type SavedAudience } from '../audiences/audiences.ts'
import { explainMembership } from '../audiences/explain-membership.ts'

export interface GroupMembership {
  /** UUID. */
  id: string
  name: string
  deletedAt: Date | null
}

export async function listGroupsOf(sql: Sql, customerId: string): Promise<GroupMembership[]> {
  return sql<GroupMembership[]>`
    SELECT g.id, g.name, g.deleted_at AS "deletedAt" FROM group_members m JOIN groups g ON g.id = m.group_id
    WHERE m.customer_id = ${customerId} ORDER BY g.deleted_at IS NOT NULL, g.name, g.id`
}

/** So many conditions make one statement; an audience has 200 at most. */
const audiencesAStatement = 10

export interface AudienceMemberships {
  audiences: SavedAudience[]
  /** How many were asked, the newest. */
  asked: number
  isWhole: boolean
}

/** @throws AudienceReferenceError */
export async function listAudiencesOf(
  sql: Sql,
  { customerId, at, atMost }: { customerId: string; at: Date; atMost: number },
): Promise<AudienceMemberships> {
  const found = await listAudiences(sql, { isArchived: false, limit: atMost + 1 })
  const asked = found.slice(0, atMost)
  const audiences: SavedAudience[] = []
  for (let from = 0; from < asked.length; from += audiencesAStatement) {
    const some = asked.slice(from, from + audiencesAStatement)
    const rule: Rule = { any: some.map((audience) => audience.rule) }
    const context: AudienceContext = await loadAudienceContext(sql, rule, at)
    const explanation = await explainMembership(sql, rule, customerId, context)
    if (explanation === undefined || !('parts' in explanation)) continue
    audiences.push(...some.filter((_, place) => explanation.parts[place]?.holds === true))
  }
  return { audiences, asked: asked.length, isWhole: found.length <= atMost }
}
