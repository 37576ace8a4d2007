/** How far a broadcast is: once, and as a stream of events. */
import { createSession } from 'better-sse'
import type { ApiDependencies } from '../../dependencies.ts'
import { readBroadcast } from '../../../db/queries/broadcasts.ts'
import { logFault } from '../../http/faults.ts'
import { defineRoute, streamed } from '../../http/routes.ts'
import { broadcastProgressSchema } from '../../schemas/broadcast-progress.ts'
import { idParams } from '../../schemas/ids.ts'
import { readProgress } from '../../temporal/broadcast-progress.ts'
import { createProgressFeeds, type ProgressFeeds } from '../../temporal/progress-feeds.ts'
import { viewProgress, type ProgressView } from '../../views/broadcast-progress.ts'
import { findBroadcast } from './drafts.ts'

const tag = 'Broadcasts'
const params = idParams('broadcast')
const keepAliveMs = 15_000

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
    async handler({ params: { id }, sql, dependencies, http: { request, response } }) {
      const { status } = await findBroadcast(sql, id)
      const hasEnded = status === 'sent' || status === 'cancelled' || status === 'failed'
      // An EventSource comes back after every end of the stream, and stays away after 204.
      if (hasEnded && request.headers['last-event-id'] !== undefined) return
      const session = await createSession(request, response, {
        keepAlive: keepAliveMs,
        headers: { 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' },
      })
      findFeeds(dependencies).watch(id, { session, close: () => void response.end() })
      return streamed
    },
  }),
]

/** One set of feeds an application. */
const feedsOfApps = new WeakMap<ApiDependencies, ProgressFeeds>()

function findFeeds(dependencies: ApiDependencies): ProgressFeeds {
  const existing = feedsOfApps.get(dependencies)
  if (existing !== undefined) return existing
  const feeds = createProgressFeeds((id) => readView(dependencies, id), {
    onFault: (error) => logFault(dependencies.logger, error, 'progress_unreadable'),
  })
  feedsOfApps.set(dependencies, feeds)
  return feeds
}

async function readView({ pool, temporal, clock, config }: ApiDependencies, id: string): Promise<ProgressView | undefined> {
  const broadcast = await readBroadcast(pool, id)
  if (broadcast === undefined) return undefined
  return viewProgress(id, await readProgress(pool, temporal, broadcast), { at: clock(), temporal: config.temporal })
}
