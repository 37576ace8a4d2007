/** Whom a trigger would find over a span of time, and when: for dry runs and replays. What only time or the past can tell; nobody knows future orders. */
import type { PersonalDate, ReportedEvent, Trigger } from '../../../domain/journeys/journey-definition.ts'
import { requireDurationMs } from '../../../domain/journeys/journey-durations.ts'
import { listDueInstants } from '../../../domain/journeys/personal-dates.ts'
import { ruleOfEvent } from '../../../domain/journeys/event-rules.ts'
import type { SegmentKey } from '../../../domain/segment-keys.ts'
import type { Sql } from '../../client.ts'
import { scoreEveryone } from '../segments/compute-segments.ts'
import { selectZones } from '../sends/recipient-zones.ts'
import { selectDay } from './find-candidates.ts'
import { findMembers, listMembers } from './journey-questions.ts'

export interface Occurrence {
  customerId: string
  occurrence: string
  /** When the trigger would find them. */
  at: Date
  anchorAt: Date
}

export interface Span {
  from: Date
  until: Date
  /** Nothing is known of what comes after. */
  now: Date
  storeTimeZone: string
}

const dayMs = 86_400_000
/** Events whose fields are asked one by one. */
const mostEventsAsked = 2_000

export async function listOccurrences(sql: Sql, trigger: Trigger, span: Span): Promise<Occurrence[]> {
  switch (trigger.kind) {
    case 'quiet_for':
      return listQuietSpells(sql, requireDurationMs(trigger.duration), span)
    case 'personal_date':
      return listPersonalDates(sql, trigger, span)
    case 'segment_entered':
      return [...(await listSegmentEntries(sql, trigger.segment, span)), ...(await foreseeSegmentEntries(sql, trigger.segment, span))]
    case 'audience_entered':
      return listStays(sql, trigger.audienceId, undefined, span)
    case 'audience_stayed':
      return listStays(sql, trigger.audienceId, requireDurationMs(trigger.duration), span)
    case 'event':
      return listReported(sql, trigger.event, span)
  }
}

/** From each last order on, once the time has passed without another; those who are quiet at the beginning are found then. */
async function listQuietSpells(sql: Sql, durationMs: number, { from, until, now }: Span): Promise<Occurrence[]> {
  return sql<Occurrence[]>`
    WITH spells AS (
      SELECT customer_id, placed_at, lead(placed_at) OVER (PARTITION BY customer_id ORDER BY placed_at) AS next_at,
        greatest(placed_at + make_interval(secs => ${durationMs / 1_000}::float8), ${from}::timestamptz) AS at
      FROM orders WHERE is_valid AND placed_at <= ${now}
    )
    SELECT customer_id AS "customerId", (extract(epoch FROM placed_at) * 1000)::bigint::text AS occurrence, at, placed_at AS "anchorAt"
    FROM spells WHERE at <= ${until} AND placed_at < at AND (next_at IS NULL OR next_at > at)`
}

async function listPersonalDates(
  sql: Sql,
  trigger: Trigger & { kind: 'personal_date' },
  { from, until, storeTimeZone }: Span,
): Promise<Occurrence[]> {
  const zones = selectZones(sql, 'c', storeTimeZone)
  const known = await sql<{ zones: string }[]>`SELECT DISTINCT ${zones} AS zones FROM customers c`
  const due = known.flatMap((row) => listDueInstants(row.zones, trigger, { from, until }))
  const rows = due.flatMap(({ zones: text, date, days, at }) => days.map((day) => ({ zones: text, date, day, at: at < from ? from : at })))
  const { day, year, join } = selectDay(sql, trigger.date satisfies PersonalDate)
  return sql<Occurrence[]>`
    SELECT c.id AS "customerId", left(d.date, 4) AS occurrence, d.at, d.at AS "anchorAt"
    FROM customers c ${join} JOIN unnest(${rows.map((row) => row.zones)}::text[], ${rows.map((row) => row.date)}::text[], ${rows.map((row) => row.day)}::text[],
      ${rows.map((row) => row.at.toISOString())}::timestamptz[]) AS d (zones, date, day, at) ON d.zones = ${zones} AND d.day = ${day}
    WHERE ${year} < left(d.date, 4)`
}

async function listSegmentEntries(sql: Sql, segment: SegmentKey, { from, until }: Span): Promise<Occurrence[]> {
  return sql<Occurrence[]>`
    SELECT customer_id AS "customerId", (extract(epoch FROM changed_at) * 1000)::bigint::text AS occurrence, changed_at AS at, changed_at AS "anchorAt"
    FROM segment_changes WHERE changed_at > ${from} AND changed_at <= ${until} AND ${segment} = ANY (entered)`
}

/** Whom time alone will move into the segment, by the orders as they are: everyone is scored as of each day to come, so that an entry is known to the day. */
async function foreseeSegmentEntries(sql: Sql, segment: SegmentKey, { from, until, now }: Span): Promise<Occurrence[]> {
  const listAt = async (at: Date) => {
    const rows = await sql<
      { id: string }[]
    >`SELECT customer_id AS id FROM (${scoreEveryone(sql, at)}) AS s WHERE ${segment}::text = ANY (s.stage || s.tags)`
    return new Set(rows.map(({ id }) => id))
  }
  const found: Occurrence[] = []
  if (until <= now) return found
  const startAt = Math.max(from.getTime(), now.getTime())
  let before = await listAt(new Date(startAt))
  for (let at = startAt + dayMs; at <= until.getTime(); at += dayMs) {
    const members = await listAt(new Date(at))
    for (const customerId of members)
      if (!before.has(customerId)) found.push({ customerId, occurrence: String(at), at: new Date(at), anchorAt: new Date(at) })
    before = members
  }
  return found
}

/** Looked at once a day: whoever enters and leaves on one day is not seen. @param stayMs of a stay; else entries */
async function listStays(sql: Sql, audienceId: string, stayMs: number | undefined, { from, until }: Span): Promise<Occurrence[]> {
  const since = new Map<string, { at: number; isFirst: boolean; isFound: boolean }>()
  const found: Occurrence[] = []
  for (let at = from.getTime(); at <= until.getTime(); at += dayMs) {
    const members = await listMembers(sql, { rule: { field: 'audience', op: '=', value: audienceId }, now: new Date(at) })
    for (const id of since.keys()) if (!members.has(id)) since.delete(id)
    for (const customerId of members) {
      const stay = since.get(customerId) ?? { at, isFirst: at === from.getTime(), isFound: false }
      since.set(customerId, stay)
      const isDue = stayMs === undefined ? !stay.isFirst : at - stay.at >= stayMs
      if (stay.isFound || !isDue) continue
      stay.isFound = true
      found.push({ customerId, occurrence: String(stay.at), at: new Date(at), anchorAt: new Date(at) })
    }
  }
  return found
}

async function listReported(sql: Sql, event: ReportedEvent, { from, until }: Span): Promise<Occurrence[]> {
  const rows =
    event.kind === 'ordered'
      ? await sql<Occurrence[]>`
          SELECT customer_id AS "customerId", id::text AS occurrence, placed_at AS at, placed_at AS "anchorAt" FROM orders
          WHERE is_valid AND placed_at > ${from} AND placed_at <= ${until} ORDER BY placed_at`
      : await sql<Occurrence[]>`
          SELECT customer_id AS "customerId", id::text AS occurrence, occurred_at AS at, occurred_at AS "anchorAt" FROM events
          WHERE name = ${event.name} AND occurred_at > ${from} AND occurred_at <= ${until} ORDER BY occurred_at`
  if (event.where === undefined) return rows
  const fulfilling: Occurrence[] = []
  for (const row of rows.slice(0, mostEventsAsked)) if (await isTrueOf(sql, event, row)) fulfilling.push(row)
  return fulfilling
}

export async function isTrueOf(
  sql: Sql,
  event: ReportedEvent,
  { customerId, at }: Pick<Occurrence, 'customerId' | 'at'>,
): Promise<boolean> {
  if (event.where === undefined) return true
  // The database knows microseconds. What is relative to the present is so to the moment at which it happened.
  const until = new Date(at.getTime() + 1)
  return (await findMembers(sql, { rule: ruleOfEvent(event, { from: at, until }), customerIds: [customerId], now: until })).has(customerId)
}
