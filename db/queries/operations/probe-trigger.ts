/** Whom an autopilot's trigger finds now, and how many of them its entry rule lets in: asked of one that finds nobody, to say why. */
import type { ActivationWindow, JourneyDefinition, Reentry, Trigger } from '../../../domain/journeys/journey-definition.ts'
import type { Rule } from '../../../domain/audience-rules/rule.ts'
import type { Pool, Sql } from '../../client.ts'
import { loadAudienceContext } from '../audiences/audience-context.ts'
import { selectRuleMembers } from '../audiences/compile-rule.ts'
import { findCandidates } from '../journeys/find-candidates.ts'
import type { Fragment } from '../segments/compute-segments.ts'

export interface TriggerProbe {
  /** UUID. */
  autopilotId: string
  journey: { trigger: Trigger; entryRule: Rule; activation: ActivationWindow; reentry: Reentry }
  enabledAt: Date
  now: Date
  storeTimeZone: string
}

/** Customers, each once. @throws AudienceReferenceError, and the driver's error when it takes longer than `timeoutMs` */
export async function probeTrigger(pool: Pool, probe: TriggerProbe, timeoutMs: number): Promise<{ found: number; entering: number }> {
  return pool.begin(async (sql) => {
    await sql`SELECT set_config('statement_timeout', ${String(timeoutMs)}, true)`
    const { rows, rule } = await findFound(sql, probe)
    const { entryRule } = probe.journey
    const { members: known } = await selectAll(sql, rule, probe.now)
    const { members: entering } = await selectAll(sql, entryRule, probe.now)
    const [counts] = await sql<[{ found: number; entering: number }]>`
      WITH found AS (SELECT DISTINCT c.customer_id FROM (${rows}) AS c ${known ? sql`JOIN (${known}) AS m ON m.customer_id = c.customer_id` : sql``})
      SELECT (SELECT count(*)::int FROM found) AS found,
        (SELECT count(*)::int FROM found f ${entering ? sql`JOIN (${entering}) AS e ON e.customer_id = f.customer_id` : sql``}) AS entering`
    return counts
  })
}

async function findFound(
  sql: Sql,
  { autopilotId, journey, enabledAt, now, storeTimeZone }: TriggerProbe,
): Promise<{ rows: Fragment; rule?: Rule }> {
  const definition = journey as JourneyDefinition
  const candidates = await findCandidates(sql, { autopilotId, definition, enabledAt, now, storeTimeZone })
  if (candidates !== undefined) return candidates
  const { trigger } = journey
  if (trigger.kind !== 'event') throw new RangeError('Only events are told')
  // What was reported since it was enabled; the trigger's own question about it is left out.
  return {
    rows:
      trigger.event.kind === 'ordered'
        ? sql`SELECT customer_id FROM orders WHERE placed_at >= ${enabledAt} AND placed_at <= ${now} AND is_valid`
        : sql`SELECT customer_id FROM events WHERE lower_text(name) = lower_text(${trigger.event.name}) AND name = ${trigger.event.name} AND occurred_at >= ${enabledAt} AND occurred_at <= ${now}`,
  }
}

/** None for everyone. Within an object: a fragment that is awaited runs. */
async function selectAll(sql: Sql, rule: Rule | undefined, now: Date): Promise<{ members?: Fragment }> {
  if (rule === undefined || ('all' in rule && rule.all.length === 0)) return {}
  const context = await loadAudienceContext(sql, rule, now)
  return { members: selectRuleMembers(sql, rule, context) }
}
