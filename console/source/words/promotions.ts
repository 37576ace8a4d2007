/** Promotions in words: their states, and what they are doing. */
import type { PromotionProgress, PromotionStatus } from '../promotions/promotion-queries.ts'
import type { Tone } from './outcomes.ts'

export const promotionStatuses: Record<PromotionStatus, { label: string; tone: Tone }> = {
  draft: { label: 'Draft', tone: 'quiet' },
  scheduled: { label: 'Scheduled', tone: 'busy' },
  sending: { label: 'Sending', tone: 'busy' },
  paused: { label: 'Paused', tone: 'warn' },
  active: { label: 'Vouchers open', tone: 'good' },
  ended: { label: 'Ended', tone: 'quiet' },
  stopped: { label: 'Stopped', tone: 'quiet' },
  failed: { label: 'Failed', tone: 'bad' },
}

export function isPromotionStatus(text: unknown): text is PromotionStatus {
  return typeof text === 'string' && Object.hasOwn(promotionStatuses, text)
}

export const promotionStages: Record<PromotionProgress['stage'], string> = {
  draft: 'Not launched yet.',
  scheduled: 'Waits for its time.',
  freezing: 'Writes down who gets it.',
  sending: 'Gives vouchers and sends, page by page.',
  waiting: 'Waits for recipients whose time has not come, or for receipts.',
  paused: 'Paused: nothing leaves until it goes on.',
  active: 'Everyone has an outcome; vouchers are open.',
  settling: 'The last outcomes are being settled.',
  ended: 'Done: its last voucher was used, has expired or was revoked.',
  stopped: 'Stopped: whoever was not reached by then was skipped.',
  failed: 'The run failed. The Temporal UI says why.',
}
