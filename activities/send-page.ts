/**
 * The one door through which every message leaves: claim the page, call the provider, record the outcomes. Run again after a crash at any instant, it
 * sends nobody a second message and loses nobody.
 */
import { claimVoucherPage } from '../db/queries/promotions/claim-voucher-page.ts'
import { type ClaimedPage, claimPage } from '../db/queries/sends/claim-page.ts'
import { giveUpPage } from '../db/queries/sends/finish-send.ts'
import { markFirstCall } from '../db/queries/sends/mark-attempts.ts'
import type { Send } from '../db/queries/sends/send.ts'
import { keepAlive } from './heartbeat.ts'
import { createSendCache } from './open-send.ts'
import { findQuietZones } from './quiet-zones.ts'
import { sendMarkedPage } from './send-marked-page.ts'
import { sendBatchedPage } from './send-batched-page.ts'
import { type PageInput, type PageResult, repeatForMs, type SendPathDependencies } from './send-path.ts'

export function createSendPage(dependencies: SendPathDependencies) {
  const openSend = createSendCache(dependencies)

  return async function sendPage({ sendId, page }: PageInput): Promise<PageResult> {
    return keepAlive(
      async () => {
        const { pool, channels, now } = dependencies
        const open = await openSend(sendId)
        const { send } = open
        const claimAt = now()
        // A promotion's members are given their vouchers with the claim.
        const claim = send.campaignKind === 'promotion' ? claimVoucherPage : claimPage
        const claimed = await claim(pool, {
          send,
          page,
          now: claimAt,
          quietZones: await findQuietZones(pool, { send, page, now: claimAt }),
        })
        if (claimAt.getTime() - claimed.claimedAt.getTime() > repeatForMs) return giveUpPage(pool, { send, page, now: claimAt })
        return channels[send.channel].repeatSafety === 'idempotent'
          ? sendBatchedPage(dependencies, open, page, { ...claimed, isUncalled: await isUncalled(send, claimed) })
          : sendMarkedPage(dependencies, open, page, claimed)
      },
      { page },
    )
  }

  /** A journey claims its message before it asks for it to be sent. Marked channels tell by their marks. */
  async function isUncalled(send: Send, { deliveries, isRepeat }: ClaimedPage): Promise<boolean> {
    if (!isRepeat || send.campaignKind !== 'autopilot') return !isRepeat
    const customerIds = deliveries.filter(({ status }) => status === 'sending').map(({ customerId }) => customerId)
    return markFirstCall(dependencies.pool, { send, customerIds, now: dependencies.now() })
  }
}
