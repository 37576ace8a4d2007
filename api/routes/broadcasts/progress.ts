/** How far a broadcast is: once, and as a stream of events. */
import { readBroadcast } from '../../../db/queries/broadcasts.ts'
import { defineRoute } from '../../http/routes.ts'
import { broadcastProgressSchema } from '../../schemas/broadcast-progress.ts'
import { idParams } from '../../schemas/ids.ts'
import { readProgress } from '../../temporal/broadcast-progress.ts'
import { createProgressStream } from '../../temporal/progress-stream.ts'
import { viewProgress } from '../../views/broadcast-progress.ts'
import { findBroadcast } from './drafts.ts'

const tag = 'Broadcasts'
const params = idParams('broadcast')

const streamProgress = createProgressStream(async ({ pool, temporal, clock, config }, id) => {
  const broadcast = await readBroadcast(pool, id)
  return broadcast && viewProgress(id, await readProgress(pool, temporal, broadcast), { at: clock(), temporal: config.temporal })
})

export const progressRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/broadcasts/{id}/progress',
    tag,
    summary: 'Read how far a broadcast is',
    scope: 'broadcasts:read',
    params,
    response: broadcastProgressSchema,
    async handler({ params: { id }, sql, at, dependencies: { temporal, config } }) {
      return viewProgress(id, await readProgress(sql, temporal, await findBroadcast(sql, id)), { at, temporal: config.temporal })
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/broadcasts/{id}/progress/stream',
    tag,
    summary: 'Follow a broadcast to its end (server-sent events)',
    description:
      'Events `progress`, with the same body as `GET …/progress`, at every change; at the end one `end`. A client that reconnects after it is answered 204.',
    scope: 'broadcasts:read',
    params,
    streamTypes: ['text/event-stream'],
    otherStatuses: [204],
    async handler({ params: { id }, sql, dependencies, http }) {
      const { status } = await findBroadcast(sql, id)
      const hasEnded = status === 'sent' || status === 'cancelled' || status === 'failed'
      return streamProgress({ id, hasEnded, dependencies, http })
    },
  }),
]
