/** How the installation is right now. */
import { gatherSystem, judgeSystem } from '../../operations/system-health.ts'
import { defineRoute } from '../../http/routes.ts'
import { systemHealthSchema } from '../../schemas/system-health.ts'
import { viewSystemHealth } from '../../views/system-health.ts'

export const systemHealthRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/system-health',
    tag: 'Operations',
    summary: 'How workers, task queue, Schedules, outbox, database and providers are',
    description:
      'Each part is judged for itself, and has a few seconds to answer: one that does not is red with the code `no_answer`, and the others answer all the same, so that this is 200 also while Temporal is away. ' +
      'It is kept of every minute for 90 days: see the report `system-health`.',
    scope: 'operations:read',
    response: systemHealthSchema,
    async handler({ pool, dependencies: { temporal, config }, at }) {
      const facts = await gatherSystem({ pool, temporal, hasStoreAdmin: config.hasStoreAdmin === true }, at)
      return viewSystemHealth(judgeSystem(facts, at), facts, { now: at, temporal: config.temporal })
    },
  }),
]
