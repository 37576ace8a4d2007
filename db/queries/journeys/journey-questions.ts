/** Short questions of a journey's run about its customer. */
import type { Rule } from '../../../domain/audience-rules/rule.ts'
import type { ChannelName } from '../../../domain/channels.ts'
import type { Sql } from '../../client.ts'
import { loadAudienceContext } from '../audiences/audience-context.ts'
import { selectRuleMembers } from '../audiences/compile-rule.ts'
import { selectZones } from '../sends/recipient-zones.ts'

/** Those of the customers for whom the rule is true at that instant. @throws AudienceReferenceError */
export async function findMembers(
  sql: Sql,
  { rule, customerIds, now }: { rule: Rule; customerIds: readonly string[]; now: Date },
): Promise<Set<string>> {
  const context = await loadAudienceContext(sql, rule, now)
  const rows = await sql<{ customerId: string }[]>`
    SELECT m.customer_id AS "customerId" FROM (${selectRuleMembers(sql, rule, context)}) AS m WHERE m.customer_id = ANY (${customerIds}::uuid[])`
  return new Set(rows.map((row) => row.customerId))
}

/** All for whom the rule is true at that instant. @throws AudienceReferenceError */
export async function listMembers(sql: Sql, { rule, now }: { rule: Rule; now: Date }): Promise<Set<string>> {
  const context = await loadAudienceContext(sql, rule, now)
  const rows = await sql<
    { customerId: string }[]
  >`SELECT m.customer_id AS "customerId" FROM (${selectRuleMembers(sql, rule, context)}) AS m`
  return new Set(rows.map((row) => row.customerId))
}

/** `Zone` or `Zone,Zone`; the store's for whoever is gone. */
export async function readZones(sql: Sql, customerId: string, storeTimeZone: string): Promise<string> {
  const [row] = await sql<
    { zones: string }[]
  >`SELECT ${selectZones(sql, 'c', storeTimeZone)} AS zones FROM customers c WHERE c.id = ${customerId}`
  return row?.zones ?? storeTimeZone
}

/** The channels that the customer has consented to. */
export async function listConsentedChannels(sql: Sql, customerId: string): Promise<ChannelName[]> {
  const [row] = await sql<Record<ChannelName, string>[]>`
    SELECT email_consent AS email, sms_consent AS sms, push_consent AS push FROM contact_states WHERE customer_id = ${customerId}`
  return (['email', 'sms', 'push'] as const).filter((channel) => row?.[channel] === 'subscribed')
}

/** Null takes it away. Nothing for whoever is gone. */
export async function setAttribute(
  sql: Sql,
  { customerId, attribute, value }: { customerId: string; attribute: string; value: string | number | boolean | null },
): Promise<void> {
  await sql`
    UPDATE customers SET updated_at = now(), attributes = CASE WHEN ${value === null} THEN attributes - ${attribute}::text
      ELSE attributes || jsonb_build_object(${attribute}::text, ${sql.json(value)}::jsonb) END
    WHERE id = ${customerId}`
}
