/**
 * A route as data: what it takes, what it answers, who may call it, and the handler. The same schemas validate requests and make the
 * OpenAPI document. `serve-route.ts` turns one into an Express handler.
 */
import type { Request, Response } from 'express'
import type { Logger } from 'pino'
import type { z } from 'zod'
import type { Pool, Sql } from '../../db/client.ts'
import type { LiveSession } from '../../db/queries/members/sessions.ts'
import type { ApiScope } from '../../domain/api-scopes.ts'
import type { ApiDependencies } from '../dependencies.ts'

export interface Caller {
  /** `nobody` on routes for anyone. */
  kind: 'apiKey' | 'member' | 'nobody'
  /** UUID of the API key or of the member. */
  id: string
  name: string
  scopes: string[]
  /** A member's. */
  session?: LiveSession
}

/** A scope, that one is a member and signed in, that one is known at all, or nothing: the last two look after themselves. */
export type Access = ApiScope | 'member' | 'caller' | 'anyone'

type Schema = z.ZodType | undefined
type Parsed<S extends Schema> = S extends z.ZodType ? z.output<S> : undefined

export interface RouteRequest<Params, Query, Body> {
  params: Params
  query: Query
  body: Body
  caller: Caller
  /**
   * What queries run on. With an Idempotency-Key it is the transaction that also keeps the answer, so that either both are there or
   * neither; a handler that needs a transaction takes `runInTransaction(sql, …)`, which nests.
   */
  sql: Sql
  /** For work that outlives the request (streams). Everything else uses `sql`. */
  pool: Pool
  dependencies: ApiDependencies
  /** Says the request's id with every line. No bodies, no addresses. */
  logger: Logger
  /** The instant of the request. */
  at: Date
  /** Runs when `sql` has committed and before the answer leaves (right after the handler when there is no transaction). A failure is logged only. */
  afterCommit(work: () => Promise<void>): void
  http: { request: Request; response: Response }
}

/** An answer with another status or headers than the route's own. */
export class Answer<Body = unknown> {
  readonly status: number
  readonly body: Body
  readonly headers: Record<string, string>

  constructor(status: number, body: Body, headers: Record<string, string> = {}) {
    this.status = status
    this.body = body
    this.headers = headers
  }
}

/** Returned by a handler that has written the response itself (SSE, CSV). */
export const streamed = Symbol('streamed')

type Answered<R extends Schema> = R extends z.ZodType ? z.input<R> | Answer<z.input<R>> | typeof streamed : void | typeof streamed

export interface RouteDefinition<
  P extends Schema = Schema,
  Q extends Schema = Schema,
  B extends Schema = Schema,
  R extends Schema = Schema,
> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** With parameters in braces: `/api/v1/customers/{id}`. */
  path: string
  tag: string
  summary: string
  description?: string
  scope: Access
  /** Values that do not match answer 404. */
  params?: P
  query?: Q
  /** Objects are strict: an unknown field answers 422. An empty request body counts as `{}`. */
  body?: B
  /** What the document says where the handler validates row by row. */
  documentedBody?: z.ZodType
  bodyLimitBytes?: number
  /** Content types whose body the handler reads by itself from `http.request`, with `body` undefined. */
  rawBodyTypes?: string[]
  /** The body of the answer; without it, 204. */
  response?: R
  /** 200 by default. */
  status?: number
  /** Those that an `Answer` may have instead, below 400. */
  otherStatuses?: number[]
  /** Other content types that the handler may stream. */
  streamTypes?: string[]
  /** Whether the Idempotency-Key header is honoured, or a must. */
  idempotencyKey?: 'optional' | 'required'
  /** Every statement finds its rows by keys: `sql` keeps their plans. Not for lists and questions about many. */
  findsByKey?: true
  /** Whether the If-Match header is honoured, with the ETag of an answer. */
  honoursIfMatch?: true
  handler: (request: RouteRequest<Parsed<P>, Parsed<Q>, Parsed<B>>) => Promise<Answered<R>>
}

/** A route with its types forgotten, for the table. */
export interface Route extends Omit<RouteDefinition, 'handler'> {
  handler: (request: RouteRequest<never, never, never>) => Promise<unknown>
}

export function defineRoute<
  P extends Schema = undefined,
  Q extends Schema = undefined,
  B extends Schema = undefined,
  R extends Schema = undefined,
>(definition: RouteDefinition<P, Q, B, R>): Route {
  return definition
}
