/** Every route of promotions. */
import type { Route } from '../../http/routes.ts'
import { actionRoutes } from './actions.ts'
import { countRoutes } from './counts.ts'
import { draftRoutes } from './drafts.ts'
import { memberRoutes } from './members.ts'
import { overlapRoutes } from './overlaps.ts'
import { progressRoutes } from './progress.ts'

export const promotionRoutes: readonly Route[] = [
  ...countRoutes,
  ...draftRoutes,
  ...actionRoutes,
  ...progressRoutes,
  ...memberRoutes,
  ...overlapRoutes,
]
