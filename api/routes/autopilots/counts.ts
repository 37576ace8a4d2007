/** Several autopilots in numbers, for a list of them. */
import { z } from 'zod'
import { countAutopilots } from '../../../db/queries/autopilots/count-autopilots.ts'
import { formatId } from '../../../domain/ids.ts'
import { askInTransaction } from '../../audiences/questions.ts'
import { defineRoute } from '../../http/routes.ts'
import { autopilotCountsSchema } from '../../schemas/autopilots.ts'
import { listOfIds } from '../../schemas/ids.ts'

export const countRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/autopilots/counts',
    tag: 'Autopilots',
    summary: 'Count the journeys of several autopilots',
    description: 'One entry for each that exists.',
    scope: 'autopilots:read',
    query: z.strictObject({ ids: listOfIds('autopilot', 100) }),
    response: z.strictObject({ data: z.array(autopilotCountsSchema) }),
    async handler(request) {
      const rows = await askInTransaction(request, (sql) => countAutopilots(sql, request.query.ids))
      return { data: rows.map(({ id, ...counts }) => ({ id: formatId('autopilot', id), ...counts })) }
    },
  }),
]
