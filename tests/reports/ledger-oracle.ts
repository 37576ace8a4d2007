/**
 * What docs/reports.md says, once more, row by row in plain code: whose voucher, message and order each one is, which channel brought it, and which segments its customer was in. It knows
 * nothing of SQL, indexes or passes.
 */
import type { Question, RawDelivery, RawRows, RawVoucher } from './raw-rows.ts'

export interface Range {
  fromMs: number
  untilMs: number
}

export function isWithin(at: Date | null, { fromMs, untilMs }: Range): at is Date {
  return at !== null && at.getTime() >= fromMs && at.getTime() < untilMs
}

export interface CreditedOrder {
  kind: string
  id: string
  placedAt: Date
  currency: string
  netMinor: number
  customerId: string
  voucher?: RawVoucher
  channel: string | undefined
  touchedAt: Date
}

export function createLedgerOracle(rows: RawRows, { defaultWindowMs }: { defaultWindowMs: number }) {
  const sends = new Map(rows.sends.map((send) => [send.id, send]))

  function segmentsOf(customerId: string, at: Date): Set<string> {
    const held = new Set<string>()
    const moves = rows.segment_changes.filter((change) => change.customer_id === customerId && change.changed_at <= at)
    for (const { entered, exited } of moves.toSorted((a, b) => a.changed_at.getTime() - b.changed_at.getTime())) {
      for (const key of exited) held.delete(key)
      for (const key of entered) held.add(key)
    }
    return held
  }

  /** The messages that may have brought it, the first that was accepted first. */
  function carriersOf(voucher: RawVoucher): RawDelivery[] {
    const sendIds =
      voucher.campaign_kind === 'promotion'
        ? rows.promotion_sends.filter((s) => s.promotion_id === voucher.campaign_id && s.purpose === 'offer').map((s) => s.send_id)
        : voucher.campaign_kind === 'autopilot'
          ? rows.journey_messages.filter((m) => voucher.occurrence.startsWith(`${m.journey_id}:`)).map((m) => m.send_id)
          : []
    const order = ['email', 'sms', 'push']
    return rows.deliveries
      .filter((d) => sendIds.includes(d.send_id) && d.customer_id === voucher.customer_id && d.accepted_at !== null)
      .filter((d) => voucher.campaign_kind === 'promotion' || d.claimed_at >= voucher.created_at)
      .sort((a, b) => Number(a.accepted_at) - Number(b.accepted_at) || order.indexOf(a.channel) - order.indexOf(b.channel))
  }

  function channelOf(voucher: RawVoucher): string | undefined {
    return carriersOf(voucher).find(({ status }) => status === 'accepted' || status === 'delivered')?.channel
  }

  function isClicked(voucher: RawVoucher): boolean {
    return carriersOf(voucher).some((d) =>
      rows.delivery_events.some(
        (e) => e.type === 'clicked' && !e.is_bot && e.send_id === d.send_id && e.customer_id === d.customer_id && e.channel === d.channel,
      ),
    )
  }

  /** Every valid order with the one campaign that it is counted for; undefined where there is none. */
  function credit(order: RawRows['orders'][number]): CreditedOrder | undefined {
    const { customer_id: customerId, placed_at: placedAt, currency } = order
    const about = { placedAt, currency, customerId, netMinor: Number(order.total_minor) - Number(order.refunded_minor) }
    const [voucher] = rows.vouchers
      .filter((v) => v.status === 'redeemed' && v.campaign_kind !== 'direct' && v.order_external_id === order.external_id)
      .sort((a, b) => Number(a.redeemed_at) - Number(b.redeemed_at) || (a.id < b.id ? -1 : 1))
    if (voucher !== undefined)
      return {
        ...about,
        kind: voucher.campaign_kind,
        id: voucher.campaign_id,
        voucher,
        channel: channelOf(voucher),
        touchedAt: voucher.issued_at ?? new Date(Number.NaN),
      }
    const channelOrder = ['email', 'sms', 'push']
    const touches = rows.deliveries.filter((d) => {
      const send = sends.get(d.send_id)
      const windowMs = send?.policy.attributionWindowMs ?? defaultWindowMs
      return (
        d.customer_id === customerId &&
        send?.is_marketing === true &&
        (d.status === 'accepted' || d.status === 'delivered') &&
        d.accepted_at !== null &&
        d.accepted_at < placedAt &&
        placedAt.getTime() - d.accepted_at.getTime() <= windowMs
      )
    })
    const latest = touches
      .sort(
        (a, b) =>
          Number(a.accepted_at) - Number(b.accepted_at) ||
          (a.send_id === b.send_id ? channelOrder.indexOf(a.channel) - channelOrder.indexOf(b.channel) : a.send_id < b.send_id ? -1 : 1),
      )
      .at(-1)
    const send = latest && sends.get(latest.send_id)
    if (latest === undefined || latest.accepted_at === null || send === undefined) return undefined
    return { ...about, kind: send.campaign_kind, id: send.campaign_id, channel: latest.channel, touchedAt: latest.accepted_at }
  }

  const credited = rows.orders
    .filter(({ status }) => status !== 'cancelled' && status !== 'refunded')
    .flatMap((order) => credit(order) ?? [])

  /** Of promotions and autopilots, within the question's filters. */
  function isAsked(question: Question, kind: string, id: string, customer?: { id: string; at: Date }): boolean {
    if (kind !== 'promotion' && kind !== 'autopilot') return false
    if (question.kind !== undefined && question.kind !== kind) return false
    if (question.campaign !== undefined && (question.campaign.kind !== kind || question.campaign.id !== id)) return false
    return question.segment === undefined || customer === undefined || segmentsOf(customer.id, customer.at).has(question.segment)
  }

  /** Issued ones. */
  function askVouchers(question: Question): (RawVoucher & { issued_at: Date })[] {
    return rows.vouchers.flatMap((voucher) => {
      const { issued_at } = voucher
      if (issued_at === null) return []
      if (!isAsked(question, voucher.campaign_kind, voucher.campaign_id, { id: voucher.customer_id, at: issued_at })) return []
      return question.channel === undefined || channelOf(voucher) === question.channel ? [{ ...voucher, issued_at }] : []
    })
  }

  return { sends, segmentsOf, channelOf, isClicked, credited, isAsked, askVouchers }
}

export type LedgerOracle = ReturnType<typeof createLedgerOracle>
