/** What a broadcast's run asks of the database. Each can be run again: it finds what the first attempt did. */
import { ApplicationFailure } from '@temporalio/common'
import { freezeAudience, type FrozenAudience, listPageGroups, readFrozenAudience } from '../db/queries/sends/freeze-audience.ts'
import { readSendTotals, requeueDeferred, stopSend } from '../db/queries/sends/finish-send.ts'
import { insertSend, readSend } from '../db/queries/sends/send.ts'
import { lockBroadcast } from '../db/queries/broadcasts.ts'
import { projectBroadcastSchedule, projectBroadcastStatus } from '../db/queries/broadcast-status.ts'
import { readSettings } from '../db/queries/settings.ts'
import type { Schedule } from '../domain/schedules.ts'
import { describeBroadcastPolicy, pageSizes } from '../domain/sends.ts'
import { planNotBefore } from '../domain/plan-not-before.ts'
import { freezeMessage } from '../messages/freeze.ts'
import { loadFrozenAudience } from './frozen-audience.ts'
import { keepAlive } from './heartbeat.ts'
import type { SendPathDependencies } from './send-path.ts'

export function createBroadcastActivities({ pool, now }: Pick<SendPathDependencies, 'pool' | 'now'>) {
  return {
    async projectBroadcast({
      broadcastId,
      status,
    }: {
      broadcastId: string
      status: 'scheduled' | 'sending' | 'paused' | 'failed'
    }): Promise<void> {
      await projectBroadcastStatus(pool, { broadcastId, status, now: now() })
    },

    async projectSchedule({ broadcastId, schedule }: { broadcastId: string; schedule: Schedule }): Promise<void> {
      await projectBroadcastSchedule(pool, { broadcastId, schedule })
    },

    /** Keeps message, policy and audience as they are now. @throws ApplicationFailure `broadcast_not_found`, `message_invalid`, `audience_unavailable` */
    async freezeBroadcast({ broadcastId, schedule }: { broadcastId: string; schedule: Schedule }): Promise<FrozenAudience> {
      return keepAlive(() =>
        pool.begin(async (transaction) => {
          const broadcast = await lockBroadcast(transaction, broadcastId)
          if (broadcast === undefined) throw ApplicationFailure.nonRetryable('The broadcast does not exist', 'broadcast_not_found')
          const before = await readSend(transaction, broadcastId)
          if (before !== undefined) return readFrozenAudience(transaction, broadcastId)
          const { channel } = broadcast
          const { value: store } = await readSettings(transaction, 'store')
          const { value: contactPolicy } = await readSettings(transaction, 'contact_policy')
          const policy = describeBroadcastPolicy(contactPolicy, channel, store.timeZone)
          const { frozen: message } = freezeMessage(broadcast.message, { store })
          if (message === undefined) throw ApplicationFailure.nonRetryable('The message cannot be sent', 'message_invalid')
          await insertSend(transaction, {
            id: broadcastId,
            campaignKind: 'broadcast',
            campaignId: broadcastId,
            channel,
            isMarketing: true,
            message,
            policy,
            holdoutPercent: broadcast.holdoutPercent,
            budgetMessages: broadcast.maxMessages,
            expiresAt: broadcast.expiresAt,
          })
          const frozenAt = now()
          const context = await loadFrozenAudience(transaction, broadcast.audience, frozenAt)
          // A pause may have come while the freeze was under way.
          await projectBroadcastStatus(transaction, {
            broadcastId,
            status: broadcast.status === 'paused' ? 'paused' : 'sending',
            now: frozenAt,
          })
          return freezeAudience(transaction, {
            sendId: broadcastId,
            channel,
            audience: broadcast.audience,
            context,
            pageSize: pageSizes[channel],
            planNotBefore: (zones) => planNotBefore({ schedule, zones, quietHours: policy.quietHours, now: frozenAt }),
          })
        }),
      )
    },

    async listPages({ sendId, fromPage }: { sendId: string; fromPage: number }) {
      const groups = await listPageGroups(pool, sendId, fromPage)
      return groups.map(({ firstPage, lastPage, notBefore }) => ({ firstPage, lastPage, notBefore: notBefore.getTime() }))
    },

    /** The number of pages after those who were deferred have got theirs. */
    async requeueDeferred({ sendId }: { sendId: string }): Promise<{ pages: number }> {
      const send = await requireSend(sendId)
      return keepAlive(() => requeueDeferred(pool, { send, pageSize: pageSizes[send.channel] }))
    },

    /** Skips everyone who has not been claimed, and closes what is on its way. */
    async stopBroadcast({ sendId }: { sendId: string }): Promise<void> {
      const send = await requireSend(sendId)
      await keepAlive(() => stopSend(pool, { send, now: now() }))
    },

    /** @throws ApplicationFailure `ledger_incomplete` when a member has no terminal verdict */
    async completeBroadcast({ broadcastId, isCancelled }: { broadcastId: string; isCancelled: boolean }): Promise<void> {
      await keepAlive(async () => {
        if ((await readSend(pool, broadcastId)) !== undefined) {
          const totals = await readSendTotals(pool, broadcastId)
          if (totals.rows !== totals.recipients || totals.open > 0)
            throw ApplicationFailure.nonRetryable('Not every recipient has a verdict', 'ledger_incomplete', totals)
        }
        await projectBroadcastStatus(pool, { broadcastId, status: isCancelled ? 'cancelled' : 'sent', now: now() })
      })
    },
  }

  async function requireSend(sendId: string) {
    const send = await readSend(pool, sendId)
    if (send === undefined) throw ApplicationFailure.nonRetryable('The send is not frozen', 'send_not_found', { sendId })
    return send
  }
}
