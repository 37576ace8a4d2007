/** Writing a saved audience so that what it names is there, it never contains itself, and it stays a question that the database can answer. */
import { listAudienceLinks } from '../../db/queries/audiences/audience-links.ts'
import { readRulesOf } from '../../db/queries/audiences/audiences.ts'
import { readNamedRecords } from '../../db/queries/audiences/named-records.ts'
import type { Sql } from '../../db/client.ts'
import { findCircle, listReachable } from '../../domain/audience-graph.ts'
import { locateReferences, type LocatedReference } from '../../domain/audience-references.ts'
import { listConditions } from '../../domain/audience-rules/references.ts'
import type { Rule } from '../../domain/audience-rules/rule.ts'
import { Problem } from '../http/problems.ts'
import { locateInRequest, requireUsable } from './usable-references.ts'

/** A question may be so large in all, the rules of the audiences that it names included, each of these once. */
const mostConditions = 1_000
const mostAudiences = 100

/**
 * The caller holds the graph's lock, so that two edits that would each be fine alone are not both made.
 *
 * @param input what the rule came in: faults are named there
 * @param audience the one whose rule it is to be, with the rule of before; absent for a new one
 * @returns what the rule names
 * @throws Problem `audience_part_unavailable`, `audience_cycle`, `audience_too_large`
 */
export async function checkNewRule(
  sql: Sql,
  { rule, input, audience }: { rule: Rule; input: { text?: string | undefined }; audience?: { id: string; rule: Rule } },
): Promise<LocatedReference[]> {
  const references = locateInRequest(rule, input)
  const kept = new Set(audience === undefined ? [] : locateReferences(audience.rule).map(({ id }) => id))
  await requireUsable(sql, references, kept)
  const named = references.filter(({ kind }) => kind === 'audience')
  if (named.length === 0) return references
  const links = await listAudienceLinks(sql)
  if (audience !== undefined) await refuseCircle(sql, audience.id, named, links)
  await refuseTooLarge(
    sql,
    [rule],
    listReachable(
      named.map(({ id }) => id),
      links,
    ),
  )
  return references
}

/** @param audienceIds all that are named, directly or through others. @throws Problem `audience_too_large` */
export async function refuseTooLarge(sql: Sql, rules: readonly Rule[], audienceIds: readonly string[]): Promise<void> {
  const named = await readRulesOf(sql, audienceIds)
  const conditions = [...rules, ...named.values()].reduce((sum, rule) => sum + listConditions(rule).length, 0)
  if (conditions > mostConditions || audienceIds.length > mostAudiences)
    throw new Problem('audience_too_large', {
      detail: `It leads to ${audienceIds.length} audiences and has ${conditions} conditions with theirs; there may be ${mostAudiences} and ${mostConditions}.`,
    })
}

async function refuseCircle(
  sql: Sql,
  audienceId: string,
  named: readonly LocatedReference[],
  links: Parameters<typeof findCircle>[2],
): Promise<void> {
  const way = findCircle(
    audienceId,
    named.map(({ id }) => id),
    links,
  )
  if (way === undefined) return
  const ids = [audienceId, ...way]
  const records = await readNamedRecords(
    sql,
    ids.map((id) => ({ kind: 'audience', id })),
  )
  const chain = ids.map((id) => `“${records.get(id)?.name ?? ''}”`).join(' → ')
  const { path = '', at } = named.find(({ id }) => id === way[0]) ?? {}
  throw new Problem('audience_cycle', { errors: [{ path, ...(at && { at }), message: `The audience would contain itself: ${chain}` }] })
}
