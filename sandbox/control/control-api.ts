/**
 * `/_sandbox`: the way in for tests, demos and the pages. It is for this machine alone: a page of another site that
 * a browser happens to have open may not use it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBody, replyJson, writeReply } from '../http-exchange.ts'
import { isOwnOrigin } from '../same-machine.ts'
import { logRoutes } from './log-routes.ts'
import { messageRoutes } from './message-routes.ts'
import { pushRoutes } from './push-routes.ts'
import type { Controls, Route } from './route.ts'
import { storeAdminRoutes } from './store-admin-routes.ts'
import { worldRoutes } from './world-routes.ts'

const BODY_LIMIT_BYTES = 4 * 1024 * 1024
const routes: Route[] = [...logRoutes, ...worldRoutes, ...pushRoutes, ...messageRoutes, ...storeAdminRoutes]

export async function serveControl(
  exchange: { request: IncomingMessage; response: ServerResponse; path: string; search: string },
  controls: Controls,
): Promise<void> {
  const { request, response, path, search } = exchange
  const origin = request.headers.origin
  if (origin !== undefined) {
    if (!isOwnOrigin(origin)) return writeReply(response, replyJson(403, { error: 'forbidden', message: 'Not for pages of other sites.' }))
    response.setHeader('access-control-allow-origin', origin)
    response.setHeader('access-control-allow-methods', 'GET, POST, PUT, DELETE')
    response.setHeader('access-control-allow-headers', 'content-type')
    response.setHeader('vary', 'origin')
    if (request.method === 'OPTIONS') return writeReply(response, { status: 204 })
  }
  const body = await readBody(request, BODY_LIMIT_BYTES)
  if (!body) return writeReply(response, replyJson(413, { error: 'too_large' }))
  const matching = routes.filter(({ pattern }) => pattern.test(path))
  const route = matching.find(({ method }) => method === request.method)
  if (!route)
    return writeReply(
      response,
      replyJson(matching.length > 0 ? 405 : 404, { error: matching.length > 0 ? 'method_not_allowed' : 'not_found' }),
    )
  const params = route.pattern.exec(path)?.slice(1) ?? []
  writeReply(
    response,
    await route.handle({ params, query: new URLSearchParams(search), body, origin: `http://${request.headers.host}` }, controls),
  )
}
