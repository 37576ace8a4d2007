/** What an audience depends on at the instant of a freeze. */
import { ApplicationFailure } from '@temporalio/common'
import type { Sql } from '../db/client.ts'
import { type AudienceContext, AudienceReferenceError, loadAudienceContext } from '../db/queries/audiences/audience-context.ts'
import type { Audience } from '../domain/audiences.ts'

/** @throws ApplicationFailure `audience_unavailable` */
export async function loadFrozenAudience(sql: Sql, audience: Audience, at: Date): Promise<AudienceContext> {
  try {
    return await loadAudienceContext(sql, audience, at)
  } catch (error) {
    if (!(error instanceof AudienceReferenceError)) throw error
    const { message, kind, audienceId } = error
    throw ApplicationFailure.nonRetryable(message, 'audience_unavailable', { kind, audienceId })
  }
}
