/** What an operator does with a broadcast: send, pause, resume, cancel, reschedule. */
import { z } from 'zod'
import { scheduleDraft } from '../../../db/queries/broadcasts.ts'
import { deleteOutboxRows } from '../../../db/queries/outbox.ts'
import { isPast } from '../../../domain/preflight.ts'
import { requireCampaignAudience } from '../../audiences/audience-parts.ts'
import { readNamesOfAudiences } from '../../audiences/name-records.ts'
import { Problem } from '../../http/problems.ts'
import { defineRoute, type RouteRequest } from '../../http/routes.ts'
import { checkBroadcast } from '../../preflight/check-broadcast.ts'
import { broadcastProgressSchema } from '../../schemas/broadcast-progress.ts'
import { broadcastSchema, scheduleSchema, sendRequestSchema } from '../../schemas/broadcasts.ts'
import { idParams } from '../../schemas/ids.ts'
import { readProgress } from '../../temporal/broadcast-progress.ts'
import { type BroadcastCommand, commandRun, startRun } from '../../temporal/broadcast-run.ts'
import { viewProgress } from '../../views/broadcast-progress.ts'
import { viewBroadcast } from '../../views/broadcasts.ts'
import { assertDraft, findBroadcast } from './drafts.ts'

const tag = 'Broadcasts'
const params = idParams('broadcast')

export const actionRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/broadcasts/{id}/send',
    tag,
    summary: 'Send a draft: now, at an instant, or at a local time in each recipient’s zone',
    description: 'Runs the preflight first. Once it has answered 202 the broadcast will be sent, even if Temporal is away at the moment.',
    scope: 'broadcasts:send',
    idempotencyKey: 'optional',
    params,
    body: sendRequestSchema,
    status: 202,
    response: broadcastSchema,
    async handler({ params: { id }, body, sql, pool, at, afterCommit, logger, dependencies: { temporal, config } }) {
      const draft = await findBroadcast(sql, id)
      if (draft.status !== 'draft') throw new Problem('broadcast_not_draft')
      await requireCampaignAudience(sql, draft.audience)
      const schedule = body.schedule ?? draft.schedule
      const { checks } = await checkBroadcast(sql, { ...draft, schedule }, { now: at, links: config })
      const errors = checks.filter(({ level }) => level === 'error').map(({ code, message }) => ({ path: code, message }))
      if (errors.length > 0) throw new Problem('preflight_failed', { errors })
      const { broadcast, outboxId } = assertDraft(await scheduleDraft(sql, id, schedule, draft.version))
      afterCommit(async () => {
        if (temporal === undefined) return
        try {
          await startRun(temporal, { broadcastId: id, channel: broadcast.channel, schedule })
          await deleteOutboxRows(pool, [outboxId])
        } catch {
          // The outbox's relay starts it as soon as Temporal is back.
          logger.warn({ event: 'broadcast_start_postponed', broadcastId: id })
        }
      })
      return viewBroadcast(broadcast, await readNamesOfAudiences(sql, [broadcast.audience]), config.temporal)
    },
  }),
  defineCommand('pause', 'Pause: messages of the current pages still leave'),
  defineCommand('resume', 'Go on after a pause'),
  defineCommand('cancel', 'Stop for good: whoever was not reached is skipped as `campaign_stopped`'),
  defineRoute({
    method: 'post',
    path: '/api/v1/broadcasts/{id}/reschedule',
    tag,
    summary: 'Give a broadcast that has not started another schedule',
    scope: 'broadcasts:send',
    params,
    body: z.strictObject({ schedule: scheduleSchema }),
    response: broadcastProgressSchema,
    async handler(request) {
      if (isPast(request.body.schedule, request.at))
        throw new Problem('invalid_request', { errors: [{ path: 'schedule', message: 'The time has passed' }] })
      return command(request, { kind: 'reschedule', schedule: request.body.schedule })
    },
  }),
]

function defineCommand(kind: 'pause' | 'resume' | 'cancel', summary: string) {
  return defineRoute({
    method: 'post',
    path: `/api/v1/broadcasts/{id}/${kind}`,
    tag,
    summary,
    scope: 'broadcasts:send',
    params,
    body: z.strictObject({}),
    response: broadcastProgressSchema,
    async handler(request) {
      return command(request, { kind })
    },
  })
}

async function command(
  { params: { id }, sql, at, dependencies: { temporal, config } }: RouteRequest<{ id: string }, unknown, unknown>,
  told: BroadcastCommand,
) {
  const broadcast = await findBroadcast(sql, id)
  const { channel, schedule, status } = broadcast
  if (status === 'draft' || status === 'sent' || status === 'cancelled' || status === 'failed') throw new Problem('broadcast_not_running')
  const run = await commandRun(temporal, { broadcastId: id, channel, schedule }, told)
  // The run has projected its new status by now.
  const progress = await readProgress(sql, temporal, await findBroadcast(sql, id), run)
  return viewProgress(id, progress, { at, temporal: config.temporal })
}
