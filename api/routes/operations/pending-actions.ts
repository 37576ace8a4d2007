/** What an operator does about what is pending: retry, skip or cancel, one or many. */
import { listPendingJourneys } from '../../../db/queries/operations/list-pending-journeys.ts'
import { Problem } from '../../http/problems.ts'
import { defineRoute, type RouteRequest } from '../../http/routes.ts'
import { actOnPending, type PendingAction, type PendingTarget } from '../../operations/act-on-pending.ts'
import { hasJourneys, resolveState } from '../../operations/pending-triggers.ts'
import { maxPendingIds, pendingActionBody, pendingActionResultSchema } from '../../schemas/pending-triggers.ts'
import { readFilter } from './pending-triggers.ts'
import type { z } from 'zod'

const many = `One or up to ${maxPendingIds} of them, by ids, or by the list’s filter with the number that was confirmed. Each has a result of its own with a reason; what was not answered in time can be asked for again without doing it twice.`

export const pendingActionRoutes = [
  defineAction(
    'retry',
    'Start again what never started, or whose run was lost, terminated or has failed',
    'Under the same workflow id, where its own story says that it stood: no voucher is given and no message is sent twice. One whose run is open is left alone. It is asked for through the outbox, so that it also works while Temporal is away.',
  ),
  defineAction('skip', 'End the wait that journeys are in', 'Cooldowns and quiet hours cannot be skipped.'),
  defineAction('cancel', 'End journeys, or drop matches that have not started', 'What was claimed is still sent.'),
]

type Body = z.output<typeof pendingActionBody>

function defineAction(action: PendingAction, summary: string, description: string) {
  return defineRoute({
    method: 'post',
    path: `/api/v1/pending-triggers/${action}`,
    tag: 'Operations',
    summary,
    description: `${description} ${many}`,
    scope: 'operations:run',
    idempotencyKey: 'required',
    body: pendingActionBody,
    response: pendingActionResultSchema,
    async handler(request) {
      const { pool, dependencies } = request
      return actOnPending({ pool, temporal: dependencies.temporal, now: dependencies.clock }, action, await findTargets(request))
    },
  })
}

async function findTargets({ body, pool, dependencies, at }: RouteRequest<unknown, unknown, Body>): Promise<PendingTarget[]> {
  const { ids, filter, confirmedCount } = body
  // An id that is named twice is done once.
  if (ids !== undefined) return [...new Map(ids.map((target) => [target.id, target])).values()]
  const query = await readFilter(pool, filter ?? {})
  if (!hasJourneys(query))
    throw new Problem('invalid_request', {
      errors: [{ path: 'filter', message: 'Names promotions, whose pages are steered by the promotion' }],
    })
  const chosen = await resolveState({ pool, temporal: dependencies.temporal }, query, at)
  if (chosen === undefined) throw new Problem('temporal_unavailable', { headers: { 'Retry-After': '5' } })
  const rows = await listPendingJourneys(pool, { ...chosen, now: at, limit: maxPendingIds + 1 })
  if (rows.length !== confirmedCount) {
    const many = rows.length > maxPendingIds
    throw new Problem('pending_count_changed', {
      detail: many ? `There are more than ${maxPendingIds} now.` : `There are ${rows.length} now.`,
    })
  }
  return rows.map(({ id }) => ({ kind: 'journey', id }))
}
