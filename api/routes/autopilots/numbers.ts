/** An autopilot in numbers, as its picture shows them. */
import { countSteps } from '../../../db/queries/autopilots/count-steps.ts'
import { askInTransaction } from '../../audiences/questions.ts'
import { defineRoute } from '../../http/routes.ts'
import { autopilotNumbersSchema } from '../../schemas/autopilots.ts'
import { idParams } from '../../schemas/ids.ts'
import { findAutopilot } from './drafts.ts'

export const numberRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/autopilots/{id}/numbers',
    tag: 'Autopilots',
    summary: 'How many journeys there are, how they ended, and how many came to each step and stand there now',
    description: 'Of all versions together: steps go by their ids.',
    scope: 'autopilots:read',
    params: idParams('autopilot'),
    response: autopilotNumbersSchema,
    async handler(request) {
      const { id } = await findAutopilot(request.sql, request.params.id)
      return askInTransaction(request, (sql) => countSteps(sql, id))
    },
  }),
]
