/** What the count of pinned audiences asks for. */
import { Context } from '@temporalio/activity'
import type { Pool } from '../db/client.ts'
import { countMembers } from '../db/queries/audiences/count-members.ts'
import { listPinnedIds, readAudience } from '../db/queries/audiences/audiences.ts'
import { writeAudienceSize } from '../db/queries/audiences/audience-sizes.ts'
import { readSettings } from '../db/queries/settings.ts'
import { defaultPeriodDays } from '../domain/audience-figures.ts'
import { keepAlive } from './heartbeat.ts'

/** A little less than the activity's own time, so that its end is the statement's end too. */
const timeoutMs = 120_000

export interface AudienceSizeDependencies {
  pool: Pool
  now: () => Date
}

export function createAudienceSizeActivities({ pool, now }: AudienceSizeDependencies) {
  return {
    /** UUIDs. */
    async listPinnedAudiences(): Promise<string[]> {
      return listPinnedIds(pool)
    },

    /** Writes the size and the figures of the day; false where the audience is no longer pinned. */
    async countAudience({ audienceId }: { audienceId: string }): Promise<boolean> {
      return keepAlive(async () => {
        const audience = await readAudience(pool, audienceId)
        if (audience === undefined || !audience.isPinned) return false
        const { value: store } = await readSettings(pool, 'store')
        const at = now()
        const { currency, timeZone } = store
        const { cancellationSignal: signal } = Context.current()
        const figures = await countMembers(pool, audience.rule, { currency, periodDays: defaultPeriodDays, at, signal, timeoutMs })
        await writeAudienceSize(pool, { audienceId, version: audience.version, figures, timeZone, at })
        return true
      })
    },
  }
}
