/** The freeze of a promotion: its audience, its messages, the contact policy, and a send for each purpose and channel. Once. */
import { ApplicationFailure } from '@temporalio/common'
import { v7 as newUuid } from 'uuid'
import type { Sql } from '../db/client.ts'
import { insertPromotionSend, listPromotionSends } from '../db/queries/promotions/promotion-sends.ts'
import { projectPromotionStatus } from '../db/queries/promotions/promotion-status.ts'
import { lockPromotion, type Promotion } from '../db/queries/promotions/promotions.ts'
import { freezeAudience, type FrozenAudience, readFrozenAudience } from '../db/queries/sends/freeze-audience.ts'
import { insertSend } from '../db/queries/sends/send.ts'
import { readSettings } from '../db/queries/settings.ts'
import type { ChannelName } from '../domain/channels.ts'
import { planNotBefore } from '../domain/plan-not-before.ts'
import type { ChannelMessages, PromotionPurpose } from '../domain/promotions.ts'
import type { Schedule } from '../domain/schedules.ts'
import { describeBroadcastPolicy, pageSizes } from '../domain/sends.ts'
import type { ContactPolicySettings, StoreSettings } from '../domain/settings.ts'
import { freezeMessage } from '../messages/freeze.ts'
import { loadFrozenAudience } from './frozen-audience.ts'

export interface PromotionFreeze {
  promotionId: string
  schedule: Schedule
  now: Date
}

/** In the caller's transaction. @throws ApplicationFailure `promotion_not_found`, `message_invalid`, `audience_unavailable` */
export async function freezePromotion(sql: Sql, { promotionId, schedule, now }: PromotionFreeze): Promise<FrozenAudience> {
  const promotion = await lockPromotion(sql, promotionId)
  if (promotion === undefined) throw ApplicationFailure.nonRetryable('The promotion does not exist', 'promotion_not_found')
  const [before] = await listPromotionSends(sql, promotionId)
  if (before !== undefined) return readFrozenAudience(sql, before.sendId)
  const { value: store } = await readSettings(sql, 'store')
  const { value: policy } = await readSettings(sql, 'contact_policy')
  const { channels, messages, reminder, audience, expiresAt, status } = promotion
  const [first] = await freezeSends(sql, promotion, { purpose: 'offer', channels, messages, expiresAt, store, policy })
  if (reminder !== null) await freezeSends(sql, promotion, { purpose: 'reminder', ...reminder, expiresAt: null, store, policy })
  if (first === undefined) throw ApplicationFailure.nonRetryable('The promotion has no channel', 'message_invalid')
  const context = await loadFrozenAudience(sql, audience, now)
  // A pause may have come while the freeze was under way.
  await projectPromotionStatus(sql, { promotionId, status: 'sending', now })
  if (status === 'paused') await projectPromotionStatus(sql, { promotionId, status, now })
  const { quietHours } = describeBroadcastPolicy(policy, first.channel, store.timeZone)
  return freezeAudience(sql, {
    ...first,
    audience,
    context,
    pageSize: pageSizes[first.channel],
    planNotBefore(zones) {
      const notBefore = planNotBefore({ schedule, zones, quietHours, now })
      // Quiet hours that outlast the promotion close the channel: the claim says so in time for the next one.
      return expiresAt !== null && notBefore >= expiresAt ? planNotBefore({ schedule, zones, quietHours: null, now }) : notBefore
    },
  })
}

interface SendsToFreeze {
  purpose: PromotionPurpose
  channels: readonly ChannelName[]
  messages: ChannelMessages
  expiresAt: Date | null
  store: StoreSettings
  policy: ContactPolicySettings
}

async function freezeSends(
  sql: Sql,
  { id: promotionId, holdoutPercent }: Promotion,
  { purpose, channels, messages, expiresAt, store, policy }: SendsToFreeze,
): Promise<{ sendId: string; channel: ChannelName }[]> {
  const sends: { sendId: string; channel: ChannelName }[] = []
  for (const [place, channel] of channels.entries()) {
    const written = messages[channel]
    const message = written === undefined ? undefined : freezeMessage(written, { store, hasVoucher: true }).frozen
    if (message === undefined) throw ApplicationFailure.nonRetryable('The message cannot be sent', 'message_invalid')
    const sendId = newUuid()
    await insertSend(sql, {
      id: sendId,
      campaignKind: 'promotion',
      campaignId: promotionId,
      channel,
      isMarketing: true,
      message,
      policy: describeBroadcastPolicy(policy, channel, store.timeZone),
      holdoutPercent,
      budgetMessages: null,
      expiresAt,
    })
    await insertPromotionSend(sql, { sendId, promotionId, purpose, channel, place })
    sends.push({ sendId, channel })
  }
  return sends
}
