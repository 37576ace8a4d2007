/** Every route about broadcasts and their reports. */
import type { Route } from '../../http/routes.ts'
import { actionRoutes } from './actions.ts'
import { countRoutes } from './counts.ts'
import { deliveryRoutes } from './deliveries.ts'
import { draftRoutes } from './drafts.ts'
import { previewRoutes } from './preview.ts'
import { progressRoutes } from './progress.ts'
import { reportRoutes } from './report.ts'

export const broadcastRoutes: readonly Route[] = [
  // Before the one broadcast that could be called so.
  ...countRoutes,
  ...draftRoutes,
  ...previewRoutes,
  ...actionRoutes,
  ...progressRoutes,
  ...reportRoutes,
  ...deliveryRoutes,
]
