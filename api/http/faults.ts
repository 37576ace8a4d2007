/**
 * The last handler: every fault becomes a problem document, and what is logged of it holds no values: a code, the frames of the stack, and the
 * request's id.
 */
import type { ErrorRequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import { describeDatabaseError } from '../../db/client.ts'
import { Problem, toProblemDocument } from './problems.ts'

const unreachable = /^(08...|57P0[1-3]|53300|CONNECTION_.*|CONNECT_TIMEOUT|ECONNREFUSED|ECONNRESET|ENOTFOUND|EPIPE|ETIMEDOUT|EHOSTUNREACH)$/
// Serialisation failure, deadlock, lock not available: the same request may pass the next time.
const collided = /^(40001|40P01|55P03)$/

/** The problem that a fault is to the caller. A data exception (class 22) that got past our checks is still the input's. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  const fault = describeDatabaseError(error)
  if (fault !== undefined && unreachable.test(fault.code)) return new Problem('database_unavailable', { headers: { 'Retry-After': '2' } })
  if (fault !== undefined && collided.test(fault.code)) return new Problem('try_again', { headers: { 'Retry-After': '1' } })
  if (fault !== undefined && fault.code.startsWith('22') && fault.code.length === 5)
    return new Problem('invalid_request', { errors: [{ path: '', message: 'A value is out of range' }] })
  // Express refuses a path that does not decode.
  if (error instanceof URIError || (error instanceof Error && 'status' in error && error.status === 400))
    return new Problem('malformed_request')
  return new Problem('internal_error')
}

export function logFault(logger: Logger, error: unknown, event: string): void {
  const frames =
    error instanceof Error
      ? (error.stack ?? '')
          .split('\n')
          .filter((line) => /^\s+at /.test(line))
          .slice(0, 12)
      : []
  logger.error({ event, fault: error instanceof Error ? error.name : typeof error, ...describeDatabaseError(error), frames })
}

export const handleFault: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  const problem = toProblem(error)
  const logger = response.locals['logger'] as Logger
  if (problem.status >= 500 && !(error instanceof Problem)) logFault(logger, error, problem.code)
  response.locals['problemCode'] = problem.code
  // The answer has begun: all that is left is to break it off.
  if (response.headersSent) next(error)
  else sendProblem(response, problem)
}

export function sendProblem(response: Response, problem: Problem): void {
  const requestId = response.locals['requestId'] as string | undefined
  response
    .status(problem.status)
    .set({ 'Cache-Control': 'no-store', ...problem.extras.headers })
    .type('application/problem+json')
    .send(JSON.stringify(toProblemDocument(problem, requestId)))
}
