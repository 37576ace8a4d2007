/** Why an autopilot's trigger has not found one customer, or would find them now: asked with the statements of its own look, of that customer alone. */
import type { Obstacle } from '../../../domain/diagnostics/obstacles.ts'
import type { JourneyDefinition, Trigger } from '../../../domain/journeys/journey-definition.ts'
import { requireDurationMs } from '../../../domain/journeys/journey-durations.ts'
import { listDueDays, listDueInstants } from '../../../domain/journeys/personal-dates.ts'
import type { Rule } from '../../../domain/audience-rules/rule.ts'
import type { Sql } from '../../client.ts'
import { loadAudienceContext } from '../audiences/audience-context.ts'
import { findCandidates, selectDay } from '../journeys/find-candidates.ts'
import { readZones } from '../journeys/journey-questions.ts'
import { isTrueOf } from '../journeys/list-occurrences.ts'
import { explainRule, type Unmet } from './explain-audience.ts'

export interface AskedTrigger {
  /** UUIDs. */
  autopilotId: string
  customerId: string
  definition: JourneyDefinition
  /** Null where it was never enabled: as if it were enabled now. */
  enabledAt: Date | null
  /** Its latest look. */
  sweptAt: Date | null
  now: Date
  storeTimeZone: string
}

export interface FoundOccurrence {
  occurrence: string
  anchorAt: Date
}

/** What the trigger finds of the customer now; else why it does not. */
export type ExplainedTrigger = { found: FoundOccurrence[] } | { obstacle: Obstacle; unmet?: Unmet[] }

const lookAheadMs = 400 * 86_400_000

/** @throws AudienceReferenceError */
export async function explainTrigger(sql: Sql, asked: AskedTrigger): Promise<ExplainedTrigger> {
  const { trigger } = asked.definition
  switch (trigger.kind) {
    case 'personal_date':
      return explainPersonalDate(sql, asked, trigger)
    case 'event':
      return explainReported(sql, asked, trigger)
    case 'quiet_for':
    case 'segment_entered':
    case 'audience_entered':
    case 'audience_stayed': {
      const found = await askLook(sql, asked)
      return found.length > 0 ? { found } : explainMiss(sql, asked, trigger)
    }
  }
}

async function askLook(
  sql: Sql,
  { autopilotId, customerId, definition, enabledAt, now, storeTimeZone }: AskedTrigger,
): Promise<FoundOccurrence[]> {
  const candidates = await findCandidates(sql, { autopilotId, definition, enabledAt: enabledAt ?? now, now, storeTimeZone })
  if (candidates === undefined) return []
  return sql<FoundOccurrence[]>`
    SELECT f.occurrence, f.anchor_at AS "anchorAt" FROM (${candidates.rows}) AS f WHERE f.customer_id = ${customerId} ORDER BY f.anchor_at LIMIT 100`
}

async function explainMiss(
  sql: Sql,
  { autopilotId, customerId, enabledAt, sweptAt, now }: AskedTrigger,
  trigger: Exclude<Trigger, { kind: 'personal_date' | 'event' }>,
): Promise<ExplainedTrigger> {
  switch (trigger.kind) {
    case 'quiet_for': {
      const [row] = await sql<{ lastAt: Date | null }[]>`
        SELECT max(placed_at) AS "lastAt" FROM orders WHERE customer_id = ${customerId} AND is_valid AND placed_at <= ${now}`
      if (row === undefined || row.lastAt === null) return { obstacle: { kind: 'no_order' } }
      const dueAt = new Date(row.lastAt.getTime() + requireDurationMs(trigger.duration))
      return { obstacle: { kind: 'ordered_too_recently', lastOrderAt: row.lastAt, dueAt } }
    }
    case 'segment_entered': {
      const [row] = await sql<{ segments: string[] | null; enteredAt: Date | null }[]>`
        SELECT (SELECT m.stage || m.tags FROM customer_metrics m WHERE m.customer_id = ${customerId}) AS segments,
          (SELECT max(changed_at) FROM segment_changes s WHERE s.customer_id = ${customerId} AND ${trigger.segment} = ANY (s.entered) AND changed_at <= ${now}) AS "enteredAt"`
      const segments = row?.segments ?? []
      return segments.includes(trigger.segment)
        ? { obstacle: { kind: 'entered_before', what: 'segment', at: row?.enteredAt ?? null } }
        : { obstacle: { kind: 'not_in_segment', segment: trigger.segment, segments } }
    }
    case 'audience_entered':
    case 'audience_stayed': {
      const rule: Rule = { field: 'audience', op: '=', value: trigger.audienceId }
      const { holds, unmet } = await explainRule(sql, rule, customerId, await loadAudienceContext(sql, rule, now))
      if (!holds) return { obstacle: { kind: 'not_in_trigger_audience', conditions: [] }, unmet }
      const [member] = await sql<{ enteredAt: Date }[]>`
        SELECT entered_at AS "enteredAt" FROM autopilot_members WHERE autopilot_id = ${autopilotId} AND customer_id = ${customerId}`
      if (trigger.kind === 'audience_stayed') {
        // Who is not noticed yet is so with the next look.
        const since = member?.enteredAt ?? now
        return { obstacle: { kind: 'stays_too_short', since, dueAt: new Date(since.getTime() + requireDurationMs(trigger.duration)) } }
      }
      const beginsWatch = enabledAt === null || sweptAt === null || sweptAt < enabledAt
      if (member !== undefined || beginsWatch)
        return { obstacle: { kind: 'entered_before', what: 'audience', at: member?.enteredAt ?? null } }
      // The next look notices the entry; whatever else is asked is asked of it.
      return { found: [{ occurrence: String(now.getTime()), anchorAt: now }] }
    }
  }
}

async function explainPersonalDate(
  sql: Sql,
  { customerId, now, storeTimeZone }: AskedTrigger,
  trigger: Trigger & { kind: 'personal_date' },
): Promise<ExplainedTrigger> {
  const zones = await readZones(sql, customerId, storeTimeZone)
  const { day, year, join } = selectDay(sql, trigger.date)
  const [row] = await sql<{ day: string | null; year: string | null }[]>`
    SELECT ${day} AS day, ${year} AS year FROM customers c ${join} WHERE c.id = ${customerId}`
  if (row === undefined || row.day === null || row.year === null) return { obstacle: { kind: 'no_date', date: trigger.date } }
  const { day: monthDay, year: firstYear } = row
  const isOurs = ({ date, days }: { date: string; days: string[] }) => days.includes(monthDay) && firstYear < date.slice(0, 4)
  const due = listDueDays([zones], trigger, now).filter(isOurs)
  if (due.length > 0) return { found: due.map(({ date }) => ({ occurrence: date.slice(0, 4), anchorAt: now })) }
  const ahead = listDueInstants(zones, trigger, { from: now, until: new Date(now.getTime() + lookAheadMs) })
  const next = ahead.find((one) => isOurs(one) && one.at > now)
  return { obstacle: { kind: 'other_day', date: trigger.date, dueAt: next?.at ?? null } }
}

async function explainReported(
  sql: Sql,
  { customerId, enabledAt, now }: AskedTrigger,
  { event }: Trigger & { kind: 'event' },
): Promise<ExplainedTrigger> {
  const since = enabledAt ?? now
  const reported = await sql<{ id: string; at: Date }[]>`
    ${
      event.kind === 'ordered'
        ? sql`SELECT id, placed_at AS at FROM orders WHERE customer_id = ${customerId} AND is_valid AND placed_at >= ${since} AND placed_at <= ${now} ORDER BY placed_at DESC`
        : sql`SELECT id, occurred_at AS at FROM events WHERE customer_id = ${customerId} AND name = ${event.name} AND occurred_at >= ${since} AND occurred_at <= ${now} ORDER BY occurred_at DESC`
    } LIMIT 20`
  const name = event.kind === 'ordered' ? 'order' : event.name
  const [latest] = reported
  if (latest === undefined) return { obstacle: { kind: 'no_event', event: name, since: enabledAt } }
  for (const { id, at } of reported)
    if (await isTrueOf(sql, event, { customerId, at })) return { found: [{ occurrence: id, anchorAt: at }] }
  return { obstacle: { kind: 'other_event', event: name, at: latest.at } }
}
