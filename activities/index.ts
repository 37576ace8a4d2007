/** Every activity that a worker offers, made from what it needs from outside. Workflows take its type alone. */
import { createBroadcastActivities } from './broadcasts.ts'
import { createImportActivities } from './imports.ts'
import { createSegmentActivities } from './segments.ts'
import { createSendSmsReply } from './send-sms-reply.ts'
import { createSendPage } from './send-page.ts'
import type { SendPathDependencies } from './send-path.ts'

export function createActivities(dependencies: SendPathDependencies) {
  return {
    ...createBroadcastActivities(dependencies),
    ...createImportActivities(dependencies),
    ...createSegmentActivities(dependencies),
    sendPage: createSendPage(dependencies),
    sendSmsReply: createSendSmsReply(dependencies),
  }
}

export type Activities = ReturnType<typeof createActivities>
