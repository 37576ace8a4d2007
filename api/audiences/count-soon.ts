/** A pinned audience is new or asks something new: it is counted at once, and not only within the hour. */
import { deleteOutboxRows, insertOutboxRow } from '../../db/queries/outbox.ts'
import type { SavedAudience } from '../../db/queries/audiences/audiences.ts'
import type { Sql } from '../../db/client.ts'
import { startAudienceCount } from '../../workflows/clients/start-audience-sizes.ts'
import type { RouteRequest } from '../http/routes.ts'

const startTimeoutMs = 5_000

type Asking = Pick<RouteRequest<unknown, unknown, unknown>, 'pool' | 'afterCommit' | 'logger' | 'dependencies'>

/** @param sql the transaction that writes the audience */
export async function countSoon(
  { pool, afterCommit, logger, dependencies: { temporal } }: Asking,
  sql: Sql,
  { id, version }: Pick<SavedAudience, 'id' | 'version'>,
): Promise<void> {
  const outboxId = await insertOutboxRow(sql, 'count_audience', { audienceId: id, version: String(version) })
  afterCommit(async () => {
    if (temporal === undefined) return
    try {
      await temporal.withDeadline(Date.now() + startTimeoutMs, () => startAudienceCount(temporal, { audienceId: id, version }))
      await deleteOutboxRows(pool, [outboxId])
    } catch {
      // The outbox's relay starts it as soon as Temporal is back.
      logger.warn({ event: 'audience_count_postponed', audienceId: id })
    }
  })
}
