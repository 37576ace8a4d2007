/** Answers an SMS keyword once: claim, call, record. An answer that may have left before is looked up, and never sent a second time. */
import { claimSmsReply, settleSmsReply, type SmsReplyOutcome, unclaimSmsReply } from '../db/queries/sms-replies.ts'
import { callProvider } from './call-provider.ts'
import { keepAlive } from './heartbeat.ts'
import { backOff, postpone, reserveSlots, type SendPathDependencies } from './send-path.ts'

const lookUpEveryMs = 5_000

export function createSendSmsReply(dependencies: SendPathDependencies) {
  const { pool, channels, lookUpForMs, now } = dependencies

  return async function sendSmsReply({ replyId }: { replyId: string }): Promise<void> {
    await keepAlive(async () => {
      const slot = await reserveSlots(dependencies, 'sms', 1)
      await slot(0)
      const reply = await claimSmsReply(pool, replyId, now())
      if (reply === undefined) return
      const { ref, attemptedBeforeAt, ...content } = reply
      const settle = (outcome: Omit<SmsReplyOutcome, 'replyId'>) => settleSmsReply(pool, { replyId, ...outcome }, now())
      const [answer] =
        attemptedBeforeAt === null
          ? await callProvider(dependencies, { channel: 'sms', messages: [{ ref, content }], idempotencyKey: ref, isRetry: false })
          : ((await channels.sms.lookUp?.([ref], { since: new Date(attemptedBeforeAt.getTime() - 60_000) })) ?? [])
      switch (answer?.kind) {
        case 'accepted':
          return settle({ status: 'accepted', messageId: answer.messageId })
        case 'failed':
          return settle({ status: 'failed', errorCode: answer.code })
        case 'retry':
          if (attemptedBeforeAt === null) await unclaimSmsReply(pool, replyId)
          await backOff(dependencies, 'sms', { code: answer.code, waitMs: answer.retryAfterMs ?? lookUpEveryMs })
          throw postpone(answer.code, lookUpEveryMs)
        default:
          if (attemptedBeforeAt !== null && now().getTime() - attemptedBeforeAt.getTime() >= lookUpForMs)
            return settle({ status: 'unknown', errorCode: 'no_record' })
          throw postpone('outcome_in_doubt', lookUpEveryMs)
      }
    })
  }
}
