/** One line and one measurement a request: id, route template, status, milliseconds, key's or member's id. Never a path, a query or a body: they hold people. */
import { randomUUID } from 'node:crypto'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import type { Histogram } from 'prom-client'

const ownId = /^[\w-]{1,64}$/

export function logRequests(logger: Logger, durations: Histogram<'method' | 'route' | 'status'>): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    const startedAt = performance.now()
    const given = request.headers['x-request-id']
    const requestId = typeof given === 'string' && ownId.test(given) ? given : randomUUID()
    const requestLogger = logger.child({ requestId })
    response.locals['requestId'] = requestId
    response.locals['logger'] = requestLogger
    response.set('X-Request-Id', requestId)
    response.once('close', () => {
      const ms = performance.now() - startedAt
      const route = readRouteTemplate(request, response)
      durations.observe({ method: request.method, route, status: String(response.statusCode) }, ms / 1000)
      const { keyId, memberId, problemCode } = response.locals as { keyId?: string; memberId?: string; problemCode?: string }
      requestLogger.info({
        event: 'request',
        method: request.method,
        route,
        status: response.statusCode,
        ms: Math.round(ms * 10) / 10,
        ...(keyId === undefined ? {} : { keyId }),
        ...(memberId === undefined ? {} : { memberId }),
        ...(problemCode === undefined ? {} : { problemCode }),
        ...(response.writableFinished ? {} : { isAborted: true }),
      })
    })
    next()
  }
}

/** `/api/v1/customers/{id}`; a public router's own pattern; `unmatched` for the rest. */
function readRouteTemplate(request: Request, response: Response): string {
  const template: unknown = response.locals['route'] ?? (request.route as { path?: unknown } | undefined)?.path
  return typeof template === 'string' ? template : 'unmatched'
}
