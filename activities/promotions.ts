/** What a promotion's run asks of the database and the providers. Each can be run again: it finds what the first attempt did. */
import { ApplicationFailure } from '@temporalio/common'
import { collectReceipts } from '../db/queries/promotions/collect-receipts.ts'
import { countPages, type DuePage, listDuePages, readOutlook } from '../db/queries/promotions/plan-pages.ts'
import { findNextReminder, planReminders } from '../db/queries/promotions/plan-reminders.ts'
import { listPromotionSends } from '../db/queries/promotions/promotion-sends.ts'
import { projectPromotionSchedule, projectPromotionStatus } from '../db/queries/promotions/promotion-status.ts'
import { type Promotion, readPromotion } from '../db/queries/promotions/promotions.ts'
import { settlePage } from '../db/queries/promotions/settle-page.ts'
import { stopPromotion } from '../db/queries/promotions/stop-promotion.ts'
import type { FrozenAudience } from '../db/queries/sends/freeze-audience.ts'
import { addDeferredPages, readSendTotals } from '../db/queries/sends/finish-send.ts'
import { requireDurationMs } from '../domain/journeys/journey-durations.ts'
import { findReceiptsPauseMs, findReminderGapMs, type StopChoice } from '../domain/promotions.ts'
import type { Schedule } from '../domain/schedules.ts'
import { pageSizes } from '../domain/sends.ts'
import { keepAlive } from './heartbeat.ts'
import { freezePromotion } from './promotion-freeze.ts'
import type { PageInput, PageResult, SendPathDependencies } from './send-path.ts'

export type { DuePage }

/** What is to be done next, and what there is to wait for. Instants in milliseconds since 1970. */
export interface PromotionPlan {
  /** Pages that may leave now. */
  due: DuePage[]
  pages: number
  recipients: number
  nextPageAt: number | null
  nextReminderAt: number | null
  receiptsUntil: number | null
  /** How long to let receipts gather before the next look. */
  receiptsPauseMs: number
  openVouchers: boolean
  lastExpiryAt: number | null
}

/** More than are ever on their way at once, so that there is always something new among them. */
const pagesAtOnce = 40

export function createPromotionActivities(
  { pool, now }: Pick<SendPathDependencies, 'pool' | 'now'>,
  sendPage: (input: PageInput) => Promise<PageResult>,
) {
  return {
    async projectPromotion({ promotionId, status }: { promotionId: string; status: ProjectedStatus }): Promise<void> {
      await projectPromotionStatus(pool, { promotionId, status, now: now() })
    },

    async projectPromotionSchedule({ promotionId, schedule }: { promotionId: string; schedule: Schedule }): Promise<void> {
      await projectPromotionSchedule(pool, { promotionId, schedule })
    },

    /** Keeps messages, policy and audience as they are now. @throws ApplicationFailure `promotion_not_found`, `message_invalid`, `audience_unavailable` */
    async freezePromotion({ promotionId, schedule }: { promotionId: string; schedule: Schedule }): Promise<FrozenAudience> {
      return keepAlive(() => pool.begin((sql) => freezePromotion(sql, { promotionId, schedule, now: now() })))
    },

    /** Puts whoever may be written to now onto pages, and says which pages may leave. */
    async planPromotion({ promotionId }: { promotionId: string }): Promise<PromotionPlan> {
      return keepAlive(async () => {
        const { fallThroughMs, reminder } = await requirePromotion(promotionId)
        const sends = await listPromotionSends(pool, promotionId)
        const sendIds = sends.map(({ sendId }) => sendId)
        const at = now()
        for (const sendId of sendIds) await collectReceipts(pool, { sendId, now: at })
        const first = sends.find(({ purpose, place }) => purpose === 'reminder' && place === 0)
        const beforeMs = reminder === null ? 0 : requireDurationMs(reminder.before)
        if (first !== undefined) await planReminders(pool, { send: first, beforeMs, now: at })
        let due = await listDuePages(pool, { sendIds, now: at, limit: pagesAtOnce })
        if (due.length < pagesAtOnce) {
          for (const { sendId, channel } of sends) await addDeferredPages(pool, { sendId, pageSize: pageSizes[channel] })
          due = await listDuePages(pool, { sendIds, now: at, limit: pagesAtOnce })
        }
        const outlook = await readOutlook(pool, { promotionId, sendIds, fallThroughMs, now: at })
        const nextDueAt = first === undefined ? null : await findNextReminder(pool, { send: first, beforeMs, now: at })
        const offers = sends.filter(({ purpose }) => purpose === 'offer').map(({ sendId }) => sendId)
        const { recipients } = await countPages(pool, offers)
        const { pages } = await countPages(pool, sendIds)
        return {
          due,
          pages,
          recipients,
          nextPageAt: outlook.nextPageAt?.getTime() ?? null,
          nextReminderAt: nextDueAt === null ? null : Math.max(nextDueAt.getTime(), at.getTime() + findReminderGapMs(beforeMs)),
          receiptsUntil: outlook.receiptsUntil?.getTime() ?? null,
          receiptsPauseMs: findReceiptsPauseMs(fallThroughMs),
          openVouchers: outlook.openVouchers,
          lastExpiryAt: outlook.lastExpiryAt?.getTime() ?? null,
        }
      })
    },

    /** Claims, calls and records a page, and then brings whoever it did not reach to the next channel. */
    async sendPromotionPage({ sendId, page }: PageInput): Promise<PageResult> {
      const result = await sendPage({ sendId, page })
      await settlePage(pool, { sendId, page, now: now() })
      return result
    },

    /** Skips everyone who has not been claimed, closes what is on its way, and settles the vouchers. */
    async stopPromotion({ promotionId, vouchers }: { promotionId: string; vouchers: StopChoice }): Promise<void> {
      await keepAlive(() => stopPromotion(pool, { promotionId, vouchers, now: now() }))
    },

    /** @throws ApplicationFailure `ledger_incomplete` when a member has no terminal verdict */
    async closePromotion({ promotionId, status, finishReason }: PromotionEnd): Promise<void> {
      await keepAlive(async () => {
        for (const { sendId } of await listPromotionSends(pool, promotionId)) {
          const totals = await readSendTotals(pool, sendId)
          if (totals.rows !== totals.recipients || totals.open > 0)
            throw ApplicationFailure.nonRetryable('Not every recipient has a verdict', 'ledger_incomplete', totals)
        }
        await projectPromotionStatus(pool, { promotionId, status, now: now(), ...(finishReason !== undefined && { finishReason }) })
      })
    },
  }

  async function requirePromotion(promotionId: string): Promise<Promotion> {
    const promotion = await readPromotion(pool, promotionId)
    if (promotion === undefined) throw ApplicationFailure.nonRetryable('The promotion does not exist', 'promotion_not_found')
    return promotion
  }
}

type ProjectedStatus = 'scheduled' | 'sending' | 'paused' | 'active'

interface PromotionEnd {
  promotionId: string
  status: 'active' | 'ended' | 'stopped'
  finishReason?: 'kept' | 'revoked'
}
