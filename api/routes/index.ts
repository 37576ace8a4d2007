/** The table of every route under /api/v1. A module of routes is one line here. */
import type { Route } from '../http/routes.ts'
import { apiKeyRoutes } from './api-keys.ts'
import { audienceRoutes } from './audiences/index.ts'
import { autopilotRoutes } from './autopilots/index.ts'
import { broadcastRoutes } from './broadcasts/index.ts'
import { changeRoutes } from './changes.ts'
import { channelRoutes } from './channels.ts'
import { consentRoutes } from './consents.ts'
import { customerRoutes } from './customers/index.ts'
import { devInboxRoutes } from './dev-inbox.ts'
import { diagnosticsRoutes } from './diagnostics.ts'
import { eventRoutes } from './events.ts'
import { groupRoutes } from './groups.ts'
import { importRoutes } from './imports/index.ts'
import { journeyRoutes } from './journeys.ts'
import { memberRoutes } from './members/index.ts'
import { messagePreviewRoutes } from './message-preview.ts'
import { offerRoutes } from './offers.ts'
import { operationsRoutes } from './operations/index.ts'
import { orderRoutes } from './orders.ts'
import { productRoutes } from './products.ts'
import { promotionRoutes } from './promotions/index.ts'
import { pushLinkRoutes } from './push-links.ts'
import { pushSubscriptionRoutes } from './push-subscriptions.ts'
import { reportRoutes } from './reports/index.ts'
import { segmentRoutes } from './segments/index.ts'
import { settingsRoutes } from './settings.ts'
import { suppressionRoutes } from './suppressions.ts'
import { todayRoutes } from './today.ts'
import { voucherRoutes } from './vouchers/index.ts'

export const routes: readonly Route[] = [
  ...todayRoutes,
  ...changeRoutes,
  ...customerRoutes,
  ...orderRoutes,
  ...productRoutes,
  ...eventRoutes,
  ...consentRoutes,
  ...suppressionRoutes,
  ...pushSubscriptionRoutes,
  ...pushLinkRoutes,
  ...segmentRoutes,
  ...reportRoutes,
  ...settingsRoutes,
  ...channelRoutes,
  ...apiKeyRoutes,
  ...audienceRoutes,
  ...autopilotRoutes,
  ...journeyRoutes,
  ...broadcastRoutes,
  ...groupRoutes,
  ...importRoutes,
  ...memberRoutes,
  ...messagePreviewRoutes,
  ...offerRoutes,
  ...operationsRoutes,
  ...diagnosticsRoutes,
  ...devInboxRoutes,
  ...promotionRoutes,
  ...voucherRoutes,
]
