/** What several broadcasts came to, for a list of them. */
import { z } from 'zod'
import { countBroadcasts } from '../../../db/queries/broadcast-report/count-broadcasts.ts'
import { formatId } from '../../../domain/ids.ts'
import { defineRoute } from '../../http/routes.ts'
import { broadcastCountsSchema, countedIds } from '../../schemas/broadcast-activity.ts'

export const countRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/broadcasts/counts',
    tag: 'Reports',
    summary: 'Count what several broadcasts came to',
    description: 'One entry for each that has frozen its audience; drafts, those that wait, and what is no broadcast have none.',
    scope: 'reports:read',
    query: z.strictObject({ ids: countedIds }),
    response: z.strictObject({ data: z.array(broadcastCountsSchema) }),
    async handler({ query: { ids }, sql }) {
      const rows = await countBroadcasts(sql, ids)
      return { data: rows.map(({ id, ...counts }) => ({ id: formatId('broadcast', id), ...counts })) }
    },
  }),
]
