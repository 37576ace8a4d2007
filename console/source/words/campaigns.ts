/** Voucher campaigns of either kind in words. */
import { autopilotStatuses, isAutopilotStatus } from './autopilots.ts'
import { isPromotionStatus, promotionStatuses } from './promotions.ts'

/** `Autopilot · running`. */
export function describeRun(kind: string, status: string): string {
  const isAutopilot = kind === 'autopilot'
  const label = isAutopilot
    ? isAutopilotStatus(status)
      ? autopilotStatuses[status].label
      : status
    : isPromotionStatus(status)
      ? promotionStatuses[status].label
      : status
  return `${isAutopilot ? 'Autopilot' : 'Promotion'} · ${label.toLowerCase()}`
}
