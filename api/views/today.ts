/** The morning's questions as the API answers them. */
import type { z } from 'zod'
import type { CountedSuggestion, LatestSend } from '../../db/queries/today/count-suggestions.ts'
import type { LiveCampaign } from '../../db/queries/today/list-live-campaigns.ts'
import { formatId } from '../../domain/ids.ts'
import { suggestedSegments, suggestionKeys } from '../../domain/suggestions.ts'
import type { liveCampaignSchema, todaySchema } from '../schemas/today.ts'
import { formatInstant } from './broadcasts.ts'

type TodayView = z.input<typeof todaySchema>

/** In their own order, without those that would reach nobody. */
export function viewSuggestions(counted: readonly CountedSuggestion[], latest: readonly LatestSend[]): TodayView['suggestions'] {
  return suggestionKeys.flatMap((key) => {
    const found = counted.find((one) => one.key === key)
    if (found === undefined || found.reachable === 0) return []
    const { customers, reachable, email, sms, push, rested } = found
    const channels = { email, sms, push }
    const send = latest.find((one) => one.key === key)
    return {
      ...{ key, customers, rested },
      segments: [...suggestedSegments[key]],
      reachable: { any: reachable, ...channels },
      channel: (['email', 'sms', 'push'] as const).reduce((best, channel) => (channels[channel] > channels[best] ? channel : best)),
      latest: send === undefined ? null : { id: formatId('broadcast', send.broadcastId), name: send.name, at: send.at.toISOString() },
    }
  })
}

export function viewLiveCampaign(row: LiveCampaign): z.input<typeof liveCampaignSchema> {
  const { kind, id, name, status, channels, since, schedule, failure, recipients, pages, pagesClaimed } = row
  const { openVouchers, redeemed7d, journeys, matched24h } = row
  return {
    ...{ kind, id: formatId(kind, id), name, status, channels, since: formatInstant(since), schedule, failure },
    numbers: {
      ...{ recipients, openVouchers, redeemed7d, journeys, matched24h },
      decidedShare: pages === null || pagesClaimed === null || pages === 0 ? null : pagesClaimed / pages,
    },
  }
}
