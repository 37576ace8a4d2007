/** Brings together what the preflight of a promotion looks at; `domain/promotion-readiness` judges it. */
import type { z } from 'zod'
import { countAtOpenLimit, previewReach } from '../../db/queries/promotions/preview-reach.ts'
import type { Promotion } from '../../db/queries/promotions/promotions.ts'
import { type Offer, readOffer } from '../../db/queries/offers/offers.ts'
import { readSettings } from '../../db/queries/settings.ts'
import { readBudgets } from '../../db/queries/vouchers/budgets.ts'
import type { PreviewInput } from '../../db/queries/broadcast-report/preview-verdicts.ts'
import type { Sql } from '../../db/client.ts'
import type { ChannelName } from '../../domain/channels.ts'
import type { FrozenMessage } from '../../domain/messages.ts'
import { findWorstMinor } from '../../domain/offers.ts'
import type { PreflightCheck } from '../../domain/preflight.ts'
import { checkPromotion, foldReach } from '../../domain/promotion-readiness.ts'
import type { ChannelMessages } from '../../domain/promotions.ts'
import type { StoreSettings } from '../../domain/settings.ts'
import { grantVouchers } from '../../domain/voucher-budgets.ts'
import { freezeMessage } from '../../messages/freeze.ts'
import { findUnavailable } from '../audiences/usable-references.ts'
import type { promotionPreflightSchema } from '../schemas/promotion-runs.ts'
import { estimate, planPreview, toCheck } from './check-broadcast.ts'
import type { SmsEstimate, TrackedLinks } from './estimate-sms.ts'

export type PromotionPreflight = Omit<z.input<typeof promotionPreflightSchema>, 'overlaps'>

/** @throws Problem `audience_part_unavailable`, `audience_too_large` */
export async function checkPromotionDraft(
  sql: Sql,
  promotion: Promotion,
  { now, links }: { now: Date; links: TrackedLinks },
): Promise<{ preflight: PromotionPreflight; offer: Offer | undefined }> {
  const { value: store } = await readSettings(sql, 'store')
  const { value: policy } = await readSettings(sql, 'contact_policy')
  const { channels, messages, reminder } = promotion
  const plans: PreviewInput[] = []
  for (const channel of channels) plans.push(await planPreview(sql, { ...promotion, channel, maxMessages: null }, { store, policy, now }))
  const { audience, reach } = foldReach(channels, await previewReach(sql, plans))
  const offered = freezeAll(messages, channels, store, 'message')
  const reminding = freezeAll(reminder?.messages ?? {}, reminder?.channels ?? [], store, 'reminder')
  const sms = new Map<ChannelName, SmsEstimate | null>()
  for (const [place, preview] of plans.entries()) {
    const frozen = offered.frozen.get(preview.channel)
    const reachable = reach[place]?.reachable ?? 0
    if (frozen !== undefined) sms.set(preview.channel, await estimate(sql, { frozen, preview, store, messages: reachable, links }))
  }
  const offer = promotion.offerId === null ? undefined : await readOffer(sql, promotion.offerId)
  const vouchers =
    offer === undefined ? undefined : await findRoom(sql, { promotion, offer, plan: plans[0], wanted: audience.reachable, now })
  const smsEstimate = sms.get('sms') ?? null
  const unavailable = await findUnavailable(sql, promotion.audience)
  const checks = [
    ...unavailable.map(toCheck),
    ...checkPromotion(
      {
        promotion,
        store,
        offer: offer === undefined ? undefined : { isArchived: offer.archivedAt !== null, validity: offer.terms.validity },
        problems: [...offered.problems, ...reminding.problems],
        audience,
        sms: smsEstimate === null ? null : { parts: smsEstimate.parts, estimatedCostMicros: smsEstimate.estimatedCost.amountMicros },
        vouchers,
      },
      now,
    ),
  ]
  const preflight: PromotionPreflight = {
    ok: checks.every(({ level }) => level !== 'error'),
    checks,
    audience: { members: audience.members, reachable: audience.reachable, unreachable: audience.unreachable },
    channels: reach.map(({ members: _members, ...one }) => ({ ...one, sms: sms.get(one.channel) ?? null })),
    vouchers: vouchers === undefined || offer === undefined ? null : viewRoom(vouchers, offer),
  }
  return { preflight, offer }
}

function freezeAll(messages: ChannelMessages, channels: readonly ChannelName[], store: StoreSettings, kind: 'message' | 'reminder') {
  const frozen = new Map<ChannelName, FrozenMessage>()
  const problems: PreflightCheck[] = []
  for (const channel of channels) {
    const message = messages[channel]
    if (message === undefined) continue
    const result = freezeMessage(message, { store, hasVoucher: true })
    if (result.frozen !== undefined) {
      frozen.set(channel, result.frozen)
      // The link to the voucher's own page counts as its code.
      if (!result.frozen.fields.includes('voucher.code'))
        problems.push({
          code: `${kind}_without_voucher`,
          level: 'warning',
          message: `${channel}: Neither {{ voucher.code }} nor {{ voucher_url }} is in it: its readers get a voucher, and no way to use it.`,
        })
    }
    for (const { code, level, part, message: text } of result.problems)
      problems.push({ code: `${kind}_${code}`, level, message: `${channel}, ${part}: ${text}` })
  }
  return { frozen, problems }
}

interface RoomQuestion {
  promotion: Promotion
  offer: Offer
  /** Of any channel: it has the audience. */
  plan: PreviewInput | undefined
  wanted: number
  now: Date
}

async function findRoom(sql: Sql, { promotion, offer, plan, wanted, now }: RoomQuestion) {
  const budgets = await readBudgets(sql, [
    { kind: 'offer', id: offer.id },
    { kind: 'promotion', id: promotion.id },
  ])
  const { granted, refusal } = grantVouchers(budgets, {
    wanted,
    cost: { worstMinor: findWorstMinor(offer.terms), currency: offer.terms.currency },
  })
  const { value } = await readSettings(sql, 'vouchers')
  const most = value.maxOpenPerCustomer
  const atOpenLimit = most === null || plan === undefined ? 0 : await countAtOpenLimit(sql, { ...plan, most, at: now })
  return { wanted, room: granted, refusal, atOpenLimit }
}

function viewRoom(room: Awaited<ReturnType<typeof findRoom>>, { terms }: Offer): PromotionPreflight['vouchers'] {
  const worstMinor = findWorstMinor(terms)
  const inCurrency = (amountMinor: number) => ({ amountMinor, currency: terms.currency })
  return {
    ...room,
    refusal: room.room < room.wanted ? room.refusal : null,
    mostEach: worstMinor === null ? null : inCurrency(worstMinor),
    mostInAll: worstMinor === null ? null : inCurrency(worstMinor * room.room),
  }
}
