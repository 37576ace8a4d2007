/** Progress as server-sent events, for any kind of run: `progress` at every change, at the end one `end`. */
import type { Request, Response } from 'express'
import type { ApiDependencies } from '../dependencies.ts'
import { openEventStream } from '../http/event-stream.ts'
import { logFault } from '../http/faults.ts'
import { streamed } from '../http/routes.ts'
import { createProgressFeeds, type ProgressFeeds, type Progressing } from './progress-feeds.ts'

export interface StreamRequest {
  id: string
  /** There is nothing more to follow. */
  hasEnded: boolean
  dependencies: ApiDependencies
  http: { request: Request; response: Response }
}

/** @param read undefined where there is no such run. One reader of each run an application, however many watch it. */
export function createProgressStream(read: (dependencies: ApiDependencies, id: string) => Promise<Progressing | undefined>) {
  const feedsOfApps = new WeakMap<ApiDependencies, ProgressFeeds>()

  function findFeeds(dependencies: ApiDependencies): ProgressFeeds {
    const existing = feedsOfApps.get(dependencies)
    if (existing !== undefined) return existing
    const feeds = createProgressFeeds((id) => read(dependencies, id), {
      onFault: (error) => logFault(dependencies.logger, error, 'progress_unreadable'),
    })
    feedsOfApps.set(dependencies, feeds)
    return feeds
  }

  return async ({ id, hasEnded, dependencies, http: { request, response } }: StreamRequest): Promise<typeof streamed | undefined> => {
    // An EventSource comes back after every end of the stream, and stays away after 204.
    if (hasEnded && request.headers['last-event-id'] !== undefined) return undefined
    const session = await openEventStream({ request, response })
    findFeeds(dependencies).watch(id, { session, close: () => void response.end() })
    return streamed
  }
}
