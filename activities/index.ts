/** Every activity that a worker offers, made from what it needs from outside. Workflows take its type alone. */
import { createAudienceExportActivities } from './audience-exports.ts'
import { createAudienceSizeActivities } from './audience-sizes.ts'
import { type AutopilotActivityDependencies, createAutopilotActivities } from './autopilots.ts'
import { createBroadcastActivities } from './broadcasts.ts'
import { createGroupActivities, type GroupActivityDependencies } from './groups.ts'
import { createImportActivities } from './imports.ts'
import { createJourneyActivities, type JourneyActivityDependencies } from './journeys.ts'
import { createPromotionActivities } from './promotions.ts'
import { createSegmentActivities } from './segments.ts'
import { createSendSmsReply } from './send-sms-reply.ts'
import { createSendPage } from './send-page.ts'
import type { SendPathDependencies } from './send-path.ts'
import { createVoucherActivities } from './vouchers.ts'

export type ActivityDependencies = SendPathDependencies &
  GroupActivityDependencies &
  AutopilotActivityDependencies &
  JourneyActivityDependencies

export function createActivities(dependencies: ActivityDependencies) {
  const sendPage = createSendPage(dependencies)
  return {
    ...createAudienceExportActivities(dependencies),
    ...createAudienceSizeActivities(dependencies),
    ...createAutopilotActivities(dependencies),
    ...createBroadcastActivities(dependencies),
    ...createGroupActivities(dependencies),
    ...createImportActivities(dependencies),
    ...createJourneyActivities(dependencies, sendPage),
    ...createPromotionActivities(dependencies, sendPage),
    ...createSegmentActivities(dependencies),
    ...createVoucherActivities(dependencies),
    sendPage,
    sendSmsReply: createSendSmsReply(dependencies),
  }
}

export type Activities = ReturnType<typeof createActivities>
