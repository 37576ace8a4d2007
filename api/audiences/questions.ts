/** Asking the database about an audience on behalf of a request: in one of a few places, for a limited time, and no longer than the client listens. */
import { AudienceReferenceError } from '../../db/queries/audiences/audience-context.ts'
import { prepareForAudiences } from '../../db/queries/audiences/audience-session.ts'
import type { Sql } from '../../db/client.ts'
import { Interruption, runInterruptibly } from '../../db/interruptible.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { Problem } from '../http/problems.ts'
import type { RouteRequest } from '../http/routes.ts'
import { createQuestionSlots, NoSlot, type QuestionSlots } from './question-slots.ts'

/** A fifth of the API's connections; each question may keep two cores busy. */
const defaultLimits = { atOnce: 4, waitingAtMost: 16, waitMs: 10_000, timeoutMs: 30_000 }

/** One set of places an application. */
const slotsOfApps = new WeakMap<ApiDependencies, QuestionSlots>()

export type Asking = Pick<RouteRequest<unknown, unknown, unknown>, 'pool' | 'dependencies' | 'http'>

export interface QuestionLimits {
  /** Aborted when the client has left. */
  signal: AbortSignal
  /** For each statement. */
  timeoutMs: number
}

/** @throws Problem `too_many_questions`, `question_timed_out`, `audience_part_unavailable`, `audience_too_large` */
export async function askQuestion<T>(
  { dependencies, http: { response } }: Asking,
  work: (limits: QuestionLimits) => Promise<T>,
): Promise<T> {
  const limits = { ...defaultLimits, ...dependencies.config.questions }
  const leaving = new AbortController()
  const onClose = () => leaving.abort(new Interruption('aborted'))
  response.once('close', onClose)
  if (response.destroyed) onClose()
  try {
    return await findSlots(dependencies, limits).run(leaving.signal, () => work({ signal: leaving.signal, timeoutMs: limits.timeoutMs }))
  } catch (error) {
    throw toQuestionProblem(error)
  } finally {
    response.off('close', onClose)
  }
}

/** The same in a transaction of its own, whose statement is cancelled when the client leaves. */
export async function askInTransaction<T>(asking: Asking, work: (sql: Sql) => Promise<T>): Promise<T> {
  return askQuestion(asking, (limits) =>
    runInterruptibly(asking.pool, limits, async (sql) => {
      await prepareForAudiences(sql, limits)
      return work(sql)
    }),
  )
}

function findSlots(dependencies: ApiDependencies, limits: typeof defaultLimits): QuestionSlots {
  const existing = slotsOfApps.get(dependencies)
  if (existing !== undefined) return existing
  const slots = createQuestionSlots(limits)
  slotsOfApps.set(dependencies, slots)
  return slots
}

/** Nobody reads what is answered to a client that has left. */
function toQuestionProblem(error: unknown): unknown {
  if (error instanceof NoSlot) return new Problem('too_many_questions', { headers: { 'Retry-After': '5' } })
  if (error instanceof Interruption) return new Problem('question_timed_out')
  if (error instanceof AudienceReferenceError) return toReferenceProblem(error)
  return error
}

/** What an audience names and was not caught when it was written: something that went away in that very moment, or grew since. */
export function toReferenceProblem({ kind, audienceId, message }: AudienceReferenceError): Problem {
  if (kind === 'missing')
    return new Problem('audience_part_unavailable', { errors: [{ path: '', message: `There is no audience ${audienceId}` }] })
  return new Problem(kind === 'circular' ? 'audience_cycle' : 'audience_too_large', { detail: `${message}: ${audienceId}.` })
}
