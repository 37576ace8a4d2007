/** Which campaigns' health is shown, as the address says it. */
import { isLevel, type Level } from '../ui/level.tsx'

export type CampaignKind = 'promotion' | 'autopilot'

export interface HealthFilter {
  level?: Level
  kind?: CampaignKind
}

export function isCampaignKind(text: unknown): text is CampaignKind {
  return text === 'promotion' || text === 'autopilot'
}

export function readHealthFilter(search: Record<string, unknown>): HealthFilter {
  return {
    ...(isLevel(search['level']) ? { level: search['level'] } : {}),
    ...(isCampaignKind(search['kind']) ? { kind: search['kind'] } : {}),
  }
}
