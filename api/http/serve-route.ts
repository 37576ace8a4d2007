/**
 * From a route to its Express handler, in this order: who calls, how often, what they may; parameters, query, body; Idempotency-Key; handler;
 * answer. The first thing that is wrong is the answer.
 */
import type { Request, Response } from 'express'
import type { Logger } from 'pino'
import type { Sql } from '../../db/client.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { authenticate, authorize } from './authentication.ts'
import { defaultBodyLimitBytes, readJsonBody, readMediaType } from './bodies.ts'
import { logFault } from './faults.ts'
import { answerOnce, type FinishedAnswer, readIdempotencyKey } from './idempotency.ts'
import { lookAfterStream } from './open-streams.ts'
import { Problem } from './problems.ts'
import { Answer, type Caller, type Route, type RouteRequest, streamed } from './routes.ts'
import { isSafeText } from './safe-json.ts'
import { parseOrRefuse } from './validation.ts'

export type RouteServer = (request: Request, response: Response) => Promise<void>

export function serveRoute(route: Route, dependencies: ApiDependencies, limitRate: (callerId: string) => Promise<void>): RouteServer {
  return async (request, response) => {
    const at = dependencies.clock()
    const logger = response.locals['logger'] as Logger
    const caller = await authenticate(dependencies, request, { access: route.scope, at })
    if (caller.kind !== 'nobody') response.locals[caller.kind === 'apiKey' ? 'keyId' : 'memberId'] = caller.id
    await limitRate(caller.id)
    authorize(caller, route.scope)
    const params = readParams(route, request)
    const query = route.query === undefined ? undefined : parseOrRefuse(route.query, readQuery(request), 'query')
    const body = await readBody(route, request, response)
    // A file of any size is no answer's to repeat: it is read as it comes, and not in a transaction.
    const isRaw = route.rawBodyTypes !== undefined && body === undefined
    const key = isRaw ? undefined : readIdempotencyKey(request, route.idempotencyKey)
    const afterCommit: (() => Promise<void>)[] = []
    const pool = route.findsByKey === true ? dependencies.keyedPool : dependencies.pool
    const run = (sql: Sql) => handle(route, { params, query, body, caller, sql, at, logger, request, response, dependencies, afterCommit })
    const answer =
      key === undefined
        ? await run(pool)
        : await answerOnce(pool, { callerId: caller.id, key, method: request.method, path: request.originalUrl, body }, async (sql) => {
            const finished = await run(sql)
            if (finished === streamed) throw new Error('A streamed answer cannot be kept')
            return finished
          })
    for (const work of afterCommit) await work().catch((error: unknown) => logFault(logger, error, 'after_commit_failed'))
    if (answer === streamed) lookAfterStream(dependencies, { caller, response })
    else send(response, answer)
  }
}

interface Handling {
  params: unknown
  query: unknown
  body: unknown
  caller: Caller
  sql: Sql
  at: Date
  logger: Logger
  request: Request
  response: Response
  dependencies: ApiDependencies
  afterCommit: (() => Promise<void>)[]
}

async function handle(route: Route, { request, response, afterCommit, ...rest }: Handling): Promise<FinishedAnswer | typeof streamed> {
  const routeRequest: RouteRequest<unknown, unknown, unknown> = {
    ...rest,
    pool: rest.dependencies.pool,
    afterCommit: (work) => void afterCommit.push(work),
    http: { request, response },
  }
  const result = await route.handler(routeRequest as RouteRequest<never, never, never>)
  if (result === streamed) return streamed
  const answer = result instanceof Answer ? result : new Answer(route.status ?? (route.response === undefined ? 204 : 200), result)
  if (rest.dependencies.checksAnswers === true) checkAnswer(route, answer)
  return { status: answer.status, body: answer.body, headers: answer.headers }
}

function checkAnswer(route: Route, { status, body }: Answer): void {
  if (route.response !== undefined) route.response.parse(body)
  const statuses = [route.status ?? (route.response === undefined ? 204 : 200), ...(route.otherStatuses ?? [])]
  if (!statuses.includes(status)) throw new Error(`The route does not say that it may answer ${status}`)
}

function readParams(route: Route, request: Request): unknown {
  if (!Object.values(request.params).every((value) => typeof value === 'string' && isSafeText(value))) throw new Problem('not_found')
  if (route.params === undefined) return undefined
  const parsed = route.params.safeParse({ ...request.params })
  if (!parsed.success) throw new Problem('not_found')
  return parsed.data
}

/** A key that is given twice is an array, which a schema of a text refuses. */
function readQuery(request: Request): Record<string, unknown> {
  const search = request.originalUrl.indexOf('?')
  const values = new Map<string, string | string[]>()
  for (const [key, value] of new URLSearchParams(search < 0 ? '' : request.originalUrl.slice(search))) {
    if (!isSafeText(key) || !isSafeText(value) || key === '__proto__') {
      throw new Problem('invalid_request', { errors: [{ path: 'query', message: 'Contains a character that is not accepted' }] })
    }
    const before = values.get(key)
    values.set(key, before === undefined ? value : [before, value].flat())
  }
  return Object.fromEntries(values)
}

async function readBody(route: Route, request: Request, response: Response): Promise<unknown> {
  if (route.rawBodyTypes !== undefined) {
    if (route.rawBodyTypes.includes(readMediaType(request) ?? '')) return undefined
    if (route.body === undefined) throw new Problem('unsupported_media_type', { detail: `Send ${route.rawBodyTypes.join(' or ')}.` })
  }
  if (route.body === undefined) return undefined
  return parseOrRefuse(route.body, await readJsonBody(request, response, route.bodyLimitBytes ?? defaultBodyLimitBytes))
}

function send(response: Response, { status, body, headers }: FinishedAnswer): void {
  response.status(status).set(headers).set('Cache-Control', 'no-store')
  if (body === undefined || status === 204) response.end()
  else response.json(body)
}
