/** Every route of autopilots. Paths with a fixed word come before those with an id. */
import { actionRoutes } from './actions.ts'
import { countRoutes } from './counts.ts'
import { draftRoutes } from './drafts.ts'
import { numberRoutes } from './numbers.ts'
import { simulationRoutes } from './simulation.ts'
import { versionRoutes } from './versions.ts'

export const autopilotRoutes = [...countRoutes, ...draftRoutes, ...versionRoutes, ...actionRoutes, ...numberRoutes, ...simulationRoutes]
