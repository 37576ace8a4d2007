/** The table of every route under /api/v1. A module of routes is one line here. */
import type { Route } from '../http/routes.ts'
import { apiKeyRoutes } from './api-keys.ts'
import { broadcastRoutes } from './broadcasts/index.ts'
import { consentRoutes } from './consents.ts'
import { customerRoutes } from './customers.ts'
import { eventRoutes } from './events.ts'
import { importRoutes } from './imports/index.ts'
import { orderRoutes } from './orders.ts'
import { productRoutes } from './products.ts'
import { pushLinkRoutes } from './push-links.ts'
import { pushSubscriptionRoutes } from './push-subscriptions.ts'
import { segmentRoutes } from './segments.ts'
import { settingsRoutes } from './settings.ts'
import { suppressionRoutes } from './suppressions.ts'

export const routes: readonly Route[] = [
  ...customerRoutes,
  ...orderRoutes,
  ...productRoutes,
  ...eventRoutes,
  ...consentRoutes,
  ...suppressionRoutes,
  ...pushSubscriptionRoutes,
  ...pushLinkRoutes,
  ...segmentRoutes,
  ...settingsRoutes,
  ...apiKeyRoutes,
  ...broadcastRoutes,
  ...importRoutes,
]
