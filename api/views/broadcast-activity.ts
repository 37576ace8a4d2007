/** What broadcasts did, as people read it. */
import type { z } from 'zod'
import type { BroadcastFigures } from '../../db/queries/broadcast-report/broadcast-figures.ts'
import type { broadcastFigures } from '../schemas/broadcast-activity.ts'
import { viewAmounts, viewMicros } from './voucher-reports/activity.ts'

type FiguresView = z.input<typeof broadcastFigures>

export function viewBroadcastFigures({ revenue, messageCost, estimatedMessageCost, ...counts }: BroadcastFigures): FiguresView {
  return { ...counts, revenue: viewAmounts(revenue), messageCost: viewMicros(messageCost), estimatedCost: viewMicros(estimatedMessageCost) }
}

export function viewComparedFigures({ now, before }: { now: BroadcastFigures; before: BroadcastFigures }) {
  return { now: viewBroadcastFigures(now), before: viewBroadcastFigures(before) }
}
