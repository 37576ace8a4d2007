/** What an operator does with an autopilot: enable, disable, retire, and have it look now. */
import { z } from 'zod'
import type { Autopilot } from '../../../db/queries/autopilots/autopilots.ts'
import type { AutopilotCommand } from '../../../workflows/clients/command-autopilot.ts'
import { Problem } from '../../http/problems.ts'
import { defineRoute, type RouteRequest } from '../../http/routes.ts'
import { autopilotSchema, disableSchema, retireSchema } from '../../schemas/autopilots.ts'
import { idParams } from '../../schemas/ids.ts'
import { tellAutopilot } from '../../temporal/autopilot-run.ts'
import { answer, findAutopilot } from './drafts.ts'

const tag = 'Autopilots'
const params = idParams('autopilot')

export const actionRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/autopilots/{id}/enable',
    tag,
    summary: 'Look for customers from now on; waiting ones go on as was said when it was disabled',
    scope: 'autopilots:run',
    params,
    body: z.strictObject({}),
    response: autopilotSchema,
    async handler(request) {
      const autopilot = await findAutopilot(request.sql, request.params.id)
      if (autopilot.publishedNumber === null) throw new Problem('autopilot_not_published')
      return steer(request, autopilot, { kind: 'enable' })
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/autopilots/{id}/disable',
    tag,
    summary: 'Pause: nobody new starts, journeys stand still',
    scope: 'autopilots:run',
    params,
    body: disableSchema,
    response: autopilotSchema,
    async handler(request) {
      return steer(request, await findAutopilot(request.sql, request.params.id), { kind: 'disable', waiting: request.body.waiting })
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/autopilots/{id}/retire',
    tag,
    summary: 'End it for good',
    scope: 'autopilots:run',
    params,
    body: retireSchema,
    response: autopilotSchema,
    async handler(request) {
      return steer(request, await findAutopilot(request.sql, request.params.id), { kind: 'retire', journeys: request.body.journeys })
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/autopilots/{id}/sweep',
    tag,
    summary: 'Look for customers now, instead of at its own pace',
    scope: 'autopilots:run',
    params,
    body: z.strictObject({}),
    status: 202,
    response: autopilotSchema,
    async handler(request) {
      const autopilot = await findAutopilot(request.sql, request.params.id)
      if (autopilot.status !== 'enabled') throw new Problem('autopilot_not_running')
      await tellAutopilot(request.dependencies.temporal, autopilot.id, { kind: 'sweep' })
      return answer(request, autopilot, 202)
    },
  }),
]

type Request = RouteRequest<{ id: string }, unknown, unknown>

/** What a run can be told while it is not retired; the answer is the autopilot as it is then. */
async function steer(request: Request, { id, status }: Autopilot, command: AutopilotCommand) {
  if (status === 'retired') throw new Problem('autopilot_retired')
  await tellAutopilot(request.dependencies.temporal, id, command)
  return answer(request, await findAutopilot(request.sql, id), 200)
}
