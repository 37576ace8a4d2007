/** What the reports on one broadcast say in the same words: which messages a provider took, when that was, and what falls into a part of its life. */
import type { HourRange } from '../../../domain/report-hours.ts'
import type { Sql } from '../../client.ts'
import type { Fragment } from '../segments/compute-segments.ts'

/** Of delivery `d`. */
export function wasTaken(sql: Sql): Fragment {
  return sql`d.status IN ('accepted', 'delivered', 'undeliverable', 'bounced')`
}

/** When a provider took the message of delivery `d`. */
export function takenAt(sql: Sql): Fragment {
  return sql`coalesce(d.accepted_at, d.settled_at, d.claimed_at)`
}

/** When it was delivered, of a delivery `d` that is. */
export function deliveredAt(sql: Sql): Fragment {
  return sql`coalesce(d.settled_at, d.accepted_at, d.claimed_at)`
}

/** ` AND` the instant falls into the range; nothing without one. */
export function within(sql: Sql, at: Fragment, range: HourRange | undefined): Fragment {
  return range === undefined ? sql`` : sql`AND ${at} >= ${range.openingAt} AND ${at} < ${range.closingAt}`
}
