/** What a broadcast is compared with: another one, or the average of the store's latest of the same channel, each at the same age as this one. */
import { placeSameHours, type ReportHours } from '../../../domain/report-hours.ts'
import type { Sql } from '../../client.ts'
import { type FiguresInput, readFigures, type ReportFigures } from './read-figures.ts'

export interface ComparedBroadcast {
  /** UUID. */
  id: string
  name: string
  begunAt: Date
  figures: ReportFigures
}

export interface ComparisonInput extends Pick<FiguresInput, 'store'> {
  /** A broadcast's UUID, or the average. */
  compareWith: string
  broadcast: { id: string; channel: string; begunAt: Date }
  hours: ReportHours
  now: Date
  /** Of sends that have frozen none. */
  attributionWindowMs: number
}

/** So many make an average: what was sent years ago says nothing of today, and each costs a pass over its messages. */
export const averagedAtMost = 10

/**
 * Those that are compared with, the latest first; each has begun, and, for the average, is at least as old as the hours that are asked for, or as this one is.
 */
export async function readCompared(
  sql: Sql,
  { compareWith, broadcast, hours, now, store, attributionWindowMs }: ComparisonInput,
): Promise<ComparedBroadcast[]> {
  const ageMs = Math.max(0, now.getTime() - broadcast.begunAt.getTime())
  const neededMs = Math.min(ageMs, (hours.untilHours ?? Number.POSITIVE_INFINITY) * 3_600_000)
  const which =
    compareWith === 'average'
      ? sql`s.id <> ${broadcast.id} AND s.channel = ${broadcast.channel} AND s.frozen_at <= ${new Date(now.getTime() - neededMs)}`
      : sql`s.id = ${compareWith}`
  const others = await sql<{ id: string; name: string; begunAt: Date; windowMs: number | null }[]>`
    SELECT b.id, b.name, s.frozen_at AS "begunAt", (s.policy ->> 'attributionWindowMs')::float8 AS "windowMs"
    FROM broadcasts b JOIN sends s ON s.id = b.id WHERE s.campaign_kind = 'broadcast' AND ${which}
    ORDER BY s.frozen_at DESC, b.id DESC LIMIT ${averagedAtMost}`
  const compared: ComparedBroadcast[] = []
  for (const { id, name, begunAt, windowMs } of others) {
    const range = placeSameHours(hours, { begunAt: broadcast.begunAt, otherBegunAt: begunAt, now })
    compared.push({
      id,
      name,
      begunAt,
      figures: await readFigures(sql, { sendId: id, range, windowMs: windowMs ?? attributionWindowMs, store }),
    })
  }
  return compared
}
