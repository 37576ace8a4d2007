/** Every route of operations: what is under way, what hangs, and how the installation is. */
import { campaignHealthRoutes } from './campaign-health.ts'
import { pendingActionRoutes } from './pending-actions.ts'
import { pendingListRoutes } from './pending-triggers.ts'
import { systemHealthRoutes } from './system-health.ts'

export const operationsRoutes = [...campaignHealthRoutes, ...pendingListRoutes, ...pendingActionRoutes, ...systemHealthRoutes]
