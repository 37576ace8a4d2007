/** Whom an autopilot's trigger finds: one row a customer and occurrence, for `match-journeys`. */
import type { Rule } from '../../../domain/audience-rules/rule.ts'
import type { JourneyDefinition, PersonalDate, Trigger } from '../../../domain/journeys/journey-definition.ts'
import { requireDurationMs } from '../../../domain/journeys/journey-durations.ts'
import { type DueDay, listDueDays } from '../../../domain/journeys/personal-dates.ts'
import { attributePrefix } from '../../../domain/merge-fields.ts'
import type { Sql } from '../../client.ts'
import type { Fragment } from '../segments/compute-segments.ts'
import { selectZones } from '../sends/recipient-zones.ts'

export interface Watch {
  /** UUID. */
  autopilotId: string
  definition: JourneyDefinition
  /** Entries before this are not the autopilot's. */
  enabledAt: Date
  now: Date
  storeTimeZone: string
}

export interface Candidates {
  /** Selects customer_id, occurrence, anchor_at. */
  rows: Fragment
  /** What must be true of a customer beside the entry rule. */
  rule?: Rule
}

/** Undefined for triggers that wait to be told. Of an audience's triggers, whoever was found by `watchMembers`. */
export async function findCandidates(sql: Sql, watch: Watch): Promise<Candidates | undefined> {
  const { trigger } = watch.definition
  switch (trigger.kind) {
    case 'quiet_for':
      return findQuiet(sql, watch, trigger)
    case 'personal_date':
      return findPersonalDates(sql, watch, trigger)
    case 'segment_entered':
      return {
        rows: sql`
          SELECT customer_id, (extract(epoch FROM changed_at) * 1000)::bigint::text AS occurrence, ${watch.now}::timestamptz AS anchor_at
          FROM segment_changes WHERE changed_at > ${watch.enabledAt} AND changed_at <= ${watch.now} AND ${trigger.segment} = ANY (entered)`,
      }
    case 'audience_entered':
      return { rows: selectMembers(sql, watch, sql`NOT is_first`) }
    case 'audience_stayed':
      return { rows: selectMembers(sql, watch, sql`entered_at <= ${new Date(watch.now.getTime() - requireDurationMs(trigger.duration))}`) }
    case 'event':
      return undefined
  }
}

/** The last valid order names the quiet spell. Figures of the segments are exact for it: they move with each order. Before there are any, the orders are asked. */
function findQuiet(sql: Sql, { now }: Watch, { duration }: Trigger & { kind: 'quiet_for' }): Candidates {
  const before = new Date(now.getTime() - requireDurationMs(duration))
  return {
    rule: { field: 'orders.last', op: 'before', value: before.toISOString() },
    rows: sql`
      SELECT q.customer_id, (extract(epoch FROM q.last_at) * 1000)::bigint::text AS occurrence, q.last_at AS anchor_at FROM (
        SELECT customer_id, last_order_at AS last_at FROM customer_metrics WHERE last_order_at < ${before}
        UNION ALL
        SELECT o.customer_id, max(o.placed_at) FROM orders o
        WHERE o.is_valid AND o.placed_at <= ${now} AND NOT EXISTS (SELECT FROM segment_cutoffs) GROUP BY o.customer_id HAVING max(o.placed_at) < ${before}
      ) AS q`,
  }
}

async function findPersonalDates(
  sql: Sql,
  { now, storeTimeZone }: Watch,
  trigger: Trigger & { kind: 'personal_date' },
): Promise<Candidates> {
  const zones = selectZones(sql, 'c', storeTimeZone)
  const known = await sql<{ zones: string }[]>`SELECT DISTINCT ${zones} AS zones FROM customers c`
  const due = listDueDays(
    known.map((row) => row.zones),
    trigger,
    now,
  )
  const { day, year, join } = selectDay(sql, trigger.date)
  // Within an object: a fragment that is awaited runs.
  const rows = sql`
    SELECT c.id AS customer_id, left(d.date, 4) AS occurrence, ${now}::timestamptz AS anchor_at
    FROM customers c ${join} JOIN (${selectDueDays(sql, due)}) AS d ON d.zones = ${zones} AND d.day = ${day}
    WHERE ${year} < left(d.date, 4)`
  return { rows }
}

function selectDueDays(sql: Sql, due: readonly DueDay[]): Fragment {
  const rows = due.flatMap(({ zones, date, days }) => days.map((day) => ({ zones, date, day })))
  return sql`SELECT * FROM unnest(${rows.map((row) => row.zones)}::text[], ${rows.map((row) => row.date)}::text[], ${rows.map((row) => row.day)}::text[]) AS u (zones, date, day)`
}

/** `MM-DD` and the year of a customer's day. Of an attribute that is an instant, the day that is written. */
export function selectDay(sql: Sql, date: PersonalDate): { day: Fragment; year: Fragment; join: Fragment } {
  if (date === 'birthday') return { day: sql`to_char(c.birthday, 'MM-DD')`, year: sql`to_char(c.birthday, 'YYYY')`, join: sql`` }
  if (date === 'first_order') {
    return {
      day: sql`to_char(f.at, 'MM-DD')`,
      year: sql`to_char(f.at, 'YYYY')`,
      join: sql`JOIN LATERAL (
        SELECT min(o.placed_at) AT TIME ZONE split_part(${selectZones(sql, 'c', 'UTC')}, ',', 1) AS at FROM orders o WHERE o.customer_id = c.id AND o.is_valid
      ) AS f ON f.at IS NOT NULL`,
    }
  }
  const text = sql`(c.attributes ->> ${date.slice(attributePrefix.length)})`
  return {
    day: sql`CASE WHEN ${text} ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}($|T)' THEN substr(${text}, 6, 5) END`,
    year: sql`left(${text}, 4)`,
    join: sql``,
  }
}

function selectMembers(sql: Sql, { autopilotId, now }: Watch, where: Fragment): Fragment {
  return sql`
    SELECT customer_id, (extract(epoch FROM entered_at) * 1000)::bigint::text AS occurrence, ${now}::timestamptz AS anchor_at
    FROM autopilot_members WHERE autopilot_id = ${autopilotId} AND ${where}`
}
