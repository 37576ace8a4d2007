/** Which of what waits is shown, as the address says it. */
import { type CampaignKind, isCampaignKind } from './health-filter.ts'
import type { PendingTrigger } from './operation-queries.ts'

export type PendingState = PendingTrigger['state']

export interface PendingFilter {
  campaign?: string
  kind?: CampaignKind
  customer?: string
  stage?: string
  state?: PendingState
}

export const pendingStates: Record<PendingState, string> = {
  not_started: 'Not started',
  waiting: 'Waiting',
  acting: 'Acting',
  late: 'Late',
  stuck: 'Stuck',
}

export function isPendingState(text: unknown): text is PendingState {
  return typeof text === 'string' && Object.hasOwn(pendingStates, text)
}

export function readPendingFilter(search: Record<string, unknown>): PendingFilter {
  const texts = (['campaign', 'customer', 'stage'] as const).flatMap((name) => {
    const value = search[name]
    return typeof value === 'string' && value !== '' ? [[name, value.slice(0, 200)]] : []
  })
  return {
    ...(Object.fromEntries(texts) as Pick<PendingFilter, 'campaign' | 'customer' | 'stage'>),
    ...(isCampaignKind(search['kind']) ? { kind: search['kind'] } : {}),
    ...(isPendingState(search['state']) ? { state: search['state'] } : {}),
  }
}
